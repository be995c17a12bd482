"""Which version of a description a sheet is read by, where some of what is known holds only from or to a day.

A version holds for the delivery's period, the latest one where there are several: as the sheet's own column, the
layout's constants, the title rows, the sheet's or the file's name tell it under that very version. Where no period is
known the day of receipt decides. Which it was is always said. Not here: what a version holds (`sources/descriptions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from sources.contracts import Column
from sources.descriptions import Description
from sources.periods import find_period
from sources.reading import TextSheet
from sources.tables import NoTable, Table, find_table
from sources.values import parse_column

BY_PERIOD = "bladet {sheet} lästes enligt den beskrivning som gäller {day}, dagen i {place}"
BY_RECEIPT = (
    "bladet {sheet} lästes enligt den beskrivning som gäller {day}, dagen då filen togs emot, "
    "eftersom perioden inte framgår"
)
OUT_OF_TIME = (
    "bladet {sheet} gäller {day} men lästes enligt den beskrivning som gäller {received}, dagen då filen togs emot, "
    "eftersom ingen beskrivning som gällde {day} passar"
)
PERIOD_LIKE = ("reported_date",)
"""What tells the time of kinds without a period."""


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it was read, the version of the description that it was read by, and why that one (Swedish)."""

    found: Table | NoTable
    description: Description
    note: str = ""


@dataclass(frozen=True)
class _Told:
    """The day that a table is about, and the Swedish name of the place that tells it."""

    day: date
    place: str


def read_in_force(sheet: TextSheet, description: Description, *, file_name: str, received: date) -> ReadSheet:
    """Reads a sheet by the version of the description that holds for it."""
    if not description.turning_days:
        return ReadSheet(find_table(sheet, description, file_name=file_name), description)
    by_receipt: tuple[ReadSheet, _Told | None] | None = None
    for first, last in _spans(description, received):
        version = description.on(first)
        found = find_table(sheet, version, file_name=file_name)
        told = _told_by(found, file_name) if isinstance(found, Table) else None
        if told is not None and first <= told.day <= last:
            note = BY_PERIOD.format(sheet=sheet.name, day=told.day, place=told.place)
            return ReadSheet(found, version, note)
        by_receipt = by_receipt or (ReadSheet(found, version), told)
    if by_receipt is None:
        raise AssertionError("There is always a span that holds the day of receipt.")
    read, told = by_receipt
    if isinstance(read.found, NoTable):
        return read
    text = BY_RECEIPT.format(sheet=sheet.name, day=received)
    if told is not None:
        text = OUT_OF_TIME.format(sheet=sheet.name, day=told.day, received=received)
    return ReadSheet(read.found, read.description, text)


def _spans(description: Description, received: date) -> Iterator[tuple[date, date]]:
    """First and last day of each version: the one that holds on the day of receipt, then the others, newest first."""
    starts = [date.min, *description.turning_days]
    ends = [*(day - timedelta(days=1) for day in description.turning_days), date.max]
    spans = list(zip(starts, ends, strict=True))
    yield from (span for span in spans if span[0] <= received <= span[1])
    yield from (span for span in reversed(spans) if not span[0] <= received <= span[1])


def _told_by(table: Table, file_name: str) -> _Told | None:
    column = _period_column(table)
    if column is None:
        return None
    days: list[date] = []
    if column.name in table.texts.columns:
        days = _days_of(table.texts[column.name], column.type)
    elif column.name in table.constants:
        days = _days_of(pl.Series([table.constants[column.name]]), column.type)
    if days:
        return _Told(max(days), f"kolumnen {column.title}")
    sheet = table.sheet.name if table.sheet.name != Path(file_name).stem else ""
    found = find_period(column.type, titles=table.titles, sheet=sheet, file_name=file_name, labels=column.headers())
    days = _days_of(pl.Series([found.only], dtype=pl.String), column.type)
    return _Told(max(days), found.place) if days else None


def _period_column(table: Table) -> Column | None:
    names = (table.contract.period or "", *PERIOD_LIKE)
    return next((table.contract.by_name[name] for name in names if name in table.contract.by_name), None)


def _days_of(texts: pl.Series, column_type: str) -> list[date]:
    """The first day of each period that the texts tell; what cannot be read tells nothing."""
    values = parse_column(texts.cast(pl.String), column_type).values.drop_nulls().unique()
    return [_first_day(value, column_type) for value in values]


def _first_day(value: date | str, column_type: str) -> date:
    if isinstance(value, date):
        return value
    year, _, part = value.partition("-")
    if column_type == "week":
        return date.fromisocalendar(int(year), int(part.removeprefix("W")), 1)
    return date(int(year), int(part), 1)
