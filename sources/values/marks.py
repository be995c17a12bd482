"""Marks that stand in a cell instead of a value: nothing known, or a broken formula.

Not here: what follows from them, which depends on the column (required, optional, a count), and counts that are
withheld (`suppressed.py`).
"""

import re

import polars as pl

MISSING = frozenset(
    {
        "",
        "..",
        "...",
        "…",
        "-",
        "--",
        "‐",
        "‑",
        "–",
        "—",
        "−",
        ".",
        "null",
        "nil",
        "none",
        "nan",
        "na",
        "n/a",
        "n.a.",
        "n.a",
        "#n/a",
        "#saknas!",
        "uppgift saknas",
        "uppgift saknas.",
        "saknas",
        "saknar uppgift",
        "ingen uppgift",
        "ej uppgift",
        "ej angivet",
        "ej angiven",
        "ej aktuellt",
        "ej känt",
        "ej känd",
        "okänt",
        "okänd",
        "okända",
        "unknown",
        "i.u.",
        "(tom)",
        "(blank)",
    }
)
"""In lower case, blanks evened out."""

EMPTY = frozenset({"", "null", "nil", "none", "nan", "(tom)", "(blank)"})
"""What programs write for an empty cell; the other marks are what a person says of it."""

DASHES = frozenset({"-", "--", "‐", "‑", "–", "—", "−"})
"""Exactly zero to Swedish statisticians, nothing known to others; only in a column of counts does it matter."""
NOT_APPLICABLE = "."
"""There cannot be a value here."""

FORMULA_ERRORS = frozenset(
    {
        "#div/0!",
        "#name?",
        "#null!",
        "#num!",
        "#ref!",
        "#value!",
        "#getting_data",
        "#spill!",
        "#calc!",
        "#division/0!",
        "#namn?",
        "#skärning!",
        "#ogiltigt!",
        "#referens!",
        "#värdefel!",
    }
)

NOT_CALCULATED = "#formel"
"""What the reader puts where a formula was saved without its value, in lower case."""

INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
"""Soft hyphen, zero-width characters, direction marks: they come along when text is copied from a web page."""

WRAPPED = r"^=\"([^\"]*)\"$|^['’]([^'’]+)$"
"""A value that was to stay text: Excel's `="0123"`, and the apostrophe that a spreadsheet hides."""
UNTIDY = f"^\\s|\\s$|\\s\\s|[^\\S ]|{INVISIBLE}|^[=' ’]"
"""What `even_out` would change."""

_INVISIBLE = re.compile(INVISIBLE)
_WRAPPED = re.compile(WRAPPED)


def even_out(text: str) -> str:
    """The text with every kind of blank made one plain space, invisible characters dropped, trimmed and unwrapped."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    tidy = " ".join(text.split())
    wrapped = _WRAPPED.match(tidy)
    return tidy if wrapped is None else (wrapped[1] if wrapped[1] is not None else wrapped[2]).strip()


def is_missing(text: str | None) -> bool:
    """Whether the cell says that nothing is known: blank, `..`, `–`, `NULL`, `Uppgift saknas`, `#N/A` and the like."""
    return text is None or even_out(text).lower() in MISSING


def says_unknown(text: str) -> bool:
    """Whether the cell says, by a word or a mark, that nothing is known; what stands for an empty cell does not."""
    return (spoken := even_out(text).lower()) in MISSING and spoken not in EMPTY


def formula_fault(text: str) -> str | None:
    """The broken rule of a cell whose formula gives no value, in English or Swedish; `#N/A` counts as missing."""
    if not text.startswith("#"):
        return None
    spoken = even_out(text).lower()
    if spoken == NOT_CALCULATED:
        return "formula_not_calculated"
    return "formula_error" if spoken in FORMULA_ERRORS else None


def formula_fault_of(text: pl.Expr) -> pl.Expr:
    """`formula_fault` over a column of evened-out texts; null where a cell has none."""
    spoken = text.str.to_lowercase()
    return (
        pl.when(spoken == NOT_CALCULATED)
        .then(pl.lit("formula_not_calculated"))
        .when(spoken.is_in(sorted(FORMULA_ERRORS)))
        .then(pl.lit("formula_error"))
    )


def even_out_column(texts: pl.Series, *, keep: frozenset[str] = frozenset()) -> pl.Series:
    """`even_out` over a column, and null for the marks of what is missing, except those to keep."""
    texts = texts.cast(pl.String)
    if bool(texts.str.contains(UNTIDY).any()):
        texts = texts.str.replace_all(INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars(" ")
        texts = texts.str.replace(WRAPPED, "$1$2").str.strip_chars(" ")
    if bool(texts.str.contains("[0-9]").all()):  # no mark has a digit
        return texts
    missing = pl.first().str.to_lowercase().is_in(sorted(MISSING - keep))
    return texts.to_frame().select(pl.when(~missing).then(pl.first()).alias(texts.name)).to_series()
