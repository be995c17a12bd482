"""What tests of the whole flow share: settings for a home, and small files of invented deliveries."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from pipelines.settings import Settings, load_settings

TODAY = date(2026, 11, 22)
YESTERDAY = 1_795_240_000
BEDS = """Datum;Enhet;Vårdplatstyp;Fastställda;Disponibla;Belagda;Överbeläggningar;Utlokaliserade
2026-11-21;{unit};Somatik;30;28;27;1;0
2026-11-21;{unit};IVA;8;8;6;0;0
"""
UNITS = """Enhet;Enhetens namn;Driftsform;Kommunkod
{unit};Påhittade sjukhuset;Offentlig;1280
"""
WAITING = """Mätdatum;Enhet;Vårdtyp;Diagnosgrupp;Remissdatum;Beslutsdatum
2026-10-31;{unit};Operation/åtgärd;Höftprotes;2026-03-01;2026-05-01
2026-10-31;{unit};Operation/åtgärd;Höftprotes;2026-08-01;2026-09-15
2026-10-31;{unit};Operation/åtgärd;Grå starr;2026-04-01;2026-06-20
"""
SLOTS = """Vecka;Enhet;Diagnosgrupp;Vårdtyp;Lediga platser;Planerade platser;Tar emot från;Rapportdatum
2026-W48;{unit};Höftprotes;Operation/åtgärd;4;10;Hela landet;2026-11-20
"""
NO_BEDS_COLUMN = """Datum;Enhet;Vårdplatstyp;Belagda
2026-11-21;E-1;Somatik;27
"""
IDENTITY_NUMBER = """Datum;Enhet;Vårdplatstyp;Disponibla;Belagda
2026-11-21;19121212-1212;Somatik;28;27
"""


def settings_for(home: Path, **more: object) -> Settings:
    """Settings that read in this process, without waiting for files to settle."""
    return load_settings(home=home, today=TODAY, settle_seconds=0.0, workers=0, **more)


def drop(home: Path, folder: str, name: str, text: str, *, modified: int = YESTERDAY) -> Path:
    """Puts a file in the inbox of a region, with a time of its own."""
    path = home / "inbox" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(unit=f"SE-{folder[:2]}-1"), encoding="utf-8")
    os.utime(path, (modified, modified))
    return path


def drop_good_deliveries(home: Path, *folders: str) -> None:
    """A register, beds, slots and a waiting list for each region folder."""
    for folder in folders:
        for number, (name, text) in enumerate(
            {"enheter.csv": UNITS, "platser.csv": BEDS, "lediga.csv": SLOTS, "väntande.csv": WAITING}.items()
        ):
            drop(home, folder, name, text, modified=YESTERDAY + number)
