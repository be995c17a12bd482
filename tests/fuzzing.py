"""How many examples a law is tried on: few in `make test`, as many as `make fuzz` says."""

from __future__ import annotations

import os

from hypothesis import settings

ASKED = os.environ.get("LAGESBILD_FUZZ")


def tries(usual: int) -> settings:
    """The settings of a law: the same few examples each time, or as many new ones as are asked for."""
    return settings(max_examples=int(ASKED or usual), derandomize=ASKED is None, deadline=None)
