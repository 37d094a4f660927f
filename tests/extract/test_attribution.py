"""Whose word a frame names, over parses built by hand."""

import pytest

from hergang.extract.attribution import Frame, own_word


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
