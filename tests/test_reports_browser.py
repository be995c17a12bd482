"""The pages in a real browser: no sideways scrolling from phone to desk, the font in use, no request, no error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from reports.front_page import DataFile, render_published_front
from reports.html import render_html
from reports.lagesbild import compose_lagesbild
from reports.receipt import render_receipt
from reports.transfers import compose_transfers
from tests.test_reports_frames import AS_OF, all_tables, edition
from tests.test_reports_receipt import RECEIPT

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (320, 768, 1440)
PAGES = ("lagesbild", "tomt", "patientflyttar", "kvitto", "startsida")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="Chromium or its driver is not installed"),
]
TOO_WIDE = """
const width = document.documentElement.clientWidth;
return [...document.querySelectorAll('main *, header *, footer *')]
  .filter(element => element.getClientRects().length && !element.closest('svg, .piece, .hidden, .quiet, .skip'))
  .filter(element => element.getBoundingClientRect().right > width + 0.5)
  .map(element => element.outerHTML.slice(0, 100));
"""


@dataclass(frozen=True)
class Browser:
    driver: webdriver.Chrome
    folder: Path

    def open(self, name: str, width: int) -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.get((self.folder / f"{name}.html").as_uri())

    def ask(self, script: str) -> Any:
        return self.driver.execute_script(script)


def pages() -> dict[str, str]:
    return {
        "lagesbild": render_html(compose_lagesbild(all_tables(), edition())),
        "tomt": render_html(compose_lagesbild({}, edition())),
        "patientflyttar": render_html(compose_transfers(all_tables(), 2025, edition())),
        "kvitto": render_receipt(RECEIPT),
        "startsida": render_published_front([], [DataFile("data/beds.csv", "Vårdplatser.", 12300)], AS_OF),
    }


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in pages().items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    options = Options()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()


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
