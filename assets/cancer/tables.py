"""The tables about standardised cancer pathways. Here: declarations; the SQL, with the definitions, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

CANCER_PATHWAYS = Table(
    key="tidy.cancer_pathways",
    title="SVF",
    description="The rows of each sender's and unit's latest month in force, one row per patient's pathway.",
    grain=("delivery_id", "sheet", "source_row"),
    sql=FOLDER / "cancer_pathways.sql",
    inputs=("archive.rows_cancer_pathways", "facts.cancer_pathways_in_force"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.cancer_pathways_in_force WHERE is_latest",
)
