"""A zip file's directory and its parts, unpacked within limits whatever the directory claims.

Every part is counted as it is unpacked; parts that share bytes, as those of the bombs that unpack a thousandfold, are
refused before anything is. Parts within parts are never unpacked, and nothing is ever written under a part's name.
Not here: what the parts mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sources.reading.content import Limits, UnreadableFile
from sources.reading.refusals import in_megabytes, refuse

CHUNK_BYTES = 1 << 20
LOCAL_HEADER_BYTES = 30
MOST_PARTS = 20_000
MOST_DIRECTORY_BYTES = 8 << 20
"""Python reads the whole directory before it tells how many parts there are."""
END_MARK, END_BYTES, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535


def refuse_crowded_directory(path: Path) -> None:
    """Refuse a zip whose directory is so long that reading it would take minutes.

    Raises:
        UnreadableFile: too many parts.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - END_BYTES - LONGEST_COMMENT))
        end = stream.read()
    at = end.rfind(END_MARK)
    record = end[at : at + END_BYTES]
    parts, directory = int.from_bytes(record[10:12], "little"), int.from_bytes(record[12:16], "little")
    wide = parts == 0xFFFF or directory == 0xFFFFFFFF  # the directory of a zip64 is told elsewhere
    if at >= 0 and (parts > MOST_PARTS or wide or directory > MOST_DIRECTORY_BYTES):
        raise refuse("too_many_parts", limit=MOST_PARTS)


def list_parts(archive: ZipFile, limits: Limits) -> list[ZipInfo]:
    """The parts of an archive.

    Raises:
        UnreadableFile: too many, too large, or lying over one another.
    """
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise refuse("too_many_parts", limit=MOST_PARTS)
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise too_large(limits)
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < end:
            raise refuse("overlapping_parts")
        end = part.header_offset + LOCAL_HEADER_BYTES + part.compress_size
    return parts


def too_large(limits: Limits) -> UnreadableFile:
    """The refusal of what unpacks to more than the limit."""
    return refuse("unpacks_too_large", limit=in_megabytes(limits.unpacked_bytes))


def unpack(stream: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """The part's bytes in chunks.

    Raises:
        UnreadableFile: protected, damaged, or larger than the directory says, as no honest part is.
    """
    if part.flag_bits & 1:
        raise refuse("password_protected")
    stream.seek(part.header_offset)
    header = stream.read(LOCAL_HEADER_BYTES)
    if len(header) < LOCAL_HEADER_BYTES or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refuse("damaged_workbook")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == ZIP_DEFLATED else None
    left, promised = part.compress_size, part.file_size
    while left > 0 and (packed := stream.read(min(CHUNK_BYTES, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            chunk = inflater.decompress(packed, CHUNK_BYTES)
            promised -= len(chunk)
            if promised < 0:
                raise refuse("unpacks_too_large", limit="vad den själv anger")
            yield chunk
            packed = inflater.unconsumed_tail
