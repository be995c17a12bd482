"""A home opened for work: its folders, the reference data in force, the moment and the day that a run goes by.

Here: opening, and the faults of opening in Swedish. Not here: the work itself (`pipelines/flow.py`).
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.locking import WRITERS_LOCK, only_writer
from pipelines.settings import Settings
from sources.inbox import folders_by_code
from sources.places import Places
from sources.reference_data import Reference, load_reference

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
MIDDAY = time(12)
FOLDERS = ("inbox", "outbox", "archive", "warehouse", "internal", "published")


class HomeError(Exception):
    """The home is not there or cannot be written to; the text says in Swedish what to do."""


class UnknownRegionError(Exception):
    """A region was asked for that does not exist; the text names those that do, in Swedish."""


@dataclass(frozen=True)
class Workplace:
    """An open home. `now` has its zone; `today` is its Swedish day."""

    settings: Settings
    places: Places
    reference: Reference
    now: datetime
    software_version: str

    @property
    def today(self) -> date:
        """The Swedish day that dates in files are judged by, and the picture's as-of day unless another is given."""
        return self.now.astimezone(SWEDISH_TIME).date()

    def base(self, as_of: date | None) -> Path:
        """Where warehouse and editions go: the home, or a folder of its own for a picture of the past."""
        return self.places.home if as_of is None else self.places.home / "as-of" / as_of.isoformat()

    def writing(self) -> AbstractContextManager[None]:
        """Keeps other writers of this home out for a block."""
        return only_writer(self.places.home / WRITERS_LOCK)


def open_workplace(settings: Settings, *, make: bool = False) -> Workplace:
    """Opens the home of the settings; with `make` its folders are made where they are missing.

    Raises:
        HomeError: the home is missing (without `make`), is no folder, or cannot be written to.
        BrokenReferenceError: a reference file of the home is not right.
    """
    home = settings.home.absolute()
    if not make and not home.is_dir():
        raise HomeError(f"Mappen {home} finns inte. Ange rätt mapp med --home, eller skapa den med `lagesbild run`.")
    _make_folders(home)
    places = Places(home)
    overrides = places.reference if places.reference.is_dir() else None
    return Workplace(settings, places, load_reference(overrides), moment(settings), version("lagesbild"))


def moment(settings: Settings) -> datetime:
    """Now: midday of the day that was given, otherwise the clock; in Swedish time."""
    if settings.today is None:
        return datetime.now(SWEDISH_TIME)
    return datetime.combine(settings.today, MIDDAY, SWEDISH_TIME)


def check_regions(workplace: Workplace, regions: Collection[str] | None) -> frozenset[str] | None:
    """The region codes as asked for; None is all.

    Raises:
        UnknownRegionError: one of them does not exist.
    """
    return frozenset(known_region(workplace.reference, code) for code in regions) if regions else None


def known_region(reference: Reference, code: str) -> str:
    """The code of a region that exists, `00` for the agency; the folder's whole name is taken too.

    Raises:
        UnknownRegionError: there is no such region.
    """
    folders = folders_by_code(reference)
    if code in folders:
        return code
    if code[:2] in folders and folders[code[:2]] == code:
        return code[:2]
    listed = ", ".join(folder.replace("_", " ", 1) for folder in sorted(folders.values()))
    raise UnknownRegionError(f"Region {code} finns inte. Ange länskoden, en av: {listed}.")


def _make_folders(home: Path) -> None:
    try:
        for name in FOLDERS:
            (home / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(_unwritable(home, error)) from error
    for folder in (home, *(home / name for name in FOLDERS)):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise HomeError(_unwritable(folder, None))
        probe = folder / f".write-{os.getpid()}"
        try:
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise HomeError(_unwritable(folder, error)) from error


def _unwritable(folder: Path, error: OSError | None) -> str:
    reason = f" ({error.strerror})" if error and error.strerror else ""
    return f"Det går inte att skriva i {folder}{reason}. Ge rätt att skriva där, eller välj en annan mapp med --home."
