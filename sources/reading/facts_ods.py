"""The facts of an ods workbook's sheets, from the markup of `content.xml`, and the texts that calamine does not give.

The markup passes by in windows of whole rows; a row is looked at only where a mark stands in it that may say something,
and rows that repeat are counted, never laid out. calamine knows no errors and no times of day here.
Not here: what the facts are (facts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from sources.reading.content import UNCALCULATED, Limits
from sources.reading.facts import MOST_COLUMNS, OUR_AUTHOR, SheetLook
from sources.reading.refusals import refuse
from sources.reading.unpacking import unpack

MARKS = (b"visibility=", b"-spanned=", b"percentage", b"time-value", b"annotation")
RESULT_MARKS = (b'"error"', b">#", b">Err:", b">Fel:", b">TRUE<", b">SANT<", b">FALSE<", b">FALSKT<")
"""Where none of these stands in a row, it says nothing beside its values, unless it is struck out or not calculated.
The second ones only say something of formulas."""
MOST_STYLE_MARKS = 40
"""Of more styles than these no mark is sought: every row is looked at."""
ANY_ROW = (b"",)
REPEATED = b"columns-repeated"
CELLS = (b"<table:table-cell", b"<table:covered-table-cell")
ERROR_TEXTS = {text: text for text in ("#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#N/A")}
ERROR_TEXTS |= {"#SAKNAS!": "#N/A", "#NAMN?": "#NAME?", "#DIVISION/0!": "#DIV/0!", "#REFERENS!": "#REF!"}
TRUTHS = {"TRUE": "true", "SANT": "true", "FALSE": "false", "FALSKT": "false"}
"""How a formula's truth is shown, which some programs save as the number 1 or 0."""

_ROW_END = b"</table:table-row>"
_TABLE = re.compile(rb"<table:table(?=[\s>])")
_ROW = re.compile(rb"<table:table-row(?=[\s/>])")
_ROWS_REPEATED = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d{1,9})[\"']")
_COLUMN = re.compile(rb"<table:table-column\b([^<>]*)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])")
_ATTRIBUTES = re.compile(rb"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_UNCALCULATED = re.compile(rb"<table:(?:covered-)?table-cell(?=[^<>]*:formula=)(?![^<>]*value-type)")
_ANNOTATION = re.compile(rb"<office:annotation\b.*?(?:</office:annotation>|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(rb"<text:p\b[^<>]*>([^<]*)")
_STYLE = re.compile(rb"<style:style\b([^<>]*?)(?:/>|>(.*?)</style:style>)", re.DOTALL)
_LINE_THROUGH = re.compile(rb"text-line-through-(?:style|type)\s*=\s*[\"']([\w-]*)[\"']")
_NULL_DATE = re.compile(rb"null-date\b[^<>]*\bdate-value\s*=\s*[\"'](\d{4}-\d\d-\d\d)")
_OLD_ERROR = re.compile(r"(?:Err|Fel):\d{3}")
_TIME = re.compile(r"(-?)P(?:(\d{1,9})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,20})?)S)?")


def look_at_ods(path: Path, limits: Limits) -> tuple[SheetLook, ...]:
    """The looks at the workbook's sheets in their order. Its parts have been unpacked once, within limits.

    Raises:
        UnreadableFile: more cells than the limit.
    """
    with ZipFile(path) as archive, path.open("rb") as stream:
        names = archive.namelist()
        styles = archive.read("styles.xml") if "styles.xml" in names else b""
        content = _Content(styles, limits)
        for chunk in unpack(stream, archive.getinfo("content.xml")) if "content.xml" in names else ():
            content.add(chunk)
    return content.finish()


class _Content:
    """The markup as it passes by: the styles, and then one table after the other."""

    def __init__(self, styles: bytes, limits: Limits) -> None:
        self._named = _line_through(styles)
        self._limits = limits
        self._window = bytearray()
        self._struck: frozenset[bytes] = frozenset()
        self._day_zero: date | None = None
        self._tables: list[_Table] = []

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        seen = max(0, len(self._window) - len(_ROW_END))
        self._window += chunk
        end = self._window.rfind(_ROW_END, seen)
        if end >= 0:
            self._look(bytes(self._window[: end + len(_ROW_END)]))
            del self._window[: end + len(_ROW_END)]

    def finish(self) -> tuple[SheetLook, ...]:
        """The looks, after the last bytes."""
        self._look(bytes(self._window))
        for table in self._tables:
            table.look.day_zero = self._day_zero or table.look.day_zero
        return tuple(table.look for table in self._tables)

    def _look(self, window: bytes) -> None:
        before, *tables = _TABLE.split(window)
        if self._tables:
            self._tables[-1].add(before)
        else:
            self._take_styles(before)
        for table in tables:
            self._tables.append(_Table(self._struck, self._limits))
            self._tables[-1].add(table)

    def _take_styles(self, prelude: bytes) -> None:
        """What stands before the first table: the styles of its cells, and the day from which days are counted."""
        known = self._named | _line_through(prelude)
        self._struck = frozenset(name for name in known if _is_struck(name, known))
        if found := _NULL_DATE.search(prelude):
            try:
                self._day_zero = date.fromisoformat(found[1].decode())
            except ValueError:
                self._day_zero = None


class _Table:
    """The rows of one table."""

    def __init__(self, struck: frozenset[bytes], limits: Limits) -> None:
        self.look = SheetLook()
        self._struck = struck
        self._limits = limits
        self._cells = 0
        self._rows = 0
        self._columns = 0
        self._default_styles: list[tuple[range, bytes]] = []
        names = tuple(b'"' + name + b'"' for name in sorted(struck))
        self._marks = (*MARKS, *names) if len(names) <= MOST_STYLE_MARKS else ANY_ROW

    def add(self, window: bytes) -> None:
        """The next bytes, which end with a row or the table."""
        if b"<table:table-column" in window:
            self._take_columns(window)
        marks = self._marks_in(window)
        if not marks:
            repeated = _ROWS_REPEATED.findall(window) if b"number-rows-repeated" in window else ()
            self._rows += sum(1 for _ in _ROW.finditer(window)) + sum(int(times) - 1 for times in repeated)
            return
        for row in _ROW.split(window)[1:]:
            head = row[: row.find(b">") + 1]
            rows = range(self._rows + 1, self._rows + 1 + _times(head, b"rows-repeated"))
            self._rows = rows.stop - 1
            if b"visibility" in head:
                self._take_visibility(_attribute(head, b"visibility"), rows)
            self._take_cells(row[len(head) :], rows, _attribute(head, b"default-cell-style-name"), marks)

    def _marks_in(self, window: bytes) -> list[bytes]:
        marks = [mark for mark in self._marks if mark in window]
        if b":formula=" in window and b"" not in marks:
            marks += [mark for mark in RESULT_MARKS if mark in window]
            marks += [b":formula="] if _UNCALCULATED.search(window) else []
        return marks

    def _take_columns(self, window: bytes) -> None:
        for column in _COLUMN.findall(window):
            last = self._columns + _times(column, REPEATED)
            if _attribute(column, b"visibility") in (b"collapse", b"filter") and self._columns < MOST_COLUMNS:
                self.look.hidden_columns[(self._columns, last - 1)] = None
            style = _attribute(column, b"default-cell-style-name")
            if style in self._struck:
                self._default_styles.append((range(self._columns, last), style))
                self._marks = ANY_ROW
            self._columns = last

    def _take_visibility(self, visibility: bytes, rows: range) -> None:
        if visibility in (b"collapse", b"filter"):
            self.look.hidden_rows[(rows.start, rows.stop - 1)] = None
            self.look.is_filtered = self.look.is_filtered or visibility == b"filter"

    def _take_cells(self, row: bytes, rows: range, row_style: bytes, marks: Sequence[bytes]) -> None:
        column = before = 0
        for start in _starts(row, marks):
            column += _count_cells(row, before, start)
            found = _ATTRIBUTES.match(row, start + 1)
            attributes = found[0] if found else b""
            following = _CELL.search(row, start + 1)
            before = following.start() if following else len(row)
            columns = range(column, column + _times(attributes, REPEATED))
            column = columns.stop
            if column > MOST_COLUMNS:
                return
            body = b"" if attributes.endswith(b"/") else row[start + len(attributes) + 2 : before]
            self._take_cell(attributes, body, rows, columns)
            if self._struck and b"<text:" in body and self._style(attributes, row_style, columns.start) in self._struck:
                self._count(rows, columns)
                for place in columns:
                    self.look.strike(rows, place)

    def _take_cell(self, attributes: bytes, body: bytes, rows: range, columns: range) -> None:
        if b"-spanned" in attributes:
            down, right = _times(attributes, b"rows-spanned"), _times(attributes, b"columns-spanned")
            if down > 1 or right > 1:
                self.look.merge((rows.start, rows.start + down - 1), (columns.start, columns.start + right - 1))
        if not body and b"value" not in attributes and b":formula" not in attributes:
            return
        if b"<office:annotation" in body:
            if f"<dc:creator>{OUR_AUTHOR}</dc:creator>".encode() not in body:
                self.look.comment(rows.start, columns.start)
            body = _ANNOTATION.sub(b"", body)
        if b"percentage" in attributes and _attribute(attributes, b"value-type") == b"percentage":
            self._count(rows, columns)
            for place in columns:
                self.look.show_percentage(rows, place)
        text = _text_besides(attributes, body)
        if text is not None:
            self._count(rows, columns)
            for place in columns:
                self.look.show_text(rows, place, text)

    def _style(self, attributes: bytes, row_style: bytes, column: int) -> bytes:
        of_column = (style for columns, style in self._default_styles if column in columns)
        return _attribute(attributes, b"style-name") or row_style or next(of_column, b"")

    def _count(self, rows: range, columns: range) -> None:
        self._cells += len(rows) * len(columns)
        if self._cells > self._limits.cells:
            raise refuse("too_many_cells", limit=self._limits.cells)


def _starts(row: bytes, marks: Sequence[bytes]) -> list[int]:
    """Where the cells begin that say something, and before them those that stand for several."""
    if b"" in marks:
        return [cell.start() for cell in _CELL.finditer(row)]
    places = {_start(row, at + 1) for mark in marks for at in _every(row, mark)} - {-1}
    if places and REPEATED in row:
        last = max(places)
        places |= {start for at in _every(row[:last], REPEATED) if (start := _start(row, at)) >= 0}
    return sorted(places)


def _start(row: bytes, at: int) -> int:
    """Where the cell begins in which this place lies."""
    start = row.rfind(CELLS[0], 0, at)
    return max(start, row.rfind(CELLS[1], 0, at)) if b"covered" in row else start


def _every(row: bytes, mark: bytes) -> Iterator[int]:
    at = row.find(mark)
    while at >= 0:
        yield at
        at = row.find(mark, at + 1)


def _count_cells(row: bytes, start: int, end: int) -> int:
    return sum(row.count(tag, start, end) for tag in CELLS)


def _text_besides(attributes: bytes, body: bytes) -> str | None:
    """What a cell shows where calamine gives something else."""
    if b"time-value" in attributes:
        return _time_of_day(_attribute(attributes, b"time-value").decode("latin-1"))
    return _result_besides(attributes, body) if b":formula" in attributes else None


def _result_besides(attributes: bytes, body: bytes) -> str | None:
    """What a formula shows that came to no value, to an error or to a truth."""
    paragraph = _PARAGRAPH.search(body)
    shown = paragraph[1].decode("utf-8", "replace").strip() if paragraph else ""
    kind = _attribute(attributes, b"office:value-type")
    if not kind and not shown:
        return UNCALCULATED
    if shown in ERROR_TEXTS:
        return ERROR_TEXTS[shown]
    if _OLD_ERROR.fullmatch(shown) or _attribute(attributes, b"calcext:value-type") == b"error":
        return "#VALUE!"
    return TRUTHS.get(shown) if kind == b"float" else None


def _time_of_day(duration: str) -> str | None:
    """`PT06H30M00S` as `06:30:00`; what lasts longer than a day has more hours."""
    found = _TIME.fullmatch(duration)
    if found is None:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    seconds = ((days * 24 + hours) * 60 + minutes) * 60 + round(float(found[5] or 0))
    return f"{found[1]}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _attribute(attributes: bytes, name: bytes) -> bytes:
    """The value of an attribute by its name, or the end of it; empty where there is none."""
    at = attributes.find(name + b"=")
    quote = attributes[at + len(name) + 1 : at + len(name) + 2]
    if at < 0 or quote not in (b'"', b"'"):
        return b""
    start = at + len(name) + 2
    return attributes[start : attributes.find(quote, start)]


def _times(attributes: bytes, name: bytes) -> int:
    """How often something repeats, or how far it reaches."""
    number = _attribute(attributes, name) if name in attributes else b""
    return max(1, int(number)) if number.isdigit() and len(number) < 10 else 1


def _line_through(markup: bytes) -> dict[bytes, tuple[bool | None, bytes]]:
    """Of each style of cells whether it strikes out, if it says so itself, and which style it comes from."""
    found = {}
    for attributes, body in _STYLE.findall(markup):
        through = _LINE_THROUGH.findall(body)
        own = any(one != b"none" for one in through) if through else None
        found[_attribute(attributes, b"style:name")] = (own, _attribute(attributes, b"parent-style-name"))
    return found


def _is_struck(name: bytes, known: Mapping[bytes, tuple[bool | None, bytes]]) -> bool:
    seen: set[bytes] = set()
    while name in known and name not in seen:
        seen.add(name)
        own, name = known[name]
        if own is not None:
            return own
    return False
