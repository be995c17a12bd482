"""The records of a text file as one series: what all of a file looks like, found at the speed of columns.

Here: line ends, lines that are all divided alike, lines that a quoted cell spans, what stands outside quotes.
Not here: which characters divide cells (dialect, delimiters), and the cells themselves (delimited, quoting).
"""

import re
from collections import Counter

import polars as pl

NO_DELIMITER = "\x1f"
"""Stands for "nothing": a file of one column."""
MARKS = ";,\t|"
"""The usual delimiters."""
FEW_RECORDS = 1_000
"""Below this it is quicker to count without Polars."""
QUOTED = "\x1e"
"""Stands for a quoted part."""

MARK = "\ufeff".encode()
"""What may stand at the beginning of a file in UTF-8, to say so."""
NEW_LINE = ord("\n")

_QUOTED_PART = r'"[^"]*"'
_TELLING = f"{MARKS}\"'{NO_DELIMITER}\n".encode("ascii")
_NOT_TELLING = bytes(sign for sign in range(256) if sign not in _TELLING)


def even_line_ends(content: bytes) -> bytes:
    """The content with LF for every line end, and without the end-of-file sign of old systems."""
    if b"\x1a" in content[-64:]:
        content = re.sub(rb"\x1a[\x1a\s]*\Z", b"", content)
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


def part_joined_files(content: bytes) -> tuple[bytes, int]:
    """The content (LF line ends) without the marks of a file's beginning that joining files has left in it, and how
    many there were.

    They stand before a line; or, where the first file ended in the middle of one, before the first line once more.
    """
    if MARK[:1] not in content or MARK not in content:  # one byte is found much faster
        return content, 0
    first = re.escape(content[: content.find(b"\n") + 1].lstrip(MARK))
    joints = re.compile(rb"(?:(?m:^)|(?<=[^\n])(?=(?:%b)+%b))(?:%b)+" % (MARK, first or rb"\Z", MARK))
    return joints.subn(
        lambda found: b"" if found.start() == 0 or content[found.start() - 1] == NEW_LINE else b"\n", content
    )


def count_alike(content: bytes) -> int:
    """How many lines there are, if each is divided by the same two or more of one usual delimiter; otherwise 0.

    No line is blank then, and none has another of the usual delimiters, a quote or an apostrophe.
    """
    marks = content.translate(None, _NOT_TELLING)
    marks = marks if content.endswith(b"\n") else marks + b"\n"
    first = marks[: marks.find(b"\n") + 1]
    lines = len(marks) // len(first)
    is_divided = len(first) > 2 and first[0] in MARKS.encode("ascii") and first == first[:1] * (len(first) - 1) + b"\n"
    return lines if is_divided and marks == first * lines else 0


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


def outside_quotes(records: pl.Series) -> pl.Series:
    """The records that are not blank, with `QUOTED` for every quoted part."""
    filled = records.drop_nulls()
    quoted = filled.str.contains('"', literal=True)
    if not bool(quoted.any()):
        return filled
    return pl.select(pl.when(quoted).then(filled.str.replace_all(_QUOTED_PART, QUOTED)).otherwise(filled)).to_series()


def is_well_formed(records: pl.Series, delimiters: str) -> bool:
    """Whether quotes only stand around whole cells (or doubled within them) in every record.

    `delimiters`: the characters that may divide cells; none of them stands in a cell without quotes.
    """
    with_quotes = records.filter(records.str.contains('"', literal=True))
    if with_quotes.is_empty():
        return True
    mark = "".join({"\t": r"\t", NO_DELIMITER: r"\x1f"}.get(one, f"\\{one}") for one in delimiters)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    return bool(with_quotes.str.contains(f"^{cell}(?:[{mark}]{cell})*$").all())


def is_divided_by(plain: pl.Series, delimiter: str) -> bool:
    """Whether no other usual delimiter stands right beside a quoted part, where the records are well formed."""
    others = MARKS.replace(delimiter, "").replace("\t", r"\t")
    return not bool(plain.str.contains(rf"\x1e[{others}]|[{others}]\x1e").any())


def count_delimiters(plain: pl.Series, delimiter: str) -> Counter[int]:
    """How many records have how many of the delimiter."""
    counts = plain.str.count_matches(delimiter, literal=True)
    return Counter(counts.to_list()) if len(plain) < FEW_RECORDS else Counter(dict(counts.value_counts().iter_rows()))
