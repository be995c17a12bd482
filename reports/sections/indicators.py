"""Which indicators a table stands on, for its note.

Here: ids and versions of indicators in force, as text. Not here: their full definitions (sections.method).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from reports import swedish
from reports.picture import Picture, in_force
from reports.tables import read


def indicators_in_force(picture: Picture) -> pl.DataFrame:
    """The indicators that are valid on the as-of day, in the order of their ids."""
    frame = in_force(read(picture.tables, "reference.indicators"), picture.edition.as_of_date)
    return frame.sort("indicator_id", "version")


def indicator_note(picture: Picture, names: Iterable[str]) -> tuple[str, ...]:
    """One note that names the indicators and their versions; none where the register holds none of them."""
    frame = indicators_in_force(picture).filter(pl.col("indicator_id").is_in(list(names)))
    found = [f"{row['indicator_id']} (version {row['version']})" for row in frame.iter_rows(named=True)]
    return (f"Indikatorer: {swedish.join_words(found)}. Definitionerna står under Metod.",) if found else ()
