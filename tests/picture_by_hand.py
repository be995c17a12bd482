"""The picture worked out a second time, plainly: loops over rows, no SQL, no reductions, no shared code.

Here: waiting, capacity, balance, beds and transfers as the specification words them, slow and simple, to be compared
with the tables to the last digit. Not here: what is in force (`in_force_by_hand.py`), any test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from tests.in_force_by_hand import FAR, GOOD, InForceByHand, Row


class ByHand(InForceByHand):
    """The tables of a day over some deliveries."""

    # Waiting

    def waiting_rows(self, state_day: date) -> list[Row]:
        """The patients who make up the state of a day."""
        rows = self.rows_in_force("waiting_list", lambda r: str(r["snapshot_date"]))
        wholes = [(s, date.fromisoformat(p)) for s, p in self.wholes("waiting_list", lambda r: str(r["snapshot_date"]))]
        latest: dict[Any, date] = {}
        for row in rows:
            key, taken = (row["sender_region_code"], row["care_unit_id"]), row["snapshot_date"]
            if taken <= state_day:
                latest[key] = max(latest.get(key, taken), taken)
        limit = self.greatest_age("waiting_list", state_day)
        kept = [
            row
            for row in rows
            if row["snapshot_date"] == latest.get((row["sender_region_code"], row["care_unit_id"]))
            and (state_day - row["snapshot_date"]).days <= limit
            and not any(s == row["sender_region_code"] and row["snapshot_date"] < p <= state_day for s, p in wholes)
        ]
        best: dict[Any, Any] = {}
        for row in kept:
            sender = row["sender_region_code"]
            mine = (self.rank(sender, row["_place"]), (FAR - row["snapshot_date"]).days, -row["_order"], sender)
            key = (row["_place"], row["care_unit_id"])
            best[key] = min(best.get(key, mine), mine)
        return [r for r in kept if best[r["_place"], r["care_unit_id"]][3] == r["sender_region_code"]]

    def waiting_by_diagnosis(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        table: dict[Any, tuple[Any, ...]] = {}
        everything = self.rows_in_force("waiting_list", lambda r: str(r["snapshot_date"]))
        first = min((row["snapshot_date"] for row in everything), default=self.as_of)
        for week, _, state_day in self.state_days(min(first, self.as_of)):
            cells: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
            for row in self.waiting_rows(state_day):
                group = self.group(row, row["snapshot_date"])
                sender = row["sender_region_code"]
                region = sender if sender != "00" else row["_place"]
                if group:
                    for place in {region, "00"} - {None}:
                        for name in (group, "all"):
                            cells[place, name, row["care_type"]].append({**row, "_region": region})
            for (region, group, care_type), rows in cells.items():
                table[week, region, group, care_type] = self._waiting_row(rows, care_type)
        return table

    def _waiting_row(self, rows: list[Row], care_type: str) -> tuple[Any, ...]:
        waits, within, over = [], 0, 0
        for row in rows:
            start = row["decision_date"] if care_type == "operation" else row["referral_date"]
            days = (row["snapshot_date"] - start).days
            if row["deviation"] == "patient_chosen":
                continue
            waits.append(days)
            limits = self.reference.in_force("guarantee_limits", row["snapshot_date"])
            limit = limits.filter(pl.col("care_type") == care_type)["limit_days"][0]
            within, over = within + (days <= limit), over + (days > limit)
        snapshots = [row["snapshot_date"] for row in rows]
        return (
            min(snapshots),
            max(snapshots),
            len(rows),
            sum(row["deviation"] == "patient_chosen" for row in rows),
            sum(row["deviation"] == "medical" for row in rows),
            len(waits),
            within,
            over,
            within / len(waits) if waits else None,
            quantile(waits, Fraction(1, 2)),
            quantile(waits, Fraction(9, 10)),
            len({row["_region"] for row in rows} - {None}),
        )

    # Capacity

    def slots(self, day: date) -> list[Row]:
        """The report in force on a day per unit, group, care type, slot kind and week, with `_fresh`."""
        latest: dict[Any, Row] = {}
        for row in self.rows_in_force("free_capacity", lambda r: r["week"], every_delivery=True):
            key = (row["_place"], row["care_unit_id"], row["diagnosis_group"], row["care_type"], row["slot_kind"])
            best = latest.get((*key, row["week"]))
            if row["reported_date"] <= day and (
                best is None or (row["reported_date"], row["_order"]) > (best["reported_date"], best["_order"])
            ):
                latest[*key, row["week"]] = row
        for row in latest.values():
            until = row["reported_date"] + timedelta(days=self.greatest_age("free_capacity", row["reported_date"]))
            row["_fresh"] = (row["valid_until"] or until) >= day
        return [row for row in latest.values() if row["slot_kind"] in {"procedures", "visits"}]

    def capacity_by_diagnosis(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        cells: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.slots(self.as_of):
            for place in {row["_place"], "00"} - {None}:
                for group in (row["diagnosis_group"], "all"):
                    cells[row["week"], place, group, row["care_type"]].append(row)
        table: dict[Any, tuple[Any, ...]] = {}
        for key, rows in cells.items():
            fresh = [row for row in rows if row["_fresh"]]
            totals = [row for row in fresh if row["slots_total_count"] is not None]
            near = [row for row in fresh if row["accepts_from"] in {"healthcare_region", "nation"}]
            far = [row for row in fresh if row["accepts_from"] == "nation"]
            units = {(row["_place"], row["care_unit_id"]) for row in fresh}
            table[key] = (
                sum(row["slots_total_count"] for row in totals) if totals else None if fresh else 0,
                *(sum(row["slots_free_count"] for row in rows) for rows in (fresh, near, far)),
                _most(totals, "slots_total_high_count") if totals else None if fresh else 0,
                *(_most(rows, "slots_free_high_count") for rows in (fresh, near, far)),
                len(units),
                len({(row["_place"], row["care_unit_id"]) for row in rows} - units),
            )
        return table

    def balance_by_diagnosis(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        waiting = self.waiting_by_diagnosis()
        snapshots = [r["snapshot_date"] for r in self.rows_in_force("waiting_list", lambda r: str(r["snapshot_date"]))]
        reports = self.rows_in_force("free_capacity", lambda r: r["week"], every_delivery=True)
        first = min([*snapshots, *(row["reported_date"] for row in reports), self.as_of])
        table: dict[Any, tuple[Any, ...]] = {}
        for week, monday, state_day in self.state_days(first):
            room: dict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in self.slots(state_day):
                ahead = (date.fromisocalendar(int(row["week"][:4]), int(row["week"][6:]), 1) - monday).days // 7
                if row["_fresh"] and 1 <= ahead <= 12:
                    for place in {row["_place"], "00"} - {None}:
                        for group in (row["diagnosis_group"], "all"):
                            room[week, place, group, row["care_type"]].append(row)
            delivered = self.regions_with_waiting_list(state_day)
            for key in {key for key in waiting if key[0] == week} | set(room):
                over = waiting[key][7] if key in waiting else 0 if key[1] in delivered else None
                open_to = [
                    [r for r in room.get(key, []) if r["accepts_from"] in allowed]
                    for allowed in (
                        {"own_region", "healthcare_region", "nation"},
                        {"healthcare_region", "nation"},
                        {"nation"},
                    )
                ]
                least = [sum(r["slots_free_count"] for r in rows) for rows in open_to]
                most = [_most(rows, "slots_free_high_count") for rows in open_to]
                high_gap = None if over is None else over - least[0]
                low_gap = None if over is None or most[0] is None else over - most[0]
                table[key] = (
                    over, *least, *most, high_gap if low_gap == high_gap else None, low_gap, high_gap
                )  # fmt: skip
        return table

    def regions_with_waiting_list(self, state_day: date) -> set[str]:
        regions = {
            row["sender_region_code"] if row["sender_region_code"] != "00" else row["_place"]
            for row in self.waiting_rows(state_day)
        }
        limit = self.greatest_age("waiting_list", state_day)
        for _, delivery, sheet in self.sheets("waiting_list"):
            spoken = {sheet.empty_period} - {None}
            if sheet.complete:
                spoken |= {str(row["snapshot_date"]) for row in self.rows(delivery, "waiting_list")}
            if any(0 <= (state_day - date.fromisoformat(p)).days <= limit for p in spoken):
                regions.add(delivery.region_code)
        regions -= {None, "00"}
        return regions | {"00"} if regions else regions

    # Beds

    def beds(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        cells: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.rows_in_force("beds", lambda r: str(r["date"])):
            place = row["_place"]
            regions = self.reference.in_force("regions", row["date"])
            wider = dict(regions.select("region_code", "healthcare_region").rows()).get(place)
            levels = [("unit", place, row["care_unit_id"]), ("country", "00", None)]
            levels += [("region", place, None)] if place else []
            levels += [("healthcare_region", wider, None)] if wider else []
            for level in levels:
                cells[row["date"], *level, row["bed_kind"]].append(row)
        table: dict[Any, tuple[Any, ...]] = {}
        for key, rows in cells.items():
            names = ("established", "available", "occupied", "overcrowded", "displaced")
            given = {name: [row for row in rows if row[f"{name}_count"] is not None] for name in names}
            least = {name: _sum(row[f"{name}_count"] for row in given[name]) for name in names}
            most = {name: _most(given[name], f"{name}_high_count") if given[name] else None for name in names}
            ratios = []
            for name, times in (("occupied", 1), ("overcrowded", 100), ("displaced", 100)):
                below = _sum(row["available_count"] for row in given[name])
                below_high = _most(given[name], "available_high_count") if given[name] else None
                ratios.append((_ratio(times, least[name], below_high), _ratio(times, most[name], below)))
            status, (low, high) = None, ratios[0]
            if key[1] == "unit" and key[4] == "somatic":
                if high is not None and high < 0.85:
                    status = "below"
                elif low is not None and low > 0.9:
                    status = "above"
                elif low is not None and high is not None and low >= 0.85 and high <= 0.9:
                    status = "within"
            table[key] = (
                *least.values(),
                *most.values(),
                *(low for low, _ in ratios),
                *(high for _, high in ratios),
                *(low if low == high else None for low, high in ratios),
                status,
                len({row["_place"] for row in rows} - {None}),
            )
        return table

    # Transfers

    def transfers_by_year(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        wholes = self.wholes("patient_transfers", lambda r: str(_event(r).year))
        latest: dict[tuple[str, str], Row] = {}
        for order, delivery in self.sheets_index("patient_transfers"):
            for row in self.rows(delivery, "patient_transfers"):
                sender, year = delivery.region_code, str(_event(row).year)
                if order >= wholes.get((sender, year), -1):
                    known = latest.get((sender, row["case_id"]))
                    if known is None or known["_order"] < order:
                        latest[sender, row["case_id"]] = {**row, "_order": order, "_year": int(year)}
        foreign = {k for k, r in latest.items() if r["reporter_role"] == "care_region" or r["home_region"] != k[0]}
        own_years = {(r["home_region"], r["_year"]) for k, r in latest.items() if k not in foreign}
        kept = []
        for key, row in latest.items():
            if key in foreign and (row["home_region"], row["_year"]) in own_years:
                continue
            where = self.home(key[0], row["care_unit_id"])
            guess = key[0] if key in foreign and key[0] != "00" else None
            ownership = row["ownership"] or self.ownership(where, row["care_unit_id"])
            kept.append(
                {
                    **row,
                    "_sender": key[0],
                    "_foreign": key in foreign,
                    "_care": row["care_region"] or where or guess,
                    "_ownership": ownership,
                }
            )
        spoken = {(r["home_region"], r["_year"], r["_care"]) for r in kept if r["_sender"] != "00"}
        cells: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in kept:
            group = self.group(row, _event(row))
            place = (row["home_region"], row["_year"], row["_care"])
            if row["reason"] in {"emergency", "highly_specialised"} or group is None:
                continue
            if row["_sender"] == "00" and place in spoken:
                continue
            first = (row["_year"], row["home_region"], row["_care"], group, row["care_type"], row["_ownership"])
            cells[*first, row["reason"], row["agreement_kind"]].append(row)
        table: dict[Any, tuple[Any, ...]] = {}
        for key, rows in cells.items():
            treated = [row for row in rows if row["treated_date"]]
            patients = {(row["_sender"], row["patient_key"]) for row in treated if row["patient_key"]}
            waited = [row["waited_days"] for row in treated if row["waited_days"] is not None]
            table[key] = (
                len(rows),
                sum(row["answer"] == "accepted" for row in rows),
                len(treated),
                len(patients) + sum(row["patient_key"] is None for row in treated),
                quantile(waited, Fraction(1, 2)),
                sum(row["_foreign"] for row in rows),
            )
        return table

    def performed_by_diagnosis(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        cells: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        outside: dict[tuple[str, ...], int] = defaultdict(int)
        for row in self.rows_in_force("performed_care", lambda r: f"{r['performed_date']:%Y-%m}"):
            group, month = self.group(row, row["performed_date"]), f"{row['performed_date']:%Y-%m}"
            for place in {"00", row["patient_region"]} - {None}:
                if group is None:
                    outside[month, place, row["care_type"]] += 1
                    continue
                for told in (group, "all"):
                    cells[month, place, told, row["care_type"]].append(row)
        return {
            key: (*self._performed(rows), outside[key[0], key[1], key[3]] if key[2] == "all" else None)
            for key, rows in cells.items()
        }

    def _performed(self, rows: list[Row]) -> tuple[Any, ...]:
        eligible, missing = [], False
        for row in rows:
            start = row["decision_date"] if row["care_type"] == "operation" else row["referral_date"]
            if row["deviation"] != "patient_chosen" and start is not None:
                limits = self.reference.in_force("guarantee_limits", row["performed_date"])
                limit = limits.filter(pl.col("care_type") == row["care_type"])["limit_days"].to_list()
                missing |= not limit
                eligible.append(((row["performed_date"] - start).days, limit[0] if limit else -1))
        days = [waited for waited, _ in eligible]
        within = sum(waited <= limit for waited, limit in eligible)
        return (
            len(rows),
            sum(len({row["patient_region"], row["_place"]} - {None}) == 2 for row in rows),
            len(eligible),
            None if missing else within,
            None if missing or not eligible else float(Fraction(within, len(eligible))),
            quantile(days, Fraction(1, 2)),
            quantile(days, Fraction(9, 10)),
            len({(row["sender_region_code"], row["patient_key"]) for row in rows if row["patient_key"]})
            + sum(row["patient_key"] is None for row in rows),
            len({row["patient_region"] for row in rows} - {None}),
        )

    def cancer_lead_times(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        cells: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.rows_in_force("cancer_pathways", lambda r: f"{r['suspicion_date']:%Y-%m}"):
            if row["treatment_date"] is None:
                continue
            half = f"{row['suspicion_date'].year}H{1 if row['suspicion_date'].month < 7 else 2}"
            for place in {"00", row["patient_region"]} - {None}:
                for branch in {"all", row["branch"]} - {None}:
                    for treatment in {"all", row["treatment"]} - {None}:
                        cells[half, place, row["pathway"], branch, treatment].append(row)
        return {key: self._lead_times(rows) for key, rows in cells.items()}

    def _lead_times(self, rows: list[Row]) -> tuple[Any, ...]:
        days = [(row["treatment_date"] - row["suspicion_date"]).days for row in rows]
        limits = [self._lead_limit(row) for row in rows]
        known = [limit for limit in limits if limit is not None]
        within = (
            sum(day <= limit[0] for day, limit in zip(days, known, strict=True)) if len(known) == len(rows) else None
        )
        told = within is not None
        return (
            len(rows),
            within,
            float(Fraction(within, len(rows))) if within is not None and len(rows) >= 5 else None,
            known[0][0] if told and len({limit[0] for limit in known}) == 1 else None,
            ", ".join(sorted({limit[1] for limit in known})) if told else None,
            all(limit[2] for limit in known) if told else None,
            quantile(days, Fraction(1, 2)),
            quantile(days, Fraction(9, 10)),
            0.8,
            len({row["patient_region"] for row in rows} - {None}),
        )

    def _lead_limit(self, row: Row) -> tuple[int, str, bool] | None:
        """The limit in force, its version, whether it is checked; the branch is looked at before the treatment."""
        rows = self.reference.in_force("cancer_pathway_limits", row["suspicion_date"]).to_dicts()
        for branch in (row["branch"], "all"):
            for treatment in (row["treatment"], "all"):
                for one in rows:
                    if (one["pathway"], one["branch"], one["treatment"]) == (row["pathway"], branch, treatment):
                        return one["limit_days"], one["limit_version"], one["verified"]
        return None

    def ownership(self, where: str | None, unit: str | None) -> str | None:
        """The ownership of the unit by the register that goes first for it."""
        found = {}
        for delivery in self.used:
            if any(s.kind == "care_units" and s.verdict in GOOD for s in delivery.sheets):
                found[delivery.region_code] = self.rows(delivery, "care_units")
        ranked = sorted(found, key=lambda s: (self.rank(s, where), s))
        for sender in ranked:
            for row in found[sender]:
                if row["care_unit_id"] == unit and (row["region_code"] or sender) == where and where:
                    return str(row["ownership"])
        return None


def quantile(values: list[int], share: Fraction) -> float | None:
    """Type 7: linear interpolation between order statistics."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def _event(row: Row) -> date:
    found: date = row["treated_date"] or row["offered_date"]
    return found


def _most(rows: Iterable[Row], name: str) -> float | None:
    """The sum of upper bounds; None where one of them is not known."""
    bounds = [row[name] for row in rows]
    return None if None in bounds else _sum(bounds) or 0


def _ratio(times: float, above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else times * above / below


def _sum(values: Iterable[float | None]) -> float | None:
    given = [Decimal(str(value)) for value in values if value is not None]
    return float(sum(given)) if given else None
