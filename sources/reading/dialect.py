"""How the cells of a text file are written: found over the whole file, or refused where two readings differ.

Here: `sep=`, quotes and escapes, and what of it the fast way can read. Not here: characters (encoding), the choice of
delimiter (delimiters), and the cells themselves (delimited, quoting).
"""

import re
from dataclasses import dataclass, replace

import polars as pl

from sources.reading.delimiters import (
    SAMPLE_LINES,
    find_delimiter,
    name_of,
    refuse_changing_delimiters,
    usual_count,
)
from sources.reading.quoting import Dialect, quoted_text
from sources.reading.records import (
    MARKS,
    NO_DELIMITER,
    QUOTED,
    count_alike,
    count_delimiters,
    is_divided_by,
    is_well_formed,
    join_quoted_lines,
    outside_quotes,
    split_lines,
)
from sources.reading.refusals import refuse

LEAST_TWIN_RECORDS = 3

_SEPARATOR_LINE = re.compile(rb'"?sep=([^\n"])"?\n', re.IGNORECASE)
LEAST_CLOSED = 4
"""Apostrophes are quotes where so many cells that begin with one end with one for each that does not."""
_BOUNDARIES = ";,\t|^~#"
_SAMPLE = re.compile(rb"(?:[^\n]*\n){%d}" % SAMPLE_LINES)


@dataclass(frozen=True)
class FoundDialect:
    """The dialect of a file.

    `content`: without the line that declares the delimiter. `is_declared`: there was such a line. `is_well_formed`:
    the fast way reads it. `has_long_records`: some go over several lines. `record_count`: blank ones too.
    `most_columns`: how wide the widest may be. `usual_delimiters`: how many most records have. `short_records`: the
    numbers of those that have fewer, `long_records` of those that have more.
    """

    dialect: Dialect
    content: bytes
    is_declared: bool
    is_well_formed: bool
    has_long_records: bool
    record_count: int
    most_columns: int
    usual_delimiters: int
    short_records: frozenset[int] = frozenset()
    long_records: frozenset[int] = frozenset()


def take_separator_line(content: bytes) -> tuple[str | None, bytes]:
    """The delimiter that a first line `sep=;` declares, and the content without that line.

    Excel does not show the line, so records are counted after it.
    """
    matched = _SEPARATOR_LINE.match(content)
    if not matched or not matched[1].isascii():
        return None, content
    return matched[1].decode("ascii"), content[matched.end() :]


def find_dialect(content: bytes) -> FoundDialect:
    """The one dialect that explains the whole content.

    Args:
        content: UTF-8, with LF for every line end.

    Raises:
        UnreadableFile: two delimiters divide the file equally well and differently, or the delimiter changes.
    """
    declared, content = take_separator_line(content)
    count = count_alike(content) if declared is None or declared in MARKS else 0
    sample = _SAMPLE.match(content) if count > SAMPLE_LINES else None
    if sample:
        found = find_over_all(sample[0], declared)
        if found.dialect.delimiter in MARKS:
            return replace(found, content=content, record_count=count)
    return find_over_all(content, declared)


def find_over_all(content: bytes, declared: str | None) -> FoundDialect:
    """The dialect by every record. Where all are divided alike the first ones give the same, but for `, ` and `||`."""
    lines = split_lines(content)
    has_quotes = b'"' in content
    records = join_quoted_lines(lines) if has_quotes else lines
    tidy = (not has_quotes or is_well_formed(records, MARKS)) and not _has_other_quotes(content)
    if tidy:
        quote, backslash, plain = '"', False, outside_quotes(records) if has_quotes else records.drop_nulls()
    else:
        quote, backslash, records, plain = _find_quotes(content.decode("utf-8"))
    delimiter = declared or find_delimiter(plain, records.drop_nulls())
    tally = count_delimiters(plain, delimiter)
    if declared and not any(tally) and (other := find_delimiter(plain, records.drop_nulls())) != NO_DELIMITER:
        raise refuse("wrong_separator_line", first=name_of(declared), second=name_of(other))
    refuse_changing_delimiters(plain, delimiter, tally)
    dialect = Dialect(_whole_mark(delimiter, plain), quote, backslash)
    usual = usual_count(tally) // dialect.delimiter.count(delimiter)
    fast = tidy and dialect.is_usual and (not has_quotes or is_divided_by(plain, delimiter))
    return FoundDialect(
        dialect,
        content,
        declared is not None,
        fast,
        records is not lines,
        len(records),
        max(tally, default=0) + 1,
        usual,
        *(_uneven_records(records, plain, delimiter, usual) if dialect.delimiter == delimiter else ()),
    )


def _uneven_records(
    records: pl.Series, plain: pl.Series, delimiter: str, usual: int
) -> tuple[frozenset[int], frozenset[int]]:
    """The records (counted from 1, blank ones too) that have the delimiter less often than is usual, and more often."""
    counts = plain.str.count_matches(delimiter, literal=True)
    if bool((counts == usual).all()):
        return frozenset(), frozenset()
    numbers = records.is_not_null().arg_true() + 1
    return frozenset(numbers.filter(counts < usual).to_list()), frozenset(numbers.filter(counts > usual).to_list())


def _has_other_quotes(content: bytes) -> bool:
    """Whether cells may be quoted by apostrophes: some begins with one."""
    return b"'" in content and re.search(rb"(?:\A|[;,\t|\n]) *'", content) is not None


def _whole_mark(delimiter: str, plain: pl.Series) -> str:
    """`, ` or `||` where the mark never stands without a space, or without its twin, after it.

    Twins are one delimiter only where they divide a header row into names: otherwise the cells between are empty.
    """
    if _always(f"{delimiter} ", delimiter, plain):
        return f"{delimiter} "
    twins = delimiter * 2
    is_headed = delimiter == "|" and len(plain) >= LEAST_TWIN_RECORDS and all(plain[0].split(twins))
    return twins if is_headed and _always(twins, delimiter, plain) else delimiter


def _always(whole: str, mark: str, plain: pl.Series) -> bool:
    """Whether the mark stands nowhere but in `whole`, of which it is a part; the first records are asked first."""
    parts = (plain.head(100), plain)
    return bool(len(plain)) and all(_count(mark, part) == _count(whole, part) * whole.count(mark) > 0 for part in parts)


def _count(mark: str, plain: pl.Series) -> int:
    return int(plain.str.count_matches(mark, literal=True).sum())


def _find_quotes(text: str) -> tuple[str, bool, pl.Series, pl.Series]:
    """The quote, whether a backslash escapes it, the records as they stand, and without their quoted parts."""
    masked, count = _mask(text, '"', backslash=False)
    if "'" in text:
        backslash = "\\'" in text
        single, single_count = _mask(text, "'", backslash=backslash)
        open_count = len(re.findall(rf"(?:\A|[{_BOUNDARIES}\n]) *'", single))
        is_usual = single_count * 2 > single.count("\n") and open_count * LEAST_CLOSED <= single_count
        if is_usual and not (count and re.search(rf'(?:\A|[{_BOUNDARIES}\n]) *"', single)):
            return "'", backslash, *_records(text, single, "'", backslash=backslash)
    if '\\"' in text:
        escaped, _ = _mask(text, '"', backslash=True)
        if escaped.count('"') < masked.count('"'):
            return '"', True, *_records(text, escaped, '"', backslash=True)
    return '"', False, *_records(text, masked, '"', backslash=False)


def _quoted_cell(quote: str, *, backslash: bool) -> re.Pattern[str]:
    """A quoted cell, whichever delimiter stands beside it; one in apostrophes stays on its line."""
    inner = quoted_text(quote, backslash=backslash)
    inner = inner.replace("[^'", r"[^'\n") if quote == "'" else inner
    return re.compile(rf"((?:\A|[{_BOUNDARIES}\n]) *){quote}{inner}{quote}(?= *(?:[{_BOUNDARIES}\n]|\Z))")


def _mask(text: str, quote: str, *, backslash: bool) -> tuple[str, int]:
    """The text with `QUOTED` for every quoted cell, and how many there were."""
    return _quoted_cell(quote, backslash=backslash).subn(rf"\1{QUOTED}", text)


def _records(text: str, masked: str, quote: str, *, backslash: bool) -> tuple[pl.Series, pl.Series]:
    joined = _quoted_cell(quote, backslash=backslash).sub(
        lambda found: found[1] + found[0][len(found[1]) :].replace("\n", " "), text
    )
    lines, plain = (part.removesuffix("\n").split("\n") for part in (joined, masked))
    return (
        pl.Series([line or None for line in lines], dtype=pl.String),
        pl.Series([line for line in plain if line], dtype=pl.String),
    )
