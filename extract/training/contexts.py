"""Short texts read amid an article: what surrounds them teaches nothing, and yet is there when the program reads.

Treebanks and sets of names hold sentences and paragraphs, articles fill whole windows. A network that only ever saw the
former one by one reads them well alone and badly in the midst of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from hergang.extract.pieces import Segmenter
from hergang.extract.training.labels import IGNORED
from hergang.extract.training.sets import read_records
from hergang.extract.training.settings import Source
from hergang.extract.training.texts import NO_HEAD, Text, Word, words_of

Paragraph = tuple[Word, ...]
ONE_SIDED = 0.3  # share of the surrounded texts that begin or end their window


def read_contexts(nlp: Any, data: Path, paths: Iterable[str]) -> list[list[Paragraph]]:
    """Return the paragraphs of each article of some sets."""
    records = [record for path in paths for record in read_records(data, Source(path), dev=False)]
    return [_paragraphs(words_of(nlp.make_doc(record["text"]))) for record in records]


def _paragraphs(words: Sequence[Word]) -> list[Paragraph]:
    numbers = np.cumsum([word.breaks for word in words]).tolist()
    groups = groupby(zip(numbers, words, strict=True), key=lambda pair: pair[0])
    return [tuple(word for _, word in group) for _, group in groups]


def surrounded(text: Text, articles: Sequence[Sequence[Paragraph]], cut: Segmenter, limit: int, random: Random) -> Text:
    """Return a text between paragraphs of an article that is drawn, as much as a window of ``limit`` pieces holds."""
    room = limit - sum(len(cut.word(word.text, word.blank)) + word.breaks for word in text.words) - 1
    if room < limit // 8 or not text.words:
        return text
    article = random.choice(articles)
    place = random.randrange(len(article))
    share = random.choice((0.0, 1.0)) if random.random() < ONE_SIDED else random.random()
    before = _filled(reversed(article[:place]), cut, int(share * room), last=True)
    after = _filled(article[place:], cut, int((1 - share) * room), last=False)
    return _between(text, before, after)


def _filled(paragraphs: Iterable[Paragraph], cut: Segmenter, room: int, *, last: bool) -> list[Word]:
    """Return as many words as have room, from the end of what comes before or the beginning of what comes after."""
    words: list[Word] = []
    for paragraph in paragraphs:
        for word in reversed(paragraph) if last else paragraph:
            room -= len(cut.word(word.text, word.blank)) + word.breaks
            if room < 0:
                return words[::-1] if last else words
            words.append(word)
    return words[::-1] if last else words


def _between(text: Text, before: Sequence[Word], after: Sequence[Word]) -> Text:
    """Return a text with words around it that teach nothing; paragraphs begin at both seams."""
    low, high = len(before), len(after)
    first = replace(text.words[0], breaks=low > 0)
    following = [replace(after[0], breaks=True), *after[1:]] if after else []
    around = (np.full(low, IGNORED), np.full(high, IGNORED))
    heads, relations = text.heads, text.relations
    return replace(
        text,
        words=(*before, first, *text.words[1:], *following),
        targets={head: np.concatenate([around[0], codes, around[1]]) for head, codes in text.targets.items()},
        starts=frozenset({0}),
        heads=None
        if heads is None
        else np.concatenate([np.full(low, NO_HEAD), np.where(heads >= 0, heads + low, heads), np.full(high, NO_HEAD)]),
        relations=None if relations is None else np.concatenate([around[0], relations, around[1]]),
    )
