"""One file examined from bytes to verdict: read, screen, recognise, map, accept, reduce, and write what is kept.

The story of a delivery, as one function that runs in a child process: it gets a staged copy and writes beside it, and
what it returns holds no rows. Not here: the inbox and the archive (`sources/intake.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from sources.accepting import Accepted, accept
from sources.contracts import CARE_UNITS, CONTRACTS, Contract
from sources.corrections import CORRECTED, correct
from sources.descriptions import Description
from sources.examination import (
    Examination,
    note_hidden,
    note_no_table,
    note_own_sheets,
    note_sheet,
    note_unread,
)
from sources.fault_places import add_faults, faults_in_rows, faults_told, read_faults
from sources.findings import RULES, Finding
from sources.keeping import write_rows
from sources.mapping import Mapped, Reader, find_constants, map_table
from sources.marking.fault_list import find_own_sheets
from sources.no_delivery import explain_no_delivery
from sources.periods_in_titles import find_period
from sources.reading import FileContent, Limits, UnreadableFile, read_file, trace_of
from sources.reading.raw import texts_of_file
from sources.reference_data import load_reference_once
from sources.screening import IdentityHit, find_identity_numbers, mask_identity_numbers
from sources.sheet_refusals import (
    refuse_columns,
    refuse_hidden,
    refuse_nothing_left,
    tell_near_misses,
    tell_whole_totals,
)
from sources.tables import NoTable, ReadSheet, Table, read_in_force
from sources.telling import count_by_rule, tell_faults
from sources.units_seen import find_units

WORST_FIRST = ("quarantined", "returned", "accepted_with_remarks", "accepted")
PERIOD_EXAMPLES = {"date": "2026-10-31", "week": "2026-W47", "month": "2026-10", "year": "2026"}


@dataclass(frozen=True)
class Task:
    """A staged copy to examine. `staged` is the folder that becomes the archive's; `path` the copy within it."""

    staged: Path
    path: Path
    file_name: str
    region_code: str
    delivery_id: str
    description: Description
    reference_overrides: Path | None
    today: date
    limits: Limits
    refused_share_limit: float


def examine(task: Task) -> Examination:
    """Examines one file; rows, refused rows, reductions and pieces are written into `task.staged`."""
    result, kept = _judge(task)
    for accepted in kept:  # by now the cells of the file are let go of
        write_rows(accepted, task.staged, task.delivery_id)
    return result


def _judge(task: Task) -> tuple[Examination, list[Accepted]]:
    """What becomes of the file, and of each kind the rows that are to be kept."""
    try:
        content = read_file(task.path, task.limits)
    except UnreadableFile as refusal:
        return _examine_unread(task, refusal), []
    hits = find_identity_numbers(content.sheets, content.metadata_texts, task.file_name)
    if hits:
        return _quarantine(hits), []
    own = find_own_sheets(content.sheets)
    task = replace(task, file_name=own.file_name or task.file_name)
    reader = Reader(task.region_code, task.description, load_reference_once(task.reference_overrides), task.today)
    found = [
        read_in_force(sheet, task.description, file_name=sheet.member or task.file_name, received=task.today)
        for sheet in content.sheets
        if sheet.name not in own.names
    ]
    result, kept = _examine_tables(task, content, found, reader)
    note_own_sheets(own, result)
    if result.findings:
        add_faults(task.staged, faults_told(result.findings, read_faults(task.staged)))
    return result, kept


def refuse_unreadable(refusal: UnreadableFile) -> Examination:
    """The examination of a file that could not be read, or whose reader died; a finding for each cell it is about."""
    title = {"quarantined": "Filen är inte säker att ta emot", "returned": "Filen gick inte att läsa"}
    verdict = "quarantined" if refusal.quarantine else "returned"
    findings = []
    for place in refusal.places or (None,):
        sheet, cell = (mask_identity_numbers(place.sheet), place.cell) if place else (None, None)
        where = f"I cell {cell} på bladet {sheet}: " if cell else f"På bladet {sheet}: " if sheet else ""
        told = f"{where}{mask_identity_numbers(refusal.message)}"
        findings.append(
            Finding("error", refusal.rule, title[verdict], told, refusal.how_to_mend, sheet=sheet, cell=cell)
        )
    counts = {refusal.rule: len(findings)}
    return Examination(verdict, findings=findings, counts=counts, is_screened=False, trace=trace_of(refusal))


def _examine_unread(task: Task, refusal: UnreadableFile) -> Examination:
    """What cannot be read as tables is searched as it lies, before its bytes are kept."""
    texts, is_whole = texts_of_file(task.path, task.limits)
    hits = find_identity_numbers((), texts, task.file_name)
    return _quarantine(hits) if hits else replace(refuse_unreadable(refusal), is_screened=is_whole)


def _quarantine(hits: Sequence[IdentityHit]) -> Examination:
    """Cells and rules, never a value."""
    findings = []
    for hit in hits[:100]:
        told = {"where": hit.where[:1].upper() + hit.where[1:], "number": hit.number_name}
        place = {"sheet": hit.sheet, "cell": hit.cell}
        findings.append(RULES["identity_number"].finding(hit.rule, told, place=place))
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.rule] = counts.get(hit.rule, 0) + 1
    return Examination("quarantined", findings=findings, counts=counts)


def _examine_tables(
    task: Task, content: FileContent, sheets: Sequence[ReadSheet], reader: Reader
) -> tuple[Examination, list[Accepted]]:
    result = Examination("accepted", notes=content.notes)
    mapped: dict[str, list[Mapped]] = {}
    for read in sheets:
        for part in _map_sheet(read, task, replace(reader, description=read.description), result):
            mapped.setdefault(part.table.contract.kind, []).append(part)
    kept = [_take_kind(CONTRACTS[kind], parts, task, reader, result) for kind, parts in mapped.items()]
    if not any(sheet.verdict for sheet in result.sheets):
        nothing_read = [read.found for read in sheets if isinstance(read.found, NoTable)]
        result.findings = list(refuse_hidden(result.findings)) or [
            explain_no_delivery(nothing_read, reader.description)
        ]
        note_unread(content.unread, result)
        result.verdict = "returned"
        return result, kept
    note_unread(content.unread, result)
    result.verdict = next(v for v in WORST_FIRST if any(sheet.verdict == v for sheet in result.sheets))
    if result.verdict == "accepted" and result.findings:
        result.verdict = "accepted_with_remarks"
    return result, kept


def _map_sheet(read: ReadSheet, task: Task, reader: Reader, result: Examination) -> list[Mapped]:
    """The sheet's rows with their types, one part for each version of the description that they are read by; none
    where the sheet is no delivery, is refused as a whole, or is empty.
    """
    one = read.found
    if one.sheet.hidden:
        note_hidden(one, result)
        return []
    if isinstance(one, NoTable):
        note_no_table(one, result)
        return []
    file_name = one.sheet.member or task.file_name
    constants = find_constants(one, reader, file_name=file_name)
    result.findings += [*constants.findings, *one.doubts.remarks]
    result.notes += (*read.notes, *constants.notes, *one.doubts.notes)
    refusals = [*refuse_columns(one, constants.missing), *((read.refusal,) if read.refusal else ())]
    unclear = any(finding.severity == "error" for finding in constants.findings)
    if refusals or unclear:
        result.findings += refusals
        note_sheet(one, result, "returned")
    elif one.texts.is_empty() and one.left_out:
        result.findings.append(refuse_nothing_left(one))
        note_sheet(one, result, "returned")
    elif one.texts.is_empty():
        _note_empty(one, task, result)
    else:
        corrected = correct(one, read.corrections, constants.values, file_name=file_name, row_days=read.row_days)
        result.findings += [*tell_near_misses(one), *tell_whole_totals(one), *corrected.findings]
        result.notes += corrected.notes
        for use in corrected.uses:
            result.counts[CORRECTED] = result.counts.get(CORRECTED, 0) + use.used_count
        result.corrections += ({"sheet": one.sheet.name, **use.as_data()} for use in corrected.uses)
        return [
            replace(map_table(part, replace(reader, description=version), constants.values), table=corrected.table)
            for part, version in read.by_version(corrected.table)
        ]
    return []


def _take_kind(contract: Contract, parts: list[Mapped], task: Task, reader: Reader, result: Examination) -> Accepted:
    """Validates the sheets of one kind together, and judges each."""
    accepted = accept(contract, parts, today=task.today, refused_share_limit=task.refused_share_limit)
    tables = {part.table.sheet.name: part.table for part in parts}
    findings = list(tell_faults(accepted, tables, reader.reference))
    if accepted.faults.height or accepted.repeated.height:
        add_faults(task.staged, faults_in_rows(accepted, tables))
    both = (accepted.rows, accepted.refused)
    for name, table in tables.items():
        own = [frame if len(tables) == 1 else frame.filter(pl.col("sheet") == name) for frame in both]
        taken, refused = (frame.height for frame in own)
        too_many = name in accepted.returned
        remarked = any(finding.sheet == name for finding in (*findings, *result.findings))
        verdict = "returned" if too_many else "accepted_with_remarks" if remarked else "accepted"
        note_sheet(table, result, verdict, accepted=taken, refused=refused, complete=_is_complete(contract, task))
        if too_many:
            result.findings.append(_too_many(name, table.texts.height, refused, task.refused_share_limit))
    result.findings += findings
    for rule, count in count_by_rule(accepted).items():
        result.counts[rule] = result.counts.get(rule, 0) + count
    if contract is not CARE_UNITS:
        result.units += find_units(accepted.rows, tables)
    return accepted


def _too_many(sheet: str, total: int, refused: int, limit: float) -> Finding:
    told = {"refused": refused, "total": total, "limit": f"{limit * 100:.0f} %"}
    return RULES["too_many_refused"].finding("too_many_refused", told, place={"sheet": sheet})


def _is_complete(contract: Contract, task: Task) -> bool:
    return contract.is_register or contract.kind in task.description.complete


def _note_empty(table: Table, task: Task, result: Examination) -> None:
    """Headers and no rows: nothing to report for a period, if one is named; a register cannot be empty."""
    contract, sheet = table.contract, table.sheet.name
    if contract.is_register:
        result.findings.append(RULES["empty_register"].finding("empty_register", place={"sheet": sheet}))
        note_sheet(table, result, "returned")
        return
    column = contract.by_name[contract.period] if contract.period else contract.by_name.get("week")
    period_type = contract.period_type or (column.type if column else "year")
    labels = column.headers() if column else ()
    constant = table.constants.get(column.name) if column else None
    file_name = table.sheet.member or task.file_name
    own_name = table.sheet.own_name
    found = find_period(
        period_type, titles=table.titles, sheet=own_name, file_name=file_name, labels=labels, received=task.today
    )
    period = constant or found.only
    if period is None:
        example = PERIOD_EXAMPLES[period_type]
        result.findings.append(
            RULES["empty_without_period"].finding("empty_without_period", {"example": example}, place={"sheet": sheet})
        )
    note_sheet(
        table, result, "accepted" if period else "returned", complete=_is_complete(contract, task), empty_period=period
    )
