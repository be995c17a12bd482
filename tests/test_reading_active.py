"""What a file may do when it is opened decides whether it is taken; ordinary links are read, and a note says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hiding import NAMESPACE, as_csv, edited, workbook

from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.active import LINKED_DATA, LINKED_FILES
from sources.reading.compound import BOUNDSHEET, NAME, SUPBOOK, _judge_record

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
MACRO_PART = '<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
AUTO_OPEN = '<definedName name="_xlnm.Auto_Open">A1</definedName>'
LINK = f"<externalLink {NAMESPACE}>{{}}</externalLink>"


def formula(text: str) -> bytes:
    return edited(SHEET, "<v>27</v>", f"<f>{text}</f><v>27</v>")


def with_part(name: str, text: str) -> bytes:
    return workbook(parts={name: text.encode()})


REFUSED = {
    "a macro": ("fil.xlsx", with_part("xl/vbaProject.bin", "x"), "macro"),
    "a macro called something else": (
        "fil.xlsx",
        edited("[Content_Types].xml", "</Types>", f"{MACRO_PART}</Types>"),
        "macro",
    ),
    "an Excel 4 macro sheet": ("fil.xlsx", with_part("xl/macrosheets/sheet1.xml", "<a/>"), "macro"),
    "a name that runs by itself": (
        "fil.xlsx",
        edited(BOOK, "<sheets>", f"<definedNames>{AUTO_OPEN}</definedNames><sheets>"),
        "macro",
    ),
    "a DDE link": ("fil.xlsx", with_part("xl/externalLinks/externalLink1.xml", LINK.format("<ddeLink/>")), "dde"),
    "an OLE link": ("fil.xlsx", with_part("xl/externalLinks/externalLink1.xml", LINK.format("<oleLink/>")), "dde"),
    "a formula that calls a program": ("fil.xlsx", formula("cmd|'/c calc'!A0"), "dde"),
    "a formula that calls a program at last": ("fil.xlsx", formula("1+MSEXCEL|'../x'!A0"), "dde"),
    "an embedded document": ("fil.xlsx", with_part("xl/embeddings/oleObject1.bin", "x"), "embedded_object"),
    "a control": ("fil.xlsx", with_part("xl/activeX/activeX1.xml", "<a/>"), "embedded_object"),
    "a cell that calls a program": ("fil.csv", as_csv("2026-11-20;=cmd|'/c calc'!A1;Somatik;1;1;").encode(), "dde"),
    "a cell that adds and calls": ("fil.csv", as_csv("2026-11-20;+2+5+cmd|'/C calc'!A0;Somatik;1;1;").encode(), "dde"),
    "a cell with DDE": ("fil.csv", as_csv('2026-11-20;"=DDE(""cmd"";""/c"";""x"")";Somatik;1;1;').encode(), "dde"),
}  # fmt: skip


@pytest.mark.parametrize("what", list(REFUSED))
def test_what_acts_is_quarantined(tmp_path: Path, what: str) -> None:
    name, content, rule = REFUSED[what]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_file(tmp_path / name, Limits())
    assert (caught.value.rule, caught.value.quarantine) == (rule, True)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (with_part("xl/externalLinks/externalLink1.xml", LINK.format("<externalBook/>")), LINKED_FILES),
        (with_part("xl/connections.xml", "<connections/>"), LINKED_DATA),
    ],
)
def test_a_link_of_an_ordinary_workbook_is_read_and_told(tmp_path: Path, content: bytes, note: str) -> None:
    (tmp_path / "fil.xlsx").write_bytes(content)
    read = read_file(tmp_path / "fil.xlsx", Limits())
    assert note in read.notes
    assert read.sheets[0].cells.height == 2


@pytest.mark.parametrize(
    "text", ["-5", "=1+1", "+46 70 123", "-ja | nej!", "@avdelning", "Höft|knä", "DDE", "=A1|B1", "a|'b'!c"]
)
def test_a_cell_that_only_begins_like_a_formula_is_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "fil.csv").write_text(as_csv(f"2026-11-20;{text};Somatik;1;1;"))
    assert read_file(tmp_path / "fil.csv", Limits()).sheets[0].cells["B"][2] == text


@pytest.mark.parametrize(
    "text", ["SUM(A1:A2)", "IF(A1=&quot;a|b&quot;,1,2)", "[1]Blad!$A$1", "HYPERLINK(&quot;x&quot;)"]
)
def test_an_ordinary_formula_is_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "fil.xlsx").write_bytes(formula(text))
    assert read_file(tmp_path / "fil.xlsx", Limits()).sheets[0].cells["E"][1] == "27"


def test_records_of_an_old_workbook_that_act_are_refused() -> None:
    auto_open = bytes([0x20, 0, 0, 1]) + b"\x00" * 11 + b"\x01"
    for kind, data, rule in (
        (BOUNDSHEET, b"\x00" * 5 + b"\x01\x04Blad", "macro"),
        (NAME, auto_open, "macro"),
        (SUPBOOK, b"\x00\x00\x08\x00\x00cmd\x03/c calc", "dde"),
    ):
        with pytest.raises(UnreadableFile) as caught:
            _judge_record(kind, data)
        assert caught.value.rule == rule
    assert _judge_record(SUPBOOK, b"\x01\x00\x09\x00\x00\x01fil.xls")
    assert not _judge_record(BOUNDSHEET, b"\x00" * 6 + b"\x04Blad")
