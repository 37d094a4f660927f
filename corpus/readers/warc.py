"""WARC files (ISO 28500): every HTML page among their responses, one after the other, and texts made of pages (WET)."""

from __future__ import annotations

import contextlib
import gzip
import io
import logging
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from hergang.corpus.errors import NoArticleError, SkippedFileError, SourceError
from hergang.corpus.readers.bounds import read_page
from hergang.corpus.readers.draft import MAX_ARTICLE, Draft, Origin
from hergang.corpus.readers.kinds import GZIP
from hergang.corpus.readers.text import read_text
from hergang.corpus.urls import canonical_or_none

_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("conversion", "resource")  # kinds of record that hold plain text as an article (WET files of Common Crawl)
_LINE = 64 * 1024  # bytes of a line of headers
_REASON = 300  # code points that an error quotes of the file
_LINES = 100_000  # of headers and of chunks of one record
_HEADERS = 1024 * 1024  # bytes of all headers of a record
_DAMAGE = (
    ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, zlib.error,
    AttributeError,  # warcio takes for granted that a record tells its address
)  # fmt: skip

logging.getLogger("warcio").addHandler(logging.NullHandler())  # it tells of strange addresses, which are kept anyway


def read_warc(stream: BinaryIO, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a WARC file, gzipped by record, as a whole, or not at all.

    A page without an article is yielded as a SourceError. What is passed over (unchanged pages of a later crawl,
    answers that are errors, pictures) is counted, and told in one SkippedFileError at the end.
    """
    pages, passed = 0, Counter[str]()
    records = _open(stream)
    try:
        for record in _each(records):
            reason = _passed_over(record)
            if reason:
                passed[reason] += 1
                continue
            pages += 1
            yield _read(record, origin)
    except _DAMAGE as error:
        reason = str(error)[:_REASON]
        yield SourceError(f"{origin.name}: the WARC file is damaged after {pages} pages ({reason}). Fetch it again.")
        return
    yield from _ending(origin, pages, passed, records.err_count)


def _ending(origin: Origin, pages: int, passed: Counter[str], longer: int) -> Iterator[SourceError]:
    """Yield what is to be told of the file as a whole."""
    found = ", ".join(f"{count} {reason}" for reason, count in sorted(passed.items()))
    if longer:
        yield SourceError(f"{origin.name}: {longer} records are longer than they tell. Fetch the file again.")
    if pages == 0:
        held = f" (but {found})" if found else ""
        yield NoArticleError(f"{origin.name}: no HTML page among its responses{held}. Give a WARC file of pages.")
    elif found:
        yield SkippedFileError(f"{origin.name}: passed over {found}.")


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    """A reader that keeps headers and chunks of a record within bounds, which warcio does not."""

    left = _HEADERS  # bytes that the lines of this record may still take
    lines = _LINES

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _LINE, _LINE))
        self.left -= len(line)
        self.lines -= 1
        if self.left < 0 or self.lines < 0:
            raise ValueError("headers or chunks without end")
        return line

    def begin_record(self) -> None:
        """Allow for the lines of another record."""
        self.left, self.lines = _HEADERS, _LINES


def _open(stream: BinaryIO) -> Any:
    is_packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    records = ArchiveIterator(gzip.GzipFile(fileobj=stream) if is_packed else stream)
    records.reader = _Reader(records.fh)
    return records


def _each(records: Any) -> Iterator[Any]:
    """Yield the records; what warcio would print of their lengths is counted by it, too, and told at the end."""
    while True:
        records.reader.begin_record()
        with contextlib.redirect_stderr(io.StringIO()):
            record = next(iter(records), None)
        if record is None:
            return
        yield record


def _passed_over(record: Any) -> str | None:
    """Return the kind of a record that is no page, in the plural, or None."""
    if record.rec_type == "revisit":
        return "pages unchanged since an earlier crawl"
    if record.http_headers and not (record.http_headers.get_statuscode() or "").startswith("2"):
        return "answers that are no page"
    kind = _kind(record)
    is_page = record.rec_type in ("response", "resource") and kind in _PAGES
    return None if is_page or (record.rec_type in _TEXTS and kind == "text/plain") else "records of other kinds"


def _kind(record: Any) -> str:
    return str(_content_type(record).partition(";")[0].strip().lower())


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _read(record: Any, origin: Origin) -> Draft | SourceError:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    charset = _content_type(record).partition("charset=")[2].strip(" \"';") or None
    page = Origin(f"{origin.name}, {url or 'a record without an address'}", canonical_or_none(url), charset=charset)
    payload = record.content_stream().read(MAX_ARTICLE + 1)
    try:
        return read_page(payload, page) if _kind(record) in _PAGES else _with_url(read_text(payload, page), url)
    except SourceError as error:
        return error


def _with_url(draft: Draft, url: str) -> Draft:
    address = canonical_or_none(url)
    return replace(draft, article=replace(draft.article, url=address or draft.article.url))
