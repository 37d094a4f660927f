"""Coreference: names to short names, acronyms, descriptions and pronouns of one entity.

A sieve, surest rules first (after Lee et al. 2013, Deterministic coreference resolution): equal names, short names,
acronyms in brackets, appositions and naming verbs, descriptions (which the encoder may call new or old), accounts, then
pronouns from left to right, which a ranking learnt from annotated texts leads to what they stand for.
An indefinite description opens an entity of its own: that the article names the person later is told by links between
claims, not here. Generic "man" and pronouns in the first and second person are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from spacy.language import Language

from hergang.extract.antecedents import Weights
from hergang.extract.cluster import Cluster
from hergang.extract.coreference_accounts import join_accounts
from hergang.extract.coreference_descriptions import join_copulas, join_descriptions, join_named_pronouns
from hergang.extract.coreference_names import join_acronyms, join_equal_names, join_short_names
from hergang.extract.coreference_pronouns import add_pronouns
from hergang.extract.extensions import text_of
from hergang.extract.frozen import freeze
from hergang.extract.given_names import gender_of_name
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import gender_of, person_noun
from hergang.extract.records import Entity, Mention
from hergang.extract.syntax import is_plural

TOLD = 3  # a title or noun counts as much as so many given names


@Language.factory("hergang_coreference", requires=["doc._.candidates", "token.pos"], assigns=["doc._.entities"])
def make_coreference(nlp: Language, name: str) -> CoreferenceResolver:
    """Return the component; it follows ``hergang_entities``."""
    return CoreferenceResolver(str(nlp.lang))


class CoreferenceResolver:
    """Fill ``doc._.entities`` with every mention of each entity, pronouns included."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        doc._.entities = resolve(freeze(doc), self.language)
        return doc


def resolve(doc: Any, language: str, weights: Weights | None = None) -> list[Entity]:
    """Return the entities of an article in the order of their first mention.

    ``weights`` rank the antecedents of pronouns; without them those of the language do.
    """
    clusters = gather(doc, language)
    add_pronouns(doc, clusters, language, weights)
    clusters = join_named_pronouns(doc, clusters, language)
    return _to_entities(text_of(doc), clusters)


def gather(doc: Any, language: str) -> list[Cluster]:
    """Return the entities of an article without the pronouns that stand for them."""
    clusters = _initial(doc, language)
    for sieve in (join_equal_names, join_short_names, join_acronyms, join_copulas, join_descriptions):
        clusters = sieve(doc, clusters, language)
    return join_accounts(doc, clusters, language)


def _initial(doc: Any, language: str) -> list[Cluster]:
    clusters = []
    for candidate in doc._.candidates:
        cluster = Cluster([candidate], candidate.type)
        head = doc[candidate.head]
        gender = (
            gender_of(candidate.noun, head.text, language)
            if candidate.noun
            else _title_gender(doc, candidate, language)
        )
        if gender:
            cluster.genders[gender] += TOLD
        elif candidate.kind == "name" and candidate.type == "Person":
            cluster.genders.update(gender_of_name(text_of(doc)[candidate.start : candidate.end]) or ())
        cluster.plural = candidate.kind == "nominal" and is_plural(head)
        clusters.append(cluster)
    return clusters


def _title_gender(doc: Any, candidate: Candidate, language: str) -> str | None:
    """Return the gender that the word before a name tells ("Frau Merkel", "Sprecherin Ute Roth", "Mrs May")."""
    span = doc.char_span(candidate.start, candidate.end, alignment_mode="expand")
    if candidate.type != "Person" or span is None or span.start == 0:
        return None
    before = doc[span.start - 1]
    titles = lexicon(language, "persons")["titles"]
    if before.text in titles["masculine"]:
        return "m"
    if before.text in titles["feminine"]:
        return "f"
    noun = person_noun(before.text, language)
    return gender_of(noun, before.text, language) if noun else None


def _to_entities(text: str, clusters: list[Cluster]) -> list[Entity]:
    ordered = sorted(clusters, key=lambda c: (c.members[0].start, -c.members[0].end))
    return [
        Entity(
            id=f"e{number}",
            type=cluster.type,
            name=_best_name(text, cluster),
            named=cluster.named,
            mentions=tuple(_distinct(cluster)),
            confidence=max(m.confidence for m in cluster.members),
            by=cluster.members[0].by,
        )
        for number, cluster in enumerate(ordered, 1)
    ]


def _best_name(text: str, cluster: Cluster) -> str:
    """Return the longest and commonest name; for an account the longest description; else the first words."""
    names = Counter(re.sub(r"\s+", " ", name) for name in cluster.names(text))
    if names and cluster.type != "Account":
        return max(names, key=lambda name: (len(name.split()), names[name], -len(name), name))
    spans = [re.sub(r"\s+", " ", text[m.start : m.end]) for m in cluster.members if m.kind == "nominal"]
    if cluster.type == "Account":
        owners = cluster.owner.names(text) if cluster.owner is not None else []
        told = [span for span in spans if any(owner in span for owner in owners)]
        return next(iter(names)) if names else max(told or spans, key=len)
    return spans[0] if spans else text[cluster.members[0].start : cluster.members[0].end]


def _distinct(cluster: Cluster) -> Iterator[Mention]:
    seen = set()
    for member in cluster.members:
        if (member.start, member.end) not in seen:
            seen.add((member.start, member.end))
            yield Mention(member.start, member.end, member.kind)
