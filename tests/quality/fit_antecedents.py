"""Fits which antecedent a pronoun has (``extract/lexica/LANGUAGE/antecedents.toml``), after features change.

    python tests/quality/fit_antecedents.py --data DIR [--write]

A log-linear ranking: the chance of all right candidates together is made as high as it gets, with an L2 penalty, by
Adam (Kingma and Ba 2015). The weights of a language and a kind of pronoun are a sum of four: of all, of the language,
of the kind, of both; so that what is rare learns from what is common. English learns from GUM's train part, German from
all that there is of ParCorFull. What is told is cross-validated by document; the weights of the folds are kept in
``antecedents_folds.json`` for the scorer of coreference, since German has no dev part.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from common import read_jsonl
from score_coreference import key_chains

from hergang.extract.antecedents import (
    Features,
    Pronoun,
    Rival,
    Weights,
    chances,
    describe,
    describe_nobody,
    named_head,
)
from hergang.extract.coreference import gather
from hergang.extract.coreference_pronouns import Told, find_pronouns
from hergang.extract.lexica import FOLDER
from hergang.extract.training.mentions import gold_trees
from hergang.extract.training.settings import Source

SETS = {
    "de": Source("de-coref/parcor-train.jsonl"),
    "en": Source("en-coref/gum-train.jsonl", trees="en-treebank/gum-train.conllu"),
}
KEPT = Path(__file__).with_name("antecedents_folds.json")
FOLDS = 5
BEFORE = ("hergang_coreference", "hergang_quotations", "hergang_relations", "hergang_claims")
RARE = 6  # examples, below which a feature gets no weight
PENALTY = {0: 0.3, 1: 2.0, 2: 6.0}  # by how special a part is: of all, of a language or a kind, of both
NEWS = 4.0  # times that a German example from the news counts: most of ParCorFull are talks
STEPS, RATE = 400, 0.05
SHARES = 4  # all, language, kind, both
HEAD = """[about]
holds = "what speaks for an antecedent: weights of a log-linear ranking by kind of pronoun (extract/antecedents.py)"
source = "tests/quality/fit_antecedents.py, on GUM's train part (CC BY 4.0) and ParCorFull (licence not stated)"
licence = "as the project"
"""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Example:
    """A pronoun with the features of its candidates (the last stands for nobody) and which of them are right."""

    language: str
    document: str
    kind: str
    features: tuple[Features, ...]
    right: tuple[bool, ...]
    weight: float = 1.0


def read_examples(data: Path, language: str) -> Iterator[Example]:
    """Yield the examples of a language's train part."""
    from hergang.extract.pipeline import load

    nlp, source = load(language), SETS[language]
    trees = gold_trees(data, source) if source.trees else None
    with nlp.select_pipes(disable=BEFORE):
        for record in read_jsonl(data / source.path):
            yield from examples_of(record, nlp(record["text"]), trees, language)


def examples_of(record: Mapping[str, Any], doc: Any, trees: Any, language: str) -> Iterator[Example]:
    """Yield the examples of an article; each pronoun joins what it truly stands for before the next is looked at."""
    owners = {place: number for number, chain in enumerate(key_chains(record, doc, trees)) for place in chain}
    weight = NEWS if record.get("genre") == "news" and language == "de" else 1.0
    told = Told(doc, gather(doc, language))
    for pronoun in find_pronouns(doc, language, told):
        rivals = list(told.rivals(pronoun))
        own = owners.get(pronoun.token.i)
        right = [own is not None and own in _owned(doc[rival.last.head], owners) for rival in rivals]
        yield Example(
            language, record["id"], pronoun.kind, _described(pronoun, rivals), (*right, not any(right)), weight
        )
        if any(right):
            told.join(rivals[right.index(True)].cluster, pronoun)


def _owned(head: Any, owners: Mapping[int, int]) -> set[int | None]:
    return {owners.get(head.i), owners.get(named_head(head).i)}


def _described(pronoun: Pronoun, rivals: Sequence[Rival]) -> tuple[Features, ...]:
    return (*(describe(pronoun, rival) for rival in rivals), describe_nobody(pronoun))


# -- learning ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """The examples of a language and a kind as one matrix [candidates, features]."""

    rows: Array
    right: Array
    starts: Array  # first row of each example
    weights: Array  # of each example

    def gradient(self, weights: Array) -> Array:
        """Return the gradient of the log likelihood."""
        scores = self.rows @ weights
        counts = np.diff(np.append(self.starts, len(scores)))
        scores = scores - np.repeat(np.maximum.reduceat(scores, self.starts), counts)
        every = np.exp(scores)
        good = np.where(self.right, every, 0.0)
        sums, goods = np.add.reduceat(every, self.starts), np.add.reduceat(good, self.starts)
        slopes = good / np.repeat(goods, counts) - every / np.repeat(sums, counts)
        return np.asarray(self.rows.T @ (slopes * np.repeat(self.weights, counts)))


def fitted(examples: Sequence[Example]) -> dict[tuple[str, str], dict[str, float]]:
    """Return the weights of each language and kind."""
    names = sorted({name for each in examples for features in each.features for name in features})
    keys = sorted({(each.language, each.kind) for each in examples})
    groups = {key: _group([e for e in examples if (e.language, e.kind) == key], names) for key in keys}
    parts = [
        ("", ""),
        *sorted({(language, "") for language, _ in keys}),
        *sorted({("", kind) for _, kind in keys}),
        *keys,
    ]
    shared = {
        key: [n for n, part in enumerate(parts) if all(a in ("", b) for a, b in zip(part, key, strict=True))]
        for key in keys
    }
    penalty = np.array([[PENALTY[sum(map(bool, part))]] for part in parts])
    weights = _adam(np.zeros((len(parts), len(names))), groups, shared, penalty)
    return {key: _common(weights[shared[key]].sum(0), groups[key], names) for key in keys}


def _group(examples: Sequence[Example], names: Sequence[str]) -> _Group:
    place = {name: number for number, name in enumerate(names)}
    rows = np.zeros((sum(len(e.features) for e in examples), len(names)))
    for row, features in enumerate(f for e in examples for f in e.features):
        for name, value in features.items():
            rows[row, place[name]] = value
    sizes = [len(e.features) for e in examples]
    return _Group(
        rows,
        np.array([r for e in examples for r in e.right]),
        np.cumsum([0, *sizes[:-1]]),
        np.array([e.weight for e in examples]),
    )


def _adam(weights: Array, groups: Mapping[Any, _Group], shared: Mapping[Any, list[int]], penalty: Array) -> Array:
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = -penalty * weights
        for key, group in groups.items():
            slope[shared[key]] += group.gradient(weights[shared[key]].sum(0))
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights = weights + RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def _common(weights: Array, group: _Group, names: Sequence[str]) -> dict[str, float]:
    counts = (group.rows != 0).sum(0)
    return {n: round(float(w), 3) for n, w, c in zip(names, weights, counts, strict=True) if c >= RARE}


# -- folds ------------------------------------------------------------------------------------------------------------


def folds_of(examples: Sequence[Example]) -> dict[tuple[str, str], int]:
    """Return the fold of each document by language and name."""
    documents = sorted({(each.language, each.document) for each in examples})
    return {document: number % FOLDS for number, document in enumerate(documents)}


def tell(
    examples: Sequence[Example], weights: Mapping[tuple[str, str], Mapping[str, float]], told: Counter[Any]
) -> None:
    """Count by language and kind how many pronouns have an antecedent, are given one, and are given the right one."""
    for each in examples:
        shares = chances(each.features, weights[each.language, each.kind])
        best = max(range(len(shares)), key=shares.__getitem__)
        given = best < len(shares) - 1
        for what, is_so in (("with", not each.right[-1]), ("given", given), ("right", given and each.right[best])):
            told[each.language, each.kind, what] += is_so


def written(weights: Weights) -> str:
    """Return the lexicon of a language."""
    lines = [HEAD]
    for kind in sorted(weights):
        lines.append(f"[weights.{kind}]")
        lines += [f"{json.dumps(name)} = {weight}" for name, weight in sorted(weights[kind].items())]
        lines.append("")
    return "\n".join(lines)


def of_language(weights: Mapping[tuple[str, str], dict[str, float]], language: str) -> dict[str, dict[str, float]]:
    """Return the weights of one language by kind of pronoun."""
    return {kind: own for (each, kind), own in weights.items() if each == language}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the weights of both languages, tell how they do, and write them where asked to."""
    parser = argparse.ArgumentParser(description="Fit which antecedent a pronoun has.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the annotated data")
    parser.add_argument(
        "--write", action="store_true", help="write the weights into the lexica, those of the folds here"
    )
    options = parser.parse_args(arguments)
    examples = [each for language in sorted(SETS) for each in read_examples(options.data, language)]
    folds, told, kept = folds_of(examples), Counter[Any](), []
    for number in range(FOLDS):
        inside = [folds[each.language, each.document] == number for each in examples]
        weights = fitted([each for each, own in zip(examples, inside, strict=True) if not own])
        tell([each for each, own in zip(examples, inside, strict=True) if own], weights, told)
        kept.append(of_language(weights, "de"))
    for language, kind in sorted({key[:2] for key in told}):
        numbers = {what: told[language, kind, what] for what in ("with", "given", "right")}
        print(language, kind, numbers, flush=True)
    if options.write:
        weights = fitted(examples)
        for language in SETS:
            text = written(of_language(weights, language))
            (FOLDER / language / "antecedents.toml").write_text(text, encoding="utf-8", newline="\n")
        own = {document: number for (language, document), number in folds.items() if language == "de"}
        kept_text = json.dumps({"folds": own, "weights": kept}, indent=0, sort_keys=True, ensure_ascii=False)
        KEPT.write_text(kept_text + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
