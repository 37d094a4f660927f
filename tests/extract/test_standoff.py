"""Stand-off JSON: records there and back unchanged, nothing null, errors that name layer and field."""

import json
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hergang.corpus.article import Article
from hergang.extract import records, standoff
from hergang.extract.errors import ExtractError
from hergang.extract.records import (
    Annotations,
    Argument,
    Claim,
    Entity,
    Event,
    Mention,
    Quantity,
    Quotation,
    Relation,
    Timex,
)

ARTICLE = Article("0" * 16, "Elf Minuten war das Konto weg, sagte Anna.", language="de", authors=("A. B.", "C. D."))
FULL = Annotations(
    ARTICLE,
    "hergang test",
    entities=(Entity("e1", "Person", "Anna", True, (Mention(37, 41, "name"), Mention(38, 41, "pronoun")), 0.8, "x"),),
    times=(Timex("t1", 0, 11, "DURATION", "PT11M", "APPROX", "2017-11-01", "2017-11-02", 0.9, "x"),),
    quantities=(Quantity("n1", 0, 3, 11.0, "minute", "LESS_THAN"), Quantity("n2", 0, 3, 1.5)),
    quotations=(
        Quotation("q1", "indirect", ((0, 10), (12, 20)), ((31, 36),), ((37, 41),), ((2, 3),), "e1", "en", "e1", "q0"),
    ),
    relations=(Relation("r1", "hasAccount", "e1", (16, 25), (0, 10), (("platform", "X"), ("role", "Ö")), "c1"),),
    events=(Event("v1", "Konto: weg", (26, 29)),),
    claims=(
        Claim("c1", (0, 29), "sein", "v1", "e1", (16, 25),
        (Argument("duration", "t1"), Argument("other", (1, 2))), "t1", "t1", 2,
              "negative", "possible", "speaker", "e1", "q1", "c0", "open", 0.5, "x"),
    ),
)  # fmt: skip


def test_every_field_comes_back():
    assert standoff.loads(standoff.dumps(FULL)) == FULL


def test_same_records_give_the_same_line():
    line = standoff.dumps(FULL)
    assert standoff.dumps(standoff.loads(line)) == line
    assert "\n" not in line
    assert "Ö" in line


def test_unknown_values_and_empty_layers_are_left_out():
    bare = Annotations(ARTICLE, "x", claims=(Claim("c1", (0, 3), "sein"),))
    record = standoff.to_json(bare)
    assert set(record) == {"format", "extractor", "article", "claims"}
    assert record["claims"] == [
        {"id": "c1", "text": [0, 3], "predicate": "sein", "polarity": "positive", "certainty": "certain",
         "voice": "article", "confidence": 1.0}
    ]  # fmt: skip


def test_shape_is_that_of_the_format():
    record = standoff.to_json(FULL)
    assert record["entities"][0]["mentions"][0] == {"start": 37, "end": 41, "kind": "name"}
    assert [quantity["value"] for quantity in record["quantities"]] == [11, 1.5]
    assert record["relations"][0]["object"] == {"span": [16, 25]}
    assert record["relations"][0]["qualifiers"] == {"platform": "X", "role": "Ö"}
    assert record["claims"][0]["arguments"][1] == {"role": "other", "value": {"span": [1, 2]}}


@pytest.mark.parametrize("version", ["hergang/0", "hergang/2", None, 1])
def test_other_format_is_refused(version):
    with pytest.raises(ExtractError, match="this release reads 'hergang/1' alone"):
        standoff.from_json({**standoff.to_json(FULL), "format": version})


@pytest.mark.parametrize(
    ("layer", "item"),
    [
        ("entities", {"id": "e1"}),
        ("entities", {"id": "e1", "type": "Person", "name": "A", "named": True, "mentions": [{"start": 1}]}),
        ("times", {"start": 1}),
        ("quantities", {"id": "n1", "start": 0, "end": 1, "value": "eleven"}),
        ("quotations", {"id": "q1", "kind": "direct", "content": [[1, 2, 3]]}),
        ("claims", {"id": "c1"}),
        ("relations", {"id": "r1", "type": "age", "subject": {"spam": [1, 2]}, "object": "e1", "evidence": [0, 1]}),
    ],
)
def test_record_that_does_not_fit_is_refused_by_layer(layer, item):
    record = {**standoff.to_json(Annotations(ARTICLE, "x")), layer: [item]}
    with pytest.raises(ExtractError, match=f"a record of '{layer}' does not fit the format"):
        standoff.from_json(record)


def test_fields_of_later_releases_are_passed_over():
    record = standoff.to_json(FULL)
    record["events"][0]["later"] = 1
    record["layers of later releases"] = []
    assert standoff.from_json(record) == FULL


# -- any records -----------------------------------------------------------------------------------------------------

TEXT = st.text(max_size=8)
SPAN = st.tuples(st.integers(0, 99), st.integers(0, 99))
CONFIDENCE = st.floats(0, 1)
REFERENCE = st.one_of(TEXT, SPAN)
SPECIAL = {
    (Entity, "mentions"): st.lists(
        st.builds(Mention, st.integers(0, 99), st.integers(0, 99), st.sampled_from(get_args(records.MentionKind))),
        max_size=3,
    ).map(tuple),
    (Quantity, "value"): st.floats(allow_nan=False, allow_infinity=False),
    (Relation, "qualifiers"): st.dictionaries(TEXT, TEXT, max_size=3).map(lambda d: tuple(sorted(d.items()))),
    (Relation, "evidence"): SPAN,
    (Event, "trigger"): SPAN,
    (Timex, "measures"): st.none() | SPAN,
    (Claim, "text"): SPAN,
    (Claim, "phase"): st.none() | st.integers(1, 2),
    (Claim, "arguments"): st.lists(st.builds(Argument, TEXT, REFERENCE), max_size=3).map(tuple),
    (Claim, "subject"): st.none() | REFERENCE,
    (Claim, "object"): st.none() | REFERENCE,
    (Relation, "subject"): REFERENCE,
    (Relation, "object"): REFERENCE,
}  # fmt: skip
PLAIN = {
    "str": TEXT,
    "str | None": st.none() | TEXT,
    "int": st.integers(0, 99),
    "float": CONFIDENCE,
    "bool": st.booleans(),
    "tuple[Span, ...]": st.lists(SPAN, max_size=3).map(tuple),
    "Literal['open'] | None": st.sampled_from([None, "open"]),
}


def strategy(kind, field):
    """Return a strategy for a field of a record by its annotation; closed sets give their members."""
    if (kind, field.name) in SPECIAL:
        return SPECIAL[kind, field.name]
    if field.type in PLAIN:
        return PLAIN[field.type]
    return st.sampled_from(get_args(getattr(records, field.type)))


def any_record(kind):
    return st.builds(kind, **{field.name: strategy(kind, field) for field in fields(kind)})


LAYERS = {
    "entities": Entity, "times": Timex, "quantities": Quantity, "quotations": Quotation, "relations": Relation,
    "events": Event, "claims": Claim,
}  # fmt: skip
ANNOTATIONS = st.builds(
    Annotations,
    st.builds(Article, id=TEXT, text=TEXT, title=st.none() | TEXT, authors=st.lists(TEXT, max_size=2).map(tuple)),
    TEXT,
    **{layer: st.lists(any_record(kind), max_size=2).map(tuple) for layer, kind in LAYERS.items()},
)


@settings(max_examples=50, deadline=None)
@given(ANNOTATIONS)
def test_json_to_records_to_json_is_the_identity(annotations):
    record = json.loads(standoff.dumps(annotations))
    assert standoff.from_json(record) == annotations
    assert standoff.to_json(standoff.from_json(record)) == record
