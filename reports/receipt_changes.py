"""What changed since the sender's last delivery, as the receipt shows it: a table per kind, the largest change first.

Here: the mapping of `changes` in kvitto.json to rows and sentences. Not here: the comparison itself (sources).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import swedish

Record = Mapping[str, Any]
ROWS_SHOWN, UNITS_SHOWN = 20, 10


@dataclass(frozen=True)
class ChangeRow:
    """One group: before, now and the difference as text, and whether it is large enough to ask about."""

    group: str
    before: str
    now: str
    difference: str
    is_large: bool


@dataclass(frozen=True)
class Changes:
    """One kind's changes: what is compared, the groups that changed, and sentences about the rest."""

    title: str
    head_before: str
    head_now: str
    rows: tuple[ChangeRow, ...]
    sentences: tuple[str, ...]


def read_changes(changes: Sequence[Record]) -> list[Changes]:
    """The changes of each kind that has any group to compare."""
    return [_read(change) for change in changes if change["groups"]]


def _read(change: Record) -> Changes:
    moved = [group for group in change["groups"] if group["difference"]]
    before, now = (change.get(key) for key in ("period_before", "period_now"))
    return Changes(
        title=f"{change['kind_title']}: {change['counted']}",
        head_before=period_text(before) if before else "Förra leveransen",
        head_now=period_text(now) if now else "Den här",
        rows=tuple(_row(group) for group in moved[:ROWS_SHOWN]),
        sentences=tuple(_sentences(change, moved)),
    )


def _row(group: Record) -> ChangeRow:
    share = f" ({_percent(group['difference'] / group['before'])})" if group["before"] else ""
    return ChangeRow(
        str(group["group"]),
        _number(group["before"]),
        _number(group["now"]),
        f"{swedish.signed(group['difference'], _decimals(group['difference']))}{share}",
        bool(group["is_large"]),
    )


def _percent(share: float) -> str:
    return f"{swedish.signed(share * 100)}{swedish.NBSP}%"


def _number(value: float) -> str:
    return swedish.number(value, _decimals(value))


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else 1


def _sentences(change: Record, moved: Sequence[Record]) -> list[str]:
    same = len(change["groups"]) - len(moved)
    said = []
    if len(moved) > ROWS_SHOWN:
        said.append(f"De {ROWS_SHOWN} största ändringarna av {len(moved)} visas. Alla står i kvitto.json.")
    if same:
        verb = "är oförändrad" if same == 1 else "är oförändrade"
        noun = "grupp" if same == 1 else "grupper"
        said.append(f"{swedish.capitalised(swedish.small_number(same))} {noun} {verb}.")
    if change.get("units_count"):
        units = change["units_count"]
        both = "den enda enhet" if units == 1 else f"de {swedish.number(units)} enheter"
        said.append(f"Jämförelsen gäller {both} som har uppgifter båda gångerna.")
    for key, words in (("units_appeared", "Nya sedan sist"), ("units_disappeared", "Med förra gången men inte nu")):
        if change.get(key):
            said.append(f"{words}: {_units(change[key])}.")
    return said


def _units(units: Sequence[str]) -> str:
    if len(units) <= UNITS_SHOWN:
        return swedish.join_words(units)
    return f"{', '.join(units[:UNITS_SHOWN])} och {swedish.number(len(units) - UNITS_SHOWN)} till"


def period_text(period: str) -> str:
    """A day, week, month or year in words: 31 oktober 2026, vecka 47 2026, november 2026."""
    try:
        if "W" in period:
            return f"{swedish.week_long(period)} {period[:4]}"
        if len(period) == len("2026-11"):
            return f"{swedish.MONTHS[int(period[5:]) - 1]} {period[:4]}"
        return swedish.date_text(date.fromisoformat(period))
    except (ValueError, IndexError):
        return period
