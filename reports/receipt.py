"""The receipt to a sender as a page: what was taken in, what to mend and how, how the file was read.

Here: the mapping of kvitto.json -> kvitto.html. Never a value when the file is in quarantine. Not here: the rules and
their messages, which come with the mapping; the marked workbook; changes since last time (`receipt_changes.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from reports import swedish
from reports.html.page import environment
from reports.receipt_changes import read_changes
from reports.receipt_sheets import how_many, read_sheet

Record = Mapping[str, Any]
EXAMPLES = 20
MENDS = 3
COUNTED = frozenset({"accepted", "accepted_with_remarks"})
"""Verdicts whose heading says all that the summary does."""
HERE = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class NeighbourRow:
    """One row of the sender's sheet around a fault: its number, its cells, and which of them are at fault."""

    number: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Neighbours:
    """A piece of the sender's sheet around a fault: (letter, header) of its columns, and its rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[NeighbourRow, ...]


@dataclass(frozen=True)
class Example:
    """What stood in the file and what is wrong with it, with the cells where it stood."""

    places: str
    value: str
    message: str

    @property
    def message_without_place(self) -> str:
        """What is wrong, whatever the value and the cell."""
        shown = [self.places, *([self.value] if self.value else [])]
        return functools.reduce(lambda text, part: text.replace(part, "", 1), shown, self.message)


@dataclass(frozen=True)
class RuleFindings:
    """A rule, once: what it is called, what is wrong (empty where the examples say it), how to mend it, how often."""

    title: str
    message: str
    how_to_mend: str
    total: int
    shown_count: int
    where: str
    examples: tuple[Example, ...]
    neighbours: Neighbours | None

    @property
    def has_own_messages(self) -> bool:
        """Whether the examples say something that the rule itself does not."""
        return any(example.message not in (self.message, self.title) for example in self.examples) and not self.is_alike

    @property
    def is_alike(self) -> bool:
        """Whether the examples say the same but for the value or the cell, which stand beside."""
        return len({example.message_without_place for example in self.examples}) == 1

    @property
    def has_values(self) -> bool:
        """Whether any example shows the value as it stood."""
        return any(example.value for example in self.examples)

    @property
    def where_told(self) -> str:
        """The line that says where: the sheet and column, and the cells if no table lists them. Empty where the
        sentence says it all.
        """
        if self.has_values or self.has_own_messages or not self.examples:
            return self.where
        places = "; ".join(example.places for example in self.examples)
        if len(self.examples) == 1 and places in self.message:
            return "" if self.where and self.where in self.message else self.where
        return ": ".join(part for part in (self.where, places) if part)


def render_receipt(receipt: Record) -> str:
    """The receipt as one self-contained page in Swedish.

    `receipt` is the content of kvitto.json; all keys beyond those of the specification, `verdict_title` and
    `what_to_do` may be missing. Equal receipts give equal text. Raises KeyError where one of these is missing.
    """
    verdict = receipt["verdict"]
    is_quarantined = verdict == "quarantined"
    findings = [finding for finding in receipt["findings"] if isinstance(finding, Mapping)]
    counts = receipt.get("counts") or {}
    errors = [finding for finding in findings if finding.get("severity") != "remark"]
    remarks = [finding for finding in findings if finding.get("severity") == "remark"]
    return (
        environment()
        .get_template("receipt.html.j2")
        .render(
            headline=headline(receipt),
            to_do=_to_do(receipt),
            summary=receipt["summary"] if verdict not in COUNTED else "",
            about=about_line(receipt),
            file_name=receipt["file_name"],
            figures=[] if is_quarantined else figures_of(receipt),
            errors=group_findings(errors, counts, hide_values=is_quarantined),
            remarks=group_findings(remarks, counts, hide_values=is_quarantined),
            sheets=[] if is_quarantined else [read_sheet(sheet) for sheet in receipt["sheets"]],
            marked_workbook=str(receipt.get("marked_workbook") or ""),
            marked_whole=str(receipt.get("marked_workbook") or "") if receipt.get("marked_whole", True) else "",
            marked_link=quote(str(receipt.get("marked_workbook") or "")),
            changes=[] if is_quarantined else read_changes(receipt.get("changes") or ()),
            notes=[_as_sentence(str(note)) for note in receipt.get("notes") or ()],
            sha256=str(receipt.get("sha256") or ""),
            number=swedish.number,
            plural=swedish.plural,
        )
    )


def _to_do(receipt: Record) -> tuple[str, str, str]:
    """What the sender does now: the text before the marked workbook's name, the name where it stands, the rest."""
    told = str(receipt["what_to_do"])
    name = str(receipt.get("marked_workbook") or "")
    before, found, after = told.partition(name) if name else (told, "", "")
    return before, found, after


def _as_sentence(text: str) -> str:
    text = swedish.capitalised(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def headline(receipt: Record) -> str:
    """The verdict as a sentence with the numbers in it."""
    verdict = receipt["verdict"]
    title = str(receipt["verdict_title"])
    accepted, refused = _total(receipt, "accepted_count"), _total(receipt, "refused_count")
    rows = swedish.plural(accepted + refused, "rad", "rader")
    remarks = f"{swedish.number(refused)} av {rows} behöver rättas" if refused else f"{rows} är med"
    whole = "den enda raden är med" if accepted == 1 else f"alla {rows} är med" if accepted else "inget att redovisa"
    outcome = {
        "accepted": whole,
        "accepted_with_remarks": remarks,
        "returned": _returned_text(receipt) if accepted else "inget av filen är med i lägesbilden",
        "quarantined": "filen har inte tagits emot",
        "duplicate": "inget har ändrats",
    }.get(verdict)
    return f"{title}: {outcome}" if outcome else title


def _returned_text(receipt: Record) -> str:
    returned = [sheet for sheet in receipt["sheets"] if not sheet.get("accepted_count") and sheet.get("kind")]
    sheets = swedish.plural(len(receipt["sheets"]), "blad", "blad")
    return f"{swedish.number(len(returned))} av {sheets} är inte med i lägesbilden"


def about_line(receipt: Record) -> str:
    """To whom, when, which delivery: one line above the verdict."""
    parts = [f"Kvitto till {receipt.get('region_name') or 'region ' + str(receipt['region_code'])}"]
    if moment := receipt.get("received_at"):
        parts.append(f"mottaget {moment_text(str(moment))}")
    parts.append(f"leverans {str(receipt['delivery_id']).rsplit('T', 1)[-1].split('-', 1)[-1]}")
    return " · ".join(parts)


def moment_text(moment: str) -> str:
    """A moment in Swedish time: 22 november 2026 kl. 08.14. Text that is no moment is shown as it is."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    local = parsed.astimezone(HERE) if parsed.tzinfo else parsed
    return f"{swedish.date_text(local.date())} kl.\u00a0{local:%H.%M}"


def figures_of(receipt: Record) -> list[tuple[str, str, str]]:
    """The numbers below the verdict: title, number, role; those that are zero and say nothing are left out."""
    sheets = receipt["sheets"]
    left_out = sum(how_many(sheet, "left_out_rows", "left_out_count") for sheet in sheets)
    ignored = sum(how_many(sheet, "ignored_columns", "ignored_count") for sheet in sheets)
    refused = _total(receipt, "refused_count")
    if not refused and not _total(receipt, "accepted_count"):
        return []
    figures = [("Godkända rader", swedish.number(_total(receipt, "accepted_count")), "room")]
    figures.append(("Rader att rätta", swedish.number(refused), "need" if refused else "plain"))
    if left_out:
        figures.append(("Utelämnade rader", swedish.number(left_out), "plain"))
    if ignored:
        figures.append(("Kolumner vi inte använder", swedish.number(ignored), "plain"))
    return figures


def _total(receipt: Record, key: str) -> int:
    return sum(int(sheet.get(key) or 0) for sheet in receipt["sheets"])


def group_findings(findings: Sequence[Record], counts: Mapping[str, Any], *, hide_values: bool) -> list[RuleFindings]:
    """Each rule once, the most frequent first, with at most 20 places; no values at all if they are to be hidden."""
    by_rule: dict[tuple[str, str], list[Record]] = {}
    for finding in findings:
        title = str(finding.get("title") or finding.get("message") or finding["rule"])
        by_rule.setdefault((str(finding["rule"]), title), []).append(finding)
    groups = []
    for (rule, title), members in by_rule.items():
        shown = members[:EXAMPLES]
        told = gather_examples(shown, hide_values=hide_values)
        pieces = (None if hide_values else read_neighbours(finding) for finding in shown)
        messages = {str(finding.get("message") or "") for finding in members}
        is_whole_rule = sum(other == rule for other, _ in by_rule) == 1
        groups.append(
            RuleFindings(
                title=title,
                message=_common_message(title, messages, told),
                how_to_mend=_join_distinct(str(finding.get("how_to_mend") or "") for finding in shown),
                total=_count(members, told=counts.get(rule) if is_whole_rule else None),
                shown_count=len(shown),
                where=sheets.pop() if len(sheets := {_sheet_and_column(finding) for finding in shown}) == 1 else "",
                examples=told,
                neighbours=next((piece for piece in pieces if piece), None),
            )
        )
    return sorted(groups, key=lambda group: (bool(group.examples), -group.total))


def _common_message(title: str, messages: set[str], examples: Sequence[Example]) -> str:
    """What is said once for all examples: their one message, or the first where they differ by the cell alone."""
    if len(messages) == 1:
        return "" if messages == {title} else next(iter(messages))
    by_cell = len({example.message_without_place for example in examples}) == 1
    return examples[0].message if by_cell and not any(example.value for example in examples) else ""


def _count(findings: Sequence[Record], *, told: Any) -> int:
    """How many there are: what the findings say of their sheet and column, else what is told of the rule."""
    if not any("count" in finding for finding in findings):
        return max(len(findings), int(told or 0))
    by_place = {(one.get("sheet"), one.get("column")): int(one.get("count") or 1) for one in findings}
    return max(sum(by_place.values()), len(findings))


def _join_distinct(texts: Iterable[str]) -> str:
    """The one text, or the few that differ, one after the other."""
    return " ".join(list(dict.fromkeys(text for text in texts if text))[:MENDS])


def gather_examples(findings: Sequence[Record], *, hide_values: bool) -> tuple[Example, ...]:
    """The findings that have a place, those with the same value and message as one; order as found."""
    is_one_place = len({_sheet_and_column(finding) for finding in findings}) == 1
    places: dict[tuple[str, str], dict[str, list[str]]] = {}
    for finding in findings:
        cell = finding.get("cell") or (f"rad {finding['source_row']}" if finding.get("source_row") else "")
        if cell:
            value = "" if hide_values or finding.get("value") is None else str(finding["value"])
            sheets = places.setdefault((value, str(finding.get("message") or "")), {})
            sheets.setdefault("" if is_one_place else _sheet_and_column(finding), []).append(str(cell))
    return tuple(
        Example("; ".join(_cells_text(sheet, cells) for sheet, cells in sheets.items()), value, message)
        for (value, message), sheets in places.items()
    )


def _sheet_and_column(finding: Record) -> str:
    sheet = f"bladet {finding['sheet']}" if finding.get("sheet") else ""
    named = finding.get("column_title") or finding.get("column")
    column = f"kolumnen {named}" if named else ""
    return ", ".join(part for part in (sheet, column) if part)


def _cells_text(sheet: str, cells: Sequence[str]) -> str:
    return f"{', '.join(cells)} ({sheet})" if sheet else ", ".join(cells)


def read_neighbours(finding: Record) -> Neighbours | None:
    """The cells around a fault, where they came with the finding; the faulty one marked."""
    piece = finding.get("neighbours")
    if not piece:
        return None
    columns = tuple((str(letter), str(header)) for letter, header in piece["columns"])
    letters = "".join(sign for sign in str(finding.get("cell") or "") if sign.isalpha())
    rows = []
    for number, values, is_faulty in piece["rows"]:
        has_column = any(letter == letters for letter, _ in columns)
        marks = [bool(is_faulty) and (letter == letters or not has_column) for letter, _ in columns]
        texts = ["" if value is None else str(value) for value in values]
        rows.append(NeighbourRow(str(number), tuple(zip(texts, marks, strict=True))))
    return Neighbours(columns=columns, rows=tuple(rows))
