"""Bytes that went wrong on the way: whatever is changed in a file, it is read or refused with its reason."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest
from fuzzing import tries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messes_files import FILES
from messes_layout import LAYOUT
from workbooks import TOLD
from workbooks_binary import FORMATS, as_xls, compound, stream_of

from sources.descriptions import Description
from sources.reading import Limits, ReaderPool, UnreadableFile, read_file
from sources.reading.facts_xls import look_at_xls
from sources.reading.workbook import look_through
from sources.tables import find_table

LIMITS = Limits(unpacked_bytes=50_000_000, cells=2_000_000)
FOUND = ("reader_crash", "reader_time", "reader_memory")


@cache
def fixtures() -> tuple[tuple[str, bytes], ...]:
    """Every file of the messes of containers, dialects and layouts, and a workbook that says all that it can."""
    books = ((f"bok.{form}", write(TOLD)) for form, write in FORMATS.items())
    messes = ((name, one) for mess in (*FILES, *LAYOUT) for files in mess.rounds for name, one in files.items())
    return (*messes, *books)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A fixture with some of its bytes changed, moved, dropped or doubled; in a zip also within one of its parts."""
    name, content = draw(st.sampled_from(fixtures()))
    if content.startswith(b"PK\x03\x04") and draw(st.booleans()):
        return name, _mutate_part(draw, content)
    return name, _mutate(draw, content)


def _mutate(draw: st.DrawFn, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(changed)))
        length = draw(st.integers(0, 12))
        match draw(st.sampled_from(["change", "drop", "double", "insert", "cut"])):
            case "change":
                changed[at : at + length] = draw(st.binary(min_size=length, max_size=length))
            case "drop":
                del changed[at : at + length]
            case "double":
                changed[at:at] = changed[at : at + length]
            case "insert":
                changed[at:at] = draw(
                    st.sampled_from([b'"', b";", b"\x00", b"\xff", b"\r", b"</c>", b"999999999", b"<"])
                )
            case _:
                del changed[at:]
    return bytes(changed)


def _mutate_part(draw: st.DrawFn, content: bytes) -> bytes:
    stream = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
            names = old.namelist()
            chosen = draw(st.sampled_from(names))
            for name in names:
                new.writestr(name, _mutate(draw, old.read(name)) if name == chosen else old.read(name))
    except BadZipFile:
        return _mutate(draw, content)
    return stream.getvalue()


@pytest.fixture(scope="module")
def child() -> Iterator[ReaderPool]:
    """A reader in a child process: what a mutation may do to it must not be done to the tests."""
    with ReaderPool(max_workers=1, memory_bytes=2_000_000_000) as pool:
        yield pool


def read_and_find(path: Path) -> int:
    """How many sheets the file has, after looking for a table in each."""
    sheets = read_file(path, LIMITS).sheets
    for sheet in sheets:
        find_table(sheet, Description(), file_name=path.name)
    return len(sheets)


@pytest.mark.fuzz
@pytest.mark.slow
@settings(tries(150), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file=mutated())
def test_mutated_bytes_are_read_or_refused_with_a_reason(
    file: tuple[str, bytes], child: ReaderPool, tmp_path: Path
) -> None:
    name, content = file
    path = tmp_path / name.lstrip("~$")
    path.write_bytes(content)
    (outcome,) = child.run(read_and_find, [path], timeout=30)
    if isinstance(outcome, UnreadableFile):
        assert outcome.rule not in FOUND, getattr(outcome, "detail", "")
        assert outcome.message.endswith(".")


@pytest.mark.fuzz
@tries(300)
@given(data=st.data())
def test_mutated_records_are_looked_at_or_refused(data: st.DataObject) -> None:
    """The records alone, of which the fixtures are full, without the file around them."""
    stream = _mutate(data.draw, stream_of(as_xls(TOLD, TOLD)))
    try:
        looks = look_at_xls(compound(Workbook=stream))
    except ValueError:
        return
    assert all(look.facts(1_048_576) for look in looks)


@pytest.mark.fuzz
@tries(150)
@given(data=st.data())
def test_mutated_parts_are_looked_at_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A part of a workbook that says everything of its cells, so that most mutations hit what says something."""
    form = data.draw(st.sampled_from(["xlsx", "xlsb", "ods"]))
    path = tmp_path_factory.mktemp("delar") / f"bok.{form}"
    path.write_bytes(_mutate_part(data.draw, FORMATS[form](TOLD)))
    try:
        package = look_through(path, form, LIMITS)  # type: ignore[arg-type]
    except UnreadableFile as refused:
        assert refused.message.endswith(".")  # noqa: PT017 - a refusal is one of two good ends
    else:
        assert all(look.facts(1_048_576) for look in package.looks)
