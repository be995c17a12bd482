"""The picture of one week, looked up by region and group: what the sections of a lägesbild share.

Here: names of regions and groups, rows of a week by key, cells that are missing for a said reason.
Not here: sentences and tables of a section (reports.sections).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reports import swedish
from reports.content import Absence, Coverage, Edition
from reports.tables import Tables, read
from reports.values import Cell, Interval, Missing

COUNTRY = "00"
ALL_GROUPS = "all"
CARE_TYPE = "operation"
WITHHELD = "enheter har lämnat små antal dolda"
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Region:
    """A region as reports name and place it."""

    code: str
    name: str
    letter: str
    tile_column: int
    tile_row: int


@dataclass(frozen=True)
class Picture:
    """The tables of a report with the week they are read for; `regions` by code, `groups` (id -> title) in order."""

    tables: Tables
    edition: Edition
    regions: Mapping[str, Region]
    groups: Mapping[str, str]

    @property
    def week(self) -> str:
        """The ISO week of the picture."""
        return self.edition.week

    @property
    def week_before(self) -> str:
        """The ISO week before it."""
        return swedish.week_before(self.edition.week)

    def region_name(self, code: str) -> str:
        """The short name of a region, the country's for `00`, the code itself if it is in no register."""
        if code == COUNTRY:
            return "Riket"
        region = self.regions.get(code)
        return region.name if region else code

    def group_title(self, group: str) -> str:
        """The title of a diagnosis group, its id if it is in no register."""
        return self.groups.get(group, group)

    def state(self, name: str, week: str, care_type: str = CARE_TYPE) -> dict[tuple[str, str], Record]:
        """Rows of a state table for a week and a care type, by (region code, diagnosis group)."""
        frame = read(self.tables, name).filter(pl.col("week") == week, pl.col("care_type") == care_type)
        return {(row["region_code"], row["diagnosis_group"]): row for row in frame.iter_rows(named=True)}


def read_picture(tables: Tables, edition: Edition) -> Picture:
    """The picture of the edition's week, with the reference rows that are in force on its as-of day."""
    return Picture(
        tables=tables,
        edition=edition,
        regions=_regions(tables, edition.as_of_date),
        groups=_groups(tables, edition.as_of_date),
    )


def in_force(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows of a reference table that are valid on a day; an open end is valid for ever."""
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    return frame.filter(begun, pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))


def _regions(tables: Tables, day: date) -> dict[str, Region]:
    frame = in_force(read(tables, "reference.regions"), day)
    rows = frame.filter(pl.col("region_code") != COUNTRY).sort("region_code").iter_rows(named=True)
    return {
        row["region_code"]: Region(
            code=row["region_code"],
            name=row["short_name"] or row["region_code"],
            letter=row["letter"] or "",
            tile_column=row["tile_column"] or 0,
            tile_row=row["tile_row"] or 0,
        )
        for row in rows
    }


def _groups(tables: Tables, day: date) -> dict[str, str]:
    frame = in_force(read(tables, "reference.diagnosis_groups"), day)
    rows = frame.sort("sort_order", "diagnosis_group", nulls_last=True).iter_rows(named=True)
    return {row["diagnosis_group"]: row["title"] or row["diagnosis_group"] for row in rows}


def greatest_age(picture: Picture, kind: str) -> int | None:
    """The greatest age in days that a kind's figures may have, None where no reference row says."""
    frame = in_force(read(picture.tables, "reference.greatest_ages"), picture.edition.as_of_date)
    ages = frame.filter(pl.col("kind") == kind)["greatest_age_days"].drop_nulls()
    return int(ages[0]) if len(ages) else None


def figure(row: Record | None, column: str, reason: str) -> Cell:
    """A cell from a row's column; missing, for the reason given, where the row or its value is not there.

    Where senders have withheld small counts it is an interval, from the count or its lower bound to its upper one.
    """
    if row is None:
        return Missing(reason)
    value = row[column]
    low, high = row.get(bound_of(column, "low"), value), row.get(bound_of(column, "high"), value)
    low = low if value is None else value
    if low is None:
        return Missing(reason if high is None else WITHHELD)
    return low if low == high else Interval(low, high)


def bound_of(column: str, bound: str) -> str:
    """The name of a figure's lower or upper bound: occupancy_share, occupancy_low_share."""
    unit = next(unit for unit in ("_per_100", "_count", "_share", "") if column.endswith(unit))
    return f"{column.removesuffix(unit)}_{bound}{unit}"


def delivery_reason(picture: Picture, region_code: str, kind: str) -> str:
    """Why a region's figures of a kind are not in the picture, by its delivery status; in Swedish."""
    row = _delivery(picture, region_code, kind)
    if row is None or row["status"] is None:
        return "ingen leverans"
    age = row["age_days"]
    days = f", {swedish.plural(age, 'dag', 'dagar')} gammal" if age is not None else ""
    reasons = {
        "delivered": "inga uppgifter i leveransen",
        "with_remarks": "inga uppgifter i leveransen",
        "late": f"försenad{days}",
        "stale": f"inaktuell{days}",
        "returned": "returnerad",
        "missing": "ingen leverans",
    }
    return reasons.get(row["status"], str(row["status"]))


def _delivery(picture: Picture, region_code: str, kind: str) -> Record | None:
    frame = read(picture.tables, "mart.delivery_status").filter(
        pl.col("week") == picture.week, pl.col("region_code") == region_code, pl.col("kind") == kind
    )
    return next(frame.iter_rows(named=True), None)


def waiting_coverage(picture: Picture) -> Coverage:
    """Which regions stand in the week's waiting figures, and why the others do not."""
    frame = read(picture.tables, "mart.waiting_by_diagnosis").filter(
        pl.col("week") == picture.week, pl.col("waiting_count").is_not_null()
    )
    present = set(frame["region_code"])
    missing = tuple(
        Absence(region.name, delivery_reason(picture, code, "waiting_list"))
        for code, region in picture.regions.items()
        if code not in present
    )
    return Coverage(expected_count=len(picture.regions), missing=missing)
