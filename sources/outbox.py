"""The outbox: a receipt and a marked workbook per delivery, put there after the archive and made again at any time.

Not here: what a receipt says (`sources/receipts.py`) or how it looks (given as a function).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sources import archive as archives
from sources.marking.task import Marked, Marker
from sources.places import Places
from sources.reading import Limits, ReaderPool, UnreadableFile
from sources.receipts import name_marked_workbook

MARKING = ".marking"
Render = Callable[[Mapping[str, Any]], str]
"""Makes `kvitto.html` of a receipt."""


def make_marker(places: Places, pool: ReaderPool, limits: Limits) -> Marker:
    """What makes the marked workbooks of a home, beside the archive until they are put in the outbox."""
    overrides = places.reference if places.reference.is_dir() else None
    return Marker(pool, places.archive / MARKING, overrides, limits)


def restore_receipts(places: Places, render: Render, marker: Marker) -> Iterable[Path]:
    """Puts every receipt that is missing in the outbox there again."""
    missing = [
        delivery.folder_path
        for delivery in archives.read_deliveries(places.archive)
        if not (places.outbox / delivery.folder / delivery.delivery_id / "kvitto.json").exists()
    ]
    yield from restore(places, missing, render, marker)


def restore(places: Places, archived: Sequence[Path], render: Render, marker: Marker) -> Iterable[Path]:
    """Puts the receipts of these archived deliveries, and their marked workbooks, in the outbox again."""
    receipts = [json.loads((folder / "receipt.json").read_text(encoding="utf-8")) for folder in archived]
    to_mark = [number for number, receipt in enumerate(receipts) if receipt.get("marked_workbook")]
    made = dict(zip(to_mark, marker.mark(archived[number] for number in to_mark), strict=True))
    for number, (folder, receipt) in enumerate(zip(archived, receipts, strict=True)):
        marked = made.get(number)
        told = name_marked_workbook(receipt, None) if isinstance(marked, UnreadableFile) else receipt
        yield put_receipt(places, folder.parent.name, told, render, marked.path if isinstance(marked, Marked) else None)


def put_receipt(
    places: Places, folder: str, receipt: Mapping[str, Any], render: Render, workbook: Path | None = None
) -> Path:
    """Puts a delivery's marked workbook, `kvitto.html` and `kvitto.json` in the outbox; gives the path of the page.

    The last of them tells that all is there.
    """
    target = places.outbox / folder / str(receipt["delivery_id"])
    target.mkdir(parents=True, exist_ok=True)
    if workbook is not None:
        partial = target / ".markerad.partial"
        shutil.move(workbook, partial)
        partial.replace(target / str(receipt["marked_workbook"]))
    archives.write_atomically(target / "kvitto.html", render(receipt))
    archives.write_atomically(target / "kvitto.json", as_json(receipt))
    return target / "kvitto.html"


def as_json(data: Mapping[str, Any]) -> str:
    """JSON as we store it: readable, in UTF-8, with a final newline."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
