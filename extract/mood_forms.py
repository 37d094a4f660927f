"""What the form of a German verb says about its mood, with no look at its neighbours (Duden, Grammatik § 730 ff.).

Konjunktiv I is the stem of the infinitive with -e ("er gebe"), Konjunktiv II that of the past with -e, its vowel
changed where it can be ("er gäbe", "er ginge"). So the past of weak verbs ("sagte"), and the plural of strong ones
whose vowel cannot change ("gingen"), stand for both: only the sentence tells which.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from hergang.extract.lemmas import dictionary_lemma
from hergang.extract.lexica import lexicon

Form = Literal["any", "I", "II", "shared"]

_SECOND_ENDINGS = ("est", "en", "et", "e")


@lru_cache(maxsize=20_000)
def form_of(form: str) -> Form | None:
    """Return what a lower-case verb form can be, or None where it is no Konjunktiv.

    "any" is Konjunktiv I in any person ("sei"), "I" is it in the third (in the first it is indicative: "ich habe"),
    "II" is Konjunktiv II alone, "shared" is the same in past and Konjunktiv II.
    """
    if form in lexicon("de", "mood")["first"]["any_person"]:
        return "any"
    if _is_second(form):
        return "II"
    if _is_past(form):
        return "shared" if _keeps_vowel(form) else None
    return "I" if is_certain(form) or _is_present(form) else None


def is_certain(form: str) -> bool:
    """Tell forms that are no other word of the language, so that they are believed whatever the tagger says."""
    words = lexicon("de", "mood")
    return form in words["first"]["forms"] or form in words["second"]["forms"] or form in words["opening"]["forms"]


def _is_second(form: str) -> bool:
    words = lexicon("de", "mood")["second"]
    if form in words["forms"]:
        return True
    endings = (ending for ending in _SECOND_ENDINGS if form.endswith(ending))
    if any(_is_prefixed(form.removesuffix(ending), "stems") for ending in endings):
        return True
    return form.endswith("e") and _is_prefixed(form[:-1], "past_stems")


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(lexicon("de", "mood")["second"][name])


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(lexicon("de", "mood")["second"]["prefixes"])


def _is_prefixed(word: str, name: str) -> bool:
    """Tell whether a word is one of the stems, alone or behind a prefix."""
    stems, prefixes = _stems(name), _prefixes()
    return any(word[cut:] in stems and word[:cut] in prefixes for cut in range(max(0, len(word) - 1)))


def _is_present(form: str) -> bool:
    """Tell a stem with -e from other words in -e by the infinitive that belongs to it: "liefere", but "siehe"."""
    if not form.endswith("e"):
        return False
    infinitives = {form + "n", form[:-1] + "n"}
    if form.endswith(("le", "re")):  # "sammle", "ändre"
        infinitives.add(f"{form[:-2]}e{form[-2]}n")
    return dictionary_lemma(form, "de") in infinitives


def _is_past(form: str) -> bool:
    """Tell the past of weak verbs and of strong ones in the plural: "sagte", "gingen"; not "arbeite", "arbeiten"."""
    if form.endswith(("te", "ten")):
        infinitive = form if form.endswith("n") else form + "n"
        return dictionary_lemma(form, "de") != infinitive
    return form.endswith("en") and _is_prefixed(form[:-2], "past_stems")


def _keeps_vowel(form: str) -> bool:
    """Tell pasts that are Konjunktiv II too from those that have a form of its own for it ("hatte", but "hätte")."""
    return dictionary_lemma(form, "de") not in lexicon("de", "mood")["second"]["own_form"]
