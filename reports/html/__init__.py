"""Reports as HTML: one self-contained file each.

Here: the page of any Report, the style sheet, the templates. Not here: what a report says.
"""

from reports.html.page import render_html

__all__ = ["render_html"]
