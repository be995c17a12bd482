"""`corrections.yaml`: known errors in what a region sends, with reason, reporter and status.

Here: reading and checking the file. Not here: putting cells right (`sources/corrections.py`). A correction never names
a person: columns that point one out are refused, in what is corrected and in what selects the rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from sources.contracts import CONTRACTS
from sources.descriptions.entries import Entry, read_entry
from sources.descriptions.faults import Faults
from sources.descriptions.model import Correction, CorrectionStatus, Origin

CORRECTION_KEYS = (
    "name", "kind", "file", "sheet", "column", "where", "expect", "replace", "reason", "reporter", "reported_date",
    "status", "valid_from", "valid_to",
)  # fmt: skip
TEXT_KEYS = ("name", "kind", "column", "reason", "reporter", "expect", "replace")
MAY_BE_EMPTY = ("expect", "replace")
EXAMPLE = "name: en-nolla-for-mycket"


def read_corrections(path: Path, content: bytes, origin: Origin, faults: Faults) -> list[Correction]:
    """The corrections of a file in their order."""
    top = read_entry(path, content, faults, example="corrections:")
    top.check_keys(("corrections",))
    found: list[Correction] = []
    for entry in top.entries("corrections", "rättelse", example=EXAMPLE):
        correction = _correction(entry, origin)
        if correction is None:
            continue
        if any(one.name == correction.name for one in found):
            entry.fault("name_twice", name=correction.name)
        found.append(correction)
    return found


def _correction(entry: Entry, origin: Origin) -> Correction | None:
    """The correction, None where something needed is missing."""
    entry.check_keys(CORRECTION_KEYS)
    texts = {key: entry.text(key, needed=True) for key in TEXT_KEYS}
    reported = entry.day("reported_date", needed=True)
    status = entry.choice("status", get_args(CorrectionStatus), needed=True)
    where = entry.mapping("where", example='{care_unit_id: "KIR1"}')
    given = {key: text for key, text in texts.items() if text is not None}
    if len(given) < len(texts) or reported is None or status is None:
        return None
    empty = [key for key in TEXT_KEYS if key not in MAY_BE_EMPTY and not given[key].strip()]
    for key in empty:
        entry.fault("empty_field", column=key)
    if empty or not _columns_are_right(entry, given["kind"], given["column"], where):
        return None
    if given["expect"].strip() == given["replace"].strip():
        entry.fault("nothing_corrected")
    if not given["expect"].strip() and not where:
        entry.fault("too_wide")
    return Correction(
        **given,
        where=where,
        reported_date=reported,
        status=cast("CorrectionStatus", status),
        file=entry.text("file"),
        sheet=entry.text("sheet"),
        validity=entry.validity(),
        origin=origin,
    )


def _columns_are_right(entry: Entry, kind: str, column: str, where: dict[str, str]) -> bool:
    if kind not in CONTRACTS:
        entry.fault("unknown_kind", kind=kind, known=", ".join(CONTRACTS))
        return False
    right = True
    for name in (column, *where):
        declared = CONTRACTS[kind].by_name.get(name)
        if declared is None:
            entry.fault("unknown_column", owner=kind, column=name)
        elif declared.secret:
            entry.fault("secret_column", column=name)
        right &= declared is not None and not declared.secret
    return right
