"""JSON and JSON Lines: stand-off ``article`` objects, records of ``text`` and ``published``, schema.org articles.

Text of the first two is kept exactly as it is, so that offsets made by others stay right; schema.org's ``articleBody``
is cleaned like a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import Stamp, parse_day, parse_timestamp
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.bylines import split_authors, tidy
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.metadata import is_article, names
from hergang.corpus.readers.text import unwrap
from hergang.corpus.urls import canonical

_EXPECTED = 'Each needs an "article" object, "text" and "published", or schema.org\'s "articleBody".'
_TEXTS = ("title", "kicker", "standfirst", "language", "section")


def read_json(payload: bytes, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a JSON file: one object, a list of them, or one object a line.

    A record that cannot be read is yielded as a SourceError that names it by line or place; the others go on.
    """
    stripped = payload.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        value = json.loads(stripped)
    except (ValueError, RecursionError) as error:
        if b"\n" not in stripped:
            yield SourceError(f"{origin.name}: no readable JSON ({error}). Mend the file.")
        else:
            yield from read_json_lines(payload.splitlines(keepends=True), origin)
        return
    if not isinstance(value, list):
        yield _draft(value, stripped, origin, origin.name)
        return
    for number, item in enumerate(value, 1):
        yield _draft(
            item,
            json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass"),
            origin,
            f"{origin.name}, item {number}",
        )


def read_json_lines(lines: Iterable[bytes], origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of JSON Lines, one line held at a time; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        name = f"{origin.name}, line {number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield SourceError(f"{name}: no readable JSON ({error}). Each line must hold one whole object.")
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
        raise SourceError(f"{name}: no JSON object. {_EXPECTED}")
    if isinstance(value.get("article"), Mapping):
        return _standoff(value["article"], payload, name)
    if isinstance(value.get("text"), str):
        return _record(value, payload, origin, name)
    nodes = [node for node in [value, *_nodes(value)] if isinstance(node.get("articleBody"), str)]
    if nodes:
        return _schema_org(nodes[0], payload, name)
    raise SourceError(
        f"{name}: no article in it (keys: {', '.join(sorted(map(str, value))[:8]) or 'none'}). {_EXPECTED}"
    )


def _nodes(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    graph = value.get("@graph")
    return [node for node in graph if isinstance(node, Mapping) and is_article(node)] if isinstance(graph, list) else []


def _standoff(record: Mapping[str, Any], payload: bytes, name: str) -> Draft:
    if not isinstance(record.get("text"), str):
        raise SourceError(f'{name}: the "article" object has no "text". {_EXPECTED}')
    article = Article.from_json({"id": "", **record})
    wrong = [key for key, item in article.to_json().items() if key != "authors" and not isinstance(item, str)]
    if wrong or not all(isinstance(author, str) for author in article.authors):
        raise SourceError(f"{name}: {', '.join(wrong) or 'authors'} must be text. {_EXPECTED}")
    return Draft(article, payload, "application/json", name, verbatim=True)


def _record(record: Mapping[str, Any], payload: bytes, origin: Origin, name: str) -> Draft:
    published = _stamp(record.get("published") or record.get("published_at") or record.get("date"), name)
    modified = _stamp(record.get("modified"), name)
    url = _url(record.get("url"))
    article = Article(
        id="",
        text=record["text"],
        url=url,
        published=published.day if published else None,
        published_at=published.at if published else None,
        modified=modified.day if modified else None,
        publisher=_text(record.get("publisher") or record.get("source")),
        authors=_authors(record.get("authors") or record.get("author")),
        **{key: _text(record.get(key)) for key in _TEXTS},
    )
    guid = f"{origin.path or origin.url or ''}#{record['id']}" if record.get("id") else None
    return Draft(article, payload, "application/json", name, guid=guid, verbatim=True)


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
    )
    return Draft(article, payload, "application/ld+json", name, guid=_text(node.get("@id")))


def _stamp(value: Any, name: str) -> Stamp | None:
    if value is None or value == "":
        return None
    day = parse_day(value) if isinstance(value, str) else None
    stamp = (parse_timestamp(value) if isinstance(value, str) else None) or (Stamp(day) if day else None)
    if stamp is None:
        raise SourceError(f'{name}: {value!r} is no date. Write it as "2017-11-30" or "2017-11-30T09:15:00+01:00".')
    return stamp


def _url(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    try:
        return canonical(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return tidy(value) or None if isinstance(value, str) else None


def _authors(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(
        author
        for item in items
        if isinstance(item, str)
        for author in (split_authors(item) if len(items) == 1 else [tidy(item)])
    )
