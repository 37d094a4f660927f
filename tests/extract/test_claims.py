"""Claims: one for each clause that says something, with who, whom, when and on whose word; over parses by hand."""

import pytest

from hergang.extract.claims import find_drafts
from hergang.extract.claims import make_claims as component
from hergang.extract.quotations import find_quotations
from hergang.extract.records import Relation, Timex


@pytest.fixture
def claims(parsed, with_entities, pipelines):
    """Return what gives the Doc of a line with its claims; its entities are given by their mentions."""

    def find(language, line, *rows, times=(), relations=()):
        doc = with_entities(parsed(language, line), *rows)
        doc._.timexes = [_timex(doc, f"t{n}", *time) for n, time in enumerate(times, 1)]
        doc._.relations = list(relations)
        doc._.quotations = find_quotations(doc, language)
        return component(pipelines[language], "hergang_claims")(doc)

    return find


def _timex(doc, name, words, kind, value):
    start = doc.text.index(words)
    return Timex(name, start, start + len(words), kind, value)


def told(doc, claim):
    """Return subject, predicate and object of a claim; what is no entity stands as its words."""

    def name(value):
        return value if value is None or isinstance(value, str) else doc.text[slice(*value)]

    return name(claim.subject), claim.predicate, name(claim.object)


ANNA, PAUL, ACME = ("Person", "Anna"), ("Person", "Paul"), ("Organization", "Acme")


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", "Anna|PROPN|2|nsubj traf|VERB|0|root|VVFIN|~treffen Paul|PROPN|2|obj +.", ("e1", "treffen", "e2")),
        ("de", "Paul|PROPN|5|nsubj:pass wurde|AUX|5|aux:pass|VAFIN von|ADP|4|case Anna|PROPN|5|obl:agent "
         "gerufen|VERB|0|root|VVPP|~rufen",
         ("e1", "rufen", "e2")),
        ("de", "Anna|PROPN|2|nsubj legte|VERB|0|root|VVFIN|~legen das|DET|4|det Konto|NOUN|2|obj "
         "still|ADJ|2|compound:prt "
         "Paul|PROPN|2|iobj", ("e1", "stilllegen", "das Konto")),
        ("de", "Anna|PROPN|3|nsubj ist|AUX|3|cop|VAFIN Paul|PROPN|0|root|~Paul +.", ("e1", "Paul", "e2")),
        ("en", "Anna|PROPN|2|nsubj met|VERB|0|root|VBD|~meet Paul|PROPN|2|obj +.", ("e1", "meet", "e2")),
        ("en", "Paul|PROPN|3|nsubj:pass was|AUX|3|aux:pass|VBD called|VERB|0|root|VBN|~call by|ADP|5|case "
         "Anna|PROPN|3|obl:agent",
         ("e1", "call", "e2")),
        ("en", "Anna|PROPN|2|nsubj shut|VERB|0|root|VBD|~shut the|DET|4|det account|NOUN|2|obj "
         "down|ADP|2|compound:prt for|ADP|7|case "
         "Paul|PROPN|2|obl", ("e1", "shut down", "the account")),
    ],
)  # fmt: skip
def test_clause_tells_who_did_what_to_whom(claims, language, line, found):
    doc = claims(language, line, ANNA, PAUL)
    (claim,) = doc._.claims
    assert told(doc, claim) == found


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", "Anna|PROPN|2|nsubj kam|VERB|0|root|VVFIN|~kommen und|CCONJ|4|cc lachte|VERB|2|conj|VVFIN|~lachen",
         ["kommen", "lachen"]),
        ("de", "Anna|PROPN|2|nsubj kam|VERB|0|root|VVFIN|~kommen +, weil|SCONJ|6|mark Paul|PROPN|6|nsubj "
         "rief|VERB|2|advcl|VVFIN|~rufen",
         ["kommen", "rufen"]),
        ("en", "Anna|PROPN|2|nsubj came|VERB|0|root|VBD|~come and|CCONJ|4|cc laughed|VERB|2|conj|VBD|~laugh", ["come",
         "laugh"]),
        ("en", "Anna|PROPN|2|nsubj left|VERB|0|root|VBD|~leave because|SCONJ|5|mark Paul|PROPN|5|nsubj "
         "called|VERB|2|advcl|VBD|~call",
         ["leave", "call"]),
    ],
)  # fmt: skip
def test_each_clause_is_a_claim(claims, language, line, found):
    rows = [ANNA, PAUL] if "Paul" in line else [ANNA]
    assert [claim.predicate for claim in claims(language, line, *rows)._.claims] == found


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Anna|PROPN|2|nsubj sagte|VERB|0|root|VVFIN +, dass|SCONJ|6|mark Paul|PROPN|6|nsubj "
         "kam|VERB|2|ccomp|VVFIN +."),
        ("en", "Anna|PROPN|2|nsubj said|VERB|0|root|VBD that|SCONJ|5|mark Paul|PROPN|5|nsubj left|VERB|2|ccomp|VBD +."),
    ],
)  # fmt: skip
def test_what_is_said_stands_on_the_speakers_word(claims, language, line):
    doc = claims(language, line, ANNA, PAUL)
    (claim,) = doc._.claims
    assert (claim.voice, claim.source, claim.quotation, claim.subject) == ("speaker", "e1", "q1", "e2")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "de",
            "Wenn|SCONJ|3|mark Anna|PROPN|3|nsubj kommt|VERB|5|advcl|VVFIN +, geht|VERB|0|root|VVFIN "
            "Paul|PROPN|5|nsubj",
        ),
        ("en", "If|SCONJ|3|mark Anna|PROPN|3|nsubj comes|VERB|6|advcl|VBZ +, Paul|PROPN|6|nsubj goes|VERB|0|root|VBZ"),
    ],
)
def test_condition_is_a_claim_of_its_own(claims, language, line):
    condition, claim = claims(language, line, ANNA, PAUL)._.claims
    assert (claim.condition, claim.certainty, condition.certainty) == (condition.id, "conditional", "conditional")


@pytest.mark.parametrize(
    ("language", "line", "times", "happened", "arguments"),
    [
        ("de", "Anna|PROPN|2|nsubj kam|VERB|0|root|VVFIN gestern|ADV|2|advmod", [("gestern", "DATE",
         "2017-11-29")], "t1", []),
        ("de", "Anna|PROPN|2|nsubj blieb|VERB|0|root|VVFIN elf|NUM|4|nummod Tage|NOUN|2|obl", [("elf Tage", "DURATION",
         "P11D")],
         None, [("duration", "t1")]),
        ("en", "Anna|PROPN|2|nsubj came|VERB|0|root|VBD yesterday|NOUN|2|obl:tmod", [("yesterday", "DATE",
         "2017-11-29")], "t1", []),
        ("en", "Anna|PROPN|2|nsubj smiles|VERB|0|root|VBZ daily|ADV|2|advmod", [("daily", "SET",
         "P1D")], None, [("frequency", "t1")]),
    ],
)  # fmt: skip
def test_times_of_the_clause_are_its_own(claims, language, line, times, happened, arguments):
    (claim,) = claims(language, line, ANNA, times=times)._.claims
    assert claim.happened == happened
    assert [(argument.role, argument.value) for argument in claim.arguments] == arguments


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "de",
            "Anna|PROPN|2|nsubj lebt|VERB|0|root|VVFIN in|ADP|4|case Bonn|PROPN|2|obl mit|ADP|6|case Paul|PROPN|2|obl",
        ),
        (
            "en",
            "Anna|PROPN|2|nsubj lives|VERB|0|root|VBZ in|ADP|4|case Bonn|PROPN|2|obl with|ADP|6|case Paul|PROPN|2|obl",
        ),
    ],
)
def test_phrases_of_the_clause_have_roles(claims, language, line):
    (claim,) = claims(language, line, ANNA, ("Place", "Bonn"), PAUL)._.claims
    assert [(argument.role, argument.value) for argument in claim.arguments] == [("place", "e2"), ("with", "e3")]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Acme|PROPN|3|nsubj hat|AUX|3|aux|VAFIN gekauft|VERB|0|root|VVPP|~kaufen Paul|PROPN|3|obj +. "
         "Anna|PROPN|7|nsubj "
         "kaufte|VERB|0|root|VVFIN|~kaufen Paul|PROPN|7|obj"),
        ("en", "Acme|PROPN|3|nsubj has|AUX|3|aux|VBZ bought|VERB|0|root|VBN|~buy Paul|PROPN|3|obj +. "
         "Anna|PROPN|7|nsubj "
         "bought|VERB|0|root|VBD|~buy Paul|PROPN|7|obj"),
    ],
)  # fmt: skip
def test_claims_that_say_the_same_of_one_object_share_an_event(claims, language, line):
    doc = claims(language, line, ACME, ("Person", "Paul", "Paul"), ANNA)
    assert [claim.event for claim in doc._.claims] == ["v1", "v1"]
    assert [event.id for event in doc._.events] == ["v1"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_relation_is_tied_to_the_clause_around_it(claims, language):
    line = "Anna|PROPN|2|nsubj führt|VERB|0|root|VVFIN|VerbForm=Fin Acme|PROPN|2|obj +."
    doc = claims(language, line, ANNA, ACME, relations=[Relation("r1", "headOf", "e1", "e2", (0, 15))])
    assert [relation.claim for relation in doc._.relations] == ["c1"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "¶|SPACE|0|root das|PRON|3|nsubj|PRELS rief|VERB|1|acl:relcl|VVFIN Anna|PROPN|3|obj"),
        ("en", "¶|SPACE|0|root that|PRON|3|nsubj|WDT called|VERB|1|acl:relcl|VBD Anna|PROPN|3|obj"),
    ],
)
def test_line_end_takes_no_part(parsed, with_entities, language, line):
    doc = with_entities(parsed(language, line), ANNA)
    drafts = find_drafts(doc, language)
    assert [(draft.subject, draft.object) for draft in drafts] == [(None, "e1")]


def participants_of(doc, language):
    from hergang.extract.claims import find_drafts

    def told(value):
        return doc.text[slice(*value)] if isinstance(value, tuple) else value

    return [(draft.predicate, told(draft.subject), told(draft.object)) for draft in find_drafts(doc, language)]


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", "Der|DET|2|det Text|NOUN|3|nsubj lässt|VERB|0|root|VVFIN|~lassen "
         "sich|PRON|3|obj|PRF nicht|PART|6|advmod "
         "prüfen|VERB|3|xcomp|VVINF", [("prüfen", None, "Der Text")]),
        ("de", "Tee|NOUN|3|nsubj wird|AUX|3|aux|VAFIN|~werden serviert|VERB|0|root|VVPP|~servieren",
         [("servieren", None, "Tee")]),
        ("de", "Er|PRON|2|nsubj merkt|VERB|0|root|VVFIN|~merken sich|PRON|2|obj|PRF Namen|NOUN|2|obj",
         [("merken", "Er", "Namen")]),
        ("de", "Das|PRON|4|nsubj ist|AUX|4|cop|VAFIN ein|DET|4|det Kampf|NOUN|0|root", [("Kampf", "Das", "ein Kampf")]),
        ("de", "Kiel|PROPN|8|nsubj (|PUNCT|3|punct +dpo|PROPN|1|appos +)|PUNCT|3|punct -|PUNCT|8|punct Das|DET|7|det "
         "Land|NOUN|8|nsubj sinkt|VERB|0|root|VVFIN|~sinken", [("sinken", "Das Land", None)]),
        ("en", "a|DET|2|det firm|NOUN|6|nsubj owned|VERB|2|acl|VBN|~own by|ADP|5|case Anna|PROPN|3|obl:agent "
         "fell|VERB|0|root|VBD|~fall", [("own", "Anna", "a firm"), ("fall", "a firm", None)]),
    ],
)  # fmt: skip
def test_participants_are_those_of_what_is_told(parsed, language, line, found):
    assert participants_of(parsed(language, line), language) == found
