"""What the tests share: a home, a reader in this process, and a way to deliver a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from delivering import NOW, TODAY, Take
from hypothesis import HealthCheck, settings

from sources.inbox import make_folders
from sources.intake import Intake, IntakeRules, take_in
from sources.places import Places
from sources.reading import ReaderPool
from sources.reference_data import Reference, load_reference

if TYPE_CHECKING:
    from browsing import Browser

# No test is timed: a machine that is busy with something else is no fault of the code.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference(None)


@pytest.fixture
def places(tmp_path: Path, reference: Reference) -> Places:
    """An empty home with the regions' folders."""
    places = Places(tmp_path / "home")
    make_folders(places.inbox, reference)
    return places


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    """Reads in this process: what is tested is what is read, the child processes have tests of their own."""
    with ReaderPool(max_workers=0) as pool:
        yield pool


@pytest.fixture
def take(places: Places, reference: Reference, pool: ReaderPool) -> Take:
    """Takes in what waits; `now` and further arguments as for `take_in`."""

    def take_everything(*, now: datetime = NOW, today: date = TODAY, **more: Any) -> Intake:
        rules = more.pop("rules", IntakeRules(settle_seconds=0))
        return take_in(
            places,
            reference,
            now=now,
            today=today,
            pool=pool,
            render=lambda receipt: f"<html>{receipt['delivery_id']}</html>",
            software_version="test",
            rules=rules,
            **more,
        )

    return take_everything


@pytest.fixture
def real_files() -> Path:
    """The public agencies' files."""
    folder = os.environ.get("LAGESBILD_REAL_FILES")
    if not folder:
        pytest.skip("LAGESBILD_REAL_FILES is not set: the public agencies' files are not here")
    return Path(folder)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The reports' pages in Chromium."""
    from browsing import open_browser  # noqa: PLC0415 - its driver takes long to import, and few tests need it

    with open_browser(tmp_path_factory.mktemp("pages")) as opened:
        yield opened
