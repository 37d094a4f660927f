"""What stands in quotation marks and is no speech, over parses built by hand."""

import pytest

from hergang.extract.direct import find_speech
from hergang.extract.marks import find_quoted
from hergang.extract.titles import bears_title, is_labelled


def spoken(doc, language):
    """Return the quoted words that are speech."""
    return [doc.text[q.start : q.end] for s in find_speech(doc, find_quoted(doc.text), language) for q in s.quoted]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Unter|ADP|3|case dem|DET|3|det Motto|NOUN|7|obl „ +Wir|PRON|6|nsubj sind|AUX|6|cop|VAFIN "
               "mehr|ADV|3|appos +“ zogen|VERB|0|root|VVFIN Tausende|NOUN|9|nsubj +."),
        ("de", "Sie|PRON|2|nsubj singen|VERB|0|root|VVFIN „ +Ich|PRON|5|nsubj will|VERB|2|parataxis|VMFIN "
               "mehr|ADV|5|obj +“ und|CCONJ|9|cc tanzen|VERB|2|conj|VVFIN +."),
        ("de", "Rund|ADV|2|advmod 300|NUM|4|nummod „ +Querdenker|NOUN|6|nsubj +“ forderten|VERB|0|root|VVFIN "
               "Freiheit|NOUN|7|obj +."),
        ("de", "Die|DET|2|det Steuer|NOUN|0|root +, „ +Soli|NOUN|7|obl +“ genannt|VERB|2|acl|VVPP +, "
               "fällt|VERB|2|conj"),
        ("en", "His|PRON|2|nmod:poss book|NOUN|0|root +, “ +Nobody|PRON|6|nsubj Told|VERB|2|appos|VBD Me|PRON|6|obj +, "
               "+” came|VERB|2|conj|VBD out|ADV|10|advmod +."),
        ("en", "The|DET|3|det so-called|ADJ|3|amod “ +Wall|NOUN|7|obl +” was|AUX|7|cop|VBD dismissed|VERB|0|root|VBN "
               "+, she|PRON|10|nsubj said|VERB|7|parataxis|VBD +."),
        ("en", "The|DET|6|det “ +Never|ADV|4|advmod Trump|PROPN|6|compound +” movement|NOUN|7|nsubj "
               "said|VERB|0|root|VBD no|INTJ|8|obj +."),
    ],
)  # fmt: skip
def test_titles_names_and_labels_are_no_speech(parsed, language, line):
    doc = parsed(language, line)
    assert find_quoted(doc.text)
    assert spoken(doc, language) == []


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("de", "Sie|PRON|2|nsubj nannte|VERB|0|root|VVFIN den|DET|4|det Plan|NOUN|2|obj „ +Unsinn|NOUN|2|obl +“ +.",
         "Unsinn"),
        ("de", "Mit|ADP|3|case den|DET|3|det Worten|NOUN|9|obl „ +Ich|PRON|6|nsubj gehe|VERB|3|acl|VVFIN "
               "jetzt|ADV|6|advmod +“ verließ|VERB|0|root|VVFIN er|PRON|9|nsubj das|DET|12|det Haus|NOUN|9|obj +.",
         "Ich gehe jetzt"),
        ("en", "He|PRON|2|nsubj shrugged|VERB|0|root|VBD +. “ +What|PRON|6|obj can|AUX|8|aux|MD I|PRON|8|nsubj "
               "do|VERB|2|parataxis|VB +? +”",
         "What can I do?"),
    ],
)  # fmt: skip
def test_what_is_said_stays_speech(parsed, language, line, words):
    assert spoken(parsed(language, line), language) == [words]


@pytest.mark.parametrize(
    ("language", "word", "bears"),
    [("de", "Kinderbuch", True), ("de", "Namens", True), ("de", "buch", False), ("de", "Besuch", False),
     ("en", "exhibitions", True), ("en", "minister", False)],
)  # fmt: skip
def test_nouns_for_what_has_a_title_are_known_in_any_form(language, word, bears):
    assert bears_title(word, language) is bears


def test_what_begins_small_is_no_title(parsed):
    doc = parsed("en", "the|DET|2|det campaign|NOUN|0|root “ +to|PART|5|mark go|VERB|2|acl on|ADP|5|advmod +”")
    assert not is_labelled(doc, (2, 8), "en")
