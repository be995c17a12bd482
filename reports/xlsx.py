"""Any Report -> a workbook: a front sheet that says what it is, then one sheet per table with real numbers.

Here: sheets, formats, widths. Text is always written as text, so that nothing a sender wrote becomes a formula.
Not here: what a table says; workbooks back to senders (sources).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from reports import cells
from reports.charts.colours import GREY, NEED, ROLE_COLOURS, ROOM
from reports.content import NUMERIC, Cell, Column, Missing, Report, Row, Suppressed, Table

FONT = "Calibri"
LOCALE = "[$-41D]"  # Swedish, where the reading program honours it
FRONT = "Om utgåvan"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST, NARROWEST = 60, 9
Formats = Callable[..., Any]


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
    _write_front(book.add_worksheet(FRONT), report, list(zip(names, tables, strict=True)), formats)
    for name, table in zip(names, tables, strict=True):
        _write_table(book.add_worksheet(name), table, formats)
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


def _write_text(sheet: Any, row: int, column: int, text: str, formats: Formats, **properties: Any) -> None:
    if text.startswith(FORMULA_STARTS):
        properties["quote_prefix"] = True
    sheet.write_string(row, column, text, formats(**properties))


def _write_front(sheet: Any, report: Report, tables: list[tuple[str, Table]], formats: Formats) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    sheet.set_column(2, 2, 30)
    _write_text(sheet, 0, 0, _title(report), formats, bold=True, font_size=18)
    line = 1
    for text in _front_lines(report):
        _write_text(sheet, line, 0, text, formats, font_color=GREY)
        line += 1
    line += 1
    for column, head in enumerate(("Blad", "Innehåll", "Datafil")):
        _write_text(sheet, line, column, head, formats, font_color=GREY, bottom=1)
    for name, table in tables:
        line += 1
        sheet.write_url(line, 0, f"internal:'{name}'!A1", formats(font_color=ROOM, underline=1), name)
        _write_text(sheet, line, 1, table.caption, formats, text_wrap=True)
        _write_text(sheet, line, 2, f"data/{table.name}.csv", formats, font_color=GREY)
    line += 2
    _write_text(sheet, line, 0, "saknas: uppgiften finns inte, skälet står under tabellen.", formats, font_color=GREY)
    _write_text(
        sheet, line + 1, 0, "..: uppgiften visas inte, för att skydda enskilda personer.", formats, font_color=GREY
    )


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


def _write_table(sheet: Any, table: Table, formats: Formats) -> None:
    sheet.hide_gridlines(2)
    _write_text(sheet, 0, 0, table.caption, formats, bold=True, font_size=13)
    columns = table.file_columns
    for index, column in enumerate(columns):
        side = "right" if column.kind in NUMERIC else "left"
        colour = GREY if column.role == "plain" else ROLE_COLOURS[column.role]
        _write_text(
            sheet, 2, index, cells.spell_head(column), formats, align=side, font_color=colour, bottom=1, text_wrap=True
        )
        sheet.set_column(index, index, _width(column, table))
    sheet.freeze_panes(3, 1)
    line = 3
    for row in table.rows:
        for index, column in enumerate(columns):
            _write_cell(sheet, line, index, row, column, formats, is_head=index == 0)
        line += 1
    if not table.rows:
        _write_text(sheet, line, 0, table.empty_text, formats, font_color=GREY)
    for offset, note in enumerate(cells.notes_of(table)):
        _write_text(sheet, line + 1 + offset, 0, note, formats, font_color=GREY)


def _write_cell(
    sheet: Any, line: int, index: int, row: Row, column: Column, formats: Formats, *, is_head: bool
) -> None:
    bold = {"bold": True} if row.is_total or is_head else {}
    cell: Cell | None = row.cells.get(column.key)
    if cell is None:
        text = "" if row.missing is None else cells.row_reason(row.missing) if index == 1 else cells.MISSING_TEXT
        _write_text(sheet, line, index, text, formats, font_color=GREY)
    elif isinstance(cell, (Missing, Suppressed)):
        _write_text(sheet, line, index, cells.spell_cell(cell, column), formats, align="right", font_color=GREY)
    elif isinstance(cell, date):
        stamp = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  # a cell of a workbook has no zone
        sheet.write_datetime(line, index, stamp, formats(num_format="yyyy-mm-dd", align="left", **bold))
    elif isinstance(cell, (int, float)):
        sheet.write_number(line, index, cell, formats(num_format=_number_format(column), **bold, **_colour(column)))
    else:
        _write_text(sheet, line, index, cells.spell_cell(cell, column), formats, text_wrap=True, **bold)


def _colour(column: Column) -> dict[str, str]:
    return {} if column.role == "plain" else {"font_color": NEED if column.role == "need" else ROOM}


def _number_format(column: Column) -> str:
    decimals = f".{'0' * column.decimals}" if column.decimals else ""
    return f"{LOCALE}0{decimals}\u00a0%" if column.kind == "share" else f"{LOCALE}#,##0{decimals}"


def _width(column: Column, table: Table) -> float:
    heads = max(len(word) for word in (*cells.spell_head(column).split(" "), ""))
    texts = [len(cells.spell_cell(row.cells[column.key], column)) for row in table.rows if column.key in row.cells]
    return min(max([heads + 2, NARROWEST, *(length + 2 for length in texts)]), WIDEST)
