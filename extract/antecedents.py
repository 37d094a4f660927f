"""Which of those told of before a pronoun stands for: a log-linear ranking of candidates (Denis and Baldridge 2008).

Candidates are the entities spoken of in the few sentences before and, so that "sie" may stand for "die Prüfung", the
nouns there that are no entity; that nothing is meant is one more. Each is described by numbers from 0 to about 3; a
kind of pronoun has one weight for each of these, learnt by ``tests/quality/fit_antecedents.py`` from annotated
coreference, in the lexicon ``antecedents``. Nothing here decides; `hergang.extract.coreference_pronouns` does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hergang.extract.cluster import Cluster
from hergang.extract.cues import cue_verb
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.syntax import subject_of

Features = Mapping[str, float]
Weights = Mapping[str, Mapping[str, float]]  # by kind of pronoun

OBJECTS = ("obj", "iobj", "obl:arg")
SUBJECTS = ("nsubj", "nsubj:pass")
HIGH = ("ROOT", "parataxis", "conj")  # a verb in these opens no clause under another
DEEPEST = 6  # verbs above a pronoun that are looked at
BESIDE = 2  # words between a noun and the name it titles
NOBODY = "nobody"  # the one feature that tells that nothing is meant, beside those that begin so


@dataclass(frozen=True)
class Pronoun:
    """A pronoun with what its form and its place tell."""

    token: Any
    kind: str
    gender: str | None  # "m", "f", "n" by its form; None where it stands for several
    sentence: int
    quoted: int  # number of the quotation it stands in, 0: none
    old: float | None  # chance to point back, by the encoder
    speaks: bool  # is the subject of a verb of saying

    @property
    def possessive(self) -> bool:
        return bool(self.token.pos_ == "DET" or self.token.tag_ in ("PRP$", "PPOSAT"))

    @cached_property
    def verb(self) -> Any | None:
        """The verb of its clause; of a possessive, of the clause of what is possessed."""
        return _verb_above(self.token.head if self.possessive else self.token)

    @cached_property
    def subjects(self) -> tuple[int | None, ...]:
        """The subjects of the verb of its clause and of those above, None where one has none."""
        found: list[int | None] = []
        verb = self.verb
        while verb is not None and len(found) < DEEPEST:
            subject = subject_of(verb)
            found.append(subject.i if subject is not None else None)
            verb = _verb_above(verb)
        return tuple(found)


@dataclass(frozen=True)
class Rival:
    """A candidate for an antecedent: whom or what, by which mention it was told of last, and where."""

    cluster: Cluster
    last: Candidate
    sentence: int
    quoted: int
    rank: int  # how many other candidates were told of since
    peers: int  # and how many of these are of its type
    subject: bool  # was the subject of a clause in this sentence or the one before
    foremost: bool  # no other candidate of its type was told of more often


def describe(pronoun: Pronoun, rival: Rival) -> Features:
    """Return what speaks for and against a candidate; what is left out is 0."""
    found: dict[str, float] = {}
    _tell_place(pronoun, rival, found)
    _tell_kind(pronoun, rival, found)
    _tell_grammar(pronoun, rival, found)
    return found


def _tell_place(pronoun: Pronoun, rival: Rival, found: dict[str, float]) -> None:
    away = pronoun.sentence - rival.sentence
    found[f"away {min(away, 3)}" if away >= 0 else "away 0"] = 1.0
    found["rank"] = math.log1p(rival.rank)
    found["peers since"] = math.log1p(rival.peers)
    found["foremost"] = float(rival.foremost)
    found["times told"] = math.log1p(rival.cluster.told_before(pronoun.token.idx))
    if rival.rank == 0:
        found["told last"] = 1.0
    if pronoun.quoted != rival.quoted:
        found["out of the quotation" if pronoun.quoted else "into a quotation"] = 1.0
    elif pronoun.quoted:
        found["in one quotation"] = 1.0


def _tell_kind(pronoun: Pronoun, rival: Rival, found: dict[str, float]) -> None:
    cluster, kind = rival.cluster, rival.cluster.type.lower()
    found[f"is {kind}"] = 1.0
    found[f"by {rival.last.kind}"] = 1.0
    found["several"] = float(cluster.plural)
    found["named"] = float(cluster.named)
    if pronoun.speaks:
        found[f"speaking {kind}"] = 1.0
    if rival.last.kind == "nominal" and not rival.last.definite:
        found["indefinite"] = 1.0
    if pronoun.gender in ("m", "f") and cluster.type == "Person":
        gender = cluster.gender
        found["gender fits" if gender == pronoun.gender else "gender differs" if gender else "gender unknown"] = 1.0


def _tell_grammar(pronoun: Pronoun, rival: Rival, found: dict[str, float]) -> None:
    token, head = pronoun.token, named_head(pronoun.token.doc[rival.last.head])
    role = _role(head)
    own = "its" if pronoun.possessive else _role(token)
    found[f"{role}"] = 1.0
    found[f"{own} after {role}"] = 1.0
    if rival.subject and role != "subject":
        found["a subject lately"] = 1.0
    if role == "subject":
        if head.head.dep_ in HIGH:
            found["subject of a main clause"] = 1.0
        if cue_verb(head.head, token.doc.lang_):
            found["said something"] = 1.0
    if rival.sentence == pronoun.sentence:
        _tell_clause(pronoun, head, found)


def _tell_clause(pronoun: Pronoun, head: Any, found: dict[str, float]) -> None:
    """Tell how the clauses of a pronoun and of a candidate in its sentence lie to each other."""
    own, *above = pronoun.subjects or (None,)
    if own == head.i:
        found["its own subject" if pronoun.possessive else "subject of its verb"] = 1.0
        return
    if pronoun.verb is not None and head.head == pronoun.verb:
        found["beside it"] = 1.0
    if head.i in above:
        found["subject above" if above.index(head.i) == 0 else "subject far above"] = 1.0


def named_head(token: Any) -> Any:
    """Return the noun that titles a name ("Die Autorin Magda Ohlert"), whose place in the clause is its own."""
    return token.head if token.dep_ in ("appos", "flat") and abs(token.head.i - token.i) <= BESIDE else token


def is_subject_mention(token: Any) -> bool:
    """Tell whether the head of a mention makes it the subject of a clause."""
    return named_head(token).dep_ in SUBJECTS


def _verb_above(token: Any) -> Any | None:
    for _ in range(DEEPEST):
        if token.head == token:
            return None
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None


def _role(token: Any) -> str:
    if token.dep_ in SUBJECTS:
        return "subject"
    if token.dep_ in OBJECTS:
        return "object"
    if token.dep_ == "conj":
        return "one more"
    return "possessor" if token.dep_ in ("nmod", "nmod:poss", "det") else "other"


def describe_nobody(pronoun: Pronoun) -> Features:
    """Return what speaks for it that a pronoun stands for nothing told of before."""
    found = {NOBODY: 1.0}
    if pronoun.old is None:
        found["nobody, status unknown"] = 1.0
    else:
        found["nobody, new"] = 1 - pronoun.old
    if pronoun.token.dep_ == "expl":
        found["nobody, expletive"] = 1.0
    if pronoun.token.dep_ in SUBJECTS:
        found["nobody, subject"] = 1.0
    if pronoun.quoted:
        found["nobody, quoted"] = 1.0
    if pronoun.speaks:
        found["nobody, speaking"] = 1.0
    return found


def weights_of(language: str) -> Weights:
    """Return the weights of a language by kind of pronoun."""
    weights: Weights = lexicon(language, "antecedents")["weights"]
    return weights


def chances(features: Sequence[Features], weights: Mapping[str, float]) -> list[float]:
    """Return the probability of each of some rivals, the one that stands for nobody among them."""
    scores = [sum(value * weights.get(name, 0.0) for name, value in each.items()) for each in features]
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    return [share / sum(shares) for share in shares]
