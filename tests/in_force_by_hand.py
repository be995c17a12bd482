"""What is in force, worked out a second time, plainly: loops over rows, no SQL, no reductions, no shared code.

Here: which rows the picture of a day stands on, where units lie, groups and ages by the reference data in force.
Not here: the tables (`picture_by_hand.py`), any test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.archive import Delivery
from sources.reference_data import Reference

Row = dict[str, Any]
GOOD = ("accepted", "accepted_with_remarks")
FAR = date(9999, 12, 31)


class InForceByHand:
    """The rows in force on a day over some deliveries."""

    def __init__(self, deliveries: Iterable[Delivery], reference: Reference, as_of: date) -> None:
        self.as_of, self.reference = as_of, reference
        known = [d for d in deliveries if _swedish(d.received) <= as_of]
        known.sort(key=lambda d: (d.received, d.modified_at, d.file_name, d.delivery_id))
        self.used = [
            d
            for d in known
            if d.verdict not in {"duplicate", "quarantined"}
            and not (d.withdrawn_at and _swedish(d.withdrawn_at) <= as_of)
        ]
        self.claims: dict[str, dict[str, str]] = {}
        for delivery in self.used:
            if any(s.kind == "care_units" and s.verdict in GOOD for s in delivery.sheets):
                self.claims[delivery.region_code] = {
                    row["care_unit_id"]: row["region_code"] or delivery.region_code
                    for row in self.rows(delivery, "care_units")
                }
        self.registered_order = [d.region_code for d in self.used]

    def rows(self, delivery: Delivery, kind: str) -> list[Row]:
        path = delivery.folder_path / "rows" / f"{kind}.parquet"
        return pl.read_parquet(path).to_dicts() if path.exists() else []

    def sheets(self, kind: str) -> Iterator[tuple[int, Delivery, Any]]:
        for order, delivery in enumerate(self.used):
            for sheet in delivery.sheets:
                if sheet.kind == kind and sheet.verdict in GOOD:
                    yield order, delivery, sheet

    def home(self, sender: str, unit: str | None) -> str | None:
        """The region where the unit lies by a register, if any tells."""
        if unit is None:
            return None
        own = self.claims.get(sender, {}).get(unit)
        if own == sender and sender != "00":
            return sender
        others = [s for s, c in self.claims.items() if s not in {"00", sender} and c.get(unit) == s]
        if len(others) == 1:
            return others[0]
        if own and own != "00":
            return own
        if others:
            return None
        third = {s: c[unit] for s, c in self.claims.items() if unit in c and c[unit] != "00" and s != sender}
        if not third:
            return None
        latest = {s: max(i for i, d in self.sheets_index("care_units") if d.region_code == s) for s in third}
        best = min(third, key=lambda s: (s == "00", -latest[s]))
        return third[best]

    def sheets_index(self, kind: str) -> list[tuple[int, Delivery]]:
        return [(order, delivery) for order, delivery, _ in self.sheets(kind)]

    def place(self, sender: str, unit: str | None) -> str | None:
        return self.home(sender, unit) or (sender if sender != "00" else None)

    def wholes(self, kind: str, period_of: Any) -> dict[tuple[str, str], int]:
        """(sender, period) to the order of the latest whole file for it."""
        found: dict[tuple[str, str], int] = {}
        for order, delivery, sheet in self.sheets(kind):
            if sheet.complete:
                periods = {period_of(row) for row in self.rows(delivery, kind)} | {sheet.empty_period} - {None}
                found |= {(delivery.region_code, period): order for period in periods}
        return found

    def rank(self, sender: str, place: str | None) -> int:
        return 0 if sender == place else 2 if sender == "00" else 1

    def rows_in_force(self, kind: str, period_of: Any, *, every_delivery: bool = False) -> list[Row]:
        """The rows in force, each with `_order`, `_period`, `_place`."""
        wholes = self.wholes(kind, period_of)
        pieces: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        rows: list[Row] = []
        for order, delivery in self.sheets_index(kind):
            for row in self.rows(delivery, kind):
                sender, period, unit = delivery.region_code, period_of(row), row["care_unit_id"]
                if order < wholes.get((sender, period), -1):
                    continue
                pieces[sender, period, unit].append(order)
                rows.append({**row, "_order": order, "_period": period, "_place": self.place(sender, unit)})
        if not every_delivery:
            rows = [
                r for r in rows if r["_order"] == max(pieces[r["sender_region_code"], r["_period"], r["care_unit_id"]])
            ]
        reporters: dict[Any, tuple[int, int, str]] = {}
        for row in rows:
            key = (row["_place"], row["care_unit_id"], row["_period"])
            sender = row["sender_region_code"]
            mine = (self.rank(sender, row["_place"]), -row["_order"], sender)
            reporters[key] = min(reporters.get(key, mine), mine)
        return [
            row
            for row in rows
            if reporters[row["_place"], row["care_unit_id"], row["_period"]][2] == row["sender_region_code"]
        ]

    def group(self, row: Row, day: date) -> str | None:
        codes = self.reference.in_force("diagnosis_group_codes", day).to_dicts()
        for system, column in (("kva", "procedure_code"), ("icd10se", "diagnosis_code")):
            found = [
                c for c in codes if row[column] and c["code_system"] == system and row[column].startswith(c["code"])
            ]
            if found:
                return str(max(found, key=lambda c: len(c["code"]))["diagnosis_group"])
        ids = self.reference.in_force("diagnosis_groups", day)["diagnosis_group"].to_list()
        return row["diagnosis_group"] if row["diagnosis_group"] in ids else None

    def greatest_age(self, kind: str, day: date) -> int:
        ages = self.reference.in_force("greatest_ages", day).filter(pl.col("kind") == kind)
        return int(ages["greatest_age_days"][0])

    def state_days(self, first: date) -> Iterator[tuple[str, date, date]]:
        monday = first - timedelta(days=first.weekday())
        while monday <= self.as_of:
            yield monday.strftime("%G-W%V"), monday, min(monday + timedelta(days=6), self.as_of)
            monday += timedelta(days=7)


def _swedish(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/Stockholm")).date()
