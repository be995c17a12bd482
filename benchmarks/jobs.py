"""Lägesbild as Dagster runs it: the jobs `ingest` and `refresh` in this process on a home's own instance.

Told beside the contenders, for what Dagster itself takes: steps, events, the checks of every table, what the UI shows.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import polars as pl

from benchmarks.clock import Clock
from benchmarks.task import AS_OF, Figures, mart_part
from pipelines.runs import open_runner
from pipelines.settings import load_settings
from sources.inbox import make_folders
from sources.reference_data import load_reference


def load() -> None:
    """Nothing beyond the imports."""


def run(home: Path) -> Figures:
    """Takes in the home's inbox and makes the picture, by Dagster's jobs."""
    make_folders(home / "inbox", load_reference(None))
    settings, clock = load_settings(home=home, today=AS_OF, settle_seconds=0.0), Clock()
    with ExitStack() as opened:
        with clock.stage("opening"):
            runner = opened.enter_context(open_runner(settings))
        with clock.stage("intake"):
            runner.ingest(None)
        with clock.stage("marts"):
            runner.run("refresh")
    opening, own_cpu = clock.wall.pop("opening"), clock.cpu["intake"] + clock.cpu["marts"]
    return Figures(
        wall=clock.wall,
        cpu={},
        rows=pl.scan_parquet(mart_part(home, "tidy.waiting_list")).select(pl.len()).collect().item(),
        apart={"opening": opening, "own_cpu": own_cpu},
    )
