"""`python -m benchmarks.csvsniffer`: the delimiter that our reader finds, on the three sets of the CSVsniffer study.

Here: the sets, their annotations, the shares. Not here: the sets. Their folder (the repository) is named by
`LAGESBILD_CSVSNIFFER`; nothing of it is kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sources.reading import UnreadableFile
from sources.reading.delimiters import name_of
from sources.reading.dialect import find_dialect
from sources.reading.encoding import to_utf8
from sources.reading.records import NO_DELIMITER, even_line_ends, outside_quotes

FOLDER_VARIABLE = "LAGESBILD_CSVSNIFFER"
SETS = {
    "POLLOCK": ("CSV", "POLLOCK-dialect_annotations.txt"),
    "W3C-CSVW": ("W3C-CSVW", "W3C-CSVW-dialect_annotations.txt"),
    "CSV Wrangling": ("CSV_Wrangling", "CCSV-manual_Dialect_Annotation.txt"),
}
MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "vslash": "|", "space": " ", "nsign": "#"}
AMBIGUOUS = frozenset({"ambiguous_delimiter", "changing_delimiter"})
FOREIGN = {"windows-1251": "cp1251", "gb2312": "gbk", "shift-jis": "shift_jis", "shif-jis": "shift_jis"}
"""Encodings that no Swedish file has. The sets are about delimiters: their text is given as UTF-8."""


@dataclass(frozen=True)
class Outcome:
    """One file: the delimiter that a person noted, and the one that was found or why the file was refused."""

    name: str
    noted: str
    found: str | None
    refused: str | None

    @property
    def is_right(self) -> bool:
        return self.found == self.noted


def main() -> None:
    """Prints the share of right delimiters of each set, what was refused and, if asked, which files are not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", action="store_true", help="print every file whose delimiter was not found")
    asked = parser.parse_args()
    folder = Path(os.environ.get(FOLDER_VARIABLE) or sys.exit(f"{FOLDER_VARIABLE} is not set: where is CSVsniffer?"))
    for name, (files, notes) in SETS.items():
        outcomes = measure(folder / "python" / files, folder / "python" / "ground truth" / notes)
        print(describe(name, outcomes))
        for one in outcomes if asked.each else ():
            if not one.is_right:
                found = one.refused or name_of(one.found or NO_DELIMITER)
                print(f"  {one.name}: noted {name_of(one.noted)}, {found}")


def measure(files: Path, notes: Path) -> list[Outcome]:
    """Every noted file that is there."""
    noted = [line.split("|") for line in notes.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        find(files / name, encoding, MARKS[mark])
        for name, encoding, mark, *_ in noted
        if mark in MARKS and (files / name).is_file()
    ]


def find(path: Path, encoding: str, noted: str) -> Outcome:
    """A file of one column has no delimiter to find: right if the noted one stands nowhere but within quotes."""
    content = path.read_bytes()
    if encoding.lower() in FOREIGN:
        content = content.decode(FOREIGN[encoding.lower()], errors="replace").encode("utf-8")
    try:
        found = find_dialect(even_line_ends(to_utf8(content).content))
    except UnreadableFile as refused:
        return Outcome(path.name, noted, None, refused.rule)
    delimiter = found.dialect.delimiter[0]
    if delimiter == NO_DELIMITER and not outside_quotes(found.records).str.contains(noted, literal=True).any():
        delimiter = noted
    return Outcome(path.name, noted, delimiter, None)


def describe(name: str, outcomes: list[Outcome]) -> str:
    """The share of right delimiters among files that were read, and what was refused beside it."""
    read = [one for one in outcomes if one.refused is None]
    right = sum(one.is_right for one in read)
    refusals = Counter(one.refused for one in outcomes if one.refused)
    ambiguous = sum(count for rule, count in refusals.items() if rule in AMBIGUOUS)
    told = ", ".join(f"{rule} {count}" for rule, count in refusals.most_common()) or "none"
    return (
        f"{name}: {len(outcomes)} files, {len(read)} read, delimiter right in {right} = {right / len(read):.2%}; "
        f"refused as ambiguous {ambiguous}; refusals: {told}"
    )


if __name__ == "__main__":
    main()
