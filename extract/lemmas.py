"""Lemmas from simplemma's dictionaries where they beat the trained edit trees (`docs/quality.md` has the figures)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import simplemma
from spacy.language import Language

#: Parts of speech whose lemma comes from the dictionary, by language, as measured on the treebanks' dev parts.
BETTER = {"de": ("VERB", "AUX", "NOUN", "ADJ"), "en": ("VERB",)}


@Language.factory("hergang_lemmas", requires=["token.pos"], assigns=["token.lemma"])
def make_lemmas(nlp: Language, name: str) -> DictionaryLemmas:
    """Return the component; it follows tagger and lemmatizer."""
    return DictionaryLemmas(nlp.lang)


class DictionaryLemmas:
    """Replace the lemma of the parts of speech in `BETTER`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.pos = BETTER.get(language, ())

    def __call__(self, doc: Any) -> Any:
        for token in doc:
            if token.pos_ in self.pos and token.is_alpha:
                keep_case = token.pos_ == "NOUN" and self.language == "de"
                token.lemma_ = dictionary_lemma(token.text if keep_case else token.lower_, self.language)
        return doc


@lru_cache(maxsize=100_000)
def dictionary_lemma(word: str, language: str) -> str:
    """Return the dictionary form of a word (``word`` itself where the dictionary lacks it)."""
    return str(simplemma.lemmatize(word, lang=language))
