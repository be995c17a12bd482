"""An inbox for measuring: waiting lists alone, clean, with the standard titles.

Here: choosing which regions send workbooks, and writing. Not here: what is measured, or the demonstration's formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.demo.draws import Draws
from pipelines.demo.formats import Container, RegionFormat, file_stem
from pipelines.demo.national import RegionProfile, invent_profiles
from pipelines.demo.sheets import make_sheet
from pipelines.demo.text_file import write_text_file
from pipelines.demo.units import CareUnit, invent_units
from pipelines.demo.waiting import demo_queue, demo_waiting_rows
from pipelines.demo.workbook import write_workbook
from sources.reference_data import Reference, load_reference

SNAPSHOT = date(2026, 10, 31)
SPARE_ROWS = 200


def write_benchmark_inbox(
    folder: Path, *, rows: int = 1_000_000, xlsx_share: float = 1 / 3, snapshot: date = SNAPSHOT, seed: int = 1
) -> tuple[Path, ...]:
    """Writes 21 waiting lists, one per region's folder below `folder`, with exactly `rows` rows together.

    Rows are spread by population. About `xlsx_share` of them (as near as whole files come) are in workbooks, the others
    in CSV files (UTF-8, semicolon). The same arguments give the same bytes. Returns the files in the regions' order.
    """
    reference = load_reference(None)
    profiles = invent_profiles(reference.in_force("regions", snapshot), seed)
    units = invent_units(profiles, seed)
    shares = _whole_shares([profile.population for profile in profiles], rows)
    workbooks = _nearest_subset(shares, round(rows * xlsx_share))
    written = []
    for index, profile in enumerate(profiles):
        waiting = _waiting_rows(profile, units, shares[index], snapshot, Draws(seed).within(profile.region_code))
        written.append(_write(folder, profile, waiting, reference, is_workbook=index in workbooks))
    return tuple(written)


def _waiting_rows(
    profile: RegionProfile, units: Sequence[CareUnit], count: int, snapshot: date, draws: Draws
) -> pl.DataFrame:
    own = [unit for unit in units if unit.region_code == profile.region_code]
    others = {unit.region_code: 1.0 for unit in units if unit.region_code != profile.region_code}
    queue = demo_queue(
        profile, own, waiting=count + SPARE_ROWS, first=snapshot, last=snapshot, patient_regions=others, draws=draws
    )
    return demo_waiting_rows(queue, snapshot).head(count)


def _write(
    folder: Path, profile: RegionProfile, waiting: pl.DataFrame, reference: Reference, *, is_workbook: bool
) -> Path:
    container: Container = "xlsx" if is_workbook else "csv"
    style = RegionFormat(
        profile.region_code,
        container=container,
        dates="cell" if is_workbook else "iso",
        coding="both",
        standard_words=True,
    )
    stem = file_stem("waiting_list", 0, str(waiting["snapshot_date"][0]))
    sheet = make_sheet("waiting_list", waiting, style, reference, name="Väntelista")
    path = folder / profile.folder / f"{stem}.{container}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if is_workbook:
        write_workbook(path, [sheet])
    else:
        write_text_file(path, sheet, encoding=style.encoding, delimiter=style.delimiter)
    return path


def _whole_shares(weights: Sequence[int], total: int) -> list[int]:
    """Whole parts of a total by weight, the largest remainders rounded up."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(value) for value in exact]
    rest = sorted(range(len(exact)), key=lambda index: parts[index] - exact[index])
    for index in rest[: total - sum(parts)]:
        parts[index] += 1
    return parts


def _nearest_subset(parts: Sequence[int], wanted: int) -> frozenset[int]:
    """Positions of parts whose sum comes near what is wanted: the largest that still fits, again and again.

    Parts of more than half come last, so that several files are chosen rather than one.
    """
    chosen: set[int] = set()
    left = wanted
    for index in sorted(range(len(parts)), key=lambda index: (parts[index] > wanted / 2, -parts[index])):
        if parts[index] <= left:
            chosen.add(index)
            left -= parts[index]
    return frozenset(chosen)
