"""Claims and relations with everything they refer to resolved: what statements, links and facts are made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from hergang.extract.records import Annotations, Claim, Quantity, Quotation, Reference, Relation
from hergang.graphs.amounts import Amount
from hergang.graphs.days import iso_day
from hergang.graphs.durations import seconds
from hergang.graphs.identity import Ref
from hergang.graphs.iris import Iris, spans
from hergang.graphs.naming import fold
from hergang.graphs.revised import Revised
from hergang.graphs.state import to_json
from hergang.graphs.wording import Wording, Words


@dataclass(frozen=True)
class Actor:
    """A subject or object: an entity, or words."""

    iri: str | None  # of the entity's node; None for words
    text: str  # as the article has it
    named: bool = False
    type: str = ""

    @property
    def key(self) -> str:
        """Return what two claims must share to speak of the same."""
        return self.iri or fold(self.text)


@dataclass(frozen=True)
class Resolved:
    """One claim of one revision, with all that other claims are compared with."""

    order: str  # sorts in the order of the whole projection
    iri: str
    article: str  # IRI
    revision: str  # IRI
    standing: bool
    language: str
    reported: str  # ISO day
    outlet: str | None  # IRI
    clause: str  # the words of the claim
    predicate: str
    polarity: str
    certainty: str
    voice: str
    phase: int | None
    conditional: bool
    confidence: float
    subject: Actor | None
    object: Actor | None
    event: str | None  # IRI
    speaker: str | None  # IRI of the speaker's node
    origin: str  # IRI of the root of its chain of attribution
    amounts: tuple[Amount, ...]
    at_trigger: bool  # it tells its event itself: it holds the words that the event was found by, or says the same
    others: tuple[tuple[str, Actor], ...]  # arguments that are no amounts, with their roles
    earliest: str | None  # ISO days between which it happened, None where the claim does not say
    latest: str | None
    wording: Wording = field(default_factory=Wording)

    @property
    def day(self) -> date:
        """Return the day of the report."""
        return date.fromisoformat(self.reported)

    def is_apart(self, other: Resolved, window: int) -> bool:
        """Return whether two claims are told or dated too far apart to speak of one occasion.

        Args:
            other: the other claim.
            window: days between the reports; dates of the happening itself get one day's slack.
        """
        if self.event and self.event == other.event:
            return False
        if abs((self.day - other.day).days) > window:
            return True
        if not (self.earliest and self.latest and other.earliest and other.latest):
            return False
        first, last = sorted([(self.earliest, self.latest), (other.earliest, other.latest)])
        return (date.fromisoformat(last[0]) - date.fromisoformat(first[1])).days > 1

    def with_wording(self, **changes: tuple[str, ...]) -> Resolved:
        """Return the claim with other words."""
        return replace(self, wording=replace(self.wording, **changes))  # type: ignore[arg-type]

    def to_json(self) -> str:
        """Return the claim as the state keeps it."""
        return to_json([getattr(self, one.name) for one in fields(self)], _plain)

    @classmethod
    def from_json(cls, record: str) -> Resolved:
        """Return a claim that the state keeps."""
        known = dict(zip((one.name for one in fields(cls)), json.loads(record), strict=True))
        for name in ("subject", "object"):
            known[name] = Actor(*known[name]) if known[name] else None
        known["amounts"] = tuple(Amount(*amount) for amount in known["amounts"])
        known["others"] = tuple((role, Actor(*actor)) for role, actor in known["others"])
        known["wording"] = Wording.from_plain(known["wording"])
        return cls(**known)


def _plain(record: Any) -> list[Any]:
    return [getattr(record, one.name) for one in fields(record)]


@dataclass(frozen=True)
class Attribution:
    """On whose word a claim or relation stands."""

    voice: str
    speaker: str | None  # entity id
    quotation: str | None
    polarity: str = "positive"
    certainty: str = "certain"


class Resolver:
    """Resolves what the annotations of one revision refer to."""

    def __init__(
        self,
        revised: Revised,
        refs: Mapping[str, Ref],
        events: Mapping[str, str],
        iris: Iris,
        rejected: Set[str] = frozenset(),
    ) -> None:
        """Take what the records of a revision are.

        Args:
            revised: the revision.
            refs: what its entities are, by id; authors by ``author:0``.
            events: the IRIs of its events, by id.
            iris: makes IRIs.
            rejected: ids of the claims that were rejected by hand.
        """
        self.rejected = rejected
        self.revised, self.refs, self.events, self.iris = revised, refs, events, iris
        annotations = revised.annotations
        graph = iris.revision(revised)
        self.graph = graph
        self.article = iris.article(revised.article.id)
        self.outlet = iris.outlet(revised.article)
        self.times = {time.id: time for time in annotations.times}
        self.quantities = {quantity.id: quantity for quantity in annotations.quantities}
        self.quotations = {quotation.id: quotation for quotation in annotations.quotations}
        self.claims = {claim.id: claim for claim in annotations.claims}
        self.at_trigger = _at_triggers(annotations)
        self._words = Words(annotations, refs, revised.language)
        self.claim_iris = _named(annotations.claims, spans(graph, "claim", (c.text for c in annotations.claims)))
        quoted = [_extent(quotation) for quotation in annotations.quotations]
        self.quotation_iris = _named(annotations.quotations, spans(graph, "quotation", quoted))
        evidence = [relation.evidence for relation in annotations.relations]
        self.relation_iris = _named(annotations.relations, spans(graph, "relation", evidence))
        counted = [(quantity.start, quantity.end) for quantity in annotations.quantities]
        self.quantity_iris = _named(annotations.quantities, spans(graph, "quantity", counted))

    def rejected_iris(self) -> frozenset[str]:
        """Return the IRIs of the claims that were rejected by hand, and of the relations that belong to them."""
        relations = [r.id for r in self.revised.annotations.relations if r.claim in self.rejected]
        return frozenset([self.claim_iris[c] for c in self.rejected] + [self.relation_iris[r] for r in relations])

    def ref(self, reference: Reference | None) -> Ref | None:
        """Return what a reference to an entity is, None for all else."""
        return self.refs.get(reference) if isinstance(reference, str) else None

    def words(self, reference: Reference) -> str:
        """Return the words of a reference that is a span, time or quantity; of an entity its name."""
        if isinstance(reference, tuple):
            return " ".join(self.revised.article.text[reference[0] : reference[1]].split())
        found = self.times.get(reference) or self.quantities.get(reference)
        if found:
            return self.words((found.start, found.end))
        ref = self.ref(reference)
        return ref.name if ref else ""

    def actor(self, reference: Reference | None) -> Actor | None:
        """Return a subject or object, None where there is none."""
        if reference is None or (isinstance(reference, str) and not self.words(reference)):
            return None
        ref, words = self.ref(reference), self.words(reference)
        return Actor(ref.iri, words, ref.named, ref.type) if ref else Actor(None, words)

    def attribution(self, record: Claim | Relation) -> Attribution:
        """Return on whose word a claim stands; a relation takes it from its claim or the quotation around it."""
        if isinstance(record, Claim):
            quotation = self.quotations.get(record.quotation or "")
            speaker = record.source or (quotation.speaker if quotation and record.voice == "speaker" else None)
            return Attribution(record.voice, speaker, record.quotation, record.polarity, record.certainty)
        claim = self.claims.get(record.claim or "")
        told = self.attribution(claim) if claim else Attribution("article", None, None)
        around = self._around(record.evidence)
        if told.voice == "article" and around:
            return Attribution("speaker", around.speaker, around.id, told.polarity, told.certainty)
        return told

    def origin(self, attribution: Attribution, span: tuple[int, int]) -> str:
        """Return the root of a chain of attribution: named speaker, else medium, else outlet (lacking one, article).

        Where the span is in text that is copied, the outlet is that of the earliest article that has it.
        """
        speaker = self.ref(attribution.speaker)
        if attribution.voice == "speaker" and speaker and speaker.named:
            return speaker.iri
        quotation = self.quotations.get(attribution.quotation or "")
        medium = self.ref(quotation.medium) if quotation else None
        return medium.iri if medium else self._first_outlet(span)

    def _first_outlet(self, span: tuple[int, int]) -> str:
        for copied in self.revised.copies:
            if copied.holds(span):
                return self.iris.outlet(copied.article) or self.iris.article(copied.article.id)
        return self.outlet or self.article

    def resolve(self, claim: Claim, order: str) -> Resolved:
        """Return the claim with everything it refers to."""
        attribution = self.attribution(claim)
        happened = self.times.get(claim.happened or "")
        speaker = self.ref(attribution.speaker)
        return Resolved(
            order=order,
            iri=self.claim_iris[claim.id],
            article=self.article,
            revision=self.graph,
            standing=self.revised.standing,
            language=self.revised.language,
            reported=self.revised.reported,
            outlet=self.outlet,
            clause=self.revised.article.text[claim.text[0] : claim.text[1]],
            predicate=claim.predicate,
            polarity=claim.polarity,
            certainty=claim.certainty,
            voice=claim.voice,
            phase=claim.phase,
            conditional=claim.condition is not None,
            confidence=claim.confidence,
            subject=self.actor(claim.subject),
            object=self.actor(claim.object),
            event=self.events.get(claim.event or ""),
            speaker=speaker.iri if speaker else None,
            origin=self.origin(attribution, claim.text),
            amounts=self._amounts(claim),
            at_trigger=claim.id in self.at_trigger,
            others=self._others(claim),
            earliest=iso_day(happened.earliest) if happened else None,
            latest=iso_day(happened.latest) if happened else None,
            wording=self._words.of(claim, attribution.speaker),
        )

    def resolved(self, place: str) -> list[Resolved]:
        """Return the claims in text order, rejected ones left out; ``place`` is the article's in the one order."""
        claims = sorted(self.revised.annotations.claims, key=lambda claim: claim.text)
        return [
            self.resolve(claim, f"{place} {self.revised.number:04d} {position:05d}")
            for position, claim in enumerate(claims)
            if claim.id not in self.rejected
        ]

    def _others(self, claim: Claim) -> tuple[tuple[str, Actor], ...]:
        found = [(a.role, self.actor(a.value)) for a in claim.arguments if not self._amount(a.role, a.value)]
        return tuple((role, actor) for role, actor in found if actor)

    def _amounts(self, claim: Claim) -> tuple[Amount, ...]:
        found = [self._amount(argument.role, argument.value) for argument in claim.arguments]
        found += [self._amount(role, getattr(claim, role)) for role in ("subject", "object")]
        return tuple(sorted((a for a in found if a), key=lambda a: (a.role, a.unit, a.value)))

    def _amount(self, role: str, reference: Reference | None) -> Amount | None:
        if not isinstance(reference, str):
            return None
        time, quantity = self.times.get(reference), self.quantities.get(reference)
        if time and time.type == "DURATION" and (length := seconds(time.value)) is not None:
            return Amount(role, "seconds", length, time.mod, self.words(reference))
        if quantity:
            return Amount(role, quantity.unit or "", quantity.value, quantity.mod, self.words(reference))
        return None

    def _around(self, evidence: tuple[int, int]) -> Quotation | None:
        """Return the innermost quotation that holds the span."""
        holding = [
            (end - start, quotation)
            for quotation in self.revised.annotations.quotations
            for start, end in quotation.content
            if start <= evidence[0] and evidence[1] <= end
        ]
        return min(holding, key=lambda pair: pair[0])[1] if holding else None


def _at_triggers(annotations: Annotations) -> frozenset[str]:
    """Return the ids of the claims that hold their event's trigger, or say of the same object what such a one says."""
    triggers = {event.id: event.trigger for event in annotations.events}
    told = [(claim, triggers[claim.event]) for claim in annotations.claims if claim.event in triggers]
    holding = [claim for claim, (start, end) in told if claim.text[0] <= start and end <= claim.text[1]]
    said = {(claim.event, claim.predicate, claim.object) for claim in holding if claim.object is not None}
    alike = [claim.id for claim, _ in told if (claim.event, claim.predicate, claim.object) in said]
    return frozenset([*alike, *(claim.id for claim in holding)])


def _extent(quotation: Quotation) -> tuple[int, int]:
    return min(start for start, _ in quotation.content), max(end for _, end in quotation.content)


def _named(records: Sequence[Claim | Quantity | Quotation | Relation], iris: Sequence[str]) -> dict[str, str]:
    return {record.id: iri for record, iri in zip(records, iris, strict=True)}
