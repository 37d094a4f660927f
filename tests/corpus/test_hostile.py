"""Structures built to exhaust a reader: each is read or refused by name, in seconds and within memory."""

import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hergang.corpus.errors import SourceError
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources

SECONDS = 10.0  # of processor time for one file
TEXT = "Der Rat von Neustadt hat am Montag den Bau einer neuen Brücke beschlossen, sagte die Bürgermeisterin."


def page(inner: str) -> str:
    """Return a page with something between the paragraphs of its article."""
    body = f"<p>{TEXT}</p>" * 3
    return (
        f"<html><head><title>T</title></head><body><article><h1>Brücke</h1>{body}{inner}{body}</article></body></html>"
    )


def linked(inner: str) -> str:
    """Return a page with JSON-LD."""
    return page(f'<script type="application/ld+json">{inner}</script>')


def rss(inner: str) -> str:
    """Return a feed."""
    return f"<rss version='2.0'><channel>{inner}</channel></rss>"


def nitf(inner: str) -> str:
    """Return a NITF document."""
    return f"<nitf><body><body.content>{inner}</body.content></body></nitf>"


CHUNKED = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 3000000\r\n\r\n"
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n" * 150_000
)
HOSTILE: dict[str, str | bytes] = {
    "nested.html": page("<div>" * 100_000),
    "attribute.html": page(f'<p class="{"a" * 1_000_000}">x</p>'),
    "attributes.html": page(f"<p {' '.join(f'a{number}' for number in range(30_000))}>x</p>"),
    "links.html": page("<a href=x>y</a>" * 1_000_000),
    "linked.html": linked(json.dumps([{"@type": "NewsArticle", "headline": str(n)} for n in range(5_000)])),
    "deep.html": linked('{"@graph":[' * 100_000),
    "authors.html": linked('{"@type": "NewsArticle", "headline": "x", "author": "' + "A, " * 100_000 + '"}'),
    "comments.html": page("<!--" * 20_000),
    "references.html": page("&" * 1_000_000),
    "brackets.html": page("<" * 1_000_000),
    "marks.html": page("<p>a" + "\u0301\u0323" * 200_000),
    "nul.html": page("\0" * 100_000),
    "mixed.html": page(TEXT).encode() + TEXT.encode("utf-16") + TEXT.encode("cp1252"),
    "line.txt": TEXT + "wort " * 150_000,
    "blanks.txt": TEXT + " " * 1_000_000 + TEXT,
    "bars.txt": TEXT + "\n\n" + " | " * 300_000,
    "short.txt": "a\n" * 100_000 + TEXT,
    "labels.txt": TEXT + "\nTitel: a" * 10_000,
    "days.txt": "3. Mai 2024\n" * 5_000 + TEXT,
    "marks.txt": TEXT + "\u0301\u0323" * 200_000,
    "surrogates.txt": TEXT.encode() + b"\xed\xa0\x80" * 100_000,
    "wide.txt": b"\xff\xfe" + b"\x00\xd8" * 100_000,
    "stars.md": TEXT + "*a " * 300_000,
    "pictures.md": TEXT + "![a](b" * 100_000,
    "quotes.md": "> " * 100_000 + TEXT,
    "lists.md": "- " * 100_000 + TEXT,
    "front.md": "---\n" + "a: b\n" * 100_000 + "---\n" + TEXT,
    "front.toml.md": "+++\na = " + "[" * 50_000 + "\n+++\n" + TEXT,
    "deep.json": "[" * 1_000_000,
    "objects.json": "[" + "{}," * 2_000_000 + "{}]",
    "number.json": '{"text": ' + "9" * 100_000 + "}",
    "broken.jsonl": "{\n" * 100_000,
    "large.jsonl": json.dumps({"text": "wort " * 400_000}),
    "laughs.rss": "<!DOCTYPE l [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>" + rss("<item><title>&b;</title></item>"),
    "items.rss": rss("<item></item>" * 300_000),
    "open.rss": rss("<item><description>" + "<p " * 30_000),
    "title.rss": rss(f"<item><title>{'a' * 2_000_000}</title></item>"),
    "broken.rss": rss("<meta charset=hex>" * 60_000),
    "references.rss": rss("<item><description>" + "&#1114112;&#xD800;&amp;#xDFFF;" * 20_000 + "</description></item>"),
    "prolog.xml": "<?xml?>" * 9_000 + rss(""),
    "deep.xml": nitf("<block>" * 100_000),
    "elements.xml": nitf("<p/>" * 1_000_000),
    "parameters.xml": '<!DOCTYPE nitf [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><nitf/>',
    "names.xml": nitf("<p>" + "&nbsp;" * 100_000 + "</p>"),
    "line.warc": "WARC/1.0 " + "x" * 3_000_000,
    "headers.warc": "WARC/1.0\r\n" + "a: b\r\n" * 400_000,
    "chunks.warc": CHUNKED,
    "bomb.txt.gz": gzip.compress(b"a" * 50_000_000),
    "twice.txt.gz": gzip.compress(gzip.compress(TEXT.encode())),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_read_or_refused_in_time(name: str, read: Callable[..., Any], tmp_path: Path) -> None:
    started = time.process_time()
    results = read(name, HOSTILE[name])
    assert time.process_time() - started < SECONDS
    assert results
    for result in results:
        if isinstance(result, SourceError):
            assert str(result).startswith(str(tmp_path / name))
            assert len(str(result)) <= 1100
        else:
            assert result.article.text.strip()


REFUSED = {
    "attributes.html": "a tag with thousands of attributes",
    "links.html": "larger than 5 MB",
    "brackets.html": "more than 30,000 tags",
    "pictures.md": "marks of Markdown",
    "objects.json": "JSON values",
    "broken.jsonl": "no article in its first 100 records",
    "large.jsonl": "longer than 1,000,000 characters",
    "laughs.rss": "declares XML entities",
    "items.rss": "XML elements",
    "title.rss": "characters without a tag",
    "broken.rss": "no well-formed XML",
    "deep.xml": "no well-formed XML",
    "parameters.xml": "declares XML entities",
    "headers.warc": "headers or chunks without end",
    "bomb.txt.gz": "larger than 32 MB",
    "twice.txt.gz": "packed more than once",
    "wide.txt": "characters are lost",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told(name: str, read: Callable[..., Any]) -> None:
    assert REFUSED[name] in str(read(name, HOSTILE[name])[-1])


@pytest.fixture(scope="module")
def fuzz(root: Path) -> Iterator[ModuleType]:
    """Return the fuzzer as a module."""
    sys.path.insert(0, str(root / "tests"))
    spec = importlib.util.spec_from_file_location("fuzz", root / "tests" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(root / "tests"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 2**40))
def test_mutated_files_of_every_kind_are_read_or_refused(number: int, fuzz: ModuleType, tmp_path: Path) -> None:
    kind, payload = fuzz.make_case(number, fuzz.load_seeds(None, []))
    assert fuzz.check(kind, payload[:100_000], tmp_path) is None


KINDS = ["html", "txt", "md", "json", "jsonl", "rss", "xml", "warc", "txt.gz"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), payload=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_under_any_name_are_read_or_refused(kind: str, payload: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(payload)
    for result in read_sources([str(path)], fetcher=None):
        assert isinstance(result, Reading | SourceError)


def test_page_nested_without_end_is_refused_by_name(tmp_path):
    page = tmp_path / "deep.html"
    page.write_text(f"<html><body>{'<div>' * 200}<p>Ein Satz.</p>{'</div>' * 200}</body></html>", encoding="utf-8")
    (found,) = read_sources([str(page)], fetcher=None)
    assert str(found).startswith(f"{page}: nested 120 deep and more")


def test_lists_in_lists_take_no_time_in_their_square(tmp_path):
    page = tmp_path / "lists.html"
    lists = ("<ul><li>" * 40 + "x" + "</li></ul>" * 40) * 60
    page.write_text(f"<html><body><p>Ein Satz steht hier.</p>{lists}</body></html>", encoding="utf-8")
    began = time.process_time()
    list(read_sources([str(page)], fetcher=None))
    assert time.process_time() - began < 10
