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

Effect = Literal["intended", "negative", "possible", "factual", "able", "denied", "hearsay"]
_EFFECTS: tuple[Effect, ...] = ("negative", "factual", "able", "possible", "intended")
_EMBEDDED = ("xcomp", "ccomp", "advcl", "acl", "csubj", "csubj:pass")
_TO = ("to", "zu")
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


def _matrix(clause: Any, language: str) -> Any:
    """Return the word over a clause; of "to" with a verb, that of the lexicon right before it, if the parse errs."""
    marks = [mark for mark in children(clause, "mark") if mark.lower_ in _TO]
    before = clause.doc[marks[0].i - 1] if marks and language == "en" and marks[0].i > clause.sent.start else None
    if before is not None and before != clause.head and before.pos_ == "VERB" and _named(before, language) is not None:
        return before
    return clause.head


def _effect(clause: Any, language: str) -> Effect | None:
    matrix = _matrix(clause, language)
    words = lexicon(language, "embedding")
    if any(mark.lower_ in words["openers"]["negative"] for mark in children(clause, "mark", "case")):
        return "negative"
    cue = cue_verb(matrix, language)
    if cue is not None and cue.stance == "denies" and clause.dep_ != "advcl" and _named(matrix, language) is None:
        return "denied"
    if _is_passed_on(clause, language):
        return "hearsay"
    if _is_purpose(clause, language):
        return "intended"
    if matrix.lemma_ == "have" and any(c.lower_ == "yet" for c in (*matrix.children, *clause.children)):
        return "negative"  # "has yet to sign"
    if finite_verb(clause) is not None:
        return _of_finite(clause, matrix, language)
    return _of_infinitive(clause, matrix, language)


def _is_purpose(clause: Any, language: str) -> bool:
    """Tell "damit die Preise sinken", "um zu sparen", "so that prices fall"; as past, this tells what came of it."""
    marks = children(clause, "mark")
    if any(mark.lower_ in lexicon(language, "embedding")["openers"]["purpose"] for mark in marks):
        return True
    so = next((m for m in marks if m.lower_ == "so" and m.nbor(1).lower_ == "that"), None) if language == "en" else None
    finite = finite_verb(clause)
    return so is not None and finite is not None and finite.tag_ != "VBD" and "Past" not in finite.morph.get("Tense")


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


def _of_finite(clause: Any, matrix: Any, language: str) -> Effect | None:
    """Return what a word makes of a clause with "dass" or "that", or of one behind it with none; most leave it so."""
    if not _is_content(clause) and not (clause.dep_ == "ccomp" and matrix.i < clause.left_edge.i and language == "en"):
        return None
    if _is_content(clause) and _is_unproven(matrix, language):
        return "possible"
    effect, denied = _named(matrix, language), _is_denied(matrix, language)
    words = lexicon(language, "embedding")
    names = {verb_lemma(matrix, language), matrix.lemma_.lower()}
    if denied and names & set(words["truth"]["words"]):
        return "negative"  # "es stimmt nicht, dass", "it is not true that"
    if names & set(words["consequence"]["words"]) and (denied or _is_possible(matrix, language)):
        return "possible"  # "could mean that he leaves", "does not mean that"
    if effect == "negative" and denied:
        return "possible"  # "did not rule out that"
    if effect == "intended" and (not _is_content(clause) or _only_tells(matrix, language)):
        return None  # "told reporters that she had won", "warned he had lied"
    return None if effect in ("factual", "able") else effect


def _only_tells(matrix: Any, language: str) -> bool:
    """Tell a verb of saying that is one of wanting with an infinitive alone."""
    cue = cue_verb(matrix, language)
    return cue is not None and cue.stance == "neutral"


def _is_unproven(matrix: Any, language: str) -> bool:
    """Tell words of proof that are denied: "no evidence that", "Hinweise, dass ..., gab es nicht", "nicht bewiesen"."""
    words = lexicon(language, "embedding")["proof"]["words"]
    near = [matrix, *children(matrix, "obj", "nsubj", "nsubj:pass", "xcomp")] if matrix.pos_ != "NOUN" else [matrix]
    proofs = [t for t in near if {t.lemma_.lower(), t.lower_, verb_lemma(t, language)} & set(words)]
    return any(_is_denied(word, language) or _is_denied(word.head, language) for word in proofs)


def _is_possible(matrix: Any, language: str) -> bool:
    modals = lexicon(language, "grammar")["modals"]["possible"]
    return any(helper.lower_ in modals for helper in children(matrix, "aux"))


def _of_infinitive(clause: Any, matrix: Any, language: str) -> Effect | None:
    """Return what a word makes of an infinitive; one that only tells a purpose is wanted."""
    marks = {mark.lower_ for mark in children(clause, "mark")}
    plain = clause.tag_ in ("VVIZU", "VVINF", "VAINF") or bool(marks & {"to", "zu", "um"})
    if clause.tag_ in ("VBN", "VVPP") and not marks and clause.dep_ == "acl":
        return None  # "the ban, passed in May"
    effect = _named(matrix, language)
    if effect is not None:
        turned: dict[str, Effect] = {
            "able": "negative",  # "was not able to", "ist nicht in der Lage"
            "factual": "negative",  # "did not manage"
            "negative": "possible",  # "did not refuse"
        }
        effect = turned.get(effect, effect) if _is_denied(matrix, language) else effect
        if effect == "factual" and (_is_duty(matrix, language) or _is_apart(clause, matrix)):
            return "intended"
        return "possible" if effect == "able" else effect
    if not plain or (clause.dep_ == "acl" and clause.head.pos_ == "PROPN"):
        return None
    return "intended"


def _is_duty(matrix: Any, language: str) -> bool:
    """Tell "has to pay", "needs to pay" from "had to pay": only what had to be has come about."""
    finite = finite_verb(matrix)
    duty = verb_lemma(matrix, language) in lexicon(language, "embedding")["duty"]["words"]
    return duty and finite == matrix and "Past" not in matrix.morph.get("Tense") and matrix.tag_ != "VBD"


def _is_apart(clause: Any, matrix: Any) -> bool:
    """Tell a purpose from what a verb takes: "uses the law to silence them"; words stand between the two."""
    marks = [mark for mark in children(clause, "mark") if mark.lower_ in _TO]
    return clause.dep_ == "advcl" and bool(marks) and matrix.i < marks[0].i - 1 and matrix.pos_ == "VERB"


def _named(matrix: Any, language: str) -> Effect | None:
    effects = _effects(language)
    names = [verb_lemma(matrix, language), matrix.lemma_.lower(), matrix.lower_]
    # "Die Klinik ist dabei, ...", "was unable to", "missed the chance to", "Ziel ist es, ..."
    near = [c.lower_ for c in children(matrix, "advmod", "xcomp", "obj") if c.tag_ == "PROAV" or c.pos_ == "ADJ"]
    if matrix.lemma_ in ("sein", "be"):
        names = [*near, *(c.lemma_.lower() for c in children(matrix, "nsubj")), *names]
    governs = {matrix.head.lemma_.lower(), verb_lemma(matrix.head, language)}
    noun = matrix.pos_ == "NOUN" and matrix.dep_ in ("obj", "nsubj", "nsubj:pass")
    if noun and any(effects.get(word) == "negative" for word in governs):
        return "negative"  # "missed the chance to", "der Versuch scheiterte", "the claim that ... is false"
    return next((effects[name] for name in names if name in effects), None)


def _is_denied(matrix: Any, language: str) -> bool:
    negation = lexicon(language, "grammar")["negation"]["words"]
    words = [*matrix.children, *(c for helper in children(matrix, "nsubj", "obl", "advmod") for c in helper.children)]
    return any(word.lower_ in negation for word in words)
