"""The texts of a file's parts beside its cells, for screening only: nothing of them is kept or shown.

Comments, formulas, targets of links, names, headers and footers, properties, drawings, caches of charts and pivot
tables, custom XML, texts that no cell uses, and whatever else a part holds. Large parts pass by in overlapping windows.
Not here: cells (workbook), and what a text may not hold (`sources/screening.py`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import polars as pl

from sources.identity_numbers import may_hold_number

LONGEST_RUN = 65_536
"""No text that is shorter is cut where windows meet."""
WHOLE_BYTES = 8 << 20
"""Parts up to this size are searched as a whole."""

PLACES = (
    (re.compile(r"comments|persons/"), "en kommentar"),
    (re.compile(r"^docprops/|^meta\.xml$"), "dokumentegenskaperna"),
    (re.compile(r"\.rels$"), "målet för en länk"),
    (re.compile(r"sharedstrings"), "en text som inte behöver synas i någon cell"),
    (re.compile(r"^content\.xml$"), "bladens innehåll"),
    (re.compile(r"^styles\.xml$|/styles\.|/theme/"), "ett talformat, ett sidhuvud eller en formatmall"),
    (re.compile(r"worksheets/|chartsheets/|dialogsheets/"), "ett blads sidhuvud, filter, länkar eller regler"),
    (re.compile(r"charts/|^object \d+/"), "ett diagrams sparade värden"),
    (re.compile(r"drawings/"), "en textruta eller ett annat ritat objekt"),
    (re.compile(r"pivot|slicer|timeline"), "en pivottabells sparade värden"),
    (re.compile(r"externallinks/"), "sparade värden från en länkad fil"),
    (re.compile(r"workbook\."), "ett bladnamn eller ett definierat namn"),
    (re.compile(r"^customxml/"), "filens egna XML-data"),
    (re.compile(r"media/|thumbnail|objectreplacements/"), "en bild"),
)
OTHER_PLACE = "en dold del av filen"
NAME_OF_PART = "namnet på en del av filen"

_BLOCKS = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>")
_INLINE = (
    r"</?(?:\w+:)?(?:r|t|rPr|b|i|u|sz|color|rFont|family|charset|scheme|vertAlign|span|strike|outline|shadow|a|s"
    r"|solidFill|noFill|srgbClr|schemeClr|lumMod|lumOff|alpha|latin|ea|cs|sym|ln|effectLst)(?:\s[^<>]*)?/?>"
)
_INLINE_TAGS = re.compile(_INLINE)
_TAGS = re.compile(r"<[^<>]*>")
_ATTRIBUTES = re.compile(r"""(?<![\w:.-])([\w:.-]{1,80})\s{0,9}=\s{0,9}(?:"([^"<]*)"|'([^'<]*)')""")
_TELLING_VALUE = re.compile(r"\d{4}|&#|[^\x00-\x7f]")
_MACHINE_ATTRIBUTES = re.compile(
    r"(?:^|:)(?:id|uid|guid|uri|val|idx|spid|cellId|x|y|w|h|cx|cy|r|s|si|ref|sqref|rot|ext|i|spans|ht|xmlns)$"
    r"|^xmlns:|Id$"
)
_FILTERED = re.compile(r"<(?:\w+:)?(?:filter|customFilter|s|n|d)\s[^<>]{0,400}?\b(?:val|v)\s*=\s*[\"']([^\"']+)[\"']")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_POSITIONS = re.compile(r"<xdr:(?:col|row)(?:Off)?>\d+</xdr:(?:col|row)(?:Off)?>|<x:Anchor>[^<]*</x:Anchor>")
_DATA_BEGINS = re.compile(rb"<(?:\w+:)?sheetData\b[^>]*>")
_DATA_ENDS = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_FORMULA = re.compile(
    rb"(?:<(?:\w+:)?c\b[^<>]{0,400}?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^<>]{0,400}>\s{0,99})?"
    rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)<"
)
_DIGITS = re.compile(rb"[0-9]\x00?[0-9]\x00?[0-9]")
_TELLING_MARKS = (b"&#", b"|", b"DDE", b"dde")
_WIDE_RUNS = re.compile(
    rb"(?:[\x09-\xff]\x00|[\x00-\x6f]\x20|[\x10-\x19]\xff|[\x60-\x69]\x06|\x12\x22){10,%d}" % (LONGEST_RUN // 2)
)
_NARROW_RUNS = re.compile(rb"[\x09\x20-\x7e\x80-\xff]{10,%d}" % LONGEST_RUN)
_CELL_ENDS = re.compile(r"[;,\t|\r\n\"]")


def place_of(name: str) -> str:
    """What a part is called to the sender: `en kommentar (xl/comments1.xml)`."""
    lowered = name.lower()
    called = next((called for pattern, called in PLACES if pattern.search(lowered)), OTHER_PLACE)
    return f"{called} ({name})"


class PartTexts:
    """Takes a part's bytes as they are unpacked and gives its texts, each with its place.

    `repeats_cells`: the part holds what the cells show too, so only what may hold a number is taken from it.
    """

    def __init__(self, name: str, *, is_markup: bool, repeats_cells: bool = False) -> None:
        self._place = place_of(name)
        self._is_markup = is_markup
        self._whole = is_markup and not repeats_cells
        self._kept = bytearray()
        self._texts: dict[tuple[str, str], None] = {}
        self.formulas: dict[str, None] = {}

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        self._kept += chunk
        if len(self._kept) > WHOLE_BYTES:
            self._whole = False
        if not self._whole and len(self._kept) > 2 * LONGEST_RUN:
            self._search()

    def finish(self) -> list[tuple[str, str]]:
        """All texts of the part, after its last bytes."""
        if self._whole:
            self._take(texts_of_markup(bytes(self._kept)))
        else:
            self._search()
        return list(self._texts)

    def _search(self) -> None:
        window = bytes(self._kept)
        if _may_tell(window):
            self._take(telling_texts(window) if self._is_markup else texts_of_bytes(window))
        self._kept = self._kept[-LONGEST_RUN:]

    def _take(self, texts: list[str]) -> None:
        self._texts |= {(self._place, text): None for text in texts}


class SheetTexts:
    """The same for a sheet of an xlsx: what stands around its cells, and the formulas in them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._around = PartTexts(name, is_markup=True)
        self._window = b""
        self._within: bool | None = None
        self._texts: dict[tuple[str, str], None] = {}
        self.formulas: dict[str, None] = {}

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        self._window += chunk
        if self._within is None and (begins := _DATA_BEGINS.search(self._window)):
            self._around.add(self._window[: begins.start()])
            self._window = self._window[begins.end() :]
            self._within = not begins[0].endswith(b"/>")
        if self._within:
            ends = _DATA_ENDS.search(self._window) if b"sheetData" in self._window else None
            self._search_cells(self._window[: ends.start()] if ends else self._window)
            self._window = self._window[ends.end() :] if ends else self._window[-LONGEST_RUN:]
            self._within = ends is None
        if self._within is False:
            self._around.add(self._window)
            self._window = b""

    def finish(self) -> list[tuple[str, str]]:
        """All texts of the sheet beside its values, after its last bytes."""
        if self._within is None:
            self._around.add(self._window)
        return [*self._around.finish(), *self._texts]

    def _search_cells(self, window: bytes) -> None:
        for cell, formula in formulas_of(window):
            self.formulas[formula] = None
            self._texts[f"formeln i cell {cell} ({self._name})", formula] = None
        if b"!" in window and b"<!--" in window:
            pieces = (piece.split(b"-->")[0] for piece in window.split(b"<!--")[1:])
            remarks = (piece.decode("utf-8", "replace") for piece in pieces)
            self._texts |= {(place_of(self._name), remark): None for remark in remarks}


def texts_of_markup(markup: bytes) -> list[str]:
    """Every text of a part: between its tags, and in the attributes that people fill in."""
    text = _BLOCKS.sub("\n", decode_markup(markup))
    text = _GUID.sub("", _POSITIONS.sub("\n", text))
    attributes = [
        value
        for name, double, single in _ATTRIBUTES.findall(text)
        if _TELLING_VALUE.search(value := double or single) and not _MACHINE_ATTRIBUTES.search(name)
    ]
    shown = _TAGS.sub("\n", _INLINE_TAGS.sub("", text)).split("\n")
    found = [*attributes, *_FILTERED.findall(text), *shown]
    return [stripped for one in found if (stripped := html.unescape(one).strip())]


def telling_texts(window: bytes) -> list[str]:
    """The texts of a part's next bytes that may hold a number: for parts that repeat the cells and may be huge."""
    text = pl.Series([_BLOCKS.sub("\n", decode_markup(window))])
    attributes = text.str.extract_all(r'"[^"<]*(?:[0-9]{4}|&#)[^"<]*"').explode(empty_as_null=False)
    shown = text.str.replace_all(_INLINE, "").str.replace_all("<[^>]*>", "\n").str.split("\n").explode()
    found = pl.DataFrame({"text": pl.concat([attributes.str.strip_chars('"'), shown])})
    telling = found.filter(may_hold_number(pl.col("text")) | pl.col("text").str.contains("&#", literal=True))
    return [_GUID.sub("", html.unescape(one)) for one in telling["text"].unique(maintain_order=True)]


def holds_formulas(window: bytes) -> bool:
    """Whether a sheet's next bytes may hold formulas."""
    return b"f" in window and (b"<f" in window or b":f" in window)


def formulas_of(window: bytes) -> Iterator[tuple[str, str]]:
    """(cell, text) of the formulas in a sheet's next bytes that may hold a number or a command."""
    if not holds_formulas(window):
        return
    for cell, formula in _FORMULA.findall(window):
        if _may_tell(formula):
            yield cell.decode("ascii"), html.unescape(formula.decode("utf-8", "replace"))


def _may_tell(content: bytes) -> bool:
    """Whether bytes can hold a number or a command at all; many of those that can hold none."""
    marked = any(mark in content for mark in _TELLING_MARKS)
    return marked or not content.isascii() or _DIGITS.search(content) is not None


def texts_of_bytes(content: bytes) -> list[str]:
    """The texts in bytes of any kind that may hold a number: runs of one or of two bytes a sign."""
    found = [run.decode("utf-16-le", "replace") for run in _WIDE_RUNS.findall(content)]
    found += [_decode_narrow(run) for run in _NARROW_RUNS.findall(content)]
    pieces = pl.DataFrame({"text": [piece for run in found for piece in (run, *_pieces(run))]}, {"text": pl.String})
    return pieces.filter(may_hold_number(pl.col("text")))["text"].unique(maintain_order=True).to_list()


def _pieces(run: str) -> list[str]:
    """A line of a text file is more than one cell; which sign parts them is not known here."""
    return _CELL_ENDS.split(run) if _CELL_ENDS.search(run) else []


def _decode_narrow(run: bytes) -> str:
    try:
        return run.decode("utf-8")
    except UnicodeDecodeError:
        return run.decode("cp1252", "replace")


def decode_markup(markup: bytes) -> str:
    """A part's bytes as text, in the encodings that XML has in workbooks."""
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")):
        return markup.decode("utf-16", errors="replace")
    if markup[:2] in (b"<\x00", b"\x00<"):
        return markup.decode("utf-16-le" if markup[:1] == b"<" else "utf-16-be", errors="replace")
    return markup.decode("utf-8", errors="replace")
