"""Where the faults of a delivery are, all of them, without any value: what `faults.parquet` of the archive holds.

Here: gathering them while a file is examined, adding what is found later, reading them again.
Not here: what is said about them (`sources/marking/marks.py`), marking them (`sources/marking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import polars as pl

from sources.accepting import Accepted
from sources.findings import Finding
from sources.tables import Table
from sources.telling import find_marked
from sources.units_seen import UnitSeen

FILE_NAME = "faults.parquet"
SCHEMA = pl.Schema(
    {
        "kind": pl.String,
        "sheet": pl.String,
        "source_row": pl.Int64,
        "cell": pl.String,
        "column": pl.String,
        "rule": pl.String,
        "severity": pl.String,
    }
)
"""`cell` is null where a fault is about a whole row, `kind` where it is about a sheet that is none."""


def faults_in_rows(accepted: Accepted, tables: Mapping[str, Table]) -> pl.DataFrame:
    """Every fault that accepting found in the rows of one kind, rows that repeat an earlier one included."""
    repeated = accepted.repeated.select(
        "sheet",
        "source_row",
        pl.lit(None, pl.String).alias("column"),
        pl.lit("duplicate_row").alias("rule"),
        pl.lit("remark").alias("severity"),
        pl.lit(None, pl.String).alias("letter"),
    )
    told = (
        accepted.faults.join(_marked(accepted, tables), on=["sheet", "maker", "column", "rule"], how="left")
        .drop("column")
        .rename({"marked": "column"})
        .select(repeated.columns)
    )
    return pl.concat([told, repeated], how="vertical_relaxed").select(
        pl.lit(accepted.contract.kind).alias("kind"),
        "sheet",
        pl.col("source_row").cast(pl.Int64),
        (pl.col("letter") + pl.col("source_row").cast(pl.String)).alias("cell"),
        "column",
        "rule",
        "severity",
    )


def _marked(accepted: Accepted, tables: Mapping[str, Table]) -> pl.DataFrame:
    """The column to mark of each (sheet, maker, column, rule) that has a fault; few, however many rows are wrong."""
    found = accepted.faults.select("sheet", "maker", "column", "rule").unique(maintain_order=True)
    marked = [
        find_marked(accepted.contract, rule, column, tables[sheet].letters[maker])
        for sheet, maker, column, rule in found.rows()
    ]
    return found.with_columns(
        pl.Series("marked", [name for name, _ in marked], dtype=pl.String),
        pl.Series("letter", [letter for _, letter in marked], dtype=pl.String),
    )


def faults_told(findings: Iterable[Finding], known: pl.DataFrame) -> pl.DataFrame:
    """The faults that are told one by one and have a place, heads and sheets above all, without those `known`."""
    rows = [
        (None, one.sheet, one.source_row, one.cell, one.column, one.rule, one.severity)
        for one in findings
        if one.sheet is not None and (one.cell is not None or one.source_row is not None)
    ]
    told = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return told.join(known, on=["sheet", "source_row", "cell", "rule"], how="anti", nulls_equal=True)


def note_unknown_units(folder: Path, units: Iterable[UnitSeen], unknown: Collection[str]) -> None:
    """A fault for every cell that names a unit in no register; told units stand once, their cells here."""
    letters = {
        (unit.sheet, unit.care_unit_id): unit.cell.rstrip("0123456789") if unit.cell else None
        for unit in units
        if unit.care_unit_id in unknown
    }
    if letters:
        add_faults(folder, _faults_of_units(folder, letters))


def _faults_of_units(folder: Path, letters: Mapping[tuple[str, str], str | None]) -> pl.DataFrame:
    wanted = pl.DataFrame(
        [(sheet, unit, letter) for (sheet, unit), letter in letters.items()],
        schema={"sheet": pl.String, "care_unit_id": pl.String, "letter": pl.String},
        orient="row",
    )
    found = [
        pl.read_parquet(path, columns=["sheet", "source_row", "care_unit_id"])
        .join(wanted, on=["sheet", "care_unit_id"])
        .select(
            pl.lit(None, pl.String).alias("kind"),
            "sheet",
            "source_row",
            (pl.col("letter") + pl.col("source_row").cast(pl.String)).alias("cell"),
            pl.lit("care_unit_id").alias("column"),
            pl.lit("unknown_unit").alias("rule"),
            pl.lit("remark").alias("severity"),
        )
        .unique(maintain_order=True)
        for path in sorted((folder / "rows").glob("*.parquet"))
        if path.stem != "care_units"
    ]
    return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)


def add_faults(folder: Path, faults: pl.DataFrame) -> None:
    """Puts faults to those that the folder's file holds already; no faults, no file."""
    if faults.is_empty():
        return
    path = folder / FILE_NAME
    if path.exists():
        faults = pl.concat([pl.read_parquet(path), faults])
    folder.mkdir(parents=True, exist_ok=True)
    faults.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()).write_parquet(path, compression="zstd")


def read_faults(folder: Path) -> pl.DataFrame:
    """The faults of a delivery; an empty frame where it has none."""
    path = folder / FILE_NAME
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=SCHEMA)
