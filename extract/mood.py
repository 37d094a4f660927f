"""Konjunktiv, told by form: what German newspapers mark reported speech with.

Small models miss the mood (it is rare in the treebanks), but the forms tell much: the third person singular of the
present indicative ends in -t, so that a form in -e beside a third person subject is Konjunktiv I (Duden, Grammatik
§ 730 ff.), and the past of weak verbs (-te) is the one thing to keep apart.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from hergang.extract.lexica import lexicon
from hergang.extract.syntax import is_finite

Mood = Literal["I", "II"]


@cache
def _forms() -> dict[str, Mood]:
    words = lexicon("de", "mood")
    table: dict[str, Mood] = dict.fromkeys(words["first"]["forms"], "I")
    table.update(dict.fromkeys(words["second"]["forms"], "II"))
    return table


def konjunktiv(token: Any) -> Mood | None:
    """Return which Konjunktiv a finite German verb stands in, or None (indicative, imperative, or not to be told)."""
    form = token.lower_
    known = _forms().get(form)
    if known == "I" and _first_or_second_person(token):
        return None
    if known:
        return known
    if not is_finite(token) or not form.endswith("e") or form == "wurde" or _is_weak_past(form):
        return None
    if token.pos_ in ("VERB", "AUX") and not _first_or_second_person(token) and not _imperative(token):
        return "I"
    return None


def _is_weak_past(form: str) -> bool:
    """Tell weak past forms ("sagte", "arbeitete") from Konjunktiv I of stems in -t ("arbeite", "halte", "biete")."""
    if not form.endswith("te"):
        return False
    return form not in lexicon("de", "mood")["first"]["stems_in_t"]


def _first_or_second_person(token: Any) -> bool:
    """Tell whether "ich" or "du" is the subject: "ich habe" is indicative."""
    if any(person in ("1", "2") for person in token.morph.get("Person")) and not _third_person_near(token):
        near = token.doc[max(0, token.i - 8) : token.i + 4]
        return any(word.lower_ in ("ich", "du") for word in near)
    near = token.doc[max(0, token.i - 3) : token.i + 3]
    return any(word.lower_ in ("ich", "du") for word in near)


def _third_person_near(token: Any) -> bool:
    near = token.doc[max(0, token.i - 2) : token.i + 3]
    return any(word.lower_ in ("er", "sie", "es", "man") for word in near)


def _imperative(token: Any) -> bool:
    return token.tag_ == "VVIMP" or "Imp" in token.morph.get("Mood")
