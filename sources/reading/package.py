"""The parts of a zipped workbook, looked through once and within limits, before calamine reads its cells.

calamine unpacks as much as a part holds and says nothing of what stands beside the cells, so this looks first.
Not here: unpacking (unpacking), what acts (active), texts for screening (part_texts), facts of the sheets (facts),
cells (workbook).
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.reading.active import link_notes, refuse_formula, refuse_markup, refuse_parts
from sources.reading.content import Limits, UnreadableFile, letters_to_index
from sources.reading.facts import SheetLook
from sources.reading.facts_xlsx import MarkupLook, collect_looks
from sources.reading.part_texts import NAME_OF_PART, PartTexts, SheetTexts, texts_of_bytes
from sources.reading.refusals import refuse
from sources.reading.unpacking import list_parts, refuse_crowded_directory, too_large, unpack

OVERLAP_BYTES = 16_384
"""A mark may lie across two chunks."""
MEASURED_BYTES = 8 << 20
"""Sheets up to this size are measured cell by cell. A larger one cannot claim a huge rectangle at little cost to the
sender, and the memory limit of the child process stops what is left."""

_MARKUP = re.compile(r"\.(?:xml|rels|vml|xhtml)$")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
MOST_ITEMS = {b"mergeCell ": 200_000, b"<xf ": 100_000, b"definedName ": 100_000, b"sheetId=": 1_000}
"""Nobody makes more of these by hand, and each costs a reader far more than the sender. Excel holds 65,490 formats."""
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ERROR_CELL = b't="e"'
_TEXT_CELLS = (b't="inlineStr"', b't="str"')
_TEXT_LIKE_NUMBER = re.compile(rb">[-+\d\s]{0,40}\d\.\d{1,40}\s{0,9}<")
_FILLED_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^<>]{0,400}?\br\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]{0,400}(?<!/)>\s{0,99}<(?!/)"
)
_CLAIMED_TEXTS = re.compile(rb"\b(?:uniqueCount|count)\s*=\s*[\"'](\d+)[\"']")
_REPEATED = re.compile(rb"number-(rows|columns)-repeated\s*=\s*[\"'](\d+)[\"']")
MOST_REPEATED = {b"rows": 1_048_576, b"columns": 16_384}
"""As many as a sheet has in any program; calamine lays out whatever is claimed."""


@dataclass(frozen=True)
class Package:
    """What the parts told.

    `metadata_texts`: (name of the part, text in it). `has_error_cells`: some sheet has a cell with a formula's error.
    `has_text_like_number`: some cell with text, not a number, may look like a number with a point. `looks`: at each
    sheet in its order. `notes`: Swedish, what is to be said of the workbook.
    """

    metadata_texts: tuple[tuple[str, str], ...]
    has_error_cells: bool
    has_text_like_number: bool
    looks: tuple[SheetLook, ...] = ()
    notes: tuple[str, ...] = ()


def inspect_package(path: Path, limits: Limits, when_large: Callable[[], object] | None = None) -> Package:
    """Unpack every part of the zip at `path` once and tell what was found.

    Large sheets come last: nothing is left to find in them that would cost a reader of the workbook more than its size
    says. `when_large` is called before the first, so that it can be read meanwhile.

    Raises:
        UnreadableFile: damaged, larger than the limits, with entity declarations, or with parts that act.
    """
    try:
        refuse_crowded_directory(path)
        with ZipFile(path) as archive, path.open("rb") as stream:
            parts = list_parts(archive, limits)
            refuse_parts(_names(parts))
            looks: dict[str, MarkupLook] = {}
            small_first = sorted(parts, key=_is_large_sheet)
            package = _inspect_parts(stream, small_first, limits, looks, when_large)
            remarks = [archive.comment, *(part.comment for part in parts)]
        texts = (("en anmärkning i filens förpackning", text) for remark in remarks for text in texts_of_bytes(remark))
        package = replace(package, metadata_texts=(*package.metadata_texts, *texts), notes=link_notes(_names(parts)))
        return replace(package, looks=collect_looks(path, looks)) if looks else package
    except UnreadableFile:
        raise
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise refuse("damaged_workbook") from None


def _names(parts: Iterable[ZipInfo]) -> list[str]:
    return [part.filename.replace("\\", "/").lstrip("/").lower() for part in parts]


def _hold_to_their_sizes(stream: BinaryIO, parts: Iterable[ZipInfo]) -> None:
    """Unpacks the parts for nothing, which takes little time, so that none can turn out larger than it says."""
    for part in parts:
        for _ in unpack(stream, part):
            pass


def _is_large_sheet(part: ZipInfo) -> bool:
    return part.file_size > MEASURED_BYTES and _SHEET.match(_names([part])[0]) is not None


def _inspect_parts(
    stream: BinaryIO,
    parts: list[ZipInfo],
    limits: Limits,
    looks: dict[str, MarkupLook],
    when_large: Callable[[], object] | None,
) -> Package:
    texts = [(NAME_OF_PART, part.filename) for part in parts]
    found = _Findings(limits)
    for part, name in zip(parts, _names(parts), strict=True):
        if when_large is not None and _is_large_sheet(part):
            _hold_to_their_sizes(stream, filter(_is_large_sheet, parts))
            when_large()
            when_large = None
        reader = _reader_of(part.filename, name)
        kept = bytearray()
        tail = b""
        for chunk in unpack(stream, part):
            found.look(name, tail + chunk, len(chunk))
            if _SHEET.match(name):
                looks.setdefault(name, MarkupLook()).look(tail + chunk)
                kept += chunk if len(kept) <= MEASURED_BYTES else b""
            reader.add(chunk)
            tail = chunk[-OVERLAP_BYTES:]
        if len(kept) <= MEASURED_BYTES:
            _refuse_wide_sheet(bytes(kept), limits)
        texts += reader.finish()
        for formula in reader.formulas:
            refuse_formula(formula)
    return Package(tuple(texts), found.has_error_cells, found.has_text_like_number)


def _reader_of(filename: str, name: str) -> PartTexts | SheetTexts:
    """What takes the texts of a part."""
    if _SHEET.match(name):
        return SheetTexts(filename)
    is_markup = _MARKUP.search(name) is not None
    return PartTexts(filename, is_markup=is_markup, repeats_cells=name in {"xl/sharedstrings.xml", "content.xml"})


class _Findings:
    """What is looked for in every chunk of markup while it passes by."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        self.has_error_cells = False
        self.has_text_like_number = False
        self._items = Counter[bytes]()

    def look(self, name: str, window: bytes, size: int) -> None:
        """Look at a part's next bytes, of which `size` are new.

        Marks in single quotes or in UTF-16 are rare: there the safe side is taken.
        """
        self._unpacked += size
        if self._unpacked > self._limits.unpacked_bytes:
            raise too_large(self._limits)
        if not _MARKUP.search(name):
            return
        wide = window.startswith(_WIDE_STARTS)
        plain = window.replace(b"\x00", b"") if wide else window
        if b"!" in plain and any(mark in plain for mark in _ENTITIES):
            raise refuse("entity_declaration")
        refuse_markup(name, plain)
        self._count_items(window)
        self._measure_claims(name, plain)
        if _SHEET.match(name):
            unusual = wide or b" r='" in window[:4096]
            self.has_error_cells = self.has_error_cells or unusual or (b"e" in window and _ERROR_CELL in window)
            self.has_text_like_number = (
                self.has_text_like_number or unusual or any(mark in window for mark in _TEXT_CELLS)
            )
        elif name == "xl/sharedstrings.xml":
            self.has_text_like_number = (
                self.has_text_like_number or wide or _TEXT_LIKE_NUMBER.search(window) is not None
            )

    def _measure_claims(self, name: str, window: bytes) -> None:
        """Refuse what a part says that there is of something, where calamine would believe it."""
        if name == "xl/sharedstrings.xml" and b"<si" not in window[:64]:
            claimed = max((int(count) for count in _CLAIMED_TEXTS.findall(window[:4096])), default=0)
            if claimed > self._limits.cells:
                raise refuse("too_many_cells", limit=self._limits.cells)
        repeated = _REPEATED.findall(window) if name == "content.xml" and b"-repeated" in window else ()
        if any(int(times) > MOST_REPEATED[what] for what, times in repeated):
            raise refuse("too_many_cells", limit=self._limits.cells)

    def _count_items(self, window: bytes) -> None:
        for mark, most in MOST_ITEMS.items() if b"e" in window or b"f" in window else ():
            self._items[mark] += window.count(mark)
            if self._items[mark] > most:
                raise refuse("too_many_items", limit=most)


def _refuse_wide_sheet(markup: bytes, limits: Limits) -> None:
    """Refuse a huge rectangle: calamine lays it out in full, so two cells far apart cost as much as all between."""
    places = _FILLED_CELL.findall(markup)
    if not places:
        return
    columns = [letters_to_index(letters.decode()) for letters in {letters for letters, _ in places}]
    rows = [int(row) for row in {row for _, row in places}]
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > limits.cells:
        raise refuse("too_many_cells", limit=limits.cells)
