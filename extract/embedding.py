"""What the words over an embedded clause make of it: wanted, not so, only possible, hearsay, denied, or a fact.

"refused to pay" says that nobody paid, "plans to pay" that somebody means to, "managed to pay" that somebody did
(Karttunen 1971, "Implicative verbs"; Saurí and Pustejovsky 2009). An infinitive under a word that the lexicon does not
know is no fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from hergang.extract.cues import cue_verb, verb_lemma
from hergang.extract.lexica import lexicon
from hergang.extract.syntax import children, finite_verb

Effect = Literal["intended", "negative", "possible", "factual", "denied", "hearsay"]
_EFFECTS: tuple[Effect, ...] = ("negative", "factual", "possible", "intended")
_EMBEDDED = ("xcomp", "ccomp", "advcl", "acl", "csubj", "csubj:pass")
_DEPTH = 3  # clauses one in another


@dataclass(frozen=True)
class Embedding:
    """What a word makes of the clause under it; ``matrix`` is that word."""

    effect: Effect
    matrix: Any


@cache
def _effects(language: str) -> dict[str, Effect]:
    words = lexicon(language, "embedding")
    return {word: effect for effect in reversed(_EFFECTS) for word in words[effect]["words"]}


def embedding_of(head: Any, language: str) -> Embedding | None:
    """Return what the words over a clause make of it, the nearest that makes something; None where it stands alone."""
    clause = head
    for _ in range(_DEPTH):
        while clause.dep_ == "conj" and clause.head.pos_ in ("VERB", "AUX", "ADJ") and clause.head != clause:
            clause = clause.head
        if clause.head == clause or not (_is_embedded(clause) or _is_opened(clause, language)):
            return None
        found = _effect(clause, language)
        if found is not None and found != "factual":
            return Embedding(found, clause.head)
        if clause.dep_ == "advcl" and finite_verb(clause) is not None:
            return None  # "because I believe that ..." holds whatever is over it
        clause = clause.head
    return None


def _is_embedded(clause: Any) -> bool:
    """Tell a clause that fills a place of the word over it; "proof that he paid" may look like a relative clause."""
    return clause.dep_ in _EMBEDDED or (clause.dep_ == "acl:relcl" and _is_content(clause))


def _is_content(clause: Any) -> bool:
    return any(mark.lower_ in ("dass", "daß", "that") for mark in children(clause, "mark"))


def _effect(clause: Any, language: str) -> Effect | None:
    matrix = clause.head
    openers = lexicon(language, "embedding")["openers"]["negative"]
    if any(mark.lower_ in openers for mark in children(clause, "mark", "case")):
        return "negative"
    cue = cue_verb(matrix, language)
    if cue is not None and cue.stance == "denies" and clause.dep_ != "advcl" and _named(matrix, language) is None:
        return "denied"
    if _is_passed_on(clause, language):
        return "hearsay"
    if finite_verb(clause) is not None:
        return _of_finite(clause, language)
    return _of_infinitive(clause, language)


def _is_passed_on(clause: Any, language: str) -> bool:
    """Tell "is said to have fled", "es gibt Berichte, wonach ...": nobody answers for it."""
    words = lexicon(language, "embedding")["hearsay"]
    matrix = clause.head
    if _is_opened(clause, language):
        return True
    if matrix.pos_ == "NOUN":
        return clause.dep_ in ("acl", "ccomp") and matrix.lemma_.lower() in words["nouns"]
    passive = bool(children(matrix, "aux:pass", "nsubj:pass", "cop"))
    return passive and verb_lemma(matrix, language) in words["verbs"]


def _is_opened(clause: Any, language: str) -> bool:
    """Tell a clause whose first word says that it is passed on ("Berichte, wonach ...")."""
    first = next((t.lower_ for t in clause.subtree if not t.is_punct), "")
    return first in lexicon(language, "embedding")["hearsay"]["marks"]


def _of_finite(clause: Any, language: str) -> Effect | None:
    """Return what a word makes of a clause with "dass" or "that"; most words leave it as it is."""
    if not _is_content(clause):
        return None
    if _is_unproven(clause.head, language):
        return "possible"
    effect = _named(clause.head, language)
    truth = lexicon(language, "embedding")["truth"]["words"]
    names = {verb_lemma(clause.head, language), clause.head.lemma_.lower()}
    if names & set(truth) and _is_denied(clause.head, language):
        return "negative"  # "es stimmt nicht, dass", "it is not true that"
    return None if effect == "factual" else effect


def _is_unproven(matrix: Any, language: str) -> bool:
    """Tell words of proof that are denied: "no evidence that", "Hinweise, dass ..., gab es nicht", "nicht bewiesen"."""
    words = lexicon(language, "embedding")["proof"]["words"]
    near = [matrix, *children(matrix, "obj", "nsubj", "nsubj:pass", "xcomp")] if matrix.pos_ != "NOUN" else [matrix]
    proofs = [t for t in near if {t.lemma_.lower(), t.lower_, verb_lemma(t, language)} & set(words)]
    return any(_is_denied(word, language) or _is_denied(word.head, language) for word in proofs)


def _of_infinitive(clause: Any, language: str) -> Effect | None:
    """Return what a word makes of an infinitive; one that only tells a purpose is wanted."""
    marks = {mark.lower_ for mark in children(clause, "mark")}
    plain = clause.tag_ in ("VVIZU", "VVINF", "VAINF") or bool(marks & {"to", "zu", "um"})
    effect = _named(clause.head, language)
    if effect is not None:
        turned: dict[str, Effect] = {
            "factual": "negative",
            "negative": "possible",
        }  # "did not manage", "did not refuse"
        return turned.get(effect, effect) if _is_denied(clause.head, language) else effect
    if not plain or (clause.dep_ == "acl" and clause.head.pos_ == "PROPN"):
        return None
    return "intended"


def _named(matrix: Any, language: str) -> Effect | None:
    effects = _effects(language)
    names = [verb_lemma(matrix, language), matrix.lemma_.lower(), matrix.lower_]
    # "Die Klinik ist dabei, ...", "was unable to", "missed the chance to", "Ziel ist es, ..."
    near = [c.lower_ for c in children(matrix, "advmod", "xcomp", "obj") if c.tag_ == "PROAV" or c.pos_ == "ADJ"]
    if matrix.lemma_ in ("sein", "be"):
        names = [*near, *(c.lemma_.lower() for c in children(matrix, "nsubj")), *names]
    if matrix.pos_ == "NOUN" and matrix.dep_ == "obj" and effects.get(matrix.head.lemma_.lower()) == "negative":
        return "negative"
    return next((effects[name] for name in names if name in effects), None)


def _is_denied(matrix: Any, language: str) -> bool:
    negation = lexicon(language, "grammar")["negation"]["words"]
    return any(child.lower_ in negation for child in matrix.children)
