"""Fits which findings of rendered speech survive (``extract/lexica/LANGUAGE/survival.toml``), after weights change.

    python tests/quality/fit_survival.py --data DIR [--language en] [--articles 150] [--write]

A logistic regression with an L2 penalty, by Newton's method, on the first articles of the train part; what is right is
what the scorer matches. It is told beside the thresholds on dev, where the probability from which a finding is given
can be chosen (``--least``, ``--believed``). German has no such file: the encoder knows its train part by heart, so
that nothing can be learnt there of how far to trust it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from score_quotations import match
from tune_quotations import SETS, Sample, read_set, score

from hergang.extract.lexica import FOLDER
from hergang.extract.merging import thresholds
from hergang.extract.survival import Features, Weights, described, findings

RARE = 8  # findings, below which a feature gets no weight
PENALTY = 2.0
STEPS = 60
BELIEVED, LEAST = 0.3, 0.7
HEAD = """[about]
holds = "which findings of rendered speech survive: weights of a logistic regression (extract/survival.py)"
source = "tests/quality/fit_survival.py, on the train part"
licence = "as the project"

[given]
believed = {believed:g}
least = {least:g}

[weights]
"""


def rows(samples: Sequence[Sample], language: str) -> tuple[list[Features], list[bool]]:
    """Return the features of all findings of the articles, and which of them are right."""
    features: list[Features] = []
    right: list[bool] = []
    for sample in samples:
        readings = sample.readings
        learned = readings.learned or []
        _, found = findings(readings.rules, learned, sample.doc.text, kinds=readings.kinds)
        features += described(sample.doc, readings.rules, learned, found, language)
        gold = [entry.content for entry in sample.gold]
        right += [bool(match([one.item.content], gold)) for one in found]
    return features, right


def fitted(features: Sequence[Features], right: Sequence[bool], penalty: float = PENALTY) -> dict[str, float]:
    """Return the weights of the features that are common enough."""
    counts = Counter(name for row in features for name, value in row.items() if value)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((len(features), len(names)))
    for number, row in enumerate(features):
        for name, value in row.items():
            if name in place:
                table[number, place[name]] = value
    found = _newton(table, np.array(right, float), penalty)
    return {name: round(float(found[column]), 3) for name, column in place.items()}


def _newton(table: Any, right: Any, penalty: float) -> Any:
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chance - right) + penalty * weights
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + penalty * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return weights


def written(given: Weights) -> str:
    """Return the weights as a lexicon."""
    head = HEAD.format(believed=given.believed, least=given.least)
    return head + "".join(f'"{name}" = {value:g}\n' for name, value in sorted(given.weights.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the weights of a language, tell how they do, and write them where asked to."""
    parser = argparse.ArgumentParser(description="Fit which findings of rendered speech survive.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the annotated data")
    parser.add_argument("--language", choices=sorted(SETS), default="en")
    parser.add_argument("--articles", type=int, default=150, help="of the train part, so many")
    parser.add_argument("--least", type=float, default=LEAST, help="probability from which a finding is given")
    parser.add_argument("--believed", type=float, default=BELIEVED, help="the same of what the thresholds give too")
    parser.add_argument("--write", action="store_true", help="write the weights into the lexica")
    options = parser.parse_args(arguments)
    language, folder = options.language, options.data / f"{options.language}-quotes"
    found = fitted(
        *rows(read_set(folder / f"{SETS[language][0]}-train.jsonl", language, {}, options.articles), language)
    )
    given, now = Weights(options.believed, options.least, found), thresholds(language)
    for name in SETS[language]:
        samples = read_set(folder / f"{name}-dev.jsonl", language, {})
        weighed = score(samples, now, given)
        print(f"{name:10} thresholds {score(samples, now)}   weights {weighed}", flush=True)
    if options.write:
        (FOLDER / language / "survival.toml").write_text(written(given), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
