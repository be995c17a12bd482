"""Dates as people write them. The order of day and month in `02/05/2026` is decided by the whole column or not at all.

Not here: times of day (dropped), weeks and months (periods).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

Reading = tuple[object, str | None]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february febr",
            "mar mars march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug augusti august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
YEARS_BACK, YEARS_AHEAD = 10, 3
"""A day that a region writes lies so near the day when it sends it, where the column leaves two readings."""
OLDEST_TWO_DIGIT_YEAR = 70
"""`5/2-69` is 2069 and `5/2-70` is 1970."""

SWEDEN = ZoneInfo("Europe/Stockholm")
WEEKDAY = r"(?:(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?\.?,? )"

_TIME = r"(?:(?:T| (?:kl\.? ?)?)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)?"
_IN_ZONE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s?(?:Z|([+-]\d{2}):?(\d{2})?)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_SWEDISH_SLASH = re.compile(
    rf"{WEEKDAY}?(\d{{1,2}})/(\d{{1,2}})(?:\s?-\s?| (?=\d{{4}}))(\d{{4}}|\d{{2}})", re.IGNORECASE
)
_DAY_POINT = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){_TIME}")
_DAY_DASH = re.compile(rf"(\d{{1,2}})-(\d{{1,2}})-(\d{{4}}){_TIME}")
_SLASH = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}){_TIME}")
_WORDS = re.compile(
    rf"{WEEKDAY}?(?:den )?(\d{{1,2}})(?::?e)?[ .-]{{0,2}}([a-zåäö]{{3,9}})\.?[ ,-]{{0,2}}(\d{{4}}|\d{{2}})",
    re.IGNORECASE,
)
_WORDS_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?, ?(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SIX_DIGITS = re.compile(r"(\d\d)([-.]?)(\d\d)\2(\d\d)")
HYPHENS = "[\u2010-\u2015\u2212]"
_HYPHENS = re.compile(HYPHENS)
_ISO_TIMES = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$"
_ISO_DATE = r"^(?:[1-9]\d{3}|0[1-9]\d\d|00[1-9]\d|000[1-9])-\d\d-\d\d$"
MANY = 10_000


@dataclass(frozen=True)
class Orders:
    """What a column has shown of its dates: `day` or `month` first, `year` or `day` first, day 0; None: undecided."""

    slash: str | None = None
    dash: str | None = None
    six_digits: str | None = None
    day_zero: date | None = None


def parse_iso_column(texts: pl.Series) -> pl.Series | None:
    """The dates of a column in which every cell is empty or a date as `2026-02-05`; null if any cell is not."""
    texts = texts.cast(pl.String)
    if texts.null_count() == len(texts) or not bool(texts.str.contains(_ISO_DATE).all()):
        return None
    found = texts.str.to_date("%Y-%m-%d", strict=False)
    return found if found.null_count() == texts.null_count() else None


def drop_times(texts: pl.Series) -> pl.Series:
    """The column with the time of day taken off ISO dates, where there are so many times that it saves work."""
    texts = texts.cast(pl.String)
    if texts.n_unique() < MANY:
        return texts
    return texts.str.replace(_ISO_TIMES, "$1")


def parse_dates(texts: list[str], *, day_zero: date | None = None, received: date | None = None) -> list[Reading]:
    """Dates of a whole column's distinct texts (evened out, none missing), each with its broken rule or null.

    Args:
        texts: distinct texts.
        day_zero: whole numbers from 30000 to 60000 are a workbook's day numbers, counted from this day.
        received: the day when the sender sent them, where it is known. `260210` is no day of 2010 in 2026, if no other
            cell of the column is far off either.
    """
    texts = [even_hyphens(text) for text in texts]
    orders = Orders(
        slash=_day_and_month_order(_SLASH, texts, otherwise=None),
        dash=_day_and_month_order(_DAY_DASH, texts, otherwise="day"),
        six_digits=_six_digit_order(texts, received),
        day_zero=day_zero,
    )
    return [_parse_date(text, orders) for text in texts]


def parse_plain_date(text: str) -> date | None:
    """The date of a text that needs no column around it to be certain, otherwise null."""
    found, _ = _parse_date(even_hyphens(text), Orders())
    return found if isinstance(found, date) else None


def _day_and_month_order(form: re.Pattern[str], texts: Iterable[str], otherwise: str | None) -> str | None:
    """`day` or `month`, whichever comes first in every text of this form; null where the column contradicts itself.

    `otherwise` is the answer where nothing in the column decides: Swedes write dd-mm-yyyy with hyphens, while
    slashes are written both ways.
    """
    day_first = month_first = False
    for text in texts:
        if matched := form.fullmatch(text):
            day_first |= int(matched[1]) > 12
            month_first |= int(matched[2]) > 12
    if day_first and month_first:
        return None
    if day_first:
        return "day"
    return "month" if month_first else otherwise


def _six_digit_order(texts: Iterable[str], received: date | None) -> str | None:
    """`year` where `240205` can only have the year first in every such text, `day` where it can only have it last.

    Where the calendar allows both, the order that puts every day near the day of receipt, if the other does not; the
    year first, which is how Swedes write, already where only that puts them within a year of it.
    """
    found = [matched.group(1, 3, 4) for text in texts if (matched := _SIX_DIGITS.fullmatch(text))]
    orders = {
        "year": [_calendar(*parts)[0] for parts in found],
        "day": [_calendar(*reversed(parts))[0] for parts in found],
    }
    fitting = [order for order, days in orders.items() if all(days)]
    if found and len(fitting) > 1 and received is not None:
        years = {
            order: {day.year - received.year for day in days if isinstance(day, date)} for order, days in orders.items()
        }
        closest = [order for order in fitting if max(map(abs, years[order])) <= 1]
        near = [order for order in fitting if min(years[order]) >= -YEARS_BACK and max(years[order]) <= YEARS_AHEAD]
        fitting = closest if closest == ["year"] else near
    return fitting[0] if len(fitting) == 1 or (fitting and orders["year"] == orders["day"]) else None


def _parse_date(text: str, orders: Orders) -> Reading:
    if matched := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _calendar(matched["year"], matched["month"], matched["day"])
    if matched := _IN_ZONE.fullmatch(text):
        return _in_sweden(matched)
    if matched := _SWEDISH_SLASH.fullmatch(text) or _DAY_POINT.fullmatch(text):
        return _calendar(matched[3], matched[2], matched[1])
    if matched := _SLASH.fullmatch(text):
        return _in_order(matched, orders.slash)
    if matched := _DAY_DASH.fullmatch(text):
        return _in_order(matched, orders.dash)
    return _parse_digits(text, orders) or _parse_named_month(text)


def _parse_digits(text: str, orders: Orders) -> Reading | None:
    """`240205` by what the column has shown, and a workbook's day numbers; None for other texts."""
    if matched := _SIX_DIGITS.fullmatch(text):
        parts = matched.group(1, 3, 4)
        if orders.six_digits is None:
            return None, "ambiguous_year"
        return _calendar(*(parts if orders.six_digits == "year" else reversed(parts)))
    if (matched := _SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(matched[1]) <= LAST_SERIAL:
        if orders.day_zero is None:
            return None, "excel_day_number"
        return orders.day_zero + timedelta(days=int(matched[1])), None
    return None


def _parse_named_month(text: str) -> Reading:
    for form, day_at, month_at in ((_WORDS, 1, 2), (_WORDS_FIRST, 2, 1)):
        matched = form.fullmatch(text)
        if matched and (month := MONTHS.get(matched[month_at].lower())):
            return _calendar(matched[3], str(month), matched[day_at])
    return None, "not_a_date"


def _in_sweden(matched: re.Match[str]) -> Reading:
    """The day in Sweden at a moment that is given with its zone: 22.00 UTC is midnight of the next day in summer."""
    day, clock, seconds, hours, minutes = matched.groups()
    zone = "+00:00" if hours is None else f"{hours}:{minutes or '00'}"
    try:
        return datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}{zone}").astimezone(SWEDEN).date(), None
    except ValueError:
        return None, "impossible_date"


def even_hyphens(text: str) -> str:
    """The text with every kind of hyphen and dash made the plain one."""
    return text if text.isascii() else _HYPHENS.sub("-", text)


def _in_order(matched: re.Match[str], order: str | None) -> Reading:
    first, second, year = matched.groups()
    if first == second or order == "day":
        return _calendar(year, second, first)
    if order == "month":
        return _calendar(year, first, second)
    return None, "ambiguous_date"


def _calendar(year: str, month: str, day: str) -> Reading:
    try:
        return date(full_year(year), int(month), int(day)), None
    except ValueError:
        return None, "impossible_date"


def full_year(year: str) -> int:
    """The four-digit year of a year written with two or four digits."""
    number = int(year)
    if len(year) > 2:
        return number
    return 1900 + number if number >= OLDEST_TWO_DIGIT_YEAR else 2000 + number
