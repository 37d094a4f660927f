"""How far a name goes, beyond the words that the model labelled.

- the name that an abbreviation in brackets stands for: "Evangelische Kirche in Deutschland (EKD)";
- the last word of a name that the parse ties to it ("National Resources Defense" "Council");
- the number of a house before its street, that of a court behind it ("300 Slater Street", "Landgericht München I").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hergang.extract.frozen import FrozenSpan, freeze
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import person_noun

LONGEST = 9  # words of a name that an abbreviation stands for
_ACRONYM = re.compile(r"(?=.*[A-ZÄÖÜ].*[A-ZÄÖÜ])[A-ZÄÖÜ][A-ZÄÖÜa-z]{0,3}[A-ZÄÖÜ][A-ZÄÖÜa-z]{0,6}$")
_ROMAN = re.compile(r"I{1,3}$")
BODY, PLACE, PERSON = "ORG", ("LOC", "GPE", "FAC"), ("PER", "PERSON")


def whole_names(doc: Any, language: str) -> list[FrozenSpan]:
    """Return the names of ``doc.ents`` in their full extent, in text order, apart from each other."""
    doc = freeze(doc)
    grown = [_grown(doc, ent, language) for ent in doc.ents if not _is_party_tag(ent, language)]
    return _apart([*find_written_out(doc, language), *grown])


def _apart(spans: Iterable[FrozenSpan]) -> list[FrozenSpan]:
    """Return spans in text order; of two that share words the longer stays, of equally long ones the first."""
    kept: list[FrozenSpan] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: -len(span)):
        words = range(span.start, span.end)
        if not taken.intersection(words):
            taken.update(words)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _is_party_tag(ent: Any, language: str) -> bool:
    """Tell the letters of an American party in brackets ("(R-Wis.)", "(D., Conn.)") from a name."""
    pattern = lexicon(language, "relations")["brackets"]["parties"]
    in_brackets = ent.start > 0 and ent.doc[ent.start - 1].text == "("
    return bool(pattern) and in_brackets and re.match(pattern, ent.text) is not None


def _grown(doc: Any, ent: Any, language: str) -> FrozenSpan:
    if language == "de":
        return FrozenSpan(doc, ent.start, _court_number(doc, ent), ent.label_)
    return FrozenSpan(doc, _house_number(doc, ent), _with_nouns(doc, ent), ent.label_)


# -- what an abbreviation stands for ----------------------------------------------------------------------------------


def find_written_out(doc: Any, language: str) -> Iterator[FrozenSpan]:
    """Yield the names of bodies that an abbreviation in brackets right behind them stands for."""
    for token in doc[1:-1]:
        if not _ACRONYM.match(token.text) or doc[token.i - 1].text != "(" or doc[token.i + 1].text not in "),;/":
            continue
        if token.ent_type_ in (*PERSON, *PLACE) and not _is_body(doc, token.i - 1, language):
            continue
        start = _written_out(doc, token.i - 1, token.text, language)
        if start is not None and person_noun(doc[token.i - 2].text, language) is None:
            yield FrozenSpan(doc, start, token.i - 1, BODY)


def _is_body(doc: Any, end: int, language: str) -> bool:
    return end > 0 and doc[end - 1].ent_type_ == BODY


def _written_out(doc: Any, end: int, acronym: str, language: str) -> int | None:
    """Return the first token of the words before ``end`` that have an abbreviation's letters, None where none do."""
    ties = lexicon(language, "names")["inside"]["ties"]
    best: tuple[int, int] | None = None
    for start in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        token = doc[start]
        if token.is_space or (token.is_punct and token.text not in "-,&") or token.pos_ in ("VERB", "AUX", "PRON"):
            break
        if not token.text[:1].isupper() or token.text[0] != acronym[0] or end - start < 2:
            continue
        words = [t.text for t in doc[start:end] if t.text not in ties and not t.is_punct]
        told = _letters_told(words, acronym)
        if told and (best is None or told > best[0]):
            best = (told, start)
    return best[1] if best else None


def _letters_told(words: Sequence[str], acronym: str) -> int:
    """Return how many letters of an abbreviation begin words, 0 where some stand nowhere in order.

    A letter may stand inside a word (Bundes-K-riminalamt); two of three have to begin one.
    """
    letters = [letter.lower() for letter in acronym]
    place = begun = 0
    for word in words:
        parts = [part for part in re.split(r"[-/]", word.lower()) if part]
        for part in parts:
            if place < len(letters) and part[0] == letters[place]:
                begun += 1
                place += 1
                rest = part[1:]
            else:
                rest = part
            while place < len(letters) and letters[place] in rest and not _begins_later(letters[place], words, word):
                rest = rest[rest.index(letters[place]) + 1 :]
                place += 1
    return begun if place == len(letters) and 3 * begun >= 2 * len(letters) else 0


def _begins_later(letter: str, words: Sequence[str], word: str) -> bool:
    later = words[list(words).index(word) + 1 :]
    return any(part[:1].lower() == letter for other in later for part in re.split(r"[-/]", other))


# -- words before and behind ------------------------------------------------------------------------------------------


def _court_number(doc: Any, ent: Any) -> int:
    """Return the end of a court's name with the number that tells it from another of its town."""
    end = int(ent.end)
    numbered = ent.label_ == BODY and end < len(doc) and _ROMAN.match(doc[end].text) and doc[end - 1].whitespace_
    return end + 1 if numbered else end


def _with_nouns(doc: Any, ent: Any) -> int:
    """Return the end of a name with the proper nouns right behind that the parse counts to it."""
    end = int(ent.end)
    if ent.label_ in PERSON:
        return end
    heads = range(ent.start, ent.end)
    while end < len(doc):
        token = doc[end]
        tied = token.head.i in heads if token.dep_ == "flat" else ent.root.dep_ == "compound" and ent.root.head == token
        named = token.pos_ == "PROPN" and token.text[:1].isupper() and token.is_alpha and not token.ent_type_
        role = token.text in lexicon("en", "persons")["titles"]["words"] or person_noun(token.text, "en")
        if not (tied and named and doc[end - 1].whitespace_) or role:
            break
        end += 1
    return end


def _house_number(doc: Any, ent: Any) -> int:
    start = int(ent.start)
    streets = lexicon("en", "names")["places"]["streets"]
    street = ent.label_ in PLACE and doc[ent.end - 1].text in streets and start > 0
    return start - 1 if street and re.fullmatch(r"\d{1,5}[a-z]?", doc[start - 1].text) else start
