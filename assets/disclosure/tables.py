"""The published tables. Here: declarations; the SQL lies beside, the policy over them in `policy.py`."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

PUBLISHED_BEDS = Table(
    key="published.beds",
    title="Vårdplatser, öppna data",
    description="Beds by date, region, health care region and country; nothing that counts persons, no unit level.",
    grain=("date", "level", "region_code", "bed_kind"),
    sql=FOLDER / "published_beds.sql",
    inputs=("mart.beds",),
)
PUBLISHED_CAPACITY_BY_DIAGNOSIS = Table(
    key="published.capacity_by_diagnosis",
    title="Lediga platser, öppna data",
    description="Planned and free slots by week, region, diagnosis group and care type.",
    grain=("slot_week", "region_code", "diagnosis_group", "care_type"),
    sql=FOLDER / "published_capacity_by_diagnosis.sql",
    inputs=("mart.capacity_by_diagnosis",),
)
