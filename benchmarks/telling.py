"""The figures of the runs as Markdown: ratios, seconds, memory, stage by stage; least, middle and greatest.

Here: what is compared with what, and the place in README.md. Not here: measuring.
"""

from __future__ import annotations

import os
import platform
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.task import STAGES

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
TITLES = {"ours": "Lägesbild", "usual": "the usual way", "floor": "the floor", "jobs": "Lägesbild in Dagster"}
FUNCTIONS = ("ours", "usual", "floor")
STAGE_TITLES = {
    "read": "read: bytes to text",
    "screen": "screen: identity numbers",
    "map": "map: text to typed columns",
    "validate": "validate: the contract",
    "reduce": "reduce: mergeable counts",
    "archive": "archive: files, receipts",
    "marts": "marts: DuckDB, the tidy tables too",
    "other": "the rest",
}
Runs = Mapping[str, Sequence[Mapping[str, Any]]]
Measure = Callable[[Mapping[str, Any]], float]


def describe_machine() -> dict[str, Any]:
    """Cores, memory and interpreter, and nothing that tells which machine it was."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 1e9),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "optimised": "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or ""),
    }


def make_tables(result: Mapping[str, Any]) -> str:
    """The whole block of figures."""
    machine, inbox, runs = result["machine"], result["inbox"], result["runs"]
    head = (
        f"{inbox['rows']:,} waiting rows in {inbox['files']} files ({inbox['workbooks']} workbooks, the others CSV; "
        f"{inbox['megabytes']} MB), {_counted(len(runs['ours']))} of each in turn. "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, load {machine['load']} at the end; "
        f"Python {machine['python']}{'' if machine['optimised'] else ', built without profile-guided optimisation'}. "
        "Each cell: least / median / greatest."
    )
    parts = (
        ("Ratios", _ratios(runs)),
        ("Seconds and memory", _seconds(runs)),
        ("Processor seconds by stage", _stages(runs)),
    )
    return "\n\n".join([head, *(f"### {title}\n\n{table}" for title, table in parts)]) + "\n"


def write_into(readme: Path, tables: str) -> None:
    """Puts the block between the markers."""
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{tables}{END}{after}", encoding="utf-8")


def _counted(runs: int) -> str:
    return "one run" if runs == 1 else f"{runs} runs"


def _ratios(runs: Runs) -> str:
    """Run by run, since runs of one round met the machine in the same mood."""
    lines = ["| | usual way / Lägesbild | Lägesbild / floor | usual way / floor |", "|---|---|---|---|"]
    for title, measure in (
        ("time, inbox to marts", _to_marts),
        ("processor time, inbox to marts", _cpu_to_marts),
        ("greatest memory", _peak),
    ):
        pairs = (("usual", "ours"), ("ours", "floor"), ("usual", "floor"))
        cells = [_spread([measure(a) / measure(b) for a, b in zip(runs[x], runs[y], strict=True)], 1) for x, y in pairs]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _seconds(runs: Runs) -> str:
    rows: tuple[tuple[str, Measure, int], ...] = (
        ("inbox to archive (the floor: reading), s", _wall("intake"), 1),
        ("archive to marts (the floor: counting), s", _wall("marts"), 1),
        ("**inbox to marts, s**", _to_marts, 1),
        ("marts to warehouse file, s", _wall("warehouse"), 1),
        ("processor time, inbox to marts, s", _cpu_to_marts, 1),
        ("greatest memory of all processes, MB", _peak, 0),
        ("apart: imports, s", _apart("imports"), 1),
        ("apart: starting child processes, s", _apart("pool"), 1),
        ("apart: opening Dagster's instance, s", _apart("opening"), 1),
        ("its own process alone, without children: processor time, s", _apart("own_cpu"), 1),
    )
    lines = [f"| | {' | '.join(TITLES[name] for name in runs)} |", "|---|---|---|---|---|"]
    for title, measure, digits in rows:
        cells = [_spread([measure(run) for run in runs[name]], digits) for name in runs]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _stages(runs: Runs) -> str:
    lines = [f"| | {' | '.join(TITLES[name] for name in FUNCTIONS)} |", "|---|---|---|---|"]
    measures = [*((STAGE_TITLES[stage], _cpu(stage)) for stage in (*STAGES, "other")), ("**together**", _cpu_to_marts)]
    for title, measure in (*measures, ("apart: the warehouse file", _cpu("warehouse"))):
        cells = [_spread([measure(run) for run in runs[name]], 1) for name in FUNCTIONS]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(values: Sequence[float], digits: int) -> str:
    if not any(values):
        return ""
    shown = (min(values), median(values), max(values)) if len(values) > 1 else values
    return " / ".join(f"{value:.{digits}f}" for value in shown)


def _wall(stage: str) -> Measure:
    return lambda run: float(run["wall"].get(stage, 0.0))


def _cpu(stage: str) -> Measure:
    return lambda run: float(run["cpu"].get(stage, 0.0))


def _to_marts(run: Mapping[str, Any]) -> float:
    return _wall("intake")(run) + _wall("marts")(run)


def _cpu_to_marts(run: Mapping[str, Any]) -> float:
    return sum(_cpu(stage)(run) for stage in (*STAGES, "other"))


def _apart(part: str) -> Measure:
    return lambda run: float(run["apart"].get(part, 0.0))


def _peak(run: Mapping[str, Any]) -> float:
    return float(run["peak_mb"] or float("nan"))
