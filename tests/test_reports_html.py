"""The page of a report: the model's figures, one file and no request, structure a screen reader can follow."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from jinja2 import StrictUndefined, UndefinedError
from lxml import etree
from lxml import html as lxml_html

from reports import cells, fonts
from reports.content import (
    Column,
    Facts,
    ItemList,
    Note,
    Paragraph,
    Report,
    Row,
    Section,
    Span,
    Table,
)
from reports.html import render_html
from reports.html.page import environment, fits_phone
from reports.lagesbild import compose_lagesbild
from reports.values import Missing, Suppressed
from tests.test_reports_frames import all_tables, edition


@pytest.fixture(scope="module")
def report() -> Report:
    return compose_lagesbild(all_tables(), edition())


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return render_html(report)


@pytest.fixture(scope="module")
def tree(page: str) -> etree._Element:
    return lxml_html.fromstring(page)


def small_report(*blocks: object, **changes: object) -> Report:
    section = Section("s", "Ämne", "Rubrik", tuple(blocks))  # type: ignore[arg-type]
    base = Report("r", "Titel", "", "Beskrivning", date(2026, 11, 22), (section,))
    return replace(base, **changes)  # type: ignore[arg-type]


def test_every_figure_of_the_model_stands_in_its_cell(report: Report, tree: etree._Element) -> None:
    for table in report.tables():
        if not table.rows:
            continue
        (element,) = tree.xpath(f"//table[@id='tabell-{table.name}']")
        shown = element.xpath("./tbody/tr")
        assert len(shown) == len(table.rows)
        for row, line in zip(table.rows, shown, strict=True):
            texts = ["".join(cell.itertext()).strip() for cell in line]
            if row.missing:
                assert texts[1] == cells.row_reason(row.missing)
                continue
            for column, text in zip(table.columns, texts, strict=True):
                if column in table.file_columns:
                    assert text == cells.spell_cell(row.cells[column.key], column)


def test_golden_facts_of_the_invented_week(page: str) -> None:
    text = re.sub(r"<[^>]+>", "", html.unescape(page))
    key = {"week": "2026-W47", "region_code": "00", "diagnosis_group": "all", "care_type": "operation"}
    rows = all_tables()["mart.waiting_by_diagnosis"].iter_rows(named=True)
    row = next(row for row in rows if key.items() <= row.items())
    assert cells.spell(row["over_90_count"], "count") in text
    assert (
        "19 av 21 regioner ingår. Saknas: Gotland (försenad, 51\u00a0dagar gammal), Jämtland Härjedalen (returnerad)."
        in text
    )
    assert "sedan vecka\u00a046, i samma 19\u00a0regioner" in text
    assert "saknas: senast räknat 17\u00a0november 2026" in text


def test_the_page_is_one_file_and_asks_for_nothing(page: str, tree: etree._Element) -> None:
    assert not tree.xpath("//script | //link | //img | //iframe | //object")
    for address in tree.xpath("//@href | //@src"):
        assert not re.match(r"(?i)(https?:)?//", address)
    assert set(re.findall(r"url\(\s*['\"]?(\w+:)", page)) == {"data:"}
    assert page.count("url(") == len(fonts.WEIGHTS)
    assert "@import" not in page


def test_the_structure_can_be_followed(tree: etree._Element) -> None:
    assert tree.get("lang") == "sv"
    assert len(tree.xpath("//h1")) == 1
    assert all(table.xpath("./caption") for table in tree.xpath("//table"))
    assert not tree.xpath("//table//th[not(@scope)]")
    assert not tree.xpath("//svg[not(@aria-label) and not(@aria-hidden)]")
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    for target in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert target[1:] in names
    levels = [int(element.tag[1]) for element in tree.xpath("//h1|//h2|//h3")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_chart_has_its_finding_and_its_table(tree: etree._Element) -> None:
    figures = tree.xpath("//figure")
    assert len(figures) == 7
    for figure in figures:
        (svg,) = figure.xpath(".//div/svg")
        assert svg.get("aria-label") in "".join(figure.xpath("./figcaption")[0].itertext())
        assert figure.xpath("./details/summary")
        assert figure.xpath("./details//table")


def test_a_name_that_is_not_there_is_an_error() -> None:
    assert environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_text_is_never_markup() -> None:
    hostile = "<script>alert('x')</script>"
    table = Table(
        "t", hostile, (Column("a", hostile), Column("b", "B", "count")), (Row({"a": hostile, "b": Missing(hostile)}),)
    )
    blocks = (
        Paragraph((hostile, Span(hostile, "need"))),
        Note(hostile),
        ItemList((hostile,)),
        Facts(((hostile, hostile),)),
        table,
    )
    page = render_html(small_report(*blocks, title=hostile, footer=hostile, banner=hostile))
    assert "<script" not in page
    assert "&lt;script" in page


def test_missing_held_back_and_zero_are_marked_apart() -> None:
    columns = (Column("a", "A"), Column("b", "B", "count"))
    rows = tuple(Row({"a": str(index), "b": value}) for index, value in enumerate((Missing("skäl"), Suppressed(), 0)))
    tree = lxml_html.fromstring(render_html(small_report(Table("t", "T.", columns, rows))))
    assert [(cell.get("class"), cell.text) for cell in tree.xpath("//td")] == [
        ("n missing", "saknas"),
        ("n suppressed", ".."),
        ("n zero", "0"),
    ]
    assert "Saknas: skäl (0)." in tree.xpath("//p[@class='note']/text()")


def test_wide_tables_become_cards_and_narrow_ones_stay(report: Report) -> None:
    by_name = {table.name: table for table in report.tables()}
    assert fits_phone(by_name["karta_hip_replacement"])
    assert not fits_phone(by_name["diagnosgrupper"])
    assert not fits_phone(by_name["indikatorer"])


def test_equal_reports_give_equal_bytes(report: Report) -> None:
    assert render_html(report) == render_html(compose_lagesbild(all_tables(), edition()))


def test_the_font_is_whole_enough_for_swedish() -> None:
    for path in fonts.font_files():
        tables = fonts.read_tables(path.read_bytes())
        reduced = fonts.reduce_font(tables)
        mapping = fonts.read_character_map(reduced["cmap"])
        assert {ord(sign) for sign in "ÅÄÖåäöéü0123456789\u00a0\u2212\u2013”…·→"} <= mapping.keys()
        assert len(reduced["glyf"]) < len(tables["glyf"]) / 3
        names = fonts.read_names(reduced["name"])
        assert names[1] == fonts.HTML_FAMILY
        assert "Source" not in names[1]
        assert "Adobe" in names[fonts.COPYRIGHT_NAME]


def test_figures_are_as_wide_as_each_other() -> None:
    for path in fonts.font_files():
        tables = fonts.read_tables(path.read_bytes())
        mapping = fonts.read_character_map(tables["cmap"])
        count = int.from_bytes(tables["hhea"][34:36], "big")
        widths = {
            int.from_bytes(tables["hmtx"][4 * g : 4 * g + 2], "big")
            for g in (mapping[ord(d)] for d in "0123456789")
            if g < count
        }
        assert len(widths) == 1
