"""Where things lie in a home: the folders that regions, the agency and the pipeline share.

Not here: what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The folders of a home that taking in touches."""

    home: Path

    @property
    def inbox(self) -> Path:
        """Where regions drop files."""
        return self.home / "inbox"

    @property
    def outbox(self) -> Path:
        """Where receipts go."""
        return self.home / "outbox"

    @property
    def archive(self) -> Path:
        """The deliveries."""
        return self.home / "archive"

    @property
    def regions(self) -> Path:
        """Local descriptions."""
        return self.home / "regions"

    @property
    def reference(self) -> Path:
        """Local reference data."""
        return self.home / "reference"
