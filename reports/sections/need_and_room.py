"""Need and room per diagnosis group: one row per group with its numbers and pictures.

Here: the country's row per group, the trend of 26 weeks like for like, other care types. Not here: regions (tile_maps).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reports import swedish
from reports.content import Block, Column, Row, Section, Table
from reports.picture import (
    ALL_GROUPS,
    CARE_TYPE,
    COUNTRY,
    Picture,
    Record,
    figure,
    waiting_coverage,
)
from reports.sections.indicators import indicator_note
from reports.tables import read
from reports.terms import CARE_TYPES
from reports.values import Cell, Missing, Trend

WEEKS = 26
NO_DELIVERY = "ingen region har lämnat uppgiften"
UNCOUNTABLE = "går inte att räkna ut av det som lämnats"
OTHER_CARE_TYPES = ("first_visit", "investigation")


def need_and_room_section(picture: Picture) -> Section:
    """The section with a row per diagnosis group."""
    waiting = picture.state("mart.waiting_by_diagnosis", picture.week)
    balance = picture.state("mart.balance_by_diagnosis", picture.week)
    blocks: list[Block] = [group_table(picture, waiting, balance), trend_table(picture)]
    blocks += [table for care_type in OTHER_CARE_TYPES if (table := visit_table(picture, care_type)).rows]
    last = swedish.week_long(swedish.week_before(picture.week, -12))
    return Section(
        name="diagnosgrupper",
        topic="Behov och plats",
        heading=heading_of(picture, balance),
        lead=(
            "Väntande till operation eller åtgärd, och platser som vårdgivare uppger att de har lediga "
            f"till och med {last}. Patientvald väntan ingår inte i andelar och dagar."
        ),
        blocks=tuple(blocks),
    )


def heading_of(picture: Picture, balance: Mapping[tuple[str, str], Record]) -> str:
    """The finding: which groups lack most room. Says so where it cannot be told."""
    gaps = [
        (row["gap_low_count"], picture.group_title(group))
        for (code, group), row in balance.items()
        if code == COUNTRY and group != ALL_GROUPS and row["gap_low_count"] is not None
    ]
    lacking = sorted((-gap, title) for gap, title in gaps if gap > 0)
    if not gaps:
        return "Behov och plats går inte att jämföra den här veckan"
    if not lacking:
        return "De lediga platserna är minst lika många som de som väntat över 90 dagar, i varje diagnosgrupp"
    names = [title if index == 0 else lower_first(title) for index, (_, title) in enumerate(lacking[:2])]
    return f"{swedish.join_words(names)} har störst underskott på plats"


def lower_first(title: str) -> str:
    """A title inside a sentence: its first letter small, abbreviations as they are."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def group_table(
    picture: Picture, waiting: Mapping[tuple[str, str], Record], balance: Mapping[tuple[str, str], Record]
) -> Table:
    """One row per group for the country, numbers and pictures side by side."""
    trends = trends_by_group(picture)
    rows = [
        _group_row(picture, group, waiting.get((COUNTRY, group)), balance.get((COUNTRY, group)), trends[group])
        for group in picture.groups
    ]
    indicators = ("waiting_count", "over_90_count", "within_90_share", "median_days", "p90_days", "slots_free_count")
    return Table(
        name="diagnosgrupper",
        caption=(
            f"Behov och plats per diagnosgrupp, operation eller åtgärd, {swedish.week_long(picture.week)}. "
            f"{country_text(picture)}"
        ),
        columns=(
            Column("diagnosis_group", "Diagnosgrupp"),
            Column("waiting_count", "Väntar", "count"),
            Column("trend", f"{WEEKS} veckor", "trend"),
            Column("within_90", "Inom 90\u00a0dagar", "dot", "0\u2013100\u00a0%", drawn_from=("within_90_share",)),
            Column("within_90_share", "Andel", "share"),
            Column("median_days", "Median", "days", "dagar"),
            Column("p90_days", "P90", "days", "dagar"),
            Column("over_90_count", "Över 90\u00a0dagar", "count", role="need"),
            Column("balance", "Behov och plats", "balance", drawn_from=("over_90_count", "slots_free_count")),
            Column("slots_free_count", "Lediga platser", "count", role="room"),
            Column("gap_count", "Platser som fattas", "count"),
        ),
        rows=tuple(rows),
        notes=(*_group_notes(picture, waiting), *indicator_note(picture, (*indicators, "gap_count"))),
        empty_text="Registret över diagnosgrupper är tomt.",
    )


def _group_row(picture: Picture, group: str, waiting: Record | None, balance: Record | None, trend: Trend) -> Row:
    has_trend = any(value is not None for value in trend.points)
    uncountable = NO_DELIVERY if waiting is None else UNCOUNTABLE
    cells: dict[str, Cell] = {
        "diagnosis_group": picture.group_title(group),
        "waiting_count": figure(waiting, "waiting_count", NO_DELIVERY),
        "trend": trend if has_trend else Missing("jämförbara veckor saknas"),
        "within_90_share": figure(waiting, "within_90_share", uncountable),
        "median_days": figure(waiting, "median_days", uncountable),
        "p90_days": figure(waiting, "p90_days", uncountable),
        "over_90_count": figure(waiting, "over_90_count", uncountable),
        "slots_free_count": figure(balance, "slots_free_own_count", NO_DELIVERY),
        "gap_count": figure(balance, "gap_count", "behov eller plats saknas"),
    }
    return Row(cells)


def _group_notes(picture: Picture, waiting: Mapping[tuple[str, str], Record]) -> tuple[str, ...]:
    notes = [
        "Platser som fattas: de som väntat över 90 dagar minus lediga platser; minus betyder plats över. "
        "Kurvan följer de regioner som är med den här veckan och bryts de veckor då någon av dem saknas."
    ]
    estimated = [
        lower_first(title)
        for group, title in picture.groups.items()
        if (waiting.get((COUNTRY, group)) or {}).get("estimated")
    ]
    if estimated:
        notes.append(f"Median och P90 är skattade ur intervall för {swedish.join_words(estimated)}.")
    return tuple(notes)


def country_text(picture: Picture) -> str:
    """The country with its coverage: Riket, 19 av 21 regioner."""
    coverage = waiting_coverage(picture)
    if not coverage.expected_count:
        return "Riket."
    return f"Riket, {coverage.reporting_count} av {coverage.expected_count} regioner."


def trends_by_group(picture: Picture) -> dict[str, Trend]:
    """Waiting per group in the latest 26 weeks over the regions of this week; None where one of them is missing."""
    weeks = [swedish.week_before(picture.week, back) for back in range(WEEKS - 1, -1, -1)]
    frame = read(picture.tables, "mart.waiting_by_diagnosis").filter(
        pl.col("region_code") != COUNTRY, pl.col("week").is_in(weeks), pl.col("waiting_count").is_not_null()
    )
    present = {week: set(codes) for week, codes in frame.group_by("week").agg("region_code").iter_rows()}
    now = present.get(picture.week, set())
    comparable = {week for week in weeks if now and now <= present.get(week, set())}
    kept = frame.filter(pl.col("care_type") == CARE_TYPE, pl.col("region_code").is_in(sorted(now)))
    sums = kept.group_by("week", "diagnosis_group").agg(pl.col("waiting_count").sum())
    values = {(week, group): count for week, group, count in sums.iter_rows()}
    known = {group for _, group in values}
    return {
        group: Trend(
            points=tuple(values.get((w, group), 0) if w in comparable and group in known else None for w in weeks),
            first_label=swedish.week_long(weeks[0]),
            last_label=swedish.week_long(weeks[-1]),
        )
        for group in picture.groups
    }


def trend_table(picture: Picture) -> Table:
    """The numbers behind the curves: a row per week, a column per group."""
    trends = trends_by_group(picture)
    weeks = [swedish.week_before(picture.week, back) for back in range(WEEKS - 1, -1, -1)]
    rows = []
    for index, week in enumerate(weeks):
        points = {group: trend.points[index] for group, trend in trends.items()}
        if any(value is not None for value in points.values()):
            cells = {g: Missing("ingen uppgift för veckan") if v is None else v for g, v in points.items()}
            rows.append(Row({"week": week, **cells}))
    columns = [Column(group, title, "count") for group, title in picture.groups.items()]
    return Table(
        name="vantande_veckor",
        caption="Veckorna bakom kurvorna: väntande till operation eller åtgärd i den här veckans regioner.",
        columns=(Column("week", "Vecka", "week"), *columns),
        rows=tuple(rows),
        is_behind=True,
        empty_text="Jämförbara veckor saknas.",
    )


def visit_table(picture: Picture, care_type: str) -> Table:
    """First visits or investigations per group, for the country."""
    waiting = picture.state("mart.waiting_by_diagnosis", picture.week, care_type)
    balance = picture.state("mart.balance_by_diagnosis", picture.week, care_type)
    rows = []
    for group, title in picture.groups.items():
        row, room = waiting.get((COUNTRY, group)), balance.get((COUNTRY, group))
        if row is None and room is None:
            continue
        names = ("waiting_count", "within_90_share", "median_days", "p90_days", "over_90_count")
        cells = {name: figure(row, name, NO_DELIVERY if row is None else UNCOUNTABLE) for name in names}
        free = figure(room, "slots_free_own_count", NO_DELIVERY)
        rows.append(Row({"diagnosis_group": title, **cells, "slots_free_count": free}))
    return Table(
        name=f"vantande_{care_type}",
        caption=f"{CARE_TYPES[care_type]}: väntande och lediga platser per diagnosgrupp. {country_text(picture)}",
        columns=(
            Column("diagnosis_group", "Diagnosgrupp"),
            Column("waiting_count", "Väntar", "count"),
            Column("within_90_share", "Inom 90\u00a0dagar", "share"),
            Column("median_days", "Median", "days", "dagar"),
            Column("p90_days", "P90", "days", "dagar"),
            Column("over_90_count", "Över 90\u00a0dagar", "count", role="need"),
            Column("slots_free_count", "Lediga platser", "count", role="room"),
        ),
        rows=tuple(rows),
        is_behind=True,
    )
