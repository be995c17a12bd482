"""What an unknown sheet may be: its nearest kind and header, and what each header of it may mean.

A header is sure where it is spelled as we spell it or as the region's own map says; the rest is suggested by likeness,
at most one header for a column, and only where its cells can be read as that column.
Not here: words and constants (`contents.py`), finding a known sheet's table (`sources/tables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from sources.contracts import CONTRACTS, Column, Contract
from sources.descriptions import Layout
from sources.mapping import Reader
from sources.proposing.contents import find_constants, find_words
from sources.proposing.header_guesses import HeaderGuess, guess_headers
from sources.proposing.likeness import Likeness, assign, can_hold, like_columns
from sources.proposing.model import HeaderProposal, SheetProposal, WideProposal
from sources.proposing.wide_forms import find_wide_form
from sources.reading import TextSheet
from sources.tables.header_rows import HeaderRow
from sources.tables.headers import HeaderMatch, match_headers
from sources.tables.leaving_out import leave_out
from sources.tables.readings import PLAIN, Reading
from sources.tables.wide_tables import unfold
from sources.values import fold
from sources.vocabulary import words_for

SENDER = "sender_region_code"
"""Never suggested: the sender is known by the folder."""
GUESSES_COMPARED = 3
UNKNOWN_COMPARED = 120
LEAST_COLUMNS = 2
"""A kind needs two columns that some header points at; one word alone says nothing."""
OPTIONAL_SHARE, SUGGESTED_SHARE, EXPLAINED_POINTS, SHAPE_POINTS = 0.4, 0.5, 2.0, 3.0
"""What speaks for a kind: needed columns before others, sure before suggested, and how many headers it explains."""
NO_TABLE = "ingen rad ser ut som rubriker"
NO_KIND = "inget leveransslag har rubriker som liknar bladets"


@dataclass(frozen=True)
class _Candidate:
    """One header guess read as one kind."""

    guess: HeaderGuess
    reading: Reading
    likely: dict[str, Likeness]
    wide: WideProposal | None

    @property
    def match(self) -> HeaderMatch:
        return self.reading.match

    @property
    def contract(self) -> Contract:
        return self.match.contract

    @property
    def given(self) -> set[str]:
        """The columns that something gives, surely or as a suggestion."""
        made = {*self.wide.take, self.wide.placeholder} if self.wide else set()
        return {*self.match.letters, *self.match.given, *made, *(one.name for one in self.likely.values())}

    @property
    def evident(self) -> set[str]:
        """The columns that some header points at. Two days in a row of data make no header of it."""
        return self.given - (set(self.wide.take) if self.wide and self.wide.is_guess else set())

    @property
    def points(self) -> float:
        """How much speaks for it."""
        likenesses = dict.fromkeys(self.given, 1.0) | {one.name: one.likeness for one in self.likely.values()}
        sure = {*self.match.letters, *self.match.given} - {SENDER}
        points = self.guess.shape * SHAPE_POINTS
        for name, like in likenesses.items():
            weight = 1.0 if self.contract.by_name[name].needed else OPTIONAL_SHARE
            points += weight * (1.0 if name in sure else SUGGESTED_SHARE * like)
        explained = len(self.match.letters) + len(self.likely) + (len(self.wide.letters) if self.wide else 0)
        return points + EXPLAINED_POINTS * explained / len(self.guess.headers)


def propose_sheet(sheet: TextSheet, reader: Reader, *, file_name: str) -> SheetProposal:
    """The nearest reading of a sheet."""
    layout = reader.description.layout_for(file_name=file_name, sheet=sheet.own_name)
    guesses = [guess for guess in guess_headers(sheet, layout) if guess.shape > 0]
    if not guesses:
        return SheetProposal(sheet.name, file_name, sheet.hidden, None, kind_is_sure=False, why=NO_TABLE)
    every = [one for guess in _likeliest(guesses, layout, reader) for one in _candidates(guess, layout, sheet, reader)]
    best = max(every, key=lambda one: (not one.match.missing, one.points))
    return _proposal(best, layout, sheet, reader, file_name)


def _likeliest(guesses: list[HeaderGuess], layout: Layout, reader: Reader) -> list[HeaderGuess]:
    """The guesses with most headers that are known exactly, then those of the best shape."""

    def known(guess: HeaderGuess) -> float:
        matches = (match_headers(c, guess.headers, reader.description).matched_count for c in _contracts(layout))
        return max(matches, default=0) + guess.shape * SHAPE_POINTS

    return sorted(guesses, key=known, reverse=True)[:GUESSES_COMPARED]


def _contracts(layout: Layout) -> list[Contract]:
    return [CONTRACTS[layout.kind]] if layout.kind else list(CONTRACTS.values())


def _candidates(guess: HeaderGuess, layout: Layout, sheet: TextSheet, reader: Reader) -> Iterator[_Candidate]:
    body = sheet.cells.filter(pl.col("source_row") > guess.rows[-1])
    for contract in _contracts(layout):
        plain = match_headers(contract, guess.headers, reader.description, ignores=layout.ignores)
        makers = unfold(layout, guess.headers, contract, free=[letter for letter, _ in plain.ignored])
        given = {*layout.constants, *(name for maker in makers for name in maker.columns)}
        match = match_headers(contract, guess.headers, reader.description, frozenset(given), ignores=layout.ignores)
        taken = {letter for maker in makers for letters in maker.letters.values() for letter in letters}
        unknown = dict(islice(((at, one) for at, one in match.ignored if at not in taken), UNKNOWN_COMPARED))
        taken_columns = {*match.letters, *given, SENDER}
        free = {one.name: one for one in contract.columns if one.name not in taken_columns}
        wide = _wide(unknown, free, reader)
        rest = {at: header for at, header in unknown.items() if wide is None or at not in wide.letters}
        likely = _likely(rest, free, wide, body)
        reading = Reading(HeaderRow(guess.rows, guess.headers), match, tuple(makers) or (PLAIN,))
        yield _Candidate(guess, reading, likely, wide)


def _wide(unknown: dict[str, str], free: dict[str, Column], reader: Reader) -> WideProposal | None:
    def knows(column: Column, text: str) -> bool:
        return fold(text) in words_for(column, reader.reference, reader.description)

    return find_wide_form(unknown, free, knows)


def _likely(
    unknown: dict[str, str], free: dict[str, Column], wide: WideProposal | None, body: pl.DataFrame
) -> dict[str, Likeness]:
    """Letter to the column that its header is like, where the cells can be that."""
    made = {*wide.take, wide.placeholder} if wide else set()
    open_columns = [column for name, column in free.items() if name not in made]
    wanted = {
        at: [one for one in like_columns(header, open_columns) if can_hold(free[one.name], body[at])]
        for at, header in unknown.items()
    }
    return assign(wanted)


def _proposal(best: _Candidate, layout: Layout, sheet: TextSheet, reader: Reader, file_name: str) -> SheetProposal:
    if len(best.evident) < LEAST_COLUMNS:
        return SheetProposal(sheet.name, file_name, sheet.hidden, None, kind_is_sure=False, why=NO_KIND)
    constants = find_constants(best.contract, best.given, sheet, best.guess.rows, file_name=file_name)
    read = {one.column for one in constants if one.reads_itself}
    given = {*best.given, *(one.column for one in constants)}
    unsure = {one.name for one in best.likely.values()}
    body = sheet.cells.filter(pl.col("source_row") > best.guess.rows[-1])
    rows, _ = leave_out(sheet, body, best.reading, layout, reader.description)
    shown, hidden = find_words(best.match, best.wide, unsure, rows, reader)
    return SheetProposal(
        sheet=sheet.name,
        file_name=file_name,
        hidden=sheet.hidden,
        kind=best.contract.kind,
        kind_is_sure=all(column.name in read for column in best.match.missing),
        why=_why(best, read),
        header_rows=best.guess.rows,
        headers=tuple(_headers(best)),
        words=shown,
        constants=constants,
        wide=best.wide,
        missing=tuple(one.name for one in best.contract.needed if one.name not in given),
        hidden_words=hidden,
        own_name=sheet.own_name,
    )


def _headers(best: _Candidate) -> Iterator[HeaderProposal]:
    sure = {letter: name for name, letter in best.match.letters.items()}
    ignored = {letter for letter, _ in best.match.ignored}
    for letter, header in best.guess.headers.items():
        if letter in best.likely:
            one = best.likely[letter]
            yield HeaderProposal(letter, header, "suggested", one.name, one.spelling, one.likeness)
        elif letter in sure or letter not in ignored:
            yield HeaderProposal(letter, header, "sure", sure.get(letter))
        else:
            yield HeaderProposal(letter, header, "unknown")


def _why(best: _Candidate, read: set[str]) -> str:
    """How many of the needed columns are there, and how."""
    needed = {column.name for column in best.contract.needed}
    sure = needed & {*best.match.letters, *best.match.given, *read}
    if sure == needed:
        return f"alla {len(needed)} nödvändiga kolumner finns"
    like = needed & best.given - sure
    return f"{len(sure)} av {len(needed)} nödvändiga kolumner finns, {len(like)} till liknar någon rubrik"
