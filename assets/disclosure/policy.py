"""The column policy: nothing that counts persons, and no unit, is published before disclosure control exists.

Here: the check of published tables against reference `published_columns`, a list of what may leave and what may not.
Not here: suppression of small counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from sources.reference_data import Reference

UNIT_COLUMNS = frozenset({"care_unit_id", "care_unit_name", "contact"})


class PolicyBrokenError(Exception):
    """A published table holds what it must not; the text names table and column, in Swedish."""


def find_policy_breaks(tables: Mapping[str, pl.DataFrame], reference: Reference, as_of: date) -> list[str]:
    """What in the published tables the policy does not allow, one Swedish sentence each; empty when all is well.

    A column must be listed in `published_columns` as one that counts no persons. Rows or columns of single units are
    never allowed. `tables` may hold other tables too; only those of the schema `published` are looked at.
    """
    policy = reference.in_force("published_columns", as_of)
    allowed = set(policy.filter(pl.col("counts_persons") == "false").select("table_name", "column_name").rows())
    breaks = []
    for key, frame in sorted(tables.items()):
        if not key.startswith("published."):
            continue
        breaks += [
            f"Kolumnen {column} i {key} får inte publiceras: den är inte listad som en kolumn som inte räknar personer."
            for column in frame.columns
            if (key, column) not in allowed or column in UNIT_COLUMNS
        ]
        if "level" in frame.columns and "unit" in frame["level"]:
            breaks.append(f"{key} innehåller rader för enskilda enheter, och sådana publiceras inte.")
    return breaks


def verify_published(tables: Mapping[str, pl.DataFrame], reference: Reference, as_of: date) -> None:
    """Stops the run when a published table breaks the policy.

    Raises:
        PolicyBrokenError: with every break that was found.
    """
    breaks = find_policy_breaks(tables, reference, as_of)
    if breaks:
        raise PolicyBrokenError(" ".join(breaks))
