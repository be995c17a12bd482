"""Who waits: a queue that people enter and leave, and what a waiting list shows of it on a given day.

Here: the queue of a region, and its snapshots as rows of the kind `waiting_list`. Not here: how the rows are written.
The queue is stationary: on the first day a patient's whole time from start to care is length-biased and the part of it
that has passed is uniform; after that, patients arrive evenly. So the same patient stands in two following snapshots
with the same start, and those who were treated in between are gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.demo.draws import Draws
from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CareUnit
from pipelines.demo.volumes import DIAGNOSIS_CODES, LOADS, PRIVATE_SHARE_OF_LOAD, PROCEDURE_CODES

PATIENT_CHOSEN_SHARE, MEDICAL_SHARE = 0.05, 0.03
BOOKED_SHARE, BOOKED_AHEAD_DAYS = 0.55, 42
VISITING_SHARE = {"public": 0.03, "private": 0.22}
LONGEST_WAIT_DAYS = 1_500.0
KEY_SPACE, KEY_STEP = 10_000_000, 7_368_787

WAITING_COLUMNS = (
    "snapshot_date", "care_unit_id", "care_type", "diagnosis_code", "procedure_code", "diagnosis_group",
    "referral_date", "decision_date", "booked_date", "deviation", "patient_region", "patient_key",
)  # fmt: skip


def demo_queue(
    profile: RegionProfile,
    units: Sequence[CareUnit],
    *,
    waiting: float,
    first: date,
    last: date,
    patient_regions: Mapping[str, float],
    draws: Draws,
) -> pl.DataFrame:
    """Everyone who waits in a region some day from `first` to `last`.

    `waiting` is about how many wait on any day; `patient_regions` weighs where visiting patients live. One row per
    patient with start, end (the day of care) and all that does not change from one snapshot to the next.
    """
    cells = queue_cells(profile, units, waiting)
    if cells.is_empty():
        raise ValueError(f"the units of region {profile.region_code} treat none of the groups")
    already = _expanded(cells, "waiting", draws.within("already"))
    arriving = _expanded(cells, "arriving", draws.within("arriving"), days=(last - first).days)
    people = pl.concat([_in_queue(already, first, draws), _arriving(arriving, first, last, draws)])
    return _with_particulars(people, profile, patient_regions, draws.within("particulars"))


def demo_waiting_rows(queue: pl.DataFrame, snapshot: date) -> pl.DataFrame:
    """The queue as it stands on a day: rows of the kind `waiting_list`, sorted by unit and start."""
    return (
        queue.filter(pl.col("start") <= snapshot, pl.col("end") > snapshot)
        .with_columns(
            snapshot_date=pl.lit(snapshot),
            booked_date=pl.when(
                pl.col("is_booked") & (pl.col("end") <= pl.lit(snapshot).dt.offset_by(f"{BOOKED_AHEAD_DAYS}d"))
            ).then("end"),
        )
        .sort("care_unit_id", "start", "patient_key")
        .select(WAITING_COLUMNS)
    )


def queue_cells(profile: RegionProfile, units: Sequence[CareUnit], waiting: float) -> pl.DataFrame:
    """One row per unit, group and care type: how many wait there, how many arrive a day, how long it takes."""
    rows = []
    total = sum(load.weight for load in LOADS)
    for load in LOADS:
        offering = [unit for unit in units if load.diagnosis_group in unit.diagnosis_groups]
        shares = [unit.size * (PRIVATE_SHARE_OF_LOAD if unit.ownership == "private" else 1.0) for unit in offering]
        for unit, share in zip(offering, shares, strict=True):
            here = waiting * load.weight / total * share / sum(shares)
            mean_days = load.mean_days * profile.pressure
            rows.append(
                {
                    "care_unit_id": unit.care_unit_id,
                    "unit_ownership": unit.ownership,
                    "care_type": load.care_type,
                    "diagnosis_group": load.diagnosis_group,
                    "waiting": here,
                    "arriving": here / mean_days,
                    "median_days": load.median_days * profile.pressure,
                    "sigma": load.sigma,
                }
            )
    return pl.DataFrame(rows)


def _expanded(cells: pl.DataFrame, rate: str, draws: Draws, days: int = 1) -> pl.DataFrame:
    """One row per patient: each cell as many times as its rate says."""
    counts = draws.rounded("count", cells[rate] * days)
    positions = (
        pl.select(pl.int_range(len(cells), dtype=pl.UInt32).repeat_by(counts).explode()).to_series().drop_nulls()
    )
    return cells[positions].drop("waiting", "arriving")


def _in_queue(patients: pl.DataFrame, first: date, draws: Draws) -> pl.DataFrame:
    """Patients who wait on the first day: their whole time is drawn by its length, the passed part evenly."""
    count = len(patients)
    whole = _days_to_care(patients, draws.normal("already/days", count), length_biased=True)
    passed = (whole * draws.uniform("already/passed", count)).floor().cast(pl.Int64)
    return _with_times(patients, _moved(pl.Series([first]), -passed), whole)


def _arriving(patients: pl.DataFrame, first: date, last: date, draws: Draws) -> pl.DataFrame:
    """Patients who arrive on some day after the first."""
    count = len(patients)
    whole = _days_to_care(patients, draws.normal("arriving/days", count), length_biased=False)
    after = draws.whole("arriving/start", count, 1, max(1, (last - first).days))
    return _with_times(patients, _moved(pl.Series([first]), after), whole)


def _days_to_care(patients: pl.DataFrame, normal: pl.Series, *, length_biased: bool) -> pl.Series:
    """Lognormal days; on a given day long waits are met more often, which moves the logarithm by sigma squared."""
    sigma = patients["sigma"]
    logarithm = patients["median_days"].log() + sigma * normal
    if length_biased:
        logarithm = logarithm + sigma * sigma
    return logarithm.exp().clip(1.0, LONGEST_WAIT_DAYS)


def _with_times(patients: pl.DataFrame, start: pl.Series, whole: pl.Series) -> pl.DataFrame:
    """Starts fall on weekdays (a weekend's moves to the Friday); care comes after the drawn number of days."""
    weekend = (start.dt.weekday().cast(pl.Int64) - 5).clip(0, 2)
    return patients.select("care_unit_id", "unit_ownership", "care_type", "diagnosis_group").with_columns(
        _moved(start, -weekend).alias("start"), _moved(start, whole.ceil().cast(pl.Int64)).alias("end")
    )


def _moved(days: pl.Series, by: pl.Series) -> pl.Series:
    """Days moved by a number of days; a single day is moved by each of the numbers."""
    return days + (by * 86_400_000).cast(pl.Duration("ms"))


def _with_particulars(
    people: pl.DataFrame, profile: RegionProfile, patient_regions: Mapping[str, float], draws: Draws
) -> pl.DataFrame:
    """Dates, codes, deviation, home region and key."""
    count = len(people)
    own = profile.region_code
    deviation = draws.uniform("deviation", count)
    visits = pl.col("unit_ownership").replace_strict(VISITING_SHARE, return_dtype=pl.Float64)
    referred = _moved(people["start"], -draws.whole("referred", count, 14, 120))
    is_operation = pl.col("care_type") == "operation"
    keys = (pl.int_range(count, dtype=pl.Int64) * KEY_STEP + int(own) * 104_729) % KEY_SPACE
    return people.with_columns(
        referral_date=pl.when(is_operation).then(referred).otherwise("start"),
        decision_date=pl.when(is_operation).then("start"),
        is_booked=draws.chance("booked", count, BOOKED_SHARE),
        deviation=pl.when(deviation < PATIENT_CHOSEN_SHARE)
        .then(pl.lit("patient_chosen"))
        .when(deviation < PATIENT_CHOSEN_SHARE + MEDICAL_SHARE)
        .then(pl.lit("medical")),
        patient_region=pl.when(draws.uniform("visiting", count) < visits)
        .then(draws.choice("patient_region", count, patient_regions))
        .otherwise(pl.lit(own)),
        patient_key=pl.lit("P") + keys.cast(pl.String).str.zfill(7),
        diagnosis_code=code_of_group(people["diagnosis_group"], DIAGNOSIS_CODES, draws.uniform("icd", count)),
        procedure_code=code_of_group(people["diagnosis_group"], PROCEDURE_CODES, draws.uniform("kva", count)),
    )


def code_of_group(groups: pl.Series, codes: Mapping[str, Sequence[str]], drawn: pl.Series) -> pl.Series:
    """One of the codes of each row's group, chosen by the drawn number between 0 and 1; empty where it has none."""
    several = pl.Series(list(codes.values()), dtype=pl.List(pl.String))
    names = list(codes)
    position = groups.replace_strict(names, list(range(len(names))), default=None, return_dtype=pl.UInt32)
    frame = pl.DataFrame({"codes": several.gather(position), "drawn": drawn})
    return frame.select(pl.col("codes").list.get((pl.col("drawn") * pl.col("codes").list.len()).cast(pl.Int64)))[
        "codes"
    ]
