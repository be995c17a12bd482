"""Why a file in which no sheet is a delivery is returned: what it is most like, what that lacks, and what is there.

Likeness is looked for here alone, and more freely than elsewhere: nothing is used of it, it is only said to a person.
Not here: a sheet that was meant as one kind and lacks columns (`sheet_refusals.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl

from sources.contracts import CONTRACTS, Column
from sources.descriptions import Description
from sources.findings import RULES, Finding, listed
from sources.reading import TextSheet
from sources.tables import NoTable
from sources.tables.header_rows import HeaderRow, header_candidates
from sources.tables.headers import HeaderMatch, closest_header, match_headers
from sources.values import fold, parse_column

ROWS_COMPARED = 12
"""Candidate rows that are compared with every kind by likeness."""
LEAST_ABBREVIATION = 3
MANY_PERIODS = 3
PERIODS = ("date", "week", "month")
DELIMITERS = ";\t,|"
QUOTED_SHARE = 0.9
LEARN = "be oss lära in era egna filer"
QUOTED_LINES = "Varje rad står inom citattecken, så hela raden är en enda cell."
UNQUOTE = (
    "Ta bort citattecknen i början och slutet av varje rad, eller exportera filen på nytt ur ert system, och lämna den "
    "igen."
)
USE_TEMPLATE = f"Använd rubrikerna i mallen för det slags uppgifter som filen innehåller, eller {LEARN}."


@dataclass(frozen=True)
class _Likeness:
    """How a row of headers meets a kind, and the header (letter, text) that is closest to each missing column."""

    sheet: TextSheet
    header: HeaderRow
    match: HeaderMatch
    closest: Mapping[str, tuple[str, str]]

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """The more of what is needed, the nearer; what is only like it counts less; the upper row where all is one."""
        found = len(self.match.contract.needed) - len(self.match.missing)
        return found + len(self.closest), found, self.match.matched_count, -self.header.rows[-1]


def explain_no_delivery(sheets: Sequence[NoTable], description: Description) -> Finding:
    """The finding for a file of these sheets."""
    for one in sheets:
        if _is_quoted_whole(one.sheet):
            return _tell(one.sheet, ("A", 1), {"closest": QUOTED_LINES, "mend": UNQUOTE})
    nearest = max(
        (like for one in sheets for like in _likenesses(one.sheet, description)),
        key=lambda like: like.rank,
        default=None,
    )
    if nearest is None:
        return RULES["no_delivery"].finding("no_delivery", {"closest": "", "mend": USE_TEMPLATE})
    row = nearest.header.rows[-1]
    title = nearest.match.contract.title
    missing = listed(_missing(column, nearest.closest.get(column.name), row) for column in nearest.match.missing)
    closest, mend = f"Närmast är {title}, med rubriker på rad {row}. Där saknas {missing}.", USE_TEMPLATE
    periods = [letter for letter, text in nearest.header.headers.items() if _is_period(text)]
    if len(periods) >= MANY_PERIODS:
        closest += f" Rubrikerna från cell {periods[0]}{row} är datum eller perioder."
        mend = f"Skriv en rad per datum eller period, med rubrikerna i mallen, eller {LEARN}."
    first = next(iter(nearest.closest.values()), next(iter(nearest.header.headers.items())))
    return _tell(nearest.sheet, (first[0], row), {"closest": closest, "mend": mend})


def _tell(sheet: TextSheet, place: tuple[str, int], told: Mapping[str, str]) -> Finding:
    letter, row = place
    at = {"sheet": sheet.name, "cell": f"{letter}{row}", "source_row": row}
    return RULES["no_delivery"].finding("no_delivery", told, place=at)


def _missing(column: Column, closest: tuple[str, str] | None, row: int) -> str:
    if closest is None:
        return column.title
    return f"{column.title} (närmast är ”{closest[1]}” i cell {closest[0]}{row})"


def _likenesses(sheet: TextSheet, description: Description) -> Iterator[_Likeness]:
    """Every kind with each of the first rows, where at least one header is known and two mean or suggest something."""
    layout = description.layout_for(file_name="", sheet=sheet.own_name)
    for header in islice(header_candidates(sheet, layout), ROWS_COMPARED):
        for contract in CONTRACTS.values():
            match = match_headers(contract, header.headers, description)
            closest = {column.name: like for column in match.missing if (like := _closest(column, match))}
            if match.matched_count + len(closest) > 1:
                yield _Likeness(sheet, header, match, closest)


def _closest(column: Column, match: HeaderMatch) -> tuple[str, str] | None:
    """The unused header most like the column, or one that shortens it."""
    return closest_header(column, match) or next(
        ((letter, text) for letter, text in match.ignored if _shortens(text, column)), None
    )


def _shortens(header: str, column: Column) -> bool:
    """Whether a header is the column's title with letters left out, or begins with the title's first letters."""
    title, whole = fold(column.title), fold(header)
    words = [fold(word) for word in header.replace(".", " ").split()]
    begins = any(len(word) > LEAST_ABBREVIATION and title.startswith(word) for word in words)
    return begins or (len(whole) >= LEAST_ABBREVIATION and whole[0] == title[0] and _is_within(whole, title))


def _is_within(letters: str, word: str) -> bool:
    """Whether the letters stand in the word in their order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _is_period(text: str) -> bool:
    texts = pl.Series([text])
    return any(parse_column(texts, kind).values.null_count() == 0 for kind in PERIODS)


def _is_quoted_whole(sheet: TextSheet) -> bool:
    """Whether a text file has one column, and nearly every cell of it is a row with delimiters of its own."""
    if not sheet.is_text or sheet.cells.width != 2 or sheet.cells.is_empty():
        return False
    marks = [sheet.cells["A"].cast(pl.String).str.count_matches(sign, literal=True).fill_null(0) for sign in DELIMITERS]
    return any(bool((count == count[0]).mean() >= QUOTED_SHARE) and count[0] > 1 for count in marks)
