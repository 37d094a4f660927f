"""The tokeniser: spaCy's of the language, but for a stop behind names that end with a capital ("die AfD.", "GmbH.")."""

from __future__ import annotations

from typing import Any

import spacy
from spacy.language import Language
from spacy.util import compile_suffix_regex

# spaCy parts a stop from a word that ends with two capitals ("EU.") or with a small letter, not from these.
CAPITAL_AT_THE_END = r"(?<=[a-zäöüß][A-ZÄÖÜ])\."


def blank(language: str) -> Language:
    """Return an empty pipeline of a language with the tokeniser that this package reads with."""
    nlp = spacy.blank(language)
    tokenizer: Any = nlp.tokenizer
    suffixes = [*(nlp.Defaults.suffixes or ()), CAPITAL_AT_THE_END]
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    return nlp
