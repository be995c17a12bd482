"""The frame of every SVG: its size, its font, its text alternative, and numbers spelled one way.

Here: the parts that all charts share. Not here: any particular chart.
"""

from __future__ import annotations

from html import escape

FONT_FAMILY = "Source Sans Pro"


def coordinate(value: float) -> str:
    """A coordinate with at most one decimal, spelled the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")


def frame(body: str, *, width: float, height: float, alternative: str = "") -> str:
    """A standalone SVG. Without a text alternative it is a picture of numbers beside it, hidden from screen readers."""
    label = f'role="img" aria-label="{escape(alternative)}"' if alternative else 'aria-hidden="true"'
    size = f'viewBox="0 0 {coordinate(width)} {coordinate(height)}" width="{coordinate(width)}" height="{coordinate(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {label} font-family="{FONT_FAMILY}">{body}</svg>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    """A straight line."""
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
