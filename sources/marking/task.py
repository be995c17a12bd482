"""Making a marked workbook from a delivery's folder, in a child process, and choosing which kind it is.

Hostile files and heavy libraries: a marking that fails, hangs or is killed is a refusal and holds nothing up.
Not here: putting it in the outbox (`sources/outbox.py`), saying so in the receipt (`sources/receipts.py`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.fault_places import FILE_NAME, read_faults
from sources.reading import Limits, ReaderPool, TextSheet, UnreadableFile, read_file
from sources.reading.files import START_BYTES
from sources.reading.recognise import recognise
from sources.reference_data import load_reference_once

LONGEST_SHEET = 20_000
MOST_CELLS = 1_000_000
"""A workbook with a longer sheet or more cells comes back as its faulty rows: marking it whole takes too long."""
MARKED_VERDICTS = frozenset({"returned", "accepted_with_remarks"})
SUFFIX = "_markerad"


@dataclass(frozen=True)
class MarkTask:
    """A delivery's folder, staged or archived, and where its marked workbook is to be written."""

    folder: Path
    target: Path
    reference_overrides: Path | None
    limits: Limits


@dataclass(frozen=True)
class Marked:
    """A marked workbook that was made; `is_whole` tells that it holds all of the file, not its faulty rows alone."""

    path: Path
    is_whole: bool


@dataclass(frozen=True)
class Marker:
    """Makes marked workbooks in the children of `pool` and puts them into `scratch`, a folder of its own."""

    pool: ReaderPool
    scratch: Path
    reference_overrides: Path | None
    limits: Limits

    def mark(self, folders: Iterable[Path]) -> Iterator[Marked | UnreadableFile]:
        """The marked workbook of each folder in its order, or why none could be made."""
        tasks = [
            MarkTask(folder, self.scratch / f"{number:05d}.xlsx", self.reference_overrides, self.limits)
            for number, folder in enumerate(folders)
        ]
        if not tasks:
            return
        shutil.rmtree(self.scratch, ignore_errors=True)  # what a killed run left
        self.scratch.mkdir(parents=True)
        yield from self.pool.run(mark, tasks, timeout=self.limits.seconds)


def can_be_marked(folder: Path, verdict: str) -> bool:
    """Whether a delivery is to come back marked: it has faults with a place, and its bytes are kept."""
    return verdict in MARKED_VERDICTS and (folder / FILE_NAME).exists() and (folder / "original").is_dir()


def marked_name(file_name: str) -> str:
    """What the marked workbook of a file is called: `lista.csv` gives `lista_markerad.xlsx`."""
    return f"{Path(file_name).stem.removesuffix(SUFFIX)}{SUFFIX}.xlsx"


def mark(task: MarkTask) -> Marked:
    """Makes the marked workbook of one delivery."""
    from sources.marking.fault_list import find_own_sheets  # noqa: PLC0415 - the parent never needs the writers
    from sources.marking.marks import gather_marks  # noqa: PLC0415
    from sources.marking.text_workbook import write_faulty_rows, write_text_workbook  # noqa: PLC0415

    [source] = (task.folder / "original").iterdir()
    receipt: Mapping[str, Any] = json.loads((task.folder / "receipt.json").read_text(encoding="utf-8"))
    everything = {sheet.name: sheet for sheet in read_file(source, task.limits).sheets}
    own = find_own_sheets(everything.values()).names
    sheets = {name: sheet for name, sheet in everything.items() if name not in own}
    groups = gather_marks(read_faults(task.folder), sheets, receipt, load_reference_once(task.reference_overrides))
    if _is_too_large(sheets):
        write_faulty_rows(task.target, sheets, groups, receipt)
        return Marked(task.target, is_whole=False)
    if _is_xlsx(source):
        from sources.marking.own_workbook import mark_own_workbook  # noqa: PLC0415

        try:
            mark_own_workbook(source, task.target, everything, groups, receipt)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - openpyxl is stricter than Excel, and fails in many ways: then as text cells
            task.target.unlink(missing_ok=True)
        else:
            return Marked(task.target, is_whole=True)
    write_text_workbook(task.target, sheets, groups, receipt)
    return Marked(task.target, is_whole=True)


def _is_too_large(sheets: Mapping[str, TextSheet]) -> bool:
    cells = sum(sheet.cells.height * sheet.cells.width for sheet in sheets.values())
    return cells > MOST_CELLS or any(sheet.cells.height > LONGEST_SHEET for sheet in sheets.values())


def _is_xlsx(path: Path) -> bool:
    with path.open("rb") as stream:
        return recognise(path, stream.read(START_BYTES)) == "xlsx"
