"""The demonstration's hospitals and clinics, public and private, all of them plainly invented.

Here: which units a region has, what they do, how large they are, and their register rows. Not here: waiting, free
slots or beds. Names say that they are invented, ids begin with DEMO, contacts are function addresses in the reserved
domain `.invalid` (RFC 2606).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.demo.national import RegionProfile

PLACE_BEGINNINGS = (
    "Norr", "Söder", "Öster", "Väster", "Sjö", "Berg", "Skog", "Humle", "Björk", "Gran", "Lind", "Ek",
    "Ask", "Alm", "Rönn", "Hassel", "Ljung", "Sten", "Sand", "Kvarn",
)  # fmt: skip
PLACE_ENDINGS = ("stad", "mosse", "lunda", "åsa", "holma", "vålla", "klev", "mark")
"""Joined with the beginnings they make no town that has a hospital."""

CLINICS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Kirurgkliniken", "somatic", ("colorectal_cancer", "breast_cancer")),
    ("Ortopedkliniken", "somatic", ("hip_replacement", "knee_arthroscopy")),
    ("Urologkliniken", "somatic", ("prostate_cancer",)),
    ("Kvinnokliniken", "somatic", ("prolapse",)),
    ("Ögonkliniken", "", ("cataract",)),
    ("Medicinkliniken", "somatic", ()),
    ("Psykiatriska kliniken", "psychiatric", ()),
    ("Intensivvårdsavdelningen", "intensive_care", ()),
)
PRIVATE_CLINICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ögonkliniken", ("cataract",)),
    ("ledkliniken", ("hip_replacement", "knee_arthroscopy")),
    ("kvinnohälsan", ("prolapse",)),
    ("specialistkliniken", ("prostate_cancer", "knee_arthroscopy")),
)
INHABITANTS_PER_HOSPITAL = 170_000
INHABITANTS_PER_PRIVATE_CLINIC = 260_000
HALLAND = "13"
HALLAND_MUNICIPALITIES = ("1380", "1383")


@dataclass(frozen=True)
class CareUnit:
    """One invented unit; `size` is its share of the region, `bed_kind` is empty where it has no beds."""

    care_unit_id: str
    care_unit_name: str
    region_code: str
    healthcare_region: str
    hospital: str
    hospital_id: str
    municipality_code: str | None
    ownership: str
    bed_kind: str
    has_ecmo: bool
    diagnosis_groups: tuple[str, ...]
    size: float
    latitude: float
    longitude: float
    contact: str


def invent_units(profiles: Sequence[RegionProfile], seed: int) -> tuple[CareUnit, ...]:
    """All units of the country, in the order of regions and ids; a hospital itself is a unit too."""
    places = _invent_places(seed)
    return tuple(unit for profile in profiles for unit in _units_of_region(profile, places, seed))


def _invent_places(seed: int) -> Iterator[str]:
    names = [beginning + ending for beginning in PLACE_BEGINNINGS for ending in PLACE_ENDINGS]
    random.Random(f"{seed}/places").shuffle(names)  # noqa: S311 - invented names, no secret
    return iter(names)


def _units_of_region(profile: RegionProfile, places: Iterator[str], seed: int) -> Iterator[CareUnit]:
    chance = random.Random(f"{seed}/units/{profile.region_code}")  # noqa: S311 - invented figures, no secret
    hospitals = max(1, min(12, round(profile.population / INHABITANTS_PER_HOSPITAL)))
    sizes = [chance.uniform(0.6, 1.4) / (1 + 0.25 * number) for number in range(hospitals)]
    for number, size in enumerate(sizes, start=1):
        yield from _units_of_hospital(profile, number, next(places), size / sum(sizes), chance)
    for number in range(1, round(profile.population / INHABITANTS_PER_PRIVATE_CLINIC) + 1):
        yield _private_unit(profile, number, next(places), chance)


def _units_of_hospital(
    profile: RegionProfile, number: int, place: str, size: float, chance: random.Random
) -> Iterator[CareUnit]:
    university = number == 1 and profile.has_university_hospital
    hospital = f"Påhittade {'universitetssjukhuset' if university else 'sjukhuset'} i {place}"
    hospital_id = f"DEMO-{profile.region_code}-{number:02d}00"
    latitude, longitude = _place_on_map(profile, number, chance)
    municipality = HALLAND_MUNICIPALITIES[number % 2] if profile.region_code == HALLAND else None
    for position, (clinic, bed_kind, groups) in enumerate((("", "", ()), *CLINICS)):
        yield CareUnit(
            care_unit_id=f"{hospital_id[:-2]}{position:02d}",
            care_unit_name=f"{hospital}, {clinic[0].lower()}{clinic[1:]}" if clinic else hospital,
            region_code=profile.region_code,
            healthcare_region=profile.healthcare_region,
            hospital=hospital,
            hospital_id=hospital_id,
            municipality_code=municipality,
            ownership="public",
            bed_kind=bed_kind,
            has_ecmo=university and profile.has_ecmo and bed_kind == "intensive_care",
            diagnosis_groups=groups,
            size=size,
            latitude=latitude,
            longitude=longitude,
            contact=f"vardplanering.{_ascii(place)}@exempel.invalid",
        )


def _private_unit(profile: RegionProfile, number: int, place: str, chance: random.Random) -> CareUnit:
    clinic, groups = PRIVATE_CLINICS[(number - 1) % len(PRIVATE_CLINICS)]
    latitude, longitude = _place_on_map(profile, number, chance)
    name = f"Påhittade {clinic} i {place}"
    return CareUnit(
        care_unit_id=f"DEMO-{profile.region_code}-P{number:02d}",
        care_unit_name=name,
        region_code=profile.region_code,
        healthcare_region=profile.healthcare_region,
        hospital=name,
        hospital_id=f"DEMO-{profile.region_code}-P{number:02d}",
        municipality_code=None,
        ownership="private",
        bed_kind="",
        has_ecmo=False,
        diagnosis_groups=groups,
        size=chance.uniform(0.1, 0.35),
        latitude=latitude,
        longitude=longitude,
        contact=f"ledig.tid.{_ascii(place)}@exempel.invalid",
    )


def _place_on_map(profile: RegionProfile, number: int, chance: random.Random) -> tuple[float, float]:
    """The first hospital lies in the region's main town, the others somewhere around it."""
    spread = 0.0 if number == 1 else 0.3
    latitude = profile.latitude + chance.uniform(-spread, spread)
    return round(latitude, 2), round(profile.longitude + chance.uniform(-spread, spread), 2)


def _ascii(place: str) -> str:
    return place.lower().translate(str.maketrans("åäö", "aao"))


def register_rows(units: Sequence[CareUnit], today: date) -> pl.DataFrame:
    """The units as rows of the kind `care_units`; groups as ids joined by a comma."""
    opened = date(today.year - 4, 1, 1)
    return pl.DataFrame(
        {
            "care_unit_id": [unit.care_unit_id for unit in units],
            "care_unit_name": [unit.care_unit_name for unit in units],
            "region_code": [unit.region_code for unit in units],
            "municipality_code": pl.Series([unit.municipality_code for unit in units], dtype=pl.String),
            "ownership": [unit.ownership for unit in units],
            "diagnosis_groups": [",".join(unit.diagnosis_groups) or None for unit in units],
            "latitude": [unit.latitude for unit in units],
            "longitude": [unit.longitude for unit in units],
            "contact": [unit.contact for unit in units],
            "valid_from": [opened] * len(units),
        },
        schema_overrides={"diagnosis_groups": pl.String, "valid_from": pl.Date},
    )
