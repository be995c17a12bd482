"""National identity numbers whose parts stand in cells of their own, in one row: `19121212` and `1212`.

The parts are a day and the last four digits, in any order, with anything between them. Any day and any four digits make
a right number by chance in one of ten, so the parts of two columns count only

- where headers name both parts: every right number;
- where a header names one of them, and none the other: if no row is wrong;
- where four digits follow a day before 2000 in the next cell: if no row is wrong, and no row of headers says that
  both are something else of ours, such as Giltig från and Kommunkod;
- elsewhere: where at most a fifth is wrong, and so many different days and digits are right that it would happen by
  chance to less than one sheet in a thousand. The more columns there are to pair, the more it takes; a day and the four
  digits after it are judged by themselves.

Not here: which columns may hold a part (`sources/number_parts.py`), numbers in one cell (`sources/screening.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import comb

import polars as pl

from sources.identity_numbers import read_folded
from sources.number_parts import Part, PartFinder, rows_of
from sources.reading.content import TextSheet

MOST_HITS = 100
"""Two columns of identity numbers are one fault. The first cells are enough to find it."""
MOST_PAIRS = 500
"""Pairs of columns that are judged, those that headers name and those that stand near each other first."""
FIRST_ROWS, CHUNK_ROWS = 200, 20_000
ENOUGH_WRONG = 20
"""Where so many are wrong, and more than are right, the columns are of another sort."""
BOTH = 2
WITH_CENTURY = 8
RIGHT_BY_CHANCE = 0.1
SELDOM = 1 / 999
FIRST_CASES = 2000
"""Days before this year are days of birth in two cells side by side."""

SplitHit = tuple[tuple[str, ...], str]
"""The cells of a number, that of the day first, and the rule."""


@dataclass(frozen=True)
class _Pair:
    """Columns that may hold a day and the last four digits. `named`: how many of the two headers name."""

    day: Part
    last: Part
    distance: int
    named: int

    @property
    def follows(self) -> bool:
        """Whether the last four stand right after the day."""
        return self.distance == 1

    @property
    def is_other(self) -> bool:
        """Whether a row of headers says that both are another thing."""
        return not self.day.other_rows.isdisjoint(self.last.other_rows)

    @property
    def letters(self) -> tuple[str, ...]:
        """The columns of the day and those of the last four."""
        return self.day.letters + self.last.letters


@dataclass
class _Evidence:
    """What the different rows of a pair of columns have shown."""

    pair: _Pair
    tried: int
    seen: dict[tuple[str, str], str | None] = field(default_factory=dict)
    right: list[tuple[int, str]] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    wrong: int = 0
    has_birthday: bool = False

    def note(self, row: int, day: str, last: str) -> None:
        """What one row says; what another has said already counts once, though its cells are told too."""
        if (day, last) not in self.seen:
            self.seen[day, last] = self._judge(day, last)
        if rule := self.seen[day, last]:
            self.right.append((row, rule))

    def _judge(self, day: str, last: str) -> str | None:
        """The rule of a right number. Year, month and day that are no day are as wrong as a wrong check digit."""
        if not last.isdigit() and self.pair.named < BOTH:
            return None
        reading = next(iter(read_folded(day + last)), None)
        if reading is not None and reading.rule:
            self.days.add(day)
            self.lasts.add(last)
            self.has_birthday |= len(day) == WITH_CENTURY and int(day[:4]) < FIRST_CASES
        elif reading is not None or len(self.pair.day.letters) > 1:
            self.wrong += 1
        return reading.rule if reading is not None else None

    @property
    def is_decided(self) -> bool:
        """Whether more rows would change nothing."""
        is_other_sort = self.wrong >= ENOUGH_WRONG and self.wrong > len(self.right) and self.pair.named < BOTH
        return is_other_sort or (len(self.right) >= MOST_HITS and self.is_certain)

    @property
    def is_certain(self) -> bool:
        if not self.right or self.pair.named == BOTH:
            return bool(self.right)
        if not self.wrong and (self.pair.named or (self.pair.follows and self.has_birthday and not self.pair.is_other)):
            return True
        right = min(len(self.days), len(self.lasts))
        return 4 * self.wrong <= right and self.tried * _chance_of(right, right + self.wrong) <= SELDOM


def find_split_numbers(sheet: TextSheet) -> list[SplitHit]:
    """The cells of every number that is split over a row, at most `MOST_HITS` for two columns."""
    pairs = _pairs(PartFinder(sheet))
    others = sum(not pair.follows for pair in pairs)
    evidence = [_Evidence(pair, 1 if pair.follows else others) for pair in pairs]
    undecided = evidence
    for start, length in _stretches(sheet.cells.height):
        if undecided:
            _look_at(sheet.cells.slice(start, length), undecided)
            undecided = [one for one in undecided if not one.is_decided]
    told = {
        (row, one.pair.day.letters): (tuple(f"{letter}{row}" for letter in one.pair.letters), rule)
        for one in reversed(evidence)
        if one.is_certain
        for row, rule in one.right[:MOST_HITS]
    }
    return sorted(told.values(), key=lambda hit: (len(hit[0][0]), hit[0][0]))


def _pairs(finder: PartFinder) -> list[_Pair]:
    """What can be paired, the likeliest first."""
    lasts = list(finder.lasts())
    days = list(finder.days()) if lasts else []
    both = any(day.is_named for day in days) and any(last.is_named for last in lasts)
    found = []
    for day in days:
        for last in (one for one in lasts if set(day.letters).isdisjoint(one.letters)):
            named = day.is_named + last.is_named
            distance = finder.order[last.letters[0]] - finder.order[day.letters[-1]]
            found.append(_Pair(day, last, distance, 0 if both and named < BOTH else named))
    return sorted(found, key=lambda pair: (-pair.named, not pair.follows, abs(pair.distance)))[:MOST_PAIRS]


def _stretches(rows: int) -> Iterator[tuple[int, int]]:
    """(first row, rows) of what is looked at together: little at first, since most pairs are decided by that."""
    yield 0, FIRST_ROWS
    yield from ((start, CHUNK_ROWS) for start in range(FIRST_ROWS, rows, CHUNK_ROWS))


def _look_at(cells: pl.DataFrame, undecided: Sequence[_Evidence]) -> None:
    """What these rows say of each pair. The digits of a part are read once for all of its pairs."""
    day_parts = dict.fromkeys(one.pair.day for one in undecided)
    last_parts = dict.fromkeys(one.pair.last for one in undecided)
    rows = rows_of(cells, [*day_parts, *last_parts])
    days = {day: day.days(rows) for day in day_parts}
    lasts = {last: last.lasts(rows) for last in last_parts}
    for one in undecided:
        for row, day, last in zip(rows.numbers, days[one.pair.day], lasts[one.pair.last], strict=True):
            if day and last:
                one.note(row, day, last)
                if one.is_decided:
                    break


def _chance_of(right: int, count: int) -> float:
    """How likely so many right check digits of so many are by chance."""
    return sum(
        comb(count, one) * RIGHT_BY_CHANCE**one * (1 - RIGHT_BY_CHANCE) ** (count - one)
        for one in range(right, count + 1)
    )
