"""From a finished picture to what goes out: the editions, the open data, the front pages, the latest edition.

Here: which report lies where, for which period, and what identifies an edition. Not here: what a report says
(`reports/`), how a folder is replaced (`assets/publications/editions.py`).

    internal/index.html   internal/lagesbild/2026-v47/   internal/patientflyttar/2026/   internal/senaste/
    published/index.html  published/data/
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from assets.publications.editions import EditionRecord, read_record, replace_file, replace_folder, write_edition
from assets.publications.open_data import PACKAGE, TITLES_BY_FILE, render_open_data
from assets.publications.periods import edition_name, monday_of, sunday_of, week_of
from assets.warehouse import Picture
from reports.content import Edition, Report
from reports.front_page import DataFile, EditionLink, render_internal_front, render_published_front
from reports.lagesbild import compose_lagesbild
from reports.render import render_files
from reports.transfers import compose_transfers

LATEST = "senaste"
OPEN_DATA = "data"
ReportName = Literal["lagesbild", "patientflyttar"]


@dataclass(frozen=True)
class Roots:
    """The two roots: for the agency and the regions' functions, and for everyone."""

    internal: Path
    published: Path


@dataclass(frozen=True)
class Wanted:
    """A report and the period it is wanted for: an ISO week (`2026-W47`) or a year (`2026`)."""

    report: ReportName
    period: str


@dataclass(frozen=True)
class PublishedEdition:
    """An edition that lies in its place: its folder and the names of its files."""

    wanted: Wanted
    folder: Path
    files: tuple[str, ...]
    run_id: str


@dataclass(frozen=True)
class Facts:
    """What the operator says of every edition."""

    diarienummer: str | None = None
    contact: str | None = None


@dataclass(frozen=True)
class ReportKind:
    """A report: its title in lists, and how it is made of tables."""

    title: str
    compose: Callable[[Mapping[str, pl.DataFrame], str, Edition], Report]


REPORTS: Mapping[ReportName, ReportKind] = {
    "lagesbild": ReportKind("Nationell lägesbild", lambda tables, _, edition: compose_lagesbild(tables, edition)),
    "patientflyttar": ReportKind(
        "Vård hos annan vårdgivare", lambda tables, period, edition: compose_transfers(tables, int(period), edition)
    ),
}


def current_period(report: ReportName, as_of: date) -> str:
    """The period that a report is made for when none is asked for: the as-of day's week or year."""
    return week_of(as_of) if report == "lagesbild" else str(as_of.year)


def due_reports(internal: Path, as_of: date) -> tuple[Wanted, ...]:
    """What a run renews by itself: the week's lägesbild always, the year's transfers once a month."""
    due = [Wanted("lagesbild", current_period("lagesbild", as_of))]
    yearly = Wanted("patientflyttar", current_period("patientflyttar", as_of))
    record = read_record(edition_folder(internal, yearly))
    if record is None or record.as_of_date[:7] != as_of.isoformat()[:7]:
        due.append(yearly)
    return tuple(due)


def publish_reports(
    picture: Picture, roots: Roots, wanted: Iterable[Wanted], facts: Facts | None = None
) -> tuple[PublishedEdition, ...]:
    """Writes the wanted editions, the open data and the front pages of both roots.

    Raises:
        FixedEditionError: an edition in one of the places is fixed.
        PolicyBrokenError: a published table holds what it must not; nothing is put under `published` then.
    """
    facts = facts or Facts()
    tables = picture.frames()
    made = tuple(publish_report(picture, roots.internal, one, facts, tables=tables) for one in wanted)
    publish_open_data(picture, roots.published, facts)
    publish_internal_front(picture, roots.internal, facts)
    return made


def publish_report(
    picture: Picture,
    internal: Path,
    wanted: Wanted,
    facts: Facts,
    *,
    tables: Mapping[str, pl.DataFrame] | None = None,
) -> PublishedEdition:
    """Renders one report and puts its edition in its place."""
    edition = identify_edition(picture, wanted, facts)
    report = REPORTS[wanted.report].compose(tables or picture.frames(), wanted.period, edition)
    files = render_files(report, wanted.report)
    folder = write_edition(edition_folder(internal, wanted), files, _record(picture, wanted, edition))
    return PublishedEdition(wanted, folder, tuple(files), edition.run_id)


def publish_open_data(picture: Picture, published: Path, facts: Facts) -> tuple[str, ...]:
    """Writes the open data and the front page for everyone; gives the names of the data files."""
    files = render_open_data(picture)
    replace_folder(published / OPEN_DATA, files)
    listed = [_data_file(picture, name) for name in files if name != PACKAGE]
    front = render_published_front((), listed, picture.inputs.as_of, facts.contact, package=f"{OPEN_DATA}/{PACKAGE}")
    replace_file(published / "index.html", front.encode())
    return tuple(files)


def publish_internal_front(picture: Picture, internal: Path, facts: Facts) -> Path:
    """Renews the front page for the agency and the regions, and `senaste/`, a copy of the latest week's edition."""
    weekly = editions_of(internal, "lagesbild")
    if weekly:
        replace_folder(internal / LATEST, _read_files(weekly[0][0]))
    links = [_link(internal, folder, record) for report in REPORTS for folder, record in editions_of(internal, report)]
    front = render_internal_front(links, picture.inputs.as_of, facts.contact)
    replace_file(internal / "index.html", front.encode())
    return internal / "index.html"


def edition_folder(internal: Path, wanted: Wanted) -> Path:
    """Where an edition lies."""
    return internal / wanted.report / edition_name(wanted.period)


def editions_of(internal: Path, report: ReportName) -> list[tuple[Path, EditionRecord]]:
    """The editions of a report that lie in the root, the latest period first."""
    found = [
        (record_file.parent, record)
        for record_file in (internal / report).glob("[0-9]*/edition.json")
        if (record := read_record(record_file.parent)) is not None
    ]
    return sorted(found, key=lambda pair: pair[1].period, reverse=True)


def identify_edition(picture: Picture, wanted: Wanted, facts: Facts) -> Edition:
    """The facts of an edition; its run id is a hash of data, reference data, software and as-of day alone."""
    as_of = picture.inputs.as_of
    week = wanted.period if wanted.report == "lagesbild" else week_of(as_of)
    return Edition(
        week=week,
        as_of_date=min(as_of, sunday_of(week)),
        edition_id=edition_name(wanted.period),
        version=1,
        preliminary=True,
        data_version=picture.data_version,
        software_version=picture.inputs.software_version,
        run_id=run_id(picture),
        diarienummer=facts.diarienummer,
        contact=facts.contact,
    )


def run_id(picture: Picture) -> str:
    """What a picture is made of, as one short hash: archive state, reference data, software, as-of day."""
    inputs = picture.inputs
    parts = (picture.data_version, inputs.reference.version, inputs.software_version, inputs.as_of.isoformat())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _record(picture: Picture, wanted: Wanted, edition: Edition) -> EditionRecord:
    return EditionRecord(
        report=wanted.report,
        edition_id=edition.edition_id,
        run_id=edition.run_id,
        period=wanted.period,
        version=edition.version,
        preliminary=edition.preliminary,
        as_of_date=edition.as_of_date.isoformat(),
        data_version=picture.data_version,
        reference_version=picture.inputs.reference.version,
        software_version=picture.inputs.software_version,
    )


def _data_file(picture: Picture, name: str) -> DataFile:
    stem, ending = name.rsplit(".", 1)
    rows = picture.frame(f"published.{stem}").height
    return DataFile(f"{OPEN_DATA}/{name}", TITLES_BY_FILE[stem], rows, {"csv": "CSV", "parquet": "Parquet"}[ending])


def _link(internal: Path, folder: Path, record: EditionRecord) -> EditionLink:
    report = next(kind for name, kind in REPORTS.items() if name == record.report)
    period = record.period
    if "-W" in period:
        period = f"v. {int(period.split('-W')[1])} {monday_of(period).isocalendar().year}"
    remark = "preliminär" if record.preliminary else ""
    return EditionLink(f"{report.title}, {period}", f"{folder.relative_to(internal).as_posix()}/index.html", remark)


def _read_files(folder: Path) -> dict[str, bytes]:
    paths: Sequence[Path] = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
