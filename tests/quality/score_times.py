"""Score time expressions on annotated news: spans, types and values (TIMEX3), as TempEval-3 counts them.

Strict: the same span. Relaxed: spans that share a character; each answer counts once. Type and value are counted over
relaxed pairs; value F1 asks for the same value, written differently or not ("199X" and "199" are one decade). The
annotated timexes without words (anchors of durations) are left out.

SmartData marks dates, times and durations with no values and few undated ones; only how many of its dates are found
is told.

usage: python tests/quality/score_times.py --data DIR [--part dev] [--errors]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from common import Counts, Figure, percent, read_jsonl

from hergang.extract.times import find_times

SETS = {
    "krauts-diezeit": ("de", "de-time/krauts-diezeit.jsonl"),
    "timebank": ("en", "en-time/timebank-train.jsonl"),
    "aquaint": ("en", "en-time/aquaint-train.jsonl"),
}
SMARTDATA = "de-ner/smartdata-{part}.jsonl"


@dataclass
class Tally:
    """The counts of one set, and what went wrong, for a reader."""

    strict: Counts = field(default_factory=Counts)
    relaxed: Counts = field(default_factory=Counts)
    types: Counts = field(default_factory=Counts)
    values: Counts = field(default_factory=Counts)
    errors: list[str] = field(default_factory=list)
    rules: dict[str, list[int]] = field(default_factory=dict)  # rule: answers, found, right value


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of all sets; ``part`` picks SmartData's, the time sets have one part each (all for tuning)."""
    figures: list[Figure] = []
    for name, (language, path) in SETS.items():
        if (data / path).exists():
            figures += _figures(name, tally(read_jsonl(data / path), language))
    smartdata = data / SMARTDATA.format(part=part)
    if smartdata.exists():
        figures.append(_smartdata(read_jsonl(smartdata), f"smartdata-{part}"))
    return figures


def _figures(name: str, found: Tally) -> list[Figure]:
    figures = found.strict.figures("times", name, "strict") + found.relaxed.figures("times", name, "relaxed")
    matched = found.relaxed.hits
    figures.append(Figure("times", name, "type accuracy", percent(found.types.hits, matched), matched))
    return [*figures, Figure("times", name, "value F1", found.values.f1, found.values.gold)]


def tally(records: Iterable[dict[str, Any]], language: str) -> Tally:
    """Return the counts over records with ``dct`` and ``timex``."""
    result = Tally()
    for record in records:
        text, day = record["text"], record.get("dct")
        gold = [timex for timex in record["timex"] if timex["end"] > timex["start"]]
        answers = find_times(text, date.fromisoformat(day[:10]) if day else None, language)
        _count(text, gold, answers, result)
    return result


def _count(text: str, gold: list[dict[str, Any]], answers: list[Any], result: Tally) -> None:
    free, hits, types, values = list(gold), 0, 0, 0
    for answer in answers:
        match = next((g for g in free if g["start"] < answer.end and answer.start < g["end"]), None)
        right = bool(match) and _same_value(match.get("value", ""), answer.value) if match else False
        rule = result.rules.setdefault(answer.by, [0, 0, 0])
        rule[0] += 1
        if match:
            free.remove(match)
            hits, types, values = hits + 1, types + (match["type"] == answer.type), values + right
            rule[1], rule[2] = rule[1] + 1, rule[2] + right
        _note(text, match, answer, right, result)
    result.errors += [f"missed {_shown(text, g['start'], g['end'])} = {g['type']} {g.get('value')}" for g in free]
    spans = {(g["start"], g["end"]) for g in gold}
    result.strict.add(sum((a.start, a.end) in spans for a in answers), len(answers), len(gold))
    result.relaxed.add(hits, len(answers), len(gold))
    result.types.add(types, len(answers), len(gold))
    result.values.add(values, len(answers), len(gold))


def _note(text: str, match: dict[str, Any] | None, answer: Any, right: bool, result: Tally) -> None:
    shown = f"{_shown(text, answer.start, answer.end)} {answer.type} {answer.value} ({answer.by.partition(':')[2]})"
    if match is None:
        result.errors.append(f"extra  {shown}")
    elif (match["start"], match["end"]) != (answer.start, answer.end):
        result.errors.append(f"extent {shown} = [{text[match['start'] : match['end']]}]")
    if match and not right:
        result.errors.append(f"value  {shown} = {match['type']} {match.get('value')}")


def _shown(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 25]}")


def _same_value(gold: str, answer: str) -> bool:
    return _plain(gold) == _plain(answer)


def _plain(value: str) -> str:
    """Return the value without the marks that annotators write or leave out (week 8 is week 08, 199X is 199)."""
    value = re.sub(r"W(\d)(?!\d)", r"W0\1", re.sub(r"(?<=\d)X+$", "", value))
    return re.sub(r"(-XX)+$", "", value)


def _smartdata(records: Iterable[dict[str, Any]], name: str) -> Figure:
    found = total = 0
    for record in records:
        dates = [ent for ent in record["ents"] if ent["fine"] in ("date", "duration")]
        answers = find_times(record["text"], None, "de") if dates else []
        found += sum(any(a.start < ent["end"] and ent["start"] < a.end for a in answers) for ent in dates)
        total += len(dates)
    return Figure("times", name, "relaxed R", percent(found, total), total)


def main() -> None:
    """Print the figures, or with ``--errors SET`` what went wrong and how each rule did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--errors", choices=SETS, help="list the errors of one set")
    options = parser.parse_args()
    if options.errors:
        language, path = SETS[options.errors]
        found = tally(read_jsonl(options.data / path), language)
        print("\n".join(sorted(found.errors)))
        for rule, (answers, hits, right) in sorted(found.rules.items()):
            print(f"{rule:45} {answers:5} answers {hits:5} found {right:5} right")
        return
    for figure in score(options.data, options.part):
        print(f"{figure.part} {figure.data:18} {figure.name:14} {figure.value:6.2f} ({figure.count})")


if __name__ == "__main__":
    main()
