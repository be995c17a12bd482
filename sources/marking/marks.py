"""Faults to marks: which cells are coloured, what their comments say, and the list of them, the worst first.

Here: all texts of the marked workbook, the same whichever program writes it. Never the value of a pseudonym.
Not here: where the faults are (`sources/fault_places.py`), how a workbook is written (`own_workbook.py`,
`text_workbook.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import polars as pl

from sources.contracts import CONTRACTS
from sources.findings import RULES
from sources.reading import TextSheet
from sources.reference_data import Reference
from sources.telling import tell_cell

TOLD_PER_GROUP, TOLD_IN_ALL = 1000, 5000
"""Cells with a comment and a line of their own; more make the workbook too slow to open. The rest are coloured."""
RULES_BY_ROW = frozenset({"duplicate_row", "unknown_unit"})
"""Rules that are told of more cells than the receipt lists."""
NOT_TOLD = {"title": "Se kvittot", "message": "", "how_to_mend": "Kvittot säger vad som är fel."}
FaultRow = Mapping[str, Any]


class Place(NamedTuple):
    """A cell of the sender's file."""

    sheet: str
    row: int
    letter: str


@dataclass(frozen=True)
class Told:
    """What is said about one faulty cell; `value` is None for pseudonyms and empty cells."""

    place: Place
    value: str | None
    title: str
    message: str
    how_to_mend: str


@dataclass(frozen=True)
class FaultGroup:
    """One rule in one column of one sheet: all its cells, and what is said about the first of them."""

    severity: Literal["error", "remark"]
    sheet: str
    column_title: str
    cells: tuple[Place, ...]
    told: tuple[Told, ...]

    @property
    def title(self) -> str:
        """What the rule is called."""
        return self.told[0].title


def gather_marks(
    faults: pl.DataFrame, sheets: Mapping[str, TextSheet], receipt: Mapping[str, Any], reference: Reference
) -> list[FaultGroup]:
    """The faults by rule: errors before remarks, those with most cells first."""
    placed = _placed(faults.filter(pl.col("sheet").is_in(list(sheets))), sheets)
    parts = placed.partition_by("severity", "sheet", "rule", "column", maintain_order=True)
    parts.sort(key=lambda part: (part["severity"][0] != "error", -part.height))
    groups, left = [], TOLD_IN_ALL
    for part in parts:
        count = min(part.height, TOLD_PER_GROUP, max(left, 1))
        told = tuple(_tell(fault, sheets, receipt, reference) for fault in part.head(count).iter_rows(named=True))
        left -= count
        groups.append(
            FaultGroup(
                severity=part["severity"][0],
                sheet=part["sheet"][0],
                column_title=_column_title(part.row(0, named=True)),
                cells=tuple(Place(*cell) for cell in part.select("sheet", "row", "letter").rows()),
                told=told,
            )
        )
    return groups


def comments_of(groups: Sequence[FaultGroup]) -> dict[Place, str]:
    """The comment of each cell that is told of: what, why, how to mend; several faults under one another."""
    texts: dict[Place, list[str]] = {}
    for group in groups:
        for one in group.told:
            texts.setdefault(one.place, []).append(_comment(one, is_error=group.severity == "error"))
    return {place: "\n\n".join(dict.fromkeys(found)) for place, found in texts.items()}


def _comment(one: Told, *, is_error: bool) -> str:
    if is_error:
        return f"Fel: {one.title}.\n{one.message}\nSå rättar du: {one.how_to_mend}"
    return f"Stämmer det här? {one.title}.\n{one.message}\n{one.how_to_mend}"


def severities_of(groups: Sequence[FaultGroup]) -> dict[Place, str]:
    """Each faulty cell and the worst that is said of it."""
    found: dict[Place, str] = {}
    for group in groups:
        for place in group.cells:
            found.setdefault(place, group.severity)
    return found


def _placed(faults: pl.DataFrame, sheets: Mapping[str, TextSheet]) -> pl.DataFrame:
    """Each fault with the row and the letter of the cell to mark; that of a whole row is its first filled cell."""
    parts = []
    for (sheet,), part in faults.group_by("sheet", maintain_order=True):
        cells = sheets[str(sheet)].cells
        letters = cells.columns[1:]
        first = cells.select(
            pl.col("source_row").alias("row"),
            pl.coalesce(*(pl.when(pl.col(at).is_not_null()).then(pl.lit(at)) for at in letters), pl.lit("A")).alias(
                "first"
            ),
        )
        placed = part.with_columns(
            pl.coalesce(pl.col("cell").str.extract(r"(\d+)$").cast(pl.Int64), "source_row").alias("row"),
            pl.col("cell").str.extract(r"^([A-Z]+)").alias("letter"),
        ).join(first, on="row", how="left")
        parts.append(placed.with_columns(pl.coalesce("letter", "first", pl.lit("A")).alias("letter")).drop("first"))
    if not parts:
        return faults.with_columns(pl.lit(1).alias("row"), pl.lit("A").alias("letter"))
    return pl.concat(parts).unique(["sheet", "row", "letter", "rule", "severity"], keep="first", maintain_order=True)


def _tell(fault: FaultRow, sheets: Mapping[str, TextSheet], receipt: Mapping[str, Any], reference: Reference) -> Told:
    place = Place(fault["sheet"], fault["row"], fault["letter"])
    value = value_at(sheets[place.sheet].cells, place)
    contract = CONTRACTS.get(fault["kind"] or "")
    if contract is not None and fault["column"] is not None:
        at = (place.sheet, place.row, place.letter if fault["cell"] else None)
        found = tell_cell(contract, reference, rule=fault["rule"], column=fault["column"], place=at, value=value)
        return Told(place, found.value if fault["cell"] else None, found.title, found.message, found.how_to_mend)
    told = _told_in_receipt(fault, receipt)
    return Told(
        place, value if fault["cell"] else None, str(told["title"]), str(told["message"]), str(told["how_to_mend"])
    )


def _told_in_receipt(fault: FaultRow, receipt: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the receipt says of this very cell, or else of the rule."""
    same = [one for one in receipt["findings"] if (one["rule"], one["sheet"]) == (fault["rule"], fault["sheet"])]
    exact = (one for one in same if (one["cell"], one["source_row"]) == (fault["cell"], fault["source_row"]))
    if (found := next(exact, None)) is not None:
        return dict(found)
    if fault["rule"] in RULES_BY_ROW:
        parts = {"row": fault["row"], "cell": fault["cell"] or f"på rad {fault['row']}", "closest": ""}
        return RULES[fault["rule"]].finding(fault["rule"], parts).as_data()
    return dict(same[0]) if same else NOT_TOLD


def _column_title(fault: FaultRow) -> str:
    contract = CONTRACTS.get(fault["kind"] or "")
    column = contract.by_name.get(fault["column"] or "") if contract else None
    return column.title if column else ""


def value_at(cells: pl.DataFrame, place: Place) -> str | None:
    """What stands in a cell of a sheet's text cells."""
    if place.letter not in cells.columns:
        return None
    index = cells["source_row"].search_sorted(place.row)
    if index >= cells.height or cells["source_row"][index] != place.row:
        return None
    found = cells[place.letter][index]
    return None if found is None else str(found)


def rows_told(groups: Sequence[FaultGroup]) -> Iterator[tuple[str, int]]:
    """(sheet, row) of every cell that is told of."""
    for group in groups:
        for one in group.told:
            yield one.place.sheet, one.place.row
