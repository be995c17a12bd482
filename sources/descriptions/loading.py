"""A region's folder to its description: the shipped files with the home's own over them.

Here: which files there are, their order, the hash. Not here: what stands in each of them (one module each).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from sources.contracts import Column
from sources.descriptions.corrections import read_corrections
from sources.descriptions.faults import Faults
from sources.descriptions.layouts import read_layouts
from sources.descriptions.maps import read_headers, read_values
from sources.descriptions.model import Correction, Description, HeaderLine, Layout, Origin, ValueLine
from sources.reference_data import Reference
from sources.screening import mask_identity_numbers

SHIPPED = Path(str(files("sources"))) / "regions"
LAYOUT, HEADERS, VALUES, CORRECTIONS = "layout.yaml", "headers.csv", "values.csv", "corrections.yaml"
FILE_NAMES = (LAYOUT, HEADERS, VALUES, CORRECTIONS)
PROPOSAL = ".forslag"
"""What a file that awaits a person has in its name; it is not read."""


@dataclass
class _Found:
    """What has been read so far, in the order in which it wins."""

    layouts: list[Layout] = field(default_factory=list)
    header_lines: list[HeaderLine] = field(default_factory=list)
    value_lines: list[ValueLine] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    complete: set[str] | None = None


@dataclass(frozen=True)
class _Reading:
    """What faults are noted in, and what words are checked by."""

    faults: Faults
    reference: Reference | None

    def codes_of(self, column: Column) -> frozenset[str] | None:
        """The values that a column can have, None where any will do or where nothing is known of them."""
        if column.type == "code":
            return frozenset(column.codes)
        if self.reference is None:
            return None
        if column.type == "region":
            return frozenset({"00", *self.reference.frame("regions")["region_code"]})
        if column.type in {"group", "groups"}:
            return frozenset(self.reference.frame("diagnosis_groups")["diagnosis_group"])
        return None


def load_description(folder: str, local: Path | None, reference: Reference | None = None) -> Description:
    """The description of a region folder such as `12_skane`: shipped, with the local one over it.

    What a local file says is found first, and so wins; `complete` in a local file and a local correction of a shipped
    one's name take their place.

    Args:
        folder: the region's folder name.
        local: the home's `regions/`, where it has one.
        reference: what the words for regions and diagnosis groups are checked by; without it they are not.

    Raises:
        DescriptionError: a file is not right; all faults are told at once.
    """
    found, faults, digest = _Found(), Faults(), hashlib.sha256()
    reading = _Reading(faults, reference)
    for origin, path in _files_of(folder, local, faults):
        try:
            content = path.read_bytes()
        except OSError:
            faults.add("not_opened", path)
            continue
        digest.update(f"{origin} {path.name} {len(content)}\n".encode())
        digest.update(content)
        _screen(path, content, faults)
        _read(path, content, origin, found, reading)
    faults.tell()
    return Description(
        layouts=tuple(found.layouts),
        header_lines=tuple(found.header_lines),
        value_lines=tuple(found.value_lines),
        corrections=tuple({one.name: one for one in reversed(found.corrections)}.values())[::-1],
        complete=frozenset(found.complete or ()),
        hash=digest.hexdigest()[:16],
    )


def _files_of(folder: str, local: Path | None, faults: Faults) -> Iterator[tuple[Origin, Path]]:
    """The files that are there, local before shipped; one with a name that means nothing is a fault, not a silence."""
    places: list[tuple[Origin, Path]] = [("shipped", SHIPPED / folder)]
    if local is not None:
        places.insert(0, ("local", local / folder))
    for origin, place in places:
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            if path.suffix.lower() in {".yaml", ".yml", ".csv"} and not _is_read_or_waits(path.name):
                faults.add("unknown_file", path, known=", ".join(FILE_NAMES))
        yield from ((origin, place / name) for name in FILE_NAMES if (place / name).is_file())


def _is_read_or_waits(name: str) -> bool:
    return name in FILE_NAMES or PROPOSAL in name or name.startswith((".", "~"))


def _screen(path: Path, content: bytes, faults: Faults) -> None:
    """No description names a person."""
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        if mask_identity_numbers(line) != line:
            faults.add("identity_number", path, f"rad {number}")


def _read(path: Path, content: bytes, origin: Origin, found: _Found, reading: _Reading) -> None:
    faults = reading.faults
    if path.name == LAYOUT:
        layouts, complete = read_layouts(path, content, origin, faults)
        found.layouts += layouts
        found.complete = complete if found.complete is None else found.complete
    elif path.name == HEADERS:
        found.header_lines += read_headers(path, content, origin, faults)
    elif path.name == VALUES:
        found.value_lines += read_values(path, content, origin, reading.codes_of, faults)
    else:
        found.corrections += read_corrections(path, content, origin, faults)
