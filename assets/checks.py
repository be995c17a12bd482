"""Rules as Dagster's asset checks. Thin: a rule to its spec, a verdict to its result.

Here: the translation. Not here: any rule (`assets/rules.py`, `assets/<subject>/checks.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from assets.building import Table
from assets.rules import POLICY_RULE, Rule, Verdict

SEVERITIES = {"error": dg.AssetCheckSeverity.ERROR, "remark": dg.AssetCheckSeverity.WARN}


def asset_key(key: str) -> dg.AssetKey:
    """A table's key in Dagster: `mart.beds` is `["mart", "beds"]`."""
    return dg.AssetKey(key.split("."))


def check_specs(table: Table, rules: Sequence[Rule]) -> list[dg.AssetCheckSpec]:
    """What Dagster shows of a table's rules; what is published stops everything after it when its policy is broken."""
    return [
        dg.AssetCheckSpec(
            rule.name, asset=asset_key(table.key), description=rule.description, blocking=rule is POLICY_RULE
        )
        for rule in rules
    ]


def check_result(table: Table, verdict: Verdict) -> dg.AssetCheckResult:
    """A verdict as a result: how many rows break the rule, and the keys of the first."""
    return dg.AssetCheckResult(
        passed=verdict.holds,
        asset_key=asset_key(table.key),
        check_name=verdict.rule.name,
        severity=SEVERITIES[verdict.rule.severity],
        metadata={
            "broken_count": verdict.broken_count,
            **({"first": dg.MetadataValue.md(markdown_table(verdict.examples))} if verdict.examples else {}),
        },
    )


def markdown_table(rows: Sequence[object]) -> str:
    """Mappings of the same keys as a Markdown table."""
    mappings = [row for row in rows if isinstance(row, dict)]
    if not mappings:
        return ""
    head = list(mappings[0])
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(str(row[name]) for name in head)} |" for row in mappings]
    return "\n".join(lines)
