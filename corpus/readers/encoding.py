"""Bytes to text: which encoding a payload is in, and whether it is text at all.

Only encodings in which German and English are written are considered; what is declared is believed as far as the bytes
bear it out.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from itertools import islice

from hergang.corpus.errors import NoArticleError, SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{3,30})""", re.IGNORECASE)
_HEAD = 4096  # bytes that are looked at for a declaration and for signs of a binary
_SINGLE_BYTE = re.compile(r"cp\d{3,4}|iso8859-\d+|mac-roman|latin_1|ascii")  # names as `codecs` has them
_AS_CP1252 = ("iso8859-1", "latin_1", "ascii")  # as browsers read them (WHATWG Encoding Standard)
_COMMON = ("cp1252", "mac_roman", "cp850")  # Windows, old Macintosh, DOS; the likelier first
_LETTERS = frozenset("äöüÄÖÜßéèêëáàâãåçñóòôíìîïúùûøšžæÁÉÅØŠŽÇ")  # beyond ASCII in news of both languages
_SIGNS = frozenset("„“”‚‘’–—…€«»‹›£§°·•©®™½¼²´\u00a0\u00ad")
_IN_WORDS = "’´–—…\u00a0\u00ad"  # signs that stand between letters
_PLAUSIBLE = 0.95  # share of characters beyond ASCII from which an encoding is taken before less common ones
_SAMPLE = 1024 * 1024  # bytes that are looked at
_PLACES = 5000  # of characters beyond ASCII; more do not change the answer
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"{\\rtf", "an RTF file"),
    (b"ID3", "a sound"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"SQLite format 3", "a database"),
)


def refuse_binary(payload: bytes, name: str) -> None:
    """Raise a SourceError, naming the source, where the payload is empty or no text."""
    if not payload.strip(b" \t\r\n\f\0"):
        raise SourceError(f"{name}: empty. Check that the page was saved whole.")
    kind = next((kind for magic, kind in _MAGIC if payload.startswith(magic)), None)
    if kind is None and _wide(payload) is None:
        head = payload[:_HEAD]
        controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
        kind = "a binary file" if b"\0" in head or controls * 10 > len(head) else None
    if kind is not None:
        raise NoArticleError(f"{name}: {kind}, no text. Save the article as HTML or plain text.")


def decode(payload: bytes, charset: str | None = None, *, mend: bool = True) -> str:
    """Return the text of a payload; ``charset`` is what the server says of it.

    A byte order mark decides, else valid UTF-8 is UTF-8. Else the text is in an encoding of one byte a character: the
    declared one unless another gives clearly more plausible characters (charset-normalizer took 4 of 346 news texts in
    cp1252 for DOS, this none). UTF-8 with single broken bytes stays UTF-8: each is read as cp1252 where it stands
    alone, and is U+FFFD else. ``mend`` also undoes that UTF-8 was read as cp1252 before ("fÃ¼r").
    """
    text = _decode(payload, charset)
    return _mend(text) if mend else text


def to_utf8(payload: bytes) -> bytes:
    """Return the payload in UTF-8 where it is in UTF-16 or UTF-32, else as it is: its kind can then be told."""
    wide = _wide(payload)
    return payload if wide in (None, "utf-8-sig") else payload.decode(wide or "", "replace").encode()


def _decode(payload: bytes, charset: str | None) -> str:
    if wide := _wide(payload):
        return payload.decode(wide, errors="replace")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        text = payload.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    foreign = len(re.findall(r"[^\x00-\x7f\ufffd]", text))
    if foreign > broken:
        return payload.decode("utf-8", errors=_LONE)
    return payload.decode(_single_byte(payload, charset), errors="replace")


def _wide(payload: bytes) -> str | None:
    """Return the encoding that a byte order mark tells, or the empty bytes of UTF-16 and UTF-32 without one."""
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return encoding
    head = payload[: _HEAD - _HEAD % 4]
    filled = [sum(map(bool, head[place::4])) * 4 for place in range(4)]  # of the four bytes, share that is not empty
    often, seldom = [place * 10 > 6 * len(head) for place in filled], [place * 10 < 3 * len(head) for place in filled]
    patterns = {(0,): "utf-32-le", (3,): "utf-32-be", (0, 2): "utf-16-le", (1, 3): "utf-16-be"}
    for places, encoding in patterns.items():
        if len(head) >= 8 and all(often[place] if place in places else seldom[place] for place in range(4)):
            return encoding
    return None


def _single_byte(payload: bytes, charset: str | None) -> str:
    """Return the encoding of a text that is not UTF-8: the first plausible one, else the most plausible."""
    sample = payload[:_SAMPLE]
    found = _DECLARED.search(sample[:_HEAD])
    names = (charset, found[1].decode("ascii", "replace") if found else None)
    declared = [codec for name in names if name and (codec := _codec(name))]
    shares: dict[str, float] = {}
    for codec in (*declared, *_COMMON):
        shares[codec] = _plausible(sample.decode(codec, "replace"), codec not in _COMMON)
        if shares[codec] >= _PLAUSIBLE:
            return codec
    return max(shares, key=lambda codec: shares[codec])


def _plausible(text: str, is_foreign: bool) -> float:
    """Return the share of characters beyond ASCII that can stand where they do in German or English.

    In a declared encoding that is not among the common ones every letter can: it was chosen for them.
    """
    places = [match.start() for match in islice(re.finditer(r"[^\x00-\x7f]", text), _PLACES)]
    fitting = sum(_fits(text[max(0, place - 1) : place + 2], text[place], is_foreign) for place in places)
    return fitting / max(1, len(places))


def _fits(around: str, character: str, is_foreign: bool) -> bool:
    before, after = around[0], around[-1]
    if character in _LETTERS or (is_foreign and character.isalpha()):
        return not (character.isupper() and before.islower())
    return character in _SIGNS and (character in _IN_WORDS or not (before.isalpha() and after.isalpha()))


def _codec(name: str) -> str | None:
    """Return Python's name of a declared encoding of one byte a character; None where it is unknown or another."""
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    if not _SINGLE_BYTE.fullmatch(codec):
        return None
    return "cp1252" if codec in _AS_CP1252 else codec.replace("-", "_")


def _read_lone(error: UnicodeError) -> tuple[str, int]:
    """Read a broken byte of UTF-8 between two of ASCII as cp1252: a piece that was pasted in unconverted."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    around = error.object[max(0, error.start - 1) : error.start] + error.object[error.start + 1 : error.start + 2]
    byte = error.object[error.start : error.start + 1]
    character = byte.decode("cp1252", "replace") if around.isascii() else "\ufffd"
    return character, error.start + 1


_LONE = "hergang-lone"
codecs.register_error(_LONE, _read_lone)


def _mend(text: str) -> str:
    """Return the text with UTF-8 that was read as cp1252 read aright, where most that is beyond ASCII is such."""
    if not _garbled().search(text):
        return text
    mended, count = _garbled().subn(_read_again, text)
    left = len(re.findall(r"[^\x00-\x7f]", mended)) - count
    return mended if count > left else text


def _read_again(match: re.Match[str]) -> str:
    garbled = bytes(_bytes()[character] for character in match[0])
    try:
        character = garbled.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    return match[0] if unicodedata.category(character) in ("Cc", "Cn") else character


@cache
def _bytes() -> dict[str, int]:
    """Return each byte beyond ASCII by the character that it is in cp1252, or in Latin-1 where it has none there."""
    return {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}


@cache
def _garbled() -> re.Pattern[str]:
    table = {byte: re.escape(character) for character, byte in _bytes().items()}
    follow = "[" + "".join(table[byte] for byte in range(0x80, 0xC0)) + "]"
    heads = [("C2", "DF", 1), ("E0", "EF", 2), ("F0", "F4", 3)]
    return re.compile(
        "|".join(
            "[" + "".join(table[byte] for byte in range(int(low, 16), int(high, 16) + 1)) + "]" + follow * count
            for low, high, count in heads
        )
    )
