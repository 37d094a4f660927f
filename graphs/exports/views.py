"""The views that a network can show: entities, claims, full."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import pyoxigraph as ox

from hergang.graphs.exports.network import Edge, Network, Node, Value, attribute_name, attributes, joined, network
from hergang.graphs.exports.selection import Properties, Selection, iris, label, literal
from hergang.graphs.store import Reader
from hergang.graphs.vocabulary import HG, RDF, RDFS, SCHEMA, SEM, SIOC

ENTITY_CLASSES = {
    str(SCHEMA.Person): "Person",
    str(SCHEMA.Organization): "Organization",
    str(SCHEMA.NewsMediaOrganization): "NewsMediaOrganization",
    str(SCHEMA.Place): "Place",
    str(SIOC.UserAccount): "Account",
    str(SCHEMA.CreativeWork): "Work",
    str(SEM.Event): "Event",
    str(HG.Group): "Group",
    str(SCHEMA.Thing): "Thing",
}
_CLAIMS = frozenset(
    str(term) for term in (SCHEMA.NewsArticle, SCHEMA.Claim, HG.Relation, SCHEMA.Quotation, HG.Story, *ENTITY_CLASSES)
)
_LABELS = tuple(str(term) for term in (RDFS.label, SCHEMA.headline, HG.clause, SCHEMA.text, HG.sentence))


@dataclass
class Tie:
    """What one edge of the entity view gathers: one entry a claim or relation."""

    dates: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    weight: int = 0
    asserted: int = 0

    def attributes(self) -> dict[str, Value]:
        """Return the attributes of the edge; ``asserted`` counts what an article says itself, as certain."""
        found: dict[str, Value] = {"weight": self.weight, "asserted": self.asserted, "articles": len(self.articles)}
        found["sentences"] = joined(sorted(self.sentences))
        if self.dates:
            first, last = min(self.dates), max(self.dates)
            found |= {"first": first, "firstYear": int(first[:4]), "last": last, "lastYear": int(last[:4])}
        return found


def entities(selection: Selection, texts: Reader | None = None) -> Network:
    """Return entities, and an edge for each (source, type, target) that relations, claims and quotations tell of.

    The type is the relation's, the claim's predicate (a lemma; with the role behind it where the target is a place or
    another argument, "work (place)"), or "toldTo" from a speaker to the medium; a denied one begins with "not ". Of
    entities without any edge only those with a name are shown. There are no articles here, so that ``texts`` has
    nothing to add.
    """
    ties: dict[tuple[str, str, str], Tie] = {}
    for iri, properties in selection.resources.items():
        for key in _ends(selection, iri, properties):
            _gather(ties.setdefault(key, Tie()), properties)
    ends = {end for source, _, target in ties for end in (source, target)}
    nodes = [_node(iri, found) for iri, found in selection.resources.items() if iri in ends or _is_named(found)]
    return network(nodes, [Edge(*key, tie.attributes()) for key, tie in ties.items()])


def claims(selection: Selection, texts: Reader | None = None) -> Network:
    """Return articles, claims, relations, quotations and what they speak of, with every property between them."""
    return _resources(selection, texts, lambda classes: bool(classes & _CLAIMS))


def full(selection: Selection, texts: Reader | None = None) -> Network:
    """Return every resource of the standing view (statements, links, arguments, quantities too)."""
    return _resources(selection, texts, lambda classes: True)


def _resources(selection: Selection, texts: Reader | None, wanted: Callable[[set[str]], bool]) -> Network:
    shown = {iri for iri in selection.resources if wanted(selection.classes(iri))}
    whole = _texts(texts) if texts else {}
    nodes = [_node(iri, selection.resources[iri], whole.get(iri)) for iri in shown]
    return network(nodes, (edge for iri in shown for edge in _edges(iri, selection.resources[iri], shown)))


def _node(iri: str, properties: Properties, text: str | None = None) -> Node:
    literals = {
        predicate: [term for term in terms if isinstance(term, ox.Literal)]
        for predicate, terms in properties.items()
        if predicate != str(RDFS.label)
    }
    found = attributes({predicate: terms for predicate, terms in literals.items() if terms})
    if text is not None:
        found["text"] = text
    return Node(iri, label_of(iri, properties), type_of(properties), found)


def _edges(iri: str, properties: Properties, shown: set[str]) -> Iterator[Edge]:
    for predicate in properties:
        if predicate != str(RDF.type):
            for target in iris(properties, predicate) & shown:
                yield Edge(iri, attribute_name(predicate), target, {})


def _ends(selection: Selection, iri: str, properties: Properties) -> Iterator[tuple[str, str, str]]:
    """Yield the (source, type, target) that a claim, relation or quotation tells of two entities."""
    for name, source, target in _told(selection, iri, properties):
        if source in selection.resources and target in selection.resources:
            yield source, name, target


def _told(selection: Selection, iri: str, properties: Properties) -> Iterator[tuple[str, str, str]]:
    classes = selection.classes(iri)
    if str(SCHEMA.Quotation) in classes:
        yield from product(["toldTo"], iris(properties, str(HG.speaker)), iris(properties, str(HG.medium)))
    if not classes & {str(SCHEMA.Claim), str(HG.Relation)}:
        return
    name = literal(properties, str(HG.relationType)) or literal(properties, str(HG.predicate)) or "related"
    if literal(properties, str(HG.polarity)) == "negative":
        name = f"not {name}"
    subjects = iris(properties, str(HG.subject))
    yield from product([name], subjects, iris(properties, str(HG.object)))
    yield from product([f"{name} (place)"], subjects, iris(properties, str(HG.place)))
    for argument in iris(properties, str(HG.argument)):
        found = selection.resources.get(argument, {})
        role = literal(found, str(HG.role))
        yield from product([f"{name} ({role})" if role else name], subjects, iris(found, str(HG.value)))


def _gather(tie: Tie, properties: Properties) -> None:
    tie.weight += 1
    tie.asserted += is_asserted(properties)
    tie.articles |= iris(properties, str(SCHEMA.appearance))
    if day := literal(properties, str(HG.reportedOn)):
        tie.dates.append(day)
    if sentence := literal(properties, str(HG.sentence)):
        tie.sentences.add(sentence)


def is_asserted(properties: Properties) -> bool:
    """Say whether an article asserts a claim or relation itself, as certain."""
    voice, certainty = literal(properties, str(HG.voice)), literal(properties, str(HG.certainty))
    return (voice or "article") == "article" and (certainty or "certain") == "certain"


def _is_named(properties: Properties) -> bool:
    """Say whether it is an entity that articles name; an event of claims (which has no hg:named) is none."""
    return str(HG.mentionedIn) in properties and literal(properties, str(HG.named)) == "true"


def label_of(iri: str, properties: Properties) -> str:
    """Return how to call a resource."""
    found = label(properties) or next((text for name in _LABELS if (text := literal(properties, name))), None)
    return found or re.split(r"[/#]", iri)[-1]


def type_of(properties: Properties) -> str:
    """Return the classes of a resource by their local names; a relation is one, and not also the claim that it is."""
    classes = iris(properties, str(RDF.type))
    if str(HG.Relation) in classes:
        classes.discard(str(SCHEMA.Claim))
    return joined(sorted(ENTITY_CLASSES.get(name) or re.split(r"[/#]", name)[-1] for name in classes))


def _texts(reader: Reader) -> Mapping[str, str]:
    """Return the standing text of each article, by the article's IRI."""
    rows = reader.select(
        """SELECT ?article ?text WHERE {
          GRAPH ?revision { ?context nif:isString ?text }
          { ?revision prov:specializationOf ?article } UNION { GRAPH ?any { ?revision prov:specializationOf ?article } }
          FILTER NOT EXISTS { ?revision prov:invalidatedAtTime ?when }
          FILTER NOT EXISTS { GRAPH ?other { ?revision prov:invalidatedAtTime ?when } }
        }"""
    )
    return {row["article"]: row["text"] for row in rows}
