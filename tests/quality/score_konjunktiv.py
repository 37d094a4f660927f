"""Scores the German Konjunktiv on ``tests/data/written/konjunktiv-*.jsonl``: 75 sentences each in it and not in it.

    python tests/quality/score_konjunktiv.py [--data tests/data/written] [--part dev] [--misses]

The treebanks have too few of it to tell anything. Figures, over tokens:

- Mood=Sub: what the pipeline's feature says (`token.morph`);
- rules: what `hergang.extract.mood.konjunktiv` says, by which indirect speech is told;
- which: the same, right only where Konjunktiv I and II are not mistaken for each other.

The part "test" is for counting alone: nothing is tuned on it, so ``--misses`` shows those of "dev" only. Each sentence
is read on its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import written_sets
from common import Counts, Figure, base_pipeline, read_jsonl

from hergang.extract.mood import konjunktiv

Found = Mapping[tuple[int, int], str]  # Konjunktiv by span: I, II, or Sub where the kind is not told


def _features(doc: Any) -> Found:
    return {_span(token): "Sub" for token in doc if "Sub" in token.morph.get("Mood")}


def _rules(doc: Any) -> Found:
    return {_span(token): "Sub" for token in doc if konjunktiv(token)}


def _which(doc: Any) -> Found:
    return {_span(token): kind for token in doc if (kind := konjunktiv(token))}


READERS: Mapping[str, Callable[[Any], Found]] = {"Mood=Sub": _features, "rules": _rules, "which": _which}


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of a part, with "dev" also those of the half that nobody looks at."""
    return written_sets.both_halves(score_part, data, part)


def score_part(data: Path, part: str, nlp: Any = None) -> list[Figure]:
    """Return the figures of a part alone; the sentences of the checkout are read where ``data`` holds none."""
    path = (data if any(data.glob("konjunktiv-*.jsonl")) else written_sets.WRITTEN) / f"konjunktiv-{part}.jsonl"
    if not path.is_file():
        return []
    counts = {name: Counts() for name in READERS}
    for record, doc in read(path, nlp):
        for name, reader in READERS.items():
            marked, found = gold(record, name), reader(doc)
            counts[name].add(len(marked.items() & found.items()), len(found), len(marked))
    return [figure for name, count in counts.items() for figure in count.figures("konjunktiv", path.stem, name)]


def read(path: Path, nlp: Any = None) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each record with the Doc that the pipeline makes of it, by default the shipped one."""
    records = list(read_jsonl(path))
    nlp = base_pipeline("de") if nlp is None else nlp
    return zip(records, nlp.pipe(record["text"] for record in records), strict=True)


def gold(record: Mapping[str, Any], name: str) -> Found:
    """Return the annotated Konjunktiv of a record, as the reader of that name would find it."""
    verbs = [verb for verb in record["verbs"] if verb["mood"] == "Sub"]
    return {(verb["start"], verb["end"]): verb["konjunktiv"] if name == "which" else "Sub" for verb in verbs}


def misses(path: Path, nlp: Any = None) -> Iterator[str]:
    """Yield a line for each verb that is missed, or taken wrongly, with its sentence."""
    for record, doc in read(path, nlp):
        for name, reader in READERS.items():
            marked, found = gold(record, name), reader(doc)
            for (start, end), kind in sorted(marked.items() ^ found.items()):
                verdict = "missed" if marked.get((start, end)) == kind else "too much"
                yield f"{name:9} {verdict:9} {record['text'][start:end]} ({kind}): {record['text']}"


def _span(token: Any) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a part, or what is missed in it; return the exit code."""
    options = written_sets.options(
        written_sets.parser("Score the German Konjunktiv on the written sentences.", "konjunktiv-PART.jsonl"), arguments
    )
    if options.misses:
        print("\n".join(misses(options.data / f"konjunktiv-{options.part}.jsonl")))
        return 0
    for figure in score_part(options.data, options.part):
        low, high = figure.interval or (figure.value, figure.value)
        print(f"{figure.data:15} {figure.name:12} {figure.value:6.1f} ({low:.1f}-{high:.1f}) of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
