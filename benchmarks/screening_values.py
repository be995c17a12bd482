"""Generated values for `benchmarks/screening.py`: identity numbers in every spelling, and numbers of other sorts.

All identity numbers here are made by chance within the forms; none is looked up, kept or printed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Value = Callable[[random.Random], str]
FIRST_DAY = date(1920, 1, 1)
DAYS = (date(2026, 11, 1) - FIRST_DAY).days
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def check_digit(nine: str) -> str:
    """Luhn's check digit of nine digits."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return str(-total % 10)


def _number(chance: random.Random, *, coordination: bool = False) -> tuple[str, str]:
    """(YYYYMMDD, NNNN) of a number with the right check digit."""
    day = FIRST_DAY + timedelta(chance.randrange(DAYS))
    digits = f"{day.year}{day.month:02d}{day.day + 60 * coordination:02d}"
    three = f"{chance.randrange(1000):03d}"
    return digits, three + check_digit(digits[2:] + three)


def _spelled(form: str, *, coordination: bool = False) -> Value:
    def make(chance: random.Random) -> str:
        d, n = _number(chance, coordination=coordination)
        return form.format(d=d, n=n, s=d[2:], y=d[:4], yy=d[2:4], mm=d[4:6], dd=d[6:])

    return make


def _scientific(comma: str) -> Value:
    def make(chance: random.Random) -> str:
        digits = "".join(_number(chance))
        return f"{digits[0]}{comma}{digits[1:].rstrip('0')}E+11"

    return make


def _thousands(chance: random.Random) -> str:
    return f"{int(''.join(_number(chance))):,}".replace(",", "\u00a0")


def _translated(table: Mapping[int, str | int]) -> Value:
    return lambda chance: "-".join(_number(chance)).translate(table)


def _zero_width(chance: random.Random) -> str:
    digits = "".join(_number(chance))
    place = chance.randrange(1, 12)
    return digits[:place] + "\u200b" + digits[place:]


SPELLINGS: Mapping[str, Value] = {
    "YYYYMMDD-NNNN": _spelled("{d}-{n}"),
    "YYYYMMDDNNNN": _spelled("{d}{n}"),
    "YYMMDD-NNNN": _spelled("{s}-{n}"),
    "YYMMDD+NNNN": _spelled("{s}+{n}"),
    "YYMMDDNNNN": _spelled("{s}{n}"),
    "YYYYMMDD+NNNN": _spelled("{d}+{n}"),
    "YYYYMMDD NNNN": _spelled("{d} {n}"),
    "YYYYMMDD NNNN, no-break space": _spelled("{d}\u00a0{n}"),
    "YYYYMMDD – NNNN, en dash": _spelled("{d} – {n}"),
    "YYYYMMDD−NNNN, minus sign": _spelled("{d}\u2212{n}"),
    "YYYYMMDD.NNNN": _spelled("{d}.{n}"),
    "YYYYMMDD/NNNN": _spelled("{d}/{n}"),
    "YYMMDD/NNNN": _spelled("{s}/{n}"),
    "YYYY-MM-DD-NNNN": _spelled("{y}-{mm}-{dd}-{n}"),
    "YYYY-MM-DD NNNN": _spelled("{y}-{mm}-{dd} {n}"),
    "YYYY.MM.DD-NNNN": _spelled("{y}.{mm}.{dd}-{n}"),
    "YYYY/MM/DD-NNNN": _spelled("{y}/{mm}/{dd}-{n}"),
    "YY-MM-DD-NNNN": _spelled("{yy}-{mm}-{dd}-{n}"),
    "full-width digits": _translated(FULL_WIDTH),
    "Arabic-Indic digits": _translated(ARABIC),
    "a zero-width space somewhere": _zero_width,
    "soft hyphen before the dash": _spelled("{d}\u00ad-{n}"),
    "YYYYMMDDNNNN.0": _spelled("{d}{n}.0"),
    "1.91212121212E+11": _scientific("."),
    "1,91212121212E+11": _scientific(","),
    "191 212 121 212": _thousands,
    "within a sentence": _spelled("Patienten ({d}-{n}) ringde 2026-11-22."),
    "in a list": _spelled("12,{d}{n},{s}-{n}"),
    "touching letters": _spelled("pnr{d}{n}x"),
    "coordination, YYYYMMDD-NNNN": _spelled("{d}-{n}", coordination=True),
    "coordination, YYMMDDNNNN": _spelled("{s}{n}", coordination=True),
    "reserve, YYYYMMDDM124": lambda chance: f"{_number(chance)[0]}{chance.choice('KMX')}{chance.randrange(1000):03d}",
    "reserve, YYYYMMDDAB12": lambda chance: f"{_number(chance)[0]}{chance.choice('ABEK')}T{chance.randrange(100):02d}",
    "reserve, 99YYYYNNNNNN": lambda chance: f"99{chance.randrange(1920, 2027)}{chance.randrange(10**6):06d}",
}


def _organisation_number(form: str) -> Value:
    def make(chance: random.Random) -> str:
        nine = f"{chance.choice('2579')}{chance.randrange(10)}{chance.randrange(2, 10)}{chance.randrange(10**6):06d}"
        ten = nine + check_digit(nine)
        return form.format(ten[:6], ten[6:])

    return make


def _digits(count: int) -> Value:
    return lambda chance: str(chance.randrange(10 ** (count - 1), 10**count))


def _moment(form: str) -> Value:
    def make(chance: random.Random) -> str:
        day = date(2024, 1, 1) + timedelta(chance.randrange(1000))
        hour, minute = f"{chance.randrange(24):02d}", f"{chance.randrange(60):02d}"
        return form.format(d=day.strftime("%Y%m%d"), i=day.isoformat(), h=hour, m=minute)

    return make


def _case(form: str) -> Value:
    def make(chance: random.Random) -> str:
        day = date(2024, 1, 1) + timedelta(chance.randrange(1000))
        return form.format(y=day.year, d=day.strftime("%Y%m%d"), s=day.strftime("%y%m%d"), n=chance.randrange(10000))

    return make


def _coordinate(low: int, high: int, decimals: int) -> Value:
    return lambda chance: f"{chance.uniform(low, high):.{decimals}f}"


OTHERS: Mapping[str, Value] = {
    "organisation number, 232100-0016": _organisation_number("{}-{}"),
    "organisation number, 2321000016": _organisation_number("{}{}"),
    "organisation number, 16 before": _organisation_number("16{}{}"),
    "VAT number, SE232100001601": _organisation_number("SE{}{}01"),
    "HSA-id, SE2321000016-1ABC": lambda c: f"SE{_organisation_number('{}{}')(c)}-{c.randrange(36**4):04X}",
    "HSA-id with ten digits": lambda c: f"SE{_organisation_number('{}{}')(c)}-{c.randrange(10**9, 10**10)}",
    "telephone, 070-123 45 67": lambda c: (
        f"07{c.choice('02369')}-{c.randrange(1000):03d} {c.randrange(100):02d} {c.randrange(100):02d}"
    ),
    "telephone, 0701234567": lambda c: f"07{c.choice('02369')}{c.randrange(10**7):07d}",
    "telephone, +46701234567": lambda c: f"+467{c.choice('02369')}{c.randrange(10**7):07d}",
    "telephone, tel. 0701234567": lambda c: f"tel. 07{c.choice('02369')}{c.randrange(10**7):07d}",
    "bankgiro, 5555-1234": lambda c: f"{c.randrange(100, 10000)}-{c.randrange(10000):04d}",
    "plusgiro, 12 34 56-7": lambda c: (
        f"{c.randrange(100):02d} {c.randrange(100):02d} {c.randrange(100):02d}-{c.randrange(10)}"
    ),
    "bank account, 8327-9,123 456 789-0": lambda c: (
        f"8{c.randrange(1000):03d}-9,{c.randrange(1000):03d} "
        f"{c.randrange(1000):03d} {c.randrange(1000):03d}-{c.randrange(10)}"
    ),
    "nine digits": _digits(9),
    "ten digits": _digits(10),
    "eleven digits": _digits(11),
    "twelve digits": _digits(12),
    "thirteen digits": _digits(13),
    "sixteen digits": _digits(16),
    "case, 2026/01234": _case("{y}/{n:05d}"),
    "case, Dnr 2026-01234": _case("Dnr {y}-{n:05d}"),
    "case, YYYYMMDD-NNNN": _case("{d}-{n:04d}"),
    "case, YYMMDDNNNN": _case("{s}{n:04d}"),
    "case, id_YYMMDDNNNN": _case("id_{s}{n:04d}"),
    "moment, 2026-11-22 08:14": _moment("{i} {h}:{m}"),
    "moment, 2026-11-22T08:14:00": _moment("{i}T{h}:{m}:00"),
    "moment, 2026-11-22 0814": _moment("{i} {h}{m}"),
    "moment, 20261122 0814": _moment("{d} {h}{m}"),
    "moment, 202611220814": _moment("{d}{h}{m}"),
    "moment, 20261122081400": _moment("{d}{h}{m}00"),
    "coordinate, SWEREF 99, 551204.3219": _coordinate(260_000, 920_000, 4),
    "coordinate, WGS 84, 59.3293235120": _coordinate(55, 69, 10),
    "decimal, 0.1212121212": lambda c: f"0.{c.randrange(10**10):010d}",
    "decimal, 0,121212121212": lambda c: f"0,{c.randrange(10**12):012d}",
    "hash, 32 signs": lambda c: f"{c.getrandbits(128):032x}",
    "GUID": lambda c: "-".join(f"{c.getrandbits(16 * n):0{4 * n}x}" for n in (2, 1, 1, 1, 3)),
}
