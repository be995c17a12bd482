"""What else an unknown sheet tells: words of code columns that we do not know, and values for its whole table.

Words are taken from columns of codes alone whose header is sure, or from headers: never from text, dates, numbers or
keys, which may be about a person. Not here: headers (`sheets.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from sources.contracts import Column, Contract
from sources.mapping import Reader
from sources.periods_in_titles import find_period
from sources.proposing.likeness import like_word
from sources.proposing.model import ConstantProposal, WideProposal, WordProposal
from sources.reading import TextSheet
from sources.tables.beside import says_note
from sources.tables.headers import HeaderMatch
from sources.tables.readings import is_filled
from sources.values import fold, is_missing, is_suppressed
from sources.vocabulary import titles_for, words_for

CODED = frozenset({"code", "region", "group", "groups"})
PERIODS = frozenset({"date", "week"})
TAKEN_FROM_TITLES = frozenset({*CODED, "date", "week", "month"})
UNIT = "care_unit_id"
LISTED = 60
LONGEST_WORD = 80
TITLE_ROWS = "rubrikraderna"


def find_words(
    match: HeaderMatch,
    wide: WideProposal | None,
    unsure: Collection[str],
    body: pl.DataFrame,
    reader: Reader,
) -> tuple[tuple[WordProposal, ...], tuple[str, ...]]:
    """Unknown words, and the columns of codes whose words wait until their header is sure.

    `body` are the sheet's rows of data; of those that could be a note nothing is shown.
    """
    body = _without_notes(body)
    found: list[WordProposal] = []
    for name, letter in match.letters.items():
        column = match.contract.by_name[name]
        if column.type in CODED and not column.secret:
            texts = body[letter].drop_nulls().unique(maintain_order=True).to_list()
            found += _unknown(column, texts, reader)
    if wide is not None:
        column = match.contract.by_name[wide.placeholder]
        if column.type in CODED:
            found += _unknown(column, wide.words, reader)
    return tuple(found), tuple(
        column.name for column in match.contract.columns if column.name in unsure and column.type in CODED
    )


def _without_notes(body: pl.DataFrame) -> pl.DataFrame:
    """The rows that are more than a text alone, and do not begin as a note does: notes name persons."""
    letters = body.columns[1:]
    first = pl.coalesce(pl.when(is_filled(letter)).then(letter) for letter in letters)
    marked = body.with_columns(first.alias("first")).filter(pl.sum_horizontal(map(is_filled, letters)) > 1)
    notes = [text for text in marked["first"].unique() if says_note(text)]
    return marked.filter(~pl.col("first").is_in(notes)).drop("first")


def _unknown(column: Column, texts: Collection[str], reader: Reader) -> Iterator[WordProposal]:
    words, titles = words_for(column, reader.reference, reader.description), titles_for(column, reader.reference)
    several = column.type == "groups"
    parts = [part for text in texts for part in (text.replace(";", ",").split(",") if several else [text])]
    distinct = {fold(part): " ".join(part.split()) for part in parts if part.strip()}
    listed = [
        text
        for folded, text in distinct.items()
        if folded not in words and len(text) <= LONGEST_WORD and not is_missing(text) and not is_suppressed(text)
    ]
    for text in listed[:LISTED]:
        like = like_word(text, words, titles)
        if like is None:
            yield WordProposal(column.name, text)
        else:
            yield WordProposal(column.name, text, like.name, like.spelling, like.likeness)


def find_constants(
    contract: Contract, given: Collection[str], sheet: TextSheet, header_rows: tuple[int, ...], *, file_name: str
) -> tuple[ConstantProposal, ...]:
    """Values for columns that no header gives: periods, and what stands beside a column's name above the header."""
    above = sheet.cells.filter(pl.col("source_row") < header_rows[0])
    rows = [[cell.strip() for cell in row[1:] if cell and cell.strip()] for row in above.rows()]
    found = []
    for column in contract.columns:
        if column.name in given:
            continue
        one = _period(column, rows, sheet, file_name) if column.type in PERIODS and column.needed else None
        if one is None and (column.type in TAKEN_FROM_TITLES or column.name == UNIT) and not column.secret:
            one = _titled(column, rows)
        if one is not None:
            found.append(one)
    return tuple(found)


def _period(column: Column, rows: list[list[str]], sheet: TextSheet, file_name: str) -> ConstantProposal | None:
    """The one period that the file tells; it is read anew from each file, so nothing need be written of it."""
    name = sheet.own_name if sheet.own_name != Path(file_name).stem else ""
    titles = [cell for row in rows for cell in row]
    found = find_period(column.type, titles=titles, sheet=name, file_name=file_name, labels=column.headers())
    return ConstantProposal(column.name, found.only, found.place, reads_itself=True) if found.only else None


def _titled(column: Column, rows: list[list[str]]) -> ConstantProposal | None:
    """`Vårdtyp: Operation` in one cell, or in two beside each other."""
    labels = {fold(header) for header in column.headers()}
    for row in rows:
        for place, cell in enumerate(row):
            label, colon, value = cell.partition(":")
            if fold(label) not in labels:
                continue
            if colon and value.strip():
                return ConstantProposal(column.name, value.strip(), TITLE_ROWS)
            if place + 1 < len(row):
                return ConstantProposal(column.name, row[place + 1], TITLE_ROWS)
    return None
