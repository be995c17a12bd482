"""Lägesbild itself: `take_in` and the two steps of `refresh`, as `lagesbild run` takes them, timed stage by stage.

The stages of a file run in child processes; what they took comes back beside each examination. Waiting for a file to
settle is left out. Not here: Dagster.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import polars as pl

from benchmarks.clock import Clock
from benchmarks.picture import make_picture
from benchmarks.task import AS_OF, RECEIVED, Figures, mart_part
from pipelines.settings import Settings, load_settings
from reports.receipt import render_receipt
from sources import examining, keeping
from sources.examining import Examination, Task, examine
from sources.intake import Intake, IntakeRules, take_in
from sources.places import Places
from sources.reading import ReaderPool, UnreadableFile
from sources.reference_data import Reference, load_reference

STAGE_OF = {
    "read_file": "read",
    "find_identity_numbers": "screen",
    "read_in_force": "map",
    "map_table": "map",
    "accept": "validate",
    "reduce_rows": "reduce",
    "find_pieces": "reduce",
}
_child_clock = Clock()
_is_timed = False


class TimedPool(ReaderPool):
    """The pool of readers, each examination timed by stage in its child; `clock` has the sums."""

    def __init__(self, workers: int, memory_bytes: int) -> None:
        super().__init__(max_workers=workers, memory_bytes=memory_bytes)
        self.workers = workers
        self.clock = Clock()

    def start(self) -> None:
        """Waits until every child has started and loaded what it needs."""
        started: set[int] = set()
        while len(started) < self.workers:
            pids = super().run(_start, range(self.workers), timeout=120)
            started |= {pid for pid in pids if isinstance(pid, int)}

    def run(self, function: Callable[[Any], Any], items: Iterable[Any], timeout: float) -> Iterator[Any]:
        """As `ReaderPool.run`, for `examine` alone."""
        if function is not examine:
            raise ValueError("Only examinations are timed.")
        for outcome in super().run(examine_timed, items, timeout):
            if isinstance(outcome, UnreadableFile):
                raise outcome
            examination, wall, cpu = outcome
            for stage, seconds in cpu.items():
                self.clock.add(stage, wall[stage], seconds)
            yield examination


def _start(_number: int) -> int:
    load()
    time.sleep(0.3)
    return os.getpid()


def load() -> None:
    """Nothing beyond the imports: Pandera is loaded where a row breaks a rule, and the inbox is clean."""


def examine_timed(task: Task) -> tuple[Examination, dict[str, float], dict[str, float]]:
    """`examine`, with wall and processor seconds by stage; `other` is what no stage takes."""
    _time_stages()
    _child_clock.clear()
    wall, cpu = perf_counter(), process_time()
    examination = examine(task)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    _child_clock.add("other", wall - sum(_child_clock.wall.values()), cpu - sum(_child_clock.cpu.values()))
    return examination, dict(_child_clock.wall), dict(_child_clock.cpu)


def _time_stages() -> None:
    """Puts the clock around each stage, once in a process."""
    global _is_timed  # noqa: PLW0603
    if _is_timed:
        return
    for name, stage in STAGE_OF.items():
        module = keeping if hasattr(keeping, name) else examining
        setattr(module, name, _child_clock.timed(stage, getattr(module, name)))
    pl.DataFrame.write_parquet = _child_clock.timed("archive", pl.DataFrame.write_parquet)  # type: ignore[method-assign]
    _is_timed = True


def run(home: Path) -> Figures:
    """Takes in the home's inbox and makes the picture."""
    settings, reference = load_settings(home=home), load_reference(None)
    begun, pool = perf_counter(), TimedPool(settings.workers, settings.file_memory_bytes)
    clock = Clock()
    with pool:
        pool.start()
        pool_start = perf_counter() - begun
        with clock.stage("intake"):
            take_in_everything(Places(home), reference, pool, settings)
    make_picture(home, reference, clock)
    cpu = {**pool.clock.cpu, "marts": clock.cpu["marts"], "warehouse": clock.cpu["warehouse"]}
    cpu["archive"] = cpu.get("archive", 0.0) + clock.cpu["intake"]
    return Figures(
        wall=clock.wall,
        cpu=cpu,
        rows=pl.scan_parquet(mart_part(home, "tidy.waiting_list")).select(pl.len()).collect().item(),
        apart={"pool": pool_start, "own_cpu": sum(clock.cpu.values())},
    )


def take_in_everything(
    places: Places,
    reference: Reference,
    pool: ReaderPool,
    settings: Settings,
    *,
    allowed: Collection[str] = ("accepted",),
) -> Intake:
    """Takes in an inbox of clean files.

    Raises:
        RuntimeError: a file has another verdict than those allowed.
    """
    intake = take_in(
        places,
        reference,
        now=RECEIVED,
        today=AS_OF,
        pool=pool,
        render=render_receipt,
        software_version="benchmark",
        rules=IntakeRules(settle_seconds=0, limits=settings.limits),
    )
    verdicts = {taken.delivery.verdict for taken in intake.taken}
    if not verdicts <= set(allowed) or intake.left_alone:
        raise RuntimeError(f"The inbox is clean, but came to {sorted(verdicts)}.")
    return intake
