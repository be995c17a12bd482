"""The parts of a zipped workbook, unpacked once and within limits: bombs, entities, and texts beside the cells.

calamine unpacks as much as a part holds and says nothing of comments and properties, so this looks first.
Not here: the cells (workbook).
"""

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sources.reading.content import Limits
from sources.reading.refusals import in_megabytes, refuse

CHUNK_BYTES = 1 << 20
LOCAL_HEADER_BYTES = 30
MARKUP_SUFFIXES = (".xml", ".rels", ".vml", ".xhtml")
ENTITY_MARKS = tuple(mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))
ERROR_CELL_MARKS = (b't="e"', b"t='e'")
CELLS_READ_ELSEWHERE = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings|styles|theme/.*|calcchain)\.xml|content\.xml")
"""What the sheets show is screened as cells."""
MEASURED_BYTES = 8 << 20
"""Sheets up to this size unpacked are measured cell by cell; a larger one cannot hide much emptiness in few bytes
without also being stopped by the child's memory limit."""

_INLINE_TAGS = re.compile(r"</?(?:\w+:)?(?:r|t|rPr|b|i|u|sz|color|rFont|family|charset|scheme|vertAlign|span)(?:\s[^>]*)?/?>")
_TAGS = re.compile(r"<[^>]*>")
_TELLING_ATTRIBUTES = re.compile(r"\s(?:v|name|title|descr|author|displayName|userId|prompt|tooltip|uri|Target)=\"([^\"]+)\"")
_CELL_PLACE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_AROUND_CELLS = re.compile(rb"<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\b.*$", re.DOTALL)


@dataclass(frozen=True)
class Package:
    """What the parts told.

    `metadata_texts`: (part's place, text). `error_parts`: sheet parts with error cells. `first_columns`: sheet part to
    0-based first column where it was measured. `unpacked_bytes`: the sum that was really unpacked.
    """

    metadata_texts: tuple[tuple[str, str], ...]
    has_error_cells: bool
    unpacked_bytes: int


def inspect_package(path: Path, limits: Limits) -> Package:
    """Unpack every part of the zip at `path` once and tell what was found.

    Raises:
        UnreadableFile: damaged, larger than the limits, or with entity declarations.
    """
    try:
        with ZipFile(path) as archive:
            return _inspect_parts(path, archive, limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise refuse("damaged_workbook") from None
