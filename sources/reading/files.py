"""One file to its text tables, whatever it is: the door of this package.

Not here: child processes (pool). Without them a hostile file can still hang or exhaust the process that reads it.
"""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

from sources.reading.active import refuse_commands
from sources.reading.active_places import find_places
from sources.reading.content import FileContent, Limits, UnreadableFile
from sources.reading.delimited import read_delimited
from sources.reading.packed import read_packed
from sources.reading.recognise import TEXT_SUFFIXES, recognise
from sources.reading.refusals import in_megabytes, refuse
from sources.reading.workbook import CONTAINER_NAMES, read_workbook

START_BYTES = 65_536


def read_file(path: Path, limits: Limits, *, is_packed: bool = False) -> FileContent:
    """Read every cell of the file as text.

    The container is recognised by its bytes. A workbook that is called `.csv` is read, and a note says so. A zip
    archive is read file by file; one within another (`is_packed`) is refused.

    Raises:
        UnreadableFile: nothing that can be read as tables, or too large, damaged, protected or dangerous.
    """
    if path.stat().st_size > limits.file_bytes:
        raise refuse("file_too_large", limit=in_megabytes(limits.file_bytes))
    try:
        return _read(path, limits, is_packed=is_packed)
    except UnreadableFile as refusal:
        if not refusal.places:
            refusal.places = find_places(path, refusal.rule, limits)
        raise


def _read(path: Path, limits: Limits, *, is_packed: bool) -> FileContent:
    with path.open("rb") as stream:
        container = recognise(path, stream.read(START_BYTES))
    if container == "zip":
        if is_packed:
            raise refuse("packed_files")
        return _with_names(read_packed(path, limits, partial(read_file, is_packed=True)))
    content = _read_text(path, limits) if container == "text" else read_workbook(path, container, limits)
    if not any(sheet.cells.height for sheet in content.sheets):
        raise refuse("no_cells")
    refuse_commands(content.sheets)
    if container != "text" and path.suffix.lower() in TEXT_SUFFIXES:
        note = f"filens namn slutar på {path.suffix.lower()} men den är en {CONTAINER_NAMES[container]}"
        content = replace(content, notes=(*content.notes, note))
    return _with_names(content)


def _with_names(content: FileContent) -> FileContent:
    """The content, if each sheet has a name of its own: all that is told of a file is told by them."""
    name, count = Counter(sheet.name for sheet in content.sheets).most_common(1)[0]
    if count > 1:
        raise refuse("same_sheet_name", name=name)
    return content


def _read_text(path: Path, limits: Limits) -> FileContent:
    content = read_delimited(path, limits)
    return replace(content, sheets=tuple(replace(sheet, is_text=True) for sheet in content.sheets))
