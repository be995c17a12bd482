"""Text that was encoded twice or more (`Ã¶` for ö): repaired where every letter says so, refused where only some do.

Not here: which encoding the bytes have (encoding).
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from sources.reading.refusals import refuse

SWEDISH_LETTERS = "åäöÅÄÖ"

_HIGH = re.compile(r"[^\x00-\x7f]+")


def _windows_bytes(text: str) -> bytes:
    """As cp1252, with the characters that it lacks as ISO 8859-1 has them: Windows turns these bytes so."""
    return b"".join(character.encode("iso8859-1" if "\x80" <= character <= "\x9f" else "cp1252") for character in text)


READ_AS: dict[str, Callable[[str], bytes]] = {
    "Windows-1252": _windows_bytes,
    "MacRoman": lambda text: text.encode("mac-roman"),
    "DOS 850": lambda text: text.encode("cp850"),
}
"""The encodings that UTF-8 is mistaken for, and the bytes that the mistaken text came from."""
CODECS = {"Windows-1252": ("cp1252", "iso8859-1"), "MacRoman": ("mac-roman",), "DOS 850": ("cp850",)}
FIRST_SIGNS = {"Windows-1252": ("Ã",), "MacRoman": ("√", "‚àö"), "DOS 850": ("├", "Ôö£")}
"""What the first byte of å, ä and ö in UTF-8 looks like in them, and what that looks like once more."""


MOST_TIMES = 4


class Repaired(NamedTuple):
    """Text in UTF-8, the encoding that its letters had been mistaken for, and how many times; null where never."""

    content: bytes
    mistaken_for: str | None = None
    times: int = 0


def repair_double_encoding(content: bytes) -> Repaired:
    """The text (UTF-8) with letters that were encoded twice or more set right.

    Set right only where every part above ASCII decodes back and Swedish letters result. Otherwise as it was.

    Raises:
        UnreadableFile: some letters are encoded twice, and others are not.
    """
    for title, signs in FIRST_SIGNS.items():
        firsts = [sign.encode() for sign in signs]
        if not any(first[-1:] in content and first in content for first in firsts):  # one byte is found much faster
            continue
        if found := _repair(content.decode("utf-8"), title):
            return found
    return Repaired(content)


def _repair(text: str, title: str, times: int = 1) -> Repaired | None:
    """The text set right where this encoding was the mistake; null where it was not."""
    repaired = {part: _decode_back(part, READ_AS[title]) for part in set(_HIGH.findall(text))}
    has_letters = any(letter in after for after in repaired.values() if after for letter in SWEDISH_LETTERS)
    if None in repaired.values():
        if has_letters or any(form in part for part in repaired for form in _encoded_again(title)):
            raise refuse("mixed_encoding")
        return None
    before = _HIGH.sub(partial(_repaired, repaired), text)
    earlier = _repair(before, title, times + 1) if times < MOST_TIMES and not before.isascii() else None
    return earlier or (Repaired(before.encode("utf-8"), title, times) if has_letters else None)


def _repaired(parts: dict[str, str | None], found: re.Match[str]) -> str:
    return parts[found[0]] or found[0]


def _decode_back(part: str, to_bytes: Callable[[str], bytes]) -> str | None:
    try:
        return to_bytes(part).decode("utf-8")
    except UnicodeError:
        return None


@cache
def _encoded_again(title: str) -> frozenset[str]:
    """How å, ä and ö look when they are encoded twice or more, with and without what cp1252 lacks."""
    found = set[str]()
    for codec in CODECS[title]:
        forms = list(SWEDISH_LETTERS)
        for _ in range(MOST_TIMES):
            forms = [_misread(form, codec) for form in forms]
            found.update(forms)
    return frozenset(found)


def _misread(text: str, codec: str) -> str:
    return "".join(bytes([one]).decode(codec, errors="ignore") or chr(one) for one in text.encode("utf-8"))
