"""Accepted rows to mergeable counts, and to the pieces (kind, period, unit) that a delivery speaks for.

Waiting days are whole numbers, so a histogram of them gives exact medians and percentiles after any merge. Codes are
kept as sent: groups are put on when the picture is made. Pseudonyms are hashed, so that a reduction holds none.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.contracts import Contract
from sources.contracts.waits import START_DATE
from sources.values import CATEGORIES, places_among

TRANSFER_PERIOD = pl.coalesce("treated_date", "offered_date").dt.year()
MANY_ROWS = 10_000
"""From so many rows on it pays to make a number of each row before they are grouped."""
LARGEST = 2**63
PSEUDONYMS = ("case_id", "patient_key")


@dataclass(frozen=True)
class Histogram:
    """A kind's rows as counts: the columns that tell them apart, how many days each waited, and what they count."""

    columns: tuple[str, ...]
    days: str
    days_of: pl.Expr
    count: str

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Each different row once, with its delivery and sender, and how often it occurs."""
        days = self.days_of.dt.total_days().cast(pl.Int32).alias(self.days)
        return _counted(rows.select("delivery_id", "sender_region_code", *self.columns, days), self.count)

    def shape(self, contract: Contract) -> dict[str, pl.DataType]:
        """The columns of the counts and their types."""
        own = {name: contract.row_types[name] for name in self.columns}
        audit = {"delivery_id": pl.String(), "sender_region_code": pl.String()}
        return {**audit, **own, self.days: pl.Int32(), self.count: pl.Int64()}


CODES = ("diagnosis_code", "procedure_code", "diagnosis_group")
PATIENT_EVENTS = ("performed_date", "care_unit_id", "care_type", *CODES, "patient_region")
WITH_PATIENTS = frozenset({"performed_care"})
HISTOGRAMS: Mapping[str, Histogram] = {
    "waiting_list": Histogram(
        ("snapshot_date", "care_unit_id", "care_type", *CODES, "deviation", "patient_region"),
        "wait_days",
        pl.col("snapshot_date") - START_DATE,
        "waiting_count",
    ),
    "performed_care": Histogram(
        (
            *("performed_date", "care_unit_id", "care_type", *CODES, "deviation", "patient_region"),
            *("care_form", "side", "planned", "age_group"),
        ),
        "wait_days",
        pl.col("performed_date") - START_DATE,
        "performed_count",
    ),
    "cancer_pathways": Histogram(
        ("suspicion_date", "care_unit_id", "pathway", "branch", "treatment", "patient_region", "received_from_region"),
        "lead_time_days",
        pl.col("treatment_date") - pl.col("suspicion_date"),
        "cases_count",
    ),
}


def reduce_rows(contract: Contract, rows: pl.DataFrame) -> pl.DataFrame | None:
    """The kind's mergeable counts; None for kinds whose rows are counts already."""
    if contract.kind == "patient_transfers":
        return _cases(rows)
    histogram = HISTOGRAMS.get(contract.kind)
    return histogram.of(rows) if histogram else None


def find_patients(contract: Contract, rows: pl.DataFrame) -> pl.DataFrame | None:
    """Which patients the events were, hashed, and how many events each had: distinct patients do not add up from
    counts. None for kinds that need it not.
    """
    if contract.kind not in WITH_PATIENTS:
        return None
    keyed = rows.filter(pl.col("patient_key").is_not_null()).with_columns(_hashed("patient_key").alias("patient_hash"))
    return _counted(keyed.select("delivery_id", "sender_region_code", *PATIENT_EVENTS, "patient_hash"), "events_count")


def patients_shape(contract: Contract) -> dict[str, pl.DataType]:
    """The columns of `find_patients` and their types."""
    own = {name: contract.row_types[name] for name in PATIENT_EVENTS}
    audit = {"delivery_id": pl.String(), "sender_region_code": pl.String()}
    return {**audit, **own, "patient_hash": pl.String(), "events_count": pl.Int64()}


def reduced_shape(contract: Contract) -> dict[str, pl.DataType]:
    """The columns of the kind's reduction and their types.

    Raises:
        KeyError: the kind has none; its rows are counts already.
    """
    if contract.kind == "patient_transfers":
        kept = {name: dtype for name, dtype in contract.row_types.items() if name not in PSEUDONYMS}
        audit = {"delivery_id": pl.String(), "sheet": pl.String(), "source_row": pl.Int64()}
        return {**kept, **audit, "case_hash": pl.String(), "patient_hash": pl.String()}
    return HISTOGRAMS[contract.kind].shape(contract)


def find_pieces(contract: Contract, rows: pl.DataFrame) -> pl.DataFrame:
    """Which (period, unit) the rows speak for: kind, sheet, period (text), care_unit_id, rows_count."""
    if contract.is_register:
        period, unit = pl.lit(""), pl.lit("")
    elif contract.kind == "patient_transfers":
        period, unit = TRANSFER_PERIOD, pl.lit("")
    else:
        period = pl.col("week") if contract.period_of is None else contract.period_of
        unit = pl.col("care_unit_id").fill_null("")
    counted = _counted(rows.select("sheet", period.alias("period"), unit.alias("care_unit_id")), "rows_count")
    return counted.select(pl.lit(contract.kind).alias("kind"), pl.exclude("rows_count").cast(pl.String), "rows_count")


def _counted(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each different row once and how often it occurs, sorted by its columns, nulls last.

    Many rows are counted as one number each: the places of their values among those of each column, as its digits.
    """
    digits = [Digit(column.drop_nulls().unique().sort()) for column in rows] if rows.height >= MANY_ROWS else []
    if not digits or math.prod(digit.base for digit in digits) > LARGEST:
        grouped = rows.group_by(rows.columns).agg(pl.len().cast(pl.Int64).alias(name))
        return grouped.sort(rows.columns, nulls_last=True)
    number = pl.Series([0], dtype=pl.UInt64).new_from_index(0, rows.height)
    for digit, column in zip(digits, rows, strict=True):
        number = number * digit.base + digit.places_of(column)
    runs = number.sort().rle().struct.unnest()
    left, columns = runs["value"], list[pl.Series]()
    for digit in reversed(digits):
        columns.append(digit.values_at(left % digit.base))
        left = left // digit.base
    return pl.DataFrame([*reversed(columns), runs["len"].cast(pl.Int64).alias(name)])


@dataclass(frozen=True)
class Digit:
    """A column as a digit: its different values of text, days or whole numbers, in their order; null comes last."""

    values: pl.Series

    def places_of(self, column: pl.Series) -> pl.Series:
        """The place of each of the column's values."""
        if column.dtype == CATEGORIES:
            places = places_among(self.values, column)
        elif column.dtype == pl.String:
            places = column.cast(pl.Enum(self.values)).to_physical()
        else:
            numbers = pl.Series(range(len(self.values)), dtype=pl.UInt32)
            places = column.replace_strict(self.values, numbers, default=None, return_dtype=pl.UInt32)
        return places.fill_null(len(self.values)).cast(pl.UInt64)

    @property
    def base(self) -> int:
        """How many values it can have, null among them."""
        return len(self.values) + 1

    def values_at(self, places: pl.Series) -> pl.Series:
        """The values of these places, under the column's name."""
        return self.values.extend_constant(None, 1).gather(places).alias(self.values.name)


def _cases(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per case, its ids hashed with the sender's code: equal ids of two regions stay apart."""
    hashes = (_hashed("case_id").alias("case_hash"), _hashed("patient_key").alias("patient_hash"))
    return rows.with_columns(hashes).drop(PSEUDONYMS)


def _hashed(column: str) -> pl.Expr:
    salted = pl.concat_str("sender_region_code", pl.lit(f"|{column}|"), column)
    return salted.map_elements(_digest, return_dtype=pl.String)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
