"""What reading a source gives: the article, the bytes it was read from, and what cleaning removed."""

from __future__ import annotations

from dataclasses import dataclass, field

from hergang.corpus.article import Article


@dataclass(frozen=True)
class Cut:
    """Text that was found in the article's place and is not the article's."""

    text: str
    reason: str  # "embed-placeholder", "consent-notice", "metadata", ... (docs/reading.md lists them)
    place: int | None = None  # number of paragraphs of the text that stand before it; None where that is not known
    within: bool = field(default=False, compare=False)  # whether the paragraph that it stood in stays without it


@dataclass(frozen=True)
class Reading:
    """One article as read from a source, language set, text cleaned."""

    article: Article
    payload: bytes  # raw, as fetched or found
    media_type: str  # of the payload ("text/html")
    source: str  # as given, or as found in a folder, feed or archive file
    cuts: tuple[Cut, ...] = ()
