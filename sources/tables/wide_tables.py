"""Wide tables: what stands in headers (months, weeks, age bands, kinds of bed) turned into values of a column.

Here: `columns_to_rows` of a layout, with columns of ours in braces, placed in a sheet once its headers are known.
Not here: making the rows (`table.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from sources.contracts import PERIOD_TYPES, Contract
from sources.descriptions import PLACEHOLDER, Layout, RowMaker, as_composed
from sources.periods_in_titles import find_period
from sources.values import fold, parse_column

NOT_OF_THE_FORM = frozenset({"not_a_date", "not_a_week", "not_a_month"})
"""A header that breaks another rule, such as week 54 or a week without its year, was meant: the sender hears of it."""
BARE_TYPES = frozenset({"week", "month"})
"""Periods that are often written without their year."""


@dataclass(frozen=True)
class PlacedMaker:
    """A maker in a sheet: `set` gives constants, `letters` the sheet's columns of each column that it takes.

    One letter for each, unless several headers claim to be it; none where the sheet lacks the header that is named.
    """

    set: Mapping[str, str]
    letters: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the maker is to give."""
        return frozenset({*self.set, *self.letters})


def unfold(
    layout: Layout,
    headers: Mapping[str, str],
    contract: Contract,
    *,
    free: Collection[str] | None = None,
    year: int | None = None,
) -> list[PlacedMaker]:
    """The layout's makers where their headers stand; one with braces once for each text that stands in their place.

    One whose form no header has gives none. Where several columns are taken, a text must have a header for at least one
    of them.

    Args:
        layout: of the sheet.
        headers: letter to header, of the whole sheet.
        contract: the kind that the sheet is read as.
        free: the letters whose headers mean nothing by themselves: the only ones that a form may take. All if None.
        year: of bare months and weeks, from `year_of`.
    """
    open_headers = {letter: header for letter, header in headers.items() if free is None or letter in free}
    found: list[PlacedMaker] = []
    for maker in layout.columns_to_rows:
        named = {column: _named(form, headers) for column, form in maker.take.items() if not PLACEHOLDER.search(form)}
        if maker.placeholders:
            found += _unfold_one(maker, open_headers, named, contract, year)
        else:
            found.append(PlacedMaker(maker.set, named))
    return found


def year_of(layout: Layout, *, titles: Iterable[str], sheet: str, file_name: str) -> int | None:
    """The year of bare months and weeks: the layout's own, or the only one that the file tells."""
    if layout.year != "found":
        return layout.year
    found = find_period("year", titles=titles, sheet=sheet, file_name=file_name, labels=())
    return int(found.only) if found.only is not None else None


def _named(header: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """The letters of every column with that header."""
    return tuple(letter for letter, text in headers.items() if fold(text) == fold(header))


def _unfold_one(
    maker: RowMaker,
    headers: Mapping[str, str],
    named: Mapping[str, tuple[str, ...]],
    contract: Contract,
    year: int | None,
) -> Iterator[PlacedMaker]:
    """In the order in which the texts first stand among the headers."""
    passed_over = {fold(text) for text in maker.without}
    taken: dict[tuple[str, ...], tuple[dict[str, str], dict[str, tuple[str, ...]]]] = {}
    for letter, header in headers.items():
        for column, form in maker.take.items():
            texts = _texts_in(header, form, contract, year)
            if texts is None or passed_over & {fold(text) for text in texts.values()}:
                continue
            key = tuple(fold(text) for _, text in sorted(texts.items()))
            _, found = taken.setdefault(key, ({**maker.set, **texts}, {}))
            found[column] = (*found.get(column, ()), letter)
    return (PlacedMaker(values, {**named, **found}) for values, found in taken.values())


def _texts_in(header: str, form: str, contract: Contract, year: int | None) -> Mapping[str, str] | None:
    """What stands in place of the braces, by column; None where the header is not of that form."""
    names = PLACEHOLDER.findall(form)
    matched = re.fullmatch(_expression(form), _spaced(header), re.IGNORECASE) if names else None
    if matched is None:
        return None
    texts = {name: _with_year(text, name, contract, year) for name, text in zip(names, matched.groups(), strict=True)}
    return {name: text for name, text in texts.items() if text is not None} if None not in texts.values() else None


def _spaced(text: str) -> str:
    """A header or a form of headers, composed and with single blanks."""
    return " ".join(as_composed(text).split())


def _expression(form: str) -> str:
    """A form such as `Plan {month}` as a regular expression over a header with single blanks."""
    parts = PLACEHOLDER.split(_spaced(form))
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
