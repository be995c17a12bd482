"""Columns of categories: many cells with few different texts. What the texts mean is found once for each of them.

Not here: which columns are kept so (`sources/reading/content.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

CATEGORIES = pl.Categorical()


@dataclass(frozen=True)
class Repeated:
    """A column as its different texts (String, null among them if a cell is empty) and which of them each cell has."""

    texts: pl.Series
    places: pl.Series

    def lay_out(self, values: pl.Series) -> pl.Series:
        """What each cell comes to, from what each different text came to; texts as categories again."""
        if values.null_count() == len(values):
            return pl.Series(values.name, [None], dtype=values.dtype).new_from_index(0, len(self.places))
        kept = values.cast(CATEGORIES) if values.dtype == pl.String else values
        return kept.gather(self.places)


def find_repeated(column: pl.Series) -> Repeated | None:
    """The column's different texts, if it is one of categories."""
    if column.dtype != CATEGORIES:
        return None
    texts = column.unique()
    return Repeated(texts.cast(pl.String), places_among(texts, column))


def places_among(values: pl.Series, column: pl.Series) -> pl.Series:
    """The place of each cell of a column of categories among `values`, its different ones; that of null if it is one of
    them, else null.
    """
    numbers = values.to_physical()
    known = numbers.is_not_null()
    places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, int(numbers.max() or 0) + 1)  # type: ignore[call-overload]
    places = places.scatter(numbers.filter(known), known.arg_true())
    found = places.gather(column.to_physical())
    return found if bool(known.all()) else found.fill_null(known.arg_min())


def once_each(column: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """A function of texts, cell by cell, over a column; of categories asked once for each different text."""
    repeated = find_repeated(column)
    return function(column) if repeated is None else repeated.lay_out(function(repeated.texts))
