"""Beds now: occupancy, overcrowding, displaced patients; intensive care and ECMO.

Here: each region's latest count not older than the greatest age, the country as their sum, and the tables of both.
Not here: bed days of the past, which are flows (production planning).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from reports import swedish
from reports.content import Block, Column, Note, Role, Row, Section, Table
from reports.picture import COUNTRY, Picture, Record, bound_of, delivery_reason, figure, greatest_age
from reports.sections.indicators import indicator_note
from reports.tables import read
from reports.terms import BED_KINDS
from reports.values import Cell, Missing

SPECIFIED_GREATEST_AGE_DAYS = 2  # spec: beds are stale after two days; used where the reference table is not at hand
BED_FIGURES = ("available_count", "occupied_count", "occupancy_share", "overcrowded_per_100", "displaced_per_100")
COUNTED_AT = "kl.\u00a006"
NO_VALID_COUNT = "Ingen region har en räkning som är tillräckligt ny."


@dataclass(frozen=True)
class LatestReports:
    """The latest row per region on or before a day: those that count, and the dates of those that are too old."""

    rows: Mapping[str, Record]
    stale_dates: Mapping[str, date]

    def country(self, codes: Iterable[str] | None = None) -> Record | None:
        """The regions' rows added up, all of them or those named: counts with their bounds, ratios of the sums.

        None where there is no row.
        """
        rows = list(self.rows.values()) if codes is None else [self.rows[code] for code in codes]
        if not rows:
            return None
        names = {name for row in rows for name in row if name.endswith("_count")}
        totals: dict[str, float | None] = {name: _total(rows, name) for name in names}
        for ratio, (part, whole, times) in RATIOS.items():
            if f"{part}_count" not in names:
                continue
            above, below = totals[f"{part}_count"], totals[f"{whole}_count"]
            above_high, below_high = totals[f"{part}_high_count"], totals[f"{whole}_high_count"]
            low = totals[bound_of(ratio, "low")] = _divided(above, below_high, times)
            high = totals[bound_of(ratio, "high")] = _divided(above_high, below, times)
            totals[ratio] = low if low == high else None
        return totals


RATIOS: Mapping[str, tuple[str, str, float]] = {
    "occupancy_share": ("occupied", "available", 1),
    "overcrowded_per_100": ("overcrowded", "overcrowded_available", 100),
    "displaced_per_100": ("displaced", "displaced_available", 100),
}
"""What is divided by what: the beds below the line are those of the units that gave the count above it."""


def _total(rows: Sequence[Record], name: str) -> float | None:
    """The sum over the regions that gave the figure; None where one of them gave its other bounds alone."""
    figure_name = name.replace("_low_count", "_count").replace("_high_count", "_count")
    family = (figure_name, bound_of(figure_name, "low"), bound_of(figure_name, "high"))
    givers = [row for row in rows if any(row.get(member) is not None for member in family)]
    values = [row[name] for row in givers]
    return None if not values or None in values else sum(values)


def _divided(above: float | None, below: float | None, times: float) -> float | None:
    return None if above is None or not below else times * above / below


def latest_beds(picture: Picture, bed_kind: str, day: date | None = None) -> LatestReports:
    """Each region's latest count of a bed kind as it was known to hold on a day (default: the as-of day)."""
    frame = read(picture.tables, "mart.beds")
    return _latest(picture, frame.filter(pl.col("level") == "region", pl.col("bed_kind") == bed_kind), day)


def latest_intensive_care(picture: Picture) -> LatestReports:
    """Each region's latest count of intensive care."""
    return _latest(picture, read(picture.tables, "mart.intensive_care"), None)


def _latest(picture: Picture, frame: pl.DataFrame, day: date | None) -> LatestReports:
    today = day or picture.edition.as_of_date
    age = greatest_age(picture, "beds")
    oldest = today - timedelta(days=SPECIFIED_GREATEST_AGE_DAYS if age is None else age)
    known = frame.filter(pl.col("region_code") != COUNTRY, pl.col("date") <= today).sort("region_code", "date")
    latest = known.unique("region_code", keep="last", maintain_order=True).iter_rows(named=True)
    rows = {row["region_code"]: row for row in latest}
    return LatestReports(
        rows={code: row for code, row in rows.items() if row["date"] >= oldest},
        stale_dates={code: row["date"] for code, row in rows.items() if row["date"] < oldest},
    )


def beds_section(picture: Picture) -> Section:
    """The section on beds, overcrowding, displaced patients, intensive care and ECMO."""
    somatic, psychiatric = latest_beds(picture, "somatic"), latest_beds(picture, "psychiatric")
    intensive = latest_intensive_care(picture)
    blocks: list[Block] = [bed_table(picture, somatic, "somatic")]
    if psychiatric.rows:
        blocks.append(bed_table(picture, psychiatric, "psychiatric", is_behind=True))
    blocks += [intensive_care_table(picture, intensive), ecmo_table(picture, intensive)]
    blocks.append(Note(_stale_note(picture, somatic, psychiatric, intensive)))
    return Section(
        name="vardplatser",
        topic="Vårdplatser",
        heading=_heading(somatic),
        lead=(
            f"Senaste räkningen {COUNTED_AT} i varje region, högst två dagar gammal. "
            "Överbeläggningar och utlokaliserade patienter anges per 100 disponibla vårdplatser. "
            "IVA är intensivvård; ECMO-platser ingår i IVA-platserna."
        ),
        blocks=tuple(blocks),
    )


def _heading(somatic: LatestReports) -> str:
    full = [row for row in somatic.rows.values() if (row["occupancy_low_share"] or 0) > 1]
    if not somatic.rows:
        return "Aktuella vårdplatser saknas"
    regions = swedish.plural(len(somatic.rows), "region", "regioner")
    if not full:
        return f"Ingen av {regions} har fler inlagda än disponibla somatiska vårdplatser"
    count = swedish.capitalised(swedish.small_number(len(full)))
    return f"{count} av {regions} har fler inlagda än disponibla vårdplatser"


def bed_table(picture: Picture, latest: LatestReports, bed_kind: str, *, is_behind: bool = False) -> Table:
    """A row per region with its occupancy now, the country first."""
    target = _target_of(latest.rows.values())
    columns = [
        *_leading_columns(latest),
        Column("available_count", "Disponibla", "count"),
        Column("occupied_count", "Belagda", "count"),
        Column("occupancy_share", "Beläggning", "share"),
        Column(
            "occupancy", "Av disponibla", "dot", "0\u2013100\u00a0%", drawn_from=("occupancy_share",), reference=1.0
        ),
        Column("overcrowded_per_100", "Överbelagda", "number", "per 100", decimals=1),
        Column("displaced_per_100", "Utlokaliserade", "number", "per 100", decimals=1),
    ]
    if target:
        columns.append(Column("status", "Mot målet", unit=target))
    title = BED_KINDS[bed_kind]
    return Table(
        name=f"vardplatser_{bed_kind}",
        caption=f"{title}: vårdplatser per region, {_counted_text(latest)}. {_coverage_text(picture, latest)}",
        columns=tuple(columns),
        rows=(_country_row(latest, BED_FIGURES, {"status": ""}), *_region_rows(picture, latest, _bed_cells))
        if latest.rows
        else (),
        notes=indicator_note(picture, ("occupancy_share", "overcrowded_per_100", "displaced_per_100")),
        is_behind=is_behind,
        empty_text=NO_VALID_COUNT,
    )


def _target_of(rows: Iterable[Record]) -> str:
    """The target as text where all rows share one, else empty."""
    targets = {(row["target_low_share"], row["target_high_share"]) for row in rows}
    low, high = targets.pop() if len(targets) == 1 else (None, None)
    if high is None:
        return ""
    return (
        f"högst {swedish.percent(high)}" if low is None else f"{swedish.number(low * 100)}\u2013{swedish.percent(high)}"
    )


def _bed_cells(row: Record) -> dict[str, Cell]:
    words = {"below": "under", "within": "inom", "above": "över"}
    status = row["status"]
    said: Cell = words.get(status, str(status)) if status else Missing("mål eller beläggning saknas")
    return {**_cells(row, BED_FIGURES), "status": said}


def intensive_care_table(picture: Picture, latest: LatestReports) -> Table:
    """A row per region with its intensive care beds, the country first."""
    names = ("intensive_care_available_count", "intensive_care_occupied_count", "intensive_care_free_count")
    titles = ("IVA disponibla", "IVA belagda", "IVA lediga")
    country = _country_row(latest, names)
    return Table(
        name="intensivvard",
        caption=f"Intensivvård per region, {_counted_text(latest)}. {_coverage_text(picture, latest)}",
        columns=(*_leading_columns(latest), *_free_columns(names, titles)),
        rows=(country, *_region_rows(picture, latest, lambda row: _cells(row, names))) if latest.rows else (),
        notes=indicator_note(picture, ("intensive_care_free_count",)),
        empty_text=NO_VALID_COUNT,
    )


def ecmo_table(picture: Picture, latest: LatestReports) -> Table:
    """A row per region that has ECMO beds; they are part of its intensive care beds."""
    names = ("ecmo_available_count", "ecmo_occupied_count", "ecmo_free_count")
    titles = ("ECMO disponibla", "ECMO belagda", "ECMO lediga")
    having = {code: row for code, row in latest.rows.items() if any(row[name] for name in names[:2])}
    shown = LatestReports(rows=having, stale_dates={})
    rows = [
        Row({"region": picture.region_name(code), "date": row["date"], **_cells(row, names)})
        for code, row in having.items()
    ]
    return Table(
        name="ecmo",
        caption=f"ECMO, som ingår i intensivvården, {_counted_text(shown)}. Regioner utan ECMO-platser visas inte.",
        columns=(*_leading_columns(shown), *_free_columns(names, titles)),
        rows=(_country_row(shown, names), *rows) if rows else (),
        notes=indicator_note(picture, ("ecmo_free_count",)),
        empty_text="Ingen region har redovisat ECMO-platser.",
    )


def _leading_columns(latest: LatestReports) -> tuple[Column, ...]:
    """The region, and the day of its count where regions were counted on different days."""
    region = Column("region", "Region")
    dates = {row["date"] for row in latest.rows.values()}
    return (region,) if len(dates) == 1 else (region, Column("date", "Räknat", "date"))


def _free_columns(names: Sequence[str], titles: Sequence[str]) -> tuple[Column, ...]:
    roles: tuple[Role, ...] = ("plain", "plain", "room")
    return tuple(Column(n, t, "count", role=r) for n, t, r in zip(names, titles, roles, strict=True))


def _counted_text(latest: LatestReports) -> str:
    """When the beds were counted: the hour, and the day where it is one."""
    dates = {row["date"] for row in latest.rows.values()}
    return f"räknat {COUNTED_AT} {swedish.date_text(dates.pop())}" if len(dates) == 1 else f"räknat {COUNTED_AT}"


def _country_row(latest: LatestReports, names: Sequence[str], more: Mapping[str, Cell] | None = None) -> Row:
    country = latest.country()
    cells = {name: figure(country, name, "ingen region har lämnat uppgiften") for name in names}
    return Row({"region": "Riket", "date": _dates_text(latest.rows.values()), **cells, **(more or {})}, is_total=True)


def _cells(row: Record, names: Sequence[str]) -> dict[str, Cell]:
    return {name: figure(row, name, "uppgiften lämnas inte") for name in names}


def _region_rows(picture: Picture, latest: LatestReports, cells_of: Callable[[Record], dict[str, Cell]]) -> list[Row]:
    """A row for every region, in the order of their codes; those without a valid count say why."""
    rows = []
    for code in sorted({*picture.regions, *latest.rows}):
        name = picture.region_name(code)
        row = latest.rows.get(code)
        if row is None:
            rows.append(Row({"region": name}, missing=Missing(_why_missing(picture, latest, code))))
        else:
            rows.append(Row({"region": name, "date": row["date"], **cells_of(row)}))
    return rows


def _why_missing(picture: Picture, latest: LatestReports, code: str) -> str:
    stale = latest.stale_dates.get(code)
    return f"senast räknat {swedish.date_text(stale)}" if stale else delivery_reason(picture, code, "beds")


def _coverage_text(picture: Picture, latest: LatestReports) -> str:
    total = len(picture.regions)
    return f"{len(latest.rows)} av {total} regioner." if total else ""


def _dates_text(rows: Iterable[Record]) -> Cell:
    """The one date of all counts, or how they spread; a country's row has no date of its own otherwise."""
    dates = sorted({row["date"] for row in rows})
    if not dates:
        return Missing("ingen räkning")
    return dates[0] if len(dates) == 1 else f"{dates[0].isoformat()} till {dates[-1].day:02d}"


def _stale_note(picture: Picture, *reports: LatestReports) -> str:
    stale = sorted({code for latest in reports for code in latest.stale_dates})
    if not stale:
        return "Ingen räkning har utelämnats för att den är för gammal."
    names = swedish.join_words([picture.region_name(code) for code in stale])
    return f"För gamla för att räknas med: {names}."
