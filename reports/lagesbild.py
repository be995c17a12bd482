"""The national lägesbild: who waits, who has room, and how well we know.

Here: which sections it has, in which order, and its head. Not here: what a section says (reports.sections).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from reports import swedish
from reports.content import Edition, Report
from reports.picture import Picture, read_picture, waiting_coverage
from reports.sections.beds import beds_section
from reports.sections.method import method_section
from reports.sections.need_and_room import need_and_room_section
from reports.sections.quality import quality_section
from reports.sections.summary import summary_section
from reports.sections.tile_maps import tile_map_section
from reports.tables import Tables, read

NAME = "lagesbild"


def compose_lagesbild(tables: Tables, edition: Edition) -> Report:
    """The national lägesbild of the edition's week, for the agency and the regions' functions.

    `tables` holds marts and reference tables by name (`mart.beds`, `reference.regions`); a table that is not there
    counts as empty, and the report then says what is missing. Equal arguments give equal reports.
    """
    picture = read_picture(tables, edition)
    return Report(
        name=NAME,
        title="Nationell lägesbild",
        subtitle=f"{swedish.week_long(edition.week)} {swedish.monday_of(edition.week).isocalendar().year}",
        description=(
            f"Vem väntar på vård i Sverige och vem har plats, {swedish.week_long(edition.week)}: "
            "väntande, lediga platser, vårdplatser och täckning per region."
        ),
        document_date=edition.document_date,
        facts=edition_lines(picture),
        banner=banner_of(edition),
        coverage=waiting_coverage(picture) if picture.regions else None,
        edition=edition,
        sections=(
            summary_section(picture),
            need_and_room_section(picture),
            tile_map_section(picture),
            beds_section(picture),
            quality_section(picture),
            method_section(picture),
        ),
        footer=(
            "Internt underlag för myndigheten och regionernas funktioner. "
            "Uppgifterna har inte prövats för utlämnande och ska inte spridas vidare."
        ),
    )


def edition_lines(picture: Picture) -> tuple[str, ...]:
    """The lines beside the title: which edition, of which day, measured when."""
    edition = picture.edition
    lines = [f"Utgåva {edition.edition_id}, version {edition.version}"]
    if edition.fixed_date:
        lines.append(f"Fastställd {swedish.date_text(edition.fixed_date)}")
    else:
        lines.append(f"Läget per {swedish.date_text(edition.as_of_date)}")
    frame = read(picture.tables, "mart.waiting_by_diagnosis").filter(pl.col("week") == edition.week)
    oldest, newest = frame["oldest_snapshot_date"].min(), frame["newest_snapshot_date"].max()
    if isinstance(oldest, date) and isinstance(newest, date):
        same = oldest == newest
        lines.append(
            f"Väntande mätta {swedish.date_text(newest)}"
            if same
            else f"Väntande mätta {swedish.day_text(oldest)}\u2013{swedish.date_text(newest)}"
        )
    return tuple(lines)


def banner_of(edition: Edition) -> str:
    """What a reader must know before any number: that the edition is preliminary, or why it was corrected."""
    if edition.preliminary:
        return "Preliminär: siffrorna kan ändras tills veckan är slut och utgåvan fastställs."
    if edition.correction_reason:
        return f"Rättad utgåva, version {edition.version}: {edition.correction_reason}"
    return ""
