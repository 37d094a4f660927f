"""Sources that the encoder points to though they are another's: those of the next words, and who only asked.

A sentence that names a source behind the words points back to them ("Das sagte der Minister."); another speaks for
itself, and who said the words before it stands in a frame that the rules read, before a colon, or further up. A paper
that is answered ("erklärte er auf Anfrage der Zeitung", "in response to questions from the BBC") says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hergang.extract.attribution import Frame, source_of
from hergang.extract.items import Item, overlap
from hergang.extract.lexica import lexicon
from hergang.extract.merging import spread
from hergang.extract.syntax import children, finite_verb, phrase_range

CONFIDENCE = 0.7  # of a subject before a colon


def point_back(doc: Any, items: Sequence[Item], rules: Iterable[Item], language: str) -> None:
    """Take a frame that belongs to the next sentence from each item; give it one of its own, where there is one."""
    read = spread(rules)
    for item in items:
        if item.frame is not None and _is_asker(doc, item.frame, language):
            item.frame = replace(item.frame, source=_answerer(doc, item.frame, language), subject=None)
        if not _is_of_the_next(doc, item, item.frame, language):
            continue
        own = (rule.frame for rule in read.near(item.content) if rule.frame is not None and overlap(rule, item))
        fitting = (frame for frame in own if frame.source and not _is_of_the_next(doc, item, frame, language))
        frame = next(fitting, None) or _colon_frame(doc, item)
        item.frame = replace(frame, subject=None) if frame is not None else None


def _is_of_the_next(doc: Any, item: Item, frame: Frame | None, language: str) -> bool:
    """Tell a source in a sentence behind indirect speech (or words quoted in it) that does not point back to it."""
    source = frame.source if frame is not None else None
    last = doc.char_span(max(item.start, item.end - 1), item.end, alignment_mode="expand")
    spoken = item.kind == "direct" and item.standalone
    if source is None or last is None or spoken or source[0] < doc[last.end - 1].sent.end:
        return False
    beside = lexicon(language, "cues")["beside"]
    return not any(token.lower_ in (*beside["nobody"], *beside["back"]) for token in doc[source[0]].sent)


def _is_asker(doc: Any, frame: Frame, language: str) -> bool:
    """Tell a source that stands behind a noun of asking, or holds both that noun and who asks."""
    if frame.source is None:
        return False
    nouns = lexicon(language, "cues")["beside"]["asking"]
    before = (t for t in reversed(doc[max(0, frame.source[0] - 3) : frame.source[0]]) if t.pos_ not in ("ADP", "DET"))
    return bool({word.lower_ for word in (next(before, None), doc[frame.source[0]]) if word is not None} & set(nouns))


def _answerer(doc: Any, frame: Frame, language: str) -> tuple[int, int] | None:
    """Return who answers: the subject as the rules read it, or what a parse that misses it calls the verb's object."""
    if frame.subject is not None and not _is_asker(doc, replace(frame, source=frame.subject), language):
        return frame.subject
    verb = doc[frame.verb] if frame.verb is not None else None
    found = children(verb, "nsubj", "obj") if verb is not None else []
    return next((phrase_range(noun) for noun in found if noun.pos_ in ("NOUN", "PROPN", "PRON")), None)


def _colon_frame(doc: Any, item: Item) -> Frame | None:
    """Return the subject of the clause before a colon right before the words ("Berg übte Kritik: Das sei ...")."""
    first = doc.char_span(item.start, item.start + 1, alignment_mode="expand")
    before = [
        token for token in doc[max(0, first.start - 2) : first.start] if not token.is_space and not token.is_quote
    ]
    if not before or before[-1].text != ":":
        return None
    verb = next((v for v in (before[-1].head, before[-1].sent.root) if finite_verb(v) is not None), None)
    source = source_of(doc, verb, doc.lang_) if verb is not None and verb.i < first.start else None
    return Frame(cue=(), source=source, rule="colon", confidence=CONFIDENCE) if source is not None else None
