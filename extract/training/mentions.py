"""Sets of coreference as texts whose head words tell their discourse status: a first mention, or one that points back.

The label of a mention stands on its syntactic head, the word of the span whose own head lies outside. English sets come
with trees (GUM; Zeldes 2017, "The GUM Corpus"), German ones are read with the network's own parse. Where a set has no
singletons (ParCorFull; Lapshinova-Koltunski et al. 2018), a noun outside all clusters teaches nothing: some of these
point back too ("die Polizei"), and learned as new they would make German mentions new throughout. An article outside is
none or new, the choice ``O-or-new``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from hergang.extract.errors import LexiconError
from hergang.extract.training.conllu import read_conllu
from hergang.extract.training.labels import IGNORED, Labels
from hergang.extract.training.sets import Words, read_records
from hergang.extract.training.settings import Source
from hergang.extract.training.texts import Text, Word, words_of

Array = np.ndarray[Any, Any]
Record = Mapping[str, Any]

NOUNS = frozenset({"NOUN", "PROPN"})
OPEN = frozenset({*NOUNS, "PRON"})  # outside of clusters, where singletons are not marked
PREDICATES = frozenset({"VERB", "AUX"})  # what is told by a clause is no mention that a reader could look up


HEAD = "mention"


@dataclass(frozen=True)
class Tree:
    """Words with their offsets, heads (of a root: itself) and parts of speech."""

    starts: Array
    ends: Array
    heads: Array
    pos: Sequence[str]

    def inside(self, start: int, end: int) -> range:
        """Return the words that a stretch of characters touches."""
        first = int(np.searchsorted(self.ends, start, "right"))
        return range(first, int(np.searchsorted(self.starts, end, "left")))


def read_mentions(nlp: Any, data: Path, source: Source, labels: Labels, *, dev: bool) -> Iterator[tuple[Record, Text]]:
    """Yield the records of a set with their texts; the codes are there where the set has trees."""
    trees = gold_trees(data, source) if source.trees else {}
    records = read_records(data, source, dev=dev)
    for record, doc in zip(records, nlp.tokenizer.pipe(record["text"] for record in records), strict=True):
        words = words_of(doc)
        starts = Words(words, len(record["text"])).starts(record["tokens"][place][0] for place in record["sents"])
        text = Text(words, starts=starts | {0}, text=record["text"])
        yield record, with_codes(record, text, gold_tree(record, trees), labels, source) if trees else text


def with_codes(record: Record, text: Text, tree: Tree, labels: Labels, source: Source) -> Text:
    """Return a text with the codes of its words."""
    codes = mention_codes(record, text.words, tree, labels.codes(HEAD), source)
    return replace(text, targets={**text.targets, HEAD: codes})


def gold_trees(data: Path, source: Source) -> dict[str, tuple[list[int], list[str]]]:
    """Return heads and parts of speech of each document of the treebank that belongs to a set.

    Raises:
        LexiconError: the treebank is missing.
    """
    path = data / source.trees
    if not path.is_file():
        raise LexiconError(f"{path}: this training data is not there. Give the folder of the annotated data by --data.")
    found: dict[str, tuple[list[int], list[str]]] = {}
    for sentence in read_conllu(path):
        heads, pos = found.setdefault(sentence.document, ([], []))
        first = len(heads)
        heads.extend(first + word.head for word in sentence.words)
        pos.extend(word.pos for word in sentence.words)
    return found


def gold_tree(record: Record, trees: Mapping[str, tuple[list[int], list[str]]]) -> Tree:
    """Return the tree of a record; LexiconError where the treebank has other words."""
    heads, pos = trees.get(record["id"], ([], []))
    if len(heads) != len(record["tokens"]):
        raise LexiconError(
            f"{record['id']}: {len(record['tokens'])} tokens, {len(heads)} in the treebank named for it."
        )
    offsets = np.array(record["tokens"]).reshape(-1, 2)
    return Tree(offsets[:, 0], offsets[:, 1], np.array(heads), pos)


def words_tree(words: Sequence[Word], heads: Array, pos: Sequence[str]) -> Tree:
    """Return the tree that a parse of some words makes."""
    return Tree(np.array([w.start for w in words]), np.array([w.end for w in words]), heads, pos)


def mention_codes(record: Record, words: Sequence[Word], tree: Tree, codes: Mapping[str, int], source: Source) -> Array:
    """Return the codes of a record's words: "new" or "old" at the heads of mentions, none elsewhere."""
    found = np.zeros(len(words), np.int64)
    own = words_tree(words, np.arange(len(words)), ())
    if not source.singletons:
        for place, pos in enumerate(tree.pos):
            for word in own.inside(int(tree.starts[place]), int(tree.ends[place])):
                found[word] = IGNORED if pos in OPEN else codes["O-or-new"] if pos == "DET" else 0
    for head, status in statuses(record, tree).items():
        touched = own.inside(int(tree.starts[head]), int(tree.ends[head]))
        for word in touched[:1]:
            found[word] = IGNORED if tree.pos[head] in PREDICATES else codes[status]
    return found


def statuses(record: Record, tree: Tree) -> dict[int, str]:
    """Return the status of each mention's head word; of mentions with one head, the shortest tells it."""
    found: dict[int, tuple[int, str]] = {}
    for sizes in _heads(record, tree):
        for place, head in enumerate(sorted(sizes)):
            if head not in found or sizes[head] < found[head][0]:
                found[head] = (sizes[head], "old" if place else "new")
    return {head: status for head, (_, status) in found.items()}


def chains(record: Record, tree: Tree) -> list[list[int]]:
    """Return the head words of each cluster in text order; of mentions with one head, the shortest has it."""
    owners: dict[int, tuple[int, int]] = {}
    for number, sizes in enumerate(_heads(record, tree)):
        for head, size in sizes.items():
            owners[head] = min((size, number), owners.get(head, (size, number)))
    found: list[list[int]] = [[] for _ in record["clusters"]]
    for head in sorted(owners):
        found[owners[head][1]].append(head)
    return found


def _heads(record: Record, tree: Tree) -> Iterator[dict[int, int]]:
    """Yield for each cluster its head words with the fewest words of a mention."""
    for cluster in record["clusters"]:
        sizes: dict[int, int] = {}
        for head, size in _mentions(cluster["mentions"], tree):
            sizes[head] = min(size, sizes.get(head, size))
        yield sizes


def _mentions(mentions: Iterable[Any], tree: Tree) -> Iterator[tuple[int, int]]:
    """Yield head and number of words of each mention of a cluster."""
    for mention in mentions:
        spans = mention["span"] if isinstance(mention, Mapping) else [mention]
        inside = [word for start, end in spans for word in tree.inside(start, end)]
        if inside:
            yield head_word(inside, tree), len(inside)


def head_word(inside: Sequence[int], tree: Tree) -> int:
    """Return the word whose head lies outside of a span: a noun before others where a parse gives several."""
    own = set(inside)
    tops = [w for w in inside if (tree.heads[w] not in own or tree.heads[w] == w) and tree.pos[w] != "PUNCT"]
    nouns = [w for w in tops if tree.pos[w] in NOUNS or tree.pos[w] == "PRON"]
    return (nouns or tops or list(inside))[0]
