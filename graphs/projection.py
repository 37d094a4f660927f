"""The projection: all revisions of an archive as the quads of the graph (design sections 3 and 5).

A function of what is archived alone: the same quads for any order of input, with no clock, no chance and no order of a
hash in it. The default graph is the standing view; each revision has a named graph; identity and what is derived have
one each. No quad comes twice. Fetch times and ingests stand outside (`activity`), but for the moment at which a
superseded revision was replaced.

`Projection.update` takes the articles that changed and makes anew only what shares a blocking key with them. That the
outcome is that of projecting everything from nothing rests on three rules: each decision looks at a bounded number of
neighbours in the one order, within its blocks (`hergang.graphs.chains`); what is counted is counted within a block; and
each quad belongs to one unit that is a function of such outcomes (`hergang.graphs.units`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

import pyoxigraph as ox

from hergang.corpus.archive import Decision
from hergang.graphs import derived
from hergang.graphs.claims import Resolver
from hergang.graphs.comparing import WITHDRAWING, Claims
from hergang.graphs.events import Events, find_told, label_of
from hergang.graphs.facts import find_facts
from hergang.graphs.genders import find_genders
from hergang.graphs.identity import Identity, Ref
from hergang.graphs.iris import Iris, digest, outlet_label
from hergang.graphs.judgements import find_rejected, judgements
from hergang.graphs.lines import Line, parse
from hergang.graphs.looks import Views
from hergang.graphs.mapping import Mapper
from hergang.graphs.members import Locals, find_locals
from hergang.graphs.revised import Revised, in_order
from hergang.graphs.state import State, to_json
from hergang.graphs.statements import Statement
from hergang.graphs.stories import Stories, name_weights
from hergang.graphs.terms import Subject, Triple, in_graph, iri, moment
from hergang.graphs.units import Delta, Units
from hergang.graphs.vocabulary import DCTERMS, HG, PROV, RDFS

__all__ = ["Projection", "Revised", "activity", "place_of", "project"]

BATCH = 64  # articles taken at a time where many come: with all that they touch, some 200, they are in memory
LINES = 100_000  # that changed before a difference is given: bounds memory, some 300 bytes each

Load = Callable[[str], Sequence[Revised]]
Also = Callable[[Revised], Iterable[ox.Quad]]


def project(revisions: Iterable[Revised], base: str, decisions: Iterable[Decision] = ()) -> Iterator[ox.Quad]:
    """Yield the quads of the whole graph, made from nothing.

    Args:
        revisions: all revisions that the archive holds, superseded ones too, in any order.
        base: what data IRIs begin with; it ends in a slash or hash.
        decisions: those by hand.
    """
    articles: dict[str, list[Revised]] = {}
    for revised in revisions:
        articles.setdefault(revised.article.id, []).append(revised)
    with State() as state:
        projection = Projection(state, base, articles.__getitem__, decisions=decisions)
        for _ in projection.take(sorted(articles, key=lambda article: place_of(articles[article]))):
            pass
        yield from projection.quads()


def activity(revised: Revised, base: str, *, started: str, ended: str, software: str, source: str) -> Iterator[ox.Quad]:
    """Yield the ingest of one revision, in the graph of activities, which no promise of equal bytes covers.

    Args:
        revised: the revision that the ingest archived.
        base: as for `project`.
        started: UTC dateTime at which the source was asked for.
        ended: UTC dateTime at which the revision was archived.
        software: name and version of the program and its models.
        source: what was given or found (URL, path).
    """
    iris = Iris(base)
    revision = iris.revision(revised)
    ingest = Subject(f"{base}x/{digest(revision, started)}", PROV.Activity)
    ingest.add(PROV.startedAtTime, moment(started)).add(PROV.endedAtTime, moment(ended)).say(RDFS.label, source)
    agent = Subject(f"{base}sw/{digest(software)}", PROV.SoftwareAgent).say(RDFS.label, software)
    ingest.to(PROV.wasAssociatedWith, agent.iri)
    told = Subject(revision).to(PROV.wasGeneratedBy, ingest.iri)
    told.add(PROV.generatedAtTime, moment(revised.fetched))
    yield from parse(in_graph(iris.activities, [*ingest, *agent, *told]))


def place_of(revisions: Iterable[Revised]) -> str:
    """Return where an article stands in the one order: its first day and its id."""
    return min(f"{revised.reported} {revised.article.id}" for revised in revisions)


@dataclass(frozen=True)
class _Article:
    """An article that is made anew: its revisions in order, and what their entities are."""

    place: str
    revisions: list[Revised]
    locals: Locals


class Projection:
    """The graph of an archive, kept up to date.

    Attributes:
        state: what it remembers.
        identity: which entities of articles are one.
        events: which tellings are of one event.
        claims: statements and links.
        stories: which articles are on one course of events.
    """

    def __init__(
        self, state: State, base: str, load: Load, also: Also = lambda _: (), decisions: Iterable[Decision] = ()
    ) -> None:
        """Take the state, which may be empty.

        Args:
            state: what earlier updates left.
            base: as for `project`.
            load: returns all revisions of an article as they are archived now.
            also: returns quads of a revision besides, which no other revision gives.
            decisions: those by hand.
        """
        self._judged = judgements(decisions)
        self.state, self._load, self._also = state, load, also
        self._iris = Iris(base)
        self._views = Views(state)
        self.identity = Identity(state, self._views, self._judged)
        self.events = Events(state)
        self.claims = Claims(state, self._iris)
        self.stories = Stories(state, self._views, self._iris)
        self._units = Units(state)
        self._articles: dict[str, _Article] = {}

    def update(self, changed: Mapping[str, Sequence[Revised]]) -> Delta:
        """Bring everything up to date with articles that came, changed or went.

        Args:
            changed: all revisions of each such article, none for one that went; a hundred at most at a time, since all
                are in memory.
        """
        self._update(changed)
        return self._units.delta()

    def _update(self, changed: Mapping[str, Sequence[Revised]]) -> None:
        self.state.begin()
        for article in sorted(changed):
            self._replace(article, changed[article])
        identity = self.identity.settle()
        dirty = {article for article in changed if changed[article]} | (identity.articles - set(changed))
        dirty |= self._judged_anew() - set(changed)
        for article in sorted(dirty):
            self._tell_events(article)
        events = self.events.settle()
        dirty |= events.articles
        resolved = {article: self._resolvers(article) for article in sorted(dirty)}
        for article, resolvers in resolved.items():
            self._tell(article, resolvers)
        corrected = self._compare()
        for article in sorted(dirty | corrected):
            self._tell_facts(article, resolved.get(article) or self._resolvers(article))
        self._put_stories()
        for name in sorted(identity.nodes):
            self._put_node(name)
        for root in sorted(events.events):
            self._put_event(root)
        self._forget()
        self.state.commit()

    def take(self, articles: Sequence[str]) -> Iterator[Delta]:
        """Load articles that came, changed or went, bring everything up to date, and yield what changed bit by bit.

        It is least work where they are in the one order.
        """
        for at in range(0, max(len(articles), 1), BATCH):  # decisions by hand may have changed alone
            self._update({article: self._load(article) for article in articles[at : at + BATCH]})
            if self._units.pending() >= LINES:
                yield self._units.delta()
        yield self._units.delta()

    def articles(self) -> int:
        """Return how many articles it is of."""
        return int(self.state.row("SELECT count(*) FROM article")[0])

    def blocks(self) -> Iterator[Sequence[Line]]:
        """Yield the lines of the whole graph as it is now, some at a time."""
        return self._units.blocks()

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the whole graph as it is now."""
        for lines in self.blocks():
            yield from parse(lines)

    # --- articles -----------------------------------------------------------------------------------------------

    def _replace(self, article: str, revisions: Sequence[Revised]) -> None:
        """Put an article's new state in the place of the old one; one without revisions goes."""
        self.identity.remove(article)
        self._views.remove(article)
        if revisions:
            read = self._read(article, revisions)
            self._views.put(article, read.place, read.revisions, read.locals.all)
            self.identity.add(read.locals.all)
        else:
            self._drop(article)

    def _drop(self, article: str) -> None:
        self.events.put(article, [])
        self.claims.put(article, [])
        self.stories.remove(article)
        self._outlet(article, None, None)
        self._facts(article, set())
        self._units.put(f"article {article}", [])

    def _read(self, article: str, revisions: Sequence[Revised] | None = None) -> _Article:
        if revisions is not None or article not in self._articles:
            ordered = in_order(self._load(article) if revisions is None else revisions)
            place = place_of(ordered)
            self._articles[article] = _Article(place, ordered, find_locals(ordered, place, self._iris))
        return self._articles[article]

    def _refs(self, article: str) -> list[dict[str, Ref]]:
        """Return what the entities of each revision are."""
        read, nodes = self._read(article), self.identity.iris(article)
        by_key = read.locals.by_key
        found = []
        for revised in read.revisions:
            named = [(e.id, e.type, e.named, e.name) for e in revised.annotations.entities]
            named += [(f"author:{i}", "Person", True, name) for i, name in enumerate(revised.article.authors)]
            refs = {id_: Ref(nodes[by_key[revised.digest, id_]], *rest) for id_, *rest in named}  # type: ignore[arg-type]
            found.append(refs)
        return found

    def _tell_events(self, article: str) -> None:
        read = self._read(article)
        told = find_told(read.revisions, self._refs(article), read.place, self._iris)
        self.events.put(article, [one for of_revision in told for one in of_revision])

    def _resolvers(self, article: str) -> list[Resolver]:
        read, refs, iris = self._read(article), self._refs(article), self.events.iris(article)
        told = find_told(read.revisions, refs, read.place, self._iris)
        events = [{one.event: iris[one.id] for one in of_revision} for of_revision in told]
        keys = self._judged.rejected.get(article, ())
        return [
            Resolver(*known, self._iris, find_rejected(known[0].annotations, keys))
            for known in zip(read.revisions, refs, events, strict=True)
        ]

    def _judged_anew(self) -> set[str]:
        """Return the articles of which another claim is rejected than the last time."""
        known = {tuple(key) for key in json.loads(self.state.meta("rejected") or "[]")}
        wanted = {astuple(key) for keys in self._judged.rejected.values() for key in keys}
        self.state.set_meta("rejected", to_json(sorted(wanted)))
        here = {article for article, *_ in known ^ wanted}
        return {article for article in here if self.state.row("SELECT 1 FROM article WHERE id = ?", article)}

    def _tell(self, article: str, resolvers: Sequence[Resolver]) -> None:
        """Write what an article tells, and enter its claims and what stories and outlets are made of."""
        read = self._read(article)
        self.claims.put(article, [claim for resolver in resolvers for claim in resolver.resolved(read.place)])
        self._units.put(f"article {article}", self._article_lines(article, resolvers))
        standing = next((resolver for resolver in resolvers if resolver.revised.standing), None)
        if standing is None:
            self.stories.remove(article)
            self._outlet(article, None, None)
            return
        self._outlet(article, standing.outlet, outlet_label(standing.revised.article))
        entities = [entity for entity in standing.revised.annotations.entities if entity.mentions]
        told = [(standing.refs[one.id], sum(m.kind == "name" for m in one.mentions)) for one in entities]
        self.stories.put(standing.revised, read.place, name_weights(told), standing.outlet or standing.article)

    def _article_lines(self, article: str, resolvers: Sequence[Resolver]) -> Iterator[Line]:
        previous = {resolver.revised.digest: resolver for resolver in resolvers}
        for resolver in resolvers:
            mapper = Mapper(resolver, previous.get(resolver.revised.previous or ""))
            told = list(mapper.told_triples())
            yield from in_graph(resolver.graph, _history(mapper, told))
            if resolver.revised.standing:
                yield from mapper.revision_triples()
                yield from _standing(resolver, told)
                yield from _mentioned(resolver)
            yield from map(str, self._also(resolver.revised))
        yield from in_graph(self._iris.identity, self._replaced(article))

    def _replaced(self, article: str) -> Iterator[Triple]:
        """Yield which IRIs, that nodes would have if the article were the first to speak of them, others replace."""
        nodes = self.identity.iris(article)
        for local in self._read(article).locals.all:
            if nodes[local.id] != local.iri:
                yield from Subject(nodes[local.id]).to(DCTERMS.replaces, local.iri)

    # --- what is made over articles -----------------------------------------------------------------------------

    def _compare(self) -> set[str]:
        """Make statements and links anew; return the articles with a claim that may have got or lost a correction."""
        statements, links = self.claims.settle()
        for key, found in statements.items():
            self._units.put(key, self._statements(found))
        for link in sorted(links):
            known = self.claims.link(link)
            told = list(derived.link_triples(*link, *known, self._iris)) if known else []
            self._units.put(f"link {' '.join(link)}", self._derived(told))
        return self.claims.articles({earlier for _, kind, earlier in links if kind in WITHDRAWING})

    def _statements(self, found: Sequence[Statement]) -> Iterator[Line]:
        """Yield statements; one that a single claim makes says nothing over articles, and is in the view alone."""
        for statement in found:
            triples = list(derived.statement_triples(statement))
            yield from triples
            if len(statement.standing) > 1:
                yield from in_graph(self._iris.derived, triples)

    def _derived(self, triples: Sequence[Triple]) -> Iterator[Line]:
        yield from triples
        yield from in_graph(self._iris.derived, triples)

    def _tell_facts(self, article: str, resolvers: Sequence[Resolver]) -> None:
        withdrawn = self.claims.withdrawn(article)
        standing = [resolver for resolver in resolvers if resolver.revised.standing]
        found = [fact for resolver in standing for fact in (*find_facts(resolver, withdrawn), *find_genders(resolver))]
        self._facts(article, {(fact.subject, fact.property, fact.object) for fact in found})

    def _facts(self, article: str, wanted: set[tuple[str, str, str]]) -> None:
        """Let an article assert these facts and no others; a fact stands while any article asserts it."""
        known = set(self.state.rows("SELECT subject, property, object FROM fact WHERE article = ?", article))
        if known == wanted:
            return
        self.state.run("DELETE FROM fact WHERE article = ?", article)
        self.state.many("INSERT INTO fact VALUES (?, ?, ?, ?)", [(*fact, article) for fact in wanted])
        for fact in sorted(known ^ wanted):
            row = self.state.row("SELECT 1 FROM fact WHERE subject = ? AND property = ? AND object = ?", *fact)
            triples = [" ".join(map(iri, fact))] if row else []
            self._units.put(f"fact {' '.join(fact)}", triples)

    def _outlet(self, article: str, iri: str | None, label: str | None) -> None:
        """Let an article come from an outlet as it spells it; the commonest spelling counts."""
        known = self.state.row("SELECT iri, label FROM outlet WHERE article = ?", article)
        wanted = (iri, label) if iri and label else None
        if known == wanted:
            return
        self.state.run("DELETE FROM outlet WHERE article = ?", article)
        if wanted:
            self.state.run("INSERT INTO outlet VALUES (?, ?, ?)", *wanted, article)
        for touched in sorted({pair[0] for pair in (known, wanted) if pair}):
            row = self.state.row(
                "SELECT label FROM outlet WHERE iri = ? GROUP BY label ORDER BY count(*) DESC, label LIMIT 1", touched
            )
            triples = derived.outlet_triples(touched, row[0]) if row else ()
            self._units.put(f"outlet {touched}", triples)

    def _put_stories(self) -> None:
        changes = self.stories.settle()
        for root in sorted(changes.stories):
            story = self.stories.story(root)
            self._units.put(f"story {root}", self._derived(list(derived.story_triples(story)) if story else []))
        for article in sorted(changes.articles):
            iri = self.stories.of(article)
            triples = list(Subject(self._iris.article(article)).to(HG.story, iri)) if iri else []
            self._units.put(f"in-story {article}", self._derived(triples))

    def _put_node(self, iri: str) -> None:
        found = self.identity.node(iri)
        self._units.put(f"node {iri}", derived.node_triples(found) if found and found.stands else ())

    def _put_event(self, root: str) -> None:
        told = self.events.told(root)
        label = label_of(told)
        self._units.put(f"event {root}", derived.event_triples(told[0].iri, label) if label else ())

    def _forget(self) -> None:
        """Let go of what was read: memory stays bounded."""
        self._articles.clear()
        self._views.forget()
        self.identity.forget()
        self.events.forget()


def _history(mapper: Mapper, told: Sequence[Triple]) -> Iterator[Triple]:
    yield from mapper.revision_triples()
    yield from mapper.text_triples()
    yield from told
    yield from mapper.shared_triples()
    yield from mapper.history_triples()


def _standing(resolver: Resolver, told: Sequence[Triple]) -> Iterator[Triple]:
    """Yield what a standing revision tells, claims that were rejected by hand and their relations left out."""
    rejected = resolver.rejected_iris()
    if not rejected:
        yield from told
        return
    for triple in told:
        subject, _, thing = triple.split(" ", 2)
        if subject[1:-1].partition("&")[0] not in rejected and thing[1:-1] not in rejected:
            yield triple


def _mentioned(resolver: Resolver) -> Iterator[Triple]:
    entities = [entity.id for entity in resolver.revised.annotations.entities if entity.mentions]
    found = dict.fromkeys([*(resolver.refs[id_].iri for id_ in entities), *resolver.events.values()])
    yield from derived.mention_triples(found, resolver.article)
