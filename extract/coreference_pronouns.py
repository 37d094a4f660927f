"""Coreference of pronouns of the third person singular, from left to right.

Generic "man" and pronouns in the first and second person are left alone.
"""

from __future__ import annotations

from typing import Any

from hergang.extract.cluster import WINDOW, Cluster, agree, sentence_index
from hergang.extract.cues import cue_verb
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.syntax import is_plural, subject_of


def add_pronouns(doc: Any, clusters: list[Cluster], language: str) -> None:
    """Join third person singular pronouns to the best person before them, from left to right."""
    words = lexicon(language, "grammar")["pronouns"]
    sentence = sentence_index(doc)
    people = _People([c for c in clusters if c.type == "Person" and not c.plural], sentence)
    bodies = [c for c in clusters if c.type == "Organization"]
    for token in doc:
        if language == "en" and token.lower_ == "it" and token.dep_ == "nsubj" and cue_verb(token.head, language):
            _join_speaking_body(token, bodies, sentence)
            continue
        gender = "m" if token.lower_ in words["masculine"] else "f" if token.lower_ in words["feminine"] else None
        if gender is None or not _is_pronoun(token, words) or _is_formal_or_plural(token, language):
            continue
        best = _antecedent(doc, token, gender, people)
        if best is not None:
            mention = Candidate(
                token.idx, token.idx + len(token), "Person", "pronoun", False, token.i, 0.6, "coreference/pronoun"
            )
            people.clusters[best].add(mention)
            people.clusters[best].genders[gender] += 1
            people.note(best, mention)


class _People:
    """The people of an article, and who of them is told of in which sentence: a long article has thousands."""

    def __init__(self, clusters: list[Cluster], sentence: dict[int, int]) -> None:
        self.clusters = clusters
        self.sentence = sentence
        self._told: dict[int, set[int]] = {}
        for number, cluster in enumerate(clusters):
            for member in cluster.members:
                self.note(number, member)

    def note(self, number: int, member: Candidate) -> None:
        """Note a mention of the one with that number."""
        self._told.setdefault(self.sentence[member.head], set()).add(number)

    def near(self, token: Any) -> list[int]:
        """Return the numbers of those told of in the sentence of a token or the few before, in their order."""
        here = self.sentence[token.i]
        return sorted(set().union(*(self._told.get(here - back, ()) for back in range(WINDOW + 1))))


def _join_speaking_body(token: Any, bodies: list[Cluster], sentence: dict[int, int]) -> None:
    """Join the "it" that says something to the body spoken of last."""
    near = [
        (last.end, index)
        for index, cluster in enumerate(bodies)
        if (last := cluster.last_before(token.idx)) is not None and sentence[token.i] - sentence[last.head] <= WINDOW
    ]
    if near:
        mention = Candidate(
            token.idx, token.idx + len(token), "Organization", "pronoun", False, token.i, 0.55, "coreference/body"
        )
        bodies[max(near)[1]].add(mention)


def _is_pronoun(token: Any, words: dict[str, list[str]]) -> bool:
    """Tell pronouns from the verb "sein" and from names: forms that can be nothing else need no tag."""
    return token.pos_ in ("PRON", "DET") or (token.lower_ in words["certain"] and token.pos_ != "PROPN")


def _is_formal_or_plural(token: Any, language: str) -> bool:
    """Leave out "Sie" (you), and "sie/ihr" beside a plural verb or feature: it stands for several."""
    if language != "de" or not token.lower_.startswith(("sie", "ihr")):
        return False
    if token.text[0].isupper() and not token.is_sent_start:
        return True
    if token.lower_ == "sie":
        verb = token.head
        finite = next((t for t in (verb, *verb.children) if t.pos_ in ("VERB", "AUX") and t.morph.get("Number")), None)
        return "Plur" in token.morph.get("Number") or (finite is not None and is_plural(finite))
    return False


def _antecedent(doc: Any, token: Any, gender: str, people: _People) -> int | None:
    """Return the number of the person that a pronoun stands for, None where there is none near."""
    scored = []
    for index in people.near(token):
        cluster = people.clusters[index]
        last = cluster.last_before(token.idx)
        if last is None or not agree(cluster.gender, gender):
            continue
        distance = people.sentence[token.i] - people.sentence[last.head]
        if distance > WINDOW:
            continue
        head = doc[last.head]
        score = (
            -2.0 * distance + (2.0 if head.dep_ in ("nsubj", "nsubj:pass") else 0.0) + (1.0 if cluster.named else 0.0)
        )
        score += 0.5 * min(len(cluster.members), 4) + (0.5 if cluster.gender == gender else 0.0)
        if distance == 0 and _same_clause_subject(token, head):
            score -= 3.0
        scored.append((score, last.end, -index))
    return -max(scored)[2] if scored else None


def _same_clause_subject(token: Any, head: Any) -> bool:
    """Tell an object pronoun beside the subject of its own verb: "Trump lobte ihn" is about somebody else."""
    return token.pos_ == "PRON" and token.dep_ in ("obj", "iobj", "obl", "obl:arg") and subject_of(token.head) == head
