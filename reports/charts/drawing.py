"""The frame of every SVG: its size, its font, its text alternative, and numbers spelled one way.

Here: the parts that all charts share. Not here: any particular chart.
"""

from __future__ import annotations

from html import escape

FONT_FAMILY = "Source Sans Pro"
Point = tuple[float, float]


def coordinate(value: float) -> str:
    """A coordinate with at most one decimal, spelled the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")


def frame(body: str, *, width: float, height: float, alternative: str = "") -> str:
    """A standalone SVG. Without a text alternative it is a picture of numbers beside it, hidden from screen readers."""
    label = f'role="img" aria-label="{escape(alternative)}"' if alternative else 'aria-hidden="true"'
    across, down = coordinate(width), coordinate(height)
    size = f'viewBox="0 0 {across} {down}" width="{across}" height="{down}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {label} font-family="{FONT_FAMILY}">{body}</svg>'


def line(start: Point, end: Point, colour: str, width: float = 1) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    ends = f'x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}" y2="{coordinate(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A filled rectangle; nothing at all where it has no width."""
    if width <= 0:
        return ""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}" width="{coordinate(width)}" height="{coordinate(height)}"'
    return f'<rect {place} fill="{fill}"/>'


def words(x: float, y: float, text: str, *, size: float, colour: str, anchor: str = "start", bold: bool = False) -> str:
    """A line of text."""
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}"{weight}>{escape(text)}</text>'
