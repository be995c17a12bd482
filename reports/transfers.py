"""Care at another provider, one year: from where to where, why, under which agreement, and how far each offer led.

Here: the yearly statistics as an internal first version, without disclosure control, so never for publication.
Not here: unused agreements, revisions of earlier years.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reports import swedish
from reports.content import (
    Absence,
    Bar,
    BarChart,
    Column,
    Coverage,
    Edition,
    Figure,
    KeyFigure,
    KeyFigures,
    Note,
    Report,
    Row,
    Section,
    Table,
)
from reports.lagesbild import banner_of
from reports.picture import Picture, delivery_reason, read_picture
from reports.sections.method import method_section
from reports.tables import Tables, read
from reports.terms import AGREEMENTS, OWNERSHIPS, REASONS, UNKNOWN, title_of
from reports.values import Cell, Missing

NAME = "patientflyttar"
TRANSFER_REASONS = ("free_capacity", "shorter_wait", "care_guarantee")
STEPS = (("offered_count", "Erbjudna"), ("accepted_count", "Accepterade"), ("treated_count", "Behandlade"))
NO_CASES = "inga ärenden"
Counts = Mapping[str, int]


def compose_transfers(tables: Tables, year: int, edition: Edition) -> Report:
    """The statistics of a year of treatment, internal. Without any case of the year the report says so."""
    picture = read_picture(tables, edition)
    cases = read(tables, "mart.transfers_by_year").filter(pl.col("year") == str(year))
    transfers = cases.filter(pl.col("reason").is_in(TRANSFER_REASONS))
    sections = (
        _summary(cases, transfers, year),
        _flows(picture, transfers),
        _breakdowns(picture, cases, transfers),
        method_section(picture),
    )
    lines = (f"Utgåva {edition.edition_id}, version {edition.version}", f"Läget per {_day(edition)}")
    return Report(
        name=NAME,
        title="Vård hos annan vårdgivare",
        subtitle=str(year),
        description=f"Planerad vård som gavs hos en annan vårdgivare än patientens egen region, {year}.",
        document_date=edition.document_date,
        facts=lines,
        banner=banner_of(edition),
        coverage=_coverage(picture, cases) if picture.regions else None,
        edition=edition,
        sections=sections,
        footer=(
            "Internt underlag. Små tal är inte skyddade: uppgifterna har inte prövats för utlämnande "
            "och ska inte spridas vidare."
        ),
    )


def _day(edition: Edition) -> str:
    return swedish.date_text(edition.as_of_date)


def _coverage(picture: Picture, cases: pl.DataFrame) -> Coverage:
    """Regions with cases of their own this year, or whose delivery is in force and holds none."""
    present = set(cases["home_region"])
    missing = []
    for code, region in picture.regions.items():
        reason = delivery_reason(picture, code, "patient_transfers")
        if code not in present and reason != "inga uppgifter i leveransen":
            missing.append(Absence(region.name, reason))
    return Coverage(expected_count=len(picture.regions), missing=tuple(missing))


def _sums(frame: pl.DataFrame) -> dict[str, int]:
    return {name: int(frame[name].sum()) for name, _ in STEPS}


def _summary(cases: pl.DataFrame, transfers: pl.DataFrame, year: int) -> Section:
    sums = _sums(transfers)
    chosen = _sums(cases.filter(pl.col("reason") == "patient_choice"))
    is_empty = cases.is_empty()

    def value(count: int) -> Cell:
        return Missing(NO_CASES) if is_empty else count

    share = sums["accepted_count"] / sums["offered_count"] if sums["offered_count"] else None
    figures = (
        KeyFigure(
            "treated_count",
            value(sums["treated_count"]),
            "count",
            f"ärenden ledde till vård hos en annan vårdgivare {year}",
            role="room",
        ),
        KeyFigure("offered_count", value(sums["offered_count"]), "count", "erbjudanden om vård hos annan vårdgivare"),
        KeyFigure(
            "accepted_share",
            Missing("inga erbjudanden") if share is None else share,
            "share",
            "av erbjudandena accepterades",
        ),
        KeyFigure(
            "patient_choice_count",
            value(chosen["treated_count"]),
            "count",
            "behandlade efter patientens eget val; de räknas för sig",
        ),
    )
    return Section("korthet", "Året i korthet", "Året i korthet", (KeyFigures(figures), _steps_figure(sums, year)))


def _steps_figure(sums: Counts, year: int) -> Figure:
    finding = ", ".join(f"{title.lower()} {swedish.number(sums[name])}" for name, title in STEPS)
    return Figure(
        name="erbjudande_till_vard",
        title="Från erbjudande till vård",
        finding=f"{swedish.capitalised(finding)}.",
        chart=BarChart(tuple(Bar(title, sums[name], swedish.number(sums[name]), "room") for name, title in STEPS)),
        table=Table(
            name="erbjudande_till_vard",
            caption=f"Från erbjudande till vård, {year}. Patientens eget val ingår inte.",
            columns=(Column("step", "Steg"), Column("count", "Antal", "count")),
            rows=tuple(Row({"step": title, "count": sums[name]}) for name, title in STEPS),
            is_behind=True,
        ),
    )


def _flows(picture: Picture, transfers: pl.DataFrame) -> Section:
    pairs = transfers.group_by("home_region", "care_region").agg(pl.col("treated_count").sum())
    counts = {(home, care): int(count) for home, care, count in pairs.iter_rows()}
    return Section(
        name="floden",
        topic="Från och till",
        heading=_flow_heading(picture, counts),
        lead="Behandlade ärenden efter patientens hemregion (rad) och regionen där vården gavs (kolumn).",
        blocks=(_matrix(picture, counts),),
    )


def _flow_heading(picture: Picture, counts: Mapping[tuple[str, str], int]) -> str:
    received: dict[str, int] = {}
    for (home, care), count in counts.items():
        if care and home != care:
            received[care] = received.get(care, 0) + count
    ranked = sorted((-count, code) for code, count in received.items() if count)
    if not ranked:
        return "Ingen vård i en annan region är redovisad"
    count, code = ranked[0]
    return f"{picture.region_name(code)} tog emot flest ärenden från andra regioner: {swedish.number(-count)}"


def _matrix(picture: Picture, counts: Mapping[tuple[str, str], int]) -> Table:
    codes = list(picture.regions)
    cares = codes + ([""] if any(care is None for _, care in counts) else [])
    homes = codes + sorted({home for home, _ in counts if home and home not in picture.regions})
    rows = []
    for home in homes:
        own = {care: counts.get((home, care or None), 0) for care in cares}  # type: ignore[arg-type]
        if any(own.values()):
            cells: dict[str, Cell] = {f"care_{care or 'unknown'}": count for care, count in own.items()}
            rows.append(Row({"home_region": picture.region_name(home), **cells, "total": sum(own.values())}))
    columns = [
        Column(f"care_{care or 'unknown'}", picture.regions[care].letter if care else UNKNOWN, "count")
        for care in cares
    ]
    key = ", ".join(f"{region.letter} {region.name}" for region in picture.regions.values())
    return Table(
        name="hemregion_vardregion",
        caption="Behandlade ärenden efter hemregion och vårdregion. Patientens eget val ingår inte.",
        columns=(Column("home_region", "Hemregion"), *columns, Column("total", "Totalt", "count")),
        rows=tuple(rows),
        notes=(
            f"Vårdregioner: {key}.",
            "På smal skärm visas inte nollor. Hemregioner utan behandlade ärenden visas inte.",
        ),
        compact=True,
        empty_text="Inga behandlade ärenden är redovisade.",
    )


def _breakdowns(picture: Picture, cases: pl.DataFrame, transfers: pl.DataFrame) -> Section:
    blocks = (
        _breakdown(transfers, "diagnosis_group", "Diagnosgrupp", picture.groups),
        _breakdown(cases, "reason", "Anledning", REASONS),
        Note("Patientens val och annat räknas för sig och ingår inte i de andra tabellerna."),
        _breakdown(transfers, "ownership", "Driftsform", OWNERSHIPS),
        _breakdown(transfers, "agreement_kind", "Avtal", AGREEMENTS),
    )
    return Section(
        name="fordelning",
        topic="Fördelning",
        heading="Efter diagnosgrupp, anledning, driftsform och avtal",
        lead="Erbjudanden, accepterade erbjudanden och ärenden som ledde till vård.",
        blocks=blocks,
    )


def _breakdown(frame: pl.DataFrame, key: str, title: str, words: Mapping[str, str]) -> Table:
    sums = {value: _sums(part) for (value,), part in frame.group_by(key, maintain_order=True)}
    known = [value for value in words if value in sums]
    others = sorted((value for value in sums if value not in words), key=str)
    rows = []
    for value in (*known, *others):
        counts = sums[value]
        share = counts["accepted_count"] / counts["offered_count"] if counts["offered_count"] else None
        accepted: Cell = Missing("inga erbjudanden") if share is None else share
        rows.append(Row({key: title_of(words, value), **counts, "accepted_share": accepted}))
    return Table(
        name=f"efter_{key}",
        caption=f"Efter {title.lower()}.",
        columns=(
            Column(key, title),
            *(Column(name, head, "count") for name, head in STEPS),
            Column("accepted_share", "Accepterat", "share"),
            Column("bar", "Behandlade", "bar", role="room", drawn_from=("treated_count",)),
        ),
        rows=tuple(rows),
        empty_text="Inga ärenden är redovisade.",
    )
