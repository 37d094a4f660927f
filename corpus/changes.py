"""What changed between two states of an article, paragraph by paragraph, as a person would tell it.

Pure. Paragraphs are aligned by likeness (`difflib`, Ratcliff and Obershelp 1988): one that was rewritten is one change
with the words marked that went and came, not a removal and an addition. A paragraph that only moved is said to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from hergang.corpus.article import Article

LIKE = 0.5  # share of words from which two paragraphs are one that was rewritten

Kind = Literal["kept", "added", "removed", "rewritten", "moved"]
Piece = tuple[str, Literal["same", "gone", "new"]]

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_FIELDS = (
    "kicker",
    "title",
    "standfirst",
    "authors",
    "published",
    "modified",
    "publisher",
    "section",
    "language",
    "url",
)


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph and what became of it."""

    kind: Kind
    before: int | None  # number of the paragraph before, 1 is the first; None where it was not there
    after: int | None  # its number after
    pieces: tuple[Piece, ...]  # its text; words that are gone stand before those that took their place


@dataclass(frozen=True)
class FieldChange:
    """A field of the metadata that changed; None (or empty) is a value that was not there."""

    field: str
    before: object
    after: object


def paragraph_changes(before: str, after: str) -> list[ParagraphChange]:
    """Return every paragraph of both texts once, in reading order, with what became of it."""
    old, new = _paragraphs(before), _paragraphs(after)
    aligned = list(_aligned(old, new))
    gone: dict[str, list[int]] = {}
    for change in aligned:
        if change.kind == "removed" and change.before:
            gone.setdefault(change.pieces[0][0], []).append(change.before)
    found = [_moved(change, gone) if change.kind == "added" else change for change in aligned]
    moved = {change.before for change in found if change.kind == "moved"}
    return [change for change in found if not (change.kind == "removed" and change.before in moved)]


def field_changes(before: Article, after: Article) -> list[FieldChange]:
    """Return what changed in the metadata, headline first."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in _FIELDS)
    return [FieldChange(name, old, new) for name, old, new in pairs if old != new]


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in re.split(r"\n{2,}", text) if paragraph.strip()]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            for number in range(j - i):
                yield ParagraphChange("kept", i + number + 1, k + number + 1, ((old[i + number], "same"),))
        else:
            yield from _replaced(old, new, range(i, j), range(k, m))


def _replaced(old: Sequence[str], new: Sequence[str], gone: range, came: range) -> Iterator[ParagraphChange]:
    """Yield a stretch of paragraphs: pairs that are alike, and between them what was removed, then what was added."""
    left, right = gone.start, came.start
    for was, now in [*_pairs(old, new, gone, came), (gone.stop, came.stop)]:
        yield from (ParagraphChange("removed", at + 1, None, ((old[at], "gone"),)) for at in range(left, was))
        yield from (ParagraphChange("added", None, at + 1, ((new[at], "new"),)) for at in range(right, now))
        if was < gone.stop:
            yield ParagraphChange("rewritten", was + 1, now + 1, tuple(_pieces(old[was], new[now])))
        left, right = was + 1, now + 1


def _pairs(old: Sequence[str], new: Sequence[str], gone: range, came: range) -> Iterator[tuple[int, int]]:
    left = gone.start
    for now in came:
        was = next((at for at in range(left, gone.stop) if _likeness(old[at], new[now]) >= LIKE), None)
        if was is not None:
            yield was, now
            left = was + 1


def _moved(change: ParagraphChange, gone: dict[str, list[int]]) -> ParagraphChange:
    """Return an added paragraph as moved where the same words were removed elsewhere; each removal serves once."""
    text = change.pieces[0][0]
    if not gone.get(text):
        return change
    return ParagraphChange("moved", gone[text].pop(0), change.after, ((text, "same"),))


def _likeness(before: str, after: str) -> float:
    matcher = SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield "".join(old[i:j]), "same"
            continue
        if j > i:
            yield "".join(old[i:j]), "gone"
        if m > k:
            yield "".join(new[k:m]), "new"
