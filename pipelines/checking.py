"""What the receipt would say about a file: examined like a delivery, in a child process, and nothing kept.

Here: `check_file`. Not here: what a file means (`sources/examining.py`), what the receipt holds
(`sources/receipts.py`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.settings import Settings
from pipelines.workplace import known_region, moment
from sources.archive import STAGING, Delivery, delivery_as_json, read_deliveries
from sources.comparing import compare
from sources.descriptions import load_description
from sources.examining import Examination, Task, examine, refuse_unreadable
from sources.inbox import folders_by_code
from sources.places import Places
from sources.reading import ReaderPool, UnreadableFile
from sources.receipts import compose_receipt
from sources.reference_data import Reference, load_reference
from sources.screening import mask_identity_numbers

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
        examination = _examine(task, settings)
        delivery = _as_delivery(task, file, examination, moment(settings))
        return _compose(delivery, examination, places, reference)


def _examine(task: Task, settings: Settings) -> Examination:
    with ReaderPool(max_workers=1, memory_bytes=settings.file_memory_bytes) as pool:
        [outcome] = pool.run(examine, [task], timeout=settings.file_seconds)
    return refuse_unreadable(outcome) if isinstance(outcome, UnreadableFile) else outcome


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
    delivery, findings = compare(delivery, examination, everyone)
    names = dict(reference.frame("regions").select("region_code", "region_name").rows())
    receipt = compose_receipt(
        facts=json.loads(delivery_as_json(delivery)),
        region_name=str(names.get(delivery.region_code, "Myndighetens egna filer")),
        sheets=examination.sheet_notes,
        findings=findings,
        counts=examination.counts,
        notes=examination.notes,
        corrections=examination.corrections,
    )
    return {**receipt, "what_to_do": WHAT_TO_DO[delivery.verdict]}
