"""Charts as SVG, the same picture in HTML and in PDF.

Here: chart data -> standalone SVG with plain attributes (no CSS, no variables, fonts by name), and their colours.
Not here: what a chart shows (content, compositions), where it stands (renderers).
"""

from reports.charts.bars import draw_bars
from reports.charts.tile_map import draw_tile_map
from reports.content import Chart, TileMap


def draw_chart(chart: Chart, alternative: str) -> str:
    """Draw a chart as SVG; `alternative` is the finding in words and becomes its text alternative."""
    if isinstance(chart, TileMap):
        return draw_tile_map(chart, alternative)
    return draw_bars(chart, alternative)


__all__ = ["draw_chart"]
