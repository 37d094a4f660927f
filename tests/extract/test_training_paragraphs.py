"""Treebank sentences become paragraphs as newspapers print them."""

import re
from random import Random

import pytest
import spacy

from hergang.extract.training import treebank
from hergang.extract.training.conllu import parse_conllu
from hergang.extract.training.paragraphs import (
    Paragraph,
    announce,
    find_subjects,
    paragraphs,
    plain_paragraphs,
    quote,
    restyle,
)
from hergang.extract.training.recipe import recipe

LINES = """1\tDie\tder\tDET\tART\t_\t2\tdet\t_\t_
2\tMinisterin\tMinisterin\tNOUN\tNN\tNumber=Sing\t3\tnsubj\t_\t_
3\tlacht\tlachen\tVERB\tVVFIN\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t$.\t_\t3\tpunct\t_\t_

1\tDas\tdas\tPRON\tPDS\t_\t5\tnsubj\t_\t_
2\tist\tsein\tAUX\tVAFIN\t_\t5\tcop\t_\t_
3\t"\t"\tPUNCT\t$(\t_\t5\tpunct\t_\tSpaceAfter=No
4\tganz\tganz\tADV\tADV\t_\t5\tadvmod\t_\t_
5\tgut\tgut\tADJ\tADJD\t_\t0\troot\t_\tSpaceAfter=No
6\t"\t"\tPUNCT\t$(\t_\t5\tpunct\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t$.\t_\t5\tpunct\t_\t_
"""


@pytest.fixture
def sentences():
    return list(parse_conllu(LINES.splitlines(keepends=True)))


def text(*sentences, breaks=()):
    return treebank.annotated(spacy.blank("de").vocab, Paragraph(tuple(sentences), frozenset(breaks)))


def test_restyle_opens_and_closes(sentences):
    assert text(restyle(sentences[1], ("„", "“"))).text == "Das ist „ganz gut“."


def test_quote_hangs_marks_on_the_root(sentences):
    doc = text(quote(sentences[0], ("»", "«"), ["$(", "$("]))
    assert doc.text == "»Die Ministerin lacht.«"
    assert [token.head.text for token in doc] == ["lacht", "Ministerin", "lacht", "lacht", "lacht", "lacht"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", r"„Die Ministerin lacht“, \w+ die Ministerin\."),
        ("en", r"„Die Ministerin lacht,“ (\w+ die|die Minis).*\."),
    ],
)
def test_announce_makes_the_content_a_clausal_complement(sentences, language, expected):

    subjects = find_subjects(sentences)
    doc = text(announce(sentences[0], subjects[0], ("„", "“"), recipe(language).speech, Random(1)))
    assert re.fullmatch(expected, doc.text)
    (root,) = [token for token in doc if token.dep_ == "ROOT"]
    relations = {child.dep_: child.text for child in root.children}
    assert relations["ccomp"] == "lacht"
    assert relations["nsubj"] == "Ministerin"


def test_breaks_are_tokens_of_white_space(sentences):
    doc = text(*sentences, breaks=[0])
    assert doc.text == 'Die Ministerin lacht.\n\nDas ist "ganz gut".'
    assert [sent.text.strip() for sent in doc.sents] == ["Die Ministerin lacht.", 'Das ist "ganz gut".']


def test_same_seed_same_paragraphs(sentences):
    plan = recipe("de")
    runs = [list(paragraphs(sentences * 9, plan.augmentation, plan.speech, Random(7))) for _ in range(2)]
    assert runs[0] == runs[1]
    assert sum(len(paragraph.sentences) for paragraph in runs[0]) == 18


def test_examples_align_with_the_tokeniser(sentences):
    nlp = spacy.blank("de")
    for example in treebank.examples(nlp, plain_paragraphs(sentences)):
        assert example.predicted.text == example.reference.text
        assert all(head is not None for head in example.get_aligned_parse()[0])
