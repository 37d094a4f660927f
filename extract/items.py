"""Quotations on their way: what was found, by rule or by the encoder, before ids and speakers are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hergang.extract.attribution import Frame
from hergang.extract.direct import Speech
from hergang.extract.indirect import Report
from hergang.extract.records import Attribution, Entity, QuotationKind, Span
from hergang.extract.spans import LearnedQuotation


@dataclass
class Item:
    """A quotation before it is a record; ``standalone``: it may carry its speaker on."""

    content: tuple[Span, ...]
    kind: QuotationKind
    frame: Frame | None
    rule: str
    confidence: float
    standalone: bool = True
    speaker: Entity | None = None
    attribution: Attribution = "none"
    source: tuple[Span, ...] = ()

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]


def of_speech(speech: Speech) -> Item:
    """Return the item of direct speech that the marks and rules found."""
    spans = tuple(span for quoted in speech.quoted for span in quoted.spans)
    rule = speech.frame.rule if speech.frame else "direct/no-frame"
    confidence = speech.frame.confidence if speech.frame else 0.6
    closed = all(quoted.closed for quoted in speech.quoted)
    return Item(
        spans,
        "direct",
        speech.frame,
        rule if closed else rule + "-unclosed",
        confidence if closed else confidence / 2,
        speech.standalone,
    )


def of_report(report: Report) -> Item:
    """Return the item of rendered speech that the rules found."""
    return Item(report.content, report.kind, report.frame, report.rule, report.confidence)


def of_learned(learned: LearnedQuotation) -> Item:
    """Return the item of a quotation that the encoder found."""
    report = learned.report
    return Item(
        report.content, report.kind, report.frame, report.rule, report.confidence, standalone=not learned.inside
    )


def covers(item: Item, span: Span) -> bool:
    """Tell whether a span lies in the content of an item (one character of tolerance for a closing mark)."""
    return any(start <= span[0] and span[1] <= end + 1 for start, end in item.content)


def length(spans: Iterable[Span]) -> int:
    """Return how many characters spans hold."""
    return sum(end - start for start, end in spans)


def overlap(one: Item, other: Item) -> int:
    """Return how many characters the contents of two items share."""
    return shared(one.content, other.content)


def shared(one: Iterable[Span], other: Sequence[Span]) -> int:
    """Return how many characters two contents share."""
    return sum(max(0, min(e, f) - max(s, t)) for s, e in one for t, f in other)


def likeness(one: Item, other: Item) -> float:
    """Return which part of the longer content two items share."""
    return overlap(one, other) / max(1, length(one.content), length(other.content))
