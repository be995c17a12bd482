"""Records whose quotes ask for care, cell by cell: quotes in plain text, other quotes and escapes, a stray quote.

A stray quote is plain text where that is the only reading that gives the record as many cells as the records around
it have; otherwise the file is refused. Not here: finding the dialect.
"""

import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from sources.reading.refusals import refuse

LEAST_WITNESSES = 10
"""So many records must have the same number of cells before one of them with a stray quote is held to it."""
LONGEST_REPAIR = 20_000
WIDEST_REPAIR = 200
MOST_QUOTES = 60


@dataclass(frozen=True)
class Dialect:
    """How cells are written.

    `delimiter`: one or more characters. `quote`: the character around cells that hold delimiters. `backslash`: a quote
    within such a cell has a backslash before it; otherwise it is doubled.
    """

    delimiter: str
    quote: str = '"'
    backslash: bool = False

    @property
    def is_usual(self) -> bool:
        """Whether the fast way can read it."""
        return len(self.delimiter) == 1 and self.quote == '"' and not self.backslash


@dataclass(frozen=True)
class Records:
    """`rows`: the cells of each record; a blank line is one empty cell. `stray`: places of rows with stray quotes."""

    rows: list[list[str]]
    stray: list[int]


def read_cells(text: str, dialect: Dialect) -> Records:
    """The cells of every record; those with a stray quote as the records around them tell.

    Raises:
        UnreadableFile: a quote is not closed, or is closed in the middle of a cell, and no other reading is certain.
    """
    records = split_cells(text, dialect)
    if records.stray:
        stray = set(records.stray)
        regular = [place for place in range(len(records.rows)) if place not in stray]
        witnesses = Counter(len(records.rows[place]) for place in regular)
        for place in records.stray:
            at = bisect(regular, place)
            widths = {len(records.rows[near]) for near in regular[max(0, at - 1) : at + 1]}
            records.rows[place] = _repair(records.rows[place][0], place, widths, witnesses, dialect)
    return records


def split_cells(text: str, dialect: Dialect) -> Records:
    """As `read_cells`, but a record with a stray quote is left as one cell: its line."""
    rows: list[list[str]] = []
    stray: list[int] = []
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text.find(dialect.quote, position, end) < 0:
            rows.append(text[position:end].split(dialect.delimiter))
        elif regular := _regular_record(text, position, dialect):
            cells, end = regular
            rows.append(cells)
        else:
            stray.append(len(rows))
            rows.append([text[position:end]])
        position = end + 1
    return Records(rows, stray)


@lru_cache(maxsize=16)
def _cell_pattern(dialect: Dialect) -> re.Pattern[str]:
    """A cell and the delimiter after it. Spaces between a quoted cell and its delimiters belong to neither."""
    quote, mark = re.escape(dialect.quote), re.escape(dialect.delimiter)
    blank = "" if dialect.delimiter == " " else " *+"
    inner = quoted_text(dialect.quote, backslash=dialect.backslash)
    plain = f"[^{mark}\\n]*+" if len(dialect.delimiter) == 1 else f"(?:(?!{mark})[^\\n])*+"
    end = rf"(?:({mark})|(?=\n)|\Z)"
    return re.compile(rf"{blank}{quote}({inner}){quote}{blank}{end}|(?!{blank}{quote})({plain}){end}")


def quoted_text(quote: str, *, backslash: bool) -> str:
    """A pattern for what may stand between two quotes."""
    quote = re.escape(quote)
    if backslash:
        return rf"[^{quote}\\]*+(?:(?:{quote}{quote}|\\[\s\S])[^{quote}\\]*+)*+"
    return f"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"


def _regular_record(text: str, position: int, dialect: Dialect) -> tuple[list[str], int] | None:
    """The cells of the record that begins at `position` and the place where it ends, or None where quotes are stray."""
    pattern = _cell_pattern(dialect)
    cells = []
    while True:
        found = pattern.match(text, position)
        if not found:
            return None
        cells.append(found[3] if found[1] is None else _unescape(found[1], dialect))
        position = found.end()
        if not (found[2] or found[4]):
            return cells, position


def _unescape(inner: str, dialect: Dialect) -> str:
    quote = dialect.quote
    if dialect.backslash and "\\" in inner:
        return re.sub(rf"\\([{re.escape(quote)}\\])|({re.escape(quote)}){re.escape(quote)}", r"\1\2", inner)
    return inner.replace(quote * 2, quote)


def _repair(line: str, place: int, widths: set[int], witnesses: Counter[int], dialect: Dialect) -> list[str]:
    """The one reading of the line that has as many cells as the records beside it and fewest stray quotes.

    `widths`: the numbers of cells of the records beside it. If they differ a cell may go on over the line's end.
    """
    width = widths.pop() if len(widths) == 1 else 0
    if 2 <= width <= WIDEST_REPAIR and witnesses[width] >= LEAST_WITNESSES and len(line) <= LONGEST_REPAIR:
        reading = line.count(dialect.quote) <= MOST_QUOTES and _Readings(line, dialect).fewest_stray(0, width)
        if reading and reading.only:
            return list(reading.cells)
    raise refuse("unclosed_quote", record=place + 1)


@dataclass(frozen=True)
class _Reading:
    """Cells from a place to the end of the line, how many stray quotes they hold, and whether no other has so few."""

    stray: int
    cells: tuple[str, ...]
    only: bool


class _Readings:
    """Every way to divide a line into a number of cells, of which the one with fewest stray quotes is asked for."""

    def __init__(self, line: str, dialect: Dialect) -> None:
        self.line = line
        self.dialect = dialect
        self.known: dict[tuple[int, int], _Reading | None] = {}

    def fewest_stray(self, start: int, width: int) -> _Reading | None:
        """The reading of the line from `start` on as `width` cells."""
        if width == 0:
            return None
        if (start, width) not in self.known:
            found = [reading for cell in self._cells_at(start) if (reading := self._continued(cell, width))]
            self.known[start, width] = _least(found)
        return self.known[start, width]

    def _cells_at(self, start: int) -> list[tuple[str, int, int]]:
        """Each cell that can begin at `start`: its text, its stray quotes, and where it ends."""
        line, quote, mark = self.line, self.dialect.quote, self.dialect.delimiter
        end = line.find(mark, start)
        end = len(line) if end < 0 else end
        plain = line[start:end]
        cells = [(plain, plain.count(quote), end)]
        if line.startswith(quote, start):
            closing = re.compile(re.escape(quote))
            for after in (found.end() for found in closing.finditer(line, start + 1)):
                if after == len(line) or line.startswith(mark, after):
                    inner = line[start + 1 : after - 1]
                    cells.append((_unescape(inner, self.dialect), self._stray_within(inner), after))
        return cells

    def _stray_within(self, inner: str) -> int:
        quote = re.escape(self.dialect.quote)
        if self.dialect.backslash:
            inner = re.sub(r"\\[\s\S]", "", inner)
        return sum(len(run) % 2 for run in re.findall(f"{quote}+", inner))

    def _continued(self, cell: tuple[str, int, int], width: int) -> _Reading | None:
        text, stray, end = cell
        if end == len(self.line):
            return _Reading(stray, (text,), only=True) if width == 1 else None
        rest = self.fewest_stray(end + len(self.dialect.delimiter), width - 1)
        return rest and _Reading(stray + rest.stray, (text, *rest.cells), rest.only)


def _least(readings: list[_Reading]) -> _Reading | None:
    if not readings:
        return None
    least = min(reading.stray for reading in readings)
    best = [reading for reading in readings if reading.stray == least]
    only = best[0].only and len({reading.cells for reading in best}) == 1
    return _Reading(least, best[0].cells, only)
