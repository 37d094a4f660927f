"""Discourse status of head words: which words get which label, and that a probe learns it and changes nothing else."""

import json
from dataclasses import replace

import numpy as np
import pytest
import spacy

from hergang.extract.errors import LexiconError
from hergang.extract.training.labels import IGNORED, make_labels, with_probes
from hergang.extract.training.mentions import (
    Tree,
    chains,
    head_word,
    mention_codes,
    read_mentions,
    statuses,
    words_tree,
)
from hergang.extract.training.settings import Source
from hergang.extract.training.texts import words_of

LEAVES = """# newdoc id = d1
1\tAda\tAda\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\tleads\tlead\tVERB\tVBZ\t_\t0\troot\t_\t_
3\ta\ta\tDET\tDT\t_\t5\tdet\t_\t_
4\tsmall\tsmall\tADJ\tJJ\t_\t5\tamod\t_\t_
5\tfirm\tfirm\tNOUN\tNN\t_\t2\tobj\t_\t_
6\tof\tof\tADP\tIN\t_\t7\tcase\t_\t_
7\tBonn\tBonn\tPROPN\tNNP\t_\t5\tnmod\t_\tSpaceAfter=No
8\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tcompany\tcompany\tNOUN\tNN\t_\t3\tnsubj\t_\t_
3\tpays\tpay\tVERB\tVBZ\t_\t0\troot\t_\t_
4\ther\tshe\tPRON\tPRP\t_\t3\tobj\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

"""
TEXT = "Ada leads a small firm of Bonn. The company pays her."


def spans(*words):
    return [[TEXT.index(word), TEXT.index(word) + len(word)] for word in words]


def record():
    tokens, place = [], 0
    for word in ["Ada", "leads", "a", "small", "firm", "of", "Bonn", ".", "The", "company", "pays", "her", "."]:
        place = TEXT.index(word, place)
        tokens.append([place, place + len(word)])
        place += len(word)
    clusters = [spans("a small firm of Bonn", "The company"), spans("her", "Ada"), spans("Bonn")]
    return {
        "id": "d1",
        "text": TEXT,
        "tokens": tokens,
        "sents": [0, 8],
        "clusters": [{"mentions": c} for c in clusters],
    }


@pytest.fixture
def labels():
    return with_probes(make_labels({"de": {"NN"}}, {}, {"root"}), ["mention"])


@pytest.fixture
def folder(tmp_path):
    """Return a data folder with one record and its tree."""
    (tmp_path / "t-train.conllu").write_text(LEAVES, encoding="utf-8")
    (tmp_path / "t-train.jsonl").write_text((json.dumps(record()) + "\n") * 10, encoding="utf-8")
    return tmp_path


def told(text, labels):
    names = [*labels.heads["mention"], "O-or-new"]
    codes = text.targets["mention"].tolist()
    return {word.text: names[code] for word, code in zip(text.words, codes, strict=True) if code > 0}


def test_head_words_tell_the_status_of_their_mention(folder, labels):
    source = Source("t-train.jsonl", trees="t-train.conllu")
    _, text = next(read_mentions(spacy.blank("en"), folder, source, labels, dev=False))
    assert told(text, labels) == {"Ada": "new", "firm": "new", "Bonn": "new", "company": "old", "her": "old"}
    assert text.starts == {0, 8}


def test_of_mentions_with_one_head_the_shortest_counts():
    heads = np.array([0, 0, 0])
    tree = Tree(np.array([0, 4, 8]), np.array([3, 7, 11]), heads, ["NOUN", "NOUN", "NOUN"])
    clusters = [{"mentions": [[0, 11]]}, {"mentions": [[4, 7], [0, 3]]}]
    assert statuses({"clusters": clusters}, tree) == {0: "new", 1: "old"}
    assert chains({"clusters": clusters}, tree) == [[], [0, 1]]


@pytest.mark.parametrize(
    ("heads", "pos", "word"),
    [
        ([1, 3, 1, 3], ["DET", "NOUN", "NOUN", "VERB"], 1),
        ([3, 3, 3, 3], ["ADJ", "ADV", "NOUN", "VERB"], 2),  # a broken parse: three words hang outside
        ([3, 3, 3, 3], ["ADJ", "ADV", "PUNCT", "VERB"], 0),
    ],
)
def test_head_word_hangs_outside_of_its_span(heads, pos, word):
    tree = Tree(np.arange(4), np.arange(1, 5), np.array(heads), pos)
    assert head_word([0, 1, 2], tree) == word


def test_without_singletons_nouns_outside_of_clusters_teach_nothing(labels):
    words = words_of(spacy.blank("de")("Die Firma zahlt Ada , weil sie es will"))
    pos = ["DET", "NOUN", "VERB", "PROPN", "PUNCT", "SCONJ", "PRON", "PRON", "VERB"]
    tree = words_tree(words, np.array([1, 2, 2, 2, 2, 8, 8, 8, 2]), pos)
    clusters = [{"mentions": [{"span": [[16, 19]]}, {"span": [[27, 30]]}]}, {"mentions": [{"span": [[4, 15]]}]}]
    codes = mention_codes({"clusters": clusters}, words, tree, labels.codes("mention"), Source("x", singletons=False))
    choice, new, old = (labels.codes("mention")[name] for name in ("O-or-new", "new", "old"))
    # What a clause tells ("Die Firma zahlt") teaches nothing either.
    assert codes.tolist() == [choice, IGNORED, IGNORED, new, 0, 0, old, IGNORED, 0]


def test_a_treebank_that_does_not_fit_is_named(folder, labels):
    source = Source("t-train.jsonl", trees="t-train.conllu")
    (folder / "t-train.conllu").write_text(LEAVES.replace("d1", "d2"), encoding="utf-8")
    with pytest.raises(LexiconError, match="d1: 13 tokens, 0 in the treebank"):
        next(read_mentions(spacy.blank("en"), folder, source, labels, dev=False))
    with pytest.raises(LexiconError, match=r"u\.conllu: this training data is not there"):
        next(read_mentions(spacy.blank("en"), folder, replace(source, trees="u.conllu"), labels, dev=False))
