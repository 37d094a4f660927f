"""Konjunktiv, told by form and clause: what German newspapers mark reported speech with.

Encoders miss the mood (it is rare in the treebanks), but the forms tell much: the third person singular of the present
indicative ends in -t, so that a form in -e beside a third person subject is Konjunktiv I (Duden, Grammatik § 730 ff.).
Forms of the past that are Konjunktiv II too ("drohten") are taken for it only where their neighbours call for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from hergang.extract.cues import cue_verb
from hergang.extract.lexica import lexicon
from hergang.extract.mood_forms import form_of, is_certain
from hergang.extract.syntax import SUBJECTS, children, finite_verb, is_finite, is_plural, subject_of

Mood = Literal["I", "II"]
_SUBORDINATING = ("KOUS", "PRELS", "PRELAT", "PWS", "PWAV", "PWAT")  # STTS tags of what puts the verb last


def konjunktiv(token: Any) -> Mood | None:
    """Return which Konjunktiv a finite German verb stands in, or None (indicative, imperative, or not to be told)."""
    mood = _by_form(token)
    if mood is None and form_of(token.lower_) == "shared" and _is_verb(token) and _is_unreal(token):
        return "II"
    return mood


def settle_moods(doc: Any) -> Any:
    """Set the feature Mood of a German parse by `konjunktiv` where the two differ, and return the Doc."""
    for token in doc if doc.lang_ == "de" else ():
        if token.is_alpha and (token.pos_ in ("VERB", "AUX") or is_certain(token.lower_) or token.morph.get("Mood")):
            _settle(token)
    return doc


def _settle(token: Any) -> None:
    features = token.morph.to_dict()
    mood = konjunktiv(token)
    if mood:
        features |= {"Mood": "Sub", "Tense": "Pres" if mood == "I" else "Past", "VerbForm": "Fin"}
    elif features.get("Mood") == "Sub" and is_finite(token):
        features["Mood"] = "Ind"
    elif features.get("Mood") == "Sub":
        del features["Mood"]
    if features.get("Mood", "") != "".join(token.morph.get("Mood")):
        token.set_morph(features)


# -- by form ----------------------------------------------------------------------------------------------------------


def _by_form(token: Any) -> Mood | None:
    form = token.lower_
    if _is_noun(token) or not _is_verb(token):
        return None
    kind = form_of(form)
    if kind == "any":
        return None if _commands(token) else "I"
    if kind == "I":
        return None if _is_first_person(token) or _commands(token) else "I"
    return "II" if kind == "II" else None


def _is_verb(token: Any) -> bool:
    if is_certain(token.lower_) and token.text not in lexicon("de", "mood")["nouns"]["forms"]:
        return True
    return token.pos_ in ("VERB", "AUX") and not token.tag_.endswith("PP") and (is_finite(token) or "INF" in token.tag_)


def _is_noun(token: Any) -> bool:
    """Tell nouns by their capital: "seine ganze Habe"."""
    return token.is_title and not _opens_clause(token)


def _opens_clause(token: Any) -> bool:
    """Tell whether a token stands first in its sentence or behind a mark."""
    if token.i == token.sent.start:
        return True
    before = token.doc[token.i - 1]
    return bool((before.is_punct or before.is_space) and not (token.is_title and before.text == ","))


def _is_first_person(token: Any) -> bool:
    """Tell whether "ich" is the subject, here or in the clause before: "ich habe" is indicative."""
    subject = subject_of(_predicate(token))
    if subject is not None and subject.lower_ == "ich":
        return True
    words = list(_segment(token))
    if any(word.lower_ == "ich" for word in words):
        return True
    before = _verb_before(token) if token in words[:2] else None
    return before is not None and form_of(before.lower_) == "I" and _is_first_person(before)


def _verb_before(token: Any) -> Any | None:
    """Return the finite verb whose subject a token without one shares: "Ich gehe heim, lege mich hin"."""
    if children(token, *SUBJECTS) or children(_predicate(token), *SUBJECTS):
        return None
    for word in reversed(list(token.doc[token.sent.start : token.i])):
        if word.is_quote or is_finite(word):
            return None if word.is_quote else word
    return None


def _commands(token: Any) -> bool:
    """Tell imperatives: first in their clause, and called so by the parse or without a subject."""
    if not _opens_clause(token) or token.dep_ == "conj":
        return False
    after = token.doc[token.i + 1 : token.i + 2].text.lower()
    if after == "sich" or (form_of(token.lower_) == "any" and (token.lower_ != "sei" or after == "es")):
        return False
    called = token.tag_ == "VVIMP" or "Imp" in token.morph.get("Mood")
    return called or (subject_of(_predicate(token)) is None and "Sub" not in token.morph.get("Mood"))


def _segment(token: Any) -> Iterator[Any]:
    """Yield the words between the marks around a token."""
    doc, sent = token.doc, token.sent
    low, high = token.i, token.i + 1
    while low > sent.start and not doc[low - 1].is_punct:
        low -= 1
    while high < sent.end and not doc[high].is_punct:
        high += 1
    yield from doc[low:high]


def _predicate(token: Any) -> Any:
    return token.head if token.dep_ in ("aux", "aux:pass", "cop") else token


# -- by clause --------------------------------------------------------------------------------------------------------


def _is_unreal(token: Any) -> bool:
    """Tell whether a form of past and Konjunktiv II is the latter."""
    if token.doc[token.i - 1].text == "," and cue_verb(token, "de"):
        return False  # "..., sagte er": the frame
    return (
        _follows_suit(token)
        or _ends_like(token)
        or _in_condition(token)
        or _after_condition(token)
        or _is_compared(token)
        or _is_reported(token)
        or _advises(token)
    )


def _mood_of(predicate: Any, token: Any) -> Mood | None:
    """Return the Konjunktiv of another clause, by its form."""
    finite = finite_verb(predicate)
    return None if finite is None or finite == token else _by_form(finite)


def _agrees(mood: Mood | None, token: Any) -> bool:
    """Tell whether a form may go on in a mood: reported speech has its own form in the singular."""
    return mood == "II" or (mood == "I" and is_plural(token))


def _follows_suit(token: Any) -> bool:
    """Tell "sie kämen früh und hielten sich an nichts"; one with a subject of its own may be the writer's again."""
    predicate = _predicate(token)
    first = predicate.head
    if predicate.dep_ != "conj" or any(word.is_quote for word in token.doc[first.i : token.i]):
        return False
    own = children(predicate, "nsubj", "nsubj:pass")
    joined = not own or (is_plural(token) and any(word.pos_ == "CCONJ" for word in _segment(token)))
    return joined and _agrees(_mood_of(first, token), token)


def _ends_like(token: Any) -> bool:
    """Tell "dass der Bedarf groß sei und die Preise stiegen": two verbs last in their clauses under one conjunction."""
    words = [word for word in _segment(token) if word.i <= token.i]
    links = [place for place, word in enumerate(words) if word.tag_ == "KON"]
    opens = any(word.tag_ in _SUBORDINATING for word in words)
    last = token.i + 1 == token.sent.end or token.nbor().is_punct
    if not (links and opens and last):
        return False
    return any(_agrees(_by_form(word), token) for word in words[: links[-1]])


def _in_condition(token: Any) -> bool:
    """Tell "sie stünde vor dem Aus, wenn sie Ernst machten"."""
    predicate = _predicate(token)
    markers = lexicon("de", "mood")["conditional"]["markers"]
    if not any(mark.lower_ in markers for mark in children(predicate, "mark")):
        return False
    over = next((word for word in predicate.ancestors if finite_verb(word) is not None), predicate)
    return _agrees(_mood_of(over, token), token)


def _after_condition(token: Any) -> bool:
    """Tell "Käme es dazu, reichten die Vorräte" and "Wenn er käme, so reichten sie"."""
    doc, sent = token.doc, token.sent
    comma = token.i - 1 if doc[token.i - 1].text == "," else token.i - 2
    words = [word for word in doc[sent.start : comma] if not word.is_punct and not word.is_space]
    if comma <= sent.start or doc[comma].text != "," or not words or not _links(doc[comma + 1 : token.i].text):
        return False
    if doc[comma - 1].is_quote or _is_answered(words):
        return False  # what follows is the frame
    first = words[0]
    if _by_form(first) == "II" or _opens_condition(first):
        return True
    return first.lower_ in lexicon("de", "mood")["conditional"]["markers"] and any(_by_form(w) == "II" for w in words)


def _links(words: str) -> bool:
    return words in ("", "so", "dann")


def _is_answered(words: list[Any]) -> bool:
    """Tell whether a condition has its consequence already: a verb behind a comma."""
    return any(is_finite(word) and word.nbor(-1).text == "," for word in words[1:])


def _is_compared(token: Any) -> bool:
    """Tell "als wollten sie fliehen" and "als ob sie schliefen" from "als sie schliefen"."""
    words = [word.lower_ for word in _segment(token)]
    return token.doc[token.i - 1].lower_ == "als" or words[:2] in (["als", "ob"], ["als", "wenn"])


def _is_reported(token: Any) -> bool:
    """Tell "Er sagte, sie wollten gehen": a clause with its verb in second place under one that announces it."""
    predicate = _predicate(token)
    over, start = predicate.head, predicate.left_edge.i
    if predicate.dep_ not in ("ccomp", "parataxis") or not over.i < start < token.i or not is_plural(token):
        return False
    opening = token.doc[start - 1 : start + 2]
    second = not any(word.tag_ in _SUBORDINATING or word.is_quote for word in opening)
    return second and any(word.text == "," for word in opening[:2]) and cue_verb(over, "de") is not None


def _advises(token: Any) -> bool:
    """Tell "man sollte sparen" and "Sollte es regnen, ..." from what was planned ("er sollte gestern kommen")."""
    if token.lower_ not in lexicon("de", "mood")["opening"]["forms"]:
        return False
    words = list(_segment(token))
    near = {word.lower_ for word in words}
    if _opens_condition(token) or "man" in near or near & set(lexicon("de", "mood")["conditional"]["markers"]):
        return True
    if any(word.tag_ == "PRELS" for word in words):
        return False
    others = [word for word in token.sent if word != token and is_finite(word) and _by_form(word) is None]
    if not others:
        return "Sub" in token.morph.get("Mood")
    return not any(_is_past(word) for word in others)


def _is_past(token: Any) -> bool:
    return "Past" in token.morph.get("Tense") or form_of(token.lower_) == "shared"


def _opens_condition(token: Any) -> bool:
    """Tell "Sollte es regnen, ...": the verb opens its clause, and what follows the comma begins with a verb."""
    if token.lower_ not in lexicon("de", "mood")["opening"]["forms"]:
        return False
    before = token.doc[token.i - 1]
    if not (_opens_clause(token) or before.pos_ == "CCONJ") or token.sent.text.rstrip().endswith("?"):
        return False
    comma = next((word.i for word in token.doc[token.i : token.sent.end] if word.text == ","), None)
    return comma is not None and any(is_finite(word) for word in token.doc[comma + 1 : comma + 3])
