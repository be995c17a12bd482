"""A file looked at from bytes to proposal, as one function that runs in a child process.

The file is screened first: one with a person's number in it is not looked at any further. Not here: the sheets
themselves (`sheets.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.descriptions import Description
from sources.mapping import Reader
from sources.proposing.model import Proposal
from sources.proposing.sheets import propose_sheet
from sources.reading import Limits, UnreadableFile, read_file
from sources.reference_data import load_reference
from sources.screening import find_identity_numbers

NUMBERS_FOUND = (
    "Filen innehåller {count} personnummer, samordningsnummer eller reservnummer{where} och läses därför inte. "
    "Ta bort dem eller byt dem mot en pseudonym, och kör om."
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
        return refuse(task.path.name, refused)
    hits = find_identity_numbers(content.sheets, content.metadata_texts, task.path.name)
    if hits:
        first = next((hit for hit in hits if hit.cell), None)
        where = f", först i cell {first.cell} på bladet {first.sheet}," if first else ""
        return Proposal("", refusal=NUMBERS_FOUND.format(count=len(hits), where=where))
    reader = Reader(task.region_code, task.description.on(task.today), load_reference(task.reference_overrides))
    sheets = (propose_sheet(sheet, reader, file_name=sheet.member or task.path.name) for sheet in content.sheets)
    return Proposal(task.path.name, tuple(sheets))


def refuse(file_name: str, refused: UnreadableFile) -> Proposal:
    """Why a file could not be read, or what became of its reader."""
    return Proposal(file_name, refusal=f"{refused.message} {refused.how_to_mend}")
