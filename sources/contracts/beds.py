"""Kind 5, `beds` (Vårdplatser): one row is a unit, a date and a kind of bed, counted at 06:00.

Occupied above available is legal: a closed bed leaves the denominator, its patient does not.
Source: Socialstyrelsen's term bank on disponibel vårdplats, överbeläggning and utlokaliserad patient.
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Contract, Counting, Rule

BED_KINDS = {
    "somatic": "Somatik",
    "psychiatric": "Psykiatri",
    "intensive_care": "IVA",
    "ecmo": "ECMO-IVA",
}

BEDS = Contract(
    kind="beds",
    title="Vårdplatser",
    description="En rad är en enhets vårdplatser av ett slag en dag, räknade klockan 06.00.",
    period="date",
    key=("date", "care_unit_id", "bed_kind"),
    parts={"overcrowded_count": "occupied_count", "displaced_count": "occupied_count"},
    counting=Counting("disponibla vårdplatser", by=("bed_kind",), of="available_count"),
    columns=(
        columns.SENDER_REGION,
        columns.date_column(
            "date",
            "Datum",
            "Dagen då platserna räknades, klockan 06.00.",
            needed=True,
            aliases=("Mätdatum", "Dag", "Mätdag"),
        ),
        columns.care_unit_column(),
        columns.code_column(
            "bed_kind",
            "Vårdplatstyp",
            "Slag av vårdplats. ECMO-IVA är en del av IVA och räknas aldrig två gånger.",
            BED_KINDS,
            needed=True,
            value_aliases={
                "Somatisk": "somatic",
                "Somatisk vård": "somatic",
                "Psykiatrisk": "psychiatric",
                "Psykiatrisk vård": "psychiatric",
                "Intensivvård": "intensive_care",
                "Intensivvårdsplats": "intensive_care",
                "ECMO": "ecmo",
            },
            aliases=("Platstyp", "Typ av vårdplats", "Slag av vårdplats"),
        ),
        columns.number_column(
            "established_count",
            "Fastställda",
            "Vårdplatser som huvudmannen beslutat om.",
            aliases=("Fastställda vårdplatser",),
        ),
        columns.number_column(
            "available_count",
            "Disponibla",
            "Vårdplatser med utrustning och bemanning, som går att använda.",
            needed=True,
            aliases=("Disponibla vårdplatser", "Disponibla platser"),
        ),
        columns.number_column(
            "occupied_count",
            "Belagda",
            "Vårdplatser med en inskriven patient. Får vara fler än de disponibla.",
            needed=True,
            aliases=("Belagda vårdplatser", "Belagda platser", "Inskrivna"),
        ),
        columns.number_column(
            "overcrowded_count",
            "Överbeläggningar",
            "Inskrivna patienter på plats som inte uppfyller kraven på en disponibel vårdplats.",
            aliases=("Överbeläggning", "Antal överbeläggningar"),
        ),
        columns.number_column(
            "displaced_count",
            "Utlokaliserade",
            "Inskrivna patienter som vårdas på en annan enhet än den med rätt kompetens och ansvar.",
            aliases=("Utlokaliserade patienter", "Antal utlokaliserade"),
        ),
    ),
    rules=(
        Rule(
            "date_not_in_future",
            ("date",),
            lambda today: pl.col("date") <= today,
            "Dagen har inte varit än",
            "Datumet ligger i framtiden.",
            "Rätta Datum till dagen då platserna räknades.",
        ),
        Rule(
            "overcrowded_within_occupied",
            ("overcrowded_count", "occupied_count"),
            lambda _today: pl.col("overcrowded_count") <= pl.col("occupied_high_count"),
            "Fler överbeläggningar än belagda platser",
            "Överbeläggningarna är fler än de belagda platserna. Värdet har tömts.",
            "Kontrollera Överbeläggningar och Belagda, de kan ha bytt plats.",
            severity="remark",
            empties=("overcrowded_count",),
        ),
        Rule(
            "displaced_within_occupied",
            ("displaced_count", "occupied_count"),
            lambda _today: pl.col("displaced_count") <= pl.col("occupied_high_count"),
            "Fler utlokaliserade än belagda platser",
            "De utlokaliserade patienterna är fler än de belagda platserna. Värdet har tömts.",
            "Kontrollera Utlokaliserade och Belagda, de kan ha bytt plats.",
            severity="remark",
            empties=("displaced_count",),
        ),
    ),
)
