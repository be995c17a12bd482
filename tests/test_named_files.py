"""Every file and folder of the program that a docstring or a text names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("sources", "assets", "reports", "pipelines", "tests", "benchmarks", "docs")
TEXTS = sorted(
    path for folder in FOLDERS for ending in ("py", "md", "sql", "j2") for path in (ROOT / folder).rglob(f"*.{ending}")
)
NAMED = re.compile(rf"`((?:{'|'.join(FOLDERS)})(?:/[\w.-]+)+/?|[\w/]+\.(?:py|sql|j2))`")


@pytest.mark.parametrize("text", TEXTS, ids=[str(path.relative_to(ROOT)) for path in TEXTS])
def test_what_is_named_is_there(text: Path) -> None:
    named = set(NAMED.findall(text.read_text(encoding="utf-8")))
    assert [one for one in named if not any((folder / one).exists() for folder in (text.parent, ROOT))] == []
