"""The archive of a contender made into the picture: the marts, then the warehouse file that holds them.

The same for Lägesbild and for the usual way. Not here: what fills the archive.
"""

from __future__ import annotations

from pathlib import Path

from assets.building import PictureInputs
from assets.warehouse import PARTS, WAREHOUSE_FILE, assemble_warehouse, build_parts
from benchmarks.clock import Clock
from benchmarks.task import AS_OF
from sources.archive import read_deliveries
from sources.reference_data import Reference


def make_picture(home: Path, reference: Reference, clock: Clock) -> None:
    """Takes the two steps of a refresh, as the stages `marts` and `warehouse` of the clock."""
    with clock.stage("marts"):
        deliveries = tuple(read_deliveries(home / "archive"))
        inputs = PictureInputs(home / "warehouse" / PARTS, deliveries, reference, AS_OF, "benchmark")
        list(build_parts(inputs))
    with clock.stage("warehouse"):
        assemble_warehouse(inputs, home / "warehouse" / WAREHOUSE_FILE)
