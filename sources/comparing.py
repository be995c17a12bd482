"""A new delivery beside what the sender has in force: is it said already, what is missing in it, which units are known.

Not here: which rows the picture stands on (`assets/deliveries`); this only makes remarks and finds repeated files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from sources.archive import STAGING, Delivery
from sources.contracts import CONTRACTS
from sources.examining import Examination, UnitSeen
from sources.findings import RULES, Finding
from sources.values import nearest

NAMED_UNITS = 5


def compare(
    delivery: Delivery, examination: Examination, everyone: Sequence[Delivery]
) -> tuple[Delivery, list[Finding]]:
    """The delivery with its final verdict, and everything to tell its sender; `everyone` is the whole archive."""
    if not delivery.sheets_in_picture():
        return delivery, examination.findings
    standing = [one for one in everyone if one.withdrawn_at is None and one.sheets_in_picture()]
    own = [one for one in standing if one.region_code == delivery.region_code]
    repeated = _repeated(delivery, own)
    if repeated is not None:
        received = f"{repeated.received:%Y-%m-%d kl. %H.%M}"
        told = RULES["duplicate_file"].finding(
            "duplicate_file", {"received": received, "delivery": repeated.delivery_id}, severity="remark"
        )
        sheets = tuple(replace(sheet, verdict=sheet.verdict and "duplicate") for sheet in delivery.sheets)
        return replace(delivery, verdict="duplicate", sheets=sheets), [told]
    remarks = [
        *_units_left_in_force(delivery, own),
        *_units_disappeared(delivery, own),
        *_unknown_units(delivery, examination.units, standing),
    ]
    verdict = "accepted_with_remarks" if remarks and delivery.verdict == "accepted" else delivery.verdict
    return replace(delivery, verdict=verdict), [*examination.findings, *remarks]


def read_pieces(folder: Path) -> pl.DataFrame:
    """The pieces (kind, sheet, period, care_unit_id, rows_count) of a delivery's folder; empty if it has none."""
    return _read_archived_pieces(folder) if folder.parent.name != STAGING else _read_pieces(folder)


def _read_pieces(folder: Path) -> pl.DataFrame:
    path = folder / "pieces.parquet"
    if path.exists():
        return pl.read_parquet(path)
    texts = dict.fromkeys(("kind", "sheet", "period", "care_unit_id"), pl.String)
    return pl.DataFrame(schema={**texts, "rows_count": pl.Int64})


_read_archived_pieces = lru_cache(maxsize=20_000)(_read_pieces)


def _repeated(delivery: Delivery, own: Sequence[Delivery]) -> Delivery | None:
    """The delivery in force that says the same: its bytes, its description, and the pieces they were read as.

    A period may stand in the file's name, so equal bytes can be two periods. One that a later delivery has touched is
    not in force any more, and the same bytes again are a new delivery.
    """
    mine = _said(delivery)
    same = [
        one
        for one in own
        if (one.sha256, one.description_hash) == (delivery.sha256, delivery.description_hash) and _said(one) == mine
    ]
    if not same:
        return None
    last = max(same, key=lambda one: one.order)
    later = [one for one in own if one.order > last.order]
    touched = any(_touches(other, last) for other in later)
    return None if touched else last


def _said(delivery: Delivery) -> list[tuple[object, ...]]:
    """What a delivery speaks for: its pieces, and the periods that it says are empty."""
    pieces = read_pieces(delivery.folder_path).select("kind", "period", "care_unit_id", "rows_count").rows()
    empty = [(sheet.kind, sheet.empty_period) for sheet in delivery.sheets_in_picture() if sheet.empty_period]
    return sorted([*pieces, *empty], key=str)


def _touches(later: Delivery, earlier: Delivery) -> bool:
    """Whether a later delivery replaced something of an earlier one: a piece, or by a whole or empty file a period."""
    theirs, mine = read_pieces(later.folder_path), read_pieces(earlier.folder_path)
    if theirs.join(mine, on=["kind", "period", "care_unit_id"], how="semi").height:
        return True
    sweeping = {sheet.kind for sheet in later.sheets_in_picture() if sheet.complete or sheet.empty_period}
    sweeping |= {sheet.kind for sheet in earlier.sheets_in_picture() if sheet.empty_period}
    return any(_periods_of(later, kind) & _periods_of(earlier, kind) for kind in sweeping if kind)


def _periods_of(delivery: Delivery, kind: str) -> set[str]:
    pieces = read_pieces(delivery.folder_path).filter(pl.col("kind") == kind)
    empty = {sheet.empty_period for sheet in delivery.sheets_in_picture() if sheet.kind == kind and sheet.empty_period}
    return set(pieces["period"]) | empty


def _units_left_in_force(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units of a file that this one replaces in part, for kinds with a period.

    A file for another hospital shares no unit with this one: then nothing is replaced, and there is nothing to say.
    """
    pieces = read_pieces(delivery.folder_path)
    whole = {sheet.kind for sheet in delivery.sheets if sheet.complete}
    for kind in pieces["kind"].unique().sort():
        if CONTRACTS[kind].period is None or kind in whole:
            continue
        mine = pieces.filter(pl.col("kind") == kind).select("period", "care_unit_id").unique()
        left = [_units_not_in(mine, one, kind) for one in own if any(s.kind == kind for s in one.sheets_in_picture())]
        units = sorted({unit for some in left for unit in some})
        if units:
            yield RULES["units_left_in_force"].finding(
                "units_left_in_force", {"units": _named(units)}, severity="remark"
            )


def _units_not_in(mine: pl.DataFrame, earlier: Delivery, kind: str) -> list[str]:
    """Units that an earlier delivery holds in a period where it shares a unit with this one, and this one lacks."""
    theirs = read_pieces(earlier.folder_path).filter(pl.col("kind") == kind)
    replaced = theirs.join(mine, on=["period", "care_unit_id"], how="semi").select("period").unique()
    left = theirs.join(replaced, on="period", how="semi").join(mine, on=["period", "care_unit_id"], how="anti")
    return left["care_unit_id"].to_list()


def _units_disappeared(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units of the sender's last register that are not in this one."""
    if not _is_register(delivery):
        return
    earlier = [one for one in own if _is_register(one)]
    if earlier:
        rows = delivery.folder_path / "rows" / "care_units.parquet"
        gone = sorted(
            _register_units(earlier[-1]) - set(pl.read_parquet(rows, columns=["care_unit_id"])["care_unit_id"])
        )
        if gone:
            yield RULES["units_disappeared"].finding("units_disappeared", {"units": _named(gone)}, severity="remark")


def _unknown_units(delivery: Delivery, units: Sequence[UnitSeen], everyone: Sequence[Delivery]) -> Iterable[Finding]:
    """Units in no register, with the nearest name; where the sender has no register there is nothing to miss."""
    registers = {one.region_code: one for one in everyone if _is_register(one)}
    if delivery.region_code not in registers:
        return
    known = {unit for register in registers.values() for unit in _register_units(register)}
    for unit in units:
        if unit.care_unit_id in known:
            continue
        like = nearest(unit.care_unit_id, sorted(known))
        closest = f"Närmast i katalogen är {like}." if like else ""
        yield RULES["unknown_unit"].finding(
            "unknown_unit",
            {"cell": unit.cell or f"på rad {unit.source_row}", "closest": closest},
            severity="remark",
            place={
                "sheet": unit.sheet,
                "cell": unit.cell,
                "source_row": unit.source_row,
                "column": "care_unit_id",
                "value": unit.care_unit_id,
            },
        )


def _is_register(delivery: Delivery) -> bool:
    return any(CONTRACTS[sheet.kind].is_register for sheet in delivery.sheets_in_picture() if sheet.kind)


def _register_units(delivery: Delivery) -> frozenset[str]:
    return _units_in(delivery.folder_path / "rows" / "care_units.parquet")


@lru_cache(maxsize=1000)
def _units_in(archived: Path) -> frozenset[str]:
    """The units of an archived register; archived files never change, so they are read once."""
    return frozenset(pl.read_parquet(archived, columns=["care_unit_id"])["care_unit_id"])


def _named(units: Sequence[str]) -> str:
    if len(units) <= NAMED_UNITS:
        return ", ".join(units)
    return f"{', '.join(units[:NAMED_UNITS])} och {len(units) - NAMED_UNITS} till"
