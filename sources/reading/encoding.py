"""Which characters the bytes of a text file stand for: found from evidence, or refused.

Not here: delimiters and quotes (dialect).
"""

import re
from collections import Counter

from sources.reading.content import UnreadableFile
from sources.reading.refusals import refuse

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
SINGLE_BYTE = {
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
    "iso8859-1": "ISO 8859-1",
    "mac-roman": "MacRoman",
    "cp850": "DOS 850",
}
"""In order: where two give the same text the first names it."""
SWEDISH = frozenset("åäöÅÄÖ")
FAMILIAR_LETTERS = frozenset("éÉèÈüÜáÁàÀøØæÆçñëêíóúôîï")
FAMILIAR_SIGNS = frozenset("–—’‘”“„…•§°±²³½¼µ·×«»€£´¨©®™\u00a0\u00ad‰")
LETTER_BOUND_SIGNS = frozenset("’´\u00ad\u00a0–·°²³½¼µ×±€£")
"""Signs that may stand right between two letters or figures; a quotation mark may not."""
SAMPLE_BYTES = 4_000_000
TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f")

_IN_CONTEXT = re.compile(rb"(?=([\x00-\xff]?)([\x80-\xff])([\x00-\xff]?))", re.DOTALL)
_ASCII = bytes(range(128))


def to_utf8(content: bytes) -> tuple[bytes, str]:
    """The same text in UTF-8 without byte order mark, and the Swedish name of the encoding that it came in.

    Raises:
        UnreadableFile: no encoding fits, or two fit and give different text, or there are NUL characters.
    """
    for mark, encoding, title in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _transcode(content[len(mark) :], encoding), title
    if b"\x00" in content:
        raise refuse("nul_bytes")
    if content.isascii():
        return content, "ASCII"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _find_single_byte(content)
        return content.decode(encoding).encode("utf-8"), SINGLE_BYTE[encoding]
    return content, "UTF-8"


def _transcode(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse("unknown_encoding") from None
    if "\x00" in text:
        raise refuse("nul_bytes")
    return text.removeprefix("\ufeff").encode("utf-8")


def _find_single_byte(content: bytes) -> str:
    """The one encoding in which all high bytes are familiar in their places and which shows most å, ä and ö."""
    high = bytes(set(content.translate(None, _ASCII)))
    contexts = Counter(matched.groups() for matched in _IN_CONTEXT.finditer(content[:SAMPLE_BYTES]))
    scores: dict[str, tuple[float, int]] = {}
    for encoding in SINGLE_BYTE:
        if (score := _score(encoding, high, contexts)) is not None:
            scores[encoding] = score
    if not scores:
        raise refuse("unknown_encoding")
    best = max(scores.values())
    chosen = [encoding for encoding in SINGLE_BYTE if scores.get(encoding) == best]
    for other in chosen[1:]:
        if high.decode(chosen[0]) != high.decode(other):
            raise _two_encodings(chosen[0], other)
    return chosen[0]


def _two_encodings(first: str, second: str) -> UnreadableFile:
    return refuse("ambiguous_encoding", first=SINGLE_BYTE[first], second=SINGLE_BYTE[second])


def _score(
    encoding: str, high: bytes, contexts: "Counter[tuple[bytes | object, ...]]"
) -> tuple[float, int] | None:
    """(share of strange characters, negated; number of å, ä, ö in words), or null where the bytes cannot be this."""
    try:
        characters = high.decode(encoding)
    except UnicodeDecodeError:
        return None
    if any("\x80" <= character <= "\x9f" for character in characters):
        return None
    strange = swedish = 0
    for (before, byte, after), count in contexts.items():
        kind = _judge(bytes(byte).decode(encoding), _letter(before, encoding), _letter(after, encoding))  # type: ignore[arg-type]
        strange += count * (kind == "strange")
        swedish += count * (kind == "swedish")
    return -strange / max(1, contexts.total()), swedish
