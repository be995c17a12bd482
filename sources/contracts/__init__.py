"""The kinds of delivery: one declaration each, from which everything else about a kind is made.

Here: the contracts and their registry. Not here: reading, mapping, acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping

from sources.contracts.beds import BEDS
from sources.contracts.care_units import CARE_UNITS
from sources.contracts.contract import NUMBER_TYPES, OUT_OF_RANGE, PERIOD_TYPES, Column, Contract, Counting, Rule
from sources.contracts.free_capacity import FREE_CAPACITY
from sources.contracts.patient_transfers import PATIENT_TRANSFERS
from sources.contracts.waiting_list import WAITING_LIST

CONTRACTS: Mapping[str, Contract] = {
    contract.kind: contract for contract in (WAITING_LIST, FREE_CAPACITY, BEDS, PATIENT_TRANSFERS, CARE_UNITS)
}

__all__ = [
    "CONTRACTS",
    "NUMBER_TYPES",
    "OUT_OF_RANGE",
    "PERIOD_TYPES",
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
