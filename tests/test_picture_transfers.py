"""Transfers by year: which case is in force, who may report it, what counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.picture_archive import Archive, day

NOW = "2026-11-22"


def case(number: str, home: str = "12", offered: str = "2026-03-01", **more: Any) -> dict[str, Any]:
    treated = more.pop("treated", None)
    own = {"case_id": number, "home_region": home, "offered_date": day(offered), "answer": "accepted"}
    return {**own, "treated_date": day(treated) if treated else None, "care_region": "14", **more}


def transfers(archive: Archive, as_of: str = NOW) -> pl.DataFrame:
    return archive.build("mart.transfers_by_year", as_of)


def counted(archive: Archive, as_of: str = NOW) -> dict[tuple[int, str], int]:
    frame = transfers(archive, as_of).group_by("year", "home_region").agg(pl.col("offered_count").sum())
    return {(year, home): offered for year, home, offered in frame.rows()}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_the_latest_received_of_a_case_is_in_force_also_in_another_year(archive: Archive) -> None:
    archive.deliver("12", {"patient_transfers": [case("1", offered="2025-12-01")]}, "2025-12-02T08:00:00+01:00")
    later = case("1", offered="2025-12-01", treated="2026-01-10", waited_days=120)
    archive.deliver("12", {"patient_transfers": [later]}, "2026-02-01T08:00:00+01:00")
    assert counted(archive, "2026-01-31") == {(2025, "12"): 1}
    (row,) = transfers(archive).to_dicts()
    names = ("year", "offered_count", "accepted_count", "treated_count", "patients_count", "median_waited_days")
    assert [row[name] for name in names] == [2026, 1, 1, 1, 1, 120.0]


def test_cases_of_earlier_files_stay(archive: Archive) -> None:
    archive.deliver("12", {"patient_transfers": [case("1"), case("2")]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"patient_transfers": [case("2"), case("3")]}, "2026-05-01T08:00:00+02:00")
    assert counted(archive) == {(2026, "12"): 3}


def test_a_whole_file_takes_away_the_years_cases_that_it_does_not_hold(archive: Archive) -> None:
    rows = [case("1"), case("2"), case("9", offered="2025-05-05")]
    archive.deliver("12", {"patient_transfers": rows}, "2026-04-01T08:00:00+02:00")
    archive.deliver(
        "12", {"patient_transfers": [case("2")]}, "2026-05-01T08:00:00+02:00", complete=["patient_transfers"]
    )
    assert counted(archive) == {(2026, "12"): 1, (2025, "12"): 1}


def test_equal_case_ids_of_two_regions_are_two_cases(archive: Archive) -> None:
    archive.deliver("12", {"patient_transfers": [case("1")]}, "2026-04-01T08:00:00+02:00")
    archive.deliver("13", {"patient_transfers": [case("1", home="13")]}, "2026-04-01T08:00:00+02:00")
    assert counted(archive) == {(2026, "12"): 1, (2026, "13"): 1}


def test_a_care_regions_report_counts_only_where_the_home_region_sent_none_that_year(archive: Archive) -> None:
    rows = [case("a"), case("b", offered="2025-05-05"), case("c", home="13")]
    rows = [{**row, "reporter_role": "care_region"} for row in rows]
    archive.deliver("14", {"patient_transfers": rows}, "2026-04-01T08:00:00+02:00")
    archive.deliver("12", {"patient_transfers": [case("1")]}, "2026-03-01T08:00:00+01:00")
    assert counted(archive) == {(2026, "12"): 1, (2025, "12"): 1, (2026, "13"): 1}
    flagged = transfers(archive).select("year", "home_region", "reported_by_care_region_count").rows()
    assert sorted(flagged) == [(2025, "12", 1), (2026, "12", 0), (2026, "13", 1)]
    tidy = archive.build("tidy.patient_transfers", NOW).select("case_id", "reported_by_care_region").rows()
    assert sorted(tidy) == [("1", False), ("b", True), ("c", True)]


def test_a_row_for_another_home_region_is_a_care_regions_report_whatever_it_says(archive: Archive) -> None:
    archive.deliver("14", {"patient_transfers": [case("a")]}, "2026-04-01T08:00:00+02:00")
    assert transfers(archive)["reported_by_care_region_count"].to_list() == [1]


def test_the_agency_fills_gaps_and_never_wins(archive: Archive) -> None:
    archive.deliver("00", {"patient_transfers": [case("x"), case("y", home="13")]}, "2026-06-01T08:00:00+02:00")
    assert counted(archive) == {(2026, "12"): 1, (2026, "13"): 1}
    archive.deliver("14", {"patient_transfers": [case("a"), case("b")]}, "2026-04-01T08:00:00+02:00")
    assert counted(archive) == {(2026, "12"): 2, (2026, "13"): 1}


@pytest.mark.parametrize("reason", ["emergency", "highly_specialised"])
def test_emergency_and_highly_specialised_care_is_never_a_transfer(archive: Archive, reason: str) -> None:
    rows = [case("1", reason=reason), case("2", reason="patient_choice"), case("3", reason="other")]
    archive.deliver("12", {"patient_transfers": rows}, "2026-04-01T08:00:00+02:00")
    assert sorted(transfers(archive)["reason"]) == ["other", "patient_choice"]


def test_patients_are_distinct_and_a_case_without_a_pseudonym_is_one(archive: Archive) -> None:
    keys = ["p", "p", "q", None, None]
    rows = [case(str(n), treated="2026-04-01", patient_key=key, waited_days=n) for n, key in enumerate(keys)]
    rows += [case("9", patient_key="z", waited_days=900)]
    archive.deliver("12", {"patient_transfers": rows}, "2026-05-01T08:00:00+02:00")
    (row,) = transfers(archive).to_dicts()
    names = ("offered_count", "treated_count", "patients_count", "median_waited_days")
    assert [row[name] for name in names] == [6, 5, 4, 2.0]


def test_care_region_and_ownership_come_from_the_register_where_not_sent(archive: Archive) -> None:
    units = [{"care_unit_id": "P", "ownership": "private"}]
    archive.deliver("17", {"care_units": units}, "2026-01-01T08:00:00+01:00")
    rows = [case("1", care_region=None, care_unit_id="P"), case("2", care_region=None, care_unit_id="okänd")]
    archive.deliver("12", {"patient_transfers": rows}, "2026-05-01T08:00:00+02:00")
    found = transfers(archive).select("care_region", "ownership").rows()
    assert sorted(found, key=str) == [("17", "private"), (None, None)]


def test_the_group_comes_from_the_codes_and_cases_without_one_are_told_apart(archive: Archive) -> None:
    rows = [
        case("1", diagnosis_group=None, procedure_code="CJE20"),
        case("2", diagnosis_group=None, diagnosis_code="Z000"),
    ]
    archive.deliver("12", {"patient_transfers": rows}, "2026-05-01T08:00:00+02:00")
    assert transfers(archive)["diagnosis_group"].to_list() == ["cataract"]
    assert archive.build("mart.picture", NOW)["ungrouped_transfers_count"].item() == 1


def test_no_pseudonym_reaches_a_mart_or_the_steps_on_the_way(archive: Archive) -> None:
    archive.deliver("12", {"patient_transfers": [case("ärende-7", patient_key="hemlig")]}, "2026-05-01T08:00:00+02:00")
    tables = archive.build_all(["facts.transfer_cases", "mart.transfers_by_year"], NOW)
    assert "case_id" not in tables["facts.transfer_cases"].columns
    assert not any("hemlig" in str(row) or "ärende-7" in str(row) for t in tables.values() for row in t.rows())
