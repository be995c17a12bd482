"""Running a contender: a home with a copy of the inbox, a process of its own, and its greatest memory.

Memory is the resident memory of the process and all its children at one moment, looked at every few milliseconds; pages
that several processes share are counted in each. Where the system has no /proc it is not told.
Not here: what the figures come to (`benchmarks/telling.py`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LOOK_EVERY_SECONDS = 0.02
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def run_contender(name: str, inbox: Path, home: Path) -> dict[str, Any]:
    """The figures of one run, with `peak_mb`; the home is left for whoever wants to look at the marts.

    Raises:
        RuntimeError: the contender failed; its own output tells why.
    """
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(inbox, home / "inbox")
    result = home / "figures.json"
    command = [sys.executable, "-m", "benchmarks.contender", name, str(home), str(result)]
    with subprocess.Popen(command) as process:
        peak = _watch(process)
    if process.returncode:
        raise RuntimeError(f"{name} ended with {process.returncode}.")
    figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return {**figures, "peak_mb": peak / 1e6 if peak else None}


def _watch(process: subprocess.Popen[bytes]) -> int:
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_resident_bytes(pid) for pid in _tree(process.pid)))
        time.sleep(LOOK_EVERY_SECONDS)
    return peak


def _tree(pid: int) -> list[int]:
    """The process and its descendants; empty where the system does not tell."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in children.read_text(encoding="ascii").split()]
            except OSError:
                continue
    return found


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0
