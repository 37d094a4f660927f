"""Coreference of descriptions: what a naming verb, an apposition, a title or a repeated noun equates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hergang.extract.cluster import WINDOW, Cluster, agree, merge, nearest, sentence_index
from hergang.extract.discourse import chances_of_old
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.syntax import children

# Chances to point back, by the encoder: below the first a description joins nobody, from the second on it may join by a
# wider noun. Chosen on GUM dev and German news of ParCorFull (read by a head that had not seen them).
NEW, OLD = 0.15, 0.4
PEOPLE = ("Person", "Group")  # "two witnesses", "the witnesses"
STEM = 4  # letters by which a noun is found in its forms ("rat" in "Bundesräten" is not)


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
    """Join a description to the person titled so ("Präsident X ... der Präsident"), else to one described so.

    What the encoder says of a description counts beside the words: one that is clearly new joins nobody, and one that
    points back may stand for somebody told of by a narrower noun ("the lawmaker" for a senator).
    """
    view = _View(doc, language, _titled_persons(doc, clusters, language), sentence_index(doc), chances_of_old(doc))
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if (
            member.kind != "nominal"
            or cluster.type == "Account"
            or not view.may_point_back(cluster)
            or id(cluster) in gone
            or len(cluster.members) > 1
        ):
            continue
        open_clusters = [c for c in clusters if id(c) not in gone and c is not cluster]
        home = _home_of_description(view, cluster, open_clusters)
        if home is not None:
            merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


@dataclass(frozen=True)
class _View:
    """An article as the descriptions in it are looked up."""

    doc: Any
    language: str
    titled: Mapping[str, list[Cluster]]  # named persons by the nouns that title them
    sentence: Mapping[int, int]
    old: Mapping[int, float]  # by head: how likely the mention points back, where the encoder tells it

    def may_point_back(self, cluster: Cluster) -> bool:
        """Tell whether a description may stand for somebody told of before; several need no article ("witnesses")."""
        member = cluster.members[0]
        chance = self.old.get(member.head)
        if chance is None:
            return member.definite and not cluster.plural
        return chance >= NEW and (member.definite or (cluster.plural and chance >= OLD))

    def says_the_same(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether a noun was said of a cluster before; German compounds with other first parts are other nouns."""
        told = (m for m in cluster.members if m.noun == member.noun and m.start < member.start)
        own = self._first_part(member)
        return any(not own or self._first_part(m) in ("", own) for m in told)

    def _first_part(self, member: Candidate) -> str:
        """Return what stands before the noun in its word ("staats" of "Staatsdienst"), empty where nothing does."""
        word = str(self.doc[member.head].lower_)
        return word[: max(0, word.rfind(member.noun[:STEM]))]

    def adds_nothing(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether all that a description says was said before ("pregnant women" says more than "women")."""
        told = {word for m in cluster.members if m.start < member.start for word in self._words(m)}
        return self._words(member) <= told

    def _words(self, member: Candidate) -> set[str]:
        span = self.doc.char_span(member.start, member.end, alignment_mode="expand")
        return {t.lemma_.lower() for t in span if t.pos_ in ("ADJ", "NOUN", "PROPN", "VERB") and t.i != member.head}

    def near(self, cluster: Cluster, member: Candidate, sentences: int) -> bool:
        """Tell whether a cluster was spoken of in the sentences before a mention."""
        last = cluster.last_before(member.start)
        return last is not None and self.sentence[member.head] - self.sentence[last.head] <= sentences


def _home_of_description(view: _View, cluster: Cluster, others: list[Cluster]) -> Cluster | None:
    member = cluster.members[0]
    chance = view.old.get(member.head)
    types = PEOPLE if cluster.plural and cluster.type in PEOPLE else (cluster.type,)
    before = [c for c in others if c.type in types and c.plural == cluster.plural and _first(c) < member.start]
    same_noun = [c for c in before if view.says_the_same(member, c) and agree(c.gender, cluster.gender)]
    if cluster.plural:
        return nearest([c for c in same_noun if view.adds_nothing(member, c)], member.start)
    same_title = [c for c in view.titled.get(member.noun, []) if c in others and _first(c) < member.start]
    same_title = [c for c in same_title if agree(c.gender, cluster.gender)]
    if same_title and cluster.type == "Person":
        return nearest(same_title, member.start)
    if same_noun:
        return nearest(same_noun, member.start)
    if cluster.type == "Organization":
        return _body_of(view, member, before, chance)
    return _person_of(view, cluster, before, chance) if cluster.type == "Person" else None


def _body_of(view: _View, member: Candidate, before: list[Cluster], chance: float | None) -> Cluster | None:
    """Return the body that a description stands for: by a noun in its name, a narrower noun, or as what is told of."""
    if chance is None or chance >= OLD:
        narrower = set(lexicon(view.language, "hypernyms")["organizations"].get(member.noun, ()))
        told = [c for c in before if {member.noun, *narrower} & _nouns_in_names(view, c, member.start)]
        told += [c for c in before if c not in told and any(m.noun in narrower for m in c.members)]
        if told:
            return nearest(told, member.start)
    if member.noun in lexicon(view.language, "persons")["organizations"]["generic"]:
        return _body_spoken_of(view, member, before)
    return None


def _nouns_in_names(view: _View, cluster: Cluster, position: int) -> set[str | None]:
    """Return the nouns for bodies in the names of one that stand before a position ("Supreme Court")."""
    text = text_of(view.doc)
    names = (text[m.start : m.end] for m in cluster.members if m.kind == "name" and m.end <= position)
    return {organization_noun(word, view.language) for name in names for word in name.split()}


def _body_spoken_of(view: _View, member: Candidate, before: list[Cluster]) -> Cluster | None:
    """Return the body that "das Unternehmen", "the company" stands for: of those near before, the one told of most."""
    scored = []
    for index, other in enumerate(before):
        last = other.last_before(member.start) if other.named else None
        if last is not None and view.near(other, member, WINDOW + 1):
            told = sum(m.end <= member.start for m in other.members)
            scored.append((told, last.end, index))
    return before[max(scored)[2]] if scored else None


def _person_of(view: _View, cluster: Cluster, before: list[Cluster], chance: float | None) -> Cluster | None:
    """Return the person that a description stands for: one titled by a narrower noun, or one spoken of just before."""
    member = cluster.members[0]
    fitting = [c for c in before if agree(c.gender, cluster.gender)]
    if chance is not None and chance >= OLD:
        narrower = lexicon(view.language, "hypernyms")["persons"].get(member.noun, ())
        told = [c for c in fitting if any(c in view.titled.get(noun, ()) for noun in narrower)]
        told += [c for c in fitting if c not in told and any(m.noun in narrower for m in c.members)]
        if told:
            return nearest(told, member.start)
    if member.noun in lexicon(view.language, "persons")["persons"]["plain"]:
        near = [c for c in fitting if view.near(c, member, WINDOW)]
        return nearest([c for c in near if c.named] or near, member.start)
    return None


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
