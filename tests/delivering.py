"""What tests of deliveries share: the day, the moment, and reading a receipt."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from sources.intake import Intake

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
Take = Callable[..., Intake]


def receipt_of(intake: Intake, name: str) -> dict[str, Any]:
    """The `kvitto.json` of the file with this name."""
    taken = next(one for one in intake.taken if one.delivery.file_name == name)
    return dict(json.loads((taken.receipt.parent / "kvitto.json").read_text(encoding="utf-8")))


def rows_of(intake: Intake, name: str) -> pl.DataFrame:
    """The accepted rows of the file with this name, which holds one kind."""
    taken = next(one for one in intake.taken if one.delivery.file_name == name)
    [path] = (taken.delivery.folder_path / "rows").glob("*.parquet")
    return pl.read_parquet(path)
