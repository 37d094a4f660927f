"""The mentions of one entity while coreference gathers them, and how far it may look back for one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from hergang.extract.buckets import Buckets
from hergang.extract.extensions import text_of
from hergang.extract.marks import find_quoted
from hergang.extract.mention_candidate import Candidate
from hergang.extract.records import EntityType

WINDOW = 3  # sentences that a pronoun or plain description may look back


@dataclass(eq=False)  # one is another only if it is the same: to compare members costs much in long articles
class Cluster:
    """The mentions of one entity while they are gathered, in text order."""

    members: list[Candidate]
    type: EntityType
    genders: Counter[str] = field(default_factory=Counter)
    plural: bool = False
    owner: Cluster | None = None
    platform: str | None = None
    named: bool = field(init=False)

    def __post_init__(self) -> None:
        self.named = any(member.named for member in self.members)

    @property
    def gender(self) -> str | None:
        return self.genders.most_common(1)[0][0] if self.genders else None

    def names(self, text: str) -> list[str]:
        return [text[m.start : m.end] for m in self.members if m.kind == "name"]

    def add(self, mention: Candidate) -> None:
        """Put a mention in its place."""
        insort(self.members, mention, key=_place)

    def told_before(self, position: int) -> int:
        """Return how many mentions begin before a position."""
        return bisect_left(self.members, position, key=attrgetter("start"))

    def last_before(self, position: int) -> Candidate | None:
        """Return the last mention before a position; one inside a compound ("Trump-Gegner") is only in passing."""
        for number in range(self.told_before(position) - 1, -1, -1):
            mention = self.members[number]
            if mention.end <= position and mention.by != "entities/compound":
                return mention
        return None


def _place(mention: Candidate) -> tuple[int, int]:
    return mention.start, mention.end


def merge(into: Cluster, other: Cluster) -> None:
    """Move the mentions of one cluster into another; the caller drops the emptied one."""
    for member in other.members:
        into.add(member)
    into.named = into.named or other.named
    into.genders.update(other.genders)
    into.plural = into.plural and other.plural
    into.owner = into.owner or other.owner
    into.platform = into.platform or other.platform


def nearest(homes: list[Cluster], position: int) -> Cluster | None:
    """Return the only cluster, else the one mentioned last before a position, else the first (None: there is none)."""
    if len(homes) < 2:
        return homes[0] if homes else None
    before = [(home.last_before(position), home) for home in homes]
    told = [(mention.end, index) for index, (mention, _) in enumerate(before) if mention is not None]
    return before[max(told)[1]][1] if told else homes[0]


def agree(one: str | None, other: str | None) -> bool:
    """Tell whether two genders may be one person's; an unknown one agrees with both."""
    return one is None or other is None or one == other


def sentence_index(doc: Any) -> dict[int, int]:
    """Return the number of each token's sentence; sentences inside quotation marks are passed over in counting.

    What somebody says puts no distance between "er" after the quotation and the name before it.
    """
    quoted: Buckets[tuple[int, int]] = Buckets()
    for stretch in find_quoted(text_of(doc)):
        if stretch.closed:
            quoted.add([(stretch.start, stretch.end)], (stretch.start, stretch.end))
    index: dict[int, int] = {}
    number = 0
    for sent in doc.sents:
        near = quoted.near([(sent.start_char, sent.end_char)])
        inside = any(start <= sent.start_char + 1 and sent.end_char - 2 <= end for start, end in near)
        index.update(dict.fromkeys(range(sent.start, sent.end), number))
        number += 0 if inside or not sent.text.strip() else 1
    return index


def quotation_index(doc: Any) -> list[int]:
    """Return for each token the number of the closed quotation it stands in, 0 where in none; the outermost counts."""
    index = [0] * len(doc)
    for number, stretch in enumerate((q for q in find_quoted(text_of(doc)) if q.closed), 1):
        span = doc.char_span(stretch.start, stretch.end, alignment_mode="contract")
        if span is not None and not index[span.start]:
            index[span.start : span.end] = [number] * len(span)
    return index
