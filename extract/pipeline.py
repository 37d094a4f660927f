"""The pipeline: the model of a language with the components of this package on top, and one article through it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from hergang.corpus.article import Article
from hergang.extract import (  # noqa: F401  (the imports register the factories)
    claims,
    coreference,
    encoder,
    entities,
    foreign_names,
    lemmas,
    quantities,
    quotations,
    relations,
    sentences,
    times,
)
from hergang.extract.confidence import calibrated
from hergang.extract.encoders import DEFAULT, digest, folder_of, identity
from hergang.extract.errors import ExtractError, LexiconError
from hergang.extract.records import Annotations
from hergang.extract.tokens import blank

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
META_KEY = "hergang"  # in a pipeline's meta: the models that read
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
_UNBROKEN = re.compile(r"\S{500}")  # characters; no word of a language, and no address that is one token, is so long
MAX_LENGTH = 2_000_000  # characters; longer articles are refused with a message


@dataclass(frozen=True)
class Setup:
    """Who reads: an encoder for both languages and, by language, what takes the place of its names or its syntax."""

    model: str = DEFAULT  # the name of a shipped encoder, or the path of a folder
    names: tuple[tuple[str, str], ...] = ()  # (language, spaCy pipeline), sorted
    syntax: tuple[tuple[str, str], ...] = ()

    def load(self, language: str) -> Language:
        """Return the pipeline of a language; errors as `load`'s."""
        return load(
            language, model=self.model, names=dict(self.names).get(language), syntax=dict(self.syntax).get(language)
        )


SHIPPED_SETUP = Setup()


def setup(
    model: str | None = None, names: Mapping[str, str] | None = None, syntax: Mapping[str, str] | None = None
) -> Setup:
    """Return a setup; a pipeline that is the empty string leaves the slot to the encoder.

    Raises:
        ExtractError: a language is neither German nor English.
    """
    for language in (*(names or ()), *(syntax or ())):
        _check_language(language)
    return Setup(model or DEFAULT, _pairs(names or {}), _pairs(syntax or {}))


def load(language: str, *, model: str | None = None, names: str | None = None, syntax: str | None = None) -> Language:
    """Return the pipeline of a language, loaded once.

    Args:
        language: "de" or "en".
        model: the encoder: the name of a shipped one, or the path of a folder; None is the default.
        names: an installed spaCy pipeline (name or path) whose names take the place of the encoder's.
        syntax: an installed spaCy pipeline whose tags and parse take the place of the encoder's; it must speak
            Universal Dependencies.

    Raises:
        ExtractError: no model reads the language.
        LexiconError: a model is missing, damaged, or of another kind than its slot needs; the message says which.
    """
    _check_language(language)
    return _built(language, model or DEFAULT, names or None, syntax or None)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ExtractError(f"language {language!r}: only German (de) and English (en) are read")


def _pairs(pipelines: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((language, pipeline) for language, pipeline in pipelines.items() if pipeline))


@lru_cache(maxsize=4)
def _built(language: str, model: str, names: str | None, syntax: str | None) -> Language:
    told = [identity(model)]
    nlp = _base(language, syntax)
    if syntax is not None:
        told.append(f"syntax={_pipeline_identity(nlp, syntax)}")
    if names is not None:
        told.append(f"names={_pipeline_identity(_take_names(nlp, names, language), names)}")
    _add_encoder(nlp, model, names=names is None, syntax=syntax is None)
    nlp.max_length = MAX_LENGTH
    for component in COMPONENTS:
        nlp.add_pipe(component)
    nlp.meta[META_KEY] = " ".join(told)
    return nlp


def _base(language: str, syntax: str | None) -> Language:
    """Return what stands before the encoder: a tokeniser, or the pipeline that takes the place of its syntax."""
    if syntax is None:
        return blank(language)
    nlp = _load(syntax, language)
    _require_universal(nlp, syntax)
    if nlp.has_pipe("ner"):
        nlp.remove_pipe("ner")
    nlp.add_pipe("hergang_sentences", first=True)
    nlp.add_pipe("hergang_lemmas")
    return nlp


def _add_encoder(nlp: Language, model: str, *, names: bool, syntax: bool) -> None:
    given = None if model == DEFAULT else str(folder_of(model))
    component: Any = nlp.add_pipe("hergang_encoder", config={"model": given, "names": names, "syntax": syntax})
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


def _take_names(nlp: Language, model: str, language: str) -> Language:
    """Add the component that finds another pipeline's names, and return that pipeline."""
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
    nlp.add_pipe("hergang_foreign_names")
    return other


def _pipeline_identity(nlp: Language, model: str) -> str:
    """Return name and version of a spaCy pipeline ("en_core_web_sm-3.8.0"); of one in a folder also a digest."""
    told = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    if spacy.util.is_package(model):
        return told
    return f"{told}@{digest(sorted(path for path in Path(model).rglob('*') if path.is_file()))}"


def extractor(nlp: Language) -> str:
    """Return what is written with what a pipeline read: the program, its version, and the models that read.

    "hergang 0.1.0 news-1", with " names=..." or " syntax=..." where another pipeline took the place of the encoder's.
    """
    try:
        number = version("hergang")
    except PackageNotFoundError:
        number = "unknown"
    return f"hergang {number} {nlp.meta.get(META_KEY) or _models(nlp)}"


def _models(nlp: Language) -> str:
    """Return the models of a pipeline that was put together elsewhere."""
    if not nlp.has_pipe("hergang_encoder"):
        return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    component: Any = nlp.get_pipe("hergang_encoder")
    return f"{component.artifact.meta.name}-{component.artifact.meta.version}"


def make_doc(nlp: Language, text: str) -> Doc:
    """Return the tokens of a text in time in proportion to its length, whatever it holds.

    spaCy's tokeniser takes a stretch without blanks apart mark by mark and copies the rest each time: a megabyte of
    opening marks or emoji would take days. Such a stretch is cut, and the parts are put together again.
    """
    cuts = [0, *(match.end() for match in _UNBROKEN.finditer(text)), len(text)]
    if len(cuts) == 2:
        return nlp.make_doc(text)
    parts = [nlp.make_doc(text[start:end]) for start, end in pairwise(cuts) if start < end]
    return Doc.from_docs(parts, ensure_whitespace=False)


def annotate(article: Article, nlp: Language | None = None, *, setup: Setup = SHIPPED_SETUP) -> Annotations:
    """Return what an article says.

    Args:
        article: its ``language`` says which model reads it; relative times count from its ``published`` day.
        nlp: a pipeline to use in place of the one that ``setup`` tells.
        setup: who reads; the shipped models, where nothing is said.

    Raises:
        ExtractError: the text is empty or beyond `MAX_LENGTH`, or its language is not read.
        LexiconError: a model is missing, damaged, or does not fit its place.
    """
    if not article.text.strip():
        raise ExtractError(f"article {article.id}: its text is empty")
    if len(article.text) > MAX_LENGTH:
        raise ExtractError(
            f"article {article.id}: {len(article.text):,} characters; at most {MAX_LENGTH:,} are read. Split it."
        )
    nlp = nlp or setup.load(article.language or "")
    doc = prepared(article, nlp)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return calibrated(to_annotations(doc, article, extractor(nlp)), str(nlp.lang))


def prepared(article: Article, nlp: Language) -> Doc:
    """Return the tokens of an article with its language and day, as the components expect them."""
    # spaCy takes hard and thin blanks for tokens, which no model has seen; ordinary ones in their place keep offsets.
    doc = make_doc(nlp, article.text.translate(_BLANKS))
    doc._.language = nlp.lang
    doc._.published = _day(article.published)
    return doc


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def to_annotations(doc: Any, article: Article, by: str) -> Annotations:
    """Return the records kept on a `Doc` as the annotations of an article, each as sure as its component is."""
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
