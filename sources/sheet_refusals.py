"""Why a whole sheet cannot be taken: what the sender is told when columns are missing or the kind is unclear.

Not here: faults in single rows (`sources/accepting.py`), files that cannot be read at all (`sources/reading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sources.contracts import Column
from sources.findings import RULES, Finding, Neighbours, listed
from sources.tables import NoTable, Table
from sources.tables.doubts import name_rows
from sources.tables.headers import HeaderMatch, closest_header, near_misses
from sources.tables.leaving_out import HIDDEN_REASON, PART_REASON, TOTAL_REASON

LISTED = 20
HEADERS_SHOWN = 6
HOW_TO_COUNT = {
    TOTAL_REASON: "Lämna raderna per enhet, inte bara summan.",
    PART_REASON: "Lämna raderna per enhet, inte bara summan.",
    HIDDEN_REASON: "Ska de dolda raderna räknas, visa dem och säg till oss.",
}
COUNT_OTHERS = "Ska någon av raderna räknas, fyll i alla celler som behövs på raden."
"""What to do about rows that were left out, by the reason."""


ELSEWHERE = {
    "date": " Dagen kan också stå på en rad ovanför rubrikerna: {title} 2026-11-20.",
    "week": " Veckan kan också stå på en rad ovanför rubrikerna: {title} 2026-W47.",
}
"""Where a period may stand that no column gives."""


def refuse_columns(table: Table, missing: Sequence[Column]) -> list[Finding]:
    """What the table's doubts refuse, a finding per needed column that is missing and per column claimed twice."""
    sheet = table.sheet.name
    found = list(table.doubts.refusals)
    found += [column_missing(column, table.match, sheet=sheet, header_row=table.header_row) for column in missing]
    if any(finding.rule == "tables_side_by_side" for finding in found):
        return found
    return [*found, *(_claimed(table, name, letters) for name, letters in table.claims)]


def _claimed(table: Table, name: str, letters: Sequence[str]) -> Finding:
    """The headers that claim one column, and the sentence that asks which of them it is."""
    cells = [f"{letter}{table.header_row}" for letter in letters]
    title = table.contract.by_name[name].title
    told = {"title": title, "cells": listed(cells), "every": "båda" if len(cells) == 2 else "alla"}
    place = {"sheet": table.sheet.name, "cell": cells[0], "source_row": table.header_row, "column": name}
    return RULES["header_twice"].finding("header_twice", told, place={**place, "column_title": title})


def refuse_nothing_left(table: Table) -> Finding:
    """A table all of whose rows were left out, with the reason of each."""
    rows: dict[str, list[int]] = {}
    for one in table.left_out:
        rows.setdefault(one.reason, []).append(one.source_row)
    reasons = listed(f"{reason} (rad {name_rows(numbers)})" for reason, numbers in rows.items())
    mends = dict.fromkeys(HOW_TO_COUNT.get(reason, COUNT_OTHERS) for reason in rows)
    told = {"reasons": reasons, "mend": " ".join(mends)}
    return RULES["only_totals"].finding("only_totals", told, place={"sheet": table.sheet.name})


def refuse_sheet(found: NoTable) -> list[Finding]:
    """Why a sheet that was meant as a delivery gives no rows; nothing for a sheet that was not."""
    if not found.meant or found.nearest is None:
        return []
    if found.ties:
        kinds = " och ".join(contract.title for contract in found.ties)
        return [RULES["kind_unclear"].finding("kind_unclear", {"kinds": kinds}, place={"sheet": found.sheet.name})]
    return [
        column_missing(column, found.nearest, sheet=found.sheet.name, header_row=found.header_row)
        for column in found.nearest.missing
    ]


def refuse_hidden(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Where a file has nothing but hidden deliveries, that they are hidden is why it is returned."""
    return (replace(one, severity="error") for one in findings if one.rule == "hidden_sheet")


def column_missing(column: Column, match: HeaderMatch, *, sheet: str, header_row: int | None) -> Finding:
    """The sentence that names a missing column and the closest header found."""
    like = closest_header(column, match)
    unread = match.ignored[:HEADERS_SHOWN]
    heads = Neighbours(
        tuple((letter, "") for letter, _ in unread), ((header_row or 0, tuple(header for _, header in unread), True),)
    )
    mend = f"lägg till kolumnen {column.title}"
    if like:
        mend = f"är det rubriken i cell {like[0]}{header_row} som menas, byt den mot {column.title}. Annars {mend}"
    return RULES["column_missing"].finding(
        "column_missing",
        {
            "title": column.title,
            "kind": match.contract.title,
            "header_row": header_row,
            "closest": f"Närmast är rubriken ”{like[1]}” i cell {like[0]}{header_row}." if like else "",
            "mend": mend[:1].upper() + mend[1:],
            "help": column.help,
            "elsewhere": ELSEWHERE.get(column.type, "").format(title=column.title),
        },
        place={
            "sheet": sheet,
            "neighbours": heads if like else None,
            "column": column.name,
            "column_title": column.title,
            "source_row": header_row,
            "cell": f"{like[0]}{header_row}" if like else None,
        },
    )


def tell_near_misses(table: Table) -> list[Finding]:
    """A remark per header that is almost one of ours."""
    found = []
    for letter, header, column in near_misses(table.match):
        cell = f"{letter}{table.header_row}"
        place = {"sheet": table.sheet.name, "cell": cell, "source_row": table.header_row, "column": column.name}
        place["column_title"] = column.title
        told = {"title": column.title, "header": header, "cell": cell}
        found.append(RULES["header_near"].finding("header_near", told, severity="remark", place=place))
    return found


def tell_whole_totals(table: Table) -> list[Finding]:
    """A remark per row that was taken for a total although nothing is missing in it: it could be a unit."""
    return [_whole_total(table, row.source_row, row.letter) for row in table.left_out if row.is_whole and row.letter][
        :LISTED
    ]


def _whole_total(table: Table, row: int, letter: str) -> Finding:
    cell, header = f"{letter}{row}", table.headers.get(letter)
    told = {"row": row, "column": f"kolumnen ”{header}”" if header else f"kolumn {letter}"}
    column = next((name for own in table.letters for name, at in own.items() if at == letter), None)
    place = {"sheet": table.sheet.name, "source_row": row, "cell": cell, "column": column}
    return RULES["total_left_out"].finding("total_left_out", told, severity="remark", place=place)
