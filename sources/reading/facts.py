"""What a workbook says of its cells beside their values: merged, hidden, struck out, commented, percentages.

calamine gives values alone. Each format has a module that looks for what calamine leaves out (facts_xlsx, facts_xls,
facts_xlsb, facts_ods) and fills in the same `SheetLook`, so that nothing behind it asks which format a file has.
Not here: the values (workbook), the cells' texts (shown), and what follows from any of this (`sources/tables/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sources.reading.content import DAY_ZERO_1900, CellPlace, Merge, SheetFacts, column_letters

MOST_PLACES = 100_000
"""More merges or notes than this in one sheet are not kept: the first ones tell what there is to tell."""
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
OUR_AUTHOR = "Lägesbild"
"""Notes by this author are ours: our templates and marked workbooks carry them."""
BUILT_IN_PERCENTAGES = frozenset({9, 10})
"""The number formats `0%` and `0.00%`, which Excel's files name by their numbers alone."""
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')

letters_of = cache(column_letters)


@dataclass
class SheetLook:
    """What passes by in one sheet; a place that is seen twice counts once. Columns are counted from 0, rows from 1.

    `percentages`: the rows of the number cells that are shown as percentages, by their columns' letters. `texts`: rows
    and texts of cells that calamine gives otherwise than they are shown. `is_escaped`: texts hold `_x000D_` for a line
    break. The rest is as in `SheetFacts`.
    """

    merges: dict[Merge, None] = field(default_factory=dict)
    hidden_rows: dict[tuple[int, int], None] = field(default_factory=dict)
    hidden_columns: dict[tuple[int, int], None] = field(default_factory=dict)
    is_filtered: bool = False
    struck: dict[CellPlace, None] = field(default_factory=dict)
    commented: dict[CellPlace, None] = field(default_factory=dict)
    percentages: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, tuple[list[int], list[str]]] = field(default_factory=dict)
    day_zero: date = DAY_ZERO_1900
    is_escaped: bool = False

    def merge(self, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        """Cells that are one, from the first to the last row and column."""
        if len(self.merges) < MOST_PLACES and rows[0] <= rows[1] and columns[0] <= columns[1] < MOST_COLUMNS:
            self.merges[Merge(*rows, letters_of(columns[0]), letters_of(columns[1]))] = None

    def comment(self, row: int, column: int) -> None:
        """A cell with a note."""
        if len(self.commented) < MOST_PLACES and column < MOST_COLUMNS:
            self.commented[(row, letters_of(column))] = None

    def strike(self, rows: Iterable[int], column: int) -> None:
        """Cells whose text is struck out."""
        if column < MOST_COLUMNS:
            self.struck |= {(row, letters_of(column)): None for row in rows}

    def show_percentage(self, rows: Iterable[int], column: int) -> None:
        """Numbers that are shown as percentages."""
        if column < MOST_COLUMNS:
            self.percentages.setdefault(letters_of(column), []).extend(rows)

    def show_text(self, rows: Iterable[int], column: int, text: str) -> None:
        """A text that is shown in these rows."""
        if column >= MOST_COLUMNS:
            return
        places, texts = self.texts.setdefault(letters_of(column), ([], []))
        before = len(places)
        places.extend(rows)
        texts.extend([text] * (len(places) - before))

    def facts(self, height: int) -> SheetFacts:
        """What is known of a sheet that has so many rows."""
        spans = ((first, min(last, height)) for first, last in self.hidden_rows)
        columns = ((first, min(last, MOST_COLUMNS - 1)) for first, last in self.hidden_columns)
        return SheetFacts(
            merges=tuple(self.merges),
            hidden_rows=frozenset(row for first, last in spans for row in range(first, last + 1)),
            hidden_columns=frozenset(letters_of(place) for first, last in columns for place in range(first, last + 1)),
            is_filtered=self.is_filtered,
            struck=frozenset(self.struck),
            commented=tuple(self.commented),
            day_zero=self.day_zero,
        )


@dataclass
class CellStyles:
    """The numbers of the cell styles that say something: struck out, shown as a percentage."""

    struck: set[int] = field(default_factory=set)
    percentage: set[int] = field(default_factory=set)

    @property
    def telling(self) -> frozenset[int]:
        """All of them."""
        return frozenset(self.struck | self.percentage)


def is_percentage(number_format: str) -> bool:
    """Whether a number format shows numbers as percentages; a sign in quotes or behind a backslash is only a text."""
    return "%" in number_format and "%" in _NOT_SHOWN.sub("", number_format)


def styles_besides(styles: Iterable[int], size: int) -> bytes:
    """A pattern for `size` bytes, little-endian, that are the number of none of the styles."""
    by_rest: dict[bytes, list[bytes]] = {}
    for style in sorted(styles):
        number = style.to_bytes(size, "little")
        by_rest.setdefault(number[1:], []).append(re.escape(number[:1]))
    either = b"|".join(b"[" + b"".join(firsts) + b"]" + re.escape(rest) for rest, firsts in by_rest.items())
    return (b"(?!" + either + b")" if either else b"") + b"[\\s\\S]{%d}" % size
