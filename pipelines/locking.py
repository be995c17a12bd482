"""One writer at a time in a home, over all processes: the command line, the Dagster daemon and its runs.

Here: the lock. The operating system lets go of it when a process dies, so that nothing has to be cleaned up.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITERS_LOCK = ".lock"
PAUSE_SECONDS = 0.2


class BusyHomeError(Exception):
    """Someone else kept writing for too long; the text says so in Swedish."""


@contextmanager
def only_writer(lock: Path, *, patience_seconds: float = 600.0) -> Iterator[None]:
    """Waits until nobody else holds the lock file and keeps it for the block.

    Raises:
        BusyHomeError: it was not free within the patience.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for(handle, lock, time.monotonic() + patience_seconds)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, lock: Path, deadline: float) -> None:
    while not try_lock(handle):
        if time.monotonic() >= deadline:
            raise BusyHomeError(f"En annan körning arbetar i {lock.parent}. Vänta tills den är klar och försök igen.")
        time.sleep(PAUSE_SECONDS)


def try_lock(handle: int) -> bool:
    """Takes the lock on an open file if it is free; it is held until the file is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
