"""Known errors in what a region sends, put right cell by cell, until the region has mended them.

A correction is used only where the cell holds exactly what it expects. Each use is told to the sender with its reason;
where the rows are there but the error is not, the correction has stopped by itself and the receipt says that it can go.
Here: using corrections on a table. Not here: reading them (`sources/descriptions/corrections.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from sources.descriptions import Correction, Description
from sources.findings import Finding, RuleText
from sources.tables import Table

LISTED = 100
"""Cells listed for one correction in one sheet; its count tells how many there are."""
CORRECTED = "corrected_value"
BACK_AGAIN = "mended_error_back"
TEXTS: Mapping[str, RuleText] = {
    CORRECTED: RuleText(
        "Ett känt fel är rättat av oss",
        "{where} står {expect} i stället för {replace}. Vi har räknat med det rätta värdet. Skälet: {reason} "
        "(rättelsen {name}, anmäld {reported} av {reporter}).",
        "Rätta värdet i källan. När det är rätt slutar vår rättelse att användas av sig själv.",
    ),
    BACK_AGAIN: RuleText(
        "Ett fel som var rättat är tillbaka",
        "{where} står {expect} igen, fastän felet är anmält som rättat (rättelsen {name}). Värdet har inte ändrats "
        "av oss.",
        "Rätta värdet i källan och lämna filen igen.",
    ),
}
NOT_NEEDED = "rättelsen {name} behövs inte längre på bladet {sheet}: {title} är {state}; den kan tas bort"


@dataclass(frozen=True)
class CorrectionUse:
    """What became of one correction in one sheet. `rows_count` are the rows that it speaks of."""

    name: str
    rows_count: int
    used_count: int

    def as_data(self) -> dict[str, Any]:
        """As `kvitto.json` holds it. `is_needed` is false where the sender has mended the error."""
        return {"name": self.name, "used_count": self.used_count, "is_needed": self.used_count > 0}


@dataclass(frozen=True)
class LastUse:
    """The latest delivery whose receipt speaks of a correction, and what it says."""

    delivery_id: str
    received_at: str
    used_count: int

    @property
    def is_needed(self) -> bool:
        """Whether the error was still there."""
        return self.used_count > 0


@dataclass(frozen=True)
class Corrected:
    """A table with its known errors put right, and everything that is to be told of it."""

    table: Table
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    uses: tuple[CorrectionUse, ...] = ()


def correct(table: Table, description: Description, constants: Mapping[str, str], *, file_name: str) -> Corrected:
    """Uses every correction that speaks of the table, each on the table as the sender sent it.

    Args:
        table: of one sheet, all text.
        description: in force for the sheet.
        constants: columns that have one value in the whole table; rows can be selected by them too.
        file_name: as the sender wrote it.
    """
    result = Corrected(table)
    for one in description.corrections:
        spoken_of = one.is_for(file_name=file_name, sheet=table.sheet.name, kind=table.contract.kind)
        if spoken_of and one.column in table.texts.columns:
            result = _use(one, table, result, constants)
    return result


def last_uses(archived: Path) -> Mapping[str, LastUse]:
    """The last use of each correction by its name, from the receipts in a region's folder of the archive."""
    uses: dict[str, LastUse] = {}
    for path in sorted(archived.glob("*/receipt.json")):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        counts: dict[str, int] = {}
        for told in receipt.get("corrections", ()):
            counts[told["name"]] = counts.get(told["name"], 0) + told["used_count"]
        for name, count in counts.items():
            use = LastUse(receipt["delivery_id"], receipt["received_at"], count)
            if name not in uses or uses[name].received_at <= use.received_at:
                uses[name] = use
    return uses


def _use(one: Correction, sent: Table, so_far: Corrected, constants: Mapping[str, str]) -> Corrected:
    rows = sent.texts.select(_selected(one.where, sent, constants)).to_series()
    wrong = rows & sent.texts.select(_text(one.column) == one.expect.strip()).to_series()
    if not rows.any():
        return so_far
    if one.status == "mended":
        return replace(so_far, findings=(*so_far.findings, *_tell(BACK_AGAIN, one, sent, wrong)))
    use = CorrectionUse(one.name, int(rows.sum()), int(wrong.sum()))
    if not use.used_count:
        if not one.where:
            return so_far
        note = _not_needed(one, sent, rows)
        return replace(so_far, notes=(*so_far.notes, note), uses=(*so_far.uses, use))
    right = pl.lit(one.replace.strip() or None, pl.String)
    texts = so_far.table.texts.with_columns(pl.when(wrong).then(right).otherwise(one.column).alias(one.column))
    return Corrected(
        table=replace(so_far.table, texts=texts),
        findings=(*so_far.findings, *_tell(CORRECTED, one, sent, wrong)),
        notes=so_far.notes,
        uses=(*so_far.uses, use),
    )


def _selected(where: Mapping[str, str], table: Table, constants: Mapping[str, str]) -> pl.Expr:
    """The rows whose cells, or whose table's constants, hold what is said; case and blanks around do not matter."""
    selected: list[pl.Expr] = [pl.repeat(value=True, n=table.texts.height)]
    for name, wanted in where.items():
        cell = _text(name) if name in table.texts.columns else pl.lit(constants.get(name, "").strip())
        selected.append(cell.str.to_lowercase() == wanted.strip().lower())
    return pl.all_horizontal(selected)


def _text(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars()


def _tell(rule: str, one: Correction, table: Table, cells: pl.Series) -> Iterable[Finding]:
    """A remark per cell, the first hundred of them."""
    count, column = int(cells.sum()), table.contract.by_name[one.column]
    for row, maker in table.texts.filter(cells).select("source_row", "maker").head(LISTED).rows():
        letter = table.letters[maker].get(one.column)
        cell = f"{letter}{row}" if letter else None
        parts = {
            "where": f"I cell {cell}" if cell else f"På rad {row}, i {column.title},",
            "expect": _shown(one.expect),
            "replace": _shown(one.replace),
            "reason": one.reason.strip().rstrip(".") + ".",
            "name": one.name,
            "reporter": one.reporter,
            "reported": one.reported_date,
        }
        place = {"sheet": table.sheet.name, "cell": cell, "source_row": row, "column": column.name, "count": count}
        place |= {"column_title": column.title, "value": one.expect.strip()}
        yield TEXTS[rule].finding(rule, parts, severity="remark", place=place)


def _shown(text: str) -> str:
    return f"”{text.strip()}”" if text.strip() else "ingenting"


def _not_needed(one: Correction, table: Table, rows: pl.Series) -> str:
    column = table.contract.by_name[one.column]
    cells = table.texts.filter(rows).select(_text(one.column)).to_series()
    state = "rättad av avsändaren" if (cells == one.replace.strip()).all() else "ändrad av avsändaren"
    return NOT_NEEDED.format(name=one.name, sheet=table.sheet.name, title=column.title, state=state)
