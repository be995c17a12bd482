"""A file looked at from bytes to proposal, as one function that runs in a child process.

The file is screened first: one with a person's number in it is not looked at any further. Not here: the sheets
themselves (`sheets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.descriptions import Description
from sources.mapping import Reader
from sources.proposing.model import Proposal
from sources.proposing.sheets import propose_sheet
from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.raw import texts_of_file
from sources.reference_data import load_reference_once
from sources.screening import IdentityHit, find_identity_numbers, mask_identity_numbers

NUMBERS_FOUND = (
    "Filen innehåller personnummer, samordningsnummer eller reservnummer på {places}, först {where}, och läses därför "
    "inte. Ta bort numren eller byt dem mot en pseudonym, och kör om."
)


@dataclass(frozen=True)
class MapTask:
    """A file to look at, and what is known of the region's files already."""

    path: Path
    region_code: str
    description: Description
    reference_overrides: Path | None
    today: date
    limits: Limits


def propose(task: MapTask) -> Proposal:
    """What may be said of the file, or why nothing can be."""
    try:
        content = read_file(task.path, task.limits)
    except UnreadableFile as refused:
        texts, _ = texts_of_file(task.path, task.limits)
        hits = find_identity_numbers((), texts, task.path.name)
        return _refuse_numbers(hits) if hits else refuse(task.path.name, refused)
    hits = find_identity_numbers(content.sheets, content.metadata_texts, task.path.name)
    if hits:
        return _refuse_numbers(hits)
    reference = load_reference_once(task.reference_overrides)
    reader = Reader(task.region_code, task.description.on(task.today), reference, task.today)
    sheets = (propose_sheet(sheet, reader, file_name=sheet.member or task.path.name) for sheet in content.sheets)
    return Proposal(mask_identity_numbers(task.path.name), tuple(sheets))


def _refuse_numbers(hits: Sequence[IdentityHit]) -> Proposal:
    """Where the first one stands, in a cell if any does: what parts of the file repeat of the cells is not counted."""
    told = [hit for hit in hits if hit.cell] or hits
    places = "1 ställe" if len(told) == 1 else f"{len(told)} ställen"
    return Proposal("", refusal=NUMBERS_FOUND.format(places=places, where=told[0].where))


def refuse(file_name: str, refused: UnreadableFile) -> Proposal:
    """Why a file could not be read, or what became of its reader."""
    return Proposal(
        mask_identity_numbers(file_name), refusal=f"{mask_identity_numbers(refused.message)} {refused.how_to_mend}"
    )
