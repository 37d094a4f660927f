"""WARC files (ISO 28500): every HTML page among their responses, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import MAX_BYTES, Draft, Origin
from hergang.corpus.readers.html import read_html

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a WARC file, gzipped or not; a page without one is yielded as a SourceError."""
    count = 0
    try:
        for record in ArchiveIterator(stream):
            if _is_page(record):
                count += 1
                yield _read(record, origin)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        yield SourceError(f"{origin.name}: the WARC file is damaged after {count} pages ({error}). Fetch it again.")
        return
    if count == 0:
        yield SourceError(f"{origin.name}: no HTML page among its responses. Give a WARC file that holds pages.")


def _is_page(record: Any) -> bool:
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers or record.rec_headers
    if record.http_headers and record.http_headers.get_statuscode() != "200":
        return False
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


def _read(record: Any, origin: Origin) -> Draft | SourceError:
    url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
    payload = record.content_stream().read(MAX_BYTES + 1)
    if len(payload) > MAX_BYTES:
        return SourceError(f"{origin.name}, {url}: larger than {MAX_BYTES // 1024**2} MB. Save the article alone.")
    headers = record.http_headers or record.rec_headers
    charset = (headers.get_header("Content-Type") or "").partition("charset=")[2].strip(" \"';") or None
    try:
        return read_html(payload, Origin(f"{origin.name}, {url}", url=url, charset=charset))
    except SourceError as error:
        return error
