"""The content model: its laws, how cells are spelled, and data files."""

from __future__ import annotations

from datetime import date

import pytest

from reports import cells
from reports.content import Absence, Column, Coverage, Row, Table
from reports.data_files import write_csv
from reports.values import Missing, Status, Suppressed, Trend

COLUMNS = (
    Column("region", "Region"),
    Column("need", "Behov", "count"),
    Column("share", "Andel", "share"),
    Column("day", "Räknat", "date"),
    Column("dot", "Bild", "dot", drawn_from=("share",)),
)
ROWS = (
    Row({"region": "Skåne", "need": 14210, "share": 0.64, "day": date(2026, 11, 22)}),
    Row({"region": "Gotland", "need": Missing("försenad"), "share": Suppressed(), "day": Missing("försenad")}),
    Row({"region": "Halland", "need": 0, "share": 0.0, "day": date(2026, 11, 21)}),
    Row({"region": "Dalarna"}, missing=Missing("senast räknat 17 november")),
)


def table(**changes: object) -> Table:
    return Table(**{"name": "t", "caption": "Tabell.", "columns": COLUMNS, "rows": ROWS, **changes})  # type: ignore[arg-type]


def test_a_row_without_one_of_its_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        table(rows=(Row({"region": "Skåne", "need": 1, "day": ""}),))


def test_a_picture_of_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="drawn from"):
        table(columns=(*COLUMNS, Column("x", "X", "bar", drawn_from=("nothing",))))


def test_number_missing_held_back_and_zero_never_look_alike() -> None:
    spelled = [cells.spell(value, "count") for value in (14210, Missing(""), Suppressed(), 0)]
    assert spelled == ["14\u00a0210", "saknas", "..", "0"]
    assert [cells.state_of(value) for value in (14210, Missing(""), Suppressed(), 0, 0.0)] == [
        "",
        "missing",
        "suppressed",
        "zero",
        "zero",
    ]


def test_other_cells_in_words() -> None:
    assert cells.spell(0.64, "share") == "64\u00a0%"
    assert cells.spell("2026-W47", "week") == "v.\u00a047"
    assert cells.spell(Status("ring", "försenad"), "status") == "försenad"
    trend = Trend((None, 10.0, 12.0), "vecka 22", "vecka 47")
    assert cells.spell(trend, "trend") == "Från 10 till 12, vecka 22 till vecka 47"
    assert cells.spell(Trend((None,), "a", "b"), "trend") == "saknas"


def test_reasons_stand_under_the_table_with_the_rows_they_hold_for() -> None:
    notes = cells.notes_of(table(notes=("Egen not.",)))
    assert notes[0] == "Egen not."
    assert notes[1] == "Saknas: försenad (Gotland)."
    assert notes[2].startswith(".. Uppgiften visas inte")


def test_a_data_file_holds_figures_and_says_what_is_missing() -> None:
    assert write_csv(table()).splitlines() == [
        "region,need,share,day",
        "Skåne,14210,0.64,2026-11-22",
        "Gotland,saknas,..,saknas",
        "Halland,0,0.0,2026-11-21",
        "Dalarna,saknas,saknas,saknas",
    ]


def test_coverage_counts_what_is_there() -> None:
    assert Coverage(21, (Absence("Gotland", "försenad"),)).reporting_count == 20
