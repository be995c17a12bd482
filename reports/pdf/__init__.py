"""Reports as tagged PDF (PDF/UA-1), set by Typst.

Here: any Report as plain data for one Typst template, and the compilation. Not here: what a report says.
"""

from reports.pdf.render import render_pdf

__all__ = ["render_pdf"]
