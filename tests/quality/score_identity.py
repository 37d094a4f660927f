"""Scores identity across articles: which mentions, over all articles of a set, are one thing; raw text in.

B-cubed over the mentions of names (Bagga and Baldwin 1998): for each mention the share of its node's mentions that are
of its chain (precision), and of its chain's that are of its node (recall). A mention of the set counts where the
program has a name mention that overlaps it; a mention that it has not counts as a node of its own. Beside it: the share
of names shared by two people that stay two, and no more than two.

    python tests/quality/score_identity.py --data ../shared/data written ecb-dev meantime-dev newswcl-dev

Sets: ``written`` (`tests/data/written/identity.txt`, ours, sixty articles, half of them German, ten names shared by two
people), and the cross-article chains of ECB+, MEANTIME and NewsWCL50 (within each of its stories), English alone; of
these only mentions that are names of persons, bodies and places.
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

from common import Figure, Tally

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
LOST = "none"  # what the nodes of mentions begin with that the program did not find
LOOSE = ("_COUNTRY", "_ACTOR-I", "_MISC")  # NewsWCL50's chains of what belongs to one country, or is hard to say
_HEAD = re.compile(r"^== (?P<language>de|en) (?P<day>\d{4}-\d\d-\d\d) (?P<title>.+)$", re.MULTILINE)
_MARK = re.compile(r"\[(?P<words>[^|\]]+)\|(?P<chain>[^\]]+)\]")


@dataclass(frozen=True)
class Marked:
    """An article with its mentions: (start, end) -> chain."""

    article: Article
    mentions: Mapping[tuple[int, int], str]
    group: str = ""  # of articles over which chains go; in NewsWCL50 each story has its own


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
    found = []
    for name, marked in sets.items():
        named = nodes(read(one.article for one in marked))
        found += figures(name, marked, named)
        if name == "identity-written":
            for language in ("de", "en"):
                found += figures(
                    f"{name}-{language}", [one for one in marked if one.article.language == language], named
                )
    return found


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
            chain = str(mention.get("chain") or "")
            if chain and not chain.endswith(LOOSE) and _is_name(text[slice(*span)], str(mention.get("type", ""))):
                mentions[span] = chain
        article = Article(f"{number:016x}", text, title=record.get("title"), published=day, language="en")
        yield Marked(article, mentions, record["story"] if file.name.startswith("newswcl") else "")


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
    placed = list(_placed(marked, named))
    shares, total = list(_shares(placed)), max(len(placed), 1)
    told: dict[str, set[str]] = defaultdict(set)
    for _, chain, node in placed:
        if not node.startswith(LOST):
            told[chain].add(node)
    found = sum(not node.startswith(LOST) for *_, node in placed)
    return Score(sum(p for p, _ in shares) / total, sum(r for _, r in shares) / total, len(placed), found), told


def figures(data: str, marked: Sequence[Marked], named: Mapping[tuple[str, int, int], str]) -> list[Figure]:
    """Return B-cubed with its intervals, articles drawn anew."""
    tally, placed = Tally("identity", data), list(_placed(marked, named))
    for (article, *_), (precision, recall) in zip(placed, _shares(placed), strict=True):
        tally.add(article, "B³", precision, 1, 1, found=recall)
    return tally.figures("B³")


def _placed(marked: Sequence[Marked], named: Mapping[tuple[str, int, int], str]) -> Iterator[tuple[str, str, str]]:
    """Yield article, chain and node of each mention; what the program did not find has a node of its own."""
    by_article: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for (article, start, end), iri in named.items():
        by_article[article].append((start, end, iri))
    for one in marked:
        for (start, end), chain in one.mentions.items():
            over = [(min(e, end) - max(s, start), iri) for s, e, iri in by_article[one.article.id]]
            most, iri = max(over, key=lambda pair: pair[0], default=(0, ""))
            yield one.article.id, chain, f"{one.group} {iri}" if most > 0 else f"{LOST} {one.article.id} {start}"


def _shares(placed: Sequence[tuple[str, str, str]]) -> Iterator[tuple[float, float]]:
    """Yield the precision and the recall of each mention."""
    both = Counter((chain, node) for _, chain, node in placed)
    of_chain, of_node = Counter(chain for _, chain, _ in placed), Counter(node for *_, node in placed)
    for _, chain, node in placed:
        yield both[chain, node] / of_node[node], both[chain, node] / of_chain[chain]


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
    """Answer whether a mention is a name, with a title before it perhaps: every longer word has a capital."""
    longer = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    is_named = words[:1].isupper() and len(words) < 60 and all(word[0].isupper() for word in longer)
    return is_named and bool(re.search(r"HUM|LOC|ORG|PER|GPE|ACTOR|FIN|PRO", kind, re.IGNORECASE))


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
