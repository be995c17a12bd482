"""What changed since the sender's last delivery: like with like, and a question where it changed much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from delivering import NOW, Take, receipt_of

from sources.archive import withdraw
from sources.changes import GroupChange
from sources.places import Places

HEAD = "Mätdatum;Enhet;Vårdtyp;Diagnosgrupp;Beslutsdatum;Patientnyckel"
BEDS = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda"


class Sender:
    """A region that delivers one file after another."""

    def __init__(self, places: Places, take: Take) -> None:
        self.places, self.take, self.hours = places, take, 0
        self.delivery_id = ""

    def send(self, name: str, *lines: str) -> dict[str, Any]:
        path = self.places.inbox / "12_skane" / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.hours += 1
        done = self.take(now=NOW + timedelta(hours=self.hours))
        self.delivery_id = done.taken[0].delivery.delivery_id
        return receipt_of(done, name)

    def send_waiting(self, day: str, counts: dict[tuple[str, str], int]) -> dict[str, Any]:
        lines = [
            f"{day};{unit};Operation;{group};2026-01-01;{unit}{group}{number}"
            for (unit, group), count in counts.items()
            for number in range(count)
        ]
        return self.send("lista.csv", HEAD, *lines)


@pytest.fixture
def sender(places: Places, take: Take) -> Sender:
    return Sender(places, take)


def groups_of(receipt: dict[str, Any]) -> dict[str, tuple[float, float]]:
    [change] = receipt["changes"]
    return {one["group"]: (one["before"], one["now"]) for one in change["groups"]}


def rules_of(receipt: dict[str, Any]) -> list[str]:
    return [one["rule"] for one in receipt["findings"]]


def test_the_first_delivery_has_nothing_to_be_compared_with(sender: Sender) -> None:
    assert sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30})["changes"] == []


def test_counts_by_group_before_and_now(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30, ("U1", "Grå starr"): 40})
    receipt = sender.send_waiting("2026-10-31", {("U1", "Framfall"): 33, ("U1", "Grå starr"): 40})
    assert groups_of(receipt) == {
        "Framfall, Operation/åtgärd": (30, 33),
        "Grå starr, Operation/åtgärd": (40, 40),
    }
    assert receipt["verdict"] == "accepted"
    [change] = receipt["changes"]
    assert (change["period_before"], change["period_now"], change["units_count"]) == ("2026-09-30", "2026-10-31", 1)


def test_more_than_a_third_up_or_down_is_a_question(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 96, ("U1", "Grå starr"): 40})
    receipt = sender.send_waiting("2026-10-31", {("U1", "Framfall"): 41, ("U1", "Grå starr"): 50})
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["large_change"])
    message = receipt["findings"][0]["message"]
    assert "Framfall, Operation/åtgärd från 96 till 41 (−57\u00a0%)" in message
    assert "Grå starr" not in message
    assert receipt["marked_workbook"] is None


@pytest.mark.parametrize(
    ("before", "now", "is_large"),
    [
        (2, 3, False),
        (1, 10, False),
        (0, 9, False),
        (0, 10, True),
        (10, 0, True),
        (30, 40, False),
        (30, 41, True),
        (60, 40, False),
        (60, 39, True),
        (900, 1200, False),
    ],
)
def test_a_large_change_is_more_than_a_third_and_ten_at_least(before: int, now: int, is_large: bool) -> None:
    assert GroupChange("g", before, now).is_large is is_large


def test_only_units_that_both_hold_are_compared_and_the_others_named(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30, ("U2", "Framfall"): 500})
    receipt = sender.send_waiting("2026-10-31", {("U1", "Framfall"): 31, ("U3", "Framfall"): 700})
    assert groups_of(receipt) == {"Framfall, Operation/åtgärd": (30, 31)}
    [change] = receipt["changes"]
    assert (change["units_appeared"], change["units_disappeared"]) == (["U3"], ["U2"])
    assert "large_change" not in rules_of(receipt)


def test_groups_that_appear_and_disappear_are_named(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 5, ("U1", "Grå starr"): 40})
    [change] = sender.send_waiting("2026-10-31", {("U1", "Höftprotes"): 4, ("U1", "Grå starr"): 40})["changes"]
    assert change["groups_disappeared"] == ["Framfall, Operation/åtgärd"]
    assert len(change["groups_appeared"]) == 1


def test_a_file_per_hospital_is_compared_with_its_own_hospital(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30})
    sender.send_waiting("2026-09-30", {("U2", "Framfall"): 200})
    receipt = sender.send_waiting("2026-10-31", {("U1", "Framfall"): 29})
    assert groups_of(receipt) == {"Framfall, Operation/åtgärd": (30, 29)}
    assert receipt["changes"][0]["units_disappeared"] == []


def test_the_period_before_is_as_it_stands_after_corrections(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 300})
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30})
    assert groups_of(sender.send_waiting("2026-10-31", {("U1", "Framfall"): 31})) == {
        "Framfall, Operation/åtgärd": (30, 31)
    }


def test_a_corrected_file_is_compared_with_the_period_before_not_with_its_own_fault(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30})
    assert "large_change" in rules_of(sender.send_waiting("2026-10-31", {("U1", "Framfall"): 300}))
    assert sender.send_waiting("2026-10-31", {("U1", "Framfall"): 31})["verdict"] == "accepted"


def test_a_withdrawn_delivery_is_nothing_to_compare_with(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 300})
    withdraw(sender.places.archive, sender.delivery_id, why="fel", now=NOW)
    assert sender.send_waiting("2026-10-31", {("U1", "Framfall"): 31})["changes"] == []


def test_codes_are_counted_in_their_groups(sender: Sender) -> None:
    head = "Mätdatum;Enhet;Vårdtyp;Diagnoskod;Beslutsdatum;Patientnyckel"
    for day, code, count in (("2026-09-30", "C18.9", 12), ("2026-10-31", "C19", 13)):
        lines = [f"{day};U1;Operation;{code};2026-01-01;k{number}" for number in range(count)]
        receipt = sender.send("lista.csv", head, *lines)
    assert list(groups_of(receipt).values()) == [(12, 13)]
    assert "Utan diagnosgrupp" not in str(groups_of(receipt))


def test_beds_are_compared_by_their_kind(sender: Sender) -> None:
    sender.send("platser.csv", BEDS, "2026-11-19;U1;Somatik;20,5;20", "2026-11-19;U1;IVA;4;4")
    receipt = sender.send("platser.csv", BEDS, "2026-11-20;U1;Somatik;41;20", "2026-11-20;U1;IVA;4;4")
    assert groups_of(receipt) == {"Somatik": (20.5, 41), "IVA": (4, 4)}
    assert rules_of(receipt) == ["large_change"]
    assert "disponibla vårdplatser" in receipt["findings"][0]["message"]


def test_a_register_is_compared_with_the_last_one(sender: Sender) -> None:
    head = "Enhet;Enhetens namn;Driftsform"
    sender.send("katalog.csv", head, *(f"U{number};Enhet {number};Privat" for number in range(40)))
    receipt = sender.send("katalog.csv", head, *(f"U{number};Enhet {number};Privat" for number in range(20)))
    assert groups_of(receipt) == {"Privat": (40, 20)}
    assert "large_change" in rules_of(receipt)


def test_cases_that_come_as_they_happen_are_shown_and_never_questioned(sender: Sender) -> None:
    head = "Ärende-id;Diagnosgrupp;Vårdtyp;Erbjudandedatum;Anledning"
    lines = [f"a{number};Framfall;Operation;2026-05-01;Vårdgaranti" for number in range(60)]
    sender.send("flyttar.csv", head, *lines)
    receipt = sender.send("flyttar.csv", head, *lines[:5])
    assert groups_of(receipt) == {"Framfall": (60, 5)}
    assert receipt["verdict"] == "accepted"


def test_a_returned_file_is_not_compared(sender: Sender) -> None:
    sender.send_waiting("2026-09-30", {("U1", "Framfall"): 30})
    receipt = sender.send("lista.csv", HEAD, "2026-10-31;U1;Operaton;Framfall;2026-01-01;x")
    assert (receipt["verdict"], receipt["changes"]) == ("returned", [])
