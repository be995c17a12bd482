"""In which cells of an xlsx what acts stands: formulas that call programs, cells with embedded objects and controls.

Looked for only once a workbook has been refused for one of them, so that the sender knows what to take away. Nothing is
parsed or opened: the markup is searched as text, within the limits of all unpacking, and where it says nothing that is
understood there are no places.
Not here: what is refused (active).
"""

from __future__ import annotations

import html
import posixpath
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.reading.active import LINK_PARTS, calls_program
from sources.reading.content import Limits, Place, UnreadableFile, column_letters
from sources.reading.unpacking import list_parts, unpack

MOST_PLACES = 100
LARGEST_PART = 16 << 20
OVERLAP_BYTES = 16_384
DAMAGED = (UnreadableFile, BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)

_ATTRIBUTE = r"""\b{}\s*=\s*["']([^"'<]*)["']"""
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_NAME, _ID, _TARGET = (re.compile(_ATTRIBUTE.format(name)) for name in ("name", "id", "Target"))
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_RELATION_ID = re.compile(_ATTRIBUTE.format("Id"))
_EXTERNAL = re.compile(r"<(?:\w+:)?externalReference\s[^<>]*>")
_ACTING_LINK = re.compile(rb"ddeLink|oleLink")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^<>]{0,400}?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^<>]{0,400}>\s{0,99}<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)<"
)
_OBJECT = re.compile(
    rb"<(?:\w+:)?(?:oleObject|control)\s.{0,4000}?<(?:\w+:)?from>.{0,400}?<(?:\w+:)?col>(\d{1,5})</"
    rb".{0,400}?<(?:\w+:)?row>(\d{1,7})</",
    re.DOTALL,
)
_OBJECT_PARTS = re.compile(r"/(?:embeddings|activex)/", re.IGNORECASE)


def find_places(path: Path, rule: str, limits: Limits) -> tuple[Place, ...]:
    """The cells that the refusal is about, the first of them; none where that cannot be told."""
    if rule not in {"dde", "embedded_object"}:
        return ()
    try:
        with ZipFile(path) as archive, path.open("rb") as stream:
            book = _Book(stream, list_parts(archive, limits))
            places = book.commands() if rule == "dde" else book.objects()
            return tuple(dict.fromkeys(places))[:MOST_PLACES]
    except DAMAGED:
        return ()


class _Book:
    """The parts of a workbook by their names in lower case."""

    def __init__(self, stream: BinaryIO, parts: list[ZipInfo]) -> None:
        self._stream = stream
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}

    def commands(self) -> Iterator[Place]:
        """Cells whose formulas call a program, themselves or by a link of the workbook."""
        links = [re.escape(f"[{number}]") for number in self._acting_links()]
        by_link = re.compile("|".join(links)) if links else None
        for sheet, part in self._sheets():
            for window in self._windows(part):
                for cell, formula in _FORMULA.findall(window):
                    text = html.unescape(formula.decode("utf-8", "replace"))
                    if calls_program(text) or (by_link and by_link.search(text)):
                        yield Place(sheet, cell.decode("ascii"))

    def objects(self) -> Iterator[Place]:
        """Cells over which embedded objects and controls lie; the sheet alone where it does not say which."""
        for sheet, part in self._sheets():
            if any(_OBJECT_PARTS.search(f"/{target}") for target in self._relations(part).values()):
                found = [match for window in self._windows(part) for match in _OBJECT.findall(window)]
                cells = [f"{column_letters(int(column))}{int(row) + 1}" for column, row in found]
                yield from [Place(sheet, cell) for cell in cells] or [Place(sheet, None)]

    def _acting_links(self) -> Iterator[int]:
        """The numbers by which formulas name links that act."""
        targets = self._relations("xl/workbook.xml")
        for number, tag in enumerate(_EXTERNAL.findall(self._text("xl/workbook.xml")), start=1):
            target = targets.get(_first(_ID, tag), "")
            if target.startswith(LINK_PARTS) and any(_ACTING_LINK.search(one) for one in self._windows(target)):
                yield number

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """(name, part) of each sheet."""
        targets = self._relations("xl/workbook.xml")
        for tag in _SHEET.findall(self._text("xl/workbook.xml")):
            part = targets.get(_first(_ID, tag), "")
            if part in self._parts:
                yield html.unescape(_first(_NAME, tag)), part

    def _relations(self, part: str) -> dict[str, str]:
        """Relation id to the part that it points to, in lower case."""
        folder, name = posixpath.split(part)
        found = _RELATION.findall(self._text(f"{folder}/_rels/{name}.rels"))
        return {
            _first(_RELATION_ID, tag): posixpath.normpath(posixpath.join("/" + folder, _first(_TARGET, tag)))
            .lstrip("/")
            .lower()
            for tag in found
        }

    def _text(self, part: str) -> str:
        if part not in self._parts or self._parts[part].file_size > LARGEST_PART:
            return ""
        return b"".join(unpack(self._stream, self._parts[part])).decode("utf-8", "replace")

    def _windows(self, part: str) -> Iterator[bytes]:
        tail = b""
        for chunk in unpack(self._stream, self._parts[part]) if part in self._parts else ():
            yield tail + chunk
            tail = chunk[-OVERLAP_BYTES:]


def _first(pattern: re.Pattern[str], tag: str) -> str:
    matched = pattern.search(tag)
    return matched[1] if matched else ""
