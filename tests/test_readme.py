"""The README is true: its commands are run, in order, and print what it says. `python tests/test_readme.py` renews."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONTENT = re.compile(r"(?<=T\d{6}-\d\d-)[0-9a-f]{8}")
"""The part of a delivery's id that follows from its bytes: a workbook is packed differently by another zlib."""
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
BEDS = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n" + "".join(
    f"2026-11-{day:02d};A;Somatik;20;{'tjugo' if day == 20 else day}\n" for day in range(1, 21)
)


def commands(text: str) -> list[tuple[str, str]]:
    """(command, what it prints) of every console block, in order."""
    found = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def run(command: str, folder: Path) -> str:
    """What a command prints in a folder of its own; progress, which goes to the error stream, is not shown."""
    places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": places, "COLUMNS": "160", "PYTHONWARNINGS": "ignore"}
    environment.pop("LAGESBILD_HOME", None)
    (folder / "beds.csv").write_text(BEDS, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout.replace(f"{folder}/", "")


@pytest.mark.slow
def test_every_command_prints_what_the_readme_says(tmp_path: Path) -> None:
    told = commands(README.read_text(encoding="utf-8"))
    assert len(told) >= 7
    for command, printed in told:
        assert CONTENT.sub("", run(command, tmp_path)) == CONTENT.sub("", printed), command


def test_the_readme_names_only_what_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    for name in re.findall(r"^(\w+)/ {2,}", text, flags=re.MULTILINE):
        assert (ROOT / name).is_dir(), name


def renew(folder: Path) -> None:
    """Writes what the commands print now into the README."""
    text = README.read_text(encoding="utf-8")
    for command, printed in commands(text):
        text = text.replace(f"$ {command}\n{printed}", f"$ {command}\n{run(command, folder)}", 1)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        renew(Path(name))
