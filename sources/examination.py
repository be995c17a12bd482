"""What came out of examining one file, and what the receipt notes of each of its sheets.

Not here: how a file is examined (`sources/examining.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sources.archive import SheetRecord
from sources.findings import RULES, Finding
from sources.marking.fault_list import OwnSheets
from sources.reading import UnreadMember
from sources.screening import mask_identity_numbers
from sources.sheet_refusals import refuse_sheet
from sources.tables import NoTable, Table
from sources.units_seen import UnitSeen

IGNORED_LISTED, LEFT_OUT_LISTED = 50, 1_000
"""Columns and rows that a receipt lists; how many there are it says beside them."""
NOTHING_LEFT: Mapping[str, Any] = {
    "ignored_columns": [],
    "ignored_count": 0,
    "left_out_rows": [],
    "left_out_count": 0,
}
UNREAD_TITLE = "En fil i arkivet gick inte att läsa"


@dataclass
class Examination:
    """What came out: the verdict, the sheets, and what to tell. `sheet_notes` has the receipt's part of each sheet,
    `corrections` what became of the region's corrections. `is_screened`: the whole file was searched for identity
    numbers; the bytes of one that was not are never kept. `trace` is for the log: where the program broke off.
    """

    verdict: str
    sheets: list[SheetRecord] = field(default_factory=list)
    sheet_notes: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    units: list[UnitSeen] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    corrections: list[dict[str, Any]] = field(default_factory=list)
    is_screened: bool = True
    trace: str = ""


def note_no_table(found: NoTable, result: Examination) -> None:
    """A sheet that gives no rows: no delivery, or one that is returned."""
    result.findings += refuse_sheet(found)
    kind = found.nearest.contract if found.meant and found.nearest and not found.ties else None
    verdict = "returned" if found.meant else None
    result.sheets.append(SheetRecord(found.sheet.name, kind.kind if kind else None, verdict, found.header_row, 0, 0))
    result.sheet_notes.append(
        {
            "sheet": found.sheet.name,
            "kind": kind.kind if kind else None,
            "kind_title": kind.title if kind else None,
            "header_row": found.header_row if found.meant else None,
            "accepted_count": 0,
            "refused_count": 0,
            "rows_count": found.sheet.cells.height,
            **NOTHING_LEFT,
        }
    )


def note_unread(unread: Sequence[UnreadMember], result: Examination) -> None:
    """The files of an archive that gave no sheets: each is returned by itself."""
    for name, refusal, is_screened in unread:
        told = mask_identity_numbers(refusal.message)
        result.findings.append(
            Finding("error", refusal.rule, UNREAD_TITLE, told, refusal.how_to_mend, sheet=mask_identity_numbers(name))
        )
        result.counts[refusal.rule] = result.counts.get(refusal.rule, 0) + 1
        result.sheets.append(SheetRecord(name, None, "returned", None, 0, 0))
        result.sheet_notes.append(_note_of_no_kind(name, "gick inte att läsa"))
        result.is_screened &= is_screened


def _note_of_no_kind(name: str, kind_title: str) -> dict[str, Any]:
    """The receipt's part of a sheet that gives no rows."""
    nothing = {"kind": None, "kind_title": kind_title, "header_row": None}
    counts = {"accepted_count": 0, "refused_count": 0, "rows_count": 0}
    return {"sheet": name, **nothing, **counts, **NOTHING_LEFT}


def note_own_sheets(own: OwnSheets, result: Examination) -> None:
    """What we wrote ourselves into a marked workbook is no delivery, and no reason for a remark."""
    if own.only_rows and not any(sheet.verdict for sheet in result.sheets):
        result.findings = [RULES["marked_rows_only"].finding("marked_rows_only")]
    for name in own.names:
        result.sheet_notes.append(_note_of_no_kind(name, "Lägesbilds eget blad"))


def note_hidden(found: Table | NoTable, result: Examination) -> None:
    """A hidden sheet is neither read nor judged; where it looks like a delivery the sender is told so."""
    kinds = " eller ".join(kind.title for kind in found.kinds)
    if kinds:
        place = {"sheet": found.sheet.name}
        told = RULES["hidden_sheet"].finding("hidden_sheet", {"kind": kinds}, severity="remark", place=place)
        result.findings.append(told)
    note_no_table(NoTable(found.sheet, None, None), result)


def note_sheet(
    table: Table,
    result: Examination,
    verdict: str,
    *,
    accepted: int = 0,
    refused: int = 0,
    complete: bool = False,
    empty_period: str | None = None,
) -> None:
    """What became of a sheet that was read as a kind."""
    sheet, contract = table.sheet.name, table.contract
    result.sheets.append(
        SheetRecord(sheet, contract.kind, verdict, table.header_row, accepted, refused, complete, empty_period)
    )
    result.sheet_notes.append(
        {
            "sheet": sheet,
            "kind": contract.kind,
            "kind_title": contract.title,
            "header_row": table.header_row,
            "accepted_count": accepted,
            "refused_count": refused,
            "rows_count": table.texts.height,
            "ignored_columns": [header for _, header in table.match.ignored[:IGNORED_LISTED]],
            "ignored_count": len(table.match.ignored),
            "left_out_rows": [
                {"source_row": one.source_row, "reason": one.reason} for one in table.left_out[:LEFT_OUT_LISTED]
            ],
            "left_out_count": len(table.left_out),
        }
    )
