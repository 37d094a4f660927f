"""The closed vocabularies, and the ontology they are told by."""

import pytest
from rdflib import OWL, Graph, URIRef

from hergang.graphs import vocabulary
from hergang.graphs.vocabulary import HG, PREFIXES, RDFS, SCHEMA, relation_types

CLOSED = ["HG", "SCHEMA", "NIF", "ITSRDF", "SIOC", "ORG", "PROV", "SEM", "DCTERMS", "SKOS", "RDF", "RDFS", "XSD"]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(data=vocabulary.ontology(), format="turtle")


def own_terms(graph: Graph) -> set[URIRef]:
    return {subject for subject in graph.subjects(None, None) if str(subject).startswith(PREFIXES["hg"])}


@pytest.mark.parametrize("name", CLOSED)
def test_misspelt_term_raises(name):
    with pytest.raises(AttributeError):
        _ = getattr(vocabulary, name).mispelt
    with pytest.raises(AttributeError):
        _ = getattr(vocabulary, name)["mispelt"]


def test_every_vocabulary_has_its_prefix():
    assert sorted(name.lower() for name in CLOSED) == sorted(PREFIXES)


def test_class_and_ontology_hold_the_same_terms(ontology):
    listed = {HG[name] for name in [*HG.__annotations__, "from"] if not name.startswith("_")}
    assert listed == own_terms(ontology)


def test_every_term_is_explained(ontology):
    unexplained = [term for term in own_terms(ontology) if not ontology.value(term, RDFS.comment)]
    assert unexplained == []


def test_known_terms_are_told_by_schema_org_itself():
    from rdflib import SDO

    own = [name for name in SCHEMA.__annotations__ if not name.startswith("_") and SDO[name] not in SDO]
    assert own == []


def test_properties_in_the_ontology_are_declared(ontology):
    used = {p for p in ontology.predicates() if str(p).startswith(PREFIXES["hg"])}
    assert used <= own_terms(ontology)
    assert (HG.speaker, RDFS.subPropertyOf, SCHEMA.spokenByCharacter) in ontology
    assert (HG.Relation, RDFS.subClassOf, SCHEMA.Claim) in ontology
    assert (HG.Relation, None, OWL.Class) in ontology


def test_relation_types_are_those_of_the_design():
    assert " ".join(relation_types()) == (
        "accusedOf acquired age bornIn diedIn formerlyWorkedFor founderOf hasAccount headOf locatedIn memberOf "
        "nationality origin ownerOf partOf participatedIn relative residence spokespersonFor worksFor"
    )


@pytest.mark.parametrize(
    ("name", "property", "former", "inverse"),
    [
        ("worksFor", SCHEMA.worksFor, HG.formerlyWorkedFor, False),
        ("founderOf", SCHEMA.founder, None, True),
        ("bornIn", SCHEMA.birthPlace, None, False),
        ("age", None, None, False),
    ],
)
def test_relation_type_tells_its_fact(name, property, former, inverse):
    kind = relation_types()[name]
    assert (kind.property, kind.former, kind.inverse) == (
        property and str(property),
        former and str(former),
        inverse,
    )
