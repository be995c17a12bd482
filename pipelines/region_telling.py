"""What `lagesbild map` says about a proposal: per sheet what is sure, what is suggested and what is unknown.

Here: the Swedish lines and the JSON. Not here: finding it (`sources/proposing`). Words out of a file are shown for
columns of codes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.console import Screen
from sources.contracts import CONTRACTS
from sources.proposing import Proposal, SheetProposal, as_percent

WORDS_SHOWN = 12


def tell_proposal(screen: Screen, proposal: Proposal, written: Sequence[Path], region_code: str) -> None:
    """Everything there is to read, and what to do now."""
    if proposal.refusal:
        screen.say(proposal.refusal)
        return
    for sheet in proposal.sheets:
        for line in _sheet(sheet):
            screen.say(line)
        screen.say()
    if not written:
        screen.say("Filen går att läsa som den är. Inget behöver beskrivas, och inget förslag är skrivet.")
        return
    screen.say("Förslaget ligger i:")
    for path in written:
        screen.say(f"  {path}")
    screen.say("Inget av det gäller än. Läs filerna, ta bort # framför det som stämmer och .forslag ur namnen.")
    screen.say(f"Prova sedan: lagesbild check {proposal.file_name} --region {region_code}")


def proposal_as_data(proposal: Proposal, written: Sequence[Path]) -> dict[str, Any]:
    """The proposal for other programs."""
    data = asdict(proposal)
    for sheet in data["sheets"]:
        if sheet["wide"]:
            sheet["wide"]["letters"] = sorted(sheet["wide"]["letters"])
    return {**data, "written": [str(path) for path in written]}


def _sheet(sheet: SheetProposal) -> Iterator[str]:
    hidden = " (dolt)" if sheet.hidden else ""
    if sheet.kind is None:
        yield f"Bladet {sheet.sheet}{hidden}: {sheet.why}."
        return
    sure = "" if sheet.kind_is_sure else "närmast "
    yield f"Bladet {sheet.sheet}{hidden}: {sure}{CONTRACTS[sheet.kind].title}, {sheet.why}."
    yield f"  Rubriken på rad {' och '.join(map(str, sheet.header_rows))}"
    yield from _headers(sheet)
    yield from _contents(sheet)


def _headers(sheet: SheetProposal) -> Iterator[str]:
    sure = [f"{_name(one.header)} = {_title(sheet, one.column)}" for one in sheet.headers_that_are("sure")]
    if sure:
        yield f"  Säkra rubriker: {', '.join(sure)}"
    for one in sheet.headers_that_are("suggested"):
        meant = _title(sheet, one.column)
        yield f"  Förslag: {_name(one.header)} i kolumn {one.letter} kan vara {meant} ({as_percent(one.likeness)} likt)"
    unknown = [_name(one.header) for one in sheet.headers_that_are("unknown")]
    if unknown:
        yield f"  Okända rubriker: {', '.join(unknown)}"
    if sheet.wide is not None:
        forms = " och ".join(f"”{form}” ger {_title(sheet, name)}" for name, form in sheet.wide.take.items())
        yield f"  Bred tabell: {_title(sheet, sheet.wide.placeholder)} kan stå i rubrikerna, där {forms}"
    if sheet.missing:
        yield f"  Saknas: {', '.join(_title(sheet, name) for name in sheet.missing)}"


def _contents(sheet: SheetProposal) -> Iterator[str]:
    for one in sheet.constants:
        how = "läses ur" if one.reads_itself else "kan tas ur"
        yield f"  {_title(sheet, one.column)}: ”{one.text}” {how} {one.place}"
    for column in dict.fromkeys(word.column for word in sheet.words):
        words = [word for word in sheet.words if word.column == column]
        shown = [
            f"”{word.word}” kan vara {word.like} ({as_percent(word.likeness)} likt)" if word.code else f"”{word.word}”"
            for word in words[:WORDS_SHOWN]
        ]
        more = f" och {len(words) - WORDS_SHOWN} till" if len(words) > WORDS_SHOWN else ""
        yield f"  Okända ord i {_title(sheet, column)}: {', '.join(shown)}{more}"
    for column in sheet.hidden_words:
        yield f"  Orden i {_title(sheet, column)} visas när du har godtagit rubriken och kör map igen"


def _title(sheet: SheetProposal, column: str | None) -> str:
    """The column's title; a header that the description ignores means nothing."""
    return CONTRACTS[str(sheet.kind)].by_name[column].title if column else "läses inte"


def _name(header: str) -> str:
    return f"”{' '.join(header.split())}”"
