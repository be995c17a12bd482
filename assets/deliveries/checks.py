"""What must hold for deliveries: each region's latest ones, and the tables of the subject.

Here: one check per region, so that a bad delivery fails its own region's check and no other; the rules of the tables.
Not here: the rules for the rows of a file (`sources/contracts/`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import dagster as dg

from assets.rules import Rule
from sources.archive import Delivery

NOT_ACCEPTED = frozenset({"returned", "quarantined"})


def check_name(folder: str) -> str:
    """The name of a region's check, by its folder: `latest_deliveries_of_12_skane_are_accepted`."""
    return f"latest_deliveries_of_{folder}_are_accepted"


def delivery_check_specs(asset: dg.AssetKey, folders: Mapping[str, str]) -> list[dg.AssetCheckSpec]:
    """A check per region and one for the agency's own files."""
    return [
        dg.AssetCheckSpec(
            check_name(folder),
            asset=asset,
            description=f"No file in the latest receipt of {code} was returned or quarantined.",
        )
        for code, folder in sorted(folders.items())
    ]


def latest_receipt(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The deliveries of a region that were received together, last."""
    known = list(deliveries)
    last = max((delivery.received for delivery in known), default=None)
    return [delivery for delivery in known if delivery.received == last]


def judge_region(asset: dg.AssetKey, folder: str, deliveries: Iterable[Delivery]) -> dg.AssetCheckEvaluation:
    """Whether a region's latest deliveries were accepted. Names deliveries, never their files or what is in them."""
    latest = latest_receipt(deliveries)
    bad = [delivery for delivery in latest if delivery.verdict in NOT_ACCEPTED]
    verdicts = Counter(delivery.verdict for delivery in latest)
    return dg.AssetCheckEvaluation(
        asset_key=asset,
        check_name=check_name(folder),
        passed=not bad,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "files": dg.MetadataValue.int(len(latest)),
            "verdicts": dg.MetadataValue.json(dict(sorted(verdicts.items()))),
            **({"not_accepted": dg.MetadataValue.text(", ".join(one.delivery_id for one in bad))} if bad else {}),
        },
    )


ONE_ROW = Rule(
    "there_is_one_row", "The picture has exactly one row.", "SELECT count(*) AS rows_count FROM t HAVING count(*) <> 1"
)
EVERYONE_IS_TOLD_OF = Rule(
    "every_region_stands_for_every_kind",
    "In each week every kind in the delivery calendar has as many regions as every other.",
    "SELECT week, kind, count(*) AS regions FROM t GROUP BY ALL "
    "QUALIFY regions <> max(regions) OVER (PARTITION BY week)",
)
NO_REGION_IS_LATE = Rule(
    "no_region_is_late",
    "No region is late, stale or missing in the latest week.",
    "SELECT week, region_code, kind, status FROM t WHERE status IN ('late', 'stale', 'missing') "
    "AND week = (SELECT max(week) FROM t)",
    severity="remark",
)
