"""Folding: the form in which two spellings of one word are equal, and the nearest word for a suggestion.

Not here: any word list. Likeness is only ever shown to a person; nothing is matched by it.
"""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

import polars as pl

KEPT_LETTERS = frozenset("åäö")
KEPT_SIGNS = frozenset("%‰")
"""Unicode calls these punctuation, but `Belagda` and `Belagda %` are two different columns."""
LEAST_LIKENESS = 0.7


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The comparable form of a header or a code word.

    Unicode NFKC and case are evened out; white space, hyphens, soft hyphens, control characters and punctuation are
    dropped; accents are dropped except in å, ä and ö. Signs such as `<`, `>`, `+` and `%` stay.
    """
    composed = unicodedata.normalize("NFKC", text).casefold()
    composed = unicodedata.normalize("NFC", composed)
    return "".join(_fold_character(character) for character in composed)


def _fold_character(character: str) -> str:
    if character in KEPT_LETTERS or character in KEPT_SIGNS:
        return character
    if unicodedata.category(character)[0] in "ZCPM":
        return ""
    if character.isascii():
        return character
    bare = unicodedata.normalize("NFD", character)
    return "".join(part for part in bare if unicodedata.category(part)[0] != "M")


def fold_series(texts: pl.Series) -> pl.Series:
    """`fold` over a column of text; nulls stay null. The work is done once for each distinct text."""
    distinct = texts.drop_nulls().unique()
    if distinct.is_empty():
        return texts.cast(pl.String)
    folded = pl.Series([fold(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, folded, default=None, return_dtype=pl.String)


def nearest(text: str, candidates: Iterable[str], *, least: float = LEAST_LIKENESS) -> str | None:
    """The candidate most like `text` as it is spelled in `candidates`, or null where none is like it at all.

    Only for suggestions to a person.
    """
    wanted = fold(text)
    best: tuple[float, str] | None = None
    for candidate in candidates:
        likeness = SequenceMatcher(None, wanted, fold(candidate), autojunk=False).ratio()
        if likeness >= least and (best is None or likeness > best[0]):
            best = (likeness, candidate)
    return best[1] if best else None
