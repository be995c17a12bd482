"""What a workbook may do or bring along when it is opened: macros, DDE, embedded objects, links.

What is decided for each, and why:

| | |
|---|---|
| Macros: VBA, Excel 4 macro sheets, `auto_open` names, Basic and script events in ods | quarantined: program code |
| DDE: `ddeLink` and `oleLink` parts, `=cmd|'/c calc'!A1` or `DDE()` in formulas or cells | quarantined: runs programs |
| Embedded objects: OLE, packages, ActiveX | quarantined: what is in them cannot be searched for identity numbers |
| Links to other workbooks, queries to databases | read, with a note: ordinary; the saved value is what is read |
| Charts, pictures, form controls, hyperlinks | read: nothing of them is opened; their texts and targets are screened |
| Formulas | read: the saved value; the text is screened |

Nothing of a workbook is ever calculated, followed or opened here.
Not here: texts for screening (part_texts), old workbooks' records (compound).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sources.reading.content import SOURCE_ROW, Place, TextSheet, text_of
from sources.reading.refusals import refuse

LINKED_FILES = "arbetsboken har länkar till andra filer; det är de sparade värdena som lästes"
LINKED_DATA = "arbetsboken hämtar uppgifter från en annan källa; det är de sparade värdena som lästes"

MOST_PLACES = 100
LINK_PARTS = "xl/externallinks/"
_MACRO_PARTS = re.compile(r"vbaproject\.bin$|/vbadata\.xml$|/macrosheets/|^(?:basic|scripts)/.*[^/]$")
_EMBEDDED_PARTS = re.compile(r"/embeddings/.*[^/]$|/activex/.*[^/]$|^object \d+$|\.(?:exe|dll|scr|js|vbs|hta|lnk|ps1)$")
_MACRO_MARKS = re.compile(rb"vbaProject|macrosheet", re.IGNORECASE)
_AUTO_NAMES = re.compile(rb"""\bname=["'](?:_xlnm\.)?auto_?(?:open|close|activate|deactivate)""", re.IGNORECASE)
_SCRIPT_EVENT = b"script:event-listener"
_DDE_PARTS = (b"ddeLink", b"oleLink", b"dde-link", b"dde-source", b"dde-application")
_DDE_FORMULA = re.compile(r"\bDDE\s*\(|[a-z][\w.]*\s*\|\s*(?:'[^']*'|[^'|!\s]+)\s*![\w$'\"]", re.IGNORECASE)
_DDE_CELL = r"(?i)^\s*[=+@-].*(?:\bDDE\s*\(|[a-z][\w.]*\s*\|\s*(?:'[^']*'|[^'|!\s]+)\s*![\w$'])"


def refuse_parts(names: Iterable[str]) -> None:
    """Refuse a workbook that has parts which act; names in lower case.

    Raises:
        UnreadableFile: macros or embedded objects.
    """
    names = list(names)
    if any(_MACRO_PARTS.search(name) for name in names):
        raise refuse("macro")
    if any(_EMBEDDED_PARTS.search(name) for name in names):
        raise refuse("embedded_object")


def refuse_markup(name: str, window: bytes) -> None:
    """Refuse markup that acts.

    Raises:
        UnreadableFile: macros or DDE.
    """
    if name == "[content_types].xml" or name.endswith(".rels"):
        if _MACRO_MARKS.search(window):
            raise refuse("macro")
    elif name == "xl/workbook.xml":
        if b"uto" in window.lower() and _AUTO_NAMES.search(window):
            raise refuse("macro")
    elif name.startswith(LINK_PARTS) or name == "content.xml":
        if _SCRIPT_EVENT in window and b"vnd.sun.star.script" in window:
            raise refuse("macro")
        if any(mark in window for mark in _DDE_PARTS):
            raise refuse("dde")


def refuse_formula(text: str) -> None:
    """Refuse a formula that speaks to another program.

    Raises:
        UnreadableFile: DDE.
    """
    if calls_program(text):
        raise refuse("dde")


def calls_program(formula: str) -> bool:
    """Whether a formula speaks to another program."""
    return ("|" in formula or "DDE" in formula.upper()) and _DDE_FORMULA.search(formula) is not None


def refuse_commands(sheets: Iterable[TextSheet]) -> None:
    """Refuse cells with text that a spreadsheet program would take for a call of another program.

    Raises:
        UnreadableFile: DDE, with the cells.
    """
    places: list[Place] = []
    for sheet in sheets:
        possible = sheet.columns_where(
            lambda text: text.str.contains("|", literal=True) | text.str.contains("DDE", literal=True)
        )
        for letter in sheet.columns_where(lambda text: text.str.contains(_DDE_CELL), among=possible):
            rows = sheet.cells.filter(text_of(letter).str.contains(_DDE_CELL))[SOURCE_ROW].head(MOST_PLACES)
            places += (Place(sheet.name, f"{letter}{row}") for row in rows)
    if places:
        raise refuse("dde", places=places[:MOST_PLACES])


def link_notes(names: Iterable[str]) -> tuple[str, ...]:
    """What is said of a workbook that takes values from elsewhere; names in lower case."""
    names = list(names)
    notes = {
        LINKED_FILES: any(name.startswith(LINK_PARTS) and "_rels" not in name for name in names),
        LINKED_DATA: any(name in {"xl/connections.xml", "xl/connections.bin"} for name in names),
    }
    return tuple(note for note, found in notes.items() if found)
