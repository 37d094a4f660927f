"""Bounds on pages: structures that no article has, and that take readers time in their square."""

from __future__ import annotations

import re

from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import MAX_ARTICLE, Draft, Origin, refuse_large
from hergang.corpus.readers.html import read_html

_MOST_TAGS = 30_000  # marks that begin a tag; of 128 real pages the fullest has 6,082
_MOST_BLANKS = 5_000  # within one tag, where attributes are parted by them
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{10000,}")


def read_page(payload: bytes, origin: Origin) -> Draft:
    """Return the article of an HTML page (`read_html`) that is within the bounds.

    Raises:
        SourceError: it is too large, or its structure is none of an article's page.
    """
    refuse_large(payload, origin.name, MAX_ARTICLE)
    if payload.count(b"<") > _MOST_TAGS:
        raise SourceError(f"{origin.name}: more than {_MOST_TAGS:,} tags, no page of an article. Save its text alone.")
    if any(len(re.findall(rb"\s", tag)) > _MOST_BLANKS for tag in _LONG_TAG.findall(payload)):
        raise SourceError(f"{origin.name}: a tag with thousands of attributes. Save the article's text alone.")
    return read_html(payload, origin)
