"""Boxes in and beside an article that are none of its text: captions, newsletters, links to other articles, comments.

They are told by the words that newsrooms put into class names (`corpus/lexica/boxes.toml`), and by their build alone: a
link around whole paragraphs is a card, a list of nothing but links leads elsewhere, a form that asks for an address
is a newsletter's. No rule is for one publisher. What is taken out is returned, so that it can be recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from lxml import etree

from hergang.corpus.clean import is_hidden, opening_reason
from hergang.corpus.lexica import lexicon
from hergang.corpus.readers.markup import STOP
from hergang.corpus.reading import Cut

_KEYS = {"reason", "names", "most", "linked", "pictures"}
_NEVER = frozenset({"html", "head", "body", "main", "article", "h1", "script", "style", "meta", "link", "p"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_HIDING = ("span", "small", "em", "i")
TEXTS = ("p", "li", "blockquote", "h2", "h3", "h4")  # elements that hold a paragraph
_PARTS = ("p", "div", "h2", "h3", "h4", "h5", "h6", "section", "ul")  # of a card
_SHARE = 0.3  # of the letters of the page, at most: what holds more is no box
_LARGEST = 25_000  # code points of a box, at most: nothing larger is looked at
_SMALL = 200  # letters of a box that may hold a larger share of a short page
_CARD = 300  # words of a card, at most
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "p")
_OPENING = 60  # letters of a heading that tells what a box is, at most
_HEADED_LINKED = 0.25  # share of the letters of such a box that stand in links, at least
_FORM = 90  # words of a form and what stands around it, at most
_NESTED = 6  # lists around a list from which on it is left alone
_ITEM = 30  # words of an entry in a list of links, at most
_HEADING = 12  # words of a heading over such a list, at most
_ENTRY_LINKED = 0.5  # share of the letters of each entry that stand in links, at least


@dataclass(frozen=True)
class Box:
    """What was taken out of a page, and the element in which it stood."""

    text: str  # in one line
    reason: str
    parent: Any
    before: Any  # the element that came before it within the parent; None where it was the first


@dataclass(frozen=True)
class _Rule:
    reason: str
    most: int
    linked: float
    pictures: bool


def take_boxes(body: Any, headline: str = "", only: str | None = None) -> list[Box]:
    """Take the boxes out of an element of a page, in place, and return them in the order of the page.

    ``headline`` is folded: what holds it is no box. What an element leaves is parted as it was: a block stays behind
    empty, and text after an inline element stays.
    """
    sizes = _sizes(body)
    letters = len(text_of(body))
    taken: list[Box] = []
    waiting = [body]
    while waiting:
        element = waiting.pop()
        is_open = isinstance(element.tag, str) and element.tag not in _NEVER and sizes[element] <= _LARGEST
        reason = _reason(element) if is_open else None
        if (
            reason
            and only in (None, reason)
            and len(text_of(element)) <= max(_SMALL, _SHARE * letters)
            and not _holds_headline(element, headline)
        ):
            taken.extend(_take(element, reason))
        else:
            waiting.extend(reversed(element))
    return taken


def place_boxes(body: Any, boxes: Sequence[Box], kept: Sequence[str]) -> list[Cut]:
    """Return the boxes that stood within the article as cuts with their places.

    The article is the smallest element that holds the kept paragraphs; what stood outside of it (navigation, footer)
    was never in its place. ``kept`` are its paragraphs.
    """
    wanted = {fold(text) for text in kept}
    order: dict[Any, int] = {}
    found: list[Any] = []
    before: list[int] = []  # kept paragraphs up to each element
    for number, element in enumerate(body.iter()):
        order[element] = number
        if element.tag in TEXTS and is_leaf(element) and fold(text_of(element)) in wanted:
            found.append(element)
        before.append(len(found))
    if not found:
        return []
    article = _common(found)
    cuts = []
    for box in boxes:
        if box.parent is article or article in box.parent.iterancestors():
            last = _last(box.before) if box.before is not None and box.before in order else box.parent
            cuts.append(Cut(box.text, box.reason, min(len(kept), before[order.get(last, 0)])))
    return cuts


def _common(elements: Sequence[Any]) -> Any:
    """Return the smallest element that holds all of the elements, and more than one of them where there are several."""
    common = [*reversed(list(elements[0].iterancestors()))]
    for element in elements[1:]:
        line = [*reversed(list(element.iterancestors()))]
        common = [ours for ours, theirs in zip(common, line, strict=False) if ours is theirs]
    return common[-1]


def _last(element: Any) -> Any:
    while len(element):
        element = element[-1]
    return element


def is_leaf(element: Any) -> bool:
    """Return whether an element holds no other that could hold a paragraph."""
    return next(element.iterdescendants(*TEXTS), None) is None


def fold(text: str) -> str:
    """Return the letters and digits of a text in lower case: enough to tell whether two are the same to a reader."""
    return re.sub(r"[\W_]+", "", text).lower()


def text_of(element: Any) -> str:
    """Return the text of an element in one line, blocks within it set apart."""
    return " ".join("".join(_pieces(element)).replace("\u00ad", "").split())


def linked_share(element: Any) -> float:
    """Return the share of the letters of an element that stand in links to elsewhere (anchors of the page are none)."""
    whole = len(re.sub(r"\s", "", "".join(element.itertext())))
    if element.tag == "a":
        return 1.0 if leads_elsewhere(element) else 0.0
    links = (link for link in element.iter("a") if leads_elsewhere(link))
    return sum(len(re.sub(r"\s", "", "".join(link.itertext()))) for link in links) / max(1, whole)


def leads_elsewhere(link: Any) -> bool:
    """Return whether a link leads to another page."""
    address = (link.get("href") or "").strip()
    return bool(address) and not address.startswith("#")


def marks(element: Any) -> str:
    """Return the words of an element's class names and id, in lower case; those of style sheets' switches left out."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    words = (name for name in names if not re.search(r"[:\[(!/]", name))
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_+|-+", "-", " ".join(words)).lower()


def _reason(element: Any) -> str | None:
    return _named_reason(element) or _built_reason(element)


def _holds_headline(element: Any, headline: str) -> bool:
    return any(fold(text_of(heading)).endswith(headline) for heading in element.iter("h1")) if headline else False


def _named_reason(element: Any) -> str | None:
    if element.tag == "figcaption":
        return "image-caption"
    if element.tag in _HIDING and len(element) == 0 and is_hidden(element.text or ""):
        return "hidden-text"
    found = _names().search(marks(element)) if element.get("class") or element.get("id") else None
    if found is None:
        return None
    for rule in _rules()[found[1]]:
        if _fits(rule, element):
            return rule.reason
    return None


def _fits(rule: _Rule, element: Any) -> bool:
    if rule.pictures and not _is_picture(element):
        return False
    if rule.linked and linked_share(element) < rule.linked:
        return False
    text = text_of(element)
    return len(text.split()) <= rule.most and any(letter.isalpha() for letter in text)


def _is_picture(element: Any) -> bool:
    """Return whether an element holds a picture and hardly more than a line under it."""
    has_picture = next(element.iter("img", "picture", "video", "iframe"), None) is not None
    return has_picture and next(element.iter("h2", "h3", "h4", "ul", "blockquote"), None) is None


def _built_reason(element: Any) -> str | None:
    if element.tag == "a":
        is_card = leads_elsewhere(element) and next(element.iter(*_PARTS), None) is not None
        return "read-more" if is_card and 2 < len(text_of(element).split()) <= _CARD else None
    if element.tag in ("ul", "ol"):
        return _list_reason(element)
    if element.tag in ("form", "section", "aside", "div", "li", "ul"):
        return _headed_reason(element) or ("newsletter" if _asks_for_address(element) else None)
    return None


def _headed_reason(element: Any) -> str | None:
    """Return the reason that the heading of an element gives for cutting all of it ("More from the paper")."""
    first = next((child for child in element.iter(*_HEADINGS) if text_of(child)), None)
    if first is None or len(heading := text_of(first)) > _OPENING or not text_of(element).startswith(heading):
        return None
    reason = opening_reason(heading)
    return reason if reason and linked_share(element) >= _HEADED_LINKED else None


def _list_reason(element: Any) -> str | None:
    """Return why a list is none of the text: each of its entries is a link, to elsewhere or to a place on the page."""
    if len(list(islice(element.iterancestors("ul", "ol"), _NESTED))) == _NESTED:
        return None  # no menu is nested so deeply, and each list within another is read once for every one around it
    first = next((entry for entry in element.iter("li") if text_of(entry)), None)
    if first is None or next(first.iter("a"), None) is None:
        return None
    entries = [entry for entry in element.iter("li") if text_of(entry)]
    texts = [text_of(entry) for entry in entries]
    if any(len(text.split()) > _ITEM or STOP.search(text) for text in texts):
        return None
    if all(linked_share(entry) >= _ENTRY_LINKED for entry in entries):
        return "read-more"
    anchors = [link for entry in entries for link in entry.iter("a") if (link.get("href") or "").startswith("#")]
    return "table-of-contents" if len(anchors) >= len(entries) > 1 else None


def _asks_for_address(element: Any) -> bool:
    asked = next((field for field in element.iter("input") if field.get("type") == "email"), None)
    return asked is not None and len(text_of(element).split()) <= _FORM


def _take(element: Any, reason: str) -> Iterator[Box]:
    if element.tag in ("ul", "ol") and (heading := _heading_of(element)) is not None:
        yield from _take(heading, reason)
    parent, before = element.getparent(), element.getprevious()
    if text := text_of(element):
        yield Box(text, reason, parent, before)
    if element.tag in _BLOCKS or next(element.iter(*_BLOCKS), None) is not None:
        tail, tag = element.tail, element.tag
        element.clear()
        element.tag, element.tail = "div" if tag in ("ul", "ol", "li", "a") else tag, tail
    else:
        _part(element)
        element.drop_tree()


def _part(element: Any) -> None:
    """Put a blank where an element goes that alone parts two words."""
    before = element.getprevious()
    text = (element.getparent().text if before is None else before.tail or "".join(before.itertext())) or ""
    if text[-1:].isalnum() and (element.tail or "")[:1].isalnum():
        element.tail = f" {element.tail}"


def _heading_of(listing: Any) -> Any | None:
    """Return the heading over a list of links, where what stands right before it can be one."""
    before = listing.getprevious()
    if before is None or before.tag not in ("p", "h2", "h3", "h4", "h5", "h6", "strong", "span", "div"):
        return None
    text = text_of(before)
    return before if text and len(text.split()) <= _HEADING and not STOP.search(text) else None


def _pieces(element: Any) -> list[str]:
    """Return the texts of an element in order; a loop, since pages may be nested deeply."""
    pieces: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item.tag, str) and item.tag not in _UNSEEN:
            if item.tag in _BLOCKS or item.tag == "br":
                pieces.append(" ")
                waiting.append(" ")
            for child in reversed(item):
                waiting += [child.tail or "", child]
            waiting.append(item.text or "")
    return pieces


def _sizes(body: Any) -> dict[Any, int]:
    """Return how many code points each element of a page holds."""
    sizes: dict[Any, int] = {}
    for element in reversed(list(body.iter(etree.Element))):
        own = len(element.text or "") if element.tag not in _UNSEEN else 0
        sizes[element] = own + sum(sizes.get(child, 0) + len(child.tail or "") for child in element)
    return sizes


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    """Return the rules by name; KeyError and ValueError name a malformed one."""
    found: dict[str, tuple[_Rule, ...]] = {}
    for entry in lexicon("boxes")["box"]:
        if unknown := set(entry) - _KEYS:
            raise ValueError(f"corpus/lexica/boxes.toml: unknown keys {sorted(unknown)} in {entry}")
        rule = _Rule(entry["reason"], entry["most"], entry.get("linked", 0.0), entry.get("pictures", False))
        for name in entry["names"]:
            found[name] = (*found.get(name, ()), rule)
    return found


@cache
def _names() -> re.Pattern[str]:
    names = sorted(_rules(), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![a-z0-9])({'|'.join(map(re.escape, names))})(?![a-z0-9])")
