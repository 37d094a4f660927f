"""Mentions by description: "der Sprecher der Behörde", "a German", "the company"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nations import inhabitant_of
from hergang.extract.nouns import body_noun, person_noun
from hergang.extract.records import EntityType
from hergang.extract.syntax import is_plural, phrase_range

GENDERED = re.compile(r"[:*_]in(?:nen)?\b")  # "Arbeiter:innen", whose ending the tokeniser cuts off
MARKS = frozenset('„“”"»«‚‘’›‹()[]')
LOOSE_BEFORE = ("ADP", "ADV", "CCONJ", "PART", "SCONJ", "VERB", "AUX", "PUNCT")
LOOSE_BEHIND = ("ADP", "ADV", "AUX", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ", "VERB")
BECOMING = ("zum", "zur")  # "zum Präsidenten gewählt": a role, not somebody


def find_descriptions(doc: Any, language: str, names: list[Candidate]) -> Iterator[Candidate]:
    """Yield noun phrases whose head is a noun for people or for a body of people, unless they only title a name."""
    named_tokens = {index for name in names for index in _token_indexes(doc, name)}
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ") or _is_denied(token, language):
            continue
        if is_national(token, language) and not _titles_a_name(token, named_tokens):
            several = is_plural(token) and not (language == "de" and _is_accusative(token))
            native = "deutscher" if language == "de" else "citizen"
            yield _description(doc, token, "Group" if several else "Person", native, named_tokens, language)
            continue
        if token.i in named_tokens:
            continue
        noun = person_noun(token.text, language)
        kind: EntityType | None = "Person" if noun else None
        if kind is None:
            noun = body_noun(token, language)
            kind = "Organization" if noun else None
        if (
            kind is None
            or _titles_a_name(token, named_tokens)
            or (token.pos_ == "ADJ" and not token.text[0].isupper() and language == "de")
        ):
            continue
        if _is_role_alone(token) or (kind == "Person" and _is_of_place(token)):
            continue
        collective = noun in lexicon(language, "persons")["persons"]["collective"]
        if kind == "Person" and (collective or _is_several(token, language)):
            kind = "Group"
        yield _description(doc, token, kind, noun or "", named_tokens, language)


def is_national(token: Any, language: str) -> bool:
    """Tell a noun for somebody of a nation with an article of its own ("ein Deutscher", "a German", "the Syrian")."""
    if token.pos_ not in ("NOUN", "PROPN") or inhabitant_of(token.text, language) is None:
        return False
    if token.i + 1 < len(token.doc) and token.doc[token.i + 1].pos_ in ("NOUN", "PROPN", "ADJ"):
        return False
    return any(c.dep_ == "det" and c.i < token.i for c in token.children)


def _is_accusative(token: Any) -> bool:
    """Tell "den Ukrainer", which cannot be several ("den Ukrainern"), whatever its features say."""
    return not token.text.endswith("n") and any(c.lower_ == "den" and c.i == token.i - 1 for c in token.children)


def _description(doc: Any, token: Any, kind: EntityType, noun: str, named: set[int], language: str) -> Candidate:
    first, end = phrase_range(token)
    first = max(first, _after_names(doc, first, token.i, named))
    end = next((t.i for t in doc[token.i + 1 : end] if _leaves(t)), end)
    first, end = _trimmed(doc, first, token.i, end)
    start, stop = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
    gendered = GENDERED.match(text_of(doc), stop) if language == "de" else None
    stop = gendered.end() if gendered else stop
    articles = lexicon(language, "grammar")["determiners"]["definite"]
    definite = _contracted(token) is not None or any(t.lower_ in articles for t in doc[first : token.i])
    return Candidate(start, stop, kind, "nominal", False, token.i, 0.75, "entities/description", noun, definite)


def _leaves(token: Any) -> bool:
    """Tell a word behind a description's head that is none of it: "in", "nicht"."""
    return token.pos_ in ("ADV", "PART") or (token.pos_ == "ADP" and not _belongs(token))


def _is_of_place(token: Any) -> bool:
    """Tell what a place is called: "Venezuela, a member of OPEC"."""
    return token.dep_ == "appos" and token.head.ent_type_ in ("LOC", "GPE")


def _is_several(token: Any, language: str) -> bool:
    """Tell a noun for several people by its features, or by an article that rules them out ("dem ersten Patienten").

    German "der Spieler" behind a noun is of several: of one it would be "des Spielers".
    """
    if language != "de":
        return is_plural(token)
    articles = [child.lower_ for child in token.children if child.dep_ == "det" and child.i < token.i]
    if any(article in ("dem", "des", "ein", "eine", "einem", "einen", "eines") for article in articles):
        return False
    several = token.dep_ == "nmod" and "der" in articles and "Masc" in token.morph.get("Gender")
    return several or is_plural(token)


def _is_denied(token: Any, language: str) -> bool:
    """Tell a noun behind "kein", "no", "neither": nobody is meant."""
    denied = lexicon(language, "grammar")["determiners"]["denied"]
    return any(child.dep_ == "det" and child.lower_ in denied for child in token.children)


def _trimmed(doc: Any, first: int, head: int, end: int) -> tuple[int, int]:
    """Return a phrase without what hangs on its edges: marks, line ends, particles, words of the next clause."""
    for place in range(head - 1, first - 1, -1):
        if doc[place].is_space or doc[place].text in MARKS:
            first = place + 1
            break
    while first < head and doc[first].pos_ in LOOSE_BEFORE and doc[first].dep_ not in ("det", "amod", "nummod"):
        first += 1
    cut = next((place for place in range(head + 1, end) if doc[place].is_space or doc[place].text in MARKS), end)
    while cut > head + 1 and _is_loose(doc[cut - 1], first, cut):
        cut -= 1
    return first, cut


def _is_loose(token: Any, first: int, cut: int) -> bool:
    """Tell a word at a phrase's end that is none of it: "her campaign and an allied" super PAC."""
    return token.pos_ in LOOSE_BEHIND or (token.pos_ == "ADJ" and not first <= token.head.i < cut)


def _contracted(token: Any) -> Any | None:
    """Return the German preposition that holds the article of a noun ("im Landeskirchenamt"), or None."""
    return next((c for c in token.children if c.dep_ == "case" and c.tag_ == "APPRART" and c.i < token.i), None)


def _belongs(case: Any) -> bool:
    """Tell a preposition that ties a possessor to a description: "of", or "von" before a name."""
    return case.lower_ == "of" or (case.lower_ in ("von", "vom") and case.head.pos_ == "PROPN")


def _is_role_alone(token: Any) -> bool:
    """Tell a noun for people that names a role, not somebody: singular, with no article ("als Kind", "customer")."""
    if token.dep_ == "compound" or (
        token.i and token.doc[token.i - 1].lower_ in ("als", "as") and not _determined(token)
    ):
        return True
    case = _contracted(token)
    if case is not None and case.lower_ not in BECOMING:
        return False
    return not is_plural(token) and not _determined(token)


def _determined(token: Any) -> bool:
    return any(c.dep_ in ("det", "det:poss", "nmod:poss", "nummod") and c.i < token.i for c in token.children)


def _after_names(doc: Any, first: int, head: int, named: set[int]) -> int:
    """Return where the phrase starts when names before its article crept in ("Twitter der Mann")."""
    for index in range(head - 1, first - 1, -1):
        if doc[index].pos_ in ("VERB", "AUX", "SCONJ", "PRON") or doc[index].is_space:
            return index + 1
        if doc[index].pos_ == "DET":
            return index
    return first


def _token_indexes(doc: Any, candidate: Candidate) -> range:
    """Return the tokens that lie wholly inside a candidate (a part of a compound holds none)."""
    span = doc.char_span(candidate.start, candidate.end, alignment_mode="contract")
    return range(span.start, span.end) if span is not None else range(0)


def _titles_a_name(token: Any, named: set[int]) -> bool:
    """Tell a title ("Reporter Christian Schmitt", "Mr Smith") from a description: the name follows at once."""
    return token.i + 1 in named and token.pos_ != "VERB" and token.doc[token.i + 1].ent_type_ in ("PER", "PERSON")
