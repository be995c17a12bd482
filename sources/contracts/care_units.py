"""Kind 9, `care_units` (Vårdgivarkatalog): the sender's whole register of care units, public and private."""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Column, Contract, Counting, Rule

SWEDEN_LATITUDES = (55.0, 69.2)
SWEDEN_LONGITUDES = (10.5, 24.3)

CARE_UNITS = Contract(
    kind="care_units",
    title="Vårdgivarkatalog",
    description="En rad är en enhet som ger vård. En leverans är avsändarens hela katalog.",
    is_register=True,
    counting=Counting("enheter", by=("ownership",), against="delivery"),
    key=("care_unit_id",),
    columns=(
        columns.SENDER_REGION,
        columns.care_unit_column(),
        columns.text_column(
            "care_unit_name",
            "Enhetens namn",
            "Namnet som patienter och vårdgivare känner igen.",
            needed=True,
            aliases=("Enhetsnamn", "Namn", "Vårdenhetens namn"),
            example="Påhittade sjukhuset",
        ),
        columns.region_column(
            "region_code",
            "Länskod",
            "Regionen där enheten ligger. Tomt betyder den egna regionen.",
            aliases=("Län", "Länskod (enhet)"),
        ),
        Column(
            "municipality_code",
            "Kommunkod",
            "text",
            "Kommunens fyrsiffriga kod, eller dess namn om koden inte är känd.",
            aliases=("Kommun",),
            example="1280",
        ),
        Column(
            "organisation_number",
            "Organisationsnummer",
            "text",
            "Vårdgivarens organisationsnummer, tio siffror.",
            aliases=("Orgnr", "Org.nr"),
            example="232100-0016",
        ),
        columns.code_column(
            "ownership",
            "Driftsform",
            "Om vårdgivaren är offentlig eller privat.",
            columns.OWNERSHIPS,
            needed=True,
            value_aliases=columns.OWNERSHIP_ALIASES,
            aliases=("Regi", "Ägarform"),
        ),
        Column(
            "diagnosis_groups",
            "Diagnosgrupper",
            "groups",
            "De diagnosgrupper som enheten vårdar, åtskilda med komma eller semikolon.",
            example="Höftprotes; Grå starr",
        ),
        columns.number_column(
            "latitude",
            "Latitud",
            "Nordlig latitud i grader, WGS 84.",
            low=SWEDEN_LATITUDES[0],
            high=SWEDEN_LATITUDES[1],
            aliases=("Lat",),
            example="55,605",
        ),
        columns.number_column(
            "longitude",
            "Longitud",
            "Östlig longitud i grader, WGS 84.",
            low=SWEDEN_LONGITUDES[0],
            high=SWEDEN_LONGITUDES[1],
            aliases=("Long", "Lon", "Lng"),
            example="13,004",
        ),
        columns.text_column(
            "contact",
            "Kontakt",
            "Adress eller telefonnummer till en funktion, aldrig till en enskild person.",
            aliases=("Kontaktuppgift", "Kontaktväg"),
            example="vardgaranti@exempel.invalid",
        ),
        columns.date_column("valid_from", "Giltig från", "Första dag som enheten finns.", aliases=("Gäller från",)),
        columns.date_column("valid_to", "Giltig till", "Sista dag som enheten finns.", aliases=("Gäller till",)),
    ),
    rules=(
        Rule(
            "valid_to_not_before_valid_from",
            ("valid_to", "valid_from"),
            lambda _today: pl.col("valid_to") >= pl.col("valid_from"),
            "Enheten upphör innan den börjar",
            "Giltig till ligger före Giltig från.",
            "Kontrollera Giltig från och Giltig till, de kan ha bytt plats.",
        ),
        Rule(
            "organisation_number_has_ten_digits",
            ("organisation_number",),
            lambda _today: (
                pl.col("organisation_number")
                .cast(pl.String)
                .str.replace_all(r"[\s-]", "")
                .str.contains(r"^(16)?\d{10}$")
            ),
            "Organisationsnumret har inte tio siffror",
            "Organisationsnumret har inte tio siffror. Värdet har tömts.",
            "Skriv tio siffror, till exempel 232100-0016.",
            severity="remark",
            empties=("organisation_number",),
        ),
    ),
)
