"""A contract as a Pandera schema, which says of each broken row which rule is broken.

Only loaded where some row breaks one (`Contract.holds` tells): loading Pandera takes more time and memory than a usual
file. Not here: the rules themselves (`sources/contracts/contract.py`), what follows from them (`sources/accepting.py`).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from sources.contracts import CONTRACTS
from sources.contracts.contract import OUT_OF_RANGE, Column, Rule


def find_failures(kind: str, rows: pl.DataFrame, today: date) -> pl.DataFrame | None:
    """Pandera's failure cases, None where all is well. They hold whole rows: only row, column and rule may be kept."""
    try:
        schema_of(kind, today).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return pl.DataFrame(errors.failure_cases)
    return None


@lru_cache(maxsize=32)
def schema_of(kind: str, today: date) -> pa.DataFrameSchema:
    """Every column's type and bounds, every rule as a named check over rows; made once a day."""
    contract = CONTRACTS[kind]
    return pa.DataFrameSchema(
        {column.name: _column(column) for column in contract.columns},
        checks=[_check(rule, today) for rule in contract.rules],
        name=contract.kind,
        title=contract.title,
        description=contract.description,
        strict=False,
        coerce=False,
    )


def _column(column: Column) -> pa.Column:
    """The column's type, and its bounds as a check."""
    return pa.Column(
        column.polars_type,
        [pa.Check.in_range(*column.bounds, error=OUT_OF_RANGE)] if column.bounds else [],
        name=column.name,
        nullable=not column.needed,
        required=False,
        title=column.title,
        description=column.help,
        metadata={"column": column},
    )


def _check(rule: Rule, today: date) -> pa.Check:
    """The rule as a check over whole rows, named by its id."""

    def check(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(rule.holds(today).fill_null(value=True).alias(rule.id))

    return pa.Check(check, name=rule.id, description=rule.title)
