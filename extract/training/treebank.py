"""Treebank paragraphs as spaCy training examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Doc
from spacy.training import Example

from hergang.extract.training.conllu import Word
from hergang.extract.training.paragraphs import Paragraph

BREAK = "\n\n"


def examples(nlp: Any, paragraphs: Iterable[Paragraph]) -> Iterator[Example]:
    """Yield an example a paragraph: what spaCy's tokeniser makes of the raw text, against the annotated words."""
    for paragraph in paragraphs:
        gold = annotated(nlp.vocab, paragraph)
        yield Example(nlp.make_doc(gold.text), gold)


def annotated(vocab: Any, paragraph: Paragraph) -> Doc:
    """Return the annotated Doc of a paragraph; a paragraph break is a token of white space, as in spaCy's own."""
    words: list[Word] = []
    starts: list[bool | int | None] = []
    for number, sentence in enumerate(paragraph.sentences):
        last = number == len(paragraph.sentences) - 1
        breaks = number in paragraph.breaks and not last
        own = list(sentence.words)
        own = [_moved(word, len(words)) for word in own]
        own[-1] = _spaced(own[-1], not last and not breaks)
        starts += [True] + [False] * (len(own) - 1 + breaks)
        words += own
        if breaks:
            words.append(Word(BREAK, BREAK, "SPACE", "_SP", "", len(words) - 1, "dep", space=False))
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.space for word in words],
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        lemmas=[word.lemma for word in words],
        heads=[word.head for word in words],
        deps=[word.dep for word in words],
        sent_starts=starts,
    )


def _moved(word: Word, by: int) -> Word:
    return Word(word.text, word.lemma, word.pos, word.tag, word.morph, word.head + by, word.dep, word.space)


def _spaced(word: Word, space: bool) -> Word:
    return Word(word.text, word.lemma, word.pos, word.tag, word.morph, word.head, word.dep, space)
