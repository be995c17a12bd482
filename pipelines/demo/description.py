"""The description of an invented format: what `<home>/regions/<folder>/` must say for its files to be read.

Here: `layout.yaml`, `headers.csv` and `values.csv` from the sheets that were written. Not here: reading them
(`sources/descriptions`), which also checks them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.demo.faults import COMMENT_COLUMN, UNMAPPED_HEADER
from pipelines.demo.files import PlannedFile
from pipelines.demo.sheets import Sheet
from sources.contracts import CONTRACTS

NOTE = "påhittat för demonstration"
IGNORED = "-"


def write_description(folder: Path, files: Sequence[PlannedFile]) -> None:
    """Writes the three files of a region; those that would be empty are left out, and old ones removed."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [sheet for file in files for sheet in file.sheets if sheet.kind is not None]
    contents = {
        "layout.yaml": _layout_text(list(_layouts(files))),
        "headers.csv": _table(("kind", "header", "column", "note"), _header_rows(sheets)),
        "values.csv": _table(("column", "value", "code", "note"), _value_rows(sheets)),
    }
    for name, text in contents.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink(missing_ok=True)


def _layouts(files: Iterable[PlannedFile]) -> Iterator[Mapping[str, Any]]:
    """One entry per sheet that cannot be understood from its headers alone."""
    for file in files:
        for sheet in file.sheets:
            if sheet.layout is not None:
                named = {"sheet": sheet.name} if file.style.container == "xlsx" else {}
                yield {"file": file.name, **named, **sheet.layout}


def _layout_text(layouts: Sequence[Mapping[str, Any]]) -> str:
    if not layouts:
        return ""
    distinct = [layout for number, layout in enumerate(layouts) if layout not in layouts[:number]]
    return yaml.safe_dump({"layouts": distinct}, allow_unicode=True, sort_keys=False, width=120)


def _header_rows(sheets: Iterable[Sheet]) -> list[tuple[str, str, str, str]]:
    """The headers that are not our own titles; free text is read and ignored on purpose."""
    rows = set()
    for sheet in sheets:
        kind = str(sheet.kind)
        for column in sheet.rows.columns:
            header = sheet.full_header(column)
            declared = CONTRACTS[kind].by_name.get(column)
            if column == COMMENT_COLUMN:
                rows.add((kind, header, IGNORED, NOTE))
            elif declared is not None and header not in (declared.title, UNMAPPED_HEADER):
                rows.add((kind, header, column, NOTE))
    return sorted(rows)


def _value_rows(sheets: Iterable[Sheet]) -> list[tuple[str, str, str, str]]:
    return sorted(
        {
            (column, word, code, NOTE)
            for sheet in sheets
            for column, words in sheet.words.items()
            for code, word in words.items()
        }
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()
