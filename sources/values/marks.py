"""Marks that stand in a cell instead of a value: nothing known, withheld because few, or a broken formula.

Not here: what follows from them. That depends on the column (required, optional, a count).
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

SUPPRESSED = re.compile(
    r"(?:x{1,3}|\*{1,3}|iu|(?:<|&lt;|≤|<=|färre än|mindre än)\s*\d{1,3}|[01]\s*[-–—]\s*\d)", re.IGNORECASE
)
"""`X`, `*`, `IU`, `<5`, `1–4`: there is a count, but it is withheld because it is small."""

INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
"""Soft hyphen, zero-width characters, direction marks: they come along when text is copied from a web page."""

UNTIDY = f"^\\s|\\s$|\\s\\s|[^\\S ]|{INVISIBLE}"
"""What `even_out` would change."""

_INVISIBLE = re.compile(INVISIBLE)


def even_out(text: str) -> str:
    """The text with every kind of blank made one plain space, invisible characters dropped, and trimmed."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def is_missing(text: str | None) -> bool:
    """Whether the cell says that nothing is known: blank, `..`, `–`, `NULL`, `Uppgift saknas`, `#N/A` and the like."""
    return text is None or even_out(text).lower() in MISSING


def is_suppressed(text: str) -> bool:
    """Whether the cell says that a count is withheld because it is small."""
    return SUPPRESSED.fullmatch(even_out(text)) is not None


def is_formula_error(text: str) -> bool:
    """Whether the cell holds the error text of a formula, in English or Swedish (`#N/A` counts as missing instead)."""
    return even_out(text).lower() in FORMULA_ERRORS


def even_out_column(texts: pl.Series) -> pl.Series:
    """`even_out` over a column, and null for the marks of what is missing."""
    texts = texts.cast(pl.String)
    if bool(texts.str.contains(UNTIDY).any()):
        texts = texts.str.replace_all(INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars(" ")
    missing = texts.str.to_lowercase().is_in(sorted(MISSING))
    return pl.select(pl.when(~missing).then(texts)).to_series().alias(texts.name)
