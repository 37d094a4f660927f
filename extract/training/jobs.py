"""Joins data, pipelines and loop: the two jobs of a language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from spacy.training import Example

from hergang.extract.errors import LexiconError
from hergang.extract.training import treebank
from hergang.extract.training.conllu import Sentence, read_conllu, repair
from hergang.extract.training.loop import Job
from hergang.extract.training.names import NamedText, example, read_names, unmarked_names
from hergang.extract.training.paragraphs import paragraphs, plain_paragraphs
from hergang.extract.training.pipelines import names_pipeline, syntax_pipeline
from hergang.extract.training.recipe import DataSet, Recipe

MAX_REPETITIONS = 3  # of one sentence in one treebank file


def syntax_job(recipe: Recipe, data: Path) -> Job:
    """Return the job of tags, features, lemmas, parse and sentence ends."""
    train = [read_sentences(data, recipe, entry) for entry in recipe.syntax.train]
    dev = [sentence for entry in recipe.syntax.dev for sentence in read_sentences(data, recipe, entry)]

    def epoch(nlp: Any, random: Random) -> Iterator[Example]:
        for sentences in train:
            varied = paragraphs(_shuffled(sentences, random), recipe.augmentation, recipe.speech, random)
            yield from treebank.examples(nlp, varied)

    def score(scores: dict[str, Any]) -> float:
        return float(
            0.5 * scores["dep_las"] + 0.2 * scores["tag_acc"] + 0.2 * scores["morph_acc"] + 0.1 * scores["lemma_acc"]
        )

    return Job(
        name=f"{recipe.language} syntax",
        build=partial(syntax_pipeline, recipe),
        train=epoch,
        dev=lambda nlp: list(treebank.examples(nlp, plain_paragraphs(dev))),
        epochs=recipe.syntax.epochs,
        score=score,
    )


def names_job(recipe: Recipe, data: Path, syntax: Any) -> Job:
    """Return the job of names; ``syntax`` is the trained other half, which tells proper nouns."""
    train = [
        (entry, text, _unmarked(entry, text, syntax)) for entry in recipe.names.train for text in _texts(data, entry)
    ]
    dev = [text for entry in recipe.names.dev for text in _texts(data, entry)]

    def epoch(nlp: Any, random: Random) -> Iterator[Example]:
        return (example(nlp.make_doc, text, runs) for entry, text, runs in train for _ in range(entry.repeat))

    return Job(
        name=f"{recipe.language} names",
        build=partial(names_pipeline, recipe),
        train=epoch,
        dev=lambda nlp: [example(nlp.make_doc, text) for text in dev],
        epochs=recipe.names.epochs,
        score=_main_labels,
    )


def _main_labels(scores: dict[str, Any]) -> float:
    """The mean F1 of PER, ORG and LOC: MISC is not marked in every set."""
    per_type = scores["ents_per_type"] or {}
    return float(sum(per_type.get(label, {"f": 0.0})["f"] for label in ("PER", "ORG", "LOC")) / 3)


def _unmarked(entry: DataSet, text: NamedText, syntax: Any) -> list[tuple[int, int]]:
    return [] if entry.has_misc else unmarked_names(syntax(text.text))


def _texts(data: Path, entry: DataSet) -> list[NamedText]:
    return list(read_names(_existing(data, entry)))[: entry.take]


def read_sentences(data: Path, recipe: Recipe, entry: DataSet) -> list[Sentence]:
    """Return the repaired sentences of a treebank file; LexiconError names a file that is not there."""
    sentences = _without_repetitions(read_conllu(_existing(data, entry)))
    return [repair(sentence, recipe.repairs) for sentence in sentences][: entry.take]


def _without_repetitions(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Pass over furniture of web pages that stands in a treebank hundreds of times ("Mehr in Telepolis:")."""
    seen: Counter[tuple[str, ...]] = Counter()
    for sentence in sentences:
        words = tuple(word.text for word in sentence.words)
        seen[words] += 1
        if seen[words] <= MAX_REPETITIONS:
            yield sentence


def _existing(data: Path, entry: DataSet) -> Path:
    path = data / entry.path
    if not path.is_file():
        raise LexiconError(f"{path}: this training data is not there; --data names the folder that holds {entry.path}.")
    return path


def _shuffled(sentences: Sequence[Sentence], random: Random) -> list[Sentence]:
    """Shuffle whole documents, or single sentences where documents are unknown."""
    groups: dict[str, list[Sentence]] = {}
    for number, sentence in enumerate(sentences):
        groups.setdefault(sentence.document or f"#{number}", []).append(sentence)
    order: list[list[Sentence]] = list(groups.values())
    random.shuffle(order)
    return list(_flat(order))


def _flat(groups: Iterable[list[Sentence]]) -> Iterator[Sentence]:
    for group in groups:
        yield from group
