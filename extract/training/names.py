"""Texts with marked names as spaCy training examples."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span
from spacy.training import Example

LABELS = ("PER", "ORG", "LOC", "MISC")
MAX_PARAGRAPHS = 3  # of an article in one text: long texts make slow and few updates


@dataclass(frozen=True)
class NamedText:
    """A text with its names as (start, end, label), in order and apart from each other."""

    text: str
    names: tuple[tuple[int, int, str], ...]


def read_names(path: Path) -> Iterator[NamedText]:
    """Yield the texts of a file of marked names; articles come in pieces of at most ``MAX_PARAGRAPHS`` paragraphs."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield from pieces(named_text(json.loads(line)))


def named_text(record: Mapping[str, Any]) -> NamedText:
    """Return a record's text with its names of the four labels, cut to their words (no white space at an edge)."""
    text = record["text"]
    spans = ((e["start"], e["end"], e["label"]) for e in record["ents"] if e.get("label") in LABELS)
    trimmed = sorted(_trim(text, *span) for span in spans)
    names: list[tuple[int, int, str]] = []
    for start, end, label in trimmed:
        if start < end and (not names or start >= names[-1][1]):
            names.append((start, end, label))
    return NamedText(text, tuple(names))


def _trim(text: str, start: int, end: int, label: str) -> tuple[int, int, str]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()), label


def pieces(named: NamedText) -> Iterator[NamedText]:
    """Yield a text in pieces of a few paragraphs; white space around a piece is cut off."""
    ends = [match.end() for match in re.finditer(r"(?:\r?\n){2,}", named.text)][MAX_PARAGRAPHS - 1 :: MAX_PARAGRAPHS]
    for start, end in zip([0, *ends], [*ends, len(named.text)], strict=True):
        piece = named.text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        text = piece.strip()
        if text:
            own = ((s - left, e - left, label) for s, e, label in named.names if left <= s and e <= left + len(text))
            yield NamedText(re.sub(r"\r\n", " \n", text), tuple(own))


def example(make_doc: Callable[[str], Doc], named: NamedText, unsure: Sequence[tuple[int, int]] = ()) -> Example:
    """Return the example of a text.

    Nothing is taught where a name's edge is no token's edge, nor in ``unsure`` runs (token indices) that hold no name.
    """
    gold: Any = make_doc(named.text)
    spans: list[Span] = []
    missing: set[int] = set()
    for start, end, label in named.names:
        span = gold.char_span(start, end, label=label)
        if span is not None:
            spans.append(span)
        else:
            missing.update(token.i for token in gold.char_span(start, end, alignment_mode="expand"))
    taken = {token.i for span in spans for token in span}
    for start, end in unsure:
        if taken.isdisjoint(range(start, end)):
            missing.update(range(start, end))
    gold.set_ents(spans, missing=[gold[i : i + 1] for i in sorted(missing - taken)], default="outside")
    return Example(make_doc(named.text), gold)


def unmarked_names(tagged: Doc) -> list[tuple[int, int]]:
    """Return the runs of proper nouns of a tagged Doc as token indices: where a set without MISC may hide one."""
    runs: list[tuple[int, int]] = []
    for token in tagged:
        if token.pos_ != "PROPN":
            continue
        if runs and runs[-1][1] == token.i:
            runs[-1] = (runs[-1][0], token.i + 1)
        else:
            runs.append((token.i, token.i + 1))
    return runs
