"""Scores tags, features, lemmas, dependencies and sentence ends against the dev parts of the treebanks.

Raw text in, some sentences at a time, so that tokenisation and sentence ends count: a word is right only where a token
has its very characters, and its head only where the head is right too. Punctuation counts like words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import Counts, Figure, base_pipeline, percent

from hergang.extract.training.conllu import Sentence, read_conllu, repair
from hergang.extract.training.recipe import recipe

SETS = {"de": ("hdt", "pud", "gsd"), "en": ("ewt", "gum")}
SENTENCES = 4  # of one document in one text


@dataclass(frozen=True)
class Node:
    """A word with its place in the text and its head's."""

    start: int
    end: int
    tag: str
    pos: str
    morph: str
    lemma: str
    dep: str
    head: tuple[int, int]


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of every treebank that has the part."""
    figures: list[Figure] = []
    for language, names in SETS.items():
        paths = [data / f"{language}-treebank" / f"{name}-{part}.conllu" for name in names]
        for path in filter(Path.is_file, paths):
            sentences = [repair(sentence, recipe(language).repairs) for sentence in read_conllu(path)]
            figures += score_set(base_pipeline(language), sentences, path.stem)
    return figures


def score_set(nlp: Any, sentences: Sequence[Sentence], name: str) -> list[Figure]:
    """Return the figures of one treebank; the accuracies are shares of its words."""
    texts = [place_words(run) for run in runs(sentences)]
    hits: Counter[str] = Counter()
    ends = Counts()
    subjunctive = Counts()
    for (_, gold, starts), doc in zip(texts, nlp.pipe(text for text, _, _ in texts), strict=True):
        found = {(node.start, node.end): node for node in map(_node, doc) if node.pos != "SPACE"}
        for node in gold:
            hits.update(_compare(node, found.get((node.start, node.end))))
        own = {sent[0].idx for sent in doc.sents}
        ends.add(len(own & starts), len(own), len(starts))
        _count_mood(gold, found, subjunctive)
    words = hits["words"]
    names = ("token", "tag", "pos", "morph", "lemma", "UAS", "LAS")
    figures = [Figure("syntax", name, kind, percent(hits[kind], words), words) for kind in names]
    figures += [Figure("syntax", name, "sentences F1", ends.f1, ends.gold)]
    return figures + (subjunctive.figures("syntax", name, "Konjunktiv")[2:] if name[:3] in SETS["de"] else [])


def _compare(gold: Node, found: Node | None) -> Iterator[str]:
    yield "words"
    if found is None:
        return
    yield "token"
    yield from (kind for kind in ("tag", "pos", "morph", "lemma") if getattr(gold, kind) == getattr(found, kind))
    if gold.head == found.head:
        yield "UAS"
        if gold.dep == found.dep:
            yield "LAS"


def _count_mood(gold: Sequence[Node], found: dict[tuple[int, int], Node], counts: Counts) -> None:
    marked = {(node.start, node.end) for node in gold if "Mood=Sub" in node.morph}
    answered = {place for place, node in found.items() if "Mood=Sub" in node.morph}
    counts.add(len(marked & answered), len(answered), len(marked))


def _node(token: Any) -> Node:
    head = (token.head.idx, token.head.idx + len(token.head))
    place = (token.idx, token.idx + len(token))
    return Node(*place, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_, head)


def runs(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield a few sentences at a time, never across documents."""
    run: list[Sentence] = []
    for sentence in sentences:
        if run and (len(run) == SENTENCES or sentence.document != run[0].document):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def place_words(sentences: Sequence[Sentence]) -> tuple[str, list[Node], set[int]]:
    """Return the text of sentences, its words with their places, and where sentences start."""
    text = ""
    nodes: list[Node] = []
    starts: set[int] = set()
    for sentence in sentences:
        text += " " if text and not text.endswith(" ") else ""
        starts.add(len(text))
        places = []
        for word in sentence.words:
            places.append((len(text), len(text) + len(word.text)))
            text += word.text + (" " if word.space else "")
        for word, place in zip(sentence.words, places, strict=True):
            nodes.append(Node(*place, word.tag, word.pos, word.morph, word.lemma, word.dep, places[word.head]))
    return text.rstrip(), nodes, starts
