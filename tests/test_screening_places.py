"""An identity number is found wherever in a file it stands, and its value is told nowhere."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import hiding
import pytest
from hiding import PERSON, hidden_in_texts, hidden_in_workbooks

from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.raw import texts_of_file
from sources.screening import IdentityHit, find_identity_numbers

WORKBOOKS = hidden_in_workbooks()
TEXTS = hidden_in_texts()


def screen(path: Path) -> list[IdentityHit]:
    """The hits of a file, read or not, as a delivery is screened."""
    try:
        content = read_file(path, Limits())
    except UnreadableFile as refusal:
        texts = () if refusal.quarantine else texts_of_file(path, Limits())[0]
        return find_identity_numbers((), texts, path.name)
    return find_identity_numbers(content.sheets, content.metadata_texts, path.name)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("place", list(WORKBOOKS))
def test_a_number_is_found_in_every_place_of_a_workbook(tmp_path: Path, place: str) -> None:
    hits = screen(written(tmp_path, "fil.xlsx", WORKBOOKS[place]))
    assert hits
    assert "1212" not in str(hits)


@pytest.mark.parametrize("place", list(TEXTS))
def test_a_number_is_found_in_every_place_of_a_text_file(tmp_path: Path, place: str) -> None:
    assert screen(written(tmp_path, "fil.csv", TEXTS[place]))


def test_a_workbook_without_a_number_has_none(tmp_path: Path) -> None:
    """The same workbook and text as all of the others."""
    assert screen(written(tmp_path, "fil.xlsx", hiding.workbook())) == []
    assert screen(written(tmp_path, "fil.csv", hiding.as_csv().encode())) == []


def test_a_formula_is_told_by_its_cell(tmp_path: Path) -> None:
    hits = screen(written(tmp_path, "fil.xlsx", WORKBOOKS["a formula that keeps its value"]))
    assert [hit.place for hit in hits] == ["formeln i cell E2 (xl/worksheets/sheet1.xml)"]


@pytest.mark.parametrize("alignment", [0, 1])
def test_a_binary_workbooks_texts_are_searched_at_both_alignments(tmp_path: Path, alignment: int) -> None:
    """The parts of an xlsb hold texts of two bytes a sign, anywhere."""
    part = b"\x07" * (17 + alignment) + PERSON.encode("utf-16-le") + b"\x00\x01\x02"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/comments1.bin", part)
    path = written(tmp_path, "fil.zip", target.getvalue())
    assert find_identity_numbers((), texts_of_file(path, Limits())[0], "fil.xlsb")


def test_what_an_archive_holds_beside_its_tables_is_searched(tmp_path: Path) -> None:
    good = hiding.as_csv()
    for name, text in ((".dold.txt", PERSON), ("__MACOSX/x.csv", PERSON), (f"{PERSON}/fil2.csv", good)):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("fil.csv", good)
            archive.writestr(name, text)
        assert screen(written(tmp_path, "fil.zip", target.getvalue())), name


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_a_number_is_found_in_the_places_of_other_workbooks(tmp_path: Path, form: str) -> None:
    """What LibreOffice keeps of each place when it writes the form."""
    kept = [
        "a cell", "a number cell", "two cells", "a hidden row", "a hidden column", "a hidden sheet", "a comment",
        "a formula that keeps its value", "a sheet's name", "a header", "a link's target", "a defined name",
        "a validation's help", "a validation's error", "a conditional format", "a number format",
        "the title property", "a custom property",
    ]  # fmt: skip
    sources = [written(tmp_path, f"{number}.xlsx", WORKBOOKS[place]) for number, place in enumerate(kept)]
    office = [str(shutil.which("soffice")), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command = [*office, "--convert-to", form, "--outdir", str(tmp_path), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    missed = [place for number, place in enumerate(kept) if not screen(tmp_path / f"{number}.{form}")]
    assert missed == []
