"""Who was offered care elsewhere: cases of patients who were sent to, or chose, another provider.

Here: rows of the kind `patient_transfers`, as the home region reports them. Not here: how they are written. A case's
dates follow each other (offered, then treated, never after today) and its agreement follows from who gave the care.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.demo.draws import Draws, weighted_position
from pipelines.demo.national import RegionProfile
from pipelines.demo.units import CareUnit
from pipelines.demo.volumes import DIAGNOSIS_CODES, PROCEDURE_CODES
from pipelines.demo.waiting import code_of_group

CASES_PER_100000_A_YEAR = 45.0
GROUPS = {
    "cataract": 0.34,
    "hip_replacement": 0.22,
    "prolapse": 0.12,
    "knee_arthroscopy": 0.11,
    "prostate_cancer": 0.09,
    "colorectal_cancer": 0.06,
    "breast_cancer": 0.06,
}
REASONS = {
    "shorter_wait": 0.30,
    "care_guarantee": 0.27,
    "free_capacity": 0.23,
    "patient_choice": 0.14,
    "other": 0.03,
    "highly_specialised": 0.02,
    "emergency": 0.01,
}
ANSWERS = {"accepted": 0.72, "declined": 0.19, "none": 0.09}
INPATIENT_GROUPS = ("hip_replacement", "prolapse", "colorectal_cancer", "prostate_cancer")
TRANSFER_COLUMNS = (
    "case_id", "home_region", "diagnosis_code", "procedure_code", "diagnosis_group", "care_type", "care_form",
    "offered_date", "answer", "care_unit_id", "care_region", "ownership", "treated_date", "reason",
    "agreement_kind", "agreement_id", "waited_days", "patient_key",
)  # fmt: skip
PRIVATE_PULL, SAME_HEALTHCARE_REGION_PULL = 4.0, 2.5


def demo_transfer_rows(
    profile: RegionProfile,
    units: Sequence[CareUnit],
    slack: Mapping[str, float],
    *,
    scale: float,
    today: date,
    draws: Draws,
) -> pl.DataFrame:
    """The region's cases offered from 1 January of last year until today; `slack` weighs the receiving regions."""
    first = date(today.year - 1, 1, 1)
    days = (today - first).days
    expected = profile.population / 100_000 * CASES_PER_100000_A_YEAR * days / 365 * scale
    count = max(3, round(expected))
    cases = pl.DataFrame(
        {
            "diagnosis_group": draws.choice("group", count, GROUPS),
            "reason": draws.choice("reason", count, REASONS),
            "answer": draws.choice("answer", count, ANSWERS),
            "offered": draws.whole("offered", count, 0, days).sort(),
            "until_care": draws.whole("until_care", count, 5, 75),
            "waited_days": (draws.normal("waited", count) * 0.55 + 4.6).exp().clip(8, 900).cast(pl.Int64),
            "is_visit": draws.chance("visit", count, 0.2),
            "unit": draws.uniform("unit", count),
            "icd": draws.uniform("icd", count),
            "kva": draws.uniform("kva", count),
        }
    )
    placed = _placed(cases, profile, units, slack)
    return _finished(placed, profile, first, today)


def _placed(
    cases: pl.DataFrame, profile: RegionProfile, units: Sequence[CareUnit], slack: Mapping[str, float]
) -> pl.DataFrame:
    """A receiving unit for every case, among those that treat its group and are not the region's own public ones."""
    parts = []
    numbered = cases.with_row_index("number")
    for group in GROUPS:
        mine = numbered.filter(diagnosis_group=group)
        possible = [unit for unit in units if group in unit.diagnosis_groups and _is_elsewhere(unit, profile)]
        weights = [_pull(unit, profile, slack) for unit in possible]
        chosen = weighted_position(mine["unit"], weights)
        receiving = pl.DataFrame(
            {
                "care_unit_id": [unit.care_unit_id for unit in possible],
                "care_region": [unit.region_code for unit in possible],
                "ownership": [unit.ownership for unit in possible],
            }
        )
        parts.append(pl.concat([mine, receiving[chosen]], how="horizontal"))
    return pl.concat(parts).sort("number")


def _is_elsewhere(unit: CareUnit, profile: RegionProfile) -> bool:
    return unit.region_code != profile.region_code or unit.ownership == "private"


def _pull(unit: CareUnit, profile: RegionProfile, slack: Mapping[str, float]) -> float:
    pull = unit.size * slack[unit.region_code]
    pull *= PRIVATE_PULL if unit.ownership == "private" else 1.0
    return pull * (SAME_HEALTHCARE_REGION_PULL if unit.healthcare_region == profile.healthcare_region else 1.0)


def _finished(cases: pl.DataFrame, profile: RegionProfile, first: date, today: date) -> pl.DataFrame:
    """Dates, agreement and ids; care that has not been given yet has no date."""
    own = profile.region_code
    offered = pl.lit(first) + pl.duration(days=pl.col("offered"))
    wait_for_care = pl.when(reason="emergency").then(0).otherwise("until_care")
    treated = offered + pl.duration(days=wait_for_care)
    is_treated = (pl.col("answer") == "accepted") & (treated <= pl.lit(today))
    is_own, is_private = pl.col("care_region") == own, pl.col("ownership") == "private"
    is_visit = pl.col("is_visit") & (pl.col("reason") != "emergency")
    agreement = (
        pl.when((pl.col("reason").is_in(["patient_choice", "emergency"])) | ~is_private)
        .then(pl.lit("national_agreement"))
        .when(is_own)
        .then(pl.lit("own_agreement"))
        .otherwise(pl.lit("other_region_agreement"))
    )
    return cases.with_columns(
        case_id=pl.format("VG{}-{}", pl.lit(own), (pl.col("number") + 1).cast(pl.String).str.zfill(5)),
        home_region=pl.lit(own),
        care_type=pl.when(is_visit).then(pl.lit("first_visit")).otherwise(pl.lit("operation")),
        care_form=pl.when(pl.col("diagnosis_group").is_in(INPATIENT_GROUPS) & ~is_visit)
        .then(pl.lit("inpatient"))
        .otherwise(pl.lit("outpatient")),
        offered_date=offered,
        treated_date=pl.when(is_treated).then(treated),
        waited_days=pl.when(is_treated).then("waited_days"),
        agreement_kind=agreement,
        agreement_id=pl.when(agreement == "own_agreement").then(pl.format("DEMO-AVTAL-{}", "care_region")),
        diagnosis_code=code_of_group(cases["diagnosis_group"], DIAGNOSIS_CODES, cases["icd"]),
        procedure_code=code_of_group(cases["diagnosis_group"], PROCEDURE_CODES, cases["kva"]),
        patient_key=pl.format("T{}", ((pl.col("number").cast(pl.Int64) * 7_368_787 + 11) % 10_000_000)),
    ).select(TRANSFER_COLUMNS)
