"""What replaces what: deliveries, units, whole files, withdrawals, as-of days, one reporter per unit."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.deliveries.in_force import BrokenArchiveError, data_version, known_deliveries
from tests.picture_archive import Archive, day

MARCH = "2026-03-31"
APRIL = "2026-04-30"


def beds(unit: str, available: float, date: str = MARCH) -> dict[str, object]:
    return {"date": day(date), "care_unit_id": unit, "available_count": available, "occupied_count": 1.0}


def in_force(archive: Archive, as_of: str, kind: str = "beds") -> set[tuple[str, str, str]]:
    """(sender, period, unit) with its delivery's place in the archive."""
    frame = archive.build(f"facts.{kind}_in_force", as_of).filter(pl.col("holds") == "unit")
    order = {delivery.delivery_id: number for number, delivery in enumerate(archive.deliveries)}
    return {
        (row["sender_region_code"], row["care_unit_id"], f"{row['period']} {order[row['delivery_id']]}")
        for row in frame.to_dicts()
    }


def available(archive: Archive, as_of: str) -> dict[str, float]:
    frame = archive.build("mart.beds", as_of).filter(pl.col("level") == "unit")
    return {f"{row['region_code']} {row['care_unit_id']}": row["available_count"] for row in frame.to_dicts()}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_one_file_per_hospital_adds_up(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"beds": [beds("B", 20)]}, "2026-04-01T09:00:00+02:00")
    assert in_force(archive, APRIL) == {("12", "A", f"{MARCH} 0"), ("12", "B", f"{MARCH} 1")}


def test_a_corrected_file_replaces_the_units_that_it_holds_and_no_others(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("B", 20)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"beds": [beds("A", 11)]}, "2026-04-02T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 A": 11, "12 B": 20}


def test_a_correction_of_one_period_leaves_the_others(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("A", 12, APRIL)]}, "2026-05-01T08:00:00+02:00")
    archive.deliver("12", {"beds": [beds("A", 11)]}, "2026-05-02T08:00:00+02:00")
    assert in_force(archive, "2026-05-03") == {("12", "A", f"{MARCH} 1"), ("12", "A", f"{APRIL} 0")}


def test_a_whole_file_takes_away_the_units_that_it_does_not_hold(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("B", 20)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"beds": [beds("A", 11)]}, "2026-04-02T08:00:00+02:00", complete=["beds"])
    archive.deliver("14", {"beds": [beds("C", 30)]}, "2026-04-01T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 A": 11, "14 C": 30}


def test_a_file_after_a_whole_one_adds_to_it(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00", complete=["beds"])
    archive.deliver("12", {"beds": [beds("B", 20)]}, "2026-04-02T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 A": 10, "12 B": 20}


def test_an_empty_whole_file_takes_everything_of_its_period_away(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("A", 9, APRIL)]}, "2026-05-01T08:00:00+02:00")
    archive.deliver("12", {"beds": []}, "2026-05-02T08:00:00+02:00", complete=["beds"], empty_period=MARCH)
    assert in_force(archive, "2026-05-03") == {("12", "A", f"{APRIL} 0")}


def test_an_empty_file_that_is_not_whole_takes_nothing_away(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-05-01T08:00:00+02:00")
    archive.deliver("12", {"beds": []}, "2026-05-02T08:00:00+02:00", empty_period=MARCH)
    assert available(archive, "2026-05-03") == {"12 A": 10}


def test_a_returned_sheet_leaves_the_one_before_in_force_and_a_good_sheet_beside_it_counts(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver(
        "12",
        {"beds": [beds("A", 99)], "care_units": [{"care_unit_id": "A"}]},
        "2026-04-02T08:00:00+02:00",
        verdicts={"beds": "returned"},
    )
    assert available(archive, APRIL) == {"12 A": 10}
    assert archive.build("tidy.care_units", APRIL)["care_unit_id"].to_list() == ["A"]


@pytest.mark.parametrize("verdict", ["duplicate", "quarantined"])
def test_duplicates_and_quarantined_files_never_count(archive: Archive, verdict: str) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"beds": [beds("A", 99)]}, "2026-04-02T08:00:00+02:00", verdict=verdict)
    assert available(archive, APRIL) == {"12 A": 10}


def test_after_a_withdrawal_the_one_before_is_in_force_and_before_it_the_picture_stays(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    wrong = archive.deliver("12", {"beds": [beds("A", 99)]}, "2026-04-02T08:00:00+02:00")
    archive.withdraw(wrong, "2026-04-10T12:00:00+02:00")
    assert available(archive, "2026-04-09") == {"12 A": 99}
    assert available(archive, "2026-04-10") == {"12 A": 10}


def test_as_of_uses_what_was_received_by_the_end_of_the_day_in_sweden(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T21:59:59+00:00")  # 23.59 in Sweden
    archive.deliver("12", {"beds": [beds("A", 11)]}, "2026-04-01T22:00:00+00:00")  # midnight in Sweden
    assert available(archive, "2026-04-01") == {"12 A": 10}
    assert available(archive, "2026-04-02") == {"12 A": 11}


def test_within_one_receipt_the_files_own_time_decides_then_its_name(archive: Archive) -> None:
    same = "2026-04-01T08:00:00+02:00"
    archive.deliver("12", {"beds": [beds("A", 3)]}, same, modified="2026-03-31T10:00:00+00:00", file_name="b.xlsx")
    archive.deliver("12", {"beds": [beds("A", 2)]}, same, modified="2026-03-31T10:00:00+00:00", file_name="a.xlsx")
    archive.deliver("12", {"beds": [beds("A", 1)]}, same, modified="2026-03-31T09:00:00+00:00", file_name="c.xlsx")
    assert available(archive, APRIL) == {"12 A": 3}


def test_the_region_where_the_unit_lies_wins_over_a_later_report_of_another(archive: Archive) -> None:
    archive.deliver("12", {"care_units": [{"care_unit_id": "P"}]}, "2026-01-01T08:00:00+01:00")
    archive.deliver("12", {"beds": [beds("P", 10)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("13", {"beds": [beds("P", 77)]}, "2026-04-02T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 P": 10}


def test_another_region_counts_where_the_units_own_sent_none_for_the_period(archive: Archive) -> None:
    archive.deliver("12", {"care_units": [{"care_unit_id": "P"}]}, "2026-01-01T08:00:00+01:00")
    archive.deliver("12", {"beds": [beds("P", 10, APRIL)]}, "2026-05-01T08:00:00+02:00")
    archive.deliver("00", {"beds": [beds("P", 66)]}, "2026-04-03T08:00:00+02:00")
    archive.deliver("13", {"beds": [beds("P", 77)]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("14", {"beds": [beds("P", 88)]}, "2026-04-02T08:00:00+02:00")
    found = in_force(archive, "2026-05-02")
    assert found == {("12", "P", f"{APRIL} 1"), ("14", "P", f"{MARCH} 4")}


def test_the_agency_fills_a_gap_and_its_unit_lies_where_the_register_says(archive: Archive) -> None:
    archive.deliver("12", {"care_units": [{"care_unit_id": "P"}]}, "2026-01-01T08:00:00+01:00")
    archive.deliver("00", {"beds": [beds("P", 66), beds("Q", 5)]}, "2026-04-03T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 P": 66, "None Q": 5}
    totals = archive.build("mart.beds", APRIL).filter(pl.col("level").is_in(["region", "country"]))
    assert dict(totals.select("region_code", "available_count").rows()) == {"12": 66, "00": 71}


def test_equal_local_codes_of_two_regions_never_meet(archive: Archive) -> None:
    for region in ("12", "13"):
        archive.deliver(region, {"beds": [beds("101", 10)]}, "2026-04-01T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 101": 10, "13 101": 10}
    for region in ("12", "13"):
        archive.deliver(region, {"care_units": [{"care_unit_id": "101"}]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("14", {"beds": [beds("101", 7)]}, "2026-04-01T08:00:00+02:00")
    assert available(archive, APRIL) == {"12 101": 10, "13 101": 10, "14 101": 7}


@pytest.mark.parametrize(
    ("registers", "sender", "home"),
    [
        ({"12": {"U": "12"}, "13": {"U": "13"}}, "12", "12"),  # own register first
        ({"12": {"U": None}}, "12", "12"),  # an empty region is the sender's own
        ({"13": {"U": "13"}}, "12", "13"),  # exactly one other claims it for itself
        ({"12": {"U": "14"}, "13": {"U": "13"}}, "12", "13"),  # which wins over a claim about a third
        ({"12": {"U": "14"}}, "12", "14"),  # own register's claim of another region
        ({"12": {"U": "14"}, "13": {"U": "13"}, "17": {"U": "17"}}, "12", "14"),  # two claim it for themselves
        ({"13": {"U": "14"}, "00": {"U": "17"}}, "12", "14"),  # a region's claim before the agency's
        ({"00": {"U": "17"}}, "12", "17"),
        ({"00": {"U": None}}, "12", None),  # the agency is no region
        ({"13": {"U": "13"}, "17": {"U": "17"}}, "12", None),  # ambiguous: the sender's own
        ({"13": {"U": "13"}, "17": {"U": "17"}, "00": {"U": "13"}}, "12", None),
        ({}, "12", None),
    ],
)
def test_where_a_unit_lies(
    archive: Archive, registers: dict[str, dict[str, str | None]], sender: str, home: str | None
) -> None:
    for region, claims in registers.items():
        rows = [{"care_unit_id": unit, "region_code": where} for unit, where in claims.items()]
        archive.deliver(region, {"care_units": rows}, "2026-01-01T08:00:00+01:00")
    archive.deliver(sender, {"beds": [beds("U", 1)]}, "2026-04-01T08:00:00+02:00")
    placed = archive.build("facts.beds_in_force", APRIL).row(0, named=True)
    assert (placed["unit_region_code"] if placed["registered"] else None) == home


def test_a_register_is_replaced_whole(archive: Archive) -> None:
    first = [{"care_unit_id": "A"}, {"care_unit_id": "B"}]
    archive.deliver("12", {"care_units": first}, "2026-01-01T08:00:00+01:00")
    archive.deliver("12", {"care_units": [{"care_unit_id": "B"}, {"care_unit_id": "C"}]}, "2026-02-01T08:00:00+01:00")
    archive.deliver("13", {"care_units": [{"care_unit_id": "D"}]}, "2026-01-01T08:00:00+01:00")
    units = archive.build("tidy.care_units", MARCH)
    assert units.select("region_code", "care_unit_id").rows() == [("12", "B"), ("12", "C"), ("13", "D")]


def test_tidy_holds_each_units_latest_period(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("A", 12, APRIL), beds("B", 5)]}, "2026-05-01T08:00:00+02:00")
    tidy = archive.build("tidy.beds", "2026-05-02").select("care_unit_id", "date", "available_count").rows()
    assert tidy == [("A", day(APRIL), 12.0), ("B", day(MARCH), 5.0)]


def test_tidy_drops_a_unit_that_a_later_whole_file_no_longer_holds(archive: Archive) -> None:
    archive.deliver("12", {"beds": [beds("A", 10), beds("B", 5)]}, "2026-04-01T08:00:00+02:00", complete=["beds"])
    archive.deliver("12", {"beds": [beds("A", 12, APRIL)]}, "2026-05-01T08:00:00+02:00", complete=["beds"])
    assert archive.build("tidy.beds", "2026-05-02")["care_unit_id"].to_list() == ["A"]


def test_two_deliveries_with_one_id_stop_the_refresh(archive: Archive) -> None:
    delivery = archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    with pytest.raises(BrokenArchiveError, match=delivery.delivery_id):
        known_deliveries([delivery, delivery], day(APRIL))


def test_the_data_version_follows_the_archive_as_it_was_known(archive: Archive) -> None:
    first = archive.deliver("12", {"beds": [beds("A", 10)]}, "2026-04-01T08:00:00+02:00")
    before = data_version(archive.deliveries, day("2026-04-02"))
    archive.deliver("12", {"beds": [beds("A", 11)]}, "2026-04-03T08:00:00+02:00")
    archive.withdraw(first, "2026-04-04T08:00:00+02:00")
    versions = [data_version(archive.deliveries, day(text)) for text in ("2026-04-02", "2026-04-03", "2026-04-04")]
    assert versions[0] == before
    assert len(set(versions)) == 3
    assert data_version(archive.deliveries[::-1], day("2026-04-04")) == versions[2]
