"""Claims and relations with everything they refer to resolved: what statements, links and facts are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hergang.extract.records import Annotations, Claim, Quantity, Quotation, Reference, Relation
from hergang.graphs.days import iso_day
from hergang.graphs.durations import seconds
from hergang.graphs.events import Events
from hergang.graphs.identity import Identity, Node
from hergang.graphs.iris import Iris, spans
from hergang.graphs.naming import fold
from hergang.graphs.revised import Revised


@dataclass(frozen=True)
class Amount:
    """A number or duration of a claim, comparable with those of the same role and unit."""

    role: str
    unit: str  # "seconds" for durations
    value: float
    mod: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Actor:
    """A subject or object: an entity's node, or words."""

    node: Node | None
    text: str  # as the article spells it

    @property
    def key(self) -> str:
        """Return what two claims must share to speak of the same."""
        return self.node.iri if self.node else fold(self.text)

    @property
    def iri(self) -> str | None:
        """Return the IRI of the entity, None for words."""
        return self.node.iri if self.node else None


@dataclass(frozen=True)
class Resolved:
    """One claim of one revision."""

    iri: str
    claim: Claim
    revised: Revised
    article: str  # IRI
    outlet: str | None  # IRI
    subject: Actor | None
    object: Actor | None
    event: str | None  # IRI
    speaker: Node | None
    quotation: Quotation | None
    origin: str  # IRI of the root of its chain of attribution
    amounts: tuple[Amount, ...]
    at_trigger: bool  # it tells its event itself: it holds the words that the event was found by, or says the same
    others: tuple[tuple[str, Actor], ...]  # arguments that are no amounts, with their roles
    earliest: str | None  # ISO days between which it happened, None where the claim does not say
    latest: str | None
    order: int  # in the whole projection

    @property
    def clause(self) -> str:
        """Return the words of the claim."""
        return self.revised.article.text[self.claim.text[0] : self.claim.text[1]]

    @property
    def day(self) -> date:
        """Return the day of the report."""
        return date.fromisoformat(self.revised.reported)

    @property
    def speaker_key(self) -> str | None:
        """Return the IRI of the speaker, None where nobody is known to speak."""
        return self.speaker.iri if self.speaker else None

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

    def __init__(self, revised: Revised, identity: Identity, events: Events, iris: Iris) -> None:
        self.revised, self.identity, self.events, self.iris = revised, identity, events, iris
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
        self.claim_iris = _named(annotations.claims, spans(graph, "claim", (c.text for c in annotations.claims)))
        quoted = [_extent(quotation) for quotation in annotations.quotations]
        self.quotation_iris = _named(annotations.quotations, spans(graph, "quotation", quoted))
        evidence = [relation.evidence for relation in annotations.relations]
        self.relation_iris = _named(annotations.relations, spans(graph, "relation", evidence))
        counted = [(quantity.start, quantity.end) for quantity in annotations.quantities]
        self.quantity_iris = _named(annotations.quantities, spans(graph, "quantity", counted))

    def node(self, reference: Reference | None) -> Node | None:
        """Return the node of a reference to an entity, None for all else."""
        return self.identity.by_key.get((*self.revised.key, reference)) if isinstance(reference, str) else None

    def words(self, reference: Reference) -> str:
        """Return the words of a reference that is a span, time or quantity; of an entity its name."""
        if isinstance(reference, tuple):
            return " ".join(self.revised.article.text[reference[0] : reference[1]].split())
        found = self.times.get(reference) or self.quantities.get(reference)
        if found:
            return self.words((found.start, found.end))
        node = self.node(reference)
        return node.label if node else ""

    def actor(self, reference: Reference | None) -> Actor | None:
        """Return a subject or object, None where there is none."""
        if reference is None or (isinstance(reference, str) and not self.words(reference)):
            return None
        return Actor(self.node(reference), self.words(reference))

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
        speaker = self.node(attribution.speaker)
        if attribution.voice == "speaker" and speaker and speaker.named:
            return speaker.iri
        quotation = self.quotations.get(attribution.quotation or "")
        medium = self.node(quotation.medium) if quotation else None
        return medium.iri if medium else self._first_outlet(span)

    def _first_outlet(self, span: tuple[int, int]) -> str:
        for copied in self.revised.copies:
            if copied.holds(span):
                return self.iris.outlet(copied.article) or self.iris.article(copied.article.id)
        return self.outlet or self.article

    def resolve(self, claim: Claim, order: int) -> Resolved:
        """Return the claim with everything it refers to."""
        attribution = self.attribution(claim)
        happened = self.times.get(claim.happened or "")
        return Resolved(
            iri=self.claim_iris[claim.id],
            claim=claim,
            revised=self.revised,
            article=self.article,
            outlet=self.outlet,
            subject=self.actor(claim.subject),
            object=self.actor(claim.object),
            event=self.events.iri(self.revised, claim.event),
            speaker=self.node(attribution.speaker),
            quotation=self.quotations.get(claim.quotation or ""),
            origin=self.origin(attribution, claim.text),
            amounts=self._amounts(claim),
            at_trigger=claim.id in self.at_trigger,
            others=self._others(claim),
            earliest=iso_day(happened.earliest) if happened else None,
            latest=iso_day(happened.latest) if happened else None,
            order=order,
        )

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


def resolve_claims(resolvers: Sequence[Resolver]) -> list[Resolved]:
    """Return the claims of all revisions in order, in each as the text has them."""
    found: list[Resolved] = []
    for resolver in resolvers:
        claims = sorted(resolver.revised.annotations.claims, key=lambda claim: claim.text)
        found += [resolver.resolve(claim, len(found) + position) for position, claim in enumerate(claims)]
    return found


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
