"""Gives an encoder a start on raw news: it learns to spell masked words from what stands around them.

The objective is spaCy's own (``spacy.PretrainCharacters.v1``); treebanks of some thousand sentences show too few words
for an encoder that begins with nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import spacy
from spacy.training.pretrain import make_update
from spacy.util import registry
from thinc.api import Adam, fix_random_seed, set_dropout_rate

from hergang.extract.training.pipelines import encoder
from hergang.extract.training.recipe import Encoder, Pretraining

log = logging.getLogger(__name__)

BATCH = 2000  # words


def pretrain(language: str, sizes: Encoder, plan: Pretraining, texts: Sequence[str], seed: int) -> bytes:
    """Return the weights of an encoder that has read the texts once, in random order."""
    fix_random_seed(seed)
    nlp: Any = spacy.blank(language)
    objective = registry.architectures.get("spacy.PretrainCharacters.v1")
    tok2vec = nlp.add_pipe("tok2vec", config={"model": encoder(sizes)}).model
    head = objective(maxout_pieces=3, hidden_size=plan.hidden, n_characters=plan.characters)
    model = head(nlp.vocab, tok2vec)
    model.initialize(X=[nlp.make_doc("Some words to begin with")])
    set_dropout_rate(model, plan.dropout)
    sgd = Adam(learn_rate=plan.learn_rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
    words = 0
    for number, docs in enumerate(batches(nlp, texts, Random(seed))):
        words += sum(map(len, docs))
        loss = make_update(model, docs, sgd, model.attrs["loss"])
        if number % 50 == 0:
            log.info("%s pretraining: %d words, loss %.2f a word", language, words, loss / sum(map(len, docs)))
    return bytes(tok2vec.to_bytes())


def batches(nlp: Any, texts: Sequence[str], random: Random) -> Iterator[list[Any]]:
    """Yield the texts as Docs in random order, ``BATCH`` words at a time."""
    order = list(texts)
    random.shuffle(order)
    batch: list[Any] = []
    for text in order:
        batch.append(nlp.make_doc(text))
        if sum(map(len, batch)) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def read_paragraphs(path: Path, limit: int, seed: int) -> list[str]:
    """Return paragraphs of a file of raw articles, chosen at random until there are ``limit`` words."""
    with path.open(encoding="utf-8") as lines:
        found = [part.strip() for line in lines for part in json.loads(line)["text"].split("\n\n")]
    found = [part for part in found if 20 < len(part) < 2000]
    Random(seed).shuffle(found)
    words = 0
    for number, part in enumerate(found):
        words += part.count(" ") + 1
        if words >= limit:
            return found[: number + 1]
    return found
