"""Kind 4, `free_capacity` (Ledig kapacitet): what a unit can take from others, by diagnosis group, care type, week."""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Column, Contract, Counting, Rule

SLOT_KINDS = {"procedures": "Åtgärder", "visits": "Besök", "hours": "Timmar", "beds": "Vårdplatser"}
ACCEPTS_FROM = {
    "own_region": "Egen region",
    "healthcare_region": "Sjukvårdsregionen",
    "nation": "Hela landet",
    "none": "Tar inte emot",
}
LIMITED_BY = {
    "staff": "Personal",
    "operating_room": "Operationssal",
    "beds": "Vårdplatser",
    "equipment": "Utrustning",
    "other": "Annat",
}

WEEK_MONDAY = (pl.col("week").cast(pl.String) + "-1").str.to_date("%G-W%V-%u", strict=False)
FURTHEST_DAYS = 731
"""No slots are planned more than two years ahead: such a week has a slip in its year."""

FREE_CAPACITY = Contract(
    kind="free_capacity",
    title="Ledig kapacitet",
    description="En rad är vad en enhet kan ta emot från andra, per diagnosgrupp, vårdtyp och vecka.",
    # what is left over varies from week to week by its nature: shown, never questioned
    parts={"slots_free_count": "slots_total_count"},
    counting=Counting("lediga platser", by=("diagnosis_group", "care_type"), of="slots_free_count", is_steady=False),
    key=("week", "care_unit_id", "diagnosis_group", "care_type", "slot_kind", "reported_date"),
    columns=(
        columns.SENDER_REGION,
        Column(
            "week",
            "Vecka",
            "week",
            "Veckan då platserna finns, som år och vecka: 2026-W47 eller v. 47 2026.",
            needed=True,
            aliases=("ISO-vecka", "År och vecka", "Kapacitetsvecka"),
            example="2026-W47",
        ),
        columns.care_unit_column(),
        columns.diagnosis_group_column(needed=True),
        columns.CARE_TYPE,
        columns.count_column(
            "slots_total_count",
            "Planerade platser",
            "Alla platser som enheten planerat för veckan.",
            aliases=("Platser totalt", "Totalt antal platser"),
        ),
        columns.count_column(
            "slots_free_count",
            "Lediga platser",
            "Platser som enheten kan ge patienter från andra.",
            needed=True,
            aliases=("Ledigt", "Antal lediga platser", "Lediga tider"),
        ),
        columns.code_column(
            "slot_kind",
            "Kapacitetsmått",
            "Vad som räknas: åtgärder, besök, timmar eller vårdplatser. Tomt betyder åtgärder.",
            SLOT_KINDS,
            aliases=("Platstyp", "Mått", "Enhet för mått"),
            default="procedures",
        ),
        columns.code_column(
            "accepts_from",
            "Tar emot från",
            "Varifrån enheten tar emot patienter.",
            ACCEPTS_FROM,
            needed=True,
            value_aliases={
                "Egna regionen": "own_region",
                "Sjukvårdsregion": "healthcare_region",
                "Samverkansregionen": "healthcare_region",
                "Riket": "nation",
                "Hela riket": "nation",
                "Ingen": "none",
            },
            aliases=("Öppet för", "Tar emot patienter från"),
        ),
        columns.number_column(
            "expected_wait_weeks",
            "Uppskattad väntetid (veckor)",
            "Enhetens egen uppskattning av väntetiden för en ny patient, i veckor.",
            aliases=("Uppskattad väntetid", "Väntetid veckor", "Förväntad väntetid (veckor)"),
            high=520,
            example="6",
        ),
        columns.code_column(
            "limited_by",
            "Begränsas av",
            "Vad som främst begränsar kapaciteten.",
            LIMITED_BY,
            value_aliases={"Annan": "other"},
            aliases=("Begränsning", "Flaskhals"),
        ),
        columns.text_column(
            "contact",
            "Kontakt",
            "Adress eller telefonnummer till en funktion, aldrig till en enskild person.",
            aliases=("Kontaktuppgift", "Kontaktväg"),
            example="vardgaranti@exempel.invalid",
        ),
        columns.date_column(
            "reported_date",
            "Rapportdatum",
            "Dagen då uppgiften lämnades.",
            needed=True,
            aliases=("Rapporterad", "Uppdaterad", "Senast uppdaterad"),
        ),
        columns.date_column(
            "valid_until",
            "Gäller till",
            "Sista dag som uppgiften gäller. Tomt betyder sju dagar efter rapportdatum.",
            aliases=("Giltig t.o.m.", "Gäller t.o.m.", "Giltig till"),
        ),
    ),
    rules=(
        Rule(
            "free_within_total",
            ("slots_free_count", "slots_total_count"),
            lambda _today: pl.col("slots_free_count") <= pl.col("slots_total_high_count"),
            "Fler lediga än planerade platser",
            "Antalet lediga platser är större än antalet planerade.",
            "Kontrollera Lediga platser och Planerade platser, de kan ha bytt plats.",
        ),
        Rule(
            "week_near_report",
            ("week", "reported_date"),
            lambda _today: (
                (WEEK_MONDAY - pl.col("reported_date")).dt.total_days().is_between(-FURTHEST_DAYS, FURTHEST_DAYS)
            ),
            "Veckan ligger långt från rapportdatumet",
            "Veckan ligger mer än två år från Rapportdatum, så en av dem är troligen felskriven.",
            "Kontrollera året i Vecka och i Rapportdatum.",
        ),
        Rule(
            "reported_not_in_future",
            ("reported_date",),
            lambda today: pl.col("reported_date") <= today,
            "Rapportdatumet har inte varit än",
            "Rapportdatumet ligger i framtiden.",
            "Rätta Rapportdatum till dagen då uppgiften lämnades.",
        ),
        Rule(
            "valid_until_not_before_reported",
            ("valid_until", "reported_date"),
            lambda _today: pl.col("valid_until") >= pl.col("reported_date"),
            "Uppgiften slutar gälla innan den lämnades",
            "Gäller till ligger före Rapportdatum. Gäller till har tömts, och uppgiften gäller i sju dagar.",
            "Rätta Gäller till, eller lämna det tomt.",
            severity="remark",
            empties=("valid_until",),
        ),
    ),
)
