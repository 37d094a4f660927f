"""Coreference of pronouns of the third person, from left to right.

Each goes to the entity that `hergang.extract.antecedents` ranks highest, unless a noun that is no entity or nobody at
all ranks higher. One that stands for a person goes there whatever the chance; one for a body or for several only where
that is likely. Relative pronouns go to the noun that their clause hangs on. Generic "man" and pronouns in the first and
second person are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hergang.extract.antecedents import (
    Pronoun,
    Rival,
    Weights,
    chances,
    describe,
    describe_nobody,
    is_subject_mention,
    named_head,
    weights_of,
)
from hergang.extract.cluster import WINDOW, Cluster, quotation_index, sentence_index
from hergang.extract.cues import cue_verb
from hergang.extract.discourse import chances_of_old
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.syntax import is_plural

# Shares of the chance, chosen on GUM's train part and ParCorFull, cross-validated (tests/quality/fit_antecedents.py).
MEANT = 0.35  # "he", "sie" go to somebody who is so much likelier than that nobody is meant, which is seldom
LIKELY = 0.5  # "it", "they" go to what is so likely, and else to nothing: most stand for no entity
CERTAIN = 3  # as much as a title or a noun tells (`hergang.extract.coreference`), or three pronouns
GENDERS = {"Masc": "m", "Fem": "f", "Neut": "n"}
PERSONAL = ("he", "she")
SURE = {"Person": 0.6, "Organization": 0.55, "Group": 0.55}
OFFERED = ("Person", "Group", "Organization")


def add_pronouns(doc: Any, clusters: list[Cluster], language: str, weights: Weights | None = None) -> None:
    """Join third person pronouns to what they stand for, from left to right, by given weights or the language's own."""
    weights = weights or weights_of(language)
    told = Told(doc, clusters)
    for pronoun in find_pronouns(doc, language, told):
        rivals = list(told.rivals(pronoun))
        best = choose(pronoun, rivals, weights)
        if best is not None:
            told.join(best.cluster, pronoun)


def choose(pronoun: Pronoun, rivals: list[Rival], weights: Weights) -> Rival | None:
    """Return the candidate that a pronoun goes to, be it no entity; None where it goes to nobody."""
    if not rivals:
        return None
    *shares, nobody = chances(
        [*(describe(pronoun, rival) for rival in rivals), describe_nobody(pronoun)], weights[pronoun.kind]
    )
    best = max(range(len(rivals)), key=shares.__getitem__)
    if pronoun.kind in PERSONAL:
        return rivals[best] if shares[best] > MEANT * nobody else None
    return rivals[best] if shares[best] >= LIKELY else None


def find_pronouns(doc: Any, language: str, told: Told) -> Iterator[Pronoun]:
    """Yield the pronouns of the third person in text order, relative ones left out."""
    words = lexicon(language, "grammar")["pronouns"]
    kinds = _kinds(words)
    old = chances_of_old(doc)
    for token in doc:
        found = kinds.get(token.lower_)
        if found is None or not _is_pronoun(token, words) or _is_formal(token, language):
            continue
        kind, gender = found
        if kind == "she" and language == "de" and _stands_for_several(token):
            kind, gender = "they", None
        speaks = token.dep_ == "nsubj" and cue_verb(token.head, language) is not None
        yield Pronoun(token, kind, gender, told.sentence[token.i], told.quoted[token.i], old.get(token.i), speaks)


def _kinds(words: dict[str, list[str]]) -> dict[str, tuple[str, str | None]]:
    kinds: dict[str, tuple[str, str | None]] = {}
    for key, kind, gender in (
        ("masculine", "he", "m"),
        ("feminine", "she", "f"),
        ("neuter", "it", "n"),
        ("plural", "they", None),
    ):
        kinds.update(dict.fromkeys(words[key], (kind, gender)))
    return kinds


def _is_pronoun(token: Any, words: dict[str, list[str]]) -> bool:
    """Tell pronouns from the verb "sein" and from names: forms that can be nothing else need no tag."""
    return token.pos_ in ("PRON", "DET") or (token.lower_ in words["certain"] and token.pos_ != "PROPN")


def _is_formal(token: Any, language: str) -> bool:
    """Tell "Sie", "Ihr" (you): a capital within a sentence, and not behind a mark that may open one."""
    if language != "de" or not token.lower_.startswith(("sie", "ihr", "ihnen")) or not token.text[0].isupper():
        return False
    before = token.nbor(-1).text if token.i else "."
    return not token.is_sent_start and before[-1].isalnum()


def _stands_for_several(token: Any) -> bool:
    """Tell "sie" beside a plural verb or with a plural feature; "ihr", "ihre" may be one's or several's."""
    if token.lower_ != "sie":
        return False
    verb = token.head
    finite = next((t for t in (verb, *verb.children) if t.pos_ in ("VERB", "AUX") and t.morph.get("Number")), None)
    if token.dep_ in ("nsubj", "nsubj:pass") and finite is not None:
        return is_plural(finite)
    return is_plural(token)


class Told:
    """Whom and what an article tells of, by sentence; so that a long one takes no longer.

    A noun that is no entity is one here: a pronoun may stand for it.
    """

    def __init__(self, doc: Any, clusters: Iterable[Cluster]) -> None:
        self.doc = doc
        self.sentence = sentence_index(doc)
        self.quoted = quotation_index(doc)
        self._near: dict[int, dict[int, Cluster]] = {}
        members = [(cluster, member) for cluster in clusters for member in cluster.members]
        for cluster, member in members:
            if cluster.type in OFFERED:
                self._note(cluster, member)
        known = {i for _, member in members for i in self._inside(member)}
        self._nouns: dict[int, list[Any]] = {}
        for token in doc:
            if token.pos_ == "NOUN" and token.i not in known:
                self._nouns.setdefault(self.sentence[token.i], []).append(token)

    def _inside(self, member: Candidate) -> Iterator[int]:
        """Yield the words of a mention that name or head it, and the noun that titles a name."""
        yield from (member.head, named_head(self.doc[member.head]).i)
        if member.kind == "name":
            span = self.doc.char_span(member.start, member.end, alignment_mode="expand")
            yield from range(span.start, span.end)

    def _note_things(self, sentence: int) -> None:
        """Note the nouns of a sentence that are no entity, once it is looked at: most sentences never are."""
        for token in self._nouns.pop(sentence, ()):
            end = token.idx + len(token)
            noun = Candidate(token.idx, end, "Thing", "nominal", False, token.i, 0.0, "", definite=True)
            self._note(Cluster([noun], "Thing", plural=is_plural(token)), noun)

    def _note(self, cluster: Cluster, member: Candidate) -> None:
        self._near.setdefault(self.sentence[member.head], {})[id(cluster)] = cluster

    def join(self, cluster: Cluster, pronoun: Pronoun) -> None:
        """Let a pronoun stand for one of them."""
        token, sure = pronoun.token, SURE.get(cluster.type, 0.0)
        end = token.idx + len(token)
        mention = Candidate(token.idx, end, cluster.type, "pronoun", False, token.i, sure, "coreference/pronoun")
        cluster.add(mention)
        self._note(cluster, mention)
        if cluster.type == "Person" and pronoun.kind in PERSONAL:
            cluster.genders.update(pronoun.gender or ())

    def rivals(self, pronoun: Pronoun) -> Iterator[Rival]:
        """Yield the candidates for a pronoun, the one told of last first."""
        place = pronoun.token.idx
        found = sorted(self._candidates(pronoun), key=lambda each: (each[1].end, each[1].start), reverse=True)
        most: dict[str, int] = {}
        for cluster, _ in found:
            most[cluster.type] = max(most.get(cluster.type, 0), cluster.told_before(place))
        peers: Counter[str] = Counter()
        for rank, (cluster, last) in enumerate(found):
            yield Rival(
                cluster,
                last,
                self.sentence[last.head],
                self.quoted[last.head],
                rank,
                peers[cluster.type],
                self._is_subject_lately(cluster, pronoun),
                cluster.told_before(place) == most[cluster.type],
            )
            peers[cluster.type] += 1

    def _candidates(self, pronoun: Pronoun) -> Iterator[tuple[Cluster, Candidate]]:
        """Yield who and what was told of lately, with the last mention, where number and gender allow it."""
        here, token = pronoun.sentence, pronoun.token
        sentences = range(here, here - WINDOW - 1, -1)
        for sentence in sentences:
            self._note_things(sentence)
        near = {key: c for sentence in sentences for key, c in self._near.get(sentence, {}).items()}
        for cluster in near.values():
            last = cluster.last_before(token.idx)
            if last is None or here - self.sentence[last.head] > WINDOW:
                continue
            if self._may_be(pronoun, cluster, last):
                yield cluster, last

    def _is_subject_lately(self, cluster: Cluster, pronoun: Pronoun) -> bool:
        for number in range(cluster.told_before(pronoun.token.idx) - 1, -1, -1):
            member = cluster.members[number]
            if pronoun.sentence - self.sentence[member.head] > 1:
                return False
            if is_subject_mention(self.doc[member.head]):
                return True
        return False

    def _may_be(self, pronoun: Pronoun, cluster: Cluster, last: Candidate) -> bool:
        """Tell whether number and gender allow a candidate; only German nouns have one that is not of a person."""
        if cluster.type == "Person" and not cluster.plural:
            return pronoun.kind == "they" or _may_be_of(cluster, pronoun.gender)
        if self.doc.lang_ == "en":
            return pronoun.kind not in PERSONAL
        if pronoun.kind == "they":
            return cluster.plural or cluster.type != "Thing"
        if cluster.plural:
            return bool(pronoun.token.lower_.startswith("ihr"))
        genders = {GENDERS.get(each) for each in self.doc[last.head].morph.get("Gender") if last.kind != "pronoun"}
        wanted = {"m", "n"} if pronoun.token.lower_.startswith(("sein", "ihm")) else {pronoun.gender}
        return not genders or bool(genders & wanted)


def _may_be_of(cluster: Cluster, gender: str | None) -> bool:
    """Tell whether a person may be of a gender: told otherwise by a title, a noun or three pronouns, nobody is."""
    other = {"m": "f", "f": "m"}.get(gender or "")
    return other is not None and not cluster.genders[other] >= CERTAIN > cluster.genders[gender or ""]
