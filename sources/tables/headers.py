"""Which column a header means, and which kind of delivery a row of headers belongs to.

A header matches if, after folding, it equals a title, an English name or an alias, or if the region's own map says so.
Never by likeness alone: a near miss is suggested, not used. Not here: where the header row lies (`header_rows.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sources.contracts import CONTRACTS, Column, Contract
from sources.descriptions import IGNORED, Description
from sources.values import fold, nearest

LEAST_MATCHES = 2
"""Fewer matched columns than this and a sheet is no delivery at all: one word alone is no header row."""


HEADERS_COMPARED = 60
NEAR_MISS = 0.88
"""So like is a header that was meant as the column but is not spelled as one."""


@dataclass(frozen=True)
class HeaderMatch:
    """How one row of headers meets one contract.

    `letters` gives the sheet's column of each of ours, `given` the columns that come from elsewhere, `twice` the
    columns that two headers claim, `ignored` the headers that mean nothing here, `missing` the needed columns that
    nothing gives.
    """

    contract: Contract
    letters: Mapping[str, str]
    twice: Mapping[str, tuple[str, ...]]
    ignored: tuple[tuple[str, str], ...]
    missing: tuple[Column, ...]
    given: frozenset[str] = frozenset()

    @property
    def matched_count(self) -> int:
        """Columns found, the sender's own region apart: it says nothing about the kind."""
        return len((set(self.letters) | self.given) - {"sender_region_code"})

    @property
    def rank(self) -> tuple[bool, int]:
        """The better match is the one with nothing missing, then the one with most columns."""
        return (not self.missing, self.matched_count)

    @property
    def looks_like_it(self) -> bool:
        """Whether a sheet that fails the contract was meant as this kind: at least half of what is needed is there."""
        found = sum(column not in self.missing for column in self.contract.needed)
        return self.matched_count >= LEAST_MATCHES and 2 * found >= len(self.contract.needed)


@cache
def known_headers(kind: str) -> Mapping[str, str]:
    """Folded header to column name, from the contract alone."""
    return {fold(header): column.name for column in CONTRACTS[kind].columns for header in column.headers()}


def ignores_nothing(_header: str) -> bool:
    """For sheets whose layout names no headers to ignore."""
    return False


def match_headers(
    contract: Contract,
    headers: Mapping[str, str],
    description: Description,
    given: frozenset[str] = frozenset(),
    *,
    ignores: Callable[[str], bool] = ignores_nothing,
) -> HeaderMatch:
    """Meets a row of headers (letter to text) with a contract.

    `given` columns need no header; a header that the layout `ignores` means nothing, whatever else is said of it.
    """
    found: dict[str, list[str]] = {}
    ignored: list[tuple[str, str]] = []
    for letter, header in headers.items():
        if ignores(header):
            continue
        own = description.column_for(contract.kind, header)
        name = own if own is not None else known_headers(contract.kind).get(fold(header))
        if name is None or name not in contract.by_name or name in given:
            if name != IGNORED:
                ignored.append((letter, header))
            continue
        found.setdefault(name, []).append(letter)
    return HeaderMatch(
        contract=contract,
        letters={name: letters[0] for name, letters in found.items()},
        twice={name: tuple(letters) for name, letters in found.items() if len(letters) > 1},
        ignored=tuple(ignored),
        missing=tuple(c for c in contract.needed if c.name not in found and c.name not in given),
        given=given,
    )


def closest_header(column: Column, match: HeaderMatch) -> tuple[str, str] | None:
    """The unused header (letter, text) most like one that the column accepts, if any is like it."""
    by_fold = {fold(header): (letter, header) for letter, header in match.ignored[:HEADERS_COMPARED]}
    for accepted in column.headers():
        likeness = nearest(fold(accepted), list(by_fold))
        if likeness is not None:
            return by_fold[likeness]
    return None


def near_misses(match: HeaderMatch) -> list[tuple[str, str, Column]]:
    """Unused headers (letter, text) that are all but a column nobody gave: suggested to the sender, never used."""
    found = []
    for column in match.contract.columns:
        if column.name in match.letters or column.name in match.given:
            continue
        for letter, header in match.ignored[:HEADERS_COMPARED]:
            if any(nearest(header, [accepted], least=NEAR_MISS) for accepted in column.headers()):
                found.append((letter, header, column))
    return found
