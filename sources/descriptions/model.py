"""What is known of a region's files: layouts, headers, words and corrections, each with its validity and its origin.

Here: the data and the questions that can be asked of it. Not here: reading it from files (`loading.py` and its
neighbours), applying it to a sheet (`sources/tables`, `sources/mapping.py`,
`sources/corrections.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from sources.contracts import CONTRACTS
from sources.values import fold

IGNORED = "-"
Origin = Literal["shipped", "local"]
"""Whether a fact came with the program or from the home's own `regions/`."""
CorrectionStatus = Literal["open", "confirmed", "mended"]
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MOST_LEVELS = 3
"""So many rows a header has at most."""


@dataclass(frozen=True)
class Validity:
    """The days on which a fact holds, both ends included; an open end has no date."""

    valid_from: date | None = None
    valid_to: date | None = None

    @classmethod
    def between(cls, first: date | None, last: date | None) -> Validity | None:
        """From the first to the last day, None where they are the wrong way round; the first and the last day of all
        are open ends.
        """
        first, last = (None if first == date.min else first), (None if last == date.max else last)
        return None if first is not None and last is not None and last < first else cls(first, last)

    def holds(self, day: date) -> bool:
        """Whether the fact holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def turning_days(self) -> frozenset[date]:
        """The days on which something changes: the first of the fact, and the first without it."""
        after = self.valid_to + timedelta(days=1) if self.valid_to is not None else None
        return frozenset(day for day in (self.valid_from, after) if day is not None)


ALWAYS = Validity()


@dataclass(frozen=True)
class LeaveOut:
    """Rows whose cell under `header` is like `value` (`*` any text, `?` any sign) are left out, for `reason`."""

    header: str
    value: str
    reason: str

    @property
    def expression(self) -> str:
        """The value as a regular expression over composed, trimmed text in lower case."""
        return as_expression(self.value)


@dataclass(frozen=True)
class RowMaker:
    """One output row per source row: `take` names the header of each column, `set` gives constants.

    A header in `take` may hold columns of ours in braces, as in `Plan {month}`: then each header of that form makes a
    row of its own, and what stands in the place of the braces is that column's text. Texts in `without` are passed
    over. `sources/tables/wide_tables.py` places such a maker in a sheet, once its headers are known.
    """

    set: Mapping[str, str]
    take: Mapping[str, str]
    without: tuple[str, ...] = ()

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The columns whose texts stand in headers."""
        return tuple(dict.fromkeys(name for header in self.take.values() for name in PLACEHOLDER.findall(header)))

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the maker gives."""
        return frozenset({*self.set, *self.take, *self.placeholders})


@dataclass(frozen=True)
class Layout:
    """How one sheet is laid out. Patterns are compared without regard to case. See `sources/regions/README.md`."""

    sheet: str | None = None
    file: str | None = None
    kind: str | None = None
    header_rows: tuple[int, ...] = ()
    header_levels: int | None = None
    fill_down: tuple[str, ...] = ()
    hidden_rows: Literal["take", "leave_out"] | None = None
    ignore_columns: tuple[str, ...] = ()
    decimal: Mapping[str, str] = field(default_factory=dict)
    year: int | Literal["found"] | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    columns_to_rows: tuple[RowMaker, ...] = ()
    validity: Validity = ALWAYS
    note: str = ""
    origin: Origin = "local"

    def is_for(self, *, file_name: str, sheet: str) -> bool:
        """Whether this layout speaks of that sheet of that file."""
        return _is_like(file_name, self.file) and _is_like(sheet, self.sheet)

    def ignores(self, header: str) -> bool:
        """Whether the layout says that this header is read and ignored on purpose."""
        return any(_is_like(" ".join(header.split()), pattern) for pattern in self.ignore_columns)


@dataclass(frozen=True)
class HeaderLine:
    """A header of the region's and the column that it means; `-` is read and ignored. An empty kind is every kind."""

    kind: str
    header: str
    column: str
    note: str = ""
    validity: Validity = ALWAYS
    origin: Origin = "local"


@dataclass(frozen=True)
class ValueLine:
    """A word of the region's and our value of a column; an empty code means that nothing is known."""

    column: str
    word: str
    code: str
    note: str = ""
    validity: Validity = ALWAYS
    origin: Origin = "local"


@dataclass(frozen=True)
class Correction:
    """A known error in what the region sends, put right until the region has mended it.

    In sheets of `kind` the cell of `column` is replaced where it holds exactly `expect`, in the rows whose cells hold
    what `where` says. All texts are as they stand in the sender's file; an empty one is an empty cell.
    """

    name: str
    kind: str
    column: str
    where: Mapping[str, str]
    expect: str
    replace: str
    reason: str
    reporter: str
    reported_date: date
    status: CorrectionStatus
    file: str | None = None
    sheet: str | None = None
    validity: Validity = ALWAYS
    origin: Origin = "local"

    def is_for(self, *, file_name: str, sheet: str, kind: str) -> bool:
        """Whether this correction speaks of that sheet, read as that kind."""
        return self.kind == kind and _is_like(file_name, self.file) and _is_like(sheet, self.sheet)


@dataclass(frozen=True)
class Description:
    """Everything that is known of a region's files. `hash` changes when anything in it does."""

    layouts: tuple[Layout, ...] = ()
    header_lines: tuple[HeaderLine, ...] = ()
    value_lines: tuple[ValueLine, ...] = ()
    corrections: tuple[Correction, ...] = ()
    complete: frozenset[str] = frozenset()
    hash: str = ""

    @cached_property
    def _lines_of_headers(self) -> Mapping[str, tuple[HeaderLine, ...]]:
        """Folded header to the lines that speak of it: local ones first, those of a kind before those of all kinds."""
        found: dict[str, tuple[HeaderLine, ...]] = {}
        for line in sorted(self.header_lines, key=lambda line: (line.origin != "local", line.kind == "")):
            found[fold(line.header)] = (*found.get(fold(line.header), ()), line)
        return found

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        """Column to the region's own words: folded word to value, '' for missing; the first line wins."""
        found: dict[str, dict[str, str]] = {}
        for line in reversed(self.value_lines):
            found.setdefault(line.column, {})[fold(line.word)] = line.code
        return found

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which the description changes, in order."""
        validities = {
            *(one.validity for one in self.layouts),
            *(line.validity for line in self.header_lines),
            *(line.validity for line in self.value_lines),
            *(one.validity for one in self.corrections),
        }
        return tuple(sorted({day for validity in validities for day in validity.turning_days}))

    def on(self, day: date) -> Description:
        """What holds on that day. It is complete in itself and has no turning days that matter any more."""
        if not self.turning_days:
            return self
        return replace(
            self,
            layouts=tuple(one for one in self.layouts if one.validity.holds(day)),
            header_lines=tuple(line for line in self.header_lines if line.validity.holds(day)),
            value_lines=tuple(line for line in self.value_lines if line.validity.holds(day)),
            corrections=tuple(one for one in self.corrections if one.validity.holds(day)),
        )

    def layout_for(self, *, file_name: str, sheet: str) -> Layout:
        """The first layout that speaks of the sheet, or the empty one: look for the header."""
        return next((one for one in self.layouts if one.is_for(file_name=file_name, sheet=sheet)), Layout())

    def column_for(self, kind: str, header: str) -> str | None:
        """The column that the region's own header means in this kind; `-` is read and ignored on purpose.

        A line for all kinds says nothing in a kind that lacks its column.
        """
        known = {IGNORED, *CONTRACTS[kind].by_name}
        lines = self._lines_of_headers.get(fold(header), ())
        return next((line.column for line in lines if line.kind in {"", kind} and line.column in known), None)

    def codes_for(self, column: str) -> Mapping[str, str]:
        """The region's own words for a column: folded word to value, '' for missing."""
        return self._words.get(column, {})


def as_expression(pattern: str) -> str:
    """A pattern (`*` any text, `?` any sign, nothing else) as a regular expression over text from `as_compared`."""
    escaped = re.escape(as_compared(pattern))
    return f"(?s)^{escaped}$".replace(r"\*", ".*").replace(r"\?", ".")


def as_composed(text: str) -> str:
    """A text with nothing around it and its letters composed, which those of names from a Mac are not."""
    return unicodedata.normalize("NFC", text).strip()


def as_compared(text: str) -> str:
    """A text as patterns meet it."""
    return as_composed(text).lower()


def _is_like(text: str, pattern: str | None) -> bool:
    return pattern is None or re.search(as_expression(pattern), as_compared(text)) is not None
