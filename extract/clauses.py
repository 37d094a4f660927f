"""Clauses: which words are theirs, who acts in them and on whom, what makes them conditional.

Passives and copula clauses that stand the wrong way round ("Schuld sei ein Mitarbeiter") are turned here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.claim_view import ClaimView
from hergang.extract.cues import verb_lemma
from hergang.extract.factuality import is_condition, is_revealing
from hergang.extract.lexica import lexicon
from hergang.extract.records import Span
from hergang.extract.syntax import SUBJECTS, char_span, children, finite_verb, is_plural, subject_of

_DASHES = ("—", "–", "-", "--", "---")
_DATELINE = 14  # tokens that a dateline may take
_EMBEDDED = frozenset({"ccomp", "advcl", "advcl:relcl", "acl:relcl", "acl", "parataxis", "csubj", "csubj:pass", "conj"})


def is_fragment(head: Any, language: str) -> bool:
    """Tell what is no clause of its own.

    These are infinitives under a modal ("will gehen"), participles that serve as prepositions ("compared to"), pronouns
    ("that is what they sell") and clauses that only announce another ("it was revealed that").
    """
    if carried(head, language) is not None:
        return True
    if head.dep_ == "xcomp" and not any(c.dep_ not in ("punct", "mark", "aux") for c in head.children):
        return carried(head.head, language) is None
    if head.dep_ == "acl" and head.tag_ in ("VBG", "VBN", "VVPP") and head.i < head.head.i:
        return True  # a participle before its noun: "an occupying power"
    words = lexicon(language, "claims")["prepositional"]
    helped = children(head, "aux", "aux:pass", "cop", *SUBJECTS)
    if head.dep_ in ("acl", "advcl", "case") and head.lower_ in words["participles"] and not helped:
        return True
    if head.pos_ in ("PRON", "ADV") and head.lower_ in lexicon(language, "grammar")["questions"]["words"]:
        return bool(children(head, "cop"))
    return _only_announces(head, language)


def carried(head: Any, language: str) -> Any | None:
    """Return the verb that a helping verb only carries: under "lassen" ("lässt sich prüfen"), under "is going to"."""
    if language == "en":
        under = _under_going(head, language)
        return under if under != head else None
    if not (head.lemma_ == "lassen" or head.lower_.startswith(("ließ", "liess"))):
        return None
    return next((c for c in children(head, "xcomp", "ccomp") if c.tag_ in ("VVINF", "VAINF")), None)


def _only_announces(head: Any, language: str) -> bool:
    """Tell "it was revealed that ...", "es stellte sich heraus, dass ...", "is said to be": another clause says it."""
    subject = subject_of(head)
    if language == "en" and head.tag_ == "VBN" and head.lemma_ in lexicon("en", "embedding")["hearsay"]["verbs"]:
        infinitives = (c for c in children(head, "xcomp", "ccomp", "advcl") if c.i > head.i)
        return any(any(m.lower_ == "to" for m in children(c, "mark")) for c in infinitives)
    if subject is None or subject.lower_ not in ("es", "it") or not is_revealing(head, language):
        return False
    return any(c.i > head.i for c in children(head, "ccomp", "csubj", "csubj:pass", "advcl"))


@cache
def _blame_words(language: str) -> frozenset[str]:
    """Return the nouns and adjectives that name who is behind something ("schuld", "responsible")."""
    words = lexicon(language, "grammar")["responsibility"]
    return frozenset((*words["nouns"], *words["adjectives"]))


def turned_copula(head: Any, language: str) -> tuple[Any, Any | None]:
    """Return predicate and subject of a copula clause that stands the wrong way round (None: it does not).

    Either the parse hangs the copula on the subject ("Schuld sei er"), or the clause names who it was by "es" or "it"
    under a verb of revealing ("it emerged that it was an employee").
    """
    subject = subject_of(head)
    if subject is not None and subject.lower_ in ("es", "it") and is_revealing(head.head, language):
        named = (
            head
            if children(head, "cop")
            else next(iter(children(head, "obj", "xcomp", "obl:arg", "nsubj")[:2][-1:]), head)
        )
        return (head, named) if head.lemma_ in ("sein", "be") or named == head else (head, None)
    if subject is not None and children(head, "cop") and subject.lower_ in _blame_words(language):
        return subject, head
    nominal = head.head.pos_ in ("NOUN", "PROPN", "ADJ") and not head.head.is_space and not children(head.head, "cop")
    return (head.head, head) if head.dep_ in SUBJECTS and nominal and children(head, "cop") else (head, None)


def participants(view: ClaimView, head: Any) -> tuple[Any | None, Any | None]:
    """Return the heads of who acts and what is acted on; a passive's subject is acted on, its agent acts."""
    subject = subject_of(head)
    relative = lexicon(view.language, "grammar")["pronouns"]["relative"]
    if view.language == "de" and carried(head.head, "de") == head:
        return _let(head)
    if subject is None and head.dep_ in ("acl", "xcomp") and head.head.pos_ in ("NOUN", "PROPN"):
        subject = head.head if _may_act(view, head) else None
    elif subject is None and head.dep_ in ("xcomp", "advcl", "ccomp") and finite_verb(head) is None:
        subject = _controller(head, view.language)
    if subject is not None and subject.lower_ in relative and subject.pos_ in ("PRON", "DET"):
        over = head if head.dep_ in ("acl:relcl", "acl") else subject.head
        subject = over.head if over.dep_ in ("acl:relcl", "acl") else subject
    subject = _behind_dateline(head, subject)
    reflexive = lexicon(view.language, "grammar")["pronouns"]["reflexive"]
    objects = [o for o in children(head, "obj", "iobj", "obl:arg") if o.lower_ not in reflexive]
    # A parse may call the article of an object an object, too.
    target = next((t for t in objects if t.pos_ != "DET"), objects[0] if objects else None)
    if (
        target is not None
        and target.lower_ in relative
        and target.pos_ in ("PRON", "DET")
        and head.dep_ in ("acl:relcl", "acl")
    ):
        target = head.head
    if _is_passive(view, head):
        agent = next(
            (
                c
                for c in children(head, "obl:agent", "obl", "nmod")
                if any(k.lower_ in ("von", "vom", "durch", "by") for k in children(c, "case"))
            ),
            None,
        )
        return agent, subject or target
    if subject is None and view.language == "de" and target is not None and _may_be_subject(head, target):
        rest = [o for o in objects if o != target]
        return target, rest[0] if rest else None
    return subject, target


def dateline_end(sent: Any) -> int:
    """Return the token behind a dateline that opens a sentence ("Kiel (dpa) -", "MIAMI, Fla. —"), else its start."""
    opening = list(sent[:_DATELINE])
    dash = next((t for t in opening if t.text in _DASHES), None)
    if dash is None or dash.i == sent.start or dash.i + 1 >= sent.end:
        return int(sent.start)
    before = opening[: dash.i - sent.start]
    agency = before[-1].text == ")" and any(t.text == "(" for t in before)
    shouted = before[0].is_upper and len(before[0]) > 2
    verbal = any(t.pos_ in ("VERB", "AUX") for t in before)
    return int(dash.i + 1) if (agency or shouted) and not verbal else int(sent.start)


def _behind_dateline(head: Any, subject: Any | None) -> Any | None:
    """Return the subject that stands behind a dateline, where the parse takes the place in it for one."""
    if subject is None or subject.i - subject.sent.start > _DATELINE or not subject.text[:1].isupper():
        return subject
    end = dateline_end(subject.sent)
    if subject.i >= end or head.i < end:
        return subject
    return next((c for c in children(head, *SUBJECTS) if c.i >= end), None)


def _may_be_subject(head: Any, target: Any) -> bool:
    """Tell the only bare noun of a German clause that the parse calls an object: "wechselt das Turnier nach Paris"."""
    finite = finite_verb(head)
    infinitive = any(m.lower_ == "zu" for m in head.children)
    bare = target.pos_ in ("NOUN", "PROPN") and head.dep_ not in ("xcomp", "conj") and not infinitive
    if not bare or finite is None or head.tag_ == "VVIMP" or head.sent.root == target:
        return False
    oblique = any(d.lower_ in ("den", "dem", "des", "einen", "einem", "keinen") for d in children(target, "det"))
    return not oblique and is_plural(target) == is_plural(finite) and not children(target, "case")


def _let(head: Any) -> tuple[Any | None, Any | None]:
    """Return who acts under "lassen" and on whom: "lässt sich prüfen" is a passive, in "ließ ihn warten" he acts."""
    own = children(head, "obj", "iobj", "obl:arg")
    over = children(head.head, "obj", "iobj", "obl:arg")
    if any(o.lower_ == "sich" for o in (*over, *own)):
        return None, subject_of(head.head)
    return (over[0] if over else None), (own[0] if own else None)


def _controller(head: Any, language: str) -> Any | None:
    """Return who acts in an infinitive: the object of "urged rebels to", "kept him from", else the subject above."""
    over = head.head
    mark = next((m.lower_ for m in children(head, "mark")), "")
    if over.pos_ not in ("VERB", "AUX", "ADJ"):
        return None
    own = verb_lemma(over, language) in lexicon(language, "claims")["verbs"]["subject_control"]
    if not own and (head.dep_ in ("xcomp", "ccomp") or mark == "from"):
        objects = [c for c in children(over, "obj", "iobj", "obl:arg") if c.i < head.i and c.tag_ != "PRF"]
        if objects and objects[0].pos_ in ("NOUN", "PROPN", "PRON"):
            return objects[0]
    return subject_of(over)


def _may_act(view: ClaimView, head: Any) -> bool:
    """Tell "der Mann, der kam" and "the first man to walk" from "a plan to sell", where the plan sells nothing."""
    if not any(mark.lower_ in ("to", "zu") for mark in children(head, "mark")) and head.tag_ != "VVIZU":
        return True
    entity = view.entity(head.head)
    return entity is not None and entity.type in ("Group", "Organization", "Person")


def _is_passive(view: ClaimView, head: Any) -> bool:
    if view.language == "de" and (verb_lemma(head, "de") in view.words["verbs"]["sein_perfect"] or _has_had(head)):
        return False
    if any(c.dep_ in ("nsubj:pass", "aux:pass", "csubj:pass") for c in head.children):
        return True
    shares = head.dep_ == "conj" and head.tag_ in ("VVPP", "VBN") and head.head.tag_ == head.tag_
    if shares and not children(head, "aux", "cop", *SUBJECTS):
        return _is_passive(view, head.head)  # "was enabled and paid by"
    helpers = [c for c in head.children if c.dep_ in ("aux", "cop")]
    if head.tag_ in ("VVPP", "VBN") and head.dep_ == "ROOT" and not helpers:
        return not children(head, "obj")  # a headline: "Mann in Essen festgenommen"
    if head.tag_ in ("VVPP", "VBN") and head.dep_ in ("acl", "advcl") and not helpers:
        return not children(head, "obj")  # "a company owned by X", "die Firma, gegründet von X"
    if head.tag_ != "VVPP" or view.language != "de":
        return False
    return bool(helpers) and all(c.lemma_ in ("sein", "werden") for c in helpers)


def predicate(head: Any, language: str, view: ClaimView) -> str:
    """Return the lemma of the predicate: the verb with its particle, or the nominal or adjective of a copula."""
    if head.pos_ in ("VERB", "AUX"):
        return verb_lemma(_under_going(head, language), language)
    return str(head.lemma_.lower() if head.pos_ == "ADJ" or language == "en" else head.lemma_)


def _under_going(head: Any, language: str) -> Any:
    """Return the verb that English "is going to" makes a future of, else the verb itself."""
    if language != "en" or head.tag_ != "VBG" or head.lemma_ != "go":
        return head
    verbs = (c for c in children(head, "xcomp") if any(m.lower_ == "to" for m in children(c, "mark")))
    return next(verbs, head)


def _has_had(head: Any) -> bool:
    """Tell a perfect with "haben", which is no passive unless "worden" stands in it."""
    words = {c.lower_ for c in head.children}
    return any(c.lemma_ == "haben" for c in children(head, "aux", "aux:pass")) and "worden" not in words


def clause_span(doc: Any, head: Any) -> Span:
    """Return the characters from the first to the last word of a clause, clauses under it left out at the edges."""
    low = high = head.i
    stack = list(head.children)
    while stack:
        token = stack.pop()
        if _is_embedded(token) and not _completes(token):
            continue
        if token.dep_ == "punct" or token.is_space or token.sent.start != head.sent.start:
            continue
        low, high = min(low, token.i), max(high, token.i)
        stack.extend(token.children)
    end = dateline_end(head.sent) if low - head.sent.start < _DATELINE else low
    return char_span(doc, max(low, end) if head.i >= end else low, high + 1)


def _is_embedded(token: Any) -> bool:
    """Tell the head of a clause under another."""
    if token.dep_ not in _EMBEDDED:
        return False
    return token.pos_ in ("VERB", "AUX") or bool(children(token, "cop", "nsubj", "nsubj:pass"))


def _completes(token: Any) -> bool:
    """Tell a clause with neither subject nor finite verb that no comma parts from its own: "refused to pay"."""
    if token.dep_ not in ("acl", "advcl", "ccomp") or finite_verb(token) is not None or children(token, *SUBJECTS):
        return False
    first = token.left_edge.i
    return token.head.i < first and not token.doc[first - 1].is_punct


def own_tokens(doc: Any, head: Any) -> Iterator[Any]:
    """Yield the tokens of a clause in text order without those of clauses under it."""
    found = []
    stack = [head]
    while stack:
        token = stack.pop()
        found.append(token)
        stack.extend(c for c in token.children if not _is_embedded(c))
    yield from sorted(found, key=lambda t: t.i)


def condition_head(head: Any, language: str) -> int | None:
    """Return the head of the clause that makes this one conditional ("wenn ...", "sollte ...", "if ...")."""
    for child in head.children:
        if child.dep_ in ("advcl", "ccomp", "csubj", "parataxis") and is_condition(child, language):
            return int(child.i)
    return None
