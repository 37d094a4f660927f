"""Sources of every kind in, readings out: URLs, feeds, pages, texts, JSON Lines, WARC files, folders, standard input.

The kind is told by the server's media type or the file's name, and where neither says, by the first bytes.
"""

from __future__ import annotations

import difflib
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from hergang.corpus.article import Article, article_id
from hergang.corpus.clean import clean, paragraphs
from hergang.corpus.errors import SkippedFileError, SourceError
from hergang.corpus.fetch import Fetcher
from hergang.corpus.language import detect
from hergang.corpus.lexica import LANGUAGES
from hergang.corpus.readers.draft import MAX_BYTES, Draft, Origin
from hergang.corpus.readers.encoding import refuse_binary
from hergang.corpus.readers.feed import read_feed
from hergang.corpus.readers.html import read_html
from hergang.corpus.readers.jsonl import read_json, read_json_lines
from hergang.corpus.readers.markdown import read_markdown
from hergang.corpus.readers.text import SENTENCE_END, read_text
from hergang.corpus.readers.warc import read_warc
from hergang.corpus.reading import Cut, Reading
from hergang.corpus.urls import canonical, is_url

__all__ = ["Cut", "Reading", "read_sources"]

_NO_ARTICLES = frozenset({"README", "LICENSE", "LICENCE", "COPYING", "CHANGELOG", "CONTRIBUTING"})
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text", ".md": "markdown",
    ".markdown": "markdown", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc", ".xml": "feed",
    ".rss": "feed", ".atom": "feed",
}  # fmt: skip
_MEDIA_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "application/rss+xml": "feed",
    "application/atom+xml": "feed", "application/rdf+xml": "feed", "application/json": "json",
    "application/ld+json": "json", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl",
    "application/warc": "warc",
}  # fmt: skip
_GZIP = b"\x1f\x8b"
_HEADLINE = 100  # code points of a paragraph that can serve as title where the source gives none
_HEAD = 2048  # bytes that tell the kind


def read_sources(
    sources: Iterable[str], *, fetcher: Fetcher | None, stdin: BinaryIO | None = None
) -> Iterator[Reading | SourceError]:
    """Yield the readings of the sources in their order, one at a time.

    A source, or an article in one, that cannot be read is yielded as a SourceError that names it; the others go on. A
    file of unknown type in a folder is yielded as a SkippedFileError.

    Args:
        sources: URLs, paths of files and folders (read recursively, in the order of their names), "-" for ``stdin``.
        fetcher: fetches URLs and the pages behind a feed's links; None where there is no network to be used.
        stdin: standard input in bytes.
    """
    for source in sources:
        for draft in _drafts(source, fetcher, stdin):
            yield draft if isinstance(draft, SourceError) else _finish(draft)


def _drafts(source: str, fetcher: Fetcher | None, stdin: BinaryIO | None) -> Iterator[Draft | SourceError]:
    try:
        if source == "-":
            yield from _read_stdin(stdin, fetcher)
        elif is_url(source):
            yield from _read_url(source, fetcher)
        elif Path(source).is_dir():
            yield from _read_folder(Path(source), fetcher)
        else:
            yield from _read_file(Path(source), fetcher)
    except SourceError as error:
        yield error


def _read_stdin(stdin: BinaryIO | None, fetcher: Fetcher | None) -> Iterator[Draft | SourceError]:
    if stdin is None:
        raise SourceError("-: there is no standard input. Name a file or URL.")
    origin = Origin("-")
    payload = _bounded(stdin, "-")
    yield from _read_payload(payload, origin, tell_kind(payload), fetcher)


def _read_url(url: str, fetcher: Fetcher | None) -> Iterator[Draft | SourceError]:
    if fetcher is None:
        raise SourceError(f"{url}: nothing is fetched here. Save the page and give the file.")
    fetched = fetcher.fetch(url)
    kind = _MEDIA_TYPES.get(fetched.media_type) or tell_kind(fetched.payload)
    if kind == "html":  # servers send feeds as HTML, too
        kind = "feed" if tell_kind(fetched.payload) == "feed" else kind
    origin = Origin(url, url=_canonical(fetched.url), charset=fetched.charset)
    yield from _read_payload(fetched.payload, origin, kind, fetcher)


def _read_folder(folder: Path, fetcher: Fetcher | None) -> Iterator[Draft | SourceError]:
    count = 0
    for path in _files(folder):
        if path.stem.upper() in _NO_ARTICLES:
            yield SkippedFileError(f"{path}: passed over, it tells of the folder. Give its own path to read it.")
            continue
        if _suffix(path) not in _SUFFIXES:
            yield SkippedFileError(
                f"{path}: passed over, {path.suffix or 'no ending'} is no known type. Save it as HTML or text."
            )
            continue
        count += 1
        try:
            yield from _read_file(path, fetcher)
        except SourceError as error:
            yield error
    if count == 0:
        raise SourceError(f"{folder}: no article files in it. Known are {', '.join(_SUFFIXES)}.")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and the folders in it in the order of their names; hidden ones are passed over."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent) / name


def _read_file(path: Path, fetcher: Fetcher | None) -> Iterator[Draft | SourceError]:
    if not path.exists():
        raise SourceError(_missing(path))
    kind = _SUFFIXES.get(_suffix(path))
    origin = Origin(str(path), path=path.absolute())
    try:
        with path.open("rb") as file:
            if kind == "warc":
                yield from read_warc(file, origin)
            elif kind == "jsonl" and path.suffix != ".gz":
                yield from read_json_lines(file, origin)
            else:
                payload = _bounded(file, origin.name)
                yield from _read_payload(payload, origin, kind, fetcher)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}). Check the rights on it.") from error


def _read_payload(
    payload: bytes, origin: Origin, kind: str | None, fetcher: Fetcher | None
) -> Iterator[Draft | SourceError]:
    if payload.startswith(_GZIP) and kind != "warc":
        payload = _unpack(payload, origin.name)
        kind = None if kind == "gzip" else kind
    kind = kind or tell_kind(payload)
    if kind == "feed" and tell_kind(payload) == "html":
        kind = "html"
    if kind == "html":
        yield read_html(payload, origin)
    elif kind == "markdown":
        yield read_markdown(payload, origin)
    elif kind == "feed":
        yield from read_feed(payload, origin, partial(_read_page, fetcher) if fetcher else None)
    elif kind == "warc":
        yield from read_warc(io.BytesIO(payload), origin)
    elif kind in ("json", "jsonl"):
        refuse_binary(payload, origin.name)
        lines = payload.splitlines(keepends=True)
        yield from read_json_lines(lines, origin) if kind == "jsonl" else read_json(payload, origin)
    else:
        yield read_text(payload, origin)


def _read_page(fetcher: Fetcher, url: str) -> Draft:
    fetched = fetcher.fetch(url)
    return read_html(fetched.payload, Origin(url, url=_canonical(fetched.url), charset=fetched.charset))


def tell_kind(payload: bytes) -> str:
    """Return the kind of a payload by its first bytes: html, feed, json, markdown, warc, gzip, and else text."""
    head = payload[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = head.lower()
    if payload.startswith(_GZIP):
        return "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    if re.match(rb"(<\?xml[^>]*>|<!--.*?-->|<\?[^>]*>|<!doctype rss[^>]*>|\s)*<(rss|feed|rdf:rdf)\b", lower, re.DOTALL):
        return "feed"
    if re.search(rb"<!doctype html|<(html|head|body|article|p|div|h1|meta)\b", lower):
        return "html"
    if re.match(rb'\{\s*"|\[\s*\{', head):
        return "json"
    if re.match(rb"(---|\+\+\+)[ \t]*\r?\n|#{1,3} ", head):
        return "markdown"
    return "feed" if lower.startswith(b"<?xml") else "text"


def _finish(draft: Draft) -> Reading | SourceError:
    """Settle text, title, language and id; what is no German or English text is returned as a SourceError."""
    article, cuts = draft.article, draft.cuts
    if not draft.verbatim:
        article, cut = _cleaned(article)
        cuts = (*cuts, *cut)
    article = _without_surrogates(article)
    if not article.text.strip():
        return SourceError(f"{draft.source}: no text left but placeholders and notices. Give the article's own page.")
    if article.language not in LANGUAGES:
        try:
            article = article.with_language(detect(f"{article.title or ''}\n\n{article.text}"))
        except SourceError as error:
            return SourceError(f"{draft.source}: {error}")
    return Reading(_named(article, draft), draft.payload, draft.media_type, draft.source, cuts)


def _cleaned(article: Article) -> tuple[Article, tuple[Cut, ...]]:
    text, cuts = clean(article.text)
    return replace(article, text=text, title=article.title or _first_heading(text)), cuts


def _first_heading(text: str) -> str | None:
    headings = (line for line in paragraphs(text) if len(line) <= _HEADLINE and not SENTENCE_END.search(line))
    return next(headings, None)


def _without_surrogates(article: Article) -> Article:
    """Return the article with lone surrogates (from JSON escapes) as U+FFFD: UTF-8 cannot hold them."""
    record = article.to_json()
    if not any(re.search("[\ud800-\udfff]", str(value)) for value in record.values()):
        return article
    mended = {
        key: _mended(value) if isinstance(value, str) else [_mended(item) for item in value]
        for key, value in record.items()
    }
    return Article.from_json(mended)


def _mended(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _named(article: Article, draft: Draft) -> Article:
    if article.id:
        return article
    name = article_id(url=article.url, guid=draft.guid, path=draft.path, text=article.text)
    return replace(article, id=name)


def _suffix(path: Path) -> str:
    """Return the ending that tells the type, in lower case; a last ".gz" does not."""
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()


def _bounded(stream: BinaryIO, name: str) -> bytes:
    payload = stream.read(MAX_BYTES + 1)
    if len(payload) > MAX_BYTES:
        raise SourceError(
            f"{name}: larger than {MAX_BYTES // 1024**2} MB. Give the articles as JSON Lines, WARC, or one by one."
        )
    return payload


def _unpack(payload: bytes, name: str) -> bytes:
    try:
        return _bounded(io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(payload))), name)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{name}: cannot be unpacked ({error}). Fetch the file again.") from error


def _missing(path: Path) -> str:
    try:
        beside = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return f"{path}: there is no such file, nor the folder {path.parent}. Check the path."
    near = difflib.get_close_matches(path.name, beside, n=1)
    return f"{path}: there is no such file. " + (
        f'Did you mean "{path.parent / near[0]}"?' if near else "Check the path."
    )


def _canonical(url: str) -> str | None:
    try:
        return canonical(url)
    except ValueError:
        return None
