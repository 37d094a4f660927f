"""Scores time expressions on annotated news: spans, types and values (TIMEX3), as TempEval-3 counts them.

Strict: the same span. Relaxed: spans that share a character; each answer counts once. Type and value are counted over
relaxed pairs; value F1 asks for the same value, written differently or not: "199X" and "199" are one decade, "P0.5Y"
and "P6M" one length, KRAUTS's "PT1NI" and "XXXX-XX-XXTNI" are every night. (The published figures of other systems
compare what is written.) The annotated timexes without words (anchors of durations) are left out. Intervals draw
articles.

Two things are scored: the times that the program keeps, found by rules with the encoder's tags to tell tense (part
"times"), on all articles there are ("train": the rules were written while looking at these), and what the encoder's own
head finds (part "times: encoder's head"), which the program does not use, on the articles that its training leaves out
("left out"; AQUAINT has none). The head's other figures come from cross-validation (`docs/training.md`).

SmartData marks dates, times and durations with no values and few undated ones; only how many of its dates are found
is told.

usage: python tests/quality/score_times.py --data DIR [--part dev] [--errors]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from common import Figure, Tally, base_pipeline, labelled, read_jsonl

from hergang.extract.times import TimeFinder
from hergang.extract.training.settings import read_settings

SETS = {
    "krauts-diezeit": ("de", "de-time/krauts-diezeit.jsonl"),
    "timebank": ("en", "en-time/timebank-train.jsonl"),
    "aquaint": ("en", "en-time/aquaint-train.jsonl"),
}
SMARTDATA = "de-ner/smartdata-{part}.jsonl"
DATED = ("date", "duration")  # SmartData's kinds
HEAD = "times: encoder's head"
_MONTHS = {"ML": 12000, "L": 12000, "CE": 1200, "C": 1200, "DE": 120, "E": 120, "Y": 12, "Q": 3, "M": 1}
_DAYS = {"W": 604800, "D": 86400}
_SECONDS = {**_DAYS, "TH": 3600, "TM": 60, "TS": 1}


def _parts(units: Iterable[str], mark: str = "") -> str:
    """Return a pattern of numbers of units, each of which may be missing."""
    return "".join(rf"(?:(?P<{mark}{unit}>\d+(?:\.\d+)?){unit})?" for unit in units)


_LENGTH = re.compile(rf"P{_parts([*_MONTHS, *_DAYS])}(?:T{_parts('HMS', 'T')})?")


@dataclass(frozen=True)
class Time:
    """A time expression that was found: offsets, type, and where it has one its value and the rule that found it."""

    start: int
    end: int
    type: str
    value: str = ""
    by: str = ""


Record = Mapping[str, Any]
Find = Callable[[Record], Sequence[Time]]


@dataclass
class Notes:
    """What went wrong, for a reader."""

    errors: list[str] = field(default_factory=list)
    rules: dict[str, list[int]] = field(default_factory=dict)  # rule: answers, found, right value


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of all sets; ``part`` picks SmartData's, the time sets have one part each."""
    figures: list[Figure] = []
    for name, (language, path) in SETS.items():
        if (data / path).exists():
            figures += labelled(figures_of(tally(read_jsonl(data / path), "times", name, program(language))), "train")
            figures += labelled(_head_on_fold(data / path, path, name, language), "left out")
    smartdata = data / SMARTDATA.format(part=part)
    if smartdata.exists():
        figures += [_smartdata(smartdata, "times", program("de")), _smartdata(smartdata, HEAD, encoder_head("de"))]
    return figures


def figures_of(found: Tally, *, values: bool = True) -> list[Figure]:
    """Return the figures of one set; the encoder's head gives no values."""
    figures = found.figures("strict") + found.figures("relaxed") + [found.figure("type accuracy")]
    return [*figures, found.figure("value", "F1", "value F1")] if values else figures


def program(language: str) -> Find:
    """Return what finds times as the program does: by rules, with the tags and names of the encoder."""
    nlp, finder = base_pipeline(language), TimeFinder(language)

    def find(record: Record) -> Sequence[Any]:
        (doc,) = nlp.pipe([record["text"]])
        day = record.get("dct")
        doc._.language, doc._.published = language, date.fromisoformat(day[:10]) if day else None
        return list(finder(doc)._.timexes)

    return find


def encoder_head(language: str) -> Find:
    """Return what gives the spans of the encoder's own head."""
    nlp = base_pipeline(language)

    def find(record: Record) -> list[Time]:
        (doc,) = nlp.pipe([record["text"]])
        spans = ((doc[span.start : span.end], span.kind) for span in doc._.encoder.times)
        return [Time(span.start_char, span.end_char, kind) for span, kind in spans]

    return find


def _head_on_fold(file: Path, path: str, name: str, language: str) -> list[Figure]:
    fold = next((s.fold for task in read_settings().tasks for s in task.sets if s.path == path), 0)
    left_out = [record for place, record in enumerate(read_jsonl(file)) if fold and place % fold == fold - 1]
    return figures_of(tally(left_out, HEAD, name, encoder_head(language)), values=False) if left_out else []


def tally(records: Iterable[Record], part: str, name: str, find: Find, notes: Notes | None = None) -> Tally:
    """Return the counts over records with ``dct`` and ``timex``."""
    result = Tally(part, name)
    for record in records:
        gold = [timex for timex in record["timex"] if timex["end"] > timex["start"]]
        count(result, record["id"], record["text"], gold, find(record), notes or Notes())
    return result


def count(
    result: Tally, document: str, text: str, gold: Sequence[Record], answers: Sequence[Any], notes: Notes
) -> None:
    """Count one text."""
    free, hits, types, values = list(gold), 0, 0, 0
    for answer in answers:
        match = next((g for g in free if g["start"] < answer.end and answer.start < g["end"]), None)
        right = match is not None and _same_value(match.get("value", ""), answer.value)
        rule = notes.rules.setdefault(answer.by, [0, 0, 0])
        rule[0] += 1
        if match:
            free.remove(match)
            hits, types, values = hits + 1, types + (match["type"] == answer.type), values + right
            rule[1], rule[2] = rule[1] + 1, rule[2] + right
        _note(text, match, answer, right, notes)
    notes.errors += [f"missed {_shown(text, g['start'], g['end'])} = {g['type']} {g.get('value')}" for g in free]
    spans = {(g["start"], g["end"]) for g in gold}
    result.add(document, "strict", sum((a.start, a.end) in spans for a in answers), len(answers), len(gold))
    result.add(document, "relaxed", hits, len(answers), len(gold))
    result.share(document, "type accuracy", types, hits)
    result.add(document, "value", values, len(answers), len(gold))


def _note(text: str, match: Record | None, answer: Any, right: bool, notes: Notes) -> None:
    shown = f"{_shown(text, answer.start, answer.end)} {answer.type} {answer.value} ({answer.by.partition(':')[2]})"
    if match is None:
        notes.errors.append(f"extra  {shown}")
    elif (match["start"], match["end"]) != (answer.start, answer.end):
        notes.errors.append(f"extent {shown} = [{text[match['start'] : match['end']]}]")
    if match and not right:
        notes.errors.append(f"value  {shown} = {match['type']} {match.get('value')}")


def _shown(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 25]}")


def _same_value(gold: str, answer: str) -> bool:
    return _plain(gold) == _plain(answer)


def _plain(value: str) -> str | tuple[float, float]:
    """Return a length by its months and seconds, any other value without the marks that annotators write or leave out.

    Week 8 is week 08, 199X is 199, T17 is T17:00, "DE" is "E", "PT1NI" is "XXXX-XX-XXTNI".
    """
    length = _LENGTH.fullmatch(value)
    if length and length.group(0) != "P":
        counts = {unit: float(number) for unit, number in length.groupdict().items() if number}
        return sum(counts.get(u, 0) * n for u, n in _MONTHS.items()), sum(
            counts.get(u, 0) * n for u, n in _SECONDS.items()
        )
    value = re.sub(r"^PT?1?(?=(?:MO|MI|AF|EV|NI)$)", "XXXX-XX-XXT", value)
    value = re.sub(r"(?<=^PX)(DE|CE|ML)$", lambda unit: {"DE": "E", "CE": "C", "ML": "L"}[unit[0]], value)
    value = re.sub(r"W(\d)(?!\d)", r"W0\1", re.sub(r"(?<=\d)X+$", "", value))
    return re.sub(r"(-XX)+$", "", re.sub(r"(T\d\d):00$", r"\1", value))


def _smartdata(path: Path, part: str, find: Find) -> Figure:
    result = Tally(part, path.stem)
    for record in read_jsonl(path):
        dates = [ent for ent in record["ents"] if ent["fine"] in DATED]
        answers = find({"text": record["text"]}) if dates else []
        found = sum(any(a.start < ent["end"] and ent["start"] < a.end for a in answers) for ent in dates)
        result.share(record["id"], "relaxed R", found, len(dates))
    return result.figure("relaxed R")


def main() -> None:
    """Print the figures, or with ``--errors SET`` what went wrong and how each rule did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--errors", choices=SETS, help="list the errors of one set")
    options = parser.parse_args()
    if options.errors:
        language, path = SETS[options.errors]
        notes = Notes()
        tally(read_jsonl(options.data / path), "times", options.errors, program(language), notes)
        print("\n".join(sorted(notes.errors)))
        for rule, (answers, hits, right) in sorted(notes.rules.items()):
            print(f"{rule:45} {answers:5} answers {hits:5} found {right:5} right")
        return
    for figure in score(options.data, options.part):
        print(f"{figure.part:21} {figure.data:18} {figure.name:14} {figure.value:6.2f} ({figure.count})")


if __name__ == "__main__":
    main()
