"""Counts that are withheld because they are small: `<5`, `1–4`, `X`. There is a count, and it lies in an interval.

Here: which cells say so, and the least and the most that each can be. It is neither missing nor zero.
Not here: what a sum of intervals comes to (the SQL of the marts).
"""

import re

import polars as pl

from sources.values.marks import even_out

SMALL_WORDS = {
    word: number
    for number, word in enumerate(["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"], start=2)
}
_SMALL = rf"(\d{{1,3}}|{'|'.join(SMALL_WORDS)})"
UNKNOWN = r"x{1,3}|\*{1,3}|iu"
BELOW = rf"(?:<|&lt;|(?:färre|mindre|lägre) än|under)\s*{_SMALL}"
AT_MOST = rf"(?:≤|&le;|<=|&lt;=|högst|max|upp till)\s*{_SMALL}"
BETWEEN = r"(?:mellan )?([01])\s*(?:[-\u2013\u2014]|till|och)\s*(\d)"
_BEFORE, _AFTER = r"\(?\s*", r"(?: ?(?:st|pat|pers)\.?| (?:stycken|patienter|personer))?\s*\)?"
"""Brackets around it, and what is counted after it."""

MOST_SMALL = 30
"""Below a greater number nobody withholds a count for being small."""

_SUPPRESSED = re.compile(f"{_BEFORE}(?:{UNKNOWN}|{BELOW}|{AT_MOST}|{BETWEEN}){_AFTER}", re.IGNORECASE)


def is_suppressed(text: str) -> bool:
    """Whether the cell says that a count is withheld because it is small."""
    return _SUPPRESSED.fullmatch(even_out(text)) is not None


def suppressed_as(text: str) -> str | None:
    """How a withheld whole number was read, in Swedish: `1–4`, `minst 1`; None for other texts."""
    cell = pl.Series([even_out(text)])
    low, high = pl.select(*suppressed_bounds(pl.lit(cell), whole=True)).row(0)
    if low is None:
        return None
    return f"minst {low:.0f}" if high is None else f"{low:.0f}–{high:.0f}"


def suppressed_bounds(text: pl.Expr, *, whole: bool) -> tuple[pl.Expr, pl.Expr]:
    """The least and the most that a column of evened-out texts stands for; the least is null where none is withheld.

    What is withheld is not zero, unless the cell says so itself (`0-4`). The most is null where nothing is said of it
    (`X`). Where the column is not of whole numbers the bounds themselves are kept: `<5` is 0 to 5, not 1 to 4.
    """
    least, step = (1.0, 1.0) if whole else (0.0, 0.0)
    below, at_most = _number(text, BELOW), _number(text, AT_MOST)
    low, high = _number(text, BETWEEN), _number(text, BETWEEN, group=2)
    is_upper = pl.coalesce(below - step, at_most).is_between(least, MOST_SMALL)
    is_between = low < high
    return (
        pl.when(text.str.contains(f"(?i)^{_BEFORE}(?:{UNKNOWN}){_AFTER}$") | is_upper)
        .then(least)
        .when(is_between)
        .then(low),
        pl.when(is_upper).then(pl.coalesce(below - step, at_most)).when(is_between).then(high),
    )


def _number(text: pl.Expr, form: str, group: int = 1) -> pl.Expr:
    """The number that a form of cell holds, in digits or in a word."""
    found = text.str.extract(f"(?i)^{_BEFORE}{form}{_AFTER}$", group).str.to_lowercase()
    return found.replace({word: str(number) for word, number in SMALL_WORDS.items()}).cast(pl.Float64)
