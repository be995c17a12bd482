"""What changed since the sender's last delivery of the same kind: counts by group, and what appeared or disappeared.

Like is compared with like: the last period of the new delivery with the period before it, for the units that both hold,
by the sender's deliveries that stood until now. What is counted, and by what, each contract says (`Counting`).
Not here: which rows the picture stands on (`assets/deliveries`), how it looks (`reports/receipt.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from sources.archive import Delivery
from sources.contracts import CONTRACTS, Contract, Counting
from sources.findings import RULES, Finding, number_text
from sources.reference_data import Reference
from sources.vocabulary import titles_for

LEAST_DIFFERENCE = 10
"""A change of fewer than this is never large: 2 to 3 is chance."""
LARGE_SHARE = 3
"""A change is large when it is more than one part in this many of what was before."""
GROUPS_NAMED = 5
UNGROUPED, UNNAMED = "Utan diagnosgrupp", "Ej angivet"
NO_PERIOD = ""
MINUS = "\N{MINUS SIGN}"
CODES = (("procedure_code", "kva"), ("diagnosis_code", "icd10se"))
"""Where a group comes from, first the procedure, as in the picture."""


@dataclass(frozen=True)
class GroupChange:
    """One group's count before and now."""

    title: str
    before: float
    now: float

    @property
    def is_large(self) -> bool:
        """More than a third up or down, and by ten at least."""
        difference = abs(self.now - self.before)
        return difference >= LEAST_DIFFERENCE and difference * LARGE_SHARE > self.before

    def as_data(self) -> dict[str, Any]:
        """The change as `kvitto.json` holds it."""
        return {
            "group": self.title,
            "before": self.before,
            "now": self.now,
            "difference": round(self.now - self.before, 1),
            "is_large": self.is_large,
        }


@dataclass(frozen=True)
class KindChange:
    """One kind of a delivery beside the sender's last one. Periods are empty for kinds that have none."""

    contract: Contract
    counting: Counting
    period_before: str
    period_now: str
    units_count: int
    groups: tuple[GroupChange, ...]
    units_appeared: tuple[str, ...] = ()
    units_disappeared: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The change as `kvitto.json` holds it."""
        return {
            "kind": self.contract.kind,
            "kind_title": self.contract.title,
            "counted": self.counting.noun,
            "period_before": self.period_before or None,
            "period_now": self.period_now or None,
            "units_count": self.units_count,
            "groups": [group.as_data() for group in self.groups],
            "groups_appeared": [group.title for group in self.groups if not group.before],
            "groups_disappeared": [group.title for group in self.groups if not group.now],
            "units_appeared": list(self.units_appeared),
            "units_disappeared": list(self.units_disappeared),
        }

    def remark(self) -> Finding | None:
        """The question to the sender about groups that changed much, the largest first."""
        large = [group for group in self.groups if group.is_large] if self.counting.is_steady else []
        if not large:
            return None
        named = "; ".join(_said(group) for group in large[:GROUPS_NAMED])
        more = f"; och {len(large) - GROUPS_NAMED} grupper till" if len(large) > GROUPS_NAMED else ""
        compared = "Den här filen är jämförd med er förra."
        if self.period_now:
            compared = f"Jämförelsen gäller samma enheter, {self.period_now} mot {self.period_before}."
        told = {"noun": self.counting.noun, "changes": named + more, "compared": compared}
        return RULES["large_change"].finding("large_change", told, severity="remark")


def _said(group: GroupChange) -> str:
    share = f" ({_signed_percent(group)})" if group.before else ""
    return f"{group.title} från {number_text(group.before)} till {number_text(group.now)}{share}"


def _signed_percent(group: GroupChange) -> str:
    percent = round((group.now - group.before) / group.before * 100)
    return f"{'+' if percent > 0 else MINUS}{number_text(abs(percent))}\u00a0%"


def find_changes(delivery: Delivery, own: Sequence[Delivery], reference: Reference) -> list[KindChange]:
    """The changes of each kind in the delivery; `own` are the sender's earlier ones that stand, oldest first."""
    kinds = sorted({sheet.kind for sheet in delivery.sheets_in_picture() if sheet.kind})
    found = []
    for kind in kinds:
        counting = CONTRACTS[kind].counting
        if counting is not None:
            compare = _since_period if counting.against == "period" else _since_delivery
            change = compare(CONTRACTS[kind], counting, delivery, own, reference)
            found += [change] if change is not None else []
    return found


def _since_period(
    contract: Contract, counting: Counting, delivery: Delivery, own: Sequence[Delivery], reference: Reference
) -> KindChange | None:
    mine = units_by_period(delivery, contract.kind)
    now = max(mine, default="")
    units = mine.get(now, frozenset())
    before = _period_before(contract.kind, now, units, own)
    if before is None:
        return None
    standing = _standing(contract.kind, before, own)
    shared = units & standing.keys()
    if not shared:
        return None
    sources: dict[Path, tuple[Delivery, set[str]]] = {}
    for unit in shared:
        sources.setdefault(standing[unit].folder_path, (standing[unit], set()))[1].add(unit)
    earlier = pl.concat(
        [_counts(one, contract, before, some) for one, some in sources.values()], how="vertical_relaxed"
    )
    theirs = {unit for unit, one in standing.items() if one.folder_path in sources}
    everywhere = {unit for some in mine.values() for unit in some}
    return KindChange(
        contract,
        counting,
        before,
        now,
        len(shared),
        _by_group(contract, counting, earlier, _counts(delivery, contract, now, shared), reference),
        units_appeared=tuple(sorted(units - standing.keys())),
        units_disappeared=tuple(sorted(theirs - everywhere)),
    )


def _since_delivery(
    contract: Contract, counting: Counting, delivery: Delivery, own: Sequence[Delivery], reference: Reference
) -> KindChange | None:
    earlier = [one for one in own if units_by_period(one, contract.kind)]
    if not earlier or not units_by_period(delivery, contract.kind):
        return None
    before = _counts(earlier[-1], contract)
    now = _counts(delivery, contract)
    groups = _by_group(contract, counting, before, now, reference)
    return KindChange(contract, counting, NO_PERIOD, NO_PERIOD, 0, groups)


def units_by_period(delivery: Delivery, kind: str) -> Mapping[str, frozenset[str]]:
    """The units that a delivery holds of a kind in each period."""
    return read_units(delivery.folder_path, delivery.delivery_id).get(kind, {})


@lru_cache(maxsize=20_000)
def read_units(folder: Path, _delivery_id: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Kind to period to units, read once, since no delivery ever changes.

    The id is part of the key because the folders of the staging area are used again in the next run.
    """
    path = folder / "pieces.parquet"
    if not path.exists():
        return {}
    found: dict[str, dict[str, set[str]]] = {}
    for kind, period, unit in pl.read_parquet(path, columns=["kind", "period", "care_unit_id"]).iter_rows():
        found.setdefault(kind, {}).setdefault(period, set()).add(unit)
    return {kind: {period: frozenset(units) for period, units in periods.items()} for kind, periods in found.items()}


def _period_before(kind: str, now: str, units: frozenset[str], own: Sequence[Delivery]) -> str | None:
    """The last period before `now` of which the sender has sent any of the units."""
    found: str | None = None
    for one in reversed(own):
        periods = units_by_period(one, kind)
        for period in sorted((period for period in periods if (found or "") < period < now), reverse=True):
            if periods[period] & units:
                found = period
                break
    return found


def _standing(kind: str, period: str, own: Sequence[Delivery]) -> dict[str, Delivery]:
    """Which delivery stands for each unit in a period: the last; a whole or empty file clears what was before it."""
    standing: dict[str, Delivery] = {}
    for one in own:
        units = units_by_period(one, kind).get(period, frozenset())
        sheets = [sheet for sheet in one.sheets_in_picture() if sheet.kind == kind]
        if any(sheet.empty_period == period for sheet in sheets) or (units and any(s.complete for s in sheets)):
            standing = {}
        standing |= dict.fromkeys(units, one)
    return standing


def _counts(
    delivery: Delivery, contract: Contract, period: str = NO_PERIOD, units: Collection[str] | None = None
) -> pl.DataFrame:
    """The counts of a delivery, of one period and some units where they are given."""
    counts = _read_counts(delivery.folder_path, delivery.delivery_id, contract.kind)
    if units is None:
        return counts
    return counts.filter(pl.col("period") == period, pl.col("unit").is_in(list(units)))


@lru_cache(maxsize=500)
def _read_counts(folder: Path, _delivery_id: str, kind: str) -> pl.DataFrame:
    """`period`, `unit`, the columns that groups follow from, `count`; from the reduction where the kind has one."""
    contract = CONTRACTS[kind]
    counting = contract.counting
    if counting is None:
        raise ValueError(f"{kind} is not counted.")
    reduced = folder / "reduced" / f"{kind}.parquet"
    rows = pl.scan_parquet(reduced if reduced.exists() else folder / "rows" / f"{kind}.parquet", glob=False)
    codes = [name for name, _ in CODES if name in contract.by_name and "diagnosis_group" in counting.by]
    names = [*counting.by, *codes]
    by_period = pl.col("week") if contract.period_of is None else contract.period_of
    period = by_period if counting.against == "period" else pl.lit(NO_PERIOD)
    unit = pl.col("care_unit_id") if counting.against == "period" else pl.lit("")
    count = pl.col(counting.of).sum() if counting.of else pl.len()
    return (
        rows.group_by(period.alias("period"), unit.alias("unit"), *names)
        .agg(count.cast(pl.Float64).alias("count"))
        .collect()
    )


def _by_group(
    contract: Contract, counting: Counting, before: pl.DataFrame, now: pl.DataFrame, reference: Reference
) -> tuple[GroupChange, ...]:
    """Both counts of every group, those that differ most first."""
    earlier, later = (_titled(contract, counting, frame, reference) for frame in (before, now))
    changes = [
        GroupChange(title, round(earlier.get(title, 0.0), 1), round(later.get(title, 0.0), 1))
        for title in sorted({*earlier, *later})
    ]
    return tuple(
        sorted(
            (change for change in changes if change.before or change.now),
            key=lambda change: (-abs(change.now - change.before), change.title),
        )
    )


def _titled(contract: Contract, counting: Counting, counts: pl.DataFrame, reference: Reference) -> dict[str, float]:
    titles = [titles_for(contract.by_name[name], reference) for name in counting.by]
    prefixes = _prefixes(reference) if "diagnosis_group" in counting.by else {}
    found: dict[str, float] = {}
    for row in counts.iter_rows(named=True):
        parts = []
        for name, words in zip(counting.by, titles, strict=True):
            value = _group_by_codes(row, prefixes) or row[name] if name == "diagnosis_group" else row[name]
            missing = UNGROUPED if name == "diagnosis_group" else UNNAMED
            parts.append(missing if value is None else words.get(value, value))
        title = ", ".join(parts)
        found[title] = found.get(title, 0.0) + (row["count"] or 0.0)
    return found


def _prefixes(reference: Reference) -> dict[tuple[str, str], str]:
    codes = reference.frame("diagnosis_group_codes").filter(pl.col("valid_to").is_null())
    named = codes.select("code_system", "code", "diagnosis_group").rows()
    return {(system, code): group for system, code, group in named}


def _group_by_codes(row: Mapping[str, Any], prefixes: Mapping[tuple[str, str], str]) -> str | None:
    """The group of the longest prefix of the procedure's code, or else of the diagnosis's."""
    for name, system in CODES:
        code = row.get(name) or ""
        for length in range(len(code), 0, -1):
            if (group := prefixes.get((system, code[:length]))) is not None:
                return group
    return None
