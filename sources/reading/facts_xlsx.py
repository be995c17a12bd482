"""The facts of an xlsx workbook's sheets, from their markup.

The sheets are looked through while they are unpacked (package), in windows that overlap, so that a sheet of any size
costs no memory; where styles say something of cells, the sheets pass by once more.
Not here: what the facts are (facts).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from sources.reading.content import DAY_ZERO_1900, DAY_ZERO_1904, UNCALCULATED, letters_to_index
from sources.reading.facts import BUILT_IN_PERCENTAGES, OUR_AUTHOR, CellStyles, SheetLook, is_percentage
from sources.reading.part_texts import holds_formulas
from sources.reading.unpacking import unpack

OVERLAP_BYTES = 4_096
"""A cell's tag may lie across two chunks."""
MOST_STYLES_SOUGHT = 100
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]{0,2000}>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]{0,2000}>")
_SPAN = re.compile(rb"\b(min|max)=[\"'](\d{1,5})[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]{0,2000}\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]{0,2000})>\s*<(?:\w+:)?f\b[^<>]{0,2000}?(?:/>|>(?!\"\"<)[^<]{0,9000}</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]{0,2000}>")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,5})[\"']")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NO_NUMBER = re.compile(rb"\bt=[\"'](?!n[\"'])")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class MarkupLook(SheetLook):
    """What passes by in one sheet's markup, window by window."""

    is_escaped: bool = True

    def look(self, window: bytes) -> None:
        """Looks at the sheet's next bytes; many have none of the letters that tell, which is seen at once."""
        if b"e" in window:
            self._find_named(window)
        if holds_formulas(window):
            self._find_uncalculated(window)

    def _find_named(self, window: bytes) -> None:
        if b"hidden=" in window:
            self._find_hidden(window)
        if b"mergeCell " in window:
            for left, top, right, bottom in _MERGE.findall(window):
                columns = letters_to_index(left.decode()), letters_to_index(right.decode())
                self.merge((int(top), int(bottom)), columns)
        self.is_filtered = self.is_filtered or b"filterColumn" in window

    def _find_hidden(self, window: bytes) -> None:
        for row in _ROW.findall(window):
            if _HIDDEN.search(row) and (number := _NUMBER.search(row)):
                self.hidden_rows[(int(number[1]), int(number[1]))] = None
        for column in _COLUMN.findall(window):
            span = {name: int(number) for name, number in _SPAN.findall(column)}
            if _HIDDEN.search(column) and len(span) == 2:
                self.hidden_columns[(span[b"min"] - 1, span[b"max"] - 1)] = None

    def _find_uncalculated(self, window: bytes) -> None:
        """A formula without a value; one whose value is empty text has been calculated."""
        for attributes, empty in _FORMULA.findall(window):
            place = _PLACE.search(attributes)
            if place and not (empty and _TEXT_RESULT.search(attributes)):
                self.show_text([int(place[2])], letters_to_index(place[1].decode()), UNCALCULATED)

    def look_at_styles(self, window: bytes, styles: CellStyles) -> None:
        """Looks at the sheet's next bytes for filled cells whose style says something."""
        for tag in _cells_in(window, styles.telling):
            place, found = _PLACE.search(tag), _STYLE.search(tag)
            style = int(found[1]) if found else 0
            if place is None or style not in styles.telling or tag.endswith(b"/>"):
                continue
            row, column = int(place[2]), letters_to_index(place[1].decode())
            if style in styles.struck:
                self.strike([row], column)
            if style in styles.percentage and not _NO_NUMBER.search(tag):
                self.show_percentage([row], column)


def _cells_in(window: bytes, styles: frozenset[int]) -> Iterator[bytes]:
    """The tags of cells that may have one of these styles; the first style is that of cells that name none."""
    if 0 in styles or len(styles) > MOST_STYLES_SOUGHT:
        yield from _CELL.findall(window)
        return
    either = b"|".join(str(style).encode() for style in sorted(styles))
    for found in re.finditer(rb"\bs=[\"'](?:" + either + rb")[\"'][^<>]{0,2000}>", window):
        tag = window[max(0, window.rfind(b"<", 0, found.start())) : found.end()]
        if _CELL.match(tag):
            yield tag


def collect_looks(path: Path, looks: Mapping[str, MarkupLook]) -> tuple[SheetLook, ...]:
    """The looks at the sheets in the workbook's order, completed, from those at its parts (names in lower case).

    The parts have been unpacked once, within limits, and hold no entities.
    """
    with ZipFile(path) as archive, path.open("rb") as stream:
        names = part_names(archive)
        parts = _sheet_parts(archive, names)
        day_zero = _day_zero(archive, names)
        styles = _telling_styles(archive, names)
        found: list[SheetLook] = []
        for part in parts:
            look = looks.get(part) or MarkupLook()
            look.day_zero = day_zero
            if styles.telling and part in names:
                _pass_by(look, stream, archive.getinfo(names[part]), styles)
            _find_comments(look, archive, names, part)
            found.append(look)
    return tuple(found)


def _pass_by(look: MarkupLook, stream: BinaryIO, part: ZipInfo, styles: CellStyles) -> None:
    tail = b""
    for chunk in unpack(stream, part):
        look.look_at_styles(tail + chunk, styles)
        tail = chunk[-OVERLAP_BYTES:]


def part_names(archive: ZipFile) -> dict[str, str]:
    """The parts' names by the names that relations point to, in lower case."""
    return {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}


def _sheet_parts(archive: ZipFile, names: Mapping[str, str]) -> list[str]:
    """The parts of the sheets in the workbook's order, in lower case; an unusual workbook has none that we find."""
    targets = relations_of(archive, names, "xl/workbook.xml")
    workbook = _parse(archive, names, "xl/workbook.xml")
    if workbook is None:
        return []
    sheets = (element for element in workbook.iter() if _kind(element) == "sheet")
    return [targets.get(sheet.get(_RELATION_ID, ""), "") for sheet in sheets]


def _day_zero(archive: ZipFile, names: Mapping[str, str]) -> date:
    workbook = _parse(archive, names, "xl/workbook.xml")
    properties = () if workbook is None else (one for one in workbook if _kind(one) == "workbookPr")
    uses_1904 = any(one.get("date1904", "0") in {"1", "true"} for one in properties)
    return DAY_ZERO_1904 if uses_1904 else DAY_ZERO_1900


def relations_of(archive: ZipFile, names: Mapping[str, str], part: str) -> dict[str, str]:
    """Relation id to the part that it points to, in lower case."""
    folder, name = posixpath.split(part)
    relations = _parse(archive, names, f"{folder}/_rels/{name}.rels")
    if relations is None:
        return {}
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/" + folder, one.get("Target", ""))).lstrip("/").lower()
        for one in relations
    }


def _parse(archive: ZipFile, names: Mapping[str, str], part: str) -> ElementTree.Element | None:
    if part not in names:
        return None
    try:
        return ElementTree.fromstring(archive.read(names[part]))  # noqa: S314 - parts with entities are refused before
    except (ElementTree.ParseError, ValueError):
        return None


def _telling_styles(archive: ZipFile, names: Mapping[str, str]) -> CellStyles:
    """The cell styles whose font is struck out, or whose number format is a percentage."""
    styles = _parse(archive, names, "xl/styles.xml")
    if styles is None:
        return CellStyles()
    parts = {_kind(element): element for element in styles}
    struck = {number for number, font in enumerate(parts.get("fonts", ())) if _is_struck(font)}
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in parts.get("numFmts", ())}
    percentages = {str(number) for number in BUILT_IN_PERCENTAGES} - codes.keys()
    percentages |= {number for number, code in codes.items() if is_percentage(code)}
    found = CellStyles()
    for number, style in enumerate(parts.get("cellXfs", ())):
        if _whole(style.get("fontId")) in struck:
            found.struck.add(number)
        if style.get("numFmtId", "0") in percentages:
            found.percentage.add(number)
    return found


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _is_struck(font: Iterable[ElementTree.Element]) -> bool:
    return any(_kind(one) == "strike" and one.get("val", "1") not in {"0", "false"} for one in font)


def _whole(number: str | None) -> int:
    return int(number) if number and number.isdecimal() else 0


def _find_comments(look: MarkupLook, archive: ZipFile, names: Mapping[str, str], part: str) -> None:
    """The cells that somebody, not we, has put a note on."""
    for target in relations_of(archive, names, part).values():
        if "comment" not in posixpath.basename(target) or (comments := _parse(archive, names, target)) is None:
            continue
        authors = [one.text or "" for one in comments.iter() if _kind(one) == "author"]
        ours = {str(number) for number, author in enumerate(authors) if author == OUR_AUTHOR}
        for one in comments.iter():
            place = _REFERENCE.match(one.get("ref", "")) if _kind(one) == "comment" else None
            if place and one.get("authorId", "") not in ours:
                look.comment(int(place[2]), letters_to_index(place[1]))
