"""An identity number whose parts stand in cells of their own is found; dates beside counts are left alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import TextSheet
from sources.reading.content import column_letters
from sources.screening import IdentityHit, find_identity_numbers

Row = Sequence[str | None]


def check_digit(nine: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return str(-total % 10)


def person(born: date, serial: int = 121, *, coordination: bool = False) -> tuple[str, str]:
    """(YYYYMMDD, NNNN) with the right check digit."""
    digits = f"{born:%Y%m}{born.day + 60 * coordination:02d}"
    return digits, f"{serial:03d}{check_digit(f'{digits[2:]}{serial:03d}')}"


def persons(count: int, first: date = date(1950, 3, 7)) -> list[tuple[str, str]]:
    return [person(first + timedelta(411 * number), 100 + 37 * number) for number in range(count)]


def sheet_of(headers: Row, rows: Sequence[Row]) -> TextSheet:
    table = [list(headers), *rows]
    columns = {
        column_letters(place): pl.Series([row[place] for row in table], dtype=pl.String)
        for place in range(len(headers))
    }
    cells = pl.DataFrame({"source_row": pl.Series(range(1, len(table) + 1), dtype=pl.Int64), **columns})
    return TextSheet("Blad1", cells, frozenset(), hidden=False)


def hits_in(headers: Row, rows: Sequence[Row]) -> list[IdentityHit]:
    return find_identity_numbers([sheet_of(headers, rows)], [], "fil.csv")


def test_the_last_four_before_the_day_are_found() -> None:
    rows = [("2026-10-01", last, day) for day, last in persons(20)]
    hits = hits_in(("Datum", "B", "C"), rows)
    assert [hit.cell for hit in hits] == [f"C{row}" for row in range(2, 22)]
    assert hits[0].where == "i cellerna C2 och B2 på bladet Blad1"


def test_every_cell_of_a_number_that_is_there_several_times_is_named() -> None:
    [(day, last)] = persons(1)
    hits = hits_in(("A", "B"), [(day, last)] * 4)
    assert [hit.cell for hit in hits] == ["A2", "A3", "A4", "A5"]


@pytest.mark.parametrize(
    ("headers", "found"),
    [(("Giltig från", "Kommunkod"), 0), (("Mätdatum", "Disponibla"), 0), (("Giltig från", "Kod"), 3), (("A", "B"), 3)],
)
def test_our_own_headers_say_that_a_day_and_four_digits_are_something_else(headers: Row, found: int) -> None:
    [(day, last)] = persons(1)
    assert len(hits_in(headers, [(f"{day[:4]}-{day[4:6]}-{day[6:]}", last)] * 3)) == found


@pytest.mark.parametrize("headers", [("Giltig från", "Kommunkod"), ("Mätdatum", "Patientnyckel")])
def test_what_cannot_be_chance_is_found_under_any_header(headers: Row) -> None:
    assert len(hits_in(headers, persons(20))) == 20


def test_a_part_under_the_header_of_a_pseudonym_is_found() -> None:
    [(day, last)] = persons(1)
    assert len(hits_in(("Född", "Patientnyckel"), [(day, last)])) == 1


def test_columns_between_the_parts_hide_nothing() -> None:
    rows = [(day, "A Ö", "20", "15", last) for day, last in persons(20)]
    assert len(hits_in(("A", "B", "C", "D", "E"), rows)) == 20


@pytest.mark.parametrize("between", ["-", "+", "–", " "])
def test_a_column_that_holds_only_the_dash_is_no_distance(between: str) -> None:
    """One person born before 2000 is enough where the parts stand beside each other."""
    day, last = person(date(1950, 3, 7))
    assert [hit.cell for hit in hits_in(("x", "y", "z"), [(day, between, last)])] == ["A2"]


@pytest.mark.parametrize(
    ("day_header", "last_header"),
    [
        ("Födelsedatum", "Sista fyra"),
        ("Född", "Fyra sista"),
        ("Födelse-\ndatum (ååååmmdd)", "De 4 sista siffrorna"),
        ("Birth date", "Last four"),
        ("Date of birth", "Last 4 digits"),
        ("Personnummer", "Kontrollsiffror"),
        ("Personnr", "Kontrollnr"),
        ("Fodelsedatum", "SISTA4"),
        ("Födelsetid", "Födelsenummer"),
    ],
)
def test_one_row_is_enough_where_the_headers_name_the_parts(day_header: str, last_header: str) -> None:
    day, last = person(date(2004, 3, 7))
    empty = ("2026-10-01", "20", None, None)
    for turned in (False, True):
        found, headers = [("2026-10-01", "20", day, last)], ["Datum", "Platser", day_header, last_header]
        if turned:
            found, headers = [("2026-10-01", "20", last, day)], ["Datum", "Platser", last_header, day_header]
        rows = [empty] * 10 + found + [empty] * 10
        assert [hit.cell for hit in hits_in(headers, rows)] == ["D12" if turned else "C12"]


def test_one_right_number_counts_among_wrong_ones_where_both_headers_name_the_parts() -> None:
    day, last = person(date(2004, 3, 7))
    wrong = f"{last[:3]}{(int(last[3]) + 1) % 10}"
    rows = [(day, wrong)] * 8 + [(day, last)]
    assert [hit.cell for hit in hits_in(("Födelsedatum", "Sista fyra"), rows)] == ["A10"]
    assert hits_in(("Ankomst", "Platser"), rows) == []


def test_one_header_that_names_its_part_is_enough_where_no_row_says_otherwise() -> None:
    day, last = person(date(2004, 3, 7))
    for headers in (("Födelsedatum", "Namn", "X"), ("X", "Namn", "Sista fyra")):
        assert hits_in(headers, [(day, "A Ö", last)])
        assert not hits_in(headers, [(day, "A Ö", last), (day, "A Ö", "4711"), (day, "A Ö", "4712")])


def test_another_day_of_the_row_is_no_birth_where_a_header_names_that() -> None:
    """The last four make a right number with one of ten days that stand in the same row."""
    day, last = person(date(2004, 3, 7))
    for snapshot in (f"2026-10-{number:02d}" for number in range(1, 32)):
        assert [hit.cell for hit in hits_in(("Datum", "Född", "Sista fyra"), [(snapshot, day, last)])] == ["B2"]


@pytest.mark.parametrize(
    "spelled",
    [
        "{y}-{m}-{d}",
        "{y}.{m}.{d}",
        "{y}/{m}/{d}",
        "{y} {m} {d}",
        "{d}/{m}/{y}",
        "{d}.{m}.{y}",
        "{d}-{m}-{y}",
        "{m}/{d}/{y}",
        "{y}‑{m}‑{d}",
        "{y}{m}{d}-",
        "{yy}{m}{d}",
        "{yy}/{m}/{d}",
        "{y}-{m}-{d} 00:00:00",
        "{y}-{m}-{d}T00:00:00",
        "{d} {name} {y}",
        "{d}{name}{y}",
        "'{y}{m}{d}",
        "{fullwidth}",
    ],
)
def test_the_day_may_be_written_in_any_way(spelled: str) -> None:
    names = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    rows = []
    for day, last in persons(12):
        y, m, d = day[:4], day[4:6], day[6:]
        wide = day.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        text = spelled.format(y=y, yy=y[2:], m=m, d=d, name=names[int(m) - 1], fullwidth=wide)
        rows.append((last, "A Ö", text))
    assert len(hits_in(("A", "B", "C"), rows)) >= 10


@pytest.mark.parametrize("spelled", ["{}", "-{}", "'{}", "{}.0", "–{}", "+ {}"])
def test_the_last_four_may_be_written_in_any_way(spelled: str) -> None:
    rows = [(spelled.format(last), "A Ö", day) for day, last in persons(8)]
    assert len(hits_in(("A", "B", "C"), rows)) == 8


def test_last_four_that_a_spreadsheet_took_for_a_number_have_lost_their_zeros() -> None:
    pairs = [person(born, serial) for born, serial in ((date(1971, 5, 4), 7), (date(2003, 2, 1), 71))]
    for day, last in pairs:
        assert last.startswith("0")
        assert hits_in(("Födelsedatum", "Sista fyra"), [(day, last.lstrip("0"))])


PARTED = {
    "year, month, day, last": ("y", "m", "d", "n"),
    "day, month, year, last": ("d", "m", "y", "n"),
    "last, year, month, day": ("n", "y", "m", "d"),
    "year, month, day without zeros": ("y", "m0", "d0", "n"),
    "two digits each": ("yy", "m", "d", "n"),
    "century, six digits, last": ("c", "ymd", "n"),
    "year, month and day, last": ("y", "md", "n"),
    "day, three digits, check digit": ("day", "nnn", "k"),
    "with dashes between": ("day", "dash", "n"),
    "year, month, day, three digits, check digit": ("y", "m", "d", "nnn", "k"),
}


def parts_of(day: str, last: str) -> dict[str, str]:
    month, born = day[4:6], day[6:]
    parts = {"y": day[:4], "yy": day[2:4], "c": day[:2], "m": month, "d": born, "md": day[4:], "ymd": day[2:]}
    parts |= {"m0": str(int(month)), "d0": str(int(born)), "day": day, "n": last, "nnn": last[:3], "k": last[3]}
    return parts | {"dash": "-"}


@pytest.mark.parametrize("form", list(PARTED))
def test_a_number_in_three_or_four_cells_is_found(form: str) -> None:
    rows = [("U1", *(parts_of(*one)[part] for part in PARTED[form])) for one in persons(15)]
    headers = ["Enhet", *(f"Kolumn {number}" for number in range(len(rows[0]) - 1))]
    assert len(hits_in(headers, rows)) == 15


@pytest.mark.parametrize("form", list(PARTED))
def test_a_number_in_three_or_four_cells_of_one_row_is_found_where_headers_name_it(form: str) -> None:
    names = {"n": "Sista fyra", "nnn": "Födelsenummer", "k": "Kontrollsiffra", "dash": ""}
    headers = [names.get(part, "Född, del") for part in PARTED[form]]
    parts = parts_of(*person(date(1987, 9, 8)))
    assert hits_in(headers, [[parts[part] for part in PARTED[form]]])


def test_coordination_numbers_and_reserve_numbers_are_found_in_parts() -> None:
    day, last = person(date(1987, 9, 8), coordination=True)
    [hit] = hits_in(("Född", "Namn", "Sista fyra"), [(day, "A Ö", last)])
    assert hit.rule == "coordination_number"
    [hit] = hits_in(("Född", "Namn", "Sista fyra"), [("19870908", "A Ö", "M124")])
    assert hit.rule == "reserve_number"


def test_where_a_split_number_stands_is_told_by_all_its_cells_and_the_number_never() -> None:
    day, last = person(date(1987, 9, 8))
    [hit] = hits_in(("År", "Månad", "Dag", "Kommentar", "Sista fyra"), [(day[:4], day[4:6], day[6:], "x", last)])
    assert (hit.cell, hit.others) == ("A2", ("B2", "C2", "E2"))
    assert hit.where == "i cellerna A2, B2, C2 och E2 på bladet Blad1"
    assert last not in str(hit)


@settings(max_examples=60, derandomize=True)
@given(
    born=st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    serial=st.integers(1, 999),
    places=st.permutations(["day", "last", "name", "count", "unit"]),
    empty=st.integers(0, 30),
)
def test_wherever_named_parts_of_one_row_stand_they_are_found(
    born: date, serial: int, places: list[str], empty: int
) -> None:
    day, last = person(born, serial)
    heads = {"day": "Födelsedatum", "last": "Sista fyra", "name": "Namn", "count": "Antal", "unit": "Enhet"}
    full = {"day": day, "last": last, "name": "A Ö", "count": "12", "unit": "SE2321000016-1ABC"}
    rows: list[Row] = [[None if part in {"day", "last"} else full[part] for part in places]] * empty
    hits = hits_in([heads[part] for part in places], [*rows, [full[part] for part in places]])
    assert [hit.cell for hit in hits] == [f"{column_letters(places.index('day'))}{empty + 2}"]


def clean_rows(chance: random.Random, count: int) -> list[Row]:
    """Days, counts of four digits, codes of four digits, HSA-ids, organisation numbers: what deliveries hold."""
    first = date(2026, 1, 1) + timedelta(chance.randrange(300))
    return [
        (
            (first + timedelta(number)).isoformat(),
            str(chance.randrange(1000, 10_000)),
            f"SE2321000016-{chance.randrange(10_000):04d}",
            str(chance.randrange(1000, 10_000)),
            f"232100-{chance.randrange(10_000):04d}",
            f"{chance.randrange(2015, 2027)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
            str(chance.choice([1480, 1280, 180, 2580])),
            str(chance.randrange(200)),
            str(chance.randrange(12)),
        )
        for number in range(count)
    ]


CLEAN_HEADERS = "Mätdatum Disponibla Enhet Belagda Organisationsnummer Remissdatum Kommunkod Antal Överbeläggningar"


@pytest.mark.parametrize(("rows", "sheets", "most"), [(1, 100, 0), (3, 250, 1), (5, 150, 1), (30, 60, 0), (400, 8, 0)])
def test_days_beside_counts_are_no_persons(rows: int, sheets: int, most: int) -> None:
    """At most as often as three right check digits of three come by chance: one in a thousand pairs of columns."""
    chance = random.Random(20261122)
    found = sum(bool(hits_in(CLEAN_HEADERS.split(), clean_rows(chance, rows))) for _ in range(sheets))
    assert found <= most


def test_years_months_and_counts_are_no_persons() -> None:
    chance = random.Random(7)
    for _ in range(100):
        rows = [
            (
                str(2020 + number // 12),
                str(number % 12 + 1),
                str(chance.randrange(40)),
                str(chance.randrange(1000, 9999)),
            )
            for number in range(24)
        ]
        assert hits_in(("År", "Månad", "Antal", "Totalt"), rows) == []


def test_a_crosstab_of_many_days_and_counts_is_no_person_and_costs_little() -> None:
    chance = random.Random(8)
    days = [(date(2026, 1, 1) + timedelta(number)).isoformat() for number in range(365)]
    rows = [(f"U{unit}", *(str(chance.randrange(1000, 9999)) for _ in days)) for unit in range(40)]
    assert hits_in(("Enhet", *days), rows) == []


def test_persons_deep_in_a_large_sheet_are_found_where_the_headers_name_them() -> None:
    day, last = person(date(2004, 3, 7))
    rows: list[Row] = [("2026-10-01", None, None)] * 60_000
    rows[50_000] = ("2026-10-01", day, last)
    assert [hit.cell for hit in hits_in(("Datum", "Född", "Sista fyra"), rows)] == ["B50002"]


def test_a_header_of_ours_over_one_part_or_above_the_header_clears_nothing() -> None:
    [(day, last)] = persons(1)
    for headers in (("Datum", "Sista fyra"), ("Född", "Kommun"), ("Dag", "Nr")):
        assert len(hits_in(headers, [(day, last)])) == 1
    rows = [("Född", "Nr"), (day, last)]
    assert len(hits_in(("Uttagsdatum", "2026-03-01"), rows)) == 1
    assert len(hits_in(("Region", "Region"), rows)) == 1
