"""Stand-off JSON, version 1: records to JSON and back (`docs/format.md` has the format, `records` the meaning).

``from_json(to_json(a)) == a`` for all annotations; unknown values are left out of the JSON, never null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from hergang.corpus.article import Article
from hergang.extract.errors import ExtractError
from hergang.extract.records import (
    FORMAT,
    Annotations,
    Argument,
    Claim,
    Entity,
    Event,
    Mention,
    Quantity,
    Quotation,
    Reference,
    Relation,
    Timex,
)

_LAYERS: dict[str, type[Any]] = {
    "entities": Entity,
    "times": Timex,
    "quantities": Quantity,
    "quotations": Quotation,
    "relations": Relation,
    "events": Event,
    "claims": Claim,
}
RECORDS: dict[str, type[Any]] = {kind.__name__: kind for kind in _LAYERS.values()}  # by name, one of each layer
_SPANS = {"content", "cue", "source", "addressee"}  # of quotations: lists of spans
_REFERENCES = {"subject", "object", "value"}
_SPAN_FIELDS = {("Timex", "measures"), ("Relation", "evidence"), ("Event", "trigger"), ("Claim", "text")}

Record = TypeVar("Record")


def to_json(annotations: Annotations) -> dict[str, Any]:
    """Return the JSON object of an article's annotations; layers that are empty are left out."""
    result: dict[str, Any] = {
        "format": annotations.format,
        "extractor": annotations.extractor,
        "article": annotations.article.to_json(),
    }
    for layer in _LAYERS:
        records = getattr(annotations, layer)
        if records:
            result[layer] = [record_to_json(record) for record in records]
    return result


def from_json(record: Mapping[str, Any]) -> Annotations:
    """Return the annotations of a JSON object; ExtractError names the layer and field that do not fit the format."""
    if record.get("format") != FORMAT:
        raise ExtractError(f"stand-off JSON of format {record.get('format')!r}: this release reads {FORMAT!r} alone")
    layers: dict[str, Any] = {
        layer: tuple(record_from_json(kind, layer, item) for item in record.get(layer, ()))
        for layer, kind in _LAYERS.items()
    }
    article = Article.from_json(record["article"])
    return Annotations(article=article, extractor=record.get("extractor", ""), **layers)


def dumps(annotations: Annotations) -> str:
    """Return the annotations as one line of JSON, the same bytes for the same records."""
    return json.dumps(to_json(annotations), ensure_ascii=False, separators=(",", ":"))


def loads(line: str) -> Annotations:
    """Return the annotations of one line of JSON."""
    return from_json(json.loads(line))


def record_to_json(record: Any) -> dict[str, Any]:
    """Return the JSON object of one record; what is unknown is left out."""
    result: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        untold = value == () and field.default == () and field.name not in _SPANS
        if value is None or untold or (field.name == "by" and not value):
            continue
        result[field.name] = _value_to_json(field.name, value)
    return result


def _value_to_json(name: str, value: Any) -> Any:
    if name in _REFERENCES and isinstance(value, tuple):
        return {"span": list(value)}
    if name == "mentions":
        return [{"start": m.start, "end": m.end, "kind": m.kind} for m in value]
    if name == "arguments":
        return [{"role": a.role, "value": _value_to_json("value", a.value)} for a in value]
    if name == "qualifiers":
        return dict(value)
    if isinstance(value, tuple):
        return [list(item) if isinstance(item, tuple) else item for item in value]
    if isinstance(value, float) and value.is_integer() and name == "value":
        return int(value)
    return value


def record_from_json(kind: type[Record], layer: str, item: Mapping[str, Any]) -> Record:
    """Return the record of a JSON object; ``layer`` names it in the ExtractError where it does not fit the format."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    try:
        values = {key: _value_from_json(kind.__name__, key, value) for key, value in item.items() if key in known}
        return kind(**values)
    except (TypeError, KeyError, ValueError) as error:
        raise ExtractError(f"stand-off JSON: a record of {layer!r} does not fit the format: {error}") from error


def _value_from_json(kind: str, name: str, value: Any) -> Any:
    if name == "mentions":
        return tuple(Mention(m["start"], m["end"], m["kind"]) for m in value)
    if name == "arguments":
        return tuple(Argument(a["role"], _reference(a["value"])) for a in value)
    if name == "qualifiers":
        return tuple(sorted(value.items()))
    if (kind, name) in _SPAN_FIELDS:
        return (value[0], value[1])
    if kind == "Quotation" and name in _SPANS:
        return tuple((start, end) for start, end in value)
    if kind in ("Claim", "Relation") and name in _REFERENCES:
        return _reference(value)
    if kind == "Quantity" and name == "value":
        return float(value)
    return value


def _reference(value: Any) -> Reference:
    return (value["span"][0], value["span"][1]) if isinstance(value, Mapping) else value
