"""National identity numbers in a file, found before anything of it is kept.

Searched in every cell, also of hidden sheets, in cells of one row together, in what stands beside the cells (comments,
formulas, links, properties, caches ...) and in names. A hit says where and by which rule, never the number.

Numbers of another sort cannot be told from a number alone, so the column decides. Where it holds at least five
whole-cell numbers of one form with a wrong check digit and at most half as many with a right one, they are a series
(invoices, cases, moments): a check digit is right by chance in one of ten. The right ones count only if their year lies
well outside the years of the wrong ones. Numbers of twelve digits do not count among a hundred others, and twenty times
as many, that begin with no century. Every other number with a valid date and a right check digit counts: nothing in it
tells it from a real one.

Not here: the forms of the numbers (`sources/identity_numbers.py`), numbers in parts (`sources/split_numbers.py`), what
happens to the file then (quarantine).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from sources.findings import listed
from sources.identity_numbers import (
    COORDINATION_NUMBER,
    PERSONAL_NUMBER,
    RESERVE_NUMBER,
    Reading,
    find_numbers,
    fold_text,
    is_moment,
    may_hold_number,
    read_folded,
)
from sources.reading.content import SOURCE_ROW, TextSheet
from sources.split_numbers import find_split_numbers

MOST_HITS_PER_COLUMN = 100
"""A column of identity numbers is one fault. The first cells are enough to find it."""
SHORTEST = 10
CHUNK_ROWS = 2_000
WRONG_IN_SERIES = 5
NAMED = ("bladnamn", "ett bladnamn", "dokumentegenskaperna", "namnet på en del")
"""Places beside the cells where names stand, with the moments that exports write into them."""

_TWELVE_OTHER_DIGITS = r"^\s*(?:0|1[0-57]|2[1-9]|[3-8]|9[0-8])[0-9]{10,11}\s*$"
"""Twelve digits that begin with no century, no 99 and not with 16, as organisation numbers of twelve digits do."""
TWELVE_DIGITS = frozenset({"long", "reserve"})
ENOUGH_OTHERS, OTHERS_PER_HIT = 100, 20

NUMBER_NAMES = {
    PERSONAL_NUMBER: "ett personnummer",
    COORDINATION_NUMBER: "ett samordningsnummer",
    RESERVE_NUMBER: "ett reservnummer för en person",
}
PLACES = {"file_name": "filens namn", "sheet_name": "ett blads namn"}
MASK = "●●●●"
UNSEEN = "\N{REPLACEMENT CHARACTER}"
"""Stands for signs of a name that cannot be seen or that turn the text around."""


@dataclass(frozen=True)
class IdentityHit:
    """Where a number stands: never the number.

    `place`: `cell`, `sheet_name`, `file_name`, or the name of the part of the file. `sheet`: the sheet's name, or its
    place in order (`blad 2`) if the name itself holds a number. `cell`: its address, such as `C14`; `others`: the cells
    that the rest of the number stands in. `rule`: a key of `NUMBER_NAMES`.
    """

    place: str
    sheet: str | None
    cell: str | None
    rule: str
    others: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place in Swedish: `i cell C14 på bladet Blad1`."""
        if not self.cell:
            return f"i {PLACES.get(self.place, self.place)}"
        cells = f"cellerna {listed([self.cell, *self.others])}" if self.others else f"cell {self.cell}"
        return f"i {cells} på bladet {self.sheet}"

    @property
    def number_name(self) -> str:
        """What stands there, in Swedish."""
        return f"tillsammans {NUMBER_NAMES[self.rule]}" if self.others else NUMBER_NAMES[self.rule]


@dataclass
class _Series:
    """Whole-cell numbers of one form in one column, by their check digits."""

    right: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def explains(self, reading: Reading) -> bool:
        """Whether the number is one of a series of another sort, in which every tenth check digit is right."""
        if len(self.wrong) < WRONG_IN_SERIES or 2 * len(self.right) > len(self.wrong):
            return False
        first, last = min(self.years), max(self.years)
        margin = -(-3 * (last - first) // len(self.wrong))
        return first - margin <= reading.year <= last + margin


def find_identity_numbers(
    sheets: Sequence[TextSheet], metadata_texts: Iterable[tuple[str, str]], file_name: str
) -> list[IdentityHit]:
    """Every place that holds an identity number, at most `MOST_HITS_PER_COLUMN` for one column.

    Args:
        sheets: all sheets of a file, hidden ones too.
        metadata_texts: (place, text) of what is beside the cells.
        file_name: the name that the file came with.
    """
    hits = [IdentityHit("file_name", None, None, rule) for rule in _rules_of_name(file_name)]
    hits.extend(_hits_beside_cells(metadata_texts))
    for number, sheet in enumerate(sheets, start=1):
        name_rules = _rules_of_name(sheet.name)
        shown = f"blad {number}" if name_rules else sheet.name
        hits.extend(IdentityHit("sheet_name", shown, None, rule) for rule in name_rules)
        hits.extend(IdentityHit("cell", shown, cell, rule) for cell, rule in _cells_with_numbers(sheet))
        hits.extend(IdentityHit("cell", shown, cells[0], rule, cells[1:]) for cells, rule in find_split_numbers(sheet))
    return list(dict.fromkeys(hits))


def mask_identity_numbers(text: str) -> str:
    """A name that must be shown (a file's, a sheet's), with identity numbers and signs that mislead out of sight."""
    for reading in sorted(find_numbers(text), key=lambda one: -one.start):
        if not is_moment(text[reading.start : reading.end]):
            text = text[: reading.start] + MASK + text[reading.end :]
    return "".join(UNSEEN if misleads(sign) else sign for sign in text)


def misleads(sign: str) -> bool:
    """Whether a sign does not belong in a name: it controls, turns the text around, or is half of another sign."""
    category = unicodedata.category(sign)
    return category in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(sign) in {
        "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI",
    }  # fmt: skip


def _rules_of_name(name: str) -> list[str]:
    readings = [one for one in find_numbers(name) if not is_moment(name[one.start : one.end])]
    return _rules(readings)


def _rules(readings: Iterable[Reading]) -> list[str]:
    return list(dict.fromkeys(reading.rule for reading in readings if reading.rule))


def _hits_beside_cells(texts: Iterable[tuple[str, str]]) -> Iterator[IdentityHit]:
    """What a part repeats of the cells (texts that cells share, for example) is told like any other place."""
    told = list(texts)
    if not told:
        return
    frame = pl.DataFrame(told, schema={"place": pl.String, "text": pl.String}, orient="row")
    possible = frame.filter(may_hold_number(pl.col("text")))
    for place, text in possible.iter_rows():
        rules = _rules_of_name(text) if place.startswith(NAMED) else _rules(read_folded(fold_text(text)))
        for rule in rules:
            yield IdentityHit(mask_identity_numbers(place), None, None, rule)


def _cells_with_numbers(sheet: TextSheet) -> Iterator[tuple[str, str]]:
    rows = sheet.cells[SOURCE_ROW]
    long_enough = sheet.columns_where(lambda text: text.str.len_bytes() >= SHORTEST)
    for name in sheet.columns_where(may_hold_number, among=long_enough):
        yield from ((f"{name}{row}", rule) for row, rule in _numbers_of_column(sheet.cells[name], rows))


def _numbers_of_column(column: pl.Series, rows: pl.Series) -> list[tuple[int, str]]:
    """(row, rule) of the first cells with a number; few cells at a time, so that a full column costs no more."""
    found: list[tuple[int, Reading]] = []
    series: dict[str, _Series] = {}
    for chunk in _candidates(column, rows):
        for row, text in chunk.iter_rows():
            found += ((row, reading) for reading in _read_cell(fold_text(text).strip(), series) if reading.rule)
        if sum(not _is_explained(reading, series) for _, reading in found) >= MOST_HITS_PER_COLUMN:
            break
    hits = [(row, one) for row, one in found if not _is_explained(one, series)]
    if any(one.start == 0 and one.form in TWELVE_DIGITS for _, one in hits) and _is_of_other_sort(column, len(hits)):
        hits = [(row, one) for row, one in hits if one.start or one.form not in TWELVE_DIGITS]
    told = [(row, one.rule) for row, one in hits if one.rule]
    return list(dict.fromkeys(told))[:MOST_HITS_PER_COLUMN]


def _is_of_other_sort(column: pl.Series, hits: int) -> bool:
    """Whether a column is full of twelve digits that no person can have."""
    others = int(column.cast(pl.String).str.contains(_TWELVE_OTHER_DIGITS).sum())
    return others >= max(ENOUGH_OTHERS, OTHERS_PER_HIT * hits)


def _is_explained(reading: Reading, series: dict[str, _Series]) -> bool:
    return reading.form in series and reading.start == 0 and series[reading.form].explains(reading)


def _read_cell(text: str, series: dict[str, _Series]) -> Iterator[Reading]:
    """The readings of a cell, those that are the whole cell counted; a part of a cell never starts at its beginning."""
    for reading in read_folded(text):
        whole = (reading.start, reading.end) == (0, len(text))
        if not whole:
            yield Reading(-1, reading.end, reading.rule, reading.form, reading.year)
            continue
        counted = series.setdefault(reading.form, _Series())
        (counted.right if reading.rule else counted.wrong).add(text)
        if not reading.rule:
            counted.years.add(reading.year)
        yield reading


def _candidates(column: pl.Series, rows: pl.Series) -> Iterator[pl.DataFrame]:
    frame = pl.DataFrame({"row": rows, "text": column.cast(pl.String)})
    yield from frame.filter(may_hold_number(pl.col("text"))).iter_slices(CHUNK_ROWS)
