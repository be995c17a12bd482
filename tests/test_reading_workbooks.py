"""Workbooks come in as text at the sender's own rows and letters, with nothing lost on the way."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sources.reading import FileContent, Limits, TextSheet, UnreadableFile, read_file
from sources.reading.content import UNCALCULATED, Merge, SheetFacts
from sources.reading.package import MEASURED_BYTES

Fill = Callable[[Worksheet], None]


def read_sheet(folder: Path, fill: Fill) -> TextSheet:
    return read_book(folder, fill).sheets[0]


def read_book(folder: Path, fill: Fill) -> FileContent:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(folder / "leverans.xlsx")
    return read_file(folder / "leverans.xlsx", Limits())


def cell(sheet: TextSheet, address: str) -> str | None:
    letters = address.rstrip("0123456789")
    row = sheet.cells.filter(sheet.cells["source_row"] == int(address[len(letters) :]))
    value = row[letters].item() if row.height else None
    assert value is None or isinstance(value, str)
    return value


def put(**cells: object) -> Fill:
    def fill(sheet: Worksheet) -> None:
        for address, value in cells.items():
            sheet[address] = value

    return fill


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Första besök", "Första besök"),
        (" två  ord\nrad ", " två  ord\nrad "),
        ("007", "007"),
        (12, "12"),
        (-5, "-5"),
        (1.234, "1.234"),
        (118510.3956, "118510.3956"),
        (191212121212, "191212121212"),
        (True, "true"),
        (False, "false"),
        (dt.date(2026, 2, 28), "2026-02-28"),
        (dt.datetime.fromisoformat("2026-02-28 14:30:05"), "2026-02-28 14:30:05"),
        (dt.time(6, 0), "06:00:00"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("#REF!", "#REF!"),
        ("#VALUE!", "#VALUE!"),
    ],
)
def test_each_kind_of_cell_is_its_text(tmp_path: Path, value: object, text: str) -> None:
    assert cell(read_sheet(tmp_path, put(A1="rubrik", B2=value)), "B2") == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.85, "0%", "85 %"),
        (0.125, "0.0%", "12,5 %"),
        (-0.07, "0%", "-7 %"),
        (1 / 3, "0%", "33,3333333 %"),
        (0, '[Red]0.00%;"-"', "0 %"),
        (85, "0%", "8500 %"),
        (12, '0" %"', "12"),
        (12, "0\\%", "12"),
        (191212121212, "0%", "191212121212"),
        ("12", "0%", "12"),
        (True, "0%", "true"),
        ("#N/A", "0%", "#N/A"),
    ],
)
def test_what_is_shown_as_a_percentage_is_its_text(
    tmp_path: Path, value: object, number_format: str, text: str
) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B2"] = "rubrik", value
        sheet["B2"].number_format = number_format

    assert cell(read_sheet(tmp_path, fill), "B2") == text


@pytest.mark.parametrize("markup", ['t="inlineStr"><is><t>{}</t></is>', 't="str"><v>{}</v>'])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Vårdplats-_x000D_\ntyp", "Vårdplats-\r\ntyp"),
        ("Vårdplats-_x005F_x000D_\ntyp", "Vårdplats-\r\ntyp"),  # a program that passed on what it had not understood
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xZZZZ_ _x000_", "_xZZZZ_ _x000_"),
    ],
)
def test_signs_that_a_workbook_writes_by_their_numbers_are_those_signs(
    tmp_path: Path, written: str, text: str, markup: str
) -> None:
    read_book(tmp_path, put(A1="rubrik", B2="här"))
    path = tmp_path / "tecken.xlsx"
    with ZipFile(tmp_path / "leverans.xlsx") as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            cell_markup = rb'<c r="B2" ' + markup.format(written).encode() + b"</c>"
            target.writestr(name, re.sub(rb'<c r="B2".*?</c>', lambda _, new=cell_markup: new, source.read(name)))
    assert cell(read_file(path, Limits()).sheets[0], "B2") == text


def test_text_that_looks_like_such_a_sign_stays_in_other_formats(tmp_path: Path) -> None:
    (tmp_path / "leverans.csv").write_text("a;b\n1;A_x000D_B\n", encoding="utf-8")
    assert cell(read_file(tmp_path / "leverans.csv", Limits()).sheets[0], "B2") == "A_x000D_B"


def test_days_of_the_1904_system_are_right(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "mac.xlsx", {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.date(2024, 2, 29), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert cell(read_file(tmp_path / "mac.xlsx", Limits()).sheets[0], "A1") == "2024-02-29"


def test_row_numbers_and_letters_are_the_senders_own(tmp_path: Path) -> None:
    sheet = read_sheet(tmp_path, put(D7="rubrik", F7="mer", D9="värde", AB12="långt bort"))
    assert sheet.cells["source_row"].to_list() == [7, 9, 12]
    assert sheet.cells.columns[:4] == ["source_row", "A", "B", "C"]
    assert sheet.cells.columns[-1] == "AB"
    assert cell(sheet, "D9") == "värde"
    assert cell(sheet, "AB12") == "långt bort"


def test_error_cells_keep_their_place_when_the_table_does_not_start_at_a1(tmp_path: Path) -> None:
    sheet = read_sheet(tmp_path, put(C4="a", D4="b", C5="x", D6="#N/A", D7=3))
    assert cell(sheet, "D6") == "#N/A"
    assert cell(sheet, "D7") == "3"


def test_all_sheets_come_in_order_and_hidden_ones_are_marked(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "synlig"
        assert sheet.parent is not None
        for title, state in (("gömd", "hidden"), ("mycket gömd", "veryHidden")):
            other = sheet.parent.create_sheet(title)
            other["A1"] = "x"
            other.sheet_state = state
        sheet.parent.create_sheet("tom")

    content = read_book(tmp_path, fill)
    assert [(sheet.name, sheet.hidden) for sheet in content.sheets] == [
        ("Sheet", False),
        ("gömd", True),
        ("mycket gömd", True),
        ("tom", False),
    ]
    assert content.sheets[3].cells.height == 0


def test_two_sheets_of_one_name_are_a_question(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("Norr", "Syd "):
        book.create_sheet(title).append(["Datum", "Enhet"])
    book.save(tmp_path / "olika.xlsx")
    with ZipFile(tmp_path / "olika.xlsx") as source, ZipFile(tmp_path / "lika.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'name="Syd "', b'name="Norr"'))
    with pytest.raises(UnreadableFile) as refused:
        read_file(tmp_path / "lika.xlsx", Limits())
    assert (refused.value.rule, "”Norr”" in refused.value.message) == ("same_sheet_name", True)


def test_chart_sheets_are_passed_over(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "diagram.xlsx") as book:
        first = book.add_worksheet("data")
        first.write_row(0, 0, ["a", 1])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=data!$B$1:$B$1"})
        book.add_chartsheet("diagram").set_chart(chart)
        book.add_worksheet("mer").write(0, 0, "b")
    content = read_file(tmp_path / "diagram.xlsx", Limits())
    assert [(sheet.name, cell(sheet, "A1")) for sheet in content.sheets] == [("data", "a"), ("mer", "b")]


@pytest.mark.parametrize(
    ("cells", "certain"),
    [
        ({"A1": 1.234, "A2": 5.5}, True),
        ({"A1": 1.234, "A2": "ord"}, True),
        ({"A1": 1.234, "A2": "1.234"}, False),
        ({"A1": "1.234", "A2": "2.345"}, False),
    ],
)
def test_a_point_is_known_to_be_decimal_only_where_number_cells_hold_it(
    tmp_path: Path, cells: dict[str, object], certain: bool
) -> None:
    assert ("A" in read_sheet(tmp_path, put(**cells)).number_columns) is certain


def test_numbers_as_text_in_one_column_leave_the_others_alone(tmp_path: Path) -> None:
    sheet = read_sheet(tmp_path, put(B1=1.234, C1="1.234", D1=7))
    assert {"B", "D"} <= sheet.number_columns
    assert "C" not in sheet.number_columns


def test_inline_text_is_not_taken_for_a_number(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "ström.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "1.234")
        sheet.write_number(0, 1, 1.234)
    numbers = read_file(tmp_path / "ström.xlsx", Limits()).sheets[0].number_columns
    assert numbers == {"B"}


def test_a_last_row_far_down_that_only_has_a_format_costs_nothing(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "rubrik"
        sheet["XFD1048576"].font = Font(bold=True)

    assert read_sheet(tmp_path, fill).cells.shape == (1, 2)


def test_what_is_beside_the_cells_is_handed_over_for_screening(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "värde"
        sheet["A1"].comment = Comment("kommentaren står här", "skribenten")
        sheet.oddFooter.center.text = "sidfoten"
        sheet.title = "bladets namn"
        assert sheet.parent is not None
        sheet.parent.properties.title = "titel & mer"
        sheet.parent.properties.creator = "upphov"

    texts = " | ".join(text for _, text in read_book(tmp_path, fill).metadata_texts)
    for expected in ("kommentaren står här", "skribenten", "sidfoten", "bladets namn", "titel & mer", "upphov"):
        assert expected in texts
    assert "värde" not in texts


def test_a_workbook_that_is_called_csv_is_read_and_the_note_says_so(tmp_path: Path) -> None:
    read_book(tmp_path, put(A1="x"))
    (tmp_path / "leverans.xlsx").rename(tmp_path / "leverans.csv")
    content = read_file(tmp_path / "leverans.csv", Limits())
    assert cell(content.sheets[0], "A1") == "x"
    assert any(".csv" in note and "Excel-arbetsbok" in note for note in content.notes)


def test_what_a_workbook_says_beside_its_values_is_told(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Enhet", "Antal", "Dold"])
        for number in range(4):
            sheet.append([f"E{number}", number, "x"])
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["B5"] = "=1+1"
        sheet["A5"].font = Font(strike=True)
        sheet["B2"].comment = Comment("ändras nästa vecka", "Vem")

    sheet = read_sheet(tmp_path, fill)
    assert sheet.facts == SheetFacts(
        merges=(Merge(2, 3, "A", "A"),),
        hidden_rows=frozenset({4}),
        hidden_columns=frozenset({"C"}),
        struck=frozenset({(5, "A")}),
        commented=((2, "B"),),
    )
    assert cell(sheet, "B5") == UNCALCULATED


def test_a_formula_that_was_calculated_is_its_value_and_empty_text_is_empty(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "bok.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["a", "b"])
    sheet.write_formula("A2", "=1+1", None, 2)
    sheet.write_formula("B2", '=""', None, "")
    book.close()
    read = read_file(tmp_path / "bok.xlsx", Limits()).sheets[0]
    assert (cell(read, "A2"), read.cells.columns) == ("2", ["source_row", "A", "B"])
    assert cell(read, "B2") is None


def test_our_own_notes_are_no_notes_of_the_senders(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Enhet"
        sheet["A1"].comment = Comment("hjälp", "Lägesbild")

    assert read_sheet(tmp_path, fill).facts.commented == ()


def test_a_filter_that_is_on_is_told(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "bok.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_column("A1", ["a", "b", "c"])
    sheet.autofilter("A1:A3")
    sheet.filter_column("A", "x == b")
    sheet.set_row(2, options={"hidden": True})
    book.close()
    facts = read_file(tmp_path / "bok.xlsx", Limits()).sheets[0].facts
    assert (facts.is_filtered, facts.hidden_rows) == (True, frozenset({3}))


@pytest.fixture(scope="module")
def large_rows() -> list[list[str]]:
    return [[f"{row}-{column}" for column in range(12)] for row in range(25_000)]


def write_large(path: Path, rows: list[list[str]], formula: str) -> Path:
    """A workbook whose first sheet is read while its markup is still looked through; a formula stands last in it."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Stort")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.set_row(len(rows), None, None, {"hidden": True})
        sheet.write_formula(len(rows), 0, formula, value=7)
        book.add_worksheet("Litet").write(0, 0, "efter")
    with ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > MEASURED_BYTES
    return path


def test_a_large_sheet_is_read_cell_for_cell_with_what_its_markup_says(
    tmp_path: Path, large_rows: list[list[str]]
) -> None:
    first, second = read_file(write_large(tmp_path / "stor.xlsx", large_rows, "=3+4"), Limits()).sheets
    assert first.cells.drop("source_row").rows()[:-1] == [tuple(row) for row in large_rows]
    assert first.cells.row(-1)[:2] == (25_001, "7")
    assert first.facts.hidden_rows == {25_001}
    assert cell(second, "A1") == "efter"


def test_what_acts_at_the_end_of_a_large_sheet_is_found(tmp_path: Path, large_rows: list[list[str]]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(write_large(tmp_path / "stor.xlsx", large_rows, "=cmd|'/c calc'!A0"), Limits())
    assert refused.value.rule == "dde"
