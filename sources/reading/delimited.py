"""Delimited text to one text table: the fast way for well-formed records, and one by one for the rest.

Both ways give the same cells; a test holds them to it. Ragged rows are filled up with empty cells, never cut.
Not here: encoding and dialect.
"""

import csv
import io
import sys
from collections import Counter
from itertools import zip_longest
from pathlib import Path

import polars as pl

from sources.reading.content import FileContent, Limits, TextSheet, without_empty_rows
from sources.reading.dialect import (
    DELIMITERS,
    NO_DELIMITER,
    count_delimiters,
    even_line_ends,
    find_delimiter,
    join_quoted_lines,
    outside_quotes,
    split_lines,
    take_separator_line,
)
from sources.reading.encoding import to_utf8
from sources.reading.refusals import refuse


def read_delimited(path: Path, limits: Limits) -> FileContent:
    """The text file at `path` as one sheet that bears the file's name.

    Raises:
        UnreadableFile: encoding or delimiter cannot be told, a quote is not closed, or there are too many cells.
    """
    content, encoding = to_utf8(path.read_bytes())
    declared, content = take_separator_line(even_line_ends(content))
    records = join_quoted_lines(split_lines(content))
    plain = outside_quotes(records)
    delimiter = declared or find_delimiter(plain)
    tally = count_delimiters(plain, delimiter)
    if (max(tally, default=0) + 1) * len(records) > limits.cells:
        raise refuse("too_many_cells", limit=limits.cells)
    columns = None
    if is_well_formed(records, delimiter):
        columns = read_lines(content, delimiter, max(tally, default=0) + 1)
    if columns is None or (columns and len(columns[0]) != len(records)):
        columns = read_records(content, delimiter)
    _refuse_swallowed_lines(records, delimiter, tally)
    height = len(columns[0]) if columns else 0
    cells = without_empty_rows(columns, pl.int_range(1, height + 1, eager=True))
    sheet = TextSheet(path.stem, cells, frozenset(), hidden=False, is_text=True)
    return FileContent((sheet,), _notes(encoding, delimiter, declared), ())


def _notes(encoding: str, delimiter: str, declared: str | None) -> tuple[str, ...]:
    if delimiter == NO_DELIMITER:
        return (f"teckenkodning {encoding}", "en enda kolumn")
    title = DELIMITERS.get(delimiter, f"”{delimiter}”")
    how = f"{title} mellan kolumnerna"
    return (f"teckenkodning {encoding}", f"{how}, angivet i filens första rad" if declared else how)


def is_well_formed(records: pl.Series, delimiter: str) -> bool:
    """Whether quotes only stand around whole cells (or doubled within them) in every record."""
    with_quotes = records.filter(records.str.contains('"', literal=True))
    if with_quotes.is_empty():
        return True
    mark = {"\t": r"\t", NO_DELIMITER: r"\x1f"}.get(delimiter, f"\\{delimiter}")
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    return bool(with_quotes.str.contains(f"^{cell}(?:{mark}{cell})*$").all())


def read_lines(content: bytes, delimiter: str, column_count: int) -> list[pl.Series]:
    """The columns of well-formed records, by Polars. A blank line is a row of empty cells."""
    if not content:
        return []
    frame = pl.read_csv(
        content,
        has_header=False,
        separator=delimiter,
        schema={f"column_{place}": pl.String for place in range(column_count)},
        missing_columns="insert",
        extra_columns="raise",
        raise_if_empty=False,
    )
    return [_null_where_empty(column) for column in frame.get_columns()]


def _null_where_empty(column: pl.Series) -> pl.Series:
    if not bool((column == "").any()):
        return column
    return pl.select(pl.when(column != "").then(column)).to_series()


def read_records(content: bytes, delimiter: str) -> list[pl.Series]:
    """The columns record by record, also where quotes stand within cells that have none around them.

    Raises:
        UnreadableFile: a quote is not closed, or is closed in the middle of a cell.
    """
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)  # noqa: PERF402 - the number of records is needed where reading stops
    except csv.Error:
        raise refuse("unclosed_quote", record=len(records) + 1) from None
    return [
        pl.Series([cell or None for cell in column], dtype=pl.String) for column in zip_longest(*records, fillvalue="")
    ]


def _refuse_swallowed_lines(records: pl.Series, delimiter: str, tally: Counter[int]) -> None:
    """Two stray quotes can make one cell of all lines between them. Such a cell holds delimiters as records do."""
    usual = max(tally, key=lambda count: (tally[count], count), default=0)
    spanning = records.str.contains("\n", literal=True).fill_null(value=False).arg_true()
    for number in spanning:
        for cell in next(csv.reader(io.StringIO(records[number], newline=""), delimiter=delimiter)):
            if "\n" in cell and cell.count(delimiter) >= max(2, usual):
                raise refuse("unclosed_quote", record=number + 1)
