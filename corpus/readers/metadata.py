"""Metadata of an HTML page: JSON-LD (schema.org), Open Graph, meta elements, microdata; in this order of trust.

No rule here is for one publisher. What only the visible page says (kicker, standfirst) is found by the class names
that newsrooms share.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from hergang.corpus.dates import Stamp, parse_timestamp
from hergang.corpus.urls import canonical

_ARTICLE_TYPE = re.compile(r"(Article|Posting|Report|Review|Recipe)$")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued", "dc.date",
    "dcterms.created", "dcterms.date", "pubdate", "publishdate", "publish-date", "publication_date", "sailthru.date",
    "parsely-pub-date", "last-modified",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
_PUBLISHERS = ("og:site_name", "application-name", "publisher", "dc.publisher")
_SECTIONS = ("article:section", "section", "parsely-section")
_SITE = re.compile(r"(?P<head>.+?)\s+[-–—|·]\s+(?P<tail>[^|–—]+)")  # "Headline | Site"
_KICKER = re.compile(r"(^|[-_ ])(kicker|overline|roofline|dachzeile|topline|eyebrow|spitzmarke)", re.IGNORECASE)


@dataclass(frozen=True)
class Metadata:
    """What a page says of its article; None or empty where it says nothing."""

    title: str | None = None
    kicker: str | None = None
    descriptions: tuple[str, ...] = ()  # candidates for the standfirst, best first
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    url: str | None = None
    section: str | None = None
    body: str | None = None  # the article's text as JSON-LD has it, often without paragraphs


def read_metadata(tree: Any, url: str | None) -> Metadata:
    """Return the metadata of a parsed page (lxml.html); ``url`` is where it was fetched."""
    meta = _meta(tree)
    link = _canonical(tree, meta, url)
    node = _article_node(tree, link)
    return Metadata(
        title=_title(tree, meta, node),
        kicker=_kicker(tree),
        descriptions=tuple(_descriptions(meta, node)),
        authors=_authors(tree, meta, node),
        publisher=_name(node.get("publisher")) or _first(meta, _PUBLISHERS),
        published=_stamp(_strings(node.get("datePublished")), meta, _PUBLISHED) or _visible_stamp(tree),
        modified=_stamp(_strings(node.get("dateModified")), meta, _MODIFIED),
        url=link,
        section=next(iter(_strings(node.get("articleSection"))), None) or _first(meta, _SECTIONS),
        body=next(iter(_strings(node.get("articleBody"), keep_lines=True)), None),
    )


def tidy(value: str) -> str:
    """Return a value in one line, character references of HTML and tags resolved (JSON-LD often holds both)."""
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", html.unescape(value)).replace("\u00ad", "").split())


def linked_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a page's JSON-LD, nested graphs and lists opened; what is malformed is passed over."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield from _objects(_load(script.text or ""))


def types(node: Mapping[str, Any]) -> list[str]:
    """Return the schema.org types of a JSON-LD object, without the vocabulary's address."""
    return [name.rpartition("/")[2] for name in _strings(node.get("@type"))]


def is_article(node: Mapping[str, Any]) -> bool:
    """Return whether a JSON-LD object is an article of some kind."""
    return any(_ARTICLE_TYPE.search(name) for name in types(node))


def names(value: Any) -> list[str]:
    """Return the names of schema.org persons or organisations, given as text, object or a list of them."""
    items = value if isinstance(value, list) else [value]
    found = [name for item in items if (name := _name(item))]
    return list(dict.fromkeys(person for name in found for person in split_authors(name)))


def split_authors(line: str) -> list[str]:
    """Return the names in a by-line: "Von A und B" gives two; addresses and what is no name are left out."""
    line = re.sub(r"^\s*(von|by|text|from)\b:?\s+", "", tidy(line), flags=re.IGNORECASE)
    parts = re.split(r"\s*[,;|/]\s*|\s+(?:und|and|&)\s+", line)
    return [part for part in (part.strip(" .") for part in parts) if _is_name(part)]


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= 60 and "://" not in text and "@" not in text and not text.isdigit() and len(text.split()) <= 6
    )


def _meta(tree: Any) -> dict[str, str]:
    """Return the meta elements by lower-case name; the first of a name counts, authors are joined by a semicolon."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = tidy(element.get("content") or "")
        if not name or not content:
            continue
        found[name] = f"{found[name]}; {content}" if name in _AUTHORS and name in found else found.get(name, content)
    return found


def _load(script: str) -> Any:
    script = re.sub(r"^\s*(<!--|//<!\[CDATA\[|<!\[CDATA\[)|(-->|//\]\]>|\]\]>)\s*$", "", script).strip().rstrip(";")
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _objects(value.get(key), depth + 1)


def _article_node(tree: Any, url: str | None) -> Mapping[str, Any]:
    """Return the JSON-LD object of the page's own article: the one with its URL, else the fullest, else an empty."""
    nodes = [node for node in linked_data(tree) if is_article(node)]
    own = [
        node
        for node in nodes
        if url and url in (_url(node.get("url")), _url(node.get("mainEntityOfPage")), _url(node.get("@id")))
    ]
    return max(
        own or nodes,
        key=lambda node: sum(bool(node.get(key)) for key in ("headline", "datePublished", "author")),
        default={},
    )


def _url(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    try:
        return canonical(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _canonical(tree: Any, meta: Mapping[str, str], url: str | None) -> str | None:
    links = [
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    candidates = [urljoin(url or "", link) for link in (*links[:1], meta.get("og:url", "")) if link]
    named = [
        found for link in candidates if (found := _url(link)) and urlsplit(found).path != "/"
    ]  # the site's is no article's
    return named[0] if named else _url(url)


def _title(tree: Any, meta: Mapping[str, str], node: Mapping[str, Any]) -> str | None:
    headlines = [text for heading in tree.iter("h1") if (text := tidy(heading.text_content()))]
    declared = next(iter(_strings(node.get("headline"))), None) or _first(meta, _TITLES)
    if declared is None:
        pages = [tidy(element.text_content()) for element in tree.iter("title")]
        declared = next(iter(headlines + pages), None)
    return _without_site(declared, meta, headlines) if declared else None


def _without_site(title: str, meta: Mapping[str, str], headlines: list[str]) -> str:
    """Return the title without the site's name after a dash or bar, as far as the page shows that it is one."""
    match = _SITE.fullmatch(title)
    if match is None:
        return title
    site = _first(meta, _PUBLISHERS)
    shown = match["head"] in headlines or (site is not None and site.lower() in match["tail"].lower())
    return match["head"] if shown else title


def _kicker(tree: Any) -> str | None:
    for element in tree.iter("span", "p", "div", "strong", "h2", "h3", "a"):
        if _KICKER.search(element.get("class") or ""):
            text = tidy(element.text_content())
            return text if 0 < len(text) <= 80 else None
    return None


def _descriptions(meta: Mapping[str, str], node: Mapping[str, Any]) -> Iterator[str]:
    yield from _strings(node.get("description"))
    yield from _strings(node.get("alternativeHeadline"))
    for name in _DESCRIPTIONS:
        if name in meta:
            yield meta[name]


def _authors(tree: Any, meta: Mapping[str, str], node: Mapping[str, Any]) -> tuple[str, ...]:
    found = names(node.get("author")) or names(node.get("creator"))
    for name in _AUTHORS:
        found = found or [author for part in meta.get(name, "").split("; ") for author in split_authors(part)]
    if not found:
        elements = [
            element
            for element in tree.iter("a", "span")
            if "author" in f"{element.get('rel')} {element.get('itemprop')}".split()
        ]
        found = [author for element in elements for author in split_authors(element.text_content())]
    return tuple(dict.fromkeys(found))


def _stamp(values: list[str], meta: Mapping[str, str], keys: tuple[str, ...]) -> Stamp | None:
    candidates = values + [meta[key] for key in keys if key in meta]
    stamps = [stamp for value in candidates if (stamp := parse_timestamp(value))]
    return stamps[0] if stamps else None


def _visible_stamp(tree: Any) -> Stamp | None:
    stamps = [stamp for element in tree.iter("time") if (stamp := parse_timestamp(element.get("datetime") or ""))]
    return stamps[0] if stamps else None


def _first(meta: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((meta[key] for key in keys if key in meta), None)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    return tidy(value) or None if isinstance(value, str) else None


def _strings(value: Any, *, keep_lines: bool = False) -> list[str]:
    items = value if isinstance(value, list) else [value]
    texts = [item if keep_lines else tidy(item) for item in items if isinstance(item, str)]
    return [text for text in texts if text.strip()]
