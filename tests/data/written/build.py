"""Build the stand-off JSON Lines of the written passages from their sources (`README.md` has the notation).

Usage: ``python tests/data/written/build.py`` writes ``{de,en}/{dev,test}.jsonl`` beside their ``.txt``. A span is given
by its words, so that no offset is counted by hand; what cannot be found stops the build with file, passage and line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hergang.corpus.article import article_id
from hergang.extract.records import FORMAT

HERE = Path(__file__).resolve().parent
KINDS = {"~": "nominal", ".": "pronoun"}
CLAIM_KEYS = {
    "s": "subject",
    "o": "object",
    "src": "source",
    "q": "quotation",
    "cert": "certainty",
    "pol": "polarity",
    "when": "happened",
    "ev": "event",
    "if": "condition",
    "voice": "voice",
    "phase": "phase",
    "known": "known",
}
QUOTATION_KEYS = {"lang": "language", "medium": "medium", "within": "within"}


class NotationError(ValueError):
    """A line of a source does not fit the notation, or its words are not in the text."""


def find_span(text: str, words: str) -> tuple[int, int]:
    """Return the span of ``words``: ``words@2`` is their second place, ``first ... last`` all from one to the other."""
    words = words.strip()
    if " ... " in words:
        first, last = words.split(" ... ", 1)
        start, _ = find_span(text, first)
        return start, start + _nth(text[start:], last)[1]
    return _nth(text, words)


def _nth(text: str, words: str) -> tuple[int, int]:
    match = re.fullmatch(r"(.*?)@(\d+)", words)
    words, number = (match[1], int(match[2])) if match else (words, 1)
    places = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text))
    if len(places) < number:
        raise NotationError(f"{words!r} stands {len(places)} times in the text, not {number}")
    return places[number - 1].span()


def parse_passage(block: str, language: str, part: str) -> dict[str, Any]:
    """Return the stand-off object of one passage: head line, text, ``--`` and one annotation a line."""
    head, _, rest = block.partition("\n")
    text, _, lines = rest.partition("\n--\n")
    text = text.strip()
    name, published, topic = (field.strip() for field in head.split("|"))
    record: dict[str, Any] = {
        "format": FORMAT,
        "extractor": "by hand",
        "part": part,
        "topic": topic,
        "article": {"id": article_id(guid=name), "title": name, "published": published, "language": language},
    }
    record["article"]["text"] = text
    for line in filter(None, map(str.strip, lines.splitlines())):
        try:
            layer, item = parse_line(line, text, record)
        except (ValueError, IndexError) as error:
            raise NotationError(f"{name}: {line!r}: {error}") from error
        record.setdefault(layer, []).append(item)
    _check_references(name, record)
    return record


def parse_line(line: str, text: str, record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the layer and the record of one line; the letter before the number tells the layer."""
    head, separator, body = line.partition(": ")
    if not separator:
        raise NotationError("no ': ' between the head and the words")
    fields = re.findall(r"\[[^\]]*\]|(?:[^\s\[=]+=)?\[[^\]]*\]|\S+", head)
    key = fields[0]
    parsers = {"e": _entity, "t": _time, "n": _quantity, "q": _quotation, "r": _relation, "v": _event, "c": _claim}
    if key[0] not in parsers:
        raise NotationError(f"no layer of letter {key[0]!r}")
    layers = {"e": "entities", "t": "times", "n": "quantities", "q": "quotations"}
    layers |= {"r": "relations", "v": "events", "c": "claims"}
    return layers[key[0]], {"id": key, **parsers[key[0]](fields[1:], body, text)}


def _entity(fields: list[str], body: str, text: str) -> dict[str, Any]:
    mentions = []
    for words in body.split(" | "):
        kind = KINDS.get(words[0], "name")
        start, end = find_span(text, words.lstrip("~."))
        mentions.append({"start": start, "end": end, "kind": kind})
    names = [m for m in mentions if m["kind"] == "name"] or [m for m in mentions if m["kind"] == "nominal"]
    if not names:
        raise NotationError("an entity needs a name or a description")
    fullest = max(names, key=lambda m: m["end"] - m["start"]) if mentions[0]["kind"] == "name" else names[0]
    mentions.sort(key=lambda m: (m["start"], m["end"]))
    named = any(m["kind"] == "name" for m in mentions)
    return {"type": fields[0], "name": text[fullest["start"] : fullest["end"]], "named": named, "mentions": mentions}


def _time(fields: list[str], body: str, text: str) -> dict[str, Any]:
    start, end = find_span(text, body)
    mod = {"mod": fields[2]} if len(fields) > 2 else {}
    return {"start": start, "end": end, "type": fields[0], "value": fields[1], **mod}


def _quantity(fields: list[str], body: str, text: str) -> dict[str, Any]:
    start, end = find_span(text, body)
    value = float(fields[0])
    item: dict[str, Any] = {"start": start, "end": end, "value": int(value) if value.is_integer() else value}
    return item | dict(zip(("unit", "mod"), fields[1:], strict=False))


def _quotation(fields: list[str], body: str, text: str) -> dict[str, Any]:
    content, *spans = body.split(" | ")
    item: dict[str, Any] = {"kind": fields[0], "content": [find_span(text, words) for words in content.split(" + ")]}
    given = dict(span.split("=", 1) for span in spans)
    for key, name in (("cue", "cue"), ("source", "source"), ("to", "addressee")):
        item[name] = [find_span(text, words) for words in given[key].split(" + ")] if key in given else []
    if fields[1] != "-":
        item["speaker"] = fields[1]
    item["attribution"] = fields[2]
    for field in fields[3:]:
        key, value = field.split("=")
        item[QUOTATION_KEYS[key]] = value
    return item


def _relation(fields: list[str], body: str, text: str) -> dict[str, Any]:
    item: dict[str, Any] = {"type": fields[0], "subject": _reference(fields[1], text)}
    item |= {"object": _reference(fields[2], text), "evidence": find_span(text, body)}
    pairs = dict(field.split("=", 1) for field in fields[3:])
    if "c" in pairs:
        item["claim"] = pairs.pop("c")
    if pairs:
        item["qualifiers"] = {key: value.strip("[]") for key, value in pairs.items()}
    return item


def _event(fields: list[str], body: str, text: str) -> dict[str, Any]:
    return {"label": " ".join(fields), "trigger": find_span(text, body)}


def _claim(fields: list[str], body: str, text: str) -> dict[str, Any]:
    item: dict[str, Any] = {"text": find_span(text, body), "predicate": fields[0].replace("_", " ")}
    arguments = []
    for field in fields[1:]:
        key, _, value = field.partition("=")
        if field == "open":
            item["status"] = "open"
        elif key in ("s", "o"):
            item[CLAIM_KEYS[key]] = _reference(value, text)
        elif key in CLAIM_KEYS:
            item[CLAIM_KEYS[key]] = int(value) if key == "phase" else value
        else:
            arguments.append({"role": key, "value": _reference(value, text)})
    if arguments:
        item["arguments"] = arguments
    return {"polarity": "positive", "certainty": "certain", "voice": "article"} | item


def _reference(field: str, text: str) -> Any:
    return {"span": find_span(text, field[1:-1])} if field.startswith("[") else field


def _check_references(name: str, record: dict[str, Any]) -> None:
    """Stop where an id is given that no record has: a slip of the pen would count as an error of the program."""
    layers = ("entities", "times", "quantities", "quotations", "relations", "events", "claims")
    items = [item for layer in layers for item in record.get(layer, ())]
    ids = [item["id"] for item in items]
    doubles = {key for key in ids if ids.count(key) > 1}
    keys = ("subject", "object", "speaker", "source", "quotation", "event", "happened", "known", "condition", "within")
    used = {item[key] for item in items for key in (*keys, "medium", "claim") if isinstance(item.get(key), str)}
    used |= {a["value"] for item in items for a in item.get("arguments", ()) if isinstance(a["value"], str)}
    if doubles or used - set(ids):
        raise NotationError(f"{name}: ids given twice {sorted(doubles)}, ids of nothing {sorted(used - set(ids))}")


def generate(source: Path) -> Iterator[str]:
    """Yield a line of JSON for each passage of a source; its folder tells the language, its name the part."""
    blocks = re.split(r"^## ", source.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for block in blocks:
        yield json.dumps(parse_passage(block, source.parent.name, source.stem), ensure_ascii=False)


def main() -> int:
    """Write every JSON Lines file; the exit code is 1 where a line of a source is wrong."""
    try:
        for source in sorted(HERE.glob("??/*.txt")):
            source.with_suffix(".jsonl").write_bytes("".join(f"{line}\n" for line in generate(source)).encode())
    except NotationError as error:
        print(f"{source}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
