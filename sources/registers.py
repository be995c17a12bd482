"""A region's register of care units as the archive holds it, for what is made for the region alone.

Not here: which units lie where in the picture (assets), and what a delivery's units are compared with
(`sources/comparing.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from sources.archive import Delivery, read_deliveries
from sources.contracts.care_units import CARE_UNITS


def units_of_region(archive: Path, region_code: str) -> Mapping[str, str]:
    """Id to name of the units in the region's latest register, by name; empty where it has sent none."""
    if not archive.is_dir():
        return {}
    registers = [one for one in read_deliveries(archive) if one.region_code == region_code and _holds_register(one)]
    if not registers:
        return {}
    rows = pl.read_parquet(registers[-1].folder_path / "rows" / f"{CARE_UNITS.kind}.parquet")
    units = rows.select("care_unit_id", "care_unit_name").unique("care_unit_id", keep="first", maintain_order=True)
    return dict(units.sort("care_unit_name", "care_unit_id").iter_rows())


def _holds_register(delivery: Delivery) -> bool:
    taken = any(sheet.kind == CARE_UNITS.kind for sheet in delivery.sheets_in_picture())
    return taken and delivery.withdrawn_at is None
