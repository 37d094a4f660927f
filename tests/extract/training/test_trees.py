"""Treebank sentences become texts with tags, features, heads and relations."""

from random import Random

from hergang.extract.training.conllu import Sentence, Word, parse_conllu
from hergang.extract.training.labels import IGNORED
from hergang.extract.training.paragraphs import Paragraph
from hergang.extract.training.texts import ROOT
from hergang.extract.training.trees import collect_labels, plain_texts, tree_text, varied_texts

LINES = """1\tAda\tAda\tPROPN\tNE\tNumber=Sing\t2\tnsubj\t_\t_
2\tliest\tlesen\tVERB\tVVFIN\tMood=Ind\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_
"""


def sentence():
    (found,) = parse_conllu(LINES.splitlines())
    return found


def labels():
    return collect_labels([("de", [sentence()])])


def test_labels_are_collected():
    assert labels().heads["tag_de"] == ("NE", "VVFIN")
    assert labels().relations == ("nsubj", "punct", "root")


def test_two_sentences_and_a_paragraph_between():
    text = tree_text(Paragraph((sentence(), sentence()), frozenset({0})), "de", labels())
    assert [(word.text, word.blank, word.breaks) for word in text.words] == [
        ("Ada", True, False),
        ("liest", True, False),
        (".", False, False),
        ("Ada", True, True),
        ("liest", True, False),
        (".", False, False),
    ]
    assert text.targets["sentence"].tolist() == [1, 0, 0, 1, 0, 0]
    assert text.heads.tolist() == [1, ROOT, 1, 4, ROOT, 4]
    assert text.relations.tolist() == [0, 2, 1, 0, 2, 1]
    assert text.targets["tag_de"].tolist() == [0, 1, IGNORED, 0, 1, IGNORED]


def test_hard_blanks_are_no_words():
    leaves = (
        Word("Ada", "Ada", "PROPN", "NE", "", 2, "nsubj", False),
        Word("\xa0", "\xa0", "SPACE", "_SP", "", 0, "dep", False),
        Word("liest", "lesen", "VERB", "VVFIN", "", 2, "ROOT"),
    )
    text = tree_text(Paragraph((Sentence(leaves),)), "de", labels())
    assert [(word.text, word.blank) for word in text.words] == [("Ada", True), ("liest", True)]
    assert text.heads.tolist() == [1, ROOT]


def test_plain_texts_keep_order_and_number():
    texts = list(plain_texts([sentence()] * 7, "de", labels()))
    assert [len(text.starts) for text in texts] == [5, 2]


def test_varied_texts_are_the_same_for_the_same_seed():
    runs = [list(varied_texts([sentence()] * 20, "de", labels(), Random(3))) for _ in range(2)]
    words = [[word for text in run for word in text.words] for run in runs]
    assert words[0] == words[1]
    assert all((text.heads >= ROOT).all() for text in runs[0])
