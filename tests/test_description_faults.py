"""A description that is not right: every fault is told with its file, its place and what to do, and none is missed."""

from __future__ import annotations

from pathlib import Path

import pytest
from describing import CORRECTION, FOLDER, load

from sources.descriptions import FAULTS, DescriptionError, load_description
from sources.reference_data import Reference


def layout(*lines: str) -> dict[str, str]:
    return {"layout.yaml": "layouts:\n  - kind: beds\n" + "".join(f"    {line}\n" for line in lines)}


def correction(old: str, new: str) -> dict[str, str]:
    assert old in CORRECTION
    return {"corrections.yaml": CORRECTION.replace(old, new)}


BROKEN: list[tuple[str, dict[str, str], str]] = [
    ("not_utf8", {"headers.csv": "latin-1: kind,header,column\nbeds,Överb,overcrowded_count\n"}, "headers.csv"),
    ("not_utf8", {"layout.yaml": "latin-1: layouts: [{note: ö}]\n"}, "layout.yaml"),
    ("not_yaml", {"layout.yaml": "layouts:\n  - kind: [beds\n"}, "rad 3"),
    ("not_yaml", {"layout.yaml": "[" * 3000}, "layout.yaml"),
    ("not_csv", {"headers.csv": "kind,header,column\nbeds," + "x" * 200_000 + ",date\n"}, "rad 2"),
    ("not_csv", {"values.csv": 'column,value,code\nbed_kind,"X,ecmo\nbed_kind,Y,somatic\n'}, "rad 2"),
    ("key_not_text", layout("sheet: {{Blad}}"), "rad 3"),
    ("key_not_text", layout("constants: {[a]: b}"), "rad 3"),
    ("key_twice", layout("sheet: A", "sheet: B"), "rad 4: nyckeln ”sheet”"),
    ("unknown_file", {"header.csv": "kind,header,column\n"}, "headers.csv"),
    ("identity_number", {"headers.csv": "kind,header,column,note\nbeds,Dag,date,19121212-1212\n"}, "rad 2"),
    ("not_keys", {"layout.yaml": "layouts:\n  - beds\n"}, "layout 1"),
    ("not_keys", {"layout.yaml": "beds\n"}, "layouts:"),
    ("not_keys", layout("constants: 2026"), "layout 1"),
    ("not_list", {"layout.yaml": "layouts: {kind: beds}\n"}, "layouts ska vara en lista"),
    ("not_list", layout("fill_down: {a: b}"), "fill_down"),
    ("not_text", layout("sheet: [A, B]"), "sheet"),
    ("unknown_key", layout("rubrik: 3"), "”rubrik”"),
    ("unknown_key", {"values.csv": "column,value,code,kommentar\n"}, "”kommentar”"),
    ("key_missing", correction("    status: open\n", ""), "rättelse 1: status saknas"),
    ("key_missing", layout("leave_out: [{column: Enhet}]"), "layout 1, post 1: value saknas"),
    ("not_a_choice", layout("hidden_rows: kanske"), "take, leave_out"),
    ("not_a_choice", layout('decimal: {available_count: "komma"}'), "komma"),
    ("not_a_choice", correction("status: open", "status: ny"), "open, confirmed, mended"),
    ("not_a_day", layout("valid_from: 2026-02-30"), "valid_from"),
    ("not_a_day", {"headers.csv": "kind,header,column,valid_to\nbeds,Dag,date,våren\n"}, "rad 2: valid_to"),
    ("not_rows", layout("header_rows: [0, 1]"), "header_rows"),
    ("not_rows", layout(f"header_rows: [{'9' * 5000}]"), "header_rows"),
    ("rows_out_of_order", layout("header_rows: [2, 1]"), "header_rows"),
    ("rows_out_of_order", layout("header_rows: [2, 2]"), "header_rows"),
    ("not_a_year", layout("year: 26", 'columns_to_rows: [{take: {available_count: "{date}"}}]'), "year"),
    ("backwards", layout("valid_from: 2026-02-01", "valid_to: 2026-01-31"), "valid_to"),
    (
        "backwards",
        {"values.csv": "column,value,code,valid_from,valid_to\nbed_kind,X,ecmo,2026-02-01,2026-01-01\n"},
        "2",
    ),
    ("overlap", {"layout.yaml": "layouts:\n  - file: a\n  - file: a\n"}, "layout 2 gäller samtidigt som layout 1"),
    (
        "overlap",
        {"headers.csv": "kind,header,column,valid_from\nbeds,Dag,date,\nbeds,Dag,-,2026-01-01\n"},
        "rad 3 gäller samtidigt som rad 2",
    ),
    (
        "gap",
        {"layout.yaml": "layouts:\n  - {file: a, valid_to: 2026-01-31}\n  - {file: a, valid_from: 2026-02-02}\n"},
        "börjar gälla 2026-02-02, men den förra slutar 2026-01-31",
    ),
    ("unknown_kind", {"layout.yaml": "layouts:\n  - kind: platser\n"}, "”platser”"),
    ("unknown_kind", {"layout.yaml": "complete: [platser]\n"}, "”platser”"),
    ("unknown_kind", {"headers.csv": "kind,header,column\nplatser,Dag,date\n"}, "”platser”"),
    ("unknown_kind", correction("kind: beds", "kind: platser"), "”platser”"),
    ("unknown_column", layout("constants: {dag: x}"), "beds har ingen kolumn ”dag”"),
    ("unknown_column", {"headers.csv": "kind,header,column\n,Dag,dagen\n"}, "”dagen”"),
    ("unknown_column", {"values.csv": "column,value,code\nslag,X,ecmo\n"}, "”slag”"),
    ("unknown_column", correction("care_unit_id: KIR1", "enhet: KIR1"), "”enhet”"),
    ("unknown_code", {"values.csv": "column,value,code\nbed_kind,X,soma\n"}, "somatic"),
    ("unknown_code", {"values.csv": "column,value,code\npatient_region,X,99\n"}, "”99”"),
    ("unknown_code", {"values.csv": "column,value,code\ndiagnosis_group,X,fel\n"}, "”fel”"),
    ("not_a_number_column", layout('decimal: {bed_kind: ","}'), "bed_kind"),
    ("both_header_keys", layout("header_rows: [1]", "header_levels: 2"), "header_rows"),
    ("levels", layout("header_levels: 4"), "1, 2 eller 3"),
    ("empty_maker", layout("columns_to_rows: [{set: {bed_kind: ecmo}}]"), "take"),
    (
        "uneven_makers",
        layout("columns_to_rows:", "  - take: {available_count: A}", "  - take: {occupied_count: B}"),
        "available_count, occupied_count",
    ),
    ("year_not_needed", layout("year: 2026"), "{month}"),
    ("bare_placeholder", layout('columns_to_rows: [{take: {available_count: "{bed_kind}"}}]'), "Antal {bed_kind}"),
    ("column_line_missing", {"headers.csv": "kind,header\n"}, "kolumnen column saknas"),
    ("column_line_missing", {"values.csv": ""}, "column,value,code,note"),
    ("fields", {"headers.csv": "kind,header,column\nbeds,Disponibla, hela dygnet,available_count\n"}, "4 fält"),
    ("empty_field", {"headers.csv": "kind,header,column\nbeds,,date\n"}, "header är tom"),
    ("empty_field", {"values.csv": "column,value,code\nbed_kind,,ecmo\n"}, "value är tom"),
    ("empty_field", correction("En nolla för mycket", '""'), "reason är tom"),
    (
        "said_twice",
        {"headers.csv": "kind,header,column\nbeds,Dag,date\nbeds,DAG.,-\n"},
        "rad 3: ”DAG.” betyder både ”date” och ”-”",
    ),
    ("name_twice", {"corrections.yaml": CORRECTION + CORRECTION.removeprefix("corrections:\n")}, "en-nolla"),
    ("nothing_corrected", correction('replace: "120"', 'replace: "1200"'), "expect"),
    (
        "too_wide",
        {"corrections.yaml": CORRECTION.replace("    where: {care_unit_id: KIR1}\n", "").replace('"1200"', '""')},
        "where",
    ),
    *(
        (
            "secret_column",
            {
                "corrections.yaml": CORRECTION.replace("beds", "patient_transfers")
                .replace("available_count", "waited_days")
                .replace("care_unit_id", column)
            },
            column,
        )
        for column in ("patient_key", "case_id")
    ),
]


def unopenable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder's files can be seen and not read, as where the rights are wrong."""

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)


@pytest.mark.parametrize(("rule", "files", "said"), BROKEN, ids=[f"{one[0]}-{n}" for n, one in enumerate(BROKEN)])
def test_a_broken_description_is_refused_with_file_place_and_remedy(
    tmp_path: Path, reference: Reference, rule: str, files: dict[str, str], said: str
) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name, text in files.items():
        encoded = text.removeprefix("latin-1: ")
        (folder / name).write_text(encoded, encoding="utf-8" if text == encoded else "latin-1")
    with pytest.raises(DescriptionError) as caught:
        load_description(FOLDER, tmp_path, reference)
    told = str(caught.value)
    [name] = files
    what, remedy = (
        part.split("{", maxsplit=1)[0].rstrip("”") for part in (FAULTS[rule].what, FAULTS[rule].how_to_mend)
    )
    assert said in told
    assert str(folder / name) in told
    assert remedy in told
    assert what in told
    assert "1212" not in told


def test_a_file_that_cannot_be_opened_is_told_like_any_other_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "layout.yaml").write_text("layouts: []\n", encoding="utf-8")
    unopenable(monkeypatch)
    with pytest.raises(DescriptionError, match=r"layout\.yaml: filen går inte att öppna"):
        load_description(FOLDER, tmp_path)


def test_every_fault_that_is_known_has_been_provoked() -> None:
    assert {"not_opened", *(rule for rule, _, _ in BROKEN)} == set(FAULTS)


def test_faults_of_all_files_are_told_at_once_and_not_without_end(tmp_path: Path) -> None:
    lines = "".join(f"beds,Rubrik {number},kolumn_{number}\n" for number in range(30))
    with pytest.raises(DescriptionError) as caught:
        load(tmp_path, layout="layouts:\n  - kind: fel\n", headers=f"kind,header,column\n{lines}")
    told = str(caught.value)
    assert "layout.yaml, layout 1" in told
    assert "headers.csv, rad 2" in told
    assert "Ytterligare 19 fel" in told
