"""Text that was encoded twice (`Ã¶` for ö): repaired where every letter says so, refused where only some do.

Not here: which encoding the bytes have (encoding).
"""

import re
from collections.abc import Callable
from functools import partial

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
FIRST_SIGNS = {"Windows-1252": "Ã", "MacRoman": "√", "DOS 850": "├"}
"""What the first byte of å, ä and ö in UTF-8 looks like in them."""


def repair_double_encoding(content: bytes) -> tuple[bytes, str | None]:
    """The text (UTF-8) with letters that were encoded twice set right, and the encoding that it was mistaken for.

    Set right only where every part above ASCII decodes back and Swedish letters result. Otherwise as it was.

    Raises:
        UnreadableFile: some letters are encoded twice, and others are not.
    """
    for title, first in FIRST_SIGNS.items():
        if first.encode()[-1:] not in content or first.encode() not in content:  # one byte is found much faster
            continue
        text = content.decode("utf-8")
        repaired = {part: _decode_back(part, READ_AS[title]) for part in set(_HIGH.findall(text))}
        if not any(letter in after for after in repaired.values() if after for letter in SWEDISH_LETTERS):
            if any(form in part for part in repaired for form in _twice_encoded(title)):
                raise refuse("mixed_encoding")
            continue
        if any(after is None for after in repaired.values()):
            raise refuse("mixed_encoding")
        return _HIGH.sub(partial(_repaired, repaired), text).encode("utf-8"), title
    return content, None


def _repaired(parts: dict[str, str | None], found: re.Match[str]) -> str:
    return parts[found[0]] or found[0]


def _decode_back(part: str, to_bytes: Callable[[str], bytes]) -> str | None:
    try:
        return to_bytes(part).decode("utf-8")
    except UnicodeError:
        return None


def _twice_encoded(title: str) -> list[str]:
    """How å, ä and ö look when they are encoded twice."""
    codec = {"Windows-1252": "cp1252", "MacRoman": "mac-roman", "DOS 850": "cp850"}[title]
    return [letter.encode("utf-8").decode(codec) for letter in SWEDISH_LETTERS]
