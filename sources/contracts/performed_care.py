"""Kind 3, `performed_care` (Genomförd vård): one row is one performed visit, operation or investigation."""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule
from sources.contracts.waits import DIAGNOSIS_GIVEN, START_DATE, start_column, start_given, wait_plausible

SIDES = {"right": "Höger", "left": "Vänster", "both": "Båda"}
PLANNED = {"yes": "Ja", "no": "Nej"}

PERFORMED_CARE = Contract(
    kind="performed_care",
    title="Genomförd vård",
    description="En rad är ett genomfört besök, en operation eller en undersökning.",
    period="performed_date",
    is_by_month=True,
    key=(
        "performed_date",
        "care_unit_id",
        "care_type",
        "diagnosis_group",
        "diagnosis_code",
        "procedure_code",
        "side",
        "patient_key",
    ),
    key_needs="patient_key",
    counting=Counting("genomförda", by=("diagnosis_group", "care_type"), of="performed_count"),
    columns=(
        columns.SENDER_REGION,
        columns.care_unit_column(),
        columns.CARE_TYPE,
        columns.DIAGNOSIS_CODE,
        columns.PROCEDURE_CODE,
        columns.diagnosis_group_column(needed=False),
        columns.REFERRAL_DATE,
        columns.DECISION_DATE,
        columns.date_column(
            "performed_date",
            "Vårddatum",
            "Dagen då vården gavs.",
            needed=True,
            aliases=("Genomförd", "Utförd", "Åtgärdsdatum", "Operationsdatum", "Besöksdatum", "Behandlingsdatum"),
        ),
        columns.DEVIATION,
        columns.PATIENT_REGION,
        columns.PATIENT_KEY,
        columns.CARE_FORM,
        columns.code_column(
            "side",
            "Sida",
            "Höger (H), vänster (V) eller båda (B), där åtgärden har en sida. Båda räknas som två operationer.",
            SIDES,
            value_aliases={"H": "right", "V": "left", "B": "both", "Bilateral": "both", "Dubbelsidig": "both"},
            aliases=("Lateralitet", "Operationssida"),
        ),
        columns.code_column(
            "planned",
            "Planerad",
            "Ja om vården var planerad, nej om den var akut. Akut vård har ingen väntan.",
            PLANNED,
            value_aliases={
                **dict.fromkeys(("J", "1", "True", "Sant", "Planerad", "Elektiv"), "yes"),
                **dict.fromkeys(("N", "0", "False", "Falskt", "Akut", "Oplanerad"), "no"),
            },
            aliases=("Planerad vård", "Elektiv"),
        ),
        columns.text_column(
            "age_group",
            "Åldersgrupp",
            "Patientens åldersgrupp när vården gavs, till exempel 40-44. Aldrig födelsedatum.",
            aliases=("Ålder", "Åldersklass"),
            example="40-44",
        ),
    ),
    rules=(
        DIAGNOSIS_GIVEN,
        start_given(
            unless=pl.col("planned") == "no",
            others=("planned",),
            otherwise=" Var vården akut, skriv nej i Planerad.",
        ),
        Rule(
            "start_not_after_performed",
            ("decision_date", "referral_date", "performed_date"),
            lambda _today: pl.col("performed_date") >= START_DATE,
            "Väntan börjar efter vården",
            "Väntan börjar efter Vårddatum, så väntetiden blir mindre än noll dagar.",
            "Kontrollera Beslutsdatum, Remissdatum och Vårddatum. Ofta är år eller månad fel.",
            marked=start_column,
        ),
        Rule(
            "performed_not_in_future",
            ("performed_date",),
            lambda today: pl.col("performed_date") <= today,
            "Vården har inte getts än",
            "Vårddatum ligger i framtiden.",
            "Rätta Vårddatum, eller ta bort raden tills vården är given.",
        ),
        wait_plausible("performed_date"),
        Rule(
            "age_group_is_no_birth_date",
            ("age_group",),
            lambda _today: ~pl.col("age_group").cast(pl.String).str.contains(r"\d{4}|\d[-/.]\d+[-/.]\d"),
            "Åldersgruppen är ett födelsedatum eller ett årtal",
            "Åldersgrupp ska vara en åldersgrupp, inte ett datum eller ett årtal. Värdet har tömts.",
            "Skriv till exempel 40-44, eller lämna cellen tom.",
            severity="remark",
            empties=("age_group",),
        ),
    ),
)
