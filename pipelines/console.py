"""What the command line prints: progress, tables and closing lines; plain lines where there is no terminal.

Here: how it looks. Not here: what is done. File names are shown, values out of files never.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

from sources.intake import Intake

VERDICT_HEADS = {
    "accepted": "Godkända",
    "accepted_with_remarks": "Med anmärkning",
    "returned": "Returnerade",
    "quarantined": "Karantän",
    "duplicate": "Redan mottagna",
}
STATUS_WORDS = {
    "delivered": "levererad",
    "with_remarks": "anmärkning",
    "returned": "returnerad",
    "stale": "inaktuell",
    "late": "försenad",
    "missing": "saknas",
}


class Screen:
    """Where a command prints. With `as_json` nothing but one JSON document goes to stdout."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._out = Console(highlight=False)
        self._progress = Console(stderr=True, highlight=False)

    def say(self, text: str = "") -> None:
        """One line, left out under `--json`."""
        if not self.as_json:
            self.print_text(f"{text}\n")

    def print_text(self, text: str) -> None:
        """A whole text as it is."""
        sys.stdout.write(text)

    def print_json(self, data: Any) -> None:
        """The one JSON document."""
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")

    def print_table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
        """A table on a terminal, tab-separated lines elsewhere."""
        if self.as_json:
            return
        if not self._out.is_terminal:
            for row in (heads, *rows):
                self.say("\t".join(row))
            return
        table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
        for number, head in enumerate(heads):
            table.add_column(head, justify="left" if number == 0 or not _is_numeric(rows, number) else "right")
        for row in rows:
            table.add_row(*row)
        self._out.print(table)

    @contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Shows that something is under way: a spinner on a terminal, one line elsewhere."""
        if self.as_json:
            yield
        elif self._progress.is_terminal:
            with self._progress.status(f"{text} ..."):
                yield
        else:
            sys.stderr.write(f"{text} ...\n")
            yield


def intake_rows(intake: Intake, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Files by verdict and accepted rows, per region that delivered."""
    codes = sorted({taken.delivery.region_code for taken in intake.taken})
    rows = []
    for code in codes:
        deliveries = [taken.delivery for taken in intake.taken if taken.delivery.region_code == code]
        verdicts = Counter(delivery.verdict for delivery in deliveries)
        accepted = sum(sheet.accepted_count for delivery in deliveries for sheet in delivery.sheets)
        counts = (str(verdicts[verdict]) if verdicts[verdict] else "" for verdict in VERDICT_HEADS)
        rows.append((f"{code} {names.get(code, 'Riket')}", str(len(deliveries)), *counts, number(accepted)))
    return rows


def intake_heads() -> tuple[str, ...]:
    """The heads of `intake_rows`."""
    return ("Region", "Filer", *VERDICT_HEADS.values(), "Rader")


def number(count: int) -> str:
    """A whole number with a no-break space between thousands."""
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def _is_numeric(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(not row[column] or row[column].replace("\N{NO-BREAK SPACE}", "").isdigit() for row in rows)
