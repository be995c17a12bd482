"""The front pages of the two roots: which editions there are, which data, and what is not there.

Here: the pages `internal/index.html` and `published/index.html`. Not here: which editions exist (the caller lists
them), open data themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports import swedish
from reports.content import Block, Column, ItemList, Paragraph, Prose, Report, Row, Section, Span, Table
from reports.html import render_html
from reports.sections.method import contact_prose
from reports.values import Link


@dataclass(frozen=True)
class EditionLink:
    """One edition on a front page: what it is called, where it lies below the page, what is to be known of it."""

    title: str
    href: str
    remark: str = ""


@dataclass(frozen=True)
class DataFile:
    """One file of open data: where it lies below the page, what it holds, how many rows, in which format."""

    href: str
    description: str
    rows_count: int
    format_name: str = "CSV"


def render_internal_front(editions: Sequence[EditionLink], as_of_date: date, contact: str | None = None) -> str:
    """The front page for the agency and the regions' functions; editions in the order given, the latest first."""
    about = (
        "Här finns lägesbilder och statistik för myndigheten och regionernas funktioner. Uppgifterna gäller enheter "
        "och små grupper och har inte prövats för utlämnande. Sprid dem inte vidare."
    )
    sections = (_editions(editions), _about("Om sidorna", about, contact))
    return render_html(_page("Lägesbild, internt", as_of_date, sections))


def render_published_front(
    editions: Sequence[EditionLink],
    data_files: Sequence[DataFile],
    as_of_date: date,
    contact: str | None = None,
    package: str | None = None,
) -> str:
    """The front page for everyone: open data of beds and slots, and why there is nothing about persons yet.

    `package` is where the data package that describes the files lies below the page.
    """
    about = (
        "Här finns öppna data om vårdplatser och lediga platser i vården. De handlar om platser, inte om personer. "
        "Uppgifter om personer, till exempel hur många som väntar på vård, finns inte här. De publiceras först när det "
        "är säkerställt att ingen enskild människa kan kännas igen i siffrorna."
    )
    sections = [_data_section(data_files, package)]
    if editions:
        sections.append(_editions(editions))
    sections.append(_about("Vad som finns här, och vad som inte finns", about, contact))
    return render_html(_page("Lägesbild, öppna data", as_of_date, tuple(sections)))


def _page(title: str, as_of_date: date, sections: tuple[Section, ...]) -> Report:
    return Report(
        name="index",
        title=title,
        subtitle="",
        description="Vem väntar på vård i Sverige och vem har plats.",
        document_date=as_of_date,
        sections=sections,
        facts=(f"Läget per {swedish.date_text(as_of_date)}",),
    )


def _editions(editions: Sequence[EditionLink]) -> Section:
    items: list[Prose] = []
    for edition in editions:
        link = Span(edition.title, "link", edition.href)
        items.append((link, f" · {edition.remark}") if edition.remark else (link,))
    blocks: tuple[Block, ...] = (ItemList(tuple(items)),) if items else (Paragraph("Ingen utgåva har gjorts ännu."),)
    return Section("utgavor", "Utgåvor", "Utgåvor", blocks)


def _data_section(data_files: Sequence[DataFile], package: str | None) -> Section:
    rows = [
        Row(
            {
                "file": Link(file.href.rsplit("/", 1)[-1], file.href),
                "description": file.description,
                "format": file.format_name,
                "rows": file.rows_count,
            }
        )
        for file in data_files
    ]
    table = Table(
        name="oppna_data",
        caption="Filer att hämta. CSV är UTF-8 med kommatecken mellan fälten och decimalpunkt.",
        columns=(
            Column("file", "Fil", "link"),
            Column("description", "Innehåll"),
            Column("format", "Format"),
            Column("rows", "Rader", "count"),
        ),
        rows=tuple(rows),
        empty_text="Inga filer har publicerats ännu.",
    )
    blocks: list[Block] = [table]
    if package:
        link = Span(package.rsplit("/", 1)[-1], "link", package)
        blocks.append(
            Paragraph(("Filernas kolumner, typer och källor beskrivs i ", link, " (Frictionless Data Package)."))
        )
    return Section("oppna-data", "Öppna data", "Öppna data om vårdplatser och lediga platser", tuple(blocks))


def _about(heading: str, text: str, contact: str | None) -> Section:
    blocks: list[Block] = [Paragraph(text)]
    if contact:
        prose = contact_prose(contact)
        blocks.append(Paragraph(("Frågor: ", *((prose,) if isinstance(prose, str) else prose))))
    return Section("om", heading, heading, tuple(blocks))
