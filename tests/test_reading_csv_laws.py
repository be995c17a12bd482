"""Laws of delimited text: a table comes back cell for cell or is refused, and no bytes break the reader.

Each law is tried on few cases in `make test` and on many in `make fuzz`.
"""

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from fuzzing import tries
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.delimited import read_lines, read_records
from sources.reading.delimiters import SAMPLE_LINES
from sources.reading.dialect import find_dialect, find_over_all, take_separator_line
from sources.reading.quoting import Dialect, split_cells
from sources.reading.records import count_alike, even_line_ends, is_well_formed, join_quoted_lines, split_lines

CASES = settings(tries(100), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
MARKS = ";,\t|"
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
SINGLE = ["cp1252", "iso8859-1", "iso8859-15", "mac-roman", "cp850"]
ANY_CELL = st.text(alphabet="aB1,;|\t\"'\n åÄö.-\u00a0–", max_size=7)
PLAIN_CELL = st.text(alphabet='aB1"\nåÄö.-', max_size=7)
WORDS = st.sampled_from(
    ["Väntelista", "Åre", "Östersund", "höftprotes", "Operation", "12", "3.5", '5" skruv', "", "på"]
)


def tables(cells: st.SearchStrategy[str], *, least_width: int = 2) -> st.SearchStrategy[list[list[str]]]:
    """Rectangular tables: every row has the same number of cells."""
    return st.integers(least_width, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12)
    )


def written(rows: list[list[str]], delimiter: str, quoting: str, line_end: str) -> str:
    """As a careful export writes it: whatever holds a mark, a quote, a space at its end or a line break is quoted."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            asks = any(mark in cell for mark in f"{MARKS}\n\"'") or cell != cell.strip()
            if quoting == "backslash":
                escaped = cell.replace("\\", "\\\\").replace('"', '\\"')
                cells.append(f'"{escaped}"')
            elif quoting in {"all", "'"} or asks:
                quote = "'" if quoting == "'" else '"'
                cells.append(quote + cell.replace(quote, quote * 2) + quote)
            else:
                cells.append(cell)
        lines.append(delimiter.join(cells))
    return line_end.join(lines) + line_end


def returned(path: Path) -> dict[int, list[str]] | None:
    """The filled cells by record, or None where the file was refused."""
    try:
        cells = read_file(path, Limits()).sheets[0].cells
    except UnreadableFile:
        return None
    return {row[0]: trimmed([cell or "" for cell in row[1:]]) for row in cells.rows()}


def trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def sent(rows: list[list[str]]) -> dict[int, list[str]]:
    return {number: trimmed(row) for number, row in enumerate(rows, start=1) if any(row)}


def ways(rows: list[list[str]], delimiter: str) -> list[dict[int, list[str]] | None]:
    """How a table may come back: refused, as it was sent, or without columns that `||` shows to be none."""
    whole = [sent(rows)]
    if delimiter == "|" and not any(any(row[1::2]) for row in rows):
        whole.append(sent([row[::2] for row in rows]))
    return [None, *whole]


@pytest.mark.fuzz
@CASES
@given(
    rows=tables(ANY_CELL),
    delimiter=st.sampled_from(MARKS),
    quoting=st.sampled_from(["needed", "all", "backslash"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(UNICODE),
)
def test_any_table_that_a_careful_export_writes_comes_back_or_is_refused(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoting: str, line_end: str, encoding: str
) -> None:
    (tmp_path / "fil.csv").write_bytes(written(rows, delimiter, quoting, line_end).encode(encoding))
    assert returned(tmp_path / "fil.csv") in ways(rows, delimiter)


@pytest.mark.fuzz
@CASES
@given(rows=tables(PLAIN_CELL), delimiter=st.sampled_from(MARKS), encoding=st.sampled_from(UNICODE))
def test_any_table_that_a_sparing_export_writes_comes_back_or_is_refused(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows)
    (tmp_path / "fil.csv").write_bytes(target.getvalue().encode(encoding))
    assert returned(tmp_path / "fil.csv") in ways(rows, delimiter)


@pytest.mark.fuzz
@CASES
@given(
    rows=tables(WORDS),
    delimiter=st.sampled_from(MARKS),
    quoting=st.sampled_from(["needed", "all", "'", "backslash"]),
    encoding=st.sampled_from([*UNICODE, *SINGLE]),
)
def test_a_table_of_swedish_words_comes_back_from_every_dialect_and_encoding(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoting: str, encoding: str
) -> None:
    rows = [["Enhet", "Vårdtyp", "Ort", "Återbesök", "Kö"][: len(rows[0])], *rows]
    (tmp_path / "fil.csv").write_bytes(written(rows, delimiter, quoting, "\r\n").encode(encoding))
    assert returned(tmp_path / "fil.csv") == sent(rows)


@pytest.mark.fuzz
@CASES
@given(rows=tables(st.text(alphabet="aåäöÅÄÖ e\u0301", min_size=1, max_size=5)))
def test_decomposed_letters_arrive_composed(tmp_path: Path, rows: list[list[str]]) -> None:
    text = unicodedata.normalize("NFD", written(rows, ";", "needed", "\n"))
    (tmp_path / "fil.csv").write_text(text, encoding="utf-8")
    composed = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    assert returned(tmp_path / "fil.csv") in (None, sent(composed))


WHOLE = (
    'sep=;\r\nVäntelista\r\nEnhet;Antal;Andel\r\n"Åre; norra";5;1,5\r\n"säger ""hej""";6;2,5\r\nSumma;11\r\n',
    "Enhet\tOrt\tKö\nA\tÖsterbo\t1\nB\t'Älv'\t2\n5\" skruv\tx\ty\n",
    "a, b, c\n" + '"x, y", 2, 3\n' * 12 + '"x, 2, 3\n',
    "'a'|'b'\n'c\\'d'|'e'\n",
    "VÃ¤ntar;Ã…re;1\nOÌˆrebro;2;3\n",
)
CHANGES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 2), st.binary(min_size=1, max_size=3)), max_size=8)


@pytest.mark.fuzz
@CASES
@given(
    whole=st.sampled_from(WHOLE), encoding=st.sampled_from([*UNICODE, "cp1252", "mac-roman", "cp850"]), changes=CHANGES
)
def test_bytes_that_were_changed_are_read_or_refused_and_nothing_else(
    tmp_path: Path, whole: str, encoding: str, changes: list[tuple[int, int, bytes]]
) -> None:
    content = bytearray(whole.encode(encoding, errors="replace"))
    for place, how_many, put in changes:
        content[place : place + how_many] = put
    (tmp_path / "fil.csv").write_bytes(content)
    returned(tmp_path / "fil.csv")


@pytest.mark.fuzz
@CASES
@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "fil.csv").write_bytes(content)
    returned(tmp_path / "fil.csv")


@pytest.mark.fuzz
@CASES
@given(text=st.text(alphabet='a1;,\t" \n', max_size=30), delimiter=st.sampled_from(";,\t"))
def test_the_fast_way_the_careful_way_and_the_standard_library_give_the_same_cells(text: str, delimiter: str) -> None:
    content = even_line_ends(text.encode())
    if not is_well_formed(join_quoted_lines(split_lines(content)), delimiter):
        return
    careful, stray = read_records(content, Dialect(delimiter))
    assert not stray
    assert filled(read_lines(content, delimiter, max(1, len(careful)), 1)) == filled(careful)
    reader = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter, strict=True)
    assert [row or [""] for row in reader] == split_cells(content.decode(), Dialect(delimiter)).rows


ALIKE = st.integers(3, 5).flatmap(
    lambda width: st.tuples(
        st.lists(
            st.lists(st.text(alphabet="aÅ1.", max_size=3), min_size=width, max_size=width), min_size=1, max_size=9
        ),
        st.lists(st.text(alphabet="a1 .:", max_size=3), min_size=width, max_size=width),
    )
)
"""Rows of one width, and one more that stands after thousands of them and may have other signs in its cells."""


@pytest.mark.fuzz
@CASES
@given(
    alike=ALIKE,
    delimiter=st.sampled_from([*MARKS, "; ", "||"]),
    declared=st.sampled_from(["", "", "sep=;\n", "sep=,\n", "sep=:\n"]),
    end=st.sampled_from(["", "\n", "\n\n", ";", "\n;", "'", '"']),
)
@example(alike=([["a", "b", "c"]], ["d", "e", "f"]), delimiter="; ", declared="", end="")
@example(alike=([["a", "b", "c"]], ["d", "", "f"]), delimiter="||", declared="", end="")
@example(alike=([["a", "b", "c"]], ["d:", "e", "f"]), delimiter=";", declared="sep=:\n", end="")
def test_the_dialect_of_lines_divided_alike_is_that_of_all_lines(
    alike: tuple[list[list[str]], list[str]], delimiter: str, declared: str, end: str
) -> None:
    rows, last = alike
    body = [delimiter.join(row) for row in rows] * (2 * SAMPLE_LINES // len(rows) + 1)
    body.append((delimiter[0] * len(delimiter.rstrip(" "))).join(last))
    content = (declared + "\n".join(body) + end).encode()
    separator, without = take_separator_line(content)
    assert outcome(lambda: find_dialect(content)) == outcome(lambda: find_over_all(without, separator))
    if end in {"", "\n"} and not declared and delimiter in MARKS:
        assert count_alike(content) == len(body)


def outcome(find: Callable[[], Any]) -> Any:
    """What is found, or the rule and the text of the refusal."""
    try:
        return asdict(find())
    except UnreadableFile as refused:
        return refused.rule, refused.message


def filled(columns: list) -> list[list[str | None]]:
    """The columns as lists, without the empty ones at the end."""
    kept = [column.to_list() for column in columns]
    while kept and not any(kept[-1]):
        kept.pop()
    return kept


@pytest.mark.fuzz
@CASES
@given(place=st.integers(1, 24), column=st.integers(0, 2), words=st.lists(WORDS, min_size=3, max_size=3))
def test_a_stray_quote_changes_no_other_cell(tmp_path: Path, place: int, column: int, words: list[str]) -> None:
    if '"' in "".join(words):
        return
    rows = [["Enhet", "Ort", "Antal"], *([f"{number}", *words[1:]] for number in range(1, 25))]
    rows[place][column] = '"' + rows[place][column]
    (tmp_path / "fil.csv").write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    assert returned(tmp_path / "fil.csv") in (None, sent(rows))


@pytest.mark.parametrize("delimiter", list(MARKS))
def test_a_stray_quote_among_whole_rows_is_text_and_is_noted(tmp_path: Path, delimiter: str) -> None:
    rows = [["Enhet", "Ort", "Antal"], *(["A", "Åre", str(number)] for number in range(20))]
    rows[7][1] = '"Åre'
    (tmp_path / "fil.csv").write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    content = read_file(tmp_path / "fil.csv", Limits())
    assert content.sheets[0].cells["B"][7] == '"Åre'
    assert content.notes[-1] == "ensamma citattecken har lästs som vanlig text i post 8"
