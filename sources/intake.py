"""Taking in: from the inbox to the archive and the outbox, so that nothing is lost whenever the process is killed.

For each file: a staged copy beside the archive is examined in a child process and made complete; a note of intent is
written; the folder is renamed into the archive (from then on it is a fact); the receipt is put in the outbox; only then
does the file leave the inbox, and the note goes. A run begins by finishing what the last one left.
Not here: what a file means (`sources/examining.py`), how a receipt looks (it is given as a function).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sources import archive as archives
from sources.archive import Delivery, delivery_as_json
from sources.changes import read_units
from sources.comparing import compare
from sources.descriptions import Description, DescriptionError, load_description
from sources.examination import Examination
from sources.examining import Task, examine, refuse_unreadable
from sources.fault_places import FILE_NAME as FAULTS
from sources.fault_places import note_unknown_units
from sources.handing_over import Prepared, Taken, finish_last_run, hand_over
from sources.inbox import InboxFile, LeftAlone, folders_by_code, look_settled
from sources.marking.task import Marked, Marker, can_be_marked, marked_name
from sources.outbox import Render, as_json, make_marker
from sources.places import Places
from sources.reading import Limits, ReaderPool, UnreadableFile, trace_of
from sources.receipts import compose_receipt, name_marked_workbook
from sources.reference_data import Reference
from sources.screening import mask_identity_numbers
from sources.staging import Staged, stage_files
from sources.standing import Standing

WRITERS = 4
"""Threads that write small files: most of that time goes by in waiting for the disk."""


@dataclass(frozen=True)
class IntakeRules:
    """What an operator can set about taking in."""

    settle_seconds: float = 2.0
    refused_share_limit: float = 0.10
    limits: Limits = field(default_factory=Limits)
    quarantine_days: int = 0


@dataclass(frozen=True)
class Intake:
    """What one run of taking in did."""

    taken: tuple[Taken, ...]
    left_alone: tuple[LeftAlone, ...]


@dataclass(frozen=True)
class Run:
    """What stays the same for all files of one run.

    `received` is the moment of receipt of the whole run, `today` the day that dates in the files are judged by,
    `render` makes `kvitto.html` of a receipt.
    """

    places: Places
    reference: Reference
    rules: IntakeRules
    received: datetime
    today: date
    render: Render
    software_version: str
    marker: Marker


def take_in(
    places: Places,
    reference: Reference,
    *,
    now: datetime,
    today: date,
    pool: ReaderPool,
    render: Render,
    software_version: str,
    rules: IntakeRules | None = None,
    regions: Collection[str] | None = None,
) -> Intake:
    """Takes in everything that waits and has settled, of the given regions or of all.

    Files of one run have one moment of receipt and are ordered by their own time, then their name.
    """
    rules = rules or IntakeRules()
    marker = make_marker(places, pool, rules.limits)
    finish_last_run(places, render, marker)
    _forget_quarantined(places, rules, now)
    everyone = archives.read_deliveries(places.archive)
    run = Run(places, reference, rules, _receipt_time(now, everyone), today, render, software_version, marker)
    waiting, left = look_settled(
        places.inbox, folders_by_code(reference), settle_seconds=rules.settle_seconds, regions=regions
    )
    descriptions, undescribed = _describe(waiting, run)
    staging = stage_files([file for file in waiting if file.folder in descriptions], places.archive, run.received)
    examined, unstaged = _examine(staging, descriptions, run, pool)
    with ThreadPoolExecutor(WRITERS) as writers:
        prepared = _mark(_prepare_all(examined, descriptions, Standing(everyone), run, writers), marker)
        archives.sync()
        taken = hand_over(prepared, places, render, writers)
    archives.sync()
    return Intake(tuple(taken), (*left, *undescribed, *unstaged))


def _describe(waiting: Sequence[InboxFile], run: Run) -> tuple[dict[str, Description], list[LeftAlone]]:
    """Each region's description; one that is broken holds up that region's files alone, and says why."""
    descriptions: dict[str, Description] = {}
    broken: dict[str, str] = {}
    for folder in dict.fromkeys(file.folder for file in waiting):
        try:
            descriptions[folder] = load_description(folder, run.places.regions, run.reference)
        except DescriptionError as error:
            broken[folder] = f"regionens beskrivning är fel: {error}"
    left = [LeftAlone(file.path, broken[file.folder], held_up=True) for file in waiting if file.folder in broken]
    return descriptions, left


def _receipt_time(now: datetime, deliveries: Sequence[Delivery]) -> datetime:
    """The run's moment of receipt: later than any earlier delivery of the same day, so that runs keep their order."""
    now = now.replace(microsecond=0)
    latest = max((delivery.received for delivery in deliveries), default=None)
    if latest is not None and latest >= now and latest.astimezone(now.tzinfo).date() == now.date():
        return latest + timedelta(seconds=1)
    return now


def _examine(
    staging: Iterable[Staged | LeftAlone], descriptions: Mapping[str, Description], run: Run, pool: ReaderPool
) -> tuple[list[tuple[Staged, Examination]], list[LeftAlone]]:
    """Each file in a child process, from the moment when its copy is there; one that hangs, dies or is too large is an
    examination with its reason.
    """
    staged: list[Staged] = []
    left: list[LeftAlone] = []

    def tasks() -> Iterator[Task]:
        for one in staging:
            if isinstance(one, LeftAlone):
                left.append(one)
            else:
                staged.append(one)
                yield _task_of(one, descriptions[one.file.folder], run)

    examined: list[tuple[Staged, Examination]] = []
    for outcome in pool.run(examine, tasks(), timeout=run.rules.limits.seconds):
        one = staged[len(examined)]
        if isinstance(outcome, UnreadableFile):
            examined.append((one, refuse_unreadable(outcome)))
            continue
        examined.append((one, outcome))
        read_units(one.folder, one.delivery_id)  # will be asked for, and other files are still being read
    return examined, left


def _task_of(one: Staged, description: Description, run: Run) -> Task:
    return Task(
        staged=one.folder,
        path=one.path,
        file_name=one.file.path.name,
        region_code=one.file.region_code,
        delivery_id=one.delivery_id,
        description=description,
        reference_overrides=run.places.reference if run.places.reference.is_dir() else None,
        today=run.today,
        limits=run.rules.limits,
        refused_share_limit=run.rules.refused_share_limit,
    )


def _registers_first(examined: Iterable[tuple[Staged, Examination]]) -> list[tuple[Staged, Examination]]:
    """In the order of the inbox, but registers first, so that units delivered in the same run are known."""
    return sorted(
        examined, key=lambda pair: (all(sheet.kind != "care_units" for sheet in pair[1].sheets), pair[0].folder.name)
    )


def _deliver(one: Staged, examination: Examination, description: Description, run: Run) -> Delivery:
    return Delivery(
        delivery_id=one.delivery_id,
        region_code=one.file.region_code,
        folder=one.file.folder,
        file_name=mask_identity_numbers(one.file.path.name),
        sha256=one.sha256,
        size_bytes=one.file.size,
        modified_at=datetime.fromtimestamp(one.file.modified_ns / 1e9, UTC).isoformat(timespec="microseconds"),
        received_at=run.received.isoformat(),
        verdict=examination.verdict,
        description_hash=description.hash,
        software_version=run.software_version,
        sheets=tuple(examination.sheets),
        folder_path=one.folder,
    )


def _prepare_all(
    examined: Iterable[tuple[Staged, Examination]],
    descriptions: Mapping[str, Description],
    standing: Standing,
    run: Run,
    writers: ThreadPoolExecutor,
) -> list[Prepared]:
    """Makes the staged folders complete: each compared with what is in force and with those before it, and told."""
    prepared, written = [], []
    for one, examination in _registers_first(examined):
        compared = compare(
            _deliver(one, examination, descriptions[one.file.folder], run), examination, standing, run.reference
        )
        receipt = compose_receipt(compared, examination, run.reference, quarantine_days=run.rules.quarantine_days)
        prepared.append(Prepared(one, compared.delivery, receipt, trace=examination.trace))
        standing.add(compared.delivery)
        written.append(writers.submit(_complete, prepared[-1], examination, compared.unknown_units, run))
    for one_written in written:
        one_written.result()
    return prepared


def _complete(prepared: Prepared, examination: Examination, unknown_units: Collection[str], run: Run) -> None:
    """Writes what is known of a delivery into its folder, and takes away what may not be kept."""
    folder = prepared.staged.folder
    note_unknown_units(folder, examination.units, unknown_units)
    _keep_only_what_may_be(prepared.staged, prepared.delivery, run, is_screened=examination.is_screened)
    archives.write_text(folder / "delivery.json", delivery_as_json(prepared.delivery))
    archives.write_text(folder / "receipt.json", as_json(prepared.receipt))


def _mark(prepared: Sequence[Prepared], marker: Marker) -> list[Prepared]:
    """With the marked workbooks of those that have faults in cells; what cannot be marked is told so and goes on."""
    to_mark = [one for one in prepared if can_be_marked(one.staged.folder, one.delivery.verdict)]
    made = zip(to_mark, marker.mark(one.staged.folder for one in to_mark), strict=True)
    done = {one.delivery.delivery_id: _told_of(one, workbook) for one, workbook in made}
    return [done.get(one.delivery.delivery_id, one) for one in prepared]


def _told_of(one: Prepared, made: Marked | UnreadableFile) -> Prepared:
    workbook = made if isinstance(made, Marked) else None
    name = marked_name(one.delivery.file_name) if workbook else None
    receipt = name_marked_workbook(one.receipt, name, is_whole=workbook is not None and workbook.is_whole)
    archives.write_text(one.staged.folder / "receipt.json", as_json(receipt))
    trace = one.trace or trace_of(made)
    return replace(one, receipt=receipt, workbook=workbook.path if workbook else None, trace=trace)


def _keep_only_what_may_be(one: Staged, delivery: Delivery, run: Run, *, is_screened: bool) -> None:
    """The bytes of a file that is quarantined, or could not be searched for identity numbers, are not archived; a
    returned or repeated one leaves no rows.
    """
    if delivery.verdict in {"duplicate", "quarantined"}:
        for name in ("rows", "refused", "reduced", "patients"):
            shutil.rmtree(one.folder / name, ignore_errors=True)
        for name in ("pieces.parquet", FAULTS):
            (one.folder / name).unlink(missing_ok=True)
    if delivery.verdict == "quarantined" and run.rules.quarantine_days > 0:
        kept = run.places.home / "quarantine" / delivery.delivery_id
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy2(one.path, kept / one.path.name)
    if delivery.verdict == "quarantined" or not is_screened:
        shutil.rmtree(one.path.parent)


def _forget_quarantined(places: Places, rules: IntakeRules, now: datetime) -> None:
    for kept in (places.home / "quarantine").glob("*"):
        received = archives.received_by_name(kept.name)
        if received is not None and kept.is_dir() and now - received >= timedelta(days=rules.quarantine_days):
            shutil.rmtree(kept)
