"""The periods that reports are made for: ISO weeks and years, read, named and bounded.

Here: `2026-W47` to the folder's `2026-v47`, its Monday and its Sunday, and which period a day lies in.
Not here: how a week is written in a report (`reports/swedish.py`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEK = re.compile(r"^(\d{4})-?[wv](\d{1,2})$", re.IGNORECASE)
_YEAR = re.compile(r"^\d{4}$")


class PeriodError(Exception):
    """A week or a year that is none, or has not begun; the text says in Swedish how to write it."""


def week_of(day: date) -> str:
    """The ISO week of a day: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """The Monday of a week."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def sunday_of(week: str) -> date:
    """The Sunday of a week."""
    return monday_of(week) + timedelta(days=6)


def edition_name(week: str) -> str:
    """What the week's edition and its folder are called: `2026-v47`."""
    return week.replace("-W", "-v")


def read_week(text: str, *, latest: date) -> str:
    """A week as someone wrote it (`2026-W47`, `2026-v47`, `2026W47`), not after the week of `latest`.

    Raises:
        PeriodError: it is no week, or has not begun.
    """
    found = _WEEK.match(text.strip())
    try:
        week = week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
    except ValueError:
        week = None
    if week is None:
        raise PeriodError(f"”{text}” är ingen vecka. Skriv år och vecka så här: 2026-W47.")
    if monday_of(week) > latest:
        raise PeriodError(f"Vecka {week} har inte börjat än. Ange {week_of(latest)} eller en tidigare vecka.")
    return week


def read_year(text: str, *, latest: date) -> str:
    """A year as someone wrote it, not after the year of `latest`.

    Raises:
        PeriodError: it is no year, or has not begun.
    """
    if not _YEAR.match(text.strip()) or int(text) < 1998:
        raise PeriodError(f"”{text}” är inget år. Skriv året med fyra siffror, till exempel {latest.year}.")
    if int(text) > latest.year:
        raise PeriodError(f"Året {text} har inte börjat än. Ange {latest.year} eller ett tidigare år.")
    return text.strip()
