"""Time by stage: wall seconds, and processor seconds of all threads of this process.

Stages do not nest. Not here: what the stages are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Clock:
    """Adds up what each stage took."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a block as part of a stage."""
        wall, cpu = perf_counter(), process_time()
        try:
            yield
        finally:
            self.add(name, perf_counter() - wall, process_time() - cpu)

    def add(self, name: str, wall: float, cpu: float) -> None:
        """Adds seconds to a stage."""
        self.wall[name] = self.wall.get(name, 0.0) + wall
        self.cpu[name] = self.cpu.get(name, 0.0) + cpu

    def timed(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        """The function, its calls timed as part of a stage."""

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with self.stage(name):
                return function(*args, **kwargs)

        return call

    def clear(self) -> None:
        """Begins anew."""
        self.wall.clear()
        self.cpu.clear()
