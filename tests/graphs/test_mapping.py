"""One revision as triples."""

import pyoxigraph as ox
import pytest

from hergang.graphs.projection import project
from hergang.graphs.vocabulary import HG, NIF, SCHEMA, node


@pytest.fixture
def said(base):
    """Return a function: a telling to {subject's fragment: {property: sorted values}} of its standing view."""

    def read(told):
        found: dict[str, dict[str, list[str]]] = {}
        for quad in project([told.revised()], base):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
                subject = found.setdefault(quad.subject.value.rpartition("#")[2], {})
                subject.setdefault(name, []).append(quad.object.value)
        return found

    return read


def test_claim_with_times_places_amounts_and_condition(said, telling):
    told = telling(
        "de",
        "A",
        "2017-11-30",
        "Anfang November fiel in Köln fast elf Minuten lang für 43 Gäste mit Kerzen das Licht aus, "
        "falls es stimmt. Aus.",
    )
    koeln = told.entity("Place", "Köln")
    when = told.time("Anfang November", "DATE", "2017-11", mod="START", earliest="2017-11-01", latest="2017-11-10")
    length = told.time("fast elf Minuten", "DURATION", "PT11M", mod="LESS_THAN")
    guests = told.quantity("43 Gäste", 43, "Gast")
    if_true = told.claim("falls es stimmt", "stimmen", certainty="conditional")
    told.claim(
        "Anfang November fiel in Köln fast elf Minuten lang für 43 Gäste mit Kerzen das Licht aus",
        "ausfallen",
        subject=told.span("das Licht"),
        arguments=[("place", koeln), ("duration", length), ("number", guests), ("instrument", told.span("Kerzen"))],
        happened=when,
        condition=if_true,
        status="open",
        confidence=0.75,
    )
    claim = said(told)["claim=0,88"]
    expected = {
        "predicate": ["ausfallen"],
        "subjectText": ["das Licht"],
        "duration": ["PT11M"],
        "seconds": ["660"],
        "mod": ["LESS_THAN"],
        "happened": ["2017-11"],
        "happenedMod": ["START"],
        "happenedEarliest": ["2017-11-01"],
        "happenedLatest": ["2017-11-10"],
        "status": ["open"],
        "confidence": ["0.75"],
        "reportedOn": ["2017-11-30"],
        "sentence": [told.article.text.removesuffix(" Aus.")],
    }
    assert {name: claim[name] for name in expected} == expected
    assert claim["condition"][0].endswith("#claim=90,105")
    assert claim["quantity"][0].endswith("#quantity=55,63")
    assert len(claim["place"]) == 1
    arguments = [v for k, v in said(told).items() if "argument" in k]
    assert [(a["role"], a["value"]) for a in arguments] == [(["instrument"], ["Kerzen"])]


def test_duration_that_tells_when_gives_days_but_no_value(said, telling):
    told = telling("de", "A", "2020-01-01", "In den letzten zwei Jahren stieg die Miete.")
    years = told.time("den letzten zwei Jahren", "DURATION", "P2Y", earliest="2018-01-01", latest="2020-01-01")
    told.claim("In den letzten zwei Jahren stieg die Miete", "steigen", happened=years)
    claim = said(told)["claim=0,42"]
    assert "happened" not in claim
    assert claim["happenedEarliest"] == ["2018-01-01"]


def test_equal_spans_are_told_apart(said, telling):
    told = telling("de", "A", "2020-01-01", "Köln und Bonn schlafen.")
    for name in ("Köln", "Bonn"):
        told.claim("Köln und Bonn schlafen", "schlafen", subject=told.entity("Place", name))
    assert {key for key in said(told) if key.startswith("claim")} == {"claim=0,22", "claim=0,22;2"}


def test_quotation_with_speaker_medium_and_one_without_entity(said, telling):
    told = telling("en", "A", "2020-01-01", "“No,” said Eva Kern in Wired. “Yes,” said a man.")
    eva, wired = told.entity("Person", "Eva Kern"), told.entity("Organization", "Wired")
    outer = told.quotation("direct", "No", "said", "Eva Kern", speaker=eva, medium=wired, attribution="explicit")
    told.quotation("direct", "Yes", "said", "a man", within=outer, language="de")
    found = said(told)
    first, second = found["quotation=1,3"], found["quotation=31,34"]
    assert (first["text"], first["kind"], first["cue"], len(first["medium"])) == (["No"], ["direct"], ["said"], 1)
    assert "speakerText" not in first
    assert (second["speakerText"], second["inLanguage"]) == (["a man"], ["de"])
    assert "speaker" not in second
    assert second["within"][0].endswith("#quotation=1,3")


def test_relation_takes_its_word_from_claim_or_quotation(said, telling):
    told = telling("de", "A", "2020-01-01", "Eva Kern leitet angeblich Acme. „Jan Ohm leitet Beta“, sagt Eva Kern.")
    eva, acme = told.entity("Person", "Eva Kern"), told.entity("Organization", "Acme")
    jan, beta = told.entity("Person", "Jan Ohm"), told.entity("Organization", "Beta")
    claim = told.claim("Eva Kern leitet angeblich Acme", "leiten", subject=eva, object=acme, voice="hearsay")
    told.quotation("direct", "Jan Ohm leitet Beta", "sagt", speaker=eva)
    told.relation(
        "headOf", eva, acme, "Eva Kern leitet angeblich Acme", claim, role="Chefin", visa="ja", followers="viele"
    )
    told.relation("headOf", jan, beta, "Jan Ohm leitet Beta")
    found = said(told)
    first, second = found["relation=0,30"], found["relation=33,52"]
    assert (first["voice"], first["role"], len(first["argument"])) == (["hearsay"], ["Chefin"], 2)
    assert (second["voice"], len(second["speaker"]), len(second["quotation"])) == (["speaker"], 1, 1)
    assert not any("headOf" in properties for properties in found.values())  # no fact


def test_age_is_a_dated_relation(said, telling):
    told = telling("de", "A", "2020-01-01", "Eva Kern ist 43 Jahre alt.")
    eva, age = told.entity("Person", "Eva Kern"), told.quantity("43 Jahre", 43, "year")
    told.relation("age", eva, age, "Eva Kern ist 43 Jahre alt")
    relation = said(told)["relation=0,25"]
    assert (relation["age"], relation["objectText"], relation["reportedOn"]) == (["43"], ["43 Jahre"], ["2020-01-01"])


def test_mentions_are_what_the_text_says_there(story, base):
    for revised in story:
        graph = node(f"{base}rev/{revised.article.id}-{revised.digest}")
        quads = [quad for quad in project(story, base) if quad.graph_name == graph]
        offsets = {}
        for name in ("beginIndex", "endIndex", "anchorOf"):
            offsets[name] = {q.subject: q.object.value for q in quads if q.predicate == node(NIF[name])}
        assert offsets["anchorOf"]
        for span, words in offsets["anchorOf"].items():
            begin, end = int(offsets["beginIndex"][span]), int(offsets["endIndex"][span])
            assert revised.article.text[begin:end] == words
            assert span.value.endswith(f"#char={begin},{end}")


@pytest.mark.parametrize(
    ("voice", "named", "medium", "origin"),
    [
        ("article", True, False, "outlet"),
        ("hearsay", True, False, "outlet"),
        ("speaker", True, True, "speaker"),
        ("speaker", False, True, "medium"),
        ("speaker", False, False, "outlet"),
    ],
)
def test_origin_is_the_root_of_the_chain(telling, base, voice, named, medium, origin):
    told = telling("de", "A", "2020-01-01", "Köln brenne, sagte jemand der Zeitung.")
    speaker = told.entity("Person", "jemand", named=named)
    paper = told.entity("Organization", "Zeitung")
    words = told.quotation("indirect", "Köln brenne", "sagte", speaker=speaker, medium=paper if medium else None)
    source = speaker if voice == "speaker" else None
    told.claim("Köln brenne", "brennen", voice=voice, source=source, quotation=words if source else None)
    quads = list(project([told.revised()], base))
    claim = next(q.subject for q in quads if q.object == node(SCHEMA.Claim))
    root = next(q.object for q in quads if q.subject == claim and q.predicate == node(HG.origin))
    labels = {q.subject: q.object.value for q in quads if q.predicate.value.endswith("label")}
    assert labels[root] == {"outlet": "A", "speaker": "jemand", "medium": "Zeitung"}[origin]


def test_an_entry_of_a_ticker_is_part_of_its_article(said, telling):
    told = telling("de", "A", "2017-11-30", "Das Licht fiel aus.", part_of="0123456789abcdef", access="preview")
    article = next(node for name, node in said(told).items() if f"a/{told.article.id}" in name)
    assert [iri.rpartition("/")[2] for iri in article["isPartOf"]] == ["0123456789abcdef"]
    assert article["isAccessibleForFree"] == ["false"]
