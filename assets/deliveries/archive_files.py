"""The archive's Parquet files as inputs of a table: which files, of which deliveries, with which columns.

Here: an input's name (`archive.rows_beds`) to paths and an empty frame of its shape, so that a table has its columns
also before anyone has delivered.
Not here: which deliveries count (`assets/deliveries/in_force.py`), what is done with the rows (SQL).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.deliveries.in_force import sheets_in_picture
from sources.archive import Delivery
from sources.contracts import CONTRACTS

AUDIT_TRAIL = {"sender_region_code": pl.String(), "delivery_id": pl.String(), "sheet": pl.String(),
               "source_row": pl.Int64()}  # fmt: skip
PIECES = {"kind": pl.String(), "sheet": pl.String(), "period": pl.String(), "care_unit_id": pl.String(),
          "rows_count": pl.Int64(), "delivery_id": pl.String()}  # fmt: skip
WAITING_COUNTS = {
    "delivery_id": pl.String(),
    "sender_region_code": pl.String(),
    "snapshot_date": pl.Date(),
    "care_unit_id": pl.String(),
    "care_type": pl.String(),
    "diagnosis_code": pl.String(),
    "procedure_code": pl.String(),
    "diagnosis_group": pl.String(),
    "deviation": pl.String(),
    "patient_region": pl.String(),
    "wait_days": pl.Int32(),
    "waiting_count": pl.Int64(),
}
PSEUDONYMS = frozenset({"case_id", "patient_key"})


@dataclass(frozen=True)
class ArchivePart:
    """The files behind one archive input.

    `delivery_of_path` has `filename` and `delivery_id`, in the order of the deliveries; `shape` is an empty frame.
    """

    paths: tuple[Path, ...]
    delivery_of_path: pl.DataFrame
    shape: pl.DataFrame
    holds_delivery_id: bool


def find_archive_part(
    key: str, deliveries: Iterable[Delivery], *, as_of: date, wanted: set[str] | None = None
) -> ArchivePart:
    """The files of an archive input: of deliveries in the picture of `as_of`, only the `wanted` ones if given.

    A row file that the storage limit has removed is passed over; its reduction is still there.
    """
    what = key.removeprefix("archive.")
    kind = what.split("_", 1)[1] if what != "pieces" else None
    relative = Path("pieces.parquet") if kind is None else Path(what.split("_", 1)[0]) / f"{kind}.parquet"
    found = [
        (delivery.folder_path / relative, delivery.delivery_id)
        for delivery in sorted(deliveries, key=lambda delivery: (delivery.order, delivery.delivery_id))
        if (wanted is None or delivery.delivery_id in wanted)
        and any(kind in {None, sheet.kind} for sheet in sheets_in_picture(delivery, as_of))
    ]
    present = [(path, delivery_id) for path, delivery_id in found if path.exists()]
    return ArchivePart(
        paths=tuple(path for path, _ in present),
        delivery_of_path=pl.DataFrame(
            {"filename": [str(path) for path, _ in present], "delivery_id": [name for _, name in present]},
            schema={"filename": pl.String(), "delivery_id": pl.String()},
        ),
        shape=pl.DataFrame(schema=_shape(what)),
        holds_delivery_id=what != "pieces",
    )


def row_columns(kind: str) -> dict[str, pl.DataType]:
    """The columns of a kind's accepted rows: its contract's, then the audit trail."""
    contract = CONTRACTS[kind]
    own = {column.name: column.polars_type for column in contract.columns if column.name not in AUDIT_TRAIL}
    return {**own, **AUDIT_TRAIL}


def _shape(what: str) -> dict[str, pl.DataType]:
    if what == "pieces":
        return dict(PIECES)
    if what == "reduced_waiting_list":
        return dict(WAITING_COUNTS)
    layer, kind = what.split("_", 1)
    columns = row_columns(kind)
    if layer == "rows":
        return columns
    kept = {name: dtype for name, dtype in columns.items() if name not in PSEUDONYMS}
    return {**kept, "case_hash": pl.String(), "patient_hash": pl.String()}
