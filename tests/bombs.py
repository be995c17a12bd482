"""Files that cost a reader far more than their sender, made by code."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

from hiding import NAMESPACE, workbook
from workbooks import Sheet
from workbooks_binary import as_xls

Make = Callable[[], bytes]
SHEET = "xl/worksheets/sheet1.xml"
MANY = 300_000


def with_part(name: str, content: bytes) -> bytes:
    """A workbook in which a part is put in the place of its own."""
    source, target = io.BytesIO(workbook()), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def sheet(inner: str, after: str = "", before: str = "") -> bytes:
    """The markup of a sheet."""
    text = f"<worksheet {NAMESPACE}>{before}<sheetData>{inner}</sheetData>{after}</worksheet>"
    return text.encode()


def entry(name: bytes, packed: bytes, size: int, at: int, method: int = 8) -> tuple[bytes, bytes]:
    """(local header with content, entry of the directory) of a zip's part that claims to have a size."""
    fields = method.to_bytes(2, "little") + b"\x00" * 4 + b"\x00" * 4
    sizes = len(packed).to_bytes(4, "little") + size.to_bytes(4, "little")
    names = len(name).to_bytes(2, "little")
    local = b"PK\x03\x04\x14\x00\x00\x00" + fields + sizes + names + b"\x00\x00" + name
    central = b"PK\x01\x02\x14\x00\x14\x00\x00\x00" + fields + sizes + names + b"\x00" * 12 + at.to_bytes(4, "little")
    return local + packed, central + name


def archive(parts: list[tuple[bytes, bytes]], body: bytes | None = None) -> bytes:
    """A zip of entries."""
    content = body if body is not None else b"".join(local for local, _ in parts)
    directory = b"".join(central for _, central in parts)
    count = min(len(parts), 0xFFFF).to_bytes(2, "little")
    ends = len(directory).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return content + directory + b"PK\x05\x06\x00\x00\x00\x00" + count + count + ends + b"\x00\x00"


def blanks(megabytes: int) -> bytes:
    """So many packed megabytes of blanks, as a thousandth of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + packer.flush()


def lying(megabytes: int, name: bytes = b"xl/x.xml", claimed: int = 100) -> bytes:
    """A workbook with a part that claims some bytes and holds megabytes."""
    parts: list[tuple[bytes, bytes]] = []
    at = 0
    for part, packed, size in (
        (b"xl/workbook.xml", blanks(0), 0),
        (name, blanks(megabytes), claimed),
    ):
        parts.append(entry(part, packed, size, at))
        at += len(parts[-1][0])
    return archive(parts)


def overlapping(count: int) -> bytes:
    """Quoted overlap: every part quotes the header of the next one as a stored block, and all share one kernel."""
    kernel = blanks(20)
    name = b"xl/workbook.xml"
    content, centrals = entry(name, kernel, 20_000_000, 0)[0], []
    packed, size = kernel, 20_000_000
    locals_before = [(name, packed, size)]
    for number in range(1, count):
        quoted = content
        length = len(locals_before[-1][0]) + 30
        header = quoted[:length]
        block = b"\x00" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little")
        packed = block + header + packed
        size += length
        name = b"xl/media/%d.xml" % number
        content = entry(name, packed, size, 0)[0]
        locals_before.append((name, packed, size))
    for name, packed, size in locals_before:
        at = len(content) - len(packed) - len(name) - 30
        centrals.append((b"", entry(name, packed, size, at)[1]))
    return archive(centrals, body=content)


def crowded(count: int) -> bytes:
    """A zip of so many empty parts."""
    parts = [entry(b"xl/workbook.xml", b"", 0, 0, 0)] + [
        entry(b"x%d" % number, b"", 0, 0, 0) for number in range(count)
    ]
    return archive([(b"", central) for _, central in parts], body=parts[0][0])


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip ..."""
    content = b" " * 1_000_000
    for _ in range(depth):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as outer:
            for number in range(16):
                outer.writestr(f"lager {number}.zip", content)
        content = target.getvalue()
    return content


def ods(table: str) -> bytes:
    """An OpenDocument with the markup of a table."""
    target = io.BytesIO()
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='A'>{table}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        new.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return target.getvalue()


def part(name: str, *content: str, encoding: str = "utf-8") -> Make:
    """Makes a workbook with a part of its own."""
    return lambda: with_part(name, "".join(content).encode(encoding))


def cells(*inner: str, before: str = "", after: str = "") -> Make:
    """Makes a workbook with a sheet of its own."""
    return lambda: with_part(SHEET, sheet("".join(inner), after, before))


def far_apart(cell: str) -> Make:
    """Makes a workbook with two cells in opposite corners."""
    return cells(*(f"<row>{cell.format(place)}</row>" for place in ("A1", "XFD1048576")))


def tables(row: str = "", column: str = "") -> Make:
    """Makes an OpenDocument with a cell in a row, each with its attributes."""
    cell = f"<table:table-cell office:value-type='string' {column}><text:p>a</text:p></table:table-cell>"
    return lambda: ods(f"<table:table-row {row}>{cell}</table:table-row>")


def laughs() -> str:
    """The entities of a billion laughs."""
    lines = (f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 10))
    return "<!DOCTYPE s [<!ENTITY l0 'ha'>" + "".join(lines) + "]>"


STRINGS = f'<sst {NAMESPACE} count="4000000000" uniqueCount="4000000000">'
SQUARE = f"<!DOCTYPE s [<!ENTITY a '{'a' * 100_000}'>]><a>{'&a;' * 100_000}</a>"
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TEXTS, STYLES, BOOK, CUSTOM = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "customXml/item1.xml"
MERGES = (f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 300_000))
SHEETS = (f'<sheet name="b{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 100_000))
DEEP = "<a>" * MANY + "</a>" * MANY


def circular(*, directory: bool) -> bytes:
    """An old workbook whose directory, or else its first stream, is a chain of sectors without an end."""
    content = bytearray(as_xls(Sheet([["Datum", "Enhet"], ["2026-10-31", "A1"]])))
    at_directory, table = (int.from_bytes(content[at : at + 4], "little") for at in (48, 76))
    start = at_directory if directory else 0
    place = (table + 1) * 512 + start * 4
    content[place : place + 4] = start.to_bytes(4, "little")
    return bytes(content)


def overstated() -> bytes:
    """An old workbook whose header says that its table of small sectors is larger than the file."""
    content = bytearray(as_xls(Sheet([["Datum", "Enhet"], ["2026-10-31", "A1"]])))
    content[64:68] = (0x30300000).to_bytes(4, "little")
    return bytes(content)


BOMBS: Mapping[str, tuple[str, Make]] = {
    "a table larger than its file": ("fil.xls", overstated),
    "a directory without an end": ("fil.xls", lambda: circular(directory=True)),
    "a stream without an end": ("fil.xls", lambda: circular(directory=False)),
    "a part that says how large it is": (
        "fil.xlsx",
        lambda: archive([entry(BOOK.encode(), blanks(1100), 1_100_000_000, 0)]),
    ),
    "a part that lies about its size": ("fil.xlsx", lambda: lying(1100)),
    "a large sheet that lies about its size": (
        "fil.xlsx",
        lambda: lying(1100, b"xl/worksheets/sheet1.xml", claimed=9_000_000),
    ),
    "a picture that lies about its size": ("fil.xlsx", lambda: lying(1100, b"xl/media/a.png")),
    "parts that lie over one another": ("fil.xlsx", lambda: overlapping(40)),
    "parts that lie over one another in an archive": ("fil.zip", lambda: overlapping(40).replace(b"xl/", b"yl/")),
    "two million parts": ("fil.xlsx", lambda: crowded(2 * MANY)),
    "zips in zips": ("fil.zip", lambda: nested(4)),
    "a billion laughs": ("fil.xlsx", part(TEXTS, laughs(), "<sst>&l9;</sst>")),
    "a billion laughs in UTF-16": ("fil.xlsx", part(BOOK, laughs(), "<w>&l9;</w>", encoding="utf-16")),
    "an entity that grows by its square": ("fil.xlsx", part(SHEET, SQUARE)),
    "two cells far apart": ("fil.xlsx", far_apart('<c r="{}"><v>1</v></c>')),
    "two cells far apart, single quotes": ("fil.xlsx", far_apart("<c r='{}'><v>1</v></c>")),
    "two cells far apart, values on lines of their own": ("fil.xlsx", far_apart('<c\nr="{}"\n>\n<v>1</v></c>')),
    "three hundred thousand merges": ("fil.xlsx", cells(after=f"<mergeCells>{''.join(MERGES)}</mergeCells>")),
    "a million styles": ("fil.xlsx", part(STYLES, "<styleSheet>", "<xf a='1'/>" * MANY, "</styleSheet>")),
    "a million names": ("fil.xlsx", part(BOOK, "<workbook>", "<definedName a='1'/>" * MANY, "</workbook>")),
    "a hundred thousand sheets of one part": (
        "fil.xlsx",
        part(BOOK, f"<workbook {NAMESPACE} {RELATIONS}><sheets>", *SHEETS, "</sheets></workbook>"),
    ),
    "four billion texts that are only claimed": ("fil.xlsx", part(TEXTS, STRINGS, "</sst>")),
    "a row repeated a billion times": ("fil.ods", tables(row="table:number-rows-repeated='1000000000'")),
    "a cell repeated a billion times": ("fil.ods", tables(column="table:number-columns-repeated='1000000000'")),
}  # fmt: skip

HARMLESS: Mapping[str, tuple[str, Make]] = {
    "a rectangle that is only claimed": (
        "fil.xlsx",
        cells('<row r="1"><c r="A1"><v>1</v></c></row>', before='<dimension ref="A1:XFD1048576"/>'),
    ),
    "a hundred megabytes of texts": ("fil.xlsx", part(TEXTS, "<sst>", "<si><t>aaaaaaa</t></si>" * 4 * MANY, "</sst>")),
    "a sheet a million deep": ("fil.xlsx", cells("<row><c>", DEEP, "</c></row>")),
    "styles a million deep": ("fil.xlsx", part(STYLES, "<styleSheet>", DEEP, "</styleSheet>")),
    "a workbook a million deep": ("fil.xlsx", part(BOOK, "<workbook>", DEEP, "</workbook>")),
    "tags that never close": ("fil.xlsx", cells('<c r="A1" ' * MANY)),
    "attributes without end": ("fil.xlsx", part(CUSTOM, "<a ", "b=1 " * 4 * MANY)),
    "quotes without end": ("fil.xlsx", part(CUSTOM, "<a ", 'b="' * 2 * MANY)),
    "formulas without end": ("fil.xlsx", cells('<c r="A1"><f>' * MANY)),
    "digits without end": ("fil.xlsx", part(CUSTOM, "<a>", "19" * 10 * MANY, "</a>")),
    "blanks and digits without end": ("fil.csv", lambda: b"a;b\r\n" + b"1 " * 10 * MANY + b";2\r\n"),
    "dates without end": ("fil.csv", lambda: b"a;b\r\n" + b"20121212-" * 2 * MANY + b";2\r\n"),
    "numbers without end": ("fil.csv", lambda: b"a;b\r\n" + b"20121212-1213 " * MANY + b";2\r\n"),
    "less-than signs without end": ("fil.xlsx", part(CUSTOM, "<a>", "<" * 7 * MANY)),
    "a cell's attributes without end": ("fil.xlsx", cells("<c ", 'r="A1" ' * MANY)),
    "remarks without end": ("fil.xlsx", cells("<!--" * MANY)),
    "a million exotic digits": ("fil.csv", ("a;b\r\n" + "１２１２１２ " * MANY + ";2\r\n").encode),
}  # fmt: skip
