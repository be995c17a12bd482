"""The value of an identity number is nowhere after a run: not in the home, not on the screen, not in an argument."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hiding import DIGITS, PERSON, as_csv, hidden_in_texts, hidden_in_workbooks, workbook

from pipelines.cli import run_command

SECRETS = tuple(
    spelled
    for text in (PERSON, DIGITS, PERSON[2:], DIGITS[2:])
    for spelled in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
)
ARGUMENTS: list[str] = []
"""What processes were started with while `LISTENING` is true; an audit hook cannot be taken away again."""
LISTENING = [False]


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if LISTENING[0] and event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"}:
        ARGUMENTS.append(repr(arguments))


def files() -> dict[str, bytes]:
    """File name to bytes: every place, and names with the number in them, also of files that cannot be read."""
    workbooks, texts = list(hidden_in_workbooks().values()), list(hidden_in_texts().values())
    named = {
        f"lista {PERSON}.csv": as_csv().encode(),
        f"lista_{DIGITS}.xlsx": workbook(),
        f"{PERSON}.pdf": b"%PDF-1.7",
        f"makro {PERSON}.xlsm": workbook(parts={"xl/vbaProject.bin": PERSON.encode()}),
        f"halv {PERSON}.xlsx": workbook()[:900],
        f"~$lista {PERSON}.xlsx": b"x",
        f"mapp {PERSON}/fil.csv": as_csv(f"2026-11-20;SE-12-1;Somatik;28;27;{PERSON}").encode(),
        "halv.xlsx": workbook(lambda _, sheet: sheet.append([PERSON]))[:-30],
        "hel.csv": as_csv().encode(),
    }
    numbered = {f"bok {number}.xlsx": content for number, content in enumerate(workbooks)}
    return named | numbered | {f"text {number}.csv": content for number, content in enumerate(texts)}


@pytest.mark.slow
def test_the_value_is_nowhere_after_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGESBILD_WORKERS", "1")
    monkeypatch.setenv("LAGESBILD_SETTLE_SECONDS", "0")
    home = tmp_path / "home"
    for name, content in files().items():
        path = home / "inbox" / "12_skane" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.addaudithook(_listen)
    ARGUMENTS.clear()
    LISTENING[0] = True
    try:
        code = run_command(["run", "--home", str(home), "--today", "2026-11-22", "--debug"])
    finally:
        LISTENING[0] = False
    told = capfd.readouterr()
    assert code == 1, told.err[-3000:]
    verdicts = [json.loads(path.read_text())["verdict"] for path in home.glob("outbox/*/*/kvitto.json")]
    assert (len(verdicts), verdicts.count("accepted")) == (len(files()) - 1, 1)
    assert [path.name for path in (home / "inbox").rglob("*") if path.is_file()] == [f"~$lista {PERSON}.xlsx"]
    for shown in (told.out, told.err, *ARGUMENTS):
        assert not any(secret.decode("latin-1") in shown for secret in SECRETS)
    kept = [path for path in home.rglob("*") if home / "inbox" not in path.parents]
    assert not [str(path) for path in kept if PERSON in path.name or DIGITS in path.name]
    holding = [path for path in kept if path.is_file() and any(secret in path.read_bytes() for secret in SECRETS)]
    assert holding == []
