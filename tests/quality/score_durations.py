"""Scores what durations measure on ``tests/data/written/durations-LANGUAGE-PART.jsonl``: 25 sentences each.

    python tests/quality/score_durations.py [--data tests/data/written] [--part dev] [--misses]

A sentence has at most one duration; ``tells`` says whether it is the length of a ``clause`` or of a ``noun`` (the word
is ``measures``), tells ``when`` (counted from something, or a stretch of time), or ``nothing`` (a difference). In some
there is only an age or a date. Figures, by language:

- tied: F1 over the sentences' ties, a duration with the word that it measures; one that is tied wrongly counts against
  precision and recall;
- clause right: percent of the durations of clauses that are the ``duration`` of the claim around that word;
- when right: percent of those that tell when that are a claim's ``happened`` and no claim's ``duration``.

The part "test" is for counting alone: nothing is tuned on it, so ``--misses`` shows those of "dev" only.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import written_sets
from common import Figure, Tally, read_jsonl

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Timex

PUBLISHED = "2024-05-02"  # the day on which all sentences are read


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of each language, with "dev" also those of the half that nobody looks at."""
    return written_sets.both_halves(score_part, data, part)


def score_part(data: Path, part: str) -> list[Figure]:
    """Return the figures of a part alone; the sentences of the checkout are read where ``data`` holds none."""
    return [f for path in written_sets.paths(data, "durations", part) for f in figures_of(tally_of(path))]


def figures_of(tally: Tally) -> list[Figure]:
    """Return precision, recall and F1 of the ties, and the shares of claims that say the same."""
    return [*tally.figures("tied"), tally.figure("clause right"), tally.figure("when right")]


def tally_of(path: Path, misses: list[str] | None = None) -> Tally:
    """Return the counts over the sentences of a file; ``misses`` gets lines to read."""
    from hergang.extract.pipeline import annotate

    language = path.stem.split("-")[1]
    tally = Tally("durations", path.stem)
    for number, record in enumerate(read_jsonl(path)):
        article = Article(id=f"{path.stem}-{number}", text=record["text"], language=language, published=PUBLISHED)
        count(tally, number, record, annotate(article), misses)
    return tally


def count(
    tally: Tally, number: int, record: Mapping[str, Any], answer: Annotations, misses: list[str] | None = None
) -> None:
    """Count one sentence."""
    text, word = record["text"], record.get("measures")
    ties = [(time, text[slice(*time.measures)]) for time in answer.times if time.measures is not None]
    right = sum(_covers(time, record) and tied == word for time, tied in ties)
    tally.add(number, "tied", right, len(ties), word is not None)
    said = _in_claims(record, answer)
    if said is not None:
        tally.share(number, f"{record['tells']} right", said)
    if misses is not None and (right, len(ties)) != ((1, 1) if word else (0, 0)):
        misses.append(f"tied to {[tied for _, tied in ties]}, not {word}: {text}")
    if misses is not None and said is False:
        misses.append(f"no claim tells {record['tells']}: {text}")


def _covers(time: Timex, record: Mapping[str, Any]) -> bool:
    start = record["text"].index(record["duration"]) if "duration" in record else -1
    return start >= 0 and time.start < start + len(record["duration"]) and start < time.end


def _in_claims(record: Mapping[str, Any], answer: Annotations) -> bool | None:
    """Tell whether the claims say what the duration tells; None where it is no matter of claims."""
    ids = {time.id for time in answer.times if _covers(time, record)}
    lasting = [c for c in answer.claims if any(a.role == "duration" and a.value in ids for a in c.arguments)]
    if record["tells"] == "clause":
        place = record["text"].index(record["measures"])
        return any(claim.text[0] <= place < claim.text[1] for claim in lasting)
    if record["tells"] == "when":
        return not lasting and any(claim.happened in ids for claim in answer.claims)
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a part, or what is missed in it; return the exit code."""
    options = written_sets.options(
        written_sets.parser("Score what durations measure on the written sentences.", "durations-LANGUAGE-PART.jsonl"),
        arguments,
    )
    if options.misses:
        lines: list[str] = []
        for path in written_sets.paths(options.data, "durations", options.part):
            tally_of(path, lines)
        print("\n".join(lines))
        return 0
    for figure in score_part(options.data, options.part):
        print(f"{figure.data:18} {figure.name:14} {figure.value:6.1f} of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
