"""The country as equal tiles: how many need care, how much room, region by region.

Here: tiles -> SVG. Two colours with one meaning each, never alone: where room exceeds need the tile is rounded as
well, and both numbers stand in every tile. Not here: which regions and numbers (compositions).
"""

from __future__ import annotations

from html import escape

from reports import swedish
from reports.cells import spell_interval
from reports.charts.colours import GREY, NEED, PAPER, ROOM, RULE, text_on, tint
from reports.charts.drawing import coordinate, frame, words
from reports.content import Tile, TileMap
from reports.values import Interval, Missing, Suppressed, number_of

SIDE, GAP = 62.0, 4.0
STEP = SIDE + GAP


def draw_tile_map(chart: TileMap, alternative: str) -> str:
    """Draw the tiles at their places; without tiles an empty picture."""
    first_column = min((tile.column for tile in chart.tiles), default=0)
    first_row = min((tile.row for tile in chart.tiles), default=0)
    most = max((abs(gap) for tile in chart.tiles if (gap := gap_of(tile)) is not None), default=0)
    body = "".join(
        _draw_tile(tile, (tile.column - first_column) * STEP + 1, (tile.row - first_row) * STEP + 1, most)
        for tile in chart.tiles
    )
    width = max((tile.column - first_column + 1 for tile in chart.tiles), default=1) * STEP - GAP + 2
    height = max((tile.row - first_row + 1 for tile in chart.tiles), default=1) * STEP - GAP + 2
    return frame(body, width=width, height=height, alternative=alternative)


def gap_of(tile: Tile) -> int | None:
    """Need less the room that there is at least; None where one is missing, or where the room may be enough and not."""
    room = number_of(tile.room)
    if not isinstance(tile.need, int) or room is None:
        return None
    gap = tile.need - int(room)
    if isinstance(tile.room, Interval) and gap > 0 and (tile.room.high is None or tile.room.high >= tile.need):
        return None
    return gap


def _draw_tile(tile: Tile, x: float, y: float, most: int) -> str:
    gap = gap_of(tile)
    fill, outline, radius = PAPER, f'stroke="{GREY}" stroke-dasharray="4 3"', 3
    if gap is not None:
        fill = PAPER if gap == 0 else tint(NEED if gap > 0 else ROOM, (abs(gap) / max(most, 1)) ** 0.5)
        outline, radius = f'stroke="{RULE}"', 15 if gap < 0 else 3
    colour = text_on(fill)
    place = f'x="{coordinate(x)}" y="{coordinate(y)}" width="{SIDE:.0f}" height="{SIDE:.0f}"'
    body = f'<rect {place} rx="{radius}" fill="{fill}" {outline}/>'
    body += words(x + (9 if radius > 3 else 6), y + 17, tile.letter, size=14, colour=colour)
    if not isinstance(tile.need, int) and number_of(tile.room) is None:
        body += words(x + SIDE / 2, y + 39, _spell(tile.need), size=14, colour=GREY, anchor="middle")
    else:
        body += _number(x, y + 37, _spell(tile.need), colour, size=18, bold=True)
        body += _number(x, y + 55, _spell(tile.room, "+"), colour, size=15, bold=False)
    return f"<g><title>{escape(describe_tile(tile))}</title>{body}</g>"


def _number(x: float, y: float, text: str, colour: str, *, size: int, bold: bool) -> str:
    shown = min(size, 14) if text == "saknas" else size
    return words(x + SIDE - 6, y, text, size=shown, colour=colour, anchor="end", bold=bold)


def _spell(value: int | Interval | Missing | Suppressed, sign: str = "") -> str:
    if isinstance(value, Missing):
        return "saknas"
    if isinstance(value, Suppressed):
        return ".."
    if isinstance(value, Interval):
        return spell_interval(value, "count") if not sign else f"{sign}{_in_short(value)}"
    return f"{sign}{swedish.number(value)}"


def _in_short(interval: Interval) -> str:
    """An interval in a tile's space: `3–6`, and `3…` where nothing bounds it above."""
    high = "…" if interval.high is None else f"–{swedish.number(interval.high)}"
    return f"{swedish.number(interval.low)}{high}"


def describe_tile(tile: Tile) -> str:
    """A tile in words: Skåne, väntat över 90 dagar: 807, lediga platser: 72."""
    need = f"väntat över 90 dagar: {_spell(tile.need)}"
    room = f"lediga platser: {_spell(tile.room)}"
    return f"{tile.name}, {need}, {room}"


__all__ = ["describe_tile", "draw_tile_map", "gap_of"]
