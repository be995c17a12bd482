"""An edition's folder, the transfers and the front pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from lxml import html as lxml_html

from reports.content import Report, Table
from reports.front_page import DataFile, EditionLink, render_internal_front, render_published_front
from reports.html import render_html
from reports.lagesbild import compose_lagesbild
from reports.render import write_report
from reports.transfers import compose_transfers
from tests.test_reports_frames import AS_OF, all_tables, edition


def table(report: Report, name: str) -> Table:
    return next(table for table in report.tables() if table.name == name)


def test_an_edition_has_its_page_its_pdf_its_workbook_and_its_data(tmp_path: Path) -> None:
    report = compose_transfers(all_tables(), 2025, edition())
    written = write_report(report, tmp_path / "2025", "patientflyttar")
    names = [str(path.relative_to(tmp_path / "2025")) for path in written]
    assert names[:3] == ["index.html", "patientflyttar.pdf", "patientflyttar.xlsx"]
    assert names[3:] == [f"data/{table.name}.csv" for table in report.tables()]
    tree = lxml_html.fromstring((tmp_path / "2025" / "index.html").read_text(encoding="utf-8"))
    for address in tree.xpath("//footer//a/@href"):
        assert (tmp_path / "2025" / address).is_file()


def test_written_twice_every_byte_is_equal(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_report(compose_lagesbild(all_tables(), edition()), tmp_path / folder, "lagesbild")
    for path in sorted((tmp_path / "a").rglob("*.*")):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes(), path.name


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    report = compose_transfers(all_tables(), 2025, edition())
    with pytest.raises(ValueError, match="one name"):
        write_report(replace(report, sections=report.sections * 2), tmp_path, "x")


def test_transfers_add_up_and_leave_the_patients_choice_apart() -> None:
    cases = all_tables()["mart.transfers_by_year"]
    transfers = cases.filter(pl.col("reason") != "patient_choice")
    report = compose_transfers(all_tables(), 2025, edition())
    matrix = table(report, "hemregion_vardregion")
    totals = [row.cells["total"] for row in matrix.rows]
    assert sum(total for total in totals if isinstance(total, int)) == transfers["treated_count"].sum()
    steps = {row.cells["step"]: row.cells["count"] for row in table(report, "erbjudande_till_vard").rows}
    assert steps["Erbjudna"] == transfers["offered_count"].sum()
    by_reason = {row.cells["reason"]: row.cells["treated_count"] for row in table(report, "efter_reason").rows}
    chosen = cases.filter(pl.col("reason") == "patient_choice")["treated_count"].sum()
    assert by_reason["Patientens val"] == chosen


def test_transfers_without_a_case_say_so() -> None:
    page = render_html(compose_transfers(all_tables(), 2019, edition()))
    assert "Ingen vård i en annan region är redovisad" in page
    assert "Inga behandlade ärenden är redovisade" in page
    assert "saknas" in page


def test_a_transfer_without_a_care_region_is_not_lost() -> None:
    tables = all_tables()
    frame = tables["mart.transfers_by_year"]
    tables["mart.transfers_by_year"] = frame.with_columns(
        care_region=pl.when(pl.col("home_region") == "01").then(None).otherwise(pl.col("care_region")),
        ownership=pl.lit(None, pl.String),
    )
    report = compose_transfers(tables, 2025, edition())
    stockholm = next(
        row for row in table(report, "hemregion_vardregion").rows if row.cells["home_region"] == "Stockholm"
    )
    assert stockholm.cells["care_unknown"] == stockholm.cells["total"] != 0
    assert [row.cells["ownership"] for row in table(report, "efter_ownership").rows] == ["Ej angivet"]


def test_the_published_front_page_says_what_it_holds_and_what_not() -> None:
    files = [DataFile("data/beds.csv", "Vårdplatser per region och dag.", 12300)]
    page = render_published_front([], files, AS_OF, "lagesbild@exempel.se")
    tree = lxml_html.fromstring(page)
    text = " ".join(tree.text_content().split())
    assert "De handlar om platser, inte om personer." in text
    assert "hur många som väntar på vård, finns inte här" in text
    assert tree.xpath("//td//@href | //th//@href") == ["data/beds.csv"]
    assert "12 300" in text
    assert tree.xpath("//a[@href='mailto:lagesbild@exempel.se']")


def test_the_internal_front_page_lists_the_editions_in_order() -> None:
    editions = [EditionLink("Vecka 47", "lagesbild/2026-v47/index.html", "preliminär"), EditionLink("Vecka 46", "v46/")]
    tree = lxml_html.fromstring(render_internal_front(editions, AS_OF))
    assert tree.xpath("//ul//a/@href") == ["lagesbild/2026-v47/index.html", "v46/"]
    assert "Ingen utgåva har gjorts ännu" in render_internal_front([], date(2026, 1, 1))
