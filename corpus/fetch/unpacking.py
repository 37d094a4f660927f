"""Compressed payloads: gzip and deflate, one within another at most once, and never more than may be kept.

`urllib3` could unpack, too, but takes a stream that breaks off in the middle for whole.
"""

from __future__ import annotations

import zlib

from hergang.corpus.fetch.records import RefusalError

ACCEPTED = "gzip, deflate"  # what is asked for

_MAX_LAYERS = 2
_GZIP = b"\x1f\x8b"
_EITHER = zlib.MAX_WBITS | 32  # header of gzip or of zlib, by its first bytes
_RAW = -zlib.MAX_WBITS  # what some servers mean by deflate


def layers(content_encoding: str) -> list[str]:
    """Return the codings of a Content-Encoding header in the order of unpacking; RefusalError for one not known."""
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    unknown = [name for name in names if name not in ("gzip", "x-gzip", "deflate")]
    if unknown or len(names) > _MAX_LAYERS:
        how = unknown[0][:40] if unknown else f"{len(names)} codings one within another"
        raise RefusalError(f"packed as {how}, which is not unpacked here. Save the page and give the file.")
    return names[::-1]


def unpack(payload: bytes, coding: str, limit: int) -> bytes:
    """Return the payload without one layer of compression.

    Raises:
        RefusalError: it is damaged, breaks off, or would be larger than ``limit`` bytes.
    """
    if not payload:
        return payload
    failure = ""
    for wbits in (_EITHER, _RAW) if coding == "deflate" else (_EITHER,):
        try:
            return _inflate(payload, wbits, limit)
        except zlib.error as error:
            failure = str(error)
    raise RefusalError(f"cannot be unpacked ({failure}). Try again later.", temporary=True)


def _inflate(payload: bytes, wbits: int, limit: int) -> bytes:
    """Return what all members of a stream hold; what follows the last is filling."""
    unpacked, rest = bytearray(), payload
    while not unpacked or rest.startswith(_GZIP):
        machine = zlib.decompressobj(wbits)
        unpacked += machine.decompress(rest, limit + 1 - len(unpacked))
        if len(unpacked) > limit:
            raise too_large(limit)
        if not machine.eof:
            raise zlib.error("the compressed stream breaks off")
        rest = machine.unused_data
        if not rest:
            break
    return bytes(unpacked)


def too_large(limit: int) -> RefusalError:
    """Return why a payload above the limit is not taken."""
    return RefusalError(f"larger than {limit // 1024**2} MB. Save the article alone and give the file.")
