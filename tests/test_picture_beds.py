"""Beds, intensive care and what of them is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.disclosure.policy import PolicyBrokenError, find_policy_breaks, verify_published
from tests.picture_archive import REFERENCE, Archive, day

DATE = "2026-11-22"
RECEIVED = "2026-11-22T08:00:00+01:00"


def count(unit: str, available: float, occupied: float, kind: str = "somatic", **more: Any) -> dict[str, Any]:
    own = {"date": day(DATE), "care_unit_id": unit, "bed_kind": kind}
    return {**own, "available_count": available, "occupied_count": occupied, **more}


def rows(frame: pl.DataFrame, **key: str) -> list[dict[str, Any]]:
    return frame.filter(*[pl.col(name) == value for name, value in key.items()]).to_dicts()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_occupancy_is_sum_over_sum_and_may_exceed_one(archive: Archive) -> None:
    archive.deliver("12", {"beds": [count("A", 10, 12), count("B", 90, 72)]}, RECEIVED)
    beds = archive.build("mart.beds", DATE)
    assert [row["occupancy_share"] for row in rows(beds, level="unit")] == [1.2, 0.8]
    assert rows(beds, level="region")[0]["occupancy_share"] == 0.84


@pytest.mark.parametrize(
    ("occupied", "status"),
    [(84.9, "below"), (85, "within"), (90, "within"), (90.1, "above"), (0, "below"), (130, "above")],
)
def test_a_unit_is_held_against_the_target_of_units(archive: Archive, occupied: float, status: str) -> None:
    archive.deliver("12", {"beds": [count("A", 100, occupied), count("A", 100, 100, "intensive_care")]}, RECEIVED)
    beds = archive.build("mart.beds", DATE)
    (unit,) = rows(beds, level="unit", bed_kind="somatic")
    assert (unit["status"], unit["target_low_share"], unit["target_high_share"]) == (status, 0.85, 0.9)
    others = beds.filter((pl.col("level") != "unit") | (pl.col("bed_kind") != "somatic"))
    assert others["status"].null_count() == others["target_low_share"].null_count() == others.height


def test_no_available_beds_give_no_ratio(archive: Archive) -> None:
    archive.deliver("12", {"beds": [count("A", 0, 3, overcrowded_count=1.0)]}, RECEIVED)
    (unit,) = rows(archive.build("mart.beds", DATE), level="unit")
    assert unit["occupancy_share"] is unit["status"] is unit["overcrowded_per_100"] is None
    assert unit["occupied_count"] == 3


def test_what_was_not_given_stays_empty_and_leaves_the_denominator(archive: Archive) -> None:
    given = count("A", 40, 40, overcrowded_count=2.0, established_count=50.0)
    archive.deliver("12", {"beds": [given, count("B", 60, 60)]}, RECEIVED)
    (region,) = rows(archive.build("mart.beds", DATE), level="region")
    assert (region["established_count"], region["overcrowded_count"], region["displaced_count"]) == (50, 2, None)
    assert (region["overcrowded_per_100"], region["overcrowded_available_count"]) == (5, 40)
    assert region["displaced_per_100"] is None


def test_averages_add_up_exactly_in_any_order(archive: Archive) -> None:
    values = [0.1, 0.2, 0.3, 1234.5678, 76193.1648, 1e-10]
    archive.deliver("12", {"beds": [count(f"U{n}", value, 1) for n, value in enumerate(values)]}, RECEIVED)
    archive.deliver("14", {"beds": [count(f"U{n}", v, 1) for n, v in enumerate(reversed(values))]}, RECEIVED)
    regions = rows(archive.build("mart.beds", DATE), level="region")
    assert [region["available_count"] for region in regions] == [77428.3326000001, 77428.3326000001]


def test_health_care_regions_stand_under_their_id_with_their_coverage(archive: Archive) -> None:
    for region in ("12", "13", "14"):
        archive.deliver(region, {"beds": [count("A", 10, 5)]}, RECEIVED)
    beds = archive.build("mart.beds", DATE)
    found = {r["region_code"]: (r["available_count"], r["regions_reporting_count"], r["regions_expected_count"])
             for r in rows(beds, level="healthcare_region")}  # fmt: skip
    assert found == {"sodra": (20, 2, 4), "vastra": (10, 1, 1)}
    (country,) = rows(beds, level="country")
    counts = ("region_code", "available_count", "regions_reporting_count", "regions_expected_count")
    assert [country[name] for name in counts] == ["00", 30, 3, 21]
    assert country["care_unit_id"] is None


def test_ecmo_is_of_which_and_never_added_to_intensive_care(archive: Archive) -> None:
    archive.deliver("12", {"beds": [count("A", 20, 15, "intensive_care"), count("A", 4, 5, "ecmo")]}, RECEIVED)
    archive.deliver("14", {"beds": [count("B", 10, 4, "intensive_care"), count("B", 99, 9)]}, RECEIVED)
    care = archive.build("mart.intensive_care", "2026-11-24")
    assert care.columns[:9] == [
        "date", "region_code", "intensive_care_available_count", "intensive_care_occupied_count",
        "intensive_care_free_count", "ecmo_available_count", "ecmo_occupied_count", "ecmo_free_count",
        "report_age_days",
    ]  # fmt: skip
    assert [row[1:10] for row in care.rows()] == [
        ("00", 30, 19, 11, 4, 5, -1, 2, 2),
        ("12", 20, 15, 5, 4, 5, -1, 2, 1),
        ("14", 10, 4, 6, None, None, None, 2, 1),
    ]


def test_days_of_last_year_stay_in_the_table_of_beds(archive: Archive) -> None:
    old = {**count("A", 10, 5), "date": day("2025-01-01")}
    archive.deliver("12", {"beds": [old, count("A", 11, 5)]}, RECEIVED)
    assert archive.build("mart.beds", DATE)["date"].n_unique() == 2


def test_only_what_counts_no_person_is_published_and_no_unit(archive: Archive) -> None:
    archive.deliver("12", {"beds": [count("A", 10, 5, overcrowded_count=3.0)]}, RECEIVED)
    picture = archive.refresh(DATE)
    tables = picture.frames(("published",))
    assert set(tables) == {"published.beds", "published.capacity_by_diagnosis"}
    assert find_policy_breaks(tables, REFERENCE, day(DATE)) == []
    beds = tables["published.beds"]
    assert beds["level"].to_list() == ["country", "healthcare_region", "region"]
    assert not any("overcrowded" in name or "displaced" in name or "unit" in name for name in beds.columns)


@pytest.mark.parametrize(
    ("key", "frame", "names"),
    [
        ("published.beds", pl.DataFrame({"overcrowded_count": [1.0]}), "overcrowded_count"),
        ("published.beds", pl.DataFrame({"care_unit_id": ["A"]}), "care_unit_id"),
        ("published.beds", pl.DataFrame({"level": ["unit"]}), "enskilda enheter"),
        ("published.waiting_by_diagnosis", pl.DataFrame({"waiting_count": [1]}), "waiting_count"),
    ],
)
def test_a_published_table_that_breaks_the_policy_stops_the_run(key: str, frame: pl.DataFrame, names: str) -> None:
    with pytest.raises(PolicyBrokenError, match=names):
        verify_published({key: frame, "mart.beds": pl.DataFrame({"x": [1]})}, REFERENCE, day(DATE))
