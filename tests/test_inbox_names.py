"""What in the inbox is no ordinary file, or has a name that misleads, is left alone and named; nothing is followed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from delivering import Take, receipt_of
from hiding import as_csv

from pipelines.cli import run_command
from sources import inbox
from sources.inbox import open_delivered
from sources.places import Places

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these names and files cannot be made on Windows")


def put(places: Places, name: str | bytes, text: str = "") -> Path:
    path = places.inbox / "12_skane" / os.fsdecode(name)
    path.write_text(text or as_csv())
    return path


MISLEADING: list[str | bytes] = [
    "fil\u202exslx.csv",
    "fil\u2066.csv",
    "rad\nbrytning.csv",
    "klocka\x07.csv",
    "skärm\x1b[2J.csv",
    *([] if sys.platform == "darwin" else [b"fil\xff.csv"]),
]


def test_names_that_mislead_are_left_and_shown_without_their_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = Places(tmp_path / "home")
    (places.inbox / "12_skane").mkdir(parents=True)
    paths = [put(places, name) for name in MISLEADING]
    monkeypatch.setenv("LAGESBILD_WORKERS", "0")
    monkeypatch.setenv("LAGESBILD_SETTLE_SECONDS", "0")
    for more in ([], ["--json"]):
        assert run_command(["ingest", "--home", str(places.home), "--today", "2026-11-22", *more]) == 1
        told = capsys.readouterr()
        assert told.out.count(inbox.LEFT_NAME) == len(paths)
        assert not set("\u202e\u2066\x07\x1b\udcff") & set(told.out + told.err)
    assert all(path.exists() for path in paths)


def test_a_name_that_is_too_long_for_what_is_made_of_the_file_is_left(places: Places, take: Take) -> None:
    longest = put(places, "å" * 98 + ".csv")
    too_long = put(places, "å" * 99 + ".csv")
    done = take()
    assert [(one.path, one.reason, one.held_up) for one in done.left_alone] == [(too_long, inbox.LEFT_LONG_NAME, True)]
    assert receipt_of(done, longest.name)["verdict"] == "accepted"


def test_links_and_pipes_are_never_opened(places: Places, take: Take, tmp_path: Path) -> None:
    secret = tmp_path / "hemligt.csv"
    secret.write_text(as_csv())
    folder = places.inbox / "12_skane"
    (folder / "länk.csv").symlink_to(secret)
    (folder / "mapp").symlink_to(tmp_path, target_is_directory=True)
    (folder / "bruten.csv").symlink_to(tmp_path / "finns inte")
    os.mkfifo(folder / "rör.csv")
    done = take()
    assert done.taken == ()
    assert {(one.path.name, one.reason) for one in done.left_alone} == {
        ("länk.csv", inbox.LEFT_LINK),
        ("mapp", inbox.LEFT_LINK),
        ("bruten.csv", inbox.LEFT_LINK),
        ("rör.csv", inbox.LEFT_SPECIAL),
    }
    assert secret.exists()


@pytest.mark.parametrize("becomes", ["link", "pipe"])
def test_a_file_that_becomes_something_else_before_it_is_read_is_not_followed(tmp_path: Path, becomes: str) -> None:
    path = tmp_path / "fil.csv"
    if becomes == "link":
        (tmp_path / "mål").write_text("x")
        path.symlink_to(tmp_path / "mål")
    else:
        os.mkfifo(path)
    with pytest.raises(OSError, match=r".+"):
        open_delivered(path)


def test_names_that_differ_only_by_case_are_two_deliveries(places: Places, take: Take) -> None:
    put(places, "Platser.csv")
    put(places, "platser.CSV", as_csv("2026-11-20;SE-12-1;Somatik;28;27;"))
    if len(list((places.inbox / "12_skane").iterdir())) == 1:
        pytest.skip("this file system does not tell them apart")
    done = take()
    assert sorted(one.delivery.file_name for one in done.taken) == ["Platser.csv", "platser.CSV"]
    assert len({one.receipt.parent for one in done.taken}) == 2


@pytest.mark.parametrize(
    "name", ["..fil.csv", "...csv", "-rf.csv", "CON.csv", "fil .csv", "$(id).csv", "a;b|c.csv", "%2e%2e.csv"]
)
def test_odd_names_are_only_names(places: Places, take: Take, name: str) -> None:
    put(places, name)
    done = take()
    outside = [path for path in places.home.parent.iterdir() if path != places.home]
    assert outside == []
    if name.startswith("."):
        assert [one.reason for one in done.left_alone] == [inbox.LEFT_TEMPORARY]
    else:
        assert receipt_of(done, name)["verdict"] == "accepted"
