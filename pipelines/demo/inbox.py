"""The demonstration: a national inbox of invented deliveries, every region with its own format and its own faults.

Here: the story from seed and day to files, and writing them complete before they are seen. Not here: any detail of it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines.demo.beds import days_until, demo_bed_rows
from pipelines.demo.capacity import demo_capacity_rows
from pipelines.demo.description import write_description
from pipelines.demo.draws import Draws
from pipelines.demo.files import FolderPlan, PlannedFile, RegionRows
from pipelines.demo.formats import FORMATS, RegionFormat
from pipelines.demo.national import RegionProfile, invent_profiles
from pipelines.demo.pathways import demo_pathway_rows
from pipelines.demo.performed import demo_performed_rows, demo_summary_rows
from pipelines.demo.plans import demo_agreement_rows, demo_plan_rows
from pipelines.demo.stories import tell_stories
from pipelines.demo.summary import DemoSummary
from pipelines.demo.text_file import write_text_file
from pipelines.demo.transfers import demo_transfer_rows
from pipelines.demo.units import CareUnit, invent_units, register_rows
from pipelines.demo.waiting import demo_queue, demo_waiting_rows
from pipelines.demo.workbook import write_workbook
from sources.reference_data import Reference, load_reference

WAITING_ROWS, SMALLEST_SCALE = 200_000, 0.01
MONTHS_SHOWN, WEEKS_SHOWN, BED_DAYS = 2, 8, 10
LATE_BEDS_DAYS, LATE_REPORT_DAYS = 9, 16
SENT_AT_HOUR, SECONDS_BETWEEN_FILES = 4, 20


def write_demo(home: Path, *, today: date, scale: float = 1.0, seed: int = 1) -> DemoSummary:
    """Writes the demonstration's inbox and the descriptions of its formats into a home.

    About 200,000 waiting rows at scale 1. The same day, scale and seed give the same bytes. Files are made complete
    beside the inbox and renamed in; those of the same name are replaced, others are left alone.

    Raises:
        ValueError: the scale is below 0.01, where a region's waiting list is too short to be partly wrong.
    """
    if not scale >= SMALLEST_SCALE:
        raise ValueError(f"the scale must be at least {SMALLEST_SCALE}, not {scale}")
    reference = load_reference(None)
    files = plan_demo(reference, today=today, scale=scale, seed=seed)
    (home / "inbox").mkdir(parents=True, exist_ok=True)
    for profile, planned in files.items():
        (home / "inbox" / profile.folder).mkdir(exist_ok=True)
        if planned:
            write_description(home / "regions" / profile.folder, planned)
    _write_files(home, [file for planned in files.values() for file in planned], today)
    return _summary(files, today=today, scale=scale, seed=seed)


def plan_demo(
    reference: Reference, *, today: date, scale: float, seed: int
) -> dict[RegionProfile, tuple[PlannedFile, ...]]:
    """The files of every region, not yet written; none for the regions that do not deliver."""
    profiles = invent_profiles(reference.in_force("regions", today), seed)
    styles = {style.region_code: style for style in FORMATS}
    delivering = [profile for profile in profiles if styles[profile.region_code].delivers]
    units = invent_units(profiles, seed)
    per_inhabitant = (
        WAITING_ROWS
        * scale
        / sum(profile.population * len(snapshot_days(styles[profile.region_code], today)) for profile in delivering)
    )
    codes = {profile.region_code for profile in delivering}
    country = _Country(
        regions=delivering,
        units=[unit for unit in units if unit.region_code in codes],
        per_inhabitant=per_inhabitant,
        today=today,
        scale=scale,
        draws=Draws(seed),
    )
    return {
        profile: tuple(_plan(profile, styles[profile.region_code], country, reference)) if profile in delivering else ()
        for profile in profiles
    }


def snapshot_days(style: RegionFormat, today: date) -> list[date]:
    """The days that a region's waiting lists show: month ends, or Sundays; a late region's end a month before."""
    if style.snapshots == "weeks":
        last = today - timedelta(days=today.isoweekday() % 7)
        return [last - timedelta(weeks=back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    ends = [today.replace(day=1) - timedelta(days=1)]
    while len(ends) < MONTHS_SHOWN + 1:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return sorted(ends[1:] if style.condition == "late" else ends[:MONTHS_SHOWN])


@dataclass(frozen=True)
class _Country:
    """What the regions have in common when their rows are made; `per_inhabitant` is how many wait, a head."""

    regions: Sequence[RegionProfile]
    units: Sequence[CareUnit]
    per_inhabitant: float
    today: date
    scale: float
    draws: Draws

    def rows_of(self, profile: RegionProfile, style: RegionFormat) -> RegionRows:
        """Everything that a region tells."""
        own = [unit for unit in self.units if unit.region_code == profile.region_code]
        draws, late = self.draws.within(profile.region_code), style.condition == "late"
        days = snapshot_days(style, self.today)
        waiting = profile.population * self.per_inhabitant
        queue = demo_queue(
            profile, own, waiting=waiting, first=days[0], last=days[-1], draws=draws.within("waiting"),
            patient_regions={each.region_code: each.population for each in self.regions if each is not profile},
        )  # fmt: skip
        reported = self.today - timedelta(days=LATE_REPORT_DAYS if late else 0)
        slack = {each.region_code: each.slack for each in self.regions}
        counted = self.today - timedelta(days=LATE_BEDS_DAYS if late else 0)
        return RegionRows(
            units=own,
            care_units=register_rows(own, self.today),
            waiting={day: demo_waiting_rows(queue, day) for day in days},
            free_capacity=demo_capacity_rows(
                profile, own, waiting=waiting, reported=reported, today=self.today, seed=draws.seed
            ),
            beds=demo_bed_rows(profile, own, days=days_until(counted, BED_DAYS), seed=draws.seed),
            waiting_summary=demo_summary_rows(demo_waiting_rows(queue, days[-1])),
            performed_care=demo_performed_rows(queue, after=days[0], until=days[-1], draws=draws.within("performed")),
            cancer_pathways=demo_pathway_rows(
                profile, own, scale=self.scale, today=reported, draws=draws.within("pathways")
            ),
            agreements=demo_agreement_rows(profile, own, reported, draws.within("agreements")),
            production_plan=demo_plan_rows(profile, own, waiting=waiting, today=reported, draws=draws.within("plan")),
            patient_transfers=demo_transfer_rows(
                profile, self.units, slack, scale=self.scale, today=reported, draws=draws.within("transfers")
            ),
        )


def _plan(
    profile: RegionProfile, style: RegionFormat, country: _Country, reference: Reference
) -> Sequence[PlannedFile]:
    rows = country.rows_of(profile, style)
    return list(FolderPlan(profile.folder, style, rows, reference, country.draws.within(profile.region_code)).files())


def _write_files(home: Path, files: Sequence[PlannedFile], today: date) -> None:
    """Registers are older than what refers to them; every file keeps the order in which it was sent.

    The files' time is yesterday's morning, so that a file is at rest whatever the clock says today.
    """
    sent = datetime.combine(today - timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=SENT_AT_HOUR)
    staging = Path(tempfile.mkdtemp(prefix=".demo-", dir=home))
    try:
        for number, file in enumerate(sorted(files, key=lambda file: not file.is_register)):
            made = staging / str(number)
            _write_file(made, file)
            when = (sent + timedelta(seconds=number * SECONDS_BETWEEN_FILES)).timestamp()
            os.utime(made, (when, when))
            target = home / "inbox" / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write_file(path: Path, file: PlannedFile) -> None:
    if file.style.container == "xlsx":
        write_workbook(path, file.sheets)
    else:
        write_text_file(path, file.sheets[0], encoding=file.style.encoding, delimiter=file.style.delimiter)


def _summary(
    files: dict[RegionProfile, tuple[PlannedFile, ...]], *, today: date, scale: float, seed: int
) -> DemoSummary:
    rows: Counter[str] = Counter()
    for file in (file for planned in files.values() for file in planned):
        for sheet in file.sheets:
            rows.update({sheet.kind: len(sheet.rows)} if sheet.kind else {})
    return DemoSummary(
        today=today,
        scale=scale,
        seed=seed,
        region_count=len(files),
        delivering_count=sum(bool(planned) for planned in files.values()),
        rows_by_kind=dict(rows),
        stories=tell_stories(
            files,
            {style.region_code: style for style in FORMATS},
            {style.region_code: snapshot_days(style, today)[-1] for style in FORMATS if style.delivers},
        ),
        expected_verdicts={file.path: file.verdict for planned in files.values() for file in planned},
    )
