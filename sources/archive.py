"""The archive of deliveries: immutable folders, made complete beside their place and then renamed in.

Here: what a delivery's folder holds, reading all of them, committing one, withdrawing one.
Not here: which delivery is in force (that follows from all of them, see `assets/deliveries`), and how a file is read.

    archive/<folder>/<delivery_id>/
        original/<file name>       the sender's bytes; absent where they may not be kept
        rows/<kind>.parquet        accepted rows           refused/<kind>.parquet   refused rows, each with its reason
        reduced/<kind>.parquet     mergeable counts        pieces.parquet           each (kind, period, unit) held
        patients/<kind>.parquet    hashed patients, where distinct ones are counted
        faults.parquet             where every fault is, without values; absent where there is none
        delivery.json              the facts below         receipt.json             what the sender was told
    archive/<folder>/withdrawals/<delivery_id>.json
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

WITHDRAWALS = "withdrawals"
STAGING = ".staging"
NAME_TIME = "%Y%m%dT%H%M%S"
_NAME = re.compile(r"(\d{8}T\d{6})-.")


class ArchiveError(Exception):
    """The archive does not hold what was asked for; the text is for the operator, in Swedish."""


@dataclass(frozen=True)
class SheetRecord:
    """What became of one sheet of a delivery.

    `kind` is None for a sheet that is no delivery. `empty_period` is the period that a sheet with headers and no rows
    speaks for. `complete` says that the sender's file is always whole for this kind.
    """

    sheet: str
    kind: str | None
    verdict: str | None
    header_row: int | None
    accepted_count: int
    refused_count: int
    complete: bool = False
    empty_period: str | None = None


@dataclass(frozen=True)
class Delivery:
    """The facts of one delivery, as `delivery.json` holds them; `folder_path` and the withdrawal stand beside it."""

    delivery_id: str
    region_code: str
    folder: str
    file_name: str
    sha256: str
    size_bytes: int
    modified_at: str
    received_at: str
    verdict: str
    description_hash: str
    software_version: str
    sheets: tuple[SheetRecord, ...]
    folder_path: Path
    withdrawn_at: datetime | None = None

    @property
    def received(self) -> datetime:
        """The moment of receipt, with its zone."""
        return datetime.fromisoformat(self.received_at)

    @property
    def order(self) -> tuple[datetime, str, str]:
        """Which of two deliveries is the later one: by receipt, then the file's own time, then its name."""
        return self.received, self.modified_at, self.file_name

    def sheets_in_picture(self) -> tuple[SheetRecord, ...]:
        """The sheets whose rows may enter the picture."""
        return self._in_picture

    @cached_property
    def _in_picture(self) -> tuple[SheetRecord, ...]:
        """Found once: a new delivery is held beside every earlier one."""
        return tuple(s for s in self.sheets if s.verdict in {"accepted", "accepted_with_remarks"})

    @cached_property
    def kinds_in_picture(self) -> frozenset[str]:
        """What these sheets hold."""
        return frozenset(sheet.kind for sheet in self._in_picture if sheet.kind)


_STORED_FIELDS = tuple(f.name for f in fields(Delivery) if f.name not in {"folder_path", "withdrawn_at", "sheets"})


def delivery_as_json(delivery: Delivery) -> str:
    """The text of `delivery.json`; holds no value of any cell."""
    facts = {name: getattr(delivery, name) for name in _STORED_FIELDS}
    facts["sheets"] = [asdict(sheet) for sheet in delivery.sheets]
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def read_deliveries(archive: Path) -> list[Delivery]:
    """Every delivery that was ever taken, oldest first, withdrawn ones included and marked."""
    found = [read_delivery(path.parent) for path in _delivery_files(archive)]
    return sorted(found, key=lambda delivery: delivery.order)


def read_delivery(folder_path: Path) -> Delivery:
    """One delivery from its archive folder."""
    facts: Mapping[str, Any] = json.loads((folder_path / "delivery.json").read_text(encoding="utf-8"))
    withdrawal = folder_path.parent / WITHDRAWALS / f"{folder_path.name}.json"
    withdrawn_at = None
    if withdrawal.exists():
        withdrawn_at = datetime.fromisoformat(json.loads(withdrawal.read_text(encoding="utf-8"))["withdrawn_at"])
    return Delivery(
        **{name: facts[name] for name in _STORED_FIELDS},
        sheets=tuple(SheetRecord(**sheet) for sheet in facts["sheets"]),
        folder_path=folder_path,
        withdrawn_at=withdrawn_at,
    )


def find_delivery(archive: Path, delivery_id: str) -> Delivery:
    """The delivery with this id.

    Raises:
        ArchiveError: there is none.
    """
    for path in _delivery_files(archive):
        if path.parent.name == delivery_id:
            return read_delivery(path.parent)
    raise ArchiveError(
        f"Leveransen {delivery_id} finns inte i arkivet. Kontrollera numret mot kvittot eller `lagesbild status`."
    )


def withdraw(archive: Path, delivery_id: str, *, why: str, now: datetime) -> Delivery:
    """Takes a delivery out of the picture; the one before it is in force again. Its folder stays untouched.

    Raises:
        ArchiveError: no such delivery, or it is withdrawn already.
    """
    delivery = find_delivery(archive, delivery_id)
    if delivery.withdrawn_at is not None:
        raise ArchiveError(f"Leveransen {delivery_id} är redan återtagen, {delivery.withdrawn_at:%Y-%m-%d kl. %H.%M}.")
    record = {"delivery_id": delivery_id, "withdrawn_at": now.isoformat(), "why": why}
    target = delivery.folder_path.parent / WITHDRAWALS / f"{delivery_id}.json"
    target.parent.mkdir(exist_ok=True)
    write_atomically(target, json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    sync()
    return read_delivery(delivery.folder_path)


def name_delivery(archive_folder: Path, received_at: datetime, sha256: str, taken: set[str]) -> str:
    """An id that says when, who and what: `20261122T081400-12-7c1e04ab`; unique over all regions.

    The time is UTC, `12` the region's code, the rest from the content; a number follows if it is taken.
    """
    stem = f"{received_at.astimezone(UTC):{NAME_TIME}}-{archive_folder.name[:2]}-{sha256[:8]}"
    name, number = stem, 2
    while name in taken or (archive_folder / name).exists():
        name, number = f"{stem}-{number}", number + 1
    return name


def received_by_name(name: str) -> datetime | None:
    """The moment of receipt that a delivery's id tells; None for a name that is no such id."""
    found = _NAME.match(name)
    try:
        return datetime.strptime(found[1], NAME_TIME).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def commit(staged: Path, target: Path) -> None:
    """Renames a complete folder into the archive; after this the delivery is a fact. Sync before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.rename(target)


def sync() -> None:
    """Waits until the disk holds what was written, once for a whole run: one by one it takes seconds for 100 files."""
    if hasattr(os, "sync"):
        os.sync()


def write_atomically(target: Path, text: str) -> None:
    """Writes a text file so that a reader sees either the old or the whole new one."""
    partial = target.with_name(f".{target.name}.partial")
    write_text(partial, text)
    partial.replace(target)


def write_text(target: Path, text: str) -> None:
    """Writes a text file with the same bytes on every system."""
    target.write_text(text, encoding="utf-8", newline="\n")


def _delivery_files(archive: Path) -> Iterator[Path]:
    return archive.glob("[0-9][0-9]*/*/delivery.json")
