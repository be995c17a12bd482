"""What tests of descriptions share: a region's folder written and loaded, and a correction."""

from __future__ import annotations

from pathlib import Path

from sources.descriptions import FILE_NAMES, Description, load_description
from sources.reference_data import Reference

FOLDER = "12_skane"
CORRECTION = """corrections:
  - name: en-nolla
    kind: beds
    column: available_count
    where: {care_unit_id: KIR1}
    expect: "1200"
    replace: "120"
    reason: En nolla för mycket
    reporter: Enheten för statistik
    reported_date: 2026-11-03
    status: open
"""


def write(home: Path, **files: str) -> Path:
    """A local description; `layout`, `headers`, `values` and `corrections` are the contents of their files."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILE_NAMES:
        stem = name.partition(".")[0]
        if stem in files:
            (folder / name).write_text(files[stem], encoding="utf-8")
    return home


def load(home: Path, reference: Reference | None = None, **files: str) -> Description:
    return load_description(FOLDER, write(home, **files), reference)
