"""A sheet to a text file with delimiters, in the encoding and with the delimiter of the region.

Here: the bytes of CSV files. Not here: what they hold, and workbooks (`workbook.py`).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.demo.sheets import Sheet

LINE_END = "\r\n"
UTF_16_MARK = b"\xff\xfe"


def write_text_file(path: Path, sheet: Sheet, *, encoding: str, delimiter: str) -> None:
    """Writes title rows, headers, rows and what stands under them; cells are quoted where they must be."""
    above = [*sheet.titles, *(delimiter.join(row) for row in sheet.header_rows())]
    body = sheet.rows.write_csv(include_header=False, separator=delimiter, line_terminator=LINE_END)
    under = [delimiter.join(row) for row in sheet.footer]
    text = "".join(line + LINE_END for line in above) + body + "".join(line + LINE_END for line in under)
    path.write_bytes(UTF_16_MARK + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding))
