"""What a clause asks rather than says: direct questions, indirect ones, and what is left open or looked into."""

from __future__ import annotations

from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.lexica import lexicon
from hergang.extract.syntax import children, finite_verb, is_finite

_REACH = 6  # words from a question word back to what asks it


def clause_words(head: Any) -> list[Any]:
    """Return the predicate, its direct dependents and theirs, clauses left out."""
    words = [head]
    for child in head.children:
        if child.dep_ in ("ccomp", "advcl", "acl:relcl", "acl", "parataxis", "conj", "csubj"):
            continue
        words.append(child)
        words.extend(c for c in child.children if c.dep_ in ("det", "advmod", "neg", "cc", "cc:preconj"))
    return words


def is_question(head: Any, language: str) -> bool:
    """Tell a direct question, and an indirect one under "ob" or "whether"."""
    if any(mark.lower_ in ("ob", "whether") for mark in children(head, "mark")) or (
        any(mark.lower_ == "if" for mark in children(head, "mark")) and asks_if(head, language)
    ):
        return True
    end = head.sent[-1]
    while end.i > head.sent.start and (end.is_space or end.text in '“”"»«’'):
        end = head.doc[end.i - 1]
    if not end.text.endswith("?"):
        return _ends_asking(head) and _fronts(head, language)
    return head.dep_ in ("ROOT", "conj", "parataxis", "ccomp") or (head.dep_ == "xcomp" and head.head.lemma_ == "go")


def _ends_asking(head: Any) -> bool:
    """Tell a question mark that the parse has left within its sentence: "So what will it do? ... The order is"."""
    if head.dep_ not in ("ROOT", "conj", "parataxis", "ccomp", "xcomp"):
        return False
    following = (t for t in head.doc[head.i + 1 : head.sent.end] if t.text in ("?", "!", ".", ":", ";", "…"))
    return next((t.text for t in following), "") == "?"


def _fronts(head: Any, language: str) -> bool:
    """Tell a clause whose verb stands before its subject, or that a question word opens."""
    words = lexicon(language, "grammar")["questions"]["words"]
    start = next((t for t in reversed(head.doc[head.sent.start : head.i]) if t.text in (".", "!", "?", ":")), None)
    own = head.doc[(start.i + 1 if start is not None else head.sent.start) : head.i + 1]
    first = next((t for t in own if not t.is_punct and t.pos_ not in ("ADV", "CCONJ", "SPACE")), head)
    return is_finite(first) or any(t.lower_ in words for t in own)


def asks_if(head: Any, language: str) -> bool:
    """Tell an English question under "if": "asked if he knew", "wanted to know if", "it is unclear if"."""
    if language != "en" or head.head.i > head.i:
        return False
    verbs = lexicon(language, "grammar")["questions"]["verbs"]
    if head.dep_ in ("ccomp", "xcomp") and verb_lemma(head.head, language) in (*verbs, "know", "say", "see", "tell"):
        return True
    return head.dep_ in ("ccomp", "xcomp", "advcl", "csubj") and _asks_for(head.head, language)


def asks(head: Any, language: str) -> bool:
    """Tell an embedded question: opened by "ob", "whether" or a question word, which the parse may hang on the verb."""
    words = lexicon(language, "grammar")["questions"]["words"]
    first = next((t for t in head.subtree if not t.is_punct and not t.is_space), head)
    before = head.doc[first.i - 1] if first.i > head.sent.start else None
    hung = before is not None and before.head == head.head and before.dep_ in ("advmod", "mark", "obj")
    return first.lower_ in words or (hung and before is not None and before.lower_ in words)


def is_asked(head: Any, language: str) -> bool:
    """Tell what is asked or looked into: "fragte, wer ...", "asked what steps they take", "unklar ist, wie ..."."""
    questions = lexicon(language, "grammar")["questions"]
    top = head
    while top.dep_ == "conj" and top.head != top:
        top = top.head
    asked = top.head if top.dep_ in ("acl", "acl:relcl") else None  # "what steps the FBI is taking"
    over = None
    if asked is not None and any(c.lower_ in questions["words"] for c in children(asked, "det")):
        over = asked.head
    elif (top.dep_ not in ("ROOT", "acl", "acl:relcl") or top.head.pos_ == "VERB") and asks(top, language):
        over = top.head
    if over is not None and (verb_lemma(over, language) in questions["verbs"] or is_open_matrix(over, language)):
        return True
    return _follows_asking(head, language)


def _follows_asking(head: Any, language: str) -> bool:
    """Tell a clause whose question word stands right behind what asks, however the parse hangs it.

    "is investigating how it came", "left open how much it pays", "questions regarding what steps the FBI takes", "wie
    viele es waren, muss geprüft werden": what asks is a verb, noun or adjective of the lexicon.
    """
    opener = _question_word(head, language)
    if opener is None or _is_relative(head, opener):
        return False
    if opener.i == head.sent.start:
        return _asked_after(head, language)
    for token in reversed(head.doc[max(head.sent.start, opener.i - _REACH) : opener.i]):
        if _asks_for(token, language):
            return True
        if token.pos_ in ("VERB", "NOUN", "PROPN") and not (token.pos_ == "NOUN" and token.dep_ == "nmod"):
            return False
    return False


def _is_relative(head: Any, opener: Any) -> bool:
    """Tell "a debate which lasted" from "it is a puzzle where it came from"."""
    noun = head.head
    predicated = bool(children(noun, "cop")) and opener.tag_ in ("WRB", "PWAV")
    behind = noun.i < opener.i and noun.pos_ in ("NOUN", "PROPN") and head.dep_ in ("acl", "acl:relcl")
    return behind and not predicated and opener.lower_ not in ("whether", "ob")


def _question_word(head: Any, language: str) -> Any | None:
    """Return the question word that opens the clause of a predicate, by place: no other finite verb parts the two."""
    words = lexicon(language, "grammar")["questions"]["words"]
    for token in reversed(head.doc[head.sent.start : head.i]):
        if token.lower_ in words and (language == "de" or token.tag_ in ("WRB", "WP", "WDT", "WP$", "IN")):
            return token if token.tag_ not in ("PRELS", "IN") or token.lower_ in ("whether", "if") else None
        if token.text in (";", ":", "(", '"', "“", "„") or (is_finite(token) and token.head not in (head, head.head)):
            return None
        if is_finite(token) and token.head == head.head and token.head != head:
            return None
    return None


def _asks_for(token: Any, language: str) -> bool:
    questions = lexicon(language, "grammar")["questions"]
    lemma = verb_lemma(token, language) if token.pos_ in ("VERB", "AUX") else token.lemma_.lower()
    verbal = token.pos_ in ("VERB", "AUX")
    if lemma in questions["verbs"] or (not verbal and {lemma, token.lower_} & set(questions["asking"])):
        return True
    return lemma in questions["unknown"] and _is_sought(token, language)


def _is_sought(token: Any, language: str) -> bool:
    """Tell "does not know", "nobody knows", "wants to know", "will wissen" from "knows"."""
    grammar = lexicon(language, "grammar")
    near = {c.lower_ for c in token.children} | {c.lower_ for c in token.head.children if token.dep_ == "xcomp"}
    wants = token.dep_ == "xcomp" and token.head.lemma_ in grammar["modals"]["intended"]
    return wants or bool(near & {*grammar["negation"]["words"], *grammar["questions"]["wanting"]})


def _asked_after(head: Any, language: str) -> bool:
    """Tell a question that stands before what asks it: "Wie viele es waren, müsse geprüft werden"."""
    if finite_verb(head) is None or head.i + 1 >= head.sent.end:
        return False
    rest = head.doc[head.i + 1 : head.sent.end]
    if language == "de":
        comma = next((t for t in rest if t.text == ","), None)
        if comma is None or comma.i + 1 >= head.sent.end or not is_finite(head.doc[comma.i + 1]):
            return False
    elif head.dep_ == "ROOT" or finite_verb(head.sent.root) is None:
        return False
    return any(_asks_for(t, language) for t in rest)


def has_question(head: Any, language: str) -> bool:
    """Tell a predicate over an embedded question."""
    return any(c.dep_ in ("ccomp", "csubj", "advcl", "csubj:pass", "acl") and asks(c, language) for c in head.children)


def is_open_matrix(head: Any, language: str) -> bool:
    """Tell the clause over an embedded question that leaves it unanswered ("ist offen", "prüft eine Kommission")."""
    words = lexicon(language, "grammar")["open"]
    near = [t.lower_ for t in sorted(clause_words(head), key=lambda t: t.i)]
    finite = finite_verb(head)
    present = finite is None or "Past" not in finite.morph.get("Tense")
    clause = f" {' '.join(near)} "
    return (head.lemma_.lower() in words["verbs"] and present) or any(f" {p} " in clause for p in words["phrases"])
