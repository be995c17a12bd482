"""Kind 1, `waiting_list` (Väntelista): one row is one patient who waits for one care event on the snapshot date.

Deviation codes as in the national waiting-time reporting (PvV, MoV).
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule
from sources.contracts.waits import DIAGNOSIS_GIVEN, START_DATE, start_column, start_given, wait_plausible

WAITING_LIST = Contract(
    kind="waiting_list",
    title="Väntelista",
    description="En rad är en patient som väntar på en vårdhändelse på mätdatumet.",
    period="snapshot_date",
    key=(
        "snapshot_date",
        "care_unit_id",
        "care_type",
        "diagnosis_group",
        "diagnosis_code",
        "procedure_code",
        "patient_key",
    ),
    key_needs="patient_key",
    counting=Counting("väntande", by=("diagnosis_group", "care_type"), of="waiting_count"),
    columns=(
        columns.SENDER_REGION,
        columns.SNAPSHOT_DATE,
        columns.care_unit_column(),
        columns.CARE_TYPE,
        columns.DIAGNOSIS_CODE,
        columns.PROCEDURE_CODE,
        columns.diagnosis_group_column(needed=False),
        columns.REFERRAL_DATE,
        columns.DECISION_DATE,
        columns.date_column(
            "booked_date", "Bokat datum", "Bokad dag för vården.", aliases=("Bokad tid", "Planerat datum", "Bokad")
        ),
        columns.DEVIATION,
        columns.PATIENT_REGION,
        columns.PATIENT_KEY,
    ),
    rules=(
        DIAGNOSIS_GIVEN,
        start_given(),
        Rule(
            "start_not_after_snapshot",
            ("decision_date", "referral_date", "snapshot_date"),
            lambda _today: pl.col("snapshot_date") >= START_DATE,
            "Väntan börjar efter mätdatumet",
            "Väntan börjar efter mätdatumet, så väntetiden blir mindre än noll dagar.",
            "Kontrollera Beslutsdatum, Remissdatum och Mätdatum. Ofta är år eller månad fel.",
            marked=start_column,
        ),
        Rule(
            "snapshot_not_in_future",
            ("snapshot_date",),
            lambda today: pl.col("snapshot_date") <= today,
            "Mätdatumet har inte varit än",
            "Mätdatumet ligger i framtiden.",
            "Rätta Mätdatum till den dag då väntelistan togs ut.",
        ),
        wait_plausible("snapshot_date"),
    ),
)
