"""The tables against the plain second implementation, on small random archives, to the last digit."""

from __future__ import annotations

import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.picture_archive import REFERENCE, Archive, day
from tests.picture_by_hand import ByHand

TODAY = day("2026-05-06")
SENDERS = ("12", "13", "14", "00")
UNITS = ("U1", "U2", "101")
CODES = (
    ("NFB49", None, None),
    (None, "M160", None),
    ("NGA11", "M160", "cataract"),
    ("ZZZ00", "H259", None),
    (None, "Z000", "prolapse"),
    (None, "Z000", None),
)
SNAPSHOTS = [TODAY - timedelta(days=days) for days in (0, 3, 9, 45, 46)]
SUSPICIONS = ("2019-05-01", "2022-06-30", "2022-07-01", "2024-01-23", "2024-01-24", "2026-01-31", "2026-02-01")
WEEKS = [(TODAY + timedelta(days=7 * ahead)).strftime("%G-W%V") for ahead in (-1, 1, 12, 13)]
GROUP = ("region_code", "diagnosis_group", "care_type")
SLOTS = ("slots_free_healthcare_region_count", "slots_free_nation_count")
MOST_SLOTS = ("slots_free_healthcare_region_high_count", "slots_free_nation_high_count")
COMPARED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mart.waiting_by_diagnosis": (
        ("week", *GROUP),
        ("oldest_snapshot_date", "newest_snapshot_date", "waiting_count", "patient_chosen_count", "medical_count",
         "eligible_count", "within_90_count", "over_90_count", "within_90_share", "median_days", "p90_days",
         "regions_reporting_count"),
    ),
    "mart.capacity_by_diagnosis": (
        ("slot_week", *GROUP),
        ("slots_total_count", "slots_free_count", *SLOTS, "slots_total_high_count", "slots_free_high_count",
         *MOST_SLOTS, "units_reporting_count", "stale_units_count"),
    ),
    "mart.balance_by_diagnosis": (
        ("week", *GROUP),
        ("over_90_count", "slots_free_own_count", *SLOTS, "slots_free_own_high_count", *MOST_SLOTS, "gap_count",
         "gap_low_count", "gap_high_count"),
    ),
    "mart.beds": (
        ("date", "level", "region_code", "care_unit_id", "bed_kind"),
        ("established_count", "available_count", "occupied_count", "overcrowded_count", "displaced_count",
         "established_high_count", "available_high_count", "occupied_high_count", "overcrowded_high_count",
         "displaced_high_count", "occupancy_low_share", "overcrowded_low_per_100", "displaced_low_per_100",
         "occupancy_high_share", "overcrowded_high_per_100", "displaced_high_per_100", "occupancy_share",
         "overcrowded_per_100", "displaced_per_100", "status", "regions_reporting_count"),
    ),
    "mart.performed_by_diagnosis": (
        ("month", *GROUP),
        ("performed_count", "performed_elsewhere_count", "eligible_count", "within_90_count", "within_90_share",
         "median_days", "p90_days", "patients_count", "regions_reporting_count", "ungrouped_count"),
    ),
    "mart.cancer_lead_times": (
        ("half_year", "region_code", "pathway", "branch", "treatment"),
        ("cases_count", "within_limit_count", "within_limit_share", "limit_days", "limit_version", "limit_verified",
         "median_days",
         "p90_days", "goal_share", "regions_reporting_count"),
    ),
    "mart.transfers_by_year": (
        ("year", "home_region", "care_region", "diagnosis_group", "care_type", "ownership", "reason",
         "agreement_kind"),
        ("offered_count", "accepted_count", "treated_count", "patients_count", "median_waited_days",
         "reported_by_care_region_count"),
    ),
}  # fmt: skip
"""The grain and the columns of each table that are worked out a second time."""

MADE_OF = {
    "mart.waiting_by_diagnosis": ("waiting_list",),
    "mart.capacity_by_diagnosis": ("free_capacity", "waiting_list"),
    "mart.balance_by_diagnosis": ("free_capacity", "waiting_list"),
    "mart.beds": ("beds",),
    "mart.performed_by_diagnosis": ("performed_care",),
    "mart.cancer_lead_times": ("cancer_pathways",),
    "mart.transfers_by_year": ("patient_transfers",),
}
"""The kinds that a random archive is filled with for a table."""


def waiting_row(draw: random.Random) -> dict[str, Any]:
    snapshot, start = draw.choice(SNAPSHOTS), draw.choice([0, 1, 50, 89, 90, 91, 92, 200, 365])
    procedure, diagnosis, group = draw.choice(CODES)
    started = snapshot - timedelta(days=start)
    return {
        "snapshot_date": snapshot,
        "care_unit_id": draw.choice(UNITS),
        "care_type": draw.choice(["operation", "operation", "first_visit"]),
        "procedure_code": procedure,
        "diagnosis_code": diagnosis,
        "diagnosis_group": group,
        "referral_date": started,
        "decision_date": started,
        "deviation": draw.choice([None, None, None, "patient_chosen", "medical"]),
    }


def count(draw: random.Random, stem: str, values: list[Any]) -> dict[str, Any]:
    """A count with its upper bound: mostly known, now and then withheld."""
    known = draw.choice(values)
    least, most = draw.choice([*[(known, known)] * 8, (1, 4), (1, None)])
    return {f"{stem}_count": least, f"{stem}_high_count": most}


def capacity_row(draw: random.Random) -> dict[str, Any]:
    reported = TODAY - timedelta(days=draw.choice([5, 6, 7, 8, 20]))  # none after its receipt
    return {
        "week": draw.choice(WEEKS),
        "care_unit_id": draw.choice(UNITS),
        "diagnosis_group": draw.choice(["hip_replacement", "cataract"]),
        "care_type": "operation",
        **count(draw, "slots_total", [None, 10, 20]),
        **count(draw, "slots_free", [0, 1, 2, 3, 4, 5]),
        "slot_kind": draw.choice(["procedures", "procedures", "procedures", "visits", "hours"]),
        "accepts_from": draw.choice(["own_region", "healthcare_region", "nation", "none"]),
        "reported_date": reported,
        "valid_until": draw.choice([None, None, reported + timedelta(days=1), TODAY + timedelta(days=30)]),
    }


def beds_row(draw: random.Random) -> dict[str, Any]:
    return {
        "date": draw.choice(SNAPSHOTS[:2]),
        "care_unit_id": draw.choice(UNITS),
        "bed_kind": draw.choice(["somatic", "somatic", "ecmo"]),
        **count(draw, "established", [None, 12.0]),
        **count(draw, "available", [0.0, 10.1, 10.2, 20.3, 118510.3956]),
        **count(draw, "occupied", [0.0, 9.0, 9.1, 21.7]),
        **count(draw, "overcrowded", [None, 0.0, 1.3]),
        **count(draw, "displaced", [None, 2.0]),
    }


def transfer_row(draw: random.Random) -> dict[str, Any]:
    offered = day("2025-12-20") + timedelta(days=draw.choice([0, 5, 40]))
    procedure, diagnosis, group = draw.choice(CODES)
    return {
        "case_id": draw.choice(["A1", "A2", "A3"]),
        "home_region": draw.choice(SENDERS[:3]),
        "procedure_code": procedure,
        "diagnosis_code": diagnosis,
        "diagnosis_group": group,
        "offered_date": offered,
        "answer": draw.choice([None, "accepted", "declined"]),
        "care_unit_id": draw.choice([None, *UNITS]),
        "care_region": draw.choice([None, "14"]),
        "ownership": draw.choice([None, "private"]),
        "treated_date": draw.choice([None, offered + timedelta(days=15)]),
        "reason": draw.choice(["care_guarantee", "care_guarantee", "patient_choice", "emergency"]),
        "waited_days": draw.choice([None, 10, 11, 120]),
        "reporter_role": draw.choice(["home_region", "home_region", "care_region"]),
        "patient_key": draw.choice([None, "p1", "p2"]),
    }


def unit_row(draw: random.Random) -> dict[str, Any]:
    return {
        "care_unit_id": draw.choice(UNITS),
        "region_code": draw.choice([None, *SENDERS[:3]]),
        "ownership": draw.choice(["public", "private"]),
    }


def performed_row(draw: random.Random) -> dict[str, Any]:
    performed = day(draw.choice(["2017-03-31", "2017-04-01", "2026-03-31", "2026-04-01", "2026-04-20"]))
    started = performed - timedelta(days=draw.choice([0, 1, 50, 89, 90, 91, 365]))
    procedure, diagnosis, group = draw.choice(CODES)
    planned = draw.choice([None, "yes", "yes", "no"])
    return {
        "performed_date": performed,
        "care_unit_id": draw.choice(UNITS),
        "care_type": draw.choice(["operation", "operation", "first_visit", "investigation"]),
        "procedure_code": procedure,
        "diagnosis_code": diagnosis,
        "diagnosis_group": group,
        "referral_date": None if planned == "no" else started,
        "decision_date": None if planned == "no" else started,
        "deviation": draw.choice([None, None, None, "patient_chosen", "medical"]),
        "patient_region": draw.choice(["12", "12", "13", "14", None]),
        "patient_key": draw.choice([None, "p1", "p2", "p3"]),
        "planned": planned,
    }


def pathway_row(draw: random.Random) -> dict[str, Any]:
    suspicion, days = day(draw.choice(SUSPICIONS)), draw.choice([None, 0, 25, 26, 28, 35, 36, 39, 46, 53, 60, 61, 99])
    return {
        "pathway": draw.choice(["breast_cancer", "breast_cancer", "colorectal_cancer", "prostate_cancer"]),
        "branch": draw.choice([None, "basic", "extended"]),
        "treatment": draw.choice([None, "surgery", "surgery", "drug", "palliative", "other"]),
        "suspicion_date": suspicion,
        "treatment_date": None if days is None else suspicion + timedelta(days=days),
        "patient_region": draw.choice(["12", "12", "13", None]),
        "care_unit_id": draw.choice([*UNITS, None]),
    }


def slot_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[c] for c in ("week", "care_unit_id", "diagnosis_group", "slot_kind", "reported_date"))


ROWS: dict[str, tuple[Any, Any, int, Any]] = {
    "waiting_list": (waiting_row, None, 4, lambda draw: str(draw.choice(SNAPSHOTS))),
    "free_capacity": (capacity_row, slot_key, 5, lambda draw: WEEKS[1]),
    "beds": (
        beds_row,
        lambda r: (r["date"], r["care_unit_id"], r["bed_kind"]),
        4,
        lambda draw: str(draw.choice(SNAPSHOTS[:2])),
    ),
    "patient_transfers": (transfer_row, lambda r: r["case_id"], 3, lambda draw: "2026"),
    "performed_care": (performed_row, None, 9, lambda draw: draw.choice(["2026-03", "2026-04"])),
    "cancer_pathways": (pathway_row, None, 9, lambda draw: draw.choice(SUSPICIONS)[:7]),
}
"""Per kind: how to make a row, the key that a file may hold once, the most rows of a file, an empty file's period."""


def deliver_at_random(archive: Archive, draw: random.Random, kinds: tuple[str, ...]) -> None:
    """A few registers, then some twelve deliveries of the kinds, with all that can happen to them."""
    for _ in range(draw.randint(0, 4)):
        rows = {row["care_unit_id"]: row for row in (unit_row(draw) for _ in range(3))}
        archive.deliver(draw.choice(SENDERS), {"care_units": list(rows.values())}, at_random(draw))
    for _ in range(draw.randint(6, 14)):
        kind = draw.choice(kinds)
        make, key, most, empty = ROWS[kind]
        rows = [make(draw) for _ in range(draw.choice([0, *range(1, most + 1)]))]
        if key is not None:
            rows = list({key(row): row for row in rows}.values())
        region, received = draw.choice(SENDERS), at_random(draw)
        delivery = archive.deliver(
            region,
            {kind: rows},
            received,
            complete=[kind] if draw.random() < 0.25 else [],
            verdicts={kind: draw.choice(["accepted", "accepted", "accepted_with_remarks", "returned"])},
            verdict=draw.choice([None, None, None, None, "duplicate"]),
            empty_period=empty(draw),
            modified=draw.choice(["2026-04-01T00:00:00+00:00", "2026-04-02T00:00:00+00:00"]),
            file_name=draw.choice(["a.xlsx", "b.xlsx"]),
        )
        if draw.random() < 0.1:
            archive.withdraw(delivery, "2026-05-06T06:00:00+02:00")
    draw.shuffle(archive.deliveries)


def at_random(draw: random.Random) -> str:
    return f"2026-05-0{draw.randint(1, 6)}T{draw.choice(['08:00', '12:00', '23:30'])}:00+02:00"


def table(frame: pl.DataFrame, key: tuple[str, ...], columns: tuple[str, ...]) -> dict[Any, Any]:
    found = {row[: len(key)]: row[len(key) :] for row in frame.select(*key, *columns).rows()}
    assert len(found) == frame.height
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kinds", dict.fromkeys(MADE_OF.values()))
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a smaller seed is no smaller archive
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(10**6, 10**9), as_of=st.sampled_from(["2026-05-04", "2026-05-06", "2026-05-06"]))
def test_the_tables_equal_the_plain_second_implementation(kinds: tuple[str, ...], seed: int, as_of: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        deliver_at_random(archive, random.Random(seed), kinds)
        frames = archive.build_all([key for key, made_of in MADE_OF.items() if made_of == kinds], as_of)
        compare(frames, ByHand(archive.deliveries, REFERENCE, day(as_of)))


def compare(frames: dict[str, pl.DataFrame], by_hand: ByHand) -> None:
    for key, frame in frames.items():
        grain, columns = COMPARED[key]
        assert table(frame, grain, columns) == getattr(by_hand, key.removeprefix("mart."))(), key
