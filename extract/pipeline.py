"""The pipeline: the model of a language with the components of this package on top, and one article through it."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from hergang.corpus.article import Article
from hergang.extract import (  # noqa: F401  (the imports register the factories)
    claims,
    coreference,
    encoder,
    entities,
    lemmas,
    quantities,
    quotations,
    relations,
    sentences,
    times,
)
from hergang.extract.artifact import SHIPPED, Artifact
from hergang.extract.errors import ExtractError, LexiconError
from hergang.extract.records import Annotations

NEWS = SHIPPED  # the encoder of both languages
LANGUAGES = ("de", "en")
COMPONENTS = (
    "hergang_entities",
    "hergang_times",
    "hergang_quantities",
    "hergang_coreference",
    "hergang_quotations",
    "hergang_relations",
    "hergang_claims",
)
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
MAX_LENGTH = 2_000_000  # characters; longer articles are refused with a message


@lru_cache(maxsize=4)
def load(language: str, *, names: str | None = None, syntax: str | None = None) -> Language:
    """Return the pipeline of a language, loaded once.

    Args:
        language: "de" or "en".
        names: an installed spaCy pipeline (name or path) whose names take the place of the model's.
        syntax: an installed spaCy pipeline whose tags and parse take the place of the model's; it must speak
            Universal Dependencies.

    Raises:
        ExtractError: no model reads the language.
        LexiconError: a model is missing, damaged, or of another kind than its slot needs; the message says which.
    """
    if language not in LANGUAGES:
        raise ExtractError(f"language {language!r}: only German (de) and English (en) are read")
    nlp = _base(language, syntax)
    if names is not None:
        _take_names(nlp, names, language)
    _add_encoder(nlp, names=names is None, syntax=syntax is None)
    nlp.max_length = MAX_LENGTH
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


def _base(language: str, syntax: str | None) -> Language:
    """Return what stands before the encoder: a tokeniser, or the pipeline that takes the place of its syntax."""
    if syntax is None:
        return spacy.blank(language)
    nlp = _load(syntax, language)
    _require_universal(nlp, syntax)
    if nlp.has_pipe("ner"):
        nlp.remove_pipe("ner")
    nlp.add_pipe("hergang_sentences", first=True)
    nlp.add_pipe("hergang_lemmas")
    return nlp


def _add_encoder(nlp: Language, *, names: bool, syntax: bool) -> None:
    config = {"model": None if NEWS == SHIPPED else str(NEWS), "names": names, "syntax": syntax}
    component: Any = nlp.add_pipe("hergang_encoder", config=config)
    component.check()


def _load(model: str | Path, language: str) -> Language:
    try:
        nlp = spacy.load(model)
    except (OSError, ValueError, KeyError) as error:
        raise LexiconError(
            f"{model}: the model cannot be loaded ({error}). Install it, or reinstall hergang."
        ) from error
    if nlp.lang != language:
        raise LexiconError(
            f"{model}: a model for {nlp.lang!r} in the place of one for {language!r}. Name one that fits."
        )
    return nlp


def _require_universal(nlp: Language, model: str) -> None:
    """Refuse a parser whose labels are no Universal Dependencies (they would be read wrongly, silently)."""
    parser: Any = nlp.get_pipe("parser") if nlp.has_pipe("parser") else None
    labels = set(parser.labels) if parser is not None else set()
    if not {"nsubj", "obl", "case"} <= labels:
        raise LexiconError(
            f"{model}: its parser does not speak Universal Dependencies (no nsubj, obl, case). "
            "Name another for --syntax."
        )


def _take_names(nlp: Language, model: str, language: str) -> None:
    other = _load(model, language)
    if not other.has_pipe("ner"):
        raise LexiconError(f"{model}: has no component 'ner' to take names from. Name another for --names.")
    if nlp.has_pipe("ner"):
        nlp.remove_pipe("ner")
    for shared in ("tok2vec", "transformer"):
        source: Any = other.get_pipe(shared) if other.has_pipe(shared) else None
        if source is not None and "ner" in source.listening_components:
            other.replace_listeners(shared, "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=other)


@cache
def extractor() -> str:
    """Return the name of the program, its version and the model, as written with what it read."""
    try:
        number = version("hergang")
    except PackageNotFoundError:
        number = "unknown"
    meta = Artifact(NEWS).meta
    return f"hergang {number} {meta.name}-{meta.version}"


def annotate(article: Article, nlp: Language | None = None) -> Annotations:
    """Return what an article says.

    Args:
        article: its ``language`` says which model reads it; relative times count from its ``published`` day.
        nlp: a pipeline to use in place of the shipped one.

    Raises:
        ExtractError: the text is empty or beyond `MAX_LENGTH`, or its language is not read.
    """
    if not article.text.strip():
        raise ExtractError(f"article {article.id}: its text is empty")
    if len(article.text) > MAX_LENGTH:
        raise ExtractError(
            f"article {article.id}: {len(article.text):,} characters; at most {MAX_LENGTH:,} are read. Split it."
        )
    language = article.language or ""
    nlp = nlp or load(language)
    # spaCy takes hard and thin blanks for tokens, which no model has seen; ordinary ones in their place keep offsets.
    doc = nlp.make_doc(article.text.translate(_BLANKS))
    doc._.language = nlp.lang
    doc._.published = _day(article.published)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return to_annotations(doc, article, extractor())


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def to_annotations(doc: Any, article: Article, by: str) -> Annotations:
    """Return the records kept on a `Doc` as the annotations of an article."""
    return Annotations(
        article=article,
        extractor=by,
        entities=tuple(doc._.entities),
        times=tuple(doc._.timexes),
        quantities=tuple(doc._.quantities),
        quotations=tuple(doc._.quotations),
        relations=tuple(doc._.relations),
        events=tuple(doc._.events),
        claims=tuple(doc._.claims),
    )
