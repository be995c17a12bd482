"""The pages in a real browser: no sideways scrolling from phone to desk, the font in use, no request, no error."""

from __future__ import annotations

import pytest
from browsing import PAGES, WIDTHS, Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOO_WIDE = """
const width = document.documentElement.clientWidth;
return [...document.querySelectorAll('main *, header *, footer *')]
  .filter(element => element.getClientRects().length && !element.closest('svg, .piece, .hidden, .quiet, .skip'))
  .filter(element => element.getBoundingClientRect().right > width + 0.5)
  .map(element => element.outerHTML.slice(0, 100));
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_page(browser: Browser, name: str, width: int) -> None:
    browser.open(name, width)
    for is_open in ("false", "true"):
        browser.ask(f"document.querySelectorAll('details').forEach(part => part.open = {is_open})")
        scrolled, shown = browser.ask("const e = document.documentElement; return [e.scrollWidth, e.clientWidth]")
        assert scrolled <= shown
        assert browser.ask(TOO_WIDE) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_asks_for_nothing_and_has_no_error(browser: Browser, name: str) -> None:
    browser.driver.get_log("performance")  # type: ignore[no-untyped-call]
    browser.open(name, 1440)
    log = "".join(entry["message"] for entry in browser.driver.get_log("performance"))  # type: ignore[no-untyped-call]
    assert '"url":"http' not in log
    assert browser.driver.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_the_embedded_font_is_the_one_in_use(browser: Browser) -> None:
    browser.open("lagesbild", 1440)
    loaded = """return [...document.fonts].map(face => [face.family.replaceAll('"', ''), face.weight, face.status])"""
    assert sorted(browser.ask(loaded)) == [["Lagesbild Sans", "400", "loaded"], ["Lagesbild Sans", "600", "loaded"]]


def test_on_a_phone_every_figure_of_a_card_has_its_label(browser: Browser) -> None:
    browser.open("lagesbild", 320)
    labels = browser.ask(
        "return [...document.querySelectorAll('#tabell-diagnosgrupper tbody tr:first-child td')]"
        """.map(cell => getComputedStyle(cell, '::before').content.replaceAll('"', ''))"""
    )
    assert labels[0] == "Väntar"
    assert "Median, dagar" in labels
    assert all(label not in ("", "none") for label in labels)
