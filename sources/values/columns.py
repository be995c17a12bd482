"""A whole column of text to typed values, with a rule for each cell that could not be read.

Here: the choice of parser by column type, and the work that all parsers share (once for each distinct text).
Not here: the forms themselves (numbers, dates, periods, codes).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, get_args

import polars as pl

from sources.values import codes as code_forms
from sources.values import dates, numbers, periods
from sources.values.damaged import DAMAGED, is_damaged
from sources.values.marks import MISSING, even_out, even_out_column, formula_fault, formula_fault_of, is_missing
from sources.values.repeated import find_repeated

_MANGLED = r"^\d[.,]\d+E\+\d+$"
_UNEVEN_IDENTIFIER = "(?i)[^\\x00-\\x7f]|^se[0-9]"
DAMAGED_TEXT = "damaged_text"
_PLAIN_TEXT = re.compile(r"(?!#|\d[.,]\d+E)[ ->@-~åäöÅÄÖéÉ]*")
"""A text in which nothing is damaged, whatever else it says."""
_SUSPECT = f"^#|{_MANGLED}|{DAMAGED}"
"""A text that may be no text: a formula's error, a long code that Excel has turned into 2,321E+09, letters lost."""

ColumnType = Literal[
    "text",
    "identifier",
    "code",
    "code_list",
    "count",
    "amount",
    "number",
    "date",
    "week",
    "month",
    "diagnosis_code",
    "procedure_code",
    "flag",
]
"""`count` is a whole number >= 0, `amount` any number >= 0, `number` any number; `flag` is yes or no; `code_list` is
several codes with commas or semicolons between them; `identifier` is a text that means the same however its hyphens and
an HSA-id's letters are written."""

Options = ParamSpec("Options")
Reading = tuple[object, str | None]
"""What one text came to: a value (null where missing or unreadable) and the rule that it broke, if any."""

DTYPES: dict[str, pl.DataType] = {"date": pl.Date(), "flag": pl.Boolean()}


@dataclass(frozen=True)
class Parsed:
    """A typed column. All series are as long as the texts were and in their order.

    `values`: null where the cell was missing or could not be read. `rule`: the broken rule (a key of `RULES`), null
    where nothing was wrong. A cell that did not fail may have one too, which tells how it was read. `high`, of numbers
    alone: the most that a withheld count can be, the value elsewhere.
    """

    values: pl.Series
    rule: pl.Series
    high: pl.Series | None = None

    @property
    def failed(self) -> pl.Series:
        """True where a cell could not be read."""
        return self.rule.is_not_null() & ~self.rule.is_in(sorted(numbers.READ_ANYWAY))


def _each_different(parse: Callable[Concatenate[pl.Series, Options], Parsed]) -> Callable[..., Parsed]:
    """A parser of columns that asks once for each different text where the texts are categories."""

    @wraps(parse)
    def parse_any(texts: pl.Series, *args: Options.args, **options: Options.kwargs) -> Parsed:
        repeated = find_repeated(texts)
        if repeated is None:
            return parse(texts, *args, **options)
        parsed = parse(repeated.texts, *args, **options)
        high = None if parsed.high is None else repeated.lay_out(parsed.high)
        return Parsed(repeated.lay_out(parsed.values), repeated.lay_out(parsed.rule).cast(pl.String), high)

    return parse_any


@_each_different
def parse_column(
    texts: pl.Series,
    column_type: str,
    *,
    decimal: str | None = None,
    codes: Mapping[str, str] | None = None,
    default_year: int | None = None,
    day_zero: date | None = None,
    received: date | None = None,
    suppressible: bool = False,
    unknown: str | None = None,
) -> Parsed:
    """Read a whole column of text as `column_type` (see `ColumnType`).

    Types of the values: text, code, code_list (ids joined by ","), week (`2026-W47`), month (`2026-11`),
    diagnosis_code and procedure_code are String, or Categorical where the texts are; count Int64; amount and number
    Float64; date Date; flag Boolean.

    Args:
        texts: cells as they stood; null is an empty cell.
        column_type: one of `ColumnType`.
        decimal: the column's decimal sign where it is known: a point if the cells were numbers in a workbook.
        codes: for code and code_list, from word to id; the words are folded here.
        default_year: the year of a bare week number, where title rows or the like give one.
        day_zero: whole numbers from 30000 to 60000 in a date column are a workbook's day numbers from this day.
        received: the day when the sender sent the cells; it settles which part of `260210` is the year.
        suppressible: a column of numbers counts something, so a cell may be a withheld count: `<5`.
        unknown: for code, the rule for a cell that says the value is not known, where an empty one has a meaning.

    Raises:
        ValueError: no such type, or a code column without codes.
    """
    if column_type not in get_args(ColumnType):
        raise ValueError(f"There is no column type {column_type!r}.")
    if column_type in numbers.KINDS:
        values, high, rule = numbers.parse_numbers(texts, column_type, decimal=decimal, suppressible=suppressible)
        return Parsed(values, rule, high)
    if column_type in ("text", "identifier"):
        return _parse_texts(texts, is_identifier=column_type == "identifier")
    if column_type == "date" and len(texts) >= numbers.MANY_ROWS:
        plain = dates.parse_iso_column(texts)
        if plain is not None:
            return _without_faults(plain)
        texts = dates.drop_times(texts)
    if column_type in ("code", "code_list"):
        if codes is None:
            raise ValueError(f"A column of type {column_type} needs its codes.")
        parse = code_forms.code_parser(codes, several=column_type == "code_list", unknown=unknown)
    else:
        parse = _parser(column_type, default_year, day_zero, received)
    return _parse_distinct(texts, parse, DTYPES.get(column_type, pl.String()))


def _parse_texts(texts: pl.Series, *, is_identifier: bool) -> Parsed:
    """Texts as they are; a formula that gives no value is no text, nor is a code that was rounded to a number. A text
    with damaged letters is still a text, but names nothing for certain.
    """
    if len(texts) < numbers.MANY_ROWS and (plain := _plain_texts(texts, is_identifier=is_identifier)) is not None:
        return _without_faults(plain)
    tidy = even_out_column(texts)
    if is_identifier and bool(tidy.str.contains(_UNEVEN_IDENTIFIER).any()):
        tidy = code_forms.even_identifiers(tidy)
    if not bool(tidy.str.contains(_SUSPECT).any()):
        return _without_faults(tidy)
    text = pl.col("text")
    mangled = pl.when(text.str.contains(_MANGLED)).then(pl.lit("number_mangled"))
    damaged = pl.when(is_damaged(text)).then(pl.lit("damaged_identifier" if is_identifier else DAMAGED_TEXT))
    frame = pl.DataFrame({"text": tidy}).with_columns(rule=pl.coalesce(formula_fault_of(text), mangled, damaged))
    is_kept = pl.col("rule").is_null() | (pl.col("rule") == DAMAGED_TEXT)
    values = frame.select(pl.when(is_kept).then("text")).to_series().alias(texts.name)
    return Parsed(values, frame["rule"].alias(texts.name))


def _plain_texts(texts: pl.Series, *, is_identifier: bool) -> pl.Series | None:
    """A few texts in which there is nothing to doubt, in less time than a single question to Polars takes."""
    tidy = [text and even_out(text) for text in texts.to_list()]
    if not all(text is None or _PLAIN_TEXT.fullmatch(text) for text in tidy):
        return None
    known = [None if is_missing(text) else text for text in tidy]
    if is_identifier:
        known = [text and code_forms.even_identifier(text) for text in known]
    return pl.Series(texts.name, known, dtype=pl.String)


def _without_faults(values: pl.Series) -> Parsed:
    return Parsed(values, pl.Series(values.name, [None], dtype=pl.String).new_from_index(0, len(values)))


def _parser(
    column_type: str, default_year: int | None, day_zero: date | None, received: date | None
) -> Callable[[list[str]], list[Reading]]:
    """The function that reads the distinct texts of a column together."""
    if column_type == "date":
        return _unless_marked(lambda texts: _parse_days(texts, day_zero, received))
    if column_type == "week":
        return _unless_marked(lambda texts: periods.parse_weeks(texts, default_year, received))
    one_by_one: dict[str, Callable[[str], Reading]] = {
        "month": periods.parse_month,
        "diagnosis_code": code_forms.parse_diagnosis_code,
        "procedure_code": code_forms.parse_procedure_code,
        "flag": code_forms.parse_flag,
    }
    read_one = one_by_one[column_type]
    return _unless_marked(lambda texts: [read_one(text) for text in texts])


def _parse_days(texts: list[str], day_zero: date | None, received: date | None) -> list[Reading]:
    """Dates; what is another period, and not a slip, is told as such."""
    read = dates.parse_dates(texts, day_zero=day_zero, received=received)
    return [
        (None, "period_not_day") if rule == "not_a_date" and periods.is_period(text) else (value, rule)
        for text, (value, rule) in zip(texts, read, strict=True)
    ]


def _unless_marked(parse: Callable[[list[str]], list[Reading]]) -> Callable[[list[str]], list[Reading]]:
    """`parse` for the texts that are values; marks for missing and broken formulas are settled here."""

    def parse_unmarked(texts: list[str]) -> list[Reading]:
        tidy = [even_out(text) for text in texts]
        settled: dict[str, Reading] = {}
        for text in set(tidy):
            if text.lower() in MISSING:
                settled[text] = (None, None)
            elif fault := formula_fault(text):
                settled[text] = (None, fault)
        unmarked = [text for text in dict.fromkeys(tidy) if text not in settled]
        settled.update(zip(unmarked, parse(unmarked), strict=True))
        return [settled[text] for text in tidy]

    return parse_unmarked


def _parse_distinct(texts: pl.Series, parse: Callable[[list[str]], list[Reading]], dtype: pl.DataType) -> Parsed:
    """Parse each distinct text once and lay the results out in the order of the column."""
    if len(texts) < numbers.MANY_ROWS:
        return _parse_few(texts, parse, dtype)
    distinct = texts.drop_nulls().unique().to_list()
    readings = parse(distinct)
    values = _lay_out(texts, distinct, [value for value, _ in readings], dtype)
    return Parsed(values, _lay_out(texts, distinct, [broken for _, broken in readings], pl.String()))


def _parse_few(texts: pl.Series, parse: Callable[[list[str]], list[Reading]], dtype: pl.DataType) -> Parsed:
    """The same in less time than a single question to Polars takes."""
    cells = texts.to_list()
    distinct = [text for text in dict.fromkeys(cells) if text is not None]
    readings = dict(zip(distinct, parse(distinct), strict=True))
    values = pl.Series(texts.name, [None if text is None else readings[text][0] for text in cells], dtype=dtype)
    if not any(broken for _, broken in readings.values()):
        return _without_faults(values)
    return Parsed(
        values, pl.Series(texts.name, [None if text is None else readings[text][1] for text in cells], dtype=pl.String)
    )


def _lay_out(texts: pl.Series, distinct: list[str], found: list[object], dtype: pl.DataType) -> pl.Series:
    if all(item is None for item in found):
        return pl.Series(texts.name, [None], dtype=dtype).new_from_index(0, len(texts))
    new = pl.Series(found, dtype=dtype)
    return texts.replace_strict(pl.Series(distinct, dtype=pl.String), new, default=None, return_dtype=dtype)
