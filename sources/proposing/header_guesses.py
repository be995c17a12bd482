"""Where the header of an unknown sheet may lie, judged by its shape alone: texts over filled columns.

Not here: what the headers mean (`sheets.py`), the header rows of a known sheet (`sources/tables/header_rows.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from sources.descriptions import Layout
from sources.reading import TextSheet
from sources.tables.header_rows import ROWS_SEARCHED, Level, header_candidates, join_levels
from sources.tables.headers import LEAST_MATCHES

ROWS_BELOW = 20
_NUMBER_OR_DATE = re.compile(r"[-+\u2212]?[\d\s.,:/%-]+|\d{4}-\d\d-\d\d.*")


@dataclass(frozen=True)
class HeaderGuess:
    """Rows that may be the header, what they say together, and how much they look like one (0 to 1)."""

    rows: tuple[int, ...]
    headers: Mapping[str, str]
    shape: float


def guess_headers(sheet: TextSheet, layout: Layout) -> list[HeaderGuess]:
    """Every row that may be the header, alone and with the sparser row above it, likeliest first."""
    letters = sheet.cells.columns[1:]
    found = {
        guess.rows: guess
        for guess in (_guess(sheet, one.rows, one.headers) for one in header_candidates(sheet, layout))
    }
    if not layout.header_rows and not layout.header_levels:
        for rows in _two_levels(sheet):
            named = sheet.cells.filter(pl.col("source_row").is_in(list(rows)))
            headers = join_levels([Level(row[0], row[1:]) for row in named.rows()], letters)
            found[rows] = _guess(sheet, rows, headers)
    return sorted(found.values(), key=lambda guess: (-guess.shape, guess.rows))


def _two_levels(sheet: TextSheet) -> Iterator[tuple[int, int]]:
    """Neighbouring rows of which the upper says less and the lower says some things several times."""
    top = sheet.cells.head(ROWS_SEARCHED).rows()
    for upper, lower in pairwise(top):
        below, above = _texts(lower[1:]), _texts(upper[1:])
        says_twice = len({text.casefold() for text in below}) < len(below)
        if lower[0] - upper[0] == 1 and says_twice and 0 < len(above) < len(below):
            yield upper[0], lower[0]


def _guess(sheet: TextSheet, rows: tuple[int, ...], headers: Mapping[str, str]) -> HeaderGuess:
    """Words rather than numbers, different ones, over columns that are filled, as wide as the sheet is."""
    texts = list(headers.values())
    if len(texts) < LEAST_MATCHES:
        return HeaderGuess(rows, headers, 0.0)
    words = sum(not _NUMBER_OR_DATE.fullmatch(text.strip()) for text in texts) / len(texts)
    distinct = len({text.casefold() for text in texts}) / len(texts)
    below = sheet.cells.filter(pl.col("source_row") > rows[-1]).head(ROWS_BELOW)
    filled = sum(below[letter].null_count() < below.height for letter in headers) / len(texts)
    width = len(texts) / max((len(_texts(row[1:])) for row in below.rows()), default=len(texts))
    return HeaderGuess(rows, headers, words * distinct * filled * min(1.0, width))


def _texts(cells: tuple[str | None, ...]) -> list[str]:
    return [cell.strip() for cell in cells if cell and cell.strip()]
