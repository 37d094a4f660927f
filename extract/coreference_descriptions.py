"""Coreference of descriptions: what a naming verb, an apposition, a title or a repeated noun equates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hergang.extract.cluster import WINDOW, Cluster, agree, merge, nearest, sentence_index
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import person_noun
from hergang.extract.syntax import children


def join_copulas(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join what a naming verb or an apposition equates: "Der Mann ... heißt X", "X, der Sprecher der Behörde,"."""
    words = lexicon(language, "grammar")["responsibility"]
    by_head = {m.head: c for c in clusters for m in c.members if c.type == "Person"}
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "nominal" or cluster.type != "Person":
            continue
        target = _named_by_verb(doc[member.head], by_head, words) or _apposition(doc, member, by_head)
        if target is not None and target is not cluster and id(target) not in gone and target.named and member.definite:
            merge(target, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _named_by_verb(head: Any, by_head: dict[int, Cluster], words: Mapping[str, Any]) -> Cluster | None:
    verb = head.head
    if head.dep_ not in ("nsubj", "nsubj:pass") or verb == head:
        return None
    # "Der Mann heißt X, hat ...": the parse may hang the subject on the second of two verbs.
    verb = next((v for v in (verb, verb.head) if _is_naming(v, words)), verb)
    is_naming = _is_naming(verb, words)
    if not is_naming and not children(verb, "cop"):
        return None
    pool = [verb, *verb.children] if not is_naming else list(verb.children)
    return next((by_head[t.i] for t in pool if t.i in by_head and t.i != head.i and by_head[t.i].named), None)


def _is_naming(verb: Any, words: Mapping[str, Any]) -> bool:
    return verb.lemma_ in words["naming"] or verb.lower_ in words["naming_forms"]


def _apposition(doc: Any, member: Candidate, by_head: dict[int, Cluster]) -> Cluster | None:
    head = doc[member.head]
    pairs = [child for child in head.children if child.dep_ in ("appos", "flat")]
    if head.dep_ in ("appos", "flat"):
        pairs.append(head.head)
    return next((by_head[t.i] for t in pairs if t.i in by_head and by_head[t.i].named), None)


def join_descriptions(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join a description to the person titled so ("Präsident X ... der Präsident"), else to one described so."""
    titled = _titled_persons(doc, clusters, language)
    sentence = sentence_index(doc)
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if (
            member.kind != "nominal"
            or cluster.type == "Account"
            or not member.definite
            or cluster.plural
            or id(cluster) in gone
            or len(cluster.members) > 1
        ):
            continue
        open_clusters = [c for c in clusters if id(c) not in gone and c is not cluster]
        home = _home_of_description(doc, cluster, open_clusters, titled, sentence, language)
        if home is not None:
            merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _home_of_description(
    doc: Any,
    cluster: Cluster,
    others: list[Cluster],
    titled: dict[str, list[Cluster]],
    sentence: dict[int, int],
    language: str,
) -> Cluster | None:
    member = cluster.members[0]
    same_title = [c for c in titled.get(member.noun, []) if c in others and _first(c) < member.start]
    if same_title and cluster.type == "Person":
        return nearest(same_title, member.start)
    same_noun = [
        c
        for c in others
        if c.type == cluster.type
        and not c.plural
        and any(m.noun == member.noun and m.start < member.start for m in c.members)
    ]
    if same_noun:
        return nearest(same_noun, member.start)
    if cluster.type == "Organization" and member.noun in lexicon(language, "persons")["organizations"]["generic"]:
        return _body_spoken_of(cluster, others, sentence)
    if cluster.type == "Person" and member.noun in lexicon(language, "persons")["persons"]["plain"]:
        near = [
            c for c in others
            if c.type == "Person" and not c.plural and agree(c.gender, cluster.gender)
            and (last := c.last_before(member.start)) is not None
            and sentence[member.head] - sentence[last.head] <= WINDOW
        ]  # fmt: skip
        named = [c for c in near if c.named]
        return nearest(named or near, member.start)
    return None


def _body_spoken_of(cluster: Cluster, others: list[Cluster], sentence: dict[int, int]) -> Cluster | None:
    """Return the body that "das Unternehmen", "the company" stands for: of those near before, the one told of most."""
    member = cluster.members[0]
    scored = []
    for index, other in enumerate(others):
        last = other.last_before(member.start) if other.type == "Organization" and other.named else None
        if last is not None and sentence[member.head] - sentence[last.head] <= WINDOW + 1:
            told = sum(m.end <= member.start for m in other.members)
            scored.append((told, last.end, index))
    return others[max(scored)[2]] if scored else None


def _first(cluster: Cluster) -> int:
    return cluster.members[0].start


def _titled_persons(doc: Any, clusters: list[Cluster], language: str) -> dict[str, list[Cluster]]:
    """Return the named persons by the nouns that title them: the word before the name, or an apposition after it."""
    titled: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.type != "Person" or not cluster.named:
            continue
        for member in cluster.members:
            span = doc.char_span(member.start, member.end, alignment_mode="expand")
            if span is None or member.kind != "name":
                if member.noun:
                    titled.setdefault(member.noun, []).append(cluster)
                continue
            words = [doc[span.start - 1].text] if span.start else []
            words += [child.text for child in span.root.children if child.dep_ == "appos"]
            for word in words:
                noun = person_noun(word, language)
                if noun and cluster not in titled.setdefault(noun, []):
                    titled[noun].append(cluster)
    return titled


def join_named_pronouns(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join whom a naming verb names by a pronoun: "Der Mann ist gefunden. Er heiße X.", "He was named as X"."""
    words = lexicon(language, "grammar")["responsibility"]["naming"]
    by_head = {m.head: c for c in clusters for m in c.members if c.type == "Person"}
    gone: set[int] = set()
    for token in doc:
        if token.pos_ != "VERB" or token.lemma_ not in words:
            continue
        heads = [t for t in token.children if t.i in by_head]
        told = next((by_head[t.i] for t in heads if t.pos_ == "PRON"), None)
        name = next((by_head[t.i] for t in heads if t.pos_ == "PROPN" and by_head[t.i].named), None)
        passive = language == "de" or any(t.dep_ in ("nsubj:pass", "aux:pass") for t in token.children)
        if told is None or name is None or told is name or not passive:
            continue
        # Who enters as "ein Mann" stays somebody of his own: that he was named later is for the links between claims.
        first = told.members[0]
        if not told.named and (first.definite or first.kind == "pronoun"):
            merge(name, told)
            gone.add(id(told))
    return [cluster for cluster in clusters if id(cluster) not in gone]
