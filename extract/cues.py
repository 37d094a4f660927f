"""Cues: the words that announce speech, thought or writing, found by lemma or by form.

Lemmas of a small model go wrong where it matters most ("räumte", "wies"), so that every listed verb is known by its
forms too: those of weak verbs are built by rule, those of strong verbs are listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.syntax import particle_of


@dataclass(frozen=True)
class Cue:
    """A verb or noun that announces speech. ``weak``: only with a clause or quoted words beside it."""

    lemma: str
    stance: str  # neutral, concedes, denies, doubts, claims, demands, thinks
    prefix: str = ""  # separable: "an" of "ankündigen"
    weak: bool = False


@cache
def verb_cues(language: str) -> Mapping[str, Cue]:
    """Return the verbs of a language by lemma (separable ones joined: "ankündigen")."""
    words = lexicon(language, "cues")
    weak = {entry.replace("|", "") for entry in words["weak"]["verbs"]}
    cues = {}
    for stance, entries in words["verbs"].items():
        for entry in entries:
            prefix, _, base = entry.rpartition("|")
            lemma = prefix + base
            cues[lemma] = Cue(lemma, stance, prefix, lemma in weak)
    return cues


@cache
def noun_cues(language: str) -> Mapping[str, Cue]:
    """Return the nouns of a language by lower-cased form, plurals included."""
    cues: dict[str, Cue] = {}
    for stance, entries in lexicon(language, "cues")["nouns"].items():
        for entry in entries:
            for form in noun_forms(entry, language):
                cues.setdefault(form.lower(), Cue(entry, stance))
    return cues


def noun_forms(noun: str, language: str) -> tuple[str, ...]:
    """Return the forms that a noun may have, and some that it has not."""
    if language == "en":
        return (noun, noun + "s", noun[:-1] + "ies" if noun.endswith("y") else noun + "es")
    plain = [noun + ending for ending in ("", "n", "en", "e", "s", "es", "er")]
    return (*plain, *(_umlaut(noun) + ending for ending in ("e", "en", "er", "ern")))


def _umlaut(noun: str) -> str:
    """Return the stem of a plural such as "Vorwürfe" (of "Vorwurf"): the last a, o or u changes."""
    return re.sub(r"[aou](?=[^aeiouäöü]*$)", lambda vowel: "äöü"["aou".index(vowel.group())], noun)


@cache
def _verb_forms(language: str) -> Mapping[str, str]:
    """Return the base verb of each form: "räumte" -> "räumen", "claimed" -> "claim"."""
    forms: dict[str, str] = {}
    build = _german_forms if language == "de" else _english_forms
    for cue in verb_cues(language).values():
        base = cue.lemma.removeprefix(cue.prefix)
        for form in build(base, cue.prefix):
            forms.setdefault(form, cue.lemma if cue.prefix and form.startswith(cue.prefix) else base)
    for base, *irregular in lexicon(language, "cues")["forms"]["table"]:
        forms.update(dict.fromkeys(irregular, base))
    return forms


def _german_forms(base: str, prefix: str) -> list[str]:
    stem = base.removesuffix("en") if base.endswith("en") else base.removesuffix("n")
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "dm")) else ""
    finite = [base, stem + "e", stem + link + "t", *(stem + link + end for end in ("te", "ten", "test", "tet"))]
    joined = [prefix + form for form in finite] if prefix else []
    prefixes = tuple(lexicon("de", "cues")["forms"]["inseparable"])
    inseparable = base.startswith(prefixes) or base.endswith("ieren")
    participle = prefix + ("" if inseparable and not prefix else "ge") + stem + link + "t"
    if base.endswith("ieren") or (prefix and inseparable):
        participle = prefix + stem + link + "t"
    return [*finite, *joined, participle, f"{prefix}zu{base}" if prefix else base]


def _english_forms(base: str, prefix: str) -> list[str]:
    del prefix
    if base.endswith("e"):
        return [base, base + "s", base + "d", base[:-1] + "ing"]
    if base.endswith("y") and base[-2] not in "aeiou":
        return [base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    ending = "es" if base.endswith(("s", "sh", "ch", "x")) else "s"
    return [base, base + ending, base + "ed", base + "ing"]


def verb_lemma(token: Any, language: str) -> str:
    """Return the lemma of a verb token with its separable particle ("legte ... still" -> "stilllegen").

    Cues are known by their forms; the lemma of the pipeline serves for all other verbs.
    """
    base = _verb_forms(language).get(token.lower_) or str(token.lemma_).lower()
    particle = particle_of(token)
    if particle is None:
        return base
    return f"{particle.lower_}{base}" if language == "de" else f"{base} {particle.lower_}"


def cue_verb(token: Any, language: str) -> Cue | None:
    """Return the cue that a verb token is, or None."""
    if token.pos_ not in ("VERB", "AUX", "ADJ") and not token.tag_.startswith("V"):
        return None
    cues = verb_cues(language)
    lemma = verb_lemma(token, language)
    return cues.get(lemma) or cues.get(token.lemma_.lower())


def gives_name(verb: Any, language: str) -> bool:
    """Tell a verb that gives a name ("Der Mann heißt X") where the same verb reports impersonally ("es heißt, ...")."""
    words = lexicon(language, "quotations")["naming"]
    if not words["impersonal"] or verb_lemma(verb, language) not in words["always"]:
        return False
    return not any(child.lower_ in words["impersonal"] for child in verb.children)


def cue_noun(token: Any, language: str) -> Cue | None:
    """Return the cue that a noun token is, or None; German compounds count by their last part ("Zeugenaussage")."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return None
    cues = noun_cues(language)
    word = token.lower_
    if word in cues:
        return cues[word]
    if language == "de":
        for start in range(3, len(word) - 4):
            if word[start:] in cues and len(word[start:]) >= 5:
                return cues[word[start:]]
    return None
