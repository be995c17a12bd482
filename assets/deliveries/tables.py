"""The tables about deliveries: facts of the archive, where units lie, what is in force, the delivery status.

Here: declarations; the SQL lies beside. `facts.as_of`, `facts.versions`, `facts.deliveries` and `facts.sheets` are not
declared: they are written from Python (`assets/warehouse.py`), before any of these.
"""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent


def _in_force(kind: str, *, every_delivery: bool) -> Table:
    return Table(
        key=f"facts.{kind}_in_force",
        title="Delar av leveranser i kraft",
        description=f"Which (delivery, period, unit) of {kind} the picture stands on, after all rules of replacement.",
        grain=("holds", "delivery_id", "period", "care_unit_id"),
        sql=FOLDER / "pieces_in_force.sql",
        inputs=("archive.pieces", "facts.sheets", "facts.unit_homes"),
        parameters={"kind": kind, "every_delivery": "yes" if every_delivery else "no"},
    )


CARE_UNITS = Table(
    key="tidy.care_units",
    title="Vårdgivarkatalog",
    description="Each sender's latest register of care units, whole.",
    grain=("sender_region_code", "care_unit_id"),
    sql=FOLDER / "care_units.sql",
    inputs=("archive.rows_care_units", "facts.sheets"),
    only_deliveries="SELECT delivery_id FROM facts.sheets WHERE kind = 'care_units' AND in_picture "
    "QUALIFY delivery_order = max(delivery_order) OVER (PARTITION BY sender_region_code)",
)
UNIT_HOMES = Table(
    key="facts.unit_homes",
    title="Var enheterna ligger",
    description="In which region a unit lies for what a sender reports; without a sender: for every other sender.",
    grain=("sender_region_code", "care_unit_id"),
    sql=FOLDER / "unit_homes.sql",
    inputs=("tidy.care_units", "facts.sheets"),
)
WAITING_LIST_IN_FORCE = _in_force("waiting_list", every_delivery=False)
WAITING_SUMMARY_IN_FORCE = _in_force("waiting_summary", every_delivery=False)
PERFORMED_CARE_IN_FORCE = _in_force("performed_care", every_delivery=False)
FREE_CAPACITY_IN_FORCE = _in_force("free_capacity", every_delivery=True)
BEDS_IN_FORCE = _in_force("beds", every_delivery=False)
CANCER_PATHWAYS_IN_FORCE = _in_force("cancer_pathways", every_delivery=False)
PRODUCTION_PLAN_IN_FORCE = _in_force("production_plan", every_delivery=False)
PATIENT_TRANSFERS_IN_FORCE = _in_force("patient_transfers", every_delivery=True)
CODE_GROUPS = Table(
    key="facts.code_groups",
    title="Koder och diagnosgrupper",
    description="The diagnosis group of each code that was sent, by the reference data in force day by day.",
    grain=("code_system", "code", "valid_from"),
    sql=FOLDER / "code_groups.sql",
    inputs=(
        "archive.reduced_waiting_list",
        "archive.reduced_performed_care",
        "archive.reduced_patient_transfers",
        "reference.diagnosis_group_codes",
    ),
)
WEEKS = Table(
    key="facts.weeks",
    title="Veckor",
    description="Every ISO week from the earliest measurement in force to the as-of week, with the day of its state.",
    grain=("week",),
    sql=FOLDER / "weeks.sql",
    inputs=("facts.waiting_list_in_force", "facts.capacity_reports", "facts.as_of"),
)
DELIVERY_STATUS = Table(
    key="mart.delivery_status",
    title="Leveransläge",
    description="Per week, region and kind: when a delivery was expected and came, and what became of it.",
    grain=("week", "region_code", "kind"),
    sql=FOLDER / "delivery_status.sql",
    inputs=(
        "archive.pieces",
        "facts.as_of",
        "facts.deliveries",
        "facts.sheets",
        "reference.delivery_calendar",
        "reference.greatest_ages",
        "reference.regions",
    ),
)
PICTURE = Table(
    key="mart.picture",
    title="Om lägesbilden",
    description="One row: the as-of day and the versions of data, software and reference data it was made of.",
    grain=("as_of_date",),
    sql=FOLDER / "picture.sql",
    inputs=(
        "facts.as_of",
        "facts.versions",
        "facts.waiting_list_in_force",
        "facts.beds_in_force",
        "facts.transfer_cases",
        "tidy.free_capacity",
        "tidy.care_units",
        "mart.waiting_by_diagnosis",
    ),
)
