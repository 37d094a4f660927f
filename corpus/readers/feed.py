"""RSS and Atom feeds: each entry an article, its text from the feed itself or from the page that it links to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import feedparser

from hergang.corpus.article import Article
from hergang.corpus.dates import Stamp, parse_timestamp
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.bylines import split_authors, tidy
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.urls import canonical

_WHOLE = 120  # words; a shorter text is taken for a teaser, and the page is read where it can be fetched
_ENOUGH = 20  # words that make a text of their own where no page can be had

ReadPage = Callable[[str], Draft]


def read_feed(payload: bytes, origin: Origin, read_page: ReadPage | None) -> Iterator[Draft | SourceError]:
    """Yield the articles of a feed in its order; ``read_page`` reads the page behind a link (None: no network).

    An entry that has no text and no page to be had is yielded as a SourceError.
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
    refuse_binary(payload, origin.name)
    text = decode(payload, origin.charset)
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise SourceError(
            f"{origin.name}: declares XML entities, which are not expanded here. Give a feed without a DOCTYPE."
        )
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)  # its encoding is no longer true
    feed = feedparser.parse(
        text.encode(), response_headers={"content-type": "application/xml; charset=utf-8", **_location(origin)}
    )
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
        except SourceError as error:
            if words < _ENOUGH:
                return error
    if words < _ENOUGH:
        where = f" of {article.url}" if article.url else ""
        return SourceError(
            f"{origin.name}: only {words} words{where}. Give the article's page, or read the feed over the network."
        )
    content = _html(entry).encode("utf-8", "replace")
    return Draft(article, content or payload, "text/html", origin.name, guid=entry.get("id"))


def _article(entry: Any, feed: Any, origin: Origin) -> Article:
    published = _stamp(entry, "published", "created", "updated")
    modified = _stamp(entry, "updated")
    return Article(
        id="",
        text=html_to_text(_html(entry)),
        title=tidy(entry.get("title", "")) or None,
        url=_url(entry.get("link")),
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


def _html(entry: Any) -> str:
    """Return the longest of content and summary."""
    texts = [content.get("value") or "" for content in entry.get("content", ())]
    return max([*texts, entry.get("summary") or ""], key=len)


def _stamp(entry: dict[str, Any], *keys: str) -> Stamp | None:
    # feedparser's own get() answers "updated" with "published", and warns of it
    return next((stamp for key in keys if (stamp := parse_timestamp(dict.get(entry, key) or ""))), None)


def _authors(entry: Any) -> tuple[str, ...]:
    found = [author.get("name") or "" for author in entry.get("authors", ())] or [entry.get("author") or ""]
    return tuple(dict.fromkeys(name for author in found for name in split_authors(author)))


def _publisher(entry: Any, feed: Any) -> str | None:
    title = entry.get("source", {}).get("title") or feed.get("publisher") or feed.get("title") or ""
    return tidy(title) or None


def _url(link: str | None) -> str | None:
    try:
        return canonical(link) if link else None
    except ValueError:
        return None
