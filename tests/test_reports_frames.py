"""Invented frames for the tests of the reports: 21 regions, 7 groups, 26 weeks; and that they are what reports read.

Every number is made by arithmetic on positions, so that the same frames come out everywhere.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from reports import swedish
from reports.content import Edition
from reports.picture import bound_of
from reports.tables import COLUMNS, columns_of

WEEK = "2026-W47"
AS_OF = date(2026, 11, 22)
REGIONS = [
    ("01", "AB", "Stockholm", 4, 6, 2480),
    ("03", "C", "Uppsala", 4, 5, 408),
    ("04", "D", "Sörmland", 3, 6, 302),
    ("05", "E", "Östergötland", 2, 6, 472),
    ("06", "F", "Jönköping", 2, 7, 369),
    ("07", "G", "Kronoberg", 2, 8, 204),
    ("08", "H", "Kalmar", 3, 7, 247),
    ("09", "I", "Gotland", 5, 7, 61),
    ("10", "K", "Blekinge", 3, 8, 158),
    ("12", "M", "Skåne", 1, 8, 1430),
    ("13", "N", "Halland", 1, 7, 346),
    ("14", "O", "Västra Götaland", 1, 6, 1770),
    ("17", "S", "Värmland", 1, 5, 284),
    ("18", "T", "Örebro", 2, 5, 309),
    ("19", "U", "Västmanland", 3, 5, 282),
    ("20", "W", "Dalarna", 2, 4, 287),
    ("21", "X", "Gävleborg", 3, 4, 287),
    ("22", "Y", "Västernorrland", 3, 3, 242),
    ("23", "Z", "Jämtland Härjedalen", 2, 3, 133),
    ("24", "AC", "Västerbotten", 3, 2, 278),
    ("25", "BD", "Norrbotten", 3, 1, 249),
]
GROUPS = [
    ("hip_replacement", "Höftprotes", 1.37, 0.36, 0.06),
    ("cataract", "Grå starr", 2.27, 0.16, 0.21),
    ("prolapse", "Framfall", 0.61, 0.39, 0.04),
    ("knee_arthroscopy", "Knäartroskopi", 0.25, 0.22, 0.09),
    ("colorectal_cancer", "Kolorektalcancer", 0.11, 0.06, 0.09),
    ("breast_cancer", "Bröstcancer", 0.09, 0.03, 0.15),
    ("prostate_cancer", "Prostatacancer", 0.17, 0.12, 0.05),
]
ABSENT = {"09": "late", "23": "returned"}


def edition(**changes: object) -> Edition:
    facts: dict[str, object] = {
        "week": WEEK,
        "as_of_date": AS_OF,
        "edition_id": "2026-v47",
        "version": 1,
        "preliminary": True,
        "data_version": "3f1c9a77e2b04d15",
        "software_version": "0.1.0",
        "run_id": "b81d0c44a9e7",
        "diarienummer": "S2026/01234",
        "contact": "lagesbild@exempel.se",
    }
    return Edition(**{**facts, **changes})  # type: ignore[arg-type]


def _wobble(*positions: int) -> float:
    value = 17
    for position in positions:
        value = (value * 31 + position * 97 + 13) % 1009
    return value / 1009


def _weeks(count: int = 26) -> list[str]:
    return [swedish.week_before(WEEK, back) for back in range(count - 1, -1, -1)]


def _waiting_row(week: str, code: str, group: str, care_type: str, counts: dict[str, int], regions: int) -> dict:
    eligible = counts["eligible_count"]
    share = counts["within_90_count"] / eligible if eligible else None
    day = swedish.monday_of(week) + timedelta(days=2)
    return {
        "week": week,
        "region_code": code,
        "diagnosis_group": group,
        "care_type": care_type,
        "oldest_snapshot_date": day - timedelta(days=0 if code != "00" else 16),
        "newest_snapshot_date": day,
        **counts,
        "patient_chosen_count": counts["waiting_count"] - eligible,
        "medical_count": eligible // 25,
        "within_90_share": share,
        "median_days": None if share is None else round(130 - 110 * share, 1),
        "p90_days": None if share is None else round(400 - 330 * share, 1),
        "estimated": False,
        "regions_reporting_count": regions,
        "regions_expected_count": 21,
    }


def _counts(week_index: int, region: int, group: int, population: int) -> dict[str, int]:
    _, _, rate, over, _ = GROUPS[group]
    trend = 1 + 0.004 * week_index * (1 if group % 2 else -1) + 0.03 * _wobble(week_index, region, group)
    waiting = int(rate * population * trend * (0.7 + 0.6 * _wobble(region, group)))
    eligible = waiting - waiting // 12
    over_90 = int(eligible * over * (0.5 + _wobble(group, region, 5)))
    return {
        "waiting_count": waiting,
        "eligible_count": eligible,
        "within_90_count": eligible - over_90,
        "over_90_count": over_90,
    }


def waiting_frame() -> pl.DataFrame:
    rows = []
    present = [(index, r) for index, r in enumerate(REGIONS) if r[0] not in ABSENT]
    for week_index, week in enumerate(_weeks()):
        for care_type, share in (("operation", 1.0), ("first_visit", 0.6)):
            country: dict[str, dict[str, int]] = {}
            for index, (code, _, _, _, _, population) in present:
                whole: dict[str, int] = {}
                for number, (group, *_rest) in enumerate(GROUPS):
                    counts = _counts(week_index, index, number, int(population * share))
                    rows.append(_waiting_row(week, code, group, care_type, counts, 1))
                    for sums in (whole, country.setdefault(group, {}), country.setdefault("all", {})):
                        for key, value in counts.items():
                            sums[key] = sums.get(key, 0) + value
                rows.append(_waiting_row(week, code, "all", care_type, whole, 1))
            rows += [_waiting_row(week, "00", g, care_type, counts, len(present)) for g, counts in country.items()]
    return pl.DataFrame(rows, infer_schema_length=None)


def balance_frame(waiting: pl.DataFrame) -> pl.DataFrame:
    rows = []
    populations = {code: (index, population) for index, (code, *_rest, population) in enumerate(REGIONS)}
    numbers = {group: number for number, (group, *_rest) in enumerate(GROUPS)}
    recent = waiting.filter(pl.col("week").is_in(_weeks(2)), pl.col("region_code") != "00")
    for row in recent.filter(pl.col("diagnosis_group") != "all").iter_rows(named=True):
        index, population = populations[row["region_code"]]
        rate = GROUPS[numbers[row["diagnosis_group"]]][4]
        wobble = _wobble(index, numbers[row["diagnosis_group"]], 3)
        free = int(population * rate * 4 * wobble**3) + (3 if row["week"] == WEEK else 0)
        rows.append(
            {k: row[k] for k in ("week", "region_code", "diagnosis_group", "care_type", "over_90_count")}
            | {
                "slots_free_own_count": free,
                "slots_free_healthcare_region_count": free * 3 // 4,
                "slots_free_nation_count": free // 2,
                "slots_regions_count": 1,
            }
        )
    regions = pl.DataFrame(rows)
    sums = pl.col("over_90_count", "^slots_.*$").sum()
    by_group = regions.group_by("week", "diagnosis_group", "care_type").agg(sums).with_columns(region_code=pl.lit("00"))
    parts = pl.concat([regions, by_group.select(regions.columns)])
    alls = parts.group_by("week", "region_code", "care_type").agg(sums).with_columns(diagnosis_group=pl.lit("all"))
    whole = pl.concat([parts, alls.select(regions.columns)])
    whole = whole.with_columns(
        gap_count=pl.col("over_90_count") - pl.col("slots_free_own_count"), weeks_to_clear=pl.lit(None, pl.Float64)
    ).sort("week", "region_code", "diagnosis_group", "care_type")
    return known(whole, "gap_count", *(name for name in whole.columns if name.startswith("slots_free")))


def known(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The frame with the bounds of figures that are known: equal to the figures themselves."""
    return frame.with_columns(pl.col(name).alias(bound_of(name, bound)) for name in names for bound in ("low", "high"))


def beds_frame() -> pl.DataFrame:
    rows = []
    for index, (code, *_rest, population) in enumerate(REGIONS):
        for kind, rate in (("somatic", 1.62), ("psychiatric", 0.39)):
            for back in range(9):
                day = AS_OF - timedelta(days=back + (5 if code == "17" else 0))
                available = float(int(population * rate))
                occupied = float(int(available * (0.9 + 0.16 * _wobble(index, back, 2))))
                over = float(int(available * 0.05 * _wobble(index, back)))
                displaced = None if code == "20" else float(int(available * 0.02 * _wobble(index, back, 9)))
                share = occupied / available
                rows.append(
                    {
                        "date": day,
                        "level": "region",
                        "region_code": code,
                        "care_unit_id": None,
                        "bed_kind": kind,
                        "established_count": available,
                        "available_count": available,
                        "occupied_count": occupied,
                        "overcrowded_count": over,
                        "overcrowded_available_count": available,
                        "displaced_count": displaced,
                        "displaced_available_count": None if displaced is None else available,
                        "occupancy_share": share,
                        "overcrowded_per_100": 100 * over / available,
                        "displaced_per_100": None if displaced is None else 100 * displaced / available,
                        "target_low_share": 0.85,
                        "target_high_share": 0.9,
                        "status": "above" if share > 0.9 else "within" if share >= 0.85 else "below",
                        "regions_reporting_count": 1,
                    }
                )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return known(frame, *(name for name in frame.columns if name.endswith(("_count", "occupancy_share", "_per_100"))))


def intensive_care_frame() -> pl.DataFrame:
    rows = []
    for index, (code, *_rest, population) in enumerate(REGIONS):
        available = float(max(3, population * 5 // 100))
        occupied = float(int(available * (0.6 + 0.4 * _wobble(index, 4))))
        has_ecmo = code in ("01", "12", "14", "24")
        rows.append(
            {
                "date": AS_OF,
                "region_code": code,
                "intensive_care_available_count": available,
                "intensive_care_occupied_count": occupied,
                "intensive_care_free_count": available - occupied,
                "ecmo_available_count": 4.0 if has_ecmo else None,
                "ecmo_occupied_count": 3.0 if has_ecmo else None,
                "ecmo_free_count": 1.0 if has_ecmo else None,
                "report_age_days": 0,
                "regions_reporting_count": 1,
            }
        )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return known(frame, *(name for name in frame.columns if name.startswith(("intensive_care", "ecmo"))))


def delivery_status_frame() -> pl.DataFrame:
    rows = []
    special = {
        ("09", "waiting_list"): "late",
        ("23", "waiting_list"): "returned",
        ("17", "beds"): "stale",
        ("09", "free_capacity"): "missing",
        ("12", "waiting_list"): "with_remarks",
        ("05", "care_units"): "with_remarks",
        ("20", "patient_transfers"): "missing",
        ("03", "patient_transfers"): "late",
        ("23", "free_capacity"): "stale",
    }
    for code, *_rest in REGIONS:
        for kind in ("waiting_list", "free_capacity", "beds", "patient_transfers", "care_units"):
            status = special.get((code, kind), "delivered")
            known = status != "missing"
            rows.append(
                {
                    "week": WEEK,
                    "region_code": code,
                    "kind": kind,
                    "expected_by": AS_OF - timedelta(days=12),
                    "received_at": "2026-11-20T08:14:00" if known else None,
                    "status": status,
                    "accepted_count": 4192 if known else None,
                    "refused_count": 18 if status == "with_remarks" else 0,
                    "age_days": (51 if status in ("late", "stale") else 4) if known else None,
                    "late": status == "late",
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def transfers_frame() -> pl.DataFrame:
    rows = []
    for index, (home, *_rest, population) in enumerate(REGIONS):
        for step in range(1, 5):
            care = REGIONS[(index * 5 + step * 3) % 21][0]
            for number, (group, *_more) in enumerate(GROUPS[:4]):
                offered = int(population * 0.02 * _wobble(index, step, number))
                reason = ("care_guarantee", "shorter_wait", "free_capacity", "patient_choice")[(step + number) % 4]
                rows.append(
                    {
                        "year": 2025,
                        "home_region": home,
                        "care_region": care,
                        "diagnosis_group": group,
                        "care_type": "operation",
                        "ownership": "private" if step % 2 else "public",
                        "reason": reason,
                        "agreement_kind": ("own_agreement", "other_region_agreement", "national_agreement")[step % 3],
                        "offered_count": offered,
                        "accepted_count": offered * 3 // 4,
                        "treated_count": offered * 2 // 3,
                        "patients_count": offered * 2 // 3,
                        "median_waited_days": 95.0,
                    }
                )
    return pl.DataFrame(rows, infer_schema_length=None)


def reference_frames() -> dict[str, pl.DataFrame]:
    dated = {"valid_from": date(2026, 1, 1), "valid_to": None, "source": "Påhittad för test", "verified": True}

    def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
        return pl.DataFrame([{**dated, **row} for row in rows], infer_schema_length=None).with_columns(
            pl.col("valid_to").cast(pl.Date)
        )

    regions = [
        {
            "region_code": c,
            "letter": letter,
            "region_name": f"Region {n}",
            "short_name": n,
            "tile_column": x,
            "tile_row": y,
        }
        for c, letter, n, x, y, _ in REGIONS
    ]
    groups = [{"diagnosis_group": g, "title": t, "sort_order": i} for i, (g, t, *_rest) in enumerate(GROUPS)]
    indicators = [
        {
            "indicator_id": i,
            "version": "1",
            "title": t,
            "population": "Väntande till operation eller åtgärd",
            "exclusions": "Patientvald väntan",
            "formula": f,
            "unit": u,
            "legal_source": "Patientlagen (2014:821)",
        }
        for i, t, f, u in (
            ("waiting_count", "Väntande", "antal rader", "antal"),
            ("over_90_count", "Väntat över 90 dagar", "antal med väntetid > 90", "antal"),
            ("within_90_share", "Väntat högst 90 dagar", "inom 90 / alla", "andel"),
            ("median_days", "Medianväntetid", "median", "dagar"),
            ("occupancy_share", "Beläggning", "belagda / disponibla", "andel"),
        )
    ]
    return {
        "reference.regions": frame(regions),
        "reference.healthcare_regions": frame([{"healthcare_region": "norra", "title": "Norra"}]),
        "reference.diagnosis_groups": frame(groups),
        "reference.indicators": frame(indicators),
        "reference.guarantee_limits": frame([{"limit_id": "operation", "care_type": "operation", "limit_days": 90}]),
        "reference.greatest_ages": frame([{"kind": "beds", "greatest_age_days": 2}]),
        "reference.bed_targets": frame(
            [
                {
                    "level": "region",
                    "bed_kind": "somatic",
                    "target_low_share": 0.85,
                    "target_high_share": 0.9,
                    "verified": False,
                }
            ]
        ),
    }


def all_tables() -> dict[str, pl.DataFrame]:
    waiting = waiting_frame()
    return {
        "mart.picture": pl.DataFrame({"as_of_date": [AS_OF]}),
        "mart.waiting_by_diagnosis": waiting,
        "mart.balance_by_diagnosis": balance_frame(waiting),
        "mart.beds": beds_frame(),
        "mart.intensive_care": intensive_care_frame(),
        "mart.delivery_status": delivery_status_frame(),
        "mart.transfers_by_year": transfers_frame(),
        **reference_frames(),
    }


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_frames_hold_what_reports_read(name: str) -> None:
    assert set(columns_of(name)) <= set(all_tables()[name].columns)
