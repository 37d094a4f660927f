"""Lemmas from simplemma's dictionaries where they beat the trained edit trees (`docs/quality.md` has the figures)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import simplemma
from spacy.language import Language

from hergang.extract.lexica import lexicon

#: Parts of speech whose lemma comes from the dictionary, by language, as measured on the treebanks' dev parts.
BETTER = {"de": ("VERB", "AUX", "NOUN", "ADJ"), "en": ("VERB",)}


@Language.factory("hergang_lemmas", requires=["token.pos"], assigns=["token.lemma"])
def make_lemmas(nlp: Language, name: str) -> DictionaryLemmas:
    """Return the component; it follows tagger and lemmatizer."""
    return DictionaryLemmas(str(nlp.lang))


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


#: English tags of forms that are no dictionary form; the others are it already ("meeting" as a noun stays).
_ENGLISH_INFLECTED = frozenset({"NNS", "NNPS", "JJR", "JJS", "RBR", "RBS", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})


@lru_cache(maxsize=100_000)
def lemma_of(word: str, pos: str, tag: str, language: str) -> str:
    """Return the dictionary form of a word in its part of speech, with no trained lemmatizer.

    Args:
        word: as the text spells it.
        pos: Universal part of speech.
        tag: STTS or Penn Treebank tag.
        language: "de" or "en".

    A table of what the dictionary does not tell by the word alone (`lexica/{language}/lemmas.toml`) comes first.
    """
    exceptions = lexicon(language, "lemmas").get(pos, {})
    found = exceptions.get(word.lower())
    return str(found) if found is not None else rule_lemma(word, pos, tag, language)


def rule_lemma(word: str, pos: str, tag: str, language: str) -> str:
    """Return the lemma that part of speech and dictionary give, exceptions aside."""
    if pos in ("PROPN", "X", "PUNCT", "SYM", "SPACE") or (pos == "NUM" and not word.istitle()):
        plural = tag == "NNPS" and word.endswith("s") and not word.endswith("ss")
        return word[:-1] if plural else word
    if language == "de":
        return _german(word, pos)
    if pos in ("NOUN", "VERB", "ADJ", "ADV") and tag not in _ENGLISH_INFLECTED:
        return word.lower() if pos in ("VERB", "ADV") or word.istitle() else word
    return dictionary_lemma(word.lower(), language)


def _german(word: str, pos: str) -> str:
    if pos == "NOUN":
        return dictionary_lemma(word, "de") if word[:1].isupper() else word
    return dictionary_lemma(word.lower(), "de") if pos in ("VERB", "AUX", "ADJ", "DET", "PRON") else word.lower()
