"""Accounts on platforms: "der Twitter-Account von X", "X's Instagram profile", "@x".

No public model knows accounts as a class of their own; they are found by the words for them beside a platform's name,
a possessor, or a handle. An account is not its owner: the two are tied by the relation ``hasAccount``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import person_noun
from hergang.extract.syntax import phrase_range

MAX_OWNER = 8  # words of an owner behind the account
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z0-9_]{2,30}\b(?!\.\w)")


@dataclass(frozen=True)
class AccountMention:
    """A mention of an account with its platform's name and the span of its owner, each where told."""

    candidate: Candidate
    platform: str | None
    owner: tuple[int, int] | None


def find_accounts(doc: Any, language: str) -> list[AccountMention]:
    """Return the mentions of accounts in text order."""
    described = list(_described(doc, language))
    inside = {position for a in described for position in range(a.candidate.start, a.candidate.end)}
    handles = [a for a in _handles(doc, language) if a.candidate.start not in inside]
    return sorted([*described, *handles], key=lambda account: account.candidate.start)


def _words(language: str, key: str) -> frozenset[str]:
    """Return an entry of the lexicon: nouns, prepositions, marks."""
    return frozenset(lexicon(language, "accounts")["accounts"][key])


def _described(doc: Any, language: str) -> Iterator[AccountMention]:
    nouns = _words(language, "nouns")
    online = any(_is_platform(token, language) or token.text.startswith("@") for token in doc)
    for token in doc:
        first, platform = _platform_and_noun(doc, token, nouns, language)
        if first is None:
            continue
        owner, start, end = _owner(doc, first, token.i, language)
        if platform is None:
            platform, end = _platform_after(doc, token.i, end, language)
        if platform is None and not _is_plain_account(doc, token, owner, online, language):
            continue
        end = _with_handle(doc, end)
        platform = platform or _platform_of_sentence(token, language)
        owner = _subject_for_pronoun(doc, token, owner, language)
        candidate = Candidate(
            start, end, "Account", "nominal", owner is not None, token.i, 0.8, "accounts/description", "account", True
        )
        yield AccountMention(candidate, platform, owner)


def _is_plain_account(doc: Any, token: Any, owner: tuple[int, int] | None, online: bool, language: str) -> bool:
    """Tell an account with no platform beside it: the article speaks of a platform, and it is a certain account.

    "an account", "ein Konto" may be any; "an account of the incident" is a report; money lies on a bank's.
    """
    words = lexicon(language, "grammar")["determiners"]
    before = doc[token.i - 1] if token.i else token
    if not online or token.lower_ not in _words(language, "plain") or _is_bank_account(doc, token, language):
        return False
    if token.dep_ == "obj" and token.head.lemma_.lower() in _words(language, "reporting"):
        return False
    if language == "en" and owner is not None and owner[0] > token.idx:
        return _is_somebody(doc, owner, language)
    return owner is not None or before.lower_ in words["definite"]


def _is_somebody(doc: Any, owner: tuple[int, int], language: str) -> bool:
    """Tell an owner who is named or a person ("account of congressman Stone") from an event ("of the accident")."""
    span = doc.char_span(*owner, alignment_mode="expand")
    return any(token.ent_type_ in ("PER", "PERSON", "ORG") or person_noun(token.text, language) for token in span)


def _platform_of_sentence(token: Any, language: str) -> str | None:
    """Return the platform that the sentence names, where it is one: "Twitter hat das Konto gesperrt"."""
    told = {_platforms(language)[t.lower_] for t in token.sent if _is_platform(t, language)}
    return told.pop() if len(told) == 1 else None


def _is_platform(token: Any, language: str) -> bool:
    """Tell a platform's name; one of a single letter counts behind a preposition alone ("auf X")."""
    if token.lower_ not in _platforms(language):
        return False
    return len(token) > 1 or (token.i > 0 and token.is_upper and token.nbor(-1).lower_ in _words(language, "on"))


def _subject_for_pronoun(doc: Any, noun: Any, owner: tuple[int, int] | None, language: str) -> tuple[int, int] | None:
    """Return the subject that follows instead of a possessive before it: "Auf ihrem Profil schrieb Petra Klein"."""
    if owner is None or text_of(doc)[slice(*owner)].lower() not in _possessives(language):
        return owner
    subject = _subject(noun)
    if subject is None or subject.i < noun.i:
        return owner
    return None if follows(subject.head, language) else _noun_phrase(subject)


def follows(verb: Any, language: str) -> bool:
    """Tell a verb whose subject follows an account rather than has it: "Ihrem Account folgen zwei Millionen"."""
    return str(verb.lemma_).lower() in _words(language, "following")


def _possessives(language: str) -> list[str]:
    words: list[str] = lexicon(language, "grammar")["pronouns"]["possessive"]
    return words


def _subject(token: Any) -> Any | None:
    """Return the noun that is the subject of the nearest verb above a token."""
    verb = next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
    found = (t for t in verb.children if t.dep_.startswith("nsubj")) if verb is not None else ()
    return next((t for t in found if t.pos_ in ("NOUN", "PROPN")), None)


def _noun_phrase(token: Any) -> tuple[int, int]:
    low, high = phrase_range(token)
    return token.doc[low].idx, token.doc[high - 1].idx + len(token.doc[high - 1])


def _with_handle(doc: Any, end: int) -> int:
    """Return the end of a mention with the handle set against it ("Das Konto @x", "Das Konto des Präsidenten, @y")."""
    match = re.compile(r"\s?,?\s?" + _HANDLE.pattern).match(text_of(doc), end)
    return match.end() if match else end


def _platform_and_noun(doc: Any, token: Any, nouns: frozenset[str], language: str) -> tuple[int | None, str | None]:
    """Return the first token of the account's noun phrase and the platform, or (None, None) where it is no account."""
    if not token.lower_.endswith(_endings(language)):
        return None, None
    platforms = _platforms(language)
    word = token.text
    prefix, _, last = word.rpartition("-")
    if last.lower() in nouns and prefix:
        platform = platforms.get(prefix.split("-")[0].lower())
        return (token.i, platform) if platform else (None, None)
    if language == "de":
        for name in platforms:
            if len(name) > 1 and token.lower_.startswith(name) and token.lower_[len(name) :] in nouns:
                return token.i, platforms[name]
    if token.lower_ not in nouns:
        return None, None
    before = doc[token.i - 1] if token.i else None
    if before is not None and before.lower_ in platforms and before.text[0].isupper():
        return token.i - 1, platforms[before.lower_]
    return token.i, None


@cache
def _endings(language: str) -> tuple[str, ...]:
    return tuple(sorted(_words(language, "nouns")))


@cache
def _platforms(language: str) -> dict[str, str]:
    return {name.lower(): name for key in ("platforms", "letters") for name in _words(language, key)}


def _platform_after(doc: Any, noun: int, end: int, language: str) -> tuple[str | None, int]:
    """Return the platform told after the noun ("Konto bei Twitter", "account on X") and the end of the mention."""
    after = [token for token in doc[noun + 1 : noun + 5] if token.idx >= doc[noun].idx]
    for index, token in enumerate(after[:-1]):
        if token.lower_ in _words(language, "on") and _is_platform(after[index + 1], language):
            platform = after[index + 1]
            return _platforms(language)[platform.lower_], max(end, platform.idx + len(platform))
    return None, end


def _is_bank_account(doc: Any, token: Any, language: str) -> bool:
    return any(any(word in other.lower_ for word in _words(language, "bank")) for other in token.sent)


def _owner(doc: Any, first: int, noun: int, language: str) -> tuple[tuple[int, int] | None, int, int]:
    """Return the owner's span (or None) and the span of the mention with it, without a leading article."""
    start, end = doc[first].idx, doc[noun].idx + len(doc[noun])
    after = _owner_after(doc, noun, language)
    if after is not None:
        return after, start, max(end, after[1])
    before = _owner_before(doc, first, language)
    if before is not None:
        return before, min(start, before[0]), end
    return None, start, end


def _owner_after(doc: Any, noun: int, language: str) -> tuple[int, int] | None:
    """Return the owner of "Account von X", "Account des Präsidenten", "account of X"."""
    if noun + 1 >= len(doc):
        return None
    token = doc[noun + 1]
    linked = token.lower_ in _words(language, "of")
    genitive = token.lower_ in _words(language, "genitive")
    index = noun + 2 if linked else noun + 1
    if not (linked or genitive) or index >= len(doc):
        return None
    end = index
    while (
        end < len(doc)
        and end < index + MAX_OWNER
        and doc[end].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM")
        and not doc[end].is_space
    ):
        if doc[end].pos_ == "NOUN" and end > index and doc[end - 1].pos_ == "PROPN":
            break  # "von Donald Trump Anfang November"
        if doc[end].pos_ == "DET" and end > index:
            break  # "des Verbandes Hoyerswerda den Medien"
        end += 1
        if doc[end - 1].pos_ == "NOUN" and not (end < len(doc) and doc[end].pos_ == "PROPN"):
            break
    return (doc[index].idx, doc[end - 1].idx + len(doc[end - 1])) if end > index else None


def _owner_before(doc: Any, first: int, language: str) -> tuple[int, int] | None:
    """Return the owner of "Trumps Twitter-Account", "X's account", "sein Account", "the company's page"."""
    index = first - 1
    while index >= 0 and doc[index].pos_ == "ADJ" and index > first - 4 and doc[index].text[0].islower():
        index -= 1
    if index < 0:
        return None
    token = doc[index]
    if token.lower_ in _possessives(language):
        return token.idx, token.idx + len(token)
    if token.text in _words(language, "genitive_marks") and index:
        low, _ = phrase_range(doc[index - 1])
        return doc[low].idx, doc[index - 1].idx + len(doc[index - 1])
    endings = tuple(_words(language, "genitive_endings"))
    if endings and token.text.endswith(endings) and (token.pos_ == "PROPN" or token.ent_type_):
        low = index
        while (
            low > 0
            and doc[low - 1].ent_type_
            and doc[low - 1].ent_type_ == token.ent_type_
            and doc[low].ent_iob_ == "I"
        ):
            low -= 1
        return doc[low].idx, token.idx + len(token)
    return None


def _name_ending_at(doc: Any, last: int) -> tuple[int, int] | None:
    """Return the name of a person or body that ends with a token, or None."""
    names = (ent for ent in doc.ents if ent.end == last + 1 and ent.label_ in ("PER", "PERSON", "ORG"))
    return next(((ent.start_char, ent.end_char) for ent in names), None)


def _handles(doc: Any, language: str) -> Iterator[AccountMention]:
    for match in _HANDLE.finditer(text_of(doc)):
        token = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if token is None:
            continue
        near = doc[max(0, token.start - 6) : token.end + 6]
        platform = next((_platforms(language)[word.lower_] for word in near if _is_platform(word, language)), None)
        owner = _poster(doc, token.start, language)
        candidate = Candidate(match.start(), match.end(), "Account", "name", True, token.start, 0.9, "accounts/handle")
        yield AccountMention(candidate, platform, owner)


def _poster(doc: Any, handle: int, language: str) -> tuple[int, int] | None:
    """Return who posts under a handle: "Ann Weber (@ann)", the subject of "teilten auf X unter @swhamm mit"."""
    before = doc[handle - 1] if handle else None
    if before is not None and before.text == "(" and handle > 1:
        return _name_ending_at(doc, handle - 2)
    if before is not None and before.lower_ in _words(language, "nouns"):
        before = doc[handle - 2] if handle > 1 else None
    if before is None or before.lower_ not in _words(language, "as"):
        return None
    subject = _subject(doc[handle])
    return _noun_phrase(subject) if subject is not None else None
