"""NITF, the News Industry Text Format of the IPTC (version 3): one article a file, or inside a NewsML-G2 item.

Tables, pictures and other media are left out of the text and kept as cuts, and so are notes to editors and what a
correction says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import Stamp, parse_timestamp
from hergang.corpus.errors import NoArticleError
from hergang.corpus.readers.boxes import fold
from hergang.corpus.readers.bylines import split_authors, tidy
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.xml import Blocks, find, find_all, line, parse_xml, read_blocks
from hergang.corpus.reading import Cut
from hergang.corpus.urls import canonical_or_none

MEDIA_TYPE = "application/nitf+xml"

_INLINE = frozenset({
    "a", "alt-code", "chron", "classifier", "city", "copyrite", "copyrite.holder", "copyrite.year", "country", "em",
    "event", "frac", "frac-num", "frac-den", "frac-sep", "function", "virtloc", "lang", "location", "money",
    "name.given", "name.family", "num", "object.title", "org", "person", "postaddr", "pronounce", "q", "region",
    "state", "strong", "sub", "sublocation", "sup", "b", "i", "u", "span",
})  # fmt: skip
_DROPPED = {
    "table": "table", "nitf-table": "table", "media": "media", "credit": "", "nitf-table-metadata": "", "note": "note",
    "fn": "note", "datasource": "", "ad": "advertisement",
}  # fmt: skip
_HELD_BACK = ("withheld", "canceled", "cancelled", "killed")


@dataclass(frozen=True)
class Story:
    """What a NITF document holds; ``article`` has no id."""

    article: Article
    guid: str | None
    status: str  # as "docdata" gives it, else "usable"
    cuts: tuple[Cut, ...]


def read_nitf(payload: bytes, origin: Origin) -> Draft:
    """Return the article of a NITF file.

    Raises:
        SourceError: it is no well-formed XML, has no text, or its publisher holds it back or has taken it back.
    """
    story = parse_nitf(parse_xml(payload, origin))
    if story.status in _HELD_BACK:
        raise NoArticleError(f"{origin.name}: {story.status} by its publisher. Give the version that replaces it.")
    if not story.article.text:
        raise NoArticleError(f"{origin.name}: a NITF document without text in its body. Give the article's own file.")
    return Draft(story.article, payload, MEDIA_TYPE, origin.name, path=origin.file, guid=story.guid, cuts=story.cuts)


def parse_nitf(root: Any) -> Story:
    """Return what the root element of a NITF document holds."""
    head = find(root, "body", "body.head")
    docdata, pubdata = find(root, "head", "docdata"), find(root, "head", "pubdata")
    blocks = _content(root)
    standfirst = _standfirst(head)
    published, modified = _stamps(docdata, pubdata)
    text = "\n\n".join(_with_standfirst(standfirst, with_dateline(_line(head, "dateline"), blocks.paragraphs)))
    article = Article(
        id="",
        text=normalise_text(text) if blocks.paragraphs else "",
        title=_line(head, "hedline", "hl1") or _line(root, "head", "title"),
        standfirst=standfirst,
        url=canonical_or_none(_get(pubdata, "ex-ref")),
        published=published.day if published else None,
        published_at=published.at if published else None,
        modified=modified.day if modified else None,
        publisher=tidy(_get(pubdata, "name")) or _line(head, "distributor", "org") or _line(head, "distributor"),
        authors=tuple(_authors(head)),
        section=tidy(_get(pubdata, "position.section")) or None,
    )
    return Story(article, _guid(docdata), _status(docdata), (*_notes(root, docdata), *blocks.cuts))


def with_dateline(dateline: str | None, paragraphs: list[str]) -> list[str]:
    """Return the paragraphs with the dateline before the first, as it is printed, unless it stands there already."""
    if not dateline or not paragraphs or fold(paragraphs[0]).startswith(fold(dateline.split(",")[0])):
        return paragraphs
    return [f"{dateline.rstrip(' -–—')} – {paragraphs[0]}", *paragraphs[1:]]


def _content(root: Any) -> Blocks:
    content = find(root, "body", "body.content")
    return Blocks() if content is None else read_blocks(content, _INLINE, _DROPPED)


def _with_standfirst(standfirst: str | None, paragraphs: list[str]) -> list[str]:
    is_held = not standfirst or fold(standfirst) in fold(" ".join(paragraphs[:3]))
    return paragraphs if is_held else [standfirst or "", *paragraphs]


def _standfirst(head: Any | None) -> str | None:
    return _line(head, "abstract") or _line(head, "hedline", "hl2")


def _authors(head: Any | None) -> Iterator[str]:
    """Yield the persons of the by-lines; where none is marked, the names in them."""
    for byline in find_all(head, "byline") if head is not None else ():
        persons = [name for person in byline.iter("{*}person") if (name := line(person))]
        title = _line(byline, "byttl")
        yield from persons or split_authors((line(byline) or "").removesuffix(title or "").strip(" ,"))


def _stamps(docdata: Any | None, pubdata: Any | None) -> tuple[Stamp | None, Stamp | None]:
    """Return when the article was published (when it could be, under an embargo) and when this version was issued."""
    values = [
        _get(pubdata, "date.publication"),
        *(_get(_find(docdata, name), "norm") for name in ("date.release", "date.issue")),
    ]
    stamps = [stamp for value in values if (stamp := parse_timestamp(value))]
    issued = parse_timestamp(values[-1])
    if not stamps:
        return None, None
    published = next((stamp for stamp in stamps if stamp.at and stamp.day == stamps[0].day), stamps[0])
    return published, issued if issued and issued.day > published.day else None


def _guid(docdata: Any | None) -> str | None:
    identity = _find(docdata, "doc-id")
    name = _get(identity, "id-string")
    return f"{_get(identity, 'regsrc')}:{name}" if name else None


def _status(docdata: Any | None) -> str:
    return _get(docdata, "management-status").lower() or "usable"


def _notes(root: Any, docdata: Any | None) -> Iterator[Cut]:
    """Yield what is told to editors alone: notes, corrections, the line on the author at the end."""
    for name, reason in (("ed-msg", "editors-note"), ("correction", "correction")):
        for element in find_all(docdata, name) if docdata is not None else ():
            if info := tidy(_get(element, "info")):
                yield Cut(info, reason)
    for path, reason in ((("body.head", "note"), "editors-note"), (("body.end", "tagline"), "metadata")):
        for element in find_all(root, "body", *path):
            if text := line(element):
                yield Cut(text, reason)


def _find(element: Any | None, *path: str) -> Any | None:
    return None if element is None else find(element, *path)


def _line(element: Any | None, *path: str) -> str | None:
    return line(_find(element, *path))


def _get(element: Any | None, name: str) -> str:
    return "" if element is None else element.get(name) or ""
