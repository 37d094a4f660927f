"""Scores how claims are meant on ``tests/data/written/claims-LANGUAGE-PART.jsonl``: fifty sentences of each kind.

    python tests/quality/score_claims.py [--data tests/data/written] [--part dev] [--misses]

The sentences are conditional, negated, intended, questioned or hearsay ("dev" has forty more of each kind); a star
stands behind each word whose claim is no certain fact in the article's voice. The claim of a word is the one with the
shortest clause around it. Figures, by kind:

- as fact: percent of the marked words whose claim comes out as certain, positive and in the article's voice (goal: 0);
- right: percent of those whose claim is found that are meant as the sentence's ``must`` says;
- found: percent of the marked words that have a claim at all.

The part "test" is for counting alone: nothing is tuned on it, so ``--misses`` shows those of "dev" only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import written_sets
from common import Figure, Tally, read_jsonl

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Claim

KINDS = ("conditional", "negated", "intended", "questioned", "hearsay")
FACT = {"certainty": "certain", "polarity": "positive", "voice": "article"}
PUBLISHED = "2024-05-02"  # the day on which all sentences are read


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of each language, with "dev" also those of the half that nobody looks at."""
    return written_sets.both_halves(score_part, data, part)


def score_part(data: Path, part: str) -> list[Figure]:
    """Return the figures of a part alone; the sentences of the checkout are read where ``data`` holds none."""
    return [figure for path in written_sets.paths(data, "claims", part) for figure in figures_of(tally_of(path))]


def figures_of(tally: Tally) -> list[Figure]:
    """Return the shares of each kind and of all."""
    return [tally.figure(name, "F1", name) for name in sorted(tally.counts)]


def tally_of(path: Path, misses: list[str] | None = None) -> Tally:
    """Return the counts over the sentences of a file; ``misses`` gets lines to read."""
    from hergang.extract.pipeline import annotate

    language = path.stem.split("-")[1]
    tally = Tally("claims", path.stem)
    for number, record in enumerate(read_jsonl(path)):
        text, words = parsed(record["text"])
        answer = annotate(Article(id=f"{path.stem}-{number}", text=text, language=language, published=PUBLISHED))
        for start, end in words:
            count(tally, number, record, claim_at(answer, start, end), misses)
    return tally


def count(
    tally: Tally, number: int, record: Mapping[str, Any], claim: Claim | None, misses: list[str] | None = None
) -> None:
    """Count one marked word by the claim of its clause."""
    told = meaning(claim) if claim is not None else {}
    as_fact = told == FACT
    right = claim is not None and not as_fact and all(told[key] == value for key, value in record["must"].items())
    for name in (record["kind"], "all"):
        tally.share(number, f"{name} as fact", as_fact)
        tally.share(number, f"{name} found", claim is not None)
        if claim is not None:
            tally.share(number, f"{name} right", right)
    if misses is not None and not right:
        word = "as fact" if as_fact else "not found" if claim is None else "wrong"
        misses.append(f"{record['kind']} {word}: {record['text']}\n    {told} must {dict(record['must'])}")


def meaning(claim: Claim) -> dict[str, str]:
    """Return certainty, polarity and voice of a claim."""
    return {field: getattr(claim, field) for field in FACT}


def parsed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a sentence without its stars, and the places of the words before them."""
    words, plain = [], ""
    for piece in re.split(r"(\w+\*)", text):
        if piece.endswith("*"):
            words.append((len(plain), len(plain) + len(piece) - 1))
        plain += piece.removesuffix("*")
    return plain, words


def claim_at(answer: Annotations, start: int, end: int) -> Claim | None:
    """Return the claim with the shortest clause around a word."""
    around = [c for c in answer.claims if c.text[0] <= start and end <= c.text[1]]
    return min(around, key=lambda claim: claim.text[1] - claim.text[0], default=None)


def _misses(path: Path) -> Iterator[str]:
    lines: list[str] = []
    tally_of(path, lines)
    yield from lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a part, or what is missed in it; return the exit code."""
    options = written_sets.options(
        written_sets.parser("Score how claims are meant on the written sentences.", "claims-LANGUAGE-PART.jsonl"),
        arguments,
    )
    if options.misses:
        for path in written_sets.paths(options.data, "claims", options.part):
            print("\n".join(_misses(path)))
        return 0
    for figure in score_part(options.data, options.part):
        print(f"{figure.data:15} {figure.name:24} {figure.value:6.1f} of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
