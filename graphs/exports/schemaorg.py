"""schema.org JSON-LD for fact checks and search engines: Quotation, Claim and ClaimReview.

A ClaimReview is written where an article calls a claim into question: a link doubts, contradicts, corrects or retracts.
Its rating is that word and no number, since nothing here decides what is true. Terms are those of https://schema.org;
every claim has the article it appears in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hergang.graphs.exports.selection import Selection, iris, label, literal
from hergang.graphs.vocabulary import HG, SCHEMA

_REVIEWS = {
    str(HG.doubts): "doubted",
    str(HG.contradicts): "contradicted",
    str(HG.corrects): "corrected",
    str(HG.retracts): "retracted",
}


def generate_schemaorg(selection: Selection) -> Iterator[str]:
    """Yield one JSON-LD document, a record a line, in the order of the IRIs."""
    records = list(_records(selection))
    yield '{"@context": "https://schema.org", "@graph": [\n'
    yield ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    yield "\n]}\n"


def _records(selection: Selection) -> Iterator[dict[str, Any]]:
    for iri in sorted(selection.resources):
        classes = selection.classes(iri)
        if str(SCHEMA.NewsArticle) in classes:
            yield _article(selection, iri)
        elif str(SCHEMA.Quotation) in classes:
            yield _quotation(selection, iri)
        elif str(SCHEMA.Claim) in classes and str(HG.Relation) not in classes:
            yield _claim(selection, iri)
        elif str(HG.Link) in classes:
            yield from _review(selection, iri)


def _article(selection: Selection, iri: str) -> dict[str, Any]:
    found = selection.resources[iri]
    record = {
        "@type": "NewsArticle",
        "@id": iri,
        "headline": literal(found, str(SCHEMA.headline)),
        "url": literal(found, str(SCHEMA.url)),
        "inLanguage": literal(found, str(SCHEMA.inLanguage)),
        "datePublished": literal(found, str(HG.reportedOn)),
        "publisher": _agent(selection, iris(found, str(SCHEMA.publisher)), "NewsMediaOrganization"),
    }
    return _known(record)


def _quotation(selection: Selection, iri: str) -> dict[str, Any]:
    found = selection.resources[iri]
    speaker = _agent(selection, iris(found, str(HG.speaker)), None)
    record = {
        "@type": "Quotation",
        "@id": iri,
        "text": literal(found, str(SCHEMA.text)),
        "inLanguage": literal(found, str(SCHEMA.inLanguage)),
        "spokenByCharacter": speaker or _named(literal(found, str(HG.speakerText))),
        "isPartOf": _one(iris(found, str(SCHEMA.appearance))),
    }
    return _known(record)


def _claim(selection: Selection, iri: str) -> dict[str, Any]:
    found = selection.resources[iri]
    record = {
        "@type": "Claim",
        "@id": iri,
        "text": literal(found, str(HG.clause)),
        "abstract": literal(found, str(HG.sentence)),
        "author": _agent(selection, iris(found, str(HG.speaker)) or iris(found, str(HG.origin)), None),
        "datePublished": literal(found, str(HG.reportedOn)),
        "appearance": _one(iris(found, str(SCHEMA.appearance))),
    }
    return _known(record)


def _review(selection: Selection, iri: str) -> Iterator[dict[str, Any]]:
    """Yield the review that a link is; none where it says no word against the claim, or a replaced revision made it."""
    found = selection.resources[iri]
    word = next((_REVIEWS[kind] for kind in iris(found, str(HG.type)) if kind in _REVIEWS), None)
    later, earlier = (next(iter(iris(found, str(end))), "") for end in (HG["from"], HG.to))
    reviewing, reviewed = selection.resources.get(later), selection.resources.get(earlier)
    if word is None or reviewing is None or reviewed is None:
        return
    article = next(iter(iris(reviewing, str(SCHEMA.appearance))), "")
    told = selection.resources.get(article, {})
    speaker = _agent(selection, iris(reviewing, str(HG.speaker)), None)
    record = {
        "@type": "ClaimReview",
        "@id": iri,
        "claimReviewed": literal(reviewed, str(HG.clause)),
        "itemReviewed": {"@id": earlier},
        "reviewBody": literal(reviewing, str(HG.sentence)),
        "reviewRating": {"@type": "Rating", "alternateName": word},
        "author": speaker or _agent(selection, iris(told, str(SCHEMA.publisher)), "NewsMediaOrganization"),
        "datePublished": literal(reviewing, str(HG.reportedOn)),
        "url": literal(told, str(SCHEMA.url)),
    }
    yield _known(record)


def _agent(selection: Selection, found: set[str], kind: str | None) -> dict[str, str] | None:
    """Return whoever speaks or publishes, by IRI, class and name."""
    for iri in sorted(found):
        if name := label(selection.resources.get(iri, {})):
            is_person = str(SCHEMA.Person) in selection.classes(iri)
            return {"@type": kind or ("Person" if is_person else "Organization"), "@id": iri, "name": name}
    return None


def _named(words: str | None) -> dict[str, str] | None:
    return {"@type": "Person", "name": words} if words else None


def _one(found: set[str]) -> dict[str, str] | None:
    return {"@id": min(found)} if found else None


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
