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
CANCER_LEAD_TIMES = Table(
    key="mart.cancer_lead_times",
    title="Ledtider i standardiserade vårdförlopp",
    description="Lead times against the limit in force, by half-year, home region, pathway, branch and treatment.",
    grain=("half_year", "region_code", "pathway", "branch", "treatment"),
    sql=FOLDER / "cancer_lead_times.sql",
    inputs=(
        "archive.reduced_cancer_pathways",
        "facts.cancer_pathways_in_force",
        "reference.cancer_pathway_limits",
        "reference.goals",
    ),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.cancer_pathways_in_force WHERE holds = 'unit'",
)
