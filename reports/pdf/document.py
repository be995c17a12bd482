"""Any Report -> plain data for the Typst template: texts spelled, pictures drawn, tables behind gathered.

Here: the shape that report.typ reads. Not here: how it is set (report.typ), how it is compiled (render).
"""

from __future__ import annotations

from typing import Any

from reports import cells
from reports.charts import draw_chart
from reports.charts.cell_charts import draw_cell, draw_status
from reports.content import (
    NUMERIC,
    PICTURES,
    Block,
    Column,
    Coverage,
    Facts,
    Figure,
    FigureGroup,
    ItemList,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Prose,
    Report,
    Row,
    Span,
    StatusKey,
    Table,
)
from reports.terms import LONG_WORDS
from reports.values import Cell, Status

LONG_TEXT = 22
NARROW_COLUMNS = 4
Data = dict[str, Any]


def describe_report(report: Report) -> Data:
    """The whole report as plain data; tables that stand behind something are in `appendix`."""
    day = report.document_date
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "description": report.description,
        "date": [day.year, day.month, day.day],
        "facts": list(report.facts),
        "banner": report.banner,
        "running_head": _running_head(report),
        "coverage": _coverage(report.coverage) if report.coverage else None,
        "sections": [
            {
                "heading": section.heading,
                "lead": _prose(section.lead),
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in report.sections
        ],
        "appendix": [_table(table) for table in report.tables() if table.is_behind and table.rows],
        "footer": report.footer,
    }


def _running_head(report: Report) -> str:
    title = f"{report.title}, {report.subtitle}" if report.subtitle else report.title
    return f"{title} · {report.facts[0]}" if report.facts else title


def _coverage(coverage: Coverage) -> Data:
    missing = [f"{absence.name} ({absence.reason})" if absence.reason else absence.name for absence in coverage.missing]
    return {
        "present": coverage.reporting_count,
        "absent": len(missing),
        "count": f"{coverage.reporting_count} av {coverage.expected_count} regioner",
        "text": f" ingår. Saknas: {', '.join(missing)}." if missing else " ingår.",
    }


def _prose(text: Prose) -> list[Data]:
    parts = (text,) if isinstance(text, str) else text
    return [
        {"text": part.text, "role": part.role, "href": part.href}
        if isinstance(part, Span)
        else {"text": part, "role": "", "href": ""}
        for part in parts
        if part
    ]


def _block(block: Block) -> Data:
    if isinstance(block, Table):
        is_elsewhere = block.is_behind and block.rows
        return {"kind": "reference", "caption": block.caption} if is_elsewhere else _table(block)
    return {"kind": block.kind, **_content(block)}


def _content(block: Paragraph | Note | KeyFigures | Figure | FigureGroup | Facts | ItemList | StatusKey) -> Data:
    match block:
        case Paragraph() | Note():
            content: Data = {"text": _prose(block.text)}
        case ItemList():
            content = {"items": [_prose(item) for item in block.items]}
        case Facts():
            content = {"pairs": [[term, _prose(text)] for term, text in block.pairs]}
        case KeyFigures():
            content = {"figures": [_key_figure(figure) for figure in block.figures]}
        case StatusKey():
            content = {"statuses": [_status(status) for status in block.statuses]}
        case Figure():
            content = {"figure": _figure(block)}
        case FigureGroup():
            content = {"figures": [_figure(figure) for figure in block.figures]}
    return content


def _key_figure(figure: KeyFigure) -> Data:
    return {
        "value": cells.spell(figure.value, figure.value_kind),
        "state": cells.state_of(figure.value),
        "role": figure.role,
        "text": figure.text,
        "change": figure.remark,
    }


def _figure(figure: Figure) -> Data:
    return {
        "title": figure.title,
        "finding": figure.finding,
        "chart": figure.chart.chart_kind,
        "svg": draw_chart(figure.chart, figure.finding),
    }


def _status(status: Status) -> Data:
    return {"svg": draw_status(status), "text": status.text, "is_quiet": status.is_quiet}


def _table(table: Table) -> Data:
    return {
        "kind": table.kind,
        "caption": table.caption,
        "columns": [_column(column, table) for column in table.columns],
        "rows": [_row(row, table) for row in table.rows],
        "notes": list(cells.notes_of(table)),
        "empty_text": table.empty_text,
        "compact": table.compact,
        "has_pictures": any(column.kind in PICTURES for column in table.columns),
        "narrow": len(table.columns) <= NARROW_COLUMNS and not any(_stretch(c, table) for c in table.columns),
    }


def _column(column: Column, table: Table) -> Data:
    return {
        "title": _divisible(column.title),
        "unit": column.unit,
        "align": "right" if column.kind in NUMERIC else "center" if column.kind == "status" else "left",
        "role": column.role if column.kind not in PICTURES else "plain",
        "stretch": _stretch(column, table),
    }


def _stretch(column: Column, table: Table) -> float:
    """How much of the spare width a column of running text takes; 0 for a column as wide as its content."""
    if column.kind != "text":
        return 0.0
    texts = (cells.spell_cell(row.cells[column.key], column) for row in table.rows if column.key in row.cells)
    longest = max((len(text) for text in texts), default=0)
    return round(longest**0.5, 1) if longest > LONG_TEXT else 0.0


def _row(row: Row, table: Table) -> Data:
    if row.missing is not None:
        head = _cell(row, table.columns[0], table)
        return {"is_total": row.is_total, "missing": cells.row_reason(row.missing), "cells": [head]}
    return {
        "is_total": row.is_total,
        "missing": None,
        "cells": [_cell(row, column, table) for column in table.columns],
    }


def _cell(row: Row, column: Column, table: Table) -> Data:
    cell: Cell | None = row.cells.get(column.key)
    state = cells.state_of(cell)
    if state == "zero" and table.compact:
        state = "faint-zero"
    if column.kind in PICTURES:
        svg = draw_cell(column, row, table)
        is_alone = column.kind == "trend" and cell is not None
        return {
            "svg": svg,
            "text": cells.spell_cell(cell, column) if is_alone and cell is not None else "",
            "state": state,
        }
    if isinstance(cell, Status):
        return {"svg": draw_status(cell), "text": cell.text, "state": "quiet" if cell.is_quiet else "status"}
    text = "" if cell is None else cells.spell_cell(cell, column)
    return {"svg": "", "text": _divisible(text) if _stretch(column, table) else text, "state": state}


def _divisible(text: str) -> str:
    """The text with the sign in long words where they may be divided, as in a narrow column."""
    for word, divided in LONG_WORDS.items():
        text = text.replace(word, divided)
    return text
