"""Typed rows against their contract: which are accepted, which are refused, and why.

Here: whether a rule is broken, the key of rows, the verdict of a sheet. A refused row keeps every reason.
Not here: reading cells (`sources/mapping.py`), telling it to the sender (`sources/telling.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from sources.contracts import CONTRACTS, OUT_OF_RANGE, Contract
from sources.mapping import FAULT_COLUMNS, Mapped, needed_but_empty
from sources.values import AS_TEXTS, READ_ANYWAY, VALUE_RULES

UNREADABLE_ROWS = ("row_incomplete", "row_split_by_commas", "row_too_long", "row_too_short", "struck_out")
"""Rules of a row that cannot be used: what else its cells say is of no interest, and may be of other columns."""
RULES_OF_ROWS = frozenset({"conflicting_rows", "merged_number", *UNREADABLE_ROWS})
"""Rules that refuse the row, whichever column they are told of."""
UNREAD = (set(VALUE_RULES) - READ_ANYWAY) | {OUT_OF_RANGE}
"""Rules of a cell that has no value for what it says."""


@dataclass(frozen=True)
class Accepted:
    """The rows of one kind in one file, after validation; `sheet` tells the sheets apart.

    `returned` are the sheets with too many faults: nothing of them enters, and their rows stand in nobody's way.
    `rows` are accepted, `refused` are not; `faults` (row, sheet, source_row, maker, column, rule, value, severity) says
    what is wrong with which cell, remarks included; `repeated` are rows that were said before, word for word.
    """

    contract: Contract
    rows: pl.DataFrame
    refused: pl.DataFrame
    faults: pl.DataFrame
    repeated: pl.DataFrame
    returned: frozenset[str]


def accept(contract: Contract, parts: Sequence[Mapped], *, today: date, refused_share_limit: float) -> Accepted:
    """Validates all sheets of one kind; each is judged by itself, and a key holds over all that are taken."""
    rows, faults = _together(parts)
    needed = needed_but_empty(contract, rows, faults)
    rows, broken = _hold_rules(contract, rows, today)
    faults = pl.concat([faults, needed, broken])
    if faults.height:
        faults = _with_severity(contract, _of_usable_rows(faults).unique(maintain_order=True))
        faults = _told_once(contract, faults)
        rows = _emptied(contract, rows, faults)
    else:
        faults = pl.DataFrame(schema={**FAULT_COLUMNS, "severity": pl.String})
    wrong = faults.filter(pl.col("severity") == "error")["row"].unique()
    returned = _sheets_returned(rows, wrong, refused_share_limit)
    told = [pl.DataFrame(schema=FAULT_COLUMNS)]
    while True:
        repeated, conflicting = _key_faults(contract, _without(rows, wrong, returned))
        refused_rows = pl.concat([wrong, conflicting["row"]])
        found = returned | _sheets_returned(rows, refused_rows, refused_share_limit)
        if found == returned:
            break
        # a sheet that falls for its conflicting rows must still hear which they are
        fallen = rows.filter(pl.col("sheet").is_in(list(found - returned)))
        told.append(conflicting.join(fallen.select("row"), on="row", how="semi"))
        returned = found
    conflicting = pl.concat([*told, conflicting])
    refused_rows = pl.concat([wrong, conflicting["row"]])
    if conflicting.height:
        faults = pl.concat([faults, _with_severity(contract, conflicting)])
    gone = pl.concat([refused_rows, repeated["row"]])
    return Accepted(
        contract=contract,
        returned=returned,
        rows=_without(rows, gone, returned),
        refused=rows.filter(pl.col("row").is_in(refused_rows.to_list())) if len(refused_rows) else rows.clear(),
        faults=_placed(faults, rows),
        repeated=repeated,
    )


def _without(rows: pl.DataFrame, gone: pl.Series, returned: frozenset[str]) -> pl.DataFrame:
    """The rows that are not gone, of the sheets that are not returned: most often all, which are not copied then."""
    if gone.is_empty() and not returned:
        return rows
    return rows.filter(~pl.col("row").is_in(gone.to_list()) & ~pl.col("sheet").is_in(list(returned)))


def _placed(faults: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The faults with the sheet, row and maker of each, in the order of the rows."""
    places = rows.select("row", "sheet", "source_row", "maker")
    if faults.is_empty():
        return pl.DataFrame(schema=faults.schema | {name: places.schema[name] for name in places.columns[1:]})
    return faults.join(places, on="row").sort("row", maintain_order=True)


def _of_usable_rows(faults: pl.DataFrame) -> pl.DataFrame:
    """Of a row that cannot be used, that alone, and once."""
    unusable = faults.filter(pl.col("rule").is_in(UNREADABLE_ROWS)).unique("row", keep="first", maintain_order=True)
    return pl.concat([faults.join(unusable, on="row", how="anti"), unusable]) if unusable.height else faults


def _sheets_returned(rows: pl.DataFrame, refused: pl.Series, limit: float) -> frozenset[str]:
    """The sheets of which more than the limit is refused."""
    if refused.is_empty():
        return frozenset()
    shares = rows.group_by("sheet").agg(pl.col("row").is_in(refused.to_list()).mean().alias("share"))
    return frozenset(shares.filter(pl.col("share") > limit)["sheet"])


def _together(parts: Sequence[Mapped]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sheets under one another, rows and their faults numbered through."""
    rows, faults, start = [], [], 0
    for part in parts:
        rows.append(part.rows.with_columns(pl.lit(part.table.sheet.name).alias("sheet")))
        faults.append(part.faults.with_columns((pl.col("row") + start).cast(pl.UInt32)))
        start += part.rows.height
    return pl.concat(rows, how="vertical_relaxed").with_row_index("row"), pl.concat(faults)


@lru_cache(maxsize=32)
def _holds(kind: str, today: date) -> pl.Expr:
    """All rules of a kind, made once a day: that takes longer than asking a small file."""
    return CONTRACTS[kind].holds(today)


def _hold_rules(contract: Contract, rows: pl.DataFrame, today: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without the impossible values of optional columns, and what is broken: those, and rules without them."""
    broken = _broken_rules(contract, rows, today)
    if broken.is_empty():
        return rows, broken
    optional = [column.name for column in contract.columns if not column.needed]
    beyond = broken.filter((pl.col("rule") == OUT_OF_RANGE) & pl.col("column").is_in(optional))
    if beyond.is_empty():
        return rows, broken
    for (column,), cells in beyond.group_by("column"):
        rows = _without_values(contract, rows, str(column), cells["row"].to_list())
    return rows, pl.concat([beyond, _broken_rules(contract, rows, today)])


def _broken_rules(contract: Contract, rows: pl.DataFrame, today: date) -> pl.DataFrame:
    """What Pandera finds, where anything is broken at all."""
    if rows.select(_holds(contract.kind, today).all()).item():
        return pl.DataFrame(schema=FAULT_COLUMNS)
    from sources.contracts.schema import find_failures  # noqa: PLC0415 - see its head

    cases = find_failures(contract.kind, rows.with_columns(AS_TEXTS), today)
    if cases is None:
        raise ValueError(f"The schema of {contract.kind} does not say what its rules say.")
    cases = cases.filter(pl.col("check") != "not_nullable")
    if cases["index"].null_count():
        raise ValueError(f"A rule of {contract.kind} could not be evaluated.")
    return cases.select(
        pl.col("index").cast(pl.UInt32).alias("row"),
        pl.when(pl.col("schema_context") == "Column").then(pl.col("column")).alias("column"),
        pl.col("check").alias("rule"),
        pl.lit(None, pl.String).alias("value"),
    ).with_columns(pl.col("column").fill_null(_marked_column(contract, rows)))


def _marked_column(contract: Contract, rows: pl.DataFrame) -> pl.Expr:
    """The column to mark for a fault's rule in its row."""
    marked: pl.Expr = pl.col("rule").replace_strict({rule.id: rule.columns[0] for rule in contract.rules}, default=None)
    for rule in contract.rules:
        if rule.marked is not None:
            by_row = rows.select(rule.marked()).to_series()
            marked = pl.when(pl.col("rule") == rule.id).then(pl.lit(by_row).gather("row")).otherwise(marked)
    return marked


def _with_severity(contract: Contract, faults: pl.DataFrame) -> pl.DataFrame:
    """A row's rule carries its own severity; a fault in a cell is an error where the column is needed."""
    own: dict[str, str] = {rule.id: rule.severity for rule in contract.rules}
    own |= dict.fromkeys(RULES_OF_ROWS, "error") | dict.fromkeys(READ_ANYWAY, "remark")
    needed = [column.name for column in contract.needed]
    by_column = (
        pl.when(pl.col("column").is_in([*needed, "sender_region_code"]))
        .then(pl.lit("error"))
        .otherwise(pl.lit("remark"))
    )
    by_rule = pl.col("rule").replace_strict(own, default=None, return_dtype=pl.String)
    return faults.with_columns(by_rule.fill_null(by_column).alias("severity"))


def _told_once(contract: Contract, faults: pl.DataFrame) -> pl.DataFrame:
    """Where a rule refuses a row for want of a value that is there but could not be read, that cell is the fault."""
    for rule in contract.rules:
        if rule.severity != "error":
            continue
        about = pl.col("column").is_in(rule.columns) & pl.col("rule").is_in(sorted(UNREAD))
        broken = faults.filter(pl.col("rule") == rule.id).select("row")
        unreadable = faults.filter(about).join(broken, on="row", how="semi").select("row").unique()
        if unreadable.is_empty():
            continue
        hit = pl.col("row").is_in(unreadable["row"].to_list())
        faults = faults.filter(~(hit & (pl.col("rule") == rule.id))).with_columns(
            pl.when(hit & about).then(pl.lit("error")).otherwise("severity").alias("severity")
        )
    return faults


def _emptied(contract: Contract, rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """A value that an optional column cannot have is emptied; a cell that could not be read is empty already."""
    to_empty = {rule.id: rule.empties for rule in contract.rules if rule.empties}
    for rule, columns in to_empty.items():
        hit = faults.filter(pl.col("rule") == rule)["row"].to_list()
        for column in columns if hit else ():
            rows = _without_values(contract, rows, column, hit)
    return rows


def _without_values(contract: Contract, rows: pl.DataFrame, name: str, hit: list[int]) -> pl.DataFrame:
    high = contract.by_name[name].high_name
    emptied = pl.col(name, *([high] if high else []))
    return rows.with_columns(pl.when(~pl.col("row").is_in(hit)).then(emptied))


def _key_faults(contract: Contract, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that repeat an earlier one (to be counted once), and rows of one key that differ (none of them counts)."""
    none = rows.clear(), pl.DataFrame(schema={**FAULT_COLUMNS})
    if contract.key is None:
        return none
    keys = rows.select(contract.key_needs or contract.key).drop_nulls(contract.key_needs)
    if keys.hash_rows().n_unique() == keys.height:  # no two are equal, which is the usual case and soon seen
        return none
    keyed = rows
    if contract.key_needs:
        needs = pl.col(contract.key_needs)
        keyed = rows.filter(needs.is_not_null() & needs.is_duplicated())
    keyed = keyed.filter(pl.struct(contract.key).is_duplicated())
    if keyed.is_empty():
        return none
    everything = list(contract.row_types)
    first = keyed.unique(everything, keep="first", maintain_order=True)
    repeated = keyed.join(first.select("row"), on="row", how="anti")
    differing = first.filter(pl.struct(contract.key).is_duplicated())
    conflicting = keyed.join(differing.select(contract.key).unique(), on=contract.key, nulls_equal=True, how="semi")
    repeated = repeated.join(conflicting.select("row"), on="row", how="anti")
    return repeated, conflicting.select(
        "row",
        pl.lit(contract.key[0] if contract.key_needs is None else contract.key_needs).alias("column"),
        pl.lit("conflicting_rows").alias("rule"),
        pl.lit(None, pl.String).alias("value"),
    )
