"""Who fills which slot of a verb or participle: agent, theme, dative, and its phrases by preposition.

Passives, relative clauses and participles before or behind a noun ("die von X gegründete Schule", "Y, owned by X") are
turned, so that a frame of the lexicon need only say that the agent founds the theme.
"""

from __future__ import annotations

from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.syntax import SUBJECTS, children, finite_verb, phrase_range, preposition_of, subject_of

Slots = dict[str, list[Any]]
AGENT, THEME, DATIVE = "agent", "theme", "dative"
_BY = ("by", "von", "vom", "durch")
_PARTICIPLES = ("VBN", "VVPP")
_MODIFYING = ("amod", "acl", "acl:relcl")
_CORE = ("obj", "iobj", "obl:arg")


def slots_of(word: Any, language: str) -> Slots:
    """Return the heads that fill each slot of a verb, participle or adjective; a phrase stands under its preposition.

    A bare phrase that is no subject may be theme or dative: a parse seldom tells, a frame's types do. The noun that a
    participle modifies is its theme, and its agent too where no other is told ("der gestorbene Lyriker").
    """
    slots: Slots = {AGENT: [], THEME: [], DATIVE: []}
    subject = _subject(word, language)
    for child in children(word, *_CORE, "obl", "obl:agent", "obl:tmod", "nmod", "dep", "conj"):
        case = preposition_of(child) or _before(child)
        if case:
            slots.setdefault(case, []).append(child)
        elif child != subject and child.dep_ in _CORE:
            head = _antecedent(child, language)
            slots[THEME].append(head)
            slots[DATIVE].append(head)
            for inner in children(child, "nmod"):  # "hält Anteile an Y", "has a stake in Y"
                slots.setdefault(preposition_of(inner), []).append(inner)
    agents = [child for name in _BY for child in slots.get(name, ())]
    if is_passive(word):
        slots[AGENT] += agents or ([] if finite_verb(word) is not None else [subject])
        slots[THEME].append(subject)
    else:
        slots[AGENT].append(subject)
    return {name: [head for head in heads if head is not None] for name, heads in slots.items()}


def is_passive(word: Any) -> bool:
    """Tell a passive, and a participle that modifies a noun or stands alone: its subject undergoes it."""
    if any(c.dep_ in ("aux:pass", "nsubj:pass") for c in word.children):
        return True
    helped = any(c.dep_ in ("aux", "cop") for c in word.children)
    attributive = word.dep_ == "amod" and not word.lower_.rstrip("enmrs").endswith("end")
    return (word.tag_ in _PARTICIPLES and not helped) or attributive


def _before(head: Any) -> str:
    """Return the preposition right before a phrase that the parse hangs elsewhere ("nehmen am Gipfel teil")."""
    first = phrase_range(head)[0]
    token = head.doc[first - 1] if first > head.sent.start else None
    hung = token is not None and token.pos_ == "ADP" and token.head == head.head and token.dep_ != "compound:prt"
    return str(token.lower_) if hung and token is not None else ""


def _subject(word: Any, language: str) -> Any | None:
    """Return who the word tells something of: its subject, the noun it modifies, or the subject of the verb above."""
    own = children(word, *SUBJECTS)
    if own:
        return _antecedent(own[0], language)
    if word.dep_ in _MODIFYING and word.head.pos_ in ("NOUN", "PROPN"):
        taken = any(_antecedent(c, language) == word.head for c in children(word, *_CORE, "obl"))
        return None if taken else word.head
    subject = subject_of(word)
    if subject is not None:
        return _antecedent(subject, language)
    if word.dep_ in ("xcomp", "advcl", "conj", "acl") and word.head != word:
        above = subject_of(word.head)
        return _antecedent(above, language) if above is not None else None
    return None


def _antecedent(head: Any, language: str) -> Any:
    """Return the noun that a relative pronoun stands for, else the word itself."""
    relative = lexicon(language, "grammar")["pronouns"]["relative"]
    if head.lower_ not in relative or head.pos_ not in ("PRON", "DET") or head.tag_ == "ART":
        return head
    verb = head
    while verb.dep_ not in ("acl:relcl", "acl") and verb.head != verb:
        verb = verb.head
    return verb.head if verb.dep_ in ("acl:relcl", "acl") else head
