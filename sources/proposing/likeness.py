"""How like a text is to what a column or a value is called. Only ever shown to a person; nothing is matched by it.

Not here: exact matching (`sources/tables/headers.py`, `sources/vocabulary.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from sources.contracts import Column
from sources.values import fold, parse_column

LEAST = 0.7
"""Less alike than this and a suggestion only misleads."""
SAMPLE_ROWS = 200
LEAST_READABLE = 0.5
PARSERS = {"date": "date", "week": "week", "month": "month", "count": "amount", "number": "number"}
"""Types whose cells tell whether a suggested column can be meant."""


class Likeness(NamedTuple):
    """How like, to what (a column's or a value's id), and the spelling that it is like."""

    likeness: float
    name: str
    spelling: str


@lru_cache(maxsize=100_000)
def likeness(text: str, other: str) -> float:
    """From 0 to 1, by the folded texts."""
    matcher = SequenceMatcher(None, fold(text), fold(other), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LEAST else 0.0


def as_percent(share: float) -> str:
    """A likeness as a person reads it: `84 %`."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def like_columns(text: str, columns: Iterable[Column]) -> list[Likeness]:
    """The columns that a header is like, each by its nearest spelling, nearest first."""
    found = []
    for column in columns:
        best = max(Likeness(likeness(text, spelling), column.name, spelling) for spelling in column.headers())
        if best.likeness >= LEAST:
            found.append(best)
    return sorted(found, reverse=True)


def like_word(text: str, words: Mapping[str, str], titles: Mapping[str, str]) -> Likeness | None:
    """The value whose word is nearest. `words` are folded words to ids, `titles` ids to Swedish."""
    every = (Likeness(likeness(text, word), code, titles.get(code, code)) for word, code in words.items() if code)
    best = max(every, default=None)
    return best if best is not None and best.likeness >= LEAST else None


def can_hold(column: Column, texts: pl.Series) -> bool:
    """Whether at least half of a column's first cells can be read as its type."""
    parser = PARSERS.get(column.type)
    sample = texts.drop_nulls().head(SAMPLE_ROWS)
    if parser is None or sample.is_empty():
        return True
    of_another_kind = parse_column(sample, parser).rule.str.starts_with("not_a_").fill_null(value=False)
    return 1 - float(of_another_kind.sum()) / len(sample) >= LEAST_READABLE


def assign(wanted: Mapping[str, list[Likeness]]) -> dict[str, Likeness]:
    """One suggestion for each text and one text for each name, the most alike first."""
    every = sorted(((one, text) for text, found in wanted.items() for one in found), reverse=True)
    taken: dict[str, Likeness] = {}
    names = set[str]()
    for one, text in every:
        if text not in taken and one.name not in names:
            taken[text] = one
            names.add(one.name)
    return taken
