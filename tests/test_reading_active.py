"""What a file may do when it is opened decides whether it is taken; ordinary links are read, and a note says so."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from delivering import Take, receipt_of
from hiding import NAMESPACE, as_csv, edited, workbook

from sources.places import Places
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


# --- where it stands ------------------------------------------------------------------------------------------------

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OBJECT = (
    f'<oleObjects><oleObject progId="Word" shapeId="1" xmlns:r="{RELATIONS}" r:id="rId9"><objectPr><anchor><from>'
    "<xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row></from></anchor></objectPr></oleObject>"
    "</oleObjects>"
)
RELATION = (
    '<Relationships xmlns="x"><Relationship Id="rId9" Type="x" Target="../embeddings/oleObject1.bin"/></Relationships>'
)


def with_object(anchored: str) -> bytes:
    """A workbook with an embedded document in its sheet."""
    content = edited(SHEET, "</worksheet>", f"{anchored}</worksheet>")
    target = io.BytesIO(content)
    with ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", RELATION)
        archive.writestr("xl/embeddings/oleObject1.bin", "x")
    return target.getvalue()


def with_acting_link() -> bytes:
    """A workbook whose second cell takes its value by DDE."""
    content = edited(
        BOOK, "<sheets>", '<externalReferences><externalReference r:id="rId99"/></externalReferences><sheets>'
    )
    source, target = ZipFile(io.BytesIO(content)), io.BytesIO()
    relation = '<Relationship Id="rId99" Type="x" Target="externalLinks/externalLink1.xml"/></Relationships>'
    with ZipFile(target, "w") as archive:
        for part in source.namelist():
            text = source.read(part)
            if part == "xl/_rels/workbook.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            if part == SHEET:
                text = text.replace(b"<v>27</v>", b"<f>[1]!topic</f><v>27</v>")
            archive.writestr(part, text)
        archive.writestr("xl/externalLinks/externalLink1.xml", LINK.format("<ddeLink/>"))
    return target.getvalue()


PLACED = {
    "cells of a text file": (
        "fil.csv",
        as_csv("2026-11-20;=cmd|'/c calc'!A1;Somatik;1;1;", "2026-11-21;U;Somatik;1;1;@x|'y'!A1").encode(),
        [("fil", "B3"), ("fil", "F4")],
    ),
    "a formula": ("fil.xlsx", formula("cmd|'/c calc'!A0"), [("Sheet", "E2")]),
    "a link": ("fil.xlsx", with_acting_link(), [("Sheet", "E2")]),
    "an embedded document": ("fil.xlsx", with_object(OBJECT), [("Sheet", "C7")]),
    "an embedded document without a place": ("fil.xlsx", with_object(""), [("Sheet", None)]),
    "a link that no cell uses": (
        "fil.xlsx",
        with_part("xl/externalLinks/externalLink1.xml", LINK.format("<ddeLink/>")),
        [],
    ),
}


@pytest.mark.parametrize("what", list(PLACED))
def test_the_cells_in_which_it_stands_are_told(take: Take, places: Places, what: str) -> None:
    name, content, expected = PLACED[what]
    (places.inbox / "12_skane" / name).write_bytes(content)
    receipt = receipt_of(take(), name)
    assert receipt["verdict"] == "quarantined"
    found = [(one["sheet"], one["cell"]) for one in receipt["findings"]]
    assert found == (expected or [(None, None)])
    for sheet, cell in expected:
        assert any(
            f"{cell or ''} på bladet {sheet}: ".lstrip().lower() in one["message"].lower()
            for one in receipt["findings"]
        )
    assert "calc" not in str(receipt)


def test_a_file_of_an_archive_is_named_with_its_cells(take: Take, places: Places) -> None:
    with ZipFile(places.inbox / "12_skane" / "a.zip", "w") as archive:
        archive.writestr("bra.csv", as_csv())
        archive.writestr("x.csv", as_csv("2026-11-20;=cmd|'/c calc'!A1;Somatik;1;1;"))
    with ZipFile(places.inbox / "12_skane" / "b.zip", "w") as archive:
        archive.writestr("x.xlsx", formula("cmd|'/c calc'!A0"))
    done = take()
    found = [(one["sheet"], one["cell"]) for name in ("a.zip", "b.zip") for one in receipt_of(done, name)["findings"]]
    assert found == [("x.csv", "B3"), ("x.xlsx · Sheet", "E2")]
