"""The three steps from inbox to edition, as the command line, Dagster and the tests all take them.

Here: `ingest`, `refresh` and `publish` over an open home. Not here: how any of them is done (`sources/intake.py`,
`assets/warehouse.py`, `assets/publications/`), nor when (`pipelines/jobs.py`, `pipelines/schedules.py`). Who calls one
of them holds the home's lock (`Workplace.writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from assets.building import BuiltTable, PictureInputs
from assets.deliveries.in_force import data_version
from assets.publications.publishing import Facts, PublishedEdition, Roots, Wanted, publish_reports
from assets.warehouse import WAREHOUSE_FILE, Picture
from assets.warehouse import refresh as refresh_warehouse
from pipelines.readers import reader_pool
from pipelines.workplace import Workplace
from reports.receipt import render_receipt
from sources.archive import Delivery, read_deliveries, withdraw
from sources.inbox import make_folders
from sources.intake import Intake, take_in
from sources.outbox import make_marker, restore_receipts
from sources.reading import ReaderPool


def ingest(workplace: Workplace, *, regions: Collection[str] | None = None, pool: ReaderPool | None = None) -> Intake:
    """Takes in what waits and has settled, of the given regions or of all, and writes receipts.

    `pool` are readers that are warm already; without it they are started for this alone.
    """
    if pool is None:
        with reader_pool(workplace.settings) as started:
            return ingest(workplace, regions=regions, pool=started)
    make_folders(workplace.places.inbox, workplace.reference)
    rules = workplace.settings.intake_rules
    list(restore_receipts(workplace.places, render_receipt, make_marker(workplace.places, pool, rules.limits)))
    return take_in(
        workplace.places,
        workplace.reference,
        now=workplace.now,
        today=workplace.today,
        pool=pool,
        render=render_receipt,
        software_version=workplace.software_version,
        rules=rules,
        regions=regions,
    )


def refresh(
    workplace: Workplace, *, as_of: date | None = None, on_built: Callable[[BuiltTable], None] | None = None
) -> Picture:
    """Rebuilds the warehouse from the archive: what was known and in force on the as-of day."""
    inputs = picture_inputs(workplace, as_of=as_of)
    return refresh_warehouse(
        warehouse_folder=warehouse_folder(workplace, as_of),
        deliveries=inputs.deliveries,
        reference=inputs.reference,
        as_of=inputs.as_of,
        software_version=inputs.software_version,
        on_built=on_built,
    )


def publish(
    workplace: Workplace, picture: Picture, wanted: Sequence[Wanted], *, as_of: date | None = None
) -> tuple[PublishedEdition, ...]:
    """Renders the wanted reports of a finished picture, the open data and the front pages."""
    return publish_reports(picture, roots(workplace, as_of), wanted, edition_facts(workplace))


def edition_facts(workplace: Workplace) -> Facts:
    """What the settings say of every edition."""
    return Facts(workplace.settings.diarienummer, workplace.settings.contact)


def take_out(workplace: Workplace, delivery_id: str, *, why: str) -> Delivery:
    """Withdraws a delivery; the one before it is in force at the next refresh."""
    return withdraw(workplace.places.archive, delivery_id, why=why, now=workplace.now)


def warehouse_folder(workplace: Workplace, as_of: date | None = None) -> Path:
    """Where the warehouse of the home, or of a picture of the past, lies."""
    return workplace.base(as_of) / "warehouse"


def roots(workplace: Workplace, as_of: date | None = None) -> Roots:
    """Where the editions go."""
    base = workplace.base(as_of)
    return Roots(internal=base / "internal", published=base / "published")


def picture_inputs(workplace: Workplace, *, as_of: date | None = None) -> PictureInputs:
    """All that the picture follows from, read from the archive now."""
    return PictureInputs(
        parts=warehouse_folder(workplace, as_of) / "parts",
        deliveries=tuple(read_deliveries(workplace.places.archive)),
        reference=workplace.reference,
        as_of=as_of or workplace.today,
        software_version=workplace.software_version,
    )


def is_current(workplace: Workplace) -> bool:
    """Whether the warehouse is of today and made of the archive, the reference data and the software as they are."""
    folder = warehouse_folder(workplace)
    part = folder / "parts" / "mart.picture.parquet"
    if not part.exists() or not (folder / WAREHOUSE_FILE).exists():
        return False
    made_of = pl.read_parquet(part, glob=False).row(0, named=True)
    deliveries = read_deliveries(workplace.places.archive)
    now = {
        "as_of_date": workplace.today,
        "data_version": data_version(deliveries, workplace.today),
        "reference_version": workplace.reference.version,
        "software_version": workplace.software_version,
    }
    return all(made_of[name] == value for name, value in now.items())
