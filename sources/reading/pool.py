"""Child processes in which files are opened, each with limits of time and memory.

A file that hangs, exhausts or kills its reader becomes a refusal of that file; the others go on.
Not here: what is done with a file; the pool runs any top-level function.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TooLate
from multiprocessing import get_context
from traceback import extract_tb
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from sources.reading.content import UnreadableFile
from sources.reading.refusals import REFUSALS

Item = TypeVar("Item")
Result = TypeVar("Result")

KILLED_FOR_MEMORY = frozenset({-6, -9, 134, 137})
"""Abort (how Rust ends when memory is refused) and the kill of an operating system that has none left."""


THREADS = "POLARS_MAX_THREADS"
"""Children inherit it: together they use the machine's cores once, and small files cost a sixth less."""


class ReaderDied(UnreadableFile):
    """The work on one file ended without a result; returned in its place, never raised.

    `rule`: `reader_time`, `reader_memory` or `reader_crash`. `detail`: the kind of error and the line of the program,
    for the log; never an error's own text, which may hold a value.
    """

    def __init__(self, rule: str, *, detail: str = "", seconds: float = 0.0) -> None:
        refusal = REFUSALS[rule]
        message = refusal.message.format(seconds=seconds)
        super().__init__(rule, message, refusal.how_to_mend, quarantine=refusal.quarantine)
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross from a child process to its parent with all fields."""
        return _rebuild, (self.rule, self.message, self.detail)


def trace_of(outcome: object) -> str:
    """What is to be logged of an outcome of the pool: nothing but of work that broke off."""
    return outcome.detail if isinstance(outcome, ReaderDied) else ""


def _rebuild(rule: str, message: str, detail: str) -> ReaderDied:
    died = ReaderDied(rule, detail=detail)
    died.message = message
    return died


class ReaderPool:
    """A warm pool of child processes, used as a context manager.

    Args:
        max_workers: number of children; 0 does the work in this process, without limits, for tests.
        memory_bytes: what a child may take beyond what it needs to start; not enforced on systems without
            `resource` (Windows) or that ignore it (macOS).
    """

    def __init__(self, max_workers: int = 2, memory_bytes: int | None = None) -> None:
        self._max_workers = max_workers
        self._memory_bytes = memory_bytes
        self._pool: ProcessPool | None = None
        self._threads_before: str | None = None

    def __enter__(self) -> "ReaderPool":
        if self._max_workers:
            self._threads_before = os.environ.get(THREADS)
            os.environ[THREADS] = str(max(1, (os.cpu_count() or 1) // self._max_workers))
            self._pool = ProcessPool(
                max_workers=self._max_workers,
                initializer=_prepare_child,
                initargs=(self._memory_bytes,),
                context=get_context("spawn"),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._pool = None
        os.environ.pop(THREADS)
        if self._threads_before is not None:
            os.environ[THREADS] = self._threads_before

    def run(
        self, function: Callable[[Item], Result], items: Iterable[Item], timeout: float
    ) -> Iterator[Result | UnreadableFile]:
        """Results of `function` for each item, in the order of the items.

        An `UnreadableFile` that the function raises is returned in the result's place; so is `ReaderDied` where the
        child took longer than `timeout` seconds, was killed, or failed in a way that nobody foresaw.

        Args:
            function: importable by its name; it and the items and results can be pickled.
            items: one per file.
            timeout: seconds for one item, counted from when a child begins with it.
        """
        if self._pool is None:
            for item in items:
                yield _attempt(function, item)
            return
        futures = [self._pool.schedule(_attempt, args=(function, item), timeout=timeout) for item in items]
        for future in futures:
            try:
                yield future.result()
            except TooLate:
                yield ReaderDied("reader_time", seconds=timeout)
            except ProcessExpired as expired:
                rule = "reader_memory" if expired.exitcode in KILLED_FOR_MEMORY else "reader_crash"
                yield ReaderDied(rule, detail=f"exit code {expired.exitcode}")


def _attempt(function: Callable[[Item], Result], item: Item) -> Result | UnreadableFile:
    """The function's result; whatever it raises becomes a value, so that no error text leaves the child."""
    try:
        return function(item)
    except UnreadableFile as refused:
        return refused
    except MemoryError:
        return ReaderDied("reader_memory")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a Rust panic is no Exception, and an error's text may hold values
        return ReaderDied("reader_crash", detail=_where(error))


def _where(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return f"{type(error).__name__}{place}"


def _prepare_child(memory_bytes: int | None) -> None:
    """Silence the child, since libraries print cell values when they warn; load what every file needs; set limits."""
    sink = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(sink, stream)
    os.close(sink)
    import sources.reading.files  # noqa: F401, PLC0415 - warm before the limit is measured from here

    if memory_bytes is not None:
        _limit_memory(memory_bytes)


def _limit_memory(memory_bytes: int) -> None:
    """Let the process's data grow by `memory_bytes` from now on.

    The limit is on data, not on address space: allocators and thread stacks reserve far more than they use.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    used = _data_bytes()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + memory_bytes
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _data_bytes() -> int:
    """What the process's data measures now, where the system tells (Linux); otherwise 0."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            sizes = {name: value for name, _, value in (line.partition(":") for line in status)}
    except OSError:
        return 0
    return int(sizes.get("VmData", "0 kB").split()[0]) * 1024
