"""The rows of the newer kinds that the picture stands on: which are in force, where they lie, what is worked out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sources.contracts import CONTRACTS
from sources.reducing import HISTOGRAMS, reduce_rows, reduced_shape
from tests.picture_archive import Archive, day

AS_OF = "2026-11-22"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def event(performed: str, unit: str = "A", **more: Any) -> dict[str, Any]:
    return {"performed_date": day(performed), "care_unit_id": unit, "decision_date": day("2026-07-01"), **more}


def test_performed_care_stands_on_each_units_latest_month(archive: Archive) -> None:
    first = [event("2026-09-10"), event("2026-09-30", "B"), event("2026-10-02")]
    archive.deliver("12", {"performed_care": first}, "2026-11-03T08:00:00+01:00")
    archive.deliver("12", {"performed_care": [event("2026-10-05"), event("2026-10-06")]}, "2026-11-04T08:00:00+01:00")
    rows = archive.build("tidy.performed_care", AS_OF)
    assert sorted(rows.select("care_unit_id", "performed_date", "wait_days").rows()) == [
        ("A", day("2026-10-05"), 96),
        ("A", day("2026-10-06"), 97),
        ("B", day("2026-09-30"), 91),
    ]
    assert rows["region_code"].unique().to_list() == ["12"]


def test_performed_care_is_grouped_by_its_codes_on_the_day_of_the_care(archive: Archive) -> None:
    rows = [
        event("2026-10-05", procedure_code="CJE20", diagnosis_code="C509", diagnosis_group=None),
        event("2026-10-06", diagnosis_code="C509", diagnosis_group="prolapse"),
        event("2026-10-07", diagnosis_group="prolapse"),
        event("2026-10-08", diagnosis_code="Z999", diagnosis_group=None),
    ]
    archive.deliver("12", {"performed_care": rows}, "2026-11-03T08:00:00+01:00")
    tidy = archive.build("tidy.performed_care", AS_OF).sort("performed_date")
    assert tidy["diagnosis_group"].to_list() == ["cataract", "breast_cancer", "prolapse", None]
    assert tidy["diagnosis_group_sent"].to_list() == [None, "prolapse", "prolapse", None]


def test_a_pathway_needs_no_unit(archive: Archive) -> None:
    rows = [
        {"suspicion_date": day("2026-09-01"), "treatment_date": day("2026-09-29"), "care_unit_id": "A"},
        {"suspicion_date": day("2026-09-02"), "care_unit_id": None},
    ]
    archive.deliver("12", {"cancer_pathways": rows}, "2026-11-03T08:00:00+01:00")
    archive.deliver("14", {"cancer_pathways": rows[1:]}, "2026-11-03T09:00:00+01:00")
    tidy = archive.build("tidy.cancer_pathways", AS_OF)
    assert tidy.select("sender_region_code", "region_code", "care_unit_id", "lead_time_days").rows() == [
        ("12", "12", "A", 28),
        ("12", "12", None, None),
        ("14", "14", None, None),
    ]
    again = [{"suspicion_date": day("2026-09-03"), "care_unit_id": None}]
    archive.deliver("12", {"cancer_pathways": again}, "2026-11-04T08:00:00+01:00")
    left = archive.build("tidy.cancer_pathways", AS_OF).filter(sender_region_code="12")
    assert left.select("suspicion_date", "care_unit_id").rows() == [(day("2026-09-01"), "A"), (day("2026-09-03"), None)]


def test_agreements_are_each_senders_latest_register(archive: Archive) -> None:
    def agreement(number: str) -> dict[str, Any]:
        return {"agreement_id": number, "buyer_region": "12", "care_unit_id": "P", "valid_from": day("2026-01-01")}

    archive.deliver("12", {"agreements": [agreement("1"), agreement("2")]}, "2026-11-03T08:00:00+01:00")
    archive.deliver("14", {"agreements": [agreement("9")]}, "2026-11-03T09:00:00+01:00")
    archive.deliver("12", {"agreements": [agreement("2"), agreement("3")]}, "2026-11-04T08:00:00+01:00")
    tidy = archive.build("tidy.agreements", AS_OF)
    assert tidy.select("sender_region_code", "agreement_id").rows() == [("12", "2"), ("12", "3"), ("14", "9")]
    before = archive.build("tidy.agreements", "2026-11-03")
    assert before.filter(sender_region_code="12")["agreement_id"].to_list() == ["1", "2"]


def test_every_planned_month_is_in_force_and_a_new_plan_replaces_its_months(archive: Archive) -> None:
    def plan(month: str, planned: float) -> dict[str, Any]:
        return {"month": month, "care_unit_id": "A", "planned_production_count": planned}

    archive.deliver(
        "12", {"production_plan": [plan("2026-11", 1), plan("2026-12", 2), plan("2027-01", 3)]},
        "2026-11-03T08:00:00+01:00",
    )  # fmt: skip
    archive.deliver("12", {"production_plan": [plan("2026-12", 9)]}, "2026-11-04T08:00:00+01:00")
    tidy = archive.build("tidy.production_plan", AS_OF).sort("month")
    assert tidy["planned_production_count"].to_list() == [1.0, 9.0, 3.0]


def test_a_summary_stands_on_each_units_latest_day(archive: Archive) -> None:
    def summary(snapshot: str, unit: str, waiting: int) -> dict[str, Any]:
        return {"snapshot_date": day(snapshot), "care_unit_id": unit, "waiting_count": waiting}

    first = [summary("2026-09-30", "A", 1), summary("2026-09-30", "B", 2)]
    archive.deliver("12", {"waiting_summary": first}, "2026-10-03T08:00:00+02:00")
    archive.deliver("12", {"waiting_summary": [summary("2026-10-31", "A", 5)]}, "2026-11-03T08:00:00+01:00")
    tidy = archive.build("tidy.waiting_summary", AS_OF)
    assert sorted(tidy.select("care_unit_id", "waiting_count").rows()) == [("A", 5), ("B", 2)]


@pytest.mark.parametrize("kind", sorted(HISTOGRAMS))
def test_a_reduction_has_the_columns_that_it_says(kind: str) -> None:
    contract = CONTRACTS[kind]
    audit = {"delivery_id": pl.String(), "sheet": pl.String(), "source_row": pl.Int64()}
    reduced = reduce_rows(contract, pl.DataFrame(schema={**contract.row_types, **audit}))
    assert reduced is not None
    assert dict(reduced.schema) == reduced_shape(contract)
