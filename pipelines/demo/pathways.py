"""Cancer pathways: from a well-founded suspicion to the first treatment, or to the suspicion being dropped.

Here: rows of the kind `cancer_pathways` for one region. The lead times are invented, nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.demo.draws import Draws, weighted_position
from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CareUnit


@dataclass(frozen=True)
class Pathway:
    """How many suspicions a year in 100,000 inhabitants, and how long it takes: lognormal days."""

    group: str
    a_year: float
    median_days: float
    treatments: dict[str, float]


PATHWAYS = (
    Pathway("breast_cancer", 150.0, 27, {"surgery": 0.78, "drug": 0.19, "palliative": 0.03}),
    Pathway("colorectal_cancer", 190.0, 38, {"surgery": 0.7, "drug": 0.15, "radiotherapy": 0.08, "palliative": 0.07}),
    Pathway("prostate_cancer", 130.0, 64, {"surgery": 0.35, "radiotherapy": 0.3, "surveillance": 0.25, "drug": 0.1}),
)
SIGMA, TREATED_SHARE, EXTENDED_SHARE, DAYS_BACK = 0.45, 0.45, 0.4, 180
DROPPED = "Misstanken avskriven"
COLUMNS = (
    "pathway", "branch", "suspicion_date", "treatment_date", "treatment", "ended_reason", "patient_region",
    "care_unit_id", "patient_key",
)  # fmt: skip


def demo_pathway_rows(
    profile: RegionProfile, units: Sequence[CareUnit], *, scale: float, today: date, draws: Draws
) -> pl.DataFrame:
    """The region's pathways of the last half-year, by day of suspicion; those under way have no end yet."""
    parts = [_rows(pathway, profile, units, scale, today, draws.within(pathway.group)) for pathway in PATHWAYS]
    rows = pl.concat(parts).sort("suspicion_date", "pathway", "care_unit_id")
    key = pl.format("S{}{}", pl.lit(profile.region_code), pl.int_range(pl.len()).cast(pl.String).str.zfill(6))
    return rows.with_columns(patient_key=key).select(COLUMNS)


def _rows(  # noqa: PLR0917 - one pathway of one region
    pathway: Pathway, profile: RegionProfile, units: Sequence[CareUnit], scale: float, today: date, draws: Draws
) -> pl.DataFrame:
    count = max(2, round(profile.population / 100_000 * pathway.a_year * DAYS_BACK / 365 * scale))
    own = [unit for unit in units if pathway.group in unit.diagnosis_groups and unit.ownership == "public"]
    chosen = weighted_position(draws.uniform("unit", count), [unit.size for unit in own])
    lead = (draws.normal("lead", count) * SIGMA).exp() * (pathway.median_days * profile.pressure)
    suspicion = pl.lit(today) - pl.duration(days=pl.lit(draws.whole("back", count, 1, DAYS_BACK)))
    treated = suspicion + pl.duration(days=pl.lit(lead.ceil().cast(pl.Int64)))
    has_cancer = draws.chance("cancer", count, TREATED_SHARE)
    is_treated = has_cancer & (treated <= pl.lit(today))
    return pl.select(
        pathway=pl.repeat(pathway.group, count),
        branch=pl.when(draws.chance("branch", count, EXTENDED_SHARE))
        .then(pl.lit("extended"))
        .otherwise(pl.lit("basic")),
        suspicion_date=suspicion,
        treatment_date=pl.when(is_treated).then(treated),
        treatment=pl.when(is_treated).then(draws.choice("treatment", count, pathway.treatments)),
        ended_reason=pl.when(~has_cancer & (treated <= pl.lit(today))).then(pl.lit(DROPPED)),
        patient_region=pl.lit(profile.region_code),
        care_unit_id=pl.Series([unit.care_unit_id for unit in own]).gather(chosen),
    )
