"""The texts in bytes that were not read as tables, searched all the same before they are kept.

Not here: files that were read (`files.py`).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from sources.reading.content import Limits, UnreadableFile
from sources.reading.part_texts import LONGEST_RUN, NAME_OF_PART, PartTexts, texts_of_bytes
from sources.reading.recognise import OLE_START, OTHER_KINDS, SHORT_MARKS, ZIP_EMPTY, ZIP_START
from sources.reading.unpacking import CHUNK_BYTES, list_parts, refuse_crowded_directory, too_large, unpack

PLACE = "filens innehåll"
_CLOSED_STARTS = (ZIP_START, ZIP_EMPTY, OLE_START, *(mark for mark, _ in OTHER_KINDS if mark not in SHORT_MARKS))
"""Containers and formats in which text may lie packed, so that a search of the bytes says nothing for certain."""


def texts_of_file(path: Path, limits: Limits) -> tuple[list[tuple[str, str]], bool]:
    """(place, text) of what may hold a number in the file's bytes, and whether all of the file could be searched."""
    texts: dict[tuple[str, str], None] = {}
    with path.open("rb") as stream:
        start = stream.read(16)
        window = start
        while chunk := stream.read(CHUNK_BYTES):
            window += chunk
            texts |= {(PLACE, text): None for text in texts_of_bytes(window)}
            window = window[-LONGEST_RUN:]
    if start.startswith(ZIP_START):
        texts |= dict.fromkeys(texts_of_parts(path, limits))
    is_text = not start.startswith(_CLOSED_STARTS)
    return list(texts), is_text


def texts_of_parts(path: Path, limits: Limits, *, read: Collection[str] = ()) -> list[tuple[str, str]]:
    """The names and the texts of a zip's parts, as far as they can be unpacked; of those that were read the names."""
    texts: list[tuple[str, str]] = []
    unpacked = 0
    try:
        refuse_crowded_directory(path)
        with ZipFile(path) as archive, path.open("rb") as stream:
            texts += [(NAME_OF_PART, part.filename) for part in archive.infolist()]
            remarks = [archive.comment, *(part.comment for part in archive.infolist())]
            texts += [(PLACE, text) for remark in remarks for text in texts_of_bytes(remark)]
            for part in (one for one in list_parts(archive, limits) if one.filename not in read):
                reader = PartTexts(part.filename, is_markup=part.filename.endswith(".xml"), repeats_cells=True)
                for chunk in unpack(stream, part):
                    unpacked += len(chunk)
                    if unpacked > limits.unpacked_bytes:
                        raise too_large(limits)
                    reader.add(chunk)
                texts += reader.finish()
    except (UnreadableFile, BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return texts
    return texts
