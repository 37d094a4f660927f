"""JSON and JSON Lines: stand-off ``article`` objects, records of text and date, schema.org articles, JSON Feed.

Text of the first two is kept exactly as it is, so that offsets made by others stay right; schema.org's ``articleBody``
and the content of a feed are cleaned like a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import Stamp, parse_day, parse_timestamp
from hergang.corpus.errors import NoArticleError, SourceError
from hergang.corpus.readers.bylines import split_authors, tidy
from hergang.corpus.readers.draft import MAX_BYTES, Draft, Origin, refuse_large
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.metadata import is_article, names
from hergang.corpus.readers.text import unwrap
from hergang.corpus.urls import canonical_or_none

_EXPECTED = 'Each needs an "article" object, "text" and "published", or schema.org\'s "articleBody".'
_KINDS = ("title", "kicker", "standfirst", "language", "section")
_KEYS = {  # of records, by field of the article, the first that is there counts
    "text": ("text", "body", "content", "fulltext", "full_text", "article_text", "maintext", "content_text"),
    "title": ("title", "headline", "heading"),
    "kicker": ("kicker",),
    "standfirst": ("standfirst", "description", "summary", "subtitle", "lead", "teaser", "abstract"),
    "published": (
        "published", "published_at", "publishedAt", "date", "date_published", "datePublished", "date_publish",
        "publication_date", "publishing_date", "publish_date", "pub_date", "pubDate", "webPublicationDate",
        "created_at", "timestamp",
    ),
    "modified": ("modified", "modified_at", "date_modified", "dateModified", "date_modify", "updated", "updated_at"),
    "url": ("url", "link", "canonical_url", "external_url", "webUrl", "source_url"),
    "publisher": ("publisher", "source", "outlet", "source_domain", "publication", "newspaper", "site_name"),
    "authors": ("authors", "author", "byline", "creator"),
    "language": ("language", "lang"),
    "section": ("section", "category", "sectionName", "rubric"),
    "id": ("id", "_id", "guid", "uid", "uuid"),
}  # fmt: skip
_MARKUP = re.compile(r"</(p|div|a|b|i|em|strong|h[1-6]|span|li)>|<br\s*/?>", re.IGNORECASE)
_MOST_MARKS = 3_000_000  # of structure in one file; each takes about 100 bytes of memory
_HOPELESS = 100  # records without an article at the head of a file from which it is taken for another kind


def read_json(payload: bytes, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a JSON file: one object, a list of them, a feed or graph, or one object a line.

    A record that cannot be read is yielded as a SourceError that names it by line or place; the others go on.
    """
    refuse_binary(payload, origin.name)
    text = decode(payload, origin.charset, mend=False).removeprefix("\ufeff").strip()
    if sum(map(text.count, "[{,")) > _MOST_MARKS:
        raise SourceError(f"{origin.name}: more than {_MOST_MARKS:,} JSON values. Give its articles as JSON Lines.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if "\n" not in text:
            yield SourceError(f"{origin.name}: no readable JSON ({error}). Mend the file.")
        else:
            yield from read_json_lines(text.encode("utf-8", "surrogatepass").splitlines(keepends=True), origin)
        return
    yield from _until_hopeless(_records(value, payload, origin), origin)


def read_json_lines(lines: Iterable[bytes], origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of JSON Lines, one line held at a time; empty lines are passed over."""
    yield from _until_hopeless(_lines(lines, origin), origin)


def _until_hopeless(results: Iterator[Draft | SourceError], origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the results; where the first hundred are no articles, say so and give the file up."""
    is_hopeless = True
    for count, result in enumerate(results, 1):
        is_hopeless = is_hopeless and isinstance(result, SourceError)
        yield result
        if is_hopeless and count == _HOPELESS:
            yield SourceError(f"{origin.name}: no article in its first {count} records. {_EXPECTED}")
            return


def _records(value: Any, payload: bytes, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a file: that of an object, or those of a list, of a graph or of a feed (JSON Feed 1.1)."""
    feed = value if isinstance(value, Mapping) and isinstance(value.get("items"), list) else {}
    items = feed.get("items", value) if feed else _graph(value) or value
    if not isinstance(items, list):
        yield _draft(value, payload, origin, origin.name)
        return
    shared = {"publisher": feed.get("title"), "authors": feed.get("authors"), "language": feed.get("language")}
    for number, item in enumerate(items, 1):
        record = {**shared, **item} if feed and isinstance(item, Mapping) else item
        own = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield _draft(record, own, origin, f"{origin.name}, item {number}")


def _graph(value: Any) -> list[Mapping[str, Any]] | None:
    """Return the articles of a JSON-LD graph that holds several."""
    graph = value.get("@graph") if isinstance(value, Mapping) else None
    nodes = (
        [node for node in graph if isinstance(node, Mapping) and is_article(node)] if isinstance(graph, list) else []
    )
    return nodes if len(nodes) > 1 else None


def _lines(lines: Iterable[bytes], origin: Origin) -> Iterator[Draft | SourceError]:
    for number, line in enumerate(lines, 1):
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        name = f"{origin.name}, line {number}"
        try:
            refuse_large(line, name, MAX_BYTES // 4)
            value = json.loads(decode(line, origin.charset, mend=False))
        except (ValueError, RecursionError) as error:
            yield SourceError(f"{name}: no readable JSON ({error}). Each line must hold one whole object.")
        except SourceError as error:
            yield error
        else:
            yield _draft(value, line, origin, name)


def _draft(value: Any, payload: bytes, origin: Origin, name: str) -> Draft | SourceError:
    try:
        return _parse(value, payload, origin, name)
    except SourceError as error:
        return error
    except (TypeError, AttributeError, ValueError) as error:
        return SourceError(f"{name}: a value is not of the kind that the format has ({error}). {_EXPECTED}")


def _parse(value: Any, payload: bytes, origin: Origin, name: str) -> Draft:
    if not isinstance(value, Mapping):
        raise NoArticleError(f"{name}: no JSON object. {_EXPECTED}")
    if isinstance(value.get("article"), Mapping):
        return _standoff(value["article"], payload, name)
    nodes = [node for node in [value, *_nodes(value)] if isinstance(node.get("articleBody"), str)]
    if nodes:
        return _schema_org(nodes[0], payload, name)
    if isinstance(value.get("content_html"), str):
        return _record({"text": value["content_html"], **value}, payload, origin, name)
    if isinstance(_first(value, "text"), str):
        return _record(value, payload, origin, name)
    keys = ", ".join(sorted(map(str, value))[:8]) or "none"
    raise NoArticleError(f"{name}: no article in it (keys: {keys}). {_EXPECTED}")


def _nodes(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the articles that an object of JSON-LD holds: of its graph, or as what it is mainly about."""
    graph = value.get("@graph")
    inner = [*(graph if isinstance(graph, list) else []), value.get("mainEntity"), value.get("mainEntityOfPage")]
    return [node for node in inner if isinstance(node, Mapping) and is_article(node)]


def _standoff(record: Mapping[str, Any], payload: bytes, name: str) -> Draft:
    if not isinstance(record.get("text"), str):
        raise SourceError(f'{name}: the "article" object has no "text". {_EXPECTED}')
    article = Article.from_json({"id": "", **record})
    wrong = [key for key, item in article.to_json().items() if key != "authors" and not isinstance(item, str)]
    if wrong or not all(isinstance(author, str) for author in article.authors):
        raise SourceError(f"{name}: {', '.join(wrong) or 'authors'} must be text. {_EXPECTED}")
    return Draft(article, payload, "application/json", name, verbatim=True)


def _record(record: Mapping[str, Any], payload: bytes, origin: Origin, name: str) -> Draft:
    """Return the article of a record; its text is kept as it is, unless it is HTML, which only can be read."""
    text = str(_first(record, "text"))
    is_html = _MARKUP.search(text) is not None
    published, modified = _stamp(_first(record, "published"), name), _stamp(_first(record, "modified"), name)
    article = Article(
        id="",
        text=html_to_text(text) if is_html else text,
        url=_url(_first(record, "url")),
        published=published.day if published else None,
        published_at=published.at if published else None,
        modified=modified.day if modified else None,
        publisher=_name(_first(record, "publisher")),
        authors=_authors(_first(record, "authors")),
        **{key: _text(_first(record, key)) for key in _KINDS},
    )
    identity = _first(record, "id")
    guid = f"{origin.path or origin.url or ''}#{identity}" if isinstance(identity, str | int) and identity else None
    return Draft(article, payload, "application/json", name, guid=guid, verbatim=not is_html)


def _schema_org(node: Mapping[str, Any], payload: bytes, name: str) -> Draft:
    published, modified = _stamp(node.get("datePublished"), name), _stamp(node.get("dateModified"), name)
    body = node["articleBody"]
    lines = normalise_text(body).split("\n")
    article = Article(
        id="",
        text=html_to_text(body) if "</" in body else "\n\n".join(unwrap(lines)),
        title=_text(node.get("headline") or node.get("name")),
        standfirst=_text(node.get("description")),
        url=_url(node.get("url") or node.get("mainEntityOfPage")),
        published=published.day if published else None,
        published_at=published.at if published else None,
        modified=modified.day if modified else None,
        publisher=next(iter(names(node.get("publisher"))), None),
        authors=tuple(names(node.get("author"))),
        section=_text(node.get("articleSection")),
        language=(_text(node.get("inLanguage")) or "").partition("-")[0].lower() or None,
    )
    return Draft(article, payload, "application/ld+json", name, guid=_text(node.get("@id")))


def _first(record: Mapping[str, Any], field: str) -> Any:
    return next((record[key] for key in _KEYS[field] if record.get(key) not in (None, "", [], {})), None)


def _stamp(value: Any, name: str) -> Stamp | None:
    if value is None or value == "":
        return None
    if isinstance(value, Mapping):  # as MongoDB exports it
        value = value.get("$date")
    day = parse_day(value) if isinstance(value, str) else None
    stamp = (parse_timestamp(value) if isinstance(value, str) else _epoch(value)) or (Stamp(day) if day else None)
    if stamp is None:
        shown = repr(value)[:80]
        raise SourceError(f'{name}: {shown} is no date. Write it as "2017-11-30" or "2017-11-30T09:15:00+01:00".')
    return stamp


def _epoch(value: Any) -> Stamp | None:
    """Return the moment of a number of seconds or milliseconds since 1970; UTC is all that is known of its day."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e14:
        return None
    moment = datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
    return Stamp(moment.date().isoformat(), moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _url(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return canonical_or_none(value) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return tidy(value) or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    """Return a name, given as text or as an object that has one."""
    return _text(value.get("name") or value.get("title") if isinstance(value, Mapping) else value)


def _authors(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    found = [name for item in items if (name := _name(item))]
    return tuple(author for name in found for author in (split_authors(name) if len(found) == 1 else [name]))
