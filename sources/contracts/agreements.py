"""Kind 8, `agreements` (Avtal): the sender's whole register of agreements on care at other providers."""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule

LEGAL_BASES = {"LOU": "LOU", "LOV": "LOV", "other": "Annat"}
OPEN_TO = {"own_region": "Egen region", "healthcare_region": "Sjukvårdsregionen", "nation": "Hela landet"}

AGREEMENTS = Contract(
    kind="agreements",
    title="Avtal",
    description="En rad är en enhet och en diagnosgrupp i ett avtal. En leverans är avsändarens hela avtalsregister.",
    is_register=True,
    key=("agreement_id", "buyer_region", "care_unit_id", "diagnosis_group"),
    counting=Counting("rader om avtal", by=("diagnosis_group",), against="delivery"),
    columns=(
        columns.SENDER_REGION,
        columns.text_column(
            "agreement_id",
            "Avtalsnummer",
            "Avtalets nummer, samma som i Vård hos annan vårdgivare.",
            needed=True,
            aliases=("Avtals-id", "Avtalets nummer"),
            example="HSN-2025-114",
        ),
        columns.region_column(
            "buyer_region",
            "Upphandlande region",
            "Regionen som har upphandlat avtalet. Tomt betyder den egna regionen.",
            needed=True,
            aliases=("Köpande region", "Beställare", "Avtalsägare"),
        ),
        columns.care_unit_column(),
        columns.diagnosis_group_column(needed=True),
        columns.code_column(
            "legal_basis",
            "Lagrum",
            "LOU, LOV eller annat.",
            LEGAL_BASES,
            needed=True,
            value_aliases={
                "Lagen om offentlig upphandling": "LOU",
                "Lagen om valfrihetssystem": "LOV",
                "Annan": "other",
                "Övrigt": "other",
            },
            aliases=("Rättslig grund", "Upphandlingsform"),
        ),
        columns.date_column(
            "valid_from",
            "Giltig från",
            "Första dag som avtalet gäller.",
            needed=True,
            aliases=("Gäller från", "Avtalsstart"),
        ),
        columns.date_column(
            "valid_to",
            "Giltig till",
            "Sista dag som avtalet gäller. Tomt betyder tills vidare.",
            aliases=("Gäller till", "Avtalsslut", "Gäller t.o.m."),
        ),
        columns.code_column(
            "open_to",
            "Öppet för",
            "Vilka regioner som får använda avtalet: den egna, sjukvårdsregionens eller alla i landet.",
            OPEN_TO,
            needed=True,
            value_aliases={
                "Egna regionen": "own_region",
                "Sjukvårdsregion": "healthcare_region",
                "Samverkansregionen": "healthcare_region",
                "Riket": "nation",
                "Hela riket": "nation",
                "Alla regioner": "nation",
            },
            aliases=("Får användas av",),
        ),
        columns.count_column(
            "yearly_cap_count",
            "Volymtak per år",
            "Så många patienter som avtalet högst gäller per år. Tomt betyder inget tak.",
            aliases=("Volymtak", "Tak per år", "Högsta volym per år"),
            example="120",
        ),
    ),
    rules=(
        Rule(
            "valid_to_not_before_valid_from",
            ("valid_to", "valid_from"),
            lambda _today: pl.col("valid_to") >= pl.col("valid_from"),
            "Avtalet upphör innan det börjar",
            "Giltig till ligger före Giltig från.",
            "Kontrollera Giltig från och Giltig till, de kan ha bytt plats.",
        ),
    ),
)
