"""What the encoder found beyond syntax and names, kept on a `Doc` for the components after it.

``doc._.encoder`` is made anew from plain lists in ``doc.user_data``, so that ``Doc.to_bytes`` and `DocBin` keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from spacy.tokens import Doc

KEY = "hergang_encoder"
NAMES = "hergang_names"  # in ``doc.user_data``: how sure the encoder is of each name, by the token that begins it
SPANS = ("content", "inner", "source", "cue", "addressee", "times")
LISTS = (*SPANS, "mention")


@dataclass(frozen=True)
class SpanScore:
    """A span of tokens (end exclusive), its kind ("indirect", "DATE"), and how sure the encoder is (0 to 1)."""

    start: int
    end: int
    kind: str
    probability: float


@dataclass(frozen=True)
class Candidates:
    """The spans of each head in text order; ``links`` leads from a content to its source (both by place in their list).

    A ``mention`` is the word that heads one, its kind the discourse status ("new", "old"). A content that is missing
    from ``links`` was not asked about; one whose source is None has none that is named near.
    """

    content: tuple[SpanScore, ...] = ()
    inner: tuple[SpanScore, ...] = ()
    source: tuple[SpanScore, ...] = ()
    cue: tuple[SpanScore, ...] = ()
    addressee: tuple[SpanScore, ...] = ()
    times: tuple[SpanScore, ...] = ()
    mention: tuple[SpanScore, ...] = ()
    links: Mapping[int, tuple[int | None, float]] = field(default_factory=lambda: MappingProxyType({}))
    kinds: bool = True  # whether the encoder knows the kinds of rendered speech


def to_plain(candidates: Candidates) -> dict[str, Any]:
    """Return candidates as lists, strings and numbers."""
    plain: dict[str, Any] = {
        name: [[s.start, s.end, s.kind, s.probability] for s in getattr(candidates, name)] for name in LISTS
    }
    plain["kinds"] = candidates.kinds
    plain["links"] = [[content, source, sure] for content, (source, sure) in sorted(candidates.links.items())]
    return plain


def from_plain(plain: Mapping[str, Any]) -> Candidates:
    """Return what ``to_plain`` was given."""
    spans = {name: tuple(SpanScore(*values) for values in plain.get(name, ())) for name in LISTS}
    links = {content: (source, sure) for content, source, sure in plain.get("links", ())}
    return Candidates(**spans, links=MappingProxyType(links), kinds=plain.get("kinds", True))


def _get(doc: Any) -> Candidates | None:
    plain = doc.user_data.get(KEY)
    return None if plain is None else from_plain(plain)


def _set(doc: Any, candidates: Candidates) -> None:
    doc.user_data[KEY] = to_plain(candidates)


def register() -> None:
    """Declare ``doc._.encoder`` (None where no encoder has read the text); calling it again changes nothing."""
    if not Doc.has_extension("encoder"):
        Doc.set_extension("encoder", getter=_get, setter=_set)


register()
