"""Reading a Universal Dependencies tree: clauses, subjects, negation, mood (de Marneffe et al. 2021).

All functions are pure; tokens are spaCy's. The trees may be wrong: nothing here takes more from them than it must.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CLAUSAL = frozenset(
    {"ROOT", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "advcl:relcl", "parataxis", "csubj", "csubj:pass"}
)
SUBJECTS = ("nsubj", "nsubj:outer", "nsubj:pass", "csubj", "csubj:pass")
_VERBAL = ("VERB", "AUX")
#: Relations that end a noun phrase where its core is wanted (the rest is a further clause or phrase).
_LOOSE = frozenset({"acl", "acl:relcl", "advcl", "parataxis", "ccomp", "conj", "appos", "punct", "cc", "cop", "mark"})


def particle_of(token: Any) -> Any | None:
    """Return the separable particle of a German verb ("still" of "legte ... still"), or None."""
    for child in token.children:
        if child.dep_ == "compound:prt" or (child.tag_ == "PTKVZ" and child.i > token.i):
            return child
    return None


def children(token: Any, *relations: str) -> list[Any]:
    """Return the children of a token in these relations, in text order; line ends are nobody's."""
    return [child for child in token.children if child.dep_ in relations and not child.is_space]


def preposition_of(head: Any) -> str:
    """Return the preposition of a noun phrase in lower case, empty where it has none.

    One that stands right before the phrase is its own, though the parse may hang it on a later noun ("im Büro, im
    Lager").
    """
    own = next((child.lower_ for child in children(head, "case")), "")
    before = phrase_range(head)[0] - 1
    if own or before < 0:
        return own
    token = head.doc[before]
    return str(token.lower_) if token.dep_ == "case" and token.head.i > head.i else ""


def subject_of(token: Any) -> Any | None:
    """Return the subject head of a predicate; of a conjoined predicate without one, the subject of the first."""
    for _ in range(4):
        found = children(token, *SUBJECTS)
        found += [c for helper in children(token, "aux", "aux:pass", "cop") for c in children(helper, *SUBJECTS)]
        if found:
            return found[0]
        if token.dep_ == "conj" and token.head.pos_ in _VERBAL and token.head != token:
            token = token.head
            continue
        break
    return _unlabelled_subject(token)


def is_subject(token: Any) -> bool:
    """Tell whether a noun is the subject of a clause."""
    return token.dep_ in ("nsubj", "nsubj:pass")


def _unlabelled_subject(verb: Any) -> Any | None:
    """Return the bare name right before a finite verb where the parse calls it no subject ("Twitter prüft")."""
    if not is_finite(verb):
        return None
    for child in verb.children:
        bare = child.i == verb.i - 1 and child.tag_ in ("NE", "NNP", "NNPS") and not children(child, "case")
        if bare and child.dep_ in ("advmod", "dep", "appos", "obl"):
            return child
    return None


def is_finite(token: Any) -> bool:
    """Tell whether a token is a finite verb, by feature or by tag (STTS V*FIN, PTB VBD, VBZ, VBP, MD)."""
    return "Fin" in token.morph.get("VerbForm") or token.tag_ in (
        "VVFIN", "VAFIN", "VMFIN", "VVIMP", "VBD", "VBZ", "VBP", "MD",
    )  # fmt: skip


def finite_verb(predicate: Any) -> Any | None:
    """Return the finite verb of a clause: the predicate, or its auxiliary or copula."""
    if is_finite(predicate):
        return predicate
    for child in predicate.children:
        if child.dep_ in ("aux", "aux:pass", "cop") and is_finite(child):
            return child
    return None


def predicates(sent: Any) -> Iterator[Any]:
    """Yield the heads of the clauses of a sentence in text order: verbs, and nominals or adjectives with a copula."""
    for token in sent:
        verbal = token.pos_ in _VERBAL and token.dep_ not in ("aux", "aux:pass", "cop", "compound:prt", "amod")
        if not token.is_space and (
            (verbal and (token.dep_ in CLAUSAL or token.dep_ == "conj")) or children(token, "cop")
        ):
            yield token


def subtree_span(token: Any) -> tuple[int, int]:
    """Return the token range of a subtree: (first, last + 1)."""
    return token.left_edge.i, token.right_edge.i + 1


def phrase_range(head: Any) -> tuple[int, int]:
    """Return the token range of a noun phrase without relative clauses, further conjuncts and loose appositions."""
    first, last = head.i, head.i
    for child in head.children:
        if child.dep_ in _LOOSE or child.dep_ == "case":
            continue
        low, high = phrase_range(child) if child.dep_ != "flat" else (child.i, child.i + 1)
        first, last = min(first, low), max(last, high - 1)
    # A comma or bracket inside means that something loose crept in.
    doc = head.doc
    for index in range(head.i + 1, last + 1):
        if doc[index].is_punct and doc[index].text in (",", ";", ":", "(", "„", "“", "–"):
            last = index - 1
            break
    for index in range(head.i - 1, first - 1, -1):
        if doc[index].is_punct and doc[index].text in (",", ";", ":", ")", "“", "–"):
            first = index + 1
            break
    return first, last + 1


def char_span(doc: Any, first: int, end: int) -> tuple[int, int]:
    """Return the character range of the tokens ``first`` to ``end`` (exclusive), trimmed of blanks and edge commas."""
    while first < end and (doc[first].is_space or doc[first].text in (",", ";", ":", "–", "-")):
        first += 1
    while end > first and (doc[end - 1].is_space or doc[end - 1].text in (",", ";", ":", "–", "-")):
        end -= 1
    if first >= end:
        return (doc[first].idx, doc[first].idx) if first < len(doc) else (len(doc.text), len(doc.text))
    return doc[first].idx, doc[end - 1].idx + len(doc[end - 1])


def is_plural(token: Any) -> bool:
    """Tell whether a token is plural by its features."""
    return "Plur" in token.morph.get("Number")
