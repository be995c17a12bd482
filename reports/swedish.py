"""Swedish typography: numbers, shares, dates, weeks, plural and lists as a Swedish reader expects them.

Here: text from values, by Svenska skrivregler: non-breaking thousands (U+00A0), decimal comma, minus U+2212.
Not here: which value is shown (compositions), how a cell is laid out (renderers).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
SMALL_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def number(value: float | Decimal, decimals: int = 0) -> str:
    """A number with non-breaking thousands and decimal comma: 14 210, 3,5, −7. Halves are rounded away from zero."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if exact < 0 else text


def signed(value: float, decimals: int = 0) -> str:
    """A change with its sign: +188, −312; zero has none."""
    text = number(value, decimals)
    is_zero = not any(digit in text for digit in "123456789")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def percent(share: float, decimals: int = 0) -> str:
    """A share from 0 to 1 as per cent: 0.64 gives 64 %."""
    return f"{number(Decimal(str(share)) * 100, decimals)}{NBSP}%"


def date_text(day: date) -> str:
    """A date in running text: 22 november 2026."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def day_text(day: date) -> str:
    """A date whose year is plain from what stands around it: 22 november."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}"


def week_number(week: str) -> int:
    """The number of an ISO week (`2026-W47` gives 47). Raises ValueError for anything else."""
    return monday_of(week).isocalendar().week


def monday_of(week: str) -> date:
    """The Monday of an ISO week. Raises ValueError where the text is no ISO week."""
    year, _, number_text = week.partition("-W")
    return date.fromisocalendar(int(year), int(number_text), 1)


def week_of(day: date) -> str:
    """The ISO week of a day as text, `2026-W47`."""
    year, number_of_week, _ = day.isocalendar()
    return f"{year}-W{number_of_week:02d}"


def week_before(week: str, weeks: int = 1) -> str:
    """The ISO week that many weeks earlier (later, if negative)."""
    return week_of(monday_of(week) - timedelta(weeks=weeks))


def week_short(week: str) -> str:
    """A week in a table: v. 47."""
    return f"v.{NBSP}{week_number(week)}"


def week_long(week: str) -> str:
    """A week in running text: vecka 47."""
    return f"vecka{NBSP}{week_number(week)}"


def plural(count: int, one: str, many: str) -> str:
    """The count with its noun: 1 region, 2 regioner."""
    return f"{number(count)}{NBSP}{one if abs(count) == 1 else many}"


def small_number(count: int) -> str:
    """A count in words up to twelve, as in running text: sju, but 13."""
    return SMALL_NUMBERS[count] if 0 <= count < len(SMALL_NUMBERS) else number(count)


def join_words(words: Sequence[str], conjunction: str = "och") -> str:
    """Words as a list: Gotland, Skåne och Jämtland Härjedalen. No words give no text."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def capitalised(text: str) -> str:
    """The text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def change_since(difference: float, since: str, unit: str = "", decimals: int = 0) -> str:
    """A change in words: −312 sedan vecka 46; what does not change is said to be unchanged."""
    text = signed(difference, decimals)
    if not text.startswith(("+", MINUS)):
        return f"oförändrat sedan {since}"
    return f"{text}{NBSP + unit if unit else ''} sedan {since}"
