"""Taking in: every file ends in a verdict and a receipt, nothing is lost, nothing else is held up."""

from __future__ import annotations

import errno
import io
import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from delivering import NOW, Take, receipt_of

from sources import handing_over, staging
from sources import intake as intake_module
from sources.archive import ArchiveError, read_deliveries, withdraw
from sources.examination import Examination
from sources.examining import Task
from sources.inbox import region_of
from sources.intake import IntakeRules
from sources.outbox import make_marker, restore_receipts
from sources.places import Places
from sources.reading import Limits, ReaderPool

WAITING = "Mätdatum;Enhet;Vårdtyp;Diagnosgrupp;Beslutsdatum;Remissdatum;Avvikelse;Patientnyckel"
GOOD = "2026-10-31;U1;Operation;Grå starr;2026-08-01;;;k{}"


def put(places: Places, name: str, lines: list[str], folder: str = "12_skane", encoding: str = "utf-8") -> Path:
    path = places.inbox / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def waiting(count: int, *more: str) -> list[str]:
    return [WAITING, *(GOOD.format(number) for number in range(count)), *more]


def rules_of(receipt: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in receipt["findings"]]


def test_clean_file_is_accepted_archived_and_receipted(places: Places, take: Take) -> None:
    path = put(places, "lista.csv", waiting(30))
    taken = take().taken[0]
    assert taken.delivery.verdict == "accepted"
    assert not path.exists()
    folder = taken.delivery.folder_path
    assert (folder / "original" / "lista.csv").read_text() == "\n".join(waiting(30)) + "\n"
    rows = pl.read_parquet(folder / "rows" / "waiting_list.parquet")
    assert rows["source_row"].to_list() == list(range(2, 32))
    assert rows["sender_region_code"].unique().to_list() == ["12"]
    assert pl.read_parquet(folder / "reduced" / "waiting_list.parquet")["waiting_count"].sum() == 30
    assert taken.receipt.exists()


def test_bad_rows_are_refused_with_cell_value_and_remedy(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(30, "2026-10-31;U1;Operaton;Grå starr;2026-08-01;;;x"))
    receipt = receipt_of(take(), "lista.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert receipt["sheets"][0] | {"accepted_count": 30, "refused_count": 1} == receipt["sheets"][0]
    finding = receipt["findings"][0]
    assert (finding["rule"], finding["cell"], finding["value"]) == ("unknown_code", "C32", "Operaton")
    assert "Operation/åtgärd" in finding["how_to_mend"]
    refused = pl.read_parquet(next(places.archive.glob("12_skane/*/refused/waiting_list.parquet")))
    assert refused["rule"].to_list() == [["unknown_code"]]


def test_of_several_words_in_a_cell_the_one_that_is_in_no_list_is_named(places: Places, take: Take) -> None:
    put(
        places,
        "katalog.csv",
        ["Enhet;Enhetens namn;Driftsform;Diagnosgrupper", "U1;Ett;Offentlig;Grå starr, Höftprotesa"],
    )
    [finding] = receipt_of(take(), "katalog.csv")["findings"]
    assert (finding["rule"], finding["severity"]) == ("unknown_code", "remark")
    assert "I listan finns inte ”Höftprotesa”. Närmast är Höftprotes." in finding["message"]


@pytest.mark.parametrize(
    ("row", "rule", "cell", "value"),
    [
        (
            "2026-10-31;U1;Första besök;Grå starr;2026-08-01;2026-12-24;;x",
            "start_not_after_snapshot",
            "F32",
            "2026-12-24",
        ),
        ("2026-10-31;U1;Operation;Grå starr;2026-12-24;2026-08-01;;x", "start_not_after_snapshot", "E32", "2026-12-24"),
        ("2026-10-31;U1;Första besök;Grå starr;2026-08-01;1899-12-30;;x", "out_of_range", "F32", "1899-12-30"),
        ("2026-10-31;U1;Första besök;Grå starr;2026-08-01;;;x", "start_date_given", "F32", None),
        ("2026-10-31;U1;Första besök;Grå starr;2026-08-01;2026-02-30;;x", "impossible_date", "F32", "2026-02-30"),
        ("2026-10-31;U1;Operation;Uppgift saknas;2026-08-01;;;x", "diagnosis_given", "D32", "Uppgift saknas"),
        ("2026-10-31;Okänd;Operation;Grå starr;2026-08-01;;;x", "missing_value", "B32", "Okänd"),
    ],
)
def test_the_cell_that_is_wrong_is_named_and_a_wait_without_its_start_never_counts(
    places: Places, take: Take, row: str, rule: str, cell: str, value: str | None
) -> None:
    put(places, "lista.csv", waiting(30, row))
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["sheets"][0]["accepted_count"], receipt["sheets"][0]["refused_count"]) == (30, 1)
    [finding] = receipt["findings"]
    assert (finding["severity"], finding["rule"], finding["cell"], finding["value"]) == ("error", rule, cell, value)
    assert "är tom" not in finding["message"] or value is None


def test_more_than_a_tenth_refused_returns_the_sheet(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(8, "2026-10-31;U1;Operation;Grå starr;;;;x"))
    receipt = receipt_of(take(), "lista.csv")
    assert receipt["verdict"] == "returned"
    assert {"too_many_refused", "start_date_given"} <= set(rules_of(receipt))
    assert not list(places.archive.glob("12_skane/*/rows/*"))


def test_exactly_a_tenth_refused_is_still_accepted(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(9, "2026-10-31;U1;Operation;Grå starr;;;;x"))
    assert take().taken[0].delivery.verdict == "accepted_with_remarks"


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (
            ["Mätdatum;Enhet;Vårdtyper;Beslutsdatum;Diagnosgrupp", "2026-10-31;U;Operation;2026-08-01;Framfall"],
            "column_missing",
        ),
        (["Färg;Form;Storlek", "röd;rund;3"], "no_delivery"),
        ([WAITING + ";Mätdag", GOOD.format(1) + ";2026-10-31"], "header_twice"),
        ([WAITING], "empty_without_period"),
    ],
)
def test_unusable_sheets_are_returned_with_their_reason(
    places: Places, take: Take, lines: list[str], rule: str
) -> None:
    put(places, "fel.csv", lines)
    put(places, "bra.csv", waiting(5))
    done = take()
    receipt = receipt_of(done, "fel.csv")
    assert receipt["verdict"] == "returned"
    assert rule in rules_of(receipt)
    assert all(finding["how_to_mend"] for finding in receipt["findings"])
    assert receipt_of(done, "bra.csv")["verdict"] == "accepted"


def test_missing_column_names_the_closest_header(places: Places, take: Take) -> None:
    put(
        places,
        "fel.csv",
        ["Mätdatum;Enhet;Vårdtyper;Beslutsdatum;Diagnosgrupp", "2026-10-31;U;Operation;2026-08-01;Framfall"],
    )
    finding = receipt_of(take(), "fel.csv")["findings"][0]
    assert "Vårdtyp " in finding["title"] + " "
    assert "”Vårdtyper” i cell C1" in finding["message"]


def test_near_miss_of_an_optional_column_is_suggested_not_used(places: Places, take: Take) -> None:
    lines = [line.replace("Avvikelse", "Avvikelser") for line in waiting(5)]
    put(places, "lista.csv", [line.replace(";;k", ";PvV;k") for line in lines])
    receipt = receipt_of(take(), "lista.csv")
    assert rules_of(receipt) == ["header_near"]
    rows = pl.read_parquet(next(places.archive.glob("12_skane/*/rows/*.parquet")))
    assert rows["deviation"].null_count() == 5


def test_rows_of_another_region_are_refused(places: Places, take: Take) -> None:
    lines = [f"{line};{'Region' if number == 0 else 'Skåne'}" for number, line in enumerate(waiting(12))]
    put(places, "lista.csv", [*lines, GOOD.format(99) + ";Halland"])
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["wrong_region"])
    rows = pl.read_parquet(next(places.archive.glob("12_skane/*/rows/*.parquet")))
    assert rows.height == 12


def test_identical_bytes_count_once(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(5))
    take()
    put(places, "kopia.csv", waiting(5))
    assert take(now=NOW + timedelta(hours=1)).taken[0].delivery.verdict == "duplicate"
    assert len(list(places.archive.glob("12_skane/*/rows"))) == 1


def test_same_bytes_after_something_else_are_a_new_delivery(places: Places, take: Take) -> None:
    for hour, count in enumerate((5, 6, 5)):
        put(places, "lista.csv", waiting(count))
        verdict = take(now=NOW + timedelta(hours=hour)).taken[0].delivery.verdict
        assert verdict == "accepted"


def test_same_bytes_with_a_mended_description_are_a_new_delivery(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(5))
    take()
    folder = places.regions / "12_skane"
    folder.mkdir(parents=True)
    (folder / "headers.csv").write_text("kind,header,column,note\n,Kommentar,-,\n")
    put(places, "lista.csv", waiting(5))
    assert take(now=NOW + timedelta(hours=1)).taken[0].delivery.verdict == "accepted"


def test_repeated_rows_count_once_and_conflicting_rows_not_at_all(places: Places, take: Take) -> None:
    beds = ["Datum;Enhet;Vårdplatstyp;Disponibla;Belagda"]
    beds += [f"2026-11-{day:02d};A;Somatik;20;19" for day in range(1, 20)]
    put(places, "platser.csv", [*beds, beds[1], "2026-11-21;B;IVA;4;4", "2026-11-21;B;IVA;5;4"])
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert receipt["counts"] == {"conflicting_rows": 2, "duplicate_row": 1}
    rows = pl.read_parquet(next(places.archive.glob("12_skane/*/rows/beds.parquet")))
    assert (rows.height, rows["care_unit_id"].unique().to_list()) == (19, ["A"])


def test_a_sheet_returned_for_conflicting_rows_says_which_they_are(places: Places, take: Take) -> None:
    put(places, "platser.csv", [*BEDS, "2026-11-20;A;IVA;4;4", "2026-11-20;A;IVA;5;4"])
    receipt = receipt_of(take(), "platser.csv")
    assert (receipt["verdict"], receipt["sheets"][0]["refused_count"]) == ("returned", 2)
    told = [one for one in receipt["findings"] if one["rule"] == "conflicting_rows"]
    assert [one["cell"] for one in told] == ["A2", "A3"]
    assert "Rad 2 gäller samma sak som rad 3 (" in told[0]["message"]
    assert "Rad 3 gäller samma sak som rad 2 (" in told[1]["message"]


def test_lock_files_links_and_strangers_are_left_alone(places: Places, take: Take) -> None:
    put(places, "~$lista.xlsx", ["x"])
    put(places, "lista.csv.part", ["x"])
    put(places, "lista.csv", waiting(2), folder="99_okänd")
    (places.inbox / "12_skane" / "länk.csv").symlink_to("/etc/passwd")
    done = take()
    assert done.taken == ()
    assert len(done.left_alone) == 4
    assert all(one.path.exists() for one in done.left_alone)


def test_a_file_that_grows_is_left_until_it_rests(places: Places, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(places, "lista.csv", waiting(5))

    def grow(_seconds: float) -> None:
        with path.open("a") as file:
            file.write(GOOD.format("ny") + "\n")

    original = intake_module.look_settled
    monkeypatch.setattr(intake_module, "look_settled", lambda *a, **k: original(*a, **{**k, "sleep": grow}))
    done = take(rules=IntakeRules(settle_seconds=30))
    assert done.taken == ()
    assert [one.path for one in done.left_alone] == [path]


def test_unreadable_files_are_returned(places: Places, take: Take) -> None:
    (places.inbox / "12_skane" / "trasig.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 40)
    (places.inbox / "12_skane" / "tom.csv").write_bytes(b"")
    put(places, "bra.csv", waiting(3))
    verdicts = {one.delivery.file_name: one.delivery.verdict for one in take().taken}
    assert verdicts["bra.csv"] == "accepted"
    assert verdicts["tom.csv"] == "returned"
    assert verdicts["trasig.xlsx"] in {"returned", "quarantined"}


def test_an_identity_number_quarantines_and_is_nowhere(places: Places, take: Take) -> None:
    put(places, "lista.csv", [*(f"{line};" for line in waiting(3)), GOOD.format(9) + ";ring 19121212-1212"])
    receipt = receipt_of(take(), "lista.csv")
    assert receipt["verdict"] == "quarantined"
    assert any(finding["cell"] == "I5" for finding in receipt["findings"])
    for path in places.home.rglob("*"):
        if path.is_file():
            assert b"1212-1212" not in path.read_bytes(), path
    assert not list(places.archive.glob("12_skane/*/original"))


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Innehållet har inte sparats."), (1, "avskild i högst 1 dag."), (7, "avskild i högst 7 dagar.")],
)
def test_the_receipt_says_whether_a_quarantined_file_is_kept(places: Places, take: Take, days: int, said: str) -> None:
    put(places, "lista.csv", [*(f"{line};" for line in waiting(3)), GOOD.format(9) + ";ring 19121212-1212"])
    receipt = receipt_of(take(rules=IntakeRules(settle_seconds=0, quarantine_days=days)), "lista.csv")
    kept = list((places.home / "quarantine").glob("*/lista.csv"))
    assert bool(kept) == bool(days)
    assert receipt["what_to_do"].endswith(said)
    assert ("inte sparats" in json.dumps(receipt, ensure_ascii=False)) == (not days)
    assert "står ett personnummer, eller ett annat nummer med samma form." in receipt["findings"][0]["message"]


def test_what_lies_in_quarantine_without_being_ours_is_left_alone(places: Places, take: Take) -> None:
    quarantine = places.home / "quarantine"
    foreign = [quarantine / name for name in ("Test-mapp", "20269999T999999-12-x", "20200101T000000")]
    for path in foreign:
        path.mkdir(parents=True)
    (quarantine / "20200101T000000-12-fil").write_text("x")
    (quarantine / "20200101T000000-12-gammal").mkdir()
    put(places, "lista.csv", waiting(3))
    assert take().taken[0].delivery.verdict == "accepted"
    assert {path.name for path in quarantine.iterdir()} == {*(path.name for path in foreign), "20200101T000000-12-fil"}


def test_headers_without_rows_speak_for_their_period(places: Places, take: Take) -> None:
    put(places, "väntelista 2026-10-31.csv", [WAITING])
    sheet = take().taken[0].delivery.sheets[0]
    assert (sheet.verdict, sheet.empty_period) == ("accepted", "2026-10-31")


def test_withdrawn_delivery_stays_in_the_archive_and_is_marked(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(5))
    delivery = take().taken[0].delivery
    withdraw(places.archive, delivery.delivery_id, why="fel fil", now=NOW)
    assert read_deliveries(places.archive)[0].withdrawn_at == NOW
    with pytest.raises(ArchiveError, match="redan återtagen"):
        withdraw(places.archive, delivery.delivery_id, why="igen", now=NOW)


class Killed(BaseException):
    """The power goes."""


def test_every_text_that_is_kept_has_the_same_bytes_on_every_system(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_write, newlines = Path.write_text, dict[str, str | None]()

    def write(self: Path, text: str, encoding: str | None = None, newline: str | None = None) -> int:
        newlines[self.name.removeprefix(".").removesuffix(".partial")] = newline
        return really_write(self, text, encoding=encoding, newline=newline)

    put(places, "lista.csv", waiting(5))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", write)
        take()
    assert {"delivery.json", "receipt.json", "kvitto.json", "kvitto.html"} <= set(newlines)
    assert set(newlines.values()) == {"\n"}


@pytest.mark.parametrize(
    ("module", "moment"),
    [(handing_over, "_note_intent"), (handing_over, "put_receipt"), (handing_over, "_leave_inbox")],
)
def test_killed_at_any_point_nothing_is_lost_or_counted_twice(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch, module: ModuleType, moment: str
) -> None:
    put(places, "lista.csv", waiting(5))

    def die(*_arguments: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, moment, die)
        with pytest.raises(Killed):
            take()
    take(now=NOW + timedelta(minutes=5))
    deliveries = read_deliveries(places.archive)
    assert [delivery.verdict for delivery in deliveries] == ["accepted"]
    assert not list((places.inbox / "12_skane").iterdir())
    assert len(list(places.outbox.glob("12_skane/*/kvitto.html"))) == 1
    assert not list((places.archive / ".pending").glob("*"))


def test_a_reader_that_dies_while_it_writes_holds_up_no_other_file(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places, "a.csv", waiting(5))
    put(places, "b.csv", waiting(6))
    examine = intake_module.examine

    def die(task: Task) -> Examination:
        done = examine(task)
        if task.file_name == "b.csv":
            pieces = task.staged / "pieces.parquet"
            pieces.write_bytes(pieces.read_bytes()[:100])
            raise MemoryError
        return done

    monkeypatch.setattr(intake_module, "examine", die)
    intake = take()
    assert {one.delivery.file_name: one.delivery.verdict for one in intake.taken} == {
        "a.csv": "accepted", "b.csv": "returned",
    }  # fmt: skip


def test_a_number_in_a_name_is_nowhere_after_a_kill_and_the_file_is_still_found(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places, "undermapp/pat 19121212-1212.csv", waiting(5))
    put(places, "pat 19121212-1212.csv", waiting(5))

    def die(*_arguments: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(handing_over, "put_receipt", die)
        with pytest.raises(Killed):
            take()
    notes = list((places.archive / ".pending").glob("*.json"))
    assert len(notes) == 2
    assert not any("1212-1212" in note.read_text(encoding="utf-8") for note in notes)
    done = take(now=NOW + timedelta(minutes=5))
    assert not done.taken
    assert [delivery.verdict for delivery in read_deliveries(places.archive)] == ["quarantined", "quarantined"]
    assert not list((places.inbox / "12_skane").rglob("*.csv"))


def test_an_error_of_our_own_leaves_its_place_for_the_log_and_no_value(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_task: object) -> None:
        raise ValueError("19121212-1212")

    monkeypatch.setattr(intake_module, "examine", fail)
    put(places, "lista.csv", waiting(5))
    done = take()
    assert done.taken[0].trace.startswith("ValueError at test_intake.py:")
    assert "1212" not in done.taken[0].trace
    receipt = receipt_of(done, "lista.csv")
    assert rules_of(receipt) == ["reader_crash"]
    assert "i filen eller i vårt program" in receipt["findings"][0]["message"]


def test_a_file_that_cannot_be_opened_is_left_and_a_full_disk_is_no_fault_of_the_file(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(places, "lista.csv", waiting(5))

    def refuse(_path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(staging, "open_delivered", refuse)
        assert [(one.path, one.reason) for one in take().left_alone] == [(path, staging.LEFT_UNREADABLE)]

    class Full(io.BytesIO):
        def write(self, _block: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    really_open = Path.open

    def open_full(self: Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        return Full() if "w" in mode else really_open(self, mode, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_full)
        with pytest.raises(OSError, match="No space left"):
            take()
    assert take().taken[0].delivery.verdict == "accepted"


def test_a_new_register_counts_in_a_process_that_has_read_an_older_one(places: Places, take: Take) -> None:
    head, beds = "Enhet;Enhetens namn;Driftsform", "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda"
    for day, units in ((20, ("A1", "A2")), (21, ("B1", "B2"))):
        put(places, "katalog.csv", [head, *(f"{unit};Namn {unit};Offentlig" for unit in units)])
        put(places, "platser.csv", [beds, f"2026-10-{day};{units[0]};Somatik;10;9"])
        receipt = receipt_of(take(now=NOW + timedelta(days=day)), "platser.csv")
        assert rules_of(receipt) == []


def test_killed_while_renaming_leaves_the_file_in_the_inbox(
    places: Places, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places, "lista.csv", waiting(5))

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(intake_module.archives, "commit", die)
        with pytest.raises(Killed):
            take()
    assert read_deliveries(places.archive) == []
    assert [one.delivery.verdict for one in take().taken] == ["accepted"]


def test_receipts_can_be_made_again(places: Places, take: Take, pool: ReaderPool) -> None:
    put(places, "lista.csv", waiting(5))
    before = take().taken[0].receipt.read_bytes()
    shutil.rmtree(places.outbox)
    made = list(
        restore_receipts(
            places, lambda receipt: f"<html>{receipt['delivery_id']}</html>", make_marker(places, pool, Limits())
        )
    )
    assert [path.read_bytes() for path in made] == [before]


def test_unknown_unit_is_accepted_with_a_suggestion(places: Places, take: Take) -> None:
    put(places, "katalog.csv", ["Enhet;Enhetens namn;Driftsform", "U1;Ett;Offentlig", "ENHET-22;Två;Privat"])
    put(places, "lista.csv", [line.replace(";U1;", ";ENHET-2;") for line in waiting(4)])
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["unknown_unit"])
    assert "ENHET-22" in receipt["findings"][0]["message"]


def test_a_region_without_a_register_is_told_once_and_hears_of_no_other_regions_units(
    places: Places, take: Take
) -> None:
    put(places, "katalog.csv", ["Enhet;Enhetens namn;Driftsform", "U7;Ett;Offentlig"])
    take()
    put(places, "lista.csv", [*waiting(4), GOOD.format(5).replace("U1", "U2")], folder="01_stockholm")
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "lista.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["no_register"])
    assert receipt["findings"][0]["message"].startswith("U1, U2 finns inte i någon vårdgivarkatalog")


def test_the_agencys_register_of_a_region_is_the_regions_too(places: Places, take: Take) -> None:
    put(
        places,
        "katalog.csv",
        ["Enhet;Enhetens namn;Driftsform;Länskod", "S1;Ett;Offentlig;01", "ENHET-22;Två;Privat;12"],
        folder="00_riket",
    )
    put(places, "lista.csv", [line.replace(";U1;", ";ENHET-2;") for line in waiting(4)])
    receipt = receipt_of(take(), "lista.csv")
    assert rules_of(receipt) == ["unknown_unit"]
    assert "ENHET-22" in receipt["findings"][0]["message"]


def test_units_that_are_left_out_of_a_new_file_are_named(places: Places, take: Take) -> None:
    put(places, "lista.csv", [*waiting(4), GOOD.format(5).replace("U1", "U2")])
    take()
    put(places, "lista.csv", waiting(3))
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "lista.csv")
    assert rules_of(receipt) == ["units_left_in_force"]
    assert "U2" in receipt["findings"][0]["message"]


def test_a_workbook_with_title_rows_two_sheets_and_totals(places: Places, take: Take) -> None:
    path = places.inbox / "13_halland" / "sjukhuset" / "platser.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Läs mig").write(0, 0, "Hej")
        sheet = book.add_worksheet("Platser")
        sheet.write(0, 1, "Vårdplatser, mätdatum 2026-11-20")
        sheet.write_row(3, 1, ["Enhet", "Vårdplatstyp", "Disponibla", "Belagda"])
        sheet.write_row(4, 1, ["H1", "Somatik", 20.5, 21])
        sheet.write_row(5, 1, ["H1", "Intensivvård", 4, 3])
        sheet.write_row(6, 1, ["Summa", None, 24.5, 24])
        sheet.write(8, 1, "Källa: eget system")
    receipt = receipt_of(take(), "platser.xlsx")
    read = next(sheet for sheet in receipt["sheets"] if sheet["kind"])
    assert (read["header_row"], read["accepted_count"]) == (4, 2)
    assert [row["source_row"] for row in read["left_out_rows"]] == [7, 9]
    rows = pl.read_parquet(next(places.archive.glob("13_halland/*/rows/beds.parquet")))
    assert rows.select("available_count", "occupied_count", "source_row").rows() == [(20.5, 21.0, 5), (4.0, 3.0, 6)]
    assert rows["date"].dt.to_string().unique().to_list() == ["2026-11-20"]


@pytest.mark.real
def test_every_real_file_ends_in_a_receipt(places: Places, take: Take, real_files: Path) -> None:
    files = [path for path in real_files.rglob("*") if path.is_file() and path.name != "README.md"]
    for path in files:
        shutil.copy(path, places.inbox / "25_norrbotten" / path.name)
    done = take()
    assert len(done.taken) == len(files)
    for one in done.taken:
        receipt = json.loads((one.receipt.parent / "kvitto.json").read_text(encoding="utf-8"))
        assert receipt["verdict"] == "returned"
        assert all(finding["message"] and finding["how_to_mend"] for finding in receipt["findings"])


@pytest.mark.real
def test_places_of_care_in_dalarna_go_in_as_care_units(places: Places, take: Take, real_files: Path) -> None:
    shutil.copy(real_files / "dalarna" / "Utbudspunkter.xlsx", places.inbox / "20_dalarna")
    receipt = receipt_of(take(), "Utbudspunkter.xlsx")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert rules_of(receipt) == ["missing_value"]
    units = pl.read_parquet(next(places.archive.glob("20_dalarna/*/rows/care_units.parquet")))
    assert units.height == 39
    falun = units.row(by_predicate=pl.col("care_unit_name") == "Falu Lasarett", named=True)
    assert (falun["ownership"], falun["municipality_code"], falun["region_code"]) == ("public", "2080", "20")
    assert falun["latitude"] == pytest.approx(60.608656213)


@pytest.mark.real
def test_english_beds_go_in_with_nothing_but_a_description(
    places: Places, take: Take, real_files: Path, nhs_description: Callable[[Path], None]
) -> None:
    nhs_description(places.regions / "01_stockholm")
    workbook = next((real_files / "nhs-beds").glob("*.xlsx"))
    shutil.copy(workbook, places.inbox / "01_stockholm")
    receipt = receipt_of(take(), workbook.name)
    assert receipt["verdict"] == "accepted"
    beds = pl.read_parquet(next(places.archive.glob("01_stockholm/*/rows/beds.parquet")))
    assert beds["date"].dt.to_string().unique().to_list() == ["2020-06-30"]
    sums = dict(beds.group_by("bed_kind").agg(pl.col("available_count").sum().round(4)).iter_rows())
    england = {"somatic": 92559.4835, "psychiatric": 17627.8462}
    assert sums == pytest.approx(england)
    occupied = beds.filter(pl.col("bed_kind") == "somatic")["occupied_count"].sum()
    assert occupied == pytest.approx(58004.516483516)


@pytest.fixture
def nhs_description() -> Callable[[Path], None]:
    """Writes the description folder of the English workbook: data alone."""

    def write(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "layout.yaml").write_text(
            """
layouts:
  - sheet: "NHS Trust by Sector"
    kind: beds
    header_rows: [14, 15]
    leave_out: [{column: Org Name, value: England, reason: Hela England}]
    constants: {date: "2020-06-30"}
    columns_to_rows:
      - set: {bed_kind: somatic}
        take: {available_count: "Available General & Acute", occupied_count: "Occupied General & Acute"}
      - set: {bed_kind: psychiatric}
        take: {available_count: "Available Mental Illness", occupied_count: "Occupied Mental Illness"}
"""
        )
        (folder / "headers.csv").write_text("kind,header,column,note\nbeds,Org Code,care_unit_id,\n")

    return write


def test_the_same_bytes_for_another_period_are_a_new_delivery(places: Places, take: Take) -> None:
    """The period may stand in the file's name alone."""
    lines = ["Enhet;Vårdplatstyp;Disponibla;Belagda", "A;Somatik;20;19"]
    put(places, "platser 2026-11-19.csv", lines)
    take()
    put(places, "platser 2026-11-20.csv", lines)
    done = take(now=NOW + timedelta(hours=1))
    assert done.taken[0].delivery.verdict == "accepted"
    assert "Datum är 2026-11-20, läst ur filens namn" in " ".join(receipt_of(done, "platser 2026-11-20.csv")["notes"])
    put(places, "platser 2026-11-20.csv", lines)
    assert take(now=NOW + timedelta(hours=2)).taken[0].delivery.verdict == "duplicate"


def test_an_identity_number_in_the_file_name_is_nowhere(places: Places, take: Take) -> None:
    put(places, "svar 19121212-1212.csv", waiting(3))
    taken = take().taken[0]
    assert taken.delivery.verdict == "quarantined"
    assert "1212-1212" not in taken.delivery.file_name
    for path in places.home.rglob("*"):
        assert "1212-1212" not in path.name
        assert path.is_dir() or b"1212-1212" not in path.read_bytes()


def test_a_date_that_cannot_be_read_is_told_once_and_as_what_it_is(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(30, "2026-10-31;U1;Operation;Grå starr;snart;;;x"))
    receipt = receipt_of(take(), "lista.csv")
    told = [(finding["rule"], finding["severity"], finding["cell"]) for finding in receipt["findings"]]
    assert told == [("not_a_date", "error", "E32")]
    assert receipt["sheets"][0]["refused_count"] == 1


BEDS = ["Datum;Enhet;Vårdplatstyp;Disponibla;Belagda"]
MANY_BEDS = [*BEDS, *(f"2026-11-20;U{number};Somatik;20;19" for number in range(30))]


@pytest.mark.parametrize("count", ["2000000", "99999999999999"])
def test_a_number_that_cannot_be_is_a_fault_of_its_row_alone(places: Places, take: Take, count: str) -> None:
    put(places, "platser.csv", [*MANY_BEDS, f"2026-11-20;U99;IVA;{count};1"])
    receipt = receipt_of(take(), "platser.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["out_of_range"])
    assert receipt["sheets"][0]["accepted_count"] == 30


def test_a_value_out_of_bounds_in_an_optional_column_is_emptied(places: Places, take: Take) -> None:
    units = [f"U{number};Enhet {number};Privat;59,3;18,0" for number in range(30)]
    put(places, "katalog.csv", ["Enhet;Enhetens namn;Driftsform;Latitud;Longitud", *units, "U99;Sist;Privat;5,6;18,0"])
    receipt = receipt_of(take(), "katalog.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["out_of_range"])
    rows = pl.read_parquet(next(places.archive.glob("12_skane/*/rows/care_units.parquet")))
    assert rows.filter(pl.col("care_unit_id") == "U99")["latitude"].to_list() == [None]
    assert rows["latitude"].null_count() == 1


def test_a_day_of_another_age_is_refused(places: Places, take: Take) -> None:
    put(places, "lista.csv", waiting(30, "1026-10-31;U1;Operation;Grå starr;1026-08-01;;;x"))
    assert receipt_of(take(), "lista.csv")["sheets"][0]["refused_count"] == 1


def test_a_word_for_a_total_in_a_column_of_codes_is_data(places: Places, take: Take) -> None:
    rows = [f"{place};2026-W48;U{n};Framfall;Operation;5;2026-11-20" for n, place in enumerate(("Hela riket", "Riket"))]
    put(places, "ledigt.csv", ["Tar emot från;Vecka;Enhet;Diagnosgrupp;Vårdtyp;Lediga platser;Rapportdatum", *rows])
    sheet = receipt_of(take(), "ledigt.csv")["sheets"][0]
    assert (sheet["accepted_count"], sheet["left_out_rows"]) == (2, [])


def test_a_whole_row_that_is_taken_for_a_total_is_remarked(places: Places, take: Take) -> None:
    put(places, "platser.csv", [*MANY_BEDS, "2026-11-20;Summa;Somatik;600;570"])
    receipt = receipt_of(take(), "platser.csv")
    assert rules_of(receipt) == ["total_left_out"]
    assert receipt["sheets"][0]["accepted_count"] == 30


def test_a_table_of_totals_alone_is_no_empty_report(places: Places, take: Take) -> None:
    put(places, "platser 2026-11-20.csv", [*BEDS, "Totalt;;;10;1"])
    receipt = receipt_of(take(), "platser 2026-11-20.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("returned", ["only_totals"])


def test_a_returned_sheet_takes_nothing_from_a_good_one(places: Places, take: Take) -> None:
    path = places.inbox / "12_skane" / "platser.xlsx"
    good = [["2026-11-20", f"U{number}", "Somatik", 20, 19] for number in range(5)]
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (("Gammal", [*good, ["2026-11-20", "U9", "Okänt slag", 1, 1]]), ("Ny", good)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([BEDS[0].split(";"), *rows]):
                sheet.write_row(number, 0, row)
    receipt = receipt_of(take(), "platser.xlsx")
    assert [sheet["accepted_count"] for sheet in receipt["sheets"]] == [0, 5]
    assert pl.read_parquet(next(places.archive.glob("12_skane/*/rows/beds.parquet"))).height == 5


def test_a_broken_description_holds_up_its_own_region_alone(places: Places, take: Take) -> None:
    folder = places.regions / "13_halland"
    folder.mkdir(parents=True)
    (folder / "layout.yaml").write_text("layouts: [{sheet: x, header_rows: tre}]\n")
    put(places, "lista.csv", waiting(3))
    kept = put(places, "lista.csv", waiting(3), folder="13_halland")
    done = take()
    assert [one.delivery.region_code for one in done.taken] == ["12"]
    assert [one.path for one in done.left_alone] == [kept]
    assert "layout 1" in done.left_alone[0].reason


def test_an_empty_file_for_a_period_with_data_names_what_stays(places: Places, take: Take) -> None:
    put(places, "platser.csv", MANY_BEDS)
    take()
    put(places, "platser 2026-11-20.csv", BEDS)
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "platser 2026-11-20.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["units_left_in_force"])


def test_one_file_per_hospital_adds_up_and_stays_accepted(places: Places, take: Take) -> None:
    put(places, "platser.csv", MANY_BEDS)
    take()
    put(places, "platser.csv", [*BEDS, "2026-11-20;ANNAN;Somatik;20;19"])
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "platser.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted", ["units_in_other_files"])
    assert "finns i en annan av era filer för samma period" in receipt["findings"][0]["message"]


def test_units_that_lie_in_another_region_are_remarked(places: Places, take: Take) -> None:
    put(places, "katalog.csv", ["Enhet;Enhetens namn;Driftsform", "P1;Privat;Privat"])
    take()
    put(places, "platser.csv", [*BEDS, "2026-11-20;P1;Somatik;20;19"], folder="01_stockholm")
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "platser.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["reported_by_other_region"])


def test_a_care_region_must_say_whose_patient_it_was(places: Places, take: Take) -> None:
    head = "Ärende-id;Diagnosgrupp;Vårdtyp;Erbjudandedatum;Anledning;Rapporteras av"
    rows = [f"a{n};Framfall;Operation;2026-05-01;Vårdgaranti;{'Vårdregionen' if n == 0 else ''}" for n in range(20)]
    put(places, "flyttar.csv", [head, *rows])
    receipt = receipt_of(take(), "flyttar.csv")
    assert [(f["rule"], f["source_row"]) for f in receipt["findings"]] == [("missing_value", 2)]
    cases = pl.read_parquet(next(places.archive.glob("12_skane/*/rows/*.parquet")))
    assert cases["home_region"].unique().to_list() == ["12"]


def test_workbooks_are_read_by_their_bytes_whatever_they_are_called(places: Places, take: Take) -> None:
    for name in ("platser.xlsx", "platser.xls", "platser.ods", "platser"):
        path = places.inbox / "12_skane" / name
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Blad1")
            for number, line in enumerate([*BEDS, f"2026-11-20;{name};Somatik;20;19"]):
                sheet.write_row(number, 0, line.split(";"))
    assert {one.delivery.verdict for one in take().taken} == {"accepted"}


@pytest.mark.parametrize(
    ("folder", "code"), [("12", "12"), ("12 Region Skåne", "12"), ("12_skane", "12"), ("120x", "")]
)
def test_the_two_leading_digits_decide_the_region(folder: str, code: str) -> None:
    assert region_of(folder) == code
