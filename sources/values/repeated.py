"""Columns of categories: many cells with few different texts. What a text means is found once, and laid out.

Not here: which columns are kept so (`sources/reading/content.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

CATEGORIES = pl.Categorical()
AS_TEXTS = pl.col(CATEGORIES).cast(pl.String)
"""The columns of categories as the texts that they are."""


@dataclass(frozen=True)
class Repeated:
    """A column of categories as its different `texts` (String); an empty cell has none."""

    column: pl.Series
    texts: pl.Series

    def lay_out(self, values: pl.Series) -> pl.Series:
        """What each cell comes to, from what each of the texts came to; texts as categories again."""
        if values.null_count() == len(values):
            return pl.Series(values.name, [None], dtype=values.dtype).new_from_index(0, len(self.column))
        kept = values.cast(CATEGORIES) if values.dtype == pl.String else values
        return kept.gather(_places_by_number(self.texts.cast(CATEGORIES))).gather(self.column.to_physical())


def find_repeated(column: pl.Series) -> Repeated | None:
    """The column's different texts, if it is one of categories."""
    return Repeated(column, column.drop_nulls().unique().cast(pl.String)) if column.dtype == CATEGORIES else None


def places_among(values: pl.Series, column: pl.Series) -> pl.Series:
    """The place of each cell of a column of categories among `values`, its different ones; null for an empty cell."""
    return _places_by_number(values).gather(column.to_physical())


def once_each(column: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """A function of texts, cell by cell, over a column; of categories asked once for each different text."""
    repeated = find_repeated(column)
    return function(column) if repeated is None else repeated.lay_out(function(repeated.texts))


def _places_by_number(values: pl.Series) -> pl.Series:
    """Where each category is among `values`, by the number that it is kept as; null for those that are not."""
    numbers = values.to_physical()
    most = numbers.max()
    count = int(most) + 1 if isinstance(most, int) else 0
    nowhere = pl.Series([None], dtype=pl.UInt32).new_from_index(0, count)
    return nowhere.scatter(numbers, pl.int_range(len(numbers), dtype=pl.UInt32, eager=True))
