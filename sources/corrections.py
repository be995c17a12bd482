"""Known errors in what a region sends, put right cell by cell, until the region has mended them.

A correction is used only where the cell holds exactly what it expects. Each use is told to the sender with its reason;
where the rows are there but the error is not, the correction has stopped by itself and the receipt says so. Where two
want different things of one cell neither is used, and the sender hears of both.
Here: using corrections on a table. Not here: reading them (`sources/descriptions/corrections.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sources.descriptions import Correction, as_composed
from sources.findings import Finding, RuleText, listed
from sources.reading.content import text_of
from sources.tables import Table

LISTED = 100
"""Cells listed for one correction in one sheet; its count tells how many there are."""
CORRECTED = "corrected_value"
BACK_AGAIN = "mended_error_back"
DISAGREE = "corrections_disagree"
TEXTS: Mapping[str, RuleText] = {
    CORRECTED: RuleText(
        "Ett känt fel är rättat av oss",
        "{where} står {expect} i stället för {replace}. Vi har räknat med det rätta värdet. Skälet: {reason} "
        "(rättelsen {name}, anmäld {reported} av {reporter}).",
        "Rätta värdet i källan. När det är rätt slutar vår rättelse att användas av sig själv.",
    ),
    DISAGREE: RuleText(
        "Två rättelser säger emot varandra",
        "{where} står {expect}. Rättelserna {names} vill ändra det till {wanted}. Vi vet inte vad som är rätt, så "
        "värdet har inte ändrats.",
        "Rätta värdet i källan och lämna filen igen, eller säg till oss vilken rättelse som gäller.",
    ),
    BACK_AGAIN: RuleText(
        "Ett fel som var rättat är tillbaka",
        "{where} står {expect} igen, fastän felet är anmält som rättat (rättelsen {name}). Värdet har inte ändrats "
        "av oss.",
        "Rätta värdet i källan och lämna filen igen.",
    ),
}
NOT_NEEDED = "rättelsen {name} behövs inte längre på bladet {sheet}: ni har {done} {title}"


@dataclass(frozen=True)
class CorrectionUse:
    """What became of one correction in one sheet: the cells that it changed, and those that were wrong as it says."""

    name: str
    used_count: int
    wrong_count: int

    def as_data(self) -> dict[str, Any]:
        """As `kvitto.json` holds it. `is_needed` is false where the sender has mended the error."""
        return {"name": self.name, "used_count": self.used_count, "is_needed": self.wrong_count > 0}


@dataclass(frozen=True)
class LastUse:
    """The latest delivery whose receipt speaks of a correction, how many cells it changed, and whether the error was
    still there.
    """

    delivery_id: str
    received_at: str
    used_count: int
    is_needed: bool


@dataclass(frozen=True)
class Corrected:
    """A table with its known errors put right, and everything that is to be told of it."""

    table: Table
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    uses: tuple[CorrectionUse, ...] = ()


@dataclass(frozen=True)
class _Spoken:
    """A correction that speaks of a table: the rows that it is about, and those whose cell is wrong as it says."""

    correction: Correction
    rows: pl.Series
    wrong: pl.Series

    @property
    def right(self) -> str:
        return self.correction.replace.strip()

    @property
    def is_over(self) -> bool:
        return self.correction.status == "mended"


def correct(
    table: Table,
    corrections: Sequence[Correction],
    constants: Mapping[str, str],
    *,
    file_name: str,
    row_days: pl.Series | None = None,
) -> Corrected:
    """Uses every correction that speaks of the table, each on the table as the sender sent it.

    Args:
        table: of one sheet, all text.
        corrections: in force for the sheet.
        constants: columns that have one value in the whole table; rows can be selected by them too.
        file_name: as the sender wrote it.
        row_days: the day of each row, where it tells which of the corrections are in force for it.
    """
    spoken: list[_Spoken] = []
    for correction in corrections:
        if correction.is_for(file_name=file_name, sheet=table.sheet.own_name, kind=table.contract.kind):
            spoken += _speak(correction, table, constants, row_days)
    result = Corrected(table)
    for one in spoken:
        others = [other for other in spoken if other.correction.column == one.correction.column and not other.is_over]
        result = _tell_back(one, table, others, result) if one.is_over else _use(one, table, others, result)
    return result


def last_uses(archived: Path) -> Mapping[str, LastUse]:
    """The last use of each correction by its name, from the receipts in a region's folder of the archive."""
    uses: dict[str, LastUse] = {}
    for path in sorted(archived.glob("*/receipt.json")):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        counts: dict[str, tuple[int, bool]] = {}
        for told in receipt.get("corrections", ()):
            count, is_needed = counts.get(told["name"], (0, False))
            counts[told["name"]] = (count + told["used_count"], is_needed or told["is_needed"])
        for name, (count, is_needed) in counts.items():
            use = LastUse(receipt["delivery_id"], receipt["received_at"], count, is_needed)
            if name not in uses or uses[name].received_at <= use.received_at:
                uses[name] = use
    return uses


def _speak(
    one: Correction, table: Table, constants: Mapping[str, str], row_days: pl.Series | None
) -> Iterator[_Spoken]:
    """The correction with its rows, if the table has any."""
    if one.column not in table.texts.columns:
        return
    rows = table.texts.select(_selected(one.where, table, constants)).to_series()
    if row_days is not None:
        validity = one.validity
        rows &= row_days.is_between(validity.valid_from or date.min, validity.valid_to or date.max)
    if rows.any():
        wrong = table.texts.select(_text(one.column) == as_composed(one.expect)).to_series()
        yield _Spoken(one, rows, rows & wrong)


def _use(one: _Spoken, sent: Table, others: Sequence[_Spoken], so_far: Corrected) -> Corrected:
    """What is wrong put right, save where another correction wants something else, or has done the same."""
    correction = one.correction
    use = CorrectionUse(correction.name, 0, int(one.wrong.sum()))
    if not use.wrong_count:
        if not correction.where:
            return so_far
        note = _not_needed(correction, sent, one.rows)
        return replace(so_far, notes=(*so_far.notes, note), uses=(*so_far.uses, use))
    earlier = others[: others.index(one)]
    disputed = _any_wrong(one, (other for other in others if other.right != one.right))
    cells = one.wrong & ~disputed & ~_any_wrong(one, (other for other in earlier if other.right == one.right))
    untold = disputed & ~_any_wrong(one, earlier)
    right = pl.lit(one.right or None, pl.String)
    texts = so_far.table.texts.with_columns(
        pl.when(cells).then(right).otherwise(correction.column).alias(correction.column)
    )
    told = (*_tell(CORRECTED, correction, sent, cells), *_tell(DISAGREE, correction, sent, untold, others))
    return Corrected(
        table=replace(so_far.table, texts=texts),
        findings=(*so_far.findings, *told),
        notes=so_far.notes,
        uses=(*so_far.uses, replace(use, used_count=int(cells.sum()))),
    )


def _tell_back(one: _Spoken, sent: Table, others: Sequence[_Spoken], so_far: Corrected) -> Corrected:
    """An error that was mended and is there again, save where another correction sees to it."""
    cells = one.wrong & ~_any_wrong(one, others)
    return replace(so_far, findings=(*so_far.findings, *_tell(BACK_AGAIN, one.correction, sent, cells)))


def _any_wrong(one: _Spoken, others: Iterable[_Spoken]) -> pl.Series:
    """The cells of one that some other also takes for wrong."""
    wrong = pl.repeat(value=False, n=len(one.wrong), dtype=pl.Boolean, eager=True)
    for other in others:
        if other is not one:
            wrong |= other.wrong
    return one.wrong & wrong


def _selected(where: Mapping[str, str], table: Table, constants: Mapping[str, str]) -> pl.Expr:
    """The rows whose cells, or whose table's constants, hold what is said; case and blanks around do not matter."""
    selected: list[pl.Expr] = [pl.repeat(value=True, n=table.texts.height)]
    for name, wanted in where.items():
        cell = _text(name) if name in table.texts.columns else pl.lit(as_composed(constants.get(name, "")))
        selected.append(cell.str.to_lowercase() == as_composed(wanted).lower())
    return pl.all_horizontal(selected)


def _text(column: str) -> pl.Expr:
    return text_of(column).fill_null("").str.normalize("NFC").str.strip_chars()


def _tell(
    rule: str, one: Correction, table: Table, cells: pl.Series, others: Sequence[_Spoken] = ()
) -> Iterator[Finding]:
    """A remark per cell, the first hundred of them; `others` are the corrections that may want the same cell."""
    count, column = int(cells.sum()), table.contract.by_name[one.column]
    for index in cells.arg_true().head(LISTED):
        row, maker = table.texts.select("source_row", "maker").row(index)
        letter = table.letters[maker].get(one.column)
        cell = f"{letter}{row}" if letter else None
        here = [other for other in others if other.wrong[index]]
        parts = {
            "where": f"I cell {cell}" if cell else f"På rad {row}, i {column.title},",
            "expect": _shown(one.expect),
            "replace": _shown(one.replace),
            "reason": one.reason.strip().rstrip("."),
            "name": one.name,
            "reporter": one.reporter,
            "reported": one.reported_date,
            "names": listed(other.correction.name for other in here),
            "wanted": listed(dict.fromkeys(_shown(other.right) for other in here)),
        }
        place = {"sheet": table.sheet.name, "cell": cell, "source_row": row, "column": column.name, "count": count}
        place |= {"column_title": column.title, "value": one.expect.strip()}
        yield TEXTS[rule].finding(rule, parts, severity="remark", place=place)


def _shown(text: str) -> str:
    return f"”{text.strip()}”" if text.strip() else "ingenting"


def _not_needed(one: Correction, table: Table, rows: pl.Series) -> str:
    column = table.contract.by_name[one.column]
    cells = table.texts.filter(rows).select(_text(one.column)).to_series()
    done = "rättat" if (cells == as_composed(one.replace)).all() else "ändrat"
    return NOT_NEEDED.format(name=one.name, sheet=table.sheet.name, title=column.title, done=done)
