"""Any Report -> a workbook: a front sheet that says what it is, then one sheet per table with real numbers.

Here: sheets, formats, widths. Text is always written as text, so that nothing a sender wrote becomes a formula.
Not here: what a table says; workbooks back to senders (sources).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from reports import cells
from reports.charts.colours import GREY, NEED, ROLE_COLOURS, ROOM
from reports.content import NUMERIC, Column, Report, Row, Table
from reports.values import Cell, Interval, Missing, Suppressed

FONT = "Calibri"
LOCALE = "[$-41D]"  # Swedish, where the reading program honours it
FRONT = "Om utgåvan"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST, NARROWEST = 60, 9
HEAD_HEIGHT = 32
Formats = Callable[..., Any]
KEY = (
    "saknas: uppgiften finns inte; skälet står under tabellen.",
    "..: uppgiften visas inte, för att skydda enskilda personer.",
)


def render_xlsx(report: Report) -> bytes:
    """The report's tables as a workbook. Equal reports give equal bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    day = report.document_date
    book.set_properties({"title": _title(report), "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    formats = _format_book(book)
    tables = list(report.tables())
    names = [f"Tabell {number}" for number in range(1, len(tables) + 1)]
    _write_front(_Sheet(book.add_worksheet(FRONT), formats), report, list(zip(names, tables, strict=True)))
    for name, table in zip(names, tables, strict=True):
        _write_table(_Sheet(book.add_worksheet(name), formats), table)
    book.close()
    return out.getvalue()


def _format_book(book: Any) -> Formats:
    """Formats made once per set of properties."""
    made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def formats(**properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in made:
            made[key] = book.add_format({"font_name": FONT, "font_size": 11, "valign": "top", **properties})
        return made[key]

    return formats


def _title(report: Report) -> str:
    return f"{report.title}, {report.subtitle}" if report.subtitle else report.title


@dataclass(frozen=True)
class _Sheet:
    """One sheet of the workbook and the formats it may use."""

    sheet: Any
    formats: Formats

    def write_text(self, line: int, index: int, text: str, **properties: Any) -> None:
        """Text, always as text; the mark that keeps it so is set where it begins like a formula."""
        if text.startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
        self.sheet.write_string(line, index, text, self.formats(**properties))

    def write_cell(self, line: int, index: int, row: Row, column: Column) -> None:
        """A cell of a table: a number as a number, a date as a date, everything else as text."""
        bold = {"bold": True} if row.is_total or index == 0 else {}
        cell: Cell | None = row.cells.get(column.key)
        if cell is None:
            text = "" if row.missing is None else cells.row_reason(row.missing) if index == 1 else cells.MISSING_TEXT
            self.write_text(line, index, text, font_color=GREY)
        elif isinstance(cell, (Missing, Suppressed)):
            self.write_text(line, index, cells.spell_cell(cell, column), align="right", font_color=GREY)
        elif isinstance(cell, Interval):
            self.write_text(line, index, cells.spell_cell(cell, column), align="right", **bold, **_colour(column))
        elif isinstance(cell, date):
            stamp = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  # a cell of a workbook has no zone
            self.sheet.write_datetime(line, index, stamp, self.formats(num_format="yyyy-mm-dd", align="left", **bold))
        elif isinstance(cell, (int, float)):
            form = self.formats(num_format=_number_format(column), **bold, **_colour(column))
            self.sheet.write_number(line, index, cell, form)
        else:
            self.write_text(line, index, cells.spell_cell(cell, column), text_wrap=True, **bold)


def _write_front(page: _Sheet, report: Report, tables: list[tuple[str, Table]]) -> None:
    sheet = page.sheet
    sheet.hide_gridlines(2)
    for column, width in enumerate((18, 100, 34)):
        sheet.set_column(column, column, width)
    page.write_text(0, 0, _title(report), bold=True, font_size=18)
    line = 1
    for text in _front_lines(report):
        page.write_text(line, 0, text, font_color=GREY)
        line += 1
    line += 1
    for column, head in enumerate(("Blad", "Innehåll", "Datafil")):
        page.write_text(line, column, head, font_color=GREY, bottom=1)
    for name, table in tables:
        line += 1
        sheet.write_url(line, 0, f"internal:'{name}'!A1", page.formats(font_color=ROOM, underline=1), name)
        page.write_text(line, 1, table.caption, text_wrap=True)
        page.write_text(line, 2, f"data/{table.name}.csv", font_color=GREY)
    for offset, text in enumerate(KEY):
        page.write_text(line + 2 + offset, 0, text, font_color=GREY)
    _fit_paper(sheet)


def _fit_paper(sheet: Any) -> None:
    """A4 across, one page wide, as many pages as it takes."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _front_lines(report: Report) -> list[str]:
    lines = [report.banner, *report.facts]
    if report.coverage:
        missing = [f"{absence.name} ({absence.reason})" for absence in report.coverage.missing]
        said = f" Saknas: {', '.join(missing)}." if missing else ""
        lines.append(f"{report.coverage.reporting_count} av {report.coverage.expected_count} regioner ingår.{said}")
    if report.edition:
        lines.append(f"Dataversion {report.edition.data_version}. Programversion {report.edition.software_version}.")
        lines.append(f"Diarienummer: {report.edition.diarienummer or 'inte angivet'}.")
        lines.append(f"Kontakt: {report.edition.contact or 'inte angiven'}.")
    return [line for line in (*lines, report.footer) if line]


def _write_table(page: _Sheet, table: Table) -> None:
    page.sheet.hide_gridlines(2)
    page.write_text(0, 0, table.caption, bold=True, font_size=13)
    columns = table.file_columns
    for index, column in enumerate(columns):
        side = "right" if column.kind in NUMERIC else "left"
        colour = GREY if column.role == "plain" else ROLE_COLOURS[column.role]
        head = cells.spell_head(column)
        page.write_text(2, index, head, align=side, font_color=colour, bottom=1, text_wrap=True)
        page.sheet.set_column(index, index, _width(column, table))
    page.sheet.set_row(2, HEAD_HEIGHT)
    page.sheet.freeze_panes(3, 1)
    page.sheet.repeat_rows(2)
    _fit_paper(page.sheet)
    line = 3
    for row in table.rows:
        for index, column in enumerate(columns):
            page.write_cell(line, index, row, column)
        line += 1
    notes = cells.notes_of(table) if table.rows else (table.empty_text,)
    for offset, note in enumerate(notes):
        page.write_text(line + 1 + offset, 0, note, font_color=GREY)


def _colour(column: Column) -> dict[str, str]:
    return {} if column.role == "plain" else {"font_color": NEED if column.role == "need" else ROOM}


def _number_format(column: Column) -> str:
    decimals = f".{'0' * column.decimals}" if column.decimals else ""
    return f"{LOCALE}0{decimals}\u00a0%" if column.kind == "share" else f"{LOCALE}#,##0{decimals}"


def _width(column: Column, table: Table) -> float:
    heads = max(len(word) for word in (*cells.spell_head(column).split(" "), ""))
    texts = [len(cells.spell_cell(row.cells[column.key], column)) for row in table.rows if column.key in row.cells]
    return min(max([heads + 2, NARROWEST, *(length + 2 for length in texts)]), WIDEST)
