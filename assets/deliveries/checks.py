"""What must hold for deliveries: each region's latest ones, and the tables of the subject.

Here: one check per region, so that a bad delivery fails its own region's check and no other; the rules of the tables.
Not here: the rules for the rows of a file (`sources/contracts/`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import dagster as dg

from assets.assets import DELIVERIES, HOME, home_of
from assets.rules import Rule
from sources.archive import Delivery

NOT_ACCEPTED = frozenset({"returned", "quarantined"})


def check_name(folder: str) -> str:
    """The name of a region's check, by its folder: `12_skane_is_accepted`. The region comes first, where it is seen."""
    return f"{folder}_is_accepted"


def delivery_checks(folders: Mapping[str, str]) -> dg.AssetChecksDefinition:
    """A check per region and one for the agency's own files; they can be asked for one by one."""
    folder_of = {check_name(folder): (code, folder) for code, folder in folders.items()}

    @dg.multi_asset_check(
        name="latest_deliveries_are_accepted",
        specs=[
            dg.AssetCheckSpec(
                name,
                asset=DELIVERIES,
                description=f"No file in the latest receipt of {folder} was returned or quarantined.",
            )
            for name, (_code, folder) in sorted(folder_of.items())
        ],
        can_subset=True,
        required_resource_keys={HOME},
    )
    def latest_deliveries_are_accepted(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Judges the regions that have delivered at any time; of the others there is nothing to say."""
        deliveries = home_of(context).inputs.deliveries
        for key in sorted(context.selected_asset_check_keys):
            code, folder = folder_of[key.name]
            if own := [one for one in deliveries if one.region_code == code]:
                yield judge_region(folder, own)

    return latest_deliveries_are_accepted


def latest_receipt(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The deliveries of a region that were received together, last."""
    known = list(deliveries)
    last = max((delivery.received for delivery in known), default=None)
    return [delivery for delivery in known if delivery.received == last]


def judge_region(folder: str, deliveries: Iterable[Delivery]) -> dg.AssetCheckResult:
    """Whether a region's latest deliveries were accepted. Names deliveries, never their files or what is in them."""
    latest = latest_receipt(deliveries)
    bad = [delivery for delivery in latest if delivery.verdict in NOT_ACCEPTED]
    verdicts = Counter(delivery.verdict for delivery in latest)
    return dg.AssetCheckResult(
        asset_key=DELIVERIES,
        check_name=check_name(folder),
        passed=not bad,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "files": dg.MetadataValue.int(len(latest)),
            "verdicts": dg.MetadataValue.json(dict(sorted(verdicts.items()))),
            **({"not_accepted": dg.MetadataValue.text(", ".join(one.delivery_id for one in bad))} if bad else {}),
        },
    )


def as_evaluation(result: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    """The same as an event that a run can log about one region."""
    return dg.AssetCheckEvaluation(
        asset_key=DELIVERIES,
        check_name=str(result.check_name),
        passed=result.passed,
        severity=result.severity,
        metadata=result.metadata,
    )


ONE_ROW = Rule(
    "there_is_one_row", "The picture has exactly one row.", "SELECT count(*) AS rows_count FROM t HAVING count(*) <> 1"
)
EVERYONE_IS_TOLD_OF = Rule(
    "every_region_stands_for_every_kind",
    "In each week every kind in the delivery calendar has as many regions as every other.",
    "SELECT * FROM (SELECT week, kind, count(*) AS regions_count FROM t GROUP BY ALL) "
    "QUALIFY regions_count <> max(regions_count) OVER (PARTITION BY week)",
)
NO_REGION_IS_LATE = Rule(
    "no_region_is_late",
    "No region is late, stale or missing in the latest week.",
    "SELECT week, region_code, kind, status FROM t WHERE status IN ('late', 'stale', 'missing') "
    "AND week = (SELECT max(week) FROM t)",
    severity="remark",
)
