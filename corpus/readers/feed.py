"""RSS and Atom feeds: each entry an article, its text from the feed itself or from the page that it links to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import feedparser

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import Stamp, parse_day, parse_timestamp
from hergang.corpus.errors import NotModifiedError, SkippedFileError, SourceError, UnavailableError
from hergang.corpus.readers.bylines import split_authors, tidy
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.text import unwrap
from hergang.corpus.readers.xml import parse_xml, to_xml_text
from hergang.corpus.urls import canonical_or_none

_WHOLE = 120  # words; a shorter text is taken for a teaser, and the page is read where it can be fetched
_ENOUGH = 20  # words that make a text of their own where no page can be had
_TAG = re.compile(r"<[a-zA-Z!/]")
_MOST_BROKEN = 10_000  # tags up to which broken XML is read: feedparser takes time in their square then
_MEDIA = ("audio", "video")

ReadPage = Callable[[str], Draft]


def read_feed(payload: bytes, origin: Origin, read_page: ReadPage | None) -> Iterator[Draft | SourceError]:
    """Yield the articles of a feed in its order; ``read_page`` reads the page behind a link (None: no network).

    An entry that has no text and no page to be had is yielded as a SourceError; an episode of a podcast that has none
    is passed over.
    """
    try:
        feed = parse_feed(payload, origin)
    except SourceError as error:
        yield error
        return
    for number, entry in enumerate(feed.entries, 1):
        yield _draft(entry, feed.feed, payload, Origin(f"{origin.name}, entry {number}", url=origin.url), read_page)


def parse_feed(payload: bytes, origin: Origin) -> Any:
    """Return the feed as feedparser has it.

    Raises:
        SourceError: it is no feed, has no entries, or declares entities (which are never expanded: XML bombs).
    """
    text = to_xml_text(payload, origin)
    if text.count("<") > _MOST_BROKEN:
        parse_xml(payload, origin)
    headers = {"content-type": "application/xml; charset=utf-8", **_location(origin)}
    try:
        feed = feedparser.parse(
            text.encode("utf-8", "replace"), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError) as error:
        raise SourceError(f"{origin.name}: no readable feed ({error}). Fetch it again.") from error
    if not feed.entries:
        reason = f" ({feed.bozo_exception})" if feed.bozo else ""
        kind = "a feed without entries" if feed.version else "no RSS or Atom feed"
        raise SourceError(f"{origin.name}: {kind}{reason}. Give the feed's own address or an article.")
    return feed


def _location(origin: Origin) -> dict[str, str]:
    return {"content-location": origin.url} if origin.url else {}


def _draft(entry: Any, feed: Any, payload: bytes, origin: Origin, read_page: ReadPage | None) -> Draft | SourceError:
    article = _article(entry, feed, origin)
    words = len(article.text.split())
    if words < _WHOLE and article.url and read_page:
        try:
            return _completed(read_page(article.url), article)
        except (NotModifiedError, UnavailableError) as error:
            return error  # the teaser would take the place of what is archived, or of the page that can be had later
        except SourceError as error:
            if words < _ENOUGH and not _medium(entry):
                return error
    if words < _ENOUGH:
        return _without_text(entry, article, origin, words)
    content = _content(entry)[0].encode("utf-8", "replace")
    return Draft(article, content or payload, "text/html", origin.name, guid=entry.get("id"))


def _without_text(entry: Any, article: Article, origin: Origin, words: int) -> SourceError:
    where = f" of {article.url}" if article.url else ""
    if medium := _medium(entry):
        return SkippedFileError(f"{origin.name}: passed over, {medium} with only {words} words of text{where}.")
    return SourceError(
        f"{origin.name}: only {words} words{where}. Give the article's page, or read the feed over the network."
    )


def _medium(entry: Any) -> str | None:
    """Return what an entry consists of where that is no text ("audio")."""
    kinds = [(enclosure.get("type") or "").partition("/")[0] for enclosure in entry.get("enclosures", ())]
    return next((kind for kind in kinds if kind in _MEDIA), None)


def _article(entry: Any, feed: Any, origin: Origin) -> Article:
    published = _stamp(entry, "published", "created", "updated")
    modified = _stamp(entry, "updated")
    return Article(
        id="",
        text=_to_text(*_content(entry)),
        title=tidy(entry.get("title", "")) or None,
        url=canonical_or_none(_link(entry, feed, origin)),
        published=published.day if published else None,
        published_at=published.at if published else None,
        modified=modified.day if modified else None,
        publisher=_publisher(entry, feed),
        authors=_authors(entry),
        section=next((tag.term for tag in entry.get("tags", ()) if tag.get("term")), None),
    )


def _completed(page: Draft, entry: Article) -> Draft:
    """Return the page's article with what only the feed says of it."""
    record = {**entry.to_json(), **page.article.to_json()}
    return replace(page, article=Article.from_json(record))


def _content(entry: Any) -> tuple[str, str]:
    """Return the longest of content and summary, and its media type."""
    texts = [(content.get("value") or "", content.get("type") or "") for content in entry.get("content", ())]
    summary = (entry.get("summary") or "", (entry.get("summary_detail") or {}).get("type") or "")
    return max([*texts, summary], key=lambda text: len(text[0]))


def _to_text(content: str, media_type: str) -> str:
    """Return the text of an entry: HTML, unless it says that it is plain or has no tags, so that its lines count."""
    if media_type != "text/plain" and _TAG.search(content):
        return html_to_text(content)
    plain = content if media_type == "text/plain" else html.unescape(content)
    return "\n\n".join(unwrap(normalise_text(plain).split("\n")))


def _link(entry: Any, feed: Any, origin: Origin) -> str | None:
    """Return an entry's address; a relative one counts from the feed's site where nothing nearer is told."""
    link = entry.get("link")
    try:
        return urljoin(feed.get("link") or origin.url or "", link) if link else None
    except ValueError:
        return None


def _stamp(entry: dict[str, Any], *keys: str) -> Stamp | None:
    # feedparser's own get() answers "updated" with "published", and warns of it
    values = [dict.get(entry, key) or "" for key in keys]
    stamps = (parse_timestamp(value) or _whole_day(value) for value in values)
    return next((stamp for stamp in stamps if stamp), None)


def _whole_day(value: str) -> Stamp | None:
    day = parse_day(value)
    return Stamp(day) if day else None


def _authors(entry: Any) -> tuple[str, ...]:
    found = [author.get("name") or "" for author in entry.get("authors", ())] or [entry.get("author") or ""]
    return tuple(dict.fromkeys(name for author in found for name in split_authors(author)))


def _publisher(entry: Any, feed: Any) -> str | None:
    title = (entry.get("source") or {}).get("title") or feed.get("publisher") or feed.get("title") or ""
    return tidy(title) or None
