"""A zip archive of files: each file in it read as if it had been sent by itself.

Here: unpacking within limits and into a folder of its own, under names of our own. Not here: reading a file (files).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.reading.content import FileContent, Limits, Place, TextSheet, UnreadableFile, UnreadMember
from sources.reading.raw import texts_of_file, texts_of_parts
from sources.reading.refusals import in_megabytes, refuse
from sources.reading.unpacking import list_parts

MOST_FILES = 200
CHUNK_BYTES = 1 << 20
REASONS_SHOWN = 5
PROTECTED = 1
UNIX_MODE_BITS = 16
DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises, of an archive or of one of its files."""
PASSED_OVER = (".", "~$", "Thumbs.db", "desktop.ini")
"""What archivers and office programs leave behind; no delivery is called so."""


class _Member(NamedTuple):
    """A file of an archive: its path there, the shortest name that tells it from the others, where it lies now, and
    why it could not be unpacked whole.
    """

    full_name: str
    name: str
    path: Path
    refusal: UnreadableFile | None = None

    @property
    def file_name(self) -> str:
        """What the file would be called by itself."""
        return self.name.rpartition("/")[2]


def read_packed(path: Path, limits: Limits, read: Callable[[Path, Limits], FileContent]) -> FileContent:
    """Every sheet of every file in the archive at `path`; a sheet is named by its file and its own name.

    A file that cannot be read is told of, and the others count.

    Raises:
        UnreadableFile: the archive is damaged, too large or empty, or none of its files can be read, or one of them may
            do harm; the reason is given with the file's name.
    """
    sheets: list[TextSheet] = []
    notes: list[str] = ["zip-arkiv"]
    texts: list[tuple[str, str]] = []
    seen: list[str] = []
    unread: list[UnreadMember] = []
    with TemporaryDirectory() as folder:
        for member in _unpack(path, Path(folder), limits):
            seen.append(member.full_name)
            try:
                content = _read_member(member, limits, read)
            except UnreadableFile as refusal:
                told = _of_member(refusal, member.name, member.path.stem)
                if told.quarantine:
                    raise told from None
                searched, is_whole = texts_of_file(member.path, limits)
                texts += searched
                unread.append(UnreadMember(member.name, told, is_whole and member.refusal is None))
                continue
            finally:
                member.path.unlink()
            sheets += [_sheet_of(member, sheet, content) for sheet in content.sheets]
            notes += [f"{member.name}: {note}" for note in content.notes]
            texts += content.metadata_texts
    if not sheets:
        raise _of_all(unread) if unread else refuse("packed_nothing")
    texts += texts_of_parts(path, limits, read=seen)
    return FileContent(tuple(sheets), tuple(notes), tuple(texts), tuple(unread))


def _read_member(member: _Member, limits: Limits, read: Callable[[Path, Limits], FileContent]) -> FileContent:
    if member.refusal:
        raise member.refusal
    return read(member.path, limits)


def name_members(full_names: Sequence[str]) -> list[str]:
    """The shortest end of each path that no other path ends with: `lista.csv`, or `lund/lista.csv` where it must be.

    Equal only for equal paths.
    """
    backwards = [_parts(name)[::-1] for name in full_names]
    by_end = sorted(set(backwards))
    shared = [0, *(_shared(one, other) for one, other in pairwise(by_end)), 0]
    names = {parts: "/".join(parts[max(shared[place : place + 2]) :: -1]) for place, parts in enumerate(by_end)}
    return [names[parts] for parts in backwards]


def _parts(full_name: str) -> tuple[str, ...]:
    """The folders and the file of a name in an archive; steps upwards and roots lead nowhere."""
    parts = PurePosixPath(normalize("NFC", full_name).replace("\\", "/")).parts
    return tuple(part for part in parts if part not in {"/", "//", ".."})


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts two paths begin with in common."""
    same = takewhile(lambda parts: parts[0] == parts[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _unpack(path: Path, folder: Path, limits: Limits) -> Iterator[_Member]:
    """Each file, one at a time. The name in the archive decides nothing but the ending."""
    left = limits.unpacked_bytes
    try:
        with ZipFile(path) as archive:
            members = [one for one in list_parts(archive, limits) if not one.is_dir() and not _is_passed_over(one)]
            if len(members) > MOST_FILES:
                raise refuse("packed_too_many", limit=MOST_FILES)
            names = name_members([member.filename for member in members])
            for number, (member, name) in enumerate(zip(members, names, strict=True)):
                if S_ISLNK(member.external_attr >> UNIX_MODE_BITS):
                    raise _of_member(refuse("packed_link"), name)
                if name in names[:number]:
                    raise refuse("packed_twice", name="/".join(_parts(member.filename)))
                target = folder / f"{number:04d}{PurePosixPath(name).suffix[:10]}"
                refusal = _write(archive, member, target, left, limits)
                left -= target.stat().st_size
                yield _Member(member.filename, name, target, refusal)
    except DAMAGED:
        raise refuse("half_copied") from None


def _is_passed_over(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith(PASSED_OVER)


def _write(archive: ZipFile, member: ZipInfo, target: Path, left: int, limits: Limits) -> UnreadableFile | None:
    """Unpacks one file, as many bytes as there really are whatever the directory claims; gives why it is not whole."""
    size = 0
    with target.open("wb") as unpacked:
        if member.flag_bits & PROTECTED:
            return refuse("password_protected")
        try:
            with archive.open(member) as packed:
                while chunk := packed.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > left:
                        raise refuse("unpacks_too_large", limit=in_megabytes(limits.unpacked_bytes))
                    unpacked.write(chunk)
        except DAMAGED:
            return refuse("half_copied")
    return None


def _sheet_of(member: _Member, sheet: TextSheet, content: FileContent) -> TextSheet:
    """The sheet under a name that tells it from those of other files; what it is called in its own file is kept."""
    return replace(
        sheet,
        name=member.name if len(content.sheets) == 1 else f"{member.name} · {sheet.name}",
        member=member.file_name,
        name_within=Path(member.file_name).stem if sheet.is_text else sheet.name,
    )


def _of_member(refusal: UnreadableFile, name: str, unpacked: str = "") -> UnreadableFile:
    """The refusal with the name of the file that it is about; `unpacked`: what its only sheet is called, if a text."""
    message = f"I filen ”{name}” i arkivet: {refusal.message}"
    places = [
        Place(name if place.sheet == unpacked else f"{name} · {place.sheet}", place.cell) for place in refusal.places
    ]
    return UnreadableFile(refusal.rule, message, refusal.how_to_mend, quarantine=refusal.quarantine, places=places)


def _of_all(unread: Sequence[UnreadMember]) -> UnreadableFile:
    """One refusal for an archive of which nothing could be read, with the reasons of the first files."""
    reasons = [one.refusal for one in unread[:REASONS_SHOWN]]
    message, how_to_mend = (
        " ".join(dict.fromkeys(texts))
        for texts in zip(*((one.message, one.how_to_mend) for one in reasons), strict=True)
    )
    return UnreadableFile(reasons[0].rule, message, how_to_mend, quarantine=False)
