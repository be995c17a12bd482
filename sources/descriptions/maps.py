"""`headers.csv` and `values.csv`: what a region's headers and words mean.

A line whose first field begins with `#` is a comment; semicolons are taken too, as Swedish Excel writes them.
Here: reading and checking both files. Not here: matching headers (`sources/tables/headers.py`), reading cells
(`sources/mapping.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.contracts import CONTRACTS, Column, columns_named
from sources.descriptions.faults import Faults
from sources.descriptions.model import IGNORED, HeaderLine, Origin, Validity, ValueLine
from sources.descriptions.validity import check_validity
from sources.values import fold

HEADER_HEADS = ("kind", "header", "column")
VALUE_HEADS = ("column", "value", "code")
OPTIONAL_HEADS = ("note", "valid_from", "valid_to")
COMMENT = "#"
CodesOf = Callable[[Column], frozenset[str] | None]
"""The values that a column can have, None where any will do."""


@dataclass(frozen=True)
class _Line:
    """One line of a map as trimmed fields, with its place."""

    fields: Mapping[str, str]
    path: Path
    place: str
    faults: Faults

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def fault(self, rule: str, **parts: object) -> None:
        self.faults.add(rule, self.path, self.place, **parts)

    def validity(self) -> Validity:
        first, last = (self._day(key) for key in ("valid_from", "valid_to"))
        validity = Validity.between(first, last)
        if validity is None:
            self.fault("backwards")
        return validity or Validity()

    def _day(self, key: str) -> date | None:
        try:
            return date.fromisoformat(self[key]) if self[key] else None
        except ValueError:
            self.fault("not_a_day", key=key)
            return None


def read_headers(path: Path, content: bytes, origin: Origin, faults: Faults) -> list[HeaderLine]:
    """The lines of `headers.csv` in their order."""
    found = []
    for line in _lines(path, content, HEADER_HEADS, faults):
        kind, column = line["kind"], line["column"]
        if kind and kind not in CONTRACTS:
            line.fault("unknown_kind", kind=kind, known=", ".join(CONTRACTS))
        elif not line["header"] or not column:
            line.fault("empty_field", column="column" if line["header"] else "header")
        elif column != IGNORED and not columns_named(column, kind or None):
            line.fault("unknown_column", owner=kind or "Inget leveransslag", column=column)
        else:
            read = HeaderLine(kind, line["header"], column, line["note"], line.validity(), origin)
            found.append((line.place, read))
    _check_once(
        [((one.kind, fold(one.header)), one.header, one.column, one.validity, at) for at, one in found], path, faults
    )
    return [line for _, line in found]


def read_values(path: Path, content: bytes, origin: Origin, codes_of: CodesOf, faults: Faults) -> list[ValueLine]:
    """The lines of `values.csv` in their order."""
    found = []
    for line in _lines(path, content, VALUE_HEADS, faults):
        column, code = line["column"], line["code"]
        columns = columns_named(column, None)
        known = [codes_of(one) for one in columns]
        if not columns:
            line.fault("unknown_column", owner="Inget leveransslag", column=column)
        elif not line["value"]:
            line.fault("empty_field", column="value")
        elif code and not any(codes is None or code in codes for codes in known):
            listed = sorted({one for codes in known if codes is not None for one in codes})
            line.fault("unknown_code", column=column, code=code, known=", ".join(listed))
        else:
            read = ValueLine(column, line["value"], code, line["note"], line.validity(), origin)
            found.append((line.place, read))
    _check_once(
        [((one.column, fold(one.word)), one.word, one.code, one.validity, at) for at, one in found], path, faults
    )
    return [line for _, line in found]


def _lines(path: Path, content: bytes, heads: Sequence[str], faults: Faults) -> Iterator[_Line]:
    """The lines that say something. Nothing is read of a file whose first line is not right."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.add("not_utf8", path)
        return
    first = text.partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    columns: list[str] = []
    for place, trimmed in _records(path, text, sign, faults):
        if not columns:
            columns = trimmed
            if not _heads_are_right(columns, heads, path, place, faults):
                return
        elif len([*trimmed]) > len(columns) and any(trimmed[len(columns) :]):
            faults.add("fields", path, place, found=len(trimmed), wanted=len(columns), sign=sign)
        else:
            yield _Line(dict(zip(columns, trimmed, strict=False)), path, place, faults)
    if not columns:
        _heads_are_right([], heads, path, "rad 1", faults)


def _records(path: Path, text: str, sign: str, faults: Faults) -> Iterator[tuple[str, list[str]]]:
    """The trimmed fields of each record that is neither empty nor a comment, with its place; none after a record whose
    quotes do not fit together.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error:
            faults.add("not_csv", path, f"rad {first}")
            return
        if fields is None:
            return
        trimmed = [one.strip() for one in fields]
        if any(trimmed) and not trimmed[0].startswith(COMMENT):
            yield f"rad {reader.line_num}", trimmed


def _heads_are_right(columns: Sequence[str], heads: Sequence[str], path: Path, place: str, faults: Faults) -> bool:
    wanted = ",".join((*heads, *OPTIONAL_HEADS[:1]))
    for head in heads:
        if head not in columns:
            faults.add("column_line_missing", path, place, column=head, heads=wanted)
            return False
    known = (*heads, *OPTIONAL_HEADS)
    for column in columns:
        if column and column not in known:
            faults.add("unknown_key", path, place, key=column, known=", ".join(known))
    return True


def _check_once(lines: Sequence[tuple[tuple[str, str], str, str, Validity, str]], path: Path, faults: Faults) -> None:
    """One word means one thing on one day. The same line twice does no harm."""
    distinct: dict[tuple[tuple[str, str], str, Validity], str] = {}
    first_meaning: dict[tuple[tuple[str, str], Validity], str] = {}
    for subject, word, meaning, validity, place in lines:
        earlier = first_meaning.setdefault((subject, validity), meaning)
        if earlier != meaning:
            faults.add("said_twice", path, place, word=word, first=earlier, second=meaning)
        else:
            distinct.setdefault((subject, meaning, validity), place)
    check_validity([(subject, validity, place) for (subject, _, validity), place in distinct.items()], path, faults)
