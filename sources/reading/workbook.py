"""Workbooks to text tables, with calamine: every cell as text, at the sender's own rows and letters.

Here: xlsx, xlsb, xls and ods. What calamine leaves out is put back: error cells are text here, never empty. Fractions
come with nine decimals.
Not here: what a file is (recognise), its hidden parts (package), what the cells mean.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from zipfile import BadZipFile

import fastexcel
import polars as pl
import python_calamine

from sources.reading.compound import inspect_compound
from sources.reading.content import (
    FileContent,
    Limits,
    TextSheet,
    letters_to_index,
    without_empty_rows,
)
from sources.reading.facts import SheetLook
from sources.reading.facts_ods import look_at_ods
from sources.reading.facts_xls import look_at_xls
from sources.reading.facts_xlsb import look_at_xlsb
from sources.reading.package import Package, inspect_package
from sources.reading.part_texts import texts_of_bytes
from sources.reading.recognise import Container
from sources.reading.refusals import refuse
from sources.reading.shown import as_shown

ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
CONTAINER_NAMES: dict[Container, str] = {
    "xlsx": "Excel-arbetsbok",
    "xlsb": "binär Excel-arbetsbok (xlsb)",
    "xls": "äldre Excel-arbetsbok (xls)",
    "ods": "OpenDocument-kalkylblad (ods)",
}
MIDNIGHT = " 00:00:00"
TIMESTAMP_LENGTH = len("2026-02-28 00:00:00")
_DATE_AT_MIDNIGHT = r"^\d{4,5}-\d{2}-\d{2} 00:00:00$"
_TIME_WITHOUT_DATE = r"^1899-12-3[01] (\d{2}:\d{2}:\d{2})"
_EITHER_WAY = r"^\s*[+-]?\d{1,3}(?:\.\d{3})+\s*$"
_LIKE_NUMBER = re.compile(r"[-+\d\s]{0,40}\d\.\d{1,40}\s{0,9}")
_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_UNKNOWN_PACKAGE = Package((), has_error_cells=True, has_text_like_number=True)


def read_workbook(path: Path, container: Container, limits: Limits) -> FileContent:
    """All sheets of the workbook at `path` as text.

    Raises:
        UnreadableFile: damaged, protected by a password, larger than the limits, or with XML entities.
    """
    content = path.read_bytes()  # by its bytes: both readers would otherwise go by the ending of the name
    begun: list[Future[tuple[Any, Any]]] = []
    try:
        with ThreadPoolExecutor(1) as beside:
            package = look_through(path, container, limits, lambda: begun.append(beside.submit(_load_first, content)))
            sheets = _read_sheets(_open(content, begun), path, package, limits)
    except (fastexcel.FastExcelError, python_calamine.CalamineError) as error:
        _refuse_reading(error)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a Rust panic is no Exception
            raise refuse("damaged_workbook") from None
        raise
    names = tuple(("bladnamn", sheet.name) for sheet in sheets)
    return FileContent(sheets, (CONTAINER_NAMES[container], *package.notes), names + package.metadata_texts)


@dataclass(frozen=True)
class _Opened:
    """A workbook in calamine: the kinds of its sheets, and those that are loaded already, by their place."""

    reader: Any
    kinds: Sequence[Any]
    loaded: Mapping[int, Any]

    def load(self, place: int) -> Any:
        """A sheet's cells as text."""
        return self.loaded.get(place) or _load(self.reader, place)


def _open(content: bytes, begun: Sequence[Future[tuple[Any, Any]]]) -> _Opened:
    kinds = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content)).sheets_metadata
    if not begun:
        return _Opened(fastexcel.read_excel(content), kinds, {})
    reader, first = begun[0].result()
    return _Opened(reader, kinds, {0: first})


def _load_first(content: bytes) -> tuple[Any, Any]:
    """The workbook in calamine, and its first sheet, if that has cells at all."""
    reader = fastexcel.read_excel(content)
    try:
        return reader, _load(reader, 0)
    except fastexcel.FastExcelError:
        return reader, None


def _load(reader: Any, place: int) -> Any:
    return reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")


def _is_worksheet(kind: Any) -> bool:
    return bool(kind.typ == python_calamine.SheetTypeEnum.WorkSheet)


def look_through(
    path: Path, container: Container, limits: Limits, when_large: Callable[[], object] | None = None
) -> Package:
    """What the workbook holds and says beside its values; `when_large` as for `inspect_package`.

    Raises:
        UnreadableFile: damaged, larger than the limits, or with parts that act.
    """
    package = _inspect_xls(path) if container == "xls" else inspect_package(path, limits, when_large)
    if container in ("xlsb", "ods"):
        package = replace(package, has_error_cells=True, has_text_like_number=True)
    try:
        return replace(package, looks=_looks(path, container, limits) or package.looks)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise refuse("damaged_workbook") from None


def _looks(path: Path, container: Container, limits: Limits) -> tuple[SheetLook, ...]:
    """What the workbook says beside its values; an xlsx was looked at while it was unpacked."""
    if container == "xls":
        return look_at_xls(path.read_bytes())
    if container == "xlsb":
        return look_at_xlsb(path)
    return look_at_ods(path, limits) if container == "ods" else ()


def _inspect_xls(path: Path) -> Package:
    parts, notes = inspect_compound(path.read_bytes())
    texts = tuple(dict.fromkeys(("en dold del av filen", text) for part in parts for text in texts_of_bytes(part)))
    return replace(_UNKNOWN_PACKAGE, metadata_texts=texts, notes=notes)


def _refuse_reading(error: Exception) -> NoReturn:
    if "password" in str(error).lower():
        raise refuse("password_protected") from None
    raise refuse("damaged_workbook") from None


def _read_sheets(opened: _Opened, path: Path, package: Package, limits: Limits) -> tuple[TextSheet, ...]:
    return tuple(
        _read_sheet(opened, path, place, package, limits)
        for place, kind in enumerate(opened.kinds)
        if _is_worksheet(kind)
    )


def _read_sheet(opened: _Opened, path: Path, place: int, package: Package, limits: Limits) -> TextSheet:
    sheet = opened.load(place)
    if sheet.height * sheet.width > limits.cells:
        raise refuse("too_many_cells", limit=limits.cells)
    found = sheet.available_columns()
    first_column = found[0].absolute_index if found else 0
    look = package.looks[place] if place < len(package.looks) else SheetLook()
    columns = _as_sent(_text_columns(sheet, package))
    columns = as_shown(columns, look, first_column, sheet.height)
    cells = without_empty_rows(columns, pl.int_range(1, sheet.height + 1, eager=True), first_column)
    hidden, facts = sheet.visible != "visible", look.facts(sheet.height)
    read = TextSheet(sheet.name, cells, frozenset(), hidden=hidden, facts=facts)
    return replace(read, number_columns=_number_columns(path, place, read, package))


def _text_columns(sheet: Any, package: Package) -> list[pl.Series]:
    """The sheet's columns; an error cell, which calamine gives as empty, holds its error text."""
    if not sheet.width:
        return []
    if not package.has_error_cells:
        return list(sheet.to_polars().get_columns())
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.from_arrow(batch)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("A record batch is a frame.")
    columns = frame.get_columns()
    by_column: dict[int, tuple[list[int], list[str]]] = {}
    for error in errors.errors if errors else []:
        row, column = error.position
        kind = _ERROR_KIND.search(error.detail)
        rows, texts = by_column.setdefault(column, ([], []))
        rows.append(row)
        texts.append(ERROR_TEXTS.get(kind[1], "#VALUE!") if kind else "#VALUE!")
    for column, (rows, texts) in by_column.items():
        columns[column] = columns[column].scatter(rows, texts)
    return list(columns)


def _as_sent(columns: list[pl.Series]) -> list[pl.Series]:
    """Empty text is an empty cell, a day without a time of day is a date, a time without a day is a time."""
    frame = pl.DataFrame({str(place): column for place, column in enumerate(columns)})
    lengths = frame.select(pl.all().str.len_bytes())
    mended = []
    for name, length in zip(frame.columns, lengths.get_columns(), strict=True):
        column = pl.col(name)
        if length.min() == 0:
            column = pl.when(column != "").then(column)
        longest = length.max()
        if isinstance(longest, int) and longest >= TIMESTAMP_LENGTH:
            if bool(frame[name].str.ends_with(MIDNIGHT).any()):
                column = (
                    pl.when(column.str.contains(_DATE_AT_MIDNIGHT))
                    .then(column.str.head(-len(MIDNIGHT)))
                    .otherwise(column)
                )
            if bool(frame[name].str.starts_with("1899-12-3").any()):
                column = column.str.replace(_TIME_WITHOUT_DATE, "$1")
        mended.append(column.alias(name))
    return frame.select(mended).get_columns() if mended else []


def _number_columns(path: Path, place: int, read: TextSheet, package: Package) -> frozenset[str]:
    """Columns whose points are decimal points: no text cell of theirs looks like a number with a point.

    The types of single cells are only looked up, which takes as long as reading once more, where some column has
    numbers such as `1.234` and the workbook has text that looks like a number.
    """
    letters = read.cells.columns[1:]
    if not package.has_text_like_number or not letters:
        return frozenset(letters)
    doubtful = read.columns_where(lambda text: text.str.contains(_EITHER_WAY))
    if not doubtful:
        return frozenset(letters)
    workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    sheet = workbook.get_sheet_by_index(place)
    wanted = {letters_to_index(letter): letter for letter in doubtful}
    texts: set[str] = set()
    for row in sheet.to_python(skip_empty_area=False):
        for index, letter in wanted.items():
            cell = row[index] if index < len(row) else None
            if isinstance(cell, str) and _LIKE_NUMBER.fullmatch(cell):
                texts.add(letter)
    return frozenset(letters) - texts
