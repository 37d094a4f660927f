"""Near-duplicates in the archive: which article has the text of which earlier one, and which words.

Texts that stand are compared as `hergang.corpus.duplicates` tells. Whether two articles are linked depends on the two
alone, and which of them is the copy on the order (day, article id): the links are the same, whatever the order in which
the articles came. An article is looked up by the bands of its signature, never compared with all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from hergang.corpus import duplicates
from hergang.corpus.archive.database import Database
from hergang.corpus.duplicates import Span

_KEPT = 256  # texts whose shingles are kept in memory: those that came last are compared most
_STANDING = """
SELECT a.id, a.standing AS digest, a.day, r.text, r.metadata
FROM article a JOIN revision r ON r.article = a.id AND r.digest = a.standing
"""


@dataclass(frozen=True)
class Copy:
    """That an article has text of an earlier one."""

    article: str  # article id
    of: str  # id of the earlier article
    share: float  # of the shorter text, quotations left out
    spans: tuple[Span, ...]  # of the article's text, in code points: the words that the earlier one has, too
    publisher: str | None = None  # of the earlier article
    url: str | None = None


class Duplicates:
    """The near-duplicates of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shingles = lru_cache(maxsize=_KEPT)(self._read_shingles)

    def of(self, article_id: str) -> list[Copy]:
        """Return the earlier articles whose text an article has, the first first."""
        rows = self._database.execute(
            "SELECT c.*, r.metadata FROM copy c JOIN article a ON a.id = c.of "
            "JOIN revision r ON r.article = a.id AND r.digest = a.standing WHERE c.article = ? ORDER BY a.day, a.id",
            article_id,
        )
        return [_copy(row) for row in rows]

    def all(self) -> list[Copy]:
        """Return all links, in the order of the copies, then of what they were copied from."""
        rows = self._database.execute(
            "SELECT DISTINCT c.article FROM copy c JOIN article a ON a.id = c.article ORDER BY a.day, a.id"
        )
        return [copy for (article,) in rows for copy in self.of(article)]

    def put(self, article_id: str) -> None:
        """Compare an article, as it stands, with those that may share its text; within the caller's transaction."""
        self.drop(article_id)
        row = self._database.row(f"{_STANDING} WHERE a.id = ?", article_id)
        outlet = _outlet(json.loads(row["metadata"]))
        self._database.execute(
            "INSERT INTO signature VALUES (?, ?, ?, ?, ?)",
            *(article_id, row["digest"], row["day"], outlet, duplicates.VERSION),
        )
        bands = duplicates.bands(self._shingles(article_id, row["digest"]))
        for other in self._candidates(bands):
            if _near(row["day"], other["day"]):
                self._compare((article_id, row["digest"], row["day"], outlet), tuple(other))
        for number, value in enumerate(bands):
            self._database.execute("INSERT INTO band VALUES (?, ?, ?)", number, value, article_id)

    def drop(self, article_id: str) -> None:
        """Take an article out; within the caller's transaction, and while its revisions are there."""
        known = self._database.row("SELECT digest FROM signature WHERE article = ?", article_id)
        if known is None:
            return
        for number, value in enumerate(duplicates.bands(self._shingles(article_id, known["digest"]))):
            self._database.execute(
                "DELETE FROM band WHERE number = ? AND value = ? AND article = ?", number, value, article_id
            )
        self._database.execute("DELETE FROM copy WHERE article = ? OR of = ?", article_id, article_id)
        self._database.execute("DELETE FROM signature WHERE article = ?", article_id)

    def make_anew(self) -> None:
        """Compare all articles anew."""
        with self._database.transaction():
            for table in ("band", "copy", "signature"):
                self._database.execute(f"DELETE FROM {table}")
            for (article,) in self._database.execute("SELECT id FROM article ORDER BY day, id"):
                self.put(article)

    def is_of_this_release(self) -> bool:
        """Say whether the signatures were made as this release makes them, and can be compared with its own."""
        row = self._database.row("SELECT made_by FROM signature LIMIT 1")  # they are all made anew, or none
        return row is None or row["made_by"] == duplicates.VERSION

    def stale(self) -> Iterator[str]:
        """Yield the ids of the articles whose signature is missing or of something other than what stands."""
        known = {row["article"]: tuple(row)[1:] for row in self._database.execute("SELECT * FROM signature")}
        bands = dict(self._database.execute("SELECT article, count(*) FROM band GROUP BY article"))
        for (article,) in self._database.execute("SELECT id FROM article ORDER BY day, id"):
            row = self._database.row(f"{_STANDING} WHERE a.id = ?", article)
            wanted = len(duplicates.bands(self._shingles(article, row["digest"])))
            stands = (row["digest"], row["day"], _outlet(json.loads(row["metadata"])), duplicates.VERSION)
            if known.pop(article, None) != stands or bands.pop(article, 0) != wanted:
                yield article
        yield from sorted({*known, *bands})

    def _candidates(self, bands: list[int]) -> list[Any]:
        if not bands:
            return []
        values = ", ".join("(?, ?)" for _ in bands)
        flat = [value for pair in enumerate(bands) for value in pair]
        return list(
            self._database.execute(
                f"WITH wanted (number, value) AS (VALUES {values}) "
                "SELECT DISTINCT s.article, s.digest, s.day, s.outlet FROM wanted JOIN band USING (number, value) "
                "JOIN signature s USING (article) ORDER BY s.article",
                *flat,
            )
        )

    def _compare(self, one: tuple[str, str, str, str], other: tuple[str, str, str, str]) -> None:
        share = duplicates.share(self._shingles(*one[:2]), self._shingles(*other[:2]))
        if not duplicates.is_copy(share, one[3], other[3]):
            return
        first, later = sorted((one, other), key=lambda known: (known[2], known[0]))
        spans = duplicates.common(self._text(*later[:2]), self._text(*first[:2]))
        self._database.execute(
            "INSERT INTO copy VALUES (?, ?, ?, ?)", later[0], first[0], round(share, 4), json.dumps(spans)
        )

    def _text(self, article: str, digest: str) -> str:
        row = self._database.row("SELECT text FROM revision WHERE article = ? AND digest = ?", article, digest)
        return str(row["text"])

    def _read_shingles(self, article: str, digest: str) -> frozenset[str]:
        return duplicates.shingles(self._text(article, digest))


def _copy(row: Any) -> Copy:
    source = json.loads(row["metadata"])
    spans = tuple((start, end) for start, end in json.loads(row["spans"]))
    return Copy(row["article"], row["of"], row["share"], spans, source.get("publisher"), source.get("url"))


def _outlet(metadata: dict[str, Any]) -> str:
    """Return what tells an outlet: the host, lacking a URL the publisher; the empty string where neither is known."""
    host = urlsplit(metadata.get("url") or "").hostname or ""
    return (host.removeprefix("www.") or metadata.get("publisher") or "").casefold()


def _near(day: str, other: str) -> bool:
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= duplicates.WINDOW
