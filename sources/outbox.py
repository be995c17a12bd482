"""The outbox: a receipt per delivery, put there after the archive and made again from it at any time.

Not here: what a receipt says (`sources/receipts.py`) or how it looks (given as a function).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sources import archive as archives
from sources.places import Places


def restore_receipt(places: Places, archived: Path, render: Callable[[Mapping[str, Any]], str]) -> Path:
    """Puts an archived delivery's receipt in the outbox again."""
    receipt = json.loads((archived / "receipt.json").read_text(encoding="utf-8"))
    return put_receipt(places, archived.parent.name, receipt, render)


def restore_receipts(places: Places, render: Callable[[Mapping[str, Any]], str]) -> Iterable[Path]:
    """Puts every receipt that is missing in the outbox there again."""
    for delivery in archives.read_deliveries(places.archive):
        if not (places.outbox / delivery.folder / delivery.delivery_id / "kvitto.json").exists():
            yield restore_receipt(places, delivery.folder_path, render)


def put_receipt(
    places: Places, folder: str, receipt: Mapping[str, Any], render: Callable[[Mapping[str, Any]], str]
) -> Path:
    """Writes `kvitto.json` and `kvitto.html` of a delivery and gives the path of the latter."""
    target = places.outbox / folder / str(receipt["delivery_id"])
    target.mkdir(parents=True, exist_ok=True)
    archives.write_atomically(target / "kvitto.json", as_json(receipt))
    archives.write_atomically(target / "kvitto.html", render(receipt))
    return target / "kvitto.html"


def as_json(data: Mapping[str, Any]) -> str:
    """JSON as we store it: readable, in UTF-8, with a final newline."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
