"""Charts: well-formed, readable, two colours that never stand alone, nothing drawn that is not there."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import draw_chart
from reports.charts.cell_charts import draw_balance, draw_cell, draw_dot, draw_status, draw_trend
from reports.charts.colours import NEED, ROOM, TINT_STEPS, contrast, mix, text_on
from reports.charts.tile_map import describe_tile, draw_tile_map
from reports.content import Bar, BarChart, Column, Row, Table, Tile, TileMap
from reports.terms import STATUSES
from reports.values import Missing, Suppressed, Trend

SVG = "{http://www.w3.org/2000/svg}"
TILES = (
    Tile("AB", "Stockholm", 4, 6, 120, 300),
    Tile("M", "Skåne", 1, 8, 807, 72),
    Tile("I", "Gotland <&>", 5, 7, Missing("försenad"), Missing("försenad")),
    Tile("Z", "Jämtland Härjedalen", 2, 3, 4, Missing("ingen leverans")),
    Tile("N", "Halland", 1, 7, Suppressed(), 5),
)


@pytest.mark.parametrize("colour", [NEED, ROOM])
@pytest.mark.parametrize("step", TINT_STEPS)
def test_text_on_every_tint_can_be_read(colour: str, step: float) -> None:
    fill = mix(colour, step)
    assert contrast(text_on(fill), fill) >= 4.5


def test_the_two_colours_can_be_read_on_paper() -> None:
    assert min(contrast(NEED, "#ffffff"), contrast(ROOM, "#ffffff")) >= 4.5


def test_a_tile_map_says_everything_without_its_colours() -> None:
    svg = draw_tile_map(TileMap(TILES), "Platser fattas i Skåne.")
    root = ET.fromstring(svg)
    assert root.get("aria-label") == "Platser fattas i Skåne."
    groups = root.findall(f"{SVG}g")
    room_over, need_over, absent, half, held_back = groups
    assert [text.text for text in room_over.findall(f"{SVG}text")] == ["AB", "120", "+300"]
    assert float(room_over.find(f"{SVG}rect").get("rx")) > float(need_over.find(f"{SVG}rect").get("rx"))  # type: ignore[union-attr, arg-type]
    assert absent.find(f"{SVG}rect").get("stroke-dasharray")  # type: ignore[union-attr]
    assert [text.text for text in absent.findall(f"{SVG}text")] == ["I", "saknas"]
    assert [text.text for text in half.findall(f"{SVG}text")] == ["Z", "4", "saknas"]
    assert [text.text for text in held_back.findall(f"{SVG}text")] == ["N", "..", "+5"]
    assert describe_tile(TILES[1]) == "Skåne, väntat över 90 dagar: 807, lediga platser: 72"


def test_charts_hold_no_style_sheet_and_fetch_nothing() -> None:
    for chart in (TileMap(TILES), BarChart((Bar("Erbjudna", 3, "3", "room"),)), TileMap(()), BarChart(())):
        svg = draw_chart(chart, "Text.")
        ET.fromstring(svg)
        assert "var(" not in svg
        assert "href" not in svg
        assert "<style" not in svg


@given(st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=30))
def test_a_trend_breaks_where_a_week_is_missing(points: list[float | None]) -> None:
    svg = draw_trend(Trend(tuple(points), "v. 1", "v. 2"))
    if all(point is None for point in points):
        assert svg == ""
        return
    root = ET.fromstring(svg)
    path = root.find(f"{SVG}path").get("d")  # type: ignore[union-attr]
    assert path is not None
    runs = "".join("x" if point is not None else " " for point in points).split()
    assert path.count("M") == len(runs)
    assert path.count("L") == sum(len(run) - 1 for run in runs)


def test_nothing_is_drawn_of_a_figure_that_is_missing() -> None:
    columns = (
        Column("g", "Grupp"),
        Column("need", "Behov", "count"),
        Column("room", "Plats", "count"),
        Column("picture", "Bild", "balance", drawn_from=("need", "room")),
    )
    rows = (
        Row({"g": "a", "need": 10, "room": 5}),
        Row({"g": "b", "need": Missing("x"), "room": 5}),
        Row({"g": "c"}, missing=Missing("x")),
    )
    table = Table("t", "T.", columns, rows)
    drawn = [draw_cell(columns[3], row, table) for row in rows]
    assert drawn[0].startswith("<svg")
    assert drawn[1:] == ["", ""]


def test_need_and_room_share_one_scale_and_zero() -> None:
    root = ET.fromstring(draw_balance(100, 50, most_need=100, most_room=50))
    need, room = root.findall(f"{SVG}rect")
    assert float(need.get("width")) == pytest.approx(2 * float(room.get("width")), abs=0.2)  # type: ignore[arg-type]
    assert float(need.get("x")) + float(need.get("width")) == pytest.approx(float(room.get("x")), abs=0.2)  # type: ignore[arg-type]


def test_pictures_of_numbers_beside_them_are_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in draw_dot(0.5, reference=None)


def test_every_status_has_a_shape_of_its_own_and_its_word() -> None:
    drawn = {code: draw_status(status) for code, status in STATUSES.items()}
    assert len({ET.tostring(ET.fromstring(svg)[0]) + bytes(len(svg)) for svg in drawn.values()}) == len(STATUSES)
    assert all(f'aria-label="{STATUSES[code].text}"' in svg for code, svg in drawn.items())
