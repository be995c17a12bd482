"""What makes a table doubtful although its header is understood: cells merged over rows, hidden rows, text struck out,
rows longer than the header, a second table in the sheet.

What the workbook says with certainty is used (a name merged over five rows stands for each of them). Where it could be
meant in two ways the row is refused, or the sheet is returned, with the question.
Not here: finding the table (`sources/tables.py`), the cells' values (`sources/mapping.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import polars as pl

from sources.contracts import CONTRACTS
from sources.descriptions import Layout
from sources.findings import RULES, Finding
from sources.header_rows import HeaderRow
from sources.headers import HeaderMatch
from sources.reading import TextSheet
from sources.reading.content import Merge, SheetFacts, letters_to_index

NUMBER_TYPES = frozenset({"count", "number"})
LEAST_HEADERS = 3
"""So many headers in one row under the table are a header and no chance."""
NAMED = 8


class RowFault(NamedTuple):
    """A row that cannot be used, by the sender's row number; `column` is the one whose cell is shown."""

    source_row: int
    column: str
    rule: str


@dataclass(frozen=True)
class Doubts:
    """`row_faults` refuse rows, `refusals` the sheet; `remarks` and `notes` (Swedish) only tell."""

    row_faults: tuple[RowFault, ...] = ()
    refusals: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def settle_merges(
    body: pl.DataFrame, match: HeaderMatch, merges: Sequence[Merge]
) -> tuple[pl.DataFrame, list[RowFault]]:
    """A word that is merged over several rows in each of them; a number that is merged so is nobody's."""
    names = {letter: name for name, letter in match.letters.items()}
    here = set(body["source_row"].to_list()) if merges else set()
    values: dict[str, dict[int, str]] = {}
    faults: list[RowFault] = []
    for merge in merges:
        name = names.get(merge.first_column)
        rows = [row for row in range(merge.first_row, merge.last_row + 1) if row in here]
        if name is None or merge.first_row == merge.last_row or not rows:
            continue
        if match.contract.by_name[name].type in NUMBER_TYPES:
            faults += [RowFault(row, name, "merged_number") for row in rows]
        elif rows[0] == merge.first_row:
            text = body.filter(pl.col("source_row") == rows[0])[merge.first_column].item()
            values.setdefault(merge.first_column, {}).update(dict.fromkeys(rows[1:], text))
    filled = [
        pl.col(letter).fill_null(
            pl.col("source_row").replace_strict(list(texts), list(texts.values()), default=None, return_dtype=pl.String)
        )
        for letter, texts in values.items()
    ]
    return body.with_columns(filled), faults


def find_doubts(sheet: TextSheet, body: pl.DataFrame, match: HeaderMatch, header: HeaderRow, layout: Layout) -> Doubts:
    """The doubts about the rows that are data."""
    header_row = header.rows[-1]
    facts = sheet.facts
    names = {letter: name for name, letter in match.letters.items()}
    rows = set(body["source_row"].to_list()) if facts != SheetFacts() else set()
    refusals = [
        *_hidden_rows(sheet, rows & facts.hidden_rows, layout),
        *_second_table(sheet, body, header_row),
        *_side_by_side(sheet, match, header_row),
    ]
    struck = [(row, names[letter]) for row, letter in sorted(facts.struck) if row in rows and letter in names]
    beyond = _rows_beyond(sheet, body, header)
    first = next(iter(match.letters), match.contract.columns[0].name)
    return Doubts(
        row_faults=tuple(
            [RowFault(row, name, "struck_out") for row, name in struck]
            + [RowFault(row, first, "row_too_long") for row in beyond]
        ),
        refusals=tuple(refusals),
        remarks=tuple(_comments(sheet, rows, names)),
        notes=tuple(_hidden_columns(sheet, match)),
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


def _side_by_side(sheet: TextSheet, match: HeaderMatch, header_row: int) -> Iterator[Finding]:
    """Several columns that are claimed twice, in the same order: two tables that stand beside each other."""
    if len(match.twice) >= LEAST_HEADERS and len({len(letters) for letters in match.twice.values()}) == 1:
        second = min((letters[1] for letters in match.twice.values()), key=letters_to_index)
        place = {"sheet": sheet.name, "source_row": header_row, "cell": f"{second}{header_row}"}
        yield RULES["tables_side_by_side"].finding(
            "tables_side_by_side", {"cell": f"{second}{header_row}"}, place=place
        )


def _rows_beyond(sheet: TextSheet, body: pl.DataFrame, header: HeaderRow) -> list[int]:
    """Rows of a text file with a filled cell to the right of the last header: their cells may have slipped.

    A workbook's cells stand where they stand; there such a cell is a note beside the table.
    """
    if not sheet.is_text:
        return []
    last = max((letters_to_index(letter) for letter in header.headers), default=-1)
    further = [letter for letter in body.columns[1:] if letters_to_index(letter) > last]
    if not further:
        return []
    is_filled = pl.any_horizontal(pl.col(letter).str.strip_chars().fill_null("") != "" for letter in further)
    return list(body.filter(is_filled)["source_row"].to_list())


def _comments(sheet: TextSheet, rows: set[int], names: Mapping[str, str]) -> Iterator[Finding]:
    cells = [f"{letter}{row}" for row, letter in sheet.facts.commented if row in rows and letter in names]
    if cells:
        row = int(cells[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        place = {"sheet": sheet.name, "source_row": row, "cell": cells[0]}
        told = {"cells": name_some(cells)}
        yield RULES["comments_not_read"].finding("comments_not_read", told, severity="remark", place=place)


def _hidden_columns(sheet: TextSheet, match: HeaderMatch) -> Iterator[str]:
    hidden = [letter for letter in match.letters.values() if letter in sheet.facts.hidden_columns]
    if hidden:
        yield f"dolda kolumner på bladet {sheet.name} lästes: {', '.join(hidden)}"


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
