"""Spans of the encoder become quotations in the rules' terms."""

import pytest
import spacy
from spacy.tokens import Doc

from hergang.extract.candidates import Candidates, SpanScore
from hergang.extract.spans import find_learned


def make(text, *, starts=(0,), links=None, language="de", particles=(), arcs=(), kinds=True, **spans):
    """Return a Doc whose spans are given by their words: ``content=[("er habe nichts gewusst", "indirect")]``.

    ``arcs``: dependent, head and part of speech of words that do not hang on their sentence's first.
    """
    doc = spacy.blank(language)(text)
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    heads = [max(start for start in starts if start <= token.i) for token in doc]
    deps = ["dep"] * len(words)
    for particle, verb in particles:
        heads[words.index(particle)], deps[words.index(particle)] = words.index(verb), "compound:prt"
    pos = ["X"] * len(words)
    for word, head, tag in arcs:
        heads[words.index(word)], pos[words.index(word)] = words.index(head), tag
        deps[words.index(word)] = "ROOT" if word == head else "dep"
    doc = Doc(doc.vocab, words=words, spaces=spaces, heads=heads, deps=deps, pos=pos)
    found = {name: tuple(_span(doc, *entry) for entry in entries) for name, entries in spans.items()}
    doc._.encoder = Candidates(**found, links=links or {}, kinds=kinds)
    return doc


def _span(doc, words, kind="x", probability=0.9):
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    return SpanScore(span.start, span.end, kind, probability)


def texts(doc, spans):
    return [doc.text[start:end] for start, end in spans]


def test_content_source_and_cue_make_one_quotation():
    doc = make(
        "Der Minister sagte der Zeitung, er habe davon nichts gewusst.",
        content=[("er habe davon nichts gewusst", "indirect", 0.8)],
        source=[("Der Minister",)],
        cue=[("sagte",)],
        addressee=[("der Zeitung",)],
        links={0: (0, 0.7)},
    )
    (found,) = find_learned(doc, "de")
    assert texts(doc, found.content) == ["er habe davon nichts gewusst"]
    assert texts(doc, found.cue) == ["sagte"]
    assert (found.kind, found.probability, found.source_probability) == ("indirect", 0.8, 0.7)
    assert doc[slice(*found.source)].text == "Der Minister"
    assert doc[slice(*found.addressee)].text == "der Zeitung"
    assert found.frame.source == found.source
    assert (found.report.kind, found.report.rule, found.report.content) == (
        "indirect",
        "learned/indirect",
        found.content,
    )


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("„Das ist falsch“, sagte Weber.", "„Das ist falsch“,"),
        ("»Das ist falsch«, sagte Weber.", "»Das ist falsch«"),
        ('"Das ist falsch", sagte Weber.', '"Das ist falsch"'),
    ],
)
def test_direct_words_stand_without_their_marks(text, content):
    doc = make(text, content=[(content, "direct")], source=[("Weber",)], cue=[("sagte",)], links={0: (0, 0.9)})
    (found,) = find_learned(doc, "de")
    assert texts(doc, found.content) == ["Das ist falsch"]


def test_interrupted_quotation_is_one():
    doc = make(
        "“We knew,” said Ann Lee, “that it was wrong.”",
        language="en",
        content=[("“We knew,”", "direct"), ("“that it was wrong.”", "direct")],
        source=[("Ann Lee",)],
        cue=[("said",)],
        links={0: (0, 0.9), 1: (0, 0.9)},
    )
    (found,) = find_learned(doc, "en")
    assert texts(doc, found.content) == ["We knew", "that it was wrong."]


def said_twice(language):
    """Return two sentences of direct words with one frame between them."""
    return make(
        "“It was wrong,” said Ann Lee. “We are sorry.”",
        starts=(0, 9),
        language=language,
        content=[("“It was wrong,”", "direct"), ("“We are sorry.”", "direct")],
        source=[("Ann Lee",)],
        cue=[("said",)],
        links={0: (0, 0.9), 1: (0, 0.9)},
    )


@pytest.mark.parametrize(
    ("language", "contents"),
    [("en", [["It was wrong", "We are sorry."]]), ("de", [["It was wrong"], ["We are sorry."]])],
)
def test_english_goes_on_behind_the_stop_of_a_frame(language, contents):
    doc = said_twice(language)
    assert [texts(doc, found.content) for found in find_learned(doc, language)] == contents


def test_words_with_a_cue_of_their_own_do_not_go_on():
    doc = make(
        "“It was wrong,” said Ann Lee. “We are sorry,” she added.",
        starts=(0, 9),
        language="en",
        content=[("“It was wrong,”", "direct"), ("“We are sorry,”", "direct")],
        source=[("Ann Lee",)],
        cue=[("said",), ("added",)],
        links={0: (0, 0.9), 1: (0, 0.9)},
    )
    assert len(find_learned(doc, "en")) == 2


def test_two_cues_are_two_quotations():
    doc = make(
        "Weber räumte Fehler ein und sagte, es werde besser.",
        content=[("Fehler", "reported"), ("es werde besser", "indirect")],
        source=[("Weber",)],
        cue=[("räumte",), ("sagte",)],
        links={0: (0, 0.9), 1: (0, 0.9)},
    )
    assert len(find_learned(doc, "de")) == 2


def test_contents_that_only_marks_part_are_one():
    doc = make(
        "He said that it was “a disgrace for us all” in the end.",
        language="en",
        content=[
            ("that it was", "indirect", 0.9),
            ("“a disgrace for us all”", "direct", 0.5),
            ("in the end", "reported"),
        ],
        source=[("He",)],
        cue=[("said",)],
        links={0: (0, 0.9), 1: (None, 0.4)},
    )
    (found,) = find_learned(doc, "en")
    assert texts(doc, found.content) == ["that it was “a disgrace for us all” in the end"]
    assert found.kind == "indirect"
    assert 0.5 < found.probability < 0.9
    assert doc[slice(*found.source)].text == "He"


def test_contents_of_two_sentences_stay_apart():
    doc = make(
        "Er habe nichts gewusst. Das sei falsch.",
        starts=(0, 5),
        content=[("Er habe nichts gewusst.", "unframed"), ("Das sei falsch", "unframed")],
    )
    assert len(find_learned(doc, "de")) == 2


def test_two_sentences_are_two_quotations():
    doc = make(
        "„Das ist falsch“, sagte Weber. „Es war anders.“",
        starts=(0, 8),
        content=[("„Das ist falsch“", "direct"), ("„Es war anders.“", "direct")],
        source=[("Weber",)],
        cue=[("sagte",)],
        links={0: (0, 0.9), 1: (0, 0.6)},
    )
    one, other = find_learned(doc, "de")
    assert one.source == other.source
    assert one.cue == other.cue


def test_words_in_marks_within_rendered_speech_share_its_frame():
    doc = make(
        "Weber sagte, das sei „ein Fehler“ gewesen.",
        content=[("das sei „ein Fehler“ gewesen", "indirect")],
        inner=[("„ein Fehler“", "direct")],
        source=[("Weber",)],
        cue=[("sagte",)],
        links={0: (0, 0.9)},
    )
    outer, inner = find_learned(doc, "de")
    assert (inner.kind, inner.inside, texts(doc, inner.content)) == ("direct", True, ["ein Fehler"])
    assert inner.frame.source == outer.frame.source
    assert inner.report.rule == "learned/direct-within"


def test_particle_belongs_to_its_cue():
    doc = make(
        "Weber räumte ein, sie habe gelogen.",
        particles=[("ein", "räumte")],
        content=[("sie habe gelogen", "indirect")],
        cue=[("räumte",), ("ein",)],
        source=[("Weber",)],
        links={0: (0, 0.9)},
    )
    assert texts(doc, find_learned(doc, "de")[0].cue) == ["räumte", "ein"]


def test_unannounced_content_has_no_frame():
    doc = make(
        "Sie habe es nicht gewollt.", content=[("Sie habe es nicht gewollt", "unframed")], links={0: (None, 0.6)}
    )
    (found,) = find_learned(doc, "de")
    assert found.frame is None
    assert found.report.frame is None


def test_unlikely_contents_can_be_left_out():
    doc = make("Er habe Zeit.", content=[("Er habe Zeit", "unframed", 0.4)])
    assert find_learned(doc, "de", least=0.5) == []
    assert len(find_learned(doc, "de")) == 1


def test_marks_alone_and_unread_texts_give_nothing():
    assert find_learned(make("„“ ,", content=[("„“", "direct")]), "de") == []
    assert find_learned(spacy.blank("de")("Er habe Zeit."), "de") == []


@pytest.mark.parametrize(
    ("text", "seen", "content"),
    [
        ("They promised to cut emissions from coal-fired plants.", "to cut emissions from coal",
         "to cut emissions from coal-fired"),
        ("They rated it 32% of all.", "it 32", "it 32%"),
        ("They want a break - nothing else.", "a break", "a break"),
    ],
)  # fmt: skip
def test_content_does_not_end_within_a_word(text, seen, content):
    doc = make(text, language="en", content=[(seen, "indirect")])
    assert texts(doc, find_learned(doc, "en")[0].content) == [content]


def test_content_is_completed_to_the_phrase_of_its_last_word():
    doc = make(
        "He denied the senator's odd statement on Monday.",
        language="en",
        arcs=[("the", "statement", "DET"), ("senator", "statement", "NOUN"), ("odd", "statement", "ADJ"),
              ("statement", "denied", "NOUN")],
        content=[("the senator's odd", "indirect")],
    )  # fmt: skip
    assert texts(doc, find_learned(doc, "en")[0].content) == ["the senator's odd statement"]


def test_completion_stops_before_the_cue():
    doc = make(
        "It was a bad said he idea.",
        language="en",
        arcs=[("bad", "idea", "ADJ"), ("idea", "was", "NOUN")],
        content=[("It was a bad", "indirect")],
        cue=[("said",)],
    )
    assert texts(doc, find_learned(doc, "en")[0].content) == ["It was a bad"]


def test_reported_speech_is_the_clause_of_the_verb_that_tells_it():
    arcs = [("Weber", "kündigte", "PROPN"), ("kündigte", "kündigte", "VERB"), ("gestern", "kündigte", "ADV"),
            ("einen", "Ausbau", "DET"), ("Ausbau", "kündigte", "NOUN"), ("an", "kündigte", "ADP")]  # fmt: skip
    doc = make("Weber kündigte gestern einen Ausbau an.", arcs=arcs, content=[("einen Ausbau", "reported")])
    assert texts(doc, find_learned(doc, "de")[0].content) == ["Weber kündigte gestern einen Ausbau an"]


@pytest.mark.parametrize(
    ("kinds", "cue", "kind"), [(True, [], "indirect"), (False, [], "unframed"), (False, [("sagte",)], "indirect")]
)
def test_mood_tells_the_kind_where_the_encoder_was_taught_none(kinds, cue, kind):
    doc = make(
        "Er habe Zeit, sagte Weber.",
        arcs=[("Er", "habe", "PRON"), ("habe", "habe", "VERB"), ("Zeit", "habe", "NOUN")],
        kinds=kinds,
        content=[("Er habe Zeit", "indirect")],
        cue=cue,
    )
    assert [found.kind for found in find_learned(doc, "de")] == [kind]
