"""The delivery status: expected by, received, late, and which status goes first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sources.contracts import CONTRACTS
from tests.picture_archive import Archive, day
from tests.test_picture_beds import count
from tests.test_picture_capacity import slots
from tests.test_picture_waiting import patients


def status(archive: Archive, as_of: str, kind: str = "waiting_list", region: str = "12") -> dict[str, Any]:
    frame = archive.build("mart.delivery_status", as_of)
    rows = frame.filter((pl.col("kind") == kind) & (pl.col("region_code") == region)).to_dicts()
    return {row["week"]: row for row in rows}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_every_week_since_the_first_delivery_has_a_row_per_region_and_kind(archive: Archive) -> None:
    archive.deliver("14", {"waiting_list": patients("2026-10-31", [1])}, "2026-11-03T08:00:00+01:00")
    frame = archive.build("mart.delivery_status", "2026-11-18")
    assert frame["week"].unique().sort().to_list() == ["2026-W45", "2026-W46", "2026-W47"]
    assert frame.height == 3 * 21 * 9  # who waits is told row by row or as counts
    assert set(frame["kind"]) == set(CONTRACTS) - {"waiting_summary"}
    assert frame.filter(pl.col("region_code") == "12")["status"].unique().to_list() == ["missing"]


def test_who_waits_is_expected_in_the_way_that_a_region_tells_it(archive: Archive) -> None:
    summary = {"snapshot_date": day("2026-10-31"), "care_unit_id": "A", "waiting_count": 3}
    archive.deliver("12", {"waiting_list": patients("2026-09-30", [1])}, "2026-10-06T08:00:00+02:00")
    archive.deliver("14", {"waiting_summary": [summary]}, "2026-11-03T08:00:00+01:00")
    archive.deliver("12", {"waiting_summary": [summary]}, "2026-11-12T08:00:00+01:00")
    frame = archive.build("mart.delivery_status", "2026-11-18").filter(pl.col("kind").str.starts_with("waiting"))
    told = {(row["week"], row["region_code"], row["kind"]): row for row in frame.iter_rows(named=True)}
    assert {kind for week, code, kind in told if (week, code) == ("2026-W44", "14")} == {"waiting_list"}
    assert {kind for week, code, kind in told if (week, code) == ("2026-W45", "14")} == {"waiting_summary"}
    assert {kind for week, code, kind in told if (week, code) == ("2026-W45", "12")} == {"waiting_list"}
    assert {kind for week, code, kind in told if (week, code) == ("2026-W46", "12")} == {
        "waiting_list",
        "waiting_summary",
    }
    here = told["2026-W47", "14", "waiting_summary"]
    assert (here["status"], here["age_days"]) == ("delivered", 18)


def test_a_monthly_delivery_in_time_is_delivered_until_the_next_is_late(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [1, 2])}, "2026-11-09T08:00:00+01:00")
    weeks = status(archive, "2026-12-13")
    first = weeks["2026-W46"]
    assert (first["expected_by"], first["status"], first["late"]) == (day("2026-11-10"), "delivered", False)
    assert (first["accepted_count"], first["refused_count"], first["age_days"]) == (2, 0, 15)
    assert str(first["received_at"]) == "2026-11-09 08:00:00"
    assert weeks["2026-W49"]["status"] == "delivered"
    assert (weeks["2026-W50"]["status"], weeks["2026-W50"]["late"]) == ("late", True)
    assert weeks["2026-W50"]["expected_by"] == day("2026-12-10")


def test_a_delivery_after_the_due_day_is_delivered_but_was_late(archive: Archive) -> None:
    archive.deliver("14", {"waiting_list": patients("2026-09-30", [1])}, "2026-10-01T08:00:00+02:00")
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [1])}, "2026-11-12T08:00:00+01:00")
    row = status(archive, "2026-11-15")["2026-W46"]
    assert (row["status"], row["late"]) == ("delivered", True)


def test_remarks_are_told_and_refused_rows_counted(archive: Archive) -> None:
    archive.deliver(
        "12",
        {"waiting_list": patients("2026-10-31", [1])},
        "2026-11-09T08:00:00+01:00",
        verdicts={"waiting_list": "accepted_with_remarks"},
        refused=3,
    )
    row = status(archive, "2026-11-10")["2026-W46"]
    assert (row["status"], row["accepted_count"], row["refused_count"]) == ("with_remarks", 1, 3)


def test_a_returned_delivery_is_told_until_a_better_one_comes(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [1])}, "2026-11-03T08:00:00+01:00")
    archive.deliver(
        "12",
        {"waiting_list": patients("2026-10-31", [1, 2])},
        "2026-11-10T08:00:00+01:00",
        verdicts={"waiting_list": "returned"},
    )
    assert status(archive, "2026-11-12")["2026-W46"]["status"] == "returned"
    assert status(archive, "2026-11-12")["2026-W45"]["status"] == "delivered"
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [1, 2])}, "2026-11-13T08:00:00+01:00")
    assert status(archive, "2026-11-13")["2026-W46"]["status"] == "delivered"


def test_a_quarantined_file_is_returned_and_a_duplicate_or_a_withdrawn_one_is_nothing(archive: Archive) -> None:
    rows = {"waiting_list": patients("2026-10-31", [1])}
    archive.deliver("12", rows, "2026-11-09T08:00:00+01:00", verdict="duplicate")
    wrong = archive.deliver("12", rows, "2026-11-09T09:00:00+01:00")
    archive.withdraw(wrong, "2026-11-10T09:00:00+01:00")
    assert status(archive, "2026-11-10")["2026-W46"]["status"] == "missing"
    archive.deliver("12", rows, "2026-11-11T08:00:00+01:00", verdict="quarantined")
    assert status(archive, "2026-11-11")["2026-W46"]["status"] == "returned"


def test_what_is_older_than_its_greatest_age_is_stale(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-09-30", [1])}, "2026-11-09T08:00:00+01:00")
    weeks = status(archive, "2026-11-22")
    assert (weeks["2026-W46"]["status"], weeks["2026-W46"]["age_days"]) == ("stale", 46)


def test_an_empty_file_counts_as_delivered_for_its_period(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": []}, "2026-11-09T08:00:00+01:00", empty_period="2026-10-31")
    row = status(archive, "2026-11-10")["2026-W46"]
    assert (row["status"], row["accepted_count"], row["age_days"]) == ("delivered", 0, 10)


def test_free_capacity_is_due_every_monday_and_beds_every_day(archive: Archive) -> None:
    bed = {**count("A", 10, 5), "date": day("2026-11-18")}
    archive.deliver(
        "12", {"free_capacity": [slots(1, reported="2026-11-16")], "beds": [bed]}, "2026-11-18T08:00:00+01:00"
    )
    free = status(archive, "2026-11-22", "free_capacity")["2026-W47"]
    assert (free["expected_by"], free["status"], free["late"]) == (day("2026-11-16"), "delivered", True)
    beds = {text: status(archive, text, "beds")["2026-W47"]["status"] for text in ("2026-11-20", "2026-11-21")}
    assert beds == {"2026-11-20": "delivered", "2026-11-21": "stale"}
    register = status(archive, "2026-11-22", "care_units")["2026-W47"]
    assert (register["expected_by"], register["status"]) == (day("2026-01-31"), "missing")
