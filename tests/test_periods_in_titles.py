"""Periods beside the cells: in titles and in names, where nothing but one reading is left."""

from __future__ import annotations

from datetime import date

import pytest

from sources.periods_in_titles import find_period

RECEIVED = date(2026, 11, 22)


def found(title: str, file_name: str = "lista.csv", period_type: str = "date") -> tuple[tuple[str, ...], str]:
    period = find_period(
        period_type, titles=[title], sheet="", file_name=file_name, labels=["Mätdatum"], received=RECEIVED
    )
    return period.values, period.place


@pytest.mark.parametrize(
    "title",
    [
        "Vårdplatser per 2026-10-31",
        "Vårdplatser per 20261031",
        "Läget den 31 oktober 2026",
        "Läget 31 okt. 2026",
        "Vårdplatser per 31/10 2026",
        "Vårdplatser per 31/10-2026",
        "Mätdatum: 31.10.2026",
    ],
)
def test_a_day_in_a_title_is_read_however_it_is_written(title: str) -> None:
    assert found(title) == (("2026-10-31",), "rubrikraderna")


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Plan för oktober 2026", ("2026-10",)),
        ("Plan 2026-10", ("2026-10",)),
        ("Plan Okt. 2026", ("2026-10",)),
        ("Plan 2026 december", ("2026-12",)),
        ("Plan januari-mars 2026", ("2026-01", "2026-03")),
        ("Plan jan 2026", ("2026-01",)),
        ("Plan beslutad 15 oktober 2026", ()),
        ("Plan beslutad 2026-10-15", ()),
        ("Marstrands sjukhus 2026", ()),
    ],
)
def test_a_month_is_read_and_a_stretch_of_them_is_several(title: str, months: tuple[str, ...]) -> None:
    assert found(title, period_type="month")[0] == months


@pytest.mark.parametrize(
    "title", ["1/10 - 31/10 2026", "1–31 oktober 2026", "1 oktober till 31 oktober 2026", "1/10 t.o.m. 31/10 2026"]
)
def test_the_end_of_a_stretch_of_days_is_no_day_of_measuring(title: str) -> None:
    assert found(title) == ((), "filens namn")


@pytest.mark.parametrize("title", ["Vårdplatser 12/2026", "per 10/11/2026", "per 31/13 2026", "Plan 1/2"])
def test_what_is_no_day_or_could_be_two_is_none(title: str) -> None:
    assert found(title) == ((), "filens namn")


@pytest.mark.parametrize(
    ("file_name", "days"),
    [
        ("vpl_261120.csv", ("2026-11-20",)),
        ("vpl 261120_094512.csv", ("2026-11-20",)),
        ("vpl_251130_261120.csv", ("2025-11-30", "2026-11-20")),
        ("vpl_20261120.csv", ("2026-11-20",)),
        ("vpl_201126.csv", ()),  # 2020 or 20 November
        ("ärende 123456.csv", ()),
        ("vpl_210120.csv", ()),
        ("vpl_2611201.csv", ()),
    ],
)
def test_six_digits_in_the_name_are_a_day_where_it_is_near_the_day_of_receipt(
    file_name: str, days: tuple[str, ...]
) -> None:
    assert found("Vårdplatser", file_name)[0] == days


def test_a_title_comes_before_the_name_of_the_file() -> None:
    assert found("Läget 2026-10-31", "vpl_261120.csv") == (("2026-10-31",), "rubrikraderna")
