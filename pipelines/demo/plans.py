"""What a region has planned and agreed: its production plan, and its agreements with private units.

Here: rows of the kinds `production_plan` and `agreements`. Not here: what was done (`performed.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.demo.draws import Draws
from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CareUnit
from pipelines.demo.waiting import queue_cells

DAYS_A_MONTH, MONTHS_AHEAD = 30.4, 3


def demo_plan_rows(
    profile: RegionProfile, units: Sequence[CareUnit], *, waiting: float, today: date, draws: Draws
) -> pl.DataFrame:
    """What each unit expects, plans and has room for, this month and the two after it."""
    cells = queue_cells(profile, units, waiting).select("care_unit_id", "diagnosis_group", "care_type", "arriving")
    first = today.replace(day=1)
    months = pl.DataFrame({"ahead": range(MONTHS_AHEAD)}).select(
        month=pl.lit(first).dt.offset_by(pl.format("{}mo", "ahead")).dt.to_string("%Y-%m")
    )
    rows = months.join(cells, how="cross", maintain_order="left_right")
    inflow = pl.col("arriving") * DAYS_A_MONTH * (0.9 + 0.2 * draws.uniform("inflow", len(rows)))
    planned = inflow * (0.85 + 0.2 * draws.uniform("planned", len(rows)))
    capacity = planned * (0.95 + 0.15 * draws.uniform("capacity", len(rows)))
    return rows.select(
        "month",
        "care_unit_id",
        "diagnosis_group",
        "care_type",
        expected_inflow_count=inflow.round(1),
        planned_production_count=planned.round(1),
        capacity_count=capacity.round(1),
    )


def demo_agreement_rows(profile: RegionProfile, units: Sequence[CareUnit], today: date, draws: Draws) -> pl.DataFrame:
    """The region's agreement with each group of its private units; transfers name it."""
    agreed = [(unit, group) for unit in units if unit.ownership == "private" for group in unit.diagnosis_groups]
    count = len(agreed)
    return pl.DataFrame(
        {
            "care_unit_id": pl.Series([unit.care_unit_id for unit, _ in agreed], dtype=pl.String),
            "diagnosis_group": pl.Series([group for _, group in agreed], dtype=pl.String),
            "legal_basis": draws.choice("legal_basis", count, {"LOU": 0.7, "LOV": 0.3}),
            "open_to": draws.choice("open_to", count, {"own_region": 0.5, "healthcare_region": 0.3, "nation": 0.2}),
            "yearly_cap_count": draws.whole("cap", count, 4, 40) * 10,
        }
    ).select(
        pl.lit(f"DEMO-AVTAL-{profile.region_code}").alias("agreement_id"),
        pl.lit(profile.region_code).alias("buyer_region"),
        "care_unit_id",
        "diagnosis_group",
        "legal_basis",
        pl.lit(date(today.year - 1, 1, 1)).alias("valid_from"),
        pl.lit(date(today.year + 1, 12, 31)).alias("valid_to"),
        "open_to",
        "yearly_cap_count",
    )
