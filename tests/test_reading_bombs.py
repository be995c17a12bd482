"""Files made to exhaust a reader end in a refusal that names its reason, or cost no more than others of their size."""

from __future__ import annotations

from pathlib import Path

import pytest
from bombs import BOMBS, HARMLESS

from sources.reading import Limits, ReaderPool, UnreadableFile, read_file
from sources.screening import find_identity_numbers

REFUSED = {
    "unpacks_too_large", "overlapping_parts", "too_many_parts", "entity_declaration", "too_many_cells",
    "too_many_items", "packed_files", "damaged_workbook",
}  # fmt: skip
SECONDS = 60.0


def read_and_screen(path: Path) -> int:
    content = read_file(path, Limits())
    find_identity_numbers(content.sheets, content.metadata_texts, path.name)
    return len(content.sheets)


@pytest.fixture(scope="module")
def one_reader() -> ReaderPool:
    """A child process as large as those of the product are allowed to be."""
    return ReaderPool(max_workers=1, memory_bytes=Limits().memory_bytes)


def outcomes(pool: ReaderPool, folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    paths = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / str(number) / name.split("|")[1]
        path.parent.mkdir()
        path.write_bytes(content)
        paths.append(path)
    with pool as warm:
        results = list(warm.run(read_and_screen, paths, timeout=SECONDS))
    told = (one.rule if isinstance(one, UnreadableFile) else "read" for one in results)
    return dict(zip(files, told, strict=True))


@pytest.mark.slow
def test_bombs_end_in_their_own_refusals(one_reader: ReaderPool, tmp_path: Path) -> None:
    """Not for time or memory: each is seen before it is lit."""
    found = outcomes(one_reader, tmp_path, {f"{what}|{name}": make() for what, (name, make) in BOMBS.items()})
    assert {what: rule for what, rule in found.items() if rule not in REFUSED} == {}


@pytest.mark.slow
def test_what_only_looks_like_a_bomb_is_read_or_damaged(one_reader: ReaderPool, tmp_path: Path) -> None:
    found = outcomes(one_reader, tmp_path, {f"{what}|{name}": make() for what, (name, make) in HARMLESS.items()})
    expected = {"read", "damaged_workbook", "no_cells"}
    assert {what: rule for what, rule in found.items() if rule not in expected} == {}
