"""Like for like: the same regions in two weeks, and what changed between them.

Here: sums over the regions that stand in both weeks, and the words for their change.
Not here: the national totals themselves, which are rows of the marts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from reports import swedish
from reports.picture import ALL_GROUPS, CARE_TYPE, COUNTRY, Picture, bound_of
from reports.tables import read


@dataclass(frozen=True)
class Comparison:
    """Sums over the regions that are in both weeks, and how many regions are in the later one."""

    now: float
    before: float
    regions_count: int
    regions_now_count: int


def compare(picture: Picture, table: str, column: str, *, reported: str | None = None) -> Comparison | None:
    """Compare a count over all groups with the week before in the same regions; None where no region is in both.

    `reported`: the column that is above zero where the region has reported what the count is of, where a row alone does
    not tell it.
    """
    now = values_by_region(picture, table, column, picture.week, reported=reported)
    before = values_by_region(picture, table, column, picture.week_before, reported=reported)
    shared = now.keys() & before.keys()
    if not shared:
        return None
    return Comparison(
        now=sum(now[code] for code in shared),
        before=sum(before[code] for code in shared),
        regions_count=len(shared),
        regions_now_count=len(now),
    )


def values_by_region(
    picture: Picture, table: str, column: str, week: str, *, reported: str | None = None
) -> Mapping[str, float]:
    """A column's value over all groups per region in a week; regions where it is not known for sure are left out."""
    high = bound_of(column, "high")
    frame = read(picture.tables, table).filter(
        pl.col("week") == week,
        pl.col("care_type") == CARE_TYPE,
        pl.col("diagnosis_group") == ALL_GROUPS,
        pl.col("region_code") != COUNTRY,
        pl.col(column).is_not_null(),
        pl.lit(value=True) if reported is None else pl.col(reported) > 0,
    )
    if high in frame.columns:
        frame = frame.filter(pl.col(column) == pl.col(high))
    return {row["region_code"]: row[column] for row in frame.iter_rows(named=True)}


def change_text(picture: Picture, comparison: Comparison | None) -> str:
    """The change in words, with the regions it holds for: −312 sedan vecka 46, i samma 19 regioner."""
    since = swedish.week_long(picture.week_before)
    if comparison is None:
        return f"jämförelse med {since} saknas"
    difference = comparison.now - comparison.before
    return f"{swedish.change_since(difference, since)}, {regions_text(comparison)}"


def regions_text(comparison: Comparison) -> str:
    """Which regions a comparison holds for."""
    count = swedish.plural(comparison.regions_count, "region", "regioner")
    if comparison.regions_count == comparison.regions_now_count:
        return f"i samma {count}"
    return f"i de {count} som är med båda veckorna"


def share_change_text(picture: Picture) -> str:
    """The change of the share within 90 days in percentage points, over the regions that are in both weeks."""
    since = swedish.week_long(picture.week_before)
    within = compare(picture, "mart.waiting_by_diagnosis", "within_90_count")
    eligible = compare(picture, "mart.waiting_by_diagnosis", "eligible_count")
    if within is None or eligible is None or not eligible.now or not eligible.before:
        return f"jämförelse med {since} saknas"
    points = 100 * (within.now / eligible.now - within.before / eligible.before)
    return f"{swedish.change_since(points, since, 'procentenheter', 1)}, {regions_text(eligible)}"
