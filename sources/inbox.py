"""The shared inbox: which files wait in it, whose they are, and whether they have stopped growing.

The region is the folder: the two leading digits of its name decide, the rest is for people. Folders inside count as the
region's. Not here: what is in the files (`sources/examining.py`), taking them (`sources/intake.py`).
"""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from sources.reference_data import Reference
from sources.screening import misleads

_LEADING_DIGITS = re.compile(r"(\d\d)(?!\d)")
_NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Windows has neither links that need this nor pipes in folders."""
AGENCY_FOLDER = "00_riket"
_TEMPORARY = re.compile(
    r"^(~\$|\.|thumbs\.db$|desktop\.ini$)|\.(tmp|temp|part|partial|crdownload|lock|swp)$|~$", re.IGNORECASE
)
LEFT_TEMPORARY = "låsfil eller tillfällig fil"
LEFT_LINK = "symbolisk länk; bara riktiga filer tas emot"
LEFT_SPECIAL = "ingen vanlig fil; bara vanliga filer tas emot"
LEFT_NAME = "filens namn har tecken som inte syns eller som vänder på texten; ge filen ett annat namn"
LEFT_LONG_NAME = "filens namn är för långt; ge filen ett kortare namn"
LEFT_GROWING = "skrivs fortfarande; tas vid nästa körning"
LEFT_NO_REGION = "ligger inte i någon regions mapp; mappens namn ska börja med länskoden, till exempel 12_skane"


LONGEST_NAME_BYTES = 200
"""File systems take 255 bytes, and what is made of a file gets a longer name than the file."""


@dataclass(frozen=True)
class InboxFile:
    """A file that waits. `folder` is the region's folder as we write it, whatever the inbox folder is called."""

    path: Path
    region_code: str
    folder: str
    size: int
    modified_ns: int


@dataclass(frozen=True)
class LeftAlone:
    """A file that was not touched, and why (Swedish). `held_up`: it would be taken, were not something else wrong."""

    path: Path
    reason: str
    held_up: bool = False


def folders_by_code(reference: Reference) -> Mapping[str, str]:
    """Region code to folder name, the agency's included: `12` to `12_skane`."""
    regions = reference.frame("regions")
    return {"00": AGENCY_FOLDER, **dict(zip(regions["region_code"], regions["folder"], strict=True))}


def region_of(folder: str) -> str:
    """The region code of a folder's name, its two leading digits; empty where there are none, or more than two."""
    found = _LEADING_DIGITS.match(folder)
    return found.group(1) if found else ""


def make_folders(inbox: Path, reference: Reference) -> None:
    """Makes the regions' folders where none with the same leading digits is there."""
    inbox.mkdir(parents=True, exist_ok=True)
    there = {region_of(path.name) for path in inbox.iterdir() if path.is_dir()}
    for code, folder in folders_by_code(reference).items():
        if code not in there:
            (inbox / folder).mkdir()


def look(inbox: Path, folders: Mapping[str, str]) -> tuple[list[InboxFile], list[LeftAlone]]:
    """Everything in the inbox: what waits, ordered by region, the file's own time and name, and what is left alone."""
    waiting: list[InboxFile] = []
    left: list[LeftAlone] = []
    for path in files_under(inbox):
        code = region_of(path.relative_to(inbox).parts[0])
        if path.is_symlink() or any(parent.is_symlink() for parent in path.parents if inbox in parent.parents):
            left.append(LeftAlone(path, LEFT_LINK))
        elif _TEMPORARY.search(path.name):
            left.append(LeftAlone(path, LEFT_TEMPORARY))
        elif path.parent == inbox or code not in folders:
            left.append(LeftAlone(path, LEFT_NO_REGION))
        elif reason := _unfit_name(path.relative_to(inbox)):
            left.append(LeftAlone(path, reason, held_up=True))
        elif (facts := _facts(path)) is None:
            continue
        elif not S_ISREG(facts.st_mode):
            left.append(LeftAlone(path, LEFT_SPECIAL))
        else:
            waiting.append(InboxFile(path, code, folders[code], facts.st_size, facts.st_mtime_ns))
    return sorted(waiting, key=lambda file: (file.region_code, file.modified_ns, file.path.name, str(file.path))), left


def look_settled(
    inbox: Path,
    folders: Mapping[str, str],
    *,
    settle_seconds: float,
    regions: Collection[str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[list[InboxFile], list[LeftAlone]]:
    """The files that have not changed for `settle_seconds`; two looks where the file system's clock leaves a doubt."""
    waiting, left = look(inbox, folders)
    wanted = [file for file in waiting if regions is None or file.region_code in regions]
    young = [file for file in wanted if not _rests_since(file.path, settle_seconds)]
    if not young:
        return wanted, left
    sleep(settle_seconds)
    unchanged = {file for file in young if is_unchanged(file)}
    growing = [file for file in young if file not in unchanged]
    return [file for file in wanted if file not in growing], [
        *left,
        *(LeftAlone(f.path, LEFT_GROWING) for f in growing),
    ]


def open_delivered(path: Path) -> BinaryIO:
    """Opens a file of the inbox for reading; one that has become a link or a pipe since it was seen is not followed.

    Raises:
        OSError: it cannot be opened, or is no ordinary file.
    """
    number = os.open(path, os.O_RDONLY | _NOT_FOLLOWED)
    if not S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, LEFT_SPECIAL)
    return os.fdopen(number, "rb")


def is_unchanged(file: InboxFile) -> bool:
    """Whether the file still has the size and time that it was seen with."""
    facts = _facts(file.path)
    return facts is not None and (facts.st_size, facts.st_mtime_ns) == (file.size, file.modified_ns)


def _rests_since(path: Path, seconds: float) -> bool:
    """Whether nothing has touched the file for so long. A copy keeps the original's time, so the time of the last
    change to the file's entry counts too; Windows has none, and there the second look decides.
    """
    facts = _facts(path)
    if facts is None or os.name == "nt":
        return False
    return time.time() - max(facts.st_mtime, facts.st_ctime) >= seconds


def _unfit_name(path: Path) -> str | None:
    """Why a name, or that of a folder on the way to it, cannot be shown or written, if it cannot."""
    if any(misleads(sign) for sign in str(path)):
        return LEFT_NAME
    return LEFT_LONG_NAME if len(path.name.encode()) > LONGEST_NAME_BYTES else None


def files_under(inbox: Path) -> Iterable[Path]:
    """Every file in the inbox and its folders, and every link."""
    for folder, folders, names in os.walk(inbox, followlinks=False):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names))
        yield from (Path(folder) / name for name in folders if (Path(folder) / name).is_symlink())


def _facts(path: Path) -> os.stat_result | None:
    try:
        return path.stat(follow_symlinks=False)
    except OSError:
        return None
