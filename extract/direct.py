"""Direct quotations: which quoted words are speech, and what announces them.

Titles, names and words that the writer only distances himself from stand in the same marks; `is_speech` tells them
apart by what is inside (a finite verb, a sentence) and by what announces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hergang.extract.attribution import Frame, verb_frame, widened
from hergang.extract.cues import cue_verb
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.marks import Quoted
from hergang.extract.syntax import children, is_finite, particle_of
from hergang.extract.titles import ENDINGS, is_title

STOPS = {"de": ".!?…", "en": "."}  # behind which quoted words do not go on
MAX_INTERRUPTION = 200  # characters
NEAR_CUE = 6  # words between quoted words and the cue behind them
STOPPING = (".", ":", ";", "!", "?")  # tokens that end a frame; the stop of "Mr." is none
ENDS = {"de": (",", "–", "-"), "en": (",", "–", "-", ".")}  # what may end a frame that interrupts a quotation


@dataclass(frozen=True)
class Speech:
    """Quoted words that are speech, with what announces them (None: nothing in their sentence)."""

    quoted: tuple[Quoted, ...]
    frame: Frame | None
    standalone: bool  # sentences of their own: may carry a speaker on


def find_speech(doc: Any, quoted: list[Quoted], language: str) -> list[Speech]:
    """Return the outermost quoted stretches that are speech, in text order; an interrupted one is one speech."""
    outer = [q for q in quoted if q.depth == 0]
    tokens = [_token_range(doc, q) for q in outer]
    inside = {i for low, high in tokens for i in range(low, high)}
    result: list[Speech] = []
    index = 0
    while index < len(outer):
        group = [index]
        while index + 1 < len(outer) and _is_interrupted(doc, outer[index], outer[index + 1], language):
            index += 1
            group.append(index)
        frame = _frame(doc, outer, tokens, group, inside, language)
        members = tuple(outer[i] for i in group)
        if is_speech(doc, members[0], tokens[group[0]], frame, language):
            result.append(Speech(members, frame, _has_sentence(doc, members[0], tokens[group[0]])))
        index += 1
    return result


def _token_range(doc: Any, quoted: Quoted) -> tuple[int, int]:
    span = doc.char_span(quoted.outer[0], quoted.outer[1], alignment_mode="expand")
    return (span.start, span.end) if span is not None else (0, 0)


def _has_sentence(doc: Any, quoted: Quoted, tokens: tuple[int, int]) -> bool:
    """Tell whether the quoted words hold a finite verb or end like a sentence of several words."""
    inner = doc[tokens[0] : tokens[1]]
    words = [t for t in inner if not t.is_punct and not t.is_space]
    ends = text_of(doc)[quoted.spans[0][0] : quoted.end].rstrip()[-1:] in ENDINGS
    return any(is_finite(t) for t in words) or (ends and len(words) >= 2)


def is_speech(doc: Any, quoted: Quoted, tokens: tuple[int, int], frame: Frame | None, language: str) -> bool:
    """Tell speech from titles, names and words that are merely held at arm's length."""
    words = [t for t in doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    if not words:
        return False
    sentence = _has_sentence(doc, quoted, tokens)
    if not quoted.closed and not (len(words) >= 4 and (frame is not None or sentence)):
        return False
    if is_title(doc, quoted, tokens, frame, language):
        return False
    if sentence and len(words) >= 3:
        return True
    if frame is None:
        return False
    return (
        sentence or not _is_name(doc, quoted, words) or (len(words) >= 3 and frame.rule.startswith("direct/adjacent"))
    )


def _is_name(doc: Any, quoted: Quoted, words: list[Any]) -> bool:
    """Tell a name in quotation marks: the model took it as one, or a capitalised word or two with no other."""
    if len(words) <= 4 and all(t.ent_type_ for t in words):
        return True
    return len(words) <= 2 and all(t.pos_ == "PROPN" for t in words)


def _is_interrupted(doc: Any, first: Quoted, second: Quoted, language: str) -> bool:
    """Tell "A", said X, "B": between the two stands one cue with its source, set off by commas, and no stop.

    English goes on behind a stop too: "A," said X. "B." is one quotation (as in PolNeAR); German „A“, sagte X. „B.“
    are two.
    """
    between = text_of(doc)[first.outer[1] : second.outer[0]].rstrip()
    if not 3 <= len(between) <= MAX_INTERRUPTION or "\n" in between:
        return False
    frame = [t for t in doc[_token_range(doc, first)[1] : _token_range(doc, second)[0]] if not t.is_space]
    if frame and frame[-1].pos_ == "CCONJ":  # '..., but "B"'
        frame.pop()
    if not frame or not frame[-1].text.endswith(ENDS[language]) or any(t.text in STOPPING for t in frame[:-1]):
        return False
    inner = text_of(doc)[first.start : first.end].rstrip()
    if inner[-1:] in STOPS[language] or (between[-1] == "." and inner[-1:].isalnum() and between[0] != ","):
        return False
    return any(cue_verb(t, language) for t in frame) and not _is_framed(doc, second, language)


def _is_framed(doc: Any, quoted: Quoted, language: str) -> bool:
    """Tell whether quoted words that end in a comma have a cue of their own right behind them."""
    tokens = _token_range(doc, quoted)
    words = [t for t in doc[tokens[1] : tokens[1] + NEAR_CUE + 1] if not t.is_space]
    comma = text_of(doc)[quoted.start : quoted.end].rstrip().endswith(",") or (bool(words) and words[0].text == ",")
    return comma and any(cue_verb(t, language) for t in words)


# -- frames ----------------------------------------------------------------------------------------------------------


def _frame(
    doc: Any, outer: list[Quoted], tokens: list[tuple[int, int]], group: list[int], inside: set[int], language: str
) -> Frame | None:
    """Return what announces a quotation: first right beside it, then anywhere in its sentence, then before a colon."""
    first, last = tokens[group[0]], tokens[group[-1]]
    after = _right_frame(doc, outer[group[0]], first[1], inside, language)
    before = _left_frame(doc, first[0], inside)
    rear = _right_frame(doc, outer[group[-1]], last[1], inside, language) if len(group) > 1 else []
    adjacent = _adjacent(doc, after, language)
    if adjacent is not None:
        return adjacent
    colon = bool(before) and doc[before[-1]].text == ":"
    for positions, rule, confidence in (
        (before, "direct/before", 0.85 if colon else 0.75),
        (after, "direct/after", 0.75),
        (rear, "direct/after", 0.7),
    ):
        near = list(reversed(positions)) if rule == "direct/before" else positions
        found = _nearest_cue(doc, near, language, rule, confidence)
        if found is not None:
            return found
    return _colon_frame(doc, before) if colon else None


def _right_frame(doc: Any, quoted: Quoted, start: int, inside: set[int], language: str) -> list[int]:
    """Return the tokens after a quotation up to the end of the sentence that it stands in, quoted ones left out."""
    inner_end = text_of(doc)[quoted.start : quoted.end].rstrip()[-1:]
    index = start
    while index < len(doc) and doc[index].is_space and "\n\n" not in doc[index].text:
        index += 1
    if index >= len(doc) or "\n" in text_of(doc)[quoted.outer[1] : doc[index].idx].strip(" "):
        return []
    following = doc[index]
    opens_new = inner_end in ENDINGS and following.text not in (",", "–", "-", "—") and following.text[0].isupper()
    result = []
    for token in doc[index : index + 60]:
        if "\n" in token.text:
            break
        if token.i in inside:
            continue
        if token.text in (".", "!", "?") and token.i > index:
            break
        if token.text == "." and token.i == index:
            return []
        result.append(token.i)
    if opens_new and not (
        language == "en"
        and len(result) <= 14
        and any(cue_verb(doc[i], language) and not _has_clause(doc[i]) for i in result[:6])
    ):
        return []
    return result


def _has_clause(verb: Any) -> bool:
    """Tell whether a cue announces what follows it ("She asked to go")."""
    return any(child.i > verb.i for child in children(verb, "xcomp", "ccomp"))


def _left_frame(doc: Any, end: int, inside: set[int]) -> list[int]:
    """Return the tokens before a quotation back to the start of its sentence, quoted ones left out."""
    result: list[int] = []
    index = end - 1
    while index >= 0 and end - index < 60:
        token = doc[index]
        if "\n" in token.text or (token.text in (".", "!", "?") and index not in inside):
            break
        if index in inside:
            previous = text_of(doc)[: token.idx + len(token)].rstrip("“”\"«»’‘›‹' ")
            if not result and previous[-1:] in ENDINGS:
                break
            if index + 1 not in inside and previous[-1:] in ".!?" and doc[index + 1].text not in (",", "–", "-"):
                break
        else:
            result.append(index)
        index -= 1
    return list(reversed(result))


def _adjacent(doc: Any, after: list[int], language: str) -> Frame | None:
    """Return the frame that follows at once: '", sagte X', '", said X', '", X said', '", so X'."""
    words = [i for i in after if not doc[i].is_punct and not doc[i].is_space]
    if not words:
        return None
    first = doc[words[0]]
    if first.lower_ in lexicon(language, "cues")["frames"]["particles"]:
        return _particle_frame(doc, words, "direct/adjacent-particle")
    for index in words[:7]:
        token = doc[index]
        if cue_verb(token, language) and token.dep_ not in ("amod",):
            return verb_frame(doc, token, language, particle_of(token), "direct/adjacent", 0.9)
        if token.pos_ in ("SCONJ", "CCONJ"):
            break
    return None


def _particle_frame(doc: Any, words: list[int], rule: str) -> Frame | None:
    """Return the frame of "so X": the noun phrase after the particle is the source."""
    head = next((doc[i] for i in words[1:8] if doc[i].pos_ in ("PROPN", "NOUN", "PRON")), None)
    if head is None:
        return None
    particle = doc[words[0]]
    return Frame(
        ((particle.idx, particle.idx + len(particle)),), so_source(doc, particle.i + 1), rule=rule, confidence=0.85
    )


def so_source(doc: Any, start: int) -> tuple[int, int] | None:
    """Return the tokens of the source after "so", up to the next mark; None where a verb shows that it is no source."""
    end = start
    while (
        end < len(doc)
        and end < start + 14
        and not (doc[end].is_punct and doc[end].text in (",", ".", ":", ";"))
        and not doc[end].is_space
    ):
        if doc[end].pos_ in ("VERB", "AUX", "SCONJ"):
            return None
        end += 1
    return (start, end) if end > start else None


def _nearest_cue(doc: Any, positions: list[int], language: str, rule: str, confidence: float) -> Frame | None:
    for index in positions:
        token = doc[index]
        if cue_verb(token, language) and token.dep_ not in ("amod",):
            return verb_frame(doc, token, language, particle_of(token), rule, confidence)
        frame = preposition_frame(doc, token, language)
        if frame is not None:
            return frame
    return None


def preposition_frame(doc: Any, token: Any, language: str) -> Frame | None:
    """Return the frame of "laut X", "X zufolge", "nach Angaben von X", "according to X" that a token begins."""
    frames = lexicon(language, "cues")["frames"]
    cue = ((token.idx, token.idx + len(token)),)
    lower = token.lower_
    if lower in frames["postpositions"]:
        head = doc[max(0, token.i - 1)]
        while token.i - 8 <= head.head.i < token.i and head.head != head and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
        return Frame(cue, _frame_source(doc, head, frames), rule="indirect/postposition", confidence=0.85)
    for phrase in frames["prepositions"]:
        words = phrase.split()
        end = token.i + len(words)
        if words[0] == lower and [t.lower_ for t in doc[token.i : end]] == words and end < len(doc):
            span = (token.idx, doc[end - 1].idx + len(doc[end - 1]))
            return Frame((span,), _noun_after(doc, end), rule="indirect/preposition", confidence=0.85)
    if lower in frames["before"]:
        head = next((t for t in doc[token.i + 1 : token.i + 7] if _is_frame_noun(t, frames)), None)
        if head is not None and all(
            t.pos_ in ("DET", "ADJ", "NOUN", "PROPN", "ADV") for t in doc[token.i + 1 : head.i]
        ):
            return Frame(cue, _frame_source(doc, head, frames, token.i + 1), rule="indirect/nach", confidence=0.85)
    return None


def _is_frame_noun(token: Any, frames: Any) -> bool:
    return token.text in frames["nouns"] or token.lower_.endswith(tuple(frames["endings"]))


def _noun_after(doc: Any, start: int) -> tuple[int, int] | None:
    head = next((t for t in doc[start : start + 8] if t.pos_ in ("NOUN", "PROPN", "PRON")), None)
    if head is None:
        return None
    while (
        head.head.i > head.i
        and head.dep_ in ("compound", "nmod", "flat", "amod")
        and head.head.i < start + 10
        and not any(t.text in (",", ":") for t in doc[head.i : head.head.i])
    ):
        head = head.head
    first, end = widened(doc, head)
    return max(first, start), max(end, head.i + 1)


def _frame_source(doc: Any, head: Any, frames: Any, first: int | None = None) -> tuple[int, int]:
    """Return whose report it is: "nach Angaben der Polizei" is the police's; with none named, the report itself."""
    low, end = widened(doc, head)
    low = first if first is not None else low
    if _is_frame_noun(head, frames):
        owner = _possessor(doc, head.i + 1, frames)
        return owner if owner is not None else (min(low, head.i), head.i + 1)
    return min(low, head.i), end


def _possessor(doc: Any, start: int, frames: Any) -> tuple[int, int] | None:
    """Return the phrase in the genitive or after "von" that starts at a token: whose the report is."""
    first = start + 1 if start < len(doc) and doc[start].lower_ in frames["owner_prepositions"] else start
    if first >= len(doc) or not (first > start or doc[first].lower_ in frames["owner_articles"]):
        return None
    end = first
    while end < len(doc) and end < first + 10 and doc[end].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "X"):
        end += 1
        named = end < len(doc) and doc[end].pos_ in ("PROPN", "DET") and doc[end].lower_ not in frames["other_articles"]
        if doc[end - 1].pos_ == "NOUN" and not named:
            break
    return (first, end) if end > first else None


def _colon_frame(doc: Any, before: list[int]) -> Frame | None:
    """Return the frame of a sentence that ends in a colon with no cue: its subject speaks."""
    times = doc._.encoder.times if doc._.encoder is not None else ()
    words = [doc[i] for i in before if not any(span.start <= i < span.end for span in times)]
    heads = [token for token in words if token.dep_ in ("nsubj", "nsubj:pass")]
    nouns = [token for token in words if token.pos_ == "PROPN"]
    source = (
        widened(doc, heads[-1]) if heads else ((nouns[0].i, nouns[-1].i + 1) if nouns and len(before) <= 6 else None)
    )
    colon = doc[before[-1]]
    return Frame(((colon.idx, colon.idx + 1),), source, rule="direct/colon", confidence=0.7)
