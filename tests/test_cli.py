"""The command line: what each command does, its exit code, and one Swedish sentence for every wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest
from home_files import BEDS, IDENTITY_NUMBER, NO_BEDS_COLUMN, drop, drop_good_deliveries

from pipelines.cli import run_command
from pipelines.locking import BusyHomeError, only_writer
from pipelines.runs import prepare_instance
from pipelines.user_interface import commands

DAY = ["--today", "2026-11-22"]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_WORKERS", "0")
    monkeypatch.setenv("LAGESBILD_SETTLE_SECONDS", "0")
    monkeypatch.delenv("LAGESBILD_TODAY", raising=False)
    monkeypatch.delenv("LAGESBILD_HOME", raising=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which everything was accepted and published."""
    home = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAGESBILD_WORKERS", "0")
        patch.setenv("LAGESBILD_SETTLE_SECONDS", "0")
        drop_good_deliveries(home, "12_skane", "14_vastra_gotaland")
        assert run_command(["run", "--home", str(home), "--all-reports", *DAY]) == 0
    return home


def test_run_takes_in_and_publishes(home: Path) -> None:
    assert not [path for path in (home / "inbox").rglob("*") if path.is_file()]
    assert len(list((home / "outbox").glob("*/*/kvitto.html"))) == 8
    assert (home / "internal/lagesbild/2026-v47/lagesbild.pdf").read_bytes().startswith(b"%PDF")
    assert (home / "internal/patientflyttar/2026/index.html").exists()
    assert (home / "published/data/beds.csv").exists()
    front = (home / "internal/index.html").read_text(encoding="utf-8")
    assert "lagesbild/2026-v47/index.html" in front
    assert "patientflyttar/2026/index.html" in front
    assert (home / "internal/senaste/index.html").exists()
    assert (home / "published/index.html").exists()
    with duckdb.connect(str(home / "warehouse/lagesbild.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT as_of_date::VARCHAR FROM mart.picture").fetchall() == [("2026-11-22",)]


def test_run_says_where_to_look(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "--home", str(home), *DAY]) == 0
    out = capsys.readouterr().out
    assert "Inga nya filer väntade i inkorgen." in out
    assert f"Utgåva:    {home / 'internal/lagesbild/2026-v47/index.html'}" in out
    assert f"Publikt:   {home / 'published/index.html'}" in out


def test_bad_deliveries_give_exit_code_1_and_their_receipts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drop(tmp_path, "12_skane", "platser.csv", BEDS)
    drop(tmp_path, "14_vastra_gotaland", "platser.csv", NO_BEDS_COLUMN)
    drop(tmp_path, "20_dalarna", "platser.csv", IDENTITY_NUMBER)
    drop(tmp_path, "99_okand", "platser.csv", BEDS)
    assert run_command(["ingest", "--home", str(tmp_path), "--json", *DAY]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {one["region_code"]: one["verdict"] for one in told["deliveries"]} == {
        "12": "accepted", "14": "returned", "20": "quarantined",
    }  # fmt: skip
    assert "19121212" not in json.dumps(told)
    assert [Path(left["path"]).parent.name for left in told["left_alone"]] == ["99_okand"]
    assert all(Path(one["receipt"]).exists() for one in told["deliveries"])


def test_only_the_regions_asked_for_are_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("12_skane", "14_vastra_gotaland", "20_dalarna"):
        drop(tmp_path, folder, "platser.csv", BEDS)
    assert run_command(["ingest", "--home", str(tmp_path), "--region", "12", "--region", "20", *DAY]) == 0
    assert "2 filer togs emot" in capsys.readouterr().out
    assert [path.parent.name for path in (tmp_path / "inbox").rglob("*.csv")] == ["14_vastra_gotaland"]


def test_picture_of_the_past_lies_in_a_folder_of_its_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = (home / "internal/lagesbild/2026-v47/index.html").read_bytes()
    assert run_command(["publish", "--home", str(home), "--as-of", "2026-11-10", *DAY]) == 0
    past = home / "as-of/2026-11-10"
    assert (past / "internal/lagesbild/2026-v46/index.html").exists()
    with duckdb.connect(str(past / "warehouse/lagesbild.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT built_from_deliveries_count FROM mart.picture").fetchall() == [(0,)]
    assert (home / "internal/lagesbild/2026-v47/index.html").read_bytes() == edition
    assert str(past) in capsys.readouterr().out


def test_publish_makes_the_week_asked_for(home: Path) -> None:
    assert run_command(["publish", "lagesbild", "--week", "2026-v46", "--home", str(home), *DAY]) == 0
    assert (home / "internal/lagesbild/2026-v46/lagesbild.xlsx").exists()


def test_withdraw_takes_a_delivery_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drop(tmp_path, "12_skane", "platser.csv", BEDS)
    run_command(["ingest", "--home", str(tmp_path), *DAY])
    [delivery] = [path.parent.name for path in (tmp_path / "archive").glob("*/*/delivery.json")]
    capsys.readouterr()
    assert run_command(["withdraw", delivery, "--why", "fel dag", "--home", str(tmp_path), *DAY]) == 0
    assert "återtagen" in capsys.readouterr().out
    assert run_command(["withdraw", delivery, "--why", "igen", "--home", str(tmp_path), *DAY]) == 3
    assert "redan återtagen" in capsys.readouterr().err
    assert run_command(["withdraw", "20200101T000000-00000000", "--why", "x", "--home", str(tmp_path)]) == 3
    assert "finns inte i arkivet" in capsys.readouterr().err


def test_check_says_what_the_receipt_would_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "none"
    good, bad = (drop(tmp_path, "12_skane", name, text) for name, text in (("a.csv", BEDS), ("b.csv", NO_BEDS_COLUMN)))
    assert run_command(["check", str(good), "--region", "12", "--home", str(home), *DAY]) == 0
    assert "Godkänd" in capsys.readouterr().out
    assert run_command(["check", str(bad), "--region", "12", "--home", str(home), "--json", *DAY]) == 1
    receipt = json.loads(capsys.readouterr().out)
    assert receipt["verdict"] == "returned"
    assert any("Disponibla" in finding["message"] for finding in receipt["findings"])
    assert good.exists()
    assert not home.exists()


def test_template_and_describe(tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    path = tmp_path / "mall.xlsx"
    assert run_command(["template", "beds", "-o", str(path), "--region", "12"]) == 0
    assert str(path) in capsys.readouterr().out
    workbook = openpyxl.load_workbook(path)
    assert "Disponibla" in [cell.value for cell in next(workbook.worksheets[0].iter_rows())]
    assert run_command(["describe", "beds"]) == 0
    assert capsys.readouterr().out.startswith("# Vårdplatser")
    assert run_command(["describe", "--json"]) == 0
    kinds = json.loads(capsys.readouterr().out)
    assert "waiting_list" in [kind["kind"] for kind in kinds]


def test_status_tells_who_has_delivered(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["status", "--home", str(home), "--json", *DAY]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["deliveries_count"] == 8
    states = {(row["region_code"], row["kind"]): row["status"] for row in told["deliveries"]}
    assert states["01", "beds"] == "missing"
    assert states["12", "beds"] == "delivered"
    assert run_command(["status", "--home", str(home), *DAY]) == 0
    assert "12 Skåne\t" in capsys.readouterr().out


def test_demo_fills_an_empty_inbox_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path)]
    assert run_command(["demo", "--scale", "0.02", "--if-empty", *home, *DAY]) == 0
    assert "påhittade" in capsys.readouterr().out
    assert run_command(["demo", "--scale", "0.02", "--if-empty", *home, *DAY]) == 0
    assert "Det finns redan leveranser" in capsys.readouterr().out


WRONG_USE = {
    "unknown option": (["run", "--hom", "x"], "--hom"),
    "unknown command": (["springa"], "springa"),
    "missing argument": (["check"], "FILE"),
    "missing why": (["withdraw", "x"], "--why"),
    "too many arguments": (["status", "extra"], "fler uppgifter"),
    "no number": (["demo", "--scale", "stor"], "--scale"),
    "scale of zero": (["demo", "--scale", "0"], "--scale"),
    "no date": (["run", "--today", "igår"], "--today"),
    "no as-of date": (["run", "--as-of", "2026-13-01"], "--as-of"),
    "negative settle": (["run", "--settle=-1"], "--settle"),
    "unknown region": (["ingest", "--home", "{home}", "--region", "99"], "12 skane"),
    "unknown region of a file": (["check", "{file}", "--region", "77"], "Region 77 finns inte"),
    "unknown kind": (["template", "sängar"], "waiting_list"),
    "unknown report": (["publish", "veckoblad", "--home", "{home}"], "lagesbild, patientflyttar"),
    "no week": (["publish", "--week", "47", "--home", "{home}"], "2026-W47"),
    "week to come": (["publish", "--week", "2026-W50", "--home", "{home}", *DAY], "inte börjat"),
    "year to come": (["publish", "--year", "2031", "--home", "{home}", *DAY], "inte börjat"),
    "as-of in the future": (["refresh", "--as-of", "2027-01-01", "--home", "{home}", *DAY], "efter idag"),
}


@pytest.mark.parametrize("name", WRONG_USE)
def test_wrong_use_is_one_swedish_sentence_and_exit_code_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, expected = WRONG_USE[name]
    (tmp_path / "home").mkdir()
    file = tmp_path / "fil.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    filled = [one.format(home=tmp_path / "home", file=file) for one in arguments]
    assert run_command(filled) == 2
    told = capsys.readouterr()
    assert expected in told.err
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert told.out == ""


@pytest.mark.parametrize("command", ["refresh", "publish", "status"])
def test_missing_home_is_said_with_exit_code_3(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([command, "--home", str(tmp_path / "nowhere")]) == 3
    told = capsys.readouterr()
    assert told.err.startswith(f"Mappen {tmp_path / 'nowhere'} finns inte.")
    assert told.err.count("\n") == 1


def test_home_that_is_a_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run_command(["run", "--home", str(tmp_path / "file")]) == 3
    assert "Det går inte att skriva" in capsys.readouterr().err


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_home_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    assert run_command(["run", "--home", str(tmp_path / "home")]) == 3
    assert "Ge rätt att skriva där" in capsys.readouterr().err


def test_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", str(tmp_path / "borta.csv"), "--region", "12"]) == 3
    assert "borta.csv finns inte" in capsys.readouterr().err


def test_broken_reference_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/regions.csv").write_text("region_code\n12\n", encoding="utf-8")
    assert run_command(["run", "--home", str(tmp_path)]) == 3
    assert "saknar kolumnen" in capsys.readouterr().err


def test_region_with_a_broken_description_waits_and_the_others_go_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "regions/12_skane").mkdir(parents=True)
    (tmp_path / "regions/12_skane/layout.yaml").write_text("layout: []\n", encoding="utf-8")
    drop(tmp_path, "12_skane", "platser 19121212-1212.csv", BEDS)
    drop(tmp_path, "14_vastra_gotaland", "platser.csv", BEDS)
    assert run_command(["ingest", "--home", str(tmp_path), *DAY]) == 1
    out = capsys.readouterr().out
    assert "En fil togs emot" in out
    assert "Lämnad i inkorgen: 12_skane/platser" in out
    assert "layout.yaml" in out
    assert "19121212" not in out


def test_traceback_only_with_debug(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["status", "--home", str(tmp_path / "no"), "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_help_starts_fast_and_loads_nothing_heavy() -> None:
    program = (
        "import sys; from pipelines.cli import run_command; run_command(['--help']); "
        "heavy = {'dagster', 'polars', 'pandera', 'duckdb'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in ("run", "ingest", "refresh", "publish", "withdraw", "check", "template", "describe", "demo", "ui"):
        assert command in done.stdout


def test_second_user_interface_on_a_home_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with only_writer(prepare_instance(tmp_path) / ".daemon.lock"):
        assert run_command(["ui", "--home", str(tmp_path)]) == 3
    assert "kör redan" in capsys.readouterr().err


def test_user_interface_listens_on_this_machine_alone() -> None:
    webserver, daemon = commands(3000)
    assert webserver[webserver.index("-h") + 1] == "127.0.0.1"
    assert daemon[2:4] == ["dagster._daemon", "run"]


def test_home_that_another_run_writes_to_is_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    told = pytest.raises(BusyHomeError, match="En annan körning")
    with only_writer(lock), told, only_writer(lock, patience_seconds=0.0):
        pass
    with only_writer(lock, patience_seconds=0.0):
        assert lock.exists()
