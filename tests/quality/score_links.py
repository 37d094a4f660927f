"""Scores links between claims on ``tests/data/written/links-both-PART.txt``: 95 pairs of reports, written for this.

    python tests/quality/score_links.py [--data tests/data/written] [--part dev] [--misses]

All pairs of a part go into one graph, raw text in. A link is right where its kind is that of the pair, its later claim
overlaps the words in brackets, and its earlier claim those in braces. Every other link that disputes (contradicts,
doubts, corrects, retracts) is wrong; others (repeats, confirms, refines) are wrong where they touch marked words, lead
from one pair to another, or stand in a pair that is near but tells of two things. What two reports agree on besides is
not marked, and not counted; nor is what one report of a near pair says of itself. The part "test" is for counting
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import written_sets
from common import Counts, Figure, Span

from hergang.corpus.article import Article
from hergang.extract import pipeline
from hergang.graphs.iris import Iris
from hergang.graphs.projection import Projection, place_of
from hergang.graphs.revised import Revised
from hergang.graphs.state import State

KINDS = ("repeats", "confirms", "refines", "contradicts", "doubts", "corrects", "retracts")
DISPUTING = ("contradicts", "doubts", "corrects", "retracts")
LANGUAGES = ("de", "en", "across")
_HEAD = re.compile(r"## (?P<kind>\w+) (?P<language>\w+) \| (?P<topic>.+)")
_REPORT = re.compile(r"(?P<outlet>.+?) (?P<day>\d{4}-\d\d-\d\d) (?P<language>de|en): (?P<text>.+)")
_MARK = re.compile(r"\{([^}]*)\}|\[([^\]]*)\]")
_BASE = "x:/"


@dataclass(frozen=True)
class Report:
    """One state of an article, with the marked words in it; None where it has none."""

    article: Article
    number: int  # among the states of its article
    earlier: Span | None
    later: Span | None


@dataclass(frozen=True)
class Pair:
    """Reports and the kind of the link between them; "none" where they tell of two things."""

    kind: str
    language: str  # of both, or "across"
    topic: str
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Claimed:
    """Where a claim stands: the pair, the report in it, and its span."""

    pair: int
    report: int
    span: Span


@dataclass(frozen=True)
class Drawn:
    """A link that the program drew."""

    kind: str
    later: Claimed
    earlier: Claimed
    reason: str


def score(data: Path, part: str) -> list[Figure]:
    """Return precision and recall of each kind and language, and the disputing links between near reports."""
    return written_sets.both_halves(_score_part, data, part)


def _score_part(data: Path, part: str) -> list[Figure]:
    figures: list[Figure] = []
    for path in written_sets.paths(data, "links", part):
        pairs = read_pairs(path)
        drawn = draw(pairs)
        for name, count in counts_of(pairs, drawn).items():
            figures += [count.figure("links", path.stem, f"{name} {kind}", kind) for kind in ("P", "R")]
        figures.append(Figure("links", path.stem, "disputing links, near", len(between_near(pairs, drawn))))
    return figures


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file."""
    pairs = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
        if lines and (head := _HEAD.fullmatch(lines[0])):
            reports = tuple(_reports(lines[1:], len(pairs)))
            pairs.append(Pair(head["kind"], head["language"], head["topic"], reports))
    return pairs


def _reports(lines: Sequence[str], pair: int) -> Iterable[Report]:
    known: Report | None = None
    for position, line in enumerate(lines):
        same = line.startswith("^ ")
        outlet = known.article.publisher if same and known else None
        told = _REPORT.fullmatch(f"{outlet} {line[2:]}" if same else line)
        if told is None:
            raise ValueError(f"{line!r} is no report: OUTLET DAY LANGUAGE: TEXT")
        text, earlier, later = unmarked(told["text"])
        id_ = known.article.id if same and known else f"{pair:012x}{position:04x}"
        article = Article(id_, text, published=told["day"], language=told["language"], publisher=told["outlet"])
        known = Report(article, known.number + 1 if same and known else 1, earlier, later)
        yield known


def unmarked(marked: str) -> tuple[str, Span | None, Span | None]:
    """Return a text without marks, the span of the earlier claim and that of the later one."""
    text, last = "", 0
    spans: dict[str, Span] = {}
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        words = mark[1] or mark[2]
        spans[mark[0][0]] = (len(text), len(text) + len(words))
        text += words
        last = mark.end()
    return text + marked[last:], spans.get("{"), spans.get("[")


def draw(pairs: Sequence[Pair]) -> list[Drawn]:
    """Return the links that the program draws over all pairs in one graph."""
    revisions: dict[str, list[Revised]] = {}
    at: dict[str, tuple[int, int]] = {}
    setup, iris = pipeline.setup(None), Iris(_BASE)
    for number, pair in enumerate(pairs):
        for position, report in enumerate(pair.reports):
            revised = _revised(report, pair.reports, setup)
            revisions.setdefault(report.article.id, []).append(revised)
            at[iris.revision(revised)] = (number, position)
    with State() as state:
        projection = Projection(state, _BASE, revisions.__getitem__)
        for _ in projection.take(sorted(revisions, key=lambda article: place_of(revisions[article]))):
            pass
        rows = state.rows("SELECT later, type, earlier, reason FROM link ORDER BY rank, block")
    unique = {(later, kind, earlier): reason for later, kind, earlier, reason in reversed(list(rows))}
    return [
        Drawn(kind, _claimed(later, at), _claimed(earlier, at), reason)
        for (later, kind, earlier), reason in sorted(unique.items())
    ]


def _revised(report: Report, reports: Sequence[Report], setup: pipeline.Setup) -> Revised:
    standing = report.number == max(one.number for one in reports if one.article.id == report.article.id)
    fetched = f"{report.article.published}T{9 + report.number:02d}:00:00Z"
    annotations = pipeline.annotate(report.article, setup=setup)
    return Revised(annotations, report.article.digest, report.number, fetched, standing=standing)


def _claimed(iri: str, at: Mapping[str, tuple[int, int]]) -> Claimed:
    graph, _, place = iri.partition("#claim=")
    start, end = place.partition(";")[0].split(",")
    return Claimed(*at[graph], (int(start), int(end)))


def counts_of(pairs: Sequence[Pair], drawn: Iterable[Drawn], lines: list[str] | None = None) -> dict[str, Counts]:
    """Return the counts of each kind, of all languages and of each; ``lines`` gets what is missed or wrong, to read."""
    counts = {name: Counts() for kind in KINDS for name in (kind, *(f"{kind} {language}" for language in LANGUAGES))}
    found: set[int] = set()
    for link in drawn:
        pair = pairs[link.later.pair]
        right = _is_right(link, pair)
        if right or _is_answer(link, pair):
            for name in (link.kind, f"{link.kind} {pair.language}"):
                counts[name].add(right, 1, 0, found=0)
        if right:
            found.add(link.later.pair)
        elif lines is not None and _is_answer(link, pair):
            lines.append(f"wrong {_line(link, pairs)}")
    for number, pair in enumerate(pairs):
        for name in (pair.kind, f"{pair.kind} {pair.language}") if pair.kind in KINDS else ():
            counts[name].add(0, 0, 1, found=number in found)
        if lines is not None and pair.kind in KINDS and number not in found:
            lines.append(f"missed {pair.kind} {pair.language} {pair.topic}")
    return counts


def between_near(pairs: Sequence[Pair], drawn: Iterable[Drawn]) -> list[Drawn]:
    """Return the links that dispute between reports that are near but tell of two things."""
    near = [link for link in drawn if pairs[link.later.pair].kind == "none"]
    return [link for link in near if link.kind in DISPUTING and _is_answer(link, pairs[link.later.pair])]


def _is_right(link: Drawn, pair: Pair) -> bool:
    if link.later.pair != link.earlier.pair or link.kind != pair.kind:
        return False
    later, earlier = pair.reports[link.later.report].later, pair.reports[link.earlier.report].earlier
    return _meet(link.later.span, later) and _meet(link.earlier.span, earlier)


def _is_answer(link: Drawn, pair: Pair) -> bool:
    if pair.kind == "none" and link.later.pair == link.earlier.pair:
        return link.later.report != link.earlier.report
    if link.kind in DISPUTING or link.later.pair != link.earlier.pair:
        return True
    ends = [(end.span, pair.reports[end.report]) for end in (link.later, link.earlier)]
    return any(_meet(span, mark) for span, report in ends for mark in (report.earlier, report.later))


def _meet(span: Span, mark: Span | None) -> bool:
    return mark is not None and span[0] < mark[1] and mark[0] < span[1]


def _line(link: Drawn, pairs: Sequence[Pair]) -> str:
    def words(end: Claimed) -> str:
        return pairs[end.pair].reports[end.report].article.text[slice(*end.span)]

    pair = pairs[link.later.pair]
    told = f"{words(link.later)} -> {words(link.earlier)}"
    return f"{link.kind} in {pair.kind} {pair.language} {pair.topic} ({link.reason}): {told}"


def main() -> None:
    """Print the figures, and what was missed in the part to develop on."""
    options = written_sets.options(
        written_sets.parser("Score links on the written pairs.", "links-both-PART.txt"), None
    )
    for path in written_sets.paths(options.data, "links", options.part):
        pairs = read_pairs(path)
        drawn = draw(pairs)
        lines: list[str] | None = [] if options.misses else None
        for name, count in counts_of(pairs, drawn, lines).items():
            print(f"{path.stem} {name}: P {count.precision:.1f} R {count.recall:.1f} of {count.gold}")
        print(f"{path.stem} disputing links between near reports: {len(between_near(pairs, drawn))}")
        print(*(lines or ()), sep="\n")


if __name__ == "__main__":
    main()
