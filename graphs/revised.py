"""A revision as the graph sees it, and the one order in which everything is done.

The order is (day, article id, revision number), the day being that of publication of the article's first dated
revision or, where it carries none, the day on which it was first fetched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hergang.corpus.article import Article
from hergang.extract.records import Annotations
from hergang.graphs.days import iso_day


@dataclass(frozen=True)
class Copied:
    """An earlier article whose text a revision has, in whole or in part."""

    article: Article  # the earlier one: id, URL and publisher; its text is left out
    spans: tuple[tuple[int, int], ...]  # of the revision's text, in code points, in order: the words that both have

    def holds(self, span: tuple[int, int]) -> bool:
        """Say whether at least half of a span of the revision's text is copied."""
        shared = sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in self.spans)
        return 2 * shared >= span[1] - span[0]


@dataclass(frozen=True)
class Revised:
    """What was read from one revision of an article, with the revision's place in history."""

    annotations: Annotations
    digest: str  # of the text
    number: int  # among the article's revisions, 1 first
    fetched: str  # UTC dateTime ("2017-11-30T09:15:00Z")
    standing: bool  # the one that counts now
    replaced_at: str | None = None  # UTC dateTime at which a later revision took its place
    previous: str | None = None  # digest of the revision before
    copies: tuple[Copied, ...] = ()  # the earliest article first; none where the revision does not stand

    @property
    def article(self) -> Article:
        """Return the article in this state."""
        return self.annotations.article

    @property
    def key(self) -> tuple[str, str]:
        """Return (article id, digest), unique among revisions."""
        return self.article.id, self.digest

    @property
    def reported(self) -> str:
        """Return the day of the report (ISO), the day fetched where the article carries no date."""
        return iso_day(self.article.published) or self.fetched[:10]

    @property
    def language(self) -> str:
        """Return the article's language, "und" where it is unknown."""
        return self.article.language or "und"


def in_order(revisions: Iterable[Revised]) -> list[Revised]:
    """Return the revisions in the order of the whole projection, each (article, digest) once.

    A text that came back after another (A, B, A) is one revision; the standing one of its records is kept, else the
    first.
    """
    kept: dict[tuple[str, str], Revised] = {}
    for revised in sorted(revisions, key=lambda r: (r.article.id, r.number)):
        known = kept.get(revised.key)
        if known is None or (revised.standing and not known.standing):
            kept[revised.key] = revised
    days: dict[str, str] = {}
    for revised in kept.values():
        days[revised.article.id] = min(days.get(revised.article.id, revised.reported), revised.reported)
    return sorted(kept.values(), key=lambda r: (days[r.article.id], r.article.id, r.number))
