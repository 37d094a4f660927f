"""HTML pages: the article's text by trafilatura (Barbaresi 2021), paragraph by paragraph, and its metadata."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.clean import clean
from hergang.corpus.clean import paragraphs as split_paragraphs
from hergang.corpus.errors import NoArticleError, SourceError
from hergang.corpus.readers.body import find_body
from hergang.corpus.readers.boxes import fold, text_of
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.live import find_ticker, split_ticker
from hergang.corpus.readers.markup import SENTENCE_END
from hergang.corpus.readers.metadata import Metadata, read_metadata
from hergang.corpus.readers.page_kinds import PageKind, tell_page
from hergang.corpus.reading import Cut

_STANDFIRST = (20, 900)  # code points, at least and at most
_DEEPEST = (
    120  # elements around an element; of 128 real pages the deepest has 29. Readers take time in depth times size
)


def read_html(payload: bytes, origin: Origin, *, media_type: str = "text/html") -> Draft:
    """Return the article of a page.

    The text has the standfirst (where the page shows one), headings and paragraphs; the headline is in the title alone.

    Raises:
        NoArticleError: an error page, a consent wall, an index, a stub behind a paywall, or without article text.
        SourceError: empty, no text, or no HTML.
    """
    refuse_binary(payload, origin.name)
    tree = _parse(decode(payload, origin.charset), origin)
    metadata = read_metadata(tree, origin.url)
    body = find_body(tree, (*metadata.titles, metadata.kicker))
    ticker = find_ticker(tree, body.page, metadata, body.paragraphs)
    kind = PageKind("article") if ticker else _tell(tree, body.paragraphs, metadata.url)
    if not kind.has_text:
        raise NoArticleError(f"{origin.name}: {kind.message()}")
    paragraphs = list(ticker.before) if ticker else body.paragraphs
    standfirst = _standfirst(body.page, metadata, paragraphs) or body.standfirst
    shift = int(bool(standfirst) and not _is_held(standfirst or "", paragraphs))
    paragraphs = [*([standfirst] if standfirst and shift else []), *paragraphs]
    cuts = tuple(_moved(cut, shift, len(paragraphs)) for cut in body.cuts)
    access = "preview" if kind.name == "preview" else None
    article = replace(_article(metadata, paragraphs, body.labels), standfirst=standfirst, access=access)
    draft = Draft(article, payload, media_type, origin.name, path=origin.file, cuts=cuts)
    return split_ticker(draft, ticker) if ticker else draft


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
    if _depth(tree) > _DEEPEST:
        raise SourceError(f"{origin.name}: nested {_DEEPEST} deep and more, no page of an article. Save its text.")
    return tree


def _depth(tree: Any) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _article(metadata: Metadata, paragraphs: list[str], labels: Labels) -> Article:
    """Return the article, with the day and authors that the page tells its readers alone where it declares none."""
    return Article(
        id="",
        text=normalise_text("\n\n".join(paragraphs)),
        title=metadata.title,
        kicker=metadata.kicker,
        url=metadata.url,
        published=metadata.published.day if metadata.published else labels.fields.get("published"),
        published_at=metadata.published.at if metadata.published else None,
        modified=metadata.modified.day if metadata.modified else None,
        language=metadata.language,
        publisher=metadata.publisher,
        authors=metadata.authors or tuple(labels.authors),
        section=metadata.section,
    )


def _moved(cut: Cut, shift: int, most: int) -> Cut:
    """Return a cut with its place after a paragraph more at the head, within the paragraphs that there are."""
    return replace(cut, place=min(most, (cut.place or 0) + shift if cut.place else 0))


def _tell(tree: Any, paragraphs: list[str], url: str | None) -> PageKind:
    cleaned = list(split_paragraphs(clean("\n\n".join(paragraphs))[0]))
    words = sum(len(paragraph.split()) for paragraph in cleaned if SENTENCE_END.search(paragraph))
    return tell_page(tree, cleaned, words, url)


def _standfirst(page: Any, metadata: Metadata, paragraphs: list[str]) -> str | None:
    """Return the first description that the page, its boxes taken out, shows to its readers, whole."""
    shown: str | None = None
    for description in metadata.descriptions:
        if not _STANDFIRST[0] <= len(description) <= _STANDFIRST[1] or fold(description) == fold(metadata.title or ""):
            continue
        if _is_held(description, paragraphs[:3]):
            return description
        shown = fold(text_of(page)) if shown is None else shown
        if fold(description) in shown:
            return description
    return None


def _is_held(text: str, paragraphs: list[str]) -> bool:
    return fold(text) in fold(" ".join(paragraphs))
