"""National identity numbers in one text: the forms that they are written in, and what only looks like them.

Here: a text, and where in it such numbers stand. Personal identity numbers and coordination numbers (day + 60) with a
valid date and a right check digit, test numbers too; reserve numbers of regions where their form is certain.
Not here: cells, columns and files (`sources/screening.py`).

Every text is folded first: digits of all scripts become 0-9, all dashes and blanks become one, and signs without width
go. Then these forms count: with and without century; `-`, `+`, `/`, `_`, a blank or nothing before the last four
(with the century also `.` and `:`); the date with dashes, dots, slashes or blanks; as Excel writes numbers, `.0`,
`1.91212121212E+11`, `191 212 121 212`. Organisation numbers (third digit at least 2, so no month), HSA-ids, decimals,
and a moment written as day, blank and time of day from 2020 on are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

COORDINATION_DAYS = 60
FIRST_EXPORTS = 2020
"""From this year on a day with a time of day after it is the moment when something was printed or exported."""

PERSONAL_NUMBER = "personal_identity_number"
COORDINATION_NUMBER = "coordination_number"
RESERVE_NUMBER = "reserve_number"

CENTURY = r"(?:18|19|20)"
MONTH_DAY = "(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]|[678][0-9]|9[01])"

_ANY_BLANKS = r"[\s\u00a0\u202f\u2000-\u200a]{0,2}"
_ANY_MARK = r"[-/. \u00a0\u2010-\u2015\u2212]"
_ANY_GAP = rf"{_ANY_BLANKS}[-+/_.:\u2010-\u2015\u2212]?{_ANY_BLANKS}"
_CANDIDATE = (
    rf"(?:^|[^0-9])(?:{CENTURY})?[0-9]{{2}}{MONTH_DAY}{_ANY_GAP}[0-9]{{4}}(?:[^0-9]|$)"
    rf"|[0-9]{{2}}{_ANY_MARK}[0-9]{{2}}{_ANY_MARK}[0-9]{{2}}{_ANY_GAP}[0-9]{{4}}"
    rf"|{CENTURY}[0-9]{{2}}{MONTH_DAY}-?[A-Z][A-Z0-9][0-9]{{2}}"
    r"|99(?:19|20)[0-9]{4}-?[0-9]{4}"
    r"|[1-9][.,][0-9]{7,11}[eE]"
    r"|(?:18|19|20)[0-9][\s\u00a0\u202f][0-9]{3}[\s\u00a0\u202f][0-9]{3}[\s\u00a0\u202f][0-9]{3}"
)
"""What Polars looks for in whole columns: every number that can count, and many that cannot."""
_UNUSUAL = r"[\p{Cf}\x{034F}\x{FE00}-\x{FE0F}\x{2044}\x{2215}\x{FF0B}-\x{FF1A}\x{FF3F}\p{Nd}--[0-9]]"
"""Signs without width, digits of other scripts, wide separators: such a cell is folded before it is searched."""
_BLANKS = r"\s{0,2}"
_LONG_GAP = rf"{_BLANKS}[-+/_.:]?{_BLANKS}"
_SHORT_GAP = rf"{_BLANKS}[-+/_]?{_BLANKS}"
_NO_DECIMALS_BEFORE = r"(?<!\d)(?:(?<!\d[.,])|(?<=\d{6},))"
_NO_DECIMALS_AFTER = r"(?!\d)(?!\.(?!0+(?!\d))\d)(?!,(?!0+(?!\d))\d{1,5}(?!\d))"
"""A number may end in `.0`, as an export writes it; other decimals make it no identity number. Six digits or more
after a comma are the next number of a list."""

_OTHER_IDS = re.compile(
    r"(?<![A-Za-z0-9])(?:SE\d{10}-[A-Za-z0-9]{1,18}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![A-Za-z0-9])"
)
"""HSA-ids, and the ids that computers make."""
_LONG = re.compile(rf"(?<!\d)(?<!\d\.)(?<!\b0,)({CENTURY}\d\d)({MONTH_DAY})({_LONG_GAP})(\d{{4}})(?!\d)", re.ASCII)
_DATED = re.compile(
    rf"(?<!\d)({CENTURY}\d\d)([-/. ])(\d\d)\2(\d\d)({_LONG_GAP})(\d{{4}}){_NO_DECIMALS_AFTER}", re.ASCII
)
_SHORT_DATED = re.compile(r"(?<!\d)(?<!\d[-.,/])(\d\d)([-/.])(\d\d)\2(\d\d)[-+](\d{4})(?!\d)(?![-.,]\d)", re.ASCII)
_SHORT = re.compile(
    rf"{_NO_DECIMALS_BEFORE}(?<!\d-)(\d\d)({MONTH_DAY})({_SHORT_GAP})(\d{{4}})(?!-\d){_NO_DECIMALS_AFTER}", re.ASCII
)
_SCIENTIFIC = re.compile(r"(?<![\d.,])([1-9])[.,](\d{7,11})[eE]\+?0*(11|9)(?!\d)", re.ASCII)
_THOUSANDS = re.compile(r"(?<!\d)(?<!\d[ .,])(?:18|19|20)\d(?: \d{3}){3}(?!\d)(?![ .,]\d)", re.ASCII)
_RESERVE_WITH_LETTERS = re.compile(
    rf"(?<![A-Za-z0-9])({CENTURY}\d\d)({MONTH_DAY})(?:-?[KMX]\d{{3}}|[A-Z]{{2}}\d\d)(?![A-Za-z0-9])", re.ASCII
)
_RESERVE_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?<!\d[-.,])99(?:19|20)\d{{4}}-?\d{{4}}(?![A-Za-z0-9]){_NO_DECIMALS_AFTER}", re.ASCII
)
_PHONE_BEFORE = re.compile(r"(?:tel|telefon|tfn|mobil|sms|ring|växel)[a-z]*[.:]*\s{0,3}$", re.IGNORECASE)

MINUS = 0x2212
_ONE_SIGN = {"+": "\uff0b", "/": "\u2044\u2215\uff0f", ".": "\u2024\uff0e", ":": "\uff1a", "_": "\uff3f", ",": "\uff0c"}


_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


@dataclass(frozen=True)
class Reading:
    """A place in a text that has the form of an identity number. `rule` is null where the check digit is wrong.

    `form` says how it is written, `year` when the person would be born (two digits where no century is given).
    """

    start: int
    end: int
    rule: str | None
    form: str
    year: int


def fold_text(text: str) -> str:
    """The text with ordinary digits, dashes and blanks, and without signs that have no width."""
    return text if text.isascii() else text.translate(_FOLDS)


def may_hold_number(text: pl.Expr) -> pl.Expr:
    """Whether a text can hold a number at all; quick, for whole columns, and true for many that hold none."""
    return text.str.contains(_CANDIDATE) | text.str.contains(_UNUSUAL)


def find_numbers(text: str) -> list[Reading]:
    """Every identity number in the text, at its place in the text as it was given."""
    folded = fold_text(text)
    found = [reading for reading in read_folded(folded) if reading.rule]
    if len(folded) == len(text):
        return found
    places = [place for place, sign in enumerate(text) if _FOLDS[ord(sign)] is not None]
    return [Reading(places[one.start], places[one.end - 1] + 1, one.rule, one.form, one.year) for one in found]


def read_folded(text: str) -> Iterator[Reading]:
    """What has the form of an identity number in a folded text, right check digit or not; each place told once."""
    other_ids = [matched.span() for matched in _OTHER_IDS.finditer(text)] if "-" in text else []
    told, wrong = set[int](), list[Reading]()
    for reading in _readings(text):
        if any(first <= reading.start and reading.end <= last for first, last in other_ids):
            continue
        place = range(reading.start, reading.end)
        if not reading.rule:
            wrong.append(reading)
        elif told.isdisjoint(place):
            told.update(place)
            yield reading
    for reading in wrong:
        place = range(reading.start, reading.end)
        if told.isdisjoint(place):
            told.update(place)
            yield reading


def is_moment(text: str) -> bool:
    """Whether a whole text is a day from 2020 on and a time of day, as exports write them into names."""
    digits = re.sub(r"\D", "", text)
    return len(digits) == 12 and int(digits[:4]) >= FIRST_EXPORTS and _is_time(digits[8:])


def _readings(text: str) -> Iterator[Reading]:
    """Each form in turn; forms that the text cannot have are passed over, since whole columns come this way."""
    digits_only = text.isdigit()
    if digits_only and len(text) not in {10, 12}:
        return
    yield from _undivided(text)
    if not digits_only:
        yield from _divided(text)
        yield from _as_numbers(text)
        for matched in _RESERVE_WITH_LETTERS.finditer(text):
            if _is_date(matched[1], matched[2]):
                yield Reading(*matched.span(), RESERVE_NUMBER, "reserve", int(matched[1]))
    if "99" in text:
        for matched in _RESERVE_NUMBER.finditer(text):
            yield Reading(*matched.span(), RESERVE_NUMBER, "reserve", 0)


def _undivided(text: str) -> Iterator[Reading]:
    """A date without signs in it, and four digits."""
    for matched in _LONG.finditer(text):
        year, month_day, gap, last = matched.groups()
        if not _is_moment_after_blank(year, gap, last):
            yield from _judge(matched, "long", year, month_day, last)
    for matched in _SHORT.finditer(text):
        year, month_day, gap, last = matched.groups()
        if gap or not _is_other_plain_number(text, matched):
            yield from _judge(matched, f"short{gap}", year, month_day, last)


def _divided(text: str) -> Iterator[Reading]:
    """A date with signs in it, and four digits."""
    for matched in _DATED.finditer(text):
        year, _, month, day, gap, last = matched.groups()
        if not _is_moment_after_blank(year, gap, last):
            yield from _judge(matched, "dated", year, month + day, last)
    for matched in _SHORT_DATED.finditer(text):
        year, _, month, day, last = matched.groups()
        yield from _judge(matched, "short dated", year, month + day, last)


def _as_numbers(text: str) -> Iterator[Reading]:
    """As spreadsheets write large numbers."""
    for matched in _SCIENTIFIC.finditer(text):
        first, decimals, exponent = matched.groups()
        if len(decimals) <= int(exponent) < len(decimals) + 3:
            yield from _judge_digits(matched, first + decimals.ljust(int(exponent), "0"))
    for matched in _THOUSANDS.finditer(text):
        yield from _judge_digits(matched, matched[0].replace(" ", ""))


def _is_other_plain_number(text: str, matched: re.Match[str]) -> bool:
    """Ten digits in a row that are part of an id with letters, or a telephone number that is called one."""
    start, end = matched.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    phone = matched[1] == "07" and _PHONE_BEFORE.search(text, max(0, start - 20), start) is not None
    return before.isalpha() or before == "_" or after.isalpha() or phone


def _is_moment_after_blank(year: str, gap: str, last: str) -> bool:
    return gap.isspace() and int(year) >= FIRST_EXPORTS and _is_time(last)


def _is_time(four: str) -> bool:
    return four[:2] < "24" and four[2:] < "60"


def _judge_digits(matched: re.Match[str], digits: str) -> Iterator[Reading]:
    year, rest = (digits[:4], digits[4:]) if len(digits) == 12 else (digits[:2], digits[2:])
    if len(year) == 2 or year[:2] in {"18", "19", "20"}:
        yield from _judge(matched, "number", year, rest[:4], rest[4:])


def _judge(matched: re.Match[str], form: str, year: str, month_day: str, last: str) -> Iterator[Reading]:
    """The reading of this date and these last four digits, if it is a date at all."""
    years = (year,) if len(year) == 4 else (f"19{year}", f"20{year}")
    rule = next((rule for one in years if (rule := _rule_of_day(one, month_day))), None)
    if rule:
        right = check_digit_is_right(year[-2:] + month_day + last)
        yield Reading(*matched.span(), rule if right else None, form, int(year))


def _rule_of_day(year: str, month_day: str) -> str | None:
    if _is_date(year, month_day):
        return PERSONAL_NUMBER
    born = int(month_day[2:]) - COORDINATION_DAYS
    return COORDINATION_NUMBER if born > 0 and _is_date(year, f"{month_day[:2]}{born:02d}") else None


def _is_date(year: str, month_day: str) -> bool:
    try:
        date(int(year), int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return False
    return True


def check_digit_is_right(ten_digits: str) -> bool:
    """Luhn over all ten digits, first one doubled (Skatteverket, SKV 704)."""
    total = sum(map(_DOUBLED.__getitem__, ten_digits[::2])) + sum(map(int, ten_digits[1::2]))
    return total % 10 == 0


class _Folds(dict[int, str | None]):
    """What each sign is read as, found when it is first met; null where it is not seen."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        category = unicodedata.category(sign)
        folded: str | None = sign
        if category == "Nd":
            folded = str(unicodedata.decimal(sign))
        elif category == "Cf":
            folded = None
        elif category == "Zs":
            folded = " "
        elif category == "Pd" or code == MINUS:
            folded = "-"
        return self.setdefault(code, folded)


_FOLDS = _Folds(
    {0x034F: None, **dict.fromkeys(range(0xFE00, 0xFE10))}
    | {ord(sign): usual for usual, unusual in _ONE_SIGN.items() for sign in unusual}
)
