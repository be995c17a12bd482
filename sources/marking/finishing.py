"""The last look at a workbook that openpyxl has saved: results put back, nothing harmful inside, stable bytes.

openpyxl saves a formula without its result, and a file delivered without having been opened in a spreadsheet program
would then lack values. Not here: the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
from openpyxl.utils.datetime import to_excel

Result = tuple[str, str]
"""A formula's result in markup: the attribute that tells its type, and its value."""
Results = Mapping[str, Mapping[str, Result]]
"""The results of each sheet's formulas by their cells."""
HARMFUL_PARTS = re.compile(
    r"vba|macro|externallink|embedding|oleobject|activex|ctrlprop|connections\.xml|querytable", re.IGNORECASE
)
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_WEB_TARGET = re.compile(rb'Target="(?:https?|mailto):', re.IGNORECASE)
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)<v\s*(?:/>|></v>)</c>')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
FIXED_MOMENT = b"2026-01-01T00:00:00Z"
FIXED_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class HarmfulWorkbookError(Exception):
    """Something that may not go back to a sender would have come along."""


def read_results(source: Path, places: Mapping[str, Iterable[str]]) -> Results:
    """What the formulas at these places (cell addresses by sheet) showed when the workbook was saved."""
    wanted = {name: set(cells) for name, cells in places.items()}
    if not any(wanted.values()):
        return {}
    book = openpyxl.load_workbook(source, data_only=True, read_only=True, keep_links=False)
    found: dict[str, dict[str, Result]] = {}
    try:
        for name, cells in wanted.items():
            for row in book[name].iter_rows() if cells else ():
                for cell in row:
                    if cell.value is not None and cell.coordinate in cells:
                        found.setdefault(name, {})[cell.coordinate] = _as_markup(cell.value, book.epoch)
    finally:
        book.close()
    return found


def _as_markup(value: object, epoch: datetime) -> Result:
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, (int, float)):
        return "", repr(value)
    if isinstance(value, (datetime, date, time, timedelta)):
        return "", repr(to_excel(value, epoch))  # type: ignore[no-untyped-call]
    text = str(value)
    kind = "e" if text.startswith("#") and text.endswith(("!", "?", "/A")) else "str"
    return f' t="{kind}"', escape(text, quote=False)


def finish(path: Path, sheets: Iterable[str], results: Results) -> None:
    """Writes the saved workbook anew; `sheets` are the names of its worksheets in their order.

    Raises:
        HarmfulWorkbookError: it holds macros, links to other files, or embedded objects.
    """
    names = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(sheets, start=1)}
    finished = path.with_suffix(".finished")
    with ZipFile(path) as saved, ZipFile(finished, "w", ZIP_DEFLATED) as written:
        for part in saved.namelist():
            content = saved.read(part)
            if HARMFUL_PARTS.search(part) or (part.endswith(".rels") and _reaches_out(content)):
                raise HarmfulWorkbookError
            own = results.get(names.get(part, ""))
            if own:
                content = _with_results(content, own)
            if part == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + FIXED_MOMENT, content)
            written.writestr(ZipInfo(part, FIXED_ZIP_TIME), content, ZIP_DEFLATED)
    finished.replace(path)


def _reaches_out(relations: bytes) -> bool:
    return any(
        b'TargetMode="External"' in relation and not _WEB_TARGET.search(relation)
        for relation in _RELATION.findall(relations)
    )


def _with_results(markup: bytes, results: Mapping[str, Result]) -> bytes:
    def fill(found: re.Match[bytes]) -> bytes:
        result = results.get(found[1].decode())
        if result is None:
            return found[0]
        kind, value = result
        attributes = found[2] + kind.encode()
        return b'<c r="%b"%b>%b<v>%b</v></c>' % (found[1], attributes, found[3], value.encode())

    return _FORMULA_CELL.sub(fill, markup)
