"""Treebank paragraphs as texts with targets: sentence starts, tags, parts of speech, features, heads and relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np

from hergang.extract.training.conllu import Sentence
from hergang.extract.training.conllu import Word as Leaf
from hergang.extract.training.jobs import read_sentences
from hergang.extract.training.labels import FEATURES, IGNORED, Labels, make_labels
from hergang.extract.training.paragraphs import Paragraph, paragraphs
from hergang.extract.training.recipe import DataSet, recipe
from hergang.extract.training.settings import Task
from hergang.extract.training.texts import ROOT, Text, Word

DEV_SENTENCES = 5  # glued into one text where dev parts are read


def read_trees(data: Path, task: Task) -> list[list[Sentence]]:
    """Return the sentences of each set of a task, Konjunktiv repaired."""
    return [read_sentences(data, recipe(task.language), DataSet(source.path)) for source in task.sets]


def varied_texts(trees: Sequence[Sentence], language: str, labels: Labels, random: Random) -> Iterator[Text]:
    """Yield the sentences as paragraphs of newspapers, in another order and form in every epoch."""
    plan = recipe(language)
    order = shuffled(trees, random)
    for paragraph in paragraphs(order, plan.augmentation, plan.speech, random):
        yield tree_text(paragraph, language, labels)


def plain_texts(trees: Sequence[Sentence], language: str, labels: Labels) -> Iterator[Text]:
    """Yield the sentences in their order, a few to a text; a line without a stop is a heading and stands alone."""
    place = 0
    while place < len(trees):
        run = [s for s in trees[place : place + DEV_SENTENCES] if s.document == trees[place].document]
        breaks = frozenset(i for i, sentence in enumerate(run) if sentence.words[-1].pos != "PUNCT")
        yield tree_text(Paragraph(tuple(run), breaks), language, labels)
        place += len(run)


def shuffled(trees: Sequence[Sentence], random: Random) -> list[Sentence]:
    """Return whole documents in random order; sentences of no document move alone."""
    groups: dict[str, list[Sentence]] = {}
    for number, sentence in enumerate(trees):
        groups.setdefault(sentence.document or f"#{number}", []).append(sentence)
    order = list(groups.values())
    random.shuffle(order)
    return [sentence for group in order for sentence in group]


def tree_text(paragraph: Paragraph, language: str, labels: Labels) -> Text:
    """Return a paragraph as a text; leaves that are white space (no-break spaces) become blanks."""
    words: list[Word] = []
    leaves: list[Leaf] = []
    heads: list[int] = []
    starts: set[int] = set()
    blank = breaks = False
    for number, sentence in enumerate(paragraph.sentences):
        starts.add(len(words))
        places = _places(sentence.words, len(words))
        blank = True
        for index, leaf in enumerate(sentence.words):
            if leaf.pos == "SPACE":
                blank = True
                continue
            words.append(Word(leaf.text, blank=blank, breaks=breaks))
            heads.append(ROOT if leaf.head == index else places[leaf.head])
            leaves.append(leaf)
            blank, breaks = leaf.space, False
        breaks = number in paragraph.breaks
    targets = _targets(leaves, language, labels)
    targets["sentence"] = np.array([int(place in starts) for place in range(len(words))])
    relations = _coded((leaf.dep.replace("ROOT", "root") for leaf in leaves), labels, "relations")
    return Text(tuple(words), targets, frozenset(starts), np.array(heads), relations)


def _places(leaves: Sequence[Leaf], first: int) -> list[int]:
    """Return the place of each leaf among the words of the text; white space has the place of what follows."""
    places = []
    for leaf in leaves:
        places.append(first)
        first += leaf.pos != "SPACE"
    return places


def _targets(leaves: Sequence[Leaf], language: str, labels: Labels) -> dict[str, np.ndarray]:
    targets = {
        f"tag_{language}": _coded((leaf.tag for leaf in leaves), labels, f"tag_{language}"),
        "pos": _coded((leaf.pos for leaf in leaves), labels, "pos"),
    }
    features = [dict(f.split("=", 1) for f in leaf.morph.split("|") if f) for leaf in leaves]
    for name in FEATURES:
        head = f"morph_{name}"
        if head in labels.heads:  # a language whose treebanks lack the feature teaches that it is never there
            targets[head] = _coded((own.get(name, "") for own in features), labels, head)
    return targets


def _coded(values: Iterable[str], labels: Labels, head: str) -> np.ndarray:
    codes = labels.codes(head)
    return np.array([codes.get(value, IGNORED) for value in values], np.int64)


def collect_labels(trees: Iterable[tuple[str, Sequence[Sentence]]]) -> Labels:
    """Return the labels that the treebanks (language, sentences) have."""
    tags: dict[str, set[str]] = {}
    features: dict[str, set[str]] = {}
    relations: set[str] = set()
    for language, sentences in trees:
        for leaf in (leaf for sentence in sentences for leaf in sentence.words):
            tags.setdefault(language, set()).add(leaf.tag)
            relations.add(leaf.dep.replace("ROOT", "root"))
            for name, value in (f.split("=", 1) for f in leaf.morph.split("|") if f):
                features.setdefault(name, set()).add(value)
    for own in tags.values():
        own.discard("")
    relations.discard("")
    return make_labels(tags, features, relations)
