"""Annotated sets as texts with targets: names, quotations, times and treebanks.

A set teaches only the heads that it labels. Texts are tokenised as spaCy does; where a span's edge is no token's edge,
its words teach nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hergang.extract.errors import LexiconError
from hergang.extract.training.labels import IGNORED, NAMES, TIMES, Labels
from hergang.extract.training.settings import Source
from hergang.extract.training.texts import Link, Text, Word, words_of

Array = np.ndarray[Any, Any]
Span = tuple[int, int]
Named = tuple[int, int, str]  # first word, word after the last, kind
Record = Mapping[str, Any]

MARKS = '"„“”»«‟‘’‚‹›`'
OPENING = re.compile(r"^\s*[\"„“”»«`‘‚]")
CLOSING = re.compile(r"[\"“”«»’‘'][\s.,;:!?]*$")
KIND_OF = {
    "Direct": "direct",
    "Indirect": "indirect",
    "IndirectFreeIndirect": "unframed",
    "FreeIndirect": "free-indirect",
    "Reported": "reported",
    "direct": "direct",
    "indirect": "indirect",
    "indirect freeIndirect": "unframed",
    "freeIndirect": "free-indirect",
    "reported": "reported",
}
TIME_OF = {"date": "any", "time": "any", "duration": "DURATION"}  # SmartData's kinds are coarser than TimeML's


class Words:
    """The words of a text, found by character offsets."""

    def __init__(self, words: Sequence[Word], length: int) -> None:
        self.words = words
        self._at = np.full(length + 1, -1, np.int64)
        for place, word in enumerate(words):
            self._at[word.start : word.end] = place

    def span(self, start: int, end: int) -> Span | None:
        """Return the words that a stretch of characters touches as [first, end)."""
        touched = self._at[start:end]
        touched = touched[touched >= 0]
        return (int(touched[0]), int(touched[-1]) + 1) if len(touched) else None

    def fits(self, start: int, end: int, span: Span) -> bool:
        """Tell whether the words fill the stretch; white space at its edges does not count."""
        return self.words[span[0]].start >= start and self.words[span[1] - 1].end <= end

    def starts(self, offsets: Iterable[int]) -> frozenset[int]:
        """Return the words at or after offsets."""
        begins = np.array([word.start for word in self.words])
        found = np.searchsorted(begins, list(offsets))
        return frozenset(int(place) for place in found if place < len(begins))


def read_records(data: Path, source: Source, *, dev: bool) -> list[Record]:
    """Return the records of a set, of its kept or its left-out part; LexiconError where the file is missing."""
    path = data / source.path
    if not path.is_file():
        raise LexiconError(f"{path}: this training data is not there. Give the folder of the annotated data by --data.")
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    if not source.fold:
        return records
    return [record for place, record in enumerate(records) if (place % source.fold == source.fold - 1) == dev]


def tags(length: int, spans: Iterable[Named], codes: Mapping[str, int]) -> tuple[Array, list[Named]]:
    """Return BIO codes of spans, longest first, and the spans that found room; kind "" teaches nothing there."""
    found = np.zeros(length, np.int64)
    kept = []
    for first, end, kind in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if found[first:end].any():
            continue
        found[first:end] = codes[f"I-{kind}"] if kind else IGNORED
        if kind:
            found[first] = codes[f"B-{kind}"]
            kept.append((first, end, kind))
    return found, sorted(kept)


def names_text(record: Record, words: Sequence[Word], labels: Labels, source: Source) -> Text:
    """Return a text with names; SmartData's times come with them."""
    at = Words(words, len(record["text"]))
    codes = labels.codes("names")
    names = [_edged(at, entry, entry["label"]) for entry in record["ents"] if entry.get("label") in NAMES]
    found, _ = tags(len(words), filter(None, names), codes)
    if not source.misc:
        found[found == 0] = codes["O-or-MISC"]
    targets = {"names": found}
    if "times" in source.heads:
        times = [_edged(at, e, TIME_OF[e["fine"]]) for e in record["ents"] if e.get("fine") in TIME_OF]
        targets["times"], _ = tags(len(words), filter(None, times), labels.codes("times"))
    return _with_sentences(record, words, at, targets, source)


def times_text(record: Record, words: Sequence[Word], labels: Labels, source: Source) -> Text:
    """Return a text with time expressions."""
    at = Words(words, len(record["text"]))
    spans = [_edged(at, timex, timex["type"]) for timex in record["timex"] if timex["type"] in TIMES]
    found, _ = tags(len(words), filter(None, spans), labels.codes("times"))
    return _with_sentences(record, words, at, {"times": found}, source)


def _edged(at: Words, entry: Record, kind: str) -> Named | None:
    span = at.span(entry["start"], entry["end"])
    return span and (*span, kind if at.fits(entry["start"], entry["end"], span) else "")


def quotations_text(record: Record, words: Sequence[Word], labels: Labels, source: Source) -> Text:
    """Return a text with contents by kind, direct speech inside them, sources, cues, addressees and links."""
    at = Words(words, len(record["text"]))
    contents = list(_contents(record, at))
    targets: dict[str, Array] = {}
    targets["content"], kept = tags(len(words), (content for content, _ in contents), labels.codes("content"))
    inner = [span for span, _ in contents if span[2] == "direct" and _stands_inside(span, kept)]
    targets["inner"], _ = tags(len(words), inner, labels.codes("inner"))
    for head, fields in (("source", ("source",)), ("cue", ("cue", "ptc")), ("addressee", ("addressee",))):
        spans = [span for entry in record["attributions"] for span in _spans(at, entry, fields)]
        targets[head], _ = tags(len(words), ((*span, head) for span in spans), labels.codes(head))
    sources: dict[Span, tuple[Span, ...]] = {}
    for content, own in contents:
        if content in kept:
            sources.setdefault(content[:2], own)
    links = tuple(Link(span, own) for span, own in sorted(sources.items()))
    marked = {head: targets[head] for head in source.heads}
    return _with_sentences(record, words, at, marked, source, links)


def _contents(record: Record, at: Words) -> Iterator[tuple[Named, tuple[Span, ...]]]:
    for entry in record["attributions"]:
        sources = tuple(_spans(at, entry, ("source",)))
        for start, end in entry["content"]:
            span = at.span(start, end)
            if span:
                kind = KIND_OF.get(entry.get("type", "")) or kind_by_marks(record["text"], start, end)
                yield (*span, kind), sources


def kind_by_marks(text: str, start: int, end: int) -> str:
    """Return what quotation marks tell of a content's kind: "direct", "framed" (not direct) or "any"."""
    content = text[start:end]
    if OPENING.search(content) and CLOSING.search(content):
        return "direct"
    if OPENING.search(text[max(0, start - 1) : start]) and CLOSING.search(text[end : end + 1]):
        return "direct"
    return "any" if any(mark in MARKS for mark in text[max(0, start - 1) : end + 1]) else "framed"


def _spans(at: Words, entry: Record, fields: Sequence[str]) -> Iterator[Span]:
    for name in fields:
        for start, end in entry.get(name, ()):
            span = at.span(start, end)
            if span:
                yield span


def _stands_inside(span: Named, kept: Sequence[Named]) -> bool:
    return any(span[:2] != other[:2] and other[0] <= span[0] and span[1] <= other[1] for other in kept)


def _with_sentences(
    record: Record,
    words: Sequence[Word],
    at: Words,
    targets: dict[str, Array],
    source: Source,
    links: tuple[Link, ...] | None = None,
) -> Text:
    """Return the text with the sentence starts that the set has; else windows may begin at paragraphs and stops."""
    starts = at.starts(_sentence_offsets(record, source))
    if starts:
        targets["sentence"] = np.array([int(place in starts) for place in range(len(words))])
    else:
        starts = frozenset(p for p, word in enumerate(words) if word.breaks or (p and words[p - 1].text in ".!?"))
    return Text(tuple(words), targets, starts | {0}, links=links, text=record["text"])


def _sentence_offsets(record: Record, source: Source) -> list[int]:
    if source.sentences:
        return [0]
    sentences = record.get("sents", []) if source.ends else []
    return [entry[0] if isinstance(entry, list) else record["tokens"][entry][0] for entry in sentences]


READERS: Mapping[str, Callable[[Record, Sequence[Word], Labels, Source], Text]] = {
    "names": names_text,
    "times": times_text,
    "quotations": quotations_text,
}


def read_set(nlp: Any, data: Path, source: Source, kind: str, labels: Labels, *, dev: bool) -> list[Text]:
    """Return the texts of a set of names, times or quotations."""
    records = read_records(data, source, dev=dev)
    docs = nlp.tokenizer.pipe(record["text"] for record in records)
    read = READERS[kind]
    return [read(record, words_of(doc), labels, source) for record, doc in zip(records, docs, strict=True)]


def teach_mood(text: Text, labels: Labels, forms: Mapping[str, str]) -> Text:
    """Return a German text in which verbs whose form leaves no doubt teach their mood.

    ``forms`` gives mood by lower-case form; a Konjunktiv I beside "ich" or "du" is left out (it may be indicative).
    """
    codes = labels.codes("morph_Mood")
    found = np.full(len(text.words), IGNORED)
    for place, word in enumerate(text.words):
        mood = forms.get(word.text)
        if mood and not (mood == "Sub" and _speaks_of_self(text.words, place)):
            found[place] = codes.get(mood, IGNORED)
    return Text(
        text.words,
        {**text.targets, "morph_Mood": found},
        text.starts,
        text.heads,
        text.relations,
        text.links,
        text.text,
    )


def _speaks_of_self(words: Sequence[Word], place: int) -> bool:
    return any(word.text.lower() in ("ich", "du") for word in words[max(0, place - 8) : place + 8])
