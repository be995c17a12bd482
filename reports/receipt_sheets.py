"""How each sheet of a delivery was read, as the receipt shows it: what was left out and what was not used.

Not here: the rest of the receipt (`receipt.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import swedish
from reports.terms import KINDS

Record = Mapping[str, Any]
ROWS_NAMED = 20
LISTS = (
    ("left_out_rows", "left_out_count", "rad", "rader"),
    ("ignored_columns", "ignored_count", "kolumn", "kolumner"),
)


@dataclass(frozen=True)
class SheetReading:
    """How one sheet was read."""

    name: str
    kind: str
    header_row: str
    accepted: str
    refused: str
    left_out: tuple[str, ...]


def read_sheet(sheet: Record) -> SheetReading:
    """How a sheet was read, in words."""
    kind = sheet.get("kind")
    header_row = sheet.get("header_row")
    left_out = [*_described(sheet.get("left_out_rows") or (), "rad"), *_columns(sheet.get("ignored_columns") or ())]
    for listed, count, one, many in LISTS:
        if more := how_many(sheet, listed, count) - len(sheet.get(listed) or ()):
            left_out.append(f"{swedish.plural(more, one, many)} till")
    return SheetReading(
        name=str(sheet.get("sheet") or ""),
        kind=str(sheet.get("kind_title") or KINDS.get(kind or "", kind or "ingen leverans")),
        header_row="" if header_row is None else str(header_row),
        accepted=swedish.number(int(sheet.get("accepted_count") or 0)) if kind else "",
        refused=swedish.number(int(sheet.get("refused_count") or 0)) if kind else "",
        left_out=tuple(left_out) if kind else ("hela bladet",),
    )


def how_many(sheet: Record, listed: str, count: str) -> int:
    """How many there are of what a receipt lists the first of; the receipts of earlier versions list all."""
    return max(len(sheet.get(listed) or ()), int(sheet.get(count) or 0))


def _described(entries: Iterable[Any], word: str) -> list[str]:
    """Rows left out: their numbers by reason, `rad 4216, 4217 (summa)`."""
    by_reason: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry, Mapping):
            row = next((entry[key] for key in ("source_row", "row", "rows") if entry.get(key) is not None), "")
            by_reason.setdefault(str(entry.get("reason") or ""), []).append(str(row))
        elif isinstance(entry, Sequence) and not isinstance(entry, str) and len(entry) == 2:
            by_reason.setdefault(str(entry[1]), []).append(str(entry[0]))
        else:
            by_reason.setdefault("", []).append(str(entry))
    texts = []
    for reason, rows in by_reason.items():
        more = f" och {swedish.number(len(rows) - ROWS_NAMED)} till" if len(rows) > ROWS_NAMED else ""
        texts.append(f"{word} {', '.join(rows[:ROWS_NAMED])}{more}{f' ({reason})' if reason else ''}")
    return texts


def _columns(entries: Iterable[Any]) -> list[str]:
    names = []
    for entry in entries:
        if isinstance(entry, Mapping):
            names.append(" ".join(str(entry[key]) for key in ("letter", "cell", "header", "column") if entry.get(key)))
        else:
            names.append(str(entry))
    return [f"kolumnen ”{name}”" for name in names]
