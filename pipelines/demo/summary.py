"""What a demonstration holds, told in Swedish, and what the pipeline must say of each file.

Here: the summary that the command prints. Not here: writing anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class RegionStory:
    """A region in which something is worth knowing: what is the matter, and a Swedish sentence."""

    region_code: str
    region_name: str
    condition: str
    sentence: str


@dataclass(frozen=True)
class DemoSummary:
    """What was written.

    `rows_by_kind` counts rows in files. `expected_verdicts` has each file's path in the inbox (with slashes) and the
    verdict that its receipt must show.
    """

    today: date
    scale: float
    seed: int
    region_count: int
    delivering_count: int
    rows_by_kind: Mapping[str, int]
    stories: tuple[RegionStory, ...]
    expected_verdicts: Mapping[str, str]

    @property
    def file_count(self) -> int:
        """How many files were written."""
        return len(self.expected_verdicts)

    @property
    def row_count(self) -> int:
        """How many rows they hold."""
        return sum(self.rows_by_kind.values())

    def regions_that(self, condition: str) -> tuple[str, ...]:
        """The codes of the regions that are `missing`, `late`, `faulty`, `identity_number` or `duplicate`."""
        return tuple(story.region_code for story in self.stories if story.condition == condition)

    def lines(self) -> tuple[str, ...]:
        """The summary for a person, one sentence or two per line."""
        waiting = swedish_count(self.rows_by_kind.get("waiting_list", 0))
        first = (
            f"Inkorgen har fått {swedish_count(self.file_count)} filer från {self.delivering_count} av "
            f"{self.region_count} regioner, {swedish_count(self.row_count)} rader varav {waiting} väntande. "
            "Alla uppgifter är påhittade."
        )
        return (first, *(story.sentence for story in self.stories))


def swedish_count(number: int) -> str:
    """A whole number with a no-break space between thousands."""
    return f"{number:,}".replace(",", NO_BREAK)
