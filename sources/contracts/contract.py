"""What a contract is made of: columns, rules, a key and a period, and the Pandera schema that follows from them.

Here: the building blocks. Not here: any kind of delivery (one module each), or how a file meets its contract
(`sources/mapping.py`, `sources/accepting.py`). Titles, aliases, help, code lists and the texts of the rules stand in
the contract alone; the receipts, the blank workbook and the printed specification are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

ColumnType = Literal[
    "date", "week", "month", "count", "number", "text", "unit", "code", "region", "group", "groups", "icd", "kva"
]
Severity = Literal["error", "remark"]
NUMBER_TYPES: frozenset[ColumnType] = frozenset({"count", "number"})
PERIOD_TYPES: frozenset[ColumnType] = frozenset({"date", "week", "month"})

POLARS_TYPES: Mapping[ColumnType, pl.DataType] = {
    "date": pl.Date(),
    "count": pl.Int64(),
    "number": pl.Float64(),
}


SENDER_IS_MEANT = frozenset({"home_region", "buyer_region"})
"""Needed columns that mean the sender where the file does not have them."""
PERIODS_BESIDE = frozenset({"week", "reported_date"})
OUT_OF_RANGE = "out_of_range"
PLAUSIBLE_DATES = (date(1990, 1, 1), date(2100, 12, 31))
"""A day outside these is a slip of the pen: nobody waits since 1026, and 9999-12-31 means that no end is known."""


@dataclass(frozen=True)
class Column:
    """One column of a kind of delivery.

    `codes` maps an id to its Swedish word, `value_aliases` further words to ids. `needed` columns must be in the file
    or be derivable; a fault in another column empties the cell and is a remark. `low` and `high` bound numbers.
    `secret` marks pseudonyms, whose values are never shown again. `default` fills an empty cell.
    """

    name: str
    title: str
    type: ColumnType
    help: str
    needed: bool = False
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    value_aliases: Mapping[str, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    secret: bool = False
    default: str | None = None
    example: str = ""

    @property
    def polars_type(self) -> pl.DataType:
        """How accepted values are kept; codes, weeks and months are text."""
        return POLARS_TYPES.get(self.type, pl.String())

    @property
    def high_name(self) -> str | None:
        """Where the most that a withheld count can be is kept: `slots_free_high_count`; None for what is no count."""
        stem = self.name.removesuffix("_count")
        return None if stem == self.name else f"{stem}_high_count"

    def headers(self) -> tuple[str, ...]:
        """Every header that means this column: title, English name, aliases."""
        return (self.title, self.name, *self.aliases)

    @property
    def bounds(self) -> tuple[date, date] | tuple[float, float] | None:
        """The least and the greatest value that the column can have, if it has bounds."""
        if self.type == "date":
            return PLAUSIBLE_DATES
        if self.low is None and self.high is None:
            return None
        return (
            self.low if self.low is not None else float("-inf"),
            self.high if self.high is not None else float("inf"),
        )


@dataclass(frozen=True)
class Rule:
    """A sentence about a row that is true when the row is right; a missing value counts as right.

    `holds` gives the sentence as an expression, for a given today. The cells of `columns` are shown when it fails, the
    first one marked, or the one that `marked` names for the row. A part is held against the upper bound of its whole
    (`Contract.row_types`). An `error` refuses the row; a `remark` keeps it, and empties the columns of `empties`.
    """

    id: str
    columns: tuple[str, ...]
    holds: Callable[[date], pl.Expr]
    title: str
    message: str
    how_to_mend: str
    severity: Severity = "error"
    empties: tuple[str, ...] = ()
    marked: Callable[[], pl.Expr] | None = None


@dataclass(frozen=True)
class Counting:
    """What is counted when a delivery is compared with the sender's last one of the same kind.

    `noun` is the Swedish word for what the numbers are. `by` are the columns whose values tell the counts apart. `of`
    is the column that is summed, of the reduction where the kind has one; None counts rows. `against` the period
    before, unit by unit, or the last delivery as a whole. `is_steady`: a large change is worth a question.
    """

    noun: str
    by: tuple[str, ...]
    of: str | None = None
    against: Literal["period", "delivery"] = "period"
    is_steady: bool = True


@dataclass(frozen=True)
class Contract:
    """A kind of delivery.

    `period` is the column that tells which period a row belongs to, None for registers and for kinds whose rows are
    in force case by case; events belong to the month of their day (`is_by_month`). `key` are the columns that together
    may occur once; None where rows have no key, and a row with an empty `key_needs` has none either. `counting` tells
    how the receipt compares it with the last one. `parts` maps a count to the one that it is a part of: a withheld part
    is at most its whole.
    """

    kind: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    period: str | None = None
    is_by_month: bool = False
    key: tuple[str, ...] | None = None
    key_needs: str | None = None
    is_register: bool = False
    counting: Counting | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @property
    def period_type(self) -> ColumnType | None:
        """What a period of the kind is."""
        if self.period is None:
            return None
        return "month" if self.is_by_month else self.by_name[self.period].type

    @property
    def period_of(self) -> pl.Expr | None:
        """The period that a row belongs to, as text: `2026-10-31`, `2026-W47`, `2026-10`."""
        if self.period is None:
            return None
        day = pl.col(self.period)
        return day.dt.strftime("%Y-%m") if self.is_by_month else day.cast(pl.String)

    def may_stand_beside(self, column: Column) -> bool:
        """Whether a needed column may be read from titles and names, or is the sender; never the day of an event."""
        if column.name in SENDER_IS_MEANT or column.name in PERIODS_BESIDE:
            return True
        return column.name == self.period and not self.is_by_month

    @cached_property
    def row_types(self) -> Mapping[str, pl.DataType]:
        """The columns of accepted rows and their types: the contract's own, and after each count its upper bound.

        The two are equal but where the sender has withheld a small count (`<5`): then the count is the least and the
        bound the most that it can be, and the bound is empty where nothing is known of it.
        """
        types: dict[str, pl.DataType] = {}
        for column in self.columns:
            types[column.name] = column.polars_type
            if column.high_name:
                types[column.high_name] = column.polars_type
        return types

    @cached_property
    def rule_by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @property
    def is_by_patient(self) -> bool:
        """Whether a row is one patient's: only such kinds have pseudonyms."""
        return any(column.secret for column in self.columns)

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns without which a sheet is no delivery of this kind."""
        return tuple(column for column in self.columns if column.needed)

    def holds(self, today: date) -> pl.Expr:
        """All bounds and rules as one sentence about a row: most files are right, and need not be asked rule by rule
        which row breaks which (`sources/contracts/schema.py`).
        """
        within = [pl.col(column.name).is_between(*column.bounds) for column in self.columns if column.bounds]
        rules = [rule.holds(today) for rule in self.rules]
        return pl.all_horizontal(sentence.fill_null(value=True) for sentence in within + rules)
