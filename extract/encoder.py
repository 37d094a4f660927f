"""The component ``hergang_encoder``: one multilingual transformer that reads sentences, syntax, names and spans.

It fills what spaCy's own components would (sentence starts, tags, parts of speech, features, lemmas, dependencies,
entities) and leaves spans of quotations and times with their probabilities in ``doc._.encoder``. Tokenisation stays
spaCy's. What an article gets depends on its text alone, to the last bit, whatever is read beside it.

Long articles are read in stretches of some thousands of words, so that memory and time stay in bounds for any text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

from hergang.extract import discourse
from hergang.extract.artifact import SHIPPED, Artifact
from hergang.extract.candidates import LISTS, NAMES, SPANS, Candidates, SpanScore
from hergang.extract.decoding import LabelledSpan, features
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
            _set_syntax(doc, tokens, [result.syntax for result in results if result.syntax])
            settle_moods(doc)
        if self.names:
            names = [name for result in results for name in result.names]
            doc.set_ents([Span(doc, s.start, s.end, label=s.kind) for s in names], default="outside")
            doc.user_data[NAMES] = {s.start: s.probability for s in names}
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
        syntax = self._syntax(doc, tokens, scores, verdicts, preset) if self.syntax else None
        found = {head: spans(scores, head) for head in SPANS}
        links = find_links(scores, found["content"], found["source"], self.artifact.weights)
        kept = {head: tuple(self._span_scores(head, some, tokens)) for head, some in found.items()}
        statuses = self.artifact.meta.heads.get(discourse.HEAD, ())
        kept[discourse.HEAD] = tuple(discourse.mention_scores(scores, statuses, tokens))
        found_names = article_names(doc, tokens, scores, self.artifact.meta.heads, self.language) if self.names else []
        names = list(self._span_scores("names", found_names, tokens))
        return _Result(syntax, names, Candidates(**kept, links=links, kinds=self.artifact.meta.kinds))

    def _span_scores(self, head: str, some: Sequence[LabelledSpan], tokens: Sequence[int]) -> Iterator[SpanScore]:
        for span in some:
            kind = self.artifact.meta.heads[head][1 + 2 * span.kind].partition("-")[2]
            yield SpanScore(tokens[span.start], tokens[span.end - 1] + 1, kind, round(span.probability, 4))

    def _syntax(
        self,
        doc: Any,
        tokens: Sequence[int],
        scores: Scores,
        verdicts: Sequence[bool | None],
        preset: Sequence[bool | None],
    ) -> _Syntax:
        """Return the syntax of the words of a stretch."""
        meta, places = self.artifact.meta, np.array(tokens)
        heads, relations = _trees(self.artifact, scores, find_sentences(scores, verdicts, preset))
        tags = _labels(scores, f"tag_{self.language}", meta.heads)
        pos = _labels(scores, "pos", meta.heads)
        lemmas = [
            lemma_of(doc[token].text, kind, tag, self.language)
            for token, kind, tag in zip(tokens, pos, tags, strict=True)
        ]
        feats = _features(scores, meta.heads, pos, self.language)
        return _Syntax(places[heads] - places, relations, tags, pos, feats, lemmas)

    # -- saving -------------------------------------------------------------------------------------------------------

    def to_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> None:
        """Copy the encoder's files into a folder, so that a saved pipeline can be taken elsewhere."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, blob in self.artifact.files().items():
            (folder / name).write_bytes(blob)

    def from_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> NewsEncoder:
        """Take the encoder from a folder that ``to_disk`` wrote, or from a shipped one, which lies two folders up."""
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
class _Syntax:
    """What is set on some tokens, in their order; ``heads`` are counted from each token itself."""

    heads: Array
    deps: list[str]
    tags: list[str]
    pos: list[str]
    morphs: list[str]
    lemmas: list[str]


@dataclass(frozen=True)
class _Result:
    syntax: _Syntax | None
    names: list[SpanScore]
    candidates: Candidates


# -- from a Doc to words ----------------------------------------------------------------------------------------------


def _preset(doc: Any, tokens: Sequence[int]) -> list[bool | None]:
    """Return whether each word starts a sentence by what was set on the Doc before, None where nothing was."""
    marks = doc.to_array(SENT_START).astype(np.int64).tolist() if len(doc) else []
    return [{1: True, -1: False}.get(marks[index]) for index in tokens]


def _words(doc: Any, tokens: Sequence[int], verdicts: Sequence[bool | None], artifact: Artifact) -> Words:
    pieces: list[tuple[int, ...]] = []
    breaks: list[bool] = []
    cut = artifact.segmenter.word if tokens else None
    blank, broken = True, False  # what stands before a word: white space, the end of a line
    for token in doc:
        if token.is_space:
            blank, broken = True, broken or "\n" in token.text
        elif cut:
            pieces.append(cut(token.text, blank))
            breaks.append(broken and len(breaks) > 0)
            blank, broken = bool(token.whitespace_), False
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
    names = [name for name in heads if name.startswith("morph_") and name in scores.logits]
    values = {name.removeprefix("morph_"): heads[name] for name in names}
    codes = [scores.logits[name].argmax(1) for name in names]
    table = np.stack(codes, 1) if codes else np.zeros((len(pos), 0), np.int64)
    return features(values, table, pos, lexicon(language, "morphology")["features"])


def _set_syntax(doc: Any, tokens: Sequence[int], parts: Sequence[_Syntax]) -> None:
    """Write the syntax of all words into a Doc, and that of white space."""
    spaces = np.setdiff1d(np.arange(len(doc)), tokens)
    every = [*parts, _of_spaces(doc, tokens, spaces)]
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    columns = [
        np.concatenate([part.heads for part in every]).astype(np.int64).view(np.uint64),  # spaCy keeps them unsigned
        _numbers([part.deps for part in every], strings.add),
        _numbers([part.tags for part in every], strings.add),
        _numbers([part.pos for part in every], lambda pos: POS_IDS.get(pos, POS_IDS["X"])),
        _numbers([part.morphs for part in every], morphology.add),
        _numbers([part.lemmas for part in every], strings.add),
    ]
    table = np.empty((len(doc), len(columns)), np.uint64)
    table[np.concatenate([np.array(tokens, np.int64), spaces])] = np.stack(columns, 1)
    if len(doc):
        doc.from_array([HEAD, DEP, TAG, POS, MORPH, LEMMA], table)


def _of_spaces(doc: Any, tokens: Sequence[int], spaces: Array) -> _Syntax:
    """White space hangs on the word before it (at the very start on the first, without any word on the first token)."""
    hosts = np.array(tokens or [0])[np.maximum(np.searchsorted(tokens, spaces) - 1, 0)]
    heads, count = hosts - spaces, len(spaces)
    deps = ["dep" if head else "ROOT" for head in heads.tolist()]
    lemmas = [doc[place].text for place in spaces.tolist()]
    return _Syntax(heads, deps, [SPACE_TAG] * count, ["SPACE"] * count, [""] * count, lemmas)


def _numbers(parts: Sequence[Sequence[str]], add: Callable[[str], int]) -> Array:
    """Return spaCy's numbers of values, each different one looked up once."""
    values = [value for part in parts for value in part]
    known = {value: add(value) for value in set(values)}
    return np.array([known[value] for value in values], np.uint64)


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
    return Candidates(**merged, links=links, kinds=all(part.kinds for part in parts))
