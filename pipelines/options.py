"""The options that several commands share, and what the texts behind them mean.

Here: declaring and reading them. Not here: any command (`pipelines/commands.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.failures import WrongUseError

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Datamappen (eller LAGESBILD_HOME; annars var).", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]
Debug = Annotated[bool, typer.Option("--debug", help="Visa felets spår (traceback).")]
Today = Annotated[
    str | None,
    typer.Option("--today", help="Dagens datum, så att en körning kan göras om.", show_default=False),
]
Settle = Annotated[
    float | None,
    typer.Option("--settle", help="Så många sekunder ska en fil ha legat stilla.", show_default=False),
]
Region = Annotated[
    list[str] | None,
    typer.Option("--region", help="Länskod, till exempel 12; kan anges flera gånger.", show_default=False),
]
OneRegion = Annotated[str | None, typer.Option("--region", help="Länskod, till exempel 12.", show_default=False)]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Läget som det var känt den dagen; skrivs under as-of/.", show_default=False),
]


def read_date(text: str | None, option: str) -> date | None:
    """A date as it was given, None if none was.

    Raises:
        WrongUseError: it is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUseError(f"”{text}” är inget datum. Skriv {option} så här: 2026-11-22.") from None


def settings_of(home: Path | None, today: str | None = None, settle: float | None = None) -> Any:
    """The settings with what the command line gives.

    Raises:
        WrongUseError: the day is no date.
        SettingsError: a setting is wrong.
    """
    from pipelines.settings import load_settings  # noqa: PLC0415 - heavy, and not needed for --help

    return load_settings(home=home, today=read_date(today, "--today"), settle_seconds=settle)
