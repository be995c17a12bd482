"""Encodings of regional exports: text that was encoded twice or in pieces is set right, or the file is refused."""

import unicodedata
from pathlib import Path

import pytest
from delivering import Take, receipt_of, rows_of

from sources.places import Places
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


@pytest.mark.parametrize("times", [2, 3, 4])
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1", "mac-roman", "cp850"])
def test_text_that_was_encoded_more_than_twice_is_set_right_and_noted(
    tmp_path: Path, encoding: str, times: int
) -> None:
    text = TEXT
    for _ in range(times):
        text = mistaken(text, encoding)
    content = read(tmp_path, text.encode("utf-8"))
    assert as_text(content) == TEXT
    assert content.notes[1].startswith("dubbelkodade tecken har rättats (UTF-8 som flera gånger hade tolkats som ")


def test_a_file_of_which_some_is_encoded_three_times_is_refused(tmp_path: Path) -> None:
    for encoding in ("cp1252", "iso8859-1", "mac-roman", "cp850"):
        line = mistaken(mistaken("Väntar;på;svar\n", encoding), encoding)
        assert refused_rule(tmp_path, (TEXT + line).encode()) == "mixed_encoding"


@pytest.mark.parametrize(
    "line", ["U1;Mottagning Dušan;1", "U1;Mottagning Nikšić;1", "U1;Ž 2;1", "U1;Œuvre;1", "U1;Miloš;1"]
)
def test_letters_that_only_an_encoding_decides_are_a_question(tmp_path: Path, line: str) -> None:
    """Nothing else in the file is above ASCII: MacRoman, DOS 850 and Windows give other letters each."""
    raw = line.encode("cp1252", errors="ignore")
    assert refused_rule(tmp_path, b"Enhet;Namn;Antal\n" + raw + b"\nU2;Lunden;2\n") == "ambiguous_encoding"


def test_two_readings_of_a_text_file_are_both_shown(tmp_path: Path) -> None:
    (tmp_path / "fil.csv").write_bytes("Enhet;Namn\nU1;Mottagning Dušan\nU2;Lunden\n".encode("cp1252"))
    with pytest.raises(UnreadableFile) as caught:
        read_file(tmp_path / "fil.csv", Limits())
    assert "Windows-1252" in caught.value.message
    assert "MacRoman" in caught.value.message
    assert "”š”" in caught.value.message
    assert "”ö”" in caught.value.message
    assert "Mottagning" not in caught.value.message


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850"])
def test_swedish_words_decide_about_the_letters_beside_them(tmp_path: Path, encoding: str) -> None:
    text = "Enhet;Vårdtyp;Antal\nÄlvsbyn;Första besök;5\nÅre;Återbesök öga;6\nÖstersund;Café Vånö;7\n"
    assert as_text(read(tmp_path, text.encode(encoding))) == text


def test_many_places_of_one_swedish_letter_decide(tmp_path: Path) -> None:
    """Nothing but ö is above ASCII: a file from a Mac, or one from Windows with š in every word."""
    words = "Malmö Höör Örn Första besök Höftprotes Söder Tjörn Ljusdals öga Mölndal Böda Löt Snö Kök".replace(
        "Örn", ""
    )
    text = "Enhet;Ort\n" + "".join(f"U;{word}\n" for word in words.split())
    assert as_text(read(tmp_path, text.encode("mac-roman"))) == text


HEAD = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n"
PARTS = (HEAD + "2026-10-01;U1;Somatik;20;15\n", HEAD + "2026-10-02;U1;Somatik;20;16\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("joint", ["\ufeff", "\n\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("first_mark", ["", "\ufeff"])
@pytest.mark.parametrize("first_end", ["\n", ""])
def test_the_mark_of_a_files_beginning_is_no_text_where_two_files_were_joined(
    take: Take, places: Places, encoding: str, joint: str, first_mark: str, first_end: str
) -> None:
    """With or without a line end between them; the header of the second is left out as always."""
    mark = first_mark or ("" if encoding == "utf-8" else "\ufeff")
    text = mark + PARTS[0].removesuffix("\n") + first_end + joint + PARTS[1]
    (places.inbox / "12_skane" / "platser.csv").write_bytes(text.encode(encoding))
    intake = take()
    receipt = receipt_of(intake, "platser.csv")
    assert receipt["verdict"] == "accepted"
    assert rows_of(intake, "platser.csv")["occupied_count"].to_list() == [15.0, 16.0]
    assert "byteordningsmärken (BOM) inne i filen har tagits bort" in receipt["notes"][1]


def test_a_mark_in_the_middle_of_a_cell_divides_nothing(tmp_path: Path) -> None:
    text = "Enhet;Namn\nU1;Lunds\ufeffjukhuset\nU2;\ufeffNorr\n"
    assert as_text(read(tmp_path, text.encode())) == text
