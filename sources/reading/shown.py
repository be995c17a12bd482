"""The texts of cells as a person sees them in the workbook, where calamine gives something else.

Here: percentages (`85 %`, stored as 0.85), texts that a format's own look-through found (a formula without its value,
for example), and what is left of signs that xlsx writes by their numbers: fastexcel reads `_x000D_` as a line break in
some cells and not in others, and programs that do not know it pass it on as text. Nobody means those letters.
Not here: finding where they are (facts_xlsx, facts_xls, facts_xlsb, facts_ods), and what the texts mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from sources.reading.content import letters_to_index
from sources.reading.facts import SheetLook

LARGEST_SHARE = 1_000.0
"""From 100 000 % on a number is no share, whatever its format: it stays the number that it is."""
DECIMALS = 7
"""Of a percentage: calamine gives nine of the number."""
_ESCAPE = re.compile(r"_x(?:005[Ff]_x)*([0-9A-Fa-f]{4})_")
"""`_x005F_` is the first sign of such letters that were meant as letters, or were taken for them."""
_KEPT = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D}
"""Signs that nobody can see stay as they are written."""


def as_shown(columns: list[pl.Series], look: SheetLook, first_column: int, height: int) -> list[pl.Series]:
    """The sheet's columns, of which the first is that of `first_column`, with what its cells show."""
    columns = [_unescaped(column) for column in columns] if look.is_escaped else list(columns)
    for letters, (rows, texts) in look.texts.items():
        place = letters_to_index(letters) - first_column
        if 0 <= place < len(columns):
            columns[place] = _with_texts(columns[place], rows, texts, height)
    for letters, rows in look.percentages.items():
        place = letters_to_index(letters) - first_column
        if 0 <= place < len(columns):
            columns[place] = _with_percentages(columns[place], rows, height)
    return columns


def _with_texts(column: pl.Series, rows: Sequence[int], texts: Sequence[str], height: int) -> pl.Series:
    shown = pl.DataFrame({"row": rows, "text": texts}, schema={"row": pl.Int64, "text": pl.String})
    shown = shown.filter(pl.col("row") <= height)
    return column.scatter(shown["row"] - 1, shown["text"])


def _with_percentages(column: pl.Series, rows: Sequence[int], height: int) -> pl.Series:
    places = pl.Series("place", rows, dtype=pl.Int64).unique() - 1
    places = places.filter(places < height)
    frame = pl.DataFrame({"place": places, "number": column.gather(places).cast(pl.Float64, strict=False)})
    share = (pl.col("number") * 100).round(DECIMALS).cast(pl.String)
    shown = frame.filter(pl.col("number").abs() < LARGEST_SHARE).with_columns(
        text=share.str.strip_suffix(".0").str.replace(".", ",", literal=True) + " %"
    )
    return column.scatter(shown["place"], shown["text"])


def _unescaped(column: pl.Series) -> pl.Series:
    if not bool(column.str.contains("_x", literal=True).any()):
        return column
    escaped = column.filter(column.str.contains(_ESCAPE.pattern)).unique()
    return column.replace(escaped, pl.Series([_unescape(text) for text in escaped], dtype=pl.String))


def _unescape(text: str) -> str:
    """The text with `_x000D_` as the sign that it stands for; signs of two halves are put together."""
    plain = _ESCAPE.sub(lambda found: found[0] if int(found[1], 16) in _KEPT else chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
