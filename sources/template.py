"""The blank workbook for a kind of delivery: drop-down lists, limits, the column's help as a note, an example.

Made from the contract with XlsxWriter. The example stands on its own sheet as a list, never in the table, so that it
cannot be delivered by mistake. Not here: the printed specification (`sources/specification.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sources.contracts import Column, Contract
from sources.reference_data import Reference
from sources.specification import TYPE_WORDS
from sources.vocabulary import titles_for

ROWS_PREPARED = 5000
README_SHEET = "Läs mig"
LISTS_SHEET = "Listor"
NARROWEST, WIDEST = 12, 34
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
FIXED_CREATION = datetime(2026, 1, 1)  # noqa: DTZ001 - the format stores a time without zone; equal input, equal bytes


def write_template(contract: Contract, path: Path, reference: Reference) -> None:
    """Writes the blank workbook of a kind; equal input gives equal bytes."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": f"{contract.title}, mall", "created": FIXED_CREATION})
        sheet = workbook.add_worksheet(contract.title[:31])
        readme = workbook.add_worksheet(README_SHEET)
        lists = workbook.add_worksheet(LISTS_SHEET)
        lists.hide()
        ranges = _write_lists(lists, contract, reference)
        _write_heads(workbook, sheet, contract, ranges)
        _write_readme(workbook, readme, contract, reference)
        sheet.activate()


def _write_lists(sheet: Worksheet, contract: Contract, reference: Reference) -> Mapping[str, str]:
    """The values of each coded column under one another, and the range where they stand."""
    ranges: dict[str, str] = {}
    coded = [column for column in contract.columns if column.type in {"code", "region", "group"}]
    for index, column in enumerate(coded):
        titles = list(titles_for(column, reference).values())
        sheet.write_column(0, index, titles)
        letter = chr(ord("A") + index)
        ranges[column.name] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(titles)}"
    return ranges


def _write_heads(workbook: Workbook, sheet: Worksheet, contract: Contract, ranges: Mapping[str, str]) -> None:
    plain = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "font_color": "#17202a"}
    needed, optional = workbook.add_format({**plain, "bg_color": "#d9ecec"}), workbook.add_format(plain)
    dates, texts = workbook.add_format({"num_format": "yyyy-mm-dd"}), workbook.add_format({"num_format": "@"})
    for index, column in enumerate(contract.columns):
        sheet.write_string(0, index, column.title, needed if column.needed else optional)
        sheet.write_comment(0, index, _note(column), {"x_scale": 2, "y_scale": 1.5, "author": "Lägesbild"})
        sheet.set_column(index, index, _width(column), _cell_format(column, dates, texts))
        rule = _validation(column, ranges)
        if rule:
            sheet.data_validation(1, index, ROWS_PREPARED, index, rule)
    sheet.freeze_panes(1, 0)


def _note(column: Column) -> str:
    must = "Måste fyllas i." if column.needed else "Får lämnas tom."
    return f"{column.help}\n{must} Form: {TYPE_WORDS[column.type]}." + (
        f"\nExempel: {column.example}" if column.example else ""
    )


def _width(column: Column) -> int:
    return min(max(len(column.title), len(column.example), NARROWEST) + 2, WIDEST)


def _cell_format(column: Column, dates: Format, texts: Format) -> Format | None:
    if column.type == "date":
        return dates
    return None if column.type in {"count", "number"} else texts


def _validation(column: Column, ranges: Mapping[str, str]) -> dict[str, object] | None:
    """The limit that the spreadsheet program itself holds."""
    told = {"error_title": column.title[:32], "error_message": column.help[:255], "ignore_blank": True}
    if column.name in ranges:
        return {"validate": "list", "source": ranges[column.name], **told}
    if column.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST, **told}
    if column.type == "count":
        return {"validate": "integer", "criteria": ">=", "value": 0, **told}
    if column.type == "number" and column.low is not None and column.high is not None:
        return {"validate": "decimal", "criteria": "between", "minimum": column.low, "maximum": column.high, **told}
    if column.type == "number" and column.low is not None:
        return {"validate": "decimal", "criteria": ">=", "value": column.low, **told}
    return None


def _write_readme(workbook: Workbook, sheet: Worksheet, contract: Contract, reference: Reference) -> None:
    head = workbook.add_format({"bold": True, "bottom": 1})
    title = workbook.add_format({"bold": True, "font_size": 16})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"Så fyller du i {contract.title}", title)
    sheet.write_string(1, 0, contract.description)
    sheet.write_string(2, 0, "Fyll i bladet bredvid. Gröna rubriker måste fyllas i. Lägg sedan filen i regionens mapp.")
    sheet.write_row(4, 0, ["I kolumnen", "krävs", "skriver du", "till exempel", "tillåtna ord"], head)
    for row, column in enumerate(contract.columns, start=5):
        words = "" if column.type == "region" else ", ".join(titles_for(column, reference).values())
        cells = [column.title, "ja" if column.needed else "nej", column.help, column.example, words]
        for index, text in enumerate(cells):
            sheet.write_string(row, index, text, wrapped)
    for index, width in enumerate((26, 8, 60, 22, 60)):
        sheet.set_column(index, index, width)
