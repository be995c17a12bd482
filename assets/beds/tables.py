"""The tables about beds. Here: declarations; the SQL, with the definitions at its head, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

TIDY_BEDS = Table(
    key="tidy.beds",
    title="Vårdplatser, enheternas senaste dag",
    description="The rows of each sender's and unit's latest day in force.",
    grain=("region_code", "care_unit_id", "date", "bed_kind"),
    sql=FOLDER / "tidy_beds.sql",
    inputs=("archive.rows_beds", "facts.beds_in_force"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.beds_in_force WHERE is_latest",
)
BEDS = Table(
    key="mart.beds",
    title="Vårdplatser",
    description="Beds, occupancy, overcrowding and displaced patients by date, level and bed kind, against targets.",
    grain=("date", "level", "region_code", "care_unit_id", "bed_kind"),
    sql=FOLDER / "mart_beds.sql",
    inputs=("archive.rows_beds", "facts.beds_in_force", "reference.regions", "reference.bed_targets"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.beds_in_force WHERE holds = 'unit'",
)
INTENSIVE_CARE = Table(
    key="mart.intensive_care",
    title="IVA och ECMO",
    description="Intensive care and, of which, ECMO: available, occupied and free by date and region.",
    grain=("date", "region_code"),
    sql=FOLDER / "intensive_care.sql",
    inputs=("mart.beds", "facts.as_of"),
)
