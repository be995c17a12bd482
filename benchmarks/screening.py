"""`python -m benchmarks.screening`: how often screening misses a number, and how often it takes another for one.

Also what it costs beside a plain `contains` over the same column. The tables are written into `SCREENING.md`.
Not here: the values (`screening_values.py`).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import polars as pl

from benchmarks.screening_values import OTHERS, SPELLINGS, Value
from benchmarks.telling import write_into
from sources.identity_numbers import find_numbers, may_hold_number
from sources.reading.content import SOURCE_ROW, TextSheet
from sources.screening import find_identity_numbers

WHOLE = 1_000_000
COLUMN_ROWS = 1_000
CHUNK = 50_000
PLAIN = r"\d{6}-?\d{4}"
HERE = Path(__file__).parent
ORDINARY: dict[str, Value] = {
    "dates": lambda c: f"2026-{c.randrange(1, 13):02d}-{c.randrange(1, 29):02d}",
    "units": lambda c: f"SE2321000016-{c.randrange(1000):04d}",
    "words": lambda c: c.choice(["Första besök", "Operation/åtgärd", "Höftprotes", "Grå starr"]),
    "sentences": lambda c: f"Patienten väntar på besked från kliniken sedan {c.randrange(100)} dagar.",
    "ten digits": OTHERS["ten digits"],
}


def main() -> None:
    """Measures, prints the tables; keeps them where the whole measurement was made."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening", description=__doc__.splitlines()[0])
    parser.add_argument("--values", type=int, default=WHOLE, help="values of each kind")
    parser.add_argument("--keep", action="store_true", help="write SCREENING.md also of a smaller run")
    asked = parser.parse_args()
    told = "\n".join([f"{asked.values:,} values of each kind.", "", *_tables(asked.values)])
    print(told)
    if asked.keep or asked.values == WHOLE:
        write_into(HERE / "SCREENING.md", f"{told}\n")


def _tables(count: int) -> Iterator[str]:
    yield from ("### Missed", "", "| spelling | missed, single values | missed, columns |", "|---|---|---|")
    for name, make in SPELLINGS.items():
        single, column = _shares(make, count, name)
        yield f"| {name} | {_percent(1 - single)} | {_percent(1 - column)} |"
    yield from ("", "### Taken for one", "")
    yield from ("| other number | single values | columns |", "|---|---|---|")
    for name, make in OTHERS.items():
        single, column = _shares(make, count, name)
        yield f"| {name} | {_percent(single)} | {_percent(column)} |"
    yield from ("", "### Cost", "", "| column | times a plain `contains` |", "|---|---|")
    for name, make in ORDINARY.items():
        yield f"| {name} | {_cost(_values(make, count, name)):.1f} |"


def _percent(share: float) -> str:
    return "0" if share == 0 else f"{share * 100:.2g} %" if share < 0.01 else f"{share * 100:.1f} %"


def _values(make: Value, count: int, name: str) -> pl.Series:
    chance = random.Random(name)
    return pl.Series([make(chance) for _ in range(count)], dtype=pl.String)


def _shares(make: Value, count: int, name: str) -> tuple[float, float]:
    """The share of values that are found one by one, and of columns of a thousand values with a hit."""
    values = _values(make, count, name)
    found = 0
    for start in range(0, count, CHUNK):
        part = pl.DataFrame({"text": values.slice(start, CHUNK)}).filter(may_hold_number(pl.col("text")))
        found += sum(any(one.rule for one in find_numbers(text)) for (text,) in part.iter_rows())
    columns = range(0, count, COLUMN_ROWS)
    hit = sum(bool(find_identity_numbers([_sheet(values.slice(at, COLUMN_ROWS))], [], "x")) for at in columns)
    return found / count, hit / len(columns)


def _sheet(values: pl.Series) -> TextSheet:
    rows = pl.int_range(1, len(values) + 1, eager=True)
    return TextSheet("Blad1", pl.DataFrame({SOURCE_ROW: rows, "A": values}), frozenset(), hidden=False)


def _cost(values: pl.Series) -> float:
    sheet = _sheet(values)
    ours, plain = [], []
    for _ in range(5):
        start = perf_counter()
        values.str.contains(PLAIN)
        middle = perf_counter()
        find_identity_numbers([sheet], [], "x")
        plain.append(middle - start)
        ours.append(perf_counter() - middle)
    return min(ours) / min(plain)


if __name__ == "__main__":
    main()
