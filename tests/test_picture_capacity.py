"""Free slots: which report is in force, what is stale, who is it open to, and the balance against need."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.picture_archive import Archive, day
from tests.test_picture_waiting import patients

SUNDAY = "2026-11-22"
RECEIVED = "2026-11-20T08:00:00+01:00"


def slots(
    free: int, week: str = "2026-W48", unit: str = "U", reported: str = "2026-11-20", **more: Any
) -> dict[str, Any]:
    return {"week": week, "care_unit_id": unit, "slots_free_count": free, "reported_date": day(reported), **more}


def capacity(archive: Archive, as_of: str = SUNDAY, **key: str) -> list[dict[str, Any]]:
    wanted = {"region_code": "00", "diagnosis_group": "hip_replacement", **key}
    frame = archive.build("mart.capacity_by_diagnosis", as_of)
    return frame.filter(*[pl.col(name) == value for name, value in wanted.items()]).to_dicts()


def balance(archive: Archive, as_of: str = SUNDAY, **key: str) -> list[dict[str, Any]]:
    wanted = {"region_code": "12", "diagnosis_group": "hip_replacement", **key}
    frame = archive.build("mart.balance_by_diagnosis", as_of)
    return frame.filter(*[pl.col(name) == value for name, value in wanted.items()]).to_dicts()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_the_latest_reported_wins_though_received_before(archive: Archive) -> None:
    archive.deliver("12", {"free_capacity": [slots(5, reported="2026-11-20")]}, "2026-11-20T08:00:00+01:00")
    archive.deliver("12", {"free_capacity": [slots(9, reported="2026-11-19")]}, "2026-11-21T08:00:00+01:00")
    assert [row["slots_free_count"] for row in capacity(archive)] == [5]


def test_of_equal_reported_dates_the_latest_received_wins(archive: Archive) -> None:
    archive.deliver("12", {"free_capacity": [slots(5)]}, "2026-11-20T08:00:00+01:00")
    archive.deliver("12", {"free_capacity": [slots(9)]}, "2026-11-21T08:00:00+01:00")
    assert [row["slots_free_count"] for row in capacity(archive)] == [9]
    assert [row["slots_free_count"] for row in capacity(archive, "2026-11-20")] == [5]


def test_another_group_of_the_unit_stays_when_one_is_reported_again(archive: Archive) -> None:
    archive.deliver("12", {"free_capacity": [slots(5), slots(3, diagnosis_group="cataract")]}, RECEIVED)
    archive.deliver("12", {"free_capacity": [slots(9)]}, "2026-11-21T08:00:00+01:00")
    assert capacity(archive, diagnosis_group="all")[0]["slots_free_count"] == 12


def test_the_region_where_the_unit_lies_goes_before_a_later_report_of_another(archive: Archive) -> None:
    archive.deliver("14", {"care_units": [{"care_unit_id": "U"}]}, "2026-01-01T08:00:00+01:00")
    archive.deliver("14", {"free_capacity": [slots(5, reported="2026-11-17")]}, "2026-11-17T08:00:00+01:00")
    archive.deliver("12", {"free_capacity": [slots(9)]}, RECEIVED)
    assert [(r["region_code"], r["slots_free_count"]) for r in capacity(archive, region_code="14")] == [("14", 5)]
    assert capacity(archive, region_code="12") == []


@pytest.mark.parametrize(
    ("reported", "until", "fresh"),
    [
        ("2026-11-15", None, True),
        ("2026-11-14", None, False),
        ("2026-11-14", "2026-11-22", True),
        ("2026-11-20", "2026-11-21", False),
    ],
)
def test_a_report_is_stale_after_its_last_day_or_seven_days(
    archive: Archive, reported: str, until: str | None, *, fresh: bool
) -> None:
    row = slots(5, reported=reported, valid_until=day(until) if until else None, slots_total_count=8)
    archive.deliver("12", {"free_capacity": [row]}, RECEIVED)
    (found,) = capacity(archive)
    counts = ("slots_total_count", "slots_free_count", "units_reporting_count", "stale_units_count")
    assert [found[name] for name in counts] == ([8, 5, 1, 0] if fresh else [0, 0, 0, 1])


def test_a_unit_with_one_fresh_report_is_not_stale(archive: Archive) -> None:
    rows = [slots(5), slots(7, reported="2026-11-01", slot_kind="visits"), slots(1, reported="2026-11-01", unit="V")]
    archive.deliver("12", {"free_capacity": rows}, RECEIVED)
    (found,) = capacity(archive)
    assert (found["slots_free_count"], found["units_reporting_count"], found["stale_units_count"]) == (5, 1, 1)


def test_hours_and_beds_are_no_slots_and_procedures_and_visits_add_up(archive: Archive) -> None:
    rows = [slots(1, slot_kind=kind) for kind in ("procedures", "visits", "hours", "beds")]
    archive.deliver("12", {"free_capacity": rows}, RECEIVED)
    (found,) = capacity(archive)
    assert (found["slots_free_count"], found["units_reporting_count"]) == (2, 1)


def test_slots_open_at_least_this_far(archive: Archive) -> None:
    who = ("own_region", "healthcare_region", "nation", "none")
    rows = [slots(10**place, unit=name, accepts_from=name) for place, name in enumerate(who)]
    archive.deliver("12", {"free_capacity": rows}, RECEIVED)
    (found,) = capacity(archive)
    names = ("slots_free_count", "slots_free_healthcare_region_count", "slots_free_nation_count")
    assert [found[name] for name in names] == [1111, 110, 100]
    (weighed,) = balance(archive)
    assert weighed["slots_free_own_count"] == 111


def test_planned_slots_that_nobody_gave_stay_empty(archive: Archive) -> None:
    archive.deliver("12", {"free_capacity": [slots(1)]}, RECEIVED)
    archive.deliver("14", {"free_capacity": [slots(1, slots_total_count=4)]}, RECEIVED)
    totals = {code: capacity(archive, region_code=code)[0]["slots_total_count"] for code in ("00", "12", "14")}
    assert totals == {"00": 4, "12": None, "14": 4}


def test_the_balance_counts_the_twelve_weeks_after_the_week(archive: Archive) -> None:
    monday = day("2026-11-16")
    rows = [slots(1, week=(monday + timedelta(days=7 * ahead)).strftime("%G-W%V")) for ahead in (-1, 0, 1, 12, 13)]
    archive.deliver("12", {"free_capacity": rows, "waiting_list": patients("2026-11-20", [91, 92, 93, 5])}, RECEIVED)
    (row,) = balance(archive)
    assert (row["week"], row["over_90_count"], row["slots_free_own_count"], row["gap_count"]) == ("2026-W47", 3, 2, 1)
    assert row["weeks_to_clear"] is None


def test_the_balance_of_an_earlier_week_uses_the_reports_of_its_time(archive: Archive) -> None:
    waiting = patients("2026-11-13", [100])
    early = slots(4, reported="2026-11-12")
    archive.deliver("12", {"waiting_list": waiting, "free_capacity": [early]}, "2026-11-13T08:00:00+01:00")
    archive.deliver("12", {"free_capacity": [slots(1)]}, RECEIVED)
    assert {row["week"]: row["gap_count"] for row in balance(archive)} == {"2026-W46": -3, "2026-W47": 0}


def test_a_stale_report_leaves_the_balance(archive: Archive) -> None:
    rows = {"waiting_list": patients("2026-11-13", [100]), "free_capacity": [slots(4, reported="2026-11-12")]}
    archive.deliver("12", rows, "2026-11-13T08:00:00+01:00")
    assert {row["week"]: row["slots_free_own_count"] for row in balance(archive)} == {"2026-W46": 4, "2026-W47": 0}


def test_room_without_need_and_need_without_room_have_their_rows_with_zero(archive: Archive) -> None:
    waiting = patients("2026-11-20", [100], diagnosis_group="cataract")
    archive.deliver("12", {"waiting_list": waiting, "free_capacity": [slots(4)]}, RECEIVED)
    (room,) = balance(archive)
    assert (room["over_90_count"], room["slots_free_own_count"], room["gap_count"]) == (0, 4, -4)
    (need,) = balance(archive, diagnosis_group="cataract")
    assert (need["over_90_count"], need["slots_free_own_count"], need["gap_count"]) == (1, 0, 1)


def test_where_no_waiting_list_came_the_need_is_unknown_and_not_zero(archive: Archive) -> None:
    archive.deliver("12", {"free_capacity": [slots(4)]}, RECEIVED)
    archive.deliver("14", {"waiting_list": patients("2026-11-20", [100])}, RECEIVED)
    (row,) = balance(archive)
    assert row["over_90_count"] is row["gap_count"] is None
    assert row["slots_free_own_count"] == 4
    (country,) = balance(archive, region_code="00")
    assert (country["over_90_count"], country["regions_reporting_count"], country["slots_regions_count"]) == (1, 1, 1)
