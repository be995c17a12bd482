"""The facts of an xlsb workbook's sheets, from the binary records of its parts.

A record is its kind and its length, both in bytes of seven bits, and what it holds. Runs of cells of which nothing is
to be said are passed over without a look at each; a record of a length that no fact has is never kept.
Not here: what the facts are (facts), what may act in the parts (active).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from struct import Struct, error
from typing import BinaryIO
from zipfile import ZipFile

from sources.reading.content import DAY_ZERO_1900, DAY_ZERO_1904
from sources.reading.facts import (
    BUILT_IN_PERCENTAGES,
    MOST_COLUMNS,
    OUR_AUTHOR,
    CellStyles,
    SheetLook,
    is_percentage,
    styles_besides,
)
from sources.reading.facts_xlsx import part_names, relations_of
from sources.reading.unpacking import unpack

ROW, RK, ERROR, BOOL, REAL, TEXT, SHARED_TEXT = 0, 2, 3, 4, 5, 6, 7
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR = 8, 9, 10, 11
FILLED = (RK, ERROR, BOOL, REAL, TEXT, SHARED_TEXT, FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR)
COLUMNS, MERGE, FILTER_COLUMN = 60, 176, 163
FONT, FORMAT, STYLE, CELL_STYLES, CELL_STYLES_END = 43, 44, 47, 617, 618
WORKBOOK, SHEET = 153, 156
AUTHOR, COMMENT = 632, 635
STRUCK, HIDDEN_ROW, HIDDEN_COLUMN, USES_1904 = 0x08, 0x10, 0x01, 0x01
LONGEST_RECORD = 1 << 18
"""Longer ones hold no fact: the longest text of a cell has half as many bytes."""

_CELL, _RECTANGLE, _STYLE = Struct("<II"), Struct("<IIII"), Struct("<HHH")


def look_at_xlsb(path: Path) -> tuple[SheetLook, ...]:
    """The looks at the workbook's sheets in their order. Its parts have been unpacked once, within limits.

    Raises:
        ValueError: a record is shorter than its kind.
    """
    try:
        with ZipFile(path) as archive, path.open("rb") as stream:
            return tuple(_Parts(archive, stream).look())
    except (error, IndexError):
        raise ValueError("a short record") from None


class _Parts:
    """The workbook's parts, found by their relations."""

    def __init__(self, archive: ZipFile, stream: BinaryIO) -> None:
        self._archive = archive
        self._stream = stream
        self._names = part_names(archive)

    def look(self) -> Iterator[SheetLook]:
        """Looks at every sheet."""
        styles = self._telling_styles()
        targets = relations_of(self._archive, self._names, "xl/workbook.bin")
        day_zero, sheets = self._workbook()
        for sheet in sheets:
            look = SheetLook(day_zero=day_zero)
            part = targets.get(sheet, "")
            _SheetRecords(look, styles).read(self._chunks(part))
            self._find_comments(look, part)
            yield look

    def _chunks(self, part: str) -> Iterator[bytes]:
        if part in self._names:
            yield from unpack(self._stream, self._archive.getinfo(self._names[part]))

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        found: list[tuple[int, bytes]] = []
        reader = Records(lambda kind, data: found.append((kind, data)))
        for chunk in self._chunks(part):
            reader.add(chunk)
            yield from found
            found.clear()

    def _workbook(self) -> tuple[date, list[str]]:
        """Day zero, and the relation of each sheet."""
        day_zero, sheets = DAY_ZERO_1900, []
        for kind, data in self._records("xl/workbook.bin"):
            if kind == WORKBOOK and data[0] & USES_1904:
                day_zero = DAY_ZERO_1904
            elif kind == SHEET:
                sheets.append(_text(data[8:]))
        return day_zero, sheets

    def _telling_styles(self) -> CellStyles:
        found = CellStyles()
        fonts: list[bool] = []
        formats = dict.fromkeys(BUILT_IN_PERCENTAGES, True)
        number: int | None = None
        for kind, data in self._records("xl/styles.bin"):
            if kind == FONT:
                fonts.append(bool(data[2] & STRUCK))
            elif kind == FORMAT:
                formats[int.from_bytes(data[:2], "little")] = is_percentage(_text(data[2:]))
            elif kind in (CELL_STYLES, CELL_STYLES_END):
                number = 0 if kind == CELL_STYLES else None
            elif kind == STYLE and number is not None:
                _, number_format, font = _STYLE.unpack_from(data)
                if font < len(fonts) and fonts[font]:
                    found.struck.add(number)
                if formats.get(number_format):
                    found.percentage.add(number)
                number += 1
        return found

    def _find_comments(self, look: SheetLook, part: str) -> None:
        """The cells that somebody, not we, has put a note on."""
        for target in relations_of(self._archive, self._names, part).values():
            if not posixpath.basename(target).startswith("comments"):
                continue
            authors: list[str] = []
            for kind, data in self._records(target):
                if kind == AUTHOR:
                    authors.append(_text(data))
                elif kind == COMMENT:
                    author, row, _, column = _RECTANGLE.unpack_from(data)
                    if author >= len(authors) or authors[author] != OUR_AUTHOR:
                        look.comment(row + 1, column)


class Records:
    """Cuts bytes that come in chunks into records, and gives each to `take`.

    `passed_over` may match bytes at the beginning of a record that hold only whole records of no interest.
    """

    def __init__(self, take: Callable[[int, bytes], None], passed_over: re.Pattern[bytes] | None = None) -> None:
        self._take = take
        self._passed_over = passed_over
        self._rest = b""
        self._skipped = 0

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        if self._skipped >= len(chunk):
            self._skipped -= len(chunk)
            return
        window = self._rest + chunk[self._skipped :]
        self._skipped = 0
        at = self._cut(window)
        self._skipped = max(0, at - len(window))
        self._rest = window[at:]

    def _cut(self, window: bytes) -> int:
        """Where the first record begins that is not whole in the window."""
        at, end, passed_over = 0, len(window), self._passed_over
        while at < end:
            if passed_over and (run := passed_over.match(window, at)):
                at = run.end()
            head = _head(window, at)
            if head is None:
                return at
            kind, start, size = head
            if start + size > end and size <= LONGEST_RECORD:
                return at
            if size <= LONGEST_RECORD:
                self._take(kind, window[start : start + size])
            at = start + size
        return at


def _head(window: bytes, at: int) -> tuple[int, int, int] | None:
    """A record's kind, where what it holds begins, and its length; None where the window ends before."""
    kind, size, place = 0, 0, at
    for shift in (0, 7):
        if place >= len(window):
            return None
        byte = window[place]
        kind |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            break
    for shift in (0, 7, 14, 21):
        if place >= len(window):
            return None
        byte = window[place]
        size |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            break
    return kind, place, size


class _SheetRecords:
    """The records of one sheet."""

    def __init__(self, look: SheetLook, styles: CellStyles) -> None:
        self._look = look
        self._styles = styles
        self._row = 0
        self._takers: Mapping[int, Callable[[bytes], None]] = {
            ROW: self._take_row,
            COLUMNS: self._take_columns,
            MERGE: self._take_merge,
            FILTER_COLUMN: self._take_filter,
            **(dict.fromkeys(FILLED, self._take_cell) if styles.telling else {}),
            **(dict.fromkeys((RK, REAL, FORMULA_NUMBER), self._take_number) if styles.telling else {}),
        }

    def read(self, chunks: Iterable[bytes]) -> None:
        """Reads the sheet's part."""
        style = styles_besides(self._styles.telling, 3)
        passed_over = re.compile(
            rb"(?:[\x02\x07]\x0c[\s\S]{4}" + style + rb"[\s\S]{5}"
            rb"|\x05\x10[\s\S]{4}" + style + rb"[\s\S]{9}"
            rb"|[\x03\x04]\x09[\s\S]{4}" + style + rb"[\s\S]{2}"
            rb"|\x01\x08[\s\S]{8}"
            rb"|\x25\x06[\s\S]{6}|\x26\x00|\x80\x08\x02[\s\S]{2})++"  # what Excel writes before each row
        )
        records = Records(self._take, passed_over)
        for chunk in chunks:
            records.add(chunk)

    def _take(self, kind: int, data: bytes) -> None:
        if taker := self._takers.get(kind):
            taker(data)

    def _take_row(self, data: bytes) -> None:
        self._row = int.from_bytes(data[:4], "little") + 1
        if data[11] & HIDDEN_ROW:
            self._look.hidden_rows[(self._row, self._row)] = None

    def _take_columns(self, data: bytes) -> None:
        if data[16] & HIDDEN_COLUMN:
            first, last = _CELL.unpack_from(data)
            self._look.hidden_columns[(first, min(last, MOST_COLUMNS - 1))] = None

    def _take_merge(self, data: bytes) -> None:
        top, bottom, left, right = _RECTANGLE.unpack_from(data)
        self._look.merge((top + 1, bottom + 1), (left, right))

    def _take_filter(self, _data: bytes) -> None:
        self._look.is_filtered = True

    def _take_cell(self, data: bytes) -> None:
        column, style = _CELL.unpack_from(data)
        if style & 0xFFFFFF in self._styles.struck:
            self._look.strike([self._row], column)

    def _take_number(self, data: bytes) -> None:
        self._take_cell(data)
        column, style = _CELL.unpack_from(data)
        if style & 0xFFFFFF in self._styles.percentage:
            self._look.show_percentage([self._row], column)


def _text(data: bytes) -> str:
    """A text after its length."""
    length = int.from_bytes(data[:4], "little")
    return data[4 : 4 + 2 * length].decode("utf-16-le", "replace") if length < LONGEST_RECORD else ""
