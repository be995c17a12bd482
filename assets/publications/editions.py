"""An edition as a folder of files: complete beside its place, then renamed in; a fixed one is never overwritten.

Here: writing folders and the record of what an edition was made of. Not here: what is in the files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "edition.json"


class FixedEditionError(Exception):
    """The edition in this place is fixed; the text says what to do, in Swedish."""


@dataclass(frozen=True)
class EditionRecord:
    """What an edition is and was made of, as `edition.json` holds it; the same inputs give the same record."""

    report: str
    edition_id: str
    run_id: str
    period: str
    version: int
    preliminary: bool
    as_of_date: str
    data_version: str
    reference_version: str
    software_version: str


def write_edition(folder: Path, files: Mapping[str, bytes], record: EditionRecord) -> Path:
    """Puts an edition in its place; a preliminary one that is there is replaced.

    `files` are bytes by path inside the folder, with slashes.

    Raises:
        FixedEditionError: the edition in that place is fixed.
    """
    there = read_record(folder)
    if there is not None and not there.preliminary:
        raise FixedEditionError(
            f"Utgåvan i {folder} är fastställd och skrivs inte över. Välj en annan vecka eller ett annat år."
        )
    facts = json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n"
    replace_folder(folder, {**files, RECORD: facts.encode()})
    return folder


def read_record(folder: Path) -> EditionRecord | None:
    """What the edition in a folder was made of, None if there is none."""
    path = folder / RECORD
    if not path.exists():
        return None
    return EditionRecord(**json.loads(path.read_text(encoding="utf-8")))


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files into a new folder beside and renames it in; one with the same content is left alone."""
    if _holds_exactly(folder, files):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    made, old = (folder.with_name(f".{folder.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    for leftover in (made, old):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Writes one file so that a reader sees the old or the whole new one; the same content is left alone."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def _holds_exactly(folder: Path, files: Mapping[str, bytes]) -> bool:
    if not folder.is_dir():
        return False
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return there.keys() == files.keys() and all(there[name].read_bytes() == content for name, content in files.items())
