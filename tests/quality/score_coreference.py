"""Scores coreference: which mentions are one entity; raw text in.

CoNLL F1 is the mean of three (Pradhan et al. 2014, "Scoring Coreference Partitions of Predicted Mentions"): MUC counts
links (Vilain et al. 1995), B³ mentions (Bagga and Baldwin 1998), CEAFe entities in the best one-to-one alignment (Luo
2005, with the similarity φ4). Counts are summed over documents.

Mentions match by their head word: where a phrase ends is another question. English head words come from the treebank of
the same texts, German ones from the program's own parse. Entities with one mention are left out on both sides:
ParCorFull does not mark them. Three levels:

- all mentions of the set: of abstract things and events too, which the program does not read;
- given the mention: those that both have, so that linking alone is measured (entities with one mention stay here);
- names and descriptions, given the mention: the same without pronouns.

Anaphors are pronouns with an antecedent in the set; one is right if the mention before it of the program's entity is of
the same cluster. German has no dev part: all that is there ("train") is scored, each text with weights of antecedents
that were fitted without it (``antecedents_folds.json``); no word list or rule is tuned on it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from common import MEASURES, Figure, Tally, interval, labelled, read_jsonl

from hergang.extract.antecedents import named_head
from hergang.extract.training.mentions import Tree, chains, gold_tree, gold_trees
from hergang.extract.training.settings import Source

Chain = frozenset[int]
METRICS = ("MUC", "B³", "CEAFe")
KEPT = Path(__file__).with_name("antecedents_folds.json")
LEVELS = ("", "given the mention", "names and descriptions, given the mention")
LATER = ("hergang_quotations", "hergang_relations", "hergang_claims")
PRONOUNS = ("PRON", "DET", "ADV")


# -- metrics ----------------------------------------------------------------------------------------------------------


def counts(key: Sequence[Chain], response: Sequence[Chain]) -> dict[str, tuple[float, float, float, float]]:
    """Return by metric: hits and answers (their ratio is precision), hits and items of the key (recall)."""
    owners = [{mention: number for number, chain in enumerate(side) for mention in chain} for side in (key, response)]
    similar = _alignment(key, response)
    return {
        "MUC": (*_links(response, owners[0]), *_links(key, owners[1])),
        "B³": (*_mentions(response, key, owners[0]), *_mentions(key, response, owners[1])),
        "CEAFe": (similar, float(len(response)), similar, float(len(key))),
    }


def _links(side: Sequence[Chain], other: Mapping[int, int]) -> tuple[float, float]:
    """Return how many links of the chains the other side has (a chain less the parts it falls into), of how many."""
    parts = [len({other.get(mention, -1 - mention) for mention in chain}) for chain in side]
    return float(sum(map(len, side)) - sum(parts)), float(sum(len(chain) - 1 for chain in side))


def _mentions(side: Sequence[Chain], other: Sequence[Chain], owners: Mapping[int, int]) -> tuple[float, float]:
    """Return the sum over mentions of the share of their chain that the other side's chain has, and their number."""
    total = 0.0
    for chain in side:
        shared = Counter(owners[mention] for mention in chain if mention in owners)
        total += sum(count * count for count in shared.values()) / len(chain)
    return total, float(sum(map(len, side)))


def _alignment(key: Sequence[Chain], response: Sequence[Chain]) -> float:
    """Return the greatest sum of φ4 = 2 |K ∩ R| / (|K| + |R|) over one-to-one pairs of chains."""
    owners = {mention: number for number, chain in enumerate(response) for mention in chain}
    graph = nx.Graph()
    for number, chain in enumerate(key):
        for other, shared in Counter(owners[m] for m in chain if m in owners).items():
            graph.add_edge(("k", number), ("r", other), weight=2 * shared / (len(chain) + len(response[other])))
    parts = (graph.subgraph(part) for part in nx.connected_components(graph))
    pairs = (pair for part in parts for pair in nx.max_weight_matching(part))
    return float(sum(graph.edges[pair]["weight"] for pair in pairs))


def conll(sums: np.ndarray[Any, Any]) -> Any:
    """Return CoNLL F1 of sums [..., 12]: the four counts of each metric in turn."""
    return sum(MEASURES["F1"](sums[..., 4 * n : 4 * n + 4]) for n in range(len(METRICS))) / len(METRICS)


# -- sets -------------------------------------------------------------------------------------------------------------


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of both languages."""
    figures: list[Figure] = []
    source = Source(f"en-coref/gum-{part}.jsonl", trees=f"en-treebank/gum-{part}.conllu")
    if (data / source.path).is_file():
        figures += score_set("en", read_jsonl(data / source.path), f"gum-{part}", gold_trees(data, source))
    path = data / "de-coref" / "parcor-train.jsonl"
    if part == "dev" and path.is_file():
        records = list(read_jsonl(path))
        for name, news in (("parcor-news", True), ("parcor-talks", False)):
            own = (record for record in records if (record["genre"] == "news") == news)
            figures += labelled(score_set("de", own, name), "train")
    return figures


def score_set(
    language: str,
    records: Iterable[Mapping[str, Any]],
    name: str,
    trees: Mapping[str, Any] | None = None,
) -> list[Figure]:
    """Return the figures of a set, with its trees where it has them."""
    from hergang.extract.coreference import resolve
    from hergang.extract.pipeline import load

    nlp = load(language)
    tally = Tally("coreference", name)
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    with nlp.select_pipes(disable=LATER):
        for record in records:
            doc = nlp(record["text"])
            if record["id"] in kept["folds"]:
                doc._.entities = resolve(doc, language, kept["weights"][kept["folds"][record["id"]]])
            count(record, doc, trees, tally)
    return list(_figures(tally))


def count(record: Mapping[str, Any], doc: Any, trees: Mapping[str, Any] | None, tally: Tally) -> None:
    """Add the counts of one document."""
    key, response = key_chains(record, doc, trees), response_chains(doc)
    shared = frozenset().union(*key) & frozenset().union(*response)
    spoken = frozenset(place for place in shared if doc[place].pos_ not in PRONOUNS)
    sides = [[_kept(side, None), _kept(side, shared), _kept(side, spoken)] for side in (key, response)]
    for level, own, theirs in zip(LEVELS, *sides, strict=True):
        for metric, (hits, answers, found, gold) in counts(own, theirs).items():
            tally.add(record["id"], f"{metric} {level}".strip(), hits, answers, gold, found)
    _count_anaphors(record["id"], doc, key, response, tally)


def key_chains(record: Mapping[str, Any], doc: Any, trees: Mapping[str, Any] | None) -> list[Chain]:
    """Return the clusters of a record as tokens."""
    if trees is None:
        starts = np.array([token.idx for token in doc])
        ends = starts + np.array([len(token) for token in doc])
        tree = Tree(starts, ends, np.array([token.head.i for token in doc]), [token.pos_ for token in doc])
        return [frozenset(chain) for chain in chains(record, tree)]
    tree = gold_tree(record, trees)
    at = {place: token.i for token in doc for place in range(token.idx, token.idx + len(token))}
    return [frozenset(at[int(tree.starts[head])] for head in chain) for chain in chains(record, tree)]


def response_chains(doc: Any) -> list[Chain]:
    """Return the program's entities as tokens; of mentions with one head word, the first counts.

    A name beside a noun that titles it ("Der Jockey Frankie Dettori") is one phrase in the sets: the parse tells
    which of the two heads it, as in the key.
    """
    roots = [
        [doc.char_span(m.start, m.end, alignment_mode="expand").root for m in entity.mentions]
        for entity in doc._.entities
    ]
    own = {root.i for each in roots for root in each}
    seen: set[int] = set()
    found = []
    for each in roots:
        heads = {root.i if (head := named_head(root)).i in own else head.i for root in each} - seen
        seen |= heads
        found.append(frozenset(heads))
    return found


def _kept(side: Sequence[Chain], shared: Chain | None) -> list[Chain]:
    """Return the chains cut to some mentions; None keeps all mentions of chains that have two."""
    if shared is None:
        return [chain for chain in side if len(chain) > 1]
    return [chain & shared for chain in side if chain & shared]


def _count_anaphors(document: str, doc: Any, key: Sequence[Chain], response: Sequence[Chain], tally: Tally) -> None:
    owners = {place: number for number, chain in enumerate(key) for place in chain}
    wanted = {place for chain in key for place in sorted(chain)[1:] if doc[place].pos_ in PRONOUNS}
    hits = answers = 0
    for chain in response:
        ordered = sorted(chain)
        for before, place in pairwise(ordered):
            if place in wanted:
                answers += 1
                hits += owners.get(before) == owners[place]
    tally.add(document, "anaphors", hits, answers, len(wanted))


def _figures(tally: Tally) -> Iterator[Figure]:
    for level in LEVELS:
        tables = [tally.counts[f"{metric} {level}".strip()].table(list(tally.documents)) for metric in METRICS]
        table = np.concatenate(tables, 1)
        count = round(float(table[:, 7].sum()))  # mentions of the key, by B³
        name = ", ".join(filter(None, ("CoNLL F1", level)))
        yield Figure(tally.part, tally.data, name, float(conll(table.sum(0))), count, interval(table, conll))
        for metric in METRICS:
            yield tally.figure(f"{metric} {level}".strip(), "F1", ", ".join(filter(None, (f"{metric} F1", level))))
    yield tally.figure("anaphors", "P", "anaphors, accuracy of those resolved")
    yield tally.figure("anaphors", "R", "anaphors, accuracy of all")


if __name__ == "__main__":
    import sys

    for row in score(Path(sys.argv[1]), "dev"):
        if len(sys.argv) < 3 or row.data.startswith(sys.argv[2]):
            print(f"{row.data:14} {row.name:60} {row.value:6.1f} of {row.count} {row.interval}")
