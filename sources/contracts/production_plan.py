"""Kind 10, `production_plan` (Produktions- och kapacitetsplan): one row is a unit, a diagnosis group, a care type and a
month: what is expected to come, what is planned, and what there is capacity for.
"""

from __future__ import annotations

import polars as pl

from sources.contracts import columns
from sources.contracts.contract import Column, Contract, Counting, Rule

PLANNED = ("expected_inflow_count", "planned_production_count", "capacity_count")
MONTH_START = (pl.col("month").cast(pl.String) + "-01").str.to_date("%Y-%m-%d", strict=False)
FURTHEST_DAYS = 5 * 366
"""No month is planned more than five years ahead, nor sent so late: it has a slip in its year."""

PRODUCTION_PLAN = Contract(
    kind="production_plan",
    title="Produktions- och kapacitetsplan",
    description="En rad är en enhets plan för en månad, per diagnosgrupp och vårdtyp.",
    period="month",
    key=("month", "care_unit_id", "diagnosis_group", "care_type"),
    # a plan is changed when it has to be: shown, never questioned
    counting=Counting("planerade", by=("diagnosis_group", "care_type"), of="planned_production_count", is_steady=False),
    columns=(
        columns.SENDER_REGION,
        Column(
            "month",
            "Månad",
            "month",
            "Månaden som planen gäller, som år och månad: 2026-11.",
            needed=True,
            aliases=("År och månad", "Planeringsmånad"),
            example="2026-11",
        ),
        columns.care_unit_column(),
        columns.diagnosis_group_column(needed=True),
        columns.CARE_TYPE,
        columns.number_column(
            "expected_inflow_count",
            "Förväntat inflöde (behov)",
            "Antal nya patienter som väntas under månaden.",
            aliases=("Förväntat inflöde", "Inflöde", "Behov"),
            example="40",
        ),
        columns.number_column(
            "planned_production_count",
            "Planerad produktion",
            "Antal besök, operationer eller undersökningar som enheten har planerat.",
            aliases=("Produktionsplan", "Planerat antal"),
            example="36",
        ),
        columns.number_column(
            "capacity_count",
            "Tillgänglig kapacitet",
            "Antal som enheten kan göra med den bemanning och de lokaler som finns.",
            aliases=("Kapacitet", "Kapacitetsplan"),
            example="38",
        ),
    ),
    rules=(
        Rule(
            "something_planned",
            PLANNED,
            lambda _today: pl.any_horizontal(pl.col(PLANNED).is_not_null()),
            "Raden saknar tal",
            "Varken förväntat inflöde, planerad produktion eller kapacitet är ifylld.",
            "Fyll i minst ett av talen, eller ta bort raden.",
        ),
        Rule(
            "month_plausible",
            ("month",),
            lambda today: (MONTH_START - today).dt.total_days().is_between(-FURTHEST_DAYS, FURTHEST_DAYS),
            "Månaden ligger långt från i dag",
            "Månaden ligger mer än fem år bort, så året är troligen felskrivet.",
            "Kontrollera året i Månad.",
        ),
    ),
)
