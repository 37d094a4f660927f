"""Scores identity across articles: which mentions, over all articles of a set, are one thing; raw text in.

B-cubed over the mentions of names (Bagga and Baldwin 1998): for each mention the share of its node's mentions that are
of its chain (precision), and of its chain's that are of its node (recall). A mention of the set counts where the
program has a name mention that overlaps it; a mention that it has not counts as a node of its own. Beside it: the share
of names shared by two people that stay two, and no more than two.

    python tests/quality/score_identity.py --data ../shared/data written ecb-dev meantime-dev newswcl-dev

Sets: ``written`` (`tests/data/written/identity.txt`, ours, sixty articles, half of them German, ten names shared by two
people), and the cross-article chains of ECB+, MEANTIME and NewsWCL50, English alone; of these only mentions that begin
with a capital letter and are of persons, bodies and places.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from common import Figure

from hergang.corpus.article import Article
from hergang.extract import pipeline
from hergang.extract.records import Annotations
from hergang.graphs.iris import Iris
from hergang.graphs.members import find_locals
from hergang.graphs.projection import Projection, place_of
from hergang.graphs.revised import Revised
from hergang.graphs.state import State

WRITTEN = Path(__file__).resolve().parent.parent / "data" / "written" / "identity.txt"
CHAINED = ("ecb", "meantime", "newswcl")
_HEAD = re.compile(r"^== (?P<language>de|en) (?P<day>\d{4}-\d\d-\d\d) (?P<title>.+)$", re.MULTILINE)
_MARK = re.compile(r"\[(?P<words>[^|\]]+)\|(?P<chain>[^\]]+)\]")


@dataclass(frozen=True)
class Marked:
    """An article with its mentions: (start, end) -> chain."""

    article: Article
    mentions: Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Score:
    """B-cubed of a set."""

    precision: float
    recall: float
    mentions: int
    found: int

    @property
    def f1(self) -> float:
        """Return the harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def score(data: Path, part: str) -> list[Figure]:
    """Return B-cubed of our own articles (all were looked at) and of the sets with chains that have the part."""
    sets = {"identity-written": list(written())} if part == "dev" else {}
    files = {name: data / "stories" / f"{name}-{part}.jsonl" for name in CHAINED}
    sets |= {f"{name}-{part}": list(chains(file)) for name, file in files.items() if file.is_file()}
    figures = []
    for name, marked in sets.items():
        found, _ = b_cubed(marked, nodes(read(one.article for one in marked)))
        told = (("P", found.precision), ("R", found.recall), ("F1", found.f1))
        figures += [Figure("identity", name, f"B³ {kind}", 100 * value, found.mentions) for kind, value in told]
    return figures


def written(file: Path = WRITTEN) -> Iterator[Marked]:
    """Yield the articles that we wrote."""
    text = file.read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        plain, mentions = _unmarked(text[head.end() : end].strip())
        article = Article(
            f"{number:016x}", plain, title=head["title"], published=head["day"], language=head["language"]
        )
        yield Marked(article, mentions)


def chains(file: Path) -> Iterator[Marked]:
    """Yield the articles of a set with chains across articles, names alone."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        text, day = record["text"], (record.get("date") or "")[:10] or None
        mentions = {}
        for mention in record["mentions"]:
            span = (mention["spans"][0][0], mention["spans"][-1][1])
            if mention.get("chain") and _is_name(text[slice(*span)], str(mention.get("type", ""))):
                mentions[span] = str(mention["chain"])
        article = Article(f"{number:016x}", text, title=record.get("title"), published=day, language="en")
        yield Marked(article, mentions)


def read(articles: Iterable[Article]) -> dict[str, Revised]:
    """Return what the program reads from the articles."""
    setup = pipeline.setup(None)
    return {article.id: revised(pipeline.annotate(article, setup=setup)) for article in articles}


def revised(annotations: Annotations) -> Revised:
    """Return what was read from an article as its only revision."""
    return Revised(annotations, annotations.article.digest, 1, "2023-01-01T00:00:00Z", standing=True)


@contextmanager
def projected(revisions: Mapping[str, Revised]) -> Iterator[Projection]:
    """Yield the graph of some articles."""
    with State() as state:
        projection = Projection(state, "x:/", lambda article: [revisions[article]])
        for _ in projection.take(sorted(revisions, key=lambda article: place_of([revisions[article]]))):
            pass
        yield projection


def nodes(revisions: Mapping[str, Revised]) -> dict[tuple[str, int, int], str]:
    """Return the node of each mention of a name, told by article, start and end."""
    found = {}
    with projected(revisions) as projection:
        for article, revised in revisions.items():
            locals_ = find_locals([revised], place_of([revised]), Iris("x:/"))
            iris = projection.identity.iris(article)
            for entity in revised.annotations.entities:
                for mention in entity.mentions:
                    if mention.kind == "name":
                        iri = iris[locals_.by_key[revised.digest, entity.id]]
                        found[article, mention.start, mention.end] = iri
    return found


def b_cubed(marked: Sequence[Marked], named: Mapping[tuple[str, int, int], str]) -> tuple[Score, dict[str, set[str]]]:
    """Return B-cubed, and the nodes of each chain."""
    by_article: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for (article, start, end), iri in named.items():
        by_article[article].append((start, end, iri))
    pairs = []
    for one in marked:
        for (start, end), chain in one.mentions.items():
            over = [iri for s, e, iri in by_article[one.article.id] if s < end and start < e]
            pairs.append((chain, over[0] if over else f"none {one.article.id} {start}", bool(over)))
    both = Counter((chain, node) for chain, node, _ in pairs)
    of_chain, of_node = Counter(chain for chain, *_ in pairs), Counter(node for _, node, _ in pairs)
    total = max(len(pairs), 1)
    precision = sum(both[chain, node] / of_node[node] for chain, node, _ in pairs) / total
    recall = sum(both[chain, node] / of_chain[chain] for chain, node, _ in pairs) / total
    told: dict[str, set[str]] = defaultdict(set)
    for chain, node, is_found in pairs:
        if is_found:
            told[chain].add(node)
    return Score(precision, recall, len(pairs), sum(is_found for *_, is_found in pairs)), told


def apart(marked: Sequence[Marked], told: Mapping[str, set[str]]) -> tuple[int, int, int]:
    """Return of the names that two people share: how many are kept apart, of how many, and nodes too many."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in marked:
        for (start, end), chain in one.mentions.items():
            words = one.article.text[start:end]
            if " " in words:
                names[words].add(chain)
    shared = [sorted(found) for found in names.values() if len(found) > 1]
    kept = sum(not set.intersection(*(told[chain] for chain in found)) for found in shared)
    return kept, len(shared), sum(len(told[chain]) - 1 for found in shared for chain in found if told[chain])


def _unmarked(text: str) -> tuple[str, dict[tuple[int, int], str]]:
    mentions, plain, last = {}, "", 0
    for mark in _MARK.finditer(text):
        plain += text[last : mark.start()]
        mentions[len(plain), len(plain) + len(mark["words"])] = mark["chain"]
        plain += mark["words"]
        last = mark.end()
    return plain + text[last:], mentions


def _is_name(words: str, kind: str) -> bool:
    return (
        words[:1].isupper()
        and len(words) < 60
        and bool(re.search(r"HUM|LOC|ORG|PER|GPE|ACTOR|COUNTRY|FIN|PRO", kind, re.I))
    )


def main() -> None:
    """Read the sets, score and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    chosen = parser.parse_args()
    print("| set | articles | mentions | found | precision | recall | B³ | shared names kept apart | nodes too many |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in chosen.sets:
        marked = list(written() if name == "written" else chains(chosen.data / "stories" / f"{name}.jsonl"))
        result, told = b_cubed(marked, nodes(read(one.article for one in marked)))
        kept, shared, more = apart(marked, told)
        figures = " | ".join(f"{100 * value:.1f}" for value in (result.precision, result.recall, result.f1))
        both = f"{kept} of {shared} | {more}" if name == "written" else "| "
        print(f"| {name} | {len(marked)} | {result.mentions} | {result.found} | {figures} | {both} |", flush=True)


if __name__ == "__main__":
    main()
