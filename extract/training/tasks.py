"""The tasks of the joint training as endless streams of batches, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import spacy

from hergang.extract.lexica import lexicon
from hergang.extract.pieces import Segmenter
from hergang.extract.training import trees
from hergang.extract.training.contexts import Paragraph, read_contexts, surrounded
from hergang.extract.training.labels import Labels
from hergang.extract.training.sets import read_set, teach_mood
from hergang.extract.training.settings import Settings, Task
from hergang.extract.training.texts import Text, Window, batches, joined, windows

GLUED = 4  # single sentences that are read as one text, at most
BREAKS = 0.15  # share of glued sentences before which a paragraph begins
FEWEST = 100  # pieces of a first window, where its length is drawn

#: Gives the texts of an epoch; what it varies comes from the generator alone.
Epoch = Callable[[Random], Sequence[Text]]


@dataclass(frozen=True)
class Stream:
    """Batches of a task without end."""

    task: Task
    epoch: Epoch
    cut: Segmenter
    seed: int
    context: Sequence[Sequence[Paragraph]] = ()  # paragraphs of articles

    def batches(self, passed: int = 0) -> Iterator[list[Window]]:
        """Yield the batches after the first ``passed``: a training that is taken up goes on where it stopped."""
        for number in range(10**9):
            random = Random(f"{self.seed}-{self.task.name}-{number}")
            found = list(self._windows(random))
            order = list(range(len(found)))
            random.shuffle(order)
            own = list(batches(found, self.task.batch, order))
            random.shuffle(own)
            yield from own[passed:]
            passed = max(0, passed - len(own))

    def _windows(self, random: Random) -> Iterator[Window]:
        limit = self.task.limit
        for text in self.epoch(random):
            if self.context and random.random() < self.task.context:
                text = surrounded(text, self.context, self.cut, limit, random)
            first = random.randint(FEWEST, limit) if len(text.words) > limit // 2 and text.heads is None else 0
            yield from windows(text, self.cut, limit, first=first)


def streams(settings: Settings, data: Path, labels: Labels, cut: Segmenter, part: float = 1.0) -> dict[str, Stream]:
    """Return the stream of each task; ``part`` reads only a share of the data (quick trials)."""
    forms = mood_forms(settings)
    epochs = {task.name: make_epoch(task, data, labels, forms, part) for task in settings.tasks}
    context = {
        language: read_contexts(spacy.blank(language), data, paths) for language, paths in settings.context.items()
    }
    return {
        task.name: Stream(task, epochs[task.name], cut, settings.seed, context.get(task.language, ()))
        for task in settings.tasks
    }


def make_epoch(task: Task, data: Path, labels: Labels, forms: Mapping[str, str], part: float = 1.0) -> Epoch:
    """Return what gives the texts of a task's epochs."""
    if task.kind == "treebank":
        sentences = [_share(own, part) for own in trees.read_trees(data, task)]
        return lambda random: [
            text for own in sentences for text in trees.varied_texts(own, task.language, labels, random)
        ]
    nlp = spacy.blank(task.language)
    groups = [
        (source.sentences, _share(read_set(nlp, data, source, task.kind, labels, dev=False), part))
        for source in task.sets
    ]
    if task.kind == "quotations" and task.language == "de":
        groups = [(single, [teach_mood(text, labels, forms) for text in own]) for single, own in groups]
    return lambda random: [text for single, own in groups for text in (glued(own, random) if single else own)]


def glued(texts: Sequence[Text], random: Random) -> list[Text]:
    """Return single sentences as texts of one to ``GLUED`` of them, in their order."""
    found = []
    place = 0
    while place < len(texts):
        size = random.randint(1, GLUED)
        first, *others = texts[place : place + size]
        others = [_broken(text) if text.words and random.random() < BREAKS else text for text in others]
        found.append(joined([first, *others]))
        place += size
    return found


def _broken(text: Text) -> Text:
    return replace(text, words=(replace(text.words[0], breaks=True), *text.words[1:]))


def _share(items: Sequence[Any], part: float) -> Sequence[Any]:
    return items if part >= 1 else items[: max(8, int(len(items) * part))]


def mood_forms(settings: Settings) -> dict[str, str]:
    """Return the German verb forms whose mood leaves no doubt, lower case."""
    table = lexicon("de", "mood")
    forms = dict.fromkeys(settings.indicative, "Ind")
    forms |= {form: "Sub" for part in ("first", "second") for form in table[part]["forms"]}
    return forms
