"""Every mess of real regional files has a fixture and a stated behaviour; `docs/messes.md` is made from them.

python tests/test_messes.py      renews the table
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from delivering import NOW, Take, receipt_of
from messes import Mess
from messes_files import FILES
from messes_layout import LAYOUT
from messes_meaning import MEANING
from messes_values import VALUES

from sources.places import Places
from sources.reading import content, delimited
from sources.reading.content import MANY_ROWS

MESSES = (*FILES, *VALUES, *LAYOUT, *MEANING)
TABLE = Path(__file__).parent.parent / "docs" / "messes.md"
VERDICTS = {"": "left in the inbox", "accepted_with_remarks": "accepted, with remarks"}


@pytest.mark.parametrize("many_rows", [MANY_ROWS, 0], ids=["few rows", "as in many rows"])
@pytest.mark.parametrize("mess", [pytest.param(mess, id=mess.name) for mess in MESSES])
def test_a_mess_ends_as_it_is_stated(
    mess: Mess, many_rows: int, places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reader in (content, delimited):  # the texts of many rows are kept as categories
        monkeypatch.setattr(reader, "MANY_ROWS", many_rows)
    if mess.layout:
        layout = places.regions / "12_skane" / "layout.yaml"
        layout.parent.mkdir(parents=True)
        layout.write_text(mess.layout, encoding="utf-8")
    for number, files in enumerate(mess.rounds):
        for name, sent in files.items():
            (places.inbox / "12_skane" / name).write_bytes(sent)
        done = take(now=NOW + timedelta(hours=number))
    first = next(iter(mess.rounds[-1]))
    if mess.left_alone:
        assert [left.path.name for left in done.left_alone] == [first]
        return
    receipt = receipt_of(done, first)
    found = [finding["rule"] for finding in receipt["findings"]]
    assert (receipt["verdict"], found) == (mess.verdict, found)
    assert set(mess.rules) <= set(found)
    if mess.verdict == "accepted" and len(mess.rounds) == 1:
        assert found == []
    if mess.accepted is not None:
        assert sum(sheet["accepted_count"] for sheet in receipt["sheets"]) == mess.accepted
    assert mess.note in " ".join(receipt["notes"])
    if mess.values:
        taken = next(one for one in done.taken if one.delivery.file_name == first)
        rows = pl.read_parquet(next((taken.delivery.folder_path / "rows").glob("*.parquet")))
        assert {name: rows[name].to_list() for name in mess.values} == dict(mess.values)


def test_every_mess_of_the_list_is_here() -> None:
    assert {number for mess in MESSES for number in mess.numbers} == set(range(1, 83))


def test_the_table_is_what_the_tests_say() -> None:
    assert TABLE.read_text(encoding="utf-8") == make_table()


def make_table() -> str:
    """`docs/messes.md`."""
    head = (
        "# How real files are messy, and what becomes of them\n\n"
        "Made from the fixtures of `tests/test_messes.py`, each of which is delivered there. The rules in the last "
        "column are what the receipt says.\n\n| | mess | what we do | verdict | told |\n|---|---|---|---|---|\n"
    )
    rows = sorted(MESSES, key=lambda mess: mess.numbers[0])
    return head + "".join(_row(mess) for mess in rows)


def _row(mess: Mess) -> str:
    verdict = VERDICTS.get(mess.verdict, mess.verdict)
    told = ", ".join(f"`{rule}`" for rule in mess.rules)
    numbers = ", ".join(map(str, mess.numbers))
    what = mess.what.replace("|", "\\|")
    return f"| {numbers} | {what} | {mess.behaviour} | {verdict} | {told} |\n"


if __name__ == "__main__":
    TABLE.write_text(make_table(), encoding="utf-8")
    sys.exit(0)
