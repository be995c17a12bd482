"""One description of a sheet, written as xlsx and ods; `workbooks_binary.py` writes it as xls and xlsb.

So a test can ask whether every format tells the same. Not here: the tests.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | float | bool | None
ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
PLAIN, STRUCK, PERCENT = 0, 1, 2


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells, and what the workbook says of them. Rows are counted from 1, cells are addresses."""

    rows: Sequence[Sequence[Cell]]
    name: str = "Blad1"
    merges: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    is_filtered: bool = False
    struck: Sequence[str] = ()
    percent: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False

    def style(self, row: int, column: int) -> int:
        """The style of a cell."""
        place = (row, column)
        if place in [coordinate_to_tuple(one) for one in self.struck]:
            return STRUCK
        return PERCENT if place in [coordinate_to_tuple(one) for one in self.percent] else PLAIN

    def filled(self) -> Iterator[tuple[int, Sequence[tuple[int, Cell]]]]:
        """Each row's number and its filled cells by their columns, counted from 1."""
        for row, cells in enumerate(self.rows, start=1):
            yield row, [(column, cell) for column, cell in enumerate(cells, start=1) if cell is not None]

    def rectangles(self) -> list[tuple[int, int, int, int]]:
        """Top, bottom, left, right of the merges, counted from 0."""
        found = []
        for merge in self.merges:
            left, top, right, bottom = range_boundaries(merge)
            assert left is not None
            assert top is not None
            assert right is not None
            assert bottom is not None
            found.append((top - 1, bottom - 1, left - 1, right - 1))
        return found


def column_of(letters: str) -> int:
    """A column, counted from 0."""
    return coordinate_to_tuple(f"{letters}1")[1] - 1


def as_xlsx(*sheets: Sheet, uses_1904: bool = False) -> bytes:
    """The workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    if uses_1904:
        book.epoch = CALENDAR_MAC_1904
    for told in sheets:
        sheet = book.create_sheet(told.name)
        _dress(sheet, told)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(sheet: Worksheet, told: Sheet) -> None:
    for row, cells in told.filled():
        for column, cell in cells:
            sheet.cell(row, column, cell)
    for merge in told.merges:
        sheet.merge_cells(merge)
    for row in told.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for letters in told.hidden_columns:
        sheet.column_dimensions[letters].hidden = True
    for address in told.struck:
        sheet[address].font = Font(strike=True)
    for address in told.percent:
        sheet[address].number_format = "0%"
    for address, author in told.comments.items():
        sheet[address].comment = Comment("en anmärkning", author)
    if told.is_filtered:
        sheet.auto_filter.ref = f"A1:B{len(told.rows)}"
        sheet.auto_filter.add_filter_column(0, ["x"])
    if told.is_hidden:
        sheet.sheet_state = "hidden"


SPACES = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style")}
SPACES |= {
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
ODS_SPACES = " ".join(f'xmlns:{name}="{space}"' for name, space in SPACES.items())
ODS_STRUCK = (
    '<style:style style:name="ce1" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
)


def as_ods(*sheets: Sheet, uses_1904: bool = False) -> bytes:
    """The workbook as LibreOffice writes it, without what does not matter here."""
    day_zero = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    )
    return ods_of("".join(map(_ods_table, sheets)), before=day_zero if uses_1904 else "")


def ods_of(tables: str, *, styles: str = ODS_STRUCK, before: str = "", named: str = "") -> bytes:
    """A workbook of these tables in markup; `styles` of its own, `named` ones for all."""
    hidden = (
        '<style:style style:name="ta9" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_SPACES}><office:automatic-styles>{styles}'
        f"{hidden}</office:automatic-styles><office:body><office:spreadsheet>{before}{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    style_part = f"<office:document-styles {ODS_SPACES}><office:styles>{named}</office:styles></office:document-styles>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind.decode()}"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "content.xml": content.encode(), "styles.xml": style_part.encode()}
    return zipped({**parts, "META-INF/manifest.xml": manifest.encode()})


def _ods_table(sheet: Sheet) -> str:
    width = max((len(row) for row in sheet.rows), default=1)
    hidden = {column_of(letters) for letters in sheet.hidden_columns}
    hiding = ' table:visibility="collapse"'
    columns = (f"<table:table-column{hiding * (place in hidden)}/>" for place in range(width))
    rows = "".join(_ods_row(sheet, number, cells, width) for number, cells in sheet.filled())
    style = ' table:style-name="ta9"' * sheet.is_hidden
    return f'<table:table table:name="{escape(sheet.name)}"{style}>{"".join(columns)}{rows}</table:table>'


def _ods_row(sheet: Sheet, number: int, cells: Sequence[tuple[int, Cell]], width: int) -> str:
    filled = dict(cells)
    kind = "filter" if sheet.is_filtered else "collapse"
    visibility = f' table:visibility="{kind}"' * (number in sheet.hidden_rows)
    found = (_ods_cell(sheet, number, column, filled.get(column)) for column in range(1, width + 1))
    return f"<table:table-row{visibility}>{''.join(found)}</table:table-row>"


def _ods_cell(sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    style = sheet.style(row, column)
    told = ' table:style-name="ce1"' if style == STRUCK else ""
    for top, bottom, left, right in sheet.rectangles():
        if (top, left) == (row - 1, column - 1):
            told += f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{bottom - top + 1}"'
        elif top <= row - 1 <= bottom and left <= column - 1 <= right:
            return "<table:covered-table-cell/>"
    value = _ods_value(cell, is_percentage=style == PERCENT)
    address = get_column_letter(column) + str(row)
    note = ""
    if author := sheet.comments.get(address):
        note = f"<office:annotation><dc:creator>{author}</dc:creator><text:p>en anmärkning</text:p></office:annotation>"
    if not value and not note:
        return f"<table:table-cell{told}/>"
    shown = "" if cell is None or str(cell).startswith("=") else f"<text:p>{escape(str(cell))}</text:p>"
    return f"<table:table-cell{told}{value}>{note}{shown}</table:table-cell>"


def _ods_value(cell: Cell, *, is_percentage: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f' office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    if isinstance(cell, str) and cell in ERRORS:
        return ' table:formula="of:=[.A1]" office:value-type="string" office:string-value="" calcext:value-type="error"'
    if isinstance(cell, str):
        return f' table:formula="of:{cell}"' if cell.startswith("=") else ' office:value-type="string"'
    kind = "percentage" if is_percentage else "float"
    return f' office:value-type="{kind}" office:value="{cell}"'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


TOLD = Sheet(
    [
        ["Enhet", "Antal", "Andel", "Dold"],
        ["A1", 12, 0.85, "x"],
        [None, 3, 0.125, "x"],
        ["B1", 4, "–", "x"],
        ["C1", 5, 1, "x"],
    ],
    merges=["A2:A3"],
    hidden_rows=[4],
    hidden_columns=["D"],
    is_filtered=True,
    struck=["A5", "B5"],
    percent=["C2", "C3", "C4", "C5"],
    comments={"B2": "Någon", "B3": "Lägesbild"},
)
"""Something of everything that a workbook can say of its cells."""
