import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.article import Article
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.jsonl import read_json, read_json_lines


def test_text_of_records_is_kept_as_it_is(read: Callable[..., Any], german: str) -> None:
    text = f"  Externer Inhalt\r\n\r\n{german}  \n\n\n\nFoto: dpa\u0308 "
    (reading,) = read("a.jsonl", json.dumps({"text": text, "published": "2024-05-03", "source": "Bote"}))
    assert reading.article.text == text
    assert (reading.article.published, reading.article.publisher, reading.article.language) == (
        "2024-05-03",
        "Bote",
        "de",
    )
    assert reading.cuts == ()


def test_standoff_articles_come_back_as_they_went(read: Callable[..., Any], english: str) -> None:
    article = Article(
        id="0123456789abcdef", text=english, title="T", published="2024-05-03", language="en", authors=("Jane Roe",)
    )
    (reading,) = read("a.jsonl", json.dumps({"format": "hergang/1", "article": article.to_json()}))
    assert reading.article == article


def test_schema_org_articles_are_cleaned(read: Callable[..., Any], german: str) -> None:
    node = {
        "@type": "NewsArticle",
        "headline": "Brücke",
        "datePublished": "2024-05-03T00:20:00+02:00",
        "author": {"name": "Eva Roth"},
        "articleBody": f"{german}\n{german}\n\nLesen Sie auch: Die Kosten",
        "url": "https://bote.example/a",
    }
    (reading,) = read("a.json", json.dumps(node))
    assert (reading.article.text, [cut.reason for cut in reading.cuts]) == (
        f"{german}\n\n{german}",
        ["read-more"],
    )
    assert (reading.article.published, reading.article.authors) == ("2024-05-03", ("Eva Roth",))


def test_a_broken_line_is_named_and_the_others_go_on(read: Callable[..., Any], german: str, english: str) -> None:
    record = '{"text": "%s", "published": "2024-05-03"}'
    first, second, third, fourth = read(
        "a.jsonl", "\n".join([record % german, '{"text": "abgeb', '{"a": 1}', record % english])
    )
    assert (first.article.language, fourth.article.language) == ("de", "en")
    assert "a.jsonl, line 2: no readable JSON" in str(second)
    assert "a.jsonl, line 3: no article in it (keys: a)" in str(third)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "Ein Text.", "published": "gestern"}, "'gestern' is no date"),
        ({"article": {"title": "T"}}, 'has no "text"'),
        ({"article": {"text": "T", "title": 7}}, "title must be text"),
        ([1], "no JSON object"),
    ],
)
def test_malformed_records_are_named(record: Any, message: str) -> None:
    (error,) = read_json_lines([json.dumps(record).encode()], Origin("a.jsonl"))
    assert isinstance(error, SourceError)
    assert message in str(error)


def test_lists_and_single_objects_are_read(german: str) -> None:
    record = {"text": german, "published": "2024-05-03"}
    assert len(list(read_json(json.dumps([record, record]).encode(), Origin("a.json")))) == 2
    assert len(list(read_json(json.dumps(record, indent=1).encode(), Origin("a.json")))) == 1


def test_records_of_one_file_are_told_apart_by_their_id(tmp_path: Path, german: str) -> None:
    origin = Origin("a.jsonl", path=tmp_path / "a.jsonl")
    lines = [json.dumps({"id": number, "text": german}).encode() for number in (1, 2)]
    first, second = (draft for draft in read_json_lines(lines, origin) if isinstance(draft, Draft))
    assert first.guid != second.guid


def test_halves_of_surrogate_pairs_can_be_stored(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.jsonl", json.dumps({"text": german})[:-2] + '\\ud83d"}')
    assert reading.article.text == german + "\ufffd"
    assert reading.article.digest


KEYS = st.sampled_from(["text", "article", "published", "url", "authors", "articleBody", "@graph", "id"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(VALUES)
def test_no_json_breaks_the_reader(value: Any) -> None:
    for result in read_json_lines([json.dumps(value).encode()], Origin("a.jsonl")):
        assert isinstance(result, Draft | SourceError)
