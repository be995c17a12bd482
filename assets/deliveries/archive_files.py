"""The archive's Parquet files as inputs of a table: which files, of which deliveries, with which columns.

Here: an input's name (`archive.rows_beds`) to paths, and its columns, so that a table has them also before anyone has
delivered.
Not here: which deliveries count (`assets/deliveries/in_force.py`), what is done with the rows (SQL).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.deliveries.in_force import sheets_in_picture
from sources.archive import Delivery
from sources.contracts import CONTRACTS
from sources.reducing import patients_shape, reduced_shape

AUDIT_TRAIL = {"sender_region_code": pl.String(), "delivery_id": pl.String(), "sheet": pl.String(),
               "source_row": pl.Int64()}  # fmt: skip
PIECES = {"kind": pl.String(), "sheet": pl.String(), "period": pl.String(), "care_unit_id": pl.String(),
          "rows_count": pl.Int64(), "delivery_id": pl.String()}  # fmt: skip


@dataclass(frozen=True)
class ArchivePart:
    """The files behind one archive input, each with its delivery's id, oldest first; `shape` is name to type.

    `missing` are the deliveries in the picture whose file is not there: a kind without rows, or rows that the storage
    limit has removed (their reduction is still there).
    """

    files: tuple[tuple[Path, str], ...]
    missing: tuple[str, ...]
    shape: Mapping[str, pl.DataType]
    holds_delivery_id: bool

    @property
    def present(self) -> tuple[str, ...]:
        """The deliveries whose file is there."""
        return tuple(delivery_id for _, delivery_id in self.files)


def find_archive_part(key: str, deliveries: Iterable[Delivery], *, as_of: date) -> ArchivePart:
    """The files of an archive input, of the deliveries in the picture of `as_of`."""
    what = key.removeprefix("archive.")
    kind = what.split("_", 1)[1] if what != "pieces" else None
    relative = Path("pieces.parquet") if kind is None else Path(what.split("_", 1)[0]) / f"{kind}.parquet"
    found = [
        (delivery.folder_path / relative, delivery.delivery_id)
        for delivery in sorted(deliveries, key=lambda delivery: (delivery.order, delivery.delivery_id))
        if any(kind in {None, sheet.kind} for sheet in sheets_in_picture(delivery, as_of))
    ]
    there = [path.exists() for path, _ in found]
    return ArchivePart(
        files=tuple(file for file, exists in zip(found, there, strict=True) if exists),
        missing=tuple(name for (_, name), exists in zip(found, there, strict=True) if not exists),
        shape=_shape(what),
        holds_delivery_id=what != "pieces",
    )


def row_columns(kind: str) -> dict[str, pl.DataType]:
    """The columns of a kind's accepted rows: its contract's, then the audit trail."""
    own = {name: dtype for name, dtype in CONTRACTS[kind].row_types.items() if name not in AUDIT_TRAIL}
    return {**own, **AUDIT_TRAIL}


def _shape(what: str) -> dict[str, pl.DataType]:
    if what == "pieces":
        return dict(PIECES)
    layer, kind = what.split("_", 1)
    if layer == "patients":
        return patients_shape(CONTRACTS[kind])
    return row_columns(kind) if layer == "rows" else reduced_shape(CONTRACTS[kind])
