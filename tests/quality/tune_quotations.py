"""Chooses what of rules and encoder is believed alone (``extract/lexica/*/quotations.toml``), after weights change.

    python tests/quality/tune_quotations.py --data DIR              shows what would be chosen
    python tests/quality/tune_quotations.py --data DIR --write      writes it
    python tests/quality/tune_quotations.py --data DIR --bias content reported=1.5 free-indirect=0.5

Every other article of dev is tuned on, the figures of the others are told beside them. News decides: the Bundestag's
set is told, not tuned on. What is raised is the F1 of contents that overlap, and where the set has kinds the mean of
this and of the F1 of contents with the right kind. One threshold is changed after the other, until none raises it by
more than MARGIN; a rule is trusted alone where that raises it. Nothing is written where the other articles lose by it.

``--bias`` reads with other corrections of a head's logits than the model's own (B and I of a kind alike), so that they
can be compared; the best go into the model's ``meta.json``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path
from typing import Any, get_args

import numpy as np
from common import article_of, read_jsonl
from score_quotations import Gold, gold_quotations, match

from hergang.extract.lexica import FOLDER
from hergang.extract.merging import Thresholds, thresholds
from hergang.extract.pipeline import load
from hergang.extract.quotations import Readings, merge_readings, read_twice
from hergang.extract.records import QuotationKind
from hergang.extract.survival import Weights

SETS = {"de": ("wikinews", "spkatt"), "en": ("polnear",)}  # the first of each language is tuned on
STEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
MARGIN = 0.3  # points of F1: less is chance, finer steps too
KINDS: tuple[QuotationKind, ...] = get_args(QuotationKind)
RULES = (
    "indirect/as", "indirect/clause", "indirect/mark", "indirect/nach", "indirect/noun", "indirect/parenthesis",
    "indirect/postposition", "indirect/preposition", "indirect/so", "reported/phrase", "unframed/I", "unframed/II",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """An article read twice, and its annotated quotations."""

    doc: Any
    readings: Readings
    gold: tuple[Gold, ...]


@dataclass(frozen=True)
class Score:
    """Precision and F1 of contents, and F1 of contents with the right kind (None where the set has no kinds)."""

    precision: float
    f1: float
    typed: float | None

    @property
    def goal(self) -> float:
        """Return what is raised."""
        return self.f1 if self.typed is None else (self.f1 + self.typed) / 2

    def __str__(self) -> str:
        typed = "" if self.typed is None else f"  typed F1 {self.typed:.1f}"
        return f"P {self.precision:.1f}  F1 {self.f1:.1f}{typed}"


def read_set(
    path: Path, language: str, bias: Mapping[str, Mapping[str, float]], most: int | None = None
) -> list[Sample]:
    """Return the (``most`` first) articles of a set, read by everything that stands before the quotations."""
    nlp = load(language)
    _set_bias(nlp.get_pipe("hergang_encoder"), bias)
    before = nlp.pipeline[: nlp.pipe_names.index("hergang_quotations")]
    samples = []
    for record in islice(read_jsonl(path), most):
        doc = nlp.make_doc(article_of(record, language).text.replace("\u00a0", " "))
        doc._.language = language
        for _, component in before:
            doc = component(doc)
        samples.append(Sample(doc, read_twice(doc, language), tuple(gold_quotations(record["attributions"]))))
    return samples


def _set_bias(encoder: Any, bias: Mapping[str, Mapping[str, float]]) -> None:
    """Put corrections of logits in the place of those that the model's files tell."""
    meta = encoder.artifact.meta
    own = dict(meta.bias)
    for head, kinds in bias.items():
        own[head] = np.array([kinds.get(label.partition("-")[2], 0.0) for label in meta.heads[head]], np.float32)
    encoder.artifact.meta = replace(meta, bias=own)


def score(samples: Sequence[Sample], limits: Thresholds, given: Weights | None = None) -> Score:
    """Return the figures of some articles, by thresholds or, where these are given, by weights."""
    hits = right = answers = gold = 0
    kinds = any(entry.kind for sample in samples for entry in sample.gold)
    for sample in samples:
        items = merge_readings(sample.doc, sample.readings, limits, given)
        pairs = match([item.content for item in items], [entry.content for entry in sample.gold])
        hits += len(pairs)
        right += sum(items[answer].kind == sample.gold[entry].kind for answer, entry in pairs)
        answers, gold = answers + len(items), gold + len(sample.gold)
    whole = max(1, answers + gold)
    return Score(100 * hits / max(1, answers), 200 * hits / whole, 200 * right / whole if kinds else None)


def tune(samples: Sequence[Sample], start: Thresholds) -> Thresholds:
    """Return the thresholds that no single change makes better by more than MARGIN on the articles."""
    best, value = start, score(samples, start).goal
    while True:
        before = value
        for kind, step in product(KINDS, STEPS):
            best, value = _better(samples, best, value, replace(best, least={**best.least, kind: step}))
        for rule in RULES:
            best, value = _better(samples, best, value, replace(best, trusted=best.trusted ^ {rule}))
        if value <= before:
            return best


def _better(samples: Sequence[Sample], best: Thresholds, value: float, other: Thresholds) -> tuple[Thresholds, float]:
    found = score(samples, other).goal
    return (other, found) if found > value + MARGIN else (best, value)


def written(language: str, limits: Thresholds) -> str:
    """Return the lexicon of a language with other thresholds; all that stands around them is kept."""
    text = (FOLDER / language / "quotations.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[least]\n")
    after = rest[rest.index("\n]\n", rest.index("[trusted]\nrules")) + 3 :]
    between = rest[rest.index("\n\n") : rest.index("[trusted]")]
    least = "\n".join(f"{kind} = {limits.least[kind]:g}" for kind in sorted(KINDS))
    rules = "".join(f'    "{rule}",\n' for rule in sorted(limits.trusted))
    return f"{head}[least]\n{least}{between}[trusted]\nrules = [\n{rules}]\n{after}"


def report(language: str, data: Path, bias: Mapping[str, Mapping[str, float]], *, write: bool) -> Iterator[str]:
    """Yield the lines that tell what is chosen for a language and how it does, and write it where asked to."""
    now = best = thresholds(language)
    holds = False
    for number, name in enumerate(SETS[language]):
        samples = read_set(data / f"{language}-quotes" / f"{name}-dev.jsonl", language, bias)
        halves = {"every other article": samples[::2], "the others": samples[1::2]}
        if number == 0:
            best = tune(samples[::2], now)
            holds = score(samples[1::2], best).goal >= score(samples[1::2], now).goal
        for half, own in halves.items():
            yield f"{name:10} {half:20} now {score(own, now)}   chosen {score(own, best)}"
    if write and holds:
        (FOLDER / language / "quotations.toml").write_text(written(language, best), encoding="utf-8", newline="\n")
    if not holds:
        yield f"{language}: left as it is, since the others lose by what is chosen:"
    yield f"{language}: least {dict(best.least)}, trusted {sorted(best.trusted)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Tune the languages asked for."""
    parser = argparse.ArgumentParser(description="Choose the thresholds of quotations on dev.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the annotated data")
    parser.add_argument("--language", choices=sorted(SETS), action="append", help="only this one")
    parser.add_argument("--write", action="store_true", help="write what is chosen into the lexica")
    parser.add_argument("--bias", nargs="+", default=[], metavar=("HEAD", "KIND=LOGITS"), help="other corrections")
    options = parser.parse_args(arguments)
    bias = {options.bias[0]: _pairs(options.bias[1:])} if options.bias else {}
    for language in options.language or sorted(SETS):
        for line in report(language, options.data, bias, write=options.write):
            print(line, flush=True)
    return 0


def _pairs(entries: Sequence[str]) -> dict[str, float]:
    return {kind: float(value) for kind, _, value in (entry.partition("=") for entry in entries)}


if __name__ == "__main__":
    sys.exit(main())
