"""A proposal as files of a region's folder that wait for a person: what is sure stands there, the rest behind `#`.

Here: `layout.forslag.yaml`, `headers.forslag.csv` and `values.forslag.csv`; nothing that is there is ever written over.
Not here: what is proposed. A file takes effect when a person has read it and taken `.forslag` out of its name.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sources.contracts import CONTRACTS
from sources.descriptions import IGNORED, PROPOSAL
from sources.proposing.likeness import as_percent
from sources.proposing.model import Proposal, SheetProposal
from sources.reference_data import Reference
from sources.vocabulary import titles_for

NOT_CHOSEN = "?"
"""A code that is refused with a told fault, so that taking `#` away is not enough where a person must choose."""
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
CODES_NAMED = 12
NOT_GIVEN = "ingen rubrik känns igen som {title}: skriv rubriken i headers.csv, eller värdet för hela bladet här"
HEAD = """# Förslag ur {file}, {day}.
# Inget gäller än. Läs igenom, ta bort # framför det som stämmer, och döp om filen till {name}.
# Finns {name} redan flyttar du över raderna dit. Prova sedan: lagesbild check FIL --region LÄNSKOD
"""


def write_proposal(proposal: Proposal, folder: Path, reference: Reference, *, today: date) -> list[Path]:
    """Writes the files that have something to say, each under a name that is free, and gives their paths.

    Nothing is written of a file that is understood as it is.
    """
    if proposal.asks_nothing:
        return []
    contents = {
        "layout.yaml": "".join(_layouts(proposal)),
        "headers.csv": _table("kind,header,column,note", _headers(proposal)),
        "values.csv": _table("column,value,code,note", _values(proposal, reference)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in contents.items():
        if text:
            path = _free(folder, name)
            head = HEAD.format(file=proposal.file_name, day=today, name=name)
            path.write_text(head + text, encoding="utf-8", newline="\n")
            written.append(path)
    return written


def _free(folder: Path, name: str) -> Path:
    """`headers.forslag.csv`, or with the first number that is free."""
    stem, suffix = name.split(".")
    path, number = folder / f"{stem}{PROPOSAL}.{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}{PROPOSAL}-{number}.{suffix}"
    return path


# --- layout.yaml ----------------------------------------------------------------------------------------------------


def _layouts(proposal: Proposal) -> Iterator[str]:
    sheets = [sheet for sheet in proposal.sheets if sheet.kind is not None]
    yield "layouts:\n" if sheets else "layouts: []\n"
    for sheet in proposal.sheets:
        if sheet.kind is None:
            yield f"# Bladet {_quoted(sheet.sheet)}: {sheet.why}.\n"
            continue
        first, *rest = _entry(sheet)
        yield f"  - {first}\n"
        yield from (f"    {line}\n" for line in rest)


def _entry(sheet: SheetProposal) -> Iterator[str]:
    """The lines of one layout; every line that is not sure can be taken in by removing its `#` alone."""
    yield f"file: {_quoted(file_pattern(sheet.file_name))}"
    if Path(sheet.file_name).suffix.lower() not in TEXT_SUFFIXES:
        yield f"sheet: {_quoted(sheet.own_name)}"
    yield f"{'' if sheet.kind_is_sure else '# '}kind: {sheet.kind}   # {sheet.why}"
    if len(sheet.header_rows) > 1:
        yield f"{'' if sheet.kind_is_sure else '# '}header_rows: [{', '.join(map(str, sheet.header_rows))}]"
    constants = [one for one in sheet.constants if not one.reads_itself]
    if constants or sheet.missing:
        yield "# constants:"
        yield from (f"#   {one.column}: {_quoted(one.text)}   # står i {one.place}" for one in constants)
        yield from (f'#   {name}: ""   # {NOT_GIVEN.format(title=_title(name, sheet))}' for name in sheet.missing)
    for one in sheet.constants:
        if one.reads_itself:
            yield f"# {one.column} läses ur {one.place} i varje fil och behöver ingen rad här"
    if sheet.wide is not None:
        if sheet.wide.needs_year:
            yield "# year: found   # eller årtalet, om det inte står i filen"
        take = ", ".join(f"{column}: {_quoted(form)}" for column, form in sheet.wide.take.items())
        yield "# columns_to_rows:"
        yield f"#   - take: {{{take}}}"
        words = ", ".join(map(_quoted, sheet.wide.words))
        yield f"#     without: []   # ord i rubrikerna som inte ska med, av: {words}"


def file_pattern(file_name: str) -> str:
    """The file's name with its numbers as `*`, since they change from time to time."""
    stem, dot, suffix = file_name.rpartition(".")
    return re.sub(r"\d[\d\W_]*(?<!\W)(?<!_)", "*", stem or suffix) + (f"{dot}{suffix}" if stem else "")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- headers.csv and values.csv -------------------------------------------------------------------------------------


def _headers(proposal: Proposal) -> list[tuple[str, ...]]:
    rows = []
    for sheet in proposal.sheets:
        kind = sheet.kind or ""
        for one in sheet.headers_that_are("suggested"):
            note = f"liknar {one.like} ({as_percent(one.likeness)})"
            rows.append((f"#{kind}", _one_line(one.header), one.column or "", note))
        if sheet.kind is not None:
            for one in sheet.headers_that_are("unknown"):
                note = "okänd; skriv kolumnens namn, eller behåll - så läses den inte"
                rows.append((f"#{kind}", _one_line(one.header), IGNORED, note))
    return list(dict.fromkeys(rows))


def _values(proposal: Proposal, reference: Reference) -> list[tuple[str, ...]]:
    rows = []
    for sheet in proposal.sheets:
        for one in sheet.words:
            if one.code is not None:
                rows.append((f"#{one.column}", one.word, one.code, f"liknar {one.like} ({as_percent(one.likeness)})"))
                continue
            codes = titles_for(CONTRACTS[str(sheet.kind)].by_name[one.column], reference)
            named = ", ".join(list(codes)[:CODES_NAMED]) + (" med flera" if len(codes) > CODES_NAMED else "")
            note = f"okänt; skriv ett av {named}, eller inget om uppgiften saknas"
            rows.append((f"#{one.column}", one.word, NOT_CHOSEN, note))
    return list(dict.fromkeys(rows))


def _table(heads: str, rows: Sequence[Iterable[str]]) -> str:
    if not rows:
        return ""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return f"{heads}\n{text.getvalue()}"


def _title(column: str, sheet: SheetProposal) -> str:
    return CONTRACTS[str(sheet.kind)].by_name[column].title


def _one_line(text: str) -> str:
    return " ".join(text.split())
