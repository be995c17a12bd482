"""The parts of a zipped workbook, unpacked once and within limits: bombs, entities, and texts beside the cells.

calamine unpacks as much as a part holds and says nothing of comments and properties, so this looks first.
Not here: the cells (workbook).
"""

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sources.reading.content import Limits, SheetFacts, UnreadableFile
from sources.reading.facts import SheetLook, collect_facts
from sources.reading.refusals import in_megabytes, refuse

CHUNK_BYTES = 1 << 20
OVERLAP_BYTES = 16_384
"""A mark may lie across two chunks."""
LOCAL_HEADER_BYTES = 30
MEASURED_BYTES = 8 << 20
"""Sheets up to this size are measured cell by cell. A larger one cannot claim a huge rectangle at little cost to the
sender, and the memory limit of the child process stops what is left."""

_MARKUP = re.compile(r"\.(?:xml|rels|vml|xhtml)$")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
_READ_AS_CELLS = re.compile(r"xl/worksheets/[^/]+\.xml$|xl/sharedstrings\.xml$|content\.xml$")
_NO_TEXT = re.compile(
    r"xl/(?:styles|calcchain)\.xml$|xl/theme/|\.rels$|\[content_types\]\.xml$|^(?:styles|settings)\.xml$"
)
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ERROR_CELL = b't="e"'
_TEXT_CELLS = (b't="inlineStr"', b't="str"')
_TEXT_LIKE_NUMBER = re.compile(rb">[-+\d\s]{0,40}\d\.\d{1,40}\s{0,9}<")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c [^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)><(?!/)")
_INLINE_TAGS = re.compile(
    r"</?(?:\w+:)?(?:r|t|rPr|b|i|u|sz|color|rFont|family|charset|scheme|vertAlign|span)(?:\s[^>]*)?>"
)
_TAGS = re.compile(r"<[^>]*>")
_TELLING_ATTRIBUTES = re.compile(r"\s(?:v|name|title|descr|displayName|prompt|tooltip|Target)=\"([^\"]+)\"")


@dataclass(frozen=True)
class Package:
    """What the parts told.

    `metadata_texts`: (name of the part, text in it). `has_error_cells`: some sheet has a cell with a formula's error.
    `has_text_like_number`: some cell with text, not a number, may look like a number with a point. `facts`: of each
    sheet in its order, for xlsx.
    """

    metadata_texts: tuple[tuple[str, str], ...]
    has_error_cells: bool
    has_text_like_number: bool
    facts: tuple[SheetFacts, ...] = ()


def inspect_package(path: Path, limits: Limits) -> Package:
    """Unpack every part of the zip at `path` once and tell what was found.

    Raises:
        UnreadableFile: damaged, larger than the limits, or with entity declarations.
    """
    try:
        with ZipFile(path) as archive, path.open("rb") as stream:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > limits.unpacked_bytes:
                raise _too_large(limits)
            looks: dict[str, SheetLook] = {}
            package = _inspect_parts(stream, parts, limits, looks)
        return replace(package, facts=collect_facts(path, looks)) if looks else package
    except UnreadableFile:
        raise
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise refuse("damaged_workbook") from None


def _too_large(limits: Limits) -> UnreadableFile:
    return refuse("unpacks_too_large", limit=in_megabytes(limits.unpacked_bytes))


def _inspect_parts(stream: BinaryIO, parts: list[ZipInfo], limits: Limits, looks: dict[str, SheetLook]) -> Package:
    texts: list[tuple[str, str]] = []
    found = _Findings()
    unpacked = 0
    for part in parts:
        name = part.filename.replace("\\", "/").lstrip("/").lower()
        kept = bytearray()
        tail = b""
        size = 0
        for chunk in _unpack(stream, part):
            size += len(chunk)
            unpacked += len(chunk)
            if unpacked > limits.unpacked_bytes:
                raise _too_large(limits)
            if _SHEET.match(name):
                looks.setdefault(name, SheetLook()).look(tail + chunk)
            if _MARKUP.search(name):
                found.look(name, tail + chunk)
                if len(kept) <= MEASURED_BYTES or not _READ_AS_CELLS.match(name):
                    kept += chunk
            tail = chunk[-OVERLAP_BYTES:]
        if _SHEET.match(name) and len(kept) <= MEASURED_BYTES:
            _refuse_wide_sheet(bytes(kept), limits)
        texts.extend(
            (part.filename, text)
            for text in _texts_beside_cells(name, bytes(kept) + (tail if size > len(kept) else b""))
        )
    return Package(tuple(texts), found.has_error_cells, found.has_text_like_number)


class _Findings:
    """What is looked for in every chunk of markup while it passes by."""

    has_error_cells = False
    has_text_like_number = False

    def look(self, name: str, window: bytes) -> None:
        """Look at a part's next bytes. Marks in single quotes or in UTF-16 are rare: there the safe side is taken."""
        wide = window.startswith(_WIDE_STARTS)
        plain = window.replace(b"\x00", b"") if wide else window
        if b"<!" in plain and any(mark in plain for mark in _ENTITIES):
            raise refuse("entity_declaration")
        if _SHEET.match(name):
            unusual = wide or b" r='" in window[:4096]
            self.has_error_cells = self.has_error_cells or unusual or _ERROR_CELL in window
            self.has_text_like_number = (
                self.has_text_like_number or unusual or any(mark in window for mark in _TEXT_CELLS)
            )
        elif name == "xl/sharedstrings.xml":
            self.has_text_like_number = (
                self.has_text_like_number or wide or _TEXT_LIKE_NUMBER.search(window) is not None
            )


def _unpack(stream: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """The part's bytes in chunks, as many as there really are whatever the directory claims."""
    if part.flag_bits & 1:
        raise refuse("password_protected")
    stream.seek(part.header_offset)
    header = stream.read(LOCAL_HEADER_BYTES)
    if len(header) < LOCAL_HEADER_BYTES or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refuse("damaged_workbook")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == ZIP_DEFLATED else None
    left = part.compress_size
    while left > 0 and (packed := stream.read(min(CHUNK_BYTES, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, CHUNK_BYTES)
            packed = inflater.unconsumed_tail


def _refuse_wide_sheet(markup: bytes, limits: Limits) -> None:
    """Refuse a huge rectangle: calamine lays it out in full, so two cells far apart cost as much as all between."""
    places = _FILLED_CELL.findall(markup)
    if not places:
        return
    columns = [_column_number(letters) for letters in {letters for letters, _ in places}]
    rows = [int(row) for row in {row for _, row in places}]
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > limits.cells:
        raise refuse("too_many_cells", limit=limits.cells)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _texts_beside_cells(name: str, markup: bytes) -> list[str]:
    """The texts of a part that the sheets' cells do not show; of a sheet itself what stands around its cells."""
    if not _MARKUP.search(name) or _NO_TEXT.search(name) or name in ("xl/sharedstrings.xml", "content.xml"):
        return []
    if _SHEET.match(name):
        start, end = markup.find(b"<sheetData"), markup.rfind(b"</sheetData>")
        markup = markup[:start] + markup[end:] if 0 <= start < end else b""
    text = _decode_markup(markup)
    attributes = _TELLING_ATTRIBUTES.findall(text)
    shown = _TAGS.sub("\n", _INLINE_TAGS.sub("", text))
    found = [*attributes, *shown.split("\n")]
    return [stripped for item in found if (stripped := html.unescape(item).strip())]


def _decode_markup(markup: bytes) -> str:
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")):
        return markup.decode("utf-16", errors="replace")
    return markup.decode("utf-8", errors="replace")
