"""What the fixtures of the 82 messes are made of: a mess, its files made by code, and what is to become of them.

Not here: the messes themselves (`messes_*.py`), delivering them (`test_messes.py`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda")
ROW = ("2026-11-20", "A1", "Somatik", "10", "9")
WAITING = ("Mätdatum", "Enhet", "Vårdtyp", "Diagnoskod", "Remissdatum", "Beslutsdatum", "Patientnyckel")
WAITING_ROW = ("2026-10-31", "A1", "Operation", "H25.1", "2026-05-01", "2026-06-01", "k1")
CAPACITY = ("Vecka", "Enhet", "Diagnosgrupp", "Vårdtyp", "Lediga platser", "Tar emot från", "Rapportdatum")
CAPACITY_ROW = ("2026-W48", "A1", "Grå starr", "Operation", "3", "Hela landet", "2026-11-20")
NAME, BOOK = "platser.csv", "platser.xlsx"
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Mess:
    """One way in which real files are messy.

    `numbers` are those of the list that the messes come from; `what` it is, `behaviour`: what we do, both for the table
    in `docs/messes.md`. `rounds` are delivered one after the other; what is expected holds for the last round's first
    file: its verdict, rules among its findings, accepted rows, words among its notes, values in its accepted rows.
    """

    numbers: Sequence[int]
    what: str
    behaviour: str
    rounds: Sequence[Files]
    verdict: str
    rules: Sequence[str] = ()
    accepted: int | None = None
    note: str = ""
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    layout: str = ""
    left_alone: bool = False

    @property
    def name(self) -> str:
        """How the test is called."""
        return f"{self.numbers[0]:02d} {self.what}"


def lines(*rows: Sequence[str], delimiter: str = ";", end: str = "\n") -> str:
    """Rows as delimited text."""
    return "".join(delimiter.join(row) + end for row in rows)


def csv(*rows: Sequence[str], encoding: str = "utf-8", delimiter: str = ";", end: str = "\n") -> Files:
    """A CSV file of beds, with its header unless rows are given with one of their own."""
    return {NAME: lines(*rows, delimiter=delimiter, end=end).encode(encoding)}


def text(content: str, encoding: str = "utf-8", name: str = NAME) -> Files:
    """A file of this text."""
    return {name: content.encode(encoding)}


def beds(*changes: Mapping[str, str], rows: int = 1) -> Files:
    """A CSV file of beds: sound rows, and one for each of the changes."""
    found = [list(HEADS)]
    found += [[ROW[0], f"A{number}", *ROW[2:]] for number in range(rows)]
    for number, change in enumerate(changes):
        found.append([change.get(head, f"X{number}" if head == "Enhet" else ROW[HEADS.index(head)]) for head in HEADS])
    return csv(*found)


def column(head: str, *values: str) -> Files:
    """A CSV file of beds with these values in one column."""
    return beds(*({head: value} for value in values), rows=0)


def waiting(*changes: Mapping[str, str], rows: int = 0) -> Files:
    """A CSV file of a waiting list, in the same way."""
    found = [list(WAITING)]
    found += [[*WAITING_ROW[:-1], f"k{number}"] for number in range(rows)]
    for number, change in enumerate(changes):
        plain = dict(zip(WAITING, [*WAITING_ROW[:-1], f"x{number}"], strict=True))
        found.append([change.get(head, plain[head]) for head in WAITING])
    return csv(*found)


def capacity(*changes: Mapping[str, str], rows: int = 0) -> Files:
    """A CSV file of free capacity, in the same way."""
    found = [list(CAPACITY)]
    found += [[CAPACITY_ROW[0], f"A{number}", *CAPACITY_ROW[2:]] for number in range(rows)]
    for number, change in enumerate(changes):
        plain = dict(zip(CAPACITY, CAPACITY_ROW, strict=True)) | {"Enhet": f"X{number}"}
        found.append([change.get(head, plain[head]) for head in CAPACITY])
    return csv(*found)


def book(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    name: str = "platser.xlsx",
    change: Callable[[Worksheet], None] | None = None,
) -> Files:
    """A workbook of these sheets; `change` is done to the first."""
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(workbook.worksheets[0])
    stream = io.BytesIO()
    workbook.save(stream)
    return {BOOK: stream.getvalue()}


def table(*rows: Sequence[object]) -> tuple[str, Sequence[Sequence[object]]]:
    """A sheet of beds: the header and these rows, or one sound row."""
    return "Blad1", [HEADS, *(rows or [(ROW[0], "A1", "Somatik", 10, 9)])]
