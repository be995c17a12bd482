"""The country that the demonstration takes place in: how many live in each region, and how the regions differ.

Here: one profile per region, from the reference data's regions and a population weight. Not here: the units
(`units.py`), or how a region writes its files (`formats.py`). Populations are rounded weights for plausible volumes
and are used for nothing else; pressure and slack are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import polars as pl

POPULATIONS = {
    "01": 2_480_000,
    "03": 410_000,
    "04": 302_000,
    "05": 473_000,
    "06": 370_000,
    "07": 204_000,
    "08": 247_000,
    "09": 61_000,
    "10": 158_000,
    "12": 1_430_000,
    "13": 345_000,
    "14": 1_780_000,
    "17": 283_000,
    "18": 309_000,
    "19": 281_000,
    "20": 288_000,
    "21": 286_000,
    "22": 242_000,
    "23": 132_000,
    "24": 280_000,
    "25": 248_000,
}
UNIVERSITY_REGIONS = frozenset({"01", "03", "05", "12", "14", "18", "24"})
ECMO_REGIONS = frozenset({"01", "12", "14"})


@dataclass(frozen=True)
class RegionProfile:
    """One region of the demonstration.

    `pressure` stretches its waiting times (1 is the country's), `slack` its free slots.
    """

    region_code: str
    region_name: str
    folder: str
    healthcare_region: str
    latitude: float
    longitude: float
    population: int
    pressure: float
    slack: float

    @property
    def has_university_hospital(self) -> bool:
        """Whether its first hospital is a university hospital."""
        return self.region_code in UNIVERSITY_REGIONS

    @property
    def has_ecmo(self) -> bool:
        """Whether its university hospital has ECMO beds."""
        return self.region_code in ECMO_REGIONS


def invent_profiles(regions: pl.DataFrame, seed: int) -> tuple[RegionProfile, ...]:
    """The regions of the reference data in the order of their codes; pressure and slack follow from the seed."""
    return tuple(_invent_profile(row, seed) for row in regions.sort("region_code").iter_rows(named=True))


def _invent_profile(row: dict[str, object], seed: int) -> RegionProfile:
    code = str(row["region_code"])
    chance = random.Random(f"{seed}/region/{code}")  # noqa: S311 - invented figures, no secret
    return RegionProfile(
        region_code=code,
        region_name=str(row["region_name"]),
        folder=str(row["folder"]),
        healthcare_region=str(row["healthcare_region"]),
        latitude=float(str(row["latitude"])),
        longitude=float(str(row["longitude"])),
        population=POPULATIONS[code],
        pressure=chance.uniform(0.7, 1.5),
        slack=min(chance.lognormvariate(0.0, 0.7), 3.0),
    )
