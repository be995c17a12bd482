"""A new delivery beside what the sender has in force: is it said already, what is missing in it, which units are known.

Not here: which rows the picture stands on (`assets/deliveries`); this only makes remarks and finds repeated files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sources.archive import Delivery
from sources.changes import KindChange, find_changes, read_units
from sources.contracts import AGREEMENTS, CONTRACTS, WAITING_LIST, WAITING_SUMMARY
from sources.examination import Examination
from sources.findings import RULES, Finding
from sources.mapping import AGENCY
from sources.reference_data import Reference
from sources.standing import Standing, is_register
from sources.units_seen import UnitSeen
from sources.values import nearest

Piece = tuple[str, str]
NOTHING: frozenset[Piece] = frozenset()
SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
REGISTER = Path("rows") / "care_units.parquet"
NAMED_UNITS = 5
UNITS_TOLD, UNITS_SUGGESTED, UNITS_COMPARED = 20, 5, 2000


@dataclass(frozen=True)
class Compared:
    """The delivery with its final verdict, everything to tell its sender, and what that stands on.

    `changes` are since the sender's last delivery; `unknown_units` are in no register, though the sender has one.
    """

    delivery: Delivery
    findings: list[Finding]
    changes: tuple[KindChange, ...] = ()
    unknown_units: frozenset[str] = frozenset()


def compare(delivery: Delivery, examination: Examination, standing: Standing, reference: Reference) -> Compared:
    """The delivery beside those that stand."""
    if not delivery.sheets_in_picture():
        return Compared(delivery, examination.findings)
    own = standing.own(delivery.region_code)
    repeated = _repeated(delivery, own)
    if repeated is not None:
        received = f"{repeated.received.astimezone(SWEDISH_TIME):%Y-%m-%d kl. %H.%M}"
        told = RULES["duplicate_file"].finding(
            "duplicate_file", {"received": received, "delivery": repeated.delivery_id}, severity="remark"
        )
        sheets = tuple(replace(sheet, verdict=sheet.verdict and "duplicate") for sheet in delivery.sheets)
        return Compared(replace(delivery, verdict="duplicate", sheets=sheets), [told])
    changes = find_changes(delivery, own, reference)
    unknown, register = _unknown_units(examination.units, standing), _own_units(delivery.region_code, standing)
    replaced = list(_units_left_in_force(delivery, own))
    remarks = [
        *_units_disappeared(delivery, own),
        *_agreements_disappeared(delivery, own),
        *_rows_win(delivery, own),
        *_units_of_other_regions(delivery, standing),
        *_tell_unknown_units(unknown, register),
        *(remark for change in changes if (remark := change.remark()) is not None),
    ]
    other_files = [] if replaced else list(_units_in_other_files(delivery, own))
    verdict = "accepted_with_remarks" if (remarks or replaced) and delivery.verdict == "accepted" else delivery.verdict
    return Compared(
        replace(delivery, verdict=verdict),
        [*examination.findings, *remarks, *replaced, *other_files],
        tuple(changes),
        frozenset(unit.care_unit_id for unit in unknown if register),
    )


def held(delivery: Delivery) -> Mapping[str, frozenset[Piece]]:
    """The (period, unit) pieces that a delivery holds, per kind; read once, since no delivery ever changes."""
    return _read_held(delivery.folder_path, delivery.delivery_id)


@lru_cache(maxsize=20_000)
def _read_held(folder: Path, delivery_id: str) -> Mapping[str, frozenset[Piece]]:
    return {
        kind: frozenset((period, unit) for period, units in periods.items() for unit in units)
        for kind, periods in read_units(folder, delivery_id).items()
    }


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


def _said(delivery: Delivery) -> tuple[Mapping[str, frozenset[Piece]], set[tuple[str | None, str]]]:
    """What a delivery speaks for: its pieces, and the periods that it says are empty."""
    empty = {(sheet.kind, sheet.empty_period) for sheet in delivery.sheets_in_picture() if sheet.empty_period}
    return held(delivery), empty


def _touches(later: Delivery, earlier: Delivery) -> bool:
    """Whether a later delivery replaced something of an earlier one: a piece, or by a whole or empty file a period."""
    theirs, mine = held(later), held(earlier)
    if any(theirs.get(kind, NOTHING) & pieces for kind, pieces in mine.items()):
        return True
    sweeping = {sheet.kind for sheet in later.sheets_in_picture() if sheet.complete or sheet.empty_period}
    sweeping |= {sheet.kind for sheet in earlier.sheets_in_picture() if sheet.empty_period}
    return any(_periods_of(later, kind) & _periods_of(earlier, kind) for kind in sweeping if kind)


def _periods_of(delivery: Delivery, kind: str) -> set[str]:
    return {period for period, _ in held(delivery).get(kind, NOTHING)} | _empty_periods(delivery, kind)


def _empty_periods(delivery: Delivery, kind: str) -> set[str]:
    sheets = delivery.sheets_in_picture()
    return {sheet.empty_period for sheet in sheets if sheet.kind == kind and sheet.empty_period}


def _units_left_in_force(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units of the files that this one replaces in part, for kinds with a period; of all, where this one is empty."""
    for kind in _kinds_by_period(delivery):
        mine, empty = held(delivery).get(kind, NOTHING), _empty_periods(delivery, kind)
        left: set[str] = set()
        for one in own:
            theirs = held(one).get(kind, NOTHING)
            replaced = {period for period, _ in theirs & mine} | empty
            left |= {unit for period, unit in theirs - mine if period in replaced}
        if left:
            yield _name_units("units_left_in_force", left)


def _units_in_other_files(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units of the sender's other files for the same period, which share none with this one: they add up.

    Named, but no reason to call a file that is right anything but accepted.
    """
    for kind in _kinds_by_period(delivery):
        mine = held(delivery).get(kind, NOTHING)
        periods = {period for period, _ in mine}
        theirs = (piece for one in own for piece in held(one).get(kind, NOTHING) - mine)
        left = {unit for period, unit in theirs if period in periods}
        if left:
            yield _name_units("units_in_other_files", left)


def _name_units(rule: str, units: Iterable[str]) -> Finding:
    return RULES[rule].finding(rule, {"units": _named(sorted(units))}, severity="remark")


def _kinds_by_period(delivery: Delivery) -> list[str]:
    """Kinds of the delivery that have a period and whose files are not always whole."""
    sheets = delivery.sheets_in_picture()
    return sorted({s.kind for s in sheets if s.kind and CONTRACTS[s.kind].period is not None and not s.complete})


def _units_disappeared(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units of the sender's last register that are not in this one."""
    if not is_register(delivery):
        return
    earlier = [one for one in own if is_register(one)]
    if earlier:
        gone = _register_units(earlier[-1]) - _register_units(delivery)
        if gone:
            yield _name_units("units_disappeared", gone)


def _agreements_disappeared(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Agreements of the sender's last register of them that are not in this one."""
    if AGREEMENTS.kind not in delivery.kinds_in_picture:
        return
    earlier = [one for one in own if AGREEMENTS.kind in one.kinds_in_picture]
    gone = _agreements_of(earlier[-1]) - _agreements_of(delivery) if earlier else frozenset()
    if gone:
        told = {"agreements": _named(sorted(gone))}
        yield RULES["agreements_disappeared"].finding("agreements_disappeared", told, severity="remark")


def _rows_win(delivery: Delivery, own: Sequence[Delivery]) -> Iterable[Finding]:
    """Units whose waiting the sender tells of one day both row by row and as counts: the rows are what is counted."""
    counts = held(delivery).get(WAITING_SUMMARY.kind, NOTHING)
    if not counts:
        return
    rows = (held(one).get(WAITING_LIST.kind, NOTHING) for one in (delivery, *own))
    both = {unit for some in rows for _, unit in some & counts}
    if both:
        yield _name_units("rows_win_over_summary", both)


def _agreements_of(delivery: Delivery) -> frozenset[str]:
    path = delivery.folder_path / "rows" / f"{AGREEMENTS.kind}.parquet"
    return frozenset(pl.read_parquet(path, columns=["agreement_id"])["agreement_id"])


def _units_of_other_regions(delivery: Delivery, standing: Standing) -> Iterable[Finding]:
    """Units that another region's own register claims: their rows count only where that region sent none."""
    registers = dict(standing.registers)
    own = registers.pop(delivery.region_code, None)
    mine = _units_lying_in(own, delivery.region_code) if own else frozenset()
    elsewhere = {unit for code, one in registers.items() for unit in _units_lying_in(one, code)}
    pieces = {(kind, *piece) for kind, some in held(delivery).items() for piece in some}
    found = {unit for _, _, unit in pieces if unit in elsewhere and unit not in mine}
    if delivery.region_code == AGENCY:
        theirs = list(standing.of_others(AGENCY))
        found &= {unit for kind, _, unit in pieces for one in theirs if _holds(one, kind, unit, pieces)}
    if found:
        yield _name_units("reported_by_other_region", found)


def _holds(delivery: Delivery, kind: str, unit: str, pieces: set[tuple[str, str, str]]) -> bool:
    """Whether a delivery holds the unit in one of the pieces' periods."""
    return any(other == unit and (kind, period, unit) in pieces for period, other in held(delivery).get(kind, NOTHING))


def _unknown_units(units: Sequence[UnitSeen], standing: Standing) -> list[UnitSeen]:
    """Units in no register; where nobody has sent a register there is none to miss."""
    registers = [_register_units(register) for register in standing.registers.values()]
    return [unit for unit in units if registers and not any(unit.care_unit_id in some for some in registers)]


def _tell_unknown_units(unknown: Sequence[UnitSeen], register: Collection[str]) -> Iterable[Finding]:
    """A remark per unit, the first with the nearest in the sender's register; one for all where it has sent none."""
    if unknown and not register:
        yield _name_units("no_register", {unit.care_unit_id for unit in unknown})
        return
    for number, unit in enumerate(unknown[:UNITS_TOLD]):
        like = nearest(unit.care_unit_id, sorted(register)[:UNITS_COMPARED]) if number < UNITS_SUGGESTED else None
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
                "column_title": "Enhet",
                "value": unit.care_unit_id,
                "count": len(unknown),
            },
        )


def _own_units(region_code: str, standing: Standing) -> frozenset[str]:
    """The units that the sender's own register names, and those of the region in the agency's; all for the agency."""
    registers = standing.registers
    if region_code == AGENCY:
        return frozenset[str]().union(*(_register_units(one) for one in registers.values()))
    own, agency = registers.get(region_code), registers.get(AGENCY)
    mine = _register_units(own) if own else frozenset[str]()
    return mine | (_units_lying_in(agency, region_code) if agency else frozenset[str]())


def _register_units(delivery: Delivery) -> frozenset[str]:
    return _units_in(delivery.folder_path, delivery.delivery_id)


def _units_lying_in(register: Delivery, region_code: str) -> frozenset[str]:
    """The units that a register says lie in the region."""
    return _units_claimed(register.folder_path, register.delivery_id, region_code)


@lru_cache(maxsize=1000)
def _units_claimed(folder: Path, _delivery_id: str, region_code: str) -> frozenset[str]:
    rows = pl.read_parquet(folder / REGISTER, columns=["care_unit_id", "region_code"])
    return frozenset(rows.filter(pl.col("region_code") == region_code)["care_unit_id"])


@lru_cache(maxsize=1000)
def _units_in(folder: Path, _delivery_id: str) -> frozenset[str]:
    """The units of a register, read once; the id is part of the key for the reason that `read_units` gives."""
    return frozenset(pl.read_parquet(folder / REGISTER, columns=["care_unit_id"])["care_unit_id"])


def _named(units: Sequence[str]) -> str:
    if len(units) <= NAMED_UNITS:
        return ", ".join(units)
    return f"{', '.join(units[:NAMED_UNITS])} och {len(units) - NAMED_UNITS} till"
