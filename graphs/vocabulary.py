"""The vocabularies of the graph as closed classes: a misspelt term raises AttributeError and never reaches the store.

The terms of ``hg:`` are told in ``ontology.ttl``; `HG` lists them for type checkers and a test keeps the two alike.
Of the known vocabularies stands here what the program writes, and no more: whoever needs another term adds it.
"""

# ruff: noqa: N815 - the terms are spelt as their vocabularies spell them

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import DefinedNamespace, Namespace

DEFAULT_BASE = "https://w3id.org/hergang/data/"


class HG(DefinedNamespace):
    """Hergang's own terms; ``HG["from"]`` is reached by its name, since it is a word of Python."""

    _NS = Namespace("https://w3id.org/hergang/ns#")
    _fail = True
    _extras = ["from"]  # noqa: RUF012 - rdflib reads a plain list

    Revision: URIRef
    Relation: URIRef
    Statement: URIRef
    Story: URIRef
    Link: URIRef
    Argument: URIRef
    Group: URIRef
    RelationType: URIRef
    reportedOn: URIRef
    reportedAt: URIRef
    undated: URIRef
    story: URIRef
    number: URIRef
    digest: URIRef
    extractor: URIRef
    named: URIRef
    mentionedIn: URIRef
    mentionKind: URIRef
    sentence: URIRef
    clause: URIRef
    subject: URIRef
    subjectText: URIRef
    object: URIRef
    objectText: URIRef
    predicate: URIRef
    event: URIRef
    polarity: URIRef
    certainty: URIRef
    voice: URIRef
    phase: URIRef
    status: URIRef
    condition: URIRef
    speaker: URIRef
    quotation: URIRef
    origin: URIRef
    confidence: URIRef
    by: URIRef
    place: URIRef
    quantity: URIRef
    mod: URIRef
    duration: URIRef
    seconds: URIRef
    argument: URIRef
    value: URIRef
    statement: URIRef
    happened: URIRef
    happenedMod: URIRef
    happenedEarliest: URIRef
    happenedLatest: URIRef
    known: URIRef
    knownMod: URIRef
    knownEarliest: URIRef
    knownLatest: URIRef
    kind: URIRef
    attribution: URIRef
    cue: URIRef
    speakerText: URIRef
    medium: URIRef
    addressee: URIRef
    within: URIRef
    relationType: URIRef
    role: URIRef
    department: URIRef
    platform: URIRef
    followers: URIRef
    since: URIRef
    until: URIRef
    age: URIRef
    factProperty: URIRef
    inverseFactProperty: URIRef
    formerFactProperty: URIRef
    claim: URIRef
    firstReported: URIRef
    lastReported: URIRef
    outlets: URIRef
    origins: URIRef
    repeats: URIRef
    confirms: URIRef
    refines: URIRef
    contradicts: URIRef
    doubts: URIRef
    corrects: URIRef
    retracts: URIRef
    to: URIRef
    type: URIRef
    reason: URIRef
    formerlyWorkedFor: URIRef
    formerlyMemberOf: URIRef
    formerlyHeadOf: URIRef
    formerlyOwned: URIRef
    formerlyLivedIn: URIRef
    formerlyLocatedIn: URIRef
    formerlyPartOf: URIRef
    formerlySpokespersonFor: URIRef
    spokespersonFor: URIRef
    hasRootsIn: URIRef
    acquired: URIRef
    participatedIn: URIRef
    accusedOf: URIRef
    WorksFor: URIRef
    FormerlyWorkedFor: URIRef
    MemberOf: URIRef
    HeadOf: URIRef
    FounderOf: URIRef
    OwnerOf: URIRef
    HasAccount: URIRef
    Nationality: URIRef
    Origin: URIRef
    Residence: URIRef
    BornIn: URIRef
    Age: URIRef
    Relative: URIRef
    SpokespersonFor: URIRef
    LocatedIn: URIRef
    PartOf: URIRef
    Acquired: URIRef
    ParticipatedIn: URIRef
    AccusedOf: URIRef
    DiedIn: URIRef


class SCHEMA(DefinedNamespace):
    """schema.org terms in use."""

    _NS = Namespace("https://schema.org/")
    _fail = True

    Claim: URIRef
    CreativeWork: URIRef
    Female: URIRef
    Male: URIRef
    NewsArticle: URIRef
    NewsMediaOrganization: URIRef
    Organization: URIRef
    Person: URIRef
    Place: URIRef
    QuantitativeValue: URIRef
    Quotation: URIRef
    Thing: URIRef
    alternativeHeadline: URIRef
    appearance: URIRef
    articleSection: URIRef
    author: URIRef
    birthPlace: URIRef
    contributor: URIRef
    dateModified: URIRef
    deathPlace: URIRef
    founder: URIRef
    gender: URIRef
    headline: URIRef
    homeLocation: URIRef
    inLanguage: URIRef
    isAccessibleForFree: URIRef
    isPartOf: URIRef
    location: URIRef
    memberOf: URIRef
    nationality: URIRef
    owns: URIRef
    publisher: URIRef
    relatedTo: URIRef
    sha256: URIRef
    spokenByCharacter: URIRef
    text: URIRef
    unitText: URIRef
    url: URIRef
    value: URIRef
    worksFor: URIRef


class NIF(DefinedNamespace):
    """NIF 2.0 Core: text and spans of it."""

    _NS = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
    _fail = True

    Context: URIRef
    RFC5147String: URIRef
    anchorOf: URIRef
    beginIndex: URIRef
    endIndex: URIRef
    isString: URIRef
    referenceContext: URIRef


class ITSRDF(DefinedNamespace):
    """Internationalization Tag Set 2.0."""

    _NS = Namespace("http://www.w3.org/2005/11/its/rdf#")
    _fail = True

    taConfidence: URIRef
    taIdentRef: URIRef


class SIOC(DefinedNamespace):
    """SIOC Core: accounts."""

    _NS = Namespace("http://rdfs.org/sioc/ns#")
    _fail = True

    UserAccount: URIRef
    account_of: URIRef


class ORG(DefinedNamespace):
    """The W3C organization ontology."""

    _NS = Namespace("http://www.w3.org/ns/org#")
    _fail = True

    headOf: URIRef


class PROV(DefinedNamespace):
    """PROV-O."""

    _NS = Namespace("http://www.w3.org/ns/prov#")
    _fail = True

    Activity: URIRef
    Entity: URIRef
    SoftwareAgent: URIRef
    endedAtTime: URIRef
    generatedAtTime: URIRef
    invalidatedAtTime: URIRef
    specializationOf: URIRef
    startedAtTime: URIRef
    used: URIRef
    wasAssociatedWith: URIRef
    wasDerivedFrom: URIRef
    wasGeneratedBy: URIRef
    wasRevisionOf: URIRef


class SEM(DefinedNamespace):
    """The Simple Event Model."""

    _NS = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
    _fail = True

    Event: URIRef


class DCTERMS(DefinedNamespace):
    """Dublin Core terms."""

    _NS = Namespace("http://purl.org/dc/terms/")
    _fail = True

    isPartOf: URIRef
    replaces: URIRef
    source: URIRef


class SKOS(DefinedNamespace):
    """SKOS."""

    _NS = Namespace("http://www.w3.org/2004/02/skos/core#")
    _fail = True

    altLabel: URIRef
    notation: URIRef


class RDF(DefinedNamespace):
    """RDF itself."""

    _NS = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    _fail = True

    langString: URIRef
    type: URIRef


class RDFS(DefinedNamespace):
    """RDF Schema."""

    _NS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
    _fail = True

    comment: URIRef
    label: URIRef
    subClassOf: URIRef
    subPropertyOf: URIRef


class XSD(DefinedNamespace):
    """The datatypes in use; none of them carries a time zone but ``dateTime``, which is always UTC."""

    _NS = Namespace("http://www.w3.org/2001/XMLSchema#")
    _fail = True

    boolean: URIRef
    date: URIRef
    dateTime: URIRef
    decimal: URIRef
    duration: URIRef
    integer: URIRef
    string: URIRef


#: The prefixes that are preset in queries and written into exports.
PREFIXES: dict[str, str] = {
    "dcterms": str(DCTERMS._NS),
    "hg": str(HG._NS),
    "itsrdf": str(ITSRDF._NS),
    "nif": str(NIF._NS),
    "org": str(ORG._NS),
    "prov": str(PROV._NS),
    "rdf": str(RDF._NS),
    "rdfs": str(RDFS._NS),
    "schema": str(SCHEMA._NS),
    "sem": str(SEM._NS),
    "sioc": str(SIOC._NS),
    "skos": str(SKOS._NS),
    "xsd": str(XSD._NS),
}


@dataclass(frozen=True)
class RelationType:
    """How the facts of one type of relation are told; a type without any property gives no facts (age)."""

    name: str  # the word in stand-off JSON and in hg:relationType
    property: str | None  # IRI of the plain triple
    former: str | None  # IRI where the relation is past; None where a past one is told alike (bornIn) or never
    inverse: bool  # the plain triple runs from object to subject


def ontology() -> str:
    """Return the Turtle of the ontology."""
    return files(__package__).joinpath("ontology.ttl").read_text(encoding="utf-8")


def shapes() -> str:
    """Return the Turtle of the SHACL shapes."""
    return files(__package__).joinpath("shapes.ttl").read_text(encoding="utf-8")


@cache
def relation_types() -> dict[str, RelationType]:
    """Return the relation types of the ontology by name, sorted."""
    store = ox.Store()
    store.load(ontology(), format=ox.RdfFormat.TURTLE)
    rows = [quad.subject for quad in store.quads_for_pattern(None, node(RDF.type), node(HG.RelationType))]
    found = [_relation_type(store, row) for row in rows if isinstance(row, ox.NamedNode)]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: kind.name)}


def node(iri: str) -> ox.NamedNode:
    """Return the store's node of a term."""
    return ox.NamedNode(iri)


def _relation_type(store: ox.Store, subject: ox.NamedNode) -> RelationType:
    def value(predicate: URIRef) -> str | None:
        for quad in store.quads_for_pattern(subject, node(predicate), None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                return quad.object.value
        return None

    inverse = value(HG.inverseFactProperty)
    return RelationType(
        name=str(value(SKOS.notation)),
        property=inverse or value(HG.factProperty),
        former=value(HG.formerFactProperty),
        inverse=inverse is not None,
    )
