"""The usual way: pandas with openpyxl, the same rules in Pandera on pandas, the same SQL; one file after the other.

The same work on the same files: identity numbers are looked for, rows are typed and validated, refused rows kept apart,
rows and counts archived with the original, a receipt written, the inbox emptied. It is written as one does who knows
pandas: whole columns, no loops over rows. What it leaves out: finding headers and kinds, other encodings and delimiters
than the one at hand, limits on hostile files, receipts for people, being killed halfway.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.clock import Clock
from benchmarks.picture import make_picture
from benchmarks.task import AS_OF, RECEIVED, Figures, inbox_files, mart_part
from benchmarks.usual_rules import CODE_WORDS, COLUMNS, DATES, group_words, region_words, validate
from sources.archive import Delivery, SheetRecord, delivery_as_json, name_delivery
from sources.reference_data import Reference, load_reference

SHEET = "Väntelista"
IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:18|19|20)?\d{6}[-+ ]?\d{4}(?!\d)")
KEY = ["snapshot_date", "care_unit_id", "care_type", "diagnosis_group", "diagnosis_code", "procedure_code"]
COUNTED = [
    "delivery_id",
    "sender_region_code",
    "snapshot_date",
    "care_unit_id",
    "care_type",
    "diagnosis_code",
    "procedure_code",
    "diagnosis_group",
    "deviation",
    "patient_region",
    "wait_days",
]
TYPES: dict[str, Any] = {
    **dict.fromkeys(DATES, pa.date32()),
    "source_row": pa.int64(),
    "wait_days": pa.int32(),
    "waiting_count": pa.int64(),
    "rows_count": pa.int64(),
}


def load() -> None:
    """Loads what Pandera only imports at its first validation."""
    nothing = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS.values()})
    validate(nothing.astype(dict.fromkeys(DATES, "datetime64[ns]")), today=AS_OF, region_code="01")


def run(home: Path) -> Figures:
    """Takes in the home's inbox and makes the picture."""
    clock, whole, reference = Clock(), Clock(), load_reference(None)
    with whole.stage("intake"):
        for path in inbox_files(home):
            _take(path, home, reference, clock)
    make_picture(home, reference, whole)
    cpu = {**clock.cpu, "marts": whole.cpu["marts"], "warehouse": whole.cpu["warehouse"]}
    cpu["other"] = whole.cpu["intake"] - sum(clock.cpu.values())
    return Figures(
        wall=whole.wall,
        cpu=cpu,
        rows=pl.scan_parquet(mart_part(home, "tidy.waiting_list")).select(pl.len()).collect().item(),
    )


def _take(path: Path, home: Path, reference: Reference, clock: Clock) -> None:
    with clock.stage("archive"):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        archive = home / "archive" / path.parent.name
        delivery = _delivery(path, archive, sha256)
        shutil.copytree(path.parent, delivery.folder_path / "original")
    with clock.stage("read"):
        cells = _read(path)
    with clock.stage("screen"):
        _refuse_identity_numbers(cells)
    with clock.stage("map"):
        rows = _typed(cells, delivery, reference)
    with clock.stage("validate"):
        accepted, refused = validate(rows, today=AS_OF, region_code=delivery.region_code)
        refused = _with_conflicting(accepted, refused)
        accepted = accepted.drop(index=refused.index.intersection(accepted.index))
    with clock.stage("reduce"):
        counts, pieces = _counts(accepted), _pieces(accepted)
    with clock.stage("archive"):
        _write(accepted, delivery.folder_path / "rows" / "waiting_list.parquet")
        _write(counts, delivery.folder_path / "reduced" / "waiting_list.parquet")
        _write(pieces, delivery.folder_path / "pieces.parquet")
        _write_facts(delivery, len(accepted), len(refused), home)
        path.unlink()


def _delivery(path: Path, archive: Path, sha256: str) -> Delivery:
    delivery_id = name_delivery(archive, RECEIVED, sha256, set())
    return Delivery(
        delivery_id=delivery_id,
        region_code=path.parent.name[:2],
        folder=path.parent.name,
        file_name=path.name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        modified_at=datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(),
        received_at=RECEIVED.isoformat(),
        verdict="accepted",
        description_hash="",
        software_version="benchmark",
        sheets=(SheetRecord(SHEET if path.suffix == ".xlsx" else path.stem, "waiting_list", "accepted", 1, 0, 0),),
        folder_path=archive / delivery_id,
    )


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig")
    return pd.read_excel(path, sheet_name=SHEET, dtype=str, engine="openpyxl")


def _refuse_identity_numbers(cells: pd.DataFrame) -> None:
    for name in cells.columns:
        found = cells[name].str.extract(f"({IDENTITY_NUMBER.pattern})", expand=False).dropna()
        if any(_check_digit_is_right(re.sub(r"\D", "", text)[-10:]) for text in found):
            raise RuntimeError(f"{name} holds an identity number.")


def _check_digit_is_right(ten_digits: str) -> bool:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits)]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _typed(cells: pd.DataFrame, delivery: Delivery, reference: Reference) -> pd.DataFrame:
    """Typed columns of the contract, and the audit trail."""
    rows = cells.rename(columns=COLUMNS)
    rows["source_row"] = rows.index + 2
    for name in DATES:
        rows[name] = pd.to_datetime(rows[name].str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    for name in ("care_unit_id", "patient_key"):
        rows[name] = rows[name].str.strip()
    for name in ("diagnosis_code", "procedure_code"):
        rows[name] = rows[name].str.upper().str.replace(r"[\s.]+", "", regex=True)
    for name, words in {
        **CODE_WORDS,
        "diagnosis_group": group_words(reference),
        "patient_region": region_words(reference),
    }.items():
        rows[name] = rows[name].str.strip().str.casefold().map(words)
    rows["patient_region"] = rows["patient_region"].fillna(delivery.region_code)
    rows["sender_region_code"] = delivery.region_code
    rows["delivery_id"] = delivery.delivery_id
    rows["sheet"] = delivery.sheets[0].sheet
    return rows


def _with_conflicting(accepted: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """The refused rows and those of one patient that stand twice."""
    keyed = accepted[accepted["patient_key"].notna()]
    return pd.concat([refused, keyed[keyed.duplicated([*KEY, "patient_key"], keep=False)]])


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    start = rows["decision_date"].where(rows["care_type"] == "operation", rows["referral_date"])
    counted = rows.assign(wait_days=(rows["snapshot_date"] - start).dt.days)
    return counted.groupby(COUNTED, dropna=False, as_index=False).size().rename(columns={"size": "waiting_count"})


def _pieces(rows: pd.DataFrame) -> pd.DataFrame:
    period = rows["snapshot_date"].dt.strftime("%Y-%m-%d").rename("period")
    pieces = rows.groupby(["sheet", period, "care_unit_id"], as_index=False).size()
    return pieces.rename(columns={"size": "rows_count"}).assign(kind="waiting_list")


def _write(frame: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in frame.columns])
    pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), path, compression="zstd")


def _write_facts(delivery: Delivery, accepted: int, refused: int, home: Path) -> None:
    sheet = SheetRecord(delivery.sheets[0].sheet, "waiting_list", "accepted", 1, accepted, refused)
    facts = delivery_as_json(Delivery(**{**vars(delivery), "sheets": (sheet,)}))
    (delivery.folder_path / "delivery.json").write_text(facts, encoding="utf-8")
    receipt = home / "outbox" / delivery.folder / delivery.delivery_id / "kvitto.json"
    receipt.parent.mkdir(parents=True)
    receipt.write_text(json.dumps({"accepted_count": accepted, "refused_count": refused}), encoding="utf-8")
