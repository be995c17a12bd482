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
    RULES,
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
        "C50.1",
        "",
    ],
)
def test_what_only_looks_like_one_does_not(text: str) -> None:
    assert rules_in(text) == []


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
    assert {hit.rule for hit in hits} <= set(RULES)


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
