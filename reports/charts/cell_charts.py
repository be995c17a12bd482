"""Pictures small enough for a table cell: trend, share on an axis, need against room, bar, status symbol.

Here: one cell's data -> one SVG of fixed size. Not here: whole figures (tile_map, bars).
"""

from __future__ import annotations

from reports.cells import spell_trend
from reports.charts.colours import GREY, INK, NEED, ROLE_COLOURS, ROOM, RULE
from reports.charts.drawing import box, coordinate, frame, line
from reports.content import Column, Row, Table
from reports.values import Status, Trend, number_of

HEIGHT = 26.0
MIDDLE = HEIGHT / 2
TREND_WIDTH, DOT_WIDTH, BALANCE_WIDTH, BAR_WIDTH = 104.0, 116.0, 168.0, 160.0


def draw_cell(column: Column, row: Row, table: Table) -> str:
    """The picture of one cell, empty text where the figures it needs are not there."""
    if row.missing is not None:
        return ""
    if column.kind == "trend":
        cell = row.cells[column.key]
        return draw_trend(cell) if isinstance(cell, Trend) else ""
    figures = [value for key in column.drawn_from if (value := number_of(row.cells[key])) is not None]
    if len(figures) < len(column.drawn_from):
        return ""
    largest = [table.largest(key) for key in column.drawn_from]
    if column.kind == "dot":
        return draw_dot(figures[0], reference=column.reference, end=max(1.0, largest[0]))
    if column.kind == "balance":
        return draw_balance(figures[0], figures[1], most_need=largest[0], most_room=largest[1])
    return draw_bar(figures[0], most=largest[0], colour=ROLE_COLOURS[column.role])


def draw_trend(trend: Trend) -> str:
    """A line through consecutive periods with a dot at the last; it breaks where a period has no value."""
    known = [value for value in trend.points if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    step = (TREND_WIDTH - 8) / max(len(trend.points) - 1, 1)
    places = [
        None if value is None else (3 + index * step, 4 + (HEIGHT - 8) * (1 - (value - low) / span if span else 0.5))
        for index, value in enumerate(trend.points)
    ]
    path = ""
    previous: tuple[float, float] | None = None
    for place in places:
        if place is not None:
            path += f"{'M' if previous is None else 'L'}{coordinate(place[0])} {coordinate(place[1])}"
        previous = place
    x, y = [place for place in places if place is not None][-1]
    body = f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.4" stroke-linejoin="round"/>'
    body += f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="2.4" fill="{INK}"/>'
    return frame(body, width=TREND_WIDTH, height=HEIGHT, alternative=spell_trend(trend))


def draw_dot(share: float, *, reference: float | None, end: float = 1.0) -> str:
    """A share as a dot on an axis from 0 to 100 % (or to `end`), with a mark at the reference or at 100 %."""
    left, right = 4.0, DOT_WIDTH - 6
    width = right - left
    mark = 1.0 if reference is None else reference
    body = line((left, MIDDLE), (right, MIDDLE), RULE, 1.5) + line((left, 9), (left, 17), RULE)
    body += line((left + width * 0.5 / end, 10), (left + width * 0.5 / end, 16), RULE)
    body += line((left + width * mark / end, 6), (left + width * mark / end, 20), GREY)
    place = left + width * min(max(share, 0.0), end) / end
    body += f'<circle cx="{coordinate(place)}" cy="{coordinate(MIDDLE)}" r="4.6" fill="{INK}"/>'
    return frame(body, width=DOT_WIDTH, height=HEIGHT)


def draw_balance(need: float, room: float, *, most_need: float, most_room: float) -> str:
    """Need to the left of a zero line and room to the right, on one scale for the whole table."""
    scale = (BALANCE_WIDTH - 4) / max(most_need + most_room, 1.0)
    zero = 2 + most_need * scale
    body = box(zero - need * scale, 7, need * scale, 12, NEED) + box(zero, 7, room * scale, 12, ROOM)
    return frame(body + line((zero, 3), (zero, 23), INK), width=BALANCE_WIDTH, height=HEIGHT)


def draw_bar(value: float, *, most: float, colour: str) -> str:
    """A bar from zero, on one scale for the whole table."""
    body = box(1, 7, (BAR_WIDTH - 2) * value / max(most, 1e-9), 12, colour)
    return frame(body + line((1, 4), (1, 22), GREY), width=BAR_WIDTH, height=HEIGHT)


def draw_status(status: Status) -> str:
    """A symbol that differs by its shape, with its word as text alternative."""
    shapes = {
        "full": _ring(INK, fill=INK),
        "half": _ring(INK) + f'<path d="M8 2.5A5.5 5.5 0 0 0 8 13.5Z" fill="{INK}"/>',
        "ring": _ring(NEED),
        "dashed": _ring(NEED, extra=' stroke-dasharray="2.4 2"'),
        "cross": line((3, 3), (13, 13), NEED, 2) + line((3, 13), (13, 3), NEED, 2),
        "none": line((3, 13), (13, 3), NEED, 1.6),
        "dash": line((5, 8), (11, 8), GREY, 1.2),
    }
    return frame(shapes[status.symbol], width=16, height=16, alternative=status.text)


def _ring(colour: str, *, fill: str = "none", extra: str = "") -> str:
    return f'<circle cx="8" cy="8" r="5.5" stroke="{colour}" stroke-width="1.6" fill="{fill}"{extra}/>'
