"""Marked names become examples; what is not known is not taught."""

import spacy

from hergang.extract.training.names import NamedText, example, named_text, pieces, unmarked_names


def test_names_of_the_four_labels_are_kept_and_trimmed():
    record = {
        "text": "Der Bonner Kanzler Kohl \nkam",
        "ents": [
            {"start": 4, "end": 10, "label": None, "fine": "LOCderiv"},
            {"start": 19, "end": 25, "label": "PER"},
            {"start": 25, "end": 28, "fine": "trigger"},
        ],
    }
    assert named_text(record).names == ((19, 23, "PER"),)


def test_pieces_keep_names_in_place():
    text = "Ada kam.\r\n\r\nBo ging.\r\n\r\nCy blieb.\r\n\r\nDan schlief.\r\n"
    names = tuple((text.index(name), text.index(name) + len(name), "PER") for name in ("Ada", "Bo", "Cy", "Dan"))
    found = list(pieces(NamedText(text, names)))
    assert len(found) == 2
    assert [piece.text[start:end] for piece in found for start, end, _ in piece.names] == ["Ada", "Bo", "Cy", "Dan"]
    assert not any("\r" in piece.text for piece in found)


def test_an_edge_inside_a_token_is_not_taught():
    nlp = spacy.blank("de")
    named = NamedText("Der Twitter-Account von Ada", ((4, 11, "ORG"), (24, 27, "PER")))
    reference = example(nlp.make_doc, named).reference
    assert [ent.text for ent in reference.ents] == ["Ada"]
    assert [token.ent_iob_ for token in reference] == ["O", "", "O", "B"]


def test_unsure_runs_are_left_open_unless_named():
    nlp = spacy.blank("de")
    named = NamedText("Ada liest Faust", ((0, 3, "PER"),))
    reference = example(nlp.make_doc, named, [(0, 1), (2, 3)]).reference
    assert [token.ent_iob_ for token in reference] == ["B", "O", ""]


def test_unmarked_names_are_runs_of_proper_nouns():
    doc = spacy.tokens.Doc(
        spacy.blank("de").vocab,
        words=["Ada", "Lovelace", "las", "Faust"],
        pos=["PROPN", "PROPN", "VERB", "PROPN"],
    )
    assert unmarked_names(doc) == [(0, 2), (3, 4)]
