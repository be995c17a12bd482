"""The kinds of delivery: one declaration each, from which everything else about a kind is made.

Here: the contracts and their registry. Not here: reading, mapping, acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping

from sources.contracts.agreements import AGREEMENTS
from sources.contracts.beds import BEDS
from sources.contracts.cancer_pathways import CANCER_PATHWAYS
from sources.contracts.care_units import CARE_UNITS
from sources.contracts.contract import (
    NUMBER_TYPES,
    OUT_OF_RANGE,
    PERIOD_TYPES,
    SENDER_IS_MEANT,
    Column,
    Contract,
    Counting,
    Rule,
)
from sources.contracts.free_capacity import FREE_CAPACITY
from sources.contracts.patient_transfers import PATIENT_TRANSFERS
from sources.contracts.performed_care import PERFORMED_CARE
from sources.contracts.production_plan import PRODUCTION_PLAN
from sources.contracts.waiting_list import WAITING_LIST
from sources.contracts.waiting_summary import WAITING_SUMMARY

CONTRACTS: Mapping[str, Contract] = {
    contract.kind: contract
    for contract in (
        WAITING_LIST,
        WAITING_SUMMARY,
        PERFORMED_CARE,
        FREE_CAPACITY,
        BEDS,
        CANCER_PATHWAYS,
        PATIENT_TRANSFERS,
        AGREEMENTS,
        CARE_UNITS,
        PRODUCTION_PLAN,
    )
}

__all__ = [
    "AGREEMENTS",
    "CARE_UNITS",
    "CONTRACTS",
    "NUMBER_TYPES",
    "OUT_OF_RANGE",
    "PERIOD_TYPES",
    "SENDER_IS_MEANT",
    "WAITING_LIST",
    "WAITING_SUMMARY",
    "Column",
    "Contract",
    "Counting",
    "Rule",
    "columns_named",
]


def columns_named(name: str, kind: str | None) -> list[Column]:
    """The columns of that name, of the kind or of any."""
    contracts = [CONTRACTS[kind]] if kind else CONTRACTS.values()
    return [contract.by_name[name] for contract in contracts if name in contract.by_name]
