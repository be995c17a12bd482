"""Kind 7, `patient_transfers` (Vård hos annan vårdgivare): one row is one patient who was offered care elsewhere.

Source of the reasons and agreement kinds: Riksavtalet för utomlänsvård, and the national contract for its billing.
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule
from sources.contracts.waits import DIAGNOSIS_GIVEN

REASONS = {
    "free_capacity": "Ledig kapacitet",
    "shorter_wait": "Kortare väntetid",
    "care_guarantee": "Vårdgaranti",
    "patient_choice": "Patientens val",
    "highly_specialised": "Högspecialiserad vård",
    "emergency": "Akut",
    "other": "Annan",
}
AGREEMENT_KINDS = {
    "own_public": "Egen regi",
    "own_agreement": "Eget avtal",
    "other_region_agreement": "Annan regions avtal",
    "national_agreement": "Riksavtalet",
}

PATIENT_TRANSFERS = Contract(
    kind="patient_transfers",
    title="Vård hos annan vårdgivare",
    description="En rad är en patient som erbjudits vård hos en annan vårdgivare.",
    key=("case_id",),
    key_needs="case_id",
    # cases are sent as they come, so one file need not be as long as the last: shown, never questioned
    counting=Counting("ärenden", by=("diagnosis_group",), against="delivery", is_steady=False),
    columns=(
        columns.SENDER_REGION,
        columns.text_column(
            "case_id",
            "Ärende-id",
            "Regionens eget nummer på ärendet, aldrig ett personnummer.",
            needed=True,
            aliases=("Ärende", "Ärendenummer"),
            secret=True,
            example="VG-2026-0117",
        ),
        columns.region_column(
            "home_region",
            "Hemregion",
            "Regionen där patienten är folkbokförd.",
            needed=True,
            aliases=("Patientens hemregion",),
        ),
        columns.DIAGNOSIS_CODE,
        columns.PROCEDURE_CODE,
        columns.diagnosis_group_column(needed=False),
        columns.CARE_TYPE,
        columns.CARE_FORM,
        columns.date_column(
            "offered_date",
            "Erbjudandedatum",
            "Dagen då patienten erbjöds vård hos annan vårdgivare.",
            needed=True,
            aliases=("Erbjuden", "Datum för erbjudande"),
        ),
        columns.code_column(
            "answer",
            "Svar",
            "Patientens svar på erbjudandet.",
            {"accepted": "Accepterat", "declined": "Avböjt", "none": "Inget svar"},
            value_aliases={"Ja": "accepted", "Tackat ja": "accepted", "Nej": "declined", "Tackat nej": "declined"},
            aliases=("Patientens svar",),
        ),
        columns.care_unit_column(
            needed=False, title="Mottagande enhet", aliases=("Enhet", *columns.CARE_UNIT_ALIASES, "Vårdande enhet")
        ),
        columns.region_column(
            "care_region", "Vårdregion", "Regionen där vården ges.", aliases=("Vårdande region", "Mottagande region")
        ),
        columns.code_column(
            "ownership",
            "Driftsform",
            "Om den mottagande vårdgivaren är offentlig eller privat.",
            columns.OWNERSHIPS,
            value_aliases=columns.OWNERSHIP_ALIASES,
            aliases=("Regi", "Ägarform"),
        ),
        columns.date_column(
            "treated_date",
            "Vårddatum",
            "Dagen då vården gavs. Tomt om den inte getts.",
            aliases=("Behandlingsdatum", "Vårdad", "Operationsdatum"),
        ),
        columns.code_column(
            "reason",
            "Anledning",
            "Varför patienten erbjöds vård hos annan vårdgivare.",
            REASONS,
            needed=True,
            value_aliases={"Annat": "other", "Fritt vårdval": "patient_choice", "Akutvård": "emergency"},
            aliases=("Orsak", "Skäl"),
        ),
        columns.code_column(
            "agreement_kind",
            "Avtal",
            "Vilket slags avtal vården ges under.",
            AGREEMENT_KINDS,
            aliases=("Avtalsform", "Avtalstyp"),
        ),
        columns.text_column(
            "agreement_id", "Avtalsnummer", "Avtalets nummer, som i avtalsregistret.", aliases=("Avtals-id",)
        ),
        columns.count_column(
            "waited_days",
            "Väntat (dagar)",
            "Hur länge patienten hade väntat när vården gavs, i dagar.",
            aliases=("Väntetid (dagar)", "Väntat dagar", "Väntetid"),
            example="112",
        ),
        columns.code_column(
            "reporter_role",
            "Rapporteras av",
            "Om hemregionen eller vårdregionen rapporterar. Tomt betyder hemregionen.",
            {"home_region": "Hemregionen", "care_region": "Vårdregionen"},
            value_aliases={"Hemregion": "home_region", "Vårdregion": "care_region"},
            default="home_region",
        ),
        columns.PATIENT_KEY,
    ),
    rules=(
        DIAGNOSIS_GIVEN,
        Rule(
            "treated_not_before_offered",
            ("treated_date", "offered_date"),
            lambda _today: pl.col("treated_date") >= pl.col("offered_date"),
            "Vården gavs före erbjudandet",
            "Vårddatum ligger före Erbjudandedatum.",
            "Kontrollera Vårddatum och Erbjudandedatum. Ofta är år eller månad fel.",
        ),
        Rule(
            "offered_not_in_future",
            ("offered_date",),
            lambda today: pl.col("offered_date") <= today,
            "Erbjudandet har inte lämnats än",
            "Erbjudandedatum ligger i framtiden.",
            "Rätta Erbjudandedatum.",
        ),
        Rule(
            "treated_not_in_future",
            ("treated_date",),
            lambda today: pl.col("treated_date") <= today,
            "Vården har inte getts än",
            "Vårddatum ligger i framtiden. Ett bokat datum är inget vårddatum. Värdet har tömts.",
            "Lämna Vårddatum tomt tills vården är given.",
            severity="remark",
            empties=("treated_date",),
        ),
        Rule(
            "treated_was_not_declined",
            ("answer", "treated_date"),
            lambda _today: (pl.col("answer") != "declined") | pl.col("treated_date").is_null(),
            "Avböjt erbjudande som ändå gett vård",
            "Patienten har avböjt men har ett vårddatum. Raden är med, men kontrollera Svar.",
            "Rätta Svar till Accepterat om vården gavs efter erbjudandet, annars töm Vårddatum.",
            severity="remark",
        ),
    ),
)
