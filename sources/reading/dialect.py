"""What stands between the columns of a text file: found over the whole file, or refused where two readings differ.

Not here: characters (encoding) and the cells themselves (delimited).
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.reading.content import UnreadableFile
from sources.reading.refusals import refuse

DELIMITERS = {";": "semikolon", ",": "komma", "\t": "tabb", "|": "lodstreck"}
NO_DELIMITER = "\x1f"
LEAST_COVERAGE = 0.3
"""Below this share of the best candidate's lines a candidate is chance."""
CLEAR_LEAD = 1.5
SAMPLE_LINES = 2000

_LINE_ENDS = re.compile(rb"\r\n?")
_QUOTED = r'"[^"]*"'
_SEPARATOR_LINE = re.compile(rb'"?sep=([^\n"])"?\n', re.IGNORECASE)
_DECIMAL = r"[+\-\u2212]?[\d\u00a0 ]*\d,\d+(?:\s?%)?"


@dataclass(frozen=True)
class Candidate:
    """A delimiter and how it would divide the file: the usual number of columns and the share of lines with it."""

    delimiter: str
    column_count: int
    coverage: float


def even_line_ends(content: bytes) -> bytes:
    """The content with LF for every line end, and without the end-of-file sign of old systems."""
    content = content.rstrip(b"\x1a")
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


def take_separator_line(content: bytes) -> tuple[str | None, bytes]:
    """The delimiter that a first line `sep=;` declares, and the content without that line.

    Excel does not show the line, so records are counted after it.
    """
    matched = _SEPARATOR_LINE.match(content)
    if not matched or not matched[1].isascii():
        return None, content
    return matched[1].decode("ascii"), content[matched.end() :]


def split_lines(content: bytes) -> pl.Series:
    """The lines as they stand, quotes not regarded; a blank line is null."""
    if NO_DELIMITER.encode() in content:
        lines = content.decode("utf-8").removesuffix("\n").split("\n")
        return pl.Series([line or None for line in lines], dtype=pl.String)
    frame = pl.read_csv(
        content, has_header=False, separator=NO_DELIMITER, quote_char=None, infer_schema=False, raise_if_empty=False
    )
    return frame.to_series() if frame.width else pl.Series(dtype=pl.String)


def join_quoted_lines(lines: pl.Series) -> pl.Series:
    """The records: lines between which a quote stays open are one record. A blank record is null.

    Quotes are only counted here; whether they stand where they may is judged for each record afterwards.
    """
    quotes = lines.str.count_matches('"', literal=True).fill_null(0)
    if not bool((quotes % 2 == 1).any()):
        return lines
    open_before = (quotes.cum_sum() - quotes) % 2 == 1
    frame = pl.DataFrame({"line": lines, "record": (~open_before).cum_sum(), "first": ~open_before})
    single = frame["record"].is_unique()
    joined = (
        frame.filter(~single).group_by("record", maintain_order=True).agg(pl.col("line").fill_null("").str.join("\n"))
    )
    alone = frame.filter(single).select("record", "line")
    return pl.concat([alone, joined]).sort("record")["line"]


def count_delimiters(plain: pl.Series, delimiter: str) -> Counter[int]:
    """How many records have how many of the delimiter."""
    return Counter(dict(plain.str.count_matches(delimiter, literal=True).value_counts().iter_rows()))


def outside_quotes(records: pl.Series) -> pl.Series:
    """The records that are not blank, with `Q` for every quoted part."""
    filled = records.drop_nulls()
    quoted = filled.str.contains('"', literal=True)
    if not bool(quoted.any()):
        return filled
    return pl.select(pl.when(quoted).then(filled.str.replace_all(_QUOTED, "Q")).otherwise(filled)).to_series()


def find_delimiter(plain: pl.Series) -> str:
    """The delimiter that divides the records regularly and leaves none of the others unexplained.

    Args:
        plain: the records without their quoted parts.

    Returns:
        A delimiter, or `NO_DELIMITER` for a file of one column.

    Raises:
        UnreadableFile: two delimiters divide the file equally well, and differently.
    """
    candidates = [candidate for mark in DELIMITERS if (candidate := _candidate(mark, plain))]
    if not candidates:
        return NO_DELIMITER
    best = max(candidate.coverage for candidate in candidates)
    candidates = [candidate for candidate in candidates if candidate.coverage >= LEAST_COVERAGE * best]
    sample = plain.head(SAMPLE_LINES)
    explained = {
        (inner.delimiter, outer.delimiter): _explained(sample, inner.delimiter, outer.delimiter)
        for inner in candidates
        for outer in candidates
        if inner is not outer
    }
    left = [one for one in candidates if not any(_is_inside(one, other, explained) for other in candidates)]
    left.sort(key=lambda candidate: (candidate.coverage, candidate.column_count), reverse=True)
    if len(left) > 1 and left[0].coverage < CLEAR_LEAD * left[1].coverage:
        raise _refuse_two(left[0], left[1])
    return _unless_one_column(left[0], sample)


def _candidate(mark: str, plain: pl.Series) -> Candidate | None:
    if not bool(plain.str.contains(mark, literal=True).any()):
        return None
    tally = count_delimiters(plain, mark)
    divided = {count: lines for count, lines in tally.items() if count > 0}
    if not divided:
        return None
    usual = max(divided, key=lambda count: (divided[count], count))
    return Candidate(mark, usual + 1, divided[usual] / tally.total())


def _is_inside(one: Candidate, other: Candidate, explained: Mapping[tuple[str, str], bool]) -> bool:
    """Whether `one` only stands within cells that `other` makes (decimal commas, prose), and not the reverse."""
    if one is other:
        return False
    inside = explained[one.delimiter, other.delimiter]
    return inside and not explained[other.delimiter, one.delimiter]


def _explained(sample: pl.Series, inner: str, outer: str) -> bool:
    """Whether every cell made by `outer` in which `inner` stands is a decimal number or running text."""
    holding = _cells_with(sample, inner, outer)
    prose = ~holding.str.contains(re.escape(inner) + r"(?:\S|$)")
    decimal = holding.str.contains(f"^{_DECIMAL}$") & (inner == ",")
    return bool((prose | decimal).all())


def _cells_with(sample: pl.Series, inner: str, outer: str) -> pl.Series:
    cells = sample.str.split(outer).explode(empty_as_null=True).drop_nulls().str.strip_chars()
    return cells.filter(cells.str.contains(inner, literal=True))


def _unless_one_column(candidate: Candidate, sample: pl.Series) -> str:
    """The candidate, unless its marks are decimal commas or running text in a file of a single column."""
    if not _explained(sample, candidate.delimiter, NO_DELIMITER):
        return candidate.delimiter
    if candidate.coverage < 0.5:
        return NO_DELIMITER
    if candidate.delimiter != "," or candidate.column_count > 2:
        return candidate.delimiter
    numbers = _cells_with(sample, ",", NO_DELIMITER).str.contains(f"^{_DECIMAL}$")
    if candidate.coverage < 1.0 and bool(numbers.all()):
        return NO_DELIMITER
    raise refuse(
        "ambiguous_delimiter",
        first="komma som kolumnavgränsare",
        first_columns=2,
        second="komma som decimaltecken eller i löpande text",
        second_columns=1,
    )


def _refuse_two(first: Candidate, second: Candidate) -> UnreadableFile:
    return refuse(
        "ambiguous_delimiter",
        first=DELIMITERS[first.delimiter],
        first_columns=first.column_count,
        second=DELIMITERS[second.delimiter],
        second_columns=second.column_count,
    )
