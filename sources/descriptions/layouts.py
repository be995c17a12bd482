"""`layout.yaml`: how the sheets of a region's files are laid out, and which kinds are always whole.

Here: reading and checking the file. Not here: what a layout does (`sources/tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

from sources.contracts import CONTRACTS, NUMBER_TYPES, PERIOD_TYPES, columns_named
from sources.descriptions.entries import Entry, read_entry
from sources.descriptions.faults import Faults
from sources.descriptions.model import MOST_LEVELS, PLACEHOLDER, Layout, LeaveOut, Origin, RowMaker
from sources.descriptions.validity import check_validity

LAYOUT_KEYS = (
    "sheet", "file", "kind", "header_rows", "header_levels", "fill_down", "hidden_rows", "ignore_columns", "decimal",
    "year", "leave_out", "constants", "columns_to_rows", "valid_from", "valid_to", "note",
)  # fmt: skip
EXAMPLE = "kind: beds"
LEAVE_OUT_REASON = "enligt regionens beskrivning"


def read_layouts(path: Path, content: bytes, origin: Origin, faults: Faults) -> tuple[list[Layout], set[str] | None]:
    """The layouts of a file in their order, and the kinds that are always whole: None where it does not say."""
    top = read_entry(path, content, faults, example="layouts:")
    top.check_keys(("complete", "layouts"))
    layouts = [(one.place, _layout(one, origin)) for one in top.entries("layouts", "layout", example=EXAMPLE)]
    check_validity(
        [((layout.file, layout.sheet, layout.kind), layout.validity, place) for place, layout in layouts], path, faults
    )
    return [layout for _, layout in layouts], _complete(top)


def _complete(top: Entry) -> set[str] | None:
    if "complete" not in top.data:
        return None
    stated = top.texts("complete")
    if stated in {("true",), ("false",)}:
        return set(CONTRACTS) if stated == ("true",) else set()
    for kind in stated:
        if kind not in CONTRACTS:
            top.fault("unknown_kind", kind=kind, known=", ".join(CONTRACTS))
    return set(stated) & set(CONTRACTS)


def _layout(entry: Entry, origin: Origin) -> Layout:
    entry.check_keys(LAYOUT_KEYS)
    makers = tuple(_maker(one) for one in entry.entries("columns_to_rows", "post", example="take: {...}"))
    layout = Layout(
        sheet=entry.text("sheet"),
        file=entry.text("file"),
        kind=_kind(entry),
        header_rows=_header_rows(entry),
        header_levels=_levels(entry),
        fill_down=entry.texts("fill_down"),
        hidden_rows=cast("Literal['take', 'leave_out'] | None", entry.choice("hidden_rows", ("take", "leave_out"))),
        ignore_columns=entry.texts("ignore_columns"),
        decimal=entry.mapping("decimal", example='{available_count: ","}'),
        year=_year(entry),
        leave_out=tuple(
            _leave_out(one) for one in entry.entries("leave_out", "post", example='{column: "Enhet", value: "Länet"}')
        ),
        constants=entry.mapping("constants", example='{date: "2026-10-31"}'),
        columns_to_rows=makers,
        validity=entry.validity(),
        note=entry.text("note") or "",
        origin=origin,
    )
    _check(layout, entry)
    return layout


def _kind(entry: Entry) -> str | None:
    kind = entry.text("kind")
    if kind is not None and kind not in CONTRACTS:
        entry.fault("unknown_kind", kind=kind, known=", ".join(CONTRACTS))
        return None
    return kind


def _header_rows(entry: Entry) -> tuple[int, ...]:
    rows = entry.whole_numbers("header_rows")
    if list(rows) != sorted(set(rows)):
        entry.fault("rows_out_of_order", key="header_rows")
    return rows


def _levels(entry: Entry) -> int | None:
    levels = entry.whole_numbers("header_levels")
    if not levels:
        return None
    if len(levels) > 1 or levels[0] > MOST_LEVELS:
        entry.fault("levels")
        return None
    if "header_rows" in entry.data:
        entry.fault("both_header_keys")
    return levels[0]


def _year(entry: Entry) -> int | Literal["found"] | None:
    stated = entry.text("year")
    if stated in (None, "found"):
        return cast("Literal['found'] | None", stated)
    if not (stated.isdecimal() and len(stated) == len("2026")):
        entry.fault("not_a_year", key="year")
        return None
    return int(stated)


def _leave_out(entry: Entry) -> LeaveOut:
    entry.check_keys(("column", "value", "reason"))
    return LeaveOut(
        header=entry.text("column", needed=True) or "",
        value=entry.text("value", needed=True) or "",
        reason=entry.text("reason") or LEAVE_OUT_REASON,
    )


def _maker(entry: Entry) -> RowMaker:
    entry.check_keys(("set", "take", "without"))
    maker = RowMaker(
        set=entry.mapping("set", example="{bed_kind: somatic}"),
        take=entry.mapping("take", example='{occupied_count: "Belagda"}'),
        without=entry.texts("without"),
    )
    if not maker.take:
        entry.fault("empty_maker")
    return maker


def _check(layout: Layout, entry: Entry) -> None:
    """What the parts of a layout must be together, and that every column that it names exists."""
    for column in sorted({*layout.constants, *layout.decimal, *_made(layout.columns_to_rows)}):
        if not columns_named(column, layout.kind):
            entry.fault("unknown_column", owner=layout.kind or "Inget leveransslag", column=column)
    for column, sign in layout.decimal.items():
        if sign not in {",", "."}:
            entry.fault("not_a_choice", key=f"decimal, {column}", value=sign, known="”,” och ”.”")
        if not any(one.type in NUMBER_TYPES for one in columns_named(column, layout.kind)):
            entry.fault("not_a_number_column", column=column)
    _check_makers(layout, entry)


def _check_makers(layout: Layout, entry: Entry) -> None:
    made = _made(layout.columns_to_rows)
    if any(maker.columns != made for maker in layout.columns_to_rows):
        entry.fault("uneven_makers", columns=", ".join(sorted(made)))
    typed = {name: {one.type for one in columns_named(name, layout.kind)} for name in made}
    in_headers = {name for maker in layout.columns_to_rows for name in maker.placeholders}
    for header in (header for maker in layout.columns_to_rows for header in maker.take.values()):
        names = PLACEHOLDER.findall(header)
        if names and not PLACEHOLDER.sub("", header).strip() and not all(typed[n] <= PERIOD_TYPES for n in names):
            entry.fault("bare_placeholder", header=header, column=names[0])
    if layout.year is not None and not any(typed[name] & {"month", "week"} for name in in_headers):
        entry.fault("year_not_needed")


def _made(makers: Sequence[RowMaker]) -> frozenset[str]:
    return frozenset(name for maker in makers for name in maker.columns)
