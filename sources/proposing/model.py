"""What is proposed about a new file: per sheet its kind, headers, words and constants; sure, suggested or unknown.

Here: the data. Not here: finding it (the neighbours), writing it as a description (`writing.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Certainty = Literal["sure", "suggested", "unknown"]
"""`sure` is spelled as we spell it, or as the region's own map says; `suggested` is only like it."""


@dataclass(frozen=True)
class HeaderProposal:
    """A header of the sheet and the column that it may mean. `likeness` is from 0 to 1, `like` the spelling meant."""

    letter: str
    header: str
    certainty: Certainty
    column: str | None = None
    like: str = ""
    likeness: float = 0.0


@dataclass(frozen=True)
class WordProposal:
    """A word that we do not know in a column of codes, and the value that it may mean."""

    column: str
    word: str
    code: str | None = None
    like: str = ""
    likeness: float = 0.0


@dataclass(frozen=True)
class ConstantProposal:
    """A value for a whole table, and the Swedish name of the place where it stands."""

    column: str
    text: str
    place: str
    reads_itself: bool = False


@dataclass(frozen=True)
class WideProposal:
    """Headers that hold values of `placeholder`: the form of each column's headers, and the texts.

    `is_guess`: nothing in the headers says what is counted.
    """

    take: Mapping[str, str]
    placeholder: str
    words: tuple[str, ...]
    letters: frozenset[str]
    needs_year: bool = False
    is_guess: bool = False


@dataclass(frozen=True)
class SheetProposal:
    """One sheet of the file, or of a file in an archive.

    `own_name` is what the sheet is called in its own file. `kind` is the nearest one, if any is near; `why` says how
    near (Swedish).
    `missing` are needed columns that nothing gives, `hidden_words` columns of codes whose words are not shown before
    their header is sure.
    """

    sheet: str
    file_name: str
    hidden: bool
    kind: str | None
    kind_is_sure: bool
    why: str
    header_rows: tuple[int, ...] = ()
    headers: tuple[HeaderProposal, ...] = ()
    words: tuple[WordProposal, ...] = ()
    constants: tuple[ConstantProposal, ...] = ()
    wide: WideProposal | None = None
    missing: tuple[str, ...] = ()
    hidden_words: tuple[str, ...] = ()
    own_name: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person has anything to say about the sheet."""
        unsure = any(one.certainty != "sure" for one in self.headers) or self.wide is not None
        given = any(not one.reads_itself for one in self.constants)
        return unsure or given or bool(self.words) or not self.kind_is_sure or len(self.header_rows) > 1

    def headers_that_are(self, certainty: Certainty) -> list[HeaderProposal]:
        """The headers of one certainty, those in wide columns apart."""
        wide = self.wide.letters if self.wide else frozenset()
        return [one for one in self.headers if one.certainty == certainty and one.letter not in wide]


@dataclass(frozen=True)
class Proposal:
    """Everything that is proposed about a file, or the sentence that says why nothing can be.

    `file_name` can be shown: no person's number stands in it.
    """

    file_name: str
    sheets: tuple[SheetProposal, ...] = ()
    refusal: str | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether the file is understood as it is: some sheet is a delivery, and nothing in any such is unsure."""
        deliveries = [sheet for sheet in self.sheets if sheet.kind is not None]
        return bool(deliveries) and not any(sheet.asks for sheet in deliveries)
