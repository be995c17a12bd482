"""The units that a sheet holds rows of, each with the first cell that names it.

Not here: whether a unit is in a register (`sources/comparing.py`), the marks in its cells (`sources/fault_places.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.tables import Table


@dataclass(frozen=True)
class UnitSeen:
    """A unit that a sheet holds rows of, and the first cell that names it."""

    sheet: str
    care_unit_id: str
    source_row: int
    cell: str | None
    rows_count: int


def find_units(rows: pl.DataFrame, tables: Mapping[str, Table]) -> list[UnitSeen]:
    """The units of accepted rows, which have `sheet`, `source_row` and `maker`; `tables` are by their sheet's name."""
    seen = (
        rows.select("sheet", "care_unit_id", "source_row", "maker")
        .filter(pl.col("care_unit_id").is_not_null())
        .group_by("sheet", "care_unit_id", maintain_order=True)
        .agg(pl.col("source_row").first(), pl.col("maker").first(), pl.len())
    )
    found = []
    for sheet, unit, row, maker, count in seen.rows():
        letter = tables[sheet].letters[maker].get("care_unit_id")
        found.append(UnitSeen(sheet, unit, row, f"{letter}{row}" if letter else None, count))
    return found
