"""What a file is, by its bytes and never by its name.

Not here: reading it. A file whose name promises another container than it holds is refused here.
"""

from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from sources.reading.active import refuse_parts
from sources.reading.refusals import refuse
from sources.reading.unpacking import refuse_crowded_directory

Container = Literal["xlsx", "xlsb", "ods", "xls", "text", "zip"]

ZIP_START = b"PK\x03\x04"
ZIP_EMPTY = b"PK\x05\x06"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_BIFF_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"})
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab", ".skv"})

OTHER_KINDS = (
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "en bild"),
    (b"\xff\xd8\xff", "en bild"),
    (b"GIF8", "en bild"),
    (b"BM", "en bild"),
    (b"II*\x00", "en bild"),
    (b"MM\x00*", "en bild"),
    (b"MZ", "ett program"),
    (b"\x7fELF", "ett program"),
    (b"#!", "ett program"),
    (b"\xca\xfe\xba\xbe", "ett program"),
    (b"\xcf\xfa\xed\xfe", "ett program"),
    (b"{\\rtf", "ett RTF-dokument"),
    (b"\x1f\x8b", "ett packat arkiv (gzip)"),
    (b"7z\xbc\xaf", "ett packat arkiv (7-Zip)"),
    (b"Rar!", "ett packat arkiv (RAR)"),
    (b"PAR1", "en Parquet-fil"),
    (b"SQLite format 3", "en databas"),
)
SHORT_MARKS = frozenset({b"BM", b"MZ", b"#!"})
"""Marks that are also plain text: they only count where control characters or a line of a program follow."""


def recognise(path: Path, start: bytes) -> Container:
    """The container of the file at `path`, of which `start` is the first kilobytes.

    Raises:
        UnreadableFile: empty, half-copied, encrypted, with macros, no table at all, or another container than the
            name says.
    """
    if not start:
        raise refuse("empty_file")
    if start.startswith((ZIP_START, ZIP_EMPTY)):
        return _recognise_zip(path)
    if start.startswith(OLE_START):
        return _recognise_ole(path)
    if start.startswith(OLD_BIFF_STARTS):
        return "xls"
    for mark, found in OTHER_KINDS:
        if start.startswith(mark) and (mark not in SHORT_MARKS or _looks_binary(mark, start)):
            raise _refuse_other(path, found)
    _refuse_markup(start)
    if (
        path.suffix.lower() in WORKBOOK_SUFFIXES
        and b"\x00" in start
        and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise refuse("damaged_workbook")
    return "text"


def _looks_binary(mark: bytes, start: bytes) -> bool:
    return start.startswith(b"#!/") if mark == b"#!" else b"\x00" in start[:1024]


def _refuse_other(path: Path, found: str) -> Exception:
    suffix = path.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES | TEXT_SUFFIXES or found == "ett program":
        return refuse("not_what_it_claims", suffix=suffix or "ingenting", found=found)
    return refuse("not_a_table", found=found)


def _refuse_markup(start: bytes) -> None:
    """Web pages and XML that call themselves spreadsheets. A CSV cell may begin with `<5`, so a name must follow."""
    head = start.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")[:4096].lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<style", b"<meta")):
        raise refuse("web_page", found="en webbsida (HTML)")
    if head.startswith((b"<?xml", b"<workbook", b"<!doctype")):
        found = "en webbsida (HTML)" if b"<html" in head else "ett XML-dokument"
        raise refuse("web_page", found=found)


def _recognise_zip(path: Path) -> Container:
    refuse_crowded_directory(path)
    try:
        with ZipFile(path) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            mimetype = _read_mimetype(archive)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise refuse("half_copied") from None
    is_document = mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    if is_document or any(name.startswith("xl/") for name in names):
        refuse_parts(names)
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if is_document:
        return "ods"
    refusal = _refuse_zip(path, names)
    if refusal is not None:
        raise refusal
    return "zip"


def _read_mimetype(archive: ZipFile) -> bytes:
    """What an OpenDocument says it is, in its first part; no more than its first bytes are unpacked."""
    if "mimetype" not in archive.namelist():
        return b""
    with archive.open("mimetype") as stream:
        return stream.read(100)


def _refuse_zip(path: Path, names: set[str]) -> Exception | None:
    """Why a zip that is no workbook is no archive of files either."""
    if path.suffix.lower() in WORKBOOK_SUFFIXES | TEXT_SUFFIXES:
        found = "ett Word-dokument" if "word/document.xml" in names else "ett zip-arkiv utan arbetsbok"
        return refuse("not_what_it_claims", suffix=path.suffix.lower(), found=found)
    if "word/document.xml" in names or "ppt/presentation.xml" in names or "mimetype" in names:
        return refuse("not_a_table", found="ett dokument")
    return None


def _recognise_ole(path: Path) -> Container:
    """Old Office files: a tiny file system whose directory holds the names of its streams in UTF-16."""
    content = path.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise refuse("password_protected")
    if holds("_VBA_PROJECT"):
        raise refuse("macro")
    if any(holds(name) for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise _refuse_other(path, "ett annat slags Office-dokument")
