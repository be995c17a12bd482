"""Wide tables: what stands in headers (months, weeks, age bands, kinds of bed) turned into values of a column.

Here: `columns_to_rows` of a layout, with columns of ours in braces, to plain makers once the headers are known.
Not here: making the rows (`sources/tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from sources.contracts import Contract
from sources.descriptions import PLACEHOLDER, Layout, RowMaker
from sources.periods import find_period
from sources.values import fold, parse_column

PERIOD_TYPES = frozenset({"date", "week", "month"})
NOT_OF_THE_FORM = frozenset({"not_a_date", "not_a_week", "not_a_month"})
"""A header that breaks another rule, such as week 54 or a week without its year, was meant: the sender hears of it."""
BARE_TYPES = frozenset({"week", "month"})
"""Periods that are often written without their year."""


def unfold(layout: Layout, headers: Iterable[str], contract: Contract, *, year: int | None = None) -> list[RowMaker]:
    """The layout's makers without braces: one for each text that stands in their place in some header.

    A maker without braces stays as it is; one whose form no header has gives none. Where several columns are taken, a
    text must have a header for at least one of them; a column without one is not in its maker.

    Args:
        layout: of the sheet.
        headers: all headers of the sheet that mean nothing by themselves.
        contract: the kind that the sheet is read as.
        year: of bare months and weeks, from `year_of`.
    """
    headers = list(headers)
    found: list[RowMaker] = []
    for maker in layout.columns_to_rows:
        found += _unfold_one(maker, headers, contract, year) if maker.placeholders else [maker]
    return found


def year_of(layout: Layout, *, titles: Iterable[str], sheet: str, file_name: str) -> int | None:
    """The year of bare months and weeks: the layout's own, or the only one that the file tells."""
    if layout.year != "found":
        return layout.year
    found = find_period("year", titles=titles, sheet=sheet, file_name=file_name, labels=())
    return int(found.only) if found.only is not None else None


def _unfold_one(maker: RowMaker, headers: list[str], contract: Contract, year: int | None) -> list[RowMaker]:
    """In the order in which the texts first stand among the headers."""
    passed_over = {fold(text) for text in maker.without}
    taken: dict[tuple[str, ...], tuple[dict[str, str], dict[str, str]]] = {}
    for header in headers:
        for column, form in maker.take.items():
            texts = _texts_in(header, form, contract, year)
            if texts is None or passed_over & {fold(text) for text in texts.values()}:
                continue
            values = {**maker.set, **texts}
            _, take = taken.setdefault(tuple(fold(text) for text in texts.values()), (values, {}))
            take.setdefault(column, header)
    plain = {column: form for column, form in maker.take.items() if not PLACEHOLDER.search(form)}
    return [RowMaker(values, {**plain, **take}) for values, take in taken.values()]


def _texts_in(header: str, form: str, contract: Contract, year: int | None) -> Mapping[str, str] | None:
    """What stands in place of the braces, by column; None where the header is not of that form."""
    names = PLACEHOLDER.findall(form)
    matched = re.fullmatch(_expression(form), " ".join(header.split()), re.IGNORECASE) if names else None
    if matched is None:
        return None
    texts = {name: _with_year(text, name, contract, year) for name, text in zip(names, matched.groups(), strict=True)}
    return {name: text for name, text in texts.items() if text is not None} if None not in texts.values() else None


def _expression(form: str) -> str:
    """A form such as `Plan {month}` as a regular expression over a header with single blanks."""
    parts = PLACEHOLDER.split(" ".join(form.split()))
    return "".join(re.escape(part) if number % 2 == 0 else "(.+?)" for number, part in enumerate(parts))


def _with_year(text: str, name: str, contract: Contract, year: int | None) -> str | None:
    """The text as it can be read in the column; a period that is none is not of the form. Other words are judged later,
    with the sender told which of them are unknown.
    """
    column = contract.by_name.get(name)
    if column is None or column.type not in PERIOD_TYPES:
        return text
    spellings = [text, f"{text} {year}"] if year is not None and column.type in BARE_TYPES else [text]
    parsed = parse_column(pl.Series(spellings, dtype=pl.String), column.type)
    rules = dict(zip(spellings, parsed.rule, strict=True))
    readable = [one for one in spellings if rules[one] is None]
    meant = [one for one in spellings if rules[one] not in NOT_OF_THE_FORM]
    return next(iter([*readable, *meant]), None)
