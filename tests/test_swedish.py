"""Laws of Swedish typography that hold for every value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import swedish

NUMBERS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


def read_back(text: str) -> float:
    return float(text.replace(swedish.NBSP, "").replace(swedish.MINUS, "-").replace(",", "."))


@given(NUMBERS, st.integers(0, 3))
def test_a_number_reads_back_within_its_rounding(value: float, decimals: int) -> None:
    text = swedish.number(value, decimals)
    assert read_back(text) == pytest.approx(value, abs=0.5 * 10**-decimals + abs(value) * 1e-12)
    assert not set(text) & {".", "-", " "}


@given(st.integers(-(10**12), 10**12))
def test_thousands_stand_in_threes(value: int) -> None:
    first, *rest = swedish.number(value).lstrip(swedish.MINUS).split(swedish.NBSP)
    assert 1 <= len(first) <= 3
    assert all(len(part) == 3 for part in rest)


@given(NUMBERS)
def test_a_change_and_its_opposite_differ_in_sign_alone(value: float) -> None:
    there, back = swedish.signed(value), swedish.signed(-value)
    assert there.strip(f"+{swedish.MINUS}") == back.strip(f"+{swedish.MINUS}")
    assert (there[0] in f"+{swedish.MINUS}") == (read_back(there) != 0)
    assert there == back or {there[0], back[0]} == {"+", swedish.MINUS}


def test_zero_never_has_a_sign() -> None:
    assert swedish.number(-0.4) == "0"
    assert swedish.signed(0.04, 1) == "0,0"
    assert swedish.change_since(0, "vecka 46") == "oförändrat sedan vecka 46"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (14210, 0, "14\u00a0210"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-312, 0, "\u2212312"),
        (3.55, 1, "3,6"),
        (1e6, 0, "1\u00a0000\u00a0000"),
    ],
)
def test_numbers_as_they_are_written(value: float, decimals: int, text: str) -> None:
    assert swedish.number(value, decimals) == text


def test_shares_are_per_cent_with_a_blank() -> None:
    assert swedish.percent(0.64) == "64\u00a0%"
    assert swedish.percent(1.045, 1) == "104,5\u00a0%"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 12, 31)))
def test_a_day_lies_in_its_week_and_weeks_follow_each_other(day: date) -> None:
    week = swedish.week_of(day)
    assert 0 <= (day - swedish.monday_of(week)).days < 7
    assert swedish.week_before(swedish.week_before(week), -1) == week
    assert (swedish.monday_of(week) - swedish.monday_of(swedish.week_before(week))).days == 7


def test_the_year_turns_where_iso_says() -> None:
    assert swedish.week_before("2027-W01") == "2026-W53"
    assert swedish.week_of(date(2027, 1, 3)) == "2026-W53"


@pytest.mark.parametrize("text", ["2026-W54", "2026-47", "v. 47", "", "2026-W00"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        swedish.monday_of(text)


def test_dates_and_weeks_as_they_are_written() -> None:
    assert swedish.date_text(date(2026, 11, 22)) == "22\u00a0november 2026"
    assert swedish.week_short("2026-W07") == "v.\u00a07"
    assert swedish.week_long("2026-W47") == "vecka\u00a047"


@given(st.lists(st.text(alphabet="abcåäö", min_size=1), max_size=6))
def test_a_list_holds_every_word_once_and_one_conjunction(words: list[str]) -> None:
    text = swedish.join_words(words)
    assert text.count(" och ") == (1 if len(words) > 1 else 0)
    assert [word for part in text.split(" och ") for word in part.split(", ") if word] == words


def test_regions_as_a_list() -> None:
    assert swedish.join_words(["Gotland", "Jämtland Härjedalen"]) == "Gotland och Jämtland Härjedalen"
    assert swedish.plural(1, "region", "regioner") == "1\u00a0region"
    assert swedish.plural(0, "region", "regioner") == "0\u00a0regioner"
    assert swedish.change_since(-312, "vecka 46") == "\u2212312 sedan vecka 46"
