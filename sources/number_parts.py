"""The columns of a sheet that may hold a part of an identity number: a day, or the last four digits.

Here: finding them by what stands in them and above them, and reading a part's digits from its cells. A part may stand
in several columns: year, month and day; three digits and the check digit.
Not here: which parts belong together (`sources/split_numbers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import polars as pl

from sources.contracts import CONTRACTS
from sources.identity_numbers import CENTURY, fold_text
from sources.reading.content import SOURCE_ROW, TextSheet, text_of
from sources.values.dates import parse_plain_date

HEADER_ROWS = 50
"""So far down in a sheet a header may stand."""
SAMPLE_ROWS = 200
MOST_OTHERS, OTHERS_SHARE = 3, 4
"""A column has a shape if at most three cells (headers), or one for each four that have it, have another."""

_BIRTH = re.compile(r"^f[öo]dd|f[öo]dels|birth|^born|^dob|personn|persnr|^pnr")
_LAST_FOUR = re.compile(
    r"sista(?:4|fyra|siff)|(?:4|fyra)sista|kontroll(?:siff|nr|num|tal)|last(?:4|four|digit)|check(?:digit|num)"
    r"|f[öo]delsenum|individnum|personn|persnr|^pnr|nnnn|xxxx"
)
_FEW = re.compile(r"\s*\d+\s*")
THREE = 3

_BEFORE = r"^[\s'´]*"
_BETWEEN = r"[-./ \x{2010}-\x{2015}\x{2212}]"
_ANY_DAY = (
    rf"{_BEFORE}(?:\d{{2}}|\d{{4}})-?\d{{2}}-?\d{{2}}[-+\s]*$"
    rf"|{_BEFORE}\d{{1,4}}{_BETWEEN}\d{{1,2}}{_BETWEEN}{{1,3}}\d{{1,4}}(?:[T ].*|[-+\s]*)$"
    rf"|{_BEFORE}(?:\p{{L}}{{3,8}} )?(?:den )?\d{{1,2}}(?::?e)?[ .-]{{0,2}}\p{{L}}{{3,9}}\.?[ ,-]{{0,2}}\d{{2,4}}\s*$"
    rf"|{_BEFORE}\p{{L}}{{3,9}}\.? \d{{1,2}}\p{{L}}{{0,2}}, ?\d{{4}}\s*$"
)
_SLASHED = r"^\s*\d{1,2}/\d{1,2}/\d{4}"
_SIGN = r"[-+\x{2010}-\x{2015}\x{2212}]?\s*"
_FOUR = rf"{_BEFORE}{_SIGN}\d{{4}}(?:[.,]0+)?\s*$"
_UP_TO_FOUR = rf"{_BEFORE}{_SIGN}(?:\d{{1,4}}(?:[.,]0+)?|[A-Z][A-Z0-9]\d{{2}})\s*$"
_FEW_DIGITS = r"^\s*\d{1,4}(?:[.,]0+)?\s*$"

_DAY = r"(?:0?[1-9]|[12]\d|3[01]|[678]\d|9[01])"
A_SIGN = "a sign"
_SHAPES = {
    "year": rf"^\s*{CENTURY}\d{{2}}\s*$",
    "month": r"^\s*(?:0?[1-9]|1[0-2])\s*$",
    "day": rf"^\s*{_DAY}\s*$",
    "two of year": r"^\s*\d{2}\s*$",
    "two of month": r"^\s*(?:0[1-9]|1[0-2])\s*$",
    "two of day": r"^\s*(?:[0-2]\d|3[01]|[678]\d|9[01])\s*$",
    "month and day": rf"^\s*(?:0?[1-9]|1[0-2]){_DAY}\s*$",
    "three": r"^\s*\d{3}\s*$",
    "one": r"^\s*\d\s*$",
    A_SIGN: r"^[^\p{L}\p{N}]*$",
}
_DAYS = (
    (("year", "month", "day"), "{0}-{1}-{2}"),
    (("day", "month", "year"), "{2}-{1}-{0}"),
    (("two of year", "two of month", "two of day"), "{0}-{1}-{2}"),
    (("year", "month and day"), "{0}{1:0>4}"),
)
_LASTS = ((("three", "one"), "{0:0>3}{1}"),)

_MIDNIGHT = r"(?:[T ]+(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)Z?)?"
_TOGETHER = re.compile(rf"({CENTURY}?\d\d)-?(\d\d)-?(\d\d)")
_YEAR_FIRST = re.compile(rf"({CENTURY}?\d\d)([-./ ])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-./ ](\d{{1,2}})[-./ ]{{1,3}}({CENTURY}\d\d){_MIDNIGHT}")
_LAST = re.compile(r"(\d{1,4})(?:[.,]0+)?|([A-Z][A-Z0-9]\d\d)")


@dataclass(frozen=True)
class Part:
    """Columns that together may give one part. `join` makes one text of their cells, `pattern` is what each holds.

    `is_named`: a header says so. `other_rows`: where a header says that it is something else of ours, such as Giltig
    från or Kommunkod. `month_first`: days with slashes are read as 12/31/1980.
    """

    letters: tuple[str, ...]
    join: str
    pattern: str
    is_named: bool
    month_first: bool = False
    other_rows: frozenset[int] = frozenset()

    @property
    def fits(self) -> pl.Expr:
        """Whether a row may hold the part."""
        return pl.all_horizontal(text_of(letter).str.contains(self.pattern) for letter in self.letters)

    def days(self, rows: Rows) -> list[str | None]:
        """The six or eight digits of a day in each row; null where there is none."""
        return [_day_digits(text, self.month_first) if text else None for text in self._texts(rows)]

    def lasts(self, rows: Rows) -> list[str | None]:
        """The last four in each row, with the zeros that a spreadsheet has taken from a number."""
        return [_last_four(text) if text else None for text in self._texts(rows)]

    def _texts(self, rows: Rows) -> Iterator[str | None]:
        columns = (rows.texts[letter] for letter in self.letters)
        for held, *texts in zip(rows.fits[self], *columns, strict=True):
            yield self.join.format(*map(_plain, texts)) if held else None


@dataclass(frozen=True)
class Rows:
    """Some rows of a sheet, and in which of them each part may stand."""

    numbers: Sequence[int]
    texts: Mapping[str, Sequence[str | None]]
    fits: Mapping[Part, Sequence[bool | None]]


def rows_of(cells: pl.DataFrame, parts: Collection[Part]) -> Rows:
    """The rows with what is asked of them for these parts, all at once."""
    told = cells.select(part.fits.alias(str(place)) for place, part in enumerate(parts))
    letters = dict.fromkeys(letter for part in parts for letter in part.letters)
    return Rows(
        cells[SOURCE_ROW].to_list(),
        {letter: cells[letter].to_list() for letter in letters},
        {part: told[str(place)].to_list() for place, part in enumerate(parts)},
    )


@dataclass(frozen=True)
class PartFinder:
    """Finds the parts of one sheet."""

    sheet: TextSheet

    def lasts(self) -> Iterator[Part]:
        """Where the last four digits may stand."""
        for letter in self._last_letters:
            others = self._other_rows(letter, days=False)
            yield Part((letter,), "{0}", _UP_TO_FOUR, letter in self._named_last, other_rows=others)
        if self._named_last or (self._seen["three"] and self._seen["one"]):
            yield from self._of_several(_LASTS, self._named_last)

    def days(self) -> Iterator[Part]:
        """Where a day may stand."""
        slashed = self.sheet.columns_where(lambda text: text.str.contains(_SLASHED), among=self._day_letters)
        for letter in self._day_letters:
            for month_first in (False, True) if letter in slashed else (False,):
                others = self._other_rows(letter, days=True)
                yield Part((letter,), "{0}", _ANY_DAY, letter in self._named_birth, month_first, others)
        yield from self._of_several(_DAYS, self._named_birth)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The places of the columns, those that are empty or hold nothing but a dash left out."""
        held = {*self._last_letters, *self._day_letters}
        letters = [one for one in self._shapes if one in held or A_SIGN not in self._shapes[one]]
        return {letter: place for place, letter in enumerate(letters)}

    @cached_property
    def _last_letters(self) -> list[str]:
        four = self.sheet.columns_where(lambda text: text.str.contains(_FOUR))
        return [letter for letter in self.sheet.cells.columns if letter in four or letter in self._named_last]

    @cached_property
    def _day_letters(self) -> list[str]:
        return self.sheet.columns_where(lambda text: text.str.contains(_ANY_DAY))

    def _of_several(self, forms: Sequence[tuple[tuple[str, ...], str]], named: frozenset[str]) -> Iterator[Part]:
        letters = list(self.order)
        for shapes, join in forms:
            for start in range(len(letters) - len(shapes) + 1):
                found = tuple(letters[start : start + len(shapes)])
                if all(shape in self._shapes[letter] for letter, shape in zip(found, shapes, strict=True)):
                    yield Part(found, join, _FEW_DIGITS, not named.isdisjoint(found))

    @cached_property
    def _shapes(self) -> Mapping[str, frozenset[str]]:
        """What each column holds but for a few cells; an empty one holds only signs."""
        columns = self.sheet.cells.drop(SOURCE_ROW)
        if columns.is_empty():
            return {}
        sample = pl.concat(
            [column.drop_nulls().head(SAMPLE_ROWS).cast(pl.String).to_frame() for column in columns],
            how="horizontal_extend",
        )
        counts = {"": pl.all().count()} | {
            shape: pl.all().str.contains(pattern).sum() for shape, pattern in _SHAPES.items()
        }
        told = sample.select(count.name.prefix(f"{shape} ") for shape, count in counts.items()).row(0, named=True)
        return {letter: frozenset(_shapes_of(letter, told)) for letter in columns.columns}

    @property
    def _named_birth(self) -> frozenset[str]:
        return self._seen["birth"]

    @property
    def _named_last(self) -> frozenset[str]:
        return self._seen["last"]

    @cached_property
    def _seen(self) -> Mapping[str, frozenset[str]]:
        """The columns whose first rows name a day of birth or the last four, or hold three digits or one."""
        first = self.sheet.cells.drop(SOURCE_ROW).head(HEADER_ROWS)
        seen: dict[str, set[str]] = {one: set() for one in ("birth", "last", "three", "one")}
        for column in first:
            for one in frozenset[str]().union(*(_told_by(text) for text in set(column.to_list()) if text)):
                seen[one].add(column.name)
        return {one: frozenset(letters) for one, letters in seen.items()}

    def _other_rows(self, letter: str, *, days: bool) -> frozenset[int]:
        """The first rows in which the column has a header of ours that means another thing."""
        first, others = self.sheet.cells[letter].head(HEADER_ROWS).to_list(), _other_headers(days=days)
        return frozenset(row for row, text in enumerate(first) if text and _bare(text) in others)


def _bare(text: str) -> str:
    """A header without its signs, in small letters."""
    return re.sub(r"[\W_]+", "", text).lower()


@lru_cache(maxsize=65536)
def _told_by(text: str) -> frozenset[str]:
    """What one of the first cells of a column tells of it."""
    bare = _bare(text)
    told = {
        "birth": _BIRTH.search(bare),
        "last": _LAST_FOUR.search(bare),
        "three": _FEW.fullmatch(text) and len(bare) == THREE,
        "one": _FEW.fullmatch(text) and len(bare) == 1,
    }
    return frozenset(one for one, holds in told.items() if holds)


@cache
def _other_headers(*, days: bool) -> frozenset[str]:
    """Our headers of days, or of all else, in bare small letters; a pseudonym's may stand over a part of a number."""
    columns = [column for contract in CONTRACTS.values() for column in contract.columns if not column.secret]
    headers = [header for column in columns if (column.type == "date") == days for header in column.headers()]
    return frozenset(_bare(header) for header in headers)


def _shapes_of(letter: str, told: Mapping[str, int]) -> Iterator[str]:
    filled = told[f" {letter}"]
    for shape in _SHAPES:
        count = told[f"{shape} {letter}"]
        if (count and filled - count <= max(MOST_OTHERS, count // OTHERS_SHARE)) or (shape == A_SIGN and not filled):
            yield shape


def _plain(cell: str | None) -> str:
    """The cell in ordinary digits, without the signs around them."""
    return fold_text(cell or "").strip(" \t\r\n'´-+").removesuffix(".0")


@lru_cache(maxsize=65536)
def _last_four(text: str) -> str | None:
    matched = _LAST.fullmatch(text)
    digits = (matched[2] or matched[1].zfill(4)) if matched else None
    return None if digits == "0000" else digits


@lru_cache(maxsize=65536)
def _day_digits(text: str, month_first: bool) -> str | None:
    if matched := _TOGETHER.fullmatch(text):
        return "".join(matched.groups())
    if matched := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = matched.groups()
    elif matched := _YEAR_LAST.fullmatch(text):
        day, month, year = matched.groups()
        if month_first:
            day, month = month, day
    else:
        found = parse_plain_date(text)
        return f"{found:%Y%m%d}" if found else None
    return f"{year}{month:0>2}{day:0>2}"
