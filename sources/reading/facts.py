"""What an xlsx workbook says of its cells beside their values: merged, hidden, struck out, commented, not calculated.

calamine gives values alone. The sheets' markup is looked through while it is unpacked (package), in windows that
overlap, so that a sheet of any size costs no memory.
Not here: the values (workbook), and what follows from any of this (sources/tables.py).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from sources.reading.content import DAY_ZERO_1900, DAY_ZERO_1904, CellPlace, Merge, SheetFacts, column_letters

MOST_PLACES = 100_000
"""More merges or marked cells than this in one sheet are not kept: the first ones tell what there is to tell."""
OUR_NOTES = b"<author>L\xc3\xa4gesbild</author>"
"""Notes that our own templates and marked workbooks carry."""

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
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b[^<>]{0,2000}\bref=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class SheetLook:
    """What passes by in one sheet's markup, window by window; a place seen in two windows counts once."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)
    merges: dict[Merge, None] = field(default_factory=dict)
    uncalculated: dict[CellPlace, None] = field(default_factory=dict)
    is_filtered: bool = False

    def look(self, window: bytes) -> None:
        """Looks at the sheet's next bytes."""
        if b"hidden=" in window:
            self._find_hidden(window)
        if b"mergeCell " in window and len(self.merges) < MOST_PLACES:
            self.merges |= {_merge(*found): None for found in _MERGE.findall(window)}
        if b"<f" in window or b":f" in window:
            self._find_uncalculated(window)
        self.is_filtered = self.is_filtered or b"filterColumn" in window

    def _find_hidden(self, window: bytes) -> None:
        for row in _ROW.findall(window):
            if _HIDDEN.search(row) and (number := _NUMBER.search(row)):
                self.hidden_rows.add(int(number[1]))
        for column in _COLUMN.findall(window):
            span = {name: int(number) for name, number in _SPAN.findall(column)}
            if _HIDDEN.search(column) and len(span) == 2 and span[b"max"] - span[b"min"] < MOST_PLACES:
                self.hidden_columns |= {column_letters(place - 1) for place in range(span[b"min"], span[b"max"] + 1)}

    def _find_uncalculated(self, window: bytes) -> None:
        """A formula without a value; one whose value is empty text has been calculated."""
        for attributes, empty in _FORMULA.findall(window):
            place = _PLACE.search(attributes)
            if place and not (empty and _TEXT_RESULT.search(attributes)) and len(self.uncalculated) < MOST_PLACES:
                self.uncalculated[(int(place[2]), place[1].decode())] = None

    def facts(self) -> SheetFacts:
        """What was found."""
        return SheetFacts(
            merges=tuple(self.merges),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            is_filtered=self.is_filtered,
            uncalculated=tuple(self.uncalculated),
        )


def _merge(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Merge:
    return Merge(int(top), int(bottom), left.decode(), right.decode())


def collect_facts(path: Path, looks: Mapping[str, SheetLook]) -> tuple[SheetFacts, ...]:
    """The facts of each sheet in the workbook's order, from what was seen in its parts (by their names in lower case).

    The parts have been unpacked once and hold no entities.
    """
    with ZipFile(path) as archive:
        names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        parts = _sheet_parts(archive, names)
        day_zero = _day_zero(archive, names)
        struck_styles = _struck_styles(archive, names)
        found = []
        for part in parts:
            facts = replace(looks[part].facts() if part in looks else SheetFacts(), day_zero=day_zero)
            if struck_styles and part in names:
                facts = replace(facts, struck=frozenset(_cells_in_style(archive.read(names[part]), struck_styles)))
            found.append(replace(facts, commented=tuple(_commented(archive, names, part))))
    return tuple(found)


def _sheet_parts(archive: ZipFile, names: Mapping[str, str]) -> list[str]:
    """The parts of the sheets in the workbook's order, in lower case; an unusual workbook has none that we find."""
    relations = _relations(archive, names, "xl/workbook.xml")
    workbook = _parse(archive, names, "xl/workbook.xml")
    if workbook is None:
        return []
    sheets = (element for element in workbook.iter() if element.tag.rsplit("}", 1)[-1] == "sheet")
    return [relations.get(sheet.get(_RELATION_ID, ""), "") for sheet in sheets]


def _day_zero(archive: ZipFile, names: Mapping[str, str]) -> date:
    workbook = _parse(archive, names, "xl/workbook.xml")
    properties = () if workbook is None else (one for one in workbook if one.tag.endswith("}workbookPr"))
    uses_1904 = any(one.get("date1904", "0") in {"1", "true"} for one in properties)
    return DAY_ZERO_1904 if uses_1904 else DAY_ZERO_1900


def _relations(archive: ZipFile, names: Mapping[str, str], part: str) -> dict[str, str]:
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


def _struck_styles(archive: ZipFile, names: Mapping[str, str]) -> frozenset[int]:
    """The numbers of the cell styles whose font is struck out."""
    if "xl/styles.xml" not in names or b"strike" not in archive.read(names["xl/styles.xml"]):
        return frozenset()
    styles = _parse(archive, names, "xl/styles.xml")
    if styles is None:
        return frozenset()
    parts = {element.tag.rsplit("}", 1)[-1]: element for element in styles}
    struck = {
        number
        for number, font in enumerate(parts.get("fonts", ()))
        for element in font
        if element.tag.endswith("}strike") and element.get("val", "1") not in {"0", "false"}
    }
    return frozenset(
        number for number, style in enumerate(parts.get("cellXfs", ())) if int(style.get("fontId", "0")) in struck
    )


def _cells_in_style(markup: bytes, styles: Iterable[int]) -> Iterable[CellPlace]:
    either = b"|".join(str(style).encode() for style in sorted(styles))
    cell = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]{0,2000}\bs=[\"'](?:" + either + rb")[\"'])([^<>]{0,2000})(?<!/)>")
    for attributes in cell.findall(markup):
        if place := _PLACE.search(attributes):
            yield int(place[2]), place[1].decode()


def _commented(archive: ZipFile, names: Mapping[str, str], part: str) -> Iterable[CellPlace]:
    """The cells that somebody, not we, has put a note on."""
    for target in _relations(archive, names, part).values():
        if "comment" in posixpath.basename(target) and target in names:
            markup = archive.read(names[target])
            if OUR_NOTES not in markup:
                yield from ((int(row), letter.decode()) for letter, row in _COMMENT.findall(markup)[:MOST_PLACES])
