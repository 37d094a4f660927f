"""Mentions by name: those the model labelled, cleaned and mended, and those it passed over.

Names of nationalities, religions and parties are found by `hergang.extract.nations`, of accounts by
`hergang.extract.accounts`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nations import abbreviations
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import EntityType

MODEL_TYPES: dict[str, EntityType] = {
    "PER": "Person", "PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place", "FAC": "Place",
    "NORP": "Group", "WORK_OF_ART": "Work", "EVENT": "Event", "MISC": "Thing", "PRODUCT": "Thing", "LAW": "Work",
}  # fmt: skip
_TRIM = " \t\n\u00a0,.;:!?()[]\"'„“”»«‚‘’–—-"
_POSSESSIVE = re.compile(r"['’]s?$")
_PLAIN_NAME = re.compile(r"[A-ZÄÖÜ0-9][\w.&+’'-]*$")


def find_model_names(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield the names that the model found, their edges cleaned and their types mended."""
    for ent in doc.ents:
        for start, end in _clean_spans(doc, ent, language):
            end = _with_surname(doc, ent, end)
            text = text_of(doc)[start:end]
            kind = MODEL_TYPES.get(ent.label_, "Thing")
            if _is_compound_noun(text, language):
                continue
            if _is_plausible(text, kind, language):
                kind = _by_noun_before(doc, ent, kind, language)
                yield Candidate(start, end, kind, "name", True, ent.root.i, 0.8, "entities/model")


def _clean_spans(doc: Any, ent: Any, language: str) -> Iterator[tuple[int, int]]:
    """Yield the span of a name without article, title, possessive ending and marks; none across a paragraph's end."""
    text = text_of(doc)
    start, end = ent.start_char, ent.end_char
    if "\n\n" in text[start:end]:
        end = start + text[start:end].index("\n\n")
    determiners = lexicon(language, "grammar")["determiners"]["words"]
    titles = set(lexicon(language, "persons")["titles"]["words"]) if ent.label_ in ("PER", "PERSON") else set()
    for token in ent:
        leads = token.lower_ in determiners or token.text in titles or _is_role_before(ent, token, language)
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


def _by_noun_before(doc: Any, ent: Any, kind: EntityType, language: str) -> EntityType:
    """Return the type that a common noun before a name of one word tells: "die Seite Techcrunch", "newspaper Bild"."""
    if ent.start == 0:
        return kind
    before = doc[ent.start - 1]
    if kind == "Organization" and len(ent) > 1 and before.pos_ == "NOUN" and person_noun(before.text, language):
        return "Person"
    if len(ent) > 1 or kind not in ("Person", "Thing", "Place"):
        return kind
    if before.pos_ != "NOUN" or before.ent_type_:
        return kind
    nouns = lexicon(language, "persons")["organizations"]
    known = organization_noun(before.text, language) or before.lower_ in nouns["media"]
    return "Organization" if known and not person_noun(before.text, language) else kind


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


def _is_compound_noun(text: str, language: str) -> bool:
    """Tell a common noun with a name in front ("SPD-Politikerin", "Tagesschau-Reporter") from a name with a hyphen."""
    _, hyphen, last = text.rpartition("-")
    return (
        bool(hyphen)
        and " " not in text
        and (person_noun(last, language) is not None or organization_noun(last, language) is not None)
    )


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
    return text[end - 1] == "." and bool(re.search(r"(\b[A-Z]\.){2,}$|\b(Inc|Ltd|Corp|Co|Jr|Sr|V)\.$", text[start:end]))


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


def find_repeats(doc: Any, names: list[Candidate]) -> Iterator[Candidate]:
    """Yield further occurrences of names of two and more words, and of last names, that the model passed over."""
    kinds: dict[str, Counter[EntityType]] = {}
    for name in names:
        text = text_of(doc)[name.start : name.end]
        keys = [text]
        if name.type == "Person" and " " in text:
            keys.append(text.split()[-1])
        for key in keys:
            if len(key) > 3 and _PLAIN_NAME.match(key.split()[-1]):
                kinds.setdefault(key, Counter())[name.type] += 1
    by_start = {token.idx: token for token in doc}
    for key, counts in kinds.items():
        for match in re.finditer(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text_of(doc)):
            token = by_start.get(match.start())
            if token is not None:
                yield Candidate(
                    match.start(),
                    match.end(),
                    counts.most_common(1)[0][0],
                    "name",
                    True,
                    token.i,
                    0.75,
                    "entities/repeat",
                )


def find_unlabelled(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield two or three proper nouns tied as one name ("flat") that the model gave no label: people, mostly."""
    for token in doc:
        parts = [c for c in token.children if c.dep_ == "flat" and c.i > token.i]
        run = doc[token.i : parts[-1].i + 1] if parts else None
        if run is None or len(run) != len(parts) + 1 or len(run) > 3:
            continue
        proper = all(t.pos_ == "PROPN" and t.text[:1].isupper() and t.is_alpha and not t.ent_type_ for t in run)
        if proper and not any(person_noun(t.text, language) or t.lower_ in _calendar_words(language) for t in run):
            yield Candidate(
                run.start_char, run.end_char, "Person", "name", True, token.i, 0.55, "entities/proper-nouns"
            )


def find_compound_parts(doc: Any, language: str, known: set[str]) -> Iterator[Candidate]:
    """Yield the name inside a hyphenated compound: Twitter in "Twitter-Account", Trump in "Trump-Gegner".

    A part counts where it is a name of the article, a platform, a party or an abbreviation of a country.
    """
    table = _compound_names(language)
    tokens = {name.split()[-1] for name in known} | known
    for token in doc:
        if "-" not in token.text or not token.text[0].isalnum():
            continue
        for length in range(token.text.count("-"), 0, -1):
            prefix = "-".join(token.text.split("-")[:length])
            spoken = prefix.replace("-", " ")
            kind = table.get(prefix) or table.get(spoken)
            if kind is None and (prefix in tokens or spoken in tokens):
                kind = _known_type(doc, prefix, spoken)
            if (
                kind is None
                and token.ent_type_
                and _is_compound_noun(token.text, language)
                and length == token.text.count("-")
            ):
                kind = "Organization"
            if kind is not None:
                start = token.idx
                yield Candidate(start, start + len(prefix), kind, "name", True, token.i, 0.85, "entities/compound")
                break


def _known_type(doc: Any, *names: str) -> EntityType:
    counts: Counter[str] = Counter(
        ent.label_ for ent in doc.ents if any(ent.text == name or ent.text.split()[-1] == name for name in names)
    )
    return MODEL_TYPES.get(counts.most_common(1)[0][0], "Thing") if counts else "Thing"


@cache
def _compound_names(language: str) -> dict[str, EntityType]:
    groups = lexicon(language, "groups")
    table: dict[str, EntityType] = dict.fromkeys(lexicon(language, "accounts")["accounts"]["platforms"], "Organization")
    table.update(dict.fromkeys(groups["parties"]["names"], "Organization"))
    table.update(abbreviations(language))
    return table
