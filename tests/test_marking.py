"""The marked workbook: every faulty cell and nothing else, mended at the first try, no way out of the house."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import polars as pl
import pytest
from delivering import NOW, Take, receipt_of
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.checking import check_file
from pipelines.settings import Settings
from sources import handing_over
from sources import intake as intake_module
from sources.archive import read_deliveries
from sources.intake import Intake
from sources.marking import task as task_module
from sources.marking.fault_list import LIST_TITLE
from sources.marking.looks import AUTHOR, COLOURS, sheet_names
from sources.marking.task import marked_name
from sources.outbox import make_marker, restore_receipts
from sources.places import Places
from sources.reading import Limits, ReaderPool

HEADS = ["Mätdatum", "Enhet", "Vårdtyp", "Diagnosgrupp", "Beslutsdatum", "Remissdatum", "Avvikelse", "Patientnyckel"]
GOOD = ["2026-10-31", "U1", "Operation", "Grå starr", "2026-08-01", None, None]
FAULTY = {"Vårdtyp": "Operaton", "Beslutsdatum": "2026-11-15", "Avvikelse": "kanske"}
RENDER: Callable[..., str] = lambda receipt: f"<html>{receipt['delivery_id']}</html>"  # noqa: E731


def row(number: int, **changed: str) -> list[Any]:
    return [changed.get(head, value) for head, value in zip(HEADS, [*GOOD, f"k{number}"], strict=True)]


def rows(count: int, *faulty: list[Any]) -> list[list[Any]]:
    return [*(row(number) for number in range(count)), *faulty]


def each_fault() -> list[list[Any]]:
    return [row(900 + number, **{name: value}) for number, (name, value) in enumerate(FAULTY.items())]


def put_workbook(places: Places, name: str, cells: list[list[Any]], *, dress: Callable[[Worksheet], None]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Okt 2026"
    sheet.append(["Väntelista"])
    sheet.append([])
    for one in [HEADS, *cells]:
        sheet.append(one)
    dress(sheet)
    book.save(places.inbox / "12_skane" / name)


def put_csv(places: Places, name: str, cells: list[list[Any]], heads: list[str] | None = None) -> Path:
    path = places.inbox / "12_skane" / name
    lines = [";".join(value or "" for value in one) for one in [heads or HEADS, *cells]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def marked_of(intake: Intake, name: str) -> Path:
    taken = next(one for one in intake.taken if one.delivery.file_name == name)
    return taken.receipt.parent / marked_name(name)


def marks_in(sheet: Worksheet) -> dict[str, str]:
    """The coloured cells and what colour they have."""
    colours = {f"FF{colour}": name for name, colour in COLOURS.items()}
    return {
        cell.coordinate: colours[cell.fill.fgColor.rgb]
        for line in sheet.iter_rows()
        for cell in line
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in colours
    }


def texts_in(sheet: Worksheet) -> list[str]:
    return [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None]


def mend(path: Path, mended: dict[str, str]) -> bytes:
    """The workbook as a person leaves it who mends the marked cells and touches nothing else."""
    book = openpyxl.load_workbook(path)
    for cell, value in mended.items():
        book.worksheets[1][cell] = value
    book.save(path)
    return path.read_bytes()


MENDED = {"C34": "Operation", "E35": "2026-08-01", "G36": "PvV"}


def dressed(sheet: Worksheet) -> None:
    sheet["A1"].font = Font(bold=True, size=20)
    sheet["B34"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["B"].width = 33
    sheet["C34"].font = Font(italic=True)
    sheet["C34"].comment = Comment("Ring Anna", "Bo")
    other = sheet.parent.create_sheet("Egna uträkningar") if sheet.parent else None
    assert other is not None
    other["A1"] = "=1+1"


def test_the_senders_own_workbook_comes_back_with_its_faulty_cells_marked(places: Places, take: Take) -> None:
    put_workbook(places, "lista.xlsx", rows(30, *each_fault()), dress=dressed)
    done = take()
    assert receipt_of(done, "lista.xlsx")["marked_workbook"] == "lista_markerad.xlsx"
    book = openpyxl.load_workbook(marked_of(done, "lista.xlsx"))
    assert book.sheetnames == [LIST_TITLE, "Okt 2026", "Egna uträkningar"]
    sheet = book["Okt 2026"]
    assert marks_in(sheet) == {"C34": "error", "E35": "error", "G36": "remark"}
    comment = sheet["C34"].comment
    assert comment is not None
    assert comment.author == AUTHOR
    for part in (
        "Vårdtyp har ett värde som inte finns i listan",
        "Operaton",
        "Så rättar du: Välj ur listan",
        "Ring Anna",
    ):
        assert part in comment.text
    assert sheet["A1"].font.sz == 20
    assert sheet["C34"].font.i
    assert sheet["B34"].fill.fgColor.rgb == "FF00FF00"
    assert sheet.column_dimensions["B"].width == 33
    assert book["Egna uträkningar"]["A1"].value == "=1+1"
    assert [one.sheet_view.tabSelected for one in book.worksheets] == [True, False, False]


def test_the_list_has_the_worst_first_with_links_to_the_cells(places: Places, take: Take) -> None:
    late = [row(950 + number, Beslutsdatum="2026-11-15") for number in range(2)]
    put_workbook(places, "lista.xlsx", rows(40, *each_fault(), *late), dress=lambda _sheet: None)
    sheet = openpyxl.load_workbook(marked_of(take(), "lista.xlsx"))[LIST_TITLE]
    links = [cell.hyperlink.location for (cell, *_) in sheet.iter_rows() if cell.hyperlink]
    assert links == [f"'Okt 2026'!{cell}" for cell in ("E45", "E47", "E48", "C44", "G46")]
    texts = texts_in(sheet)
    assert texts.index("Att rätta") < texts.index("Operaton") < texts.index("Stämmer det här?") < texts.index("kanske")


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv"])
def test_what_is_mended_in_the_marked_workbook_is_accepted_at_the_first_try(
    places: Places, take: Take, name: str
) -> None:
    cells = rows(30, *each_fault())
    if name.endswith("xlsx"):
        put_workbook(places, name, cells, dress=dressed)
        mended = MENDED
    else:
        put_csv(places, name, cells)
        mended = {"C32": "Operation", "E33": "2026-08-01", "G34": "PvV"}
    marked = marked_of(take(), name)
    assert set(marks_in(openpyxl.load_workbook(marked).worksheets[1])) == set(mended)
    (places.inbox / "12_skane" / marked.name).write_bytes(mend(marked, mended))
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), marked.name)
    assert (receipt["verdict"], receipt["findings"]) == ("accepted", [])
    assert sum(sheet["accepted_count"] for sheet in receipt["sheets"]) == 33
    assert receipt["sheets"][-1]["kind"] is None


def test_a_second_round_takes_away_the_marks_of_the_first(places: Places, take: Take) -> None:
    put_workbook(places, "lista.xlsx", rows(30, *each_fault()), dress=dressed)
    marked = marked_of(take(), "lista.xlsx")
    half = {cell: value for cell, value in MENDED.items() if cell != "E35"}
    (places.inbox / "12_skane" / "lista.xlsx").write_bytes(mend(marked, half))
    book = openpyxl.load_workbook(marked_of(take(now=NOW + timedelta(hours=1)), "lista.xlsx"))
    assert book.sheetnames == [LIST_TITLE, "Okt 2026", "Egna uträkningar"]
    assert marks_in(book["Okt 2026"]) == {"E35": "error"}
    assert book["Okt 2026"]["C34"].comment.text == "Ring Anna"
    assert book["Okt 2026"]["G36"].comment is None


def test_the_layout_for_a_csv_still_holds_for_its_marked_workbook(places: Places, take: Take) -> None:
    folder = places.regions / "12_skane"
    folder.mkdir(parents=True)
    layout = 'layouts:\n  - file: "export*.csv"\n    kind: waiting_list\n    constants: {snapshot_date: "2026-10-31"}\n'
    (folder / "layout.yaml").write_text(layout, encoding="utf-8")
    cells = [one[1:] for one in rows(30, row(99, Vårdtyp="Operaton"))]
    put_csv(places, "export1.csv", cells, HEADS[1:])
    marked = marked_of(take(), "export1.csv")
    (places.inbox / "12_skane" / marked.name).write_bytes(mend(marked, {"B32": "Operation"}))
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), marked.name)
    assert receipt["verdict"] == "accepted"


def test_every_faulty_cell_is_marked_not_only_the_listed(places: Places, take: Take) -> None:
    put_csv(places, "lista.csv", [row(number, Vårdtyp=f"slag {number}") for number in range(150)])
    done = take()
    assert len(receipt_of(done, "lista.csv")["findings"]) < 150
    sheet = openpyxl.load_workbook(marked_of(done, "lista.csv"))["lista"]
    assert set(marks_in(sheet)) == {f"C{number}" for number in range(2, 152)}
    assert all(f"slag {number}" in sheet[f"C{number + 2}"].comment.text for number in range(150))
    faults = pl.read_parquet(done.taken[0].delivery.folder_path / "faults.parquet")
    assert (faults.height, faults["cell"][0]) == (150, "C2")
    assert faults.columns == ["kind", "sheet", "source_row", "cell", "column", "rule", "severity"]


def test_above_twenty_thousand_rows_only_the_faulty_rows_come_back(places: Places, take: Take) -> None:
    put_csv(places, "stor.csv", rows(20_001, row(99_999, Vårdtyp="Operaton")))
    done = take()
    assert "radnumret i din fil" in receipt_of(done, "stor.csv")["what_to_do"]
    marked = marked_of(done, "stor.csv")
    sheet = openpyxl.load_workbook(marked)["stor"]
    assert [cell.value for cell in sheet[5]][:4] == [20_003, "2026-10-31", "U1", "Operaton"]
    assert [cell.value for cell in sheet[4]][1:9] == HEADS
    assert sheet.max_row == 5
    assert list(marks_in(sheet)) == ["D5"]
    (places.inbox / "12_skane" / marked.name).write_bytes(marked.read_bytes())
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), marked.name)
    assert (receipt["verdict"], [one["rule"] for one in receipt["findings"]]) == ("returned", ["marked_rows_only"])


@pytest.mark.parametrize(
    ("heads", "cell"),
    [
        ([*HEADS[:2], "Vårdtyper", *HEADS[3:]], "C1"),
        ([*HEADS[:6], "Avvikelser", *HEADS[7:]], "G1"),
        ([*HEADS[:5], "Beslutsdag", *HEADS[6:]], "E1"),
    ],
)
def test_faults_in_the_head_mark_the_head(places: Places, take: Take, heads: list[str], cell: str) -> None:
    put_csv(places, "lista.csv", rows(5), heads)
    assert list(marks_in(openpyxl.load_workbook(marked_of(take(), "lista.csv"))["lista"])) == [cell]


def test_a_row_that_stands_twice_is_marked_in_its_first_cell(places: Places, take: Take) -> None:
    put_csv(places, "lista.csv", rows(5, row(0)))
    assert marks_in(openpyxl.load_workbook(marked_of(take(), "lista.csv"))["lista"]) == {"A7": "remark"}


def test_every_cell_with_an_unknown_unit_is_marked(places: Places, take: Take) -> None:
    put_csv(places, "katalog.csv", [["U1", "Ett", "Offentlig"]], ["Enhet", "Enhetens namn", "Driftsform"])
    put_csv(places, "lista.csv", [row(0), row(1, Enhet="U9"), row(2, Enhet="U9")])
    sheet = openpyxl.load_workbook(marked_of(take(), "lista.csv"))["lista"]
    assert marks_in(sheet) == {"B3": "remark", "B4": "remark"}
    assert "katalog" in sheet["B4"].comment.text


def test_nothing_a_sender_wrote_becomes_a_formula(places: Places, take: Take) -> None:
    starts = ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "=HYPERLINK(0)"]
    put_csv(places, "lista.csv", rows(30, *(row(900 + n, Avvikelse=text) for n, text in enumerate(starts))))
    book = openpyxl.load_workbook(marked_of(take(), "lista.csv"))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    assert book["lista"]["G32"].quotePrefix
    put_workbook(places, "bok.xlsx", rows(30, row(900, Avvikelse="'=1+1")), dress=lambda _sheet: None)
    shown = openpyxl.load_workbook(marked_of(take(now=NOW + timedelta(hours=1)), "bok.xlsx"))[LIST_TITLE]
    assert all(cell.data_type != "f" for line in shown.iter_rows() for cell in line)


def test_nothing_that_reaches_out_of_the_workbook_comes_back(places: Places, take: Take) -> None:
    def reach_out(sheet: Worksheet) -> None:
        sheet["K5"] = "='[1]Blad1'!A1"
        sheet["K6"] = "=SUM(B1:B2)"
        sheet["L5"] = "länk"
        sheet["L5"].hyperlink = "file:///c:/hemligt.xlsx"
        sheet["L6"].hyperlink = "https://example.org/"

    put_workbook(places, "lista.xlsx", rows(30, *each_fault()), dress=reach_out)
    path = marked_of(take(), "lista.xlsx")
    sheet = openpyxl.load_workbook(path)["Okt 2026"]
    assert (sheet["K5"].data_type, sheet["K6"].value) != ("f", None)
    assert sheet["K5"].data_type != "f"
    assert sheet["K6"].value == "=SUM(B1:B2)"
    assert sheet["L5"].hyperlink is None
    assert sheet["L6"].hyperlink is not None
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "external" in name.casefold()]


def test_a_formulas_result_comes_back_with_it(places: Places, take: Take) -> None:
    path = places.inbox / "12_skane" / "lista.xlsx"
    import xlsxwriter  # noqa: PLC0415 - openpyxl cannot write a result

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Okt")
        for number, one in enumerate([HEADS, *rows(20, row(1, Vårdtyp="x"))]):
            sheet.write_row(number, 0, one)
        sheet.write_formula(1, 1, '="U"&1', value="U1")
        sheet.write_formula(2, 9, "=40+2", value=42)
    marked = openpyxl.load_workbook(marked_of(take(), "lista.xlsx"), data_only=True)["Okt"]
    assert (marked["B2"].value, marked["J3"].value) == ("U1", 42)


def test_a_pseudonym_is_never_in_the_list_or_a_comment(places: Places, take: Take) -> None:
    twice = [row(0, Patientnyckel="hemlig7"), row(1, Patientnyckel="hemlig7", Beslutsdatum="2026-08-02")]
    put_csv(places, "lista.csv", rows(30, *twice, row(2, Patientnyckel="hemlig8", Vårdtyp="x")))
    put_csv(
        places,
        "flyttar.csv",
        [[f"hemligt{n % 2}", "Framfall", "Operation", f"2026-05-0{n + 1}", "Vårdgaranti"] for n in range(4)],
        ["Ärende-id", "Diagnosgrupp", "Vårdtyp", "Erbjudandedatum", "Anledning"],
    )
    done = take()
    for name in ("lista.csv", "flyttar.csv"):
        book = openpyxl.load_workbook(marked_of(done, name))
        told = texts_in(book.worksheets[0])
        told += [cell.comment.text for line in book.worksheets[1].iter_rows() for cell in line if cell.comment]
        assert told
        assert not [text for text in told if "hemlig" in text]


def test_a_clean_file_costs_nothing_and_a_quarantined_one_never_comes_back(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_task: object) -> None:
        raise AssertionError("A clean file is not marked.")

    monkeypatch.setattr(task_module, "mark", never)
    put_csv(places, "bra.csv", rows(5))
    put_csv(places, "farlig.csv", [*each_fault(), row(1, Avvikelse="19121212-1212")])
    done = take()
    put_csv(places, "bra.csv", rows(5))
    again = take(now=NOW + timedelta(hours=1))
    verdicts = [one.delivery.verdict for one in (*done.taken, *again.taken)]
    assert sorted(verdicts) == ["accepted", "duplicate", "quarantined"]
    assert not list(places.home.rglob("*_markerad*"))
    assert not list(places.archive.rglob("faults.parquet"))


def test_a_marking_that_fails_holds_nothing_up(places: Places, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_task: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(task_module, "mark", fail)
    put_csv(places, "lista.csv", rows(30, *each_fault()))
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["verdict"], receipt["marked_workbook"]) == ("accepted_with_remarks", None)
    assert "gick inte att göra" in receipt["what_to_do"]
    assert not list(places.home.rglob("*_markerad*"))


def test_a_workbook_that_openpyxl_cannot_write_comes_back_as_text(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError("no such style")

    put_workbook(places, "lista.xlsx", rows(30, *each_fault()), dress=dressed)
    from sources.marking import own_workbook  # noqa: PLC0415 - imported late by the task too

    monkeypatch.setattr(own_workbook, "mark_own_workbook", fail)
    sheet = openpyxl.load_workbook(marked_of(take(), "lista.xlsx"))["Okt 2026"]
    assert set(marks_in(sheet)) == set(MENDED)


class Killed(BaseException):
    """The power goes."""


@pytest.mark.parametrize(
    ("module", "moment"),
    [
        (intake_module, "_mark"),
        (handing_over, "_note_intent"),
        (handing_over, "put_receipt"),
        (handing_over, "_leave_inbox"),
    ],
)
def test_killed_at_any_point_the_marked_workbook_is_there_in_the_end(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch, module: ModuleType, moment: str
) -> None:
    put_csv(places, "lista.csv", rows(30, *each_fault()))

    def die(*_arguments: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, moment, die)
        with pytest.raises(Killed):
            take()
    take(now=NOW + timedelta(minutes=5))
    assert len(read_deliveries(places.archive)) == 1
    assert [path.name for path in places.outbox.rglob("*.xlsx")] == ["lista_markerad.xlsx"]


def test_marked_workbooks_can_be_made_again_byte_for_byte(places: Places, take: Take, pool: ReaderPool) -> None:
    put_csv(places, "a.csv", rows(30, *each_fault()))
    put_workbook(places, "b.xlsx", rows(30, *each_fault(), row(77, Vårdtyp="y")), dress=dressed)
    take()
    before = {path.name: path.read_bytes() for path in places.outbox.rglob("*.*")}
    shutil.rmtree(places.outbox)
    list(restore_receipts(places, RENDER, make_marker(places, pool, Limits())))
    after = {path.name: path.read_bytes() for path in places.outbox.rglob("*.*")}
    assert sorted(before) == sorted(after)
    assert before["a_markerad.xlsx"] == after["a_markerad.xlsx"]
    assert before["b_markerad.xlsx"] == after["b_markerad.xlsx"]


def test_check_puts_the_marked_workbook_beside_the_file_and_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("\n".join(";".join(value or "" for value in one) for one in [HEADS, *each_fault()]))
    settings = Settings(home=tmp_path / "home")
    first = check_file(file, "12", settings)
    second = check_file(file, "12", settings)
    assert [one["marked_workbook"] for one in (first, second)] == ["lista_markerad.xlsx", "lista_markerad_2.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "lista.csv",
        "lista_markerad.xlsx",
        "lista_markerad_2.xlsx",
    ]


@given(st.lists(st.text(max_size=40), unique=True, max_size=12))
def test_sheet_names_can_stand_in_a_workbook_and_differ(names: list[str]) -> None:
    given_names = sheet_names(names, taken=[LIST_TITLE])
    shown = [name.casefold() for name in given_names.values()]
    assert list(given_names) == names
    assert len(set(shown)) == len(shown)
    assert LIST_TITLE.casefold() not in shown
    for name in given_names.values():
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")


@pytest.mark.parametrize(
    ("name", "marked"), [("a.csv", "a_markerad.xlsx"), ("a_markerad.xlsx", "a_markerad.xlsx"), ("a", "a_markerad.xlsx")]
)
def test_the_marked_name_follows_the_files(name: str, marked: str) -> None:
    assert marked_name(name) == marked


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv"])
def test_libreoffice_opens_the_marked_workbook(places: Places, take: Take, tmp_path: Path, name: str) -> None:
    if name.endswith("xlsx"):
        put_workbook(places, name, rows(30, *each_fault()), dress=dressed)
    else:
        put_csv(places, name, rows(30, *each_fault()))
    marked = marked_of(take(), name)
    command = [
        str(shutil.which("soffice")),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
        "--outdir",
        str(tmp_path),
        str(marked),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (written,) = tmp_path.glob("*.csv")
    lines = written.read_text(encoding="utf-8").splitlines()
    assert sum("Grå starr" in line for line in lines) == 33
    assert "Operaton" in written.read_text(encoding="utf-8")
