"""Sheets to an Excel workbook, with the same bytes every time.

Here: handing a sheet's title rows, header levels, rows and footer to XlsxWriter. Not here: what the sheets hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.demo.sheets import Sheet

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - the format stores a time without zone; equal input, equal bytes
COLUMN_WIDTH = 16


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Writes the sheets; text as text, whole and decimal numbers as numbers, dates as date cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"created": CREATED})
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, bold, day)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, bold: Format, day: Format) -> None:
    worksheet.set_column(0, max(0, sheet.rows.width - 1), COLUMN_WIDTH)
    above = [*((title,) for title in sheet.titles), *sheet.header_rows()]
    for number, texts in enumerate(above):
        _write_texts(worksheet, number, texts, bold)
    for first, last, text in _merged(sheet):
        worksheet.merge_range(len(sheet.titles), first, len(sheet.titles), last, text, bold)
    for index, column in enumerate(sheet.rows.iter_columns()):
        _write_column(worksheet, len(above), index, column, day)
    for number, texts in enumerate(sheet.footer, start=len(above) + sheet.rows.height):
        _write_texts(worksheet, number, texts, None)


def _write_texts(worksheet: Worksheet, row: int, texts: Sequence[str], style: Format | None) -> None:
    """A row outside the table: titles, headers, sums, notes. Whole numbers are written as numbers."""
    for index, text in enumerate(texts):
        if text.isascii() and text.isdigit():
            worksheet.write_number(row, index, int(text), style)
        elif text:
            worksheet.write_string(row, index, text, style)


def _write_column(worksheet: Worksheet, above: int, index: int, column: pl.Series, day: Format) -> None:
    if column.dtype == pl.Date:
        for row, value in enumerate(column, start=above):
            if value is not None:
                worksheet.write_datetime(row, index, value, day)
        return
    write = worksheet.write_string if column.dtype == pl.String else worksheet.write_number
    for row, value in enumerate(column, start=above):
        if value is not None:
            write(row, index, value)


def _merged(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """The upper header level's cells (first and last column, text), merged over the columns that they head."""
    start = 0
    for text, same in groupby(sheet.upper):
        end = start + len(list(same)) - 1
        if end > start:
            yield start, end, text
        start = end + 1
