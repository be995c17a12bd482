"""Identity numbers are found wherever they stand, and what only looks like them is left alone."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import TextSheet
from sources.screening import (
    MOST_HITS_PER_COLUMN,
    NUMBER_NAMES,
    IdentityHit,
    find_identity_numbers,
    mask_identity_numbers,
)

TEST_PERSON = "19121212-1212"


def sheet_of(texts: list[str | None], name: str = "Blad1", first_row: int = 1) -> TextSheet:
    rows = pl.Series(range(first_row, first_row + len(texts)), dtype=pl.Int64)
    cells = pl.DataFrame(
        {"source_row": rows, "A": pl.Series(["x"] * len(texts)), "C": pl.Series(texts, dtype=pl.String)}
    )
    return TextSheet(name, cells, frozenset(), hidden=False)


def rules_in(text: str) -> list[str]:
    return [hit.rule for hit in find_identity_numbers([sheet_of([text])], [], "fil.xlsx")]


def with_check_digit(nine_digits: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine_digits))
    return nine_digits + str(-total % 10)


@pytest.mark.parametrize(
    "text",
    [
        TEST_PERSON,
        "191212121212",
        "121212-1212",
        "121212+1212",
        "19121212+1212",
        "19121212 1212",
        "19121212 - 1212",
        "19121212–1212",
        "1912-12-12-1212",
        "1212121212",
        "121212 1212",
        "Patienten (19121212-1212) ringde.",
        "pnr191212121212",
        "tid=2026-11-22;pnr=121212-1212;",
        "19121212.1212",
        "19121212/1212",
        "121212/1212",
        "121212_1212",
        "12-12-12-1212",
        "1912.12.12-1212",
        "1912/12/12 1212",
        "1912 12 12 1212",
        "19121212\u2212\u202f1212",
        "19121212\u00a0\u2013\u00a01212",
        "１９１２１２１２－１２１２",
        "١٩١٢١٢١٢-١٢١٢",
        "1912\u200b1212\u2060-12\u00ad12",
        "19121212\n1212",
        "191212121212.0",
        "191212121212,00",
        "1.91212121212E+11",
        "1,91212121212e11",
        "1.212121212E+09",
        "191\u00a0212\u00a0121\u00a0212",
        "12,191212121212,7",
        "191212121212-01",
    ],
)
def test_every_spelling_of_a_personal_number_counts(text: str) -> None:
    assert rules_in(text) == ["personal_identity_number"]


def test_coordination_numbers_and_certain_reserve_numbers_count() -> None:
    assert rules_in("19121272-1219") == ["coordination_number"]
    for text in ("992012123456", "19121212M124", "19121212-K124", "19121212AB12"):
        assert rules_in(text) == ["reserve_number"]


@pytest.mark.parametrize(
    "text",
    [
        "2321000016",
        "232100-0016",
        "556036-0793",
        "165560360793",
        "SE2321000115-094882",
        "SE2321000115-1212121212",
        "2026-11-22",
        "20261122",
        "2026-11-22 12:12:12",
        "20261122T081400",
        "070-123 45 67",
        "123456789012345",
        "0.1212121212",
        "1212121212.5",
        "19121212-1213",
        "20261313-1212",
        "id_x1212121212",
        "1234-191212-1212-99",
        "121212.1212",
        "tel. 0701230002",
        "20201122 0815",
        "2020-11-22 0815",
        "00000000-0000-0000-0000-191212121212",
        "1.91212E+11",
        "1212121212.1234",
        "20261122\t1212",
        "C50.1",
        "",
    ],
)
def test_what_only_looks_like_one_does_not(text: str) -> None:
    assert rules_in(text) == []


def test_a_moment_in_a_name_is_no_person() -> None:
    """Right check digits both: in a name the first one is when an export was made, in a cell it may be a child."""
    assert rules_in("20261122-1017") == ["personal_identity_number"]
    assert find_identity_numbers([], [], "uttag_20261122-1017.csv") == []
    assert find_identity_numbers([], [], "uttag_19121212-1212.csv") != []
    assert find_identity_numbers([], [("bladnamn", "20261122-1017")], "fil.csv") == []
    assert find_identity_numbers([], [("en kommentar", "20261122-1017")], "fil.csv") != []
    assert mask_identity_numbers("uttag_20261122-1017.csv") == "uttag_20261122-1017.csv"


def series(form: str, numbers: range) -> list[str | None]:
    return [form.format(number) for number in numbers]


def test_a_series_of_cases_is_no_column_of_persons_but_a_person_in_it_is_found() -> None:
    cases = series("20261122-{:04d}", range(200))
    assert find_identity_numbers([sheet_of(cases)], [], "fil.csv") == []
    hits = find_identity_numbers([sheet_of([*cases, TEST_PERSON])], [], "fil.csv")
    assert [hit.cell for hit in hits] == ["C201"]
    few = find_identity_numbers([sheet_of([*cases[:3], TEST_PERSON])], [], "fil.csv")
    assert "C4" in {hit.cell for hit in few}


def test_twelve_digits_among_many_that_begin_with_no_century_are_no_person() -> None:
    others = series("5{:011d}", range(100))
    assert find_identity_numbers([sheet_of([*others, "191212121212"])], [], "fil.csv") == []
    assert find_identity_numbers([sheet_of([*others[:50], "191212121212"])], [], "fil.csv") != []
    organisations: list[str | None] = ["165560360793"] * 200
    assert find_identity_numbers([sheet_of([*organisations, "191212121212"])], [], "fil.csv") != []


def pairs_of(*pairs: tuple[str, str]) -> TextSheet:
    rows = pl.Series(range(2, len(pairs) + 2), dtype=pl.Int64)
    days, lasts = (pl.Series([pair[place] for pair in pairs]) for place in (0, 1))
    return TextSheet("Blad1", pl.DataFrame({"source_row": rows, "A": days, "B": lasts}), frozenset(), hidden=False)


def test_a_number_in_two_cells_counts_where_it_is_certain() -> None:
    """Three different pairs that are right, or one from before 2000: both as rare by chance as one in a thousand."""
    found = find_identity_numbers([pairs_of(("19121212", "1212"))], [], "fil.csv")
    assert [(hit.cell, hit.rule) for hit in found] == [("A2", "personal_identity_number")]
    three = [
        (f"2012{month}12", ten[6:]) for month in ("10", "11", "12") if (ten := with_check_digit(f"12{month}12121"))
    ]
    assert len(find_identity_numbers([pairs_of(*three)], [], "fil.csv")) == 3
    assert find_identity_numbers([pairs_of(*three[:2])], [], "fil.csv") == []
    assert find_identity_numbers([pairs_of(*[three[0]] * 50)], [], "fil.csv") == []
    days_and_counts = [(f"2026-11-{day:02d}", str(1000 + 7 * day)) for day in range(1, 29)]
    assert find_identity_numbers([pairs_of(*days_and_counts)], [], "fil.csv") == []


@pytest.mark.parametrize("day", ["800101", "80-01-01", "19800101", "1980-01-01", "1980-0101"])
def test_a_day_of_any_spelling_beside_four_digits_is_searched(day: str) -> None:
    last = with_check_digit("800101121")[6:]
    days = [day, day.replace("01", "02"), day.replace("01", "03")]
    three = [(one, with_check_digit(one.replace("-", "")[-6:] + "121")[6:]) for one in days]
    assert len(find_identity_numbers([pairs_of(*three)], [], "fil.csv")) == 3
    alone = find_identity_numbers([pairs_of((day, last))], [], "fil.csv")
    assert bool(alone) == day.startswith("19")


def test_signs_that_mislead_are_not_shown_in_names() -> None:
    assert mask_identity_numbers("fil\u202exslx.exe\n\udcff") == "fil\ufffdxslx.exe\ufffd\ufffd"
    assert mask_identity_numbers("väntande – 2026.csv") == "väntande – 2026.csv"


def test_places_are_told_and_numbers_never() -> None:
    sheets = [sheet_of([None, "ok", TEST_PERSON], first_row=5), sheet_of(["ok"], name=f"pat {TEST_PERSON}")]
    metadata = [("xl/comments1.xml", f"ring {TEST_PERSON}"), ("docProps/core.xml", "Region Skåne")]
    hits = find_identity_numbers(sheets, metadata, f"lista_{TEST_PERSON}.xlsx")
    assert hits == [
        IdentityHit("file_name", None, None, "personal_identity_number"),
        IdentityHit("xl/comments1.xml", None, None, "personal_identity_number"),
        IdentityHit("cell", "Blad1", "C7", "personal_identity_number"),
        IdentityHit("sheet_name", "blad 2", None, "personal_identity_number"),
    ]
    assert "1212" not in str(hits)
    assert {hit.rule for hit in hits} <= set(NUMBER_NAMES)


def test_a_name_can_be_shown_without_its_number() -> None:
    assert mask_identity_numbers("lista 121212-1212, 19121212-1212.xlsx") == "lista ●●●●, ●●●●.xlsx"
    assert mask_identity_numbers("väntelista 2026-11-22.xlsx") == "väntelista 2026-11-22.xlsx"


def test_a_column_full_of_numbers_is_told_once_and_quickly() -> None:
    hits = find_identity_numbers([sheet_of([TEST_PERSON] * 200_000)], [], "fil.xlsx")
    assert len(hits) == MOST_HITS_PER_COLUMN
    assert hits[0].cell == "C1"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    born=st.dates(date(1900, 1, 1), date(2029, 12, 31)),
    serial=st.integers(0, 999),
    form=st.sampled_from(["{c}{d}-{n}", "{c}{d}{n}", "{d}-{n}", "{d}{n}", "{c}{d} {n}"]),
    around=st.sampled_from(["{}", "Pat: {}.", "({})", "a;{};b"]),
    coordination=st.booleans(),
)
def test_any_number_in_any_spelling_is_found(
    born: date, serial: int, form: str, around: str, coordination: bool
) -> None:
    digits = f"{born:%Y%m%d}"
    day = int(digits[6:]) + 60 * coordination
    ten = with_check_digit(f"{digits[2:6]}{day:02d}{serial:03d}")
    text = around.format(form.format(c=digits[:2], d=ten[:6], n=ten[6:]))
    expected = "coordination_number" if coordination else "personal_identity_number"
    assert rules_in(text) == [expected]


def test_how_often_random_numbers_are_taken_for_one() -> None:
    """Ten digits: 12 months x about 61 days of 10,000, of which one in ten has the right check digit: 0.73 %.

    Twelve digits must begin with a century too (or as Stockholm's reserve numbers do): 0.04 %.
    """
    chance = random.Random(20261122)
    ten = [str(chance.randrange(10**9, 10**10)) for _ in range(20_000)]
    twelve = [str(chance.randrange(10**11, 10**12)) for _ in range(20_000)]
    assert 0.004 < sum(bool(rules) for rules in map(_rules, ten)) / len(ten) < 0.011
    assert sum(bool(rules) for rules in map(_rules, twelve)) / len(twelve) < 0.001


def _rules(text: str) -> list[IdentityHit]:
    return find_identity_numbers([], [], text)


def test_ids_of_units_and_of_computers_are_never_taken_for_one() -> None:
    chance = random.Random(20261122)
    ids: list[str | None] = [
        f"SE{chance.randrange(10**9, 10**10)}-{chance.randrange(10**6):06d}" for _ in range(20_000)
    ]
    hashes: list[str | None] = [f"{chance.getrandbits(128):032x}" for _ in range(20_000)]
    assert find_identity_numbers([sheet_of(ids), sheet_of(hashes)], [], "fil.xlsx") == []
