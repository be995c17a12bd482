"""A header read as one kind of delivery: which columns of the sheet give which of ours, in plain and in wide tables.

Here: meeting a header with the kinds that it may be, and what follows for a single letter. Not here: which row is the
header (`table.py`), what one header means (`headers.py`, `wide_tables.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from sources.contracts import CONTRACTS, Contract
from sources.descriptions import Description, Layout
from sources.reading.content import text_of
from sources.tables.header_rows import HeaderRow
from sources.tables.headers import HeaderMatch, match_headers
from sources.tables.wide_tables import PlacedMaker, unfold

NUMBERS = frozenset({"count", "number"})
PLAIN = PlacedMaker({}, {})
"""Makes one row of each, of the columns that the header gives."""


@dataclass(frozen=True)
class Reading:
    """A header read as one kind of delivery; several `makers` where columns are to become rows."""

    header: HeaderRow
    match: HeaderMatch
    makers: tuple[PlacedMaker, ...]

    @property
    def contract(self) -> Contract:
        """The kind."""
        return self.match.contract

    @cached_property
    def letters(self) -> tuple[Mapping[str, str], ...]:
        """For each maker the sheet's column of each of ours."""
        return tuple(
            {**self.match.letters, **{name: at[0] for name, at in maker.letters.items() if at}} for maker in self.makers
        )

    @cached_property
    def claims(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The columns of ours that several headers claim, with the letters of these; a column once for each maker."""
        made = [(name, at) for maker in self.makers for name, at in maker.letters.items() if len(at) > 1]
        return tuple(dict.fromkeys([*self.match.twice.items(), *made]))

    @cached_property
    def uses(self) -> Mapping[str, tuple[tuple[int | None, str], ...]]:
        """What each letter gives: (maker, column of ours), with None for the maker where it is all of them."""
        found: dict[str, list[tuple[int | None, str]]] = {}
        for name, letter in self.match.letters.items():
            found.setdefault(letter, []).append((None, name))
        for number, maker in enumerate(self.makers):
            for name, letters in maker.letters.items():
                for letter in letters:
                    found.setdefault(letter, []).append((number, name))
        return {letter: tuple(given) for letter, given in found.items()}

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The letters that give a number of ours."""
        return self.of_types(NUMBERS)

    def of_types(self, types: Collection[str]) -> tuple[str, ...]:
        """The letters that give a column of ours of one of these types."""
        by_name = self.contract.by_name
        return tuple(at for at, uses in self.uses.items() if any(by_name[name].type in types for _, name in uses))

    @property
    def is_whole(self) -> pl.Expr:
        """Whether nothing that is needed is empty in a row of the sheet, or in one of those that are made of it."""
        needed = [column.name for column in self.contract.needed]
        ways = [[is_filled(own[name]) for name in needed if name in own] for own in self.letters]
        return pl.any_horizontal(pl.all_horizontal(pl.lit(value=True), *filled) for filled in ways)


def is_filled(letter: str) -> pl.Expr:
    """Whether a cell holds more than blanks."""
    return text_of(letter).str.strip_chars().fill_null("") != ""


def read_header(header: HeaderRow, layout: Layout, description: Description, year: int | None) -> Iterator[Reading]:
    """The header as each kind that it may be, by the layout's word or all of them."""
    for contract in [CONTRACTS[layout.kind]] if layout.kind else CONTRACTS.values():
        given = frozenset(layout.constants)
        match = match_headers(contract, header.headers, description, given, ignores=layout.ignores)
        makers = unfold(layout, header.headers, contract, free=[letter for letter, _ in match.ignored], year=year)
        given |= {name for maker in makers for name in maker.columns}
        if given <= set(contract.by_name):
            if makers:
                match = match_headers(contract, header.headers, description, given, ignores=layout.ignores)
            yield Reading(header, match, tuple(makers) or (PLAIN,))
