"""The tables about waiting. Here: declarations; the SQL, with the definitions at its head, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

WAITING_LIST = Table(
    key="tidy.waiting_list",
    title="Väntelista",
    description="The rows of each sender's and unit's latest snapshot in force, one row per waiting patient.",
    grain=("delivery_id", "sheet", "source_row"),
    sql=FOLDER / "waiting_list.sql",
    inputs=(
        "archive.rows_waiting_list",
        "facts.waiting_list_in_force",
        "facts.code_groups",
        "reference.diagnosis_groups",
    ),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.waiting_list_in_force WHERE is_latest",
)
WAITING_SUMMARY = Table(
    key="tidy.waiting_summary",
    title="Väntande, sammanställt",
    description="The rows of each sender's and unit's latest snapshot in force, one row per unit, care type and group.",
    grain=("sender_region_code", "care_unit_id", "care_type", "diagnosis_group"),
    sql=FOLDER / "waiting_summary.sql",
    inputs=("archive.rows_waiting_summary", "facts.waiting_summary_in_force"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.waiting_summary_in_force WHERE is_latest",
)
PERFORMED_CARE = Table(
    key="tidy.performed_care",
    title="Genomförd vård",
    description="The rows of each sender's and unit's latest month in force, one row per performed care event.",
    grain=("delivery_id", "sheet", "source_row"),
    sql=FOLDER / "performed_care.sql",
    inputs=(
        "archive.rows_performed_care",
        "facts.performed_care_in_force",
        "facts.code_groups",
        "reference.diagnosis_groups",
    ),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.performed_care_in_force WHERE is_latest",
)
PERFORMED_BY_DIAGNOSIS = Table(
    key="mart.performed_by_diagnosis",
    title="Genomförd vård per diagnosgrupp",
    description="Performed, elsewhere, within the guarantee's limit, median, 90th percentile and patients by month, "
    "home region, group and care type.",
    grain=("month", "region_code", "diagnosis_group", "care_type"),
    sql=FOLDER / "performed_by_diagnosis.sql",
    inputs=(
        "archive.reduced_performed_care",
        "archive.patients_performed_care",
        "facts.performed_care_in_force",
        "facts.code_groups",
        "reference.diagnosis_groups",
        "reference.guarantee_limits",
    ),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.performed_care_in_force WHERE holds = 'unit'",
)
WAITING_STATES = Table(
    key="facts.waiting_states",
    title="Mätningar per vecka",
    description="Which snapshot of which unit makes up the waiting of which week.",
    grain=("week", "unit_region_code", "care_unit_id"),
    sql=FOLDER / "waiting_states.sql",
    inputs=("facts.waiting_list_in_force", "facts.weeks", "reference.greatest_ages"),
)
WAITING_COVERAGE = Table(
    key="facts.waiting_coverage",
    title="Regioner med väntelista per vecka",
    description="Which regions have a waiting list in each week's state, also one that says that nobody waits.",
    grain=("week", "region_code"),
    sql=FOLDER / "waiting_coverage.sql",
    inputs=("facts.waiting_list_in_force", "facts.waiting_states", "facts.weeks", "reference.greatest_ages"),
)
WAITING_BY_DIAGNOSIS = Table(
    key="mart.waiting_by_diagnosis",
    title="Väntande per diagnosgrupp",
    description="Waiting, over the guarantee's limit, median and 90th percentile by week, region, group, care type.",
    grain=("week", "region_code", "diagnosis_group", "care_type"),
    sql=FOLDER / "waiting_by_diagnosis.sql",
    inputs=(
        "archive.reduced_waiting_list",
        "facts.waiting_states",
        "facts.waiting_coverage",
        "facts.weeks",
        "facts.code_groups",
        "reference.diagnosis_groups",
        "reference.guarantee_limits",
        "reference.regions",
    ),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.waiting_states",
)
