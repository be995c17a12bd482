"""The deliveries that stand, as a new one is held beside them: each sender's own, and each sender's register.

Kept as more are taken in, so that thousands of files in one run are not looked through for each of them.
Not here: which of their rows the picture is made of (`assets/deliveries`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sources.archive import Delivery
from sources.contracts import CARE_UNITS


class Standing:
    """Deliveries that are not withdrawn and have sheets in the picture, in the order in which they came."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        self._own: dict[str, list[Delivery]] = {}
        self._registers: dict[str, Delivery] = {}
        for delivery in deliveries:
            self.add(delivery)

    def add(self, delivery: Delivery) -> None:
        """Counts one more, if it stands."""
        if delivery.withdrawn_at is not None or not delivery.sheets_in_picture():
            return
        self._own.setdefault(delivery.region_code, []).append(delivery)
        if is_register(delivery):
            self._registers[delivery.region_code] = delivery

    @property
    def registers(self) -> Mapping[str, Delivery]:
        """The last register of each sender that has sent one."""
        return self._registers

    def own(self, region_code: str) -> Sequence[Delivery]:
        """The sender's own, oldest first."""
        return self._own.get(region_code, ())

    def of_others(self, region_code: str) -> Iterator[Delivery]:
        """Those of all other senders."""
        return (one for code, some in self._own.items() if code != region_code for one in some)


def is_register(delivery: Delivery) -> bool:
    """Whether a delivery holds a register of care units."""
    return CARE_UNITS.kind in delivery.kinds_in_picture
