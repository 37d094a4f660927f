"""HTML pages: the article's text by trafilatura (Barbaresi 2021), paragraph by paragraph, and its metadata."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import etree

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.metadata import Metadata, read_metadata

_PARAGRAPHS = {"p", "head", "item", "ab", "code", "cell", "quote"}  # of the TEI-like tree that trafilatura gives
_SENTENCE = re.compile(r"[.!?…:][\"”“»«'’)\]]*$")
_ENOUGH_WORDS = 25  # in paragraphs that end as sentences do; below it a page is taken for one without article text
_STANDFIRST = (20, 900)  # code points, at least and at most


def read_html(payload: bytes, origin: Origin, *, media_type: str = "text/html") -> Draft:
    """Return the article of a page.

    The text has the standfirst (where the page shows one), headings and paragraphs; the headline is in the title alone.

    Raises:
        SourceError: empty, no text, no HTML, or a page without article text.
    """
    refuse_binary(payload, origin.name)
    tree = _parse(decode(payload, origin.charset), origin)
    metadata = read_metadata(tree, origin.url)
    paragraphs = _body(tree, metadata)
    _refuse_navigation(paragraphs, origin)
    standfirst = _standfirst(tree, metadata, paragraphs)
    if standfirst and not _is_held(standfirst, paragraphs):
        paragraphs.insert(0, standfirst)
    article = Article(
        id="",
        text=normalise_text("\n\n".join(paragraphs)),
        title=metadata.title,
        kicker=metadata.kicker,
        standfirst=standfirst,
        url=metadata.url,
        published=metadata.published.day if metadata.published else None,
        published_at=metadata.published.at if metadata.published else None,
        modified=metadata.modified.day if metadata.modified else None,
        publisher=metadata.publisher,
        authors=metadata.authors,
        section=metadata.section,
    )
    return Draft(article, payload, media_type, origin.name, path=origin.file)


def html_to_text(fragment: str) -> str:
    """Return the text of an HTML fragment (of a feed), paragraphs parted by an empty line."""
    try:
        tree = trafilatura.load_html(f"<html><body>{fragment}</body></html>")
    except (etree.LxmlError, ValueError):
        return ""
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", "iframe", "figure", "noscript", with_tail=False)
    for element in tree.iter("p", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "br", "tr"):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n\n"))
    return normalise_text("\n\n".join(line for line in lines if line))


def _parse(text: str, origin: Origin) -> Any:
    try:
        tree = trafilatura.load_html(text)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"{origin.name}: cannot be read as HTML ({error}). Save the page again.") from error
    if tree is None:
        raise SourceError(f"{origin.name}: no HTML page. Save the article's page as HTML or its text as .txt.")
    return tree


def _body(tree: Any, metadata: Metadata) -> list[str]:
    """Return the paragraphs of the article, without the headline."""
    document: Any = trafilatura.bare_extraction(
        copy.deepcopy(tree), include_comments=False, include_tables=False, with_metadata=False
    )
    found = [] if document is None or document.body is None else list(_paragraphs(document.body))
    title = _fold(metadata.title or "")
    while found and title and _fold(found[0]) in (title, _fold(metadata.kicker or "")):
        del found[0]
    return found


def _paragraphs(element: Any) -> Iterator[str]:
    if element.tag not in _PARAGRAPHS:
        for child in element:
            yield from _paragraphs(child)
        return
    if any(child.tag in _PARAGRAPHS for child in element):
        if text := _line(element.text or ""):
            yield text
        for child in element:
            yield from _paragraphs(child)
            if text := _line(child.tail or ""):
                yield text
        return
    for lb in element.iter("lb"):
        lb.tail = f"\n{lb.tail or ''}"
    for text in "".join(element.itertext()).split("\n\n"):
        if line := _line(text):
            yield line


def _line(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def _refuse_navigation(paragraphs: list[str], origin: Origin) -> None:
    words = sum(len(paragraph.split()) for paragraph in paragraphs if _SENTENCE.search(paragraph))
    if words < _ENOUGH_WORDS:
        count = f"{len(paragraphs)} paragraph{'' if len(paragraphs) == 1 else 's'}, {words} words in whole sentences"
        raise SourceError(f"{origin.name}: no article text ({count}). Give the article's own page.")


def _standfirst(tree: Any, metadata: Metadata, paragraphs: list[str]) -> str | None:
    """Return the first description that the page shows to its readers, whole."""
    shown: str | None = None
    for description in metadata.descriptions:
        if not _STANDFIRST[0] <= len(description) <= _STANDFIRST[1] or _fold(description) == _fold(
            metadata.title or ""
        ):
            continue
        if _is_held(description, paragraphs[:3]):
            return description
        shown = _fold(_visible(tree)) if shown is None else shown
        if _fold(description) in shown:
            return description
    return None


def _visible(tree: Any) -> str:
    body = copy.deepcopy(tree.find(".//body"))
    if body is None:
        return ""
    etree.strip_elements(body, "script", "style", "noscript", "template", with_tail=False)
    return str(body.text_content())


def _is_held(text: str, paragraphs: list[str]) -> bool:
    return _fold(text) in _fold(" ".join(paragraphs))


def _fold(text: str) -> str:
    """Return the letters and digits of a text in lower case: enough to tell whether two are the same to a reader."""
    return re.sub(r"[\W_]+", "", text).lower()
