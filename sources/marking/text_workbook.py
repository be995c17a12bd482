"""A marked workbook built from the text cells as they were read: for CSV, older formats and files that are too long.

Every cell is text, so that nothing the sender wrote becomes a formula or another number. Of a file that is too long
only the rows with faults come, each with its number in the sender's file.
Not here: the sender's own workbook (`own_workbook.py`), what is said (`marks.py`, `fault_list.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from sources.marking.fault_list import LIST_TITLE, ROWS_MARK, ROWS_TITLE, WIDTHS, Line, list_lines
from sources.marking.looks import A4, AUTHOR, COLOURS, FORMULA_STARTS, clean, comment_size, link_to, sheet_names
from sources.marking.marks import FaultGroup, Place, comments_of, rows_told, severities_of, value_at
from sources.reading import TextSheet
from sources.reading.content import letters_to_index

ROW_HEAD = "Rad i din fil"
FIRST_LINE = 3
"""Where the sender's header row stands in a sheet that shows only rows with faults, counted from 0."""
NARROWEST, WIDEST, MEASURED_ROWS = 8, 40, 200
FIXED_CREATION = datetime(2026, 1, 1)  # noqa: DTZ001 - the format stores a time without zone; equal input, equal bytes
INK, GREY, GREEN, RULE = "#17202a", "#566270", "#0b6e6e", "#dfe4e8"
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "text": {"font_color": GREY},
    "section": {"bold": True, "font_size": 13, "font_color": INK},
    "heads": {"font_color": GREY, "bottom": 1, "bottom_color": RULE},
    "group": {"bold": True, "font_color": INK},
    "fault": {"font_color": INK, "text_wrap": True, "valign": "top"},
    "note": {"font_color": GREY},
    "link": {"font_color": GREEN, "underline": 1, "valign": "top"},
    "plain": {},
    "error": {"bg_color": f"#{COLOURS['error']}"},
    "remark": {"bg_color": f"#{COLOURS['remark']}"},
    "number": {"font_color": GREY},
}


@dataclass(frozen=True)
class SheetPlan:
    """Which rows of a sheet are written where: `lines` has the line, counted from 0, of each row.

    `offset` is the number of columns that stand before the sender's own.
    """

    name: str
    cells: pl.DataFrame
    lines: Mapping[int, int]
    head: int | None
    offset: int

    def place(self, cell: Place) -> tuple[int, int]:
        """Line and column of a cell of the sender's file."""
        return self.lines[cell.row], letters_to_index(cell.letter) + self.offset


def write_text_workbook(
    target: Path, sheets: Mapping[str, TextSheet], groups: Sequence[FaultGroup], receipt: Mapping[str, Any]
) -> None:
    """Writes every sheet of the file, at its own rows and columns, with its faulty cells marked."""
    heads = _heads(receipt)
    plans = [
        SheetPlan(name, sheet.cells, _own_lines(sheet, groups), heads.get(name), offset=0)
        for name, sheet in sheets.items()
    ]
    _write(target, plans, groups, receipt)


def write_faulty_rows(
    target: Path, sheets: Mapping[str, TextSheet], groups: Sequence[FaultGroup], receipt: Mapping[str, Any]
) -> None:
    """Writes the header row and the rows that are told of, each with its number in the sender's file."""
    heads = _heads(receipt)
    told: dict[str, set[int]] = {}
    for name, row in rows_told(groups):
        told.setdefault(name, set()).add(row)
    plans = []
    for name, rows in told.items():
        head = heads.get(name)
        wanted = [*([head] if head else []), *sorted(rows - {head})]
        cells = sheets[name].cells.filter(pl.col("source_row").is_in(wanted))
        lines = {row: FIRST_LINE + number for number, row in enumerate(wanted)}
        plans.append(SheetPlan(name, cells, lines, head, offset=1))
    _write(target, plans, groups, receipt)


def _heads(receipt: Mapping[str, Any]) -> dict[str, int]:
    return {str(one["sheet"]): int(one["header_row"]) for one in receipt["sheets"] if one["header_row"]}


def _own_lines(sheet: TextSheet, groups: Sequence[FaultGroup]) -> dict[int, int]:
    """Every row at its own place; a faulty cell may lie in a row that is empty."""
    faulty = (place.row for group in groups if group.sheet == sheet.name for place in group.cells)
    return {row: row - 1 for row in (*sheet.cells["source_row"], *faulty)}


def _write(target: Path, plans: Sequence[SheetPlan], groups: Sequence[FaultGroup], receipt: Mapping[str, Any]) -> None:
    names = sheet_names([plan.name for plan in plans], taken=[LIST_TITLE])
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": LIST_TITLE, "created": FIXED_CREATION})
        looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
        quoted = {name: book.add_format({**look, "quote_prefix": True}) for name, look in LOOKS.items()}
        pen = Pen(looks, quoted)
        first = book.add_worksheet(LIST_TITLE)
        by_name = {plan.name: plan for plan in plans}
        for plan in plans:
            _write_sheet(book.add_worksheet(names[plan.name]), plan, groups, pen)
        is_whole = all(plan.offset == 0 for plan in plans)
        _write_list(first, list_lines(groups, receipt, is_whole=is_whole), pen, names, by_name)


@dataclass(frozen=True)
class Pen:
    """Writes text as text: the looks, and the same with the mark that keeps a formula's beginning from being one."""

    looks: Mapping[str, Any]
    quoted: Mapping[str, Any]

    def write(self, sheet: Any, place: tuple[int, int], text: str, look: str) -> None:
        """Writes one cell; an empty text leaves its look alone."""
        form = (self.quoted if text.startswith(FORMULA_STARTS) else self.looks)[look]
        if text:
            sheet.write_string(*place, clean(text), form)
        else:
            sheet.write_blank(*place, None, form)


def _write_sheet(sheet: Any, plan: SheetPlan, groups: Sequence[FaultGroup], pen: Pen) -> None:
    own = [group for group in groups if group.sheet == plan.name]
    looks = {place: look for place, look in severities_of(own).items() if place.row in plan.lines}
    letters = plan.cells.columns[1:]
    for row, *texts in plan.cells.rows():
        for letter, text in zip(letters, texts, strict=True):
            place = Place(plan.name, row, letter)
            if text is not None and place not in looks:
                pen.write(sheet, plan.place(place), text, "plain")
    for place, look in looks.items():
        pen.write(sheet, plan.place(place), value_at(plan.cells, place) or "", look)
    for place, text in comments_of(own).items():
        width, height = comment_size(text)
        size = {"author": AUTHOR, "width": width, "height": height}
        sheet.write_comment(*plan.place(place), clean(text), size)
    if plan.offset:
        _write_row_numbers(sheet, plan, pen)
    for index, letter in enumerate(letters, start=plan.offset):
        sheet.set_column(index, index, _width(plan.cells[letter]))
    if plan.head is not None and plan.head in plan.lines:
        sheet.freeze_panes(plan.lines[plan.head] + 1, plan.offset)


def _write_row_numbers(sheet: Any, plan: SheetPlan, pen: Pen) -> None:
    pen.write(sheet, (0, 0), ROWS_TITLE, "title")
    pen.write(sheet, (1, 0), ROWS_MARK, "text")
    pen.write(sheet, (FIRST_LINE - 1, 0), ROW_HEAD, "heads")
    for row, line in plan.lines.items():
        sheet.write_number(line, 0, row, pen.looks["number"])


def _width(cells: pl.Series) -> int:
    longest = cells.head(MEASURED_ROWS).cast(pl.String).str.len_chars().max()
    return min(max(NARROWEST, longest + 2 if isinstance(longest, int) else 0), WIDEST)


def _write_list(
    sheet: Any, lines: Iterable[Line], pen: Pen, names: Mapping[str, str], plans: Mapping[str, SheetPlan]
) -> None:
    for number, line in enumerate(lines):
        sheet.set_row(number, line.height)
        for index, text in enumerate(line.texts):
            pen.write(sheet, (number, index), text, line.style)
        if line.link is not None:
            target = link_to(names[line.link.sheet], xl_rowcol_to_cell(*plans[line.link.sheet].place(line.link)))
            sheet.write_url(number, 0, f"internal:{target}", pen.looks["link"], line.texts[0])
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.activate()
