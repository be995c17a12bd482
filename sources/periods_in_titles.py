"""A period that stands in the title rows, the sheet's name or the file's name instead of in a column.

Here: finding it, or finding that there are several. Not here: periods in cells (`sources/values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from sources.values import parse_column

DAYS_OF_A_YEAR = 366
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ISO_DATE = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_WORDED_DATE = re.compile(
    r"(?<!\d)([0-3]?\d)\s+(" + "|".join(MONTHS) + r")[a-zåäö]*\.?\s+(20\d\d)(?!\d)", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"(?<![\d/.-])([0-3]?\d)(?:/([01]?\d)(?:\s?-\s?|\s+)|\.([01]?\d)\.)(20\d\d)(?!\d)")
"""31/10 2026, 31/10-2026 and 31.10.2026; with a slash before the year it may be the month that comes first."""
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)(?:-|\s?[Mm]\s?)(0[1-9]|1[0-2])(?![\d-])")
_WORDED_MONTH = re.compile(r"(?<![a-zåäö])(" + "|".join(MONTHS) + r")[a-zåäö]*\.?[\s_-]+(20\d\d)(?!\d)", re.IGNORECASE)
_SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")
_YEAR_WEEK = re.compile(r"(?<!\d)(20\d\d)\s*-?\s*[wv]\s*\.?\s*(\d{1,2})(?!\d)", re.IGNORECASE)
_WEEK_YEAR = re.compile(
    r"(?<![a-zåäö])(?:v|w|vecka)\s*\.?\s*(\d{1,2})\s*[,.]?\s*(?:år\s*)?(20\d\d)(?!\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_PRINTED = re.compile(
    r"\b(?:utskriv(?:en|et|ven|ning)|skapad|framtagen|genererad|uppdaterad|hämtad|exporterad)\b",
    re.IGNORECASE,
)
_SPEAKS_OF = re.compile(r"\b(?:avser|avseende|gäller|läget|mätdag|mätdatum)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundPeriod:
    """The distinct periods found in the first place that holds any, and the place's Swedish name."""

    values: tuple[str, ...]
    place: str

    @property
    def only(self) -> str | None:
        """The period, where there is no doubt."""
        return self.values[0] if len(self.values) == 1 else None


def find_period(
    period_type: str,
    *,
    titles: Iterable[str],
    sheet: str,
    file_name: str,
    labels: Iterable[str],
    received: date | None = None,
) -> FoundPeriod:
    """Looks place by place: title rows (those that name the column first), the sheet's name, the file's name.

    `period_type` is `date`, `week`, `month` or `year`; `labels` are the column's title and aliases; `received` is the
    day of receipt, by which `261120` in the file's name is a day. When the file was printed or made is no period of
    what it holds; what it is said to speak of (`Avser 2026-11-20`) comes before all else.
    """
    titles = list(titles)
    named = [text for text in titles if any(label.casefold() in text.casefold() for label in labels)]
    named += [text for text in titles if _SPEAKS_OF.search(text) and text not in named]
    places = (
        (named, "rubrikraderna"),
        ([text for text in titles if not _PRINTED.search(text)], "rubrikraderna"),
        ([sheet], "bladets namn"),
        ([file_name], "filens namn"),
    )
    for texts, place in places:
        values = tuple(sorted({value for text in texts for value in periods_in(text, period_type)}))
        if values:
            return FoundPeriod(values, place)
    short = _short_days_in(file_name, received) if period_type == "date" and received else set()
    return FoundPeriod(tuple(sorted(short)), "filens namn")


def periods_in(text: str, period_type: str) -> set[str]:
    """Every period of the type that a text holds, in our own spelling."""
    if period_type == "date":
        return _dates_in(text)
    if period_type == "week":
        return _weeks_in(text)
    if period_type == "month":
        return _months_in(text)
    return set(_YEAR.findall(text))


def _dates_in(text: str) -> set[str]:
    parts = [(year, month, day) for year, month, day in _ISO_DATE.findall(text)]
    parts += [(year, str(MONTHS.index(month.casefold()) + 1), day) for day, month, year in _WORDED_DATE.findall(text)]
    parts += [(year, slashed or pointed, day) for day, slashed, pointed, year in _DAY_FIRST.findall(text)]
    found = set()
    for year, month, day in parts:
        try:
            found.add(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return found


def _months_in(text: str) -> set[str]:
    """Months as `2026-10`, `2026M10` and `oktober 2026`, and those of days."""
    found = {f"{year}-{month}" for year, month in _YEAR_MONTH.findall(text)}
    found |= {f"{year}-{MONTHS.index(month.casefold()) + 1:02d}" for month, year in _WORDED_MONTH.findall(text)}
    return found | {day[:7] for day in _dates_in(text)}


def _short_days_in(text: str, received: date) -> set[str]:
    """Days as `261120`, where only that reading is within a year of the day of receipt."""
    days = (
        parse_column(pl.Series([digits]), "date", received=received).values[0] for digits in _SIX_DIGITS.findall(text)
    )
    return {day.isoformat() for day in days if day is not None and abs((received - day).days) <= DAYS_OF_A_YEAR}


def _weeks_in(text: str) -> set[str]:
    pairs = [(int(year), int(week)) for year, week in _YEAR_WEEK.findall(text)]
    pairs += [(int(year), int(week)) for week, year in _WEEK_YEAR.findall(text)]
    return {f"{year}-W{week:02d}" for year, week in pairs if 1 <= week <= date(year, 12, 28).isocalendar().week}
