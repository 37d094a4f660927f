"""Full-text search over the revisions that stand: titles, texts, names and quotations (SQLite FTS5).

The index is written in the transaction that changes an article, and keeps of each row a digest of what it was made of,
so that `SearchIndex.stale` can prove that it is in step.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from hergang.corpus.archive.database import Database
from hergang.corpus.archive.records import REVISIONS, to_revision
from hergang.corpus.archive.schema import SEARCH
from hergang.corpus.archive.words import to_fts5
from hergang.corpus.article import Article
from hergang.corpus.errors import StoreError

SNIPPET = 24  # words of a snippet; FTS5 allows 64

_RANK = "bm25(search, 4.0, 1.0, 1.0, 0.5)"  # a word in the title tells most; quotations are in the text once already
_START, _END = "\ue000", "\ue001"  # of private use, so that marks are told from what an article writes
_MATCHES = "FROM search JOIN searched s ON s.id = search.rowid WHERE search MATCH ?"


@dataclass(frozen=True)
class Hit:
    """An article that was found."""

    article: Article
    day: str  # published, or lacking it the day first fetched
    snippet: tuple[tuple[str, bool], ...]  # pieces of text around what was found, each with whether it was searched for

    def marked(self, start: str, end: str) -> str:
        """Return the snippet as text, with marks around what was searched for."""
        return "".join(f"{start}{text}{end}" if found else text for text, found in self.snippet)


@dataclass(frozen=True)
class Found:
    """The best of what was found, and how much there is."""

    hits: tuple[Hit, ...]
    total: int


class SearchIndex:
    """The full-text index of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self,
        words: str,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        language: str | None = None,
        limit: int = 20,
        order: Literal["relevance", "date"] = "relevance",
    ) -> Found:
        """Return the articles that hold the words, as `hergang.corpus.archive.words` reads them.

        Args:
            words: what is searched for.
            since: ISO day; only articles of that day and later.
            until: ISO day; only articles of that day and before.
            outlet: part of the publisher's name or of the host, whatever the case.
            language: ISO 639-1 code.
            limit: how many are returned at most.
            order: the best first, or the latest first.

        Raises:
            SearchError: the words cannot be understood.
        """
        condition, values = _conditions(since, until, outlet, language)
        values = [to_fts5(words), *values]
        total = self._database.row(f"SELECT count(*) {_MATCHES}{condition}", *values)[0]
        snippets = ", ".join(f"snippet(search, {column}, ?, ?, '…', {SNIPPET})" for column in (1, 0, 3, 2))
        rows = self._database.execute(
            f"SELECT s.article, s.day, {snippets} {_MATCHES}{condition} "
            f"ORDER BY {_RANK if order == 'relevance' else 's.day DESC'}, s.day DESC, s.article LIMIT ?",
            *([_START, _END] * 4),
            *values,
            limit,
        )
        return Found(tuple(self._hit(row) for row in rows), total)

    def put(self, article_id: str) -> None:
        """Index an article as it stands, in place of what was indexed of it; within the caller's transaction."""
        row = self._row_of(article_id)
        self.drop(article_id)
        self._database.execute(
            "INSERT INTO searched (article, digest, day, language, outlet, made_of) VALUES (?, ?, ?, ?, ?, ?)",
            *(article_id, row.digest, row.day, row.language, row.outlet, row.made_of),
        )
        self._database.execute(
            "INSERT INTO search (rowid, title, text, names, quotations) VALUES (last_insert_rowid(), ?, ?, ?, ?)",
            *row.columns,
        )

    def drop(self, article_id: str) -> None:
        """Take an article out of the index; within the caller's transaction."""
        self._database.execute(
            "DELETE FROM search WHERE rowid IN (SELECT id FROM searched WHERE article = ?)", article_id
        )
        self._database.execute("DELETE FROM searched WHERE article = ?", article_id)

    def make_anew(self) -> None:
        """Index every article anew, whatever has become of the index."""
        with self._database.transaction():
            self._database.execute("DELETE FROM searched")
            self._database.execute("DROP TABLE IF EXISTS search")
            self._database.execute(SEARCH)
            for (article,) in self._database.execute("SELECT id FROM article ORDER BY day, id"):
                self.put(article)

    def erase_deleted(self) -> None:
        """Write the index anew without the words of articles that were dropped, which FTS5 else keeps for a while."""
        self._database.execute("INSERT INTO search (search) VALUES ('optimize')")

    def stale(self) -> Iterator[str]:
        """Yield the ids of articles that the index lacks, has otherwise than they stand, or that are no more."""
        indexed = {
            row["article"]: row
            for row in self._database.execute("SELECT s.* FROM searched s JOIN search f ON f.rowid = s.id")
        }
        for (article,) in self._database.execute("SELECT id FROM article ORDER BY day, id"):
            row = indexed.pop(article, None)
            if row is None or row["made_of"] != self._row_of(article).made_of:
                yield article
        yield from indexed

    def damage(self) -> str | None:
        """Return what FTS5 finds wrong within the index, or None."""
        try:
            self._database.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        except StoreError as error:
            return str(error.__cause__)
        rows, kept = (self._database.row(f"SELECT count(*) FROM {table}")[0] for table in ("search", "searched"))
        return None if rows == kept else f"{rows} rows for {kept} articles"

    def _row_of(self, article_id: str) -> _Row:
        stands = "WHERE r.article = ? AND r.digest = a.standing"
        revision = to_revision(self._database.row(f"{REVISIONS} {stands}", article_id))
        line = self._database.row(
            "SELECT line FROM annotation WHERE article = ? AND digest = ?", article_id, revision.digest
        )
        names, quotations = _read(zlib.decompress(line["line"]), revision.article.text) if line else ("", "")
        article = revision.article
        titles = (article.kicker, article.title, article.standfirst)
        return _Row(
            columns=("\n".join(filter(None, titles)), article.text, names, quotations),
            digest=revision.digest,
            day=self._database.row("SELECT day FROM article WHERE id = ?", article_id)["day"],
            language=article.language or "",
            outlet=" ".join(filter(None, (article.publisher, urlsplit(article.url or "").hostname))).casefold(),
        )

    def _hit(self, row: Any) -> Hit:
        stands = "WHERE r.article = ? AND r.digest = a.standing"
        article = to_revision(self._database.row(f"{REVISIONS} {stands}", row["article"])).article
        snippets = [row[number] for number in range(2, 6)]
        best = next((snippet for snippet in snippets if _START in snippet), snippets[0])
        listed = " · ".join(best.split("\n")) if best in snippets[2:] else best  # names and quotations: one a line
        return Hit(article, row["day"], tuple(_pieces(" ".join(listed.split()))))


@dataclass(frozen=True)
class _Row:
    """All that is kept of an article in the index."""

    columns: tuple[str, str, str, str]
    digest: str
    day: str
    language: str
    outlet: str

    @property
    def made_of(self) -> str:
        """Return a digest of the whole."""
        whole = json.dumps([self.columns, self.digest, self.day, self.language, self.outlet])
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _conditions(
    since: str | None, until: str | None, outlet: str | None, language: str | None
) -> tuple[str, list[object]]:
    given = {
        " AND s.day >= ?": since,
        " AND s.day <= ?": until,
        " AND instr(s.outlet, ?) > 0": outlet and outlet.casefold(),
        " AND s.language = ?": language,
    }
    used = {condition: value for condition, value in given.items() if value}
    return "".join(used), list(used.values())


def _read(line: bytes, text: str) -> tuple[str, str]:
    """Return the names and the quotations of a line of stand-off JSON, one on each line."""
    record = json.loads(line)
    names = [entity["name"] for entity in record.get("entities", ()) if entity["named"]]
    spans = [span for quotation in record.get("quotations", ()) for span in quotation["content"]]
    return "\n".join(dict.fromkeys(names)), "\n".join(text[start:end] for start, end in spans)


def _pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    for piece in re.findall(f"{_START}[^{_END}]*{_END}?|[^{_START}]+", snippet):
        if piece.startswith(_START):
            yield piece.strip(_START + _END), True
        else:
            yield piece.replace(_END, ""), False
