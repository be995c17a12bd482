"""How full the hospitals are: beds per unit, day and kind of bed, as counted at 06:00.

Here: rows of the kind `beds`. Not here: how they are written. Occupancy lies between 85 and 105 percent and is lower
at weekends; ECMO is given as "of which" intensive care, at the few units that have it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CLINICS, CareUnit

BEDS_PER_100000 = {"somatic": 175.0, "psychiatric": 38.0, "intensive_care": 5.2}
ECMO_BEDS = 4
MEAN_OCCUPANCY = {"somatic": 0.96, "psychiatric": 0.93, "intensive_care": 0.82, "ecmo": 0.5}
SCHEMA = {
    "date": pl.Date, "care_unit_id": pl.String, "hospital_id": pl.String, "bed_kind": pl.String,
    "established_count": pl.Float64, "available_count": pl.Float64, "occupied_count": pl.Float64,
    "overcrowded_count": pl.Float64, "displaced_count": pl.Float64,
}  # fmt: skip
COUNTS = ("established_count", "available_count", "occupied_count", "overcrowded_count", "displaced_count")


def demo_bed_rows(
    profile: RegionProfile, units: Sequence[CareUnit], *, days: Sequence[date], seed: int
) -> pl.DataFrame:
    """Beds per unit and day; the column `hospital_id` is for those who report per hospital."""
    rows: list[tuple[object, ...]] = []
    for unit in units:
        chance = random.Random(f"{seed}/beds/{unit.care_unit_id}")  # noqa: S311 - invented figures, no secret
        if unit.bed_kind:
            rows.extend(_rows_of_unit(unit, unit.bed_kind, _established(profile, unit), days, chance))
        if unit.has_ecmo:
            rows.extend(_rows_of_unit(unit, "ecmo", ECMO_BEDS, days, chance))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("date", "care_unit_id", "bed_kind")


def beds_per_hospital(rows: pl.DataFrame) -> pl.DataFrame:
    """The same beds added up per hospital, under the hospital's own id; ECMO stays with its unit and is left out."""
    return (
        rows.filter(pl.col("bed_kind") != "ecmo")
        .group_by("date", "hospital_id", "bed_kind")
        .agg(pl.col(COUNTS).sum())
        .rename({"hospital_id": "care_unit_id"})
        .sort("date", "care_unit_id", "bed_kind")
    )


def _established(profile: RegionProfile, unit: CareUnit) -> int:
    share = unit.size
    if unit.bed_kind == "somatic":
        share *= (
            0.4 if "medicin" in unit.care_unit_name else 0.6 / (sum(kind == "somatic" for _, kind, _ in CLINICS) - 1)
        )
    return max(4, round(profile.population / 100_000 * BEDS_PER_100000[unit.bed_kind] * share))


def _rows_of_unit(
    unit: CareUnit, bed_kind: str, established: int, days: Sequence[date], chance: random.Random
) -> Iterator[tuple[object, ...]]:
    usual = min(1.02, max(0.3, MEAN_OCCUPANCY[bed_kind] + chance.uniform(-0.06, 0.06)))
    staffed = chance.uniform(0.86, 0.98)
    for day in days:
        weekend = 0.96 if day.weekday() >= 5 else 1.0
        available = max(2, round(established * staffed * weekend * chance.uniform(0.98, 1.02)))
        occupied = round(available * usual * (0.97 if weekend < 1 else 1.0) * chance.uniform(0.95, 1.06))
        occupied = min(occupied, available) if bed_kind == "ecmo" else occupied
        overcrowded = max(0, occupied - available)
        displaced = sum(chance.random() < 0.012 for _ in range(occupied)) if bed_kind == "somatic" else 0
        counts = (established, available, occupied, overcrowded, min(displaced, occupied))
        yield day, unit.care_unit_id, unit.hospital_id, bed_kind, *map(float, counts)


def days_until(last: date, count: int) -> list[date]:
    """The `count` days up to and including `last`."""
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
