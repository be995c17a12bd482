"""A proposal of a region's description from a new file, for a person to judge: nothing uncertain takes effect.

Here: looking at a file in a child process, and writing what was found as files that wait. Not here: the description
that holds (`sources/descriptions`), telling it on the command line (`pipelines/region_commands.py`).
"""

from sources.proposing.likeness import as_percent
from sources.proposing.looking import MapTask, propose
from sources.proposing.model import (
    ConstantProposal,
    HeaderProposal,
    Proposal,
    SheetProposal,
    WideProposal,
    WordProposal,
)
from sources.proposing.writing import write_proposal

__all__ = [
    "ConstantProposal",
    "HeaderProposal",
    "MapTask",
    "Proposal",
    "SheetProposal",
    "WideProposal",
    "WordProposal",
    "as_percent",
    "propose",
    "write_proposal",
]
