"""Accepted rows to mergeable counts, and to the pieces (kind, period, unit) that a delivery speaks for.

Waiting days are whole numbers, so a histogram of them gives exact medians and percentiles after any merge. Codes are
kept as sent: groups are put on when the picture is made. Pseudonyms are hashed, so that a reduction holds none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import polars as pl
import polars.selectors as cs

from sources.contracts import Contract
from sources.contracts.waiting_list import START_DATE

TRANSFER_PERIOD = pl.coalesce("treated_date", "offered_date").dt.year()
MANY_ROWS = 10_000
"""From so many rows on it pays to number the texts before rows are grouped by them."""
HISTOGRAM = (
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
)


def reduce_rows(contract: Contract, rows: pl.DataFrame) -> pl.DataFrame | None:
    """The kind's mergeable counts; None for kinds whose rows are counts already."""
    reduction = REDUCTIONS.get(contract.kind)
    return reduction(rows) if reduction else None


def find_pieces(contract: Contract, rows: pl.DataFrame) -> pl.DataFrame:
    """Which (period, unit) the rows speak for: kind, sheet, period (text), care_unit_id, rows_count."""
    if contract.is_register:
        period, unit = pl.lit(""), pl.lit("")
    elif contract.kind == "patient_transfers":
        period, unit = TRANSFER_PERIOD, pl.lit("")
    else:
        period, unit = pl.col(contract.period or "week"), pl.col("care_unit_id")
    return (
        _numbered(rows.select("sheet", period.alias("period"), unit.alias("care_unit_id")))
        .group_by("sheet", "period", "care_unit_id")
        .agg(pl.len().cast(pl.Int64).alias("rows_count"))
        .select(pl.lit(contract.kind).alias("kind"), pl.exclude("rows_count").cast(pl.String), "rows_count")
        .sort("kind", "sheet", "period", "care_unit_id")
    )


def _histogram(rows: pl.DataFrame) -> pl.DataFrame:
    days = (pl.col("snapshot_date") - START_DATE).dt.total_days().cast(pl.Int32).alias("wait_days")
    return (
        _numbered(rows.select(*HISTOGRAM[:-1], days))
        .group_by(HISTOGRAM)
        .agg(pl.len().cast(pl.Int64).alias("waiting_count"))
        .sort(HISTOGRAM, nulls_last=True)
        .with_columns(cs.enum().cast(pl.String))
    )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Many rows with each text as its place among the different ones, by which they are grouped and sorted faster."""
    if rows.height < MANY_ROWS:
        return rows
    texts = rows.select(pl.col(pl.String)).get_columns()
    return rows.with_columns(one.cast(pl.Enum(one.drop_nulls().unique().sort())) for one in texts)


def _cases(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per case, its ids hashed with the sender's code: equal ids of two regions stay apart."""
    return rows.with_columns(_hashed("case_id").alias("case_hash"), _hashed("patient_key").alias("patient_hash")).drop(
        "case_id", "patient_key"
    )


def _hashed(column: str) -> pl.Expr:
    salted = pl.concat_str("sender_region_code", pl.lit(f"|{column}|"), column)
    return salted.map_elements(_digest, return_dtype=pl.String)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


REDUCTIONS: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "waiting_list": _histogram,
    "patient_transfers": _cases,
}
