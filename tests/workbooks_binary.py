"""The sheets of `workbooks.py` as xls and xlsb: as few records as programs need to open such a file.

Not here: the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from struct import pack

from openpyxl.utils.cell import coordinate_to_tuple
from workbooks import ERRORS, Cell, Sheet, as_ods, as_xlsx, column_of, zipped

FIRST_STYLE = 15
"""Of cells, in an xls: before it are the styles of styles."""
SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, *data: bytes) -> bytes:
    """A record of an xls workbook."""
    content = b"".join(data)
    return pack("<HH", kind, len(content)) + content


def as_xls(*sheets: Sheet, uses_1904: bool = False, stream_name: str = "Workbook", more: bytes = b"") -> bytes:
    """The workbook in BIFF8, with `more` records in each sheet."""
    font = pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial"
    struck = pack("<HHHHHBBBB", 200, 0x08, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial"
    of_styles = record(0xE0, pack("<HHH", 0, 0, 0xFFF5), bytes(14))
    styles = [(0, 0), (5, 0), (0, 9)]  # no font has the number 4
    head = record(0x809, pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6)) + record(0x22, pack("<H", uses_1904))
    head += record(0x31, font) * 4 + record(0x31, struck) + of_styles * FIRST_STYLE
    head += b"".join(record(0xE0, pack("<HHH", *style, 1), bytes(14)) for style in styles)
    bodies = [_xls_sheet(sheet, more) for sheet in sheets]
    names = [pack("<BB", len(sheet.name), 1) + sheet.name.encode("utf-16-le") for sheet in sheets]
    start = len(head) + sum(len(record(0x85, bytes(6), name)) for name in names) + len(record(0x0A))
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        head += record(0x85, pack("<IBB", start, sheet.is_hidden, 0), name)
        start += len(body)
    return compound(**{stream_name: head + record(0x0A) + b"".join(bodies)})


def _xls_sheet(sheet: Sheet, more: bytes) -> bytes:
    found = [record(0x809, pack("<HHHHII", 0x600, 16, 0, 1997, 0, 6))]
    if sheet.is_filtered:
        found.append(record(0x9B))
    columns = map(column_of, sheet.hidden_columns)
    found += [record(0x7D, pack("<HHHHHH", place, place, 2560, 15, 1, 0)) for place in columns]
    for row, _ in sheet.filled():
        found.append(record(0x208, pack("<HHHHHHHH", row - 1, 0, 9, 255, 0, 0, 0x20 * (row in sheet.hidden_rows), 15)))
    for row, cells in sheet.filled():
        for column, cell in cells:
            place = pack("<HHH", row - 1, column - 1, FIRST_STYLE + sheet.style(row, column))
            found.append(_xls_cell(place, cell))
    for number, (address, author) in enumerate(sheet.comments.items(), start=1):
        row, column = coordinate_to_tuple(address)
        name = pack("<HB", len(author), 1) + author.encode("utf-16-le")
        found.append(record(0x1C, pack("<HHHH", row - 1, column - 1, 0, number), name))
    if sheet.merges:
        places = b"".join(pack("<HHHH", *place) for place in sheet.rectangles())
        found.append(record(0xE5, pack("<H", len(sheet.merges)), places))
    return b"".join(found) + more + record(0x0A)


def _xls_cell(place: bytes, cell: Cell) -> bytes:
    if isinstance(cell, bool):
        return record(0x205, place, pack("<BB", cell, 0))
    if isinstance(cell, str) and cell in ERRORS:
        return record(0x205, place, pack("<BB", ERRORS[cell], 1))
    if isinstance(cell, str) and cell.startswith("="):  # as programs write it that cannot calculate
        return record(0x06, place, bytes(8), pack("<HIH", 3, 0, 3), b"\x1e\x01\x00")
    if isinstance(cell, str):
        return record(0x204, place, pack("<HB", len(cell), 1), cell.encode("utf-16-le"))
    return record(0x203, place, pack("<d", cell))


def compound(**streams: bytes) -> bytes:
    """A compound file of these streams, none of which is small enough for the table of small ones."""
    table: list[int] = []
    sectors: list[bytes] = []
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(4096, b"\x00")
        count, first = -(-len(padded) // SECTOR), len(sectors)
        sectors += [padded[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\x00") for at in range(count)]
        table += [*range(first + 1, first + count), END]
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, first, len(padded), right=right))
    directory = b"".join(entries).ljust(SECTOR * (-(-len(entries) // 4)), b"\x00")
    at_directory, count = len(sectors), len(directory) // SECTOR
    sectors += [directory[at * SECTOR : (at + 1) * SECTOR] for at in range(count)]
    table += [*range(at_directory + 1, at_directory + count), END]
    tables = -(-(len(table) + 1) // (SECTOR // 4 - 1))
    places = list(range(len(table), len(table) + tables))
    table += [TABLE] * tables
    table += [FREE] * (tables * SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, tables, at_directory, 0, 4096, END, 0, END, 0)
    head += b"".join(pack("<I", place) for place in [*places, *[FREE] * (109 - tables)])
    return head + b"".join(sectors) + b"".join(pack("<I", one) for one in table)


def stream_of(content: bytes) -> bytes:
    """The only stream of such a file."""
    return content[SECTOR : content.index("Root Entry".encode("utf-16-le"))]


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\x00\x00"
    head = wide.ljust(64, b"\x00") + pack("<HBBIII", len(wide), kind, 1, FREE, right, child)
    return head + bytes(16) + bytes(4) + bytes(16) + pack("<IQ", start, size)


def binary_record(kind: int, *data: bytes) -> bytes:
    """A record of an xlsb workbook."""
    content = b"".join(data)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size >= 0x80:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content


def _wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    found = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{space}">{found}</Relationships>'.encode()


def as_xlsb(*sheets: Sheet, uses_1904: bool = False) -> bytes:
    """The workbook in binary records."""
    parts: dict[str, bytes] = {}
    targets = {"rId90": ("styles", "styles.bin")}
    bundle = b""
    for number, sheet in enumerate(sheets, start=1):
        targets[f"rId{number}"] = ("worksheet", f"worksheets/sheet{number}.bin")
        bundle += binary_record(156, pack("<II", sheet.is_hidden, number), _wide(f"rId{number}"), _wide(sheet.name))
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(sheet)
        if sheet.comments:
            parts[f"xl/comments{number}.bin"] = _xlsb_comments(sheet)
            relation = {"rId1": ("comments", f"../comments{number}.bin")}
            parts[f"xl/worksheets/_rels/sheet{number}.bin.rels"] = _relations(relation)
    parts["xl/workbook.bin"] = (
        binary_record(131)
        + binary_record(153, pack("<II", uses_1904, 0), _wide(""))
        + binary_record(143)
        + bundle
        + binary_record(144)
        + binary_record(132)
    )
    parts["xl/styles.bin"] = _xlsb_styles()
    parts["xl/_rels/workbook.bin.rels"] = _relations(targets)
    parts["_rels/.rels"] = _relations({"rId1": ("officeDocument", "xl/workbook.bin")})
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    parts["[Content_Types].xml"] = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="bin" ContentType="application/vnd.ms-excel.worksheet"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{kind}"/></Types>'
    ).encode()
    return zipped(parts)


def _xlsb_styles() -> bytes:
    fonts = b"".join(
        binary_record(43, pack("<HHHHBBBB", 200, flags, 400, 0, 0, 0, 0, 0), bytes(8), b"\x02", _wide("Arial"))
        for flags in (0, 0x08)
    )
    styles = [(0, 0), (0, 1), (9, 0)]
    cells = b"".join(binary_record(47, pack("<HHHHH", 0, *style, 0, 0), bytes(6)) for style in styles)
    of_styles = binary_record(626, pack("<I", 1)) + binary_record(47, pack("<HHHHH", 0xFFFF, 9, 1, 0, 0), bytes(6))
    return (
        binary_record(278)
        + binary_record(611, pack("<I", 2)) + fonts + binary_record(612)
        + of_styles + binary_record(627)
        + binary_record(617, pack("<I", 3)) + cells + binary_record(618)
        + binary_record(279)
    )  # fmt: skip


def _xlsb_sheet(sheet: Sheet) -> bytes:
    width = max((len(row) for row in sheet.rows), default=1)
    found = [
        binary_record(129),
        binary_record(148, pack("<IIII", 0, max(0, len(sheet.rows) - 1), 0, max(0, width - 1))),
    ]
    if sheet.hidden_columns:
        columns = map(column_of, sheet.hidden_columns)
        places = (binary_record(60, pack("<IIIIH", place, place, 2560, 0, 1)) for place in columns)
        found += [binary_record(390), *places, binary_record(391)]
    found.append(binary_record(145))
    for row, cells in sheet.filled():
        found.append(binary_record(0, pack("<IIHBBBI", row - 1, 0, 300, 0, 0x10 * (row in sheet.hidden_rows), 0, 0)))
        for column, cell in cells:
            found.append(_xlsb_cell(pack("<II", column - 1, sheet.style(row, column)), cell))
    found.append(binary_record(146))
    if sheet.is_filtered:
        area = pack("<IIII", 0, len(sheet.rows) - 1, 0, 1)
        found += [binary_record(161, area), binary_record(163, bytes(6)), binary_record(164), binary_record(162)]
    if sheet.merges:
        merges = (binary_record(176, pack("<IIII", *place)) for place in sheet.rectangles())
        found += [binary_record(177, pack("<I", len(sheet.merges))), *merges, binary_record(178)]
    return b"".join(found) + binary_record(130)


def _xlsb_cell(place: bytes, cell: Cell) -> bytes:
    if isinstance(cell, bool):
        return binary_record(4, place, pack("<B", cell))
    if isinstance(cell, str) and cell in ERRORS:
        return binary_record(3, place, pack("<B", ERRORS[cell]))
    if isinstance(cell, str):
        return binary_record(6, place, _wide(cell))
    return binary_record(5, place, pack("<d", cell))


def _xlsb_comments(sheet: Sheet) -> bytes:
    authors = list(dict.fromkeys(sheet.comments.values()))
    found = [binary_record(628), binary_record(630), *(binary_record(632, _wide(one)) for one in authors)]
    found += [binary_record(631), binary_record(633)]
    for address, author in sheet.comments.items():
        row, column = coordinate_to_tuple(address)
        place = pack("<IIII", row - 1, row - 1, column - 1, column - 1)
        found += [binary_record(635, pack("<I", authors.index(author)), place, bytes(16))]
        found += [binary_record(637, b"\x00", _wide("en anmärkning")), binary_record(636)]
    return b"".join([*found, binary_record(634), binary_record(629)])


FORMATS: Mapping[str, Callable[..., bytes]] = {"xlsx": as_xlsx, "xls": as_xls, "xlsb": as_xlsb, "ods": as_ods}
