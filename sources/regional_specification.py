"""Everything that is known of one region's files, in plain Swedish: as Markdown and as data.

Here: layouts, headers, words and corrections, each with its validity and where it comes from.
Not here: the kinds themselves (`sources/specification.py`), reading the folder (`sources/descriptions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.contracts import CONTRACTS, columns_named
from sources.corrections import LastUse
from sources.descriptions import IGNORED, Correction, Description, Layout, Origin, RowMaker, Validity
from sources.findings import listed

ORIGINS: Mapping[Origin, str] = {"shipped": "följer med programmet", "local": "egen"}
STATUSES = {"open": "anmäld", "confirmed": "bekräftad av regionen", "mended": "rättad i källan, används inte längre"}
HIDDEN_ROWS = {"take": "dolda rader läses", "leave_out": "dolda rader utelämnas"}
NOTHING_KNOWN = (
    "Ingenting särskilt är känt om regionens filer. De läses med de rubriker och ord som specifikationen visar "
    "(`lagesbild describe`). Skicka en fil till `lagesbild map FIL --region {code}` för att få ett förslag."
)


@dataclass(frozen=True)
class RegionFacts:
    """A region, its description, the folder of the home's own additions, and what has become of its corrections."""

    code: str
    name: str
    folder: str
    description: Description
    local: Path
    last_uses: Mapping[str, LastUse]


def describe_region(facts: RegionFacts) -> str:
    """What is known, as Markdown."""
    told = facts.description
    own = f" Egna tillägg: `{facts.local}`." if facts.local.is_dir() else ""
    head = f"Regionens mapp: `{facts.folder}`. Beskrivning `{told.hash}`.{own}"
    lines = [f"# {facts.name}: så läses filerna", "", head]
    sections = [
        *_section("Filer som alltid är hela", list(_complete(told))),
        *_section("Layouter", [line for number, one in enumerate(told.layouts, 1) for line in _layout(number, one)]),
        *_section("Rubriker", list(_headers(told))),
        *_section("Ord", list(_words(told))),
        *_section("Rättelser", [line for one in told.corrections for line in _correction(one, facts.last_uses)]),
    ]
    return "\n".join([*lines, *(sections or ["", NOTHING_KNOWN.format(code=facts.code)])]) + "\n"


def describe_region_as_data(facts: RegionFacts) -> dict[str, Any]:
    """The same as a mapping, for other programs."""
    told = facts.description
    return {
        "region_code": facts.code,
        "region_name": facts.name,
        "folder": facts.folder,
        "description_hash": told.hash,
        "complete": sorted(told.complete),
        "layouts": [_layout_as_data(one) for one in told.layouts],
        "headers": [
            {"kind": one.kind or None, "header": one.header, "column": one.column, "note": one.note, **_dated(one)}
            for one in told.header_lines
        ],
        "values": [
            {"column": one.column, "value": one.word, "code": one.code, "note": one.note, **_dated(one)}
            for one in told.value_lines
        ],
        "corrections": [_correction_as_data(one, facts.last_uses) for one in told.corrections],
    }


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _complete(told: Description) -> Iterator[str]:
    for kind in sorted(told.complete):
        yield f"- {CONTRACTS[kind].title}: enheter som inte finns i filen tas bort för samma period."


def _layout(number: int, one: Layout) -> Iterator[str]:
    where = " i ".join(
        text
        for text in (f"bladet ”{one.sheet}”" if one.sheet else "", f"filer som ”{one.file}”" if one.file else "")
        if text
    )
    yield f"### {number}. {where[:1].upper()}{where[1:]}" if where else f"### {number}. Alla blad"
    yield ""
    yield f"- Gäller {_when(one.validity)} ({ORIGINS[one.origin]})."
    yield from (f"- {line}" for line in (*_reading(one), *_passing_over(one)))
    if one.note:
        yield f"- Anmärkning: {one.note}"
    yield ""


def _reading(one: Layout) -> Iterator[str]:
    """How the cells are read."""
    if one.kind:
        yield f"Bladet är {CONTRACTS[one.kind].title} (`{one.kind}`)."
    if one.header_rows:
        yield f"Rubriken står på rad {listed(str(row) for row in one.header_rows)}."
    if one.header_levels:
        yield f"Rubriken är {one.header_levels} rader hög."
    for column, value in one.constants.items():
        yield f"{_title(column, one.kind)} är alltid ”{value}”."
    for maker in one.columns_to_rows:
        yield _maker(maker, one.kind)
    if one.year is not None:
        yield f"Året i rubrikerna är {one.year}." if one.year != "found" else "Året i rubrikerna står i filen."
    for header in one.fill_down:
        yield f"Under ”{header}” gäller texten tills nästa."
    for column, sign in one.decimal.items():
        yield f"Decimaltecknet i {_title(column, one.kind)} är ”{sign}”."


def _passing_over(one: Layout) -> Iterator[str]:
    """What is not read."""
    for left in one.leave_out:
        yield f"Rader med ”{left.value}” under ”{left.header}” utelämnas: {left.reason}."
    for pattern in one.ignore_columns:
        yield f"Kolumner med rubriken ”{pattern}” läses inte."
    if one.hidden_rows:
        yield f"{HIDDEN_ROWS[one.hidden_rows].capitalize()}."


def _maker(maker: RowMaker, kind: str | None) -> str:
    taken = listed(f"{_title(column, kind)} ur ”{header}”" for column, header in maker.take.items())
    fixed = [f"{_title(column, kind)} är ”{value}”" for column, value in maker.set.items()]
    fixed += [f"{_title(column, kind)} står i rubriken" for column in maker.placeholders]
    without = f", utom {listed(f'”{text}”' for text in maker.without)}" if maker.without else ""
    return f"En rad görs av {taken}{', där ' if fixed else ''}{listed(fixed)}{without}."


def _headers(told: Description) -> Iterator[str]:
    if told.header_lines:
        yield "| Slag | Rubrik | Betyder | Gäller | Anmärkning |"
        yield "|---|---|---|---|---|"
    for one in told.header_lines:
        kind = CONTRACTS[one.kind].title if one.kind else "alla"
        meaning = "läses inte" if one.column == IGNORED else f"{_title(one.column, one.kind)} (`{one.column}`)"
        yield _row(kind, one.header, meaning, f"{_when(one.validity)}; {ORIGINS[one.origin]}", one.note)


def _words(told: Description) -> Iterator[str]:
    if told.value_lines:
        yield "| Kolumn | Ord | Betyder | Gäller | Anmärkning |"
        yield "|---|---|---|---|---|"
    for one in told.value_lines:
        meaning = f"`{one.code}`" if one.code else "uppgift saknas"
        yield _row(
            _title(one.column, None), one.word, meaning, f"{_when(one.validity)}; {ORIGINS[one.origin]}", one.note
        )


def _correction(one: Correction, uses: Mapping[str, LastUse]) -> Iterator[str]:
    chosen = listed(f"{_title(column, one.kind)} är ”{text}”" for column, text in one.where.items())
    wrong, right = (f"”{text}”" if text else "ingenting" for text in (one.expect, one.replace))
    yield f"### {one.name} ({STATUSES[one.status]})"
    yield ""
    yield f"- Gäller {_when(one.validity)} ({ORIGINS[one.origin]})."
    yield (
        f"- I {CONTRACTS[one.kind].title} står {wrong} under {_title(one.column, one.kind)}"
        f"{f', där {chosen}' if chosen else ''}. Det rätta är {right}."
    )
    yield f"- Skälet: {one.reason.rstrip('.')}. Anmäld {one.reported_date} av {one.reporter}."
    places = [f"filer som ”{one.file}”" if one.file else "", f"bladet ”{one.sheet}”" if one.sheet else ""]
    if any(places):
        yield f"- Bara i {listed(place for place in places if place)}."
    yield f"- {_last_use(uses.get(one.name))}"
    yield ""


def _last_use(use: LastUse | None) -> str:
    if use is None:
        return "Ingen leverans har haft de rader som den gäller."
    if not use.is_needed:
        return f"Behövs inte längre sedan leveransen {use.delivery_id}: ta bort den."
    if not use.used_count:
        return (
            f"Användes inte i leveransen {use.delivery_id}, för en annan rättelse gäller samma celler: ta bort den ena."
        )
    cells = "1 cell" if use.used_count == 1 else f"{use.used_count} celler"
    return f"Användes senast i leveransen {use.delivery_id}, i {cells}."


def _when(validity: Validity) -> str:
    start = f"från {validity.valid_from}" if validity.valid_from else ""
    end = f"till och med {validity.valid_to}" if validity.valid_to else ""
    return " ".join(part for part in (start, end) if part) or "alltid"


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _title(column: str, kind: str | None) -> str:
    return next((one.title for one in columns_named(column, kind)), column)


def _dated(one: Any) -> dict[str, Any]:
    validity: Validity = one.validity
    return {"valid_from": validity.valid_from, "valid_to": validity.valid_to, "origin": one.origin}


def _layout_as_data(one: Layout) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "file": one.file,
        "kind": one.kind,
        "header_rows": list(one.header_rows),
        "header_levels": one.header_levels,
        "fill_down": list(one.fill_down),
        "hidden_rows": one.hidden_rows,
        "ignore_columns": list(one.ignore_columns),
        "decimal": dict(one.decimal),
        "year": one.year,
        "leave_out": [{"column": left.header, "value": left.value, "reason": left.reason} for left in one.leave_out],
        "constants": dict(one.constants),
        "columns_to_rows": [
            {"set": dict(maker.set), "take": dict(maker.take), "without": list(maker.without)}
            for maker in one.columns_to_rows
        ],
        "note": one.note,
        **_dated(one),
    }


def _correction_as_data(one: Correction, uses: Mapping[str, LastUse]) -> dict[str, Any]:
    use = uses.get(one.name)
    return {
        **{name: getattr(one, name) for name in ("name", "kind", "file", "sheet", "column", "expect", "replace")},
        **{name: getattr(one, name) for name in ("reason", "reporter", "reported_date", "status")},
        "where": dict(one.where),
        **_dated(one),
        "last_delivery_id": use.delivery_id if use else None,
        "last_used_count": use.used_count if use else None,
        "is_needed": use.is_needed if use else None,
    }
