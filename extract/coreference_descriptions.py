"""Coreference of descriptions: what a naming verb, an apposition, a title or a repeated noun equates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from hergang.extract.cluster import WINDOW, Cluster, agree, merge, nearest
from hergang.extract.coreference_lookup import Lookup
from hergang.extract.discourse import chances_of_old
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import person_noun
from hergang.extract.syntax import children, is_subject

# Chances to point back, by the encoder: below the first a description joins nobody, from the second on it may join by a
# wider noun. Chosen on GUM dev and German news of ParCorFull (read by a head that had not seen them).
NEW, OLD = 0.15, 0.4
ANAPHORIC = 0.45  # from here on a subject stands for the subject just before, whatever its noun ("der Kenianer")
_BODIES = ("Organization",)
PEOPLE = ("Person", "Group")  # "two witnesses", "the witnesses"


def join_copulas(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join what a naming verb or an apposition equates: "Der Mann ... heißt X", "die Gewerkschaft GDL"."""
    words = lexicon(language, "grammar")["responsibility"]
    by_head = {m.head: c for c in clusters for m in c.members if c.type == "Person"}
    bodies = {m.head: c for c in clusters for m in c.members if c.type in _BODIES and m.kind == "name"}
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "nominal" or cluster.type not in ("Organization", "Person"):
            continue
        target = _named_body(doc[member.head], bodies)
        if target is None and cluster.type == "Person":
            target = _named_by_verb(doc[member.head], by_head, words) or _apposition(doc, member, by_head)
        if target is not None and target is not cluster and id(target) not in gone and target.named and member.definite:
            merge(target, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _named_body(head: Any, bodies: Mapping[int, Cluster]) -> Cluster | None:
    """Return the body whose name stands right behind its noun ("die Gewerkschaft GDL", "der Autobauer Volkswagen")."""
    names = [child for child in children(head, "appos", "flat") if child.left_edge.i == head.i + 1]
    return next((bodies[name.i] for name in names if name.i in bodies), None)


def _named_by_verb(head: Any, by_head: dict[int, Cluster], words: Mapping[str, Any]) -> Cluster | None:
    verb = head.head
    if head.dep_ not in ("nsubj", "nsubj:pass") or verb == head:
        return None
    # "Der Mann heißt X, hat ...": the parse may hang the subject on the second of two verbs.
    # ... or make the naming verb an insertion in the clause of the second.
    near = (verb, verb.head, *(v for v in children(verb, "parataxis", "ccomp", "conj") if head.i < v.i < verb.i))
    verb = next((v for v in near if _is_naming(v, words)), verb)
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
    """Join a description to the person titled so ("Präsident X ... der Präsident"), else to one described so.

    What the encoder says of a description counts beside the words: one that is clearly new joins nobody, and one that
    points back may stand for somebody told of by a narrower noun ("the lawmaker" for a senator).
    """
    lookup = Lookup(doc, clusters, _titled_persons(doc, clusters, language), language)
    old = chances_of_old(doc)
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "nominal" or cluster.type == "Account" or len(cluster.members) > 1:
            continue
        chance = old.get(member.head)
        if id(cluster) not in lookup.gone and _may_point_back(cluster, chance):
            home = _home_of_description(lookup, cluster, chance)
            if home is not None:
                lookup.join(home, cluster)
    return [cluster for cluster in clusters if id(cluster) not in lookup.gone]


def _may_point_back(cluster: Cluster, chance: float | None) -> bool:
    """Tell whether a description may stand for somebody told of before; several need no article ("witnesses")."""
    definite = cluster.members[0].definite
    if chance is None:
        return definite and not cluster.plural
    return chance >= NEW and (definite or (cluster.plural and chance >= OLD))


def _home_of_description(lookup: Lookup, cluster: Cluster, chance: float | None) -> Cluster | None:
    member = cluster.members[0]
    same_noun = [
        c for c in _fitting(lookup.described([member.noun], member.start), cluster) if lookup.says_the_same(member, c)
    ]
    if cluster.plural:
        return nearest([c for c in same_noun if lookup.adds_nothing(member, c)], member.start)
    same_title = _fitting(lookup.titles([member.noun], member.start), cluster)
    if same_title or same_noun:
        return nearest(same_title or same_noun, member.start)
    if cluster.type == "Organization":
        return _body_of(lookup, cluster, chance)
    return _person_of(lookup, cluster, chance) if cluster.type == "Person" else None


def _fitting(found: Iterable[Cluster], cluster: Cluster) -> list[Cluster]:
    """Return the clusters told of before a description that agree with it in type, number and gender, each once."""
    types = PEOPLE if cluster.plural and cluster.type in PEOPLE else (cluster.type,)
    fitting = {
        id(other): other
        for other in found
        if other is not cluster
        and other.type in types
        and other.plural == cluster.plural
        and _first(other) < _first(cluster)
        and agree(other.gender, cluster.gender)
    }
    return list(fitting.values())


def _body_of(lookup: Lookup, cluster: Cluster, chance: float | None) -> Cluster | None:
    """Return the body that a description stands for: by a noun in its name, a narrower noun, or as what is told of."""
    member = cluster.members[0]
    if chance is None or chance >= OLD:
        narrower = lexicon(lookup.language, "hypernyms")["organizations"].get(member.noun, ())
        told = [
            *lookup.called([member.noun, *narrower], member.start),
            *lookup.described(narrower, member.start),
        ]
        home = nearest(_fitting(told, cluster), member.start)
        if home is not None:
            return home
    if member.noun in lexicon(lookup.language, "persons")["organizations"]["generic"]:
        return _body_spoken_of(lookup, cluster)
    return None


def _body_spoken_of(lookup: Lookup, cluster: Cluster) -> Cluster | None:
    """Return the body that "das Unternehmen", "the company" stands for: of those near before, the one told of most."""
    start = cluster.members[0].start
    fitting = _fitting(lookup.near(cluster.members[0], WINDOW + 1), cluster)
    near = [c for c in fitting if c.named and not _is_of_another_kind(c, cluster.members[0].noun, lookup.language)]
    scored = [
        (c.told_before(start), last.end, n) for n, c in enumerate(near) if (last := c.last_before(start)) is not None
    ]
    return near[max(scored)[2]] if scored else None


def _is_of_another_kind(body: Cluster, noun: str, language: str) -> bool:
    """Tell a body that was called by a noun of another kind: a union is no company, whatever is near."""
    wider = lexicon(language, "hypernyms")["organizations"]
    told = {m.noun for m in body.members if m.kind == "nominal"} & _body_nouns(language)
    kin = {noun, *wider.get(noun, ()), *(word for word, narrower in wider.items() if noun in narrower)}
    return bool(told) and not told & kin


@cache
def _body_nouns(language: str) -> frozenset[str]:
    wider = lexicon(language, "hypernyms")["organizations"]
    return frozenset(wider) | {noun for narrower in wider.values() for noun in narrower}


def _person_of(lookup: Lookup, cluster: Cluster, chance: float | None) -> Cluster | None:
    """Return the person that a description stands for: one titled by a narrower noun, or one spoken of just before."""
    member = cluster.members[0]
    if chance is not None and chance >= OLD:
        narrower = lexicon(lookup.language, "hypernyms")["persons"].get(member.noun, ())
        told = [*lookup.titles(narrower, member.start), *lookup.described(narrower, member.start)]
        home = nearest(_fitting(told, cluster), member.start)
        if home is not None:
            return home
    if chance is not None and chance >= ANAPHORIC and member.definite and is_subject(lookup.doc[member.head]):
        home = _topic(lookup, cluster)
        if home is not None:
            return home
    if member.noun in lexicon(lookup.language, "persons")["persons"]["plain"]:
        near = _fitting(lookup.near(member, WINDOW), cluster)
        return nearest([c for c in near if c.named] or near, member.start)
    return None


def _topic(lookup: Lookup, cluster: Cluster) -> Cluster | None:
    """Return the named person that the same or the sentence before told of last, if as its subject."""
    member = cluster.members[0]
    home = nearest([c for c in _fitting(lookup.near(member, 1), cluster) if c.named], member.start)
    last = home.last_before(member.start) if home is not None else None
    return home if last is not None and is_subject(lookup.doc[last.head]) else None


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
