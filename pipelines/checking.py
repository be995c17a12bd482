"""What the receipt would say about a file: examined like a delivery, in a child process, and nothing kept.

Here: `check_file`. Not here: what a file means (`sources/examining.py`), what the receipt holds
(`sources/receipts.py`).
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pipelines.settings import Settings
from pipelines.workplace import known_region, moment
from sources.archive import STAGING, Delivery, read_deliveries, write_text
from sources.comparing import compare
from sources.descriptions import load_description
from sources.examination import Examination
from sources.examining import Task, examine, refuse_unreadable
from sources.fault_places import note_unknown_units
from sources.inbox import folders_by_code
from sources.marking.task import Marker, can_be_marked, marked_name
from sources.outbox import as_json
from sources.places import Places
from sources.reading import ReaderPool, UnreadableFile
from sources.receipts import NO_MARKED_WORKBOOK, compose_receipt
from sources.reference_data import Reference, load_reference
from sources.screening import mask_identity_numbers
from sources.standing import Standing

NOT_STORED = "provad"
WHAT_TO_DO = {
    "accepted": "Inget har sparats. Filen är rätt: lägg den i regionens mapp så tas den emot.",
    "accepted_with_remarks": "Inget har sparats. Filen går att lämna som den är, men läs anmärkningarna först.",
    "returned": "Inget har sparats. Rätta det som står ovan innan du lägger filen i regionens mapp.",
    "quarantined": "Inget har sparats. Ta bort det som står ovan innan du lägger filen i regionens mapp.",
    "duplicate": "Inget har sparats. Filen är redan mottagen, och du behöver inte göra något.",
}


def check_file(file: Path, region: str, settings: Settings) -> dict[str, Any]:
    """The receipt as `kvitto.json` would hold it, compared with what the home has in force if there is a home.

    Raises:
        UnknownRegionError: there is no such region.
        OSError: the file cannot be read.
    """
    places = Places(settings.home.absolute())
    overrides = places.reference if places.reference.is_dir() else None
    reference = load_reference(overrides)
    code = known_region(reference, region)
    with tempfile.TemporaryDirectory(prefix="lagesbild-") as folder:
        staged = Path(folder) / STAGING / NOT_STORED
        copy = staged / "original" / file.name
        copy.parent.mkdir(parents=True)
        shutil.copyfile(file, copy)
        task = Task(
            staged=staged,
            path=copy,
            file_name=file.name,
            region_code=code,
            delivery_id=NOT_STORED,
            description=load_description(folders_by_code(reference)[code], places.regions, reference),
            reference_overrides=overrides,
            today=moment(settings).date(),
            limits=settings.limits,
            refused_share_limit=settings.refused_share_limit,
        )
        with ReaderPool(max_workers=1, memory_bytes=settings.file_memory_bytes) as pool:
            examination = _examine(task, pool)
            delivery = _as_delivery(task, file, examination, moment(settings))
            receipt = _compose(delivery, examination, places, reference)
            marker = Marker(pool, Path(folder) / "marked", overrides, settings.limits)
            return {**receipt, **_mark(receipt, staged, file, marker)}


def _examine(task: Task, pool: ReaderPool) -> Examination:
    [outcome] = pool.run(examine, [task], timeout=task.limits.seconds)
    return refuse_unreadable(outcome) if isinstance(outcome, UnreadableFile) else outcome


def _mark(receipt: dict[str, Any], staged: Path, file: Path, marker: Marker) -> dict[str, Any]:
    """Puts the marked workbook beside the file, under a name that nothing has, and names it in the receipt."""
    if not can_be_marked(staged, receipt["verdict"]):
        return {}
    write_text(staged / "receipt.json", as_json(receipt))
    [marked] = marker.mark([staged])
    path = _free_path(file.with_name(marked_name(file.name)))
    failed = {"what_to_do": f"{receipt['what_to_do']} {NO_MARKED_WORKBOOK}"}
    if isinstance(marked, UnreadableFile):
        return failed
    try:
        shutil.copyfile(marked.path, path)
    except OSError:
        return failed
    return {"marked_workbook": path.name, "marked_workbook_path": str(path.absolute())}


def _free_path(path: Path) -> Path:
    """The path, with a number where something has it: a person may have begun to mend an earlier one."""
    numbered = (path.with_stem(f"{path.stem}_{number}") for number in count(2))
    return path if not path.exists() else next(other for other in numbered if not other.exists())


def _as_delivery(task: Task, file: Path, examination: Examination, now: datetime) -> Delivery:
    facts = file.stat()
    return Delivery(
        delivery_id=task.delivery_id,
        region_code=task.region_code,
        folder=f"{task.region_code}_{NOT_STORED}",
        file_name=mask_identity_numbers(task.file_name),
        sha256=hashlib.sha256(task.path.read_bytes()).hexdigest(),
        size_bytes=facts.st_size,
        modified_at=datetime.fromtimestamp(facts.st_mtime, UTC).isoformat(timespec="microseconds"),
        received_at=now.replace(microsecond=0).isoformat(),
        verdict=examination.verdict,
        description_hash=task.description.hash,
        software_version="",
        sheets=tuple(examination.sheets),
        folder_path=task.staged,
    )


def _compose(delivery: Delivery, examination: Examination, places: Places, reference: Reference) -> dict[str, Any]:
    everyone = read_deliveries(places.archive) if places.archive.is_dir() else []
    compared = compare(delivery, examination, Standing(everyone), reference)
    delivery = compared.delivery
    note_unknown_units(delivery.folder_path, examination.units, compared.unknown_units)
    return {**compose_receipt(compared, examination, reference), "what_to_do": WHAT_TO_DO[delivery.verdict]}
