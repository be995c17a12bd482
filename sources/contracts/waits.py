"""What rows of patients have in common: what they are cared for, where their wait starts, and the rules of both.

Source of the definitions: the care guarantee, HSL 2017:30 chapter 9 and HSF 2017:80 chapter 6. Not here: one kind.
"""

from __future__ import annotations

import polars as pl

from sources.contracts.contract import Rule

LONGEST_PLAUSIBLE_DAYS = 3650
START_DATE = (
    pl.when(pl.col("care_type") == "operation").then(pl.col("decision_date")).otherwise(pl.col("referral_date"))
)
"""Where the wait starts: the decision for operations, the referral for first visits and investigations."""

DIAGNOSIS_GIVEN = Rule(
    "diagnosis_given",
    ("diagnosis_group", "diagnosis_code", "procedure_code"),
    lambda _today: pl.any_horizontal(pl.col("diagnosis_code", "procedure_code", "diagnosis_group").is_not_null()),
    "Raden saknar diagnos",
    "Varken diagnoskod, åtgärdskod eller diagnosgrupp är ifylld. Då går raden inte att räkna till någon grupp.",
    "Fyll i Diagnosgrupp, Diagnoskod eller Åtgärdskod. En av dem räcker.",
)


def start_column() -> pl.Expr:
    """The name of the column in which the row's wait starts."""
    is_operation = pl.col("care_type") == "operation"
    return pl.when(is_operation).then(pl.lit("decision_date")).otherwise(pl.lit("referral_date"))


def start_given(*, unless: pl.Expr | None = None, others: tuple[str, ...] = (), otherwise: str = "") -> Rule:
    """The date that the wait is counted from is there; rows without a wait (`unless`, of `others`) may lack it, and
    `otherwise` tells how to say so.
    """
    excused = pl.lit(value=False) if unless is None else unless.fill_null(value=False)
    return Rule(
        "start_date_given",
        ("decision_date", "referral_date", "care_type", *others),
        lambda _today: START_DATE.is_not_null() | pl.col("care_type").is_null() | excused,
        "Startdatum saknas",
        "För operationer räknas väntan från Beslutsdatum, för första besök och undersökningar från Remissdatum. "
        "Det datumet saknas.",
        f"Fyll i Beslutsdatum för operationer och Remissdatum för besök och undersökningar.{otherwise}",
        marked=start_column,
    )


def wait_plausible(until: str) -> Rule:
    """No wait is longer than ten years; one that is may be true, and is asked about."""
    return Rule(
        "wait_plausible",
        ("decision_date", "referral_date", until),
        lambda _today: (pl.col(until) - START_DATE).dt.total_days() <= LONGEST_PLAUSIBLE_DAYS,
        "Väntan är längre än tio år",
        "Väntan är längre än tio år. Raden är med, men kontrollera att datumet stämmer.",
        "Stämmer datumet behöver du inte göra något. Annars rättar du det och lämnar filen igen.",
        severity="remark",
        marked=start_column,
    )
