"""A link between two claims."""

from __future__ import annotations

from dataclasses import dataclass

from hergang.graphs.claims import Resolved


@dataclass(frozen=True)
class Link:
    """A later claim, what it does to an earlier one, and why we say so."""

    later: Resolved
    earlier: Resolved
    type: str  # the local name of the property: "confirms"
    reason: str
    confidence: float


def link(later: Resolved, earlier: Resolved, kind: str, reason: str, sure: float) -> Link:
    """Return a link that is at most as sure as each of its claims."""
    confidence = min(sure, later.confidence, earlier.confidence)
    return Link(later, earlier, kind, reason, round(confidence, 3))
