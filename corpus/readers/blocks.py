"""Blocks of a page made ready for the choice of the text, and put back where that choice lost some.

`mend_markup` turns text that stands loose between line breaks into paragraphs and sets words apart that only a style
sheet keeps apart; `mend_choice` adds paragraphs and headings that stand between chosen ones in the same element.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from hergang.corpus.readers.boxes import TEXTS, Box, fold, is_leaf, linked_share, text_of
from hergang.corpus.readers.markup import INLINE, SENTENCE_END

_HOLDERS = ("div", "section", "article", "td", "main")
_NOT_WITHIN = frozenset({"p", "a", "li", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "button", "label", "nav"})
_APART = frozenset({"nav", "footer", "aside", "form", "figure", "button"})  # what stands in them is not put back
_LOOSE = 60  # letters that stand loose in an element from which they are taken for paragraphs
_TEXTS = (*TEXTS, *_HOLDERS)
_HEADINGS = ("h2", "h3", "h4")
_HEADING = 25  # words of a heading, at most
_SENTENCE_WORDS = 10  # a whole sentence that is a link belongs to the text
_PARAGRAPH = 4  # words of a paragraph that is put back, at least
_BOXED = 200_000  # letters in boxes, at most; pages that hold more (none was seen) are taken as chosen
_BLOCKS = 4000  # blocks of a page, at most; longer ones (none was seen) are taken as chosen
_RUN = 12  # letters of the runs by which a text is known again
_WRAPPERS = 5  # elements around a block in which it may stand alone, at most
_SIBLINGS = 2  # chosen paragraphs in the same element, at least


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in one line."""

    text: str
    linked: float  # share of its letters that stand in links


def mend_markup(body: Any) -> None:
    """Make paragraphs of loose text, and set apart what runs together without its style sheet, in place."""
    for element in list(body.iter(*_HOLDERS)):
        if _loose(element) >= _LOOSE and not any(parent.tag in _NOT_WITHIN for parent in element.iterancestors()):
            _wrap(element)
    for element in body.iter(*INLINE):
        _set_apart(element)


def without_boxes(body: Any, boxes: Sequence[Box], chosen: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the chosen paragraphs but those that stood in a box alone; ``body`` is the page without its boxes."""
    boxed = "\0".join(fold(box.text) for box in boxes)
    outside = {fold(text_of(element)) for element in body.iter(*TEXTS) if is_leaf(element)}
    if len(boxed) > _BOXED:
        return list(chosen)
    kept: dict[str, Paragraph] = {}
    for place, one in enumerate(chosen):
        folded = fold(one.text)
        if folded not in boxed:
            kept[f"{place} {folded}"] = one
        elif folded in outside:
            kept.setdefault(folded, one)  # once: the other one is the box's
    return list(kept.values())


def as_on_page(body: Any, chosen: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs with the blanks that the page has: where they were chosen, some are lost beside links."""
    spelt: dict[tuple[str, str], str] = {}
    for element in body.iter(*_TEXTS):
        holds = TEXTS if element.tag in TEXTS else None
        inner = (child.tag for child in element.iterdescendants())
        if is_leaf(element) if holds else all(tag in INLINE or tag == "br" for tag in inner):
            text = text_of(element)
            spelt.setdefault((fold(text), text[-1:]), text)
    return [Paragraph(spelt.get((fold(one.text), one.text[-1:]), one.text), one.linked) for one in chosen]


def mend_choice(body: Any, chosen: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the chosen paragraphs with those put back that stand among them in the same element of the page."""
    places = _Places(chosen)
    blocks = [(element, fold(text_of(element))) for element in body.iter("p", *_HEADINGS) if not _is_apart(element)]
    if len(blocks) > _BLOCKS:
        return list(chosen)
    homes = _homes(element for element, folded in blocks if element.tag == "p" and places.find(folded) is not None)
    lost: dict[int, list[Paragraph]] = {}
    last, waiting = -1, list[Paragraph]()
    for element, folded in blocks:
        place = places.find(folded)
        if place is not None:
            last = max(last, place)
            lost.setdefault(place - 1, []).extend(waiting)
            waiting = []
        elif folded and _is_at_home(element, homes, within=0 <= last < len(chosen) - 1) and _is_text(element):
            if places.hold(folded):
                continue
            paragraph = Paragraph(text_of(element), linked_share(element))
            if element.tag in _HEADINGS:
                waiting = [paragraph]  # it stays only where the text goes on behind it
            else:
                lost.setdefault(last, []).extend([*waiting, paragraph])
                waiting = []
    return [*lost.get(-1, ()), *(each for index, one in enumerate(chosen) for each in (one, *lost.get(index, ())))]


class _Places:
    """Where texts stand among chosen paragraphs; one of these may hold several blocks of the page."""

    def __init__(self, chosen: Sequence[Paragraph]) -> None:
        folded = [fold(paragraph.text) for paragraph in chosen]
        self._whole = {text: index for index, text in enumerate(folded)}
        self._runs: dict[str, int] = {}
        for index, text in enumerate(folded):
            for run in _runs(text):
                self._runs.setdefault(run, index)

    def find(self, folded: str) -> int | None:
        """Return the index of the chosen paragraph that a text is or is in, or None."""
        if folded in self._whole or len(folded) < 2 * _RUN:
            return self._whole.get(folded)
        first, last = self._runs.get(folded[:_RUN]), self._runs.get(folded[-_RUN:])
        return first if first == last else None

    def hold(self, folded: str) -> bool:
        """Return whether half of a text or more is known in runs of letters."""
        runs = _runs(folded)
        return sum(run in self._runs for run in runs) >= 0.5 * len(runs)


def _homes(chosen: Iterable[Any]) -> Counter[Any]:
    """Return how many chosen paragraphs stand in each home."""
    return Counter(home for element in chosen for home in _homes_of(element))


def _homes_of(element: Any) -> list[Any]:
    """Return where a block stands: in its parent, or in an element around some of a kind."""
    homes: list[Any] = []
    kind: tuple[Any, ...] = ()
    parent = element.getparent()
    while parent is not None and len(kind) < _WRAPPERS:
        homes.append((parent, kind))
        kind, parent = (*kind, (parent.tag, parent.get("class"))), parent.getparent()
    return homes


def _is_at_home(element: Any, homes: Counter[Any], *, within: bool) -> bool:
    """Return whether a block stands where the text stands; a heading may have an element of its own around it.

    What is quoted as a block, ``within`` the text, is at home wherever it stands.
    """
    parent = element.getparent()
    if within and element.tag == "p" and any(each.tag == "blockquote" for each in element.iterancestors()):
        return True
    if element.tag == "p" and homes[(parent, ())] and len(text_of(element).split()) >= _SENTENCE_WORDS:
        return True
    wrapped = [(parent.getparent(), ())] if element.tag in _HEADINGS else []
    return max(homes[home] for home in (*_homes_of(element), *wrapped)) >= _SIBLINGS


def _runs(folded: str) -> frozenset[str]:
    return frozenset(folded[start : start + _RUN] for start in range(max(1, len(folded) - _RUN + 1)))


def _is_text(element: Any) -> bool:
    text = text_of(element)
    if element.tag in _HEADINGS:
        return len(text.split()) <= _HEADING and linked_share(element) < 0.5
    if len(text.split()) < _PARAGRAPH or not SENTENCE_END.search(text):
        return False
    return len(text.split()) >= _SENTENCE_WORDS or linked_share(element) < 0.5


def _is_apart(element: Any) -> bool:
    apart = next((each.tag for each in element.iterancestors() if each.tag in (*_APART, "blockquote")), None)
    return apart is not None and apart != "blockquote"


def _loose(element: Any) -> int:
    """Return how many letters stand loose in an element between others; none where it holds nothing but text."""
    texts = [element.text, *(child.tail for child in element)]
    return sum(len(text.strip()) for text in texts if text) if len(element) else 0


def _wrap(element: Any) -> None:
    """Rebuild an element so that each run of loose text and inline elements in it is a paragraph."""
    children = list(element)
    pieces: list[Any] = [element.text]
    for child in children:
        pieces += [child, child.tail]
        child.tail = None
        element.remove(child)
    element.text = None
    paragraph: Any | None = None
    for piece in pieces:
        if piece is None or (isinstance(piece, str) and not piece.strip() and paragraph is None):
            continue
        if not isinstance(piece, str) and _breaks(piece, paragraph):
            paragraph = None
            if piece.tag != "br":
                element.append(piece)
            continue
        if paragraph is None:
            paragraph = etree.SubElement(element, "p")
        _append(paragraph, piece)
    for paragraph in element.iterchildren("p"):
        if not SENTENCE_END.search(text := text_of(paragraph)) and len(text.split()) < _PARAGRAPH:
            paragraph.tag = "span"  # a label between blocks


def _breaks(piece: Any, paragraph: Any | None) -> bool:
    """Return whether a paragraph ends before a child: a block, or a line break after a sentence or another break."""
    if piece.tag == "br":
        if paragraph is None:
            return True
        is_second = len(paragraph) > 0 and paragraph[-1].tag == "br" and not (paragraph[-1].tail or "").strip()
        return is_second or SENTENCE_END.search(text_of(paragraph)) is not None
    if not isinstance(piece.tag, str):
        return False
    return piece.tag not in INLINE or any(child.tag not in (*INLINE, "br") for child in piece.iter(etree.Element))


def _append(paragraph: Any, piece: Any) -> None:
    if not isinstance(piece, str):
        paragraph.append(piece)
    elif len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + piece
    else:
        paragraph.text = (paragraph.text or "") + piece


def _set_apart(element: Any) -> None:
    """Put a blank behind an inline element where another follows at once and a capital or digit follows a small letter.

    "<span>Anna Berg</span><span>2 hours ago</span>": only the style sheet sets the two apart.
    """
    after = element.getnext()
    if element.tail or after is None or after.tag not in INLINE:
        return
    before, behind = "".join(element.itertext()), "".join(after.itertext())
    if (
        before
        and behind
        and (before[-1].islower() or before[-1] in ".:!?")
        and (behind[0].isupper() or behind[0].isdigit())
    ):
        element.tail = " "
