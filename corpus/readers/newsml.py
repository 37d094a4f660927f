"""NewsML-G2 of the IPTC: news items, alone or in a message; their text in XHTML, NITF, HTML or plain text.

A package only refers to its items: those that stand beside it in the same message are read, the package itself has no
text. What its publisher holds back or has taken back is no article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import Stamp, parse_timestamp
from hergang.corpus.errors import NoArticleError, SkippedFileError, SourceError
from hergang.corpus.readers.boxes import fold
from hergang.corpus.readers.bylines import is_person, split_authors
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.markup import INLINE
from hergang.corpus.readers.nitf import parse_nitf, with_dateline
from hergang.corpus.readers.text import unwrap
from hergang.corpus.readers.xml import Blocks, find, find_all, line, local, parse_xml, read_blocks
from hergang.corpus.reading import Cut
from hergang.corpus.urls import canonical_or_none

MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"

_DROPPED = {
    "table": "table", "figure": "media", "figcaption": "image-caption", "audio": "", "video": "", "img": "",
    "iframe": "", "object": "media", "script": "", "style": "", "noscript": "", "svg": "", "form": "", "nav": "",
    "aside": "aside", "template": "",
}  # fmt: skip
_HEAD = 4  # paragraphs at the head of inline XHTML among which headline and by-line may stand again
_OTHER = {"conceptItem": "concepts", "knowledgeItem": "concepts", "planningItem": "plans for coverage"}


@dataclass(frozen=True)
class Content:
    """The text of an item and what it says of itself."""

    article: Article
    cuts: tuple[Cut, ...] = ()


def read_newsml(payload: bytes, origin: Origin) -> Iterator[Draft | SourceError]:
    """Yield the articles of a NewsML-G2 file, the versions of one item in their order.

    An item that is no article (held back, without text, a picture) is yielded as an error; the others go on.
    """
    try:
        root = parse_xml(payload, origin)
    except SourceError as error:
        yield error
        return
    items = list(root.iter("{*}newsItem", "{*}packageItem", *(f"{{*}}{name}" for name in _OTHER)))
    news = [item for item in items if local(item) == "newsItem"]
    if not news:
        yield NoArticleError(_without_news(origin, items))
    for item in sorted(news, key=_version):
        name = origin.name if len(news) == 1 else f"{origin.name}, item {item.get('guid') or items.index(item) + 1}"
        try:
            yield _read_item(item, payload, Origin(name, url=origin.url, path=origin.path if len(news) == 1 else None))
        except NoArticleError as error:
            yield error if len(news) == 1 else SkippedFileError(str(error))


def _without_news(origin: Origin, items: list[Any]) -> str:
    if not items:
        return f"{origin.name}: a news message without items. Ask for it again, or give another."
    if local(items[0]) == "packageItem":
        count = sum(1 for _ in items[0].iter("{*}itemRef"))
        return f"{origin.name}: a package, which only refers to its {count} items. Give these, or a message with them."
    return f"{origin.name}: no news in it, but {_OTHER[local(items[0])]}. Give a newsItem or newsMessage."


def _read_item(item: Any, payload: bytes, origin: Origin) -> Draft:
    meta, about = find(item, "itemMeta"), find(item, "contentMeta")
    _refuse_held_back(meta, origin)
    content = _content(item)
    if content is None or not content.article.text:
        raise NoArticleError(f"{origin.name}: {_kind(meta, item)} without text. Give the item that holds the article.")
    article = _described(content.article, item, meta, about)
    own = item.getroottree().getroot() is item
    body = payload if own else _alone(item)
    cuts = (*(Cut(note, "editors-note") for note in _notes(meta)), *content.cuts)
    return Draft(article, body, MEDIA_TYPE, origin.name, path=origin.file, guid=item.get("guid"), cuts=cuts)


def _notes(meta: Any | None) -> list[str]:
    """Return what is told to editors alone: of a correction, what it corrects."""
    return [text for note in _children(meta, "edNote") if (text := line(note))]


def _refuse_held_back(meta: Any | None, origin: Origin) -> None:
    status = _code(_child(meta, "pubStatus")) or "usable"
    if status != "usable":
        notes = f" ({' '.join(_notes(meta))})" if _notes(meta) else ""
        raise NoArticleError(f"{origin.name}: {status} by its publisher{notes}. Give the version that replaces it.")


def _kind(meta: Any | None, item: Any) -> str:
    kind = _code(_child(meta, "itemClass")) or "item"
    remote = "" if find(item, "contentSet", "remoteContent") is None else " (its content lies elsewhere)"
    return f"a NewsML-G2 {kind}{remote}"


def _described(article: Article, item: Any, meta: Any | None, about: Any | None) -> Article:
    """Return the article with what the item says of it; what its text says of itself fills the gaps."""
    published, modified = _stamps(item, meta)
    headline = line(_child(about, "headline"))
    text = "\n\n".join(with_dateline(line(_child(about, "dateline")), article.text.split("\n\n")))
    return replace(
        article,
        text=text,
        title=headline or article.title or line(_child(meta, "title")),
        standfirst=article.standfirst or line(_child(about, "description")),
        url=canonical_or_none(_address(meta)) or article.url,
        published=published.day if published else article.published,
        published_at=published.at if published else article.published_at,
        modified=modified.day if modified else article.modified,
        publisher=_name(_child(meta, "provider")) or article.publisher,
        authors=tuple(_authors(about)) or article.authors,
        section=next((name for subject in _children(about, "subject") if (name := line(subject))), article.section),
        language=_language(item, about),
    )


def _stamps(item: Any, meta: Any | None) -> tuple[Stamp | None, Stamp | None]:
    """Return when the item was published, and when a later version of it was made.

    An embargo is when it could be published at the earliest; else the first version tells.
    """
    embargo, first, version = (
        parse_timestamp(line(_child(meta, name)) or "") for name in ("embargoed", "firstCreated", "versionCreated")
    )
    published = embargo or first or version
    is_later = published and version and (_version(item) > 1 or version.day > published.day)
    return published, version if is_later and version != published else None


def _authors(about: Any | None) -> list[str]:
    """Return the names of the by-line, else the persons among the creators (an agency is none)."""
    written = [name for by in _children(about, "by") for name in split_authors(line(by) or "")]
    creators = [_name(creator) or "" for creator in _children(about, "creator")]
    return list(dict.fromkeys(written or [name for name in creators if name and is_person(name)]))


def _language(item: Any, about: Any | None) -> str | None:
    declared = _child(about, "language")
    tag = declared.get("tag") if declared is not None else None
    tag = tag or item.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return tag.partition("-")[0].lower() or None


def _address(meta: Any | None) -> str | None:
    """Return the address at which the article itself is published, if the item names it."""
    links = ((link.get("rel") or "", link.get("href")) for link in _children(meta, "link"))
    return next((href for rel, href in links if rel.rpartition(":")[2].lower() in ("canonical", "webpage")), None)


def _content(item: Any) -> Content | None:
    """Return the fullest of the renditions that the item has inline."""
    found = [
        content
        for element in find_all(item, "contentSet")
        for child in element
        if (content := _rendition(child)) is not None
    ]
    return max(found, key=lambda content: len(content.article.text), default=None)


def _rendition(element: Any) -> Content | None:
    name, kind = local(element), element.get("contenttype") or ""
    if name == "inlineXML":
        return _xml(element)
    if name != "inlineData" or element.get("encoding"):
        return None
    text = "".join(element.itertext())
    lines = normalise_text(text).split("\n")
    return _plain(html_to_text(text).split("\n\n") if "html" in kind else unwrap(lines))


def _xml(element: Any) -> Content | None:
    for child in element:
        if local(child) == "nitf":
            story = parse_nitf(child)
            return Content(story.article, story.cuts)
        body = find(child, "body") if local(child) == "html" else child
        if body is not None:
            return _xhtml(body, line(find(child, "head", "title")))
    return _plain([line(element) or ""])


def _xhtml(body: Any, title: str | None) -> Content:
    """Return the text of inline XHTML; headline and by-line at its head are metadata."""
    blocks = read_blocks(body, INLINE, _DROPPED)
    headings = [text for heading in body.iter("{*}h1") if (text := line(heading))]
    repeated = {fold(text) for text in (*headings, title) if text}
    labels, kept = Labels(), Blocks()
    for index, paragraph in enumerate(blocks.paragraphs):
        if index < _HEAD and (fold(paragraph) in repeated or labels.take(paragraph)):
            kept.cuts.append(Cut(paragraph, "metadata"))
        else:
            kept.paragraphs.append(paragraph)
    article = _plain(kept.paragraphs).article
    title = next(iter(headings), title)
    return Content(replace(article, title=title, authors=tuple(labels.authors)), (*kept.cuts, *blocks.cuts))


def _plain(paragraphs: list[str]) -> Content:
    return Content(Article(id="", text=normalise_text("\n\n".join(filter(None, paragraphs)))))


def _alone(item: Any) -> bytes:
    """Return one item of a message as a file of its own."""
    return bytes(etree.tostring(item, encoding="utf-8", xml_declaration=True, with_tail=False))


def _name(element: Any | None) -> str | None:
    """Return the name that an element gives, else the last part of its code ("nprov:AFP")."""
    if element is None:
        return None
    return line(_child(element, "name")) or element.get("literal") or _code(element) or None


def _code(element: Any | None) -> str:
    """Return the last part of an element's code ("usable" of "stat:usable"); empty where it has none."""
    value = "" if element is None else element.get("qcode") or element.get("uri") or ""
    return value.replace("/", ":").rstrip(":").rpartition(":")[2]


def _version(item: Any) -> int:
    number = item.get("version") or ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1


def _child(element: Any | None, name: str) -> Any | None:
    return None if element is None else find(element, name)


def _children(element: Any | None, name: str) -> Iterator[Any]:
    yield from () if element is None else find_all(element, name)
