"""The rows of a sheet that may be its header, each as the headers that it gives.

Here: a header that is merged over several rows, and the levels of a header of two or three rows joined to one.
Not here: what a header means (`headers.py`), which of the rows is the header (`table.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from sources.descriptions import MOST_LEVELS, Layout
from sources.reading import TextSheet
from sources.reading.content import Merge, letters_to_index
from sources.tables.headers import LEAST_MATCHES

ROWS_SEARCHED = 60


class Level(NamedTuple):
    """A row of the sheet, and its cells from the first column on."""

    row: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class HeaderRow:
    """A row that may be the header: the rows of the sheet that it is made of, and the header of each letter."""

    rows: tuple[int, ...]
    headers: Mapping[str, str]


def header_candidates(sheet: TextSheet, layout: Layout) -> Iterator[HeaderRow]:
    """Each row that may be the header, from the top; by the layout's rows alone where it names them.

    A row under cells that are merged sideways is also tried with the levels above it joined to it.
    """
    letters = sheet.cells.columns[1:]
    if layout.header_rows:
        named = sheet.cells.filter(pl.col("source_row").is_in(list(layout.header_rows))).sort("source_row")
        yield HeaderRow(layout.header_rows, join_levels(_levels(named), letters))
        return
    levels = _with_merged_down(_levels(sheet.cells.head(ROWS_SEARCHED)), letters, sheet.facts.merges)
    sideways = {merge.first_row for merge in sheet.facts.merges if merge.first_column != merge.last_column}
    for number, level in enumerate(levels):
        headers = {letter: text for letter, text in zip(letters, level.cells, strict=True) if text and text.strip()}
        if len(headers) < LEAST_MATCHES:
            continue
        if layout.header_levels:
            above = levels[max(0, number - layout.header_levels + 1) : number + 1]
            yield HeaderRow(_rows_of(above), join_levels(above, letters))
            continue
        yield HeaderRow((level.row,), headers)
        for depth in range(2, MOST_LEVELS + 1):
            above = levels[max(0, number - depth + 1) : number + 1]
            rows = _rows_of(above)
            if len(above) < depth or rows[0] not in sideways or any(b - a > 1 for a, b in pairwise(rows)):
                break
            yield HeaderRow(rows, _join_merged(above, letters, sheet.facts.merges))


def join_levels(levels: Sequence[Level], letters: Sequence[str]) -> dict[str, str]:
    """Joins header levels top-down with a blank; an upper level holds until its next text, the lowest does not."""
    joined: dict[str, list[str]] = {letter: [] for letter in letters}
    for depth, level in enumerate(levels):
        held = ""
        for letter, text in zip(letters, level.cells, strict=True):
            own = " ".join((text or "").split())
            held = own or held
            used = held if depth < len(levels) - 1 else own
            if used:
                joined[letter].append(used)
    lowest = levels[-1].cells if levels else ()
    named = {letter for letter, text in zip(letters, lowest, strict=bool(levels)) if (text or "").strip()}
    return {letter: " ".join(parts) for letter, parts in joined.items() if letter in named}


def _levels(rows: pl.DataFrame) -> list[Level]:
    return [Level(row[0], row[1:]) for row in rows.rows()]


def _rows_of(levels: Sequence[Level]) -> tuple[int, ...]:
    return tuple(level.row for level in levels)


def _with_merged_down(levels: Sequence[Level], letters: Sequence[str], merges: Sequence[Merge]) -> list[Level]:
    """The rows, with the text of a cell that is merged over several rows in each of them."""
    place = {letter: number for number, letter in enumerate(letters)}
    cells = {level.row: list(level.cells) for level in levels}
    for merge in merges:
        column = place.get(merge.first_column)
        if column is None or merge.last_row == merge.first_row or merge.first_row not in cells:
            continue
        for number in range(merge.first_row + 1, min(merge.last_row, merge.first_row + ROWS_SEARCHED) + 1):
            if number in cells:
                cells[number][column] = cells[merge.first_row][column]
    return [Level(row, tuple(texts)) for row, texts in cells.items()]


def _join_merged(levels: Sequence[Level], letters: Sequence[str], merges: Sequence[Merge]) -> dict[str, str]:
    """The levels joined where cells are merged sideways: an upper text holds as far as its merge, and says it once."""
    headers = {}
    for place, letter in enumerate(letters):
        parts: list[str] = []
        for level in levels:
            text = level.cells[place] or _merged_from_left(level, place, letter, merges) or ""
            spoken = " ".join(text.split())
            if spoken and spoken not in parts[-1:]:
                parts.append(spoken)
        if (levels[-1].cells[place] or "").strip():
            headers[letter] = " ".join(parts)
    return headers


def _merged_from_left(level: Level, place: int, letter: str, merges: Sequence[Merge]) -> str | None:
    """The text of the cell that this one is merged with, in the same row."""
    index = letters_to_index(letter)
    for merge in merges:
        first, last = letters_to_index(merge.first_column), letters_to_index(merge.last_column)
        if merge.first_row <= level.row <= merge.last_row and first < index <= last:
            return level.cells[place - (index - first)]
    return None
