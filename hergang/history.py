"""How an article changed: its revisions with what differs from each to the next, as text.

Pure: revisions in, text out. Words that went stand in [-brackets-], those that came in {+braces+}, as in ``wdiff``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hergang.corpus.archive import MetadataChange, Revision
from hergang.corpus.changes import Kind, ParagraphChange, Piece, field_changes, paragraph_changes

MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


@dataclass(frozen=True)
class History:
    """All revisions of an article, the first first, and what changed in its metadata while the text stayed."""

    revisions: tuple[Revision, ...]
    metadata: tuple[MetadataChange, ...] = ()

    def text(self) -> str:
        """Return each revision with what changed in it, paragraph by paragraph."""
        blocks = [self._first(), *self._later()]
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    def _first(self) -> list[str]:
        first = self.revisions[0]
        article = first.article
        paragraphs = len(paragraph_changes("", article.text))
        head = [
            article.title or article.id,
            f"Revision 1 of {len(self.revisions)}, {_seen(first)}: {paragraphs} paragraphs.",
        ]
        return [*head, *self._noted(first)]

    def _later(self) -> Iterator[list[str]]:
        for before, after in zip(self.revisions, self.revisions[1:], strict=False):
            fields = [
                _field(change.field, change.before, change.after)
                for change in field_changes(before.article, after.article)
            ]
            paragraphs = paragraph_changes(before.article.text, after.article.text)
            yield [
                f"Revision {after.number} of {len(self.revisions)}, {_seen(after)}: {_counted(paragraphs)}.",
                *fields,
                *(_paragraph(change) for change in paragraphs if change.kind != "kept"),
                *self._noted(after),
            ]

    def _noted(self, revision: Revision) -> Iterator[str]:
        for change in self.metadata:
            if change.digest == revision.digest:
                yield f"  On {change.seen}, with the same text:"
                yield _field(change.field, change.before, change.after)


def _seen(revision: Revision) -> str:
    return f"first seen {revision.fetched} in {revision.source}{', stands' if revision.standing else ''}"


def _counted(changes: list[ParagraphChange]) -> str:
    kinds: tuple[Kind, ...] = ("rewritten", "added", "removed", "moved", "kept")
    counts = {kind: sum(change.kind == kind for change in changes) for kind in kinds}
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)


def _field(name: str, before: object, after: object) -> str:
    return f"  {name}: [-{_value(before)}-] {{+{_value(after)}+}}".replace("[--] ", "").replace(" {++}", "")


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value or "")


def _paragraph(change: ParagraphChange) -> str:
    place = " -> ".join(str(number) for number in (change.before, change.after) if number)
    return f"  {change.kind}, paragraph {place}: {''.join(map(_marked, change.pieces))}"


def _marked(piece: Piece) -> str:
    text, kind = piece
    start, end = MARKS[kind]
    return f"{start}{text}{end}"
