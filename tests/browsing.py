"""The reports' pages in a headless Chromium: which pages, at which widths, and the browser that shows them.

The fixture `browser` is in `conftest.py`. Not here: what is asked of the pages.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Chromium, and the pages in the folder; the test is skipped where there is none."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("Chromium or its driver is not installed")
    for name, text in pages().items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    options = Options()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()
