"""What is made over all articles, as triples: entities and events of the standing view, statements, links, stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from hergang.graphs.events import Events
from hergang.graphs.facts import Fact
from hergang.graphs.identity import Identity, Node, local_iri
from hergang.graphs.iris import Iris, outlet_label
from hergang.graphs.links import Link
from hergang.graphs.mapping import CLASSES
from hergang.graphs.revised import Revised
from hergang.graphs.statements import Statement
from hergang.graphs.stories import Story
from hergang.graphs.terms import Subject, boolean, date, decimal, integer, text
from hergang.graphs.vocabulary import DCTERMS, HG, RDFS, SCHEMA, SEM, SKOS, node


def outlet_triples(revisions: Iterable[Revised], iris: Iris) -> Iterator[ox.Triple]:
    """Yield the outlets, each by its commonest spelling, the first of equally common ones."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for revised in revisions:
        iri, label = iris.outlet(revised.article), outlet_label(revised.article)
        if iri and label:
            labels[iri][label] += 1
    for iri, spellings in labels.items():
        yield from Subject(iri, SCHEMA.NewsMediaOrganization).say(RDFS.label, spellings.most_common(1)[0][0])


def entity_triples(identity: Identity, iris: Iris) -> Iterator[ox.Triple]:
    """Yield the entities that standing revisions speak of: one label, the names by language, where mentioned."""
    for entity in identity.nodes:
        if entity.standing:
            yield from _entity(entity, iris)


def _entity(entity: Node, iris: Iris) -> Iterator[ox.Triple]:
    subject = Subject(entity.iri, CLASSES[entity.type]).say(RDFS.label, entity.label)
    subject.add(HG.named, boolean(entity.named))
    names = sorted({(name, m.language) for m in entity.standing if m.named for name in (m.name, *m.aliases)})
    for name, language in names:
        subject.add(SKOS.altLabel, text(name, language))
    for article in dict.fromkeys(member.key[0] for member in entity.standing if member.start >= 0):
        subject.to(HG.mentionedIn, iris.article(article))
    yield from subject


def event_triples(events: Events, iris: Iris) -> Iterator[ox.Triple]:
    """Yield the events that standing revisions tell."""
    for event in events.nodes:
        articles = dict.fromkeys(told.key[0] for told in event.told if told.standing)
        if not articles:
            continue
        subject = Subject(event.iri, SEM.Event).say(RDFS.label, event.label)
        for article in articles:
            subject.to(HG.mentionedIn, iris.article(article))
        yield from subject


def identity_triples(identity: Identity, iris: Iris) -> Iterator[ox.Triple]:
    """Yield which IRIs, given out when an article was the first to speak of a thing, its node's IRI replaces."""
    for entity in identity.nodes:
        subject = Subject(entity.iri)
        for iri in dict.fromkeys(local_iri(member, iris) for member in entity.members):
            if iri != entity.iri:
                subject.to(DCTERMS.replaces, iri)
        yield from subject


def statement_triples(statements: Iterable[Statement]) -> Iterator[ox.Triple]:
    """Yield the statements that standing claims make, and each claim's statement."""
    for statement in statements:
        claims = statement.standing
        if not claims:
            continue
        days = sorted(claim.revised.reported for claim in claims)
        subject = Subject(statement.iri, HG.Statement).say(RDFS.label, " ".join(claims[0].clause.split()))
        subject.add(HG.firstReported, date(days[0])).add(HG.lastReported, date(days[-1]))
        subject.add(HG.outlets, integer(len({claim.outlet or claim.article for claim in claims})))
        subject.add(HG.origins, integer(len({claim.origin for claim in claims})))
        for claim in claims:
            subject.to(HG.claim, claim.iri)
        yield from subject
        for claim in claims:
            yield from Subject(claim.iri).to(HG.statement, statement.iri)


def link_triples(links: Iterable[Link], iris: Iris) -> Iterator[ox.Triple]:
    """Yield each link as a plain triple and as a node with its reason and confidence."""
    for link in links:
        yield from Subject(link.later.iri).to(HG[link.type], link.earlier.iri)
        subject = Subject(iris.link(link.later.iri, link.type, link.earlier.iri), HG.Link)
        subject.to(HG["from"], link.later.iri).to(HG.to, link.earlier.iri).to(HG.type, HG[link.type])
        yield from subject.say(HG.reason, link.reason).add(HG.confidence, decimal(link.confidence))


def story_triples(stories: Iterable[Story], iris: Iris) -> Iterator[ox.Triple]:
    """Yield the stories, and each article's story."""
    for story in stories:
        days = sorted(revised.reported for revised in story.articles)
        outlets = {iris.outlet(r.article) or iris.article(r.article.id) for r in story.articles}
        subject = Subject(story.iri, HG.Story).say(RDFS.label, story.label)
        subject.add(HG.firstReported, date(days[0])).add(HG.lastReported, date(days[-1]))
        yield from subject.add(HG.outlets, integer(len(outlets)))
        for revised in story.articles:
            yield from Subject(iris.article(revised.article.id)).to(HG.story, story.iri)


def fact_triples(facts: Iterable[Fact]) -> Iterator[ox.Triple]:
    """Yield the plain triples of facts."""
    for fact in facts:
        yield ox.Triple(node(fact.subject), node(fact.property), node(fact.object))
