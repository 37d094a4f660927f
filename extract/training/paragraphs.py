"""Makes paragraphs of newspapers out of the single sentences of treebanks.

A parser that has seen one sentence at a time learns neither where sentences end nor what stands around quotation
marks; our treebanks have few of either. So sentences are joined, quotation marks change their style, some sentences
are put into them, and some become direct speech with an announcing clause ("„ ... “, sagte der Minister."). All
chance comes from the generator that is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hergang.extract.training.conllu import Sentence, Word
from hergang.extract.training.recipe import Augmentation

MARKS = frozenset(('"', "„", "“", "”", "»", "«", "``", "''"))
STOPS = frozenset((".", "!", "?", "…", ":", ";", "..."))
FINITE = "Mood=Ind|Number=Sing|Person=3|Tense={}|VerbForm=Fin"


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read as one text; ``breaks`` tells after which of them a paragraph ends (by index)."""

    sentences: tuple[Sentence, ...]
    breaks: frozenset[int] = frozenset()


def plain_paragraphs(sentences: Sequence[Sentence]) -> Iterator[Paragraph]:
    """Yield every sentence as a text of its own, as treebanks are scored."""
    return (Paragraph((sentence,)) for sentence in sentences)


def paragraphs(
    sentences: Sequence[Sentence], augmentation: Augmentation, speech: Mapping[str, Any], random: Random
) -> Iterator[Paragraph]:
    """Yield the sentences in texts of one to ``max_sentences``, never across documents, varied as told above."""
    subjects = find_subjects(sentences)
    place = 0
    while place < len(sentences):
        size = random.randint(1, augmentation.max_sentences)
        run = [s for s in sentences[place : place + size] if s.document == sentences[place].document]
        place += len(run)
        style = random.choice(augmentation.styles)
        varied = [_vary(restyle(s, style), subjects, style, augmentation, speech, random) for s in run]
        yield Paragraph(tuple(varied), _breaks(varied, augmentation.break_share, random))


def _breaks(sentences: Sequence[Sentence], share: float, random: Random) -> frozenset[int]:
    """A line without a stop is a heading or a list: it stands alone."""
    return frozenset(i for i, s in enumerate(sentences) if s.words[-1].pos != "PUNCT" or random.random() < share)


def restyle(sentence: Sentence, style: tuple[str, str]) -> Sentence:
    """Return the sentence with its double quotation marks, opening and closing in turn, in a style."""
    words = []
    opening = True
    for word in sentence.words:
        if word.text in MARKS:
            mark = style[0] if opening else style[1]
            word = replace(word, text=mark, lemma=mark)
            opening = not opening
        words.append(word)
    return replace(sentence, words=tuple(words))


def _vary(
    sentence: Sentence,
    subjects: Sequence[tuple[Word, ...]],
    style: tuple[str, str],
    augmentation: Augmentation,
    speech: Mapping[str, Any],
    random: Random,
) -> Sentence:
    chance = random.random()
    if len(sentence.words) < 3 or not _may_be_quoted(sentence, style):
        return sentence
    if subjects and chance < augmentation.speech_share and sentence.words[-1].text == ".":
        return announce(sentence, random.choice(subjects), style, speech, random)
    if chance < augmentation.speech_share + augmentation.quote_share:
        return quote(sentence, style, speech["mark_tags"])
    return sentence


def _may_be_quoted(sentence: Sentence, style: tuple[str, str]) -> bool:
    return sentence.words[-1].text in STOPS and not any(
        word.text in MARKS or word.text in style for word in sentence.words
    )


def quote(sentence: Sentence, style: tuple[str, str], tags: Sequence[str]) -> Sentence:
    """Return the whole sentence between quotation marks, which hang on its root."""
    root = _root(sentence.words) + 1
    words = [_mark(style[0], tags[0], root, space=False), *_moved(sentence.words, 1)]
    words[-1] = replace(words[-1], space=False)
    return replace(sentence, words=(*words, _mark(style[1], tags[1], root)))


def announce(
    sentence: Sentence, subject: tuple[Word, ...], style: tuple[str, str], speech: Mapping[str, Any], random: Random
) -> Sentence:
    """Return the sentence as direct speech before an announcing clause: its root is the clausal complement (ccomp)."""
    root = _root(sentence.words) + 1
    content = _moved(sentence.words[:-1], 1)
    content[-1] = replace(content[-1], space=False)
    comma = Word(",", ",", "PUNCT", speech["comma_tag"], "", root, "punct", space=not speech["inside_comma"])
    closing = _mark(style[1], speech["mark_tags"][1], root, space=speech["inside_comma"])
    words = [_mark(style[0], speech["mark_tags"][0], root, space=False), *content]
    words += [comma, closing] if speech["inside_comma"] else [closing, comma]
    words += _clause(subject, len(words), speech, random)
    verb = _root(words[len(content) + 3 :]) + len(content) + 3
    words[root] = replace(words[root], head=verb, dep="ccomp")
    words.append(Word(".", ".", "PUNCT", speech["stop_tag"], "", verb, "punct"))
    return replace(sentence, words=tuple(words))


def _clause(subject: tuple[Word, ...], place: int, speech: Mapping[str, Any], random: Random) -> list[Word]:
    """Return verb and subject (in either order, the last without a blank); ``place`` is the index of the first word."""
    tense = "Pres" if speech["present"] and random.random() < 0.5 else "Past"
    form, lemma = random.choice(speech["present" if tense == "Pres" else "past"])
    first = random.random() < speech["subject_first_share"]
    verb = place + len(subject) if first else place
    words = _moved(subject, place if first else place + 1)
    head = _root(words) if not words else next(i for i, word in enumerate(words) if word.dep == "ROOT")
    words[head] = replace(words[head], head=verb, dep="nsubj")
    told = Word(form, lemma, "VERB", speech["verb_tag"], FINITE.format(tense), verb, "ROOT")
    ordered = [*words, told] if first else [told, *words]
    return [*ordered[:-1], replace(ordered[-1], space=False)]


def _mark(text: str, tag: str, head: int, *, space: bool = True) -> Word:
    return Word(text, text, "PUNCT", tag, "", head, "punct", space)


def _root(words: Sequence[Word]) -> int:
    return next(i for i, word in enumerate(words) if word.dep == "ROOT")


def _moved(words: Sequence[Word], by: int) -> list[Word]:
    return [replace(word, head=word.head + by) for word in words]


def find_subjects(sentences: Sequence[Sentence]) -> list[tuple[Word, ...]]:
    """Return short noun phrases that are subjects of third persons singular, each with heads of its own."""
    found = (_subject(s.words, i) for s in sentences for i, word in enumerate(s.words) if word.dep == "nsubj")
    return [subject for subject in found if subject]


def _subject(words: Sequence[Word], head: int) -> tuple[Word, ...] | None:
    if words[head].pos not in ("PROPN", "NOUN") or "Number=Plur" in words[head].morph:
        return None
    own = _subtree(words, head)
    if len(own) > 5 or own != list(range(own[0], own[-1] + 1)):
        return None
    if any(words[i].pos not in ("PROPN", "NOUN", "DET", "ADJ", "ADP") for i in own):
        return None
    phrase = [replace(words[i], head=words[i].head - own[0]) for i in own]
    phrase[head - own[0]] = replace(words[head], head=head - own[0], dep="ROOT")
    if phrase[0].pos in ("DET", "ADJ"):
        phrase[0] = replace(phrase[0], text=phrase[0].text[0].lower() + phrase[0].text[1:])
    return tuple(phrase)


def _subtree(words: Sequence[Word], head: int) -> list[int]:
    own = {head}
    while True:
        more = {i for i, word in enumerate(words) if word.head in own} - own
        if not more:
            return sorted(own)
        own |= more
