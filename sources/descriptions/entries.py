"""YAML of a description as entries whose keys are asked for one by one; what is not of the right form is a told fault.

Every scalar is text as it stands in the file: `no` is not false, `0.10` keeps its zero and `2026-10-31` is asked for as
a day. Not here: which keys there are and what they mean (`layouts.py`, `corrections.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sources.descriptions.faults import Faults
from sources.descriptions.model import Validity

LONGEST_ROW = len("1048576")
"""The digits of the last row of a sheet."""


class _KeyTwiceError(yaml.YAMLError):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


class _KeyNotTextError(yaml.YAMLError):
    def __init__(self, line: int) -> None:
        super().__init__("key")
        self.line = line


class _TextLoader(yaml.BaseLoader):
    """Every scalar as text. A key that is a mapping or a list is a fault, as `{{Blad}}` makes one; so is a key that
    stands twice in one mapping, where YAML would take the last.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _KeyNotTextError(key.start_mark.line + 1)
            if key.value in seen:
                raise _KeyTwiceError(str(key.value), key.start_mark.line + 1)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


@dataclass(frozen=True)
class Entry:
    """One mapping of a file. Every getter gives something usable and notes a fault where the text is not right."""

    data: Mapping[str, Any]
    path: Path
    place: str
    faults: Faults

    def fault(self, rule: str, **parts: object) -> None:
        """Notes a fault at this entry's place."""
        self.faults.add(rule, self.path, self.place, **parts)

    def check_keys(self, known: Collection[str]) -> None:
        """Notes every key that means nothing here."""
        for key in self.data:
            if key not in known:
                self.fault("unknown_key", key=key, known=", ".join(known))

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """The text of a key, None where it is missing or of another form. An empty text counts as given."""
        value = self.data.get(key)
        if value is None and needed:
            self.fault("key_missing", key=key)
        if value is not None and not isinstance(value, str):
            self.fault("not_text", key=key)
            return None
        return value

    def choice(self, key: str, known: Collection[str], *, needed: bool = False) -> str | None:
        """One of the known words, or None."""
        value = self.text(key, needed=needed)
        if value is not None and value not in known:
            self.fault("not_a_choice", key=key, value=value, known=", ".join(known))
            return None
        return value

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A day, or None."""
        value = self.text(key, needed=needed)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault("not_a_day", key=key)
            return None

    def validity(self) -> Validity:
        """`valid_from` and `valid_to`."""
        first, last = self.day("valid_from"), self.day("valid_to")
        validity = Validity.between(first, last)
        if validity is None:
            self.fault("backwards")
        return validity or Validity()

    def whole_numbers(self, key: str) -> tuple[int, ...]:
        """Whole numbers from 1; one alone needs no list."""
        value = self.data.get(key)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if not all(isinstance(one, str) and _is_row(one) for one in listed):
            self.fault("not_rows", key=key)
            return ()
        return tuple(int(one) for one in listed)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one alone needs no list."""
        value = self.data.get(key)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if not all(isinstance(one, str) for one in listed):
            self.fault("not_list", key=key)
            return ()
        return tuple(listed)

    def mapping(self, key: str, *, example: str) -> dict[str, str]:
        """Keys to texts."""
        value = self.data.get(key)
        if value in (None, ""):
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            self.fault("not_keys", example=example)
            return {}
        return {str(name): str(text) for name, text in value.items()}

    def entries(self, key: str, name: str, *, example: str) -> list[Entry]:
        """The entries of a list, each with its own place such as `layout 2`."""
        value = self.data.get(key)
        if value in (None, ""):
            return []
        if not isinstance(value, list):
            self.fault("not_list", key=key)
            return []
        found = []
        for number, one in enumerate(value, start=1):
            place = ", ".join(part for part in (self.place, f"{name} {number}") if part)
            if isinstance(one, dict):
                found.append(Entry(one, self.path, place, self.faults))
            else:
                self.faults.add("not_keys", self.path, place, example=example)
        return found


def _is_row(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_ROW and int(text) > 0


def read_entry(path: Path, content: bytes, faults: Faults, *, example: str) -> Entry:
    """The file's outermost mapping; an empty one where the file is empty or cannot be read."""
    data: Any = {}
    try:
        data = yaml.load(content.decode("utf-8-sig"), _TextLoader) or {}  # noqa: S506 - a loader of text alone
    except UnicodeDecodeError:
        faults.add("not_utf8", path)
    except _KeyTwiceError as error:
        faults.add("key_twice", path, f"rad {error.line}", key=error.key)
    except _KeyNotTextError as error:
        faults.add("key_not_text", path, f"rad {error.line}")
    except RecursionError:
        faults.add("not_yaml", path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.add("not_yaml", path, f"rad {mark.line + 1}" if mark is not None else "")
    if not isinstance(data, dict):
        faults.add("not_keys", path, example=example)
        data = {}
    return Entry(data, path, "", faults)
