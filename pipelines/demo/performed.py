"""What the queue comes to: the care that was given out of it, and its numbers for those who send no rows.

Here: rows of the kinds `performed_care` and `waiting_summary`, made of the same queue as the waiting lists, so that the
numbers hold together. Not here: the queue itself (`waiting.py`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.demo.draws import Draws
from pipelines.demo.transfers import INPATIENT_GROUPS
from sources.contracts.waiting_summary import INTERVAL_COUNTS

SIDED_GROUPS = ("cataract", "hip_replacement", "knee_arthroscopy")
SIDES = {"right": 0.49, "left": 0.49, "both": 0.02}
AGE_GROUPS = {"0-17": 0.01, "18-34": 0.05, "35-49": 0.12, "50-64": 0.27, "65-74": 0.28, "75-84": 0.21, "85+": 0.06}
LIMIT_DAYS = 90
INTERVAL_ENDS = (30, 60, 90, 120, 180, 365)
PERFORMED_COLUMNS = (
    "care_unit_id", "care_type", "diagnosis_code", "procedure_code", "diagnosis_group", "referral_date",
    "decision_date", "performed_date", "deviation", "patient_region", "patient_key", "care_form", "side", "planned",
    "age_group",
)  # fmt: skip


def demo_performed_rows(queue: pl.DataFrame, *, after: date, until: date, draws: Draws) -> pl.DataFrame:
    """Those who left the queue for care after one day and until another: rows of the kind `performed_care`."""
    done = queue.filter(pl.col("end") > after, pl.col("end") <= until).sort("end", "care_unit_id", "patient_key")
    is_operation = pl.col("care_type") == "operation"
    is_inpatient = is_operation & pl.col("diagnosis_group").is_in(INPATIENT_GROUPS)
    is_sided = is_operation & pl.col("diagnosis_group").is_in(SIDED_GROUPS)
    return done.with_columns(
        performed_date="end",
        care_form=pl.when(is_inpatient).then(pl.lit("inpatient")).otherwise(pl.lit("outpatient")),
        side=pl.when(is_sided).then(draws.choice("side", len(done), SIDES)),
        planned=pl.lit("yes"),
        age_group=draws.choice("age_group", len(done), AGE_GROUPS),
    ).select(PERFORMED_COLUMNS)


def demo_summary_rows(waiting: pl.DataFrame) -> pl.DataFrame:
    """A waiting list as counts by unit, care type and group: rows of the kind `waiting_summary`."""
    start = pl.when(pl.col("care_type") == "operation").then("decision_date").otherwise("referral_date")
    days, chosen = pl.col("days"), pl.col("deviation") == "patient_chosen"
    firsts = (0, *(end + 1 for end in INTERVAL_ENDS))
    intervals = [
        days.is_between(first, last).sum().alias(name)
        for name, first, last in zip(INTERVAL_COUNTS, firsts, (*INTERVAL_ENDS, 1_000_000), strict=True)
    ]
    return (
        waiting.with_columns(days=(pl.col("snapshot_date") - start).dt.total_days())
        .group_by("snapshot_date", "care_unit_id", "care_type", "diagnosis_group", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("waiting_count"),
            *intervals,
            (days > LIMIT_DAYS).sum().alias("over_90_count"),
            chosen.sum().alias("patient_chosen_count"),
            (pl.col("deviation") == "medical").sum().alias("medical_count"),
            (chosen & (days > LIMIT_DAYS)).sum().alias("over_90_patient_chosen_count"),
            days.median().alias("median_days"),
        )
        .with_columns(pl.selectors.unsigned_integer().cast(pl.Int64))
        .sort("snapshot_date", "care_unit_id", "care_type", "diagnosis_group")
    )
