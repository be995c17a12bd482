"""The type: Source Sans from its wheel, whole for PDF, reduced to what Swedish text needs for HTML.

Here: where the two weights lie, and a WOFF of the glyphs a report can use, made without any font library.
Not here: style sheets, Typst. The reduced font carries a name of its own, as its licence (OFL 1.1, reserved font
name) asks of a changed version; its copyright and licence stay inside it.
"""

from __future__ import annotations

import base64
import functools
import struct
import zlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import font_source_sans_pro

PDF_FAMILY = "Source Sans Pro"
HTML_FAMILY = "Lagesbild Sans"
WEIGHTS: Mapping[int, str] = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
KEPT_TABLES = ("GDEF", "GPOS", "OS/2", "cvt ", "fpgm", "gasp", "head", "hhea", "hmtx", "maxp", "prep")
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *(0x202F, 0x2030, 0x2032, 0x2033, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
COPYRIGHT_NAME, LICENCE_NAME, LICENCE_ADDRESS_NAME = 0, 13, 14


def font_files() -> tuple[Path, ...]:
    """The font files of the two weights, as they lie in the wheel."""
    folder = Path(font_source_sans_pro.font_directory)
    return tuple(folder / name for name in WEIGHTS.values())


@functools.cache
def reduced_font(weight: int) -> str:
    """The font of a weight (400 or 600) reduced to the report's characters, as base64 of a WOFF file."""
    source = Path(font_source_sans_pro.font_directory) / WEIGHTS[weight]
    return base64.b64encode(pack_woff(reduce_font(read_tables(source.read_bytes())))).decode("ascii")


def read_tables(data: bytes) -> dict[str, bytes]:
    """The tables of a TrueType file by tag."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * index) for index in range(count))
    return {tag.decode("ascii"): data[offset : offset + length] for tag, _, offset, length in records}


def reduce_font(tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tables of a font that keeps its glyph numbers but only the outlines that CHARACTERS need."""
    mapping = read_character_map(tables["cmap"])
    kept = {code: mapping[code] for code in CHARACTERS if code in mapping}
    glyf, loca = keep_outlines(tables, {0, *kept.values()})
    head = bytearray(tables["head"])
    head[8:12] = b"\0\0\0\0"  # the checksum of the whole; browsers do not read it, and zero is what is true
    head[50:52] = struct.pack(">H", 1)  # long offsets in loca
    reduced = {tag: tables[tag] for tag in KEPT_TABLES if tag in tables}
    reduced |= {"head": bytes(head), "glyf": glyf, "loca": loca, "cmap": write_character_map(kept)}
    reduced["name"] = write_names(read_names(tables["name"]))
    reduced["post"] = struct.pack(">LLhhLLLLL", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0)
    return reduced


def read_character_map(cmap: bytes) -> dict[int, int]:
    """Character code -> glyph number, from the segmented 32-bit map (format 12)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = (struct.unpack_from(">HHL", cmap, 4 + 8 * index)[2] for index in range(count))
    start = next(offset for offset in offsets if struct.unpack_from(">H", cmap, offset)[0] == 12)
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    mapping: dict[int, int] = {}
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", cmap, start + 16 + 12 * index)
        mapping.update((code, glyph + code - first) for code in range(first, last + 1))
    return mapping


def write_character_map(mapping: Mapping[int, int]) -> bytes:
    """A character map of format 12 with one group per character."""
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(mapping.items()))
    body = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(mapping)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + body


def keep_outlines(tables: Mapping[str, bytes], wanted: set[int]) -> tuple[bytes, bytes]:
    """The glyf and loca tables with the outlines of the wanted glyphs and of what they are composed of."""
    offsets = read_offsets(tables)
    glyf = tables["glyf"]
    outlines = [glyf[start:end] for start, end in pairwise(offsets)]
    queue = list(wanted)
    while queue:
        new = set(composed_of(outlines[queue.pop()])) - wanted
        wanted |= new
        queue.extend(new)
    kept = [outline if glyph in wanted else b"" for glyph, outline in enumerate(outlines)]
    padded = [outline + b"\0" * (-len(outline) % 4) for outline in kept]
    places = [0]
    for outline in padded:
        places.append(places[-1] + len(outline))
    return b"".join(padded), struct.pack(f">{len(places)}L", *places)


def read_offsets(tables: Mapping[str, bytes]) -> list[int]:
    """Where each outline starts in glyf, and where the last one ends."""
    loca = tables["loca"]
    if struct.unpack_from(">h", tables["head"], 50)[0]:
        return list(struct.unpack(f">{len(loca) // 4}L", loca))
    return [2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca)]


def composed_of(outline: bytes) -> Iterable[int]:
    """The glyphs that a composite outline is made of; none for a simple one (OpenType, glyf, composite flags)."""
    if not outline or struct.unpack_from(">h", outline, 0)[0] >= 0:
        return
    place, more = 10, True
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        yield glyph
        place += 8 if flags & 0x0001 else 6
        place += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
        more = bool(flags & 0x0020)


def read_names(name: bytes) -> dict[int, str]:
    """The texts of the name table for Windows, by their number."""
    _, count, start = struct.unpack_from(">HHH", name, 0)
    records = (struct.unpack_from(">HHHHHH", name, 6 + 12 * index) for index in range(count))
    return {
        number: name[start + offset : start + offset + length].decode("utf-16-be")
        for platform, _, _, number, length, offset in records
        if platform == 3
    }


def write_names(names: Mapping[int, str]) -> bytes:
    """A name table with the family's own name, and the copyright and licence of the font it was made from."""
    kept = {number: names[number] for number in (COPYRIGHT_NAME, LICENCE_NAME, LICENCE_ADDRESS_NAME) if number in names}
    kept |= {1: HTML_FAMILY, 2: "Regular", 4: HTML_FAMILY, 6: HTML_FAMILY.replace(" ", "")}
    texts = [(number, text.encode("utf-16-be")) for number, text in sorted(kept.items())]
    header, body = b"", b""
    for number, text in texts:
        header += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), len(body))
        body += text
    return struct.pack(">HHH", 0, len(texts), 6 + len(header)) + header + body


def pack_woff(tables: Mapping[str, bytes]) -> bytes:
    """A WOFF 1.0 file of the tables (W3C Recommendation, 13 December 2012)."""
    directory, body = b"", b""
    start = 44 + 20 * len(tables)
    for tag in sorted(tables):
        data = tables[tag]
        packed = zlib.compress(data, 9)
        stored = packed if len(packed) < len(data) else data
        directory += struct.pack(
            ">4sLLLL", tag.encode("ascii"), start + len(body), len(stored), len(data), table_checksum(data)
        )
        body += stored + b"\0" * (-len(stored) % 4)
    whole = 12 + 16 * len(tables) + sum(len(data) + -len(data) % 4 for data in tables.values())
    header = struct.pack(
        ">4sLLHHLHHLLLLL", b"wOFF", 0x00010000, start + len(body), len(tables), 0, whole, 1, 0, 0, 0, 0, 0, 0
    )
    return header + directory + body


def table_checksum(data: bytes) -> int:
    """The sum of a table as big-endian 32-bit numbers."""
    padded = data + b"\0" * (-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(numbers) & 0xFFFFFFFF
