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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from hergang.corpus.article import Article, article_id
from hergang.corpus.clean import clean, merge_cuts, paragraphs
from hergang.corpus.errors import NoArticleError, SkippedFileError, SourceError
from hergang.corpus.fetch import Fetcher
from hergang.corpus.language import detect
from hergang.corpus.lexica import LANGUAGES
from hergang.corpus.readers.bounds import read_page
from hergang.corpus.readers.draft import MAX_BYTES, Draft, Origin, refuse_large
from hergang.corpus.readers.encoding import refuse_binary, to_utf8
from hergang.corpus.readers.feed import read_feed
from hergang.corpus.readers.jsonl import read_json, read_json_lines
from hergang.corpus.readers.kinds import GZIP, MEDIA_TYPES, SUFFIXES, find_root, suffix, tell_kind
from hergang.corpus.readers.markdown import read_markdown
from hergang.corpus.readers.markup import SENTENCE_END
from hergang.corpus.readers.newsml import read_newsml
from hergang.corpus.readers.nitf import read_nitf
from hergang.corpus.readers.text import read_text
from hergang.corpus.readers.warc import read_warc
from hergang.corpus.reading import Cut, Reading
from hergang.corpus.urls import canonical_or_none, is_url

__all__ = ["Cut", "Reading", "read_sources"]

_NO_ARTICLES = frozenset({"README", "LICENSE", "LICENCE", "COPYING", "CHANGELOG", "CONTRIBUTING"})
_HEADLINE = 100  # code points of a paragraph that can serve as title where the source gives none
_LONGEST = 1_000_000  # code points of one article; a novel has as many
_LOST = (5, 0.005)  # characters that are lost, in all and of the text, from which a text is refused
_MESSAGE = 1000  # code points of an error
_TELLING = 300  # code points of a text from which its language can be told
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no text; tabulator and line end are


def read_sources(
    sources: Iterable[str],
    *,
    fetcher: Fetcher | None,
    stdin: BinaryIO | None = None,
    wanted: Callable[[Path], bool] = lambda _: True,
) -> Iterator[Reading | SourceError]:
    """Yield the readings of the sources in their order, one at a time.

    A source, or an article in one, that cannot be read is yielded as a SourceError that names it; the others go on. A
    file of unknown type in a folder is yielded as a SkippedFileError.

    Args:
        sources: URLs, paths of files and folders (read recursively, in the order of their names), "-" for ``stdin``.
        fetcher: fetches URLs and the pages behind a feed's links; None where there is no network to be used.
        stdin: standard input in bytes.
        wanted: asked before each file of a folder whether it is to be read.
    """
    for source in sources:
        for draft in _drafts(source, fetcher, stdin, wanted):
            results = [draft] if isinstance(draft, SourceError) else map(_finish, (draft, *draft.entries))
            for result in results:
                yield _shortened(result) if isinstance(result, SourceError) else result


def _drafts(
    source: str, fetcher: Fetcher | None, stdin: BinaryIO | None, wanted: Callable[[Path], bool]
) -> Iterator[Draft | SourceError]:
    try:
        if source == "-":
            yield from _read_stdin(stdin, fetcher)
        elif is_url(source):
            yield from _read_url(source, fetcher)
        elif Path(source).is_dir():
            yield from _read_folder(Path(source), fetcher, wanted)
        else:
            yield from _read_file(Path(source), fetcher)
    except SourceError as error:
        yield error


def _shortened(error: SourceError) -> SourceError:
    """Return the error with a message of a length to read: what it quotes may be anything."""
    message = " ".join(str(error).split())
    if len(message) <= _MESSAGE:
        return error
    return type(error)(f"{message[: _MESSAGE // 2]} … {message[-_MESSAGE // 2 :]}")


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
    kind = MEDIA_TYPES.get(fetched.media_type) or tell_kind(fetched.payload)
    if kind == "html" and tell_kind(fetched.payload) in _OF_XML:  # servers send feeds as HTML, too
        kind = "xml"
    origin = Origin(url, url=canonical_or_none(fetched.url), charset=fetched.charset)
    yield from _read_payload(fetched.payload, origin, kind, fetcher)


def _read_folder(
    folder: Path, fetcher: Fetcher | None, wanted: Callable[[Path], bool]
) -> Iterator[Draft | SourceError]:
    count = 0
    for path in _files(folder):
        if path.stem.upper() in _NO_ARTICLES:
            yield SkippedFileError(f"{path}: passed over, it tells of the folder. Give its own path to read it.")
            continue
        if suffix(path) not in SUFFIXES:
            yield SkippedFileError(
                f"{path}: passed over, {path.suffix or 'no ending'} is no known type. Save it as HTML or text."
            )
            continue
        count += 1
        if not wanted(path):
            continue
        try:
            yield from map(_passed_over, _read_file(path, fetcher))
        except SourceError as error:
            yield _passed_over(error)
    if count == 0:
        raise SourceError(f"{folder}: no article files in it. Known are {', '.join(SUFFIXES)}.")


def _passed_over(result: Draft | SourceError) -> Draft | SourceError:
    """Return what reading a file of a folder gave; that it is no article is no failure there."""
    return SkippedFileError(str(result)) if isinstance(result, NoArticleError) else result


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
    kind = SUFFIXES.get(suffix(path))
    origin = Origin(str(path), path=path.absolute())
    try:
        with path.open("rb") as file:
            if kind == "warc":
                yield from read_warc(file, origin)
            elif kind == "jsonl" and path.suffix != ".gz":
                yield from read_json_lines(iter(partial(file.readline, MAX_BYTES), b""), origin)
            else:
                payload = _bounded(file, origin.name)
                yield from _read_payload(payload, origin, kind, fetcher)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}). Check the rights on it.") from error


def _read_payload(
    payload: bytes, origin: Origin, kind: str | None, fetcher: Fetcher | None
) -> Iterator[Draft | SourceError]:
    if payload.startswith(GZIP) and kind != "warc":
        payload = _unpack(payload, origin.name)
        kind = None if kind == "gzip" else kind
        if payload.startswith(GZIP):
            raise SourceError(f"{origin.name}: packed more than once. Unpack it and give what is inside.")
    kind = _kind(payload, kind)
    if kind in _SINGLE:
        yield _SINGLE[kind](payload, origin)
    elif kind == "feed":
        yield from read_feed(payload, origin, partial(_read_page, fetcher) if fetcher else None)
    elif kind == "warc":
        yield from read_warc(io.BytesIO(payload), origin)
    elif kind == "xml":
        yield NoArticleError(_unknown_xml(payload, origin))
    else:
        yield from _STREAMS[kind](payload, origin)


def _kind(payload: bytes, named: str | None) -> str:
    """Return the kind of a payload: as named, but what is named XML tells itself which."""
    told = tell_kind(payload)
    if named is None or named == "xml":
        return told if named is None or told in ("html", *_OF_XML) else "xml"
    return told if named == "html" and told in _OF_XML else named


def _unknown_xml(payload: bytes, origin: Origin) -> str:
    refuse_binary(payload, origin.name)
    root = find_root(to_utf8(payload).removeprefix(b"\xef\xbb\xbf"))
    what = f"XML of a kind that is not read (<{root}>)" if root else "no XML in it"
    return f"{origin.name}: {what}. Known are RSS, Atom, NewsML-G2, NITF and XHTML."


_OF_XML = ("feed", "newsml", "nitf", "xml")
_SINGLE: Mapping[str, Callable[[bytes, Origin], Draft]] = {
    "html": read_page,
    "text": read_text,
    "markdown": read_markdown,
    "nitf": read_nitf,
}
_STREAMS: Mapping[str, Callable[[bytes, Origin], Iterator[Draft | SourceError]]] = {
    "json": read_json,
    "jsonl": lambda payload, origin: read_json_lines(io.BytesIO(payload), origin),
    "newsml": read_newsml,
}


def _read_page(fetcher: Fetcher, url: str) -> Draft:
    fetched = fetcher.fetch(url)
    return read_page(fetched.payload, Origin(url, url=canonical_or_none(fetched.url), charset=fetched.charset))


def _finish(draft: Draft) -> Reading | SourceError:
    """Settle text, title, language and id; what is no German or English text is returned as a SourceError."""
    article, cuts = draft.article, draft.cuts
    if not draft.verbatim:
        article, cut = _cleaned(article)
        cuts = merge_cuts(cuts, cut)
    article = _without_surrogates(article)
    try:
        _refuse_unfit(article.text, draft)
        article = article.with_language(_language(article, draft.verbatim))
    except SourceError as error:
        return SourceError(f"{draft.source}: {error}")
    return Reading(_named(article, draft), draft.payload, draft.media_type, draft.source, cuts)


def _refuse_unfit(text: str, draft: Draft) -> None:
    """Refuse a text that is empty, endless or mostly lost; what others keep offsets into may have lost characters."""
    if not text.strip():
        raise SourceError("no text left but placeholders and notices. Give the article's own page.")
    if len(text) > _LONGEST:
        raise SourceError(f"longer than {_LONGEST:,} characters, no single article. Give its parts one by one.")
    lost = text.count("\ufffd")
    if not draft.verbatim and lost >= _LOST[0] and lost > _LOST[1] * len(text):
        raise SourceError(f"{lost} characters are lost (\ufffd), in an encoding gone wrong. Save it again as UTF-8.")


def _language(article: Article, verbatim: bool) -> str:
    """Return the language; what a source declares counts only where its text is too short to tell, or kept as it is."""
    declared = article.language if article.language in LANGUAGES else None
    if declared and (verbatim or len(article.text) < _TELLING):
        return declared
    return detect(f"{article.title or ''}\n\n{article.text}")


def _cleaned(article: Article) -> tuple[Article, tuple[Cut, ...]]:
    text, cuts = clean(_CONTROLS.sub("", article.text))
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


def _bounded(stream: BinaryIO, name: str) -> bytes:
    payload = stream.read(MAX_BYTES + 1)
    refuse_large(payload, name, MAX_BYTES)
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
