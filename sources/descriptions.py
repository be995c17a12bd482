"""A region's description: how its own exports are laid out and what its words mean, as data.

Here: loading and checking `layout.yaml`, `headers.csv` and `values.csv` of a region, shipped (`sources/regions/`) or
local (`<home>/regions/`, which adds and wins). Not here: applying them (`sources/tables.py`, `sources/headers.py`,
`sources/mapping.py`). The format is described in `sources/regions/README.md`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sources.contracts import CONTRACTS
from sources.values import fold

SHIPPED = Path(str(files("sources"))) / "regions"
IGNORED = "-"


class DescriptionError(Exception):
    """A description is not right; the text names file, place and remedy, in Swedish."""


@dataclass(frozen=True)
class LeaveOut:
    """Rows whose cell under `header` holds `value` are left out, for `reason`."""

    header: str
    value: str
    reason: str


@dataclass(frozen=True)
class RowMaker:
    """One output row per source row: `take` names the header of each column, `set` gives constants."""

    set: Mapping[str, str]
    take: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """How one sheet is laid out. Patterns are compared without regard to case."""

    sheet: str | None = None
    file: str | None = None
    kind: str | None = None
    header_rows: tuple[int, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    columns_to_rows: tuple[RowMaker, ...] = ()

    def is_for(self, *, file_name: str, sheet: str) -> bool:
        """Whether this layout speaks of that sheet of that file."""
        return all(
            pattern is None or fnmatch(name.casefold(), pattern.casefold())
            for pattern, name in ((self.file, file_name), (self.sheet, sheet))
        )


@dataclass(frozen=True)
class Description:
    """Everything that is known of a region's files. `hash` changes when anything in it does."""

    layouts: tuple[Layout, ...] = ()
    headers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    hash: str = ""

    def layout_for(self, *, file_name: str, sheet: str) -> Layout:
        """The first layout that speaks of the sheet, or the empty one: look for the header."""
        return next((one for one in self.layouts if one.is_for(file_name=file_name, sheet=sheet)), Layout())

    def column_for(self, kind: str, header: str) -> str | None:
        """The column that the region's own header means in this kind; `-` is read and ignored on purpose."""
        folded = fold(header)
        return self.headers.get((kind, folded)) or self.headers.get(("", folded))

    def codes_for(self, column: str) -> Mapping[str, str]:
        """The region's own words for a column: folded word to value, '' for missing."""
        return {word: value for (name, word), value in self.values.items() if name == column}


def load_description(folder: str, local: Path | None) -> Description:
    """The description of a region folder such as `12_skane`: shipped, with the local one over it.

    Raises:
        DescriptionError: a file is not right; all its faults are told at once.
    """
    places = [place / folder for place in (local, SHIPPED) if place is not None]
    layouts: list[Layout] = []
    complete: set[str] = set()
    headers: dict[tuple[str, str], str] = {}
    values: dict[tuple[str, str], str] = {}
    digest = hashlib.sha256()
    for place in places:
        if (place / "layout.yaml").exists():
            found, whole = _read_layouts(place / "layout.yaml", digest)
            layouts += found
            complete |= whole
        for key, value in _read_map(place / "headers.csv", ("kind", "header"), "column", digest).items():
            headers.setdefault(key, value)
        for key, value in _read_map(place / "values.csv", ("column", "value"), "code", digest).items():
            values.setdefault(key, value)
    _check_headers(headers, places)
    return Description(tuple(layouts), headers, values, frozenset(complete), digest.hexdigest()[:16])


def _read_layouts(path: Path, digest: Any) -> tuple[list[Layout], set[str]]:
    text = path.read_bytes()
    digest.update(text)
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise DescriptionError(f"{path} går inte att läsa som YAML: {error}") from error
    faults: list[str] = []
    if not isinstance(content, dict):
        raise DescriptionError(f"{path}: filen ska börja med nycklar som layouts: och complete:.")
    if not isinstance(content.get("layouts") or [], list):
        raise DescriptionError(f"{path}: layouts ska vara en lista, med ett streck framför varje layout.")
    faults += [f"okänd nyckel ”{key}”" for key in content if key not in {"complete", "layouts"}]
    layouts = [_layout(entry, number, faults) for number, entry in enumerate(content.get("layouts") or [], start=1)]
    stated = content.get("complete") or []
    named = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else [str(stated)]
    whole = set(CONTRACTS) if stated is True else {str(kind) for kind in named}
    faults += [f"complete: ”{kind}” är inget leveransslag" for kind in sorted(whole - set(CONTRACTS))]
    if faults:
        raise DescriptionError(f"{path}: " + "; ".join(faults) + ".")
    return layouts, whole


_LAYOUT_KEYS = {"sheet", "file", "kind", "header_rows", "leave_out", "constants", "columns_to_rows"}


def _layout(entry: Any, number: int, faults: list[str]) -> Layout:
    try:
        return _read_layout(entry, number, faults)
    except (AttributeError, KeyError, TypeError, ValueError):
        faults.append(f"layout {number} har inte den form som beskrivs i sources/regions/README.md")
        return Layout()


def _read_layout(entry: Any, number: int, faults: list[str]) -> Layout:
    if not isinstance(entry, dict):
        faults.append(f"layout {number} ska bestå av nycklar")
        return Layout()
    faults += [f"layout {number}: okänd nyckel ”{key}”" for key in entry if key not in _LAYOUT_KEYS]
    kind = entry.get("kind")
    if kind is not None and kind not in CONTRACTS:
        faults.append(f"layout {number}: kind ”{kind}” finns inte")
    rows = entry.get("header_rows") or ()
    if not all(isinstance(row, int) and row > 0 for row in rows):
        faults.append(f"layout {number}: header_rows ska vara radnummer från 1")
    makers = tuple(
        RowMaker(_texts(maker.get("set")), _texts(maker.get("take"))) for maker in entry.get("columns_to_rows") or ()
    )
    constants = _texts(entry.get("constants"))
    if kind is not None and kind in CONTRACTS:
        named = {*constants, *(name for maker in makers for name in (*maker.set, *maker.take))}
        faults += [
            f"layout {number}: {kind} har ingen kolumn ”{n}”" for n in sorted(named - set(CONTRACTS[kind].by_name))
        ]
    return Layout(
        sheet=entry.get("sheet"),
        file=entry.get("file"),
        kind=kind,
        header_rows=tuple(rows),
        leave_out=tuple(
            LeaveOut(str(one["column"]), str(one["value"]), str(one.get("reason", "Utelämnas enligt beskrivningen")))
            for one in entry.get("leave_out") or ()
        ),
        constants=constants,
        columns_to_rows=makers,
    )


def _texts(mapping: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in (mapping or {}).items()}


def _read_map(path: Path, keys: tuple[str, str], value: str, digest: Any) -> dict[tuple[str, str], str]:
    """A map file: (first key, folded second key) to value."""
    if not path.exists():
        return {}
    content = path.read_bytes()
    digest.update(content)
    try:
        reader = csv.DictReader(content.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise DescriptionError(f"{path} är inte sparad som UTF-8. Spara om filen som CSV UTF-8.") from error
    missing = [name for name in (*keys, value) if name not in (reader.fieldnames or ())]
    if missing:
        raise DescriptionError(
            f"{path}: kolumnen {missing[0]} saknas. Första raden ska vara {keys[0]},{keys[1]},{value},note."
        )
    return {((row[keys[0]] or "").strip(), fold(row[keys[1]] or "")): (row[value] or "").strip() for row in reader}


def _check_headers(headers: Mapping[tuple[str, str], str], places: Iterable[Path]) -> None:
    known = {column for contract in CONTRACTS.values() for column in contract.by_name}
    faults = [
        f"”{header}” pekar på kolumnen ”{column}”, som inte finns"
        for (kind, header), column in headers.items()
        if column != IGNORED and column not in (CONTRACTS[kind].by_name if kind in CONTRACTS else known)
    ]
    faults += [f"”{kind}” är inget leveransslag" for kind, _ in headers if kind and kind not in CONTRACTS]
    if faults:
        where = next(
            (str(place / "headers.csv") for place in places if (place / "headers.csv").exists()), "headers.csv"
        )
        raise DescriptionError(f"{where}: " + "; ".join(faults) + ".")
