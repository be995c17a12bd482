"""What every contender is given, and what it hands back.

Not here: any contender, and who runs them (`benchmarks/running.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

RECEIVED = datetime(2026, 11, 2, 8, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
AS_OF = date(2026, 11, 2)
MART = "mart.waiting_by_diagnosis"
STAGES = ("read", "screen", "map", "validate", "reduce", "archive", "marts")
"""In their order: bytes to text, identity numbers, text to typed columns, the contract, mergeable counts, files, and
the tables of the picture. The warehouse file comes after the marts and is told beside them."""


@dataclass
class Figures:
    """What one run took, in seconds. `wall`: `intake`, `marts`, `warehouse`. `cpu`: by stage, `other` and `warehouse`.

    `apart` is what is told beside the total: `imports`, `pool` (the start of child processes), `opening` (of Dagster's
    instance), `own_cpu` (processor seconds of the process itself, without children). `rows` is how many waiting rows
    came through.
    """

    wall: dict[str, float]
    cpu: dict[str, float]
    rows: int
    apart: dict[str, float] = field(default_factory=dict)


def inbox_files(home: Path) -> list[Path]:
    """The files of the home's inbox, by folder and name."""
    return sorted(path for path in (home / "inbox").glob("*/*") if path.is_file())


def mart_part(home: Path, key: str = MART) -> Path:
    """Where a contender leaves a table."""
    return home / "warehouse" / "parts" / f"{key}.parquet"
