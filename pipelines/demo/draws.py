"""Repeatable random columns: a draw is a pure function of seed, name and row number.

Here: uniform, normal, whole-number and weighted draws as Polars series. Not here: what is drawn. Counter-based
(SplitMix64, Steele, Lea and Flood 2014) rather than a running generator, so that a column never depends on the order
in which columns are made, and a million rows cost milliseconds.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

TWO_TO_53 = float(1 << 53)


def _word(value: int) -> pl.Series:
    return pl.Series([value], dtype=pl.UInt64)


STEP, FIRST_FACTOR, SECOND_FACTOR = map(_word, (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
SHIFT_11, SHIFT_27, SHIFT_30, SHIFT_31 = (_word(1 << bits) for bits in (11, 27, 30, 31))


def _mixed(counter: pl.Series) -> pl.Series:
    """SplitMix64's output for 64-bit counters; multiplication wraps, division by a power of two is the shift."""
    state = counter * STEP
    state = (state ^ (state // SHIFT_30)) * FIRST_FACTOR
    state = (state ^ (state // SHIFT_27)) * SECOND_FACTOR
    return state ^ (state // SHIFT_31)


@dataclass(frozen=True)
class Draws:
    """A named stream of random numbers; the same seed, stream and name always give the same column."""

    seed: int
    stream: str = ""

    def within(self, name: str) -> Draws:
        """A stream of its own below this one."""
        return Draws(self.seed, f"{self.stream}/{name}")

    def uniform(self, name: str, count: int) -> pl.Series:
        """`count` numbers strictly between 0 and 1."""
        digest = hashlib.sha256(f"{self.seed}{self.stream}/{name}".encode()).digest()
        counter = pl.int_range(count, dtype=pl.UInt64, eager=True) + _word(int.from_bytes(digest[:8], "big"))
        return (((_mixed(counter) // SHIFT_11).cast(pl.Float64) + 0.5) / TWO_TO_53).alias(name)

    def normal(self, name: str, count: int) -> pl.Series:
        """`count` standard normal numbers (Box and Muller)."""
        radius, angle = self.uniform(f"{name}/radius", count), self.uniform(f"{name}/angle", count)
        return ((-2.0 * radius.log()).sqrt() * (2.0 * math.pi * angle).cos()).alias(name)

    def chance(self, name: str, count: int, share: float) -> pl.Series:
        """`count` truths, each true with probability `share`."""
        return self.uniform(name, count) < share

    def whole(self, name: str, count: int, low: int, high: int) -> pl.Series:
        """`count` whole numbers from `low` to `high`, both included."""
        return (self.uniform(name, count) * (high - low + 1)).floor().cast(pl.Int64) + low

    def choice(self, name: str, count: int, weights: Mapping[str, float]) -> pl.Series:
        """`count` of the keys, each as often as its weight says."""
        return pl.Series(name, list(weights), dtype=pl.String).gather(self.position(name, count, [*weights.values()]))

    def position(self, name: str, count: int, weights: Sequence[float]) -> pl.Series:
        """`count` positions in `weights`, each as often as its weight says."""
        return weighted_position(self.uniform(name, count), weights)

    def rounded(self, name: str, values: pl.Series) -> pl.Series:
        """The numbers rounded up or down by chance, so that small expected counts keep their sum."""
        return (values + self.uniform(name, len(values))).floor().cast(pl.Int64)


def weighted_position(drawn: pl.Series, weights: Sequence[float]) -> pl.Series:
    """For each drawn number between 0 and 1 a position in `weights`, as often as its weight says."""
    edges = pl.Series(list(accumulate(weights)), dtype=pl.Float64)
    found: pl.Series = edges.search_sorted(drawn * edges[-1], side="right").clip(0, len(weights) - 1)
    return found
