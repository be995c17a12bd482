"""Dagster's web page and its daemon for a home, as two child processes on 127.0.0.1 that stop together.

Here: starting, watching and stopping them. Not here: what they show (`pipelines/definitions.py`). Two daemons on one
instance would start every run twice, so a lock lets only one in.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from pipelines.dead_runs import DAEMON_LOCK, end_dead_runs
from pipelines.locking import BusyHomeError, only_writer
from pipelines.runs import deploy_file, open_instance, prepare_instance
from pipelines.settings import Settings
from pipelines.workplace import open_workplace

STOP_SECONDS = 20.0
LOOK_SECONDS = 0.5
HOST = "127.0.0.1"


def serve(settings: Settings) -> int:
    """Runs both until a signal comes or one of them ends; gives 0 when it was asked to stop, else 3.

    Raises:
        BusyHomeError: the home is served already.
        HomeError: the home cannot be used.
    """
    workplace = open_workplace(settings, make=True)
    folder = prepare_instance(workplace.places.home)
    try:
        with only_writer(folder / DAEMON_LOCK, patience_seconds=0.0):
            with open_instance(folder) as instance:
                end_dead_runs(instance, folder, is_served=False)
            return _serve(folder, workplace.places.home, settings)
    except BusyHomeError:
        raise BusyHomeError(f"`lagesbild ui` kör redan för {workplace.places.home}. Avsluta den först.") from None


def _serve(folder: Path, home: Path, settings: Settings) -> int:
    environment = {**os.environ, "DAGSTER_HOME": str(folder), "LAGESBILD_HOME": str(home)}
    stop = _Stop()
    children = [_start(command, environment) for command in commands(settings.port)]
    print(f"Dagster: http://{HOST}:{settings.port}  (avsluta med Ctrl+C)", flush=True)  # noqa: T201
    try:
        while not stop.asked and all(child.poll() is None for child in children):
            time.sleep(LOOK_SECONDS)
    finally:
        _stop_all(children)
    return 0 if stop.asked else 3


def commands(port: int) -> list[list[str]]:
    """What is started: the web server and the daemon, over the one code location."""
    workspace = ["-w", str(deploy_file("workspace.yaml"))]
    return [
        [sys.executable, "-m", "dagster_webserver", "-h", HOST, "-p", str(port), *workspace],
        [sys.executable, "-m", "dagster._daemon", "run", *workspace],
    ]


class _Stop:
    """Remembers that a signal asked to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Starts a child in a group of its own, so that Ctrl+C reaches it once and through us."""
    return subprocess.Popen(command, env=dict(environment), start_new_session=os.name != "nt")  # noqa: S603 - our own


def _stop_all(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal(child, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGTERM)
    for child in children:
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            _kill(child)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if child.poll() is None:
        child.send_signal(number)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Ends a child and what it started."""
    if os.name == "nt":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
