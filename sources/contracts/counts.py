"""Sentences about counts that belong together, some of which may be withheld: `<5` is an interval, and breaks a rule
only where no number within it would hold.

Not here: the rules of one kind (one module each).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import add

import polars as pl

Sentence = Callable[[date], pl.Expr]


def within(part: str, whole: str) -> Sentence:
    """A part is at most its whole."""
    return lambda _today: pl.col(part) <= _high_of(whole)


def equals_sum(whole: str, parts: Sequence[str]) -> Sentence:
    """A whole is the sum of its parts, where all of them are given."""
    least, most = reduce(add, map(pl.col, parts)), reduce(add, map(_high_of, parts))
    return lambda _today: (
        (least <= _high_of(whole)).fill_null(value=True) & (most >= pl.col(whole)).fill_null(value=True)
    )


def all_or_none(counts: Sequence[str]) -> Sentence:
    """Counts of which all are given or none."""
    given = [pl.col(name).is_not_null() for name in counts]
    return lambda _today: pl.all_horizontal(given) | ~pl.any_horizontal(given)


def _high_of(name: str) -> pl.Expr:
    """The most that a count can be: itself where it is known, null where nothing is known of it."""
    return pl.col(f"{name.removesuffix('_count')}_high_count")
