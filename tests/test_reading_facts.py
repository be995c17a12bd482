"""What a workbook says of its cells beside their values is told alike, whatever its format."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from struct import pack

import openpyxl
import pytest
from delivering import Take, receipt_of, rows_of
from fuzzing import tries
from hypothesis import given
from hypothesis import strategies as st
from messes import HEADS, ROW
from workbooks import TOLD, Cell, Sheet, ods_of
from workbooks_binary import FORMATS, as_xls, binary_record, compound, record, stream_of

from sources.places import Places
from sources.reading import Limits, TextSheet, UnreadableFile, read_file, unpacking
from sources.reading.content import UNCALCULATED, Merge, SheetFacts
from sources.reading.facts import is_percentage
from sources.reading.facts_xlsb import Records

EVERY = pytest.mark.parametrize("form", FORMATS)
TOLD_FACTS = SheetFacts(
    merges=(Merge(2, 3, "A", "A"),),
    hidden_rows=frozenset({4}),
    hidden_columns=frozenset({"D"}),
    is_filtered=True,
    struck=frozenset({(5, "A"), (5, "B")}),
    commented=((2, "B"),),
)


def read(folder: Path, content: bytes, form: str) -> tuple[TextSheet, ...]:
    path = folder / f"bok.{form}"
    path.write_bytes(content)
    return read_file(path, Limits()).sheets


def texts(sheet: TextSheet, letters: str) -> list[str | None]:
    return list(sheet.cells[letters])


def table(text: str) -> str:
    return f'<table:table table:name="Blad1">{text}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def written(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


@EVERY
def test_every_format_tells_the_same_of_its_cells(tmp_path: Path, form: str) -> None:
    [sheet] = read(tmp_path, FORMATS[form](TOLD), form)
    assert sheet.facts == TOLD_FACTS
    assert texts(sheet, "C") == ["Andel", "85 %", "12,5 %", "–", "100 %"]


@EVERY
def test_hidden_rows_without_a_filter_and_a_filter_without_hidden_rows(tmp_path: Path, form: str) -> None:
    [sheet] = read(tmp_path, FORMATS[form](Sheet([["a"], ["b"], ["c"]], hidden_rows=[2, 3])), form)
    assert (sheet.facts.hidden_rows, sheet.facts.is_filtered) == (frozenset({2, 3}), False)


@EVERY
def test_what_one_sheet_says_is_not_said_of_another(tmp_path: Path, form: str) -> None:
    plain = Sheet([["Enhet", "Antal"], ["A1", 0.5]], name="Annat")
    first, second, third = read(tmp_path, FORMATS[form](plain, TOLD, Sheet([["x"]], name="Göm", is_hidden=True)), form)
    assert (first.facts, second.facts) == (SheetFacts(), TOLD_FACTS)
    assert texts(first, "B") == ["Antal", "0.5"]
    assert [sheet.hidden for sheet in (first, second, third)] == [False, False, True]


@EVERY
def test_the_day_from_which_days_are_counted_is_told(tmp_path: Path, form: str) -> None:
    for uses_1904, day_zero in ((True, dt.date(1904, 1, 1)), (False, dt.date(1899, 12, 30))):
        [sheet] = read(tmp_path, FORMATS[form](Sheet([["Datum"], [44_000]]), uses_1904=uses_1904), form)
        assert sheet.facts.day_zero == day_zero


@EVERY
def test_errors_and_truths_are_what_the_workbook_shows(tmp_path: Path, form: str) -> None:
    rows = [["a"], ["#DIV/0!"], ["#N/A"], ["#NAME?"], ["#REF!"], [True], [False]]
    [sheet] = read(tmp_path, FORMATS[form](Sheet(rows)), form)
    assert texts(sheet, "A") == ["a", "#DIV/0!", "#N/A", "#NAME?", "#REF!", "true", "false"]


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_a_formula_without_its_value_says_so(tmp_path: Path, form: str) -> None:
    [sheet] = read(tmp_path, FORMATS[form](Sheet([["a", "b"], ["=1+1", "x"]])), form)
    assert texts(sheet, "A") == ["a", UNCALCULATED]


COVERED = {"A2", "C1", "B4", "B5", "B6", "C5"}
"""Cells that a merge may cover stay empty and unmarked."""
FILLED = sorted({f"{letter}{number}" for letter in "ABC" for number in range(1, 7)} - COVERED)


@st.composite
def marked(draw: st.DrawFn) -> Sheet:
    rows: list[list[Cell]] = [
        [number / 10 if f"{letter}{number}" in FILLED else None for letter in "ABC"] + ["x"] for number in range(1, 7)
    ]
    styled = draw(st.permutations(FILLED))
    struck, percent = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return Sheet(
        rows,
        hidden_rows=draw(st.lists(st.integers(1, 6), unique=True)),
        hidden_columns=draw(st.lists(st.sampled_from("ABC"), unique=True)),
        struck=styled[:struck],
        percent=styled[len(styled) - percent :],
        comments=dict.fromkeys(draw(st.lists(st.sampled_from(FILLED), unique=True)), "Någon"),
        merges=draw(st.lists(st.sampled_from(["A1:A2", "B1:C1", "B3:B6", "C4:C5"]), unique=True)),
    )


@tries(25)
@given(told=marked())
def test_whatever_is_marked_every_format_tells_it_as_xlsx_does(
    told: Sheet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("böcker")
    sheets = {form: read(folder, write(told), form)[0] for form, write in FORMATS.items()}
    for sheet in sheets.values():
        assert sheet.cells.equals(sheets["xlsx"].cells)
        for name in ("hidden_rows", "hidden_columns", "struck"):
            assert getattr(sheet.facts, name) == getattr(sheets["xlsx"].facts, name)
        for name in ("merges", "commented"):
            assert set(getattr(sheet.facts, name)) == set(getattr(sheets["xlsx"].facts, name))


@pytest.mark.parametrize(
    ("code", "shows"),
    [("0%", True), ("#,##0.0 %", True), ('0" %"', False), ("0\\%", False), ("[$%]0", False), ("General", False)],
)
def test_a_number_format_is_a_percentage_only_where_its_sign_counts(code: str, shows: bool) -> None:
    assert is_percentage(code) is shows


def test_a_style_of_an_ods_is_struck_out_where_the_one_it_comes_from_is(tmp_path: Path) -> None:
    through = '<style:text-properties style:text-line-through-style="{}"/>'
    style = '<style:style style:name="{}" style:family="table-cell" style:parent-style-name="{}">{}</style:style>'
    own = style.format("ce1", "Struken", "") + style.format("ce2", "Struken", through.format("none"))
    own += '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1"/>'
    cells = [row(written("x", f' table:style-name="ce{number}"')) for number in (1, 2, 3)]
    content = ods_of(table("".join(cells)), styles=own, named=style.format("Struken", "", through.format("solid")))
    [sheet] = read(tmp_path, content, "ods")
    assert sheet.facts.struck == frozenset({(1, "A"), (3, "A")})


def test_cells_of_an_ods_take_the_style_of_their_column_or_row(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/>'
    rows = row(written("a"), written("b")) + row(
        written("c"), "<table:table-cell/>", attributes=' table:default-cell-style-name="ce1"'
    )
    [sheet] = read(tmp_path, ods_of(table(columns + rows)), "ods")
    assert sheet.facts.struck == frozenset({(1, "B"), (2, "A")})


def test_rows_and_cells_of_an_ods_that_repeat_are_counted(tmp_path: Path) -> None:
    empty = row("<table:table-cell/>", attributes=' table:number-rows-repeated="3"')
    share = '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"/>'
    rows = [
        row(written("a"), written("b"), written("c")),
        empty,
        row(written("x"), share, attributes=' table:number-rows-repeated="2" table:visibility="collapse"'),
        row(written("y"), written("z", ' table:style-name="ce1"')),
        row("<table:table-cell/>", attributes=' table:visibility="filter" table:number-rows-repeated="1048569"'),
    ]
    [sheet] = read(tmp_path, ods_of(table("".join(rows))), "ods")
    assert sheet.cells["source_row"].to_list() == [1, 5, 6, 7]
    assert (texts(sheet, "B"), texts(sheet, "C")) == (["b", "50 %", "50 %", "z"], ["c", "50 %", "50 %", None])
    assert (sheet.facts.hidden_rows, sheet.facts.struck) == (frozenset({5, 6}), frozenset({(7, "B")}))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>SANT</text:p>', "true"),
        ('office:value-type="time" office:time-value="PT06H30M00S"><text:p>6:30</text:p>', "06:30:00"),
        ('office:value-type="time" office:time-value="P1DT01H30M59.9S"><text:p>25:31</text:p>', "25:31:00"),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>Err:502</text:p>', "#VALUE!"),
        (
            'table:formula="of:=B1" office:value-type="string" calcext:value-type="error"><text:p>#FEL</text:p>',
            "#VALUE!",
        ),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>', "2"),
        ('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value="">', None),
    ],
)
def test_what_calamine_does_not_know_of_an_ods_is_what_it_shows(tmp_path: Path, cell: str, text: str | None) -> None:
    rows = row(written("rubrik")) + row(f"<table:table-cell {cell}</table:table-cell>", written("x"))
    [sheet] = read(tmp_path, ods_of(table(rows)), "ods")
    assert texts(sheet, "A") == ["rubrik", text]


def test_numbers_beside_each_other_in_an_xls_are_told_one_by_one(tmp_path: Path) -> None:
    half = pack("<I", 0x3FE00000)
    numbers = b"".join(pack("<H", style) + half for style in (17, 15, 16))
    more = record(0xBD, pack("<HH", 1, 0), numbers, pack("<H", 2))
    [sheet] = read(tmp_path, as_xls(Sheet([["a", "b", "c"]]), more=more), "xls")
    assert [texts(sheet, letter)[1] for letter in "ABC"] == ["50 %", "0.5", "0.5"]
    assert sheet.facts.struck == frozenset({(2, "C")})


@pytest.mark.parametrize("name", ["WORKBOOK", "Book", "BOOK"])
def test_the_stream_of_an_xls_is_found_by_its_name_in_capitals_too(tmp_path: Path, name: str) -> None:
    [sheet] = read(tmp_path, as_xls(TOLD, stream_name=name), "xls")
    assert sheet.facts == TOLD_FACTS


def test_of_two_streams_of_an_xls_the_newer_is_looked_at(tmp_path: Path) -> None:
    newer, older = (stream_of(as_xls(Sheet([["a"], ["b"]], hidden_rows=[row]))) for row in (2, 1))
    [sheet] = read(tmp_path, compound(Book=older, Workbook=newer), "xls")
    assert sheet.facts.hidden_rows == frozenset({2})


@pytest.mark.parametrize("form", ["xlsb", "ods"])
@pytest.mark.parametrize("size", [1, 7, 64])
def test_it_makes_no_difference_where_a_part_is_cut_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, size: int
) -> None:
    monkeypatch.setattr(unpacking, "CHUNK_BYTES", size)
    [sheet] = read(tmp_path, FORMATS[form](TOLD), form)
    assert sheet.facts == TOLD_FACTS


@given(
    records=st.lists(st.tuples(st.sampled_from([0, 5, 60, 176, 635, 1024]), st.binary(max_size=300)), max_size=12),
    size=st.integers(1, 400),
)
def test_records_that_come_in_pieces_are_the_records(records: list[tuple[int, bytes]], size: int) -> None:
    found: list[tuple[int, bytes]] = []
    reader = Records(lambda kind, data: found.append((kind, data)))
    content = b"".join(binary_record(kind, data) for kind, data in records)
    for at in range(0, len(content), size):
        reader.add(content[at : at + size])
    assert found == records


def test_a_record_too_long_to_say_anything_is_passed_over() -> None:
    found: list[int] = []
    reader = Records(lambda kind, _: found.append(kind))
    content = binary_record(5, b"x") + binary_record(60, bytes(1 << 19)) + binary_record(6, b"x")
    for at in range(0, len(content), 1000):
        reader.add(content[at : at + 1000])
    assert found == [5, 6]


def test_a_record_of_an_xls_that_is_shorter_than_its_kind_is_a_damaged_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path, as_xls(Sheet([["a"]]), more=record(0x7D, b"\x01")), "xls")
    assert refused.value.rule == "damaged_workbook"


def test_an_ods_that_says_something_of_more_cells_than_a_sheet_may_have_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="percentage" office:value="1"/>'
    path = tmp_path / "bok.ods"
    path.write_bytes(ods_of(table(row(cell, attributes=' table:number-rows-repeated="1000000"'))))
    with pytest.raises(UnreadableFile) as refused:
        read_file(path, Limits())
    assert refused.value.rule == "too_many_cells"


MANY: list[list[Cell]] = [[ROW[0], f"A{number}", "Somatik", 10, 9] for number in range(20)]


@EVERY
@pytest.mark.parametrize(
    ("told", "verdict", "rules"),
    [
        ({"hidden_rows": [3]}, "returned", ["rows_hidden"]),
        ({"hidden_rows": [3], "is_filtered": True}, "returned", ["rows_filtered_out"]),
        ({"struck": ["B3"]}, "accepted_with_remarks", ["struck_out"]),
        ({"comments": {"D2": "Någon"}}, "accepted_with_remarks", ["comments_not_read"]),
        ({}, "accepted", []),
    ],
)
def test_what_is_told_of_the_cells_is_judged_alike(
    places: Places, take: Take, form: str, told: dict[str, list[str]], verdict: str, rules: list[str]
) -> None:
    sheet = Sheet([list(HEADS), *MANY], **told)  # type: ignore[arg-type]
    (places.inbox / "12_skane" / f"platser.{form}").write_bytes(FORMATS[form](sheet))
    receipt = receipt_of(take(), f"platser.{form}")
    assert (receipt["verdict"], [one["rule"] for one in receipt["findings"]]) == (verdict, rules)


@EVERY
def test_a_share_or_a_truth_where_a_number_belongs_is_refused_as_it_is_shown(
    places: Places, take: Take, form: str
) -> None:
    rows: list[list[Cell]] = [*MANY, [ROW[0], "B1", "Somatik", 10, 0.85], [ROW[0], "B2", "Somatik", 10, True]]
    content = FORMATS[form](Sheet([list(HEADS), *rows], percent=["E22"]))
    (places.inbox / "12_skane" / f"platser.{form}").write_bytes(content)
    done = take()
    findings = receipt_of(done, f"platser.{form}")["findings"]
    told = {(one["cell"], one["rule"], one["value"]) for one in findings}
    assert told == {("E22", "percent_value", "85 %"), ("E23", "not_a_number", "true")}
    assert rows_of(done, f"platser.{form}").height == 20


@EVERY
def test_a_merged_unit_holds_for_its_rows_and_two_levels_are_one_header(places: Places, take: Take, form: str) -> None:
    rows: list[list[Cell]] = [
        ["Datum", "Enhet", "Vårdplatstyp", "Vårdplatser", None],
        [None, None, None, "Disponibla", "Belagda"],
        [ROW[0], "A1", "Somatik", 10, 9],
        [ROW[0], None, "Psykiatri", 5, 4],
    ]
    sheet = Sheet(rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "B3:B4"])
    (places.inbox / "12_skane" / f"platser.{form}").write_bytes(FORMATS[form](sheet))
    done = take()
    assert receipt_of(done, f"platser.{form}")["verdict"] == "accepted"
    assert rows_of(done, f"platser.{form}")["care_unit_id"].to_list() == ["A1", "A1"]


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_what_libreoffice_saves_tells_the_same(tmp_path: Path, form: str) -> None:
    source = tmp_path / "bok.xlsx"
    source.write_bytes(FORMATS["xlsx"](TOLD))
    book = openpyxl.load_workbook(source)
    book.worksheets[0]["D5"] = "=1/0"
    book.save(source)
    office = [str(shutil.which("soffice")), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command = [*office, "--convert-to", form, "--outdir", str(tmp_path / form), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [sheet] = read(tmp_path, (tmp_path / form / f"bok.{form}").read_bytes(), form)
    authorless = ((2, "B"), (3, "B"))  # LibreOffice does not keep who wrote a note
    expected = {**TOLD_FACTS.__dict__, "commented": authorless}
    assert sheet.facts == SheetFacts(**expected)
    assert texts(sheet, "C") == ["Andel", "85 %", "12,5 %", "–", "100 %"]
    assert texts(sheet, "D")[4] == "#DIV/0!"
