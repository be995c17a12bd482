"""What a Dagster run works in: the open home, its lock, and the archive as it was when the run first looked.

Here: one resource. Not here: opening a home (`pipelines/workplace.py`), the work (`pipelines/flow.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import dagster as dg

from assets.building import PictureInputs
from assets.publications.publishing import Facts, Roots
from pipelines import flow
from pipelines.settings import Settings
from pipelines.workplace import Workplace, open_workplace
from sources.intake import Intake
from sources.reading import ReaderPool


@dataclass(frozen=True)
class Host:
    """What the process that runs jobs lends them: readers that are warm, and an ear for what was taken in."""

    pool: ReaderPool | None = None
    on_intake: Callable[[Intake], None] | None = None


class RunHome:
    """The home of one run. What the picture follows from is read once, so that all steps see the same archive."""

    def __init__(self, workplace: Workplace, host: Host) -> None:
        self.workplace = workplace
        self._host = host

    @cached_property
    def inputs(self) -> PictureInputs:
        """What the picture follows from."""
        return flow.picture_inputs(self.workplace)

    @property
    def roots(self) -> Roots:
        """Where editions go."""
        return flow.roots(self.workplace)

    @property
    def facts(self) -> Facts:
        """What the operator says of every edition."""
        return flow.edition_facts(self.workplace)

    def ingest(self, regions: Collection[str]) -> Intake:
        """Takes in what waits of the regions; the archive is read anew after it."""
        self.__dict__.pop("inputs", None)
        intake = flow.ingest(self.workplace, regions=regions, pool=self._host.pool)
        if self._host.on_intake:
            self._host.on_intake(intake)
        return intake


def home_resource(settings: Settings, host: Host) -> dg.ResourceDefinition:
    """The resource `home`: opened when a run starts and locked until it ends, over all processes."""

    @dg.resource(description="The home that the run works in; one run writes at a time.")
    def home(_context: dg.InitResourceContext) -> Iterator[RunHome]:
        workplace = open_workplace(settings, make=True)
        with workplace.writing():
            yield RunHome(workplace, host)

    return home
