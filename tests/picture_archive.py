"""Small archives for the tests of the picture: deliveries written straight to their place, without any file read.

Here: an `Archive` to deliver rows to, and to refresh from. Not here: any test, or any rule of the picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from assets.building import BuiltTable, PictureInputs, build_table, open_connection
from assets.deliveries.archive_files import row_columns
from assets.tables import TABLE_BY_KEY
from assets.warehouse import Picture, refresh, write_facts
from sources.archive import Delivery, SheetRecord
from sources.contracts import CONTRACTS
from sources.reducing import find_patients, find_pieces, reduce_rows
from sources.reference_data import Reference, load_reference

REFERENCE = load_reference(None)
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "waiting_list": {"care_type": "operation", "diagnosis_group": "hip_replacement"},
    "free_capacity": {
        "care_type": "operation",
        "diagnosis_group": "hip_replacement",
        "slot_kind": "procedures",
        "accepts_from": "nation",
    },
    "beds": {"bed_kind": "somatic"},
    "patient_transfers": {
        "care_type": "operation",
        "diagnosis_group": "hip_replacement",
        "reason": "care_guarantee",
        "reporter_role": "home_region",
    },
    "care_units": {"ownership": "public", "care_unit_name": "Enhet"},
    "waiting_summary": {"care_type": "operation", "diagnosis_group": "hip_replacement"},
    "performed_care": {"care_type": "operation", "diagnosis_group": "hip_replacement"},
    "cancer_pathways": {"pathway": "breast_cancer"},
    "agreements": {"diagnosis_group": "hip_replacement", "legal_basis": "LOU", "open_to": "nation"},
    "production_plan": {"care_type": "operation", "diagnosis_group": "hip_replacement"},
}


def day(text: str) -> date:
    """A date from `2026-11-22`."""
    return date.fromisoformat(text)


@dataclass
class Archive:
    """An archive under a folder, filled by `deliver`."""

    folder: Path
    deliveries: list[Delivery] = field(default_factory=list)

    def deliver(
        self,
        region: str,
        sheets: Mapping[str, Sequence[Mapping[str, Any]]],
        received: str,
        *,
        complete: Iterable[str] = (),
        verdicts: Mapping[str, str] | None = None,
        verdict: str | None = None,
        empty_period: str | None = None,
        file_name: str = "fil.xlsx",
        modified: str = "2026-01-01T00:00:00+00:00",
        refused: int = 0,
        withdrawn: str | None = None,
    ) -> Delivery:
        """Takes in one delivery: rows per kind; a kind without rows is a sheet that speaks for `empty_period`."""
        name = hashlib.sha256(f"{region}{received}{len(self.deliveries)}".encode()).hexdigest()[:8]
        delivery_id = f"{datetime.fromisoformat(received):%Y%m%dT%H%M%S}-{name}"
        path = self.folder / region / delivery_id
        records, pieces = [], []
        for kind, rows in sheets.items():
            judged = (verdicts or {}).get(kind, "accepted")
            if judged in {"accepted", "accepted_with_remarks"} and rows:
                pieces.append(_write_rows(path, region, delivery_id, kind, rows))
            records.append(
                SheetRecord(
                    sheet=kind,
                    kind=kind,
                    verdict=judged,
                    header_row=1,
                    accepted_count=len(rows),
                    refused_count=refused,
                    complete=kind in set(complete),
                    empty_period=None if rows else empty_period,
                )
            )
        path.mkdir(parents=True, exist_ok=True)
        pl.concat(pieces or [_no_pieces()]).write_parquet(path / "pieces.parquet")
        delivery = Delivery(
            delivery_id=delivery_id,
            region_code=region,
            folder=region,
            file_name=file_name,
            sha256=name,
            size_bytes=1,
            modified_at=modified,
            received_at=received,
            verdict=verdict or _worst(record.verdict for record in records),
            description_hash="",
            software_version="0",
            sheets=tuple(records),
            folder_path=path,
            withdrawn_at=datetime.fromisoformat(withdrawn) if withdrawn else None,
        )
        self.deliveries.append(delivery)
        return delivery

    def withdraw(self, delivery: Delivery, moment: str) -> None:
        """Takes a delivery out at a moment."""
        at = self.deliveries.index(delivery)
        self.deliveries[at] = replace(delivery, withdrawn_at=datetime.fromisoformat(moment))

    def inputs(self, as_of: str, reference: Reference = REFERENCE, parts: str = "parts") -> PictureInputs:
        """The inputs of the picture of a day."""
        return PictureInputs(self.folder / parts, tuple(self.deliveries), reference, day(as_of), "0")

    def build(self, key: str, as_of: str, reference: Reference = REFERENCE, parts: str = "parts") -> pl.DataFrame:
        """One table with all that it stands on."""
        return self.build_all([key], as_of, reference, parts)[key]

    def build_all(
        self, keys: Iterable[str], as_of: str, reference: Reference = REFERENCE, parts: str = "parts"
    ) -> dict[str, pl.DataFrame]:
        """Some tables with all that they stand on."""
        inputs = self.inputs(as_of, reference, parts)
        write_facts(inputs)
        done: dict[str, BuiltTable] = {}
        with open_connection(inputs) as connection:
            for key in keys:
                _build(key, inputs, done, connection)
        return {key: pl.read_parquet(inputs.part(key)) for key in keys}

    def refresh(self, as_of: str, reference: Reference = REFERENCE, folder: str = "warehouse") -> Picture:
        """The whole picture."""
        return refresh(
            warehouse_folder=self.folder / folder,
            deliveries=self.deliveries,
            reference=reference,
            as_of=day(as_of),
            software_version="0",
        )


def _build(key: str, inputs: PictureInputs, done: dict[str, BuiltTable], connection: duckdb.DuckDBPyConnection) -> None:
    table = TABLE_BY_KEY.get(key)
    if table is None or key in done:
        return
    for needed in table.tables_read:
        _build(needed, inputs, done, connection)
    done[key] = build_table(table, inputs, connection)


def as_frame(kind: str, region: str, delivery_id: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as the archive keeps them; columns not given are empty or the kind's default, counts known exactly."""
    columns = row_columns(kind)
    own = {"sender_region_code": region, "delivery_id": delivery_id, "sheet": kind}
    counts = [column for column in CONTRACTS[kind].columns if column.high_name]
    full = [
        {
            **dict.fromkeys(columns),
            **DEFAULTS[kind],
            **own,
            "source_row": number,
            **{str(column.high_name): row.get(column.name) for column in counts},
            **row,
        }
        for number, row in enumerate(rows, start=2)
    ]
    return pl.DataFrame(full, schema=columns)


def _write_rows(
    path: Path, region: str, delivery_id: str, kind: str, rows: Sequence[Mapping[str, Any]]
) -> pl.DataFrame:
    frame = as_frame(kind, region, delivery_id, rows)
    contract = CONTRACTS[kind]
    reduced, patients = reduce_rows(contract, frame), find_patients(contract, frame)
    for layer, content in (("rows", frame), ("reduced", reduced), ("patients", patients)):
        if content is not None:
            (path / layer).mkdir(parents=True, exist_ok=True)
            content.write_parquet(path / layer / f"{kind}.parquet")
    return find_pieces(CONTRACTS[kind], frame)


def _no_pieces() -> pl.DataFrame:
    text = pl.String()
    return pl.DataFrame(
        schema={"kind": text, "sheet": text, "period": text, "care_unit_id": text, "rows_count": pl.Int64()}
    )


def _worst(verdicts: Iterable[str | None]) -> str:
    order = ("accepted", "accepted_with_remarks", "returned")
    return max((verdict or "accepted" for verdict in verdicts), key=order.index, default="accepted")
