"""What a cell of a report can hold.

Here: numbers are plain numbers; everything that must not look like one has a class of its own: missing, held back,
known within bounds, a state, a link, a trend. Not here: tables (content), how a cell is spelled (cells).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Missing:
    """A figure that is not there, shown as `saknas`; `reason` says why, in Swedish."""

    reason: str


@dataclass(frozen=True)
class Suppressed:
    """A figure held back to protect persons, shown as `..`."""

    note: str = "Uppgiften visas inte, för att skydda enskilda personer."


@dataclass(frozen=True)
class Interval:
    """A figure of which only the bounds are known, shown as `3–6`, or as `minst 3` where nothing bounds it above.

    Senders withhold small counts (`<5`); what they add up to lies between the least and the most that they can be.
    """

    low: float
    high: float | None


@dataclass(frozen=True)
class Status:
    """A state of something: a symbol that differs by shape, and always its word."""

    symbol: Literal["full", "half", "ring", "cross", "dashed", "none", "dash"]
    text: str
    detail: str = ""

    @property
    def is_quiet(self) -> bool:
        """Whether the symbol says enough to those who see it: all is well, or nothing is expected."""
        return self.symbol in {"full", "dash"}


@dataclass(frozen=True)
class Link:
    """A link to a place relative to the page, or to an e-mail address."""

    text: str
    href: str


@dataclass(frozen=True)
class Trend:
    """Values of consecutive periods, oldest first; None where a period has no value."""

    points: tuple[float | None, ...]
    first_label: str
    last_label: str


Cell = str | int | float | date | Missing | Suppressed | Interval | Status | Link | Trend


def number_of(cell: Cell | None) -> float | None:
    """The number that a picture is drawn by and numbers are compared by: of an interval the least; None for words."""
    if isinstance(cell, Interval):
        return float(cell.low)
    return float(cell) if isinstance(cell, (int, float)) else None
