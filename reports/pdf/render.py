"""Compile a report's data with the Typst template into PDF/UA-1 with fixed bytes.

Here: fonts, the document's fixed date, the standard. Not here: the data (document), the layout (report.typ).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typst

from reports.content import Report
from reports.fonts import font_files
from reports.pdf.document import describe_report

TEMPLATE = Path(__file__).parent / "report.typ"


def render_pdf(report: Report) -> bytes:
    """The report as tagged PDF/UA-1. Equal reports give equal bytes.

    The data go in as JSON beside the template, so that no text of a report is ever read as markup. Raises
    typst.TypstError where the document would not hold the standard (a picture without text alternative).
    """
    day = report.document_date
    with tempfile.TemporaryDirectory() as folder:
        for source in font_files():  # only our two weights: the wheel holds each font twice, in an order of the disk's
            shutil.copyfile(source, Path(folder) / source.name)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        compiler = typst.Compiler(
            TEMPLATE.read_bytes(),
            font_paths=fonts,
            sys_inputs={"report": json.dumps(describe_report(report), ensure_ascii=False)},
        )
        stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single PDF file")
    return pdf
