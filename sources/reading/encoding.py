"""Which characters the bytes of a text file stand for: found from evidence, or refused.

Not here: text that was encoded twice (double_encoding), delimiters and quotes (dialect).
"""

import re
import unicodedata
from codecs import getincrementaldecoder
from collections import Counter
from itertools import islice
from typing import NamedTuple

from sources.reading.content import UnreadableFile
from sources.reading.double_encoding import repair_double_encoding
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
WINDOWS_FAMILY = frozenset({"cp1252", "iso8859-15", "iso8859-1"})
ENOUGH_PLACES = 8
"""Letters of other languages stand in fewer different places in a Swedish file that has no å, ä or ö of its own."""
DIFFERENCES_SHOWN = 2
SWEDISH = frozenset("åäöÅÄÖ")
FAMILIAR_LETTERS = frozenset("éÉèÈüÜáÁàÀøØæÆçñëêíóúôîï")
FAMILIAR_SIGNS = frozenset("–—’‘”“„…•§°±²³½¼µ·×«»€£´¨©®™\u00a0\u00ad‰")
SIGNS_IN_WORDS = frozenset("’´\u00ad\u00a0–·°²³½¼µ×±€£")
"""Signs that may stand right between two letters; a quotation mark may not."""
MOST_STRANGE_SHARE = 0.2
PIECE_BYTES = 1 << 18
SAMPLE_SIZE = 200_000
"""High bytes that are looked at in their places; all of them must be characters of the encoding."""

Context = tuple[bytes, bytes, bytes]
"""The byte before, the byte above 127, the byte after."""

_IN_CONTEXT = re.compile(rb"(?<=(.))([\x80-\xff])(?=(.))", re.DOTALL)
_ASCII = bytes(range(128))
_COMBINING = re.compile(rb"\xcc[\x80-\xbf]|\xcd[\x80-\xaf]")
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f]")


class Decoded(NamedTuple):
    """Text in UTF-8 without byte order mark.

    `encoding`: the Swedish name of the encoding that it came in. `notes`: Swedish, what was done or is wrong with it.
    """

    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def to_utf8(content: bytes) -> Decoded:
    """The text of the bytes, with letters and their accents in one character (NFC).

    Raises:
        UnreadableFile: no encoding fits, or two fit and give different text, or there are NUL characters, or some
            letters are encoded twice and others are not.
    """
    content, encoding = _decode_whole(content)
    if content.isascii():
        return Decoded(content, encoding)
    content, mistaken_for, times = repair_double_encoding(content)
    notes = []
    if mistaken_for:
        so_often = "flera gånger " if times > 1 else ""
        notes.append(f"dubbelkodade tecken har rättats (UTF-8 som {so_often}hade tolkats som {mistaken_for})")
    if b"\xef" in content and (lost := content.count("\ufffd".encode())):
        notes.append(f"{lost} tecken var redan förlorade i filen och visas som \ufffd")
    return Decoded(_compose(content), encoding, tuple(notes))


def _compose(content: bytes) -> bytes:
    """Letters that are followed by their accents as characters of their own (from macOS) in one character each."""
    if not any(lead in content for lead in (b"\xcc", b"\xcd")) or not _COMBINING.search(content):
        return content
    text = content.decode("utf-8")
    return _DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text).encode("utf-8")


def _decode_whole(content: bytes) -> tuple[bytes, str]:
    """The content in UTF-8, and the name of the encoding that it came in."""
    for mark, encoding, title in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _transcode(content[len(mark) :], encoding), title
    if b"\x00" in content:
        return _decode_unmarked_utf16(content), "UTF-16"
    if content.isascii():
        return content, "ASCII"
    if _is_utf8(content):
        return content, "UTF-8"
    encoding = _find_single_byte(content)
    return content.decode(encoding).encode("utf-8"), SINGLE_BYTE[encoding]


def _is_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8, without a copy of them all as text."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), PIECE_BYTES):
            decoder.decode(content[start : start + PIECE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _transcode(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse("unknown_encoding") from None
    if "\x00" in text:
        raise refuse("nul_bytes")
    return text.removeprefix("\ufeff").encode("utf-8")


def _decode_unmarked_utf16(content: bytes) -> bytes:
    """UTF-16 without a mark is certain where every other byte is zero for most characters, and no other byte is."""
    zeros_first, zeros_last = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or (zeros_first and zeros_last) or max(zeros_first, zeros_last) * 4 < len(content):
        raise refuse("nul_bytes")
    decoded = _transcode(content, "utf-16-be" if zeros_first else "utf-16-le")
    if _CONTROL.search(decoded.decode("utf-8")):
        raise refuse("nul_bytes")
    return decoded


def _find_single_byte(content: bytes) -> str:
    """The one encoding in which the high bytes are familiar in their places and which shows most å, ä and ö."""
    high = bytes(set(content.translate(None, _ASCII)))
    found = _IN_CONTEXT.finditer(b"\n" + content + b"\n")
    contexts: Counter[Context] = Counter((match[1], match[2], match[3]) for match in islice(found, SAMPLE_SIZE))
    scores = {
        encoding: _score(encoding, contexts)
        for encoding in SINGLE_BYTE
        if (characters := _decode(high, encoding)) is not None and not any("\x80" <= c <= "\x9f" for c in characters)
    }
    best = max(scores.values(), default=(-1.0, 0))
    if -best[0] > MOST_STRANGE_SHARE:
        raise refuse("unknown_encoding")
    first, *others = (encoding for encoding, score in scores.items() if score == best)
    if first not in WINDOWS_FAMILY and _may_be_windows(contexts):
        others = [first]
        first = "cp1252"
    for other in others:
        if high.decode(first) != high.decode(other):
            raise _ask_which(first, other, high)
    return first


def _may_be_windows(contexts: Counter[Context]) -> bool:
    """Whether all that speaks for a rare encoding is a few letters that Windows could mean: `Dušan` or `Duöan`."""
    return len(contexts) < ENOUGH_PLACES and all(
        (letter := _decode(character, "cp1252")) is not None
        and letter.isalpha()
        and not (letter.isupper() and before.isalpha() and (before.islower() or after.islower()))
        for before, character, after in contexts
    )


def _ask_which(first: str, second: str, high: bytes) -> UnreadableFile:
    """The question to the sender, with some of the characters that the two encodings differ in."""
    differing = [byte for byte in (bytes([one]) for one in high) if byte.decode(first) != byte.decode(second)]
    readings = [
        f"{SINGLE_BYTE[encoding]} ({', '.join(f'”{one.decode(encoding)}”' for one in differing[:DIFFERENCES_SHOWN])})"
        for encoding in (first, second)
    ]
    return refuse("ambiguous_encoding", first=readings[0], second=readings[1])


def _decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _score(encoding: str, contexts: Counter[Context]) -> tuple[float, int]:
    """(minus the share of characters that are strange where they stand, the number of å, ä and ö in words)."""
    strange = swedish = 0
    for context, count in contexts.items():
        before, character, after = (part.decode(encoding, errors="replace") for part in context)
        if not _fits(before, character, after):
            strange += count
        elif character in SWEDISH:
            swedish += count
    return -round(strange / max(1, contexts.total()), 3), swedish


def _fits(before: str, character: str, after: str) -> bool:
    """Whether the character is one that Swedish text has, in a place where it can stand."""
    between_letters = before.isalpha() and after.isalpha()
    if character in FAMILIAR_SIGNS:
        return not between_letters or character in SIGNS_IN_WORDS
    if character not in SWEDISH and character not in FAMILIAR_LETTERS:
        return False
    if character.isupper() and before.islower():
        return False
    return character in SWEDISH or before.isalpha() or after.isalpha()
