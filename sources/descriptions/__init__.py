"""A region's description: how its own exports are laid out and what its words mean, as data.

Here: loading and checking the files of a region's folder, shipped (`sources/regions/`) or local (`<home>/regions/`,
which adds and wins). Not here: applying them to a sheet. The format is described in `sources/regions/README.md`.
"""

from sources.descriptions.faults import FAULTS, DescriptionError
from sources.descriptions.loading import FILE_NAMES, PROPOSAL, SHIPPED, load_description
from sources.descriptions.model import (
    IGNORED,
    MOST_LEVELS,
    PLACEHOLDER,
    Correction,
    Description,
    HeaderLine,
    Layout,
    LeaveOut,
    Origin,
    RowMaker,
    Validity,
    ValueLine,
    as_composed,
    as_expression,
)

__all__ = [
    "FAULTS",
    "FILE_NAMES",
    "IGNORED",
    "MOST_LEVELS",
    "PLACEHOLDER",
    "PROPOSAL",
    "SHIPPED",
    "Correction",
    "Description",
    "DescriptionError",
    "HeaderLine",
    "Layout",
    "LeaveOut",
    "Origin",
    "RowMaker",
    "Validity",
    "ValueLine",
    "as_composed",
    "as_expression",
    "load_description",
]
