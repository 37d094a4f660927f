"""Names inside hyphenated words: the part that is one, and the words that are one as a whole.

Twitter in "Twitter-Account", Trump in "Trump-Gegner"; "Nova-Festival", "US-Küstenwache".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.name_reading import COMPOUNDS
from hergang.extract.names import MODEL_TYPES, event_nouns, is_event_name
from hergang.extract.nations import abbreviations
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import EntityType


def find_compound_parts(doc: Any, language: str, known: set[str]) -> Iterator[Candidate]:
    """Yield the name inside a hyphenated compound: Twitter in "Twitter-Account", Trump in "Trump-Gegner".

    A part counts where it is a name of the article, a platform, a party or an abbreviation of a country, or where the
    encoder takes it for a name.
    """
    table = _compound_names(language)
    tokens = {name.split()[-1] for name in known} | known
    known_labels = _labels_by_name(doc)
    labels = {span.start: span.label_ for span in doc.spans.get(COMPOUNDS, ()) if span.root.pos_ in ("NOUN", "ADJ")}
    for token in doc:
        if "-" not in token.text or not token.text[0].isalnum() or _is_currency(token, language):
            continue
        for length in range(token.text.count("-"), 0, -1):
            prefix = "-".join(token.text.split("-")[:length])
            spoken = prefix.replace("-", " ")
            kind = table.get(prefix) or table.get(spoken)
            if kind is None and (prefix in tokens or spoken in tokens):
                kind = _known_type(known_labels, prefix, spoken)
            if kind is None and length == token.text.count("-"):
                kind = _type_inside(token, prefix, labels.get(token.i, token.ent_type_), language)
                if kind is not None and length > 1 and organization_noun(token.text.split("-")[-1], language):
                    prefix, kind = token.text, "Organization"  # a body called after somebody: "Robert-Koch-Institut"
            if kind is not None:
                kind = "Event" if is_event_name([prefix.lower()], language) else kind
                start = token.idx
                yield Candidate(start, start + len(prefix), kind, "name", True, token.i, 0.85, "entities/compound")
                break


def find_compounds(doc: Any, language: str, parts: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the hyphenated words that are names as a whole: events, writings, bodies of a state.

    "Nova-Festival", "ForuM-Studie", "US-Küstenwache"; not "US-Hersteller", which may be any.
    """
    short = abbreviations(language)
    for part in parts:
        word = doc[part.head]
        if part.by != "entities/compound" or part.end - part.start >= len(word):
            continue
        kind = _type_of_last_part(
            word.text.rpartition("-")[2], language, state=word.text[: part.end - part.start] in short
        )
        if kind is not None:
            yield Candidate(word.idx, word.idx + len(word), kind, "name", True, word.i, 0.8, "entities/compound-name")


def _type_of_last_part(last: str, language: str, *, state: bool) -> EntityType | None:
    words = lexicon(language, "names")
    lower = last.lower()
    if not state and lower.endswith(_ended(tuple(words["compounds"]["writings"]))):
        return "Work"
    if lower.endswith(event_nouns(language)):
        return "Event"
    body = organization_noun(last, language) if state else None
    generic = lexicon(language, "persons")["organizations"]["generic"]
    return "Organization" if body is not None and body not in generic else None


@cache
def _ended(nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Return German nouns with the endings of their cases and numbers."""
    return tuple(noun + ending for noun in nouns for ending in ("", "s", "es", "e", "en", "n"))


def _type_inside(token: Any, prefix: str, label: str, language: str) -> EntityType | None:
    """Return the type of a compound's first part by the label that the encoder gave the word, None where it is none.

    Who has a role is of a body or a place ("Intel-Chef").
    """
    if not label or len(prefix) < 2 or prefix in lexicon(language, "names")["compounds"]["common"]:
        return None
    kind = MODEL_TYPES.get(label, "Thing")
    role = person_noun(token.text.rpartition("-")[2], language)
    return "Organization" if kind == "Person" and role else kind


def _is_currency(token: Any, language: str) -> bool:
    return any(token.lower_ in words for words in lexicon(language, "quantities")["currency"].values())


def _labels_by_name(doc: Any) -> dict[str, list[tuple[int, str]]]:
    """Return place and label of the model's names by their text, and by their last word."""
    labels: dict[str, list[tuple[int, str]]] = {}
    for place, ent in enumerate(doc.ents):
        for name in {ent.text, ent.text.split()[-1]}:
            labels.setdefault(name, []).append((place, ent.label_))
    return labels


def _known_type(labels: Mapping[str, list[tuple[int, str]]], *names: str) -> EntityType:
    found = {pair for name in names for pair in labels.get(name, ())}
    counts: Counter[str] = Counter(label for _, label in sorted(found))
    return MODEL_TYPES.get(counts.most_common(1)[0][0], "Thing") if counts else "Thing"


@cache
def _compound_names(language: str) -> dict[str, EntityType]:
    groups = lexicon(language, "groups")
    table: dict[str, EntityType] = dict.fromkeys(lexicon(language, "accounts")["accounts"]["platforms"], "Organization")
    table.update(dict.fromkeys(groups["parties"]["names"], "Organization"))
    table.update(abbreviations(language))
    return table
