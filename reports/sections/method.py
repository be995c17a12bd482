"""Method: definitions, what is not verified, and what this edition was made of.

Here: the indicators in force, the unverified reference rows, the edition's facts. Not here: the definitions
themselves, which are reference data.
"""

from __future__ import annotations

from reports import swedish
from reports.content import Column, Edition, Facts, Note, Prose, Row, Section, Span, Table
from reports.picture import Picture
from reports.sections.indicators import indicators_in_force
from reports.tables import Tables
from reports.terms import REFERENCE_TABLES
from reports.values import Cell

BOOKKEEPING = frozenset({"valid_from", "valid_to", "source", "verified"})
MOST_DESCRIBED = 4


def method_section(picture: Picture) -> Section:
    """Metod."""
    unverified = unverified_table(picture.tables)
    rows = swedish.plural(len(unverified.rows), "rad", "rader")
    said = f"{rows} i referensdata är inte verifierade av uppdragsgivaren" if unverified.rows else ""
    return Section(
        name="metod",
        topic="Metod",
        heading="Metod",
        lead=f"Så är utgåvan gjord. {swedish.capitalised(said)}." if said else "Så är utgåvan gjord.",
        blocks=(
            edition_facts(picture.edition),
            Note(
                "Alla värden gäller de regioner som anges. Summor räknas på summor och medianer på alla väntande, "
                "aldrig på regionernas medelvärden. En region vars uppgift är äldre än uppgiftens största ålder "
                "räknas inte med. Nollor är räknade nollor; det som inte finns står som saknas."
            ),
            indicator_table(picture),
            unverified,
        ),
    )


def edition_facts(edition: Edition) -> Facts:
    """What identifies the edition, and what it was made of."""
    pairs: list[tuple[str, Prose]] = [
        ("Utgåva", f"{edition.edition_id}, version {edition.version}{' (preliminär)' if edition.preliminary else ''}"),
        ("Läget per", swedish.date_text(edition.as_of_date)),
    ]
    if edition.fixed_date:
        pairs.append(("Fastställd", swedish.date_text(edition.fixed_date)))
    if edition.correction_reason:
        pairs.append(("Rättad därför att", edition.correction_reason))
    if edition.run_id:
        pairs.append(("Körning", edition.run_id))
    pairs += [("Dataversion", edition.data_version), ("Programversion", edition.software_version)]
    pairs.append(("Diarienummer", edition.diarienummer or "inte angivet"))
    pairs.append(("Kontakt", contact_prose(edition.contact)))
    return Facts(tuple(pairs))


def contact_prose(contact: str | None) -> Prose:
    """The contact, as a link where it is an e-mail address."""
    if not contact:
        return "inte angiven"
    is_address = "@" in contact and " " not in contact
    return (Span(contact, "link", f"mailto:{contact}"),) if is_address else contact


def indicator_table(picture: Picture) -> Table:
    """The indicators in force with their definitions."""
    names = ("indicator_id", "version", "title", "population", "exclusions", "formula", "unit", "legal_source")
    titles = ("Id", "Version", "Indikator", "Population", "Undantag", "Formel", "Enhet", "Källa")
    rows = [
        Row({name: row[name] or "" for name in names}) for row in indicators_in_force(picture).iter_rows(named=True)
    ]
    return Table(
        name="indikatorer",
        caption="Indikatorer som gäller, med definitioner.",
        columns=tuple(Column(name, title) for name, title in zip(names, titles, strict=True)),
        rows=tuple(rows),
        is_behind=True,
        empty_text="Registret över indikatorer är tomt.",
    )


def unverified_table(tables: Tables) -> Table:
    """Every reference row that nobody has verified, by table."""
    rows = []
    for name in sorted(name for name in tables if name.startswith("reference.")):
        frame = tables[name]
        if "verified" not in frame.columns:
            continue
        title = REFERENCE_TABLES.get(name.removeprefix("reference."), name)
        for row in frame.iter_rows(named=True):
            if row["verified"] is False:
                described = [str(v) for key, v in row.items() if key not in BOOKKEEPING and v is not None]
                cells: dict[str, Cell] = {
                    "table": title,
                    "row": ", ".join(described[:MOST_DESCRIBED]),
                    "source": row.get("source") or "",
                }
                rows.append(Row(cells))
    return Table(
        name="inte_verifierat",
        caption="Referensdata som inte är verifierade.",
        columns=(Column("table", "Register"), Column("row", "Rad"), Column("source", "Källa")),
        rows=tuple(rows),
        is_behind=True,
        empty_text="Alla rader i referensdata är verifierade.",
    )
