"""Staging: a copy of each waiting file, beside the archive, in the folder that becomes its delivery's.

Not here: what is made of the copies (`sources/intake.py`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sources import archive as archives
from sources.inbox import InboxFile, LeftAlone, is_unchanged, open_delivered

LEFT_CHANGED = "ändrades medan den lästes; tas vid nästa körning"
LEFT_UNREADABLE = "går inte att öppna; kontrollera rättigheterna"


@dataclass(frozen=True)
class Staged:
    """A copy of an inbox file in the folder that becomes its delivery's."""

    file: InboxFile
    folder: Path
    path: Path
    sha256: str
    delivery_id: str


def stage_files(waiting: Sequence[InboxFile], archive: Path, received: datetime) -> Iterator[Staged | LeftAlone]:
    """Copies of the files in folders of their own, one after the other, and those that could not be copied or changed
    meanwhile.

    The folders are numbered as the files are ordered. The largest come first, so that in the end no core waits long.
    """
    taken_names = set[str]()
    staging = archive / archives.STAGING
    shutil.rmtree(staging, ignore_errors=True)
    for number, file in sorted(enumerate(waiting), key=lambda one: -one[1].size):
        folder = staging / f"{number:05d}"
        path = folder / "original" / file.path.name
        path.parent.mkdir(parents=True)
        sha256 = _copy(file.path, path)
        if sha256 is None:
            yield LeftAlone(file.path, LEFT_UNREADABLE, held_up=True)
            continue
        if not is_unchanged(file):
            yield LeftAlone(file.path, LEFT_CHANGED)
            continue
        delivery_id = archives.name_delivery(archive / file.folder, received, sha256, taken_names)
        taken_names.add(delivery_id)
        yield Staged(file, folder, path, sha256, delivery_id)


def _copy(source: Path, target: Path) -> str | None:
    """Copies the bytes and gives their SHA-256; None where the source cannot be opened or read.

    Raises:
        OSError: the copy cannot be written, which is no fault of the file.
    """
    digest = hashlib.sha256()
    try:
        reader = open_delivered(source)
    except OSError:
        return None
    with reader, target.open("wb") as writer:
        while True:
            try:
                block = reader.read(1 << 20)
            except OSError:
                return None
            if not block:
                return digest.hexdigest()
            digest.update(block)
            writer.write(block)
