"""Whose word a frame names, over parses built by hand."""

import pytest

from hergang.extract.attribution import Frame, own_word, possessor_of, source_of, token_span


@pytest.mark.parametrize(
    ("language", "line", "source", "subject"),
    [
        ("de", "Die|DET|2|det Bahn|NOUN|8|nsubj hat|AUX|8|aux|VAFIN nach|ADP|6|case eigenen|ADJ|6|amod "
         "Angaben|NOUN|8|obl Züge|NOUN|8|obj bestellt|VERB|0|root|VVPP", (4, 6), "Die Bahn"),
        ("de", "Die|DET|2|det Bahn|NOUN|8|nsubj hat|AUX|8|aux|VAFIN nach|ADP|5|case Angaben|NOUN|8|obl "
         "Annas|PROPN|5|nmod Züge|NOUN|8|obj bestellt|VERB|0|root|VVPP", (4, 6), None),
        ("en", "By|ADP|4|case its|PRON|4|nmod:poss own|ADJ|4|amod account|NOUN|7|obl the|DET|6|det firm|NOUN|7|nsubj "
         "lost|VERB|0|root|VBD", (1, 4), "the firm"),
    ],
)  # fmt: skip
def test_own_word_is_the_subjects(parsed, language, line, source, subject):
    doc = parsed(language, line)
    found = own_word(doc, Frame((), source), language)
    assert (found and doc[found[0] : found[1]].text) == subject


@pytest.mark.parametrize(
    ("language", "line", "verb", "source"),
    [
        ("de", "In|ADP|3|case dem|DET|3|det Brief|NOUN|4|obl heißt|VERB|0|root|VVFIN es|PRON|4|expl +:",
         3, "dem Brief"),
        ("de", "Aus|ADP|2|case Kreisen|NOUN|3|obl hieß|VERB|0|root|VVFIN es|PRON|3|nsubj +, sie|PRON|7|nsubj "
               "gehe|VERB|3|ccomp|VVFIN", 2, "Kreisen"),
        ("de", "Das|PRON|2|obj sagt|VERB|0|root|VVFIN Beraterin|NOUN|2|nsubj und|CCONJ|5|cc Autorin|NOUN|3|conj "
               "Rhiannon|PROPN|5|flat|B-PER Lambert|PROPN|6|flat|I-PER +.", 1,
         "Beraterin und Autorin Rhiannon Lambert"),
    ],
)  # fmt: skip
def test_sources_beside_the_subject_alone(parsed, language, line, verb, source):
    doc = parsed(language, line)
    assert doc[slice(*source_of(doc, doc[verb], language))].text == source


def test_possessive_tells_whose_a_source_is(parsed):
    doc = parsed("de", "nach|ADP|3|case seinen|DET|3|det:poss Berechnungen|NOUN|0|root")
    assert possessor_of(doc, (1, 3)) == (1, 2)
    assert possessor_of(doc, (2, 3)) is None


def test_marks_at_the_edges_are_no_part_of_a_source(parsed):
    doc = parsed("de", "gegenüber|ADP|3|case « +BBC|PROPN|0|root|B-ORG +» +.")
    (span,) = token_span(doc, (1, 3))
    assert doc.text[slice(*span)] == "BBC"
