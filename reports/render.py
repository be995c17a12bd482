"""A report as the files of its edition: page, PDF, workbook and data.

Here: which files an edition's folder holds. The only module of reports that writes.
Not here: when an edition is written, where editions lie, which is the latest (assets.publications).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reports.content import Report
from reports.data_files import write_csv
from reports.html import render_html
from reports.pdf import render_pdf
from reports.values import Link
from reports.xlsx import render_xlsx

DATA_FOLDER = "data"


def write_report(report: Report, folder: Path, name: str) -> tuple[Path, ...]:
    """Write index.html, <name>.pdf, <name>.xlsx and data/<table>.csv into a folder, which is made where it is not.

    Gives the paths written, in order. Equal reports give files of equal bytes. Raises ValueError where two tables
    of the report have one name, OSError where the folder cannot be written.
    """
    files = render_files(report, name)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tuple(folder / path for path in files)


def render_files(report: Report, name: str) -> dict[str, bytes]:
    """The files of an edition by their path inside its folder, nothing written."""
    tables = list(report.tables())
    if len({table.name for table in tables}) < len(tables):
        raise ValueError(f"report {report.name}: two tables have one name")
    linked = replace(report, files=(Link("PDF", f"{name}.pdf"), Link("Excel", f"{name}.xlsx")))
    return {
        "index.html": render_html(linked).encode("utf-8"),
        f"{name}.pdf": render_pdf(report),
        f"{name}.xlsx": render_xlsx(report),
        **{f"{DATA_FOLDER}/{table.name}.csv": write_csv(table).encode("utf-8") for table in tables},
    }
