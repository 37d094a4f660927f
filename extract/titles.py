"""What else than speech stands in quotation marks: titles, names, mottos, words that the writer holds at arm's length.

Titles look like speech by what is in them ("Wir sind mehr", "Nobody Told Me"); where they stand tells them apart.
Speech is announced (by a cue, a colon, its own sentence); a title is a part of the writer's sentence, mostly right
behind the noun for what bears it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hergang.extract.attribution import Frame
from hergang.extract.cues import verb_lemma
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.marks import Quoted
from hergang.extract.syntax import children, is_finite

ENDINGS = ".!?…"
_LONG = 12  # words, from which on quoted sentences are speech wherever they stand
_SHORT = 8  # words of a title at most
_OPENERS = ".!?…:–—-(“”\"«»‹›’‘'·|•"  # behind which a sentence begins
_FORMS = ("", "s", "es", "e", "en", "n", "er")


def is_title(doc: Any, quoted: Quoted, tokens: tuple[int, int], frame: Frame | None, language: str) -> bool:
    """Tell quoted words (``tokens``: with their marks) that are named rather than said; ``frame``: their cue."""
    words = [t for t in doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    before = word_before(doc, tokens[0])
    if is_labelled(doc, tokens, language):
        return True
    if frame is None:
        return not _stands_alone(doc, quoted, words) and not (before is not None and _announces(before, language))
    if _is_part_of(doc, quoted, frame, tokens) or _only_names(doc, frame, language):
        return True
    named = before is not None and _is_apposed(before, words, tokens, frame, language)
    return named or (_is_headline_case(words, language) and not frame.rule.startswith("direct/adjacent"))


def is_labelled(doc: Any, tokens: tuple[int, int], language: str) -> bool:
    """Tell by the words beside the marks that these hold a label: "der Roman „…“", "the so-called “…”"."""
    index = _before(doc, tokens[0])
    if index < 0:
        return False
    word, more = doc[index], lexicon(language, "quotations")["titled"]
    if word.text in more["parting"] and index > 0:
        if tokens[1] - tokens[0] > _SHORT + 3:  # with marks and a stop
            return False
        word = doc[index - 1]
    elif word.lower_.endswith(tuple(more["so_called"])) or _is_compounded(doc, tokens):
        return True
    if word.lower_ in more["gloss"] or doc[max(0, word.i - 2) : word.i + 1].text.lower().endswith("so-called"):
        return True
    first = next((t for t in doc[slice(*tokens)] if not t.is_punct and not t.is_space), word)
    return bears_title(word.text, language) and not first.text[0].islower()


def _is_compounded(doc: Any, tokens: tuple[int, int]) -> bool:
    """Tell quoted nouns that are the first part of a longer name ("the “Never Trump” movement")."""
    words = [t for t in doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    after = doc[tokens[1]] if tokens[1] < len(doc) else None
    before = doc[max(0, _before(doc, tokens[0]))]
    nouns = after is not None and after.pos_ == "NOUN" and bool(words) and words[-1].pos_ in ("NOUN", "PROPN")
    return nouns and len(words) <= 3 and before.pos_ in ("DET", "ADJ") and not any(is_finite(t) for t in words)


def word_before(doc: Any, mark: int) -> Any | None:
    """Return the word right before a mark, None where a mark or the line's start is there."""
    index = _before(doc, mark)
    return doc[index] if index >= 0 and not doc[index].is_punct else None


def _before(doc: Any, mark: int) -> int:
    """Return the place of the token before a mark, blanks left out; -1 where its line begins."""
    index = mark - 1
    while index >= 0 and doc[index].is_space and "\n" not in doc[index].text:
        index -= 1
    return -1 if index < 0 or doc[index].is_space else index


def bears_title(word: str, language: str) -> bool:
    """Tell a noun for what has a title or a name: "Roman", "Motto", "campaign"; a German compound by its last part."""
    lower = word.lower().rpartition("-")[2]
    forms = _bearers(language)
    if lower in forms:
        return word[:1].isupper() or language == "en"
    compound = language == "de" and word[:1].isupper()
    return compound and any(lower[start:] in forms and len(lower) - start >= 4 for start in range(2, len(lower) - 3))


@cache
def _bearers(language: str) -> frozenset[str]:
    nouns = (*lexicon(language, "names")["works"]["nouns"], *lexicon(language, "quotations")["titled"]["nouns"])
    return frozenset(noun + form for noun in nouns for form in _FORMS)


def _announces(before: Any, language: str) -> bool:
    """Tell a noun that announces speech without a verb ("mit den Worten „...“"); a German compound by its last part."""
    nouns = tuple(lexicon(language, "quotations")["announcing"]["nouns"])
    return before.pos_ in ("NOUN", "PROPN") and (
        before.lower_ in nouns or (language == "de" and before.lower_.endswith(nouns))
    )


def _stands_alone(doc: Any, quoted: Quoted, words: list[Any]) -> bool:
    """Tell quoted words that are no part of the writer's sentence: long ones, and sentences of their own."""
    text = text_of(doc)
    inner = text[quoted.start : quoted.end].rstrip()
    if len(words) >= _LONG and any(is_finite(t) for t in words):
        return True
    before = text[: quoted.outer[0]].rstrip(" \u00a0")
    opened = before[-1:] in _OPENERS or before.endswith("\n") or (before.endswith(",") and inner[-1:] in ENDINGS)
    if before and not opened:
        return False
    after = text[quoted.outer[1] :].lstrip(" \u00a0")[:1]
    return inner[-1:] in ENDINGS + "," or not after or after in "\n,:.!?–—-)" or after.isupper()


def _is_part_of(doc: Any, quoted: Quoted, frame: Frame, tokens: tuple[int, int]) -> bool:
    """Tell quoted words in the phrase of who speaks or is spoken to ("300 „Querdenker“ forderten")."""
    if _stands_alone(doc, quoted, []):
        return False
    if any(
        part is not None and part[0] < tokens[1] and tokens[0] < part[1] for part in (frame.source, frame.addressee)
    ):
        return True
    inner = doc[slice(*tokens)]
    subject = any(t.dep_ in ("nsubj", "nsubj:pass") and t.head.i == frame.verb for t in inner)
    return subject and not any(is_finite(t) for t in inner)


def _only_names(doc: Any, frame: Frame, language: str) -> bool:
    """Tell a verb that gives a name and says by nobody that it does ("im Volksmund „Soli“ genannt", "known as “X”")."""
    verb = doc[frame.verb] if frame.verb is not None else None
    words = lexicon(language, "quotations")["naming"]
    if verb is None:
        return False
    lemma = verb_lemma(verb, language)
    if any(t.lower_ in words["nobody"] for t in children(verb, "nsubj")) and lemma in words["verbs"]:
        return True
    if lemma in words["always"]:
        return not any(t.lower_ in words["impersonal"] for t in verb.children)
    if (
        lemma not in words["verbs"]
        or verb.tag_ not in ("VVPP", "VBN")
        or (language == "en" and children(verb, "nsubj"))
    ):
        return False
    helpers = {t.lower_ for t in doc[max(verb.sent.start, verb.i - 12) : verb.sent.end] if t.pos_ == "AUX"}
    agents = [t for c in children(verb, "obl", "obl:agent") for t in children(c, "case") if t.lower_ in words["agents"]]
    return not agents and not helpers & set(words["helpers"])


def _is_apposed(before: Any, words: list[Any], tokens: tuple[int, int], frame: Frame, language: str) -> bool:
    """Tell the name of the noun before ("der Plan „Hafen“") from what is said of it ("nannte den Plan „Unsinn“")."""
    if before.pos_ != "NOUN" or not words or not words[0].text[:1].isupper() or _announces(before, language):
        return False
    if frame.source is not None and frame.source[0] <= before.i < frame.source[1]:
        return False
    if (
        frame.verb is not None
        and verb_lemma(before.doc[frame.verb], language) in lexicon(language, "quotations")["naming"]["verbs"]
    ):
        return False
    whole = len(words) >= 3 and any(is_finite(t) for t in words) and _ends_sentence(before.doc, tokens)
    return not whole and not any(is_finite(t) for t in words[:1])


def _ends_sentence(doc: Any, tokens: tuple[int, int]) -> bool:
    inner = text_of(doc)[doc[tokens[0]].idx : doc[tokens[1] - 1].idx + len(doc[tokens[1] - 1])]
    return bool(re.search(rf"[{ENDINGS},][“”\"«»‹›’‘']*$", inner))


def _is_headline_case(words: list[Any], language: str) -> bool:
    """Tell English titles by their capitals: every word of some length has one."""
    content = [t for t in words if t.is_alpha and len(t) > 3]
    return language == "en" and len(content) >= 2 and len(words) <= _SHORT and all(t.text[0].isupper() for t in content)
