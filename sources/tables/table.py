"""The table in a sheet: its header row, its kind, its rows, and what was left out of them.

Here: choosing the header row and the kind, turning columns into rows. Everything is still text as the sender wrote it.
Not here: which rows may be the header (`header_rows.py`), what a header means (`headers.py`, `readings.py`), what holds
for several rows (`filling.py`), which rows are no data (`leaving_out.py`), what makes a row doubtful (`doubts.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from sources.contracts import Contract
from sources.descriptions import Description, Layout
from sources.reading import TextSheet
from sources.tables.doubts import Doubts, find_doubts
from sources.tables.filling import settle_merges
from sources.tables.header_rows import HeaderRow, header_candidates
from sources.tables.headers import LEAST_MATCHES, HeaderMatch
from sources.tables.leaving_out import LeftOut, leave_out
from sources.tables.readings import Reading, read_header
from sources.tables.wide_tables import PlacedMaker, year_of


@dataclass(frozen=True)
class Table:
    """A sheet read as a kind of delivery, all text.

    `texts` has `source_row`, `maker` (which entry of `letters` tells the cells' columns) and one text column per column
    of ours that was found. `claims` are the columns that several headers claim, with the letters of these. `titles` are
    the texts above the header. `doubts` are what the sender has to settle. `decimal` has the decimal sign of columns
    for which the region has told it.
    """

    sheet: TextSheet
    match: HeaderMatch
    claims: tuple[tuple[str, tuple[str, ...]], ...]
    headers: Mapping[str, str]
    header_row: int
    texts: pl.DataFrame
    letters: tuple[Mapping[str, str], ...]
    constants: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    titles: tuple[str, ...]
    doubts: Doubts
    decimal: Mapping[str, str]

    @property
    def contract(self) -> Contract:
        """The kind that the sheet was read as."""
        return self.match.contract

    @property
    def kinds(self) -> tuple[Contract, ...]:
        """The kinds that the sheet looks like."""
        return (self.contract,)


@dataclass(frozen=True)
class NoTable:
    """A sheet that gives no rows: no delivery at all, or one that lacks needed columns, or that could be two kinds.

    `nearest` is the kind it is most like, if any; `meant` tells that it was meant as a delivery, so that the sender
    must hear what is missing.
    """

    sheet: TextSheet
    nearest: HeaderMatch | None
    header_row: int | None
    meant: bool = False
    ties: tuple[Contract, ...] = ()

    @property
    def kinds(self) -> tuple[Contract, ...]:
        """The kinds that the sheet looks like: none where it was not meant as a delivery."""
        return self.ties or ((self.nearest.contract,) if self.meant and self.nearest else ())


def find_table(sheet: TextSheet, description: Description, *, file_name: str) -> Table | NoTable:
    """Finds the delivery in a sheet, by the region's layout where there is one, otherwise by looking for its header."""
    layout = description.layout_for(file_name=file_name, sheet=sheet.own_name)
    readings: list[Reading] = []
    for header in header_candidates(sheet, layout):
        year = year_of(layout, titles=_titles(sheet, header), sheet=sheet.own_name, file_name=file_name)
        found = list(read_header(header, layout, description, year))
        readings += found
        if any(not reading.match.missing for reading in found):
            break
    best = max((reading.match.rank for reading in readings), default=(False, 0))
    winners = [reading for reading in readings if reading.match.rank == best]
    if not winners or (best[1] < LEAST_MATCHES and layout.kind is None):
        return NoTable(sheet, None, None)
    match, header_row = winners[0].match, winners[0].header.rows[-1]
    if match.missing and not (_derivable(match) and match.looks_like_it):
        return NoTable(sheet, match, header_row, meant=match.looks_like_it or layout.kind is not None)
    ties = {reading.match.contract.kind: reading.match.contract for reading in winners}
    if len(ties) > 1:
        return NoTable(sheet, match, header_row, meant=True, ties=tuple(ties.values()))
    return _table(sheet, winners[0], layout, description)


def _derivable(match: HeaderMatch) -> bool:
    """A missing period may stand in the title rows, the sheet's or the file's name."""
    return all(match.contract.may_stand_beside(column) for column in match.missing)


def _titles(sheet: TextSheet, header: HeaderRow) -> tuple[str, ...]:
    """The texts above the header."""
    above = sheet.cells.filter(pl.col("source_row") < header.rows[0])
    return tuple(cell for row in above.rows() for cell in row[1:] if cell and cell.strip())


def _table(sheet: TextSheet, reading: Reading, layout: Layout, description: Description) -> Table:
    header_row = reading.header.rows[-1]
    body = sheet.cells.slice(int(sheet.cells["source_row"].search_sorted(header_row, side="right")))
    body, merged = settle_merges(body, reading, sheet.facts.merges)
    kept, left_out = leave_out(sheet, body, reading, layout, description)
    return Table(
        sheet=sheet,
        match=replace(
            reading.match, ignored=tuple((at, header) for at, header in reading.match.ignored if at not in reading.uses)
        ),
        claims=reading.claims,
        headers=reading.header.headers,
        header_row=header_row,
        texts=_rows_made(kept, reading),
        letters=reading.letters,
        constants=layout.constants,
        left_out=left_out,
        titles=_titles(sheet, reading.header),
        doubts=find_doubts(sheet, kept, reading, layout, merged),
        decimal=layout.decimal,
    )


def _rows_made(body: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """One row of each for every maker, those of one row beside each other."""
    parts = [
        _rows_of(body, maker, own, number)
        for number, (maker, own) in enumerate(zip(reading.makers, reading.letters, strict=True))
    ]
    if len(parts) == 1:
        return parts[0]
    return pl.concat(parts, how="diagonal").sort("source_row", "maker", maintain_order=True)


def _rows_of(body: pl.DataFrame, maker: PlacedMaker, letters: Mapping[str, str], number: int) -> pl.DataFrame:
    return body.select(
        "source_row",
        pl.lit(number, pl.Int32).alias("maker"),
        *(pl.col(letter).alias(name) for name, letter in letters.items()),
        *(pl.lit(value).alias(name) for name, value in maker.set.items()),
    )
