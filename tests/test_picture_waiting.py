"""Waiting by diagnosis: weeks, ages, groups by the reference data in force, quantiles, coverage."""

from __future__ import annotations

import statistics
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reference_data import Reference
from tests.picture_archive import REFERENCE, Archive, day

SUNDAY = "2026-11-22"  # the last day of 2026-W47
RECEIVED = "2026-11-20T08:00:00+01:00"


def patients(
    snapshot: str, waits: list[int], unit: str = "U", *, deviation: str | None = None, **more: Any
) -> list[dict[str, Any]]:
    at = day(snapshot)
    return [
        {
            "snapshot_date": at,
            "care_unit_id": unit,
            "decision_date": at - timedelta(days=wait),
            "referral_date": at - timedelta(days=wait),
            "deviation": deviation,
            **more,
        }
        for wait in waits
    ]


def waiting(
    archive: Archive, as_of: str = SUNDAY, reference: Reference = REFERENCE, **key: str
) -> list[dict[str, Any]]:
    wanted = {"region_code": "00", "diagnosis_group": "hip_replacement", **key}
    parts = f"parts-{reference.version}-{as_of}"
    frame = archive.build("mart.waiting_by_diagnosis", as_of, reference, parts)
    return frame.filter(*[pl.col(name) == value for name, value in wanted.items()]).to_dicts()


def with_reference(name: str, frame: pl.DataFrame) -> Reference:
    return Reference({**REFERENCE.frames, name: frame})


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_within_90_means_at_most_90_and_patient_chosen_is_outside_but_medical_inside(archive: Archive) -> None:
    rows = patients("2026-11-20", [90, 91]) + patients("2026-11-20", [400], deviation="patient_chosen")
    rows += patients("2026-11-20", [10], deviation="medical")
    archive.deliver("12", {"waiting_list": rows}, RECEIVED)
    (row,) = waiting(archive, region_code="12")
    counts = ("waiting_count", "patient_chosen_count", "medical_count", "eligible_count", "over_90_count")
    assert [row[name] for name in counts] == [4, 1, 1, 3, 1]
    assert (row["within_90_count"], row["within_90_share"]) == (2, 2 / 3)
    assert (row["median_days"], row["p90_days"]) == (90.0, 90.8)
    assert (row["week"], row["estimated"], row["regions_expected_count"]) == ("2026-W47", False, 21)


def test_a_share_of_nobody_is_empty_and_not_zero(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-11-20", [5], deviation="patient_chosen")}, RECEIVED)
    (row,) = waiting(archive)
    assert (row["waiting_count"], row["eligible_count"]) == (1, 0)
    assert row["within_90_share"] is row["median_days"] is row["p90_days"] is None


def test_regions_that_measure_on_different_days_add_up_and_the_country_tells_both_days(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [10, 20])}, RECEIVED)
    archive.deliver("14", {"waiting_list": patients("2026-11-20", [30])}, RECEIVED)
    (row,) = waiting(archive, week="2026-W47")
    assert (row["waiting_count"], row["regions_reporting_count"]) == (3, 2)
    assert (row["oldest_snapshot_date"], row["newest_snapshot_date"]) == (day("2026-10-31"), day("2026-11-20"))
    assert waiting(archive, week="2026-W46")[0]["waiting_count"] == 2


def test_a_late_region_is_carried_for_45_days_and_then_drops_out(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-10-08", [10])}, "2026-10-09T08:00:00+02:00")
    assert [row["week"] for row in waiting(archive)][-1] == "2026-W47"  # 45 days on the Sunday
    assert [row["week"] for row in waiting(archive, "2026-11-29")][-1] == "2026-W47"  # 52 days a week later
    archive.deliver("14", {"waiting_list": patients("2026-11-26", [10])}, "2026-11-27T08:00:00+01:00")
    assert waiting(archive, "2026-11-30")[-1]["regions_reporting_count"] == 1


def test_the_current_week_is_taken_at_the_as_of_day_and_earlier_ones_on_their_sunday(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-11-15", [1])}, "2026-11-15T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": patients("2026-11-18", [1, 2])}, "2026-11-18T08:00:00+01:00")
    assert {r["week"]: r["waiting_count"] for r in waiting(archive)} == {"2026-W46": 1, "2026-W47": 2}
    assert {r["week"]: r["waiting_count"] for r in waiting(archive, "2026-11-17")} == {"2026-W46": 1, "2026-W47": 1}


def test_a_correction_changes_the_weeks_that_it_speaks_of(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-11-15", [1])}, "2026-11-15T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": patients("2026-11-20", [1, 2])}, RECEIVED)
    archive.deliver("12", {"waiting_list": patients("2026-11-15", [1, 2, 3])}, "2026-11-21T08:00:00+01:00")
    assert {r["week"]: r["waiting_count"] for r in waiting(archive)} == {"2026-W46": 3, "2026-W47": 2}
    assert waiting(archive, "2026-11-20")[0]["waiting_count"] == 1


def test_weeks_over_the_turn_of_the_year_are_iso_weeks(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-12-20", [1])}, "2026-12-21T08:00:00+01:00")
    weeks = [row["week"] for row in waiting(archive, "2027-01-06")]
    assert weeks == ["2026-W51", "2026-W52", "2026-W53", "2027-W01"]


def test_a_unit_that_a_later_whole_file_no_longer_holds_is_gone_and_otherwise_carried(archive: Archive) -> None:
    first = patients("2026-11-13", [1], "A") + patients("2026-11-13", [2], "B")
    for region, complete in (("12", ["waiting_list"]), ("14", [])):
        archive.deliver(region, {"waiting_list": first}, "2026-11-13T08:00:00+01:00", complete=complete)
        archive.deliver(region, {"waiting_list": patients("2026-11-20", [8], "A")}, RECEIVED, complete=complete)
    assert waiting(archive, week="2026-W47", region_code="12")[0]["waiting_count"] == 1
    assert waiting(archive, week="2026-W47", region_code="14")[0]["waiting_count"] == 2


def test_a_whole_file_without_rows_means_that_nobody_waits_and_counts_as_delivered(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-11-13", [1])}, "2026-11-13T08:00:00+01:00")
    archive.deliver("14", {"waiting_list": patients("2026-11-13", [1])}, "2026-11-13T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": []}, RECEIVED, complete=["waiting_list"], empty_period="2026-11-20")
    (row,) = waiting(archive, week="2026-W47")
    assert (row["waiting_count"], row["regions_reporting_count"], row["regions_delivered_count"]) == (1, 1, 2)


def test_two_senders_of_one_unit_on_different_days_are_not_counted_twice(archive: Archive) -> None:
    archive.deliver("12", {"care_units": [{"care_unit_id": "P"}]}, "2026-01-01T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": patients("2026-10-31", [1, 2], "P")}, "2026-11-01T08:00:00+01:00")
    archive.deliver("14", {"waiting_list": patients("2026-11-19", [1, 2, 3], "P")}, RECEIVED)
    assert [(r["region_code"], r["waiting_count"]) for r in waiting(archive, week="2026-W47")] == [("00", 2)]


def test_the_agencys_patients_are_counted_on_the_units_region_or_in_the_country_alone(archive: Archive) -> None:
    archive.deliver("12", {"care_units": [{"care_unit_id": "P"}]}, "2026-01-01T08:00:00+01:00")
    rows = patients("2026-11-20", [1], "P") + patients("2026-11-20", [1, 2], "okänd")
    archive.deliver("00", {"waiting_list": rows}, RECEIVED)
    assert waiting(archive, region_code="12")[0]["waiting_count"] == 1
    (country,) = waiting(archive)
    assert (country["waiting_count"], country["regions_reporting_count"]) == (3, 1)


def test_the_group_is_the_procedures_then_the_diagnosis_then_as_sent(archive: Archive) -> None:
    def row(procedure: str | None, diagnosis: str | None, group: str | None) -> list[dict[str, Any]]:
        return patients("2026-11-20", [1], procedure_code=procedure, diagnosis_code=diagnosis, diagnosis_group=group)

    rows = row("CJE20", "M160", "prolapse") + row("ZZZ99", "M160", "prolapse") + row(None, "Z000", "prolapse")
    rows += row(None, "Z000", None) + row("ZZZ99", None, "okänd_grupp")
    archive.deliver("12", {"waiting_list": rows}, RECEIVED)
    frame = archive.build("mart.waiting_by_diagnosis", SUNDAY).filter(pl.col("region_code") == "12")
    assert dict(frame.select("diagnosis_group", "waiting_count").rows()) == {
        "all": 3, "cataract": 1, "hip_replacement": 1, "prolapse": 1,
    }  # fmt: skip
    assert frame.filter(pl.col("diagnosis_group") == "all")["ungrouped_count"].to_list() == [2]
    assert archive.build("mart.picture", SUNDAY)["ungrouped_waiting_count"].item() == 2
    tidy = archive.build("tidy.waiting_list", SUNDAY)
    assert tidy["diagnosis_group"].to_list() == ["cataract", "hip_replacement", "prolapse", None, None]
    assert tidy["diagnosis_group_sent"].to_list() == ["prolapse", "prolapse", "prolapse", None, "okänd_grupp"]


def test_editing_a_group_changes_the_picture_without_a_new_delivery_and_by_date(archive: Archive) -> None:
    archive.deliver(
        "12",
        {
            "waiting_list": patients("2026-11-13", [1], procedure_code="XYZ01", diagnosis_group=None)
            + patients("2026-11-20", [1], "V", procedure_code="XYZ01", diagnosis_group=None)
        },
        RECEIVED,
    )
    codes = REFERENCE.frame("diagnosis_group_codes")
    new = codes.head(2).with_columns(
        code_system=pl.lit("kva"),
        code=pl.Series(["XYZ", "XYZ0"]),
        diagnosis_group=pl.Series(["cataract", "prolapse"]),
        valid_from=pl.Series([day("2020-01-01"), day("2026-11-16")]),
    )
    edited = with_reference("diagnosis_group_codes", pl.concat([codes, new]))
    assert waiting(archive, diagnosis_group="cataract") == []
    found = waiting(archive, reference=edited, diagnosis_group="cataract", week="2026-W47")
    assert [row["waiting_count"] for row in found] == [1]  # the older snapshot, before the longer prefix began
    assert waiting(archive, reference=edited, diagnosis_group="prolapse", week="2026-W47")[0]["waiting_count"] == 1


def test_the_limit_in_force_on_the_snapshot_date_applies_and_none_invents_nothing(archive: Archive) -> None:
    archive.deliver("12", {"waiting_list": patients("2026-11-13", [70], "A")}, "2026-11-13T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": patients("2026-11-20", [70], "B")}, RECEIVED)
    limits = REFERENCE.frame("guarantee_limits").filter(pl.col("care_type") == "operation").tail(1)
    until = limits.with_columns(valid_to=pl.lit(day("2026-11-15")))
    after = limits.with_columns(limit_days=pl.lit(60, pl.Int64), valid_from=pl.lit(day("2026-11-16")))
    shorter = with_reference("guarantee_limits", pl.concat([until, after]))
    (row,) = waiting(archive, reference=shorter, week="2026-W47")
    assert (row["within_90_count"], row["over_90_count"]) == (1, 1)
    (row,) = waiting(archive, reference=with_reference("guarantee_limits", until), week="2026-W47")
    assert row["within_90_count"] is row["over_90_count"] is row["within_90_share"] is None
    assert row["waiting_count"] == 2


def test_first_visits_count_from_the_referral_and_operations_from_the_decision(archive: Archive) -> None:
    rows = patients("2026-11-20", [10]) + patients("2026-11-20", [10], care_type="first_visit")
    rows = [{**row, "referral_date": day("2026-01-01")} for row in rows]
    archive.deliver("12", {"waiting_list": rows}, RECEIVED)
    medians = {row["care_type"]: row["median_days"] for row in waiting(archive)}
    assert medians == {"operation": 10.0, "first_visit": 323.0}
    assert archive.build("tidy.waiting_list", SUNDAY)["wait_days"].to_list() == [10, 323]


def test_the_country_is_the_sum_of_its_regions_and_all_of_its_groups(archive: Archive) -> None:
    for number, region in enumerate(("12", "14", "25")):
        rows = patients("2026-11-20", [number, 100 + number])
        rows += patients("2026-11-20", [number], diagnosis_group="cataract")
        archive.deliver(region, {"waiting_list": rows}, RECEIVED)
    frame = archive.build("mart.waiting_by_diagnosis", SUNDAY)
    counts = ("waiting_count", "eligible_count", "within_90_count", "over_90_count")
    for split, total in (("region_code", "00"), ("diagnosis_group", "all")):
        others = [name for name in ("region_code", "diagnosis_group") if name != split]
        parts = frame.filter(pl.col(split) != total).group_by(others).agg(pl.col(counts).sum()).sort(others)
        whole = frame.filter(pl.col(split) == total).select(*others, *counts).sort(others)
        assert parts.equals(whole)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=40))
def test_median_and_p90_are_type_7_like_numpys(tmp_path_factory: pytest.TempPathFactory, waits: list[int]) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    half = len(waits) // 2
    for region, part in (("12", waits[:half]), ("14", waits[half:])):
        if part:
            archive.deliver(region, {"waiting_list": patients("2026-11-20", part)}, RECEIVED)
    (row,) = waiting(archive)
    assert row["median_days"] == statistics.median(waits)
    assert row["p90_days"] == pytest.approx(float(np.quantile(waits, 0.9)), abs=1e-9)
