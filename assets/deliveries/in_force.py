"""Which deliveries the picture of a day may use, as facts for the SQL that works out what replaces what.

Here: received by the end of the day in Swedish time, not withdrawn by then, judged good; the tables `facts.as_of`,
`facts.deliveries` and `facts.sheets`.
Not here: which periods and units of them are in force (`pieces_in_force.sql`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from sources.archive import Delivery, SheetRecord

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
NEVER_IN_PICTURE = frozenset({"quarantined", "duplicate"})

DELIVERIES = {
    "delivery_id": pl.String(),
    "sender_region_code": pl.String(),
    "delivery_order": pl.Int64(),
    "received_at": pl.Datetime("us"),
    "received_date": pl.Date(),
    "verdict": pl.String(),
    "file_name": pl.String(),
    "withdrawn": pl.Boolean(),
}
SHEETS = {
    "delivery_id": pl.String(),
    "sender_region_code": pl.String(),
    "delivery_order": pl.Int64(),
    "received_at": pl.Datetime("us"),
    "received_date": pl.Date(),
    "sheet": pl.String(),
    "kind": pl.String(),
    "verdict": pl.String(),
    "accepted_count": pl.Int64(),
    "refused_count": pl.Int64(),
    "complete": pl.Boolean(),
    "empty_period": pl.String(),
    "in_picture": pl.Boolean(),
}


class BrokenArchiveError(Exception):
    """The archive contradicts itself; the text is for the operator, in Swedish."""


def swedish_date(moment: datetime) -> date:
    """The calendar day in Sweden of a moment with a zone."""
    return moment.astimezone(SWEDISH_TIME).date()


def known_deliveries(deliveries: Iterable[Delivery], as_of: date) -> list[Delivery]:
    """The deliveries that had been received by the end of the day, oldest first.

    Raises:
        BrokenArchiveError: two of them have one id, so their rows could not be told apart.
    """
    known = sorted(
        (delivery for delivery in deliveries if swedish_date(delivery.received) <= as_of),
        key=lambda delivery: (delivery.order, delivery.delivery_id),
    )
    twice = [name for name, count in Counter(delivery.delivery_id for delivery in known).items() if count > 1]
    if twice:
        raise BrokenArchiveError(
            f"Två leveranser i arkivet har samma nummer: {', '.join(sorted(twice))}. Återställ arkivet från en kopia."
        )
    return known


def is_withdrawn(delivery: Delivery, as_of: date) -> bool:
    """Whether the delivery had been taken out again by the end of the day."""
    return delivery.withdrawn_at is not None and swedish_date(delivery.withdrawn_at) <= as_of


def sheets_in_picture(delivery: Delivery, as_of: date) -> tuple[SheetRecord, ...]:
    """The sheets whose rows the picture of the day may use; a good sheet counts though another was returned."""
    usable = delivery.verdict not in NEVER_IN_PICTURE and swedish_date(delivery.received) <= as_of
    if not usable or is_withdrawn(delivery, as_of):
        return ()
    return delivery.sheets_in_picture()


def data_version(deliveries: Sequence[Delivery], as_of: date) -> str:
    """A hash of the archive's state as it was known at the end of the day."""
    facts = [
        f"{delivery.region_code} {delivery.delivery_id} {delivery.sha256} {delivery.description_hash} "
        f"{is_withdrawn(delivery, as_of)}"
        for delivery in known_deliveries(deliveries, as_of)
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def deliveries_frame(deliveries: Iterable[Delivery], as_of: date) -> pl.DataFrame:
    """`facts.deliveries`: every delivery known on the day; `delivery_order` counts from 1, times are Swedish."""
    rows = [
        {
            "delivery_id": delivery.delivery_id,
            "sender_region_code": delivery.region_code,
            "delivery_order": order,
            "received_at": delivery.received.astimezone(SWEDISH_TIME).replace(tzinfo=None),
            "received_date": swedish_date(delivery.received),
            "verdict": delivery.verdict,
            "file_name": delivery.file_name,
            "withdrawn": is_withdrawn(delivery, as_of),
        }
        for order, delivery in enumerate(known_deliveries(deliveries, as_of), start=1)
    ]
    return pl.DataFrame(rows, schema=DELIVERIES)


def sheets_frame(deliveries: Iterable[Delivery], as_of: date) -> pl.DataFrame:
    """`facts.sheets`: every sheet of a known delivery that was read as a kind; `in_picture` as `sheets_in_picture`."""
    rows = []
    for order, delivery in enumerate(known_deliveries(deliveries, as_of), start=1):
        usable = sheets_in_picture(delivery, as_of)
        rows += [
            {
                "delivery_id": delivery.delivery_id,
                "sender_region_code": delivery.region_code,
                "delivery_order": order,
                "received_at": delivery.received.astimezone(SWEDISH_TIME).replace(tzinfo=None),
                "received_date": swedish_date(delivery.received),
                "sheet": sheet.sheet,
                "kind": sheet.kind,
                "verdict": "quarantined" if delivery.verdict == "quarantined" else sheet.verdict,
                "accepted_count": sheet.accepted_count,
                "refused_count": sheet.refused_count,
                "complete": sheet.complete,
                "empty_period": sheet.empty_period,
                "in_picture": sheet in usable,
            }
            for sheet in delivery.sheets
            if sheet.kind is not None and delivery.verdict != "duplicate" and not is_withdrawn(delivery, as_of)
        ]
    return pl.DataFrame(rows, schema=SHEETS)
