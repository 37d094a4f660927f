"""Confidence as a chance: how often records like this one were right on annotated data.

Components give records what their rules and the encoder think of them; that orders records but is no probability. The
lexicon ``confidence`` has, by kind of record and by what made it, how often records of some confidence were right
(isotonic regression, Zadrozny and Elkan 2002); between its points the line is straight. ``tests/quality/
score_confidence.py --fit`` writes it. Kinds without annotated data keep what their components say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.records import Annotations

KINDS = ("entities", "times", "quantities", "quotations", "relations", "events", "claims")
ALL = "all"  # the curve of what makes too few records for one of its own


def calibrated(annotations: Annotations, language: str) -> Annotations:
    """Return annotations whose records are as likely right as their confidence says."""
    curves = lexicon(language, "confidence")
    changed: dict[str, Any] = {
        kind: tuple(
            replace(record, confidence=chance(curves[kind], record.by, record.confidence))
            for record in getattr(annotations, kind)
        )
        for kind in KINDS
        if kind in curves
    }
    return replace(annotations, **changed)


def chance(curves: Any, by: str, confidence: float) -> float:
    """Return how likely a record is right that one component made with some confidence (0 to 1, three places).

    Args:
        curves: by what made a record ("all" for the rest), points of confidence and chance in rising order.
        by: what made the record.
        confidence: what it was given.
    """
    return round(_on_line(curves.get(by, curves[ALL]), confidence), 3)


def _on_line(points: Sequence[Sequence[float]], value: float) -> float:
    """Return the height at a value of the line through some points, level before the first and behind the last."""
    place = bisect_right([point[0] for point in points], value)
    if place in (0, len(points)):
        return points[min(place, len(points) - 1)][1]
    (left, low), (right, high) = points[place - 1], points[place]
    return low + (high - low) * (value - left) / (right - left)
