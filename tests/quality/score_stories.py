"""Scores stories: which articles are on one course of events; raw text in, each set as one archive.

Sets: the articles of SemEval 2022 task 8 (German and English, without dates; nearly all of its stories hold one or two
articles), those of NewsWCL50 and of ECB+ (English).

- **B³**: B-cubed over articles (Bagga and Baldwin 1998), beside what it is where every article is a story of its own
  and where all are one.
- **same story**: of all pairs of articles those that are of one story. SemEval's are the pairs that people scored from
  1 to 4 alone: one story under 2, two stories from 2.5 on, those between left out; by the languages of the two, those
  across languages of the train part, since dev has none of one story.

    python tests/quality/score_stories.py --data ../shared/data semeval-dev newswcl-dev ecb-dev
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import Figure, Tally, article_of, labelled, read_jsonl
from score_identity import projected, read

from hergang.graphs.revised import Revised

SETS = ("semeval", "newswcl", "ecb")
ACROSS = "de-en"
ONE, TWO = 2.0, 2.5  # a pair scored under the first is of one story, from the second on of two


@dataclass(frozen=True)
class Pair:
    """Two articles that people compared."""

    articles: tuple[str, str]
    languages: str  # "de-en"
    same: bool  # of one story


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of the sets that have the part; beside dev the German-English pairs that it lacks."""
    names = [f"{name}-{part}" for name in SETS]
    found = [figure for name in names if _file(data, name).is_file() for figure in _of_set(data, name)]
    return found + (labelled(_across(data, "semeval-train"), "train") if part == "dev" else [])


def figures(name: str, told: Mapping[str, str], found: Mapping[str, str], pairs: Sequence[Pair]) -> list[Figure]:
    """Return the figures of a set: articles to stories, as told and as found; without pairs all are counted."""
    tally = Tally("stories", name)
    ways = {"B³": found, "B³, each its own": {id_: id_ for id_ in told}, "B³, all one": dict.fromkeys(told, "")}
    for title, grouped in ways.items():
        _add_b_cubed(tally, title, told, grouped)
    measured = [*tally.figures("B³"), *(tally.figure(title) for title in list(ways)[1:])]
    compared = Tally("stories", name)
    if pairs:
        _add_pairs(compared, pairs, found)
    else:
        _add_all_pairs(compared, told, found)
    return measured + [
        figure for title, counts in compared.counts.items() if counts.gold for figure in compared.figures(title)
    ]


def grouped(revisions: Mapping[str, Revised]) -> dict[str, str]:
    """Return the story of each article."""
    with projected(revisions) as projection:
        return {article: str(projection.stories.of(article)) for article in revisions}


def read_pairs(file: Path) -> Iterator[Pair]:
    """Yield the pairs that are clearly of one story or clearly of two; none where there is no file."""
    for record in read_jsonl(file) if file.is_file() else ():
        if not ONE <= record["overall"] < TWO:
            one, other = record["articles"]
            yield Pair((one, other), "-".join(sorted(record["languages"])), record["overall"] < ONE)


def _of_set(data: Path, name: str) -> list[Figure]:
    records = list(read_jsonl(_file(data, name)))
    pairs = list(read_pairs(_file(data, name.replace("-", "-pairs-"))))
    found = grouped(read(article_of(record, record["language"]) for record in records))
    return figures(name, {record["id"]: record["story"] for record in records}, found, pairs)


def _across(data: Path, name: str) -> list[Figure]:
    """Return the figures of the German-English pairs of a set, their articles an archive of their own."""
    pairs = [pair for pair in read_pairs(_file(data, name.replace("-", "-pairs-"))) if pair.languages == ACROSS]
    wanted = {id_ for pair in pairs for id_ in pair.articles}
    records = [record for record in read_jsonl(_file(data, name)) if record["id"] in wanted] if pairs else []
    found = grouped(read(article_of(record, record["language"]) for record in records))
    tally = Tally("stories", name)
    _add_pairs(tally, pairs, found)
    title = f"same story, {ACROSS}"
    return tally.figures(title) if pairs else []


def _file(data: Path, name: str) -> Path:
    return data / "stories" / f"{name}.jsonl"


def _add_b_cubed(tally: Tally, title: str, told: Mapping[str, str], found: Mapping[str, str]) -> None:
    of_told, of_found = Counter(told.values()), Counter(found[id_] for id_ in told)
    both = Counter((told[id_], found[id_]) for id_ in told)
    for id_, story in told.items():
        shared = both[story, found[id_]]
        tally.add(id_, title, shared / of_found[found[id_]], 1, 1, found=shared / of_told[story])


def _add_pairs(tally: Tally, pairs: Sequence[Pair], found: Mapping[str, str]) -> None:
    for pair in pairs:
        one, other = (found[id_] for id_ in pair.articles)
        for title in ("same story", f"same story, {pair.languages}"):
            tally.add(pair.articles, title, pair.same and one == other, one == other, pair.same)


def _add_all_pairs(tally: Tally, told: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Count each pair half for either article, since articles are drawn for the interval."""
    of_told, of_found = Counter(told.values()), Counter(found[id_] for id_ in told)
    both = Counter((told[id_], found[id_]) for id_ in told)
    for id_, story in told.items():
        hits, answers, gold = both[story, found[id_]], of_found[found[id_]], of_told[story]
        tally.add(id_, "same story", (hits - 1) / 2, (answers - 1) / 2, (gold - 1) / 2)


def main() -> None:
    """Read the sets, score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    chosen = parser.parse_args()
    for name in chosen.sets:
        for figure in _of_set(chosen.data, name):
            print(f"{figure.data:14} {figure.name:28} {figure.value:6.1f}  of {figure.count}", flush=True)


if __name__ == "__main__":
    main()
