"""Plain triples stand only where an article asserts them."""

import pytest

from hergang.graphs.projection import project
from hergang.graphs.vocabulary import HG, ORG, PREFIXES, SCHEMA


@pytest.fixture
def facts(telling, base):
    """Return a function: a relation type, qualifiers, claim fields to the properties of the facts it gives."""

    def read(kind, qualifiers=None, named=True, **claim):
        told = telling("de", "A", "2020-06-15", "Eva Kern leitet Acme.")
        eva, acme = told.entity("Person", "Eva Kern", named=named), told.entity("Organization", "Acme")
        if claim.get("voice") == "speaker":
            claim["source"] = eva
        made = told.claim("Eva Kern leitet Acme", "leiten", subject=eva, object=acme, **claim)
        told.relation(kind, eva, acme, "Eva Kern leitet Acme", made, **(qualifiers or {}))
        entities = f"{base}e/"
        return [
            quad.predicate.value
            for quad in project([told.revised()], base)
            if quad.subject.value.startswith(entities)
            and getattr(quad.object, "value", "").startswith(entities)
            and not quad.predicate.value.startswith(PREFIXES["dcterms"])
        ]

    return read


@pytest.mark.parametrize(
    ("kind", "qualifiers", "expected"),
    [
        ("headOf", {}, [ORG.headOf]),
        ("headOf", {"tense": "past"}, [HG.formerlyHeadOf]),
        ("headOf", {"until": "2019"}, [HG.formerlyHeadOf]),
        ("headOf", {"until": "2020-12"}, [ORG.headOf]),
        ("headOf", {"until": "Herbst"}, []),
        ("worksFor", {"until": "2020-06"}, [HG.formerlyWorkedFor]),
        ("formerlyWorkedFor", {}, [HG.formerlyWorkedFor]),
        ("founderOf", {"tense": "past"}, [SCHEMA.founder]),
        ("age", {}, []),
    ],
)
def test_property_of_a_relation(facts, kind, qualifiers, expected):
    assert facts(kind, qualifiers) == [str(iri) for iri in expected]


@pytest.mark.parametrize(
    "claim",
    [
        {"polarity": "negative"},
        {"certainty": "possible"},
        {"certainty": "intended"},
        {"voice": "hearsay"},
        {"voice": "speaker"},
    ],
)
def test_what_is_not_asserted_is_no_fact(facts, claim):
    assert facts("headOf", **claim) == []


def test_what_has_no_name_is_in_no_fact(facts):
    assert facts("headOf", named=False) == []


def test_what_a_later_phase_corrects_is_no_fact(telling, base):
    told = telling("de", "A", "2020-06-15", "Erst leitete Eva Kern Acme. Jetzt leitet Eva Kern Acme nicht.")
    eva, acme = told.entity("Person", "Eva Kern"), told.entity("Organization", "Acme")
    before = told.claim("Erst leitete Eva Kern Acme", "leiten", subject=eva, object=acme, phase=1)
    told.claim("Jetzt leitet Eva Kern Acme nicht", "leiten", subject=eva, object=acme, phase=2, polarity="negative")
    told.relation("headOf", eva, acme, "Eva Kern Acme", before)
    predicates = {quad.predicate.value for quad in project([told.revised()], base)}
    assert str(HG.corrects) in predicates
    assert str(ORG.headOf) not in predicates
