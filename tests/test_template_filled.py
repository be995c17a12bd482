"""A template is filled in, opened and saved by LibreOffice or not, delivered, and accepted; wrong values are not."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from delivering import Take, receipt_of
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.cli import run_command
from sources.contracts import CONTRACTS, Column, Contract
from sources.places import Places
from sources.reference_data import Reference
from sources.template import LISTS_SHEET, write_template
from sources.template_rules import limit_of
from sources.vocabulary import titles_for

KINDS = list(CONTRACTS.values())
DAYS = {"valid_to": date(2027, 1, 1), "valid_until": date(2026, 11, 30)}
EXAMPLES = {
    "date": date(2026, 10, 31),
    "week": "2026-W48",
    "month": "2026-12",
    "icd": "H25.9",
}
WRONG: dict[str, Any] = {
    "date": "snart", "count": "många", "number": "många", "week": "2026-W60", "month": "2026-13",
    "code": "något helt annat", "region": "Utlandet", "group": "något helt annat",
}  # fmt: skip


def right_value(column: Column, reference: Reference) -> Any:
    """A value that a person would choose from the list or write after the help."""
    if column.name == "sender_region_code":
        return "Skåne"
    if column.type in {"code", "region", "group"}:
        return next(iter(titles_for(column, reference).values()))
    if column.name == "ended_reason":  # of pathways that end without the treatment that the row has
        return None
    if column.type in {"count", "number"}:  # the examples that a template shows hold together
        return float(column.example.replace(",", "."))
    return DAYS.get(column.name) or EXAMPLES.get(column.type) or column.example or "text"


def fill(path: Path, contract: Contract, values: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[contract.title[:31]]
    at = {cell.value: cell.column for cell in sheet[1]}
    for column in contract.columns:
        sheet.cell(2, at[column.title]).value = values.get(column.name)
    book.save(path)


def rules(path: Path, contract: Contract) -> dict[str, DataValidation]:
    """The rule of each column that has one, by the column's letters."""
    sheet = openpyxl.load_workbook(path)[contract.title[:31]]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for span in rule.sqref.ranges:
            found[openpyxl.utils.get_column_letter(span.min_col)] = rule
    return found


def through_office(path: Path, form: str, folder: Path) -> Path:
    """The workbook opened and saved by LibreOffice."""
    office = [str(shutil.which("soffice")), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    out = folder / f"som {form}"
    command = [*office, "--convert-to", form, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return out / f"{path.stem}.{form}"


@pytest.mark.parametrize("contract", KINDS, ids=lambda one: one.kind)
def test_a_filled_template_is_accepted_without_a_remark(
    contract: Contract, places: Places, take: Take, reference: Reference
) -> None:
    path = places.inbox / "12_skane" / "mall.xlsx"
    write_template(contract, path, reference)
    fill(path, contract, {column.name: right_value(column, reference) for column in contract.columns})
    receipt = receipt_of(take(), "mall.xlsx")
    told = {finding["rule"] for finding in receipt["findings"]} - {"unknown_unit"}
    assert (receipt["verdict"] in {"accepted", "accepted_with_remarks"}, told) == (True, set())


@pytest.mark.parametrize("contract", KINDS, ids=lambda one: one.kind)
def test_a_wrong_value_is_told_by_the_receipt_in_any_case(
    contract: Contract, places: Places, take: Take, reference: Reference
) -> None:
    """A program's rules can be got round by pasting; each column that has one is held to the same when it comes in."""
    held = [column for column in contract.columns if column.type in WRONG and column.name != "sender_region_code"]
    good = {column.name: right_value(column, reference) for column in contract.columns}
    for column in held:
        path = places.inbox / "12_skane" / f"{column.name}.xlsx"
        write_template(contract, path, reference)
        fill(path, contract, {**good, column.name: WRONG[column.type]})
    done = take()
    for column in held:
        findings = receipt_of(done, f"{column.name}.xlsx")["findings"]
        assert column.name in {finding["column"] for finding in findings}, column.name


@pytest.mark.parametrize("contract", KINDS, ids=lambda one: one.kind)
def test_every_column_that_can_be_held_is_held_with_swedish_words(
    contract: Contract, reference: Reference, tmp_path: Path
) -> None:
    write_template(contract, tmp_path / "mall.xlsx", reference)
    found = rules(tmp_path / "mall.xlsx", contract)
    held = [
        openpyxl.utils.get_column_letter(place)
        for place, column in enumerate(contract.columns, start=1)
        if column.type not in {"text", "unit", "groups"}
    ]
    assert sorted(found) == sorted(held)
    for rule in found.values():
        assert rule.errorTitle
        assert rule.error
        assert rule.error.startswith(("Skriv ", "Välj "))
        assert len(rule.error) <= 255
        assert rule.errorStyle in {None, "stop"}


@pytest.mark.parametrize("contract", KINDS, ids=lambda one: one.kind)
def test_heads_are_locked_and_everything_under_them_is_free(
    contract: Contract, reference: Reference, tmp_path: Path
) -> None:
    write_template(contract, tmp_path / "mall.xlsx", reference)
    book = openpyxl.load_workbook(tmp_path / "mall.xlsx")
    sheet = book[contract.title[:31]]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not any((sheet.protection.sort, sheet.protection.insertRows, sheet.protection.deleteRows))
    assert all(cell.protection.locked for cell in sheet[1])
    widths = sheet.column_dimensions
    assert not any(widths[letters].protection.locked for letters in widths)
    assert max(dimension.max for dimension in widths.values()) == 16_384
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    spans = [(dimension.min, dimension.max, dimension.number_format) for dimension in widths.values()]
    for place, column in enumerate(contract.columns, start=1):
        (form,) = {form for first, last, form in spans if first <= place <= last}
        assert form == {"date": "yyyy-mm-dd", "count": "0", "number": "General"}.get(column.type, "@")


def test_lists_longer_than_a_rule_may_be_are_whole(reference: Reference, tmp_path: Path) -> None:
    """A list that stands in the rule itself ends at 255 characters."""
    units = {f"SE2321000016-{number:04d}": f"Enhet {number}" for number in range(500)}
    write_template(CONTRACTS["beds"], tmp_path / "mall.xlsx", reference, units=units)
    assert listed(tmp_path / "mall.xlsx", "Lista_care_unit_id") == list(units)
    for contract in KINDS:
        write_template(contract, tmp_path / "mall.xlsx", reference)
        for column in (one for one in contract.columns if one.type in {"code", "region", "group"}):
            expected = list(titles_for(column, reference).values())
            assert listed(tmp_path / "mall.xlsx", f"Lista_{column.name}") == expected


def listed(path: Path, name: str) -> list[Any]:
    """What stands in a named range."""
    book = openpyxl.load_workbook(path)
    place = book.defined_names[name].attr_text.split("!")[1].replace("$", "")
    return [cell.value for (cell,) in book[LISTS_SHEET][place]]


def test_the_regions_own_units_are_the_list_of_its_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGESBILD_WORKERS", "0")
    monkeypatch.setenv("LAGESBILD_SETTLE_SECONDS", "0")
    home, path = tmp_path / "home", tmp_path / "mall.xlsx"
    register = home / "inbox" / "12_skane" / "enheter.csv"
    register.parent.mkdir(parents=True)
    register.write_text("Enhet;Enhetens namn;Driftsform\nE-2;Berget;Privat\nE-1;Ängen;Offentlig\n")
    assert run_command(["ingest", "--home", str(home), "--today", "2026-11-22"]) == 0
    assert run_command(["template", "beds", "--region", "12", "--home", str(home), "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    assert [cell.value for (cell,) in book[LISTS_SHEET]["C1:C2"]] == ["E-2", "E-1"]
    assert "Ängen" in [cell.value for row in book["Läs mig"] for cell in row]
    unit = rules(path, CONTRACTS["beds"])["C"]
    assert (unit.formula1, unit.errorStyle) == ("Lista_care_unit_id", "warning")
    for region, kind in (("14", "beds"), ("12", "care_units")):
        assert run_command(["template", kind, "--region", region, "--home", str(home), "-o", str(path)]) == 0
        assert "Lista_care_unit_id" not in openpyxl.load_workbook(path).defined_names
    assert capsys.readouterr().out.count("är skriven") == 3


def test_limits_are_those_of_the_contract() -> None:
    for contract in KINDS:
        for column in contract.columns:
            limit = limit_of(column, "B2", None)
            if column.type in {"count", "number", "date"}:
                assert limit
                assert (limit["minimum"], limit["maximum"]) == column.bounds


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("contract", KINDS, ids=lambda one: one.kind)
def test_a_template_that_went_through_libreoffice_is_still_held_and_accepted(
    contract: Contract, places: Places, take: Take, reference: Reference, tmp_path: Path
) -> None:
    blank = tmp_path / "mall.xlsx"
    write_template(contract, blank, reference)
    saved = through_office(blank, "xlsx", tmp_path)
    before, after = rules(blank, contract), rules(saved, contract)
    assert {letters: rule.type for letters, rule in after.items()} == {at: rule.type for at, rule in before.items()}
    assert {letters: rule.error for letters, rule in after.items()} == {at: rule.error for at, rule in before.items()}
    assert openpyxl.load_workbook(saved)[contract.title[:31]].protection.sheet
    fill(saved, contract, {column.name: right_value(column, reference) for column in contract.columns})
    for form in ("xlsx", "ods"):
        filled = through_office(saved, form, tmp_path / form)
        shutil.copy(filled, places.inbox / "12_skane" / f"mall.{form}")
    done = take()
    for form in ("xlsx", "ods"):
        receipt = receipt_of(done, f"mall.{form}")
        told = {finding["rule"] for finding in receipt["findings"]} - {"unknown_unit"}
        assert (form, told) == (form, set())
        assert receipt["verdict"] in {"accepted", "accepted_with_remarks"}
        assert sum(sheet["accepted_count"] for sheet in receipt["sheets"]) == 1


def test_two_templates_have_the_same_bytes(reference: Reference, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path in paths:
        write_template(CONTRACTS["beds"], path, reference, units={"E-1": "Ängen"})
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert zipfile.is_zipfile(paths[0])
