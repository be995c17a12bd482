"""Who has room: what units report as free in the coming weeks.

Here: rows of the kind `free_capacity`. Not here: how they are written. Room is unevenly spread: by region (`slack`),
by unit, more with private units, less in summer and at Christmas.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CareUnit
from pipelines.demo.volumes import LOADS, PRIVATE_SHARE_OF_LOAD, Load, season

WEEKS_AHEAD = 14
ONE_WEEK = timedelta(days=7)
FREE_SHARE = {"public": 0.05, "private": 0.16}
ACCEPTS_FROM = {"nation": 0.36, "healthcare_region": 0.30, "own_region": 0.29, "none": 0.05}
LIMITS = {"staff": 0.42, "operating_room": 0.16, "beds": 0.12, "equipment": 0.05, "other": 0.05, "": 0.20}
STALE_SHARE, VALID_UNTIL_SHARE, HOURS_SHARE, BEDS_SHARE = 0.08, 0.15, 0.12, 0.06
SCHEMA = {
    "week": pl.String, "care_unit_id": pl.String, "diagnosis_group": pl.String, "care_type": pl.String,
    "slots_total_count": pl.Int64, "slots_free_count": pl.Int64, "slot_kind": pl.String, "accepts_from": pl.String,
    "expected_wait_weeks": pl.Float64, "limited_by": pl.String, "contact": pl.String, "reported_date": pl.Date,
    "valid_until": pl.Date,
}  # fmt: skip

Report = tuple[str, str | None, str | None, date, date | None]


def demo_capacity_rows(
    profile: RegionProfile, units: Sequence[CareUnit], *, waiting: float, reported: date, today: date, seed: int
) -> pl.DataFrame:
    """Free slots per unit, group, care type and week for the 14 weeks that begin with today's.

    `waiting` is about how many wait in the region, which sets what a normal week plans. Most rows were reported in the
    week before `reported`, some long before; what was reported a week earlier stands beside it.
    """
    weeks = [today + timedelta(days=7 * ahead) for ahead in range(WEEKS_AHEAD)]
    rows: list[tuple[object, ...]] = []
    for unit in units:
        chance = random.Random(f"{seed}/capacity/{unit.care_unit_id}")  # noqa: S311 - invented figures, no secret
        report = _report(unit, reported, chance)
        for load in LOADS:
            if load.diagnosis_group in unit.diagnosis_groups:
                planned = _planned_a_week(profile, unit, units, load, waiting)
                rows.extend(
                    _rows_of_load(profile, unit, load, planned=planned, weeks=weeks, report=report, chance=chance)
                )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(
        "care_unit_id", "diagnosis_group", "care_type", "week", "slot_kind", "reported_date"
    )


def _report(unit: CareUnit, reported: date, chance: random.Random) -> Report:
    """What a unit's rows have in common: accepts from, limited by, contact, report date, valid until."""
    stale = chance.random() < STALE_SHARE
    day = reported - timedelta(days=chance.randint(9, 40) if stale else chance.randint(0, 6))
    until = day + timedelta(days=21) if not stale and chance.random() < VALID_UNTIL_SHARE else None
    accepts = chance.choices(list(ACCEPTS_FROM), list(ACCEPTS_FROM.values()))[0]
    limit = chance.choices(list(LIMITS), list(LIMITS.values()))[0]
    return accepts, limit or None, unit.contact, day, until


def _planned_a_week(
    profile: RegionProfile, unit: CareUnit, units: Sequence[CareUnit], load: Load, waiting: float
) -> float:
    """What the unit does in a normal week: what flows through its part of the queue."""
    weights = {
        other.care_unit_id: other.size * (PRIVATE_SHARE_OF_LOAD if other.ownership == "private" else 1.0)
        for other in units
        if load.diagnosis_group in other.diagnosis_groups
    }
    here = waiting * load.weight / sum(each.weight for each in LOADS) * weights[unit.care_unit_id]
    return here / sum(weights.values()) / (load.mean_days * profile.pressure) * 7


def _rows_of_load(
    profile: RegionProfile,
    unit: CareUnit,
    load: Load,
    *,
    planned: float,
    weeks: Sequence[date],
    report: Report,
    chance: random.Random,
) -> Iterator[tuple[object, ...]]:
    accepts, limit, contact, day, until = report
    free_share = min(0.6, FREE_SHARE[unit.ownership] * profile.slack * chance.expovariate(1.0))
    wait = round(load.median_days * profile.pressure * chance.uniform(0.5, 1.2) / 7 * 2) / 2
    kinds = [("visits" if load.care_type == "first_visit" else "procedures", 1.0)]
    if load.care_type == "operation":
        kinds += [("hours", 1.6)] if chance.random() < HOURS_SHARE else []
        kinds += [("beds", 0.5)] if chance.random() < BEDS_SHARE else []
    for kind, size in kinds:
        for week in weeks:
            year, number, _ = week.isocalendar()
            total = int(planned * size * season(number) * chance.uniform(0.85, 1.15) + chance.random())
            for earlier in (ONE_WEEK, timedelta(0)):
                free = min(total, int(total * free_share * chance.uniform(0.5, 1.5) + chance.random()))
                yield (
                    f"{year}-W{number:02d}", unit.care_unit_id, load.diagnosis_group, load.care_type,
                    total, free, kind, accepts, wait, limit, contact, day - earlier, until and until - earlier,
                )  # fmt: skip
