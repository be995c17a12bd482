"""Numbers as people write them in spreadsheets, decided for the column as a whole.

Swedish and foreign forms: `1 234,5`, `1.234,5`, `1,234.5`, U+2212 for minus, every kind of blank between thousands.
`1.234` alone can be a thousand or a decimal number: other cells of the column decide, or the cell fails. So does a
dash among counts: exactly zero, as Swedish statistics has it, unless the column writes its zeros as 0.
Not here: percentages, intervals and units; they are refused with their own rule.
"""

from typing import NamedTuple

import polars as pl

from sources.values.marks import DASHES, NOT_APPLICABLE, even_out_column, formula_fault_of
from sources.values.suppressed import suppressed_bounds

KINDS = ("count", "amount", "number")

_PLAIN = r"^[+-]?\d+$"
_SCIENTIFIC = r"^[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}$"
_CERTAIN_DECIMAL = (
    r"^[+-]?(?:\d{1,3}(?: \d{3})+D\d+"  # 1 234,5
    r"|\d{1,3}(?:T\d{3})+D\d+"  # 1.234,5
    r"|\d{1,3}(?:T\d{3}){2,}"  # 1.234.567
    r"|0+D\d+|\d{4,}D\d+|\d+D(?:\d{1,2}|\d{4,}))$"  # 0,125 and 12345,678 and 12,5
)
_COMMA_DECIMAL = _CERTAIN_DECIMAL.replace("D", ",").replace("T", r"\.")
_POINT_DECIMAL = _CERTAIN_DECIMAL.replace("D", r"\.").replace("T", ",")
_BLANK_THOUSANDS = r"^[+-]?\d{1,3}(?: \d{3})+$"
_EITHER_POINT = r"^[+-]?\d{1,3}\.\d{3}$"
_EITHER_COMMA = r"^[+-]?\d{1,3},\d{3}$"
_FOOTNOTE = r"^(.*\d)(?: ?\*{1,3}|[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2}| \d{1,2}\))$"  # 12* and 12¹ and 12 1)
_NEGATIVE = r"^\(\d[\d ]*\)$|^\d[\d ]* ?[-\u2212\u2013]$"  # (12) and 12-
_MONTH = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|o[kc]t|nov|de[ck])[a-zåäö]*\.?"
_DATE = (
    r"(?i)^\d{4}-\d{2}-\d{2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$"
    rf"|^\d{{1,2}}[-/. ]{_MONTH}(?:[- ]\d{{2,4}})?$|^{_MONTH}[- ]\d{{2,4}}$"
)
_LONG_FRACTION = r"[.,]\d{6,}$"
NOISE = 1e-6
"""What adding up in a spreadsheet leaves behind a whole number: 12.000000001."""
READ_ANYWAY = frozenset({"footnote_mark", "dash_as_zero", "suppressed_value", "damaged_text"})
"""Rules that are told of a cell that was read."""
MANY_ROWS, LONG = 1_000, 16
"""From so many rows on Polars is quicker than one text after the other; a number of so many digits may be too great."""
LARGEST_COUNT = 9_007_199_254_740_992
"""Above 2^53 a number cell of a workbook is not exact."""


class Numbers(NamedTuple):
    """A column read as numbers.

    `values` are null where there is none; of a withheld count they are the least that it can be. `high` is the most:
    the value itself where it is known, null where nothing is said of it. `rule` is the broken rule of each cell.
    """

    values: pl.Series
    high: pl.Series
    rule: pl.Series


def parse_numbers(texts: pl.Series, kind: str, *, decimal: str | None, suppressible: bool = False) -> Numbers:
    """The column as numbers, and the broken rule of each cell (null where nothing is wrong).

    Args:
        texts: cells as they stood.
        kind: `count` (Int64, whole, >= 0), `amount` (Float64, >= 0) or `number` (Float64).
        decimal: the decimal sign where it is known: a point in number cells of a workbook, or what the region has told.
        suppressible: the column counts something, so `<5` is an interval and not a slip.
    """
    plain = _parse_plain(texts, kind)
    if plain is not None:
        return plain
    frame = _read(_with_forms(texts, kind), decimal)
    if kind != "number":
        frame = _with_dashes(frame)
    frame = (
        _with_bounds(frame, kind) if suppressible else frame.with_columns(high="value", suppressed=pl.lit(value=False))
    )
    if kind != "number":
        noisy = pl.col("text").str.contains(_LONG_FRACTION) & (
            (pl.col("value") - pl.col("value").round()).abs() < NOISE
        )
        both = pl.col("value", "high")
        frame = frame.with_columns(pl.when(noisy).then(both.round()).otherwise(both))
    frame = frame.with_columns(rule=_broken_rule(kind))
    dtype = pl.Int64 if kind == "count" else pl.Float64
    is_read = pl.col("rule").is_null() | pl.col("rule").is_in(sorted(READ_ANYWAY))
    read = frame.select(pl.when(is_read).then(pl.col("value", "high")).cast(dtype))
    return Numbers(*(series.alias(texts.name) for series in (read["value"], read["high"], frame["rule"])))


def _parse_plain(texts: pl.Series, kind: str) -> Numbers | None:
    """The usual case in one pass: a column of nothing but digits and empty cells."""
    if len(texts) < MANY_ROWS:
        cells = texts.to_list()
        if not all(text is None or (text.isascii() and text.isdigit() and len(text) < LONG) for text in cells):
            return None
        few = [text and int(text) for text in cells]
        values = pl.Series(texts.name, few, dtype=pl.Int64 if kind == "count" else pl.Float64)
        return Numbers(values, values, pl.Series(texts.name, [None], dtype=pl.String).new_from_index(0, len(texts)))
    whole = texts.cast(pl.String).str.to_integer(strict=False, dtype=pl.Int64)
    if whole.null_count() != texts.null_count() or bool(texts.str.contains(r"\D").any()):
        return None
    if whole.len() > whole.null_count() and int(whole.max()) > LARGEST_COUNT:  # type: ignore[arg-type]
        return None
    values = whole if kind == "count" else whole.cast(pl.Float64)
    return Numbers(values, values, pl.Series(texts.name, [None], dtype=pl.String).new_from_index(0, len(texts)))


def _with_forms(texts: pl.Series, kind: str) -> pl.DataFrame:
    """The texts, evened out and without footnote marks, and which form of number each has."""
    kept = frozenset() if kind == "number" else DASHES | {NOT_APPLICABLE}
    tidy = even_out_column(texts, keep=kept).str.replace(r"^[\u2212\u2013] ?(\d)", "-$1")
    frame = pl.DataFrame({"text": tidy}).with_columns(footnote=pl.col("text").str.contains(_FOOTNOTE))
    frame = frame.with_columns(
        text=pl.when("footnote").then(pl.col("text").str.replace(_FOOTNOTE, "$1")).otherwise("text")
    )
    return frame.with_columns(
        comma=pl.col("text").str.contains(_COMMA_DECIMAL),
        point=pl.col("text").str.contains(_POINT_DECIMAL),
        either_point=pl.col("text").str.contains(_EITHER_POINT),
        either_comma=pl.col("text").str.contains(_EITHER_COMMA),
    )


def _read(frame: pl.DataFrame, decimal: str | None) -> pl.DataFrame:
    """Add `value` (null where not a number) and `undecided`, by what the column has shown of its decimal sign."""
    text, nothing = pl.col("text"), pl.lit(None, dtype=pl.String)
    comma_seen, point_seen = bool(frame["comma"].any()), bool(frame["point"].any())
    by_comma = text.str.replace_all(r"[ .]", "").str.replace(",", ".", literal=True)
    by_point = text.str.replace_all(r"[ ,]", "")
    either_point = either_comma = nothing
    if decimal == "." or (decimal is None and point_seen and not comma_seen):
        either_point = by_point
    elif decimal == "," or (comma_seen and not point_seen):
        either_point = by_comma
    if decimal == "," or (comma_seen and (decimal == "." or not point_seen)):
        either_comma = by_comma
    elif point_seen and not comma_seen and decimal is None:
        either_comma = by_point
    certain = text.str.contains(_PLAIN) | text.str.contains(_SCIENTIFIC)
    number = (
        pl.when(certain | text.str.contains(_BLANK_THOUSANDS))
        .then(text.str.replace_all(" ", "", literal=True))
        .when(pl.col("comma"))
        .then(by_comma)
        .when(pl.col("point"))
        .then(by_point)
        .when(pl.col("either_point"))
        .then(either_point)
        .when(pl.col("either_comma"))
        .then(either_comma)
    )
    value = number.str.strip_prefix("+").cast(pl.Float64, strict=False)
    either = pl.col("either_point") | pl.col("either_comma")
    return frame.with_columns(value=value).with_columns(undecided=either & pl.col("value").is_null())


def _with_dashes(frame: pl.DataFrame) -> pl.DataFrame:
    """A dash is zero, unless the column has zeros that are written as such."""
    is_dash = pl.col("text").is_in(sorted(DASHES))
    if bool((frame["value"] == 0).any()):
        return frame
    return frame.with_columns(value=pl.when(is_dash).then(0.0).otherwise("value"))


def _with_bounds(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The least and the most that a withheld count can be; whole numbers unless the column may have and has others."""
    whole = kind == "count" or not bool((frame["value"] != frame["value"].floor()).any())
    low, high = suppressed_bounds(pl.col("text"), whole=whole)
    return frame.with_columns(low=low).with_columns(
        value=pl.coalesce("low", "value"),
        high=pl.when(pl.col("low").is_null()).then("value").otherwise(high),
        suppressed=pl.col("low").is_not_null(),
    )


def _broken_rule(kind: str) -> pl.Expr:
    text, value = pl.col("text"), pl.col("value")
    is_dash = text.is_in(sorted(DASHES))
    unread = (
        pl.when(pl.col("undecided"))
        .then(pl.lit("ambiguous_number"))
        .when(formula_fault_of(text).is_not_null())
        .then(formula_fault_of(text))
        .when(text.str.contains(r"\d\s?[%‰]$"))
        .then(pl.lit("percent_value"))
        .when(is_dash)
        .then(pl.lit("ambiguous_dash"))
        .when(text == NOT_APPLICABLE)
        .then(pl.lit("not_applicable"))
    )
    if kind != "number":
        unread = unread.when(text.str.contains(_NEGATIVE)).then(pl.lit("negative_number"))
        unread = unread.when(text.str.contains(_DATE)).then(pl.lit("date_value"))
    rule = pl.when(text.is_null()).then(None).when(value.is_null()).then(unread.otherwise(pl.lit("not_a_number")))
    rule = rule.when(value.is_infinite() | (value.abs() > LARGEST_COUNT)).then(pl.lit("not_a_number"))
    if kind != "number":
        rule = rule.when(value < 0).then(pl.lit("negative_number"))
    if kind == "count":
        rule = rule.when(value != value.floor()).then(pl.lit("not_whole"))
    rule = rule.when(pl.col("suppressed")).then(pl.lit("suppressed_value"))
    rule = rule.when(is_dash).then(pl.lit("dash_as_zero")).when(pl.col("footnote")).then(pl.lit("footnote_mark"))
    return rule.otherwise(None).cast(pl.String)
