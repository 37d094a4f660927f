"""Relations that the frames of verbs and participles show, over parses and entities built by hand."""

import pytest

from hergang.extract.lexica import lexicon
from hergang.extract.relations import find_relations
from hergang.graphs.vocabulary import relation_types

ANNA, ACME, ROM = ("Person", "Anna"), ("Organization", "Acme"), ("Place", "Rom")


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        # A name in apposition to a noun fills its place.
        ("de", "die|DET|2|det Malerin|NOUN|6|nsubj:pass Anna|PROPN|2|appos|B-PER wurde|AUX|6|aux:pass|VAFIN "
         "in|ADP|7|case geboren|VERB|0|root|VVPP|~gebären Rom|PROPN|6|obl|B-LOC",
         [ANNA, ROM], ("bornIn", "Anna", "Rom")),
        # Participles before and behind a noun.
        ("de", "die|DET|5|det von|ADP|3|case Anna|PROPN|4|obl|B-PER gegründete|ADJ|5|amod|ADJA Acme|PROPN|0|root|B-ORG",
         [ANNA, ACME], ("founderOf", "Anna", "Acme")),
        ("en", "Acme|PROPN|0|root|B-ORG +, owned|VERB|1|acl|VBN|~own by|ADP|5|case Anna|PROPN|3|obl|B-PER",
         [ANNA, ACME], ("ownerOf", "Anna", "Acme")),
        ("de", "der|DET|4|det in|ADP|3|case Rom|PROPN|4|obl|B-LOC lebende|ADJ|6|amod|ADJA Maler|NOUN|6|nmod "
         "Anna|PROPN|0|root|B-PER",
         [ANNA, ROM], ("residence", "Anna", "Rom")),
        # The owner is the dative, whatever the parse calls it.
        ("de", "Acme|PROPN|2|nsubj|B-ORG gehört|VERB|0|root|VVFIN|~gehören Anna|PROPN|2|obj|B-PER",
         [ANNA, ACME], ("ownerOf", "Anna", "Acme")),
        # Words of the clause tell one sense from others.
        ("de", "Anna|PROPN|2|nsubj|B-PER kam|VERB|0|root|VVFIN|~kommen in|ADP|4|case Rom|PROPN|2|obl|B-LOC "
         "zur|ADP|6|case Welt|NOUN|2|obl",
         [ANNA, ROM], ("bornIn", "Anna", "Rom")),
        ("en", "Acme|PROPN|2|nsubj|B-ORG hired|VERB|0|root|VBD|~hire Anna|PROPN|2|obj|B-PER",
         [ANNA, ACME], ("worksFor", "Anna", "Acme")),
        ("en", "Anna|PROPN|2|nsubj|B-PER left|VERB|0|root|VBD|~leave Acme|PROPN|2|obj|B-ORG",
         [ANNA, ACME], ("formerlyWorkedFor", "Anna", "Acme")),
    ],
)  # fmt: skip
def test_frame_ties_who_fills_its_slots(parsed, with_entities, language, line, rows, found):
    doc = with_entities(parsed(language, line), *rows)
    names = {entity.id: entity.name for entity in doc._.entities}
    told = [(r.type, names.get(r.subject), names.get(r.object)) for r in find_relations(doc, language)]
    assert found in told


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Anna|PROPN|2|nsubj|B-PER leitet|VERB|0|root|VVFIN|~leiten nie|ADV|2|advmod Acme|PROPN|2|obj|B-ORG"),
        ("en", "Anna|PROPN|3|nsubj|B-PER never|ADV|3|advmod led|VERB|0|root|VBD|~lead Acme|PROPN|3|obj|B-ORG"),
        ("en", "Anna|PROPN|3|nsubj|B-PER almost|ADV|3|advmod bought|VERB|0|root|VBD|~buy Acme|PROPN|3|obj|B-ORG"),
    ],
)
def test_negated_clause_ties_nobody(parsed, with_entities, language, line):
    assert find_relations(with_entities(parsed(language, line), ANNA, ACME), language) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_frames_are_of_known_relations_and_have_a_word(language):
    for frame in lexicon(language, "frames")["frames"]:
        assert frame["relation"] in relation_types()
        assert frame.get("verbs") or frame.get("adjectives")
        assert frame["subject"]
        assert frame["object"]
