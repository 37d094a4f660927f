"""Metadata of an HTML page: JSON-LD (schema.org), Open Graph, meta elements, microdata; in this order of trust.

No rule here is for one publisher. What only the visible page says (kicker, standfirst) is found by the class names
that newsrooms share.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from hergang.corpus.dates import Stamp, parse_timestamp
from hergang.corpus.readers.bylines import is_person, split_authors, tidy
from hergang.corpus.readers.labels import Labels
from hergang.corpus.urls import canonical

_ARTICLE_TYPE = re.compile(r"(Article|Posting|Report|Review|Recipe)$")
_PUBLISHED = (
    "articlepublishedtime", "ogarticlepublishedtime", "datepublished", "date", "dcdateissued", "dcdate",
    "dctermscreated", "dctermsdate", "pubdate", "publishdate", "publicationdate", "sailthrudate",
    "parselypubdate", "lastmodified",
)  # fmt: skip
_MODIFIED = (
    "articlemodifiedtime",
    "ogupdatedtime",
    "ogarticlemodifiedtime",
    "datemodified",
    "dctermsmodified",
    "lastmodified",
)
_AUTHORS = ("author", "articleauthor", "dccreator", "dctermscreator", "parselyauthor", "sailthruauthor", "byl")
_TITLES = ("ogtitle", "twittertitle", "dctitle", "headline")
_DESCRIPTIONS = ("ogdescription", "description", "twitterdescription", "dcdescription")
_PUBLISHERS = ("ogsitename", "applicationname", "publisher", "dcpublisher")
_SECTIONS = ("articlesection", "section", "parselysection")
_SITE = re.compile(r"\s+[-–—|·]\s+")  # before the site's name: "Headline | Site"
_BYLINE = re.compile(r"(^|[-_ ])(author|authors|byline|autor|autoren|autorin)([-_ ]|$)", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(r"/(author|authors|autor|autoren)/\w")
_BYLINE_LENGTH = 120  # code points, at most
_DATE_LENGTH = 60  # code points, at most
_KICKER_END = re.compile(r"\s*(:|\s[-–—|/]|\.)\s*$")
_KICKER_LENGTH = 80  # code points, at most
_KICKER = re.compile(r"(^|[-_ ])(kicker|overline|roofline|dachzeile|topline|eyebrow|spitzmarke)", re.IGNORECASE)


@dataclass(frozen=True)
class Metadata:
    """What a page says of its article; None or empty where it says nothing."""

    title: str | None = None
    titles: tuple[str, ...] = ()  # every form of the headline that the page has, declared or shown
    kicker: str | None = None
    descriptions: tuple[str, ...] = ()  # candidates for the standfirst, best first
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    url: str | None = None
    section: str | None = None
    language: str | None = None  # ISO 639-1, as declared
    body: str | None = None  # the article's text as JSON-LD has it, often without paragraphs


def read_metadata(tree: Any, url: str | None) -> Metadata:
    """Return the metadata of a parsed page (lxml.html); ``url`` is where it was fetched."""
    meta = _meta(tree)
    link = _canonical(tree, meta, url)
    node = _article_node(tree, link)
    title, kicker = _title(tree, meta, node)
    publisher = _name(node.get("publisher")) or _first(meta, _PUBLISHERS)
    return Metadata(
        title=title,
        titles=tuple(filter(None, (title, *_declared_titles(meta, node), *_headlines(tree)))),
        kicker=kicker or _kicker(tree),
        descriptions=tuple(_descriptions(meta, node)),
        authors=_authors(tree, meta, node, publisher),
        publisher=publisher,
        published=_stamp(_strings(node.get("datePublished")), meta, _PUBLISHED, tree) or _shown_stamp(tree),
        modified=_stamp(_strings(node.get("dateModified")), meta, _MODIFIED, tree),
        url=link,
        section=next(iter(_strings(node.get("articleSection"))), None) or _first(meta, _SECTIONS),
        language=_language(tree, meta, node),
        body=next(iter(_strings(node.get("articleBody"), keep_lines=True)), None),
    )


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


def _meta(tree: Any) -> dict[str, str]:
    """Return the meta elements by name (letters and digits, lower case); the first counts, authors are joined."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        name = re.sub(r"\W|_", "", name.rpartition("/")[2]).lower()
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
    candidates = [urljoin(url or "", link) for link in (*links[:1], meta.get("ogurl", "")) if link]
    named = [
        found for link in candidates if (found := _url(link)) and urlsplit(found).path != "/"
    ]  # the site's is no article's
    return named[0] if named else _url(url)


def _title(tree: Any, meta: Mapping[str, str], node: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the headline and, where a longer form of it says more before it, the kicker ("Kicker: Headline")."""
    headlines = _headlines(tree)
    titles = [_without_site(title, meta, headlines) for title in _declared_titles(meta, node)]
    if not titles:
        pages = [_without_site(tidy(element.text_content()), meta, headlines) for element in tree.iter("title")]
        return next(iter(headlines + pages), None), None
    short, long = min(titles, key=len), max([*titles, *headlines], key=len)
    before = long.removesuffix(short) if long.endswith(short) else ""
    kicker = _KICKER_END.sub("", before)
    if before and kicker != before and len(kicker) <= _KICKER_LENGTH:
        return short, kicker
    return titles[0], None


def _headlines(tree: Any) -> list[str]:
    return [text for heading in tree.iter("h1") if (text := _shown(heading))]


def _declared_titles(meta: Mapping[str, str], node: Mapping[str, Any]) -> list[str]:
    title = _first(meta, _TITLES)
    return [*_strings(node.get("headline"))[:1], *([title] if title else [])]


def _without_site(title: str, meta: Mapping[str, str], headlines: list[str]) -> str:
    """Return the title without the site's name after a dash or bar, as far as the page shows that it is one."""
    site = (_first(meta, _PUBLISHERS) or "").lower()
    for match in _SITE.finditer(title):
        head, tail = title[: match.start()], title[match.end() :]
        if head in headlines or (site and site in tail.lower()):
            return head
    return title


def _kicker(tree: Any) -> str | None:
    """Return the first kicker that stands in the headline or beside it."""
    for element in _near_headline(tree, levels=3):
        if _KICKER.search(element.get("class") or ""):
            text = _shown(element)
            return text.rstrip(" :") if 0 < len(text) <= _KICKER_LENGTH else None
    return None


def _near_headline(tree: Any, levels: int | None = None) -> Iterator[Any]:
    """Yield the elements of the page once each, those nearest to the first headline first.

    ``levels`` bounds how far up from the headline they may hang together; without a headline there are none then.
    """
    headline = next(tree.iter("h1"), None)
    if headline is None:
        yield from (tree.iter("*") if levels is None else ())
        return
    seen: set[Any] = set()
    for ancestor in [headline, *headline.iterancestors()][:levels]:
        for element in ancestor.iter("*"):
            if element not in seen:
                seen.add(element)
                yield element


def _shown(element: Any) -> str:
    """Return the text of an element, its parts set apart as they are on the page."""
    return tidy(" ".join(element.itertext()))


def _descriptions(meta: Mapping[str, str], node: Mapping[str, Any]) -> Iterator[str]:
    yield from _strings(node.get("description"))
    yield from _strings(node.get("alternativeHeadline"))
    for name in _DESCRIPTIONS:
        if name in meta:
            yield meta[name]


def _authors(tree: Any, meta: Mapping[str, str], node: Mapping[str, Any], publisher: str | None) -> tuple[str, ...]:
    """Return what the page declares, if a person is among it, else the by-line it shows, else the house it declares."""
    value = node.get("author") or node.get("creator")
    linked = names(value)
    declared = [author for name in _AUTHORS if name in meta for author in split_authors(meta[name])]
    house = _letters(publisher or "")
    for candidates in (linked if _has_person(value) else [], declared, _shown_authors(tree)):
        persons = [author for author in candidates if not _is_house(author, house)]
        if any(len(author.split()) > 1 for author in persons):
            return tuple(dict.fromkeys(persons))
    return tuple(dict.fromkeys(linked or declared))


def _has_person(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(not isinstance(item, Mapping) or "Organization" not in types(item) for item in items)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _is_house(author: str, house: str) -> bool:
    """Return whether an author is the publisher by another spelling ("STERN.de", "n-tv NACHRICHTEN")."""
    name = _letters(author)
    return bool(house) and (name.startswith(house) or house.startswith(name))


def _shown_authors(tree: Any) -> list[str]:
    """Return the names in the by-line nearest to the headline, as class names and links to authors' pages tell it."""
    for element in _near_headline(tree):
        marks = " ".join(filter(None, map(element.get, ("rel", "itemprop", "class", "id"))))
        if _BYLINE.search(marks) or _AUTHOR_PAGE.search(element.get("href") or ""):
            line = tidy(" , ".join(text for text in element.itertext() if text.strip()))
            found = [name for name in split_authors(line) if is_person(name)]
            if found and len(line) <= _BYLINE_LENGTH:
                return found
    return []


def _stamp(values: list[str], meta: Mapping[str, str], keys: tuple[str, ...], tree: Any) -> Stamp | None:
    """Return the first moment that the page declares; where that is in UTC, the same one in the publisher's time."""
    candidates = values + [meta[key] for key in keys if key in meta]
    stamps = [stamp for value in candidates if (stamp := parse_timestamp(value))]
    shown = [stamp for element in tree.iter("time") if (stamp := parse_timestamp(element.get("datetime") or ""))]
    if not stamps:
        return None
    local = (stamp for stamp in stamps + shown if stamp.at == stamps[0].at and stamp.at and stamp.day != stamp.at[:10])
    return next(local, stamps[0])


def _shown_stamp(tree: Any) -> Stamp | None:
    """Return the day that the page shows nearest to the headline, in a time element or a line of its own."""
    for element in _near_headline(tree):
        if stamp := parse_timestamp(element.get("datetime") or ""):
            return stamp
        text = _shown(element)
        labels = Labels()
        if len(text) <= _DATE_LENGTH and labels.take(text) and "published" in labels.fields:
            return Stamp(labels.fields["published"])
    return None


def _language(tree: Any, meta: Mapping[str, str], node: Mapping[str, Any]) -> str | None:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    values = [*_strings(node.get("inLanguage")), root.get("lang") or "", meta.get("oglocale", "")]
    return next((value[:2].lower() for value in values if re.match(r"[A-Za-z]{2}($|[-_])", value)), None)


def _first(meta: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((meta[key] for key in keys if key in meta), None)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name") or f"{value.get('givenName') or ''} {value.get('familyName') or ''}"
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    return tidy(value) or None if isinstance(value, str) else None


def _strings(value: Any, *, keep_lines: bool = False) -> list[str]:
    items = value if isinstance(value, list) else [value]
    texts = [item if keep_lines else tidy(item) for item in items if isinstance(item, str)]
    return [text for text in texts if text.strip()]
