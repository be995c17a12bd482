"""What an operator can set, from the environment (`LAGESBILD_...`) and the command line, checked once at start.

Here: the settings, their defaults, and one Swedish sentence that names every fault. Not here: what they are used for.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sources.intake import IntakeRules
from sources.reading import Limits

PREFIX = "LAGESBILD_"
EXPECTED = {
    "home": "sökvägen till en mapp",
    "today": "ett datum, till exempel 2026-11-22",
    "settle_seconds": "ett antal sekunder, 0 eller mer",
    "refused_share_limit": "en andel mellan 0 och 1, till exempel 0.10",
    "workers": "ett heltal, 0 eller mer",
    "quarantine_days": "ett heltal, 0 eller mer",
    "file_seconds": "ett antal sekunder, mer än 0",
    "port": "ett portnummer mellan 1 och 65535",
}
WHOLE_NUMBER = "ett heltal, minst 1"


class SettingsError(Exception):
    """One or more settings are wrong; the text names them all in one Swedish sentence."""


class Settings(BaseSettings):
    """All settings. An environment variable is the field's name in capitals after `LAGESBILD_`.

    `today` replaces the clock's day, so that a run can be repeated. `refused_share_limit` is the share of a sheet's
    rows that may be refused before the sheet is returned. `quarantine_days` is how long the bytes of a quarantined
    file are kept (0: not at all). `workers` is how many child processes read files (0: this process, without limits,
    for tests). The `file_...` settings are limits for one file.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    home: Path = Path("var")
    today: date | None = None
    settle_seconds: float = Field(2.0, ge=0)
    refused_share_limit: float = Field(0.10, ge=0, le=1)
    workers: int = Field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)), ge=0)
    quarantine_days: int = Field(0, ge=0)
    file_seconds: float = Field(Limits.seconds, gt=0)
    file_memory_bytes: int = Field(Limits.memory_bytes, ge=1)
    file_unpacked_bytes: int = Field(Limits.unpacked_bytes, ge=1)
    file_cells: int = Field(Limits.cells, ge=1)
    file_bytes: int = Field(Limits.file_bytes, ge=1)
    diarienummer: str | None = None
    contact: str | None = None
    port: int = Field(3000, ge=1, le=65535)

    @property
    def limits(self) -> Limits:
        """How much one file may cost."""
        return Limits(
            seconds=self.file_seconds,
            memory_bytes=self.file_memory_bytes,
            unpacked_bytes=self.file_unpacked_bytes,
            cells=self.file_cells,
            file_bytes=self.file_bytes,
        )

    @property
    def intake_rules(self) -> IntakeRules:
        """The part of the settings that taking in goes by."""
        return IntakeRules(
            settle_seconds=self.settle_seconds,
            refused_share_limit=self.refused_share_limit,
            limits=self.limits,
            quarantine_days=self.quarantine_days,
        )


def load_settings(**given: Any) -> Settings:
    """The settings: what is given and not None wins over the environment, which wins over the defaults.

    Raises:
        SettingsError: a value is wrong; all wrong ones are named at once.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [_tell(fault["loc"], fault.get("input"), given) for fault in error.errors()]
        raise SettingsError(f"Rätta inställningarna och försök igen: {'; '.join(faults)}.") from None


def _tell(place: tuple[int | str, ...], value: object, given: dict[str, Any]) -> str:
    name = str(place[0])
    expected = EXPECTED.get(name, WHOLE_NUMBER)
    option = f"--{name.removesuffix('_seconds')}"
    shown = option if given.get(name) is not None else f"{PREFIX}{name.upper()}"
    if name not in Settings.model_fields:
        return f"{shown} finns inte"
    return f"{shown} är ”{value}” men ska vara {expected}"
