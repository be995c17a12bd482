"""The tables about production and capacity plans. Here: declarations; the SQL, with the definitions, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

PRODUCTION_PLAN = Table(
    key="tidy.production_plan",
    title="Produktions- och kapacitetsplan",
    description="The rows of every month in force, one row per unit, group, care type and month.",
    grain=("sender_region_code", "month", "care_unit_id", "diagnosis_group", "care_type"),
    sql=FOLDER / "production_plan.sql",
    inputs=("archive.rows_production_plan", "facts.production_plan_in_force"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.production_plan_in_force WHERE holds = 'unit'",
)
