"""The blank workbook for a kind of delivery: drop-down lists, limits, the column's help as a note, an example.

Made from the contract with XlsxWriter. The heads are locked (without a password) and everything under them is free, so
that rows can be added, sorted and deleted. The example stands on its own sheet as a list, never in the table, so that
it cannot be delivered by mistake. Not here: what each column allows (`sources/template_rules.py`), the printed
specification (`sources/specification.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sources.contracts import CARE_UNITS, Column, Contract
from sources.reference_data import Reference
from sources.specification import TYPE_WORDS
from sources.template_rules import UNITS, limit_of
from sources.vocabulary import titles_for

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
README_SHEET = "Läs mig"
HOW_TO_FILL_IN = "Fyll i bladet bredvid. Kolumner med grön rubrik måste fyllas i. Lägg sedan filen i regionens mapp."
LISTS_SHEET = "Listor"
LISTED = frozenset({"code", "region", "group"})
NARROWEST, WIDEST = 12, 34
A4 = 9
FIXED_CREATION = datetime(2026, 1, 1)  # noqa: DTZ001 - the format stores a time without zone; equal input, equal bytes
FREE_UNDER_HEADS = {
    "sort": True,
    "autofilter": True,
    "insert_rows": True,
    "delete_rows": True,
    "format_columns": True,
    "format_rows": True,
}


def write_template(
    contract: Contract, path: Path, reference: Reference, *, units: Mapping[str, str] | None = None
) -> None:
    """Writes the blank workbook of a kind; equal input gives equal bytes.

    Args:
        contract: the kind.
        path: where the workbook is written.
        reference: code lists.
        units: the region's own units, id to name; they become the list of the column for the unit.
    """
    units = {} if contract is CARE_UNITS else units or {}
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": f"{contract.title}, mall", "created": FIXED_CREATION})
        sheet = workbook.add_worksheet(contract.title[:31])
        readme = workbook.add_worksheet(README_SHEET)
        lists = workbook.add_worksheet(LISTS_SHEET)
        lists.hide()
        lists.protect()
        names = _write_lists(workbook, lists, contract, reference, units)
        _write_heads(workbook, sheet, contract, names)
        _set_print(sheet, contract)
        _write_readme(workbook, readme, contract, reference, units)
        readme.protect("", {"format_columns": True, "format_rows": True})
        sheet.activate()


def _write_lists(
    workbook: Workbook, sheet: Worksheet, contract: Contract, reference: Reference, units: Mapping[str, str]
) -> Mapping[str, str]:
    """The values of each coded column under one another, and the name of the range where they stand.

    A list in the rule itself would end at 255 characters; a named range has no such end.
    """
    coded = [column for column in contract.columns if column.type in LISTED]
    lists = {column.name: list(titles_for(column, reference).values()) for column in coded}
    if units and UNITS in contract.by_name:
        lists[UNITS] = list(units)
    as_text = workbook.add_format({"num_format": "@"})
    names: dict[str, str] = {}
    for index, (column, values) in enumerate(lists.items()):
        for row, value in enumerate(values):
            sheet.write_string(row, index, value, as_text)
        letters = xl_col_to_name(index)
        names[column] = f"Lista_{column}"
        workbook.define_name(names[column], f"={LISTS_SHEET}!${letters}$1:${letters}${len(values)}")
    return names


def _write_heads(workbook: Workbook, sheet: Worksheet, contract: Contract, names: Mapping[str, str]) -> None:
    plain = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "font_color": "#17202a", "locked": True}
    needed, optional = workbook.add_format({**plain, "bg_color": "#d9ecec"}), workbook.add_format(plain)
    formats = {
        form: workbook.add_format({"num_format": form, "locked": False}) for form in ("yyyy-mm-dd", "@", "0", "General")
    }
    sheet.set_row(0, 32, optional)
    for index, column in enumerate(contract.columns):
        sheet.write_string(0, index, column.title, needed if column.needed else optional)
        sheet.write_comment(0, index, _note(column), {"x_scale": 2, "y_scale": 1.5, "author": "Lägesbild"})
        sheet.set_column(index, index, _width(column), formats[_number_format(column)])
        rule = limit_of(column, f"{xl_col_to_name(index)}2", names.get(column.name))
        if rule:
            sheet.data_validation(1, index, LAST_ROW, index, rule)
    sheet.set_column(len(contract.columns), LAST_COLUMN, None, formats["General"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, LAST_ROW, len(contract.columns) - 1)
    sheet.protect("", FREE_UNDER_HEADS)


def _note(column: Column) -> str:
    must = "Måste fyllas i." if column.needed else "Får lämnas tom."
    return f"{column.help}\n{must} Form: {TYPE_WORDS[column.type]}." + (
        f"\nExempel: {column.example}" if column.example else ""
    )


def _width(column: Column) -> int:
    return min(max(len(column.title), len(column.example), NARROWEST) + 2, WIDEST)


def _number_format(column: Column) -> str:
    """How cells are kept. Codes and ids are text, so that `1-5`, `0123` and long numbers stay as they are typed."""
    return {"date": "yyyy-mm-dd", "count": "0", "number": "General"}.get(column.type, "@")


def _set_print(sheet: Worksheet, contract: Contract) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{contract.title}")
    sheet.set_footer("&RSida &P av &N")


def _write_readme(
    workbook: Workbook, sheet: Worksheet, contract: Contract, reference: Reference, units: Mapping[str, str]
) -> None:
    head: Format = workbook.add_format({"bold": True, "bottom": 1})
    title = workbook.add_format({"bold": True, "font_size": 16})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"Så fyller du i {contract.title}", title)
    sheet.write_string(1, 0, contract.description)
    sheet.write_string(2, 0, HOW_TO_FILL_IN)
    sheet.write_row(4, 0, ["I kolumnen", "krävs", "skriver du", "till exempel", "tillåtna ord"], head)
    for row, column in enumerate(contract.columns, start=5):
        words = "" if column.type == "region" else ", ".join(titles_for(column, reference).values())
        cells = [column.title, "ja" if column.needed else "nej", column.help, column.example, words]
        for index, text in enumerate(cells):
            sheet.write_string(row, index, text, wrapped)
    if units and UNITS in contract.by_name:
        first = len(contract.columns) + 6
        sheet.write_row(first, 0, ["Era enheter", "", "namn enligt er katalog"], head)
        for row, (unit, name) in enumerate(units.items(), start=first + 1):
            sheet.write_string(row, 0, unit, wrapped)
            sheet.write_string(row, 2, name, wrapped)
    for index, width in enumerate((26, 8, 60, 22, 60)):
        sheet.set_column(index, index, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
