"""The words that a coded column accepts: ids, Swedish titles and aliases, from contract, reference data and region.

Here: folded word to id, per column. Not here: how a whole column is parsed (`sources/values`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import permutations

from sources.contracts import Column
from sources.descriptions import Description
from sources.reference_data import Reference
from sources.values import fold


def words_for(column: Column, reference: Reference, description: Description) -> Mapping[str, str]:
    """Folded word to id for a coded column; the region's own words win. An id of '' means missing."""
    if column.type == "region":
        words = region_words(reference)
    elif column.type in {"group", "groups"}:
        words = group_words(reference)
    else:
        words = _contract_words(column)
    return {**words, **description.codes_for(column.name)}


def titles_for(column: Column, reference: Reference) -> Mapping[str, str]:
    """Id to Swedish title, for lists in workbooks and for what a receipt suggests."""
    if column.type == "region":
        frame = reference.frame("regions")
        return dict(zip(frame["region_code"], frame["short_name"], strict=True))
    if column.type in {"group", "groups"}:
        frame = reference.frame("diagnosis_groups")
        return dict(zip(frame["diagnosis_group"], frame["title"], strict=True))
    return column.codes


def _contract_words(column: Column) -> dict[str, str]:
    words = {fold(code): code for code in column.codes}
    words |= {fold(title): code for code, title in column.codes.items()}
    return words | {fold(alias): code for alias, code in column.value_aliases.items()}


@lru_cache(maxsize=8)
def group_words(reference: Reference) -> Mapping[str, str]:
    """Diagnosis groups by id, title and alias."""
    words: dict[str, str] = {}
    for group, title, aliases in (
        reference.frame("diagnosis_groups").select("diagnosis_group", "title", "aliases").rows()
    ):
        words |= dict.fromkeys(map(fold, (group, title, *_split(aliases))), group)
    return words


@lru_cache(maxsize=8)
def region_words(reference: Reference) -> Mapping[str, str]:
    """Regions by code (with or without its leading zero), letter, name and alias, or two of them: `12 Skåne (M)`."""
    words: dict[str, str] = {}
    names = ("region_code", "letter", "region_name", "short_name", "aliases")
    for code, letter, name, short, aliases in reference.frame("regions").select(names).rows():
        spellings = (code, code.lstrip("0"), letter, name, short, f"{short} län", *_split(aliases))
        pairs = (f"{one} {other}" for one, other in permutations(dict.fromkeys(spellings), 2))
        words |= dict.fromkeys(map(fold, (*spellings, *pairs)), code)
    return words


def _split(aliases: str | None) -> list[str]:
    return [alias for alias in (aliases or "").split("|") if alias]
