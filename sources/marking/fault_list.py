"""The first sheet of a marked workbook: every fault with a link to its cell, the worst first.

Here: its lines as data, its name, and how our own sheets are known again when the workbook is delivered.
Not here: writing them (`own_workbook.py`, `text_workbook.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sources.findings import number_text
from sources.marking.marks import FaultGroup, Place
from sources.reading import TextSheet

LIST_TITLE = "Markerade celler"
LIST_MARK = "Det här bladet är skrivet av Lägesbild. Det läses inte när filen lämnas igen och får ligga kvar."
ROWS_TITLE = "Rader med fel"
ROWS_MARK = "Det här bladet är skrivet av Lägesbild och visar bara rader med fel. Rätta dem i din egen fil."
FILE_LABEL = "Fil"
MARK_WHOLE = (
    "Klicka på en cell för att komma till den. Rätta de färgade cellerna, spara och lägg filen i samma mapp igen."
)
MARK_ROWS = (
    "Filen är för lång för att markeras hel. Bladen härefter visar raderna med fel, med radnumret i din egen fil "
    "först. Rätta i den egna filen och lägg hela filen i samma mapp igen."
)
HEADS = ("Cell", "Står nu", "Vad är fel", "Så rättar du")
WIDTHS = (16, 26, 62, 62)
LINE_HEIGHT, TITLE_HEIGHT = 15.0, 24.0
LineStyle = Literal["title", "text", "section", "group", "heads", "fault", "note"]


@dataclass(frozen=True)
class Line:
    """A line of the list: its look, its texts from the first column on, and the cell that the first one links to."""

    style: LineStyle
    texts: tuple[str, ...]
    link: Place | None = None

    @property
    def height(self) -> float:
        """The height in points that shows all of its wrapped text; no program works it out by itself from our file."""
        if self.style != "fault":
            return TITLE_HEIGHT if self.style in {"title", "section"} else LINE_HEIGHT
        rows = [max(1, math.ceil(len(text) / width)) for text, width in zip(self.texts, WIDTHS, strict=True)]
        return LINE_HEIGHT * max(rows) + 3


def list_lines(groups: Sequence[FaultGroup], receipt: Mapping[str, Any], *, is_whole: bool) -> Iterator[Line]:
    """The whole list, from its title on."""
    yield Line("title", (LIST_TITLE,))
    yield Line("text", (LIST_MARK,))
    yield Line("text", (FILE_LABEL, str(receipt["file_name"])))
    yield Line("text", (str(receipt["summary"]),))
    yield Line("text", (MARK_WHOLE if is_whole else MARK_ROWS,))
    for title, severity in (("Att rätta", "error"), ("Stämmer det här?", "remark")):
        own = [group for group in groups if group.severity == severity]
        if own:
            yield Line("section", (title,))
            yield Line("heads", HEADS)
        for group in own:
            yield from _group_lines(group)


def _group_lines(group: FaultGroup) -> Iterator[Line]:
    count = f", {number_text(len(group.cells))} fall" if len(group.cells) > 1 else ""
    column = f", kolumnen {group.column_title}" if group.column_title else ""
    yield Line("group", (f"{group.title}{count} (bladet {group.sheet}{column})",))
    for one in group.told:
        texts = (f"{one.place.letter}{one.place.row}", one.value or "", one.message, one.how_to_mend)
        yield Line("fault", texts, one.place)
    if len(group.cells) > len(group.told):
        yield Line("note", (f"De första {number_text(len(group.told))} av {number_text(len(group.cells))} står här.",))


@dataclass(frozen=True)
class OwnSheets:
    """Our own sheets in a file that was delivered: their names, and the name that the file was first sent with."""

    names: tuple[str, ...] = ()
    only_rows: bool = False
    file_name: str | None = None


def find_own_sheets(sheets: Iterable[TextSheet]) -> OwnSheets:
    """Which sheets of a file we wrote ourselves, known by their second line, whatever they are called."""
    names, only_rows, file_name = [], False, None
    for sheet in sheets:
        first = _first_cells(sheet)
        if first[1:] == [LIST_MARK]:
            names.append(sheet.name)
            file_name = _file_named(sheet)
        elif first[1:] == [ROWS_MARK]:
            names.append(sheet.name)
            only_rows = True
    return OwnSheets(tuple(names), only_rows, file_name)


def _first_cells(sheet: TextSheet) -> list[str | None]:
    return sheet.cells["A"].head(2).to_list() if "A" in sheet.cells.columns else []


def _file_named(sheet: TextSheet) -> str | None:
    for label, name in sheet.cells.head(6).select("A", "B").rows() if "B" in sheet.cells.columns else ():
        if label == FILE_LABEL and name:
            return str(name)
    return None


def list_name(taken: Iterable[str]) -> str:
    """The list's name: `Markerade celler`, with a number where a sheet is called that already."""
    lowered = {name.casefold() for name in taken}
    numbered = (f"{LIST_TITLE} {number}" for number in range(2, 1000))
    return next(name for name in (LIST_TITLE, *numbered) if name.casefold() not in lowered)
