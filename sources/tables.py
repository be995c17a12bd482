"""The table in a sheet: its header row, its kind, its rows, and what was left out of them.

Here: finding the header row under title rows, joining the levels that a layout declares, leaving out totals and
footnotes, turning columns into rows. Everything is still text as the sender wrote it.
Not here: what a header means (`sources/headers.py`), what a value means (`sources/mapping.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from sources.contracts import CONTRACTS, Contract
from sources.descriptions import Description, Layout, RowMaker
from sources.headers import LEAST_MATCHES, HeaderMatch, match_headers
from sources.reading import TextSheet
from sources.values import fold

ROWS_SEARCHED_FOR_HEADER = 60
TOTAL_WORDS = (
    "summa",
    "totalt",
    "total",
    "summa totalt",
    "totalsumma",
    "riket",
    "hela riket",
    "alla regioner",
    "medel",
)
FOOTNOTE_REASON = "fotnot eller text under tabellen"
TOTAL_REASON = "summarad"
DERIVABLE_TYPES = frozenset({"date", "week"})


@dataclass(frozen=True)
class LeftOut:
    """A row that was left out of the table, and why (Swedish). `is_whole`: nothing needed is missing in it."""

    source_row: int
    reason: str
    is_whole: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet read as a kind of delivery, all text.

    `texts` has `source_row`, `maker` (which entry of `letters` tells the cells' columns) and one text column per column
    of ours that was found. `titles` are the texts above the header.
    """

    sheet: TextSheet
    match: HeaderMatch
    header_row: int
    texts: pl.DataFrame
    letters: tuple[Mapping[str, str], ...]
    constants: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    titles: tuple[str, ...]

    @property
    def contract(self) -> Contract:
        """The kind that the sheet was read as."""
        return self.match.contract


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
    for rows, headers in _header_candidates(sheet, layout):
        found = [(match, rows, headers) for match in _matches(headers, layout, description)]
        matches += found
        if any(not match.missing for match, _, _ in found):
            break
    best = max((match.rank for match, _, _ in matches), default=(False, 0))
    winners = [found for found in matches if found[0].rank == best]
    if not winners or (best[1] < LEAST_MATCHES and layout.kind is None):
        return NoTable(sheet, None, None)
    match, rows, headers = winners[0]
    if match.missing and not (_derivable(match) and match.looks_like_it):
        return NoTable(sheet, match, rows[-1], meant=match.looks_like_it or layout.kind is not None)
    ties = {other.contract.kind: other.contract for other, _, _ in winners}
    if len(ties) > 1:
        return NoTable(sheet, match, rows[-1], meant=True, ties=tuple(ties.values()))
    return _table(sheet, match, rows, headers, layout)


def _derivable(match: HeaderMatch) -> bool:
    """A missing period may stand in the title rows, the sheet's or the file's name."""
    return all(column.type in DERIVABLE_TYPES or column.name == "home_region" for column in match.missing)


def _header_candidates(sheet: TextSheet, layout: Layout) -> Iterable[tuple[tuple[int, ...], dict[str, str]]]:
    """(header rows, letter to header) of each row that may be the header."""
    letters = sheet.cells.columns[1:]
    if layout.header_rows:
        levels = sheet.cells.filter(pl.col("source_row").is_in(list(layout.header_rows))).sort("source_row")
        return [(layout.header_rows, join_levels([row[1:] for row in levels.rows()], letters))]
    return [
        ((row[0],), {letter: text for letter, text in zip(letters, row[1:], strict=True) if text and text.strip()})
        for row in sheet.cells.head(ROWS_SEARCHED_FOR_HEADER).rows()
        if sum(bool(cell and cell.strip()) for cell in row[1:]) >= LEAST_MATCHES
    ]


def join_levels(levels: list[tuple[str | None, ...]], letters: list[str]) -> dict[str, str]:
    """Joins header levels top-down with a blank; an upper level holds until its next text, the lowest does not."""
    joined: dict[str, list[str]] = {letter: [] for letter in letters}
    for depth, level in enumerate(levels):
        held = ""
        for letter, text in zip(letters, level, strict=True):
            own = " ".join((text or "").split())
            held = own or held
            used = held if depth < len(levels) - 1 else own
            if used:
                joined[letter].append(used)
    lowest = levels[-1] if levels else ()
    named = {letter for letter, text in zip(letters, lowest, strict=bool(levels)) if (text or "").strip()}
    return {letter: " ".join(parts) for letter, parts in joined.items() if letter in named}


def _matches(headers: Mapping[str, str], layout: Layout, description: Description) -> Iterable[HeaderMatch]:
    contracts = [CONTRACTS[layout.kind]] if layout.kind else CONTRACTS.values()
    made = {name for maker in layout.columns_to_rows for name in (*maker.set, *maker.take)}
    given = frozenset({*layout.constants, *made})
    for contract in contracts:
        if given <= set(contract.by_name):
            yield match_headers(contract, headers, description, given)


def _table(
    sheet: TextSheet, match: HeaderMatch, rows: tuple[int, ...], headers: Mapping[str, str], layout: Layout
) -> Table:
    body = sheet.cells.filter(pl.col("source_row") > rows[-1])
    kept, left_out = _leave_out(body, match, headers, layout)
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
    )


def _rows_of(body: pl.DataFrame, maker: RowMaker, letters: Mapping[str, str], number: int) -> pl.DataFrame:
    return body.select(
        "source_row",
        pl.lit(number, pl.Int8).alias("maker"),
        *(pl.col(letter).alias(name) for name, letter in letters.items()),
        *(pl.lit(value).alias(name) for name, value in maker.set.items()),
    )


def _leave_out(
    body: pl.DataFrame, match: HeaderMatch, headers: Mapping[str, str], layout: Layout
) -> tuple[pl.DataFrame, tuple[LeftOut, ...]]:
    """Totals, footnotes and what the layout names; the rest is data."""
    reasons = pl.lit(None, pl.String)
    by_header = {fold(header): letter for letter, header in headers.items()}
    for one in layout.leave_out:
        letter = by_header.get(fold(one.header))
        if letter is not None:
            reasons = pl.when(_same(letter, (one.value.casefold(),))).then(pl.lit(one.reason)).otherwise(reasons)
    footnotes = _trailing_notes(body, matched=match.matched_count)
    reasons = pl.when(pl.col("source_row").is_in(footnotes)).then(pl.lit(FOOTNOTE_REASON)).otherwise(reasons)
    needed = [match.letters[column.name] for column in match.contract.needed if column.name in match.letters]
    whole = pl.all_horizontal(pl.col(letter).str.strip_chars().fill_null("") != "" for letter in needed)
    for letter in _label_letters(match, body):
        if not body[letter].str.contains_any(list(TOTAL_WORDS), ascii_case_insensitive=True).any():
            continue
        is_total = _same(letter, TOTAL_WORDS)
        if letter != match.letters.get("care_unit_id") or match.contract.is_register:
            is_total &= ~whole
        reasons = pl.when(is_total).then(pl.lit(TOTAL_REASON)).otherwise(reasons)
    marked = body.with_columns(reasons.alias("reason"), (whole if needed else pl.lit(value=False)).alias("whole"))
    left = marked.filter(pl.col("reason").is_not_null())
    if left.is_empty():
        return body, ()
    return (
        marked.filter(pl.col("reason").is_null()).drop("reason", "whole"),
        tuple(
            LeftOut(row, reason, whole and reason == TOTAL_REASON)
            for row, reason, whole in left.select("source_row", "reason", "whole").rows()
        ),
    )


def _same(letter: str, words: tuple[str, ...]) -> pl.Expr:
    folded = pl.col(letter).str.strip_chars().str.strip_chars(":|* ").str.to_lowercase()
    return folded.is_in(list(words)).fill_null(value=False)


def _label_letters(match: HeaderMatch, body: pl.DataFrame) -> list[str]:
    """Where a total is named: in the sheet's first column, unless that holds codes or names, or in one of units,
    regions or groups.
    """
    columns = {letter: match.contract.by_name[name] for name, letter in match.letters.items()}
    first = [
        letter
        for letter in body.columns[1:2]
        if letter not in columns
        or columns[letter].type not in {"code", "text"}
        or columns[letter].name == "care_unit_id"
    ]
    labels = [
        at for at, column in columns.items() if column.name == "care_unit_id" or column.type in {"region", "group"}
    ]
    return list(dict.fromkeys([*first, *labels]))


def _trailing_notes(body: pl.DataFrame, *, matched: int) -> list[int]:
    """Source rows at the end of the sheet that hold a single cell: notes, where the table itself has several."""
    if matched < LEAST_MATCHES + 1:
        return []
    notes: list[int] = []
    for row in reversed(body.tail(ROWS_SEARCHED_FOR_HEADER).rows()):
        if sum(bool(cell and cell.strip()) for cell in row[1:]) > 1:
            break
        notes.append(row[0])
    return notes
