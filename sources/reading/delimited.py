"""Delimited text to one text table: the fast way for well-formed records, and one by one for the rest.

Both ways give the same cells; a test holds them to it. Ragged rows are filled up with empty cells, never cut.
Not here: encoding, and finding the dialect.
"""

from functools import partial
from itertools import zip_longest
from pathlib import Path

import polars as pl

from sources.reading.content import (
    FIRST_ROWS,
    MANY_ROWS,
    FileContent,
    Limits,
    SheetFacts,
    TextSheet,
    repeats,
    without_empty_rows,
)
from sources.reading.delimiters import name_of
from sources.reading.dialect import FoundDialect, find_dialect
from sources.reading.encoding import to_utf8
from sources.reading.quoting import Dialect, read_cells
from sources.reading.records import NO_DELIMITER, even_line_ends, part_joined_files
from sources.reading.refusals import refuse
from sources.values import CATEGORIES

SHOWN_STRAY = 5


def read_delimited(path: Path, limits: Limits) -> FileContent:
    """The text file at `path` as one sheet that bears the file's name.

    Raises:
        UnreadableFile: encoding or delimiter cannot be told, a quote is not closed, or there are too many cells.
    """
    decoded = to_utf8(path.read_bytes())
    content, joints = part_joined_files(even_line_ends(decoded.content))
    found = find_dialect(content)
    if found.most_columns * found.record_count > limits.cells:
        raise refuse("too_many_cells", limit=limits.cells)
    columns, stray = _read_columns(found)
    _refuse_swallowed_lines(columns, found)
    height = len(columns[0]) if columns else 0
    cells = without_empty_rows(columns, pl.int_range(1, height + 1, eager=True))
    facts = SheetFacts(
        usual_width=found.usual_delimiters + 1, short_rows=found.short_records, long_rows=found.long_records
    )
    delimiter = found.dialect.delimiter
    sheet = TextSheet(path.stem, cells, frozenset(), hidden=False, facts=facts, delimiter=delimiter)
    how = (*decoded.notes, *_joint_notes(joints), *_notes(found), *_stray_notes(stray))
    notes = (f"teckenkodning {decoded.encoding}", *how)
    return FileContent((sheet,), notes, ())


def _read_columns(found: FoundDialect) -> tuple[list[pl.Series], list[int]]:
    """The columns, and the numbers of the records in which a stray quote is plain text."""
    if found.is_well_formed:
        columns = read_lines(found.content, found.dialect.delimiter, found.most_columns, found.record_count)
        if not columns or len(columns[0]) == found.record_count:
            return columns, []
    return read_records(found.content, found.dialect)


def _notes(found: FoundDialect) -> tuple[str, ...]:
    dialect = found.dialect
    if dialect.delimiter == NO_DELIMITER:
        return ("en enda kolumn",)
    how = f"{name_of(dialect.delimiter)} mellan kolumnerna"
    notes = [f"{how}, angivet i filens första rad" if found.is_declared else how]
    if dialect.quote != '"':
        notes.append("apostrofer runt cellerna")
    if dialect.backslash:
        notes.append("omvänt snedstreck före citattecken i cellerna")
    return tuple(notes)


def _joint_notes(joints: int) -> tuple[str, ...]:
    return ("byteordningsmärken (BOM) inne i filen har tagits bort, som där filer har fogats ihop",) if joints else ()


def _stray_notes(stray: list[int]) -> tuple[str, ...]:
    if not stray:
        return ()
    shown = ", ".join(map(str, stray[:SHOWN_STRAY])) + (" med flera" if len(stray) > SHOWN_STRAY else "")
    return (f"ensamma citattecken har lästs som vanlig text i post {shown}",)


def read_lines(content: bytes, delimiter: str, column_count: int, record_count: int) -> list[pl.Series]:
    """The columns of well-formed records, by Polars. A blank line is a row of empty cells.

    Of many records those columns that repeat their texts are read as categories right away, which takes less memory.
    """
    if not content:
        return []
    read = partial(
        pl.read_csv,
        content,
        has_header=False,
        separator=delimiter,
        missing_columns="insert",
        extra_columns="raise",
        raise_if_empty=False,
    )
    schema: dict[str, pl.DataType] = {f"column_{place}": pl.String() for place in range(column_count)}
    if record_count >= MANY_ROWS:
        first = read(schema=schema, n_rows=FIRST_ROWS)
        schema = {column.name: CATEGORIES if repeats(column) else pl.String() for column in first}
    frame = read(schema=schema)
    if b'"' in content and b'""' in content:  # Polars takes two quotes for empty text, and nothing at all for none
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    return frame.get_columns()


def read_records(content: bytes, dialect: Dialect) -> tuple[list[pl.Series], list[int]]:
    """The columns record by record, and the numbers of the records in which a stray quote is plain text.

    Raises:
        UnreadableFile: a quote is not closed, or is closed in the middle of a cell, and no other reading is certain.
    """
    records = read_cells(content.decode("utf-8"), dialect)
    columns = [
        pl.Series([cell or None for cell in column], dtype=pl.String)
        for column in zip_longest(*records.rows, fillvalue="")
    ]
    return columns, [place + 1 for place in records.stray]


def _refuse_swallowed_lines(columns: list[pl.Series], found: FoundDialect) -> None:
    """Two stray quotes can make one cell of all lines between them. Such a cell holds delimiters as records do."""
    if found.is_well_formed and not found.has_long_records:
        return
    least = max(2, found.usual_delimiters)
    for column in columns:
        texts = column.cast(pl.String)
        marks = texts.str.count_matches(found.dialect.delimiter, literal=True)
        swallowing = texts.str.contains("\n", literal=True) & (marks >= least)
        if bool(swallowing.any()):
            raise refuse("unclosed_quote", record=int(swallowing.arg_true()[0]) + 1)
