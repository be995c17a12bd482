"""Wide tables found in headers: what recurs in them as columns of ours, and what varies as values of one column.

Here: finding one form for a sheet, always only a suggestion.
Not here: reading wide tables (`sources/tables/wide_tables.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from sources.contracts import NUMBER_TYPES, PERIOD_TYPES, Column
from sources.proposing.likeness import Likeness, assign, like_columns
from sources.proposing.model import WideProposal
from sources.values import fold, parse_column

LEAST_TEXTS = 2
MOST_PARTS = 10
CODES = frozenset({"code", "group", "region"})
SOME_YEAR = 2026
"""Any year: only whether a text becomes a period with one is asked."""


class _Piece(NamedTuple):
    """One way of taking a header apart: what varies, and the form that the rest gives it."""

    varying: str
    form: str
    letter: str


def find_wide_form(
    headers: Mapping[str, str], free: Mapping[str, Column], knows: Callable[[Column, str], bool]
) -> WideProposal | None:
    """The form that explains most headers, the likelier of two.

    Args:
        headers: letter to header, of headers that mean nothing by themselves.
        free: the columns that nothing gives yet, by name.
        knows: whether a text is a known word of a column of codes.
    """
    pieces = [piece for letter, header in headers.items() for piece in _pieces(letter, header)]
    found = [*_period_forms(pieces, free), *_word_forms(pieces, free, knows)]
    best = max(found, key=lambda one: (len(one[0].letters), one[1]), default=None)
    return best[0] if best else None


def _pieces(letter: str, header: str) -> Iterator[_Piece]:
    """Every split at a blank, what varies last or first; and the whole header as what varies."""
    parts = header.split()[:MOST_PARTS]
    yield _Piece(" ".join(parts), "{}", letter)
    for cut in range(1, len(parts)):
        first, last = " ".join(parts[:cut]), " ".join(parts[cut:])
        yield _Piece(last, f"{first} {{}}", letter)
        yield _Piece(first, f"{{}} {last}", letter)


def _period_forms(pieces: list[_Piece], free: Mapping[str, Column]) -> Iterator[tuple[WideProposal, float]]:
    """Headers that are periods, with or without something that says what is counted."""
    for column in (one for one in free.values() if one.type in PERIOD_TYPES):
        readable = _read_periods(frozenset(piece.varying for piece in pieces), column.type)
        by_form = _grouped([piece for piece in pieces if piece.varying in readable])
        several = {form: found for form, found in by_form.items() if len(found) >= LEAST_TEXTS}
        measures = _measures(several, free)
        chosen = [piece for form in measures for piece in several[form]]
        if chosen:
            bare = any(readable[piece.varying] == "bare" for piece in chosen)
            yield _proposal(column.name, measures, several, needs_year=bare), _sum(measures)


def _word_forms(
    pieces: list[_Piece], free: Mapping[str, Column], knows: Callable[[Column, str], bool]
) -> Iterator[tuple[WideProposal, float]]:
    """The same words with each of several things that are counted, as under a header in two levels."""
    by_words: dict[frozenset[str], dict[str, list[_Piece]]] = {}
    for form, found in _grouped([piece for piece in pieces if piece.form != "{}"]).items():
        if len(found) >= LEAST_TEXTS:
            by_words.setdefault(frozenset(fold(piece.varying) for piece in found), {})[form] = found
    for several in by_words.values():
        measures = _measures(several, free) if len(several) >= LEAST_TEXTS else {}
        codes = [column for column in free.values() if column.type in CODES]
        if not measures or not codes or any(not one.spelling for one in measures.values()):
            continue
        words = {piece.varying for found in several.values() for piece in found}
        column = max(codes, key=lambda one: (sum(knows(one, word) for word in words), one.needed))
        yield _proposal(column.name, measures, several), _sum(measures)


def _grouped(pieces: list[_Piece]) -> dict[str, list[_Piece]]:
    found: dict[str, list[_Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.form, []).append(piece)
    return found


def _measures(several: Mapping[str, list[_Piece]], free: Mapping[str, Column]) -> dict[str, Likeness]:
    """The column that each recurring text is like; where nothing recurs, the first needed count, and no likeness."""
    counted = [column for column in free.values() if column.type in NUMBER_TYPES]
    found = assign({form: like_columns(form.replace("{}", ""), counted) for form in several if form != "{}"})
    if not found and "{}" in several and counted:
        first = next((column for column in counted if column.needed), counted[0])
        return {"{}": Likeness(0.0, first.name, "")}
    return found


def _sum(measures: Mapping[str, Likeness]) -> float:
    return sum(one.likeness for one in measures.values())


def _proposal(
    placeholder: str,
    measures: Mapping[str, Likeness],
    several: Mapping[str, list[_Piece]],
    *,
    needs_year: bool = False,
) -> WideProposal:
    chosen = [piece for form in measures for piece in several[form]]
    return WideProposal(
        take={one.name: form.replace("{}", f"{{{placeholder}}}") for form, one in measures.items()},
        placeholder=placeholder,
        words=tuple(dict.fromkeys(piece.varying for piece in chosen)),
        letters=frozenset(piece.letter for piece in chosen),
        needs_year=needs_year,
        is_guess=not any(one.spelling for one in measures.values()),
    )


@lru_cache(maxsize=64)
def _read_periods(texts: frozenset[str], column_type: str) -> Mapping[str, str]:
    """The texts that are periods: `whole`, or `bare` where the year is lacking."""
    asked = sorted(texts)
    whole = parse_column(pl.Series(asked, dtype=pl.String), column_type).values
    found = {text: "whole" for text, value in zip(asked, whole, strict=True) if value is not None}
    if column_type != "date":
        rest = [text for text in asked if text not in found and not text.isdecimal()]
        with_year = pl.Series([f"{text} {SOME_YEAR}" for text in rest], dtype=pl.String)
        bare = parse_column(with_year, column_type).values
        found |= {text: "bare" for text, value in zip(rest, bare, strict=True) if value is not None}
    return found
