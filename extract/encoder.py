"""The component ``hergang_encoder``: one multilingual transformer that reads sentences, syntax, names and spans.

It fills what spaCy's own components would (sentence starts, tags, parts of speech, features, lemmas, dependencies,
entities) and leaves spans of quotations and times with their probabilities in ``doc._.encoder``. Tokenisation stays
spaCy's. What an article gets depends on its text alone, to the last bit, whatever is read beside it.

Long articles are read in stretches of some thousands of words, so that memory and time stay in bounds for any text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, SENT_START, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Span

from hergang.extract.artifact import SHIPPED, Artifact
from hergang.extract.candidates import LISTS, SPANS, Candidates, SpanScore
from hergang.extract.decoding import LabelledSpan, features
from hergang.extract.discourse import HEAD, mention_scores
from hergang.extract.errors import LexiconError
from hergang.extract.lemmas import lemma_of
from hergang.extract.lexica import lexicon
from hergang.extract.mood import settle_moods
from hergang.extract.name_reading import article_names
from hergang.extract.reading import Scores, find_links, find_sentences, parse, read_scores, spans
from hergang.extract.sentences import starts_sentence
from hergang.extract.windows import Words

Array = np.ndarray[Any, Any]

MAX_STRETCH = 6_000  # words read at once: some 60 MB of vectors; longer articles are cut at a sentence's start
SPACE_TAG = "_SP"
_UNSIGNED = 2**64 - 1  # spaCy keeps offsets of heads as unsigned numbers


@Language.factory(
    "hergang_encoder",
    assigns=[
        "token.is_sent_start", "token.tag", "token.pos", "token.morph", "token.lemma", "token.head", "token.dep",
        "token.ent_iob", "token.ent_type", "doc.sents", "doc.ents", "doc._.encoder",
    ],
    default_config={"model": None, "threads": 1, "syntax": True, "names": True},
)  # fmt: skip
def make_encoder(nlp: Language, name: str, model: str | None, threads: int, syntax: bool, names: bool) -> NewsEncoder:
    """Return the component.

    Args:
        nlp: its language must be one that the encoder reads.
        name: of the component.
        model: a folder with a trained encoder; None is the shipped one.
        threads: of the processor that one article may use.
        syntax: whether sentences, tags, features, lemmas and dependencies are set.
        names: whether entities are set.
    """
    folder = SHIPPED if model is None else Path(model)
    return NewsEncoder(str(nlp.lang), _artifact(folder, threads), syntax=syntax, names=names)


@lru_cache(maxsize=4)
def _artifact(folder: Path, threads: int) -> Artifact:
    """Return the encoder of a folder; one for all pipelines of a process, whatever their languages."""
    return Artifact(folder, threads)


class NewsEncoder:
    """Reads a `Doc` with a trained encoder; the files are opened with the first text (or by ``check``)."""

    def __init__(self, language: str, artifact: Artifact, *, syntax: bool = True, names: bool = True) -> None:
        self.language = language
        self.artifact = artifact
        self.syntax = syntax
        self.names = names

    def check(self) -> None:
        """Read the encoder's files now; LexiconError where one is missing or damaged, or the language is another."""
        self.artifact.check()
        if self.language not in self.artifact.meta.languages:
            known = ", ".join(self.artifact.meta.languages)
            raise LexiconError(f"encoder {self.artifact.meta.name}: reads {known}, not {self.language!r}.")

    def __call__(self, doc: Any) -> Any:
        tokens = [token.i for token in doc if not token.is_space]
        preset = _preset(doc, tokens)
        verdicts = [starts_sentence(doc, index, self.language) for index in tokens]
        words = _words(
            doc, tokens, [a if b is None else b for a, b in zip(verdicts, preset, strict=True)], self.artifact
        )
        results = [
            self._read(doc, tokens[low:high], _slice(words, low, high), verdicts[low:high], preset[low:high])
            for low, high in _stretches(words)
        ]
        if self.syntax:
            _set_syntax(doc, [row for result in results for row in result.rows])
            settle_moods(doc)
        if self.names:
            names = [name for result in results for name in result.names]
            doc.set_ents([Span(doc, s.start, s.end, label=s.kind) for s in names], default="outside")
        doc._.encoder = _joined([result.candidates for result in results])
        return doc

    def _read(
        self,
        doc: Any,
        tokens: Sequence[int],
        words: Words,
        verdicts: Sequence[bool | None],
        preset: Sequence[bool | None],
    ) -> _Result:
        scores = read_scores(words, self.artifact)
        rows = self._rows(doc, tokens, scores, verdicts, preset) if self.syntax else []
        found = {head: spans(scores, head) for head in SPANS}
        links = find_links(scores, found["content"], found["source"], self.artifact.weights)
        kept = {head: tuple(self._span_scores(head, some, tokens)) for head, some in found.items()}
        kept[HEAD] = tuple(mention_scores(scores, self.artifact.meta.heads.get(HEAD, ()), tokens))
        found_names = article_names(doc, tokens, scores, self.artifact.meta.heads, self.language) if self.names else []
        names = list(self._span_scores("names", found_names, tokens))
        return _Result(rows, names, Candidates(**kept, links=links))

    def _span_scores(self, head: str, some: Sequence[LabelledSpan], tokens: Sequence[int]) -> Iterator[SpanScore]:
        for span in some:
            kind = self.artifact.meta.heads[head][1 + 2 * span.kind].partition("-")[2]
            yield SpanScore(tokens[span.start], tokens[span.end - 1] + 1, kind, round(span.probability, 4))

    def _rows(
        self,
        doc: Any,
        tokens: Sequence[int],
        scores: Scores,
        verdicts: Sequence[bool | None],
        preset: Sequence[bool | None],
    ) -> list[_Row]:
        """Return the syntax of the words of a stretch."""
        meta = self.artifact.meta
        sentences = find_sentences(scores, verdicts, preset)
        heads, relations = _trees(self.artifact, scores, sentences)
        tags = _labels(scores, f"tag_{self.language}", meta.heads)
        pos = _labels(scores, "pos", meta.heads)
        feats = _features(scores, meta.heads, pos, self.language)
        return [
            _Row(token, tag, kind, feat, lemma_of(doc[token].text, kind, tag, self.language), tokens[head], dep)
            for token, tag, kind, feat, head, dep in zip(tokens, tags, pos, feats, heads, relations, strict=True)
        ]  # fmt: skip

    # -- saving -------------------------------------------------------------------------------------------------------

    def to_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> None:
        """Copy the encoder's files into a folder, so that a saved pipeline can be taken elsewhere."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, blob in self.artifact.files().items():
            (folder / name).write_bytes(blob)

    def from_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> NewsEncoder:
        """Take the encoder from a folder that ``to_disk`` wrote, or from a shipped one, where it lies two folders up."""
        folder = Path(path)
        home = folder if folder.exists() else folder.parent.parent  # models/news/de/hergang_encoder: both languages'
        self.artifact = Artifact(home, self.artifact.threads)
        self.check()
        return self

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        """Return the encoder's files."""
        return bytes(srsly.msgpack_dumps(self.artifact.files()))

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> NewsEncoder:
        """Take the encoder from what ``to_bytes`` gave."""
        self.artifact = Artifact(srsly.msgpack_loads(data), self.artifact.threads)
        self.check()
        return self


@dataclass(frozen=True)
class _Row:
    """What is set on one token; ``head`` is a token too."""

    token: int
    tag: str
    pos: str
    morph: str
    lemma: str
    head: int
    dep: str


@dataclass(frozen=True)
class _Result:
    rows: list[_Row]
    names: list[SpanScore]
    candidates: Candidates


# -- from a Doc to words ----------------------------------------------------------------------------------------------


def _preset(doc: Any, tokens: Sequence[int]) -> list[bool | None]:
    """Return whether each word starts a sentence by what was set on the Doc before, None where nothing was."""
    marks = doc.to_array(SENT_START).astype(np.int64).tolist() if len(doc) else []
    return [{1: True, -1: False}.get(marks[index]) for index in tokens]


def _words(doc: Any, tokens: Sequence[int], verdicts: Sequence[bool | None], artifact: Artifact) -> Words:
    pieces, breaks = [], []
    cut = artifact.segmenter.word if tokens else None
    before = -1
    for index in tokens:
        between = [doc[place] for place in range(before + 1, index)]
        blank = index == 0 or bool(between) or bool(doc[index - 1].whitespace_)
        pieces.append(cut(doc[index].text, blank) if cut else ())
        breaks.append(before >= 0 and any("\n" in token.text for token in between))
        before = index
    return Words(pieces, breaks, [verdict is True for verdict in verdicts])


def _slice(words: Words, low: int, high: int) -> Words:
    breaks = [False, *words.breaks[low + 1 : high]]
    return Words(words.pieces[low:high], breaks, words.starts[low:high])


def _stretches(words: Words) -> Iterator[tuple[int, int]]:
    low = 0
    while low < len(words):
        high = min(low + MAX_STRETCH, len(words))
        if high < len(words):
            high = next((cut for cut in range(high, low + MAX_STRETCH // 2, -1) if words.starts[cut]), high)
        yield low, high
        low = high


# -- from scores to a Doc ---------------------------------------------------------------------------------------------


def _trees(artifact: Artifact, scores: Scores, sentences: Sequence[tuple[int, int]]) -> tuple[list[int], list[str]]:
    """Return heads and relations; where the encoder has no parser, each word hangs on its sentence's first."""
    if not artifact.parses:
        heads = [start for start, end in sentences for _ in range(start, end)]
        return heads, ["ROOT" if head == index else "dep" for index, head in enumerate(heads)]
    names = artifact.meta.relations
    found, kinds = parse(scores, sentences, artifact.weights, names)
    labels = ["ROOT" if name.lower() == "root" else name for name in names]
    return found.tolist(), [labels[kind] for kind in kinds.tolist()]


def _labels(scores: Scores, head: str, heads: Any) -> list[str]:
    if head not in scores.logits:
        return [""] * len(scores.words)
    names = heads[head]
    return [names[place] for place in scores.logits[head].argmax(1).tolist()]


def _features(scores: Scores, heads: Any, pos: Sequence[str], language: str) -> list[str]:
    choices = {name.removeprefix("morph_"): _labels(scores, name, heads) for name in heads if name.startswith("morph_")}
    return features(choices, pos, lexicon(language, "morphology")["features"])


def _set_syntax(doc: Any, rows: Sequence[_Row]) -> None:
    """Write the rows into a Doc; white space hangs on the word before it (at the very start, on the one after)."""
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    host = rows[0].token if rows else 0
    by_token = {row.token: row for row in rows}
    table = []
    for index in range(len(doc)):
        row = by_token.get(index) or _space_row(doc, index, host)
        host = index if index in by_token else host
        head, pos = (row.head - index) & _UNSIGNED, POS_IDS.get(row.pos, POS_IDS["X"])
        dep, tag, lemma = (strings.add(value) for value in (row.dep, row.tag, row.lemma))
        table.append((head, dep, tag, pos, morphology.add(row.morph), lemma))
    if table:
        doc.from_array([HEAD, DEP, TAG, POS, MORPH, LEMMA], np.array(table, np.uint64))


def _space_row(doc: Any, index: int, host: int) -> _Row:
    return _Row(index, SPACE_TAG, "SPACE", "", doc[index].text, host, "ROOT" if host == index else "dep")


def _joined(parts: Sequence[Candidates]) -> Candidates:
    """Return the candidates of all stretches of a text."""
    if len(parts) == 1:
        return parts[0]
    links: dict[int, tuple[int | None, float]] = {}
    contents = sources = 0
    for part in parts:
        for content, (source, sure) in part.links.items():
            links[contents + content] = (None if source is None else sources + source, sure)
        contents += len(part.content)
        sources += len(part.source)
    merged = {head: tuple(span for part in parts for span in getattr(part, head)) for head in LISTS}
    return Candidates(**merged, links=links)
