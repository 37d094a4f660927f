"""Bytes to text: which encoding a payload is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from hergang.corpus.errors import SourceError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{3,30})""", re.IGNORECASE)
_HEAD = 4096  # bytes that are looked at for a declaration and for signs of a binary
_LATIN = {
    "iso-8859-1",
    "iso8859-1",
    "latin-1",
    "latin1",
    "ascii",
    "us-ascii",
}  # read as cp1252, as browsers do (WHATWG)
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
)


def refuse_binary(payload: bytes, name: str) -> None:
    """Raise a SourceError, naming the source, where the payload is empty or no text."""
    if not payload.strip():
        raise SourceError(f"{name}: empty. Check that the page was saved whole.")
    kind = next((kind for magic, kind in _MAGIC if payload.startswith(magic)), None)
    if kind is None and not payload.startswith(tuple(mark for mark, _ in _MARKS)):
        head = payload[:_HEAD]
        controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
        kind = "a binary file" if b"\0" in head or controls * 10 > len(head) else None
    if kind is not None:
        raise SourceError(f"{name}: {kind}, no text. Save the article as HTML or plain text.")


def decode(payload: bytes, charset: str | None = None) -> str:
    """Return the text of a payload; ``charset`` is what the server says of it.

    A byte order mark decides, else valid UTF-8 is UTF-8, else what server or payload declare, else it is cp1252.
    UTF-8 with a few broken bytes stays UTF-8, each of them U+FFFD.
    """
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return payload.decode(encoding, errors="replace")
    declared = _DECLARED.search(payload[:_HEAD])
    for name in ("utf-8", charset, declared[1].decode("ascii") if declared else None):
        if name and (text := _try(payload, name.lower())) is not None:
            return text
    text = payload.decode("utf-8", errors="replace")
    foreign = sum(ord(character) > 127 for character in text)
    return text if text.count("\ufffd") * 20 < foreign else payload.decode("cp1252", errors="replace")


def _try(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode("cp1252" if encoding in _LATIN else encoding)
    except (UnicodeDecodeError, LookupError):
        return None
