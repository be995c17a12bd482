"""Kind 1, `waiting_list` (Väntelista): one row is one patient who waits for one care event on the snapshot date.

Source of the definitions: the care guarantee, HSL 2017:30 chapter 9 and HSF 2017:80 chapter 6; deviation codes as in
the national waiting-time reporting (PvV, MoV).
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule

START_DATE = (
    pl.when(pl.col("care_type") == "operation").then(pl.col("decision_date")).otherwise(pl.col("referral_date"))
)
"""Where the wait starts: the decision for operations, the referral for first visits and investigations."""


def start_column() -> pl.Expr:
    """The name of the column in which the row's wait starts."""
    is_operation = pl.col("care_type") == "operation"
    return pl.when(is_operation).then(pl.lit("decision_date")).otherwise(pl.lit("referral_date"))


LONGEST_PLAUSIBLE_DAYS = 3650

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
        columns.date_column(
            "snapshot_date",
            "Mätdatum",
            "Dagen då väntelistan togs ut.",
            needed=True,
            aliases=("Uttagsdatum", "Mätdag", "Datum för uttag", "Per datum"),
        ),
        columns.care_unit_column(),
        columns.CARE_TYPE,
        columns.DIAGNOSIS_CODE,
        columns.PROCEDURE_CODE,
        columns.diagnosis_group_column(needed=False),
        columns.date_column(
            "referral_date",
            "Remissdatum",
            "Dagen då remissen beslutades. Väntan räknas härifrån för första besök och undersökningar.",
            aliases=("Remissbeslut", "Remissdag", "Vårdbegäran"),
        ),
        columns.date_column(
            "decision_date",
            "Beslutsdatum",
            "Dagen då operationen eller åtgärden beslutades. Väntan räknas härifrån för operationer.",
            aliases=("Beslut om åtgärd", "Beslutsdag", "Operationsbeslut"),
        ),
        columns.date_column(
            "booked_date", "Bokat datum", "Bokad dag för vården.", aliases=("Bokad tid", "Planerat datum", "Bokad")
        ),
        columns.code_column(
            "deviation",
            "Avvikelse",
            "PvV om patienten själv valt att vänta, MoV om väntan är medicinskt orsakad, annars tomt.",
            columns.DEVIATIONS,
            value_aliases=columns.DEVIATION_ALIASES,
            aliases=("Väntesort/avvikelse", "Avvikelsekod", "Orsak till väntan"),
        ),
        columns.PATIENT_REGION,
        columns.PATIENT_KEY,
    ),
    rules=(
        Rule(
            "diagnosis_given",
            ("diagnosis_group", "diagnosis_code", "procedure_code"),
            lambda _today: pl.any_horizontal(
                pl.col("diagnosis_code", "procedure_code", "diagnosis_group").is_not_null()
            ),
            "Raden saknar diagnos",
            "Varken diagnoskod, åtgärdskod eller diagnosgrupp är ifylld. Då går raden inte att räkna till någon grupp.",
            "Fyll i Diagnoskod, Åtgärdskod eller Diagnosgrupp. En av dem räcker.",
        ),
        Rule(
            "start_date_given",
            ("decision_date", "referral_date", "care_type"),
            lambda _today: START_DATE.is_not_null() | pl.col("care_type").is_null(),
            "Startdatum saknas",
            "För operationer räknas väntan från Beslutsdatum, för första besök och undersökningar från Remissdatum. "
            "Det datumet saknas.",
            "Fyll i Beslutsdatum för operationer och Remissdatum för besök och undersökningar.",
            marked=start_column,
        ),
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
        Rule(
            "wait_plausible",
            ("decision_date", "referral_date", "snapshot_date"),
            lambda _today: (pl.col("snapshot_date") - START_DATE).dt.total_days() <= LONGEST_PLAUSIBLE_DAYS,
            "Väntan är längre än tio år",
            "Väntan är längre än tio år. Raden är med, men kontrollera att datumet stämmer.",
            "Stämmer datumet behöver du inte göra något. Annars rättar du det och lämnar filen igen.",
            severity="remark",
            marked=start_column,
        ),
    ),
)
