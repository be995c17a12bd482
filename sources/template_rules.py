"""What a spreadsheet program itself holds a column of the template to: lists, limits, forms, and the words it says.

Not here: the workbook (`sources/template.py`), and what a delivery is held to (the contract): a program can be got
round by pasting, so every rule is tried again when the file comes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sources.contracts import Column
from sources.contracts.contract import PLAUSIBLE_DATES

UNITS = "care_unit_id"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
Limit = dict[str, Any]

_FORMULAS: Mapping[str, str] = {
    "week": '=AND(LEN({0})=8,MID({0},5,2)="-W",VALUE(LEFT({0},4))>=2000,VALUE(RIGHT({0},2))>=1,'
    "VALUE(RIGHT({0},2))<=53)",
    "month": '=AND(LEN({0})=7,MID({0},5,1)="-",VALUE(LEFT({0},4))>=2000,VALUE(RIGHT({0},2))>=1,'
    "VALUE(RIGHT({0},2))<=12)",
    "icd": "=AND(LEN({0})>=3,LEN({0})<=8,CODE(UPPER(LEFT({0},1)))>=65,CODE(UPPER(LEFT({0},1)))<=90,"
    "ISNUMBER(VALUE(MID({0},2,2))))",
    "kva": "=AND(LEN({0})=5,CODE(UPPER(LEFT({0},1)))>=65,CODE(UPPER(LEFT({0},1)))<=90)",
}
_FORMS: Mapping[str, str] = {
    "week": "Skriv år och vecka så här: 2026-W47.",
    "month": "Skriv år och månad så här: 2026-11.",
    "icd": "Skriv en diagnoskod enligt ICD-10-SE, till exempel H25.9.",
    "kva": "Skriv en åtgärdskod enligt KVÅ, fem tecken, till exempel CJE20.",
}


def limit_of(column: Column, cell: str, list_name: str | None) -> Limit | None:
    """The rule for a column's cells, as XlsxWriter takes it.

    Args:
        column: the column.
        cell: its first cell under the head, such as `C2`.
        list_name: the name of the range with its words, if it has a list.
    """
    if list_name and column.name == UNITS:
        message = "Enheten finns inte i er vårdgivarkatalog. Är koden rätt kan du behålla den; kvittot påminner dig."
        return {"validate": "list", "source": f"={list_name}", "error_type": "warning", **_told(column, message)}
    if list_name:
        return {"validate": "list", "source": f"={list_name}", **_told(column, "Välj ett av orden i listan.")}
    if column.type in _FORMULAS:
        formula = _FORMULAS[column.type].format(cell)
        return {"validate": "custom", "value": formula, **_told(column, _FORMS[column.type])}
    return _range_of(column)


def _range_of(column: Column) -> Limit | None:
    if column.type == "date":
        low, high = PLAUSIBLE_DATES
        message = f"Skriv ett datum från {low} till {high}, till exempel {column.example}."
        return _between(column, "date", low, high, message)
    if column.type not in {"count", "number"} or column.low is None or column.high is None:
        return None
    kind, word = ("integer", "ett heltal") if column.type == "count" else ("decimal", "ett tal")
    message = f"Skriv {word} från {_number(column.low)} till {_number(column.high)}."
    return _between(column, kind, column.low, column.high, message)


def _between(column: Column, kind: str, low: float | date, high: float | date, message: str) -> Limit:
    limits = {"criteria": "between", "minimum": low, "maximum": high}
    return {"validate": kind, **limits, **_told(column, message)}


def _told(column: Column, message: str) -> Limit:
    """The words of the program when a value does not fit: what is allowed first, then the column's help."""
    whole = f"{message} {column.help}"
    text = whole if len(whole) <= LONGEST_MESSAGE else message
    return {"error_title": column.title[:LONGEST_TITLE], "error_message": text, "ignore_blank": True}


def _number(value: float) -> str:
    return f"{value:,.15g}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
