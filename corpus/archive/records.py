"""The things that the archive gives: what was added, revisions, and the article's metadata as it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hergang.corpus.article import Article


@dataclass(frozen=True)
class Added:
    """What `Archive.add` did with a reading."""

    article_id: str
    digest: str
    status: Literal["new", "revised", "unchanged"]


@dataclass(frozen=True)
class Revision:
    """One state of an article's text, with the metadata last seen with it."""

    article: Article
    digest: str
    number: int  # 1 is the first
    fetched: str  # UTC dateTime "2017-11-30T09:15:00Z": when this text was first seen
    source: str
    standing: bool  # whether it is the article's text as last fetched
    replaced_at: str | None  # UTC dateTime: when another text was first seen in its place
    previous: str | None  # digest of the revision that it replaced


@dataclass(frozen=True)
class MetadataChange:
    """A field of an article's metadata that changed while its text stayed as it was."""

    digest: str  # of the revision
    seen: str  # UTC dateTime of the fetch that showed it
    field: str  # of `Article`
    before: Any  # as in JSON; None where there was none
    after: Any


REVISIONS = """
SELECT r.article, r.digest, r.number, r.text, r.metadata, r.fetched, r.source, r.digest = a.standing AS stands,
  r.replaced_at, r.previous
FROM revision r JOIN article a ON a.id = r.article
"""


def to_revision(row: Mapping[str, Any]) -> Revision:
    """Return the revision of a row of `REVISIONS`."""
    article = Article.from_json({**json.loads(row["metadata"]), "text": row["text"]})
    return Revision(
        article,
        row["digest"],
        row["number"],
        row["fetched"],
        row["source"],
        bool(row["stands"]),
        row["replaced_at"],
        row["previous"],
    )


def metadata(article: Article) -> str:
    """Return the article's fields but its text, as JSON."""
    record = article.to_json()
    del record["text"]
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def differences(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    """Return (field, value before, value after) of what two metadata differ in; values are JSON, None where absent."""
    old, new = json.loads(before), json.loads(after)
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return [(name, _value(old, name), _value(new, name)) for name in names]


def _value(record: Mapping[str, Any], name: str) -> str | None:
    return json.dumps(record[name], ensure_ascii=False) if name in record else None


def from_json(value: str | None) -> Any:
    """Return the value that `differences` wrote."""
    return None if value is None else json.loads(value)
