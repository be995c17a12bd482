"""The workbook: real numbers, text that stays text, the same bytes, opened by programs that others wrote."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from reports.content import Column, Report, Row, Section, Table
from reports.lagesbild import compose_lagesbild
from reports.values import Missing, Suppressed
from reports.xlsx import FRONT, render_xlsx
from tests.test_reports_frames import all_tables, edition


@pytest.fixture(scope="module")
def report() -> Report:
    return compose_lagesbild(all_tables(), edition())


@pytest.fixture(scope="module")
def book(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))


def test_every_table_has_its_sheet_and_every_number_is_the_models(report: Report, book: openpyxl.Workbook) -> None:
    tables = list(report.tables())
    assert book.sheetnames == [FRONT, *(f"Tabell {number}" for number in range(1, len(tables) + 1))]
    for number, table in enumerate(tables, start=1):
        sheet = book[f"Tabell {number}"]
        assert sheet["A1"].value == table.caption
        assert sheet.freeze_panes == "B4"
        for line, row in enumerate(table.rows, start=4):
            for index, column in enumerate(table.file_columns, start=1):
                cell = row.cells.get(column.key)
                if isinstance(cell, (int, float)):
                    assert sheet.cell(line, index).value == pytest.approx(cell)
                elif isinstance(cell, date):
                    assert sheet.cell(line, index).value.date() == cell
                elif isinstance(cell, Missing):
                    assert sheet.cell(line, index).value == "saknas"


def test_the_front_sheet_says_what_it_is_and_where_everything_stands(book: openpyxl.Workbook) -> None:
    front = book[FRONT]
    texts = [str(cell.value) for row in front.iter_rows() for cell in row if cell.value]
    assert texts[0] == "Nationell lägesbild, vecka\u00a047 2026"
    assert any("Dataversion 3f1c9a77e2b04d15" in text for text in texts)
    assert any("19 av 21 regioner ingår. Saknas: Gotland" in text for text in texts)
    links = [cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_what_looks_like_a_formula_stays_text() -> None:
    hostile = ['=HYPERLINK("http://x")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1"]
    rows = tuple(Row({"a": text, "b": text, "c": Suppressed()}) for text in hostile)
    table = Table("t", "=1+1", (Column("a", "=A"), Column("b", "B"), Column("c", "C", "count")), rows)
    report = Report("r", "=T", "", "d", date(2026, 11, 22), (Section("s", "S", "S", (table,)),), banner="=2")
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cell = book["Tabell 1"]["A4"]
    assert cell.value == hostile[0]
    assert cell.quotePrefix
    assert book["Tabell 1"]["C4"].value == ".."


def test_numbers_look_swedish(book: openpyxl.Workbook) -> None:
    sheet = book["Tabell 1"]
    heads = [cell.value for cell in sheet[3]]
    share = sheet.cell(4, heads.index("Andel") + 1)
    assert share.number_format == "[$-41D]0\u00a0%"
    assert sheet.cell(4, 2).number_format == "[$-41D]#,##0"


def test_equal_reports_give_equal_bytes(report: Report) -> None:
    assert render_xlsx(report) == render_xlsx(compose_lagesbild(all_tables(), edition()))


def test_a_report_of_nothing_opens_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(compose_lagesbild({}, edition()))))
    assert book[FRONT]["A1"].value


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same_numbers(report: Report, tmp_path: Path) -> None:
    source = tmp_path / "lagesbild.xlsx"
    source.write_bytes(render_xlsx(report))
    profile = (tmp_path / "profile").as_uri()
    second_sheet_as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = [
        str(shutil.which("soffice")),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        second_sheet_as_csv,
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (written,) = tmp_path.glob("lagesbild*.csv")
    lines = written.read_text(encoding="utf-8").splitlines()
    table = next(report.tables())
    first = table.rows[0].cells
    assert str(first["diagnosis_group"]) in lines[3]
    assert str(first["waiting_count"]) in "".join(sign for sign in lines[3] if sign not in " ,.\u00a0\u202f")
