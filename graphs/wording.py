"""The words of a claim made comparable: whom it names, what it counts, its content words, and signs around it.

Claims that are read differently (active and passive, clause and infinitive) still name and count the same and share
their content words. Words are cut to a beginning, since annotations carry no lemma of every word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from hergang.extract.records import Annotations, Claim, Span
from hergang.graphs.amounts import Amount
from hergang.graphs.development import CONFIRMS, CORRECTS, DOUBTS, FORMERLY, RETRACTS, TOLD, find_signs, is_retraction
from hergang.graphs.durations import seconds
from hergang.graphs.identity import Ref
from hergang.graphs.naming import canonical, fold
from hergang.graphs.sentences import find_sentences

STEM = 5  # letters that a content word is cut to
SHORTEST = 3  # letters of the shortest content word
AGE = "year"  # unit of ages, which are no counts
PRONOUNS = frozenset(["er", "es", "ich", "sie", "wir", "he", "i", "it", "she", "they", "we"])
SOUNDS = (("tsch", "ch"), ("sch", "sh"), ("w", "v"), ("j", "y"), ("kh", "ch"), ("ei", "ey"))  # of transliterations
_PAUSE = re.compile(r"[,;:–—]\s")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = 240  # characters of a sentence, or of the one before, that are looked at
_AHEAD = 100  # characters before a clause in which the verb stands that it depends on


@dataclass(frozen=True)
class Wording:
    """What a claim's clause and the rest of its sentence say."""

    names: tuple[str, ...] = ()  # those named in the clause, and its speaker where its subject is a pronoun: `called`
    nodes: tuple[str, ...] = ()  # their IRIs, in the same order
    stems: tuple[str, ...] = ()  # content words besides names, numbers and times, cut, sorted, each once
    subject: tuple[str, ...] = ()  # those of them that belong to the subject
    counts: tuple[Amount, ...] = ()  # numbers and durations in the clause, their role left out
    inside: tuple[str, ...] = ()  # signs in the clause
    around: tuple[str, ...] = ()  # signs in the rest of the sentence
    before: tuple[str, ...] = ()  # signs of a notice in the sentence before
    beside: tuple[str, ...] = ()  # those named in the rest of the sentence
    sentence: int = 0  # number of the sentence in the text
    source: str = ""  # who says it, folded: "die polizei"

    @classmethod
    def from_plain(cls, values: Sequence[Any]) -> Wording:
        """Return a wording from the lists that JSON keeps it as."""
        known: dict[str, Any] = {
            one.name: tuple(v) if isinstance(v, list) else v for one, v in zip(fields(cls), values, strict=True)
        }
        known["counts"] = tuple(Amount(*amount) for amount in known["counts"])
        return cls(**known)


@dataclass(frozen=True)
class Words:
    """One text, cut once for all of its claims."""

    annotations: Annotations
    refs: Mapping[str, Ref]
    language: str
    bounds: tuple[Span, ...] = field(init=False)
    names: tuple[tuple[int, int, Ref], ...] = field(init=False)  # mentions of named entities
    taken: tuple[Span, ...] = field(init=False)  # names, times, and numbers without what they count: no content words
    retracting: Mapping[int, str] = field(init=False)  # sentences in which something is taken back: id of the claim

    def __post_init__(self) -> None:
        text = self.annotations.article.text
        object.__setattr__(self, "bounds", find_sentences(text, self.language).bounds)
        named = [entity for entity in self.annotations.entities if entity.named and entity.id in self.refs]
        mentions = [
            (m.start, m.end, self.refs[e.id])
            for e in named
            for m in e.mentions
            if m.kind == "name" and e.type != "Group"
        ]
        object.__setattr__(self, "names", tuple(sorted(mentions, key=lambda mention: mention[:2])))
        taken = [(start, end) for start, end, _ in self.names]
        taken += [(time.start, time.end) for time in self.annotations.times]
        taken += [(q.start, q.end - len(self._text((q.start, q.end)).split()[-1])) for q in self.annotations.quantities]
        object.__setattr__(self, "taken", tuple(sorted(taken)))
        taking_back = {
            self._sentence(c.text): c.id
            for c in self.annotations.claims
            if is_retraction(c.predicate, self._text(c.text), self.language)
        }
        object.__setattr__(self, "retracting", taking_back)

    def of(self, claim: Claim, speaker: str | None) -> Wording:
        """Return the wording of a claim; ``speaker`` is the entity id of who says it."""
        number = self._sentence(claim.text)
        start, end = self.bounds[number] if self.bounds else claim.text
        text, (first, last) = self.annotations.article.text, claim.text
        ahead = self._ahead(text[max(start, first - _AHEAD) : first])
        behind = find_signs(text[last : max(last, min(end, last + _AROUND))], self.language) & {CONFIRMS, CORRECTS}
        before = text[slice(*self.bounds[number - 1])][-_AROUND:] if number else ""
        names = sorted((name, iri) for iri, name in self._names(claim, speaker).items())
        beside = self._named_in(start, end)
        return Wording(
            names=tuple(name for name, _ in names),
            nodes=tuple(iri for _, iri in names),
            stems=self._stems(claim.text),
            subject=self._subject(claim),
            counts=self._counts(claim.text),
            inside=self._signs(find_signs(text[first:last], self.language), claim, number, own=True),
            around=self._signs(ahead | behind, claim, number, own=False),
            before=tuple(sorted(find_signs(before, self.language) & {CORRECTS, FORMERLY})),
            beside=tuple(sorted(set(beside.values()) - {name for name, _ in names})),
            sentence=number,
            source=self._source(claim, speaker),
        )

    def _signs(self, signs: Set[str], claim: Claim, sentence: int, *, own: bool) -> tuple[str, ...]:
        taker = self.retracting.get(sentence)
        back = {RETRACTS} if taker is not None and (taker == claim.id) == own else set()
        told = {TOLD} if own and self._told_after(claim, sentence) else set()
        return tuple(sorted({*signs, *back, *told}))

    def _told_after(self, claim: Claim, sentence: int) -> bool:
        """Return whether the claim's sentence goes on to another, which tells what it speaks of ("doubts that ...")."""
        end = self.bounds[sentence][1] if self.bounds else 0
        return any(claim.text[1] <= other.text[0] < end for other in self.annotations.claims)

    def _ahead(self, words: str) -> frozenset[str]:
        """Return the signs in what stands before a clause; what doubts it stands right before it."""
        governing = _PAUSE.split(words.rstrip(" ,:;"))[-1]
        return find_signs(words, self.language) - {DOUBTS} | find_signs(governing, self.language) & {DOUBTS}

    def _sentence(self, span: Span) -> int:
        return next((i for i, (start, end) in enumerate(self.bounds) if start <= span[0] < end), 0)

    def _named_in(self, start: int, end: int) -> dict[str, str]:
        """Return those named in a stretch: how they are called, by IRI."""
        return {ref.iri: called(ref) for s, e, ref in self.names if start <= s and e <= end}

    def _names(self, claim: Claim, speaker: str | None) -> dict[str, str]:
        found = self._named_in(*claim.text)
        says = self.refs.get(speaker or "")
        refs = [self.refs.get(r) if isinstance(r, str) else None for r in (claim.subject, claim.object)]
        if self._is_pronoun(claim):
            refs.append(says)
            if not (says and says.named):  # who "they" are is told around it
                found |= self._named_in(*self.bounds[self._sentence(claim.text)]) if self.bounds else {}
        return found | {ref.iri: called(ref) for ref in refs if ref and ref.named and ref.type != "Group"}

    def _is_pronoun(self, claim: Claim) -> bool:
        return isinstance(claim.subject, tuple) and is_pronoun(self._text(claim.subject))

    def _subject(self, claim: Claim) -> tuple[str, ...]:
        if isinstance(claim.subject, tuple):
            return self._stems(claim.subject)
        mentions = [m for e in self.annotations.entities if e.id == claim.subject for m in e.mentions]
        own = [(m.start, m.end) for m in mentions if claim.text[0] <= m.start and m.end <= claim.text[1]]
        return tuple(sorted({stem for span in own for stem in self._stems(span)}))

    def _stems(self, span: Span) -> tuple[str, ...]:
        taken = [(s, e) for s, e in self.taken if s < span[1] and span[0] < e]
        words = _WORD.finditer(self.annotations.article.text, *span)
        free = [word.group() for word in words if not any(s < word.end() and word.start() < e for s, e in taken)]
        return tuple(sorted({stem for word in free if (stem := _stem(word, self.language))}))

    def _counts(self, span: Span) -> tuple[Amount, ...]:
        text = self.annotations.article.text
        found = [
            Amount("", q.unit or "", q.value, q.mod, text[q.start : q.end])
            for q in self.annotations.quantities
            if span[0] <= q.start and q.end <= span[1] and q.unit != AGE
        ]
        found += [
            Amount("", "seconds", length, time.mod, text[time.start : time.end])
            for time in self.annotations.times
            if span[0] <= time.start
            and time.end <= span[1]
            and time.type == "DURATION"
            and (length := seconds(time.value)) is not None
        ]
        return tuple(sorted(found, key=lambda amount: (amount.unit, amount.value)))

    def _source(self, claim: Claim, speaker: str | None) -> str:
        ref = self.refs.get(speaker or "")
        return fold(ref.name) if ref else ""

    def _text(self, span: Span) -> str:
        return self.annotations.article.text[slice(*span)]


def is_pronoun(words: str) -> bool:
    """Return whether words are a pronoun alone."""
    return words.casefold() in PRONOUNS


@cache
def called(ref: Ref) -> str:
    """Return what claims in both languages call somebody or something: the name's letters as they sound alike."""
    name = canonical(ref.type, ref.name)
    for german, english in SOUNDS:
        name = name.replace(german, english)
    return name


def _stem(word: str, language: str) -> str:
    """Return the beginning of a content word, "" of a small one; a German participle loses its "ge"."""
    if len(word) < SHORTEST or word.casefold() in _small_words(language):
        return ""
    plain = fold(word)
    if language == "de" and plain.startswith("ge") and len(plain) > STEM + 2:
        plain = plain[2:]
    return plain[:STEM]


@cache
def _small_words(language: str) -> frozenset[str]:
    """Return the words that carry no content, as spaCy lists them."""
    import importlib

    try:
        found: Iterable[str] = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    except ModuleNotFoundError:
        return frozenset()
    return frozenset(found)
