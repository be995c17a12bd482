"""A number in every place of a file where it can stand: one file for each place, made by code.

`PERSON` is the published test person of the Swedish Tax Agency.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

PERSON = "19121212-1212"
DIGITS = "191212121212"
BEDS = (
    ("Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda", "Anmärkning"),
    ("2026-11-21", "SE-12-1", "Somatik", 28, 27, None),
)
Change = Callable[[Any, Any], object]
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(change: Change | None = None, parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook of beds with a change made to (book, sheet) and parts added."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in BEDS:
        sheet.append(row)
    if change:
        change(book, sheet)
    target = io.BytesIO()
    book.save(target)
    if parts:
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    return target.getvalue()


def edited(name: str, pattern: str, replacement: str, change: Change | None = None) -> bytes:
    """A workbook in one part of which a pattern is replaced."""
    source, target = io.BytesIO(workbook(change)), io.BytesIO()
    assert name in zipfile.ZipFile(source).namelist()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == name:
                text, count = re.subn(pattern, replacement, content.decode("utf-8"), count=1)
                assert count == 1, f"{name} has no {pattern}"
                content = text.encode("utf-8")
            new.writestr(part, content)
    return target.getvalue()


def _set(sheet: Any, address: str, value: object) -> None:
    sheet[address] = value


def _hide_row(_book: Any, sheet: Any) -> None:
    sheet["F2"] = PERSON
    sheet.row_dimensions[2].hidden = True


def _hide_column(_book: Any, sheet: Any) -> None:
    sheet["F2"] = PERSON
    sheet.column_dimensions["F"].hidden = True


def _other_sheet(state: str) -> Change:
    def change(book: Any, _sheet: Any) -> None:
        book.create_sheet("Annat")["B7"] = PERSON
        book["Annat"].sheet_state = state

    return change


def _define(book: Any, _sheet: Any) -> None:
    book.defined_names["patient"] = DefinedName("patient", attr_text=f'"{PERSON}"')


def _validate(**told: str) -> Change:
    def change(_book: Any, sheet: Any) -> None:
        rule = DataValidation(type="list", **{"formula1": '"ja,nej"', **told})
        rule.add("F2")
        sheet.add_data_validation(rule)

    return change


def _custom_property(book: Any, _sheet: Any) -> None:
    book.custom_doc_props.append(StringProperty(name="patient", value=PERSON))


def _split(_book: Any, sheet: Any) -> None:
    sheet["F2"], sheet["G2"] = "19121212", "1212"


CHANGES: dict[str, Change] = {
    "a cell": lambda _, s: _set(s, "F2", PERSON),
    "a number cell": lambda _, s: _set(s, "F2", int(DIGITS)),
    "two cells": _split,
    "a hidden row": _hide_row,
    "a hidden column": _hide_column,
    "a hidden sheet": _other_sheet("hidden"),
    "a very hidden sheet": _other_sheet("veryHidden"),
    "a comment": lambda _, s: setattr(s["A2"], "comment", Comment(f"ring {PERSON}", "vi")),
    "a comment's author": lambda _, s: setattr(s["A2"], "comment", Comment("ring", PERSON)),
    "a formula": lambda _, s: _set(s, "F2", f'=IF(A2="{PERSON}",1,2)'),
    "a sheet's name": lambda _, s: setattr(s, "title", f"Pat {PERSON}"),
    "a header": lambda _, s: setattr(s.oddHeader.center, "text", PERSON),
    "a footer of the first page": lambda _, s: setattr(s.firstFooter.right, "text", PERSON),
    "a link's target": lambda _, s: setattr(s["A2"], "hyperlink", f"https://exempel.invalid/?p={DIGITS}"),
    "a defined name": _define,
    "a validation's list": _validate(formula1=f'"ja,{PERSON}"'),
    "a validation's help": _validate(prompt=f"som {PERSON}", promptTitle="Hjälp"),
    "a validation's error": _validate(error=f"inte {PERSON}"),
    "a conditional format": lambda _, s: s.conditional_formatting.add("A1", FormulaRule([f'$A1="{PERSON}"'])),
    "a number format": lambda _, s: setattr(s["D2"], "number_format", f'"{PERSON}"0'),
    "a filter": lambda _, s: s.auto_filter.add_filter_column(0, [PERSON]) or setattr(s.auto_filter, "ref", "A1:F2"),
    "the title property": lambda b, _: setattr(b.properties, "title", PERSON),
    "the creator property": lambda b, _: setattr(b.properties, "creator", PERSON),
    "a custom property": _custom_property,
}
RUNS = "".join(
    f"<a:r><a:rPr lang='sv-SE'><a:solidFill/></a:rPr><a:t>{piece}</a:t></a:r>" for piece in (PERSON[:6], PERSON[6:])
)
PARTS: dict[str, tuple[str, bytes]] = {
    "a shared text that no cell uses": (
        "xl/sharedStrings.xml",
        f"<sst {NAMESPACE}><si><r><t>{PERSON[:4]}</t></r><r><rPr><b/></rPr><t>{PERSON[4:]}</t></r></si></sst>".encode(),
    ),
    "how a shared text is pronounced": (
        "xl/sharedStrings.xml",
        f"<sst {NAMESPACE}><si><t>x</t><rPh sb='0' eb='1'><t>{PERSON}</t></rPh></si></sst>".encode(),
    ),
    "the app properties": ("docProps/extra.xml", f"<Properties><Manager>{PERSON}</Manager></Properties>".encode()),
    "custom XML": ("customXml/item1.xml", f"<a><b>{PERSON}</b></a>".encode()),
    "an attribute of custom XML": ("customXml/item1.xml", f"<a b='{PERSON}'/>".encode()),
    "custom XML in UTF-16": ("customXml/item1.xml", f"<a>{PERSON}</a>".encode("utf-16")),
    "a text box in two runs": ("xl/drawings/drawing9.xml", f"<xdr:txBody><a:p>{RUNS}</a:p></xdr:txBody>".encode()),
    "a drawing's description": ("xl/drawings/drawing9.xml", f'<xdr:cNvPr id="2" descr="{PERSON}"/>'.encode()),
    "a chart's cache": ("xl/charts/chart9.xml", f"<c:pt idx='0'><c:v>{PERSON}</c:v></c:pt>".encode()),
    "a pivot cache": ("xl/pivotCache/pivotCacheRecords1.xml", f'<r><s v="{PERSON}"/></r>'.encode()),
    "an external link's cache": (
        "xl/externalLinks/externalLink1.xml",
        f"<externalLink {NAMESPACE}><externalBook><sheetDataSet><sheetData><row r='1'><cell r='A1' t='str'>"
        f"<v>{PERSON}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>".encode(),
    ),
    "a threaded comment": (
        "xl/threadedComments/threadedComment1.xml",
        f'<threadedComment ref="A1" id="{{00000000-0000-0000-0000-000000000001}}"><text>{PERSON}</text>'
        "</threadedComment>".encode(),
    ),
    "a person's display name": ("xl/persons/person.xml", f'<person displayName="{PERSON}"/>'.encode()),
    "an XML comment": ("customXml/item1.xml", f"<a><!-- {PERSON} --></a>".encode()),
    "a CDATA section": ("customXml/item1.xml", f"<a><![CDATA[{PERSON}]]></a>".encode()),
    "character references": (
        "customXml/item1.xml",
        "".join(f"&#{ord(sign)};" for sign in PERSON).join(("<a>", "</a>")).encode(),
    ),
    "printer settings": ("xl/printerSettings/printerSettings1.bin", b"\x01" + PERSON.encode("utf-16-le") + b"\x00"),
    "a picture": ("xl/media/image1.emf", b"\x00\x7f\x00" + PERSON.encode("utf-16-le") + b"\x00"),
    "a part's name": (f"customXml/{PERSON}.txt", b"x"),
}


def hidden_in_workbooks() -> dict[str, bytes]:
    """Place to the bytes of an xlsx that holds the number there and nowhere else."""
    files = {place: workbook(change) for place, change in CHANGES.items()}
    files |= {place: workbook(parts={name: content}) for place, (name, content) in PARTS.items()}
    files["a formula that keeps its value"] = edited(
        "xl/worksheets/sheet1.xml", "<v>27</v>", f'<f>IF(A1="{PERSON}",1,27)</f><v>27</v>'
    )
    files["an attribute in the workbook"] = edited(
        "xl/workbook.xml", "<sheets>", f'<fileSharing userName="{PERSON}"/><sheets>'
    )
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = PERSON.encode()
    files["the container's comment"] = target.getvalue()
    return files


def as_csv(*rows: str, head: str = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda;Anmärkning") -> str:
    """A CSV of beds with rows of its own."""
    return "\r\n".join((head, "2026-11-21;SE-12-1;Somatik;28;27;", *rows)) + "\r\n"


def hidden_in_texts() -> dict[str, bytes]:
    """The same for CSV files, also such as cannot be read."""
    row = f"2026-11-20;SE-12-1;Somatik;28;27;{PERSON}"
    return {
        "a cell": as_csv(row).encode(),
        "a cell in UTF-16": as_csv(row).encode("utf-16"),
        "a cell in cp1252": as_csv(row.replace("-1212", "–1212")).encode("cp1252"),
        "full-width digits": as_csv(row.translate({48 + n: 0xFF10 + n for n in range(10)})).encode(),
        "two cells": as_csv("2026-11-20;SE-12-1;Somatik;28;19121212;1212").encode(),
        "scientific notation": as_csv("2026-11-20;SE-12-1;Somatik;28;27;1,91212121212E+11").encode(),
        "a title row": (f"Uttag för {PERSON}\r\n\r\n" + as_csv()).encode(),
        "a footer": as_csv("", f"Källa: {PERSON}").encode(),
        "a quote that is not closed": as_csv(f'2026-11-20;"SE-12-1;{PERSON}').encode(),
        "an unclear delimiter": f"{DIGITS},b;c\r\n1,2;3\r\n".encode(),
        "a file with nul bytes": as_csv(row).encode() + b"\x00\x00\x01",
        "another format": f"<html><table><tr><td>{PERSON}</td></tr></table></html>".encode(),
    }
