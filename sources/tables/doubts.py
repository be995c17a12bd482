"""What makes a table doubtful although its header is understood: hidden rows, text struck out, rows longer or
shorter than the header, a second table in the sheet.

Where the sheet could be meant in two ways the row is refused, or the sheet is returned, with the question.
Not here: finding the table (`table.py`), merged cells (`filling.py`), the cells' values (`sources/mapping.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import polars as pl

from sources.contracts import CONTRACTS
from sources.descriptions import Layout
from sources.findings import RULES, Finding
from sources.reading import TextSheet
from sources.reading.content import SheetFacts, letters_to_index, text_of
from sources.tables.header_rows import HeaderRow
from sources.tables.readings import Reading, is_filled

LEAST_HEADERS = 3
"""So many headers in one row under the table are a header and no chance."""
EXCEL_BLOCK = 16
FEW_SHORT = 0.1
"""So many of the rows may be damaged; where more are short, the file is written so."""
NAMED = 8
LEAST_SPLIT = 2
_WHOLE_NUMBER = r"^\s*-?[0-9]+\s*$"


class RowFault(NamedTuple):
    """A row that cannot be used, by the sender's row number; `column` is the one whose cell is shown.

    `maker` is the only one whose row it is, where several rows are made of the sender's; None means all of them.
    """

    source_row: int
    maker: int | None
    column: str
    rule: str


@dataclass(frozen=True)
class Doubts:
    """`row_faults` refuse rows, `refusals` the sheet; `remarks` and `notes` (Swedish) only tell."""

    row_faults: tuple[RowFault, ...] = ()
    refusals: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def find_doubts(
    sheet: TextSheet, body: pl.DataFrame, reading: Reading, layout: Layout, merged: Iterable[RowFault]
) -> Doubts:
    """The doubts about the rows that are data; `merged` are those that settling merged cells left."""
    facts = sheet.facts
    rows = set(body["source_row"].to_list()) if replace(facts, usual_width=0) != SheetFacts() else set()
    header_row = reading.header.rows[-1]
    refusals = [
        *_hidden_rows(sheet, rows & facts.hidden_rows, layout),
        *_second_table(sheet, body, header_row),
        *_side_by_side(sheet, reading, header_row),
    ]
    struck = (
        RowFault(row, maker, name, "struck_out")
        for row, letter in sorted(facts.struck)
        if row in rows
        for maker, name in reading.uses.get(letter, ())
    )
    first = next(iter(reading.letters[0]), reading.contract.columns[0].name)
    beyond = (RowFault(row, None, first, rule) for row, rule in _rows_beyond(sheet, body, reading))
    short = (RowFault(row, None, first, "row_too_short") for row in _short_rows(sheet, body, reading.header))
    return Doubts(
        row_faults=(*struck, *beyond, *short, *merged),
        refusals=tuple(refusals),
        remarks=tuple(_comments(sheet, rows, reading)),
        notes=tuple(_hidden_columns(sheet, reading)),
    )


def _hidden_rows(sheet: TextSheet, hidden: set[int], layout: Layout) -> Iterator[Finding]:
    if not hidden or layout.hidden_rows == "take":
        return
    rule = "rows_filtered_out" if sheet.facts.is_filtered else "rows_hidden"
    place = {"sheet": sheet.name, "source_row": min(hidden), "cell": f"A{min(hidden)}"}
    yield RULES[rule].finding(rule, {"rows": name_rows(sorted(hidden))}, place=place)


def _second_table(sheet: TextSheet, body: pl.DataFrame, header_row: int) -> Iterator[Finding]:
    """A row under the table that is a header of ours, though not the same one."""
    letters = body.columns[1:]
    if not any(body.select(pl.col(letters[:LEAST_HEADERS]).is_in(_every_header()).any()).row(0)):
        return
    is_header = pl.sum_horizontal(pl.col(letter).is_in(_every_header()).fill_null(value=False) for letter in letters)
    found = body.filter(is_header >= LEAST_HEADERS)["source_row"].to_list()
    if found:
        place = {"sheet": sheet.name, "source_row": found[0], "cell": f"A{found[0]}"}
        told = {"first": header_row, "second": found[0]}
        yield RULES["second_table"].finding("second_table", told, place=place)


@cache
def _every_header() -> list[str]:
    """Every header of every kind as it is written, and in small and capital letters."""
    headers = {header for kind in CONTRACTS.values() for column in kind.columns for header in column.headers()}
    return sorted({spelt for header in headers for spelt in (header, header.lower(), header.upper())})


def _side_by_side(sheet: TextSheet, reading: Reading, header_row: int) -> Iterator[Finding]:
    """Several columns that are claimed twice, in the same order: two tables that stand beside each other."""
    claims = [letters for _, letters in reading.claims]
    if len(claims) >= LEAST_HEADERS and len({len(letters) for letters in claims}) == 1:
        second = min((letters[1] for letters in claims), key=letters_to_index)
        place = {"sheet": sheet.name, "source_row": header_row, "cell": f"{second}{header_row}"}
        yield RULES["tables_side_by_side"].finding(
            "tables_side_by_side", {"cell": f"{second}{header_row}"}, place=place
        )


def _rows_beyond(sheet: TextSheet, body: pl.DataFrame, reading: Reading) -> list[tuple[int, str]]:
    """(row, rule) of a text file's rows with a filled cell to the right of the last header: their cells have slipped.

    A workbook's cells stand where they stand; there such a cell is a note beside the table.
    """
    if not sheet.is_text:
        return []
    last = max((letters_to_index(letter) for letter in reading.header.headers), default=-1)
    further = [letter for letter in body.columns[1:] if letters_to_index(letter) > last]
    is_beyond = pl.any_horizontal(pl.lit(value=False), *(is_filled(letter) for letter in further))
    is_split = _is_split_by_commas(sheet, body, reading, further)
    if not further and is_split is None:
        return []
    is_split = pl.lit(value=False) if is_split is None else is_split
    rule = pl.when(is_split).then(pl.lit("row_split_by_commas")).otherwise(pl.lit("row_too_long"))
    return list(body.filter(is_beyond | is_split).select("source_row", rule).iter_rows())


def _is_split_by_commas(
    sheet: TextSheet, body: pl.DataFrame, reading: Reading, further: Sequence[str]
) -> pl.Expr | None:
    """Whether a row is too long because the commas that divide the columns have divided decimal numbers too.

    Then every column before the first number is in its place, and from there on there are more whole numbers than
    columns of numbers: as many as the row is too long, of which the cells beyond the header may be empty. Null where no
    row can be split so.
    """
    facts, header_row = sheet.facts, reading.header.rows[-1]
    uneven = facts.short_rows if header_row in facts.short_rows else facts.long_rows
    others = frozenset() if header_row in facts.long_rows else uneven
    if sheet.delimiter != "," or not reading.numbers or not (further or others):
        return None
    first = min(map(letters_to_index, reading.numbers))
    tail = [letter for letter in body.columns[1:] if letters_to_index(letter) >= first]
    if len(tail) < LEAST_SPLIT:
        return None
    wholes = [text_of(letter).str.contains(_WHOLE_NUMBER).fill_null(value=False) for letter in tail]
    count = pl.sum_horizontal(wholes)
    extra = pl.sum_horizontal(pl.lit(0), *(pl.col(letter).is_not_null().cast(pl.Int32) for letter in further))
    empty = pl.sum_horizontal(pl.col(letter).is_null() for letter in tail if letter not in further)
    is_longer = pl.col("source_row").is_in(sorted(others))
    is_longer = ~is_longer if header_row in facts.short_rows else is_longer
    beyond = (extra > 0) & (count >= pl.max_horizontal(len(reading.numbers) + extra - empty, 2 * extra))
    within = (extra == 0) & is_longer & (count > len(reading.numbers))
    return wholes[0] & wholes[1] & (beyond | within)


def _short_rows(sheet: TextSheet, body: pl.DataFrame, header: HeaderRow) -> list[int]:
    """Rows of a text file with fewer cells than its header: a cell may be lost, and what follows it has slipped.

    Some programs leave out the empty cells at the end of a row, Excel in blocks of 16 lines. Where all lines of a block
    are short, or where no row writes the last cell empty and rows are short often, that is what has been done here.
    """
    last = max((letters_to_index(letter) for letter in header.headers), default=-1)
    is_short = pl.col("source_row").is_in(sorted(sheet.facts.short_rows))
    if not sheet.facts.short_rows or last + 1 > sheet.facts.usual_width or header.rows[-1] in sheet.facts.short_rows:
        return []
    block = (pl.col("source_row") - 1) // EXCEL_BLOCK
    is_short &= ~((is_short.all() & (pl.len() > 1)).over(block))
    ends_empty = pl.col(body.columns[last + 1]).is_null()
    short, written = body.select(is_short.sum().alias("short"), (ends_empty & ~is_short).any().alias("written")).row(0)
    if not short or (short > FEW_SHORT * body.height and not written):
        return []
    return list(body.filter(is_short)["source_row"].to_list())


def _comments(sheet: TextSheet, rows: set[int], reading: Reading) -> Iterator[Finding]:
    cells = [(row, letter) for row, letter in sheet.facts.commented if row in rows and letter in reading.uses]
    if cells:
        named = [f"{letter}{row}" for row, letter in cells]
        place = {"sheet": sheet.name, "source_row": cells[0][0], "cell": named[0]}
        told = {"cells": name_some(named)}
        yield RULES["comments_not_read"].finding("comments_not_read", told, severity="remark", place=place)


def _hidden_columns(sheet: TextSheet, reading: Reading) -> Iterator[str]:
    hidden = sorted(sheet.facts.hidden_columns & set(reading.uses), key=letters_to_index)
    if hidden:
        yield f"dolda kolumner på bladet {sheet.name} lästes: {name_some(hidden)}"


def name_some(names: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} och {len(names) - NAMED} till"


def name_rows(rows: Sequence[int]) -> str:
    """Row numbers as spans: `5–9, 12`."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return name_some([str(first) if first == last else f"{first}–{last}" for first, last in spans])
