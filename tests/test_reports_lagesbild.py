"""What the lägesbild says: like for like, never a misleading zero, and what is missing by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from reports.cells import INTERVAL_NOTE, notes_of
from reports.charts.tile_map import describe_tile, gap_of
from reports.content import Figure, FigureGroup, KeyFigure, KeyFigures, Report, Section, Table, TileMap
from reports.data_files import write_csv
from reports.html import render_html
from reports.lagesbild import compose_lagesbild
from reports.picture import WITHHELD
from reports.values import Cell, Interval, Missing, Trend
from reports.xlsx import render_xlsx
from tests.test_reports_frames import AS_OF, WEEK, all_tables, edition


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    return all_tables()


def section(report: Report, name: str) -> Section:
    return next(section for section in report.sections if section.name == name)


def table(report: Report, name: str) -> Table:
    return next(table for table in report.tables() if table.name == name)


def key_figures(report: Report) -> dict[str, KeyFigure]:
    (block,) = [block for block in section(report, "korthet").blocks if isinstance(block, KeyFigures)]
    return {figure.key: figure for figure in block.figures}


def tile_figures(report: Report) -> dict[str, Figure]:
    (group,) = [block for block in section(report, "var-finns-plats").blocks if isinstance(block, FigureGroup)]
    return {figure.name: figure for figure in group.figures}


def without(frame: pl.DataFrame, **values: str) -> pl.DataFrame:
    return frame.filter(~pl.all_horizontal([pl.col(column) == value for column, value in values.items()]))


def test_sections_stand_in_reading_order(tables: dict[str, pl.DataFrame]) -> None:
    names = [section.name for section in compose_lagesbild(tables, edition()).sections]
    assert names == ["korthet", "diagnosgrupper", "var-finns-plats", "vardplatser", "kvalitet", "metod"]


def test_the_change_compares_the_same_regions(tables: dict[str, pl.DataFrame]) -> None:
    waiting = tables["mart.waiting_by_diagnosis"]
    before = "2026-W46"
    tables["mart.waiting_by_diagnosis"] = without(waiting, week=before, region_code="01")
    change = key_figures(compose_lagesbild(tables, edition()))["over_90_count"].change
    sums = (
        waiting.filter(
            pl.col("diagnosis_group") == "all",
            pl.col("care_type") == "operation",
            ~pl.col("region_code").is_in(["00", "01"]),
        )
        .group_by("week")
        .agg(pl.col("over_90_count").sum())
    )
    by_week = dict(sums.iter_rows())
    difference = by_week[WEEK] - by_week[before]
    assert str(abs(difference)) in change
    assert change.endswith("i de 18\u00a0regioner som är med båda veckorna")


def test_without_the_week_before_no_change_is_claimed(tables: dict[str, pl.DataFrame]) -> None:
    for name in ("mart.waiting_by_diagnosis", "mart.balance_by_diagnosis"):
        tables[name] = tables[name].filter(pl.col("week") == WEEK)
    figures = key_figures(compose_lagesbild(tables, edition()))
    assert figures["over_90_count"].change == "jämförelse med vecka\u00a046 saknas"
    assert figures["within_90_share"].change == "jämförelse med vecka\u00a046 saknas"
    assert figures["slots_free_count"].change == "jämförelse med vecka\u00a046 saknas"


def test_slots_are_not_compared_with_a_week_in_which_nobody_reported_any(tables: dict[str, pl.DataFrame]) -> None:
    slots = pl.col("^slots_.*$")
    tables["mart.balance_by_diagnosis"] = tables["mart.balance_by_diagnosis"].with_columns(
        pl.when(pl.col("week") == WEEK).then(slots).otherwise(0)
    )
    figures = key_figures(compose_lagesbild(tables, edition()))
    assert figures["slots_free_count"].change == "jämförelse med vecka\u00a046 saknas"


def test_the_heading_names_the_groups_that_lack_most(tables: dict[str, pl.DataFrame]) -> None:
    assert section(compose_lagesbild(tables, edition()), "diagnosgrupper").heading == (
        "Höftprotes och framfall har störst underskott på plats"
    )
    balance = tables["mart.balance_by_diagnosis"]
    tables["mart.balance_by_diagnosis"] = balance.with_columns(gap_low_count=pl.lit(-1, pl.Int64))
    assert section(compose_lagesbild(tables, edition()), "diagnosgrupper").heading.startswith(
        "De lediga platserna är minst"
    )
    tables["mart.balance_by_diagnosis"] = balance.with_columns(gap_low_count=pl.lit(None, pl.Int64))
    assert "går inte att jämföra" in section(compose_lagesbild(tables, edition()), "diagnosgrupper").heading


def test_a_median_that_cannot_be_given_is_missing_and_not_zero(tables: dict[str, pl.DataFrame]) -> None:
    tables["mart.waiting_by_diagnosis"] = tables["mart.waiting_by_diagnosis"].with_columns(
        median_days=pl.lit(None, pl.Float64), within_90_share=pl.lit(None, pl.Float64)
    )
    for row in table(compose_lagesbild(tables, edition()), "diagnosgrupper").rows:
        assert isinstance(row.cells["median_days"], Missing)
        assert isinstance(row.cells["within_90_share"], Missing)


def test_a_region_that_delivered_nothing_is_dashed_and_one_with_nobody_waiting_is_zero(
    tables: dict[str, pl.DataFrame],
) -> None:
    for name in ("mart.waiting_by_diagnosis", "mart.balance_by_diagnosis"):
        tables[name] = without(tables[name], region_code="13", diagnosis_group="prolapse")
    chart = tile_figures(compose_lagesbild(tables, edition()))["karta_prolapse"].chart
    assert isinstance(chart, TileMap)
    tiles = {tile.name: tile for tile in chart.tiles}
    assert isinstance(tiles["Gotland"].need, Missing)
    assert isinstance(tiles["Gotland"].room, Missing)
    assert (tiles["Halland"].need, tiles["Halland"].room) == (0, 0)


def test_zero_slots_of_a_region_whose_report_is_not_in_force_are_missing(tables: dict[str, pl.DataFrame]) -> None:
    row = (
        tables["mart.balance_by_diagnosis"]
        .filter(pl.col("region_code") == "13")
        .with_columns(region_code=pl.lit("09"), slots_free_own_count=pl.lit(0, pl.Int64))
    )
    tables["mart.balance_by_diagnosis"] = pl.concat([tables["mart.balance_by_diagnosis"], row])
    chart = tile_figures(compose_lagesbild(tables, edition()))["karta_cataract"].chart
    assert isinstance(chart, TileMap)
    assert isinstance(next(tile for tile in chart.tiles if tile.name == "Gotland").room, Missing)


def test_a_curve_breaks_where_a_region_of_this_week_is_missing(tables: dict[str, pl.DataFrame]) -> None:
    tables["mart.waiting_by_diagnosis"] = without(
        tables["mart.waiting_by_diagnosis"], week="2026-W40", region_code="12"
    )
    trend = table(compose_lagesbild(tables, edition()), "diagnosgrupper").rows[0].cells["trend"]
    assert isinstance(trend, Trend)
    assert [index for index, point in enumerate(trend.points) if point is None] == [18]
    assert len(trend.points) == 26


def test_stale_beds_are_left_out_with_their_date(tables: dict[str, pl.DataFrame]) -> None:
    report = compose_lagesbild(tables, edition())
    rows = {row.cells["region"]: row for row in table(report, "vardplatser_somatic").rows}
    assert rows["Värmland"].missing == Missing("senast räknat 17\u00a0november 2026")
    counted = tables["mart.beds"].filter(
        pl.col("bed_kind") == "somatic", pl.col("date") == AS_OF, pl.col("region_code") != "17"
    )
    assert rows["Riket"].cells["available_count"] == counted["available_count"].sum()
    assert rows["Riket"].cells["occupancy_share"] == pytest.approx(
        counted["occupied_count"].sum() / counted["available_count"].sum()
    )
    assert "För gamla för att räknas med: Värmland." in render_html(report)


def test_a_part_that_a_region_does_not_report_leaves_both_sums(tables: dict[str, pl.DataFrame]) -> None:
    rows = {row.cells["region"]: row for row in table(compose_lagesbild(tables, edition()), "vardplatser_somatic").rows}
    assert isinstance(rows["Dalarna"].cells["displaced_per_100"], Missing)
    counted = tables["mart.beds"].filter(
        pl.col("bed_kind") == "somatic",
        pl.col("date") == AS_OF,
        pl.col("displaced_count").is_not_null(),
        pl.col("region_code") != "17",
    )
    expected = 100 * counted["displaced_count"].sum() / counted["available_count"].sum()
    assert rows["Riket"].cells["displaced_per_100"] == pytest.approx(expected)


def test_beds_withheld_by_a_ward_are_an_interval_in_the_region_and_in_the_country(
    tables: dict[str, pl.DataFrame],
) -> None:
    before = country_and_region(tables, "Skåne")
    skane = (pl.col("region_code") == "12") & (pl.col("bed_kind") == "somatic") & (pl.col("date") == AS_OF)
    beds = tables["mart.beds"]
    tables["mart.beds"] = beds.with_columns(
        displaced_high_count=pl.when(skane).then(pl.col("displaced_count") + 3).otherwise("displaced_high_count"),
        displaced_per_100=pl.when(~skane).then("displaced_per_100"),
        displaced_high_per_100=pl.when(skane)
        .then(100 * (pl.col("displaced_count") + 3) / pl.col("displaced_available_count"))
        .otherwise("displaced_high_per_100"),
    )
    for name, row in country_and_region(tables, "Skåne").items():
        found, known = row["displaced_per_100"], before[name]["displaced_per_100"]
        assert isinstance(found, Interval)
        assert isinstance(known, float)
        assert found.low == known
        assert found.high is not None
        assert found.high > known
        assert row["occupied_count"] == before[name]["occupied_count"]
        assert row["occupancy_share"] == before[name]["occupancy_share"]


def country_and_region(tables: dict[str, pl.DataFrame], region: str) -> dict[str, dict[str, Cell]]:
    rows = {row.cells["region"]: row for row in table(compose_lagesbild(tables, edition()), "vardplatser_somatic").rows}
    return {name: dict(rows[name].cells) for name in ("Riket", region)}


@pytest.mark.parametrize(("most", "text"), [(9, "6–9"), (None, "minst 6")])
def test_withheld_free_slots_stand_as_an_interval_with_its_note_in_every_format(
    tables: dict[str, pl.DataFrame], most: int | None, text: str
) -> None:
    country = (pl.col("region_code") == "00") & (pl.col("diagnosis_group") == "cataract") & (pl.col("week") == WEEK)
    tables["mart.balance_by_diagnosis"] = tables["mart.balance_by_diagnosis"].with_columns(
        slots_free_own_count=pl.when(country).then(6).otherwise("slots_free_own_count"),
        slots_free_own_high_count=pl.when(country).then(most).otherwise("slots_free_own_high_count"),
        gap_count=pl.when(~country).then("gap_count"),
        gap_low_count=pl.when(country).then(None if most is None else 1).otherwise("gap_low_count"),
        gap_high_count=pl.when(country).then(4).otherwise("gap_high_count"),
    )
    report = compose_lagesbild(tables, edition())
    found = table(report, "diagnosgrupper")
    row = next(row for row in found.rows if row.cells["diagnosis_group"] == "Grå starr")
    assert row.cells["slots_free_count"] == Interval(6, most)
    assert row.cells["gap_count"] == (Missing(WITHHELD) if most is None else Interval(1, 4))
    assert INTERVAL_NOTE in notes_of(found)
    assert text in render_html(report)
    assert text in write_csv(found)


def test_a_tile_whose_room_may_be_enough_or_not_has_no_colour(
    tables: dict[str, pl.DataFrame],
) -> None:
    skane = (pl.col("region_code") == "12") & (pl.col("diagnosis_group") == "cataract")
    tables["mart.balance_by_diagnosis"] = tables["mart.balance_by_diagnosis"].with_columns(
        over_90_count=pl.when(skane).then(10).otherwise("over_90_count"),
        slots_free_own_count=pl.when(skane).then(8).otherwise("slots_free_own_count"),
        slots_free_own_high_count=pl.when(skane).then(11).otherwise("slots_free_own_high_count"),
    )
    found = tile_figures(compose_lagesbild(tables, edition()))["karta_cataract"]
    assert isinstance(found.chart, TileMap)
    tile = next(tile for tile in found.chart.tiles if tile.name == "Skåne")
    assert (tile.room, gap_of(tile)) == (Interval(8, 11), None)
    assert gap_of(replace(tile, need=12)) == 4
    assert gap_of(replace(tile, need=8)) == 0
    assert gap_of(replace(tile, room=Interval(8, None))) is None
    assert gap_of(replace(tile, need=7, room=Interval(8, None))) == -1
    assert describe_tile(tile) == "Skåne, väntat över 90 dagar: 10, lediga platser: 8–11"
    row = next(row for row in found.table.rows if row.cells["region"] == "Skåne")
    assert row.cells["gap_count"] == Interval(-1, 2)


def test_beds_of_tomorrow_are_not_beds_of_now(tables: dict[str, pl.DataFrame]) -> None:
    later = (
        tables["mart.beds"]
        .filter(pl.col("date") == AS_OF)
        .with_columns(date=pl.col("date") + timedelta(days=1), occupied_count=pl.lit(0.0))
    )
    expected = table(compose_lagesbild(tables, edition()), "vardplatser_somatic")
    tables["mart.beds"] = pl.concat([tables["mart.beds"], later])
    assert table(compose_lagesbild(tables, edition()), "vardplatser_somatic") == expected


def test_unverified_reference_rows_are_listed(tables: dict[str, pl.DataFrame]) -> None:
    report = compose_lagesbild(tables, edition())
    (row,) = table(report, "inte_verifierat").rows
    assert row.cells["table"] == "Mål för beläggning"
    assert "1\u00a0rad i referensdata är inte verifierade" in str(section(report, "metod").lead)


def test_a_preliminary_and_a_corrected_edition_say_so(tables: dict[str, pl.DataFrame]) -> None:
    assert compose_lagesbild(tables, edition()).banner.startswith("Preliminär")
    corrected = edition(preliminary=False, version=2, correction_reason="Skåne rättade sin väntelista.")
    assert compose_lagesbild(tables, corrected).banner == "Rättad utgåva, version 2: Skåne rättade sin väntelista."
    assert compose_lagesbild(tables, edition(preliminary=False, fixed_date=date(2026, 11, 23))).banner == ""


def renders(report: Report) -> str:
    render_xlsx(report)
    return render_html(report)


def test_no_table_at_all_gives_a_report_that_says_so() -> None:
    page = renders(compose_lagesbild({}, edition()))
    assert "Behov och plats går inte att jämföra" in page
    assert ">0</" not in page


@pytest.mark.parametrize("name", sorted(all_tables()))
@pytest.mark.parametrize("how", ["absent", "empty"])
def test_any_table_may_be_absent_or_empty(tables: dict[str, pl.DataFrame], name: str, how: str) -> None:
    if how == "absent":
        del tables[name]
    else:
        tables[name] = tables[name].clear()
    renders(compose_lagesbild(tables, edition()))


def test_marts_without_rows_but_known_regions_are_all_missing(tables: dict[str, pl.DataFrame]) -> None:
    for name in list(tables):
        if name.startswith("mart."):
            tables[name] = tables[name].clear()
    report = compose_lagesbild(tables, edition())
    assert report.coverage is not None
    assert report.coverage.reporting_count == 0
    assert all(isinstance(figure.value, Missing) for figure in key_figures(report).values())
    page = renders(report)
    assert "0 av 21 regioner" in page
    assert "ingen region har lämnat uppgiften" in page


def test_three_regions_are_said_to_be_three(tables: dict[str, pl.DataFrame]) -> None:
    kept = ["00", "01", "03", "04"]
    for name, frame in tables.items():
        if name.startswith("mart.") and "region_code" in frame.columns:
            tables[name] = frame.filter(pl.col("region_code").is_in(kept))
    report = compose_lagesbild(tables, edition())
    assert "3 av 21 regioner" in renders(report)


def test_wider_integers_of_the_warehouse_are_read(tables: dict[str, pl.DataFrame]) -> None:
    expected = compose_lagesbild(tables, edition())
    for name in ("mart.waiting_by_diagnosis", "mart.balance_by_diagnosis"):
        tables[name] = tables[name].with_columns(pl.col(pl.Int64).cast(pl.Int128))
    assert compose_lagesbild(tables, edition()) == expected


def test_the_order_of_rows_does_not_matter(tables: dict[str, pl.DataFrame]) -> None:
    expected = render_html(compose_lagesbild(tables, edition()))
    reversed_tables = {name: frame.reverse() for name, frame in tables.items()}
    assert render_html(compose_lagesbild(reversed_tables, edition())) == expected
