"""A file that hangs, exhausts or kills its reader costs itself and nothing else."""

import os
import sys
import time
from pathlib import Path

import pytest

from sources.reading import ReaderDied, ReaderPool, UnreadableFile
from sources.reading.refusals import refuse


def work(what: str) -> str:
    """The top-level function that the children run."""
    if what == "hang":
        time.sleep(60)
    if what == "die":
        os._exit(3)
    if what == "greedy":
        return str(len(bytearray(3_000_000_000)))
    if what == "refuse":
        raise refuse("empty_file")
    if what == "fail":
        raise ValueError("19121212-1212")
    if what == "talk":
        print("19121212-1212")
        print("19121212-1212", file=sys.stderr)
    return what


def outcome(result: str | UnreadableFile) -> str:
    return result if isinstance(result, str) else result.rule


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is only limited on Linux")
def test_bad_items_end_in_their_own_reason_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)]))
    items = ["one", "hang", "die", "greedy", "refuse", "fail", "talk", "two"]
    with ReaderPool(2, memory_bytes=1_000_000_000) as pool:
        results = list(pool.run(work, items, timeout=4))
    assert [outcome(result) for result in results] == [
        "one",
        "reader_time",
        "reader_crash",
        "reader_memory",
        "empty_file",
        "reader_crash",
        "talk",
        "two",
    ]
    said = capfd.readouterr()
    assert "19121212-1212" not in said.out + said.err + "".join(map(str, results))


def test_without_children_the_work_is_done_here() -> None:
    with ReaderPool(0) as pool:
        results = list(pool.run(work, ["one", "refuse", "fail"], timeout=1))
    assert [outcome(result) for result in results] == ["one", "empty_file", "reader_crash"]
    failed = results[2]
    assert isinstance(failed, ReaderDied)
    assert failed.detail.startswith("ValueError at test_reading_pool.py:")
    assert "19121212" not in failed.detail
