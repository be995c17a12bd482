"""Runs whose process has died: they are told as failed, or they would keep the writers' pool and every later run wait.

A run of the command line holds a lock of its own while it lives. The other runs are the daemon's: while no daemon
serves the home, and nobody writes in it, none of them is alive. Not here: who may write (`pipelines/locking.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.locking import WRITERS_LOCK, only_writer, try_lock

ALIVE = "alive"
DAEMON_LOCK = ".daemon.lock"
UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
DIED = "Processen som körde den har avbrutits. Nästa körning tar vid där den slutade."


@contextmanager
def alive(instance_folder: Path, run_id: str) -> Iterator[None]:
    """Tells that a run is alive, for the block; however the process ends, the operating system lets go of the lock."""
    lock = instance_folder / ALIVE / run_id
    lock.parent.mkdir(exist_ok=True)
    with only_writer(lock, patience_seconds=0.0):
        try:
            yield
        finally:
            lock.unlink()


def end_dead_runs(instance: dg.DagsterInstance, instance_folder: Path, *, is_served: bool | None = None) -> list[str]:
    """Ends the runs whose process has died, and gives their ids. `is_served`: a daemon is at work; None finds out."""
    ended, living = [], set[str]()
    for lock in (instance_folder / ALIVE).glob("*"):
        with _locked(lock) as is_free:
            if is_free:
                lock.unlink(missing_ok=True)
                ended.append(lock.name)
            else:
                living.add(lock.name)
    with _locked(instance_folder / DAEMON_LOCK) as is_free, _locked(instance_folder.parent / WRITERS_LOCK) as is_quiet:
        if is_quiet and (is_served is False or (is_served is None and is_free)):
            under_way = instance.get_runs(filters=dg.RunsFilter(statuses=UNDER_WAY))
            ended += [run.run_id for run in under_way if run.run_id not in living]
        return [run_id for run_id in dict.fromkeys(ended) if _end(instance, run_id)]


def _end(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Ends a run that has not ended; a process may die before its run is there."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.is_finished:
        return False
    instance.report_run_failed(run, DIED)
    instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return True


@contextmanager
def _locked(lock: Path) -> Iterator[bool]:
    """Whether nobody holds the lock; then it is held for the block. One that is not there is free."""
    try:
        handle = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        yield True
        return
    try:
        yield try_lock(handle)
    finally:
        os.close(handle)
