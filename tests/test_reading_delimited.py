"""Delimited text: the dialect is found or the file is refused, and no cell is lost or moved."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import FileContent, Limits, UnreadableFile, read_file
from sources.reading.content import MANY_ROWS, TextSheet, without_empty_rows
from sources.reading.delimited import read_lines, read_records
from sources.reading.encoding import SINGLE_BYTE, to_utf8
from sources.reading.quoting import Dialect
from sources.reading.records import even_line_ends, is_well_formed, join_quoted_lines, split_lines
from sources.values import CATEGORIES

ROWS = [["Enhet", "Vårdtyp", "Antal"], ["Skånes sjukhus", "Operation/åtgärd", "12"], ["Älvsbyn", "Första besök", "3,5"]]


def read(folder: Path, content: bytes | str, name: str = "fil.csv") -> FileContent:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(folder / name, Limits())


def table(folder: Path, content: bytes | str) -> list[list[str | None]]:
    return [list(row[1:]) for row in read(folder, content).sheets[0].cells.rows()]


def refusal(folder: Path, content: bytes | str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(folder, content)
    return caught.value


def written(rows: list[list[str]], delimiter: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return target.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-1", "mac-roman", "cp850"])
def test_every_delimiter_in_every_encoding_is_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    assert table(tmp_path, written(ROWS, delimiter).encode(encoding)) == ROWS


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_the_same(tmp_path: Path, line_end: str) -> None:
    assert table(tmp_path, line_end.join(";".join(row) for row in ROWS)) == ROWS


def test_a_single_letter_far_down_decides_the_encoding(tmp_path: Path) -> None:
    content = b"enhet;antal\n" + b"a;1\n" * 300_000 + "Älvsbyn;2\n".encode("cp1252")
    assert read(tmp_path, content).sheets[0].cells["A"][-1] == "Älvsbyn"


def test_how_the_file_was_read_is_noted(tmp_path: Path) -> None:
    content = read(tmp_path, written(ROWS, ";").encode("cp1252"))
    assert content.notes == ("teckenkodning Windows-1252", "semikolon mellan kolumnerna")
    assert content.sheets[0].name == "fil"
    assert content.sheets[0].number_columns == frozenset()


def test_title_rows_blank_rows_and_footers_stay_as_rows_with_their_numbers(tmp_path: Path) -> None:
    text = (
        "Väntelista, Region Skåne\nUttag 2026-11-22\n\nEnhet;Antal;Median\nA;1;2,5\nB;2;3,5\n;;\nKälla: eget system\n"
    )
    cells = read(tmp_path, text).sheets[0].cells
    assert cells["source_row"].to_list() == [1, 2, 4, 5, 6, 8]
    assert cells.rows()[0][1:] == ("Väntelista, Region Skåne", None, None)
    assert cells.rows()[3][1:] == ("A", "1", "2,5")


def test_decimal_commas_do_not_compete_with_semicolons(tmp_path: Path) -> None:
    assert table(tmp_path, "Enhet;Andel\nA;1,5\nB;2,5\n") == [["Enhet", "Andel"], ["A", "1,5"], ["B", "2,5"]]
    assert table(tmp_path, "1,5;2,5\n3,5;4,5\n") == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_quoted_commas_do_not_count(tmp_path: Path) -> None:
    assert table(tmp_path, 'a,b\n"1,5","x, y"\n"2,5",z\n') == [["a", "b"], ["1,5", "x, y"], ["2,5", "z"]]


def test_a_declared_separator_is_taken_and_its_line_is_not_a_row(tmp_path: Path) -> None:
    content = read(tmp_path, "sep=,\na,b;c\n1,2;3\n")
    assert content.sheets[0].cells.rows() == [(1, "a", "b;c"), (2, "1", "2;3")]
    assert "angivet i filens första rad" in content.notes[1]


def test_ragged_rows_lose_no_cell(tmp_path: Path) -> None:
    assert table(tmp_path, "a;b;c\n1;2\n1;2;3;4;5\n1;2;3\n") == [
        ["a", "b", "c", None, None],
        ["1", "2", None, None, None],
        ["1", "2", "3", "4", "5"],
        ["1", "2", "3", None, None],
    ]


def test_trailing_delimiters_make_no_column(tmp_path: Path) -> None:
    assert table(tmp_path, "a;b;;\n1;2;;\n") == [["a", "b"], ["1", "2"]]


def test_cells_with_line_breaks_and_quotes_are_whole(tmp_path: Path) -> None:
    text = 'a;b;c\n"rad 1\r\nrad 2";"säger ""hej""";5" skruv\n'
    assert table(tmp_path, text) == [["a", "b", "c"], ["rad 1\nrad 2", 'säger "hej"', '5" skruv']]


def test_one_column_is_one_column(tmp_path: Path) -> None:
    assert table(tmp_path, "Enhet\nA\nB\n") == [["Enhet"], ["A"], ["B"]]
    assert table(tmp_path, "Median\n1,5\n2\n3,5\n") == [["Median"], ["1,5"], ["2"], ["3,5"]]


@pytest.mark.parametrize("text", ["a;b,c\nd;e,f\ng;h,i\n", "1,5\n2,5\n3,5\n", "Ek, Eva\nAlm, Bo\n"])
def test_two_possible_readings_are_refused_with_both_shown(tmp_path: Path, text: str) -> None:
    refused = refusal(tmp_path, text)
    assert refused.rule == "ambiguous_delimiter"
    assert "komma" in refused.message
    assert not refused.quarantine


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty_file"),
        (b"\n\n;;\n", "no_cells"),
        (b"\xef\xbb\xbf", "no_cells"),
        (b"a;b\n1;\x002\n", "nul_bytes"),
        (b"a;b\n\x81\x9d\xff\xfe\n", "unknown_encoding"),
        (b'a;b\n"1;2\n3;4\n', "unclosed_quote"),
        (b'a;b;c\n"1;2;3\n4;5;6\n7;8;9"\n', "unclosed_quote"),
        (b'a;b\n"1"x;2\n', "unclosed_quote"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(tmp_path: Path, content: bytes, rule: str) -> None:
    assert refusal(tmp_path, content).rule == rule


def test_refusals_show_no_value(tmp_path: Path) -> None:
    refused = refusal(tmp_path, 'a;b\n"hemligt;2\n')
    assert "hemligt" not in str(refused)
    assert "post 2" in refused.message


def test_too_many_cells_are_refused_before_they_are_made(tmp_path: Path) -> None:
    (tmp_path / "bred.csv").write_text("a" + ";" * 1000 + "\n" * 1000 + "b;c\n")
    with pytest.raises(UnreadableFile) as caught:
        read_file(tmp_path / "bred.csv", Limits(cells=100_000))
    assert caught.value.rule == "too_many_cells"


SWEDISH_WORDS = st.lists(
    st.sampled_from(["Väntelista", "Åre", "Östersund", "höftprotes", "bröst", "Älmhult", "när", "på", "öga"]),
    min_size=2,
)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(words=SWEDISH_WORDS, encoding=st.sampled_from(sorted(SINGLE_BYTE)))
def test_swedish_text_comes_back_from_every_encoding(words: list[str], encoding: str) -> None:
    text = ";".join(words)
    assert to_utf8(text.encode(encoding))[0].decode() == text


CELLS = st.text(alphabet='ab1,;|"\n ä\t', max_size=6)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), delimiter=st.sampled_from(";,\t|")
)
def test_the_fast_way_and_the_careful_way_give_the_same_cells(rows: list[list[str]], delimiter: str) -> None:
    content = written(rows, delimiter).encode()
    _hold_to_each_other(content, delimiter)
    careful, _ = read_records(content, Dialect(delimiter))
    for got, sent in zip(zip(*(column.to_list() for column in careful), strict=True), rows, strict=True):
        assert [cell or "" for cell in got][: len(sent)] == sent


@settings(max_examples=200, derandomize=True, deadline=None)
@given(text=st.text(alphabet='a1;" \n', max_size=30))
def test_any_text_is_read_alike_both_ways_or_refused(text: str) -> None:
    _hold_to_each_other(even_line_ends(text.encode()), ";")


def _hold_to_each_other(content: bytes, delimiter: str) -> None:
    if not is_well_formed(join_quoted_lines(split_lines(content)), delimiter):
        return
    careful, _ = read_records(content, Dialect(delimiter))
    fast = read_lines(content, delimiter, max(1, len(careful)), 1)
    assert _shape(fast) == _shape(careful)


def _shape(columns: list[pl.Series]) -> list[list[str | None]]:
    kept = [column.to_list() for column in columns]
    while kept and not any(kept[-1]):
        kept.pop()
    return kept


@pytest.mark.parametrize("rows", [3, MANY_ROWS + 1])
def test_a_sheet_tells_in_which_columns_a_text_stands_however_large_it_is(rows: int) -> None:
    alike, last = pl.Series(["a"]).new_from_index(0, rows - 1), pl.Series(["å", None])
    columns = {
        "A": pl.concat([alike, last.head(1)]),
        "B": pl.concat([alike, last.tail(1)]),
        "C": pl.Series(map(str, range(rows - 1, -1, -1))),
        "D": pl.Series([None], dtype=pl.String).new_from_index(0, rows),
        "E": alike.head(1).extend_constant("c", rows - 1),
    }
    cells = without_empty_rows(list(columns.values()), pl.int_range(rows, eager=True))
    is_long = rows > MANY_ROWS
    assert [one.dtype == CATEGORIES for one in cells.get_columns()[1:]] == [is_long, is_long, False, is_long, is_long]
    sheet = TextSheet("Blad1", cells, frozenset(), hidden=False)
    assert sheet.columns_where(lambda text: text == "a") == ["A", "B", "E"]
    assert sheet.columns_where(lambda text: text.is_in(["å", "0"])) == ["A", "C"]
    assert sheet.columns_where(lambda text: text.is_in(["å", "0"]), among=["D", "C"]) == ["C"]
    assert sheet.columns_where(lambda text: text == "b") == []
