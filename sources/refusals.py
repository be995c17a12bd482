"""Why a whole sheet cannot be taken: what the sender is told when columns are missing or the kind is unclear.

Not here: faults in single rows (`sources/accepting.py`), files that cannot be read at all (`sources/reading`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sources.contracts import Column
from sources.findings import RULES, Finding, Neighbours
from sources.headers import HeaderMatch, closest_header, near_misses
from sources.tables import NoTable, Table

LISTED = 20
HEADERS_SHOWN = 6


def refuse_columns(table: Table, missing: Sequence[Column]) -> list[Finding]:
    """What the table's doubts refuse, a finding per needed column that is missing and per column claimed twice."""
    sheet = table.sheet.name
    found = list(table.doubts.refusals)
    found += [column_missing(column, table.match, sheet=sheet, header_row=table.header_row) for column in missing]
    if any(finding.rule == "tables_side_by_side" for finding in found):
        return found
    for name, letters in table.match.twice.items():
        title = table.contract.by_name[name].title
        headers = " och ".join(f"rubriken i cell {letter}{table.header_row}" for letter in letters)
        place = {
            "sheet": sheet,
            "cell": f"{letters[0]}{table.header_row}",
            "source_row": table.header_row,
            "column": name,
        }
        found.append(RULES["header_twice"].finding("header_twice", {"title": title, "headers": headers}, place=place))
    return found


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


def refuse_file(sheets: Sequence[NoTable]) -> list[Finding]:
    """Why a file with no delivery in any sheet is returned, with what is missing for the nearest kind."""
    nearest = max(
        (sheet.nearest for sheet in sheets if sheet.nearest is not None),
        key=lambda match: match.matched_count,
        default=None,
    )
    closest = ""
    if nearest is not None:
        titles = ", ".join(column.title for column in nearest.missing)
        closest = f"Närmast är {nearest.contract.title}, men där saknas: {titles}."
    return [RULES["no_delivery"].finding("no_delivery", {"closest": closest})]


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
            "help": column.help_within,
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
    return [
        RULES["total_left_out"].finding(
            "total_left_out",
            {"row": row.source_row},
            severity="remark",
            place={"sheet": table.sheet.name, "source_row": row.source_row},
        )
        for row in table.left_out
        if row.is_whole
    ][:LISTED]
