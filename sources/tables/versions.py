"""Which version of a description a sheet is read by, where some of what is known holds only from or to a day.

A version holds for a period: as the sheet's own column, the layout's constants, the title rows, the sheet's or the
file's name tell it under that very version. Where no period is known the day of receipt decides. Where the rows of one
sheet belong to several versions, each row is read by its own, so long as these differ in words and corrections alone; a
sheet whose headers or layout they read in different ways is a question to the sender. Which it was is always said.
Not here: what a version holds (`sources/descriptions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl

from sources.contracts import Column
from sources.descriptions import Correction, Description
from sources.findings import Finding, RuleText, listed
from sources.periods_in_titles import find_period
from sources.reading import TextSheet
from sources.tables.table import NoTable, Table, find_table
from sources.values import parse_column

BY_PERIOD = "bladet {sheet} lästes enligt den beskrivning som gäller {day}, dagen i {place}"
BY_ROW = (
    "beskrivningen av era filer ändras {days}, så varje rad på bladet {sheet} lästes enligt den som gäller dagen i "
    "{place}"
)
BY_RECEIPT = (
    "bladet {sheet} lästes enligt den beskrivning som gäller {day}, dagen då filen togs emot, "
    "eftersom perioden inte framgår"
)
OUT_OF_TIME = (
    "bladet {sheet} gäller {day} men lästes enligt den beskrivning som gäller {received}, dagen då filen togs emot, "
    "eftersom ingen beskrivning som gällde {day} passar"
)
ROWS_OUT_OF_TIME = (
    "rader på bladet {sheet} som gäller {day} lästes enligt den beskrivning som gäller {latest}, "
    "eftersom ingen beskrivning som gällde {day} passar"
)
MIXED = "versions_mixed"
MIXED_TEXT = RuleText(
    "Bladet har rader från före och efter en ändring i era filer",
    "{title} på bladet går från {first} till {last}, men från och med {turn} läses era filer på ett annat sätt än "
    "förut. Rad {row} är äldre än så, och ett blad kan bara läsas på ett sätt. Inget av bladet är med.",
    "Lägg raderna före {turn} i en fil och de andra i en annan, och lämna båda. Är tiden på rad {row} felskriven, "
    "rätta den och lämna filen igen.",
)
PERIOD_LIKE = ("reported_date",)
"""What tells the time of kinds without a period."""


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it was read, the version of the description that it was read by, and why that one (Swedish).

    Where its rows belong to several versions, `row_days` has the day of each row, and `versions` each version with the
    first day from which on it holds; `refusal` asks the sender where one sheet cannot be read in two ways.
    """

    found: Table | NoTable
    description: Description
    notes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    row_days: pl.Series | None = None
    versions: tuple[tuple[date, Description], ...] = ()
    refusal: Finding | None = None

    def by_version(self, table: Table) -> Iterator[tuple[Table, Description]]:
        """The table's rows of each version, with the version; `table` has the rows that `found` has."""
        if self.row_days is None:
            yield table, self.description
            return
        firsts = [first for first, _ in self.versions]
        for (first, version), following in zip(self.versions, [*firsts[1:], date.max], strict=True):
            rows = self.row_days.is_between(first, following, closed="left" if following < date.max else "both")
            yield replace(table, texts=table.texts.filter(rows)), version


@dataclass(frozen=True)
class _Told:
    """The last day that a table is about, and the Swedish name of the place that tells it; each row's, from cells."""

    day: date
    place: str
    row_days: pl.Series | None = None


@dataclass(frozen=True)
class _Reader:
    """A sheet that can be read by any version of its region's description."""

    sheet: TextSheet
    description: Description
    file_name: str

    def read(self, first: date) -> tuple[Table | NoTable, Description]:
        version = self.description.on(first)
        return find_table(self.sheet, version, file_name=self.file_name), version


def read_in_force(sheet: TextSheet, description: Description, *, file_name: str, received: date) -> ReadSheet:
    """Reads a sheet by the version of the description that holds for it."""
    if not description.turning_days:
        found = find_table(sheet, description, file_name=file_name)
        return ReadSheet(found, description, corrections=description.corrections)
    reader = _Reader(sheet, description, file_name)
    by_receipt: tuple[ReadSheet, _Told | None] | None = None
    for first, last in _spans(description, received):
        found, version = reader.read(first)
        told = _told_by(found, file_name, received) if isinstance(found, Table) else None
        read = ReadSheet(found, version, corrections=version.corrections)
        if told is not None and first <= told.day <= last:
            note = BY_PERIOD.format(sheet=sheet.name, day=told.day, place=told.place)
            return _by_rows(replace(read, notes=(note,)), told, reader)
        by_receipt = by_receipt or (read, told)
    if by_receipt is None:
        raise AssertionError("There is always a span that holds the day of receipt.")
    read, told = by_receipt
    if isinstance(read.found, NoTable):
        return read
    text = BY_RECEIPT.format(sheet=sheet.name, day=received)
    if told is not None:
        text = OUT_OF_TIME.format(sheet=sheet.name, day=told.day, received=received)
    return replace(read, notes=(text,))


def _by_rows(read: ReadSheet, told: _Told, reader: _Reader) -> ReadSheet:
    """The sheet with each row by its own version, where earlier rows than those of the last version are there."""
    table, days = read.found, told.row_days
    if days is None or isinstance(table, NoTable):
        return read
    held = [span for span in _all_spans(reader.description) if days.is_between(*span).any()]
    if len(held) == 1:
        return read
    versions: list[tuple[date, Description]] = []
    notes: list[str] = []
    for (first, last), (turn, _) in pairwise(held):
        found, version = reader.read(first)
        if isinstance(found, Table) and not _is_same_form(found, table):
            return replace(read, refusal=_ask(table, days, turn))
        if isinstance(found, NoTable):
            day = days.filter(days.is_between(first, last)).max()
            notes.append(ROWS_OUT_OF_TIME.format(sheet=table.sheet.name, day=day, latest=told.day))
            version = read.description
        versions.append((first, version))
    if len(notes) < len(versions):
        turns = listed(str(first) for first, _ in held[1:])
        notes.insert(0, BY_ROW.format(days=turns, sheet=table.sheet.name, place=told.place))
    return replace(
        read,
        notes=tuple(notes),
        corrections=reader.description.corrections,
        row_days=days,
        versions=(*versions, (held[-1][0], read.description)),
    )


def _is_same_form(one: Table, other: Table) -> bool:
    """Whether two readings of a sheet differ in nothing but what its words mean."""
    same = all(
        getattr(one, part) == getattr(other, part)
        for part in ("contract", "header_row", "letters", "constants", "left_out", "doubts", "decimal")
    )
    return same and one.texts.equals(other.texts)


def _ask(table: Table, days: pl.Series, turn: date) -> Finding:
    """The question where the headers mean one thing for some rows and another for the rest."""
    column = _period_column(table)
    if column is None:
        raise AssertionError("The days were read from the column.")
    row, maker = table.texts.select("source_row", "maker").row(int((days < turn).arg_max() or 0))
    letter = table.letters[maker].get(column.name)
    told = {"title": column.title, "first": days.min(), "last": days.max(), "turn": turn, "row": row}
    place = {"sheet": table.sheet.name, "source_row": row, "cell": f"{letter}{row}" if letter else None}
    place |= {"column": column.name, "column_title": column.title}
    return MIXED_TEXT.finding(MIXED, told, place=place)


def _spans(description: Description, received: date) -> Iterator[tuple[date, date]]:
    """First and last day of each version: the one that holds on the day of receipt, then the others, newest first."""
    spans = _all_spans(description)
    yield from (span for span in spans if span[0] <= received <= span[1])
    yield from (span for span in reversed(spans) if not span[0] <= received <= span[1])


def _all_spans(description: Description) -> list[tuple[date, date]]:
    starts = [date.min, *description.turning_days]
    ends = [*(day - timedelta(days=1) for day in description.turning_days), date.max]
    return list(zip(starts, ends, strict=True))


def _told_by(table: Table, file_name: str, received: date) -> _Told | None:
    column = _period_column(table)
    if column is None:
        return None
    in_rows = column.name in table.texts.columns
    texts = table.texts[column.name] if in_rows else pl.Series([table.constants.get(column.name)], dtype=pl.String)
    days = _days_of(texts, column.type)
    if (latest := _latest(days)) is not None:
        return _Told(latest, f"kolumnen {column.title}", days.fill_null(latest) if in_rows else None)
    sheet = table.sheet.own_name if table.sheet.own_name != Path(file_name).stem else ""
    found = find_period(
        column.type,
        titles=table.titles,
        sheet=sheet,
        file_name=file_name,
        labels=column.headers(),
        received=received,
    )
    latest = _latest(_days_of(pl.Series([found.only], dtype=pl.String), column.type))
    return _Told(latest, found.place) if latest is not None else None


def _latest(days: pl.Series) -> date | None:
    latest = days.max()
    return latest if isinstance(latest, date) else None


def _period_column(table: Table) -> Column | None:
    names = (table.contract.period or "", *PERIOD_LIKE)
    return next((table.contract.by_name[name] for name in names if name in table.contract.by_name), None)


def _days_of(texts: pl.Series, column_type: str) -> pl.Series:
    """The first day of the period that each text tells; what cannot be read tells nothing."""
    values = parse_column(texts, column_type).values
    distinct = values.drop_nulls().unique().to_list()
    firsts = [_first_day(value, column_type) for value in distinct]
    return values.replace_strict(distinct, firsts, default=None, return_dtype=pl.Date)


def _first_day(value: date | str, column_type: str) -> date:
    if isinstance(value, date):
        return value
    year, _, part = value.partition("-")
    if column_type == "week":
        return date.fromisocalendar(int(year), int(part.removeprefix("W")), 1)
    return date(int(year), int(part), 1)
