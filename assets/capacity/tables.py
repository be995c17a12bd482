"""The tables about capacity. Here: declarations; the SQL, with the definitions at its head, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

CAPACITY_REPORTS = Table(
    key="facts.capacity_reports",
    title="Rapporter om ledig kapacitet",
    description="Every report of free slots that counts, also those that a later one replaced, for earlier weeks.",
    grain=("unit_key", "week", "diagnosis_group", "care_type", "slot_kind", "reported_date"),
    sql=FOLDER / "capacity_reports.sql",
    inputs=("archive.rows_free_capacity", "facts.free_capacity_in_force", "reference.greatest_ages"),
)
FREE_CAPACITY = Table(
    key="tidy.free_capacity",
    title="Ledig kapacitet",
    description="The report in force per unit, group, care type, slot kind and week, stale ones included.",
    grain=("region_code", "care_unit_id", "week", "diagnosis_group", "care_type", "slot_kind"),
    sql=FOLDER / "free_capacity.sql",
    inputs=("facts.capacity_reports",),
)
CAPACITY_BY_DIAGNOSIS = Table(
    key="mart.capacity_by_diagnosis",
    title="Lediga platser per diagnosgrupp",
    description="Planned and free slots by the slots' week, region where the unit lies, group and care type.",
    grain=("slot_week", "region_code", "diagnosis_group", "care_type"),
    sql=FOLDER / "capacity_by_diagnosis.sql",
    inputs=("tidy.free_capacity", "facts.as_of", "reference.regions"),
)
BALANCE_BY_DIAGNOSIS = Table(
    key="mart.balance_by_diagnosis",
    title="Balans mellan behov och plats",
    description="Those who waited over the limit against the free slots of the twelve weeks that follow.",
    grain=("week", "region_code", "diagnosis_group", "care_type"),
    sql=FOLDER / "balance_by_diagnosis.sql",
    inputs=("mart.waiting_by_diagnosis", "facts.waiting_coverage", "facts.capacity_reports", "facts.weeks"),
)
