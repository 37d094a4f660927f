"""Konjunktiv told by form: what the indicative shares is no Konjunktiv."""

import pytest

from hergang.extract.mood import konjunktiv, settle_moods
from hergang.extract.mood_forms import form_of


@pytest.mark.parametrize(
    ("line", "mood"),
    [
        ("Er|PRON|2|nsubj sei|AUX|0|root|VAFIN krank|ADJ", "I"),
        ("Er|PRON|2|nsubj habe|AUX|0|root|VAFIN geschlafen|VERB", "I"),
        ("Sie|PRON|2|nsubj werde|AUX|0|root|VAFIN gehen|VERB", "I"),
        ("Die|DET|2|det Firma|NOUN|3|nsubj prüfe|VERB|0|root|VVFIN das|PRON", "I"),
        ("Die|DET|2|det Firma|NOUN|3|nsubj arbeite|VERB|0|root|VVFIN daran|ADV", "I"),
        ("Der|DET|2|det Preis|NOUN|3|nsubj steige|VERB|0|root|VVFIN weiter|ADV", "I"),
        ("Er|PRON|2|nsubj wäre|AUX|0|root|VAFIN gern|ADV dort|ADV", "II"),
        ("Er|PRON|2|nsubj hätte|AUX|0|root|VAFIN Geld|NOUN", "II"),
        ("Sie|PRON|2|nsubj könnte|AUX|0|root|VMFIN kommen|VERB", "II"),
        ("Er|PRON|2|nsubj käme|VERB|0|root|VVFIN später|ADV", "II"),
        ("Er|PRON|2|nsubj ist|AUX|0|root|VAFIN krank|ADJ", None),
        ("Er|PRON|2|nsubj sagte|VERB|0|root|VVFIN nichts|PRON", None),
        ("Er|PRON|2|nsubj arbeitete|VERB|0|root|VVFIN viel|ADV", None),
        ("Sie|PRON|2|nsubj wurde|AUX|0|root|VAFIN krank|ADJ", None),
        ("Ich|PRON|2|nsubj habe|AUX|0|root|VAFIN Zeit|NOUN", None),
        ("Ich|PRON|2|nsubj prüfe|VERB|0|root|VVFIN das|PRON", None),
        ("Das|PRON|2|obj mache|VERB|0|root|VVFIN ich|PRON|2|nsubj", None),
        ("Prüfe|VERB|0|root|VVIMP das|PRON|1|obj", None),
    ],
)
def test_konjunktiv_is_told_by_form_and_subject(parsed, line, mood):
    doc = parsed("de", line)
    assert konjunktiv(next(token for token in doc if token.head == token)) == mood


@pytest.mark.parametrize("word", ["Ende", "gute", "gerne", "heute"])
def test_other_words_in_e_have_no_mood(parsed, word):
    assert konjunktiv(parsed("de", f"{word}|ADV|0|root")[0]) is None


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("könne", "any"), ("seien", "any"), ("habe", "I"), ("spiegele", "I"), ("verzichte", "I"), ("biete", "I"),
        ("käme", "II"), ("absprängen", "II"), ("hinnähmen", "II"), ("unterschriebe", "II"), ("verhielte", "II"),
        ("sagte", "shared"), ("gingen", "shared"), ("leistete", "shared"), ("sollten", "shared"),
        ("hatten", None), ("konnte", None), ("wurde", None), ("schrie", None), ("kamen", None), ("hat", None),
        ("arbeiten", None), ("könnt", None), ("müsst", None), ("gemäß", None), ("könntet", "II"),
    ],
)  # fmt: skip
def test_forms_tell_what_a_verb_can_be(form, kind):
    assert form_of(form) == kind


@pytest.mark.parametrize(
    ("line", "mood"),
    [
        ("Seine|DET|2|det Habe|AUX|3|nsubj|VAFIN verbrannte|VERB|0|root|VVFIN", None),
        ("Habe|AUX|3|aux|VAFIN er|PRON|3|nsubj geschlafen|VERB|0|root|VVPP", "I"),
        ("Dass|SCONJ|4|mark ich|PRON|4|nsubj nichts|PRON|4|obj wisse|VERB|0|root|VVFIN", "I"),
        ("Dass|SCONJ|4|mark ich|PRON|4|nsubj nichts|PRON|4|obj habe|VERB|0|root|VVFIN", None),
        ("Lege|VERB|0|root|VVFIN die|DET|3|det Firma|NOUN|1|nsubj nichts|PRON|1|obj vor|ADP|1|compound:prt", "I"),
        ("Lege|VERB|0|root|VVFIN das|PRON|1|obj weg|ADP|1|compound:prt", None),
        ("Ich|PRON|2|nsubj gehe|VERB|0|root|VVFIN ,|PUNCT|2|punct lege|VERB|2|conj|VVFIN mich|PRON|4|obj", None),
        ("Er|PRON|2|nsubj gehe|VERB|0|root|VVFIN ,|PUNCT|2|punct lege|VERB|2|conj|VVFIN sich|PRON|4|obj", "I"),
        (
            "Ich|PRON|2|nsubj gehe|VERB|0|root|VVFIN ,|PUNCT|2|punct habe|AUX|6|aux|VAFIN er|PRON|6|nsubj "
            "gesagt|VERB|2|parataxis|VVPP",
            "I",
        ),
        ("Wer|PRON|2|nsubj will|VERB|4|csubj ,|PUNCT|4|punct lege|VERB|0|root|VVFIN sich|PRON|4|obj hin|ADP", "I"),
        ("Sei|AUX|2|cop|VAIMP|Mood=Imp vorsichtig|ADJ|0|root", None),
        ("Sei|AUX|3|cop|VAFIN es|PRON|3|nsubj Angst|NOUN|0|root", "I"),
    ],
)
def test_nouns_persons_and_commands_are_kept_apart(parsed, line, mood):
    doc = parsed("de", line)
    word = next(t for t in doc if t.lower_ in ("habe", "wisse", "lege", "sei"))
    assert konjunktiv(word) == mood


HIELTEN = "hielten|VERB|2|conj|VVFIN|Number=Plur"
REICHTEN = "reichten|VERB|0|root|VVFIN|Number=Plur|~reichen Vorräte|NOUN|4|nsubj"
SAGTEN = "sagte|VERB|0|root|VVFIN|Number=Sing|~sagen er|PRON|4|nsubj"
WOLLTEN = "wollten|AUX|6|aux|VMFIN|Number=Plur gehen|VERB|2|{}|VVINF"


@pytest.mark.parametrize(
    ("line", "word", "mood"),
    [
        (f"Sie|PRON|2|nsubj kämen|VERB|0|root|VVFIN und|CCONJ|4|cc {HIELTEN}", "hielten", "II"),
        (f"Sie|PRON|2|nsubj kamen|VERB|0|root|VVFIN und|CCONJ|4|cc {HIELTEN}", "hielten", None),
        (f"Käme|VERB|4|advcl|VVFIN er|PRON|1|nsubj ,|PUNCT|4|punct {REICHTEN}", "reichten", "II"),
        (f"Kam|VERB|4|advcl|VVFIN er|PRON|1|nsubj ,|PUNCT|4|punct {REICHTEN}", "reichten", None),
        (f"Käme|VERB|4|ccomp|VVFIN sie|PRON|1|nsubj ,|PUNCT|4|punct {SAGTEN}", "sagte", None),
        (
            "Er|PRON|2|nsubj sagte|VERB|0|root|VVFIN|~sagen ,|PUNCT|2|punct sie|PRON|6|nsubj "
            + WOLLTEN.format("ccomp"),
            "wollten",
            "II",
        ),
        (
            "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN|~kommen ,|PUNCT|2|punct sie|PRON|6|nsubj "
            + WOLLTEN.format("parataxis"),
            "wollten",
            None,
        ),
        ("Man|PRON|3|nsubj sollte|AUX|3|aux|VMFIN sparen|VERB|0|root|VVINF", "sollte", "II"),
        ("Er|PRON|3|nsubj sollte|AUX|3|aux|VMFIN sparen|VERB|0|root|VVINF", "sollte", None),
        ("Als|SCONJ|4|mark sie|PRON|4|nsubj fest|ADV|4|advmod schliefen|VERB|0|root|VVFIN", "schliefen", None),
        ("Als|SCONJ|4|mark ob|SCONJ|4|mark sie|PRON|4|nsubj schliefen|VERB|0|root|VVFIN", "schliefen", "II"),
    ],
)
def test_forms_of_the_past_are_konjunktiv_where_the_sentence_says_so(parsed, line, word, mood):
    doc = parsed("de", line)
    assert konjunktiv(next(token for token in doc if token.text == word)) == mood


def test_features_are_set_by_what_is_found(parsed):
    line = (
        "Er|PRON|2|nsubj verlange|VERB|0|root|VVFIN|Mood=Ind|Tense=Pres|VerbForm=Fin "
        "kamen|VERB|2|parataxis|VVFIN|Mood=Sub|Tense=Past|VerbForm=Fin "
        "gewesen|AUX|3|aux|VAPP|Mood=Sub|VerbForm=Part"
    )
    doc = settle_moods(parsed("de", line))
    assert str(doc[1].morph) == "Mood=Sub|Tense=Pres|VerbForm=Fin"
    assert str(doc[2].morph) == "Mood=Ind|Tense=Past|VerbForm=Fin"
    assert str(doc[3].morph) == "VerbForm=Part"


def test_english_is_left_alone(parsed):
    doc = settle_moods(parsed("en", "He|PRON|2|nsubj came|VERB|0|root|VBD|Mood=Sub"))
    assert str(doc[1].morph) == "Mood=Sub"
