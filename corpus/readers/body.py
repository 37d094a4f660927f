"""The article's own paragraphs of an HTML page, by trafilatura (Barbaresi 2021), and what stands between them.

On top of trafilatura's choice, three kinds of lines are parted from the text and kept as cuts: the headline repeated,
lines of metadata before the first paragraph (day, by-line), and links to other articles that stand alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura

from hergang.corpus.readers.labels import Labels
from hergang.corpus.reading import Cut

_PARAGRAPHS = {"p", "head", "item", "ab", "code", "cell", "quote"}  # of the TEI-like tree that trafilatura gives
_LINKED = 0.8  # share of a paragraph's letters in links from which it is taken for a link to something else
_SENTENCE_WORDS = 10
_LINK_WORDS = 40  # longest such paragraph, in words
_CAPTION = 20  # letters; shorter texts of pictures ("Logo") are no captions
_TITLE = 15  # letters; a shorter headline may well end a paragraph
_KICKER = 60  # letters before the headline in its own line, at most
_HEAD = 8  # paragraphs at the head among which metadata and the headline may stand


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in one line."""

    text: str
    linked: float  # share of its letters that stand in links


def find_body(tree: Any, titles: Sequence[str | None]) -> tuple[list[str], Labels, list[Cut]]:
    """Return the paragraphs of the article, the metadata that stood among the first, and what was cut.

    ``titles`` are headline and kicker in the forms that the page has, which the text does not repeat.
    """
    document: Any = trafilatura.bare_extraction(
        copy.deepcopy(tree),
        include_comments=False,
        include_tables=False,
        include_links=True,
        with_metadata=False,
        prune_xpath=["//figcaption"],
    )
    found = [] if document is None or document.body is None else list(_paragraphs(document.body))
    kept: list[str] = []
    cuts: list[Cut] = []
    labels = Labels()
    repeated = {fold(title) for title in titles if title}
    captions = _captions(tree)
    for index, paragraph in enumerate(found):
        text = paragraph.text
        if index < _HEAD and (_is_headline(text, repeated) or labels.take(text)):
            cuts.append(Cut(text, "metadata"))
        elif fold(text) in captions:
            cuts.append(Cut(text, "image-caption"))
        elif _is_link(paragraph):
            cuts.append(Cut(text, "read-more"))
        else:
            kept.append(text)
    return kept, labels, cuts


def fold(text: str) -> str:
    """Return the letters and digits of a text in lower case: enough to tell whether two are the same to a reader."""
    return re.sub(r"[\W_]+", "", text).lower()


def _is_headline(text: str, repeated: set[str]) -> bool:
    """Return whether a paragraph is the headline in one of its forms, a kicker before it allowed for."""
    folded = fold(text)
    return folded in repeated or any(
        len(title) >= _TITLE and folded.endswith(title) and len(folded) - len(title) <= _KICKER for title in repeated
    )


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
        links = sum(len(fold("".join(link.itertext()))) for link in element.iter("ref"))
        yield from _text(whole, links / max(1, len(fold(whole))))


def _text(text: str | None, linked: float = 0.0) -> Iterator[Paragraph]:
    for part in (text or "").split("\n\n"):
        if line := " ".join(part.replace("\u00ad", "").split()):
            yield Paragraph(line, linked)
