"""Dialects of regional exports, one case each: what is read, what is refused, and what the refusal shows."""

import string
from pathlib import Path

import pytest

from sources.reading import FileContent, Limits, UnreadableFile, read_file

HEADER = ["Enhet", "Ort", "Antal"]
ROWS = [HEADER, *([f"E{number}", "Åre", str(number)] for number in range(1, 13))]


def read(folder: Path, content: bytes | str) -> FileContent:
    (folder / "fil.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(folder / "fil.csv", Limits())


def table(folder: Path, content: bytes | str) -> list[list[str | None]]:
    return [list(row[1:]) for row in read(folder, content).sheets[0].cells.rows()]


def refusal(folder: Path, content: bytes | str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(folder, content)
    return caught.value


def joined(rows: list[list[str]], delimiter: str) -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("delimiter", "name"),
    [
        (", ", "komma och blanksteg"),
        ("; ", "semikolon och blanksteg"),
        ("||", "dubbla lodstreck"),
        ("^", "cirkumflex"),
        ("~", "tilde"),
        ("#", "nummertecken"),
        (":", "kolon"),
    ],
)
def test_unusual_delimiters_are_found_where_every_record_has_them(tmp_path: Path, delimiter: str, name: str) -> None:
    assert table(tmp_path, joined(ROWS, delimiter)) == ROWS
    assert read(tmp_path, joined(ROWS, delimiter)).notes[1] == f"{name} mellan kolumnerna"


def test_quotes_after_a_delimiter_and_a_space_are_quotes(tmp_path: Path) -> None:
    text = 'Enhet, Text, Antal\nA, "x, y", 1\nB, "z ""å"" z", 2\n'
    assert table(tmp_path, text) == [["Enhet", "Text", "Antal"], ["A", "x, y", "1"], ["B", 'z "å" z', "2"]]


@pytest.mark.parametrize("text", ["Tid\n12:30\n13:45\n", "Namn\nÅre norra\nKalix södra\n", "Andel\n1,5\n2\n3,5\n"])
def test_times_words_and_decimals_of_one_column_are_not_divided(tmp_path: Path, text: str) -> None:
    assert all(len(row) == 1 for row in table(tmp_path, text))


@pytest.mark.parametrize("value", ["1,5", "-1,5", "€ 1,80", "1,5–2,5", "2,5 dagar", "1 234,50 kr", "12,5 %"])
def test_decimal_commas_with_signs_units_and_ranges_do_not_compete(tmp_path: Path, value: str) -> None:
    text = f"Enhet;Andel\nA;{value}\nB;{value}\nC;{value}\n"
    assert table(tmp_path, text)[1] == ["A", value]


def test_apostrophes_around_cells_are_quotes(tmp_path: Path) -> None:
    text = "'Enhet';'Text'\n'A';'x; y'\n'B';'det''s \"bra\"'\n"
    assert table(tmp_path, text) == [["Enhet", "Text"], ["A", "x; y"], ["B", 'det\'s "bra"']]
    assert read(tmp_path, text).notes[-1] == "apostrofer runt cellerna"


def test_an_apostrophe_that_marks_text_in_excel_is_kept(tmp_path: Path) -> None:
    assert table(tmp_path, "Enhet;Antal\n'01;1\n'02;2\n") == [["Enhet", "Antal"], ["'01", "1"], ["'02", "2"]]


def test_a_backslash_before_a_quote_escapes_it(tmp_path: Path) -> None:
    text = 'Enhet;Text\nA;"säger \\"hej; du\\" ofta"\nB;"c:\\\\temp"\n'
    assert table(tmp_path, text) == [["Enhet", "Text"], ["A", 'säger "hej; du" ofta'], ["B", "c:\\temp"]]
    assert read(tmp_path, text).notes[-1] == "omvänt snedstreck före citattecken i cellerna"


def test_a_folder_that_ends_in_a_backslash_is_no_escape(tmp_path: Path) -> None:
    assert table(tmp_path, 'Mapp;Antal\n"c:\\temp\\";1\n') == [["Mapp", "Antal"], ["c:\\temp\\", "1"]]


def test_inch_marks_are_text_in_any_row(tmp_path: Path) -> None:
    rows = [["Enhet", "Mått", "Antal"], ["A", '5" skruv', '6"'], ["B", '7"', "x"], ["C", '8" rör', "y"]]
    assert table(tmp_path, joined(rows, ";")) == rows


def test_a_quote_that_was_not_doubled_is_text_among_whole_rows(tmp_path: Path) -> None:
    text = joined(ROWS, ";").replace("E7;Åre", 'E7;"Åre "norra""')
    assert table(tmp_path, text)[7] == ["E7", 'Åre "norra"', "7"]


def test_a_cell_that_lost_its_quote_is_refused_where_it_may_go_on(tmp_path: Path) -> None:
    text = joined(ROWS, ";").replace("E7;Åre;7", 'E7;"Åre; norra\noch södra;7')
    assert refusal(tmp_path, text).rule == "unclosed_quote"


@pytest.mark.parametrize(("first", "second"), [(";", "\t"), (",", ";"), (";", "|"), ("\t", ";")])
@pytest.mark.parametrize("pasted", [1, 5, 11])
def test_rows_pasted_from_another_export_return_the_file(tmp_path: Path, first: str, second: str, pasted: int) -> None:
    text = joined(ROWS[:-pasted], first) + joined(ROWS[-pasted:], second)
    assert refusal(tmp_path, text).rule in {"changing_delimiter", "ambiguous_delimiter"}


def test_pasted_rows_of_another_width_return_the_file(tmp_path: Path) -> None:
    text = joined(ROWS, ";") + "E1\tÅre\nE2\tÅre\nE3\tÅre\n"
    refused = refusal(tmp_path, text)
    assert refused.rule == "changing_delimiter"
    assert "med semikolon i de flesta rader, men med tabb i post 14" in refused.message


@pytest.mark.parametrize(
    "around",
    [
        "Källa: eget system, uttag för alla, även privata\n",
        "Median 1,5\n",
        "Kontakt: vården | plan 3 | hus B\n",
    ],
)
def test_titles_and_footers_with_other_marks_do_not_return_the_file(tmp_path: Path, around: str) -> None:
    assert len(table(tmp_path, around + joined(ROWS, ";"))) == len(ROWS) + 1
    assert len(table(tmp_path, joined(ROWS, ";") + around)) == len(ROWS) + 1


def test_a_wrong_separator_line_returns_the_file(tmp_path: Path) -> None:
    refused = refusal(tmp_path, "sep=|\n" + joined(ROWS, ";"))
    assert refused.rule == "wrong_separator_line"
    assert "lodstreck" in refused.message
    assert "semikolon" in refused.message


def test_both_readings_are_shown_with_their_columns_and_headers(tmp_path: Path) -> None:
    rows = [["Enhet", "Antal, väntande;Andel"], *([f"A{place}", f"{place},x;{place}"] for place in range(4))]
    refused = refusal(tmp_path, joined(rows, ","))
    assert refused.rule == "ambiguous_delimiter"
    assert "Med semikolon mellan kolumnerna blir det 2 kolumner: ”Enhet,Antal, väntande”, ”Andel”." in refused.message
    assert "Med komma mellan kolumnerna blir det 3 kolumner" in refused.message


def test_long_headers_are_cut_and_many_are_left_out(tmp_path: Path) -> None:
    names = [f"Antal väntande patienter i grupp {letter}" for letter in string.ascii_uppercase[:10]]
    text = ";".join(names) + "|x\n" + "".join(";".join(["1"] * 10) + "|2\n" for _ in range(4))
    shown = refusal(tmp_path, text).message
    assert "”Antal väntande patienter i gru…”, …." in shown
    assert "blir det 10 kolumner" in shown


@pytest.mark.parametrize(
    "text",
    [
        "Ek, Eva\nAlm, Bo\n",
        "Eva Ek,a;b\nBo Alm,c;d\nIda Ö,e;f\n",
        "Eva Ek;;19121212-1212|x\nBo Alm;1;a|y\nIda Ö;2;b|z\n",
        "Eva Ek;okänd|x\nBo Alm;2|y\n",
    ],
)
def test_a_row_that_may_be_a_persons_is_never_shown(tmp_path: Path, text: str) -> None:
    refused = refusal(tmp_path, text)
    assert refused.rule == "ambiguous_delimiter"
    for told in (refused.message, refused.how_to_mend):
        assert not any(word in told for word in ("Eva", "Bo", "Ek", "Alm", "1212"))


def test_more_cells_than_headers_stay_in_columns_without_a_header(tmp_path: Path) -> None:
    cells = table(tmp_path, "a;b\n1;2\n1;2;3;4\n5;6\n7;8\n")
    assert cells[0] == ["a", "b", None, None]
    assert cells[2] == ["1", "2", "3", "4"]


def test_an_end_of_file_sign_is_no_cell(tmp_path: Path) -> None:
    assert table(tmp_path, b"a;b\r\n1;2\r\n\x1a\r\n") == [["a", "b"], ["1", "2"]]
