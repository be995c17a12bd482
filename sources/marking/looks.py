"""How marks look in any workbook: colours, the size of comments, links, and text that a workbook can hold.

Not here: what the texts say (`marks.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

AUTHOR = "Lägesbild"
"""Who writes our comments; the reading side knows them by it (`sources/reading/facts.py`)."""
COLOURS = {"error": "FAD9C5", "remark": "FFF3C9"}
A4 = 9
"""As the format counts papers."""
LONGEST_CELL = 32_767
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these is written so that no program takes it for a formula."""
LONGEST_SHEET_NAME = 31
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
COMMENT_WIDTH, LINE_HEIGHT, CHARACTERS_PER_LINE = 380, 18, 54


def clean(text: str) -> str:
    """The text without signs that a workbook cannot hold, and no longer than a cell."""
    return _UNWRITABLE.sub("", text)[:LONGEST_CELL]


def comment_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a comment that shows its whole text."""
    lines = sum(max(1, math.ceil(len(line) / CHARACTERS_PER_LINE)) for line in text.split("\n"))
    return COMMENT_WIDTH, min(LINE_HEIGHT * lines + 14, 600)


def link_to(sheet: str, cell: str) -> str:
    """The address of a cell for a link within the workbook."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def sheet_names(names: Iterable[str], *, taken: Iterable[str]) -> dict[str, str]:
    """A name that a workbook can have for each of these, all different, as near to them as can be."""
    given: dict[str, str] = {}
    used = {"history", *(name.casefold() for name in taken)}  # the first is a name that Excel keeps to itself
    for name in names:
        plain = _NOT_IN_SHEET_NAMES.sub("-", clean(name)).strip("' ")[:LONGEST_SHEET_NAME] or "Blad"
        shown, number = plain, 2
        while shown.casefold() in used:
            ending = f" {number}"
            shown, number = plain[: LONGEST_SHEET_NAME - len(ending)] + ending, number + 1
        given[name] = shown
        used.add(shown.casefold())
    return given
