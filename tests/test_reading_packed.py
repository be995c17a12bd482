"""A zip archive of files is read as if each had been sent by itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import hiding
import openpyxl
import pytest
from delivering import Take, receipt_of, rows_of
from describing import write
from hypothesis import given
from hypothesis import strategies as st

from sources.places import Places
from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.packed import name_members

HEAD = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n"
TEST_NUMBER = "19121212-1212"


def pack(path: Path, members: Mapping[str, bytes]) -> Path:
    """Writes an archive."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for number, line in enumerate([*HEAD.strip().split(";"), "2026-11-20", "B1", "Somatik", "10", "9"]):
        book.active.cell(1 + number // 5, 1 + number % 5, line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_each_file_is_a_sheet_of_its_own(places: Places, take: Take) -> None:
    pack(
        places.inbox / "12_skane" / "platser.zip",
        {
            "mapp/norr.csv": f"{HEAD}2026-11-20;A1;Somatik;10;9\n".encode(),
            "syd.xlsx": workbook(),
            "__MACOSX/norr.csv": b"skrap",
            ".DS_Store": b"skrap",
        },
    )
    receipt = receipt_of(take(), "platser.zip")
    assert receipt["verdict"] == "accepted"
    assert [(sheet["sheet"], sheet["accepted_count"]) for sheet in receipt["sheets"]] == [
        ("norr.csv", 1),
        ("syd.xlsx", 1),
    ]


def test_a_file_that_cannot_be_read_is_named(places: Places, take: Take) -> None:
    pack(places.inbox / "12_skane" / "platser.zip", {"bra.csv": HEAD.encode(), "trasig.xlsx": workbook()[:900]})
    receipt = receipt_of(take(), "platser.zip")
    [finding] = [one for one in receipt["findings"] if one["rule"] == "half_copied"]
    assert (receipt["verdict"], finding["sheet"]) == ("returned", "trasig.xlsx")
    assert "trasig.xlsx" in finding["message"]


def test_an_identity_number_in_a_name_or_a_cell_quarantines_the_archive(places: Places, take: Take) -> None:
    folder = places.inbox / "12_skane"
    pack(folder / "a.zip", {"bra.csv": HEAD.encode(), "mapp/x.csv": f"a;b\n{TEST_NUMBER};1\n".encode()})
    with ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr(f"lista {TEST_NUMBER}.xlsx", workbook()[:500])
        archive.writestr("bra.csv", HEAD)
    done = take()
    assert receipt_of(done, "a.zip")["verdict"] == "quarantined"
    assert TEST_NUMBER not in str(receipt_of(done, "b.zip"))


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"inne.zip": b"PK\x05\x06" + bytes(18)}, "packed_files"),
        ({}, "packed_nothing"),
        ({f"f{number}.csv": b"a;b\n1;2\n" for number in range(201)}, "packed_too_many"),
        ({"stor.csv": b"a;b\n" * 1_000_000}, "unpacks_too_large"),
    ],
)
def test_archives_that_are_not_read_say_why(tmp_path: Path, members: dict[str, bytes], rule: str) -> None:
    path = pack(tmp_path / "arkiv.zip", members)
    with pytest.raises(UnreadableFile) as refused:
        read_file(path, Limits(unpacked_bytes=2_000_000))
    assert refused.value.rule == rule


def test_names_that_point_elsewhere_decide_nothing(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "arkiv.zip", "w") as archive:
        archive.writestr("../../utanför.csv", "a;b\n1;2\n")
        archive.writestr("/etc/passwd.csv", "a;b\n1;2\n")
    content = read_file(tmp_path / "arkiv.zip", Limits())
    assert [sheet.name for sheet in content.sheets] == ["utanför.csv", "passwd.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arkiv.zip"]


# --- files of one name ----------------------------------------------------------------------------------------------


def lines(unit: str, *counts: object) -> bytes:
    """A CSV file of beds with these counts."""
    rows = (f"2026-10-31;{unit}{number};Somatik;{count};9\n" for number, count in enumerate(counts))
    return (HEAD + "".join(rows)).encode()


def test_files_of_one_name_are_told_apart_and_judged_each_by_itself(places: Places, take: Take) -> None:
    members = {"2026/malmo/lista.csv": lines("M", *[10] * 20), "2026/lund/lista.csv": lines("L", "fel", "många")}
    pack(places.inbox / "12_skane" / "platser.zip", members)
    receipt = receipt_of(take(), "platser.zip")
    found = {sheet["sheet"]: (sheet["accepted_count"], sheet["refused_count"]) for sheet in receipt["sheets"]}
    assert found == {"malmo/lista.csv": (20, 0), "lund/lista.csv": (0, 2)}
    told = [(one["rule"], one["sheet"], one["value"]) for one in receipt["findings"] if one["value"]]
    assert told == [("not_a_number", "lund/lista.csv", "fel"), ("not_a_number", "lund/lista.csv", "många")]


def test_a_fault_beyond_the_end_of_another_file_of_that_name_is_told(places: Places, take: Take) -> None:
    pack(places.inbox / "12_skane" / "p.zip", {"a/l.csv": lines("M", *[10] * 20, "fel"), "b/l.csv": lines("L", 5, 5)})
    receipt = receipt_of(take(), "p.zip")
    [finding] = receipt["findings"]
    assert (finding["sheet"], finding["cell"], finding["value"]) == ("a/l.csv", "D22", "fel")


def test_a_file_of_which_there_are_two_is_a_question(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "arkiv.zip", "w") as archive:
        archive.writestr("mapp/lista.csv", lines("A", 1))
        archive.writestr("mapp\\lista.csv", lines("A", 2))
    with pytest.raises(UnreadableFile) as refused:
        read_file(tmp_path / "arkiv.zip", Limits())
    assert refused.value.rule == "packed_twice"
    assert "mapp/lista.csv" in refused.value.message


FOLDERS = st.lists(st.sampled_from(["a", "b", "..", "å", "a\u030a"]), max_size=3)


@given(st.lists(st.tuples(FOLDERS, st.sampled_from(["l.csv", "b"])), max_size=6))
def test_names_differ_wherever_paths_do_and_are_no_longer_than_they_need_be(
    found: list[tuple[list[str], str]],
) -> None:
    paths = ["/".join([*folders, name]) for folders, name in found]
    names = name_members(paths)
    plain = [tuple(part for part in normalize("NFC", path).split("/") if part != "..") for path in paths]
    for path, name in zip(plain, names, strict=True):
        tail = tuple(name.split("/"))
        assert path[-len(tail) :] == tail
        others = [one for one in plain if one != path]
        assert tail == path or all(one[-len(tail) :] != tail for one in others)
        if len(tail) > 1:
            assert any(one[-len(tail) + 1 :] == tail[1:] for one in others)
    assert all(
        (a == b) == (x == y) for a, x in zip(plain, names, strict=True) for b, y in zip(plain, names, strict=True)
    )


# --- read as if it had been sent by itself --------------------------------------------------------------------------


def test_a_layout_speaks_of_a_sheet_in_an_archive_by_its_own_name(places: Places, take: Take) -> None:
    write(
        places.regions,
        layout="layouts:\n  - {sheet: 'Vård*', file: 'syd*', kind: beds, hidden_rows: take}\n"
        "  - {sheet: 'norr', kind: beds}\n  - {kind: waiting_list}\n",
    )
    members = {"x/syd.xlsx": workbook("Vårdplatser"), "x/norr.csv": lines("N", 1)}
    pack(places.inbox / "12_skane" / "platser.zip", members)
    receipt = receipt_of(take(), "platser.zip")
    assert (receipt["verdict"], [sheet["kind"] for sheet in receipt["sheets"]]) == ("accepted", ["beds", "beds"])


def test_a_period_in_the_name_of_a_sheet_is_found_in_an_archive_too(places: Places, take: Take) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Uttag 2026-11-20"
    for line in (["Enhet", "Vårdplatstyp", "Disponibla", "Belagda"], ["A1", "Somatik", 10, 9]):
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    pack(places.inbox / "12_skane" / "platser.zip", {"syd.xlsx": stream.getvalue()})
    receipt = receipt_of(take(), "platser.zip")
    assert (receipt["verdict"], receipt["sheets"][0]["accepted_count"]) == ("accepted", 1)
    assert any("2026-11-20, läst ur bladets namn" in note for note in receipt["notes"])


# --- files that cannot be read --------------------------------------------------------------------------------------

UNREADABLE = {
    "broken workbook": ("trasig.xlsx", workbook()[:900], "half_copied"),
    "empty file": ("tom.csv", b"", "empty_file"),
    "no cells": ("blank.csv", b"\n\n\n", "no_cells"),
    "letter": ("brev.pdf", b"%PDF-1.7\n" + bytes(200), "not_a_table"),
    "archive": ("inne.zip", b"PK\x05\x06" + bytes(18), "packed_files"),
    "two readings": ("lista.csv", "Enhet;Namn\nU1;Dušan\n".encode("cp1252"), "ambiguous_encoding"),
}


@pytest.mark.parametrize("kind", list(UNREADABLE))
@pytest.mark.parametrize("is_first", [True, False])
def test_one_file_that_cannot_be_read_is_returned_and_the_good_ones_count(
    places: Places, take: Take, kind: str, is_first: bool
) -> None:
    name, content, rule = UNREADABLE[kind]
    members = {"norr.csv": lines("A", *[10] * 12)}
    members = {name: content, **members} if is_first else {**members, name: content}
    pack(places.inbox / "12_skane" / "platser.zip", members)
    intake = take()
    receipt = receipt_of(intake, "platser.zip")
    assert receipt["verdict"] == "returned"
    assert receipt["summary"] == "Returnerad: en fil i arkivet gick inte att läsa. 12 rader togs emot ändå."
    sheets = {one["sheet"]: (one["kind_title"], one["accepted_count"]) for one in receipt["sheets"]}
    assert sheets == {"norr.csv": ("Vårdplatser", 12), name: ("gick inte att läsa", 0)}
    [finding] = [one for one in receipt["findings"] if one["severity"] == "error"]
    assert (finding["rule"], finding["sheet"]) == (rule, name)
    assert rows_of(intake, "platser.zip").height == 12


def test_a_part_of_an_archive_whose_bytes_were_changed_is_returned_alone(places: Places, take: Take) -> None:
    path = pack(
        places.inbox / "12_skane" / "platser.zip", {"bra.csv": lines("A", *[10] * 12), "syd.csv": lines("B", 1)}
    )
    content = bytearray(path.read_bytes())
    with ZipFile(path) as archive:
        start = archive.getinfo("syd.csv").header_offset + 30 + len("syd.csv")
    content[start : start + 8] = bytes(8)
    path.write_bytes(content)
    receipt = receipt_of(take(), "platser.zip")
    [finding] = [one for one in receipt["findings"] if one["severity"] == "error"]
    assert (finding["rule"], finding["sheet"]) == ("half_copied", "syd.csv")
    assert [one["accepted_count"] for one in receipt["sheets"]] == [12, 0]


def test_a_reason_for_quarantine_takes_the_whole_archive(places: Places, take: Take) -> None:
    folder = places.inbox / "12_skane"
    good = {"bra.csv": lines("A", *[10] * 12)}
    pack(folder / "person.zip", {**good, "trasig.csv": f"Född;{TEST_NUMBER}\x00;x".encode()})
    pack(folder / "anrop.zip", {**good, "x.csv": b"a;b\n=cmd|'/c calc'!A0;1\n"})
    pack(folder / "makro.zip", {**good, "x.xlsm": hiding.workbook(parts={"xl/vbaProject.bin": b"x"})})
    with ZipFile(folder / "lank.zip", "w") as archive:
        archive.writestr("bra.csv", good["bra.csv"])
        link = ZipInfo("lank.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    done = take()
    for name in ("person.zip", "anrop.zip", "makro.zip", "lank.zip"):
        assert receipt_of(done, name)["verdict"] == "quarantined", name
        assert receipt_of(done, name)["sheets"] == []
    assert TEST_NUMBER not in str(receipt_of(done, "person.zip"))


def test_an_archive_of_which_nothing_can_be_read_says_why_of_every_file(places: Places, take: Take) -> None:
    pack(places.inbox / "12_skane" / "p.zip", {"a.csv": b"", "b.xlsx": workbook()[:900]})
    receipt = receipt_of(take(), "p.zip")
    assert receipt["verdict"] == "returned"
    [finding] = receipt["findings"]
    assert finding["rule"] == "empty_file"
    assert "”a.csv” i arkivet: Filen är tom" in finding["message"]
    assert "”b.xlsx” i arkivet: Filen är inte hel" in finding["message"]


def test_an_archive_with_bytes_that_could_not_be_searched_is_not_kept(places: Places, take: Take) -> None:
    pack(places.inbox / "12_skane" / "p.zip", {"bra.csv": lines("A", *[10] * 12), "brev.pdf": b"%PDF-1.7\n"})
    pack(places.inbox / "12_skane" / "q.zip", {"bra.csv": lines("A", *[11] * 12), "tom.csv": b"\n\n"})
    kept = {one.delivery.file_name: (one.delivery.folder_path / "original").exists() for one in take().taken}
    assert kept == {"p.zip": False, "q.zip": True}
