"""Text cells to typed values: one column at a time, with the reason for every cell that could not be read.

Here: numbers, dates, weeks, months, codes, yes/no, marks for what is missing or suppressed, and the Swedish sentences
that say what was expected. A column is judged as a whole, so that `1.234` is never read on a guess.
Not here: which columns there are and which of them are required (contracts), and where the cells came from (reading).
"""

from sources.values.codes import split_words
from sources.values.columns import ColumnType, Parsed, parse_column
from sources.values.folding import fold, fold_series, nearest
from sources.values.marks import even_out, is_missing
from sources.values.numbers import READ_ANYWAY
from sources.values.repeated import AS_TEXTS, CATEGORIES, once_each, places_among
from sources.values.rules import VALUE_RULES, VALUE_TITLES, ValueRuleText
from sources.values.suppressed import is_suppressed, suppressed_as

__all__ = [
    "AS_TEXTS",
    "CATEGORIES",
    "READ_ANYWAY",
    "VALUE_RULES",
    "VALUE_TITLES",
    "ColumnType",
    "Parsed",
    "ValueRuleText",
    "even_out",
    "fold",
    "fold_series",
    "is_missing",
    "is_suppressed",
    "nearest",
    "once_each",
    "parse_column",
    "places_among",
    "split_words",
    "suppressed_as",
]
