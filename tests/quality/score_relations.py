"""Scores typed relations on ``tests/data/written/relations-LANGUAGE-PART.jsonl``: 25 sentences a relation and language.

    python tests/quality/score_relations.py [--data tests/data/written] [--part dev] [--misses] [--only worksFor ...]

Fifteen sentences of each relation have it, ten nearly do; one is marked for its own relation and no other, those on
employment for both, present and past. A relation is right where type, subject and object are: some mention of each
overlaps the marked words by half of both, or is a longer name. Of accounts, charges and occasions, which are phrases,
any overlap will do, of an age the number. Whoever led a body or spoke for it is formerly employed, as in the graph.
Figures, by relation:

- F1: of the sentences of the relation, those that nearly have it included; "all" is over all relations;
- status: present, past, or claimed (on somebody's word, planned, in doubt), among the relations found;
- employment: the same for work alone, present and past; qualifiers: those marked that are told, among the found.

On SmartData (Schiersch et al. 2018) the recall of the annotated relations whose classes are among ours (`SMARTDATA`).
The part "test" is for counting alone: nothing is tuned on it, so ``--misses`` shows those of "dev" only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import written_sets
from common import Figure, Span, Tally, read_jsonl
from score_written import meet, spans_of

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Reference, Relation

FORMER = "formerlyWorkedFor"
WORK = frozenset({"worksFor", "headOf", "spokespersonFor", FORMER})
PHRASES = frozenset({"accusedOf", "hasAccount", "participatedIn"})  # whose object is a phrase rather than a name
PUBLISHED = "2024-05-02"  # the day on which all sentences are read

#: Classes of SmartData that are relations of ours: type, role of the subject, role of the object.
SMARTDATA: Mapping[str, tuple[str, str, str]] = {
    "Acquisition": ("acquired", "buyer", "acquired"),
    "CompanyHeadquarters": ("locatedIn", "company", "headquarters"),
    "OrganizationLeadership": ("headOf", "person", "organization"),
}


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of each language, with "dev" also those of the half that nobody looks at."""
    return written_sets.both_halves(score_part, data, part) + score_smartdata(data, part)


def score_part(data: Path, part: str) -> list[Figure]:
    """Return the figures of a part alone; the sentences of the checkout are read where ``data`` holds none."""
    return [f for path in written_sets.paths(data, "relations", part) for f in figures_of(tally_of(path))]


def figures_of(tally: Tally) -> list[Figure]:
    """Return F1 of each relation and of all, then the shares of right status and qualifiers."""
    shares = ("status", "employment", "qualifiers")
    names = sorted(name for name in tally.counts if name not in shares)
    return [tally.figure(name, "F1", f"{name} F1") for name in names] + [
        tally.figure(name, "F1", f"{name} right") for name in shares if name in tally.counts
    ]


def tally_of(path: Path, misses: list[str] | None = None, only: Sequence[str] = ()) -> Tally:
    """Return the counts over the sentences of a file; ``misses`` gets lines to read."""
    from hergang.extract.pipeline import annotate

    language = path.stem.split("-")[1]
    tally = Tally("relations", path.stem)
    for number, record in enumerate(read_jsonl(path)):
        if only and record["relation"] not in only:
            continue
        article = Article(id=f"{path.stem}-{number}", text=record["text"], language=language, published=PUBLISHED)
        count(tally, number, record, annotate(article), misses)
    return tally


def count(
    tally: Tally, number: int, record: Mapping[str, Any], answer: Annotations, misses: list[str] | None = None
) -> None:
    """Count one sentence under its relation, and what is told of the relations found."""
    kind = record["relation"]
    rest = [r for r in answer.relations if is_asked(kind, r)]
    answers, hits = len(rest), 0
    for wanted in record["has"]:
        found = next((r for r in rest if is_kind(kind, r) and is_right(answer, r, wanted, record["text"])), None)
        if found is None:
            _miss(misses, f"{kind} not found: {wanted['subject']} - {wanted['object']}", record)
            continue
        rest.remove(found)
        hits += 1
        _check(tally, number, kind, found, wanted, answer, misses, record)
    for name in (kind, "all"):
        tally.add(number, name, hits, answers, len(record["has"]))
    for relation in rest:
        _miss(misses, f"no such {relation.type}: {described(answer, relation)}", record)


def _check(
    tally: Tally,
    number: int,
    kind: str,
    found: Relation,
    wanted: Mapping[str, Any],
    answer: Annotations,
    misses: list[str] | None,
    record: Mapping[str, Any],
) -> None:
    status = status_of(answer, found)
    tally.share(number, "status", status == wanted["status"])
    if kind in ("worksFor", FORMER):
        tally.share(number, "employment", status == wanted["status"])
    if status != wanted["status"]:
        _miss(misses, f"{kind} {status}, wanted: {wanted['status']}", record)
    told = {key: value.casefold() for key, value in found.qualifiers}
    for key, value in wanted.get("qualifiers", {}).items():
        tally.share(number, "qualifiers", told.get(key) == value.casefold())
        if told.get(key) != value.casefold():
            _miss(misses, f"{kind} {key} {told.get(key)}, wanted: {value}", record)


def is_asked(kind: str, relation: Relation) -> bool:
    """Answer whether the sentences of a relation are marked for one like this: those of work, both past and present."""
    if kind in ("worksFor", FORMER):
        return relation.type in ("worksFor", FORMER) or is_kind(FORMER, relation)
    return relation.type == kind


def is_kind(kind: str, relation: Relation) -> bool:
    """Answer whether a relation is of a type; past work of any kind is former employment."""
    past = dict(relation.qualifiers).get("tense") == "past"
    if kind == FORMER:
        return relation.type == FORMER or (relation.type in WORK and past)
    return relation.type == kind and not (kind == "worksFor" and past)


def is_right(answer: Annotations, relation: Relation, wanted: Mapping[str, Any], text: str) -> bool:
    """Answer whether subject and object are those marked."""
    if not _is_called(answer, relation.subject, span_of(text, wanted["subject"])):
        return False
    marked = span_of(text, wanted["object"])
    if relation.type == "age":
        return dict(relation.qualifiers).get("age") == wanted["qualifiers"]["age"]
    objects = spans_of(answer, relation.object)
    if relation.type in PHRASES:
        return any(start < marked[1] and marked[0] < end for start, end in objects)
    return _is_called(answer, relation.object, marked)


def _is_called(answer: Annotations, reference: Reference, marked: Span) -> bool:
    """Answer whether a participant is called by the marked words, alone or within a longer name ("Holding Arcas")."""
    names = [(m.start, m.end) for e in answer.entities if e.id == reference for m in e.mentions if m.kind == "name"]
    longer = any(start <= marked[0] and marked[1] <= end for start, end in names)
    return longer or meet(spans_of(answer, reference), [marked])


def span_of(text: str, words: str) -> Span:
    """Return where words stand first in a text."""
    start = text.index(words)
    return start, start + len(words)


def status_of(answer: Annotations, relation: Relation) -> str:
    """Return whether the article itself says that it holds (present) or held (past), or not (claimed).

    A relation is on the word of its claim, else of the quotation around it.
    """
    claim = next((c for c in answer.claims if c.id == relation.claim), None)
    start, end = relation.evidence
    quoted = any(s <= start and end <= e for q in answer.quotations for s, e in q.content)
    if quoted or (claim and (claim.voice, claim.polarity, claim.certainty) != ("article", "positive", "certain")):
        return "claimed"
    return "past" if is_kind(FORMER, relation) or dict(relation.qualifiers).get("tense") == "past" else "present"


def described(answer: Annotations, relation: Relation) -> str:
    """Return subject, object and qualifiers of a relation in words."""
    text, names = answer.article.text, {entity.id: entity.name for entity in answer.entities}

    def name(reference: Any) -> str:
        spans = spans_of(answer, reference)
        return names.get(reference) or (text[slice(*spans[0])] if spans else "-")

    return f"{name(relation.subject)} - {name(relation.object)} {dict(relation.qualifiers)} ({relation.by})"


def _miss(misses: list[str] | None, words: str, record: Mapping[str, Any]) -> None:
    if misses is not None:
        misses.append(f"{words}\n    {record['text']}")


# -- SmartData --------------------------------------------------------------------------------------------------------


def score_smartdata(data: Path, part: str) -> list[Figure]:
    """Return the recall of SmartData's relations that are among ours; nothing where the set is absent."""
    path = data / "de-ner" / f"smartdata-{part}.jsonl"
    if not path.is_file():
        return []
    from hergang.extract.pipeline import annotate

    tally = Tally("relations", path.stem)
    for record in read_jsonl(path):
        wanted = list(smartdata_relations(record))
        if wanted:
            answer = annotate(Article(id=record["id"], text=record["text"], language="de", published=PUBLISHED))
            for kind, subject, thing in wanted:
                found = any(
                    r.type == kind
                    and meet(spans_of(answer, r.subject), [subject])
                    and meet(spans_of(answer, r.object), [thing])
                    for r in answer.relations
                )
                tally.add(record["id"], kind, found, found, 1)
    return [tally.figure(name, "R", f"{name} R") for name in sorted(tally.counts)]


def smartdata_relations(record: Mapping[str, Any]) -> Iterator[tuple[str, Span, Span]]:
    """Yield type, subject and object of those annotated relations whose class is among ours."""
    for relation in record.get("relations", ()):
        kind, first, second = SMARTDATA.get(relation["name"], ("", "", ""))
        spans = {a["role"]: (a["start"], a["end"]) for a in relation["args"]}
        if first in spans and second in spans:
            yield kind, spans[first], spans[second]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a part, or what is missed in it; return the exit code."""
    parser = written_sets.parser("Score typed relations on the written sentences.", "relations-LANGUAGE-PART.jsonl")
    parser.add_argument("--language", choices=("de", "en"), help="one language alone")
    parser.add_argument("--only", nargs="+", default=(), help="sentences of these relations alone")
    options = written_sets.options(parser, arguments)
    for path in written_sets.paths(options.data, "relations", options.part, language=options.language):
        misses: list[str] = []
        tally = tally_of(path, misses, options.only)
        if options.misses:
            print("\n".join(misses))
        for figure in figures_of(tally):
            print(f"{figure.data:18} {figure.name:24} {figure.value:6.1f} of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
