"""Events: the same event told by several articles is one node.

Two articles' events are one where they share a participant of note (not a place, not a nationality), affirm or deny
alike, nothing dates them apart, and either their clauses mean nearly the same, or mean something alike and agree in the
day, or in a duration, a number, or predicate and object. Candidates are found by shared participant within a window of
days; a pair that is not sure stays two nodes. Opposite verbs have like vectors ("sperren", "entsperren"), hence the
high threshold for likeness alone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from hergang.extract.records import Annotations, Claim, Event
from hergang.graphs.chains import settle
from hergang.graphs.days import iso_day
from hergang.graphs.identity import Ref
from hergang.graphs.iris import Iris
from hergang.graphs.likeness import Look, cosine, look
from hergang.graphs.naming import fold
from hergang.graphs.packing import pack, unpack
from hergang.graphs.revised import Revised
from hergang.graphs.state import Blocks, Forest, State, to_json

WINDOW = 45  # days between two reports of one event; longer, and only a shared explicit date would tell
SAME = 0.74  # likeness of clauses that alone is enough beside a shared participant
DATED = 0.7  # likeness that is enough where both clauses say the same day
ALIKE = 0.5  # likeness that is enough where a duration, a number, or predicate and object agree too
SHORTEST = (
    3  # words that a clause needs to be compared by likeness alone ("says Twitter" is like all that Twitter says)
)
SERIAL = 6  # characters at the end of a telling's id that number it within its revision
LATEST = 20  # candidates that a participant offers; more would be a quadratic pass over a much named person


@dataclass(frozen=True)
class Told:
    """One event as one revision tells it."""

    id: str  # the article's place, the revision's number and one of its own: ids sort in the one order
    event: str  # id in the annotations
    iri: str  # that the event has where this telling is its first
    label: str
    reported: str  # ISO day
    clause: str  # of the claim at the trigger
    polarity: str
    happened: bool  # told as having happened, or perhaps happened
    participants: tuple[str, ...]  # entity IRIs, places and groups left out
    deeds: tuple[str, ...]  # language, lemma and object's IRI of the claims at the trigger
    amounts: tuple[str, ...]
    earliest: str | None  # ISO days
    latest: str | None
    standing: bool

    @property
    def revision(self) -> str:
        """Return what the tellings of one revision begin with."""
        return self.id[:-SERIAL]


def find_told(
    revisions: Sequence[Revised], refs: Sequence[Mapping[str, Ref]], place: str, iris: Iris
) -> list[list[Told]]:
    """Return what each revision of an article tells, in order; ``refs`` are what its entities are."""
    spans: Counter[tuple[int, int]] = Counter()
    return [_of_revision(one, known, place, iris, spans) for one, known in zip(revisions, refs, strict=True)]


def label_of(told: Sequence[Told]) -> str | None:
    """Return the commonest label of standing tellings, the first of equally common ones; None where there are none."""
    labels = Counter(one.label for one in told if one.standing)
    return labels.most_common(1)[0][0] if labels else None


@dataclass
class EventChanges:
    """What an update of events touched."""

    articles: set[str] = field(default_factory=set)  # with a telling whose event's IRI changed
    events: set[str] = field(default_factory=set)  # ids of first tellings, of some that are no more too


class Events:
    """The trees of tellings, kept in the state: each root stands for one event."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._blocks, self._forest = Blocks(state, "event"), Forest(state, "event")
        self._dirty: set[str] = set()
        self._renamed: set[str] = set()
        self._changes = EventChanges()
        self._known: dict[str, Told] = {}
        self._looks: dict[str, Look] = {}

    def put(self, article: str, told: Sequence[Told]) -> None:
        """Let an article tell these events and no others."""
        wanted = {one.id: one for one in told}
        rows = self._state.rows("SELECT id, record FROM telling WHERE article = ?", article)
        known = {id_: unpack(record) for id_, record in rows}
        for id_ in known.keys() - wanted.keys():
            self._remove(id_)
        for id_, one in wanted.items():
            record = _to_json(one)
            if known.get(id_) != record:
                if id_ in known:
                    if self._told(id_).iri != one.iri:
                        self._renamed.add(id_)
                    self._remove(id_)
                self._add(article, one, record)

    def settle(self) -> EventChanges:
        """Decide what goes on from what, and return what changed."""
        present = [item for item in self._dirty if self._is_there(item)]
        settle(present, self._best, self._forest, self._seers)
        self._dirty.clear()
        for item, before in self._forest.moved.items():
            after = self._forest.root(item)
            self._changes.events |= {before or item, after or item}
            if after and after != before:
                self._changes.articles.add(self._article(item))
        for root in self._renamed:
            self._changes.articles.update(map(self._article, self._forest.tree(root)))
        self._forest.moved.clear()
        self._renamed.clear()
        changes, self._changes = self._changes, EventChanges()
        return changes

    def iris(self, article: str) -> dict[str, str]:
        """Return the event's IRI of each telling of an article."""
        return dict(
            self._state.rows(
                "SELECT t.id, r.iri FROM telling t JOIN forest f ON f.layer = 'event' AND f.id = t.id "
                "JOIN telling r ON r.id = f.root WHERE t.article = ?",
                article,
            )
        )

    def told(self, root: str) -> list[Told]:
        """Return the tellings of an event in order, those of superseded revisions too; none where it is no more."""
        return [self._told(id_) for id_ in self._forest.tree(root)]

    def forget(self) -> None:
        """Let go of what was read from the state: memory stays bounded."""
        self._known.clear()
        self._looks.clear()

    def _article(self, item: str) -> str:
        return str(self._state.row("SELECT article FROM telling WHERE id = ?", item)[0])

    def _is_there(self, item: str) -> bool:
        return self._state.row("SELECT 1 FROM telling WHERE id = ?", item) is not None

    def _add(self, article: str, told: Told, record: str) -> None:
        self._known[told.id] = told
        row = {"id": told.id, "article": article, "iri": told.iri, "record": pack(record)}
        self._state.insert("telling", row)
        self._blocks.add(told.id, told.participants)
        self._dirty.add(told.id)
        self._dirty.update(self._seers(told.id))

    def _remove(self, id_: str) -> None:
        self._dirty.update(self._seers(id_))
        self._blocks.remove(id_)
        self._forest.remove(id_)
        self._state.run("DELETE FROM telling WHERE id = ?", id_)
        self._known.pop(id_, None)
        self._looks.pop(id_, None)

    def _seers(self, item: str) -> Iterator[str]:
        """Yield the later tellings that look at one: those that share a participant, and those of its revision."""
        yield from self._blocks.followers(item, LATEST)
        yield from self._of_revision(item[:-SERIAL], after=item)

    def _of_revision(self, revision: str, after: str = "") -> list[str]:
        return self._state.column(
            "SELECT id FROM telling WHERE id > ? AND id < ? ORDER BY id", max(after, revision), f"{revision}~"
        )

    def _told(self, id_: str) -> Told:
        if id_ not in self._known:
            (record,) = self._state.row("SELECT record FROM telling WHERE id = ?", id_)
            self._known[id_] = _from_json(unpack(record))
        return self._known[id_]

    def _look(self, told: Told) -> Look:
        """Return the vector of a telling's clause; it is made when it is first compared, and kept."""
        if told.id not in self._looks:
            (known,) = self._state.row("SELECT look FROM telling WHERE id = ?", told.id)
            if known is None:
                known = look(told.clause)
                self._state.run("UPDATE telling SET look = ? WHERE id = ?", known, told.id)
            self._looks[told.id] = known
        return self._looks[told.id]

    def _likeness(self, one: Told, other: Told) -> float:
        return 1.0 if fold(one.clause) == fold(other.clause) else cosine(self._look(one), self._look(other))

    def _best(self, item: str) -> str | None:
        """Return the earlier telling of the same event that is most alike; never one of the same revision."""
        told = self._told(item)
        near = {other for key in told.participants for other in self._blocks.before(key, item, LATEST)}
        own = {self._forest.root(other) for other in self._of_revision(told.revision) if other < item}
        scored = []
        for other in map(self._told, sorted(near)):
            if other.revision == told.revision or not _may_be_same(told, other):
                continue
            if self._forest.root(other.id) not in own and _is_enough(told, other, like := self._likeness(told, other)):
                scored.append((like, other.id))
        best = max((like for like, _ in scored), default=0.0)
        return next((id_ for like, id_ in scored if like == best), None)


def _may_be_same(event: Told, other: Told) -> bool:
    near = abs(_days(event.reported, other.reported)) <= WINDOW
    alike = (event.polarity, event.happened) == (other.polarity, other.happened)
    return near and alike and not _are_apart(event, other)


def _is_enough(event: Told, other: Told, like: float) -> bool:
    if set(event.amounts) & set(other.amounts) or set(event.deeds) & set(other.deeds):
        return like >= ALIKE
    if _are_of_one_day(event, other):
        return like >= DATED
    return like >= SAME and min(event.clause.count(" "), other.clause.count(" ")) + 1 >= SHORTEST


def _days(one: str, other: str) -> int:
    return (date.fromisoformat(one) - date.fromisoformat(other)).days


def _are_of_one_day(event: Told, other: Told) -> bool:
    days = {event.earliest, event.latest, other.earliest, other.latest}
    return None not in days and len(days) == 1


def _are_apart(event: Told, other: Told) -> bool:
    """Return whether the days on which the two can have happened exclude each other, a day's slack allowed for."""
    if not (event.earliest and event.latest and other.earliest and other.latest):
        return False
    return _days(event.earliest, other.latest) > 1 or _days(other.earliest, event.latest) > 1


def _of_revision(
    revised: Revised, refs: Mapping[str, Ref], place: str, iris: Iris, spans: Counter[tuple[int, int]]
) -> list[Told]:
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in revised.annotations.claims:
        if claim.event:
            claims[claim.event].append(claim)
    found = []
    for number, event in enumerate(sorted(revised.annotations.events, key=lambda event: (event.trigger, event.id))):
        iri = iris.event(revised.article.id, *event.trigger)
        spans[event.trigger] += 1
        if spans[event.trigger] > 1:  # two events of one trigger, or of two revisions
            iri = iris.event(iri, spans[event.trigger])
        id_ = f"{place} {revised.number:04d} {number:05d}"
        found.append(_told(id_, iri, event, claims[event.id], revised, refs))
    return found


def _told(id_: str, iri: str, event: Event, claims: Sequence[Claim], revised: Revised, refs: Mapping[str, Ref]) -> Told:
    core = [c for c in claims if c.text[0] <= event.trigger[0] and event.trigger[1] <= c.text[1]] or list(claims)
    earliest, latest = _interval(core, revised.annotations)
    text, (start, end) = revised.article.text, core[0].text if core else event.trigger
    return Told(
        id=id_,
        event=event.id,
        iri=iri,
        label=event.label,
        reported=revised.reported,
        clause=" ".join(text[start:end].split()),
        polarity=core[0].polarity if core else "positive",
        happened=not core or core[0].certainty in ("certain", "possible"),
        participants=tuple(sorted(_participants(claims, refs))),
        deeds=tuple(sorted(_deeds(core, revised.language, refs))),
        amounts=tuple(sorted(set(_amounts(claims, revised.annotations)))),
        earliest=earliest,
        latest=latest,
        standing=revised.standing,
    )


def _participants(claims: Sequence[Claim], refs: Mapping[str, Ref]) -> set[str]:
    found = {refs.get(r) for claim in claims for r in (claim.subject, claim.object) if isinstance(r, str)}
    return {ref.iri for ref in found if ref and ref.type not in ("Place", "Group")}


def _deeds(claims: Sequence[Claim], language: str, refs: Mapping[str, Ref]) -> set[str]:
    told = [(claim.predicate, refs.get(claim.object)) for claim in claims if isinstance(claim.object, str)]
    return {f"{language} {predicate} {ref.iri}" for predicate, ref in told if ref and ref.named}


def _amounts(claims: Sequence[Claim], annotations: Annotations) -> list[str]:
    times = {time.id: time.value for time in annotations.times if time.type == "DURATION"}
    numbers = {q.id: f"{q.value:g} {q.unit}" for q in annotations.quantities if q.unit}
    values = [argument.value for claim in claims for argument in claim.arguments]
    return [found for value in values if isinstance(value, str) and (found := times.get(value) or numbers.get(value))]


def _interval(claims: Sequence[Claim], annotations: Annotations) -> tuple[str | None, str | None]:
    times = {time.id: time for time in annotations.times}
    for claim in claims:
        time = times.get(claim.happened or "")
        if time and iso_day(time.earliest) and iso_day(time.latest):
            return iso_day(time.earliest), iso_day(time.latest)
    return None, None


def _to_json(told: Told) -> str:
    return to_json([getattr(told, one.name) for one in fields(told)])


def _from_json(record: str) -> Told:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in json.loads(record)]
    return Told(*values)
