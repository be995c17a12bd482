"""Handing over: complete folders become deliveries, receipts go to the outbox, and the files leave the inbox.

A note of intent is written before, and goes when all is done: a run begins by finishing what the last one left.
Not here: making the folders complete (`sources/intake.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sources import archive as archives
from sources.archive import Delivery
from sources.inbox import files_under
from sources.marking.task import Marker
from sources.outbox import Render, as_json, put_receipt, restore
from sources.places import Places
from sources.staging import Staged

PENDING = ".pending"


@dataclass(frozen=True)
class Prepared:
    """A complete folder that waits to be renamed into the archive, and what its sender will be told."""

    staged: Staged
    delivery: Delivery
    receipt: Mapping[str, Any]
    workbook: Path | None = None
    trace: str = ""


@dataclass(frozen=True)
class Taken:
    """One file that was taken: what became of it, without any value from it.

    `trace` is for the log: the kind of error and the line of the program where reading or marking it broke off.
    """

    delivery: Delivery
    summary: str
    receipt: Path
    trace: str = ""


def hand_over(prepared: Sequence[Prepared], places: Places, render: Render, writers: ThreadPoolExecutor) -> list[Taken]:
    """Turns complete folders into facts, in their order, so that a killed run leaves no later one without an earlier;
    then puts the receipts in the outbox and takes the files from the inbox.
    """
    notes = list(writers.map(lambda one: _note_intent(places, one.staged, one.delivery), prepared))
    for one in prepared:
        archives.commit(one.staged.folder, _place_of(one.delivery, places))
    return list(writers.map(lambda one, note: _finish(one, note, places, render), prepared, notes))


def _place_of(delivery: Delivery, places: Places) -> Path:
    return places.archive / delivery.folder / delivery.delivery_id


def _finish(prepared: Prepared, note: Path, places: Places, render: Render) -> Taken:
    """Puts the receipt in the outbox, and takes the file from the inbox."""
    one, delivery = prepared.staged, prepared.delivery
    shown = put_receipt(places, delivery.folder, prepared.receipt, render, prepared.workbook)
    _leave_inbox(one.file.path, one.sha256)
    note.unlink()
    told = replace(delivery, folder_path=_place_of(delivery, places))
    return Taken(told, str(prepared.receipt["summary"]), shown, prepared.trace)


def _note_intent(places: Places, one: Staged, delivery: Delivery) -> Path:
    """Says which inbox file a delivery was made of, so that a killed run can be finished.

    The name itself may be a person's, so the note knows it by its hash.
    """
    note = places.archive / PENDING / f"{delivery.delivery_id}.json"
    note.parent.mkdir(parents=True, exist_ok=True)
    place = _hash_place(one.file.path, places.inbox, one.sha256)
    facts = {"folder": delivery.folder, "inbox_place": place, "sha256": one.sha256}
    archives.write_atomically(note, as_json(facts))
    return note


def finish_last_run(places: Places, render: Render, marker: Marker) -> None:
    """What was archived but not receipted or not taken from the inbox when the last run was killed."""
    for note in sorted((places.archive / PENDING).glob("*.json")):
        facts = json.loads(note.read_text(encoding="utf-8"))
        target = places.archive / facts["folder"] / note.stem
        if target.exists():
            list(restore(places, [target], render, marker))
            for path in list(files_under(places.inbox)):
                if _hash_place(path, places.inbox, facts["sha256"]) == facts["inbox_place"]:
                    _leave_inbox(path, facts["sha256"])
        note.unlink()


def _hash_place(path: Path, inbox: Path, sha256: str) -> str:
    """Where a file lies in the inbox, without its name; the same name with another content gives another hash."""
    return hashlib.sha256(f"{sha256} {path.relative_to(inbox).as_posix()}".encode(errors="surrogatepass")).hexdigest()


def _leave_inbox(path: Path, sha256: str) -> None:
    """Takes the file from the inbox, unless it was changed meanwhile: then it is a new delivery."""
    try:
        with path.open("rb") as reader:
            same = hashlib.file_digest(reader, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return
    if same:
        path.unlink()
