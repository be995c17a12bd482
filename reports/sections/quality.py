"""Quality and coverage: what each region has delivered, by kind.

Here: the matrix of statuses and, in words, everything that is not as expected. Not here: the faults inside a delivery,
which are its receipt's.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reports import swedish
from reports.content import Block, Column, Row, Section, StatusKey, Table
from reports.picture import Picture, Record
from reports.tables import read
from reports.terms import KINDS, STATUSES
from reports.values import Cell, Status

NO_STATUS = Status("none", "ingen uppgift")
NOT_EXPECTED = Status("dash", "väntas inte")
"""Who waits is told row by row or as counts: the other is not expected of the region."""


def quality_section(picture: Picture) -> Section:
    """Kvalitet och täckning."""
    frame = read(picture.tables, "mart.delivery_status").filter(pl.col("week") == picture.week)
    statuses = {(row["region_code"], row["kind"]): row for row in frame.iter_rows(named=True)}
    kinds = [kind for kind in KINDS if kind in set(frame["kind"])]
    kinds += sorted(set(frame["kind"].drop_nulls()) - set(kinds))
    shown = {row["status"] for row in statuses.values()}
    key = tuple(status for code, status in STATUSES.items() if code in shown)
    if len(statuses) < len(kinds) * len({code for code, _ in statuses}):
        key += (NOT_EXPECTED,)
    blocks: list[Block] = [StatusKey(key)] if key else []
    blocks += [_matrix(picture, statuses, kinds), _exceptions(picture, statuses, kinds)]
    return Section(
        name="kvalitet",
        topic="Kvalitet och täckning",
        heading=_heading(picture, statuses),
        lead="Vad varje region har levererat till den här utgåvan.",
        blocks=tuple(blocks),
    )


def _heading(picture: Picture, statuses: Mapping[tuple[str, str], Record]) -> str:
    if not statuses:
        return "Kvalitet och täckning: leveransernas status saknas"
    complete = [
        code
        for code in picture.regions
        if {row["status"] for (region, _), row in statuses.items() if region == code} == {"delivered"}
    ]
    regions = swedish.plural(len(picture.regions), "region", "regioner")
    return f"{swedish.capitalised(swedish.small_number(len(complete)))} av {regions} har levererat allt utan anmärkning"


def _matrix(picture: Picture, statuses: Mapping[tuple[str, str], Record], kinds: list[str]) -> Table:
    rows = []
    for code, region in picture.regions.items():
        is_told = any((code, kind) in statuses for kind in kinds)
        unsaid = NOT_EXPECTED if is_told else NO_STATUS
        cells: dict[str, Cell] = {kind: _status(statuses.get((code, kind)), unsaid) for kind in kinds}
        rows.append(Row({"region": region.name, **cells}))
    columns = [Column(kind, KINDS.get(kind, kind), "status") for kind in kinds]
    return Table(
        name="leveranser",
        caption=f"Leveranser per region och slag, {swedish.week_long(picture.week)}.",
        columns=(Column("region", "Region"), *columns),
        rows=tuple(rows) if kinds else (),
        compact=True,
        empty_text="Uppgifter om leveranser saknas.",
    )


def _status(row: Record | None, unsaid: Status = NO_STATUS) -> Status:
    if row is None or row["status"] is None:
        return unsaid
    status: str = row["status"]
    return STATUSES.get(status, Status("none", status))


def _exceptions(picture: Picture, statuses: Mapping[tuple[str, str], Record], kinds: list[str]) -> Table:
    rows = []
    for code, region in picture.regions.items():
        for kind in kinds:
            row = statuses.get((code, kind))
            if row is not None and row["status"] not in (None, "delivered"):
                cells: dict[str, Cell] = {
                    "region": region.name,
                    "kind": KINDS.get(kind, kind),
                    "status": _status(row),
                    "detail": _detail(row),
                }
                rows.append(Row(cells))
    return Table(
        name="avvikelser",
        caption="Leveranser som inte är fullständiga eller i tid, och varför.",
        columns=(
            Column("region", "Region"),
            Column("kind", "Leverans"),
            Column("status", "Status", "status"),
            Column("detail", "Uppgift"),
        ),
        rows=tuple(rows),
        is_behind=True,
        empty_text="Alla leveranser är fullständiga och i tid.",
    )


def _detail(row: Record) -> str:
    """What is known of a delivery in words: how old, when expected, how many rows were refused."""
    parts = []
    if row["refused_count"]:
        total = (row["accepted_count"] or 0) + row["refused_count"]
        parts.append(f"{swedish.number(row['refused_count'])} av {swedish.plural(total, 'rad', 'rader')} togs inte med")
    if row["age_days"] is not None:
        parts.append(f"senaste uppgift är {swedish.plural(row['age_days'], 'dag', 'dagar')} gammal")
    if row["expected_by"] is not None and row["status"] in ("late", "missing", "returned"):
        parts.append(f"väntad senast {swedish.date_text(row['expected_by'])}")
    return swedish.capitalised("; ".join(parts)) or "Ingen leverans har kommit"
