"""The child processes that read files, started before they are needed: they import while the command does.

Here: starting them early. Not here: what they do (`sources/reading/pool.py`). Nothing heavy is imported at the top,
since the children import this module too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from sources.reading import ReaderPool

WARM_SECONDS = 120.0


@contextmanager
def reader_pool(settings: Settings) -> Iterator[ReaderPool]:
    """The pool of the settings; warmed in the background where files wait in the inbox."""
    from sources.reading import ReaderPool  # noqa: PLC0415 - see the head

    workers = readers_wanted(settings)
    with ReaderPool(max_workers=workers, memory_bytes=settings.file_memory_bytes) as pool:
        warming = None
        if workers and _waiting_files(settings, 1):
            warming = Thread(target=_warm, args=(pool, workers), daemon=True)
            warming.start()
        try:
            yield pool
        finally:
            if warming is not None:
                warming.join(WARM_SECONDS)


def readers_wanted(settings: Settings) -> int:
    """As many as the settings say, but no more than files wait: a single file gets all cores and no idle neighbour."""
    return min(settings.workers, max(1, _waiting_files(settings, settings.workers)))


def _waiting_files(settings: Settings, most: int) -> int:
    files = (path for path in (settings.home / "inbox").rglob("*") if path.is_file())
    return sum(1 for _ in islice(files, most))


def prepare_reader(_number: int) -> None:
    """Imports in a child what examining a file needs."""
    import_module("sources.examining")


def _warm(pool: ReaderPool, workers: int) -> None:
    for _ in pool.run(prepare_reader, range(workers), timeout=WARM_SECONDS):
        pass
