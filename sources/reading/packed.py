"""A zip archive of files: each file in it read as if it had been sent by itself.

Here: unpacking within limits and into a folder of its own, under names of our own. Not here: reading a file (files).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.reading.content import FileContent, Limits, TextSheet, UnreadableFile
from sources.reading.raw import texts_of_parts
from sources.reading.refusals import in_megabytes, refuse
from sources.reading.unpacking import list_parts

MOST_FILES = 200
CHUNK_BYTES = 1 << 20
PASSED_OVER = (".", "~$", "Thumbs.db", "desktop.ini")
"""What archivers and office programs leave behind; no delivery is called so."""


def read_packed(path: Path, limits: Limits, read: Callable[[Path, Limits], FileContent]) -> FileContent:
    """Every sheet of every file in the archive at `path`; a sheet is named by its file and its own name.

    Raises:
        UnreadableFile: the archive is damaged, protected, too large or empty, or one of its files cannot be read; the
            reason of the first such file is given with its name.
    """
    sheets: list[TextSheet] = []
    notes: list[str] = ["zip-arkiv"]
    texts: list[tuple[str, str]] = []
    seen: list[str] = []
    with TemporaryDirectory() as folder:
        for full_name, name, member in _unpack(path, Path(folder), limits):
            seen.append(full_name)
            try:
                content = read(member, limits)
            except UnreadableFile as refusal:
                raise _of_member(refusal, name) from None
            finally:
                member.unlink()
            sheets += [replace(sheet, name=_sheet_name(name, sheet, content), member=name) for sheet in content.sheets]
            notes += [f"{name}: {note}" for note in content.notes]
            texts += content.metadata_texts
    if not sheets:
        raise refuse("packed_nothing")
    texts += texts_of_parts(path, limits, read=seen)
    return FileContent(tuple(sheets), tuple(notes), tuple(texts))


def _unpack(path: Path, folder: Path, limits: Limits) -> Iterator[tuple[str, str, Path]]:
    """(name in the archive, its last part, where it lies now) of each file, one at a time.

    The name in the archive decides nothing but the ending.
    """
    left = limits.unpacked_bytes
    try:
        with ZipFile(path) as archive:
            members = [one for one in list_parts(archive, limits) if not one.is_dir() and not _is_passed_over(one)]
            if len(members) > MOST_FILES:
                raise refuse("packed_too_many", limit=MOST_FILES)
            for number, member in enumerate(members):
                if member.flag_bits & 1:
                    raise refuse("password_protected")
                name = PurePosixPath(member.filename.replace("\\", "/")).name
                target = folder / f"{number:04d}{PurePosixPath(name).suffix[:10]}"
                left -= _write(archive, member, target, left, limits)
                yield member.filename, name, target
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise refuse("half_copied") from None


def _is_passed_over(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith(PASSED_OVER)


def _write(archive: ZipFile, member: ZipInfo, target: Path, left: int, limits: Limits) -> int:
    """Unpacks one file, as many bytes as there really are whatever the directory claims; gives their number."""
    size = 0
    with archive.open(member) as packed, target.open("wb") as unpacked:
        while chunk := packed.read(CHUNK_BYTES):
            size += len(chunk)
            if size > left:
                raise refuse("unpacks_too_large", limit=in_megabytes(limits.unpacked_bytes))
            unpacked.write(chunk)
    return size


def _sheet_name(name: str, sheet: TextSheet, content: FileContent) -> str:
    return name if len(content.sheets) == 1 else f"{name} · {sheet.name}"


def _of_member(refusal: UnreadableFile, name: str) -> UnreadableFile:
    """The refusal with the name of the file that it is about."""
    message = f"I filen ”{name}” i arkivet: {refusal.message}"
    return UnreadableFile(refusal.rule, message, refusal.how_to_mend, quarantine=refusal.quarantine)
