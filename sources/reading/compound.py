"""Old Office files: a small file system of streams, and the records of an xls workbook in one of them.

Looked through for what may act or hide, never for cells: calamine reads those. A damaged directory is no reason to
refuse here; then the bytes are searched as they lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sources.reading.refusals import refuse

HEADER_BYTES = 512
ENTRY_BYTES = 128
MOST_SECTORS = 1 << 20
CLAIMED_SECTORS = (44, 64, 72)
"""Where the header says how many sectors the tables take."""
END_OF_CHAIN = 0xFFFFFFF0
"""This and greater are marks, not sectors."""
BOUNDSHEET, SUPBOOK, NAME, CONTINUE = 0x85, 0x1AE, 0x18, 0x3C
MACRO_SHEETS = frozenset({1, 6})
BUILT_IN = 0x20
AUTO_OPEN, AUTO_CLOSE = 1, 2
STRING_JOINT_BYTES = 200
"""Enough of both sides of a place where a text is cut in two."""
_EMBEDDED = re.compile(r"MBD[0-9A-F]{8}|LNK[0-9A-F]{8}|Ctls|\x01Ole10Native|\x03OCXDATA|\x03OCXNAME")


@dataclass(frozen=True)
class Entry:
    """A stream or a folder of a compound file: where it begins and how long it is."""

    name: str
    start: int
    size: int


class UnsafeFileError(ValueError):
    """A chain of sectors that comes back to itself, or more sectors than there are: a reader would fill the memory."""


class CompoundFile:
    """The directory and the streams of a compound file.

    Raises:
        ValueError: the structure is broken; an `UnsafeFileError` where a reader must not try it.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sector = 1 << self._number(30, 2)
        self._mini_sector = 1 << self._number(32, 2)
        if not (64 <= self._sector <= 1 << 16 and 8 <= self._mini_sector <= self._sector):
            raise ValueError("sector size")
        if any(self._number(at, 4) * self._sector > len(content) for at in CLAIMED_SECTORS):
            raise UnsafeFileError
        self._fat = self._read_fat()
        if _comes_back(self._number(48, 4), self._fat):
            raise UnsafeFileError
        self.entries = self._read_entries()

    def stream(self, *names: str) -> bytes:
        """The bytes of the stream with the first of these names that there is, empty where there is none.

        The case of letters makes no difference, as in every program that opens such files.
        """
        by_name = {one.name.upper(): one for one in reversed(self.entries)}
        entry = next((by_name[name.upper()] for name in names if name.upper() in by_name), None)
        if entry is None:
            return b""
        if entry.size >= self._number(56, 4):
            return self._chain(entry.start)[: entry.size]
        mini = self._chain(self.entries[0].start)
        table = self._numbers(self._chain(self._number(60, 4)))
        size = self._mini_sector
        return b"".join(mini[at * size : at * size + size] for at in _follow(entry.start, table))[: entry.size]

    @property
    def is_circular(self) -> bool:
        """Whether a chain of sectors that a reader of cells follows comes back to itself."""
        first, least = self.entries[0], self._number(56, 4)
        large = [entry.start for entry in self.entries if entry.size and (entry.size >= least or entry is first)]
        small = [entry.start for entry in self.entries if entry.size and not (entry.size >= least or entry is first)]
        chains = [(start, self._fat) for start in (self._number(60, 4), *large)]
        if not any(_comes_back(start, table) for start, table in chains):
            minor = self._numbers(self._chain(self._number(60, 4)))
            return any(_comes_back(start, minor) for start in small)
        return True

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._content[at : at + size], "little")

    @staticmethod
    def _numbers(content: bytes) -> memoryview:
        return memoryview(content[: len(content) // 4 * 4]).cast("I")

    def _read_sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector
        return self._content[at : at + self._sector]

    def _read_fat(self) -> memoryview:
        places = list(self._numbers(self._content[76:HEADER_BYTES]))
        following, seen = self._number(68, 4), 0
        while following < END_OF_CHAIN and seen < MOST_SECTORS // 128:
            sector = self._numbers(self._read_sector(following))
            if not len(sector):
                raise ValueError("list of the allocation table")
            places += sector[:-1]
            following, seen = sector[-1], seen + 1
        return self._numbers(b"".join(self._read_sector(place) for place in places if place < END_OF_CHAIN))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._read_sector(sector) for sector in _follow(start, self._fat))

    def _read_entries(self) -> list[Entry]:
        directory = self._chain(self._number(48, 4))
        entries = []
        for at in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
            entry = directory[at : at + ENTRY_BYTES]
            length = max(0, min(64, int.from_bytes(entry[64:66], "little")) - 2)
            if entry[66]:
                start, size = (int.from_bytes(entry[place : place + 4], "little") for place in (116, 120))
                entries.append(Entry(entry[:length].decode("utf-16-le", "replace"), start, size))
        if not entries:
            raise ValueError("directory")
        return entries


def _follow(start: int, table: memoryview) -> Iterator[int]:
    """The sectors of a chain; one that comes back to itself ends."""
    seen: set[int] = set()
    while start < len(table) and start not in seen:
        seen.add(start)
        yield start
        start = table[start]


def _comes_back(start: int, table: memoryview) -> bool:
    *_, last = (None, *_follow(start, table))
    return last is not None and table[last] < len(table)


def inspect_compound(content: bytes) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The bytes to search for texts (streams in their order, and cut texts joined), and notes on links.

    Raises:
        UnreadableFile: macro sheets, DDE, embedded objects, or a chain of sectors without an end.
    """
    try:
        file = CompoundFile(content)
    except UnsafeFileError:
        raise refuse("damaged_workbook") from None
    except (ValueError, IndexError):
        return (content,), ()
    if any(_EMBEDDED.fullmatch(entry.name) for entry in file.entries):
        raise refuse("embedded_object")
    workbook = file.stream("Workbook", "Book")
    joints: list[bytes] = []
    links = False
    before = b""
    for kind, data in _records(workbook):
        if kind == CONTINUE:
            end = before[-STRING_JOINT_BYTES:]
            joints += [end + data[1:STRING_JOINT_BYTES], end + data[:STRING_JOINT_BYTES]]
        links = _judge_record(kind, data) or links
        before = data
    if file.is_circular:
        raise refuse("damaged_workbook")
    notes = ("arbetsboken har länkar till andra filer; det är de sparade värdena som lästes",) if links else ()
    return (content, workbook, *joints), notes


def _judge_record(kind: int, data: bytes) -> bool:
    """Whether a record is a link to another workbook; one that acts is refused."""
    if kind == BOUNDSHEET and len(data) > 5 and data[5] in MACRO_SHEETS:
        raise refuse("macro")
    if kind == NAME and len(data) > 15 and data[0] & BUILT_IN and data[3] == 1 and data[15] in (AUTO_OPEN, AUTO_CLOSE):
        raise refuse("macro")
    if kind != SUPBOOK or len(data) < 6:
        return False
    target = data[5:].replace(b"\x00", b"")
    if not target.startswith((b"\x01", b"\x02")) and b"\x03" in target:
        raise refuse("dde")
    return target.startswith(b"\x01") and len(target) > 2


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = stream[at] | stream[at + 1] << 8, stream[at + 2] | stream[at + 3] << 8
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
