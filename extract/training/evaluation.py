"""How well a model reads the dev parts, told head by head; the same decoding as at run time, from torch or from ONNX.

These figures are for training: words are those of the sets (treebanks) or spaCy's, trees are scored with the sets'
sentences, and nothing after the encoder has a say. What the whole program finds is measured by ``make quality``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch

from hergang.extract.artifact import Artifact
from hergang.extract.decoding import LabelledSpan
from hergang.extract.reading import Scores, find_links, find_sentences, parse, read_scores, spans
from hergang.extract.training import trees
from hergang.extract.training.labels import CHOICES, IGNORED, STATUSES, Labels
from hergang.extract.training.mentions import read_mentions
from hergang.extract.training.network import Network, Outputs
from hergang.extract.training.sets import read_set
from hergang.extract.training.settings import Settings, Source, Task
from hergang.extract.training.texts import ROOT, Text
from hergang.extract.windows import Words

Array = np.ndarray[Any, Any]
Figures = dict[str, float]
Kinded = tuple[int, int, str]

OVERLAP = 0.5  # of the words of two spans (Jaccard) that count as the same
SAME_KIND = ("any", "framed")


class TorchArtifact(Artifact):
    """A model whose network runs in torch; everything else comes from its folder."""

    def __init__(self, folder: Path, network: Network) -> None:
        super().__init__(folder)
        self._outputs = Outputs(network.eval()).eval()

    def run(self, outputs: Sequence[str], rows: Array, places: Array) -> dict[str, Array]:
        """Return the named outputs [places, width] of the network for some places of one window."""
        pieces = torch.from_numpy(rows)[None]
        with torch.no_grad():
            values = self._outputs(pieces, torch.ones_like(pieces))
        table = dict(zip(self._outputs.names, values, strict=True))
        return {name: table[name][0].numpy()[places] for name in outputs}


class Tally:
    """Counts of right, found and wanted items by name, and figures in percent of them."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.wanted: Counter[str] = Counter()

    def add(self, name: str, right: int, found: int, wanted: int) -> None:
        """Count items."""
        self.right[name] += right
        self.found[name] += found
        self.wanted[name] += wanted

    def share(self, name: str, right: int, of: int) -> None:
        """Count items of which each is right or wrong."""
        self.add(name, right, of, of)

    def figures(self) -> Figures:
        """Return F1 (for shares: percent right) by name, and the number of wanted items as ``name#``."""
        table: Figures = {}
        for name in self.wanted:
            both = self.found[name] + self.wanted[name]
            table[name] = round(200 * self.right[name] / both, 1) if both else 0.0
            table[f"{name}#"] = self.wanted[name]
        return table


def evaluate(
    artifact: Artifact, settings: Settings, data: Path, labels: Labels, part: float = 1.0
) -> dict[str, Figures]:
    """Return the figures of every dev set by its path."""
    return {
        source.path: _evaluate_set(artifact, task, source, data, labels, part)
        for task in settings.dev
        for source in task.sets
    }


def _evaluate_set(artifact: Artifact, task: Task, source: Source, data: Path, labels: Labels, part: float) -> Figures:
    texts = dev_texts(task, source, data, labels)
    tally = Tally()
    for text in texts[: max(4, int(len(texts) * part))]:
        if text.words:
            scores = read_scores(words_for(text, artifact), artifact)
            SCORERS[task.kind](scores, text, artifact, labels, source, tally)
    return tally.figures()


def dev_texts(task: Task, source: Source, data: Path, labels: Labels) -> list[Text]:
    """Return the texts of a dev set."""
    if task.kind == "treebank":
        own = Task(task.name, task.kind, task.language, (source,))
        return [t for s in trees.read_trees(data, own) for t in trees.plain_texts(s, task.language, labels)]
    if task.kind == "mentions":
        return [text for _, text in read_mentions(spacy.blank(task.language), data, source, labels, dev=True)]
    return read_set(spacy.blank(task.language), data, source, task.kind, labels, dev=True)


def words_for(text: Text, artifact: Artifact) -> Words:
    """Return a text as the reader takes it; windows may end where the set's sentences or paragraphs begin."""
    pieces = [artifact.segmenter.word(word.text, word.blank) for word in text.words]
    starts = [place in text.starts for place in range(len(pieces))]
    return Words(pieces, [word.breaks for word in text.words], starts)


# -- treebanks --------------------------------------------------------------------------------------------------------


def score_tree(scores: Scores, text: Text, artifact: Artifact, labels: Labels, source: Source, tally: Tally) -> None:
    """Count sentences, tags, parts of speech, features and dependencies of a text."""
    _score_sentences(scores, text, tally)
    right = {}
    for head, codes in text.targets.items():
        if head != "sentence":
            right[head] = scores.logits[head].argmax(1) == codes
            tally.share(head.partition("_")[0], int(right[head][codes != IGNORED].sum()), int((codes != IGNORED).sum()))
    features = [own for head, own in right.items() if head.startswith("morph_")]
    tally.share("features", int(np.logical_and.reduce(features).sum()), len(text.words))
    _score_mood(scores, text, labels, tally)
    bounds = sorted(text.starts)
    sentences = list(zip(bounds, [*bounds[1:], len(text.words)], strict=True))
    heads, relations = parse(scores, sentences, artifact.weights, artifact.meta.relations)
    assert text.heads is not None
    wanted = np.where(text.heads == ROOT, np.arange(len(text.words)), text.heads)
    attached = heads == wanted
    tally.share("UAS", int(attached.sum()), len(attached))
    tally.share("LAS", int((attached & (relations == text.relations)).sum()), len(attached))


def _score_sentences(scores: Scores, text: Text, tally: Tally) -> None:
    codes = text.targets.get("sentence")
    if codes is None or len(text.starts) < 2:
        return
    bounds = [*np.flatnonzero(codes).tolist(), len(codes)]
    wanted = set(pairwise(bounds))
    found = set(find_sentences(scores, [None] * len(codes)))
    tally.add("sentences", len(wanted & found), len(found), len(wanted))


def _score_mood(scores: Scores, text: Text, labels: Labels, tally: Tally) -> None:
    code = labels.codes("morph_Mood").get("Sub")
    found = scores.logits["morph_Mood"].argmax(1) == code
    wanted = text.targets["morph_Mood"] == code
    tally.add("Mood=Sub", int((found & wanted).sum()), int(found.sum()), int(wanted.sum()))


# -- spans ------------------------------------------------------------------------------------------------------------


def score_names(scores: Scores, text: Text, artifact: Artifact, labels: Labels, source: Source, tally: Tally) -> None:
    """Count names, exact; MISC where the set has it."""
    wanted, blurred = wanted_spans(text.targets["names"], labels, "names")
    found = [span for span in found_spans(scores, artifact, "names") if not blurred[span[0] : span[1]].any()]
    for name, kinds in (("names", {"PER", "ORG", "LOC"}), ("MISC", {"MISC"})):
        if kinds != {"MISC"} or source.misc:
            own, theirs = ({span for span in some if span[2] in kinds} for some in (found, wanted))
            tally.add(name, len(own & theirs), len(own), len(theirs))
    _score_sentences(scores, text, tally)


def score_times(scores: Scores, text: Text, artifact: Artifact, labels: Labels, source: Source, tally: Tally) -> None:
    """Count time expressions, exact and overlapping (as TempEval's relaxed measure), and the types of these."""
    wanted, _ = wanted_spans(text.targets["times"], labels, "times")
    found = found_spans(scores, artifact, "times")
    exact = {span[:2] for span in found} & {span[:2] for span in wanted}
    tally.add("times exact", len(exact), len(found), len(wanted))
    pairs = list(_paired(wanted, found, least=1e-9))
    tally.add("times relaxed", len(pairs), len(found), len(wanted))
    tally.share("type", sum(a[2] == b[2] for a, b in pairs), len(pairs))


def score_quotations(
    scores: Scores, text: Text, artifact: Artifact, labels: Labels, source: Source, tally: Tally
) -> None:
    """Count contents by word and by span, typed and untyped, all other spans, and sources given the content."""
    for head in source.heads:
        wanted, _ = wanted_spans(text.targets[head], labels, head)
        found = found_spans(scores, artifact, head)
        tally.add(f"{head} spans", len(list(_paired(wanted, found))), len(found), len(wanted))
        _score_words(head, wanted, found, tally)
        if head == "content":
            kinded = [pair for pair in _paired(wanted, found) if pair[0][2] not in SAME_KIND]
            if all(span[2] not in SAME_KIND for span in wanted):
                tally.add("content typed", sum(a[2] == b[2] for a, b in kinded), len(found), len(wanted))
    _score_links(scores, text, artifact, tally)
    _score_sentences(scores, text, tally)


def score_mentions(
    scores: Scores, text: Text, artifact: Artifact, labels: Labels, source: Source, tally: Tally
) -> None:
    """Count the discourse status of head words, of all and of nouns."""
    kinds = [artifact.meta.heads["pos"][place] for place in scores.logits["pos"].argmax(1).tolist()]
    nouns = np.array([kind in ("NOUN", "PROPN") for kind in kinds])
    count_statuses(scores.logits["mention"].argmax(1), text.targets["mention"], nouns, labels, tally)


def count_statuses(found: Array, codes: Array, nouns: Array, labels: Labels, tally: Tally) -> None:
    """Count words that are called old, all and nouns alone, and labels that are right."""
    old = labels.codes("mention")["old"]
    for name, kept in (("old", codes != IGNORED), ("old nouns", (codes != IGNORED) & nouns)):
        right = (found == old) & (codes == old) & kept
        tally.add(name, int(right.sum()), int((kept & (found == old)).sum()), int((kept & (codes == old)).sum()))
    allowed = labels.allowed("mention")
    kept = codes != IGNORED
    marked = np.isin(codes, [labels.codes("mention")[name] for name in STATUSES])
    tally.share("statuses", int(allowed[codes[kept], found[kept]].sum()), int(kept.sum()))
    tally.share("statuses of mentions", int(allowed[codes[marked], found[marked]].sum()), int(marked.sum()))


def _score_words(head: str, wanted: Sequence[Kinded], found: Sequence[Kinded], tally: Tally) -> None:
    kinds = sorted({span[2] for span in wanted} - set(SAME_KIND))
    for kind in ["", *kinds] if len(kinds) > 1 else [""]:
        own, theirs = (_covered(some, kind) for some in (found, wanted))
        tally.add(f"{head} words {kind}".strip(), len(own & theirs), len(own), len(theirs))


def _covered(some: Iterable[Kinded], kind: str) -> set[int]:
    return {place for first, end, own in some if kind in ("", own) for place in range(first, end)}


def _score_links(scores: Scores, text: Text, artifact: Artifact, tally: Tally) -> None:
    contents, sources = spans(scores, "content"), spans(scores, "source")
    links = find_links(scores, contents, sources, artifact.weights)
    wanted = [(*link.content, "") for link in text.links or ()]
    known = {link.content: link.sources for link in text.links or ()}
    numbers = {(span.start, span.end, ""): number for number, span in enumerate(contents)}
    for own, theirs in _paired(wanted, list(numbers)):
        target, _ = links[numbers[theirs]]
        gold = known[own[:2]]
        right = _points_well(None if target is None else sources[target], gold)
        tally.share("source given content", int(right), 1)
        if gold:
            tally.share("source where there is one", int(right), 1)


def _points_well(found: LabelledSpan | None, wanted: Sequence[tuple[int, int]]) -> bool:
    if found is None or not wanted:
        return found is None and not wanted
    return any(_likeness((found.start, found.end, ""), (*span, "")) >= OVERLAP for span in wanted)


def found_spans(scores: Scores, artifact: Artifact, head: str) -> list[Kinded]:
    """Return the spans that the model finds, with their kinds."""
    names = artifact.meta.heads[head]
    return [(s.start, s.end, names[1 + 2 * s.kind].partition("-")[2]) for s in spans(scores, head)]


def wanted_spans(codes: Array, labels: Labels, head: str) -> tuple[list[Kinded], Array]:
    """Return the spans that codes tell, with their kinds, and which words teach nothing."""
    names = [*labels.heads[head], *CHOICES.get(head, {})]
    found: list[list[Any]] = []
    for place, code in enumerate(codes.tolist()):
        label = names[code] if code != IGNORED else "O"
        if label.startswith("B-"):
            found.append([place, place + 1, label[2:]])
        elif label.startswith("I-") and found and found[-1][1] == place:
            found[-1][1] = place + 1
    return [(first, end, kind) for first, end, kind in found], codes == IGNORED


def _likeness(one: Kinded, other: Kinded) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def _paired(
    wanted: Sequence[Kinded], found: Sequence[Kinded], least: float = OVERLAP
) -> Iterator[tuple[Kinded, Kinded]]:
    """Yield pairs of spans that are alike, the likest first, each span once."""
    alike = [(_likeness(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(found)]
    left, right = set(range(len(wanted))), set(range(len(found)))
    for value, i, j in sorted(alike, key=lambda pair: (-pair[0], pair[1:])):
        if value < least:
            return
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield wanted[i], found[j]


SCORERS: Mapping[str, Callable[[Scores, Text, Artifact, Labels, Source, Tally], None]] = {
    "treebank": score_tree,
    "names": score_names,
    "times": score_times,
    "quotations": score_quotations,
    "mentions": score_mentions,
}
