"""Any Report -> one HTML file with its fonts, style and pictures inside, and no request to anywhere.

Here: the Jinja environment, what templates may ask, and the page. Not here: text of any report.
"""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import cells, fonts
from reports.charts import draw_chart
from reports.charts.cell_charts import draw_cell, draw_status
from reports.content import NUMERIC, PICTURES, Column, Figure, Report, Row, Table
from reports.values import Status

FOLDER = Path(__file__).parent
PHONE_WIDTH, CHARACTER_WIDTH, CELL_PADDING = 288.0, 6.7, 10.0  # the narrowest phone, in CSS pixels at its type
WHOLE_ROW_CHARACTERS, RUNNING_TEXT_CHARACTERS = 24, 60


def render_html(report: Report) -> str:
    """The report as one self-contained page. Equal reports give equal text."""
    return environment().get_template("report.html.j2").render(report=report)


@functools.cache
def environment() -> Environment:
    """The templates with escaping on, and an error for every name that is not there."""
    jinja = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals.update(
        style=style_sheet,
        receipt_style=receipt_style_sheet,
        spell=cells.spell,
        spell_cell=cells.spell_cell,
        spell_head=cells.spell_head,
        state_of=cells.state_of,
        notes_of=cells.notes_of,
        row_reason=cells.row_reason,
        cell_classes=cell_classes,
        is_text=is_text,
        fits_phone=fits_phone,
        is_long=is_long,
        cell_picture=cell_picture,
        status_picture=status_picture,
        figure_picture=figure_picture,
    )
    return jinja


@functools.cache
def style_sheet() -> Markup:
    """The style sheet with both weights of the font inside."""
    faces = "".join(
        f'@font-face{{font-family:"{fonts.HTML_FAMILY}";font-weight:{weight};'
        f'src:url(data:font/woff;base64,{fonts.reduced_font(weight)}) format("woff")}}\n'
        for weight in fonts.WEIGHTS
    )
    return Markup(faces + (FOLDER / "report.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file


@functools.cache
def receipt_style_sheet() -> Markup:
    """What the receipt adds to the style sheet."""
    return Markup((FOLDER / "receipt.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file


def cell_picture(column: Column, row: Row, table: Table) -> Markup:
    """The picture of a cell as inline SVG."""
    return Markup(draw_cell(column, row, table))  # noqa: S704  # drawn by us, its texts escaped


def status_picture(status: Status) -> Markup:
    """The symbol of a state as inline SVG."""
    return Markup(draw_status(status))  # noqa: S704  # drawn by us, its texts escaped


def figure_picture(figure: Figure) -> Markup:
    """A figure's chart as inline SVG."""
    return Markup(draw_chart(figure.chart, figure.finding))  # noqa: S704  # drawn by us, its texts escaped


def is_text(value: object) -> bool:
    """Whether prose is one plain text rather than stretches of it."""
    return isinstance(value, str)


def cell_classes(column: Column, row: Row | None = None) -> str:
    """The classes of a cell or of a column's head."""
    names = ["n"] if column.kind in NUMERIC else ["p"] if column.kind in PICTURES else []
    names += ["c"] if column.kind == "status" else []
    names += [column.role] if column.role != "plain" and column.kind not in PICTURES else []
    if row is not None and column.key in row.cells:
        names += [state] if (state := cells.state_of(row.cells[column.key])) else []
    return " ".join(names)


def fits_phone(table: Table) -> bool:
    """Whether a table is narrow enough to stay a table on a phone, judged by its longest words."""
    if any(column.kind in PICTURES | {"status"} or has_running_text(table, column) for column in table.columns):
        return False
    return sum(_width_of(column, table) * CHARACTER_WIDTH + CELL_PADDING for column in table.columns) <= PHONE_WIDTH


def is_long(table: Table, column: Column) -> bool:
    """Whether a column holds text that needs a line of its own on a phone."""
    texts = (cells.spell_cell(row.cells[column.key], column) for row in table.rows if column.key in row.cells)
    return column.kind in PICTURES or any(len(text) > WHOLE_ROW_CHARACTERS for text in texts)


def has_running_text(table: Table, column: Column) -> bool:
    """Whether a column holds sentences, which a narrow column would break at every word."""
    texts = (cells.spell_cell(row.cells[column.key], column) for row in table.rows if column.key in row.cells)
    return any(len(text) > RUNNING_TEXT_CHARACTERS for text in texts)


def _width_of(column: Column, table: Table) -> int:
    """The characters of a column's longest word; a number with its blanks is one word."""
    texts = [cells.spell_cell(row.cells[column.key], column) for row in table.rows if column.key in row.cells]
    return max((len(word) for text in (cells.spell_head(column), *texts) for word in text.split(" ")), default=0)
