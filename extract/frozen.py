"""A parsed `Doc` as plain Python objects that answer as spaCy's do, read off once for all rules.

spaCy makes a token anew at each look and decodes its strings, its children and its features each time; rules look at
each word some hundred times. The frozen words keep what they told. What they do not know themselves they ask spaCy,
and tokens and spans in an answer are frozen ones again. Two frozen words are equal where they are the same word of the
same `freeze`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary, ref

import numpy as np
from spacy import attrs
from spacy.parts_of_speech import NAMES as POS_NAMES
from spacy.tokens import Doc, Span, Token

_STRINGS = (attrs.ORTH, attrs.LOWER, attrs.LEMMA, attrs.TAG, attrs.DEP)
_COLUMNS = (
    *_STRINGS,
    attrs.POS,
    attrs.HEAD,
    attrs.IDX,
    attrs.IS_SPACE,
    attrs.IS_PUNCT,
    attrs.MORPH,
    attrs.ENT_IOB,
    attrs.ENT_TYPE,
    attrs.SENT_START,
)


def freeze(doc: Any) -> FrozenDoc:
    """Return the frozen form of a `Doc`, made anew only where its annotation has changed; a frozen one as it is."""
    if isinstance(doc, FrozenDoc):
        return doc
    table = doc.to_array(_COLUMNS).reshape(len(doc), len(_COLUMNS))
    kept = _FROZEN.get(doc)
    if kept is None or not np.array_equal(kept.table, table):
        kept = _FROZEN[doc] = FrozenDoc(doc, table)
    return kept


class FrozenDoc:
    """A `Doc` whose words are read off; it lives no longer than the `Doc`, which it holds by a weak reference."""

    def __init__(self, doc: Doc, table: np.ndarray[Any, Any]) -> None:
        self._doc = ref(doc)
        self.table = table
        self.words = _words(self, doc, table)

    @property
    def thawed(self) -> Doc:
        """The `Doc` itself."""
        doc = self._doc()
        if doc is None:
            raise ReferenceError("the Doc of these words is gone. Keep it as long as its words are read.")
        return doc

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[FrozenToken]:
        return iter(self.words)

    def __getitem__(self, place: int | slice) -> Any:
        return _at(self, 0, len(self.words), place) if isinstance(place, slice) else self.words[place]

    @cached_property
    def text(self) -> str:
        """The text, which spaCy joins anew at each call."""
        return str(self.thawed.text)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.thawed, name)

    @cached_property
    def sents(self) -> tuple[FrozenSpan, ...]:
        """The sentences."""
        return tuple(_frozen(self, sent) for sent in self.thawed.sents)

    @cached_property
    def ents(self) -> tuple[FrozenSpan, ...]:
        """The names."""
        return tuple(_frozen(self, ent) for ent in self.thawed.ents)

    @cached_property
    def sentence_of(self) -> tuple[FrozenSpan, ...]:
        """The sentence of each word."""
        return tuple(sent for sent in self.sents for _ in sent)

    def char_span(self, start: int, end: int, **options: Any) -> FrozenSpan | None:
        """Return the words of some characters, as `Doc.char_span` does."""
        span = self.thawed.char_span(start, end, **options)
        return None if span is None else _frozen(self, span)


class FrozenToken:
    """A word of a `FrozenDoc`; attributes are named as spaCy's."""

    def __init__(
        self, doc: FrozenDoc, index: int,
        text: str, lower: str, lemma: str, tag: str, dep: str, pos: str, morph: Features, idx: int,
        is_space: bool, is_punct: bool,
    ) -> None:  # fmt: skip
        self.doc, self.i, self.idx = doc, index, idx
        self.text, self.lower_, self.lemma_ = text, lower, lemma
        self.tag_, self.dep_, self.pos_, self.morph = tag, dep, pos, morph
        self.is_space, self.is_punct = is_space, is_punct
        self.head = self
        self.children: tuple[FrozenToken, ...] = ()

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return str(self.text)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _frozen(self.doc, getattr(self.doc.thawed[self.i], name))
        setattr(self, name, value)
        return value

    @cached_property
    def sent(self) -> FrozenSpan:
        """The sentence of the word."""
        return self.doc.sentence_of[self.i]

    @cached_property
    def subtree(self) -> tuple[FrozenToken, ...]:
        """The word and all under it."""
        before = chain.from_iterable([child.subtree for child in self.children if child.i < self.i])
        behind = chain.from_iterable([child.subtree for child in self.children if child.i > self.i])
        return (*before, self, *behind)

    @property
    def ancestors(self) -> Iterator[FrozenToken]:
        """The words over it, the nearest first."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    def nbor(self, distance: int = 1) -> FrozenToken:
        """Return a word near by; IndexError where the text ends before it."""
        place = self.i + distance
        if not 0 <= place < len(self.doc):
            raise IndexError(f"no word at {place}: the text has {len(self.doc)}")
        return self.doc.words[place]


class FrozenSpan:
    """Words in a row of a `FrozenDoc`; attributes are named as spaCy's. Equal are those of the same words and label."""

    def __init__(self, doc: FrozenDoc, start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label_ = label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[FrozenToken]:
        return iter(self.doc.words[self.start : self.end])

    def __getitem__(self, place: int | slice) -> Any:
        return _at(self.doc, self.start, self.end, place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FrozenSpan) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _frozen(self.doc, getattr(Span(self.doc.thawed, self.start, self.end, self.label_), name))
        setattr(self, name, value)
        return value

    def _key(self) -> tuple[int, int, int, str]:
        return (id(self.doc), self.start, self.end, self.label_)


class Features:
    """Morphological features as `MorphAnalysis` gives them."""

    def __init__(self, features: Mapping[str, str]) -> None:
        self._values = {name: value.split(",") for name, value in features.items()}

    def get(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """Return the values of a feature, ``default`` where the word lacks it."""
        return self._values.get(name, default)


_FROZEN: WeakKeyDictionary[Doc, FrozenDoc] = WeakKeyDictionary()


def _words(frozen: FrozenDoc, doc: Doc, table: np.ndarray[Any, Any]) -> list[FrozenToken]:
    column = dict(zip(_COLUMNS, table.T.tolist(), strict=True))
    strings = {key: doc.vocab.strings[key] for attribute in _STRINGS for key in set(column[attribute])}
    first_of = {key: index for index, key in enumerate(column[attrs.MORPH])}
    features = {key: Features(doc[index].morph.to_dict()) for key, index in first_of.items()}
    told = (
        *([strings[key] for key in column[attribute]] for attribute in _STRINGS),
        [POS_NAMES[key] for key in column[attrs.POS]],
        [features[key] for key in column[attrs.MORPH]],
        column[attrs.IDX],
        [bool(flag) for flag in column[attrs.IS_SPACE]],
        [bool(flag) for flag in column[attrs.IS_PUNCT]],
    )
    words = [FrozenToken(frozen, index, *values) for index, values in enumerate(zip(*told, strict=True))]
    _hang(words, table[:, _COLUMNS.index(attrs.HEAD)].astype(np.int64).tolist())
    return words


def _hang(words: list[FrozenToken], heads: list[int]) -> None:
    """Set head and children of each word; ``heads``: how far off the head is."""
    under: dict[int, list[FrozenToken]] = {}
    for word, offset in zip(words, heads, strict=True):
        word.head = words[word.i + offset]
        if offset:
            under.setdefault(word.i + offset, []).append(word)
    for index, children in under.items():
        words[index].children = tuple(children)


def _at(doc: FrozenDoc, start: int, end: int, place: int | slice) -> FrozenToken | FrozenSpan:
    """Return a word or some words of a stretch; a slice that runs backwards is empty."""
    if isinstance(place, slice):
        low, high, _ = place.indices(end - start)
        return FrozenSpan(doc, start + low, start + max(low, high))
    if not start - end <= place < end - start:
        raise IndexError(f"no word at {place} of {end - start}")
    return doc.words[start + place if place >= 0 else end + place]


def _frozen(doc: FrozenDoc, value: Any) -> Any:
    """Return what spaCy answers with frozen words in place of its own."""
    if isinstance(value, Token):
        return doc.words[value.i]
    if isinstance(value, Span):
        return FrozenSpan(doc, value.start, value.end, value.label_)
    if isinstance(value, tuple) or hasattr(value, "__next__"):
        return tuple(_frozen(doc, item) for item in value)
    return value
