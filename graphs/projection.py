"""The projection: all revisions of an archive as the quads of the graph (design sections 3 and 5).

A pure function of what is archived: the same quads in the same order for any order of input, with no clock, no chance
and no order of a hash in it. The default graph is the standing view; each revision has a named graph; identity and what
is derived have one each. No quad comes twice. Fetch times and ingests stand outside (`activity`), but for the moment at
which a superseded revision was replaced.

Everything is made anew from all revisions: linear in their number, apart from names that very many share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from hergang.graphs import derived
from hergang.graphs.claims import Resolver, resolve_claims
from hergang.graphs.events import Events, find_events
from hergang.graphs.facts import find_facts
from hergang.graphs.identity import Identity, identify
from hergang.graphs.iris import Iris, digest
from hergang.graphs.links import Link, find_links
from hergang.graphs.mapping import Mapper
from hergang.graphs.revised import Revised, in_order
from hergang.graphs.statements import Statement, find_statements
from hergang.graphs.stories import Story, find_stories
from hergang.graphs.terms import Subject, moment
from hergang.graphs.vocabulary import PROV, RDFS, node

__all__ = ["Revised", "activity", "project"]


@dataclass(frozen=True)
class _Whole:
    """Everything that is made over all revisions."""

    iris: Iris
    resolvers: list[Resolver]
    identity: Identity
    events: Events
    statements: list[Statement]
    links: list[Link]
    stories: list[Story]


def project(revisions: Sequence[Revised], base: str) -> Iterator[ox.Quad]:
    """Yield the quads of the whole graph.

    Args:
        revisions: all revisions that the archive holds, superseded ones too, in any order.
        base: what data IRIs begin with; it ends in a slash or hash.
    """
    whole = _read(in_order(revisions), Iris(base))
    yield from _standing_view(whole)
    previous = {resolver.revised.key: resolver for resolver in whole.resolvers}
    for resolver in whole.resolvers:
        revised = resolver.revised
        mapper = Mapper(resolver, previous.get((revised.article.id, revised.previous or "")))
        yield from _in_graph(resolver.graph, _history(mapper))
    yield from _in_graph(whole.iris.identity, derived.identity_triples(whole.identity, whole.iris))
    yield from _in_graph(whole.iris.derived, _derived(whole))


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
    ingest.to(PROV.wasAssociatedWith, agent.node.value)
    told = Subject(revision).to(PROV.wasGeneratedBy, ingest.node.value)
    told.add(PROV.generatedAtTime, moment(revised.fetched))
    yield from _in_graph(iris.activities, [*ingest, *agent, *told])


def _read(revisions: Sequence[Revised], iris: Iris) -> _Whole:
    identity = identify(revisions, iris)
    events = find_events(revisions, identity, iris)
    resolvers = [Resolver(revised, identity, events, iris) for revised in revisions]
    claims = resolve_claims(resolvers)
    statements = find_statements(claims, iris)
    return _Whole(
        iris=iris,
        resolvers=resolvers,
        identity=identity,
        events=events,
        statements=statements,
        links=find_links(claims, statements),
        stories=find_stories(revisions, identity, events, iris),
    )


def _standing_view(whole: _Whole) -> Iterator[ox.Quad]:
    """Yield the default graph: what standing revisions tell, and what is made over all of them."""
    standing = [resolver for resolver in whole.resolvers if resolver.revised.standing]
    for resolver in standing:
        mapper = Mapper(resolver)
        for triple in dict.fromkeys([*mapper.revision_triples(), *mapper.told_triples()]):
            yield ox.Quad(triple.subject, triple.predicate, triple.object)
    made = [
        *derived.outlet_triples([resolver.revised for resolver in standing], whole.iris),
        *derived.entity_triples(whole.identity, whole.iris),
        *derived.event_triples(whole.events, whole.iris),
        *derived.fact_triples(find_facts(whole.resolvers, whole.links)),
        *_derived(whole),
    ]
    for triple in dict.fromkeys(made):
        yield ox.Quad(triple.subject, triple.predicate, triple.object)


def _history(mapper: Mapper) -> Iterator[ox.Triple]:
    yield from mapper.revision_triples()
    yield from mapper.text_triples()
    yield from mapper.told_triples()
    yield from mapper.shared_triples()
    yield from mapper.history_triples()


def _derived(whole: _Whole) -> Iterator[ox.Triple]:
    yield from derived.story_triples(whole.stories, whole.iris)
    yield from derived.statement_triples(whole.statements)
    yield from derived.link_triples(whole.links, whole.iris)


def _in_graph(name: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    graph = node(name)
    for triple in dict.fromkeys(triples):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
