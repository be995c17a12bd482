"""A zip archive of files is read as if each had been sent by itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from delivering import Take, receipt_of

from sources.places import Places
from sources.reading import Limits, UnreadableFile, read_file

HEAD = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n"
TEST_NUMBER = "19121212-1212"


def pack(path: Path, members: Mapping[str, bytes]) -> Path:
    """Writes an archive."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
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
    assert (receipt["verdict"], receipt["findings"][0]["rule"]) == ("returned", "half_copied")
    assert "trasig.xlsx" in receipt["findings"][0]["message"]


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
