"""The command `status`: who has delivered what, what is late or stale, and the latest edition.

Here: reading it from the warehouse's parts and the archive. Not here: how the status is decided
(`assets/deliveries/delivery_status.sql`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.options import AsJson, Debug, Home, Today, settings_of

NOT_EXPECTED = "väntas inte"
"""Who waits is told row by row or as counts: the other is not expected of the region."""

if TYPE_CHECKING:
    import polars as pl

    from pipelines.workplace import Workplace


def status(*, home: Home = None, today: Today = None, as_json: AsJson = False, debug: Debug = False) -> int:  # noqa: ARG001
    """Visar leveranser per region och slag, vad som är försenat, och den senaste utgåvan."""
    from pipelines.console import STATUS_WORDS, Screen  # noqa: PLC0415
    from pipelines.workplace import open_workplace  # noqa: PLC0415

    workplace = open_workplace(settings_of(home, today))
    screen = Screen(as_json=as_json)
    facts = read_status(workplace)
    if as_json:
        screen.print_json(facts)
        return 0
    kinds = sorted({row["kind"] for row in facts["deliveries"]})
    titles = facts["kind_titles"]
    by_region: dict[str, dict[str, str]] = {}
    for row in facts["deliveries"]:
        by_region.setdefault(row["region_code"], {})[row["kind"]] = STATUS_WORDS.get(row["status"], row["status"])
    names = dict(workplace.reference.frame("regions").select("region_code", "short_name").rows())
    rows = [
        (f"{code} {names.get(code, '')}", *(cells.get(kind, NOT_EXPECTED) for kind in kinds))
        for code, cells in by_region.items()
    ]
    if rows:
        screen.print_table(("Region", *(titles.get(kind, kind) for kind in kinds)), rows)
    else:
        screen.say("Ingen lägesbild är räknad ännu. Kör `lagesbild run`.")
    screen.say(
        f"Leveranser i arkivet: {facts['deliveries_count']}. Filer som väntar i inkorgen: {facts['waiting_count']}."
    )
    if facts["latest_edition"]:
        screen.say(f"Senaste utgåvan: {facts['latest_edition']}")
    return 0


def read_status(workplace: Workplace) -> dict[str, Any]:
    """The status as data: the latest week's rows of mart.delivery_status, counts, the latest edition."""
    import polars as pl  # noqa: PLC0415

    from assets.publications.publishing import editions_of  # noqa: PLC0415
    from pipelines import flow  # noqa: PLC0415
    from sources.archive import read_deliveries  # noqa: PLC0415
    from sources.contracts import CONTRACTS  # noqa: PLC0415
    from sources.inbox import folders_by_code, look  # noqa: PLC0415

    part = flow.warehouse_folder(workplace) / "parts" / "mart.delivery_status.parquet"
    frame = latest_week(pl.read_parquet(part, glob=False)) if part.exists() else None
    waiting, _left = look(workplace.places.inbox, folders_by_code(workplace.reference))
    editions = editions_of(workplace.places.home / "internal", "lagesbild")
    return {
        "as_of_date": workplace.today.isoformat(),
        "week": frame["week"][0] if frame is not None and frame.height else None,
        "deliveries": list(frame.drop("week").iter_rows(named=True)) if frame is not None else [],
        "kind_titles": {kind: contract.title for kind, contract in CONTRACTS.items()},
        "deliveries_count": len(read_deliveries(workplace.places.archive)),
        "waiting_count": len(waiting),
        "latest_edition": str(editions[0][0] / "index.html") if editions else None,
    }


def latest_week(status_rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the latest week, by region and kind."""
    import polars as pl  # noqa: PLC0415

    return status_rows.filter(pl.col("week") == pl.col("week").max()).sort("region_code", "kind")
