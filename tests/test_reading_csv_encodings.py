"""Encodings of regional exports: text that was encoded twice or in pieces is set right, or the file is refused."""

import unicodedata
from pathlib import Path

import pytest

from sources.reading import FileContent, Limits, UnreadableFile, read_file

TEXT = "Enhet;Vårdtyp;Antal\nÄlvsbyn;Första besök;5\nÅre;Återbesök – öga;6\nÖstersund;”När”;7\n"


def read(folder: Path, content: bytes) -> FileContent:
    (folder / "fil.csv").write_bytes(content)
    return read_file(folder / "fil.csv", Limits())


def as_text(content: FileContent) -> str:
    return "".join(";".join(row[1:]) + "\n" for row in content.sheets[0].cells.rows())


def refused_rule(folder: Path, content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(folder, content)
    return caught.value.rule


def mistaken(text: str, encoding: str) -> str:
    """The text as it looks when its UTF-8 is read as another encoding; what cp1252 lacks as Windows shows it."""
    return "".join(bytes([one]).decode(encoding, errors="ignore") or chr(one) for one in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found(tmp_path: Path, encoding: str) -> None:
    content = read(tmp_path, TEXT.encode(encoding))
    assert as_text(content) == TEXT
    assert content.notes[0] == "teckenkodning UTF-16"


@pytest.mark.parametrize(
    "content", ["a;b\n1;2\n".encode("utf-16-le")[:-1], b"a\x00;\x00\x00b", "你好;世界\n".encode("utf-16-le") + b"a\x00"]
)
def test_what_is_not_certainly_utf16_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused_rule(tmp_path, content) == "nul_bytes"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Windows-1252"), ("iso8859-1", "Windows-1252"), ("mac-roman", "MacRoman"), ("cp850", "DOS 850")],
)
def test_text_that_was_encoded_twice_is_set_right_and_noted(tmp_path: Path, encoding: str, name: str) -> None:
    content = read(tmp_path, mistaken(TEXT, encoding).encode("utf-8"))
    assert as_text(content) == TEXT
    assert content.notes[1] == f"dubbelkodade tecken har rättats (UTF-8 som hade tolkats som {name})"


def test_text_that_is_right_is_not_repaired(tmp_path: Path) -> None:
    assert len(read(tmp_path, TEXT.encode()).notes) == 2


def test_a_sign_that_could_begin_a_mistake_is_left_alone(tmp_path: Path) -> None:
    text = "Enhet;Ort\nÃgata;São Paulo\nRot;√2\nTräd;├──\n"
    assert as_text(read(tmp_path, text.encode())) == text


@pytest.mark.parametrize("whole", [TEXT, "Enhet;Ort\nåäö;Åre\n"])
def test_a_file_of_which_some_is_encoded_twice_is_refused(tmp_path: Path, whole: str) -> None:
    assert refused_rule(tmp_path, (whole + mistaken("Väntar;på;svar\n", "cp1252")).encode()) == "mixed_encoding"


def test_a_windows_file_with_rows_of_utf8_is_refused(tmp_path: Path) -> None:
    content = ("Väntar;Åre;1\n" * 40).encode("cp1252") + "Väntar;Åre;2\n".encode()
    assert refused_rule(tmp_path, content) == "mixed_encoding"


def test_decomposed_letters_arrive_in_one_character(tmp_path: Path) -> None:
    content = read(tmp_path, unicodedata.normalize("NFD", TEXT).encode())
    assert as_text(content) == TEXT


def test_composing_letters_changes_no_other_character(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "Å") + ";a\u037eb;½\n"
    assert as_text(read(tmp_path, text.encode())) == "Å;a\u037eb;½\n"


def test_letters_that_were_lost_before_are_counted(tmp_path: Path) -> None:
    content = read(tmp_path, "Enhet;Ort\nV\ufffdst;\ufffdre\n".encode())
    assert content.notes[1] == "2 tecken var redan förlorade i filen och visas som \ufffd"
