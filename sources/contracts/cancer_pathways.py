"""Kind 6, `cancer_pathways` (SVF): one row is one patient's standardised cancer pathway.

It begins with a well-founded suspicion and ends with a first treatment, or for another reason. Which lead time is
allowed is reference data: it depends on pathway, branch, treatment and the day of suspicion.
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Column, Contract, Counting, Rule

BRANCHES = {"basic": "Basutredning", "extended": "Utökad utredning"}
TREATMENTS = {
    "surgery": "Kirurgi",
    "drug": "Läkemedel",
    "radiotherapy": "Strålbehandling",
    "palliative": "Palliativ",
    "surveillance": "Aktiv monitorering",
    "other": "Annan",
}
LONGEST_PLAUSIBLE_DAYS = 730

CANCER_PATHWAYS = Contract(
    kind="cancer_pathways",
    title="SVF",
    description="En rad är en patients standardiserade vårdförlopp för cancer.",
    period="suspicion_date",
    is_by_month=True,
    key=("pathway", "suspicion_date", "patient_key"),
    key_needs="patient_key",
    counting=Counting("vårdförlopp", by=("pathway",), of="cases_count"),
    columns=(
        columns.SENDER_REGION,
        Column(
            "pathway",
            "SVF",
            "group",
            "Vårdförloppet, med diagnosgruppens namn.",
            needed=True,
            aliases=("Vårdförlopp", "SVF-förlopp", "Standardiserat vårdförlopp", "Cancerform"),
            example="Bröstcancer",
        ),
        columns.code_column(
            "branch",
            "Utredning",
            "Basutredning eller utökad utredning, där vårdförloppet skiljer på dem.",
            BRANCHES,
            value_aliases={"Bas": "basic", "Utökad": "extended"},
            aliases=("Utredningsgren", "Typ av utredning"),
        ),
        columns.date_column(
            "suspicion_date",
            "Välgrundad misstanke",
            "Dagen då det fanns välgrundad misstanke om cancer.",
            needed=True,
            aliases=("Datum för välgrundad misstanke", "Startdatum SVF", "SVF-start"),
        ),
        columns.date_column(
            "treatment_date",
            "Start av första behandling",
            "Dagen då den första behandlingen började. Tomt om den inte har börjat.",
            aliases=("Behandlingsstart", "Start av behandling", "Datum för behandlingsstart"),
        ),
        columns.code_column(
            "treatment",
            "Behandling",
            "Den första behandlingens slag.",
            TREATMENTS,
            value_aliases={
                "Kirurgisk": "surgery",
                "Operation": "surgery",
                "Läkemedelsbehandling": "drug",
                "Strål": "radiotherapy",
                "Palliativ vård": "palliative",
                "Annat": "other",
            },
            aliases=("Första behandling", "Behandlingsform", "Typ av behandling"),
        ),
        columns.text_column(
            "ended_reason",
            "Avslutad av annan orsak",
            "Varför vårdförloppet slutade utan behandling, till exempel att misstanken avskrevs.",
            aliases=("Avslutsorsak", "Orsak till avslut"),
            example="Misstanken avskriven",
        ),
        columns.PATIENT_REGION,
        columns.care_unit_column(needed=False),
        columns.region_column(
            "received_from_region", "Mottagen från region", "Regionen som patienten kom från under vårdförloppet."
        ),
        columns.PATIENT_KEY,
    ),
    rules=(
        Rule(
            "treatment_not_before_suspicion",
            ("treatment_date", "suspicion_date"),
            lambda _today: pl.col("treatment_date") >= pl.col("suspicion_date"),
            "Behandlingen började före misstanken",
            "Start av första behandling ligger före Välgrundad misstanke, så ledtiden blir mindre än noll dagar.",
            "Kontrollera båda datumen. Ofta är år eller månad fel, eller så har de bytt plats.",
        ),
        Rule(
            "suspicion_not_in_future",
            ("suspicion_date",),
            lambda today: pl.col("suspicion_date") <= today,
            "Misstanken har inte funnits än",
            "Välgrundad misstanke ligger i framtiden.",
            "Rätta Välgrundad misstanke.",
        ),
        Rule(
            "treatment_not_in_future",
            ("treatment_date",),
            lambda today: pl.col("treatment_date") <= today,
            "Behandlingen har inte börjat än",
            "Start av första behandling ligger i framtiden. Ett bokat datum är ingen start. Värdet har tömts.",
            "Lämna Start av första behandling tomt tills behandlingen har börjat.",
            severity="remark",
            empties=("treatment_date",),
        ),
        Rule(
            "ended_by_treatment_or_reason",
            ("ended_reason", "treatment_date"),
            lambda _today: pl.col("ended_reason").is_null() | pl.col("treatment_date").is_null(),
            "Både behandlat och avslutat av annan orsak",
            "Vårdförloppet har både Start av första behandling och Avslutad av annan orsak. Det räknas som behandlat.",
            "Töm det som inte stämmer.",
            severity="remark",
        ),
        Rule(
            "lead_time_plausible",
            ("treatment_date", "suspicion_date"),
            lambda _today: (
                (pl.col("treatment_date") - pl.col("suspicion_date")).dt.total_days() <= LONGEST_PLAUSIBLE_DAYS
            ),
            "Ledtiden är längre än två år",
            "Ledtiden är längre än två år. Raden är med, men kontrollera att datumen stämmer.",
            "Stämmer datumen behöver du inte göra något. Annars rättar du dem och lämnar filen igen.",
            severity="remark",
        ),
    ),
)
