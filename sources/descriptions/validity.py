"""Facts about one thing that follow each other in time: none may overlap, and no day between them may have none.

Here: finding overlaps and gaps. Not here: which version a delivery is read by (`sources/tables/versions.py`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from sources.descriptions.faults import Faults
from sources.descriptions.model import Validity

Dated = tuple[Hashable, Validity, str]
"""What a fact is about, when it holds, and its place in the file."""


def check_validity(facts: Iterable[Dated], path: Path, faults: Faults) -> None:
    """Notes every overlap and gap among facts of one file that are about the same thing."""
    by_subject: dict[Hashable, list[tuple[Validity, str]]] = {}
    for subject, validity, place in facts:
        by_subject.setdefault(subject, []).append((validity, place))
    for versions in by_subject.values():
        in_order = sorted(versions, key=lambda version: version[0].valid_from or date.min)
        for (earlier, other), (later, place) in pairwise(in_order):
            _check_pair((earlier, other), (later, place), path, faults)


def _check_pair(first: tuple[Validity, str], second: tuple[Validity, str], path: Path, faults: Faults) -> None:
    (earlier, other), (later, place) = first, second
    start, end = later.valid_from, earlier.valid_to
    if start is None or end is None or start <= end:
        faults.add("overlap", path, place, thing=place, other=other)
    elif start > end + timedelta(days=1):
        faults.add("gap", path, place, thing=place, start=start.isoformat(), end=end.isoformat())
