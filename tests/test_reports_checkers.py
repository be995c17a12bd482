"""The pages by checkers that others wrote: the Nu HTML checker and axe-core, where node_modules holds them.

Install them with `npm install --no-save axe-core@4 vnu-jar` in the repository's root (the second one also needs Java).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from browsing import PAGES, WIDTHS, Browser, pages

MODULES = Path(__file__).parent.parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = shutil.which("java")
RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run().then(result => done(result.violations.map(found => [found.id, found.nodes[0].html])));
"""


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not in node_modules")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.browser
@pytest.mark.slow
def test_axe_finds_no_violation(browser: Browser, name: str, width: int) -> None:
    browser.open(name, width)
    browser.driver.set_script_timeout(120)
    browser.ask("document.querySelectorAll('details').forEach(part => part.open = true)")
    browser.ask(AXE.read_text(encoding="utf-8"))
    assert browser.driver.execute_async_script(RUN_AXE) == []


@pytest.mark.slow
@pytest.mark.skipif(JAVA is None, reason="Java is not installed")
@pytest.mark.skipif(not NU.is_file(), reason="vnu-jar is not in node_modules")
def test_the_nu_checker_finds_nothing(tmp_path: Path) -> None:
    files = []
    for name, text in pages().items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(text, encoding="utf-8")
    command = [str(JAVA), "-jar", str(NU), "--exit-zero-always", "--format", "gnu", *map(str, files)]
    found = subprocess.run(command, check=True, capture_output=True, timeout=300).stderr.decode("utf-8")
    assert [
        line for line in found.splitlines() if ": error:" in line or ": warning:" in line or ": info warning" in line
    ] == []
