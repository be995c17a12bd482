"""Taking in alone, as `lagesbild ingest` does it: from the inbox to the archive and the receipts."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from benchmarks.ours import TimedPool, load, take_in_everything
from benchmarks.task import Figures
from pipelines.readers import readers_wanted
from pipelines.settings import load_settings
from sources.places import Places
from sources.reference_data import load_reference

__all__ = ["load", "run"]


def run(home: Path) -> Figures:
    """Takes in the home's inbox with readers that are warm."""
    settings, reference = load_settings(home=home), load_reference(None)
    with TimedPool(readers_wanted(settings), settings.file_memory_bytes) as pool:
        pool.start()
        begun = perf_counter()
        allowed = ("accepted", "accepted_with_remarks")  # files of one region that replace each other are remarked
        intake = take_in_everything(Places(home), reference, pool, settings, allowed=allowed)
        seconds = perf_counter() - begun
        stages = dict(pool.clock.cpu)
    rows = sum(sheet.accepted_count for taken in intake.taken for sheet in taken.delivery.sheets)
    return Figures(wall={"intake": seconds}, cpu=stages, rows=rows)
