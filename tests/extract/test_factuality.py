"""How a clause is meant: polarity, certainty, voice, phase and what is open, over parses built by hand."""

import pytest

from hergang.extract.factuality import is_condition, stance_of
from hergang.extract.records import Quotation


def stance(doc, language, quotation=None):
    head = next(token for token in doc if token.dep_ == "ROOT")
    return stance_of(doc, head, quotation, language)


@pytest.mark.parametrize(
    ("language", "line", "polarity"),
    [
        ("de", "Er|PRON|2|nsubj kommt|VERB|0|root|VVFIN nicht|PART|2|advmod", "negative"),
        ("de", "Er|PRON|2|nsubj kommt|VERB|0|root|VVFIN nie|ADV|2|advmod", "negative"),
        ("de", "Er|PRON|2|nsubj hat|VERB|0|root|VAFIN kein|DET|4|det Geld|NOUN|2|obj", "negative"),
        ("de", "Er|PRON|2|nsubj kommt|VERB|0|root|VVFIN +, weil|SCONJ|6|mark sie|PRON nicht|PART|7|advmod "
         "kann|VERB|2|advcl",
         "positive"),
        ("de", "Er|PRON|2|nsubj kommt|VERB|0|root|VVFIN", "positive"),
        ("en", "He|PRON|4|nsubj does|AUX|4|aux not|PART|4|advmod come|VERB|0|root|VB", "negative"),
        ("en", "He|PRON|4|nsubj does|AUX|4|aux|VBZ +n't|PART|4|advmod come|VERB|0|root|VB", "negative"),
        ("en", "He|PRON|3|nsubj never|ADV|3|advmod comes|VERB|0|root|VBZ", "negative"),
        ("en", "He|PRON|2|nsubj has|VERB|0|root|VBZ no|DET|4|det money|NOUN|2|obj", "negative"),
        ("en", "He|PRON|2|nsubj comes|VERB|0|root|VBZ", "positive"),
    ],
)  # fmt: skip
def test_negation_of_the_clause_itself_counts(parsed, language, line, polarity):
    assert stance(parsed(language, line), language).polarity == polarity


@pytest.mark.parametrize(
    ("language", "line", "certainty"),
    [
        ("de", "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN", "certain"),
        ("de", "Er|PRON|3|nsubj könnte|AUX|3|aux|VMFIN kommen|VERB|0|root|VVINF", "possible"),
        ("de", "Er|PRON|2|nsubj kommt|VERB|0|root|VVFIN vielleicht|ADV|2|advmod", "possible"),
        ("de", "Er|PRON|2|nsubj käme|VERB|0|root|VVFIN", "possible"),
        ("de", "Er|PRON|3|nsubj will|AUX|3|aux|VMFIN kommen|VERB|0|root|VVINF", "intended"),
        ("de", "Er|PRON|2|nsubj plant|VERB|0|root|VVFIN|~planen zu|PART|4|mark gehen|VERB|2|xcomp", "intended"),
        ("de", "Kommt|VERB|0|root|VVFIN er|PRON|1|nsubj +?", "questioned"),
        ("de", "Wenn|SCONJ|3|mark er|PRON|3|nsubj kommt|VERB|5|advcl|VVFIN +, geht|VERB|0|root|VVFIN sie|PRON|5|nsubj",
         "conditional"),
        ("de", "Er|PRON|4|nsubj soll|AUX|4|aux|VMFIN reich|ADJ|4|advmod leben|VERB|0|root|VVINF|~leben", "certain"),
        ("de", "Er|PRON|3|nsubj muss|AUX|3|aux|VMFIN zahlen|VERB|0|root|VVINF", "intended"),
        ("de", "Er|PRON|3|nsubj musste|AUX|3|aux|VMFIN|Tense=Past zahlen|VERB|0|root|VVINF", "certain"),
        ("de", "Achte|VERB|0|root|VVIMP auf|ADP|3|case Zink|NOUN|1|obl", "intended"),
        ("de", "Wer|PRON|2|nsubj fehlt|VERB|4|csubj|VVFIN +, bekommt|VERB|0|root|VVFIN nichts|PRON|4|obj",
         "conditional"),
        ("en", "He|PRON|2|nsubj came|VERB|0|root|VBD", "certain"),
        ("en", "Choose|VERB|0|root|VB|~choose milk|NOUN|1|obj", "intended"),
        ("en", "He|PRON|3|nsubj should|AUX|3|aux|MD come|VERB|0|root|VB", "intended"),
        ("en", "He|PRON|3|nsubj apparently|ADV|3|advmod came|VERB|0|root|VBD", "possible"),
        ("en", "He|PRON|3|nsubj might|AUX|3|aux|MD come|VERB|0|root|VB", "possible"),
        ("en", "Perhaps|ADV|3|advmod he|PRON|3|nsubj came|VERB|0|root|VBD", "possible"),
        ("en", "He|PRON|2|nsubj plans|VERB|0|root|VBZ|~plan to|PART|4|mark go|VERB|2|xcomp|VB", "intended"),
        ("en", "Did|AUX|3|aux|VBD he|PRON|3|nsubj come|VERB|0|root|VB +?", "questioned"),
        ("en", "If|SCONJ|3|mark he|PRON|3|nsubj comes|VERB|6|advcl|VBZ +, she|PRON|6|nsubj goes|VERB|0|root|VBZ",
         "conditional"),
    ],
)  # fmt: skip
def test_certainty_comes_from_mood_modals_and_conditions(parsed, language, line, certainty):
    assert stance(parsed(language, line), language).certainty == certainty


KAM = {"de": "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN", "en": "He|PRON|2|nsubj came|VERB|0|root|VBD"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_voice_is_the_articles_or_the_speakers(parsed, language):
    doc = parsed(language, KAM[language])
    assert stance(doc, language).voice == "article"
    assert stance(doc, language, Quotation("q1", "indirect", ((0, 6),), speaker="e1")).voice == "speaker"
    assert stance(doc, language, Quotation("q1", "indirect", ((0, 6),))).voice == "hearsay"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN angeblich|ADV|2|advmod"),
        ("de", "Er|PRON|4|nsubj soll|AUX|4|aux|VMFIN es|PRON|4|obj gesagt|VERB|0|root|VVPP haben|AUX|4|aux"),
        ("en", "He|PRON|3|nsubj allegedly|ADV|3|advmod came|VERB|0|root|VBD"),
        ("en", "He|PRON|3|nsubj reportedly|ADV|3|advmod came|VERB|0|root|VBD"),
    ],
)
def test_what_is_said_on_nobodys_word_is_hearsay(parsed, language, line):
    found = stance(parsed(language, line), language)
    assert (found.voice, found.certainty) == ("hearsay", "certain")


@pytest.mark.parametrize(
    ("language", "line", "phase"),
    [
        ("de", "Zunächst|ADV|2|advmod hieß|VERB|0|root|VVFIN es|PRON|2|nsubj", 1),
        ("de", "Inzwischen|ADV|2|advmod steht|VERB|0|root|VVFIN es|PRON|2|nsubj fest|ADJ|2|compound:prt", 2),
        ("de", "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN", None),
        ("en", "Initially|ADV|3|advmod he|PRON|3|nsubj came|VERB|0|root|VBD", 1),
        ("en", "He|PRON|2|nsubj came|VERB|0|root|VBD", None),
    ],
)
def test_phase_tells_what_was_held_first_and_what_now(parsed, language, line, phase):
    assert stance(parsed(language, line), language).phase == phase


@pytest.mark.parametrize(
    ("language", "line", "is_open"),
    [
        ("de", "Die|DET|2|det Polizei|NOUN|3|nsubj ermittelt|VERB|0|root|VVFIN|~ermitteln noch|ADV|3|advmod", True),
        ("de", "Die|DET|2|det Polizei|NOUN|3|nsubj ermittelte|VERB|0|root|VVFIN|~ermitteln|Tense=Past "
         "noch|ADV|3|advmod", False),
        ("de", "Das|PRON|3|nsubj ist|AUX|3|cop|VAFIN unklar|ADJ|0|root", True),
        ("de", "Er|PRON|2|nsubj kam|VERB|0|root|VVFIN", False),
        ("en", "Police|NOUN|4|nsubj are|AUX|4|aux|VBP still|ADV|4|advmod "
         "investigating|VERB|0|root|VBG|~investigate", True),
        ("en", "It|PRON|3|nsubj is|AUX|3|cop|VBZ unclear|ADJ|0|root", True),
        ("en", "He|PRON|2|nsubj came|VERB|0|root|VBD", False),
    ],
)  # fmt: skip
def test_open_matters_are_told(parsed, language, line, is_open):
    assert stance(parsed(language, line), language).open is is_open


@pytest.mark.parametrize(
    ("language", "line", "condition"),
    [
        ("de", "Sollte|AUX|3|aux|VMFIN er|PRON|3|nsubj kommen|VERB|5|advcl +, gehen|VERB|0|root", True),
        ("de", "Falls|SCONJ|3|mark er|PRON|3|nsubj kommt|VERB|5|advcl +, geh|VERB|0|root", True),
        ("de", "Weil|SCONJ|3|mark er|PRON|3|nsubj kommt|VERB|5|advcl +, geh|VERB|0|root", False),
        ("en", "Should|AUX|3|aux|MD he|PRON|3|nsubj come|VERB|6|advcl|VB +, she|PRON|6|nsubj goes|VERB|0|root", True),
        ("en", "Because|SCONJ|3|mark he|PRON|3|nsubj left|VERB|6|advcl +, she|PRON|6|nsubj goes|VERB|0|root", False),
    ],
)  # fmt: skip
def test_condition_is_told_by_its_opening(parsed, language, line, condition):
    assert is_condition(parsed(language, line)[2], language) is condition


@pytest.mark.parametrize(
    ("language", "line", "head", "certainty"),
    [
        ("de", "Man|PRON|2|nsubj prüft|VERB|0|root|VVFIN|~prüfen +, wer|PRON|5|nsubj kam|VERB|2|ccomp|VVFIN", "kam",
         "questioned"),
        ("de", "Man|PRON|2|nsubj weiß|VERB|0|root|VVFIN|~wissen +, wer|PRON|5|nsubj kam|VERB|2|ccomp|VVFIN", "kam",
         "certain"),
        ("de", "Gelingt|VERB|6|advcl|VVFIN das|PRON|1|nsubj nicht|PART|1|advmod +, geht|VERB|0|root|VVFIN "
         "sie|PRON|5|nsubj", "Gelingt", "conditional"),
        ("de", "Er|PRON|3|nsubj hätte|AUX|3|aux|VAFIN gewonnen|VERB|0|root|VVPP", "gewonnen", "conditional"),
        ("en", "They|PRON|2|nsubj asked|VERB|0|root|VBD|~ask who|PRON|4|nsubj came|VERB|2|ccomp|VBD", "came",
         "questioned"),
        ("en", "They|PRON|2|nsubj ask|VERB|0|root|VBP|~ask what|DET|4|det steps|NOUN|2|obj he|PRON|6|nsubj "
         "takes|VERB|4|acl:relcl|VBZ", "takes", "questioned"),
        ("en", "They|PRON|2|nsubj know|VERB|0|root|VBP|~know who|PRON|4|nsubj came|VERB|2|ccomp|VBD", "came",
         "certain"),
        ("en", "It|PRON|4|nsubj would|AUX|4|aux|MD have|AUX|4|aux|VB won|VERB|0|root|VBN", "won", "conditional"),
    ],
)  # fmt: skip
def test_embedded_questions_and_what_would_have_been(parsed, language, line, head, certainty):
    token = next(t for t in parsed(language, line) if t.text == head)
    assert stance_of(token.doc, token, None, language).certainty == certainty


def test_alleged_is_hearsay_but_for_direct_speech(parsed):
    doc = parsed("en", "He|PRON|3|nsubj allegedly|ADV|3|advmod ran|VERB|0|root|VBD")
    for kind, voice in (("indirect", "hearsay"), ("direct", "speaker")):
        assert stance(doc, "en", Quotation("q1", kind, ((0, 5),), speaker="e1")).voice == voice


@pytest.mark.parametrize(
    ("language", "line", "polarity"),
    [
        ("de", "Er|PRON|2|nsubj kauft|VERB|0|root|VVFIN nicht|PART|5|advmod nur|ADV|5|advmod Brot|NOUN|2|obj",
         "positive"),
        ("de", "Er|PRON|2|nsubj schläft|VERB|0|root|VVFIN kaum|ADV|2|advmod", "negative"),
        ("en", "He|PRON|5|nsubj did|AUX|5|aux not|PART|4|advmod only|ADV|5|advmod buy|VERB|0|root|VB bread|NOUN|5|obj",
         "positive"),
    ],
)  # fmt: skip
def test_not_only_is_no_negation(parsed, language, line, polarity):
    assert stance(parsed(language, line), language).polarity == polarity
