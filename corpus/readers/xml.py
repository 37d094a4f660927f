"""XML from strangers: parsed within bounds, and read paragraph by paragraph.

No document type definition is loaded, no entity expanded, nothing included, nothing fetched. libxml2 itself refuses
more than 256 levels and texts above 10 MB.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from lxml import etree

from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Origin
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.reading import Cut

_MOST_ELEMENTS = 200_000  # of one file; feedparser reads about 50,000 a second
_LONGEST = 1_000_000  # code points from tag to tag; feedparser takes 150 bytes for each
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NUMBERED = re.compile(r"(?:&|&amp;)#(?:[xX](?P<hexadecimal>[0-9a-fA-F]+)|(?P<decimal>\d+));?", re.ASCII)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{2,31};)")


def parse_xml(payload: bytes, origin: Origin) -> Any:
    """Return the root element of an XML file.

    Raises:
        SourceError: it is empty or no text, declares entities, is too large, or not well-formed.
    """
    text = to_xml_text(payload, origin)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(_NAMED.sub(_character, text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"{origin.name}: no well-formed XML ({error}). Fetch the file again.") from error


def to_xml_text(payload: bytes, origin: Origin) -> str:
    """Return the text of an XML file without its declaration, whose encoding is no longer true.

    Raises:
        SourceError: it is empty or no text, declares entities (which are never expanded: XML bombs), or is too large.
    """
    refuse_binary(payload, origin.name)
    text = decode(payload, origin.charset)
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise SourceError(
            f"{origin.name}: declares XML entities, which are not expanded here. Give a file without a DOCTYPE."
        )
    if text.count("<") > 2 * _MOST_ELEMENTS:
        raise SourceError(f"{origin.name}: more than {_MOST_ELEMENTS:,} XML elements. Give the articles one by one.")
    if max(map(len, text.split("<"))) > _LONGEST:
        raise SourceError(f"{origin.name}: {_LONGEST:,} characters without a tag. Give the articles one by one.")
    return _NUMBERED.sub(_allowed, _DECLARATION.sub("", text))


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for what is no element (an unknown entity)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find(element: Any, *path: str) -> Any | None:
    """Return the first element on a path of local names below an element, or None."""
    return next(find_all(element, *path), None)


def find_all(element: Any, *path: str) -> Iterator[Any]:
    """Yield the elements on a path of local names below an element, in the order of the text."""
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from find_all(child, *path[1:])


def line(element: Any | None) -> str | None:
    """Return the text of an element in one line, or None where it is missing or empty."""
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _allowed(match: re.Match[str]) -> str:
    """Return a numbered reference to a character, U+FFFD in place of one that no text may hold ("&#xD800;")."""
    digits = match["hexadecimal"] or match["decimal"]
    number = int(digits, 16 if match["hexadecimal"] else 10) if len(digits) < 8 else 0
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return match[0] if is_character else "\ufffd"


@dataclass
class Blocks:
    """The paragraphs of an element, and the texts of what is left out of it."""

    paragraphs: list[str] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


def read_blocks(element: Any, inline: Collection[str], dropped: dict[str, str]) -> Blocks:
    """Return the text of an element as paragraphs.

    Args:
        element: whose content is read.
        inline: local names of elements that do not begin a paragraph.
        dropped: the reason for a cut by the local name of elements that are left out; an empty one leaves no cut.
    """
    blocks, pieces = Blocks(), [element.text or ""]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, child in walk:
        if child is element:
            continue
        name = local(child)
        if name not in inline:
            _close(blocks, pieces)
        if event == "end":
            pieces.append(child.tail or "")
        elif name in dropped:
            walk.skip_subtree()
            _leave_out(blocks, child, dropped[name])
        else:
            pieces.append(child.text or "")
    _close(blocks, pieces)
    return blocks


def _leave_out(blocks: Blocks, element: Any, reason: str) -> None:
    text = " ".join(" ".join(element.itertext()).split())
    if reason and text:
        blocks.cuts.append(Cut(text, reason))


def _close(blocks: Blocks, pieces: list[str]) -> None:
    if paragraph := " ".join("".join(pieces).split()):
        blocks.paragraphs.append(paragraph)
    pieces.clear()


def _character(match: re.Match[str]) -> str:
    """Return what a reference names in HTML ("&nbsp;"), which older news formats define in a definition not read."""
    return html5.get(match[1], "\ufffd")
