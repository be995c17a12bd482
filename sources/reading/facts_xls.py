"""The facts of an xls workbook's sheets, from the records (BIFF5 and BIFF8) of its stream.

Runs of cells of which nothing is to be said are passed over without a look at each.
Not here: what the facts are (facts), the streams and what may act in them (compound).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from struct import Struct, error, iter_unpack

from sources.reading.compound import CompoundFile
from sources.reading.content import DAY_ZERO_1900, DAY_ZERO_1904, UNCALCULATED
from sources.reading.facts import BUILT_IN_PERCENTAGES, OUR_AUTHOR, CellStyles, SheetLook, is_percentage, styles_besides

BOF, EOF, BOUNDSHEET, DATEMODE, FONT, FORMAT, XF = 0x809, 0x0A, 0x85, 0x22, 0x31, 0x41E, 0xE0
ROW, COLINFO, MERGEDCELLS, NOTE, FILTERMODE, AUTOFILTER = 0x208, 0x7D, 0xE5, 0x1C, 0x9B, 0x9E
FORMULA, NUMBER, RK, MULRK = 0x06, 0x203, 0x27E, 0xBD
LABEL, LABELSST, RSTRING, BOOLERR = 0x204, 0xFD, 0xD6, 0x205
BIFF8 = 0x600
STRUCK, HIDDEN_ROW, HIDDEN_COLUMN, STYLE_OF_STYLES, TO_BE_CALCULATED = 0x08, 0x20, 0x01, 0x04, 0x02
NO_NUMBER = b"\xff\xff"
"""How the result of a formula ends that is no number."""
NO_RESULT = bytes(8)

_HEAD, _CELL, _SPAN = Struct("<HH"), Struct("<HHH"), Struct("<HH")
_VISIBLE = b"[" + b"".join(re.escape(bytes([flags])) for flags in range(256) if not flags & HIDDEN_ROW) + b"]"


def look_at_xls(content: bytes) -> tuple[SheetLook, ...]:
    """The looks at the workbook's sheets in their order; none where its directory is broken.

    Raises:
        ValueError: a record is shorter than its kind.
    """
    try:
        stream = CompoundFile(content).stream("Workbook", "Book")
    except (ValueError, IndexError):
        return ()
    try:
        return _Records(stream).look()
    except (error, IndexError):
        raise ValueError("a short record") from None


class _Records:
    """The records of a workbook, one after the other: those of the whole workbook, then those of each sheet."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._sheets: list[tuple[int, SheetLook]] = []
        self._depth = 0
        self._sheet: SheetLook | None = None
        self._version = BIFF8
        self._day_zero = DAY_ZERO_1900
        self._fonts: list[bool] = []
        self._formats = dict.fromkeys(BUILT_IN_PERCENTAGES, True)
        self._cell_styles: list[tuple[int, int] | None] = []
        self._styles = CellStyles()
        self._passed_over: re.Pattern[bytes] | None = None
        self._of_workbook: Mapping[int, Callable[[bytes], None]] = {
            BOUNDSHEET: self._take_sheet,
            DATEMODE: self._take_day_zero,
            FONT: lambda data: self._fonts.append(bool(data[2] & STRUCK)),
            FORMAT: self._take_format,
            XF: self._take_style,
        }
        self._of_sheet: dict[int, Callable[[SheetLook, bytes], None]] = {
            ROW: _take_row,
            COLINFO: _take_columns,
            MERGEDCELLS: _take_merges,
            NOTE: self._take_note,
            FILTERMODE: _take_filter,
            AUTOFILTER: _take_filter,
            **dict.fromkeys((NUMBER, RK, LABEL, LABELSST, RSTRING, BOOLERR, FORMULA), self._take_cell),
            NUMBER: self._take_number,
            RK: self._take_number,
            FORMULA: self._take_formula,
        }

    def look(self) -> tuple[SheetLook, ...]:
        """Looks at all records."""
        at, plain = 0, None
        while at + _HEAD.size <= len(self._stream):
            if plain and (run := plain.match(self._stream, at)):
                at = run.end()
                if at + _HEAD.size > len(self._stream):
                    break
            kind, size = _HEAD.unpack_from(self._stream, at)
            start = at + _HEAD.size
            if kind == BOF:
                self._begin(at)
                plain = self._passed_over if self._sheet else None
            elif kind == EOF:
                self._depth -= 1
            elif self._depth == 1 and self._sheet is not None:
                if take := self._of_sheet.get(kind):
                    take(self._sheet, self._stream[start : start + size])
            elif self._depth == 1 and (settle := self._of_workbook.get(kind)):
                settle(self._stream[start : start + size])
            at = start + size
        for _, look in self._sheets:
            look.day_zero = self._day_zero
        return tuple(look for _, look in self._sheets)

    def _begin(self, at: int) -> None:
        """The workbook, one of its sheets, or a chart in a sheet begins."""
        self._depth += 1
        if self._depth > 1:
            return
        if not at:
            self._version = int.from_bytes(self._stream[4:6], "little")
        self._sheet = next((look for start, look in self._sheets if start == at), None)
        if self._sheet is not None and self._passed_over is None:
            self._settle_styles()
            self._passed_over = self._plain_cells()

    def _settle_styles(self) -> None:
        """What the records before the sheets said of styles."""
        for number, style in enumerate(self._cell_styles):
            if style is None:
                continue
            font, number_format = style
            place = font - (font > 4)  # no font has the number 4
            if place < len(self._fonts) and self._fonts[place]:
                self._styles.struck.add(number)
            if self._formats.get(number_format):
                self._styles.percentage.add(number)
        if self._styles.telling:
            self._of_sheet[MULRK] = self._take_numbers

    def _plain_cells(self) -> re.Pattern[bytes]:
        """Rows that are shown, and cells of fixed length whose style says nothing."""
        style = styles_besides(self._styles.telling, 2)
        return re.compile(
            rb"(?:\x03\x02\x0e\x00[\s\S]{4}" + style + rb"[\s\S]{8}"
            rb"|(?:\x7e\x02|\xfd\x00)\x0a\x00[\s\S]{4}" + style + rb"[\s\S]{4}"
            rb"|\x05\x02\x08\x00[\s\S]{4}" + style + rb"[\s\S]{2}"
            rb"|\x01\x02\x06\x00[\s\S]{6}"
            rb"|\x08\x02\x10\x00[\s\S]{12}" + _VISIBLE + rb"[\s\S]{3})++"
        )

    def _take_sheet(self, data: bytes) -> None:
        self._sheets.append((int.from_bytes(data[:4], "little"), SheetLook()))

    def _take_day_zero(self, data: bytes) -> None:
        self._day_zero = DAY_ZERO_1904 if data[0] & 1 else DAY_ZERO_1900

    def _take_format(self, data: bytes) -> None:
        number, length = _SPAN.unpack_from(data)
        code = data[5:] if self._version == BIFF8 else data[3:]
        is_wide = self._version == BIFF8 and data[4] & 1
        text = code[: 2 * length].decode("utf-16-le", "replace") if is_wide else code.decode("latin-1")
        self._formats[number] = is_percentage(text)

    def _take_style(self, data: bytes) -> None:
        font, number_format, kind = _CELL.unpack_from(data)
        self._cell_styles.append(None if kind & STYLE_OF_STYLES else (font, number_format))

    def _take_note(self, look: SheetLook, data: bytes) -> None:
        row, column = _SPAN.unpack_from(data)
        if self._version == BIFF8 and _author(data[8:]) == OUR_AUTHOR:
            return
        look.comment(row + 1, column)

    def _take_cell(self, look: SheetLook, data: bytes) -> None:
        row, column, style = _CELL.unpack_from(data)
        if style in self._styles.struck:
            look.strike([row + 1], column)

    def _take_number(self, look: SheetLook, data: bytes) -> None:
        self._take_cell(look, data)
        row, column, style = _CELL.unpack_from(data)
        if style in self._styles.percentage:
            look.show_percentage([row + 1], column)

    def _take_numbers(self, look: SheetLook, data: bytes) -> None:
        """Numbers beside each other: row, first column, then style and number of each, last column."""
        row, first = data[:2], int.from_bytes(data[2:4], "little")
        for place in range((len(data) - 6) // 6):
            style = data[4 + 6 * place : 6 + 6 * place]
            self._take_number(look, row + (first + place).to_bytes(2, "little") + style)

    def _take_formula(self, look: SheetLook, data: bytes) -> None:
        """Excel never says of a formula that it is still to be calculated; programs that only write files do."""
        row, column, _ = _CELL.unpack_from(data)
        result, flags = data[6:14], data[14]
        if flags & TO_BE_CALCULATED and result == NO_RESULT:
            look.show_text([row + 1], column, UNCALCULATED)
        (self._take_cell if result.endswith(NO_NUMBER) else self._take_number)(look, data)


def _author(data: bytes) -> str:
    length, is_wide = int.from_bytes(data[:2], "little"), data[2:3] == b"\x01"
    text = data[3 : 3 + length * (1 + is_wide)]
    return text.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _take_row(look: SheetLook, data: bytes) -> None:
    if data[12] & HIDDEN_ROW:
        row = int.from_bytes(data[:2], "little") + 1
        look.hidden_rows[(row, row)] = None


def _take_columns(look: SheetLook, data: bytes) -> None:
    if data[8] & HIDDEN_COLUMN:
        look.hidden_columns[_SPAN.unpack_from(data)] = None


def _take_merges(look: SheetLook, data: bytes) -> None:
    places = data[2 : 2 + len(data[2:]) // 8 * 8]
    for top, bottom, left, right in iter_unpack("<HHHH", places):
        look.merge((top + 1, bottom + 1), (left, right))


def _take_filter(look: SheetLook, _data: bytes) -> None:
    look.is_filtered = True
