"""The blank pipelines that are trained: a syntax half and a names half, each with an encoder of its own."""

from __future__ import annotations

from typing import Any

import spacy

from hergang.extract.training.recipe import Encoder, Recipe

META = {"name": "hergang_base", "version": "1.0.0", "spacy_version": ">=3.8.7,<3.9.0", "license": "see README.md"}
SYNTAX = ("tok2vec", "tagger", "morphologizer", "parser", "lemmatizer")


def encoder(sizes: Encoder) -> dict[str, Any]:
    """Return the config of an encoder: words hashed by form, prefix, suffix and shape, no static vectors."""
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": sizes.width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": list(sizes.rows),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": sizes.width,
            "depth": sizes.depth,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def syntax_pipeline(recipe: Recipe) -> Any:
    """Return the blank syntax half: one encoder, listened to by tagger, morphologizer, parser and lemmatizer."""
    nlp = spacy.blank(recipe.language)
    width = recipe.encoder.width
    ear = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "tok2vec"}
    tags = {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False, "tok2vec": ear}
    nlp.add_pipe("tok2vec", config={"model": encoder(recipe.encoder)})
    nlp.add_pipe("tagger", config={"model": tags})
    nlp.add_pipe("morphologizer", config={"model": tags})
    nlp.add_pipe("parser", config={"model": _transitions(ear, "parser", 64), "min_action_freq": 15})
    trees = {"backoff": "orth", "min_tree_freq": 2, "top_k": 3, "model": tags}
    nlp.add_pipe("trainable_lemmatizer", name="lemmatizer", config=trees)
    return nlp


def names_pipeline(recipe: Recipe) -> Any:
    """Return the blank names half: a recogniser that holds its encoder, so that it can be exchanged alone."""
    nlp = spacy.blank(recipe.language)
    nlp.add_pipe("ner", config={"model": _transitions(encoder(recipe.encoder), "ner", 64)})
    return nlp


def _transitions(tok2vec: dict[str, Any], kind: str, hidden: int) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": hidden,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": tok2vec,
    }


def joined(syntax: Any, names: Any) -> Any:
    """Return the shipped pipeline: the syntax half with the recogniser of the names half behind it."""
    for name in names.pipe_names:
        syntax.add_pipe(name, source=names)
    syntax.meta.update(META | {"description": f"Syntax and names of {syntax.lang} news, the base of hergang."})
    return syntax
