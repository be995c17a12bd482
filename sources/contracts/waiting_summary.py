"""Kind 2, `waiting_summary` (Väntande, sammanställt): for regions that cannot send rows; one row is a unit, a care type
and a diagnosis group on the snapshot date.

The intervals are those of the national waiting-time reporting. Where rows are sent too, the rows win.
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Column, Contract, Counting, Rule
from sources.contracts.counts import all_or_none, equals_sum, within

EXAMPLES = {
    "days_0_30_count": "15",
    "days_31_60_count": "11",
    "days_61_90_count": "8",
    "days_91_120_count": "6",
    "days_121_180_count": "5",
    "days_181_365_count": "2",
    "days_366_plus_count": "1",
}
INTERVAL_COUNTS = tuple(EXAMPLES)
OVER_90_COUNTS = INTERVAL_COUNTS[3:]
LONGEST_MEDIAN_DAYS = 3650


def _interval(name: str) -> Column:
    first, last = name.removeprefix("days_").removesuffix("_count").split("_")
    spoken = f"{first}-{last}" if last != "plus" else f"{first}+"
    title = f"{first}-{last} dagar" if last != "plus" else f"{first} dagar eller mer"
    others = [f"{spoken} dgr", f"Väntat {title}", spoken]
    if last == "plus":
        others += [f"{first}+ dagar", "> 365 dagar", "Över 365 dagar", "Mer än 365 dagar", "Fler än 365 dagar"]
    return columns.count_column(
        name,
        title,
        f"Antal som har väntat {title}. Alla sju intervallen fylls i, eller inget.",
        aliases=tuple(others),
        example=EXAMPLES[name],
    )


WAITING_SUMMARY = Contract(
    kind="waiting_summary",
    title="Väntande, sammanställt",
    description="En rad är antalet väntande på en enhet, per vårdtyp och diagnosgrupp, på mätdatumet.",
    period="snapshot_date",
    key=("snapshot_date", "care_unit_id", "care_type", "diagnosis_group"),
    counting=Counting("väntande", by=("diagnosis_group", "care_type"), of="waiting_count"),
    parts={
        **dict.fromkeys(INTERVAL_COUNTS, "waiting_count"),
        "over_90_count": "waiting_count",
        "patient_chosen_count": "waiting_count",
        "medical_count": "waiting_count",
        "over_90_patient_chosen_count": "patient_chosen_count",
    },
    columns=(
        columns.SENDER_REGION,
        columns.SNAPSHOT_DATE,
        columns.care_unit_column(),
        columns.CARE_TYPE,
        columns.diagnosis_group_column(needed=True),
        columns.count_column(
            "waiting_count",
            "Antal väntande",
            "Alla som väntar på mätdatumet, också de med PvV och MoV.",
            needed=True,
            aliases=("Väntande", "Väntande totalt", "Totalt antal väntande", "Antal väntande patienter"),
            example="48",
        ),
        *(_interval(name) for name in INTERVAL_COUNTS),
        columns.count_column(
            "over_90_count",
            "Väntat över 90 dagar",
            "Antal som har väntat mer än 90 dagar. Behövs inte där intervallen är ifyllda.",
            aliases=(
                "Antal väntande över 90 dagar",
                "Antal väntande över 90 dgr",
                "Väntande över 90 dagar",
                "Väntande > 90 dagar",
                "Väntande >90",
                "Väntat mer än 90 dagar",
                "Över 90 dagar",
                "> 90 dagar",
            ),
            example="14",
        ),
        columns.count_column(
            "patient_chosen_count",
            "varav PvV",
            "Antal av de väntande som själva har valt att vänta.",
            aliases=("PvV", "Antal PvV", "Patientvald väntan", "varav patientvald väntan"),
            example="3",
        ),
        columns.count_column(
            "medical_count",
            "varav MoV",
            "Antal av de väntande vars väntan är medicinskt orsakad.",
            aliases=("MoV", "Antal MoV", "Medicinskt orsakad väntan", "varav medicinskt orsakad väntan"),
            example="1",
        ),
        columns.count_column(
            "over_90_patient_chosen_count",
            "varav PvV över 90 dagar",
            "Antal med PvV av dem som har väntat mer än 90 dagar. Utan det blir andelen över 90 dagar uppskattad.",
            aliases=("PvV över 90 dagar", "varav PvV > 90 dagar", "PvV > 90 dagar"),
            example="2",
        ),
        columns.number_column(
            "median_days",
            "Median (dagar)",
            "Medianen av de väntandes väntetid, i dagar.",
            aliases=("Median", "Mediandagar", "Median väntetid", "Medianväntetid", "Medianväntetid (dagar)"),
            high=LONGEST_MEDIAN_DAYS,
            example="52",
        ),
    ),
    rules=(
        Rule(
            "intervals_all_or_none",
            INTERVAL_COUNTS,
            all_or_none(INTERVAL_COUNTS),
            "Några av intervallen är tomma",
            "Några av de sju intervallen är ifyllda och andra är tomma. Det går inte att veta om tomt betyder noll. "
            "Intervallen har tömts, men raden är med.",
            "Fyll i alla sju intervallen och skriv 0 där ingen väntar.",
            severity="remark",
            empties=INTERVAL_COUNTS,
        ),
        Rule(
            "intervals_sum_to_waiting",
            ("waiting_count", *INTERVAL_COUNTS),
            equals_sum("waiting_count", INTERVAL_COUNTS),
            "Intervallen är inte lika många som de väntande",
            "De sju intervallen blir tillsammans inte lika många som Antal väntande.",
            "Kontrollera intervallen och Antal väntande. Ofta saknas de längsta väntetiderna.",
        ),
        Rule(
            "over_90_is_its_intervals",
            ("over_90_count", *OVER_90_COUNTS),
            equals_sum("over_90_count", OVER_90_COUNTS),
            "Väntat över 90 dagar stämmer inte med intervallen",
            "Väntat över 90 dagar är inte lika många som intervallen från 91 dagar och uppåt tillsammans.",
            "Rätta Väntat över 90 dagar, eller lämna det tomt: det räknas ur intervallen.",
        ),
        Rule(
            "over_90_within_waiting",
            ("over_90_count", "waiting_count"),
            within("over_90_count", "waiting_count"),
            "Fler har väntat över 90 dagar än som väntar",
            "Väntat över 90 dagar är fler än Antal väntande.",
            "Kontrollera Väntat över 90 dagar och Antal väntande, de kan ha bytt plats.",
        ),
        Rule(
            "deviations_within_waiting",
            ("patient_chosen_count", "medical_count", "waiting_count"),
            lambda _today: (
                pl.col("patient_chosen_count").fill_null(0) + pl.col("medical_count").fill_null(0)
                <= pl.col("waiting_high_count")
            ),
            "Fler med PvV och MoV än som väntar",
            "varav PvV och varav MoV är tillsammans fler än Antal väntande.",
            "Antal väntande är alla som väntar, också de med PvV och MoV. Rätta det som är fel.",
        ),
        Rule(
            "over_90_patient_chosen_within_patient_chosen",
            ("over_90_patient_chosen_count", "patient_chosen_count"),
            within("over_90_patient_chosen_count", "patient_chosen_count"),
            "Fler med PvV över 90 dagar än med PvV",
            "varav PvV över 90 dagar är fler än varav PvV.",
            "Kontrollera varav PvV över 90 dagar och varav PvV, de kan ha bytt plats.",
        ),
        Rule(
            "over_90_patient_chosen_within_over_90",
            ("over_90_patient_chosen_count", "over_90_count"),
            within("over_90_patient_chosen_count", "over_90_count"),
            "Fler med PvV över 90 dagar än som har väntat så länge",
            "varav PvV över 90 dagar är fler än Väntat över 90 dagar.",
            "Kontrollera varav PvV över 90 dagar och Väntat över 90 dagar.",
        ),
        Rule(
            "snapshot_not_in_future",
            ("snapshot_date",),
            lambda today: pl.col("snapshot_date") <= today,
            "Mätdatumet har inte varit än",
            "Mätdatumet ligger i framtiden.",
            "Rätta Mätdatum till den dag då de väntande räknades.",
        ),
    ),
)
