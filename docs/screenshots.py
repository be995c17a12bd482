"""Pictures of the Dagster UI for the README: the asset graph, and one asset with its checks.

    python docs/screenshots.py HOME FOLDER

Starts `lagesbild ui` on a home in which `lagesbild run` has been done, looks at it in headless Chromium, and stops it.
Needs the test tools (selenium) and Chromium with its driver.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

PAGES = {
    "dagster-assets.png": ("/asset-groups", "deliveries"),
    "dagster-asset.png": ("/assets/mart/waiting_by_diagnosis?view=checks", "grain_is_unique"),
}
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
)  # fmt: skip
PAGE_SIZE, GRAPH_SIZE = (1600, 1150), (2000, 1500)
ZOOM_STEPS = 5
START_SECONDS, SETTLE_SECONDS = 120, 6


def main(home: Path, folder: Path) -> None:
    """Takes every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(home) as address, browsing() as browser:
        browser.set_window_size(*PAGE_SIZE)
        for name, (place, text) in PAGES.items():
            browser.get(address + place)
            WebDriverWait(browser, START_SECONDS).until(lambda page, text=text: text in page.page_source)
            time.sleep(SETTLE_SECONDS)
            if place == "/asset-groups":
                expand_groups(browser)
            browser.save_screenshot(str(folder / name))
            browser.set_window_size(*PAGE_SIZE)


def expand_groups(browser: webdriver.Chrome) -> None:
    """Opens every group of the graph (Alt+E is the UI's own key for it) and loads it anew, so that it fits."""
    browser.find_element(By.TAG_NAME, "body").click()
    ActionChains(browser).key_down(Keys.ALT).send_keys("e").key_up(Keys.ALT).perform()
    time.sleep(SETTLE_SECONDS)
    browser.set_window_size(*GRAPH_SIZE)
    browser.refresh()
    time.sleep(2 * SETTLE_SECONDS)
    zoom_out = browser.find_element(By.XPATH, "//button[.//*[@aria-label='zoom_out']]")
    for _ in range(ZOOM_STEPS):
        zoom_out.click()
    time.sleep(SETTLE_SECONDS)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`lagesbild ui` on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "pipelines.cli", "ui", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        wait_for(address, server)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Waits until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("lagesbild ui did not start")


@contextmanager
def browsing() -> Iterator[webdriver.Chrome]:
    """A headless Chromium with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for switch in (*SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        browser = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        try:
            yield browser
        finally:
            browser.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
