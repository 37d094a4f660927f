"""Events: the same event told by several articles is one node.

Two articles' events are one where they share a participant of note (not a place, not a nationality), affirm or deny
alike, nothing dates them apart, and either their clauses mean nearly the same, or mean something alike and agree in the
day, or in a duration, a number, or predicate and object. Candidates are found by shared participant within a window of
days; a pair that is not sure stays two nodes. Opposite verbs have like vectors ("sperren", "entsperren"), hence the
high threshold for likeness alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hergang.extract.records import Annotations, Claim, Event
from hergang.graphs.days import day
from hergang.graphs.identity import Identity
from hergang.graphs.iris import Iris
from hergang.graphs.likeness import likeness
from hergang.graphs.naming import fold
from hergang.graphs.revised import Revised
from hergang.graphs.sets import DisjointSets

WINDOW = 45  # days between two reports of one event; longer, and only a shared explicit date would tell
SAME = 0.74  # likeness of clauses that alone is enough beside a shared participant
DATED = 0.7  # likeness that is enough where both clauses say the same day
ALIKE = 0.5  # likeness that is enough where a duration, a number, or predicate and object agree too
SHORTEST = (
    3  # words that a clause needs to be compared by likeness alone ("says Twitter" is like all that Twitter says)
)
LATEST = 20  # candidates that a participant offers; more would be a quadratic pass over a much named person

EventKey = tuple[str, str, str]  # article id, digest, event id


@dataclass(frozen=True)
class Told:
    """One event as one revision tells it."""

    key: EventKey
    label: str
    start: int
    end: int
    reported: date
    clause: str  # of the claim at the trigger
    mood: tuple[str, bool]  # polarity, and whether it is told as having happened or perhaps happened
    participants: frozenset[str]  # entity IRIs, places and groups left out
    deeds: frozenset[tuple[str, str, str]]  # (language, lemma, object's IRI) of the claims at the trigger
    amounts: frozenset[str]
    earliest: date | None
    latest: date | None
    standing: bool


@dataclass(frozen=True)
class EventNode:
    """One event with those who tell it, in order."""

    iri: str
    told: tuple[Told, ...]

    @property
    def label(self) -> str:
        """Return the commonest label of the standing articles, the first of equally common ones."""
        labels = [told.label for told in self.told if told.standing] or [told.label for told in self.told]
        return Counter(labels).most_common(1)[0][0]


@dataclass(frozen=True)
class Events:
    """All events in order, and the node of each article's event."""

    nodes: tuple[EventNode, ...]
    by_key: dict[EventKey, EventNode]

    def iri(self, revised: Revised, event_id: str | None) -> str | None:
        """Return the IRI of an event of a revision; None for None."""
        node = self.by_key.get((*revised.key, event_id)) if event_id else None
        return node.iri if node else None


def find_events(revisions: Sequence[Revised], identity: Identity, iris: Iris) -> Events:
    """Return the events of revisions that are in order."""
    told = [event for revised in revisions for event in _of_revision(revised, identity)]
    sets = DisjointSets(len(told))
    latest: dict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(told):
        other = _best(event, index, told, latest, sets)
        if other is not None:
            sets.join(other, index)
        for participant in sorted(event.participants):
            latest[participant] = [*latest[participant][-LATEST:], index]
    return _nodes(told, sets, iris)


def _nodes(told: Sequence[Told], sets: DisjointSets, iris: Iris) -> Events:
    nodes = []
    taken: Counter[str] = Counter()
    for group in sets.groups().values():
        first = told[group[0]]
        iri = iris.event(first.key[0], first.start, first.end)
        taken[iri] += 1
        if taken[iri] > 1:  # two events of one trigger
            iri = iris.event(iri, taken[iri])
        nodes.append(EventNode(iri, tuple(told[index] for index in group)))
    return Events(tuple(nodes), {event.key: node for node in nodes for event in node.told})


def _best(
    event: Told, index: int, told: Sequence[Told], latest: dict[str, list[int]], sets: DisjointSets
) -> int | None:
    """Return the earlier telling of the same event that is most alike; never one of the same revision."""
    found = dict.fromkeys(i for participant in sorted(event.participants) for i in latest[participant])
    own = {sets.find(i) for i in range(max(0, index - 200), index) if told[i].key[:2] == event.key[:2]}
    scored = [
        (_likeness(event, told[i]), -i)
        for i in found
        if told[i].key[:2] != event.key[:2] and sets.find(i) not in own and _is_same(event, told[i])
    ]
    return -max(scored)[1] if scored else None


def _is_same(event: Told, other: Told) -> bool:
    if abs((event.reported - other.reported).days) > WINDOW or _are_apart(event, other):
        return False
    if event.mood != other.mood:
        return False
    like = _likeness(event, other)
    if event.amounts & other.amounts or event.deeds & other.deeds:
        return like >= ALIKE
    if _are_of_one_day(event, other):
        return like >= DATED
    return like >= SAME and min(event.clause.count(" "), other.clause.count(" ")) + 1 >= SHORTEST


def _likeness(event: Told, other: Told) -> float:
    return 1.0 if fold(event.clause) == fold(other.clause) else likeness(event.clause, other.clause)


def _are_of_one_day(event: Told, other: Told) -> bool:
    days = {event.earliest, event.latest, other.earliest, other.latest}
    return None not in days and len(days) == 1


def _are_apart(event: Told, other: Told) -> bool:
    """Return whether the days on which the two can have happened exclude each other, a day's slack allowed for."""
    if not (event.earliest and event.latest and other.earliest and other.latest):
        return False
    return (event.earliest - other.latest).days > 1 or (other.earliest - event.latest).days > 1


def _of_revision(revised: Revised, identity: Identity) -> list[Told]:
    annotations = revised.annotations
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in annotations.claims:
        if claim.event:
            claims[claim.event].append(claim)
    events = sorted(annotations.events, key=lambda event: (event.trigger, event.id))
    return [_told(event, claims[event.id], revised, identity) for event in events]


def _told(event: Event, claims: Sequence[Claim], revised: Revised, identity: Identity) -> Told:
    core = [c for c in claims if c.text[0] <= event.trigger[0] and event.trigger[1] <= c.text[1]] or list(claims)
    earliest, latest = _interval(core, revised.annotations)
    text, (start, end) = revised.article.text, core[0].text if core else event.trigger
    return Told(
        key=(*revised.key, event.id),
        label=event.label,
        start=event.trigger[0],
        end=event.trigger[1],
        reported=date.fromisoformat(revised.reported),
        clause=" ".join(text[start:end].split()),
        mood=_mood(core[0]) if core else ("positive", True),
        participants=frozenset(_participants(claims, revised, identity)),
        deeds=frozenset(_deeds(core, revised, identity)),
        amounts=frozenset(_amounts(claims, revised.annotations)),
        earliest=earliest,
        latest=latest,
        standing=revised.standing,
    )


def _participants(claims: Sequence[Claim], revised: Revised, identity: Identity) -> list[str]:
    found = []
    for claim in claims:
        for reference in (claim.subject, claim.object):
            node = identity.by_key.get((*revised.key, reference)) if isinstance(reference, str) else None
            if node and node.type not in ("Place", "Group"):
                found.append(node.iri)
    return found


def _mood(claim: Claim) -> tuple[str, bool]:
    return claim.polarity, claim.certainty in ("certain", "possible")


def _deeds(claims: Sequence[Claim], revised: Revised, identity: Identity) -> list[tuple[str, str, str]]:
    nodes = [(c.predicate, identity.by_key.get((*revised.key, c.object))) for c in claims if isinstance(c.object, str)]
    return [(revised.language, predicate, node.iri) for predicate, node in nodes if node and node.named]


def _amounts(claims: Sequence[Claim], annotations: Annotations) -> list[str]:
    times = {time.id: time.value for time in annotations.times if time.type == "DURATION"}
    numbers = {q.id: f"{q.value:g} {q.unit}" for q in annotations.quantities if q.unit}
    values = [argument.value for claim in claims for argument in claim.arguments]
    return [found for value in values if isinstance(value, str) and (found := times.get(value) or numbers.get(value))]


def _interval(claims: Sequence[Claim], annotations: Annotations) -> tuple[date | None, date | None]:
    times = {time.id: time for time in annotations.times}
    for claim in claims:
        time = times.get(claim.happened or "")
        if time and day(time.earliest) and day(time.latest):
            return day(time.earliest), day(time.latest)
    return None, None
