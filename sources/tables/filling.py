"""Cells that hold for several rows: merged ones, and texts that the region's layout says hold until the next one.

What the workbook says with certainty is used: a word merged over five rows stands for each of them. A number merged
over several cells of ours is nobody's. All this is settled before any row is judged by what it holds.
Not here: which rows are no data (`leaving_out.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from sources.reading.content import Merge, letters_to_index, text_of
from sources.tables.doubts import RowFault
from sources.tables.readings import Reading, is_filled


def settle_merges(
    body: pl.DataFrame, reading: Reading, merges: Sequence[Merge]
) -> tuple[pl.DataFrame, tuple[RowFault, ...]]:
    """A word that is merged over several rows in each of them; a number that is merged so is a fault in each."""
    rows: list[int] = body["source_row"].to_list() if merges else []
    words: dict[str, dict[int, str | None]] = {}
    faults: list[RowFault] = []
    for merge in merges:
        first = bisect_left(rows, merge.first_row)
        here = rows[first : bisect_right(rows, merge.last_row)]
        if not here or merge.first_column not in body.columns:
            continue
        if merge.first_column in reading.numbers:
            covered = list(_covered(merge, reading))
            if len(here) > 1 or len(covered) > 1 or here[0] > merge.first_row:
                faults += (RowFault(row, maker, name, "merged_number") for row in here for maker, name in covered)
        elif len(here) > 1 and here[0] == merge.first_row:
            words.setdefault(merge.first_column, {}).update(dict.fromkeys(here, body[merge.first_column][first]))
    filled = [
        text_of(letter).fill_null(
            pl.col("source_row").replace_strict(list(texts), list(texts.values()), default=None, return_dtype=pl.String)
        )
        for letter, texts in words.items()
    ]
    return body.with_columns(filled), tuple(dict.fromkeys(faults))


def _covered(merge: Merge, reading: Reading) -> Iterator[tuple[int | None, str]]:
    """What the letters that lie under a merge give, of numbers alone."""
    first, last = letters_to_index(merge.first_column), letters_to_index(merge.last_column)
    for letter in reading.numbers:
        if first <= letters_to_index(letter) <= last:
            yield from reading.uses[letter]


def fill_down(body: pl.DataFrame, letters: Collection[str], *, breaks: Collection[int] = ()) -> pl.DataFrame:
    """The texts of these columns in the empty cells below them; none reaches past a row that is among `breaks`."""
    if not letters:
        return body
    part = pl.Series("part", sorted(breaks), dtype=pl.Int64).search_sorted(body["source_row"], "left")
    texts = (pl.when(is_filled(letter)).then(pl.col(letter)).forward_fill().over("part") for letter in letters)
    return body.with_columns(part).with_columns(texts).drop("part")
