"""The sender's own workbook with its faulty cells coloured and commented, everything else as openpyxl keeps it.

Marks of an earlier round are taken away first. Macros, links to other workbooks and embedded objects do not come along,
and a formula that reaches out of the workbook comes back as the text it showed.
Not here: files that are no xlsx (`text_workbook.py`), what is said (`marks.py`, `fault_list.py`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sources.marking.fault_list import WIDTHS, Line, find_own_sheets, list_lines, list_name
from sources.marking.finishing import finish, read_results
from sources.marking.looks import A4, AUTHOR, COLOURS, FORMULA_STARTS, clean, comment_size, link_to
from sources.marking.marks import FaultGroup, Place, comments_of, severities_of, value_at
from sources.reading import TextSheet

EARLIER = "\n\nDin egen kommentar: "
REACHES_OUT = re.compile(r"\[[^\[\]]+\][^\[\]()*+,;/=<>&]*!|\|\s*'|\bDDE\b", re.IGNORECASE)
"""`[1]Sheet!A1`, `'C:\\[other.xlsx]Sheet'!A1`, `cmd|' /C calc'!A0`; not a table's `Table[Column]`."""
HARMLESS_LINKS = ("http://", "https://", "mailto:")
INK, GREY, GREEN, RULE = "FF17202A", "FF566270", "FF0B6E6E", "FFDFE4E8"
LOOKS: Mapping[str, Font] = {
    "title": Font(bold=True, size=16, color=INK),
    "text": Font(color=GREY),
    "section": Font(bold=True, size=13, color=INK),
    "heads": Font(color=GREY),
    "group": Font(bold=True, color=INK),
    "fault": Font(color=INK),
    "note": Font(color=GREY),
}


def mark_own_workbook(
    source: Path,
    target: Path,
    sheets: Mapping[str, TextSheet],
    groups: Sequence[FaultGroup],
    receipt: Mapping[str, Any],
) -> None:
    """Writes the marked copy of the workbook at `source` to `target`.

    Raises:
        HarmfulWorkbookError: something that may not go back would have come along.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl cannot keep it says as warnings
        book = openpyxl.load_workbook(source, rich_text=True, keep_links=False)
        for name in find_own_sheets(sheets.values()).names:
            del book[name]
        for sheet in book.worksheets:
            _take_away_marks(sheet)
            _keep_inside(sheet, sheets.get(sheet.title))
        results = read_results(source, {sheet.title: _formula_cells(sheet) for sheet in book.worksheets})
        for name in [name for name, value in book.defined_names.items() if REACHES_OUT.search(value.value or "")]:
            del book.defined_names[name]
        _mark_cells(book, groups)
        _write_list(book, list(list_lines(groups, receipt, is_whole=True)))
        book.save(target)
    finish(target, [sheet.title for sheet in book.worksheets], results)


def _take_away_marks(sheet: Worksheet) -> None:
    """Our comments and colours of an earlier round; the colour that a cell had before us is not known any more."""
    ours = {f"FF{colour}" for colour in COLOURS.values()}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.comment is not None and cell.comment.author == AUTHOR:
                earlier = cell.comment.text.partition(EARLIER)[2]
                cell.comment = Comment(earlier, "") if earlier else None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()


def _keep_inside(sheet: Worksheet, texts: TextSheet | None) -> None:
    """Nothing in the sheet may reach out of the workbook, other than links on the web that a person must click."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.hyperlink is not None and not _is_harmless(cell.hyperlink):
                cell.hyperlink = None
            if cell.data_type == "f" and REACHES_OUT.search(_formula_of(cell.value)):
                shown = value_at(texts.cells, Place(sheet.title, cell.row, cell.column_letter)) if texts else None
                write_text(cell, shown or "")
    for name in [name for name, value in sheet.defined_names.items() if REACHES_OUT.search(value.value or "")]:
        del sheet.defined_names[name]
    # openpyxl has no public name for these; a pivot or a query table on a connection that is gone would need repair
    sheet._pivots = [one for one in sheet._pivots if one.cache.cacheSource.type == "worksheet"]  # type: ignore[attr-defined]
    for table in sheet.tables.values():
        table.tableType = table.connectionId = None


def _formula_cells(sheet: Worksheet) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def _is_harmless(link: Hyperlink) -> bool:
    return not link.target or link.target.casefold().startswith(HARMLESS_LINKS)


def _formula_of(value: object) -> str:
    return str(getattr(value, "text", value) or "")


def _mark_cells(book: openpyxl.Workbook, groups: Sequence[FaultGroup]) -> None:
    fills = {name: PatternFill("solid", fgColor=f"FF{colour}") for name, colour in COLOURS.items()}
    for place, severity in severities_of(groups).items():
        _cell_at(book, place).fill = fills[severity]
    for place, text in comments_of(groups).items():
        cell = _cell_at(book, place)
        theirs = f"{EARLIER}{cell.comment.text}" if cell.comment is not None else ""
        width, height = comment_size(text + theirs)
        cell.comment = Comment(clean(text + theirs), AUTHOR, width=width, height=height)


def _cell_at(book: openpyxl.Workbook, place: Place) -> Cell:
    """The cell, or where it lies in a merged range the range's first, which is the one that shows."""
    sheet = book[place.sheet]
    cell = sheet.cell(place.row, column_index_from_string(place.letter))
    if isinstance(cell, MergedCell):
        merged = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
        cell = sheet.cell(merged.min_row, merged.min_col)
    if not isinstance(cell, Cell):
        raise TypeError("The first cell of a merged range is a cell.")
    return cell


def _write_list(book: openpyxl.Workbook, lines: Sequence[Line]) -> None:
    sheet = book.create_sheet(list_name(book.sheetnames), 0)
    for number, line in enumerate(lines, start=1):
        sheet.row_dimensions[number].height = line.height
        for index, text in enumerate(line.texts, start=1):
            cell = sheet.cell(number, index)
            write_text(cell, text)
            cell.font = LOOKS[line.style]
            if line.style == "heads":
                cell.border = Border(bottom=Side("thin", color=RULE))
            if line.style == "fault":
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        if line.link is not None:
            _link(sheet.cell(number, 1), line.link)
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _link(cell: Any, place: Place) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link_to(place.sheet, f"{place.letter}{place.row}"))
    cell.font = Font(color=GREEN, underline="single")


def write_text(cell: Cell, text: str) -> None:
    """Writes text as text, never as a formula, with the mark that keeps it so when a person edits the cell."""
    cell.value = clean(text)
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
