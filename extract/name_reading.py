"""Names of an article out of the encoder's label scores: read word by word, their edges mended, then held together.

The encoder sees a window at a time and labels each word by its surroundings, so that one name comes out as a person
here and as a place there. What it says of a name is therefore pooled over all places where the article has the name: a
sure reading lends its label to an unsure one. Only scores and words are used; no list of names is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.tokens import Span

from hergang.extract.decoding import LabelledSpan, find_spans, log_softmax
from hergang.extract.name_edges import PERSON, Range, Words, first_word, mended
from hergang.extract.reading import Scores

Array = np.ndarray[Any, Any]
Name = tuple[str, ...]

HEAD = "names"
COMPOUNDS = "hergang_compounds"  # in ``doc.spans``: hyphenated words whose first part is a name, with its label
#: Probability of a hyphenated word to be a name from which its first part is one. Of the 69 parts found on the dev sets
#: of names, by this and by known names, five are wrong by reading; 49 are marked (the sets pass many over).
LEAST = 0.1
GAP = 3  # characters of white space across which no name goes on: the columns of a table
WEIGHT = 5.0  # of all places of a name together, against 1 for the place itself (names F1, dev; flat from 3 to 9)
FLOOR = -6.0  # of a mean log probability: one place where a label is ruled out must not overrule all others
SHORTEST = 2  # letters of a name that is looked for where no label begins it
INSIDE = ("PER", "ORG", "LOC")  # labels of names inside words


@dataclass(frozen=True)
class Place:
    """Words of the article (end exclusive) that are one name; the scores of each label and, behind them, of none."""

    start: int
    end: int
    scores: Array


def article_names(
    doc: Any, tokens: Sequence[int], scores: Scores, heads: Mapping[str, Sequence[str]], language: str
) -> list[LabelledSpan]:
    """Return the names of a stretch of a Doc as ranges of its words (``tokens``: their indices in the Doc)."""
    if HEAD not in scores.logits:
        return []
    gaps = [False, *(doc[one].idx + len(doc[one]) + GAP <= doc[other].idx for one, other in pairwise(tokens))]
    words = Words(
        texts=[doc[token].text for token in tokens],
        blanks=[token == 0 or bool(doc[token - 1].whitespace_) or doc[token - 1].is_space for token in tokens],
        breaks=[a or b for a, b in zip(scores.words.breaks, gaps, strict=True)],
    )
    labels = [label.partition("-")[2] for label in heads[HEAD][1::2]]
    found = read_names(scores.logits[HEAD], words, labels, language)
    inside = compounds(scores.logits[HEAD], words, labels, found)
    before = [span for span in doc.spans.get(COMPOUNDS, ()) if span.start < tokens[0]]
    doc.spans[COMPOUNDS] = [
        *before,
        *(Span(doc, tokens[place], tokens[place] + 1, label=label) for place, label in inside),
    ]
    return found


def read_names(logits: Array, words: Words, labels: Sequence[str], language: str) -> list[LabelledSpan]:
    """Return the names of an article in text order.

    Args:
        logits: [words, 1 + 2 * labels] of O, B-x, I-x, B-y, I-y, ...
        words: of the article, without white space.
        labels: x, y, ... ("PER").
        language: of the article, for the words that a name cannot end with.
    """
    scores = log_softmax(logits)
    found = [(span.start, span.end, span.kind) for span in find_spans(scores, np.array(words.breaks, bool))]
    person = labels.index(PERSON) if PERSON in labels else -1
    names = pooled(mended(found, words, labels, language), words, scores, person, language)
    ends = [0, *(name.end for name in names)]
    return [
        replace(name, start=max(end, first_word(name.start, labels[name.kind], words, language)))
        for name, end in zip(names, ends, strict=False)
    ]


def compounds(
    logits: Array, words: Words, labels: Sequence[str], found: Sequence[LabelledSpan]
) -> list[tuple[int, str]]:
    """Return the hyphenated words that are no name but begin with one ("Intel-Chef"), with the name's label.

    A word's label stands at its first piece, where the name is: the encoder doubts there that the word is none.
    """
    taken = {place for span in found for place in range(span.start, span.end)}
    likely = np.exp(log_softmax(logits))
    kinds = [place for place, label in enumerate(labels) if label in INSIDE]
    result = []
    for place, text in enumerate(words.texts):
        if place in taken or "-" not in text[2:-1] or not text[0].isupper() or 1 - likely[place, 0] < LEAST:
            continue
        best = max(kinds, key=lambda kind: float(likely[place, 1 + 2 * kind] + likely[place, 2 + 2 * kind]))
        result.append((place, labels[best]))
    return result


def pooled(spans: Sequence[Range], words: Words, scores: Array, person: int, language: str) -> list[LabelledSpan]:
    """Return the names with the labels that all places of a name together make likeliest, in text order.

    A place where the encoder saw no name counts too, and becomes one where the others outweigh it. The surname of a
    person named in full, and the abbreviation behind a full name ("Non-Aligned Movement (NAM)"), share its label.
    """
    places = _places(spans, words, scores)
    evidence: dict[Name, list[Place]] = defaultdict(list)
    forms = {name: _base_form(name, places, language) for name in places}
    for name, found in places.items():
        evidence[forms[name]] += found
    for name, place in _full_names(spans, words, scores, person):
        evidence[name].append(place)
    shared = {name: np.mean([place.scores for place in some], 0) for name, some in evidence.items()}
    settled = (_settled(place, shared[forms[name]]) for name, found in places.items() for place in found)
    return sorted((span for span in settled if span is not None), key=lambda span: span.start)


def _places(spans: Sequence[Range], words: Words, scores: Array) -> dict[Name, list[Place]]:
    """Return all places of each name: those that were found, and the same words where no name was."""
    places: dict[Name, list[Place]] = defaultdict(list)
    taken = np.zeros(len(words.texts), bool)
    for start, end, _ in spans:
        places[tuple(words.texts[start:end])].append(_place(scores, start, end))
        taken[start:end] = True
    by_first: dict[str, list[Name]] = defaultdict(list)
    for name in places:
        if name[0][0].isupper() and sum(map(len, name)) >= SHORTEST:
            by_first[name[0]].append(name)
    for start, word in enumerate(words.texts):
        for name in sorted(by_first.get(word, ()), key=len, reverse=True):
            end = start + len(name)
            if tuple(words.texts[start:end]) == name and not taken[start:end].any():
                places[name].append(_place(scores, start, end))
                taken[start:end] = True
    return places


def _place(scores: Array, start: int, end: int) -> Place:
    begins, goes_on = scores[start, 1::2], scores[start + 1 : end, 2::2].sum(0)
    values = np.append((begins + goes_on) / (end - start), scores[start:end, 0].mean())
    return Place(start, end, np.maximum(values, FLOOR))


def _base_form(name: Name, names: Iterable[Name], language: str) -> Name:
    """Return the form of a German genitive ("Venezuelas") without its s, where the article has that too."""
    bare = (*name[:-1], name[-1][:-1])
    return bare if language == "de" and name[-1].endswith("s") and bare in names else name


def _full_names(spans: Sequence[Range], words: Words, scores: Array, person: int) -> Iterable[tuple[Name, Place]]:
    for start, end, kind in spans:
        if end - start < 2:
            continue
        if kind == person:
            yield (words.texts[end - 1],), _place(scores, start, end)
        elif end + 2 < len(words.texts) and words.texts[end] == "(" and words.texts[end + 2] == ")":
            yield (words.texts[end + 1],), _place(scores, start, end)


def _settled(place: Place, shared: Array) -> LabelledSpan | None:
    """Return a place as a name under the best label by itself and by all places of the name; None where it is none."""
    values = (place.scores + WEIGHT * shared) / (1 + WEIGHT)
    best = int(values.argmax())
    if best == len(values) - 1:
        return None
    return LabelledSpan(place.start, place.end, best, float(np.exp(values[best])))
