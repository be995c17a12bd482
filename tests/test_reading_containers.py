"""A file is what its bytes say. What cannot be read safely is refused with a sentence that helps."""

import contextlib
import io
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import Limits, UnreadableFile, read_file
from sources.reading.refusals import REFUSALS, refuse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def workbook(**extra_parts: bytes) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Enhet", "Antal"])
    book.active.append(["A", 1])
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra_parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def refusal(folder: Path, name: str, content: bytes, limits: Limits | None = None) -> UnreadableFile:
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_file(folder / name, limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "rule", "quarantine"),
    [
        ("tom.xlsx", b"", "empty_file", False),
        ("halv.xlsx", workbook()[:2000], "half_copied", False),
        ("makro.xlsm", workbook(xl__vbaProject_bin=b"x"), "macro", True),
        ("makro.xlsx", workbook(xl__vbaProject_bin=b"x"), "macro", True),
        ("makro4.xlsx", workbook(xl__macrosheets__sheet1_xml=b"<a/>"), "macro", True),
        ("makro.xls", OLE + "Workbook".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), "macro", True),
        ("låst.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected", False),
        ("brev.xls", OLE + "WordDocument".encode("utf-16-le"), "not_what_it_claims", True),
        ("skadad.xls", OLE + "Workbook".encode("utf-16-le"), "damaged_workbook", False),
        ("rapport.xlsx", b"%PDF-1.7 ...", "not_what_it_claims", True),
        ("rapport.pdf", b"%PDF-1.7 ...", "not_a_table", False),
        ("bild.csv", b"\x89PNG\r\n\x1a\n", "not_what_it_claims", True),
        ("program.csv", b"MZ\x90\x00\x03", "not_what_it_claims", True),
        ("program", b"\x7fELF\x02\x01", "not_what_it_claims", True),
        ("export.xls", b"<html><body><table><tr><td>a</td></tr></table>", "web_page", False),
        ("export.xls", b'<?xml version="1.0"?>\n<Workbook xmlns="urn:x"></Workbook>', "web_page", False),
        ("brev.xlsx", zipped(word__document_xml=b"<a/>"), "not_what_it_claims", True),
        ("annat.xlsx", zipped(a_txt=b"a"), "not_what_it_claims", True),
        ("brus.xlsx", b"\x00\x01\x02\x03" * 100, "damaged_workbook", False),
        ("entitet.xlsx", workbook(xl__extra_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "entity_declaration", True),
        ("entitet.xlsx", workbook(xl__extra_xml="<!DOCTYPE a>".encode("utf-16")), "entity_declaration", True),
    ],
)
def test_each_container_ends_in_its_own_refusal(
    tmp_path: Path, name: str, content: bytes, rule: str, quarantine: bool
) -> None:
    refused = refusal(tmp_path, name, content)
    assert (refused.rule, refused.quarantine) == (rule, quarantine)


def test_a_cell_that_begins_like_markup_or_a_mark_is_still_text(tmp_path: Path) -> None:
    for start in ("<5", "BMI", "MZ", "#!x"):
        (tmp_path / "fil.csv").write_text(f"{start};antal\n1;2\n")
        assert read_file(tmp_path / "fil.csv", Limits()).sheets[0].cells["A"][0] == start


def test_a_workbook_that_would_unpack_to_more_than_the_limit_is_quarantined(tmp_path: Path) -> None:
    content = workbook(xl__media__x_xml=b" " * 3_000_000)
    refused = refusal(tmp_path, "bomb.xlsx", content, Limits(unpacked_bytes=1_000_000))
    assert (refused.rule, refused.quarantine) == ("unpacks_too_large", True)


def test_a_directory_that_lies_about_sizes_does_not_help(tmp_path: Path) -> None:
    """The declared size and its checksum are those of the first bytes; what is packed is far more."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b" " * 3_000_000) + packed.flush()
    honest = workbook(xl__x_xml=b" " * 100)
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        info = archive.getinfo("xl/x.xml")
    directory_at = honest.rindex(b"PK\x05\x06")
    head, directory = honest[: info.header_offset], honest[int.from_bytes(honest[directory_at + 16 :][:4], "little") :]
    local = bytearray(honest[info.header_offset : info.header_offset + 30 + len("xl/x.xml")])
    local[18:22] = len(body).to_bytes(4, "little")
    entry_at = directory.rindex(b"PK\x01\x02")
    entry = bytearray(directory)
    entry[entry_at + 20 : entry_at + 24] = len(body).to_bytes(4, "little")
    end_at = entry.rindex(b"PK\x05\x06")
    entry[end_at + 16 : end_at + 20] = len(head + local + body).to_bytes(4, "little")
    refused = refusal(tmp_path, "lögn.xlsx", head + local + body + entry, Limits(unpacked_bytes=1_000_000))
    assert refused.rule == "unpacks_too_large"


def test_two_cells_far_apart_are_not_laid_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "bred.xlsx")
    refused = refusal(tmp_path, "bred.xlsx", (tmp_path / "bred.xlsx").read_bytes())
    assert (refused.rule, refused.quarantine) == ("too_many_cells", True)


def test_a_file_larger_than_the_limit_is_returned_unread(tmp_path: Path) -> None:
    assert refusal(tmp_path, "stor.csv", b"a;b\n" * 100, Limits(file_bytes=100)).rule == "file_too_large"


def test_empty_workbooks_say_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "tom.xlsx")
    assert refusal(tmp_path, "tom.xlsx", (tmp_path / "tom.xlsx").read_bytes()).rule == "no_cells"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(place=st.integers(0, 6000), replacement=st.binary(min_size=1, max_size=40), cut=st.booleans())
def test_damaged_bytes_never_end_in_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, place: int, replacement: bytes, cut: bool
) -> None:
    content = GOOD[:place] + replacement + (b"" if cut else GOOD[place + len(replacement) :])
    path = tmp_path_factory.mktemp("skada") / "fil.xlsx"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableFile):
        read_file(path, Limits())


GOOD = workbook()


@pytest.mark.parametrize("rule", sorted(REFUSALS))
def test_every_refusal_is_whole_sentences(rule: str) -> None:
    texts = ("limit", "suffix", "found", "first", "second", "first_columns", "second_columns", "name")
    fields = dict.fromkeys(texts, "x")
    refused = refuse(rule, record=1, seconds=1.0, **fields)
    for text in (refused.message, refused.how_to_mend):
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
