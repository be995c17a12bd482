"""The PDF: PDF/UA-1 by an independent validator, text in reading order, the same bytes every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import page
import pikepdf
import pytest

from reports import cells
from reports.content import Note, Report, Section
from reports.lagesbild import compose_lagesbild
from reports.pdf import render_pdf
from reports.transfers import compose_transfers
from tests.test_reports_frames import all_tables, edition


@pytest.fixture(scope="module")
def report() -> Report:
    return compose_lagesbild(all_tables(), edition(preliminary=False, fixed_date=date(2026, 11, 23)))


@pytest.fixture(scope="module")
def pdf(report: Report) -> bytes:
    return render_pdf(report)


def failures(data: bytes) -> list[str]:
    return [
        f"{failure.rule_id}: {failure.message}" for failure in page.validate_pdf_bytes(data, profile="ua1").failures
    ]


def test_the_lagesbild_holds_pdf_ua_1(pdf: bytes) -> None:
    assert failures(pdf) == []


def test_so_do_the_transfers_and_a_report_of_nothing() -> None:
    assert failures(render_pdf(compose_transfers(all_tables(), 2025, edition()))) == []
    assert failures(render_pdf(compose_lagesbild({}, edition()))) == []
    assert failures(render_pdf(compose_transfers({}, 2025, edition()))) == []


def test_title_language_date_and_fonts_are_inside(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Lang == "sv-SE"
        assert str(document.docinfo["/Title"]) == "Nationell lägesbild, vecka\u00a047 2026"
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261123")
        fonts = {str(font.get("/BaseFont", "")) for font in document.objects if isinstance(font, pikepdf.Dictionary)}
    assert {name.split("+")[-1] for name in fonts if "SourceSans" in name} == {
        "SourceSansPro-Regular",
        "SourceSansPro-Semibold",
    }


def test_every_table_has_heads_and_every_picture_its_text(pdf: bytes) -> None:
    tags: dict[str, int] = {}
    without_text = 0
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for element in document.objects:
            if isinstance(element, pikepdf.Dictionary) and "/S" in element and "/P" in element:
                tag = str(element["/S"])
                tags[tag] = tags.get(tag, 0) + 1
                without_text += tag == "/Figure" and "/Alt" not in element
    assert without_text == 0
    assert tags["/Figure"] >= 7
    assert tags["/TH"] > tags["/Table"]
    assert tags["/Caption"] == tags["/Table"]


def test_equal_reports_give_equal_bytes(report: Report, pdf: bytes) -> None:
    assert render_pdf(report) == pdf


def test_no_text_of_a_report_is_read_as_markup() -> None:
    hostile = '#panic("x") $x$ *b* @a <b> \\ [c] // d'
    section = Section("s", "S", hostile, (Note(hostile),), lead=hostile)
    data = render_pdf(Report("r", hostile, "", "d", date(2026, 11, 22), (section,), banner=hostile, footer=hostile))
    assert failures(data) == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_text_can_be_read_in_order(report: Report, pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lagesbild.pdf"
    path.write_bytes(pdf)
    command = [str(shutil.which("pdftotext")), "-enc", "UTF-8", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    flat = re.sub(r"\s+", " ", text)
    place = 0
    for section in report.sections:
        place = flat.index(re.sub(r"\s+", " ", section.heading), place) + 1
    table = next(table for table in report.tables() if table.name == "diagnosgrupper")
    for row in table.rows:
        for column in table.file_columns:
            assert re.sub(r"\s+", " ", cells.spell_cell(row.cells[column.key], column)) in flat
    assert "\ufffd" not in text
