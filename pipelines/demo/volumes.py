"""How much of everything the demonstration has: the invented volumes, waits and codes per diagnosis group.

Here: tables of numbers that the generators share. Not here: drawing from them. The proportions are plausible, the
figures are nobody's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What one diagnosis group and care type weighs in the country.

    `weight` is its share of all who wait, relative to the others. The time from start to care is lognormal with
    `median_days` and `sigma`.
    """

    diagnosis_group: str
    care_type: str
    weight: float
    median_days: float
    sigma: float

    @property
    def mean_days(self) -> float:
        """Mean time from start to care."""
        return self.median_days * math.exp(self.sigma**2 / 2)


LOADS: tuple[Load, ...] = (
    Load("cataract", "operation", 30.0, 72, 0.70),
    Load("cataract", "first_visit", 13.0, 55, 0.65),
    Load("hip_replacement", "operation", 11.0, 85, 0.70),
    Load("hip_replacement", "first_visit", 7.0, 58, 0.65),
    Load("knee_arthroscopy", "operation", 4.0, 70, 0.80),
    Load("knee_arthroscopy", "first_visit", 4.0, 62, 0.70),
    Load("prolapse", "operation", 5.0, 95, 0.75),
    Load("prolapse", "first_visit", 4.5, 60, 0.70),
    Load("colorectal_cancer", "investigation", 4.0, 14, 0.75),
    Load("colorectal_cancer", "first_visit", 1.5, 9, 0.60),
    Load("colorectal_cancer", "operation", 1.0, 24, 0.50),
    Load("breast_cancer", "investigation", 3.5, 11, 0.65),
    Load("breast_cancer", "first_visit", 1.2, 8, 0.55),
    Load("breast_cancer", "operation", 0.9, 22, 0.45),
    Load("prostate_cancer", "investigation", 3.0, 20, 0.75),
    Load("prostate_cancer", "first_visit", 2.5, 18, 0.70),
    Load("prostate_cancer", "operation", 1.4, 38, 0.60),
)

DIAGNOSIS_CODES: Mapping[str, tuple[str, ...]] = {
    "cataract": ("H251", "H251", "H259", "H250", "H269"),
    "hip_replacement": ("M161", "M161", "M169", "M160"),
    "knee_arthroscopy": ("M232", "M232", "M233", "M171"),
    "prolapse": ("N811", "N812", "N813", "N816"),
    "colorectal_cancer": ("C187", "C189", "C180", "C182", "C209", "C209"),
    "breast_cancer": ("C504", "C509", "C501", "C502", "D051"),
    "prostate_cancer": ("C619",),
}
PROCEDURE_CODES: Mapping[str, tuple[str, ...]] = {
    "cataract": ("CJE20", "CJE20", "CJE20", "CJE15"),
    "hip_replacement": ("NFB29", "NFB39", "NFB49", "NFB49"),
    "knee_arthroscopy": ("NGD11", "NGD11", "NGA11"),
    "prolapse": ("LEF00", "LEF03", "LEF10"),
}

PRIVATE_SHARE_OF_LOAD = 0.6
QUIET_WEEKS: Mapping[int, float] = {1: 0.4, 8: 0.9, 9: 0.85, 27: 0.6, 28: 0.35, 29: 0.3, 30: 0.3, 31: 0.35, 32: 0.6}
CHRISTMAS_WEEKS: Mapping[int, float] = {51: 0.75, 52: 0.3, 53: 0.3}


def season(iso_week: int) -> float:
    """How much of a normal week's planned care is done in the week: less in summer and at Christmas."""
    return {**QUIET_WEEKS, **CHRISTMAS_WEEKS}.get(iso_week, 1.0)
