"""Mentions by name: those the model labelled, cleaned and mended, and those it passed over.

Names of nationalities, religions and parties are found by `hergang.extract.nations`, of accounts by
`hergang.extract.accounts`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from hergang.extract.candidates import NAMES
from hergang.extract.extensions import text_of
from hergang.extract.frozen import FrozenSpan
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.name_doubts import is_agency_mark, is_common_word
from hergang.extract.name_extents import whole_names
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import EntityType

MODEL_TYPES: dict[str, EntityType] = {
    "PER": "Person", "PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place", "FAC": "Place",
    "NORP": "Group", "WORK_OF_ART": "Work", "EVENT": "Event", "MISC": "Thing", "PRODUCT": "Thing", "LAW": "Work",
}  # fmt: skip
UNTOLD = 0.8  # confidence of a name of which no encoder tells how sure it is
_TRIM = " \t\n\u00a0,.;:!?()[]\"'„“”»«‚‘’–—-#"
_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATION = re.compile(r"(\b[A-Z]\.){2,}$|\b(Inc|Ltd|Corp|Co|Jr|Sr|V|[IVX]+)\.$")
_PLAIN_NAME = re.compile(r"[A-ZÄÖÜ0-9][\w.&+’'-]*$")


def find_model_names(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield the names that the model found, their edges cleaned and their types mended."""
    sure = doc.user_data.get(NAMES, {})
    for ent in (part for whole in whole_names(doc, language) for part in _parts(whole)):
        if is_agency_mark(doc, ent):
            continue
        for start, end in _clean_spans(doc, ent, language):
            end = _with_surname(doc, ent, end)
            kind = MODEL_TYPES.get(ent.label_, "Thing")
            body = _body_of_place(doc, ent, kind, language)
            if body is not None:
                start, kind = body, "Organization"
            text = text_of(doc)[start:end]
            if _is_compound_noun(ent, text, language) or is_common_word(doc, ent, kind, language):
                continue
            if _is_plausible(text, kind, language) and not _is_title(ent, text, language):
                kind = _by_noun_before(doc, ent, _by_own_words(ent, kind, language), language)
                chance = sure.get(ent.start, UNTOLD)
                yield Candidate(start, end, kind, "name", True, ent.root.i, chance, "entities/model")


def _parts(ent: Any) -> Iterator[Any]:
    """Yield the places of "Dayton, Ohio" one by one; any other name as it is."""
    commas = [token.i for token in ent if token.text == ","] if MODEL_TYPES.get(ent.label_) == "Place" else []
    if not commas:
        yield ent
        return
    for start, end in pairwise([ent.start - 1, *commas, ent.end]):
        if end - start > 1:
            yield FrozenSpan(ent.doc, start + 1, end, ent.label_)


def _clean_spans(doc: Any, ent: Any, language: str) -> Iterator[tuple[int, int]]:
    """Yield the span of a name without article, title, possessive ending and marks; none across a paragraph's end."""
    text = text_of(doc)
    start, end = ent.start_char, ent.end_char
    if "\n\n" in text[start:end]:
        end = start + text[start:end].index("\n\n")
    for token in ent:
        leads = _leads(ent, token, language)
        if token.i >= ent.end - 1 or not leads:
            break
        start = doc[token.i + 1].idx
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM and not _ends_abbreviation(text, start, end):
        end -= 1
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive:
        end = start + possessive.start()
    if start < end:
        yield start, end


def _leads(ent: Any, token: Any, language: str) -> bool:
    """Tell an article, a title or a common noun before a name; the article of a work's title belongs to it."""
    if token.lower_ in lexicon(language, "grammar")["determiners"]["words"]:
        return not (MODEL_TYPES.get(ent.label_) in ("Thing", "Work") and token.text[0].isupper())
    if token.lower_ in lexicon(language, "names")["inside"]["leading"]:
        return True
    return _is_title(ent, token.text, language) or _is_role_before(ent, token, language)


def _is_title(ent: Any, text: str, language: str) -> bool:
    return ent.label_ in ("PER", "PERSON") and text in lexicon(language, "persons")["titles"]["words"]


def _body_of_place(doc: Any, ent: Any, kind: EntityType, language: str) -> int | None:
    """Return where the name of a body begins that is called after its place ("Landgericht Osnabrück"), or None."""
    nouns = tuple(lexicon(language, "names")["bodies"]["of_places"])
    if kind == "Place" and len(ent) > 1 and ent[0].lower_.endswith(nouns):
        return int(ent.start_char)
    if kind != "Place" or ent.start == 0:
        return None
    noun = doc[ent.start - 1]
    named = noun.text[:1].isupper() and noun.lower_.endswith(nouns) and not noun.ent_type_ and noun.whitespace_
    return int(noun.idx) if named else None


def _by_noun_before(doc: Any, ent: Any, kind: EntityType, language: str) -> EntityType:
    """Return the type that a common noun before a name tells: "die Seite Techcrunch", "die Agentur Conrad Caine"."""
    if ent.start == 0 or kind not in ("Person", "Thing", "Place") or (len(ent) > 1 and kind == "Place"):
        return kind
    before = doc[ent.start - 1]
    if before.pos_ != "NOUN" or before.ent_type_:
        return kind
    if before.lower_ in lexicon(language, "names")["bodies"]["before_names"]:
        return "Organization"
    if person_noun(before.text, language):
        return kind
    nouns = lexicon(language, "persons")["organizations"]
    noun = organization_noun(before.text, language)
    known = noun in lexicon(language, "names")["bodies"]["before_names"] or before.lower_ in nouns["media"]
    return "Organization" if known else kind


def _by_own_words(ent: Any, kind: EntityType, language: str) -> EntityType:
    """Return what a thing's own words tell: "World Cup" is an event, "Hawaiian" a group."""
    words = [token.lower_ for token in ent]
    if is_event_name(words, language):
        return "Event"
    if kind != "Thing":
        return kind
    nouns = event_nouns(language)
    if len(words) > 1 and any(w.endswith(nouns) if language == "de" else w in nouns for w in _heads(words, language)):
        return "Event"
    demonym = language == "en" and len(words) == 1 and ent.root.pos_ == "ADJ" and ent.root.is_alpha
    return "Group" if demonym else kind


def _heads(words: Sequence[str], language: str) -> Sequence[str]:
    """Return the words that may be a name's head: in English the last one before "of", and without its number."""
    if language == "de":
        return words
    ties = lexicon(language, "names")["inside"]["ties"]
    whole = words[: next((place for place, word in enumerate(words) if place and word in ties), len(words))]
    return [word for word in whole[-2:] if word == whole[-1] or not whole[-1].isalpha() or len(whole[-1]) < 5]


def is_event_name(words: Sequence[str], language: str) -> bool:
    """Tell the name of an event that is held again and again, with the year or number of one ("EuroBasket 2022")."""
    numbered = len(words) == 2 and any(char.isdigit() for char in words[1])
    alone = words[:1] if numbered else words
    return " ".join(alone) in lexicon(language, "names")["events"]["names"]


@cache
def event_nouns(language: str) -> tuple[str, ...]:
    """Return the nouns in the names of events, German ones with the endings of their cases and numbers."""
    nouns = lexicon(language, "names")["events"]["nouns"]
    endings = ("", "s", "es", "e", "en", "n") if language == "de" else ("",)
    return tuple(noun + ending for noun in nouns for ending in endings)


def _with_surname(doc: Any, ent: Any, end: int) -> int:
    """Return the end of a person's name with the surname that the model left out but the parse ties to it."""
    following = doc[ent.end] if ent.end < len(doc) else None
    if ent.label_ not in ("PER", "PERSON") or end != ent.end_char or following is None or following.ent_type_:
        return end
    tied = following.dep_ == "flat" and following.head.i in range(ent.start, ent.end)
    if (
        tied
        and following.pos_ == "PROPN"
        and following.text[0].isupper()
        and "\n" not in text_of(doc)[end : following.idx]
    ):
        return int(following.idx + len(following))
    return end


def _is_compound_noun(ent: Any, text: str, language: str) -> bool:
    """Tell a common noun with a name in front ("SPD-Politikerin", "US-Flair") from a name with a hyphen.

    What ends with a noun for a body is one ("UN-Sicherheitsrat"), unless it is one of its kind ("US-Hersteller").
    """
    last = text.rpartition("-")[2]
    if last == text or " " in text:
        return False
    body = organization_noun(last, language)
    if body is not None:
        return body in lexicon(language, "persons")["organizations"]["generic"]
    return person_noun(last, language) is not None or (ent.root.pos_ == "NOUN" and len(ent) == 1)


def _is_role_before(ent: Any, token: Any, language: str) -> bool:
    """Tell a common noun that the model took into a name ("Biologin Hanna Feldkamp", "Portal BuzzFeed")."""
    if ent.label_ == "ORG":
        return token.pos_ == "NOUN" and token.lower_ in lexicon(language, "persons")["organizations"]["media"]
    if ent.label_ not in ("PER", "PERSON") or (token.pos_ == "PROPN" and language == "de" and len(ent) < 3):
        return False
    return person_noun(token.text, language) is not None


def _ends_abbreviation(text: str, start: int, end: int) -> bool:
    """Keep the stop of "U.S." and "Inc." and the bracket that closes one inside the name."""
    if text[end - 1] == ")":
        return "(" in text[start:end]
    return text[end - 1] == "." and bool(_ABBREVIATION.search(text[start:end]))


def _is_plausible(text: str, kind: EntityType, language: str) -> bool:
    """Refuse what no name looks like: no letter, lower-cased words alone, weekdays and months, single letters."""
    if len(text) < 2 or not any(ch.isalpha() for ch in text) or text.lower() in _calendar_words(language):
        return False
    if not any(ch.isupper() for ch in text):
        return False
    return not (kind == "Person" and any(ch.isdigit() for ch in text))


@cache
def _calendar_words(language: str) -> frozenset[str]:
    return frozenset(word.lower() for word in lexicon(language, "grammar")["calendar"]["words"])


def find_written_large(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield German bodies that the model passed over and an adjective with a capital tells: "die Deutsche Börse".

    At a sentence's start every word has one, and "Berliner Polizei" has it for the town's sake.
    """
    for token in doc[1:] if language == "de" else ():
        adjective = doc[token.i - 1]
        if adjective.pos_ != "ADJ" or not adjective.text[:1].isupper() or adjective.is_sent_start:
            continue
        town = adjective.text.endswith("er") and nation_of(adjective.text, language) is None
        opened = adjective.i > 0 and not doc[adjective.i - 1].text[:1].isalpha()
        if token.ent_type_ or adjective.ent_type_ or town or opened or token.pos_ not in ("NOUN", "PROPN"):
            continue
        if organization_noun(token.text, language) is not None:
            end = token.idx + len(token)
            yield Candidate(adjective.idx, end, "Organization", "name", True, token.i, UNTOLD, "entities/capitals")


def find_repeats(doc: Any, names: list[Candidate]) -> Iterator[Candidate]:
    """Yield further occurrences of names of two and more words, and of last names, that the model passed over."""
    kinds: dict[str, Counter[EntityType]] = {}
    for name in names:
        if name.type not in ("Person", "Organization", "Place"):
            continue
        text = text_of(doc)[name.start : name.end]
        keys = [text]
        if name.type == "Person" and " " in text:
            keys.append(text.split()[-1])
        for key in keys:
            if len(key) > 3 and _PLAIN_NAME.match(key.split()[-1]):
                kinds.setdefault(key, Counter())[name.type] += 1
    places = _occurrences(doc, kinds)
    for key, counts in kinds.items():
        kind = counts.most_common(1)[0][0]
        for token in places.get(key, ()):
            end = token.idx + len(key)
            yield Candidate(token.idx, end, kind, "name", True, token.i, 0.75, "entities/repeat")


def _occurrences(doc: Any, names: Iterable[str]) -> dict[str, list[Any]]:
    """Return the tokens at which each name begins that stands there whole; one pass, however many names there are."""
    text = text_of(doc)
    by_beginning: dict[str, list[str]] = {}
    for name in names:
        by_beginning.setdefault(name[:4], []).append(name)
    found: dict[str, list[Any]] = {}
    for token in doc:
        for name in by_beginning.get(text[token.idx : token.idx + 4], ()):
            end = token.idx + len(name)
            before = found.get(name)
            if (
                text.startswith(name, token.idx)
                and not _continues(text[token.idx - 1 : token.idx])
                and not _continues(text[end : end + 1])
                and not (before and before[-1].idx + len(name) > token.idx)
            ):
                found.setdefault(name, []).append(token)
    return found


def _continues(character: str) -> bool:
    """Tell a character that belongs to the word beside it."""
    return character == "-" or character == "_" or character.isalnum()
