"""The article's own paragraphs of an HTML page, by trafilatura (Barbaresi 2021), and what stands between them.

Before it, boxes are taken out (`boxes`) and the markup is mended; after it, what it lost is put back (`blocks`). Then
three kinds of lines are parted from the text: the headline repeated, lines of metadata before the first paragraph (day,
by-line), and links to other articles that stand alone. All that was cut is kept, with its place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from hergang.corpus.readers.blocks import Paragraph, as_on_page, mend_choice, mend_markup, without_boxes
from hergang.corpus.readers.boxes import TEXTS, fold, is_leaf, linked_share, marks, place_boxes, take_boxes, text_of
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.markup import STOP
from hergang.corpus.reading import Cut

__all__ = ["Body", "find_body", "fold"]

_PARAGRAPHS = {"p", "head", "item", "ab", "code", "cell", "quote"}  # of the TEI-like tree that trafilatura gives
_LINKED = 0.8  # share of a paragraph's letters in links from which it is taken for a link to something else
_SENTENCE_WORDS = 10
_LINK_WORDS = 40  # longest such paragraph, in words
_LEAD = re.compile(
    r"(?<![a-z])(standfirst|intro|lead|lede|deck|dek|vorspann|anleser|subheadline|sub-headline|sub-heading)(?![a-z])"
)
_LEAD_WORDS = (6, 90)
_CAPTION = 20  # letters; shorter texts of pictures ("Logo") are no captions
_TITLE = 15  # letters; a shorter headline may well end a paragraph
_KICKER = 60  # letters before the headline in its own line, at most
_HEAD = 8  # paragraphs at the head among which metadata and the headline may stand


@dataclass(frozen=True)
class Body:
    """What stands in an article's place on a page."""

    paragraphs: list[str]
    labels: Labels  # the metadata that stood among the first paragraphs
    cuts: list[Cut]  # in the order of the page
    page: Any  # the page's own body without boxes; None where it has none
    standfirst: str | None = None  # as class names beside the headline tell it


def find_body(tree: Any, titles: Sequence[str | None]) -> Body:
    """Return the paragraphs of the article and what was cut from between them; the tree stays as it is.

    ``titles`` are headline and kicker in the forms that the page has, the headline first; the text repeats none.
    """
    tree = copy.deepcopy(tree)
    page = tree.find(".//body")
    if page is None:
        return Body([], Labels(), [], None)
    repeated = {fold(title) for title in titles if title}
    headline = fold(next(filter(None, titles), ""))
    boxes = take_boxes(page, headline, only="hidden-text")
    mend_markup(page)
    chosen = _choose(tree)
    boxes += take_boxes(page, headline)
    chosen = as_on_page(page, mend_choice(page, without_boxes(page, boxes, chosen)))
    kept: list[str] = []
    cuts: list[Cut] = []
    labels = Labels()
    captions = _captions(tree)
    for index, paragraph in enumerate(chosen):
        text = paragraph.text
        if index < _HEAD and (_is_headline(text, repeated, first=not kept) or labels.take(text)):
            cuts.append(Cut(text, "metadata", len(kept)))
        elif fold(text) in captions and not STOP.search(text):
            cuts.append(Cut(text, "image-caption", len(kept)))
        elif _is_link(paragraph):
            cuts.append(Cut(text, "read-more", len(kept)))
        else:
            kept.append(text)
    cuts += place_boxes(page, boxes, kept)
    return Body(kept, labels, sorted(cuts, key=lambda cut: cut.place or 0), page, _standfirst(page, headline, kept))


def _standfirst(page: Any, headline: str, kept: Sequence[str]) -> str | None:
    """Return the whole sentences between headline and text that a class name tells to be the standfirst."""
    is_below = False
    texts = {fold(text) for text in kept}
    for element in page.iter(etree.Element):
        folded = fold(text_of(element)) if element.tag in ("h1", *TEXTS) and is_leaf(element) else ""
        if element.tag == "h1" and headline and folded.endswith(headline):
            is_below = True
        elif is_below and folded in texts:
            return None
        elif is_below and _LEAD.search(marks(element)) and linked_share(element) < _LINKED:
            text = text_of(element)
            if STOP.search(text) and _LEAD_WORDS[0] <= len(text.split()) <= _LEAD_WORDS[1]:
                return text
    return None


def _choose(tree: Any) -> list[Paragraph]:
    """Return the paragraphs that trafilatura takes for the article's."""
    document: Any = trafilatura.bare_extraction(
        copy.deepcopy(tree),
        include_comments=False,
        include_tables=False,
        include_links=True,
        with_metadata=False,
    )
    return [] if document is None or document.body is None else list(_paragraphs(document.body))


def _is_headline(text: str, repeated: set[str], *, first: bool) -> bool:
    """Return whether a paragraph is the headline in one of its forms, with or, as the ``first``, without a kicker."""
    folded = fold(text)
    return folded in repeated or any(
        _is_form_of(folded, title) or (first and _is_form_of(title, folded)) for title in repeated
    )


def _is_form_of(long: str, title: str) -> bool:
    return len(title) >= _TITLE and long.endswith(title) and len(long) - len(title) <= _KICKER


def _captions(tree: Any) -> set[str]:
    """Return what stands under the page's pictures or for them."""
    texts = [image.get(name) or "" for image in tree.iter("img") for name in ("alt", "title")]
    texts += [" ".join(caption.itertext()) for caption in tree.iter("figcaption")]
    return {folded for text in texts if len(folded := fold(text)) >= _CAPTION}


def _is_link(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is a link to something else; a whole sentence that is a link belongs to the text."""
    is_sentence = paragraph.text.endswith(".") and len(paragraph.text.split()) >= _SENTENCE_WORDS
    return paragraph.linked >= _LINKED and len(paragraph.text.split()) < _LINK_WORDS and not is_sentence


def _paragraphs(element: Any) -> Iterator[Paragraph]:
    if element.tag not in _PARAGRAPHS:
        for child in element:
            yield from _paragraphs(child)
    elif any(child.tag in _PARAGRAPHS for child in element):
        yield from _text(element.text)
        for child in element:
            yield from _paragraphs(child)
            yield from _text(child.tail)
    else:
        for lb in element.iter("lb"):
            lb.tail = (
                f"\n\n{lb.tail or ''}"
                if lb.getnext() is not None and lb.getnext().tag == "lb"
                else f"\n{lb.tail or ''}"
            )
        whole = "".join(element.itertext())
        targets = (link for link in element.iter("ref") if not (link.get("target") or "#").startswith("#"))
        links = sum(len(fold("".join(link.itertext()))) for link in targets)
        yield from _text(whole, links / max(1, len(fold(whole))))


def _text(text: str | None, linked: float = 0.0) -> Iterator[Paragraph]:
    for part in (text or "").split("\n\n"):
        if line := " ".join(part.replace("\u00ad", "").split()):
            yield Paragraph(line, linked)
