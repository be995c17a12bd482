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
_MONTH_WORD = re.compile(
    r"(?<![a-zåäö])(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)"
    r"(?:uari|ruari|s|il|i|usti|t|tember|ober|ember)?\.?(?![a-zåäö])",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"\d[^\d\n]*(?:[-\u2010-\u2015]|\btill|\bt\.?o\.?m\.?)\s*$", re.IGNORECASE)
"""`1/10 -` before a day: it ends a stretch of days, and is no day that was measured."""
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
    for day, month, year in _not_ending_ranges(_WORDED_DATE, text):
        parts.append((year, str(MONTHS.index(month.casefold()) + 1), day))
    parts += [(year, slashed or pointed, day) for day, slashed, pointed, year in _not_ending_ranges(_DAY_FIRST, text)]
    found = set()
    for year, month, day in parts:
        try:
            found.add(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return found


def _not_ending_ranges(form: re.Pattern[str], text: str) -> list[tuple[str, ...]]:
    return [found.groups() for found in form.finditer(text) if not _RANGE_BEFORE.search(text[: found.start()])]


def _months_in(text: str) -> set[str]:
    """Months as `2026-10`, `2026M10` and `oktober 2026`; every month of `januari-mars 2026` that is named, which are
    several. A day tells when something was decided or printed, not which month it is about.
    """
    found = {f"{year}-{month}" for year, month in _YEAR_MONTH.findall(text)}
    if _WORDED_DATE.search(text):
        return found
    months = {MONTHS.index(month.casefold()) + 1 for month in _MONTH_WORD.findall(text)}
    return found | {f"{year}-{month:02d}" for month in months for year in _YEAR.findall(text)}


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
