"""Where is there room? The country as tiles per diagnosis group, with the table under each map.

Here: need and room per region and group, and the finding of each map. Not here: the drawing (charts.tile_map).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from reports import swedish
from reports.charts.tile_map import gap_of
from reports.content import Column, Figure, FigureGroup, Note, Row, Section, Span, Table, Tile, TileMap
from reports.picture import WITHHELD, Picture, Record, delivery_reason
from reports.tables import read
from reports.terms import KINDS
from reports.values import Cell, Interval, Missing

NOT_IN_FORCE = frozenset({"late", "stale", "returned", "missing"})


@dataclass(frozen=True)
class Reporters:
    """Which regions have waiting figures this week, and which have reported any free room."""

    waiting: frozenset[str]
    room: frozenset[str]


def tile_map_section(picture: Picture) -> Section:
    """The section with one tile map per diagnosis group."""
    balance = picture.state("mart.balance_by_diagnosis", picture.week)
    reporters = read_reporters(picture, balance)
    figures = tuple(group_figure(picture, group, balance, reporters) for group in picture.groups)
    if not picture.regions or not figures:
        blocks: tuple[Note | FigureGroup, ...] = (Note("Registret över regioner eller diagnosgrupper är tomt."),)
    else:
        blocks = (FigureGroup(figures),)
    return Section(
        name="var-finns-plats",
        topic="Var finns plats?",
        heading=_heading(figures),
        lead=(
            "Varje ruta är en region. Överst hur många som väntat över 90 dagar på operation eller åtgärd, därunder "
            "lediga platser de närmaste tolv veckorna, med plustecken. ",
            Span("Orange med raka hörn", "need"),
            ": fler väntar än det finns plats för. ",
            Span("Grönt med runda hörn", "room"),
            ": plats över. Streckad: uppgift saknas.",
        ),
        blocks=blocks,
    )


def read_reporters(picture: Picture, balance: Mapping[tuple[str, str], Record]) -> Reporters:
    """Who has reported what this week; a region that has reported nothing is missing and not at zero."""
    frame = read(picture.tables, "mart.waiting_by_diagnosis").filter(
        pl.col("week") == picture.week, pl.col("waiting_count").is_not_null()
    )
    status = read(picture.tables, "mart.delivery_status").filter(
        pl.col("week") == picture.week, pl.col("kind") == "free_capacity", pl.col("status").is_in(sorted(NOT_IN_FORCE))
    )
    absent = set(status["region_code"])
    room: dict[str, int] = {}
    for (code, _), row in balance.items():
        if row["slots_free_own_count"] is not None:
            room[code] = room.get(code, 0) + row["slots_free_own_count"]
    return Reporters(
        waiting=frozenset(frame["region_code"]),
        room=frozenset(code for code, total in room.items() if total or code not in absent),
    )


def group_figure(
    picture: Picture, group: str, balance: Mapping[tuple[str, str], Record], reporters: Reporters
) -> Figure:
    """The map of one group with its table."""
    tiles = []
    for code, region in picture.regions.items():
        row = balance.get((code, group))
        no_waiting = "" if code in reporters.waiting else _reason(picture, code, "waiting_list")
        no_room = "" if code in reporters.room else _reason(picture, code, "free_capacity")
        tiles.append(
            Tile(
                letter=region.letter,
                name=region.name,
                column=region.tile_column,
                row=region.tile_row,
                need=_count(row, "over_90_count", no_waiting),
                room=_room(row, no_room),
            )
        )
    title = picture.group_title(group)
    return Figure(
        name=f"karta_{group}",
        title=title,
        finding=find(tiles),
        chart=TileMap(tuple(tiles)),
        table=_table(group, title, tiles),
    )


def _reason(picture: Picture, code: str, kind: str) -> str:
    return f"{KINDS[kind].lower()}: {delivery_reason(picture, code, kind)}"


def _count(row: Record | None, column: str, reason: str) -> int | Missing:
    """A reporting region's count, zero where it has none to report; missing where there is a reason why."""
    if reason:
        return Missing(reason)
    value = None if row is None else row[column]
    return 0 if value is None else int(value)


def _room(row: Record | None, reason: str) -> int | Interval | Missing:
    """A region's free slots, as an interval where units have withheld small counts."""
    least = _count(row, "slots_free_own_count", reason)
    if row is None or isinstance(least, Missing) or row["slots_free_own_high_count"] == least:
        return least
    return Interval(least, row["slots_free_own_high_count"])


def find(tiles: Sequence[Tile]) -> str:
    """The finding of a map in words, from its numbers alone."""
    gaps = [(gap, tile.name) for tile in tiles if (gap := gap_of(tile)) is not None]
    lacking = sorted((-gap, name) for gap, name in gaps if gap > 0)
    spare = sorted((gap, name) for gap, name in gaps if gap < 0)
    if not gaps:
        return "Ingen region har lämnat både väntande och lediga platser."
    text = f"Platser fattas i {len(lacking)} av {swedish.plural(len(gaps), 'region', 'regioner')}"
    text += f", mest i {swedish.join_words([name for _, name in lacking[:2]])}. " if lacking else ". "
    if spare:
        return text + f"Plats över i {len(spare)}, mest i {swedish.join_words([name for _, name in spare[:2]])}."
    return text + "Ingen region har plats över."


def _heading(figures: Sequence[Figure]) -> str:
    maps = [figure.chart.tiles for figure in figures if isinstance(figure.chart, TileMap)]
    known = {tile.name for tiles in maps for tile in tiles if gap_of(tile) is not None}
    spare = {tile.name for tiles in maps for tile in tiles if (gap_of(tile) or 0) < 0}
    if not known:
        return "Var finns plats? Det går inte att säga den här veckan"
    regions = swedish.plural(len(known), "region", "regioner")
    if not spare:
        return f"Var finns plats? Ingen av {regions} har plats över"
    return f"Var finns plats? {len(spare)} av {regions} har plats över i minst en diagnosgrupp"


def _gap(tile: Tile) -> Cell:
    """What is lacking, as an interval where the room is one."""
    if not isinstance(tile.room, Interval) or not isinstance(tile.need, int):
        gap = gap_of(tile)
        return Missing("") if gap is None else gap
    most = tile.need - int(tile.room.low)
    return Missing(WITHHELD) if tile.room.high is None else Interval(tile.need - tile.room.high, most)


def _table(group: str, title: str, tiles: Sequence[Tile]) -> Table:
    rows = []
    for tile in tiles:
        cells: dict[str, Cell] = {"region": tile.name, "over_90_count": tile.need, "slots_free_count": tile.room}
        cells["gap_count"] = _gap(tile)
        rows.append(Row(cells))
    return Table(
        name=f"karta_{group}",
        caption=f"{title}: väntat över 90 dagar och lediga platser per region.",
        columns=(
            Column("region", "Region"),
            Column("over_90_count", "Över 90\u00a0dagar", "count", role="need"),
            Column("slots_free_count", "Lediga platser", "count", role="room"),
            Column("gap_count", "Fattas", "count"),
        ),
        rows=tuple(rows),
        is_behind=True,
    )
