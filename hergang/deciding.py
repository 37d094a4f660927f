"""Decisions by hand, as a user names them: which entities and claims are meant, and the log of decisions as a file.

An entity is named by what the graph calls it, by its IRI or the end of it, or as ``NAME@ARTICLE``: the one that an
article speaks of under a name. A claim is named by its IRI or the end of it, or by ``WORDS@ARTICLE``. What is kept is
what every reading of the article finds again (`hergang.graphs.judgements`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hergang.corpus.archive import Archive, ClaimKey, Decision, EntityKey, Revision
from hergang.corpus.archive.decisions import Undone
from hergang.corpus.errors import SourceError, StoreError
from hergang.extract import standoff
from hergang.extract.records import Annotations, Claim
from hergang.graphs.errors import QueryError
from hergang.graphs.iris import spans
from hergang.graphs.judgements import claim_key, entity_key
from hergang.graphs.mapping import CLASSES
from hergang.graphs.naming import fold
from hergang.graphs.store import Reader

SHOWN = 8  # candidates that a message names
_CLAIM = re.compile(r"rev/(?P<article>[0-9a-f]+)-(?P<digest>[0-9a-f]+)#claim=\d+,\d+(;\d+)?$")
_TYPES = {str(iri): name for name, iri in CLASSES.items()}


@dataclass(frozen=True)
class Named:
    """An entity that a user named."""

    key: EntityKey
    node: str | None  # IRI; None where the graph does not show it yet


def find_entity(reference: str, archive: Archive, reader: Reader) -> Named:
    """Return the entity that a reference names.

    Raises:
        QueryError: there is none, or several; the message names them.
    """
    name, at, article = reference.rpartition("@")
    if at and name.strip():
        return _in_article(name.strip(), article.strip(), archive, reader)
    nodes = _nodes(reference, reader)
    if not nodes:
        raise QueryError(
            f'no entity "{reference}". "hergang search" finds how articles spell it; or give NAME@ARTICLE.'
        )
    if len(nodes) > 1:
        told = "; ".join(f"{node['e']} ({node['label']}, {_kind(node['type'])})" for node in nodes[:SHOWN])
        raise QueryError(f'"{reference}" can be {len(nodes)} entities: {told}. Give an IRI of these, or NAME@ARTICLE.')
    return Named(_first_key(nodes[0]["e"], reader), nodes[0]["e"])


def find_claim(reference: str, archive: Archive) -> ClaimKey:
    """Return the claim that a reference names.

    Raises:
        QueryError: there is none, or several; the message names them.
    """
    match = _CLAIM.search(reference)
    if match:
        revision = _revision(archive, match["article"], match["digest"])
        annotations = _annotations(archive, revision)
        iris = spans(match.group().partition("#")[0], "claim", (claim.text for claim in annotations.claims))
        found = [claim for claim, iri in zip(annotations.claims, iris, strict=True) if iri == match.group()]
    else:
        words, at, article = reference.rpartition("@")
        if not at or not words.strip():
            raise QueryError(f'"{reference}" names no claim. Give its IRI, as a query shows it, or WORDS@ARTICLE.')
        annotations = _annotations(archive, _article(archive, article.strip()))
        found = [claim for claim in annotations.claims if fold(words) in fold(_clause(claim, annotations))]
    if len(found) != 1:
        told = "; ".join(f'"{_clause(claim, annotations)}"' for claim in found[:SHOWN])
        raise QueryError(f'"{reference}" names {len(found)} claims{f": {told}" if told else ""}. Name one.')
    return claim_key(found[0], annotations)


def to_records(decisions: Iterable[Decision]) -> Iterator[dict[str, Any]]:
    """Yield decisions as JSON objects, those that were undone too; `add_records` takes them in again."""
    for decision in decisions:
        record = asdict(decision)
        yield {key: value for key, value in record.items() if key != "number" and value is not None}


def add_records(archive: Archive, records: Iterable[Mapping[str, Any]]) -> list[Decision]:
    """Take decisions in that another archive gave out, and return those that were new.

    Raises:
        StoreError: a record is no decision; none is taken in then.
    """
    known = [_comparable(decision) for decision in archive.decisions.list()]
    added = []
    with archive.database.transaction():
        for line, record in enumerate(records, 1):
            given = _from_record(record, line)
            if _comparable(given) not in known:
                added.append(_add(archive, given))
    return added


def must_not_be_decided(decisions: Iterable[Decision], kind: str, keys: Sequence[EntityKey]) -> None:
    """Refuse a decision that another one in force says the opposite of.

    Raises:
        StoreError: there is such a one; the message names it.
    """
    opposite = {"merge": "split", "split": "merge"}[kind]
    for decision in decisions:
        if decision.kind == opposite and {decision.subject, decision.object} == set(keys):
            raise StoreError(
                f"decision {decision.number} of {decision.who} ({decision.at}) says the opposite. "
                f'"hergang decisions --undo {decision.number}" takes it back.'
            )


def must_fit(kind: str, one: Named, other: Named) -> None:
    """Refuse to merge an account with what is none, and to split what only articles can tell apart.

    Raises:
        QueryError: the two do not fit.
    """
    if (one.key.type == "Account") != (other.key.type == "Account"):
        raise QueryError(f"{one.key.name} is no {other.key.type}, and an account is not its owner: they cannot be one.")
    if one.key == other.key:
        raise QueryError(
            f'both are the "{one.key.name}" of article {one.key.article}. Name the other as NAME@ARTICLE, '
            "with an article that speaks of it."
        )
    if kind == "split" and one.key.type == "Account" and one.key.name == other.key.name:
        raise QueryError(f"{one.key.name}: accounts of one handle are one.")


def _in_article(name: str, article: str, archive: Archive, reader: Reader) -> Named:
    revision = _article(archive, article)
    annotations = _annotations(archive, revision)
    found = [entity for entity in annotations.entities if fold(entity.name) == fold(name)]
    if not found:
        near = [
            entity
            for entity in annotations.entities
            if any(fold(annotations.article.text[m.start : m.end]) == fold(name) for m in entity.mentions)
        ]
        found = near[:1]
    if not found:
        names = ", ".join(dict.fromkeys(entity.name for entity in annotations.entities if entity.named))
        raise QueryError(f'article {article} speaks of no "{name}". It names: {names or "nobody"}.')
    key = entity_key(revision.article.id, found[0].type, found[0].name)
    rows = reader.select(
        f"SELECT ?e {{ GRAPH <{_graph(reader, revision)}> {{ ?e rdfs:label {json.dumps(found[0].name)} ; "
        f"a <{CLASSES[found[0].type]}> }} }} LIMIT 1"
    )
    return Named(key, rows[0]["e"] if rows else None)


def _graph(reader: Reader, revision: Revision) -> str:
    rows = reader.select(
        f"SELECT ?r {{ ?r a hg:Revision FILTER(STRENDS(STR(?r), '/{revision.article.id}-{revision.digest}')) }} LIMIT 1"
    )
    return rows[0]["r"] if rows else "urn:none"


def _nodes(reference: str, reader: Reader) -> list[dict[str, str]]:
    if "/" in reference or re.fullmatch(r"[0-9a-f]{16}", reference):
        ending = json.dumps("/" + reference.rpartition("/")[2])
        condition = f"FILTER(STRENDS(STR(?e), {ending}))"
    else:
        condition = f"?e rdfs:label|skos:altLabel ?name FILTER(LCASE(STR(?name)) = {json.dumps(reference.lower())})"
    return reader.select(
        f"SELECT DISTINCT ?e ?label ?type {{ ?e hg:mentionedIn [] ; hg:named ?named ; rdfs:label ?label ; a ?type . "
        f"{condition} }} ORDER BY ?e"
    )


def _first_key(node: str, reader: Reader) -> EntityKey:
    """Return the key of a node's entity in the first article that stands and speaks of it."""
    row = reader.select(
        f"SELECT ?article ?name ?type {{ <{node}> hg:mentionedIn ?article . ?article hg:reportedOn ?day . "
        f"?rev prov:specializationOf ?article . GRAPH ?rev {{ <{node}> rdfs:label ?name ; a ?type }} }} "
        "ORDER BY ?day ?article ?rev LIMIT 1"
    )[0]
    return entity_key(row["article"].rpartition("/")[2], _kind(row["type"]), row["name"])


def _kind(iri: str) -> str:
    return _TYPES.get(iri, "Thing")


def _article(archive: Archive, reference: str) -> Revision:
    try:
        return archive.find(reference)
    except SourceError as error:
        raise QueryError(str(error)) from error


def _revision(archive: Archive, article: str, digest: str) -> Revision:
    for revision in archive.history(article):
        if revision.digest == digest:
            return revision
    raise QueryError(f"there is no revision {digest} of article {article} in the archive.")


def _annotations(archive: Archive, revision: Revision) -> Annotations:
    line = archive.annotations(revision.article.id, revision.digest)
    if line is None:
        raise StoreError(f'{revision.source}: archived, but not yet read. "hergang rebuild" completes it.')
    return standoff.loads(line)


def _clause(claim: Claim, annotations: Annotations) -> str:
    return " ".join(annotations.article.text[claim.text[0] : claim.text[1]].split())


def _from_record(record: Mapping[str, Any], line: int) -> Decision:
    try:
        subject = record["subject"]
        return Decision(
            number=0,
            kind=record["kind"],
            subject=ClaimKey(**subject) if "clause" in subject else EntityKey(**subject),
            object=EntityKey(**record["object"]) if "object" in record else None,
            who=record["who"],
            at=record["at"],
            why=record.get("why", ""),
            undone=Undone(**record["undone"]) if "undone" in record else None,
        )
    except (KeyError, TypeError) as error:
        raise StoreError(f'line {line} is no decision ({error}). "hergang decisions --export" writes them.') from error


def _add(archive: Archive, given: Decision) -> Decision:
    told = {"who": given.who, "at": given.at, "why": given.why}
    if isinstance(given.subject, ClaimKey):
        added = archive.decisions.reject(given.subject, **told)
    elif given.object is None:
        raise StoreError(f"a {given.kind} needs two entities, and the one of {given.at} has one.")
    elif given.kind == "merge":
        added = archive.decisions.merge(given.subject, given.object, **told)
    else:
        added = archive.decisions.split(given.subject, given.object, **told)
    if given.undone is not None:
        added = archive.decisions.undo(added.number, **asdict(given.undone))
    return added


def _comparable(decision: Decision) -> tuple[object, ...]:
    return (decision.kind, decision.subject, decision.object, decision.who, decision.at, decision.undone)
