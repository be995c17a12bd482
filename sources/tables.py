"""The table in a sheet: its header row, its kind, its rows, and what was left out of them.

Here: choosing the header row and the kind, turning columns into rows. Everything is still text as the sender wrote it.
Not here: which rows may be the header (`sources/header_rows.py`), what a header means (`sources/headers.py`), which
rows are no data (`sources/leaving_out.py`), what makes a row doubtful (`sources/doubts.py`), what a value means
(`sources/mapping.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from sources.contracts import CONTRACTS, Contract
from sources.descriptions import Description, Layout, RowMaker
from sources.doubts import Doubts, find_doubts, settle_merges
from sources.header_rows import HeaderRow, header_candidates
from sources.headers import LEAST_MATCHES, HeaderMatch, match_headers
from sources.leaving_out import LeftOut, leave_out
from sources.reading import TextSheet
from sources.values import fold

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
DERIVABLE_TYPES = frozenset({"date", "week"})


@dataclass(frozen=True)
class Table:
    """A sheet read as a kind of delivery, all text.

    `texts` has `source_row`, `maker` (which entry of `letters` tells the cells' columns) and one text column per column
    of ours that was found. `titles` are the texts above the header. `doubts` are what the sender has to settle.
    """

    sheet: TextSheet
    match: HeaderMatch
    header_row: int
    texts: pl.DataFrame
    letters: tuple[Mapping[str, str], ...]
    constants: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    titles: tuple[str, ...]
    doubts: Doubts

    @property
    def contract(self) -> Contract:
        """The kind that the sheet was read as."""
        return self.match.contract

    @property
    def year(self) -> int | None:
        """The year that the title rows and the sheet's name speak of, if it is one alone."""
        years = {int(year) for text in (*self.titles, self.sheet.name) for year in _YEAR.findall(text)}
        return years.pop() if len(years) == 1 else None


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


def find_table(sheet: TextSheet, description: Description, *, file_name: str) -> Table | NoTable:
    """Finds the delivery in a sheet, by the region's layout where there is one, otherwise by looking for its header."""
    layout = description.layout_for(file_name=file_name, sheet=sheet.name)
    matches = []
    for candidate in header_candidates(sheet, layout):
        found = [(match, candidate) for match in _matches(candidate.headers, layout, description)]
        matches += found
        if any(not match.missing for match, _ in found):
            break
    best = max((match.rank for match, _ in matches), default=(False, 0))
    winners = [found for found in matches if found[0].rank == best]
    if not winners or (best[1] < LEAST_MATCHES and layout.kind is None):
        return NoTable(sheet, None, None)
    match, header = winners[0]
    if match.missing and not (_derivable(match) and match.looks_like_it):
        return NoTable(sheet, match, header.rows[-1], meant=match.looks_like_it or layout.kind is not None)
    ties = {other.contract.kind: other.contract for other, _ in winners}
    if len(ties) > 1:
        return NoTable(sheet, match, header.rows[-1], meant=True, ties=tuple(ties.values()))
    return _table(sheet, match, header, layout)


def _derivable(match: HeaderMatch) -> bool:
    """A missing period may stand in the title rows, the sheet's or the file's name."""
    return all(column.type in DERIVABLE_TYPES or column.name == "home_region" for column in match.missing)


def _matches(headers: Mapping[str, str], layout: Layout, description: Description) -> Iterable[HeaderMatch]:
    contracts = [CONTRACTS[layout.kind]] if layout.kind else CONTRACTS.values()
    made = {name for maker in layout.columns_to_rows for name in (*maker.set, *maker.take)}
    given = frozenset({*layout.constants, *made})
    for contract in contracts:
        if given <= set(contract.by_name):
            yield match_headers(contract, headers, description, given)


def _table(sheet: TextSheet, match: HeaderMatch, header: HeaderRow, layout: Layout) -> Table:
    rows, headers = header.rows, header.headers
    body = sheet.cells.filter(pl.col("source_row") > rows[-1])
    kept, left_out = leave_out(body, match, headers, layout, hidden=sheet.facts.hidden_rows)
    kept, merged = settle_merges(kept, match, sheet.facts.merges)
    kept = _filled_down(kept, headers, layout)
    doubts = find_doubts(sheet, kept, match, rows[-1], layout)
    makers = layout.columns_to_rows or (RowMaker({}, {}),)
    by_header = {fold(header): letter for letter, header in headers.items()}
    letters = tuple(
        {**match.letters, **{name: by_header[fold(h)] for name, h in maker.take.items() if fold(h) in by_header}}
        for maker in makers
    )
    parts = [
        _rows_of(kept, maker, own, number) for number, (maker, own) in enumerate(zip(makers, letters, strict=True))
    ]
    taken = {letter for own in letters for letter in own.values()}
    above = sheet.cells.filter(pl.col("source_row") < rows[0])
    return Table(
        sheet=sheet,
        match=replace(match, ignored=tuple((at, header) for at, header in match.ignored if at not in taken)),
        header_row=rows[-1],
        texts=pl.concat(parts).sort("source_row", "maker", maintain_order=True) if len(parts) > 1 else parts[0],
        letters=letters,
        constants=layout.constants,
        left_out=left_out,
        titles=tuple(cell for row in above.rows() for cell in row[1:] if cell and cell.strip()),
        doubts=replace(doubts, row_faults=(*doubts.row_faults, *merged)),
    )


def _filled_down(body: pl.DataFrame, headers: Mapping[str, str], layout: Layout) -> pl.DataFrame:
    """Columns whose text the layout says holds until the next one."""
    wanted = {fold(header) for header in layout.fill_down}
    letters = [letter for letter, header in headers.items() if fold(header) in wanted]
    blank_is_null = (pl.when(pl.col(letter).str.strip_chars() != "").then(pl.col(letter)) for letter in letters)
    return body.with_columns(column.forward_fill() for column in blank_is_null)


def _rows_of(body: pl.DataFrame, maker: RowMaker, letters: Mapping[str, str], number: int) -> pl.DataFrame:
    return body.select(
        "source_row",
        pl.lit(number, pl.Int8).alias("maker"),
        *(pl.col(letter).alias(name) for name, letter in letters.items()),
        *(pl.lit(value).alias(name) for name, value in maker.set.items()),
    )
