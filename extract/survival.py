"""Which findings of rendered speech survive, where the rules and the encoder differ: a logistic regression over both.

Each finding, of both readings or of one alone, is weighed by how sure the encoder is, which rule found it, what
announces it, how it lies in its sentence, and what else was found there. The weights are data, one file a language
(``lexica/*/survival.toml``, written by ``tests/quality/fit_survival.py``); a language without one takes the thresholds
of `merging`. What these thresholds give survives unless it is unlikely, all else only where it is likely; of findings
that share half of the shorter one, the likeliest stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log
from types import MappingProxyType
from typing import Any

from hergang.extract.buckets import Buckets
from hergang.extract.cues import cue_verb
from hergang.extract.extensions import text_of
from hergang.extract.items import Item, length, overlap
from hergang.extract.lexica import FOLDER, lexicon
from hergang.extract.merging import LEAST_WORDS, Thresholds, is_spoken, joined, merged, partners, spread, word_count
from hergang.extract.syntax import is_finite

Features = Mapping[str, float]
EDGE = 1e-4  # probabilities nearer to 0 or 1 count as this near
SHORT = 4  # words


@dataclass(frozen=True)
class Finding:
    """A finding of rendered speech: as it would be given, and as each reading has it (None: it has not)."""

    item: Item
    rule: Item | None
    learned: Item | None

    @property
    def way(self) -> str:
        """Return by which readings it was found."""
        return "rule" if self.learned is None else "learned" if self.rule is None else "both"


@dataclass(frozen=True)
class Weights:
    """What each feature adds to the logit, and the probabilities from which a finding is given.

    ``believed``: of what the thresholds give too; ``least``: of all else.
    """

    believed: float
    least: float
    weights: Features

    def probability(self, features: Features) -> float:
        """Return how probable it is that a finding with these features is right."""
        logit = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))


@cache
def weights(language: str) -> Weights | None:
    """Return the weights of a language, None where there are none."""
    if not (FOLDER / language / "survival.toml").is_file():
        return None
    words = lexicon(language, "survival")
    return Weights(words["given"]["believed"], words["given"]["least"], MappingProxyType(words["weights"]))


def survivors(
    doc: Any, readings: tuple[Sequence[Item], Sequence[Item]], limits: Thresholds, given: Weights, *, kinds: bool
) -> list[Item]:
    """Return what of two ``readings`` (rules, encoder) is given, direct words of the rules always.

    Confidence is the probability.
    """
    text, language = text_of(doc), str(doc.lang_)
    believed = {(item.content, item.kind) for item in merged(*readings, text, limits, kinds=kinds)}
    spoken, found = findings(*readings, text, kinds=kinds)
    table = described(doc, *readings, found, language)
    rated = []
    for one, features in zip(found, table, strict=True):
        probability = given.probability(features)
        lead = given.least - given.believed if (one.item.content, one.item.kind) in believed else 0.0
        rated.append((probability + lead, replace(one.item, confidence=probability)))
    kept: Buckets[Item] = Buckets()
    for rank, item in sorted(rated, key=lambda pair: (-pair[0], pair[1].start)):
        if rank >= given.least and not any(_are_one(item, other) for other in kept.near(item.content)):
            kept.add(item.content, item)
            spoken.append(item)
    return spoken


def _are_one(one: Item, other: Item) -> bool:
    shorter = min(length(one.content), length(other.content))
    return (one.kind == "direct") == (other.kind == "direct") and 2 * overlap(one, other) >= shorter


def findings(
    rules: Sequence[Item], learned: Sequence[Item], text: str, *, kinds: bool
) -> tuple[list[Item], list[Finding]]:
    """Return the direct words that the rules found, which stand, and all else, each once."""
    spoken = spread(item for item in rules if item.kind == "direct")
    partner = partners(rules, spread(learned), spoken, text)
    direct, found = [], []
    for number, item in enumerate(rules):
        other = partner.get(number)
        whole = joined(item, other, kinds=kinds) if other is not None else item
        if item.kind == "direct":
            direct.append(whole if other is not None else replace(item, confidence=item.confidence / 2))
        else:
            found.append(Finding(whole, item, other))
    used = {id(other) for other in partner.values()}
    alone = (item for item in learned if id(item) not in used and not is_spoken(item, spoken))
    found += [Finding(item, None, item) for item in alone]
    return direct, [one for one in found if word_count(one.item, text) >= LEAST_WORDS]


# -- features --------------------------------------------------------------------------------------------------------


def described(
    doc: Any, rules: Sequence[Item], learned: Sequence[Item], found: Sequence[Finding], language: str
) -> list[Features]:
    """Return the features of each finding."""
    spoken = spread(item for item in rules if item.kind == "direct")
    rendered = spread(item for item in rules if item.kind != "direct")
    nearby = spread(learned)
    return [
        dict(
            [
                *_of_reading(one),
                *_of_words(doc, one.item, language),
                *_of_frame(doc, one.item, language),
                *_of_neighbours(one, spoken, rendered, nearby),
            ]
        )
        for one in found
    ]


def _of_reading(one: Finding) -> Iterator[tuple[str, float]]:
    yield one.way, 1.0
    if one.rule is not None:
        yield f"{one.way} {one.rule.rule}", 1.0
    if one.learned is not None:
        sure = min(max(one.learned.confidence, EDGE), 1 - EDGE)
        yield f"logit {one.way}", log(sure / (1 - sure))
        yield f"{one.way} {one.learned.kind}", 1.0


def _of_words(doc: Any, item: Item, language: str) -> Iterator[tuple[str, float]]:
    words = word_count(item, text_of(doc))
    tokens = doc.char_span(item.start, item.end, alignment_mode="expand")
    clauses = lexicon(language, "cues")["clauses"]
    yield "words", log(words)
    yield "short", float(words < SHORT)
    yield "parts", float(len(item.content) > 1)
    yield "finite", float(any(is_finite(token) for token in tokens))
    yield "conjunction", float(tokens[0].lower_ in (*clauses["conjunctions"], "if"))
    yield "to", float(tokens[0].lower_ in ("to", "zu"))
    yield "opens sentence", float(tokens.start == tokens[0].sent.start)
    yield "closes sentence", float(tokens.end >= tokens[0].sent.end - 2)


def _of_frame(doc: Any, item: Item, language: str) -> Iterator[tuple[str, float]]:
    frame = item.frame
    yield "source", float(frame is not None and frame.source is not None)
    yield "cue", float(frame is not None and bool(frame.cue))
    cue = doc.char_span(*frame.cue[0], alignment_mode="expand") if frame is not None and frame.cue else None
    if cue is not None:
        known = next((found for token in cue if (found := cue_verb(token, language))), None)
        yield f"stance {known.stance if known else 'none'}", 1.0


def _of_neighbours(
    one: Finding, spoken: Buckets[Item], rendered: Buckets[Item], nearby: Buckets[Item]
) -> Iterator[tuple[str, float]]:
    """Yield how much of a finding lies in others, of others in it, and how sure the encoder is of what lies there."""
    item, size = one.item, max(1, length(one.item.content))
    beside = [other for other in nearby.near(item.content) if other is not one.learned]
    others = [other for other in beside if not is_spoken(other, spoken)]
    yield "spoken", max((overlap(item, other) / size for other in spoken.near(item.content)), default=0.0)
    yield "within learned", max((overlap(item, other) / size for other in others), default=0.0)
    yield "around learned", max((overlap(item, o) / max(1, length(o.content)) for o in others), default=0.0)
    yield (
        "within rule",
        max((overlap(item, o) / size for o in rendered.near(item.content) if o is not one.rule), default=0.0),
    )
    yield "surest beside", max((other.confidence * overlap(item, other) / size for other in beside), default=0.0)
