"""Which article a user means: by id or the beginning of it, URL, path or source."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from hergang.corpus.archive.database import Database
from hergang.corpus.archive.records import REVISIONS, Revision, to_revision
from hergang.corpus.article import article_id
from hergang.corpus.errors import SourceError
from hergang.corpus.urls import canonical, is_url

_ID = re.compile(r"[0-9a-f]{4,16}")


def find(database: Database, reference: str) -> Revision:
    """Return the standing revision of an article, named by id, four or more of its first digits, URL or source.

    Raises:
        SourceError: there is none, or several; the message names the nearest.
    """
    for candidate in _candidates(database, reference):
        row = database.row(f"{REVISIONS} WHERE r.article = ? AND r.digest = a.standing", candidate)
        if row is not None:
            return to_revision(row)
    raise SourceError(_unknown(database, reference))


def _candidates(database: Database, reference: str) -> list[str]:
    if _ID.fullmatch(reference):
        rows = database.execute(
            "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id", reference, reference + "g"
        )
        found = [row["id"] for row in rows]
        if len(found) > 1:
            raise SourceError(f'several articles begin with "{reference}": {", ".join(found[:5])}. Give more digits.')
        if found:
            return found
    rows = database.execute("SELECT article FROM fetch WHERE source = ? ORDER BY rowid DESC LIMIT 1", reference)
    named = [article_id(path=str(Path(reference).absolute())), *(row["article"] for row in rows)]
    return named + _by_url(database, reference)


def _by_url(database: Database, reference: str) -> list[str]:
    if not is_url(reference):
        return []
    return [row["id"] for row in database.execute("SELECT id FROM article WHERE url = ? LIMIT 1", canonical(reference))]


def _unknown(database: Database, reference: str) -> str:
    names: dict[str, str] = {}
    for row in database.execute("SELECT a.id, a.url, r.source FROM article a JOIN revision r ON r.article = a.id"):
        names |= {name: name for name in row if name} | {Path(row["source"]).stem: row["source"]}
    near = difflib.get_close_matches(reference, sorted(names), n=1)
    hint = f' Did you mean "{names[near[0]]}"?' if near else " Give its id, URL or source."
    return f'no article "{reference}" in the archive.{hint}'
