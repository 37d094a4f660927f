"""What is made over all articles, as triples: entities and events of the standing view, statements, links, stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hergang.graphs.identity import Node
from hergang.graphs.iris import Iris
from hergang.graphs.mapping import CLASSES
from hergang.graphs.statements import Statement
from hergang.graphs.stories import Story
from hergang.graphs.terms import Subject, Triple, boolean, date, decimal, integer, text
from hergang.graphs.vocabulary import HG, RDFS, SCHEMA, SEM, SKOS


def outlet_triples(iri: str, label: str) -> Iterator[Triple]:
    """Yield an outlet by its commonest spelling."""
    yield from Subject(iri, SCHEMA.NewsMediaOrganization).say(RDFS.label, label)


def node_triples(node: Node) -> Iterator[Triple]:
    """Yield an entity that standing revisions speak of: one label, the names by language."""
    subject = Subject(node.iri, CLASSES[node.type]).say(RDFS.label, node.label).add(HG.named, boolean(node.named))
    for name, language in node.names:
        subject.add(SKOS.altLabel, text(name, language))
    yield from subject


def event_triples(iri: str, label: str) -> Iterator[Triple]:
    """Yield an event that standing revisions tell."""
    yield from Subject(iri, SEM.Event).say(RDFS.label, label)


def statement_triples(statement: Statement) -> Iterator[Triple]:
    """Yield a statement that standing claims make, and each claim's statement."""
    claims = statement.standing
    if not claims:
        return
    days = sorted(claim.reported for claim in claims)
    subject = Subject(statement.iri, HG.Statement).say(RDFS.label, " ".join(claims[0].clause.split()))
    subject.add(HG.firstReported, date(days[0])).add(HG.lastReported, date(days[-1]))
    subject.add(HG.outlets, integer(len({claim.outlet or claim.article for claim in claims})))
    subject.add(HG.origins, integer(len({claim.origin for claim in claims})))
    for claim in claims:
        subject.to(HG.claim, claim.iri)
    yield from subject
    for claim in claims:
        yield from Subject(claim.iri).to(HG.statement, statement.iri)


def link_triples(later: str, kind: str, earlier: str, reason: str, confidence: float, iris: Iris) -> Iterator[Triple]:
    """Yield a link as a plain triple and as a node with its reason and confidence."""
    yield from Subject(later).to(HG[kind], earlier)
    subject = Subject(iris.link(later, kind, earlier), HG.Link)
    subject.to(HG["from"], later).to(HG.to, earlier).to(HG.type, HG[kind])
    yield from subject.say(HG.reason, reason).add(HG.confidence, decimal(confidence))


def story_triples(story: Story) -> Iterator[Triple]:
    """Yield a story."""
    subject = Subject(story.iri, HG.Story).say(RDFS.label, story.label)
    subject.add(HG.firstReported, date(story.first)).add(HG.lastReported, date(story.last))
    yield from subject.add(HG.outlets, integer(story.outlets))


def mention_triples(iris_: Iterable[str], article: str) -> Iterator[Triple]:
    """Yield that entities and events are mentioned in an article."""
    for iri in iris_:
        yield from Subject(iri).to(HG.mentionedIn, article)
