"""Cues: verbs and nouns that announce speech, known by their forms whatever the lemmatizer says."""

import pytest

from hergang.extract.cues import cue_noun, cue_verb, noun_cues, verb_cues, verb_lemma

UNKNOWN = "~?"  # a lemma that helps nobody: the form alone must do


def verb(parsed, language, form):
    return parsed(language, f"{form}|VERB|0|root|{UNKNOWN}")[0]


@pytest.mark.parametrize(
    ("language", "form", "lemma"),
    [
        ("de", "sagt", "sagen"),
        ("de", "sagte", "sagen"),
        ("de", "gesagt", "sagen"),
        ("de", "erklärte", "erklären"),
        ("de", "erklärt", "erklären"),
        ("de", "behauptet", "behaupten"),
        ("de", "antworteten", "antworten"),
        ("de", "kritisiert", "kritisieren"),
        ("de", "angekündigt", "ankündigen"),
        ("de", "ankündigte", "ankündigen"),
        ("de", "mitzuteilen", "mitteilen"),
        ("de", "sprach", "sprechen"),
        ("de", "hieß", "heißen"),
        ("de", "schrieb", "schreiben"),
        ("de", "schrieben", "schreiben"),
        ("de", "bestritt", "bestreiten"),
        ("de", "widersprach", "widersprechen"),
        ("de", "zugegeben", "zugeben"),
        ("de", "wies", "weisen"),
        ("en", "says", "say"),
        ("en", "said", "say"),
        ("en", "told", "tell"),
        ("en", "wrote", "write"),
        ("en", "thought", "think"),
        ("en", "denies", "deny"),
        ("en", "denied", "deny"),
        ("en", "announcing", "announce"),
        ("en", "announced", "announce"),
        ("en", "stresses", "stress"),
        ("en", "admitted", "admit"),
        ("en", "swore", "swear"),
    ],
)
def test_verb_is_known_by_its_form(parsed, language, form, lemma):
    assert verb_lemma(verb(parsed, language, form), language) == lemma


@pytest.mark.parametrize(
    ("language", "line", "lemma"),
    [
        ("de", "Sie|PRON|2|nsubj räumte|VERB|0|root|~? es|PRON|2|obj ein|ADP|2|compound:prt", "einräumen"),
        ("de", "Er|PRON|2|nsubj gab|VERB|0|root|~? das|PRON|2|obj zu|PART|2|dep|PTKVZ", "zugeben"),
        ("de", "Er|PRON|2|nsubj wies|VERB|0|root|~? es|PRON|2|obj zurück|ADP|2|compound:prt", "zurückweisen"),
        ("de", "Er|PRON|2|nsubj legte|VERB|0|root|~legen es|PRON|2|obj still|ADJ|2|compound:prt", "stilllegen"),
        ("en", "He|PRON|2|nsubj pointed|VERB|0|root|~? it|PRON|2|obj out|ADP|2|compound:prt", "point out"),
        ("en", "He|PRON|2|nsubj gave|VERB|0|root|~give up|ADP|2|compound:prt", "give up"),
    ],
)  # fmt: skip
def test_particle_belongs_to_the_verb(parsed, language, line, lemma):
    assert verb_lemma(parsed(language, line)[1], language) == lemma


@pytest.mark.parametrize(
    ("language", "form", "stance"),
    [
        ("de", "sagte", "neutral"), ("de", "gestand", "concedes"), ("de", "bestritten", "denies"),
        ("de", "bezweifelte", "doubts"), ("de", "behauptete", "claims"), ("de", "forderte", "demands"),
        ("de", "glaubte", "thinks"), ("de", "lief", None), ("de", "kaufte", None),
        ("en", "said", "neutral"), ("en", "admits", "concedes"), ("en", "denied", "denies"),
        ("en", "doubts", "doubts"), ("en", "alleged", "claims"), ("en", "demanded", "demands"),
        ("en", "thought", "thinks"), ("en", "ran", None), ("en", "bought", None),
    ],
)  # fmt: skip
def test_cue_has_a_stance(parsed, language, form, stance):
    cue = cue_verb(verb(parsed, language, form), language)
    assert (cue and cue.stance) == stance


@pytest.mark.parametrize(("language", "word"), [("de", "Sagte"), ("de", "Meinung"), ("en", "report"), ("en", "claims")])
def test_noun_is_no_verb_of_speech(parsed, language, word):
    assert cue_verb(parsed(language, f"{word}|NOUN|0|root|NN")[0], language) is None


def test_adjective_known_announces_nothing(parsed):
    doc = parsed("de", "Bekannt|ADJ|0|root|ADJD|~bekannt wurde|AUX|1|cop sie|PRON|1|nsubj")
    assert cue_verb(doc[0], "de") is None


@pytest.mark.parametrize(
    ("language", "word", "lemma"),
    [
        ("de", "Aussage", "Aussage"), ("de", "Aussagen", "Aussage"), ("de", "Vorwürfe", "Vorwurf"),
        ("de", "Zeugenaussage", "Aussage"), ("de", "Behauptungen", "Behauptung"),
        ("de", "Worten", "Wort"), ("de", "Haus", None),
        ("en", "statement", "statement"), ("en", "Claims", "claim"), ("en", "denial", "denial"),
        ("en", "testimonies", "testimony"), ("en", "house", None),
    ],
)  # fmt: skip
def test_noun_cue_is_known_by_its_form(parsed, language, word, lemma):
    cue = cue_noun(parsed(language, f"{word}|NOUN|0|root")[0], language)
    assert (cue and cue.lemma) == lemma


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_cue_has_a_known_stance(language):
    stances = {cue.stance for cue in (*verb_cues(language).values(), *noun_cues(language).values())}
    assert stances == {"neutral", "concedes", "denies", "doubts", "claims", "demands", "thinks"}
