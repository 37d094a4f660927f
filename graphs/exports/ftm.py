"""FollowTheMoney entities (https://followthemoney.tech), as Aleph and OpenSanctions' tools read them: one JSON a line.

People, organisations, places, accounts and articles; of relations the ones that are not denied, each as an interval
schema (Employment, Directorship, Membership, Family, Representation, else UnknownLink) with its sentence as summary and
"claimed" as status where no article asserts it itself. Claims and quotations have no place in that model: other formats
hold them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pyoxigraph as ox

from hergang.graphs.exports.selection import Properties, Selection, iris, label, literal
from hergang.graphs.exports.views import is_asserted, label_of
from hergang.graphs.vocabulary import HG, SCHEMA, SIOC, SKOS

_THINGS = {
    str(SCHEMA.Person): "Person",
    str(SCHEMA.Organization): "Organization",
    str(SCHEMA.NewsMediaOrganization): "Organization",
    str(SCHEMA.Place): "Address",
    str(SIOC.UserAccount): "UserAccount",
    str(SCHEMA.NewsArticle): "Article",
}
# relation -> (schema, property of the subject, of the object, schemata that the subject and the object can have)
_BODIES = ("Organization",)
_LEGAL = ("Person", "Organization")
_EDGES = {
    "worksFor": ("Employment", "employee", "employer", ("Person",), _BODIES),
    "formerlyWorkedFor": ("Employment", "employee", "employer", ("Person",), _BODIES),
    "headOf": ("Directorship", "director", "organization", _LEGAL, _BODIES),
    "memberOf": ("Membership", "member", "organization", _LEGAL, _BODIES),
    "spokespersonFor": ("Representation", "agent", "client", _LEGAL, _LEGAL),
    "relative": ("Family", "person", "relative", ("Person",), ("Person",)),
}
_ANY = ("UnknownLink", "subject", "object")
_GENDERS = {str(SCHEMA.Female): "female", str(SCHEMA.Male): "male"}
_LANGUAGES = {"de": "deu", "en": "eng"}  # FollowTheMoney has ISO 639-3


def generate_ftm(selection: Selection) -> Iterator[str]:
    """Yield a line for each entity, things before the edges between them, each by its IRI."""
    things = {iri: kind for iri in sorted(selection.resources) if (kind := _kind(selection, iri))}
    for iri, kind in things.items():
        yield _line(iri, kind, _thing(selection, iri, kind))
    for iri in sorted(selection.resources):
        if str(HG.Relation) in selection.classes(iri):
            yield from _edge(selection, iri, things)


def _kind(selection: Selection, iri: str) -> str | None:
    """Return the schema of a resource; an entity without a name or an article that it stands in has none."""
    found = selection.resources[iri]
    kinds = sorted(_THINGS[name] for name in selection.classes(iri) if name in _THINGS)
    return kinds[0] if kinds and (label(found) or kinds[0] == "Article") else None


def _thing(selection: Selection, iri: str, kind: str) -> dict[str, list[str]]:
    found, name = selection.resources[iri], label_of(iri, selection.resources[iri])
    if kind == "Article":
        return _article(selection, found, name)
    properties = {"name": [name], "alias": _texts(found, str(SKOS.altLabel), name)}
    if kind == "UserAccount":
        properties |= {"username": [name], "owner": [_id(one) for one in iris(found, str(SIOC.account_of))]}
    if kind == "Address":
        properties["full"] = [name]
    if kind == "Person":
        genders = iris(found, str(SCHEMA.gender))
        properties["gender"] = [_GENDERS[one] for one in genders if one in _GENDERS and len(genders) == 1]
    return properties


def _article(selection: Selection, found: Properties, name: str) -> dict[str, list[str]]:
    language = literal(found, str(SCHEMA.inLanguage)) or ""
    return {
        "title": [name],
        "language": [_LANGUAGES[language]] if language in _LANGUAGES else [],
        "publishedAt": _texts(found, str(HG.reportedOn)),
        "sourceUrl": _web(_texts(found, str(SCHEMA.url))),
        "publisher": _labels(selection, iris(found, str(SCHEMA.publisher))),
    }


def _edge(selection: Selection, iri: str, things: dict[str, str]) -> Iterator[str]:
    found = selection.resources[iri]
    ends = [sorted(iris(found, str(end)))[:1] for end in (HG.subject, HG.object)]
    if not all(ends) or literal(found, str(HG.polarity)) == "negative":
        return
    (subject,), (thing,) = ends
    if subject not in things or thing not in things:
        return
    type_ = literal(found, str(HG.relationType)) or ""
    schema, source, target, sources, targets = _EDGES.get(type_, (*_ANY, (), ()))
    if things[subject] not in sources or things[thing] not in targets:
        schema, source, target = _ANY
    properties = {source: [_id(subject)], target: [_id(thing)], **_told(selection, iri, type_)}
    if schema == "Family":
        properties["relationship"] = _texts(found, str(HG.kind)) or [type_]
        properties = {key: values for key, values in properties.items() if key not in ("role", "status")}
    yield _line(iri, schema, properties)


def _told(selection: Selection, iri: str, type_: str) -> dict[str, list[str]]:
    found = selection.resources[iri]
    articles = [selection.resources.get(one, {}) for one in sorted(iris(found, str(SCHEMA.appearance)))]
    former = type_ == "formerlyWorkedFor" or str(HG.until) in found
    status = "former" if former else "current"
    return {
        "role": _texts(found, str(HG.role)) or [type_],
        "status": [status if is_asserted(found) else f"claimed ({status})"],
        "date": _texts(found, str(HG.reportedOn)),
        "summary": _texts(found, str(HG.sentence)),
        "recordId": [iri],
        "sourceUrl": _web([url for article in articles for url in _texts(article, str(SCHEMA.url))]),
        "publisher": [
            name for article in articles for name in _labels(selection, iris(article, str(SCHEMA.publisher)))
        ],
    }


def _labels(selection: Selection, found: set[str]) -> list[str]:
    return [name for iri in sorted(found) if (name := label(selection.resources.get(iri, {})))]


def _texts(found: Properties, predicate: str, *but: str) -> list[str]:
    values = {term.value for term in found.get(predicate, ()) if isinstance(term, ox.Literal)}
    return sorted(values - {*but})


def _web(urls: list[str]) -> list[str]:
    return [url for url in urls if url.startswith(("http://", "https://"))]


def _id(iri: str) -> str:
    return hashlib.sha1(iri.encode(), usedforsecurity=False).hexdigest()


def _line(iri: str, schema: str, properties: dict[str, list[str]]) -> str:
    known = {name: sorted(set(values)) for name, values in sorted(properties.items()) if values}
    return json.dumps({"id": _id(iri), "schema": schema, "properties": known}, ensure_ascii=False) + "\n"
