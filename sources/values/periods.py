"""Weeks and months as people write them, to `2026-W47` and `2026-11`; other periods are told apart from slips.

Not here: dates of days.
"""

import re
from collections.abc import Collection
from datetime import date

from sources.values.dates import MONTHS, even_hyphens, full_year, parse_plain_date

Reading = tuple[object, str | None]

_WORD = r"(?:vecka|week|v|w)"
_YEAR_AND_WEEK = re.compile(
    rf"(\d{{4}})[ -]?{_WORD}[ .]{{0,2}}(\d{{1,2}})|(\d{{4}})[-:](\d{{1,2}})|(\d{{4}})(\d{{2}})", re.IGNORECASE
)
_WEEK_AND_YEAR = re.compile(rf"{_WORD}[ .]{{0,2}}(\d{{1,2}})[ ,/-]{{1,2}}(\d{{4}}|\d{{2}})", re.IGNORECASE)
_WEEKS_OR_YEAR = re.compile(rf"{_WORD}[ .]{{0,2}}(\d{{1,2}}) ?- ?(\d{{2}})", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"(\d\d)(\d\d)")
_BARE_WEEK = re.compile(rf"{_WORD}?[ .]{{0,2}}(\d{{1,2}})", re.IGNORECASE)
_YEAR_AND_MONTH = re.compile(r"(\d{4})(?:[-/.]|\s?M)?(\d{2})|(\d{4})[-/. ](\d)", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})/(\d{4})")
_NAMED_MONTH = re.compile(r"([a-zåäö]+)\.?[ -]?'?(\d{4}|\d{2})", re.IGNORECASE)
_YEAR_AND_NAMED_MONTH = re.compile(r"(\d{4})[ -]([a-zåäö]+)\.?", re.IGNORECASE)
_PART = r"(?:(?:kvartal|kv\.?|k|q) ?[1-4]|(?:tertial|tert\.?|t) ?[1-3]|(?:halvår|h|ht|vt) ?[12]?)"
_PART_OF_YEAR = re.compile(rf"{_PART}[ ,/-]{{0,2}}(?:\d{{4}}|\d{{2}})|\d{{4}}[ -]?{_PART}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
LAST_WEEK = 53
MANY_STARTS = 3
YEAR_LAST = 1
YEARS_NEAR = 2
"""A week that is reported lies so near the day of its report."""
PLAUSIBLE_YEARS = range(1990, 2101)
"""`260210` is no week 10 of the year 2602."""


def parse_weeks(texts: list[str], default_year: int | None, received: date | None = None) -> list[Reading]:
    """ISO weeks of a whole column's distinct texts as `2026-W47`, each with its broken rule or null.

    A bare `v47` or `47` needs `default_year`. Week 53 only exists in the years that have it. A date stands for the week
    that it lies in. `v10-26` is week 10 of 2026 where the column has shown that 26 is its year, as `v47-26` does, or
    the year beside it is, or as `v10-26`, `v11-26` and `v12-26` do in a file that was received in 2026: nobody sends
    three spans of weeks that all end in one. Otherwise it may be the weeks from 10 to 26. `2647` is week 47 of 2026
    where the year is near the day of receipt in every such cell, and would not be if it stood last.
    """
    tidy = [even_hyphens(text) for text in texts]
    found = [matched.group(1, 2) for text in tidy if (matched := _WEEKS_OR_YEAR.fullmatch(text))]
    years = {year for week, year in found if not int(week) < int(year) <= LAST_WEEK}
    if received is not None and len({int(week) for week, _ in found}) >= MANY_STARTS:
        ends = {year for _, year in found}
        years |= {year for year in ends if len(ends) == 1 and abs(full_year(year) - received.year) <= 1}
    years |= {year for _, year in found if {full_year(year) - 1, full_year(year) + 1} & set(map(full_year, years))}
    order = _four_digit_order(tidy, received)
    return [_parse_four_digits(text, order) or _parse_week(text, default_year, years) for text in tidy]


def _four_digit_order(texts: list[str], received: date | None) -> int | None:
    """Which two of the four digits are the year in all such texts, the first or the last; None if that is no answer.

    `2026` tells nothing: it may be a year, which is no week.
    """
    found = [
        matched.groups() for text in texts if not _YEAR.fullmatch(text) and (matched := _FOUR_DIGITS.fullmatch(text))
    ]
    if received is None or not found:
        return None
    near = range(received.year - YEARS_NEAR, received.year + YEARS_NEAR + 1)
    fitting = [
        at
        for at in (0, 1)
        if all(full_year(parts[at]) in near and _week(full_year(parts[at]), int(parts[1 - at]))[0] for parts in found)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _parse_four_digits(text: str, order: int | None) -> Reading | None:
    matched = _FOUR_DIGITS.fullmatch(text)
    if matched is None or (order != YEAR_LAST and _YEAR.fullmatch(text)):
        return None
    if order is None:
        return None, "ambiguous_week"
    parts = matched.groups()
    return _week(full_year(parts[order]), int(parts[1 - order]))


def _parse_week(text: str, default_year: int | None, years: Collection[str]) -> Reading:
    matched = _WEEKS_OR_YEAR.fullmatch(text)
    if matched and matched[2] not in years:
        return None, "ambiguous_week"
    if written := _written_week(text):
        return written
    if matched := _BARE_WEEK.fullmatch(text):
        if default_year is None:
            return None, "week_without_year"
        return _week(default_year, int(matched[1]))
    if day := parse_plain_date(text):
        year, week, _ = day.isocalendar()
        return _week(year, week)
    return None, "period_not_week" if is_period(text) else "not_a_week"


def _written_week(text: str) -> Reading | None:
    """A week that has its year; None for other texts."""
    if matched := _YEAR_AND_WEEK.fullmatch(text):
        year, week = (part for part in matched.groups() if part is not None)
        return _week(int(year), int(week))
    if matched := _WEEK_AND_YEAR.fullmatch(text):
        return _week(full_year(matched[2]), int(matched[1]))
    return None


def _week(year: int, week: int) -> Reading:
    if year not in PLAUSIBLE_YEARS:
        return None, "not_a_week"
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return None, "impossible_week"
    return f"{year:04d}-W{week:02d}", None


def parse_month(text: str) -> Reading:
    """The month of one evened-out text as `2026-11`, and the broken rule or null.

    A date stands for the month that it lies in.
    """
    text = even_hyphens(text)
    year, month = _year_and_month(text)
    if month is not None and 1 <= month <= 12 and year in PLAUSIBLE_YEARS:
        return f"{year:04d}-{month:02d}", None
    if day := parse_plain_date(text):
        return f"{day:%Y-%m}", None
    return None, "period_not_month" if is_period(text) else "not_a_month"


def is_period(text: str) -> bool:
    """Whether an evened-out text is a week, a month, a part of a year or a year: `2026-W47`, `nov 2026`, `2026K3`."""
    text = even_hyphens(text)
    if _PART_OF_YEAR.fullmatch(text) or _YEAR.fullmatch(text):
        return True
    if (week := _written_week(text)) and week[0]:
        return True
    year, month = _year_and_month(text)
    return year in PLAUSIBLE_YEARS and month in range(1, 13)


def _year_and_month(text: str) -> tuple[int, int | None]:
    if matched := _YEAR_AND_MONTH.fullmatch(text):
        year, month = (part for part in matched.groups() if part is not None)
        return int(year), int(month)
    if matched := _MONTH_AND_YEAR.fullmatch(text):
        return int(matched[2]), int(matched[1])
    if matched := _NAMED_MONTH.fullmatch(text):
        return full_year(matched[2]), MONTHS.get(matched[1].lower())
    if matched := _YEAR_AND_NAMED_MONTH.fullmatch(text):
        return int(matched[1]), MONTHS.get(matched[2].lower())
    return 0, None
