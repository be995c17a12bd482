"""Horizontal bars with a zero base, each with its label to the left and its number at the end.

Here: bars -> SVG. Not here: bars in table cells (cell_charts).
"""

from __future__ import annotations

from reports.charts.colours import GREY, INK, ROLE_COLOURS
from reports.charts.drawing import box, frame, line, words
from reports.content import BarChart

WIDTH, LABEL_WIDTH, NUMBER_WIDTH, STEP, THICKNESS = 460.0, 118.0, 84.0, 34.0, 18.0


def draw_bars(chart: BarChart, alternative: str) -> str:
    """Draw the bars from top to bottom in the order given."""
    most = max((bar.value for bar in chart.bars), default=0.0)
    scale = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH) / max(most, 1e-9)
    body = ""
    for index, bar in enumerate(chart.bars):
        top = index * STEP + 6
        end = LABEL_WIDTH + bar.value * scale
        body += words(LABEL_WIDTH - 12, top + 14, bar.label, size=16, colour=INK, anchor="end", bold=True)
        body += box(LABEL_WIDTH, top, bar.value * scale, THICKNESS, ROLE_COLOURS[bar.role])
        body += words(end + 8, top + 14, bar.text, size=16, colour=INK)
    height = len(chart.bars) * STEP + 4
    body += line((LABEL_WIDTH, 2), (LABEL_WIDTH, height - 6), GREY)
    return frame(body, width=WIDTH, height=height, alternative=alternative)
