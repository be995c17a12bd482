"""Two looks at the inbox: which regions have files that stand still, and what was seen, as a cursor.

Pure: the looks are told, nothing is read here. Not here: Dagster (`pipelines/sensors.py`), looking
(`sources/inbox.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sources.inbox import InboxFile

RETRY_SECONDS = 600.0


@dataclass(frozen=True)
class Seen:
    """What is known of a waiting file: its size and time at the last look, and when a run was asked for it."""

    size: int
    modified_ns: int
    asked_at: float | None = None


def read_cursor(text: str | None) -> dict[str, Seen]:
    """The cursor of the last look, by a hash of each file's path; an empty or foreign one is no looks at all."""
    try:
        content = json.loads(text or "{}")
        return {path: Seen(**facts) for path, facts in content.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def write_cursor(seen: Mapping[str, Seen]) -> str:
    """The cursor for the next look."""
    return json.dumps({path: asdict(facts) for path, facts in sorted(seen.items())})


def compare_looks(
    before: Mapping[str, Seen], waiting: Iterable[InboxFile], *, now: float
) -> tuple[frozenset[str], dict[str, Seen]]:
    """The folders to ask a run for, and what to remember.

    A file counts when two looks saw it with the same size and time. One that was asked for and still lies there is
    asked for again after ten minutes: starts are at least once, taking in is idempotent.
    """
    ready: set[str] = set()
    seen: dict[str, Seen] = {}
    for file in waiting:
        key = _key(file)
        last = before.get(key)
        now_seen = Seen(file.size, file.modified_ns)
        if last is not None and (last.size, last.modified_ns) == (file.size, file.modified_ns):
            due = last.asked_at is None or now - last.asked_at >= RETRY_SECONDS
            now_seen = Seen(file.size, file.modified_ns, now if due else last.asked_at)
            if due:
                ready.add(file.folder)
        seen[key] = now_seen
    return frozenset(ready), seen


def _key(file: InboxFile) -> str:
    """The file by a hash, since the cursor is kept with Dagster's ticks and a name may hold an identity number."""
    return hashlib.sha256(str(file.path).encode("utf-8", "surrogateescape")).hexdigest()[:32]
