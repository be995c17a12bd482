"""What a cell says, the same in every renderer.

Here: a cell and its column -> the text a reader sees, and whether it is a number, missing or held back.
Not here: layout, and pictures in cells (charts.cell_charts).
"""

from __future__ import annotations

from datetime import date

from reports import swedish
from reports.content import NUMERIC, Column, ColumnKind, Row, Table
from reports.values import Cell, Interval, Link, Missing, Status, Suppressed, Trend

MISSING_TEXT = "saknas"
SUPPRESSED_TEXT = ".."
PERCENT = "\u00a0%"
INTERVAL_NOTE = "Intervall: enheter har lämnat små antal dolda, och det verkliga talet ligger mellan gränserna."


def spell(value: Cell, kind: ColumnKind, decimals: int = 0) -> str:
    """The text of one cell; `saknas` and `..` are words of their own and never look like zero."""
    match value:
        case Missing():
            text = MISSING_TEXT
        case Suppressed():
            text = SUPPRESSED_TEXT
        case Interval():
            text = spell_interval(value, kind, decimals)
        case Status() | Link():
            text = value.text
        case Trend():
            text = spell_trend(value)
        case date():
            text = value.isoformat()
        case str():
            text = swedish.week_short(value) if kind == "week" and value else value
        case _:
            text = swedish.percent(value, decimals) if kind == "share" else swedish.number(value, decimals)
    return text


def spell_interval(interval: Interval, kind: ColumnKind, decimals: int = 0) -> str:
    """Both bounds where they differ as they are shown: `3–6`, `−6 till −3`; `minst 3` without an upper one."""
    low = spell(interval.low, kind, decimals)
    if interval.high is None:
        return f"minst {low}"
    high = spell(interval.high, kind, decimals)
    if low == high:
        return low
    if interval.low < 0:
        return f"{low} till {high}"
    return f"{low.removesuffix(PERCENT)}\u2013{high}"


def spell_cell(cell: Cell, column: Column) -> str:
    """The text of a cell in its column."""
    return spell(cell, column.kind, column.decimals)


def spell_trend(trend: Trend) -> str:
    """A trend in words: its first and last known values with their weeks."""
    known = [value for value in trend.points if value is not None]
    if not known:
        return MISSING_TEXT
    first, last = swedish.number(known[0]), swedish.number(known[-1])
    return f"Från {first} till {last}, {trend.first_label} till {trend.last_label}"


def spell_head(column: Column) -> str:
    """The head of a column with its unit: Median, dagar."""
    return f"{column.title}, {column.unit}" if column.unit else column.title


def state_of(cell: Cell | None) -> str:
    """How a cell is to be marked: `missing`, `suppressed`, `zero` or empty."""
    if isinstance(cell, Missing):
        return "missing"
    if isinstance(cell, Suppressed):
        return "suppressed"
    if isinstance(cell, (int, float)) and cell == 0:
        return "zero"
    return ""


def is_right_aligned(column: Column) -> bool:
    """Numbers stand to the right, everything else to the left."""
    return column.kind in NUMERIC


def row_reason(missing: Missing) -> str:
    """The text of a row that has no figures at all."""
    return f"{MISSING_TEXT}: {missing.reason}" if missing.reason else MISSING_TEXT


def notes_of(table: Table) -> tuple[str, ...]:
    """The notes under a table: its own, why figures are missing and for which rows, what an interval and `..` mean."""
    reasons: dict[str, list[str]] = {}
    held_back: dict[str, None] = {}
    within_bounds = False
    shown = {column.key for column in table.columns}
    for row in table.rows:
        for cell in (cell for key, cell in row.cells.items() if key in shown):
            if isinstance(cell, Missing) and row.missing is None and cell.reason:
                names = reasons.setdefault(cell.reason, [])
                names += [name] if (name := _head_of(row, table)) not in names else []
            elif isinstance(cell, Suppressed):
                held_back[cell.note] = None
            within_bounds |= isinstance(cell, Interval)
    missing = [f"{reason} ({', '.join(names)})" for reason, names in reasons.items()]
    notes = [f"Saknas: {'; '.join(missing)}."] if missing else []
    notes += [INTERVAL_NOTE] if within_bounds else []
    return (*table.notes, *notes, *(f"{SUPPRESSED_TEXT} {note}" for note in held_back))


def _head_of(row: Row, table: Table) -> str:
    first = table.columns[0]
    return spell_cell(row.cells[first.key], first)
