import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.errors import SkippedFileError, SourceError
from hergang.corpus.fetch import Fetcher, Limits
from hergang.corpus.readers.kinds import tell_kind
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources


def test_folders_are_read_in_order_of_names(tmp_path: Path, german: str, english: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name, text in {
        "c.txt": english,
        "a.md": german,
        "b/d.txt": german,
        ".hidden/e.txt": german,
        "f.docx": "x",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    results = list(read_sources([str(tmp_path)], fetcher=None))
    assert [Path(reading.source).name for reading in results if isinstance(reading, Reading)] == [
        "a.md",
        "c.txt",
        "d.txt",
    ]
    (skipped,) = (result for result in results if isinstance(result, SourceError))
    assert isinstance(skipped, SkippedFileError)
    assert (skipped.exit_code, "f.docx: passed over" in str(skipped)) == (0, True)


def test_a_folder_without_articles_is_named(tmp_path: Path) -> None:
    (error,) = read_sources([str(tmp_path)], fetcher=None)
    assert "no article files in it" in str(error)


def test_a_missing_file_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "article.html").touch()
    (error,) = read_sources([str(tmp_path / "artikle.html")], fetcher=None)
    assert f'Did you mean "{tmp_path / "article.html"}"?' in str(error)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"<!DOCTYPE html><html>", "html"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"<?xml version='1.0'?><!-- x --><feed xmlns='x'>", "feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        (b'{"text": "x"}', "json"),
        (b'[{"text": "x"}]', "json"),
        (b"---\ntitle: x\n---\n", "markdown"),
        (b"# Titel\n", "markdown"),
        (b"WARC/1.0\r\n", "warc"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"Ein Text.", "text"),
        (b"[Anmerkung der Redaktion] Ein Text.", "text"),
    ],
)
def test_kinds_are_told_by_first_bytes(payload: bytes, kind: str) -> None:
    assert tell_kind(payload) == kind


def test_standard_input_is_read(german: str) -> None:
    (reading,) = read_sources(["-"], fetcher=None, stdin=io.BytesIO(german.encode()))
    assert isinstance(reading, Reading)
    assert (reading.article.text, reading.source) == (german, "-")


def test_urls_need_a_fetcher() -> None:
    (error,) = read_sources(["https://bote.example/a"], fetcher=None)
    assert "https://bote.example/a: nothing is fetched here" in str(error)


def test_a_fetched_page_is_named_by_its_canonical_url(serve: Callable[..., str], german: str) -> None:
    page = f"<html><body><article><p>{german}</p><p>{german} Ende.</p></article></body></html>".encode()
    base = serve(
        {
            "/a": (302, {"Location": "/b?utm_source=x"}, b""),
            "/b?utm_source=x": (200, {"Content-Type": "text/html"}, page),
        }
    )
    (reading,) = read_sources([f"{base}/a"], fetcher=Fetcher(allow_private=True, proxies={}, limits=Limits(pause=0)))
    assert isinstance(reading, Reading)
    assert (reading.article.url, reading.source, reading.payload) == (f"{base}/b", f"{base}/a", page)


def test_nothing_but_placeholders_is_no_article(read: Callable[..., Any]) -> None:
    (error,) = read("a.txt", "Externer Inhalt\n\nAnzeige\n")
    assert "no text left but placeholders" in str(error)


def test_one_line_alone_is_a_text(read: Callable[..., Any]) -> None:
    (reading,) = read("a.txt", "Der Rat von Neustadt hat den Bau der neuen Brücke beschlossen\n")
    assert reading.article.text == "Der Rat von Neustadt hat den Bau der neuen Brücke beschlossen"


def test_title_is_the_first_heading_where_none_is_named(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.txt", f"{german}\n\nExterner Inhalt\n\nStreit über die Kosten\n\n{german}")
    assert reading.article.title == "Streit über die Kosten"


@given(payload=st.binary(max_size=300))
def test_no_bytes_break_the_readers(payload: bytes) -> None:
    for result in read_sources(["-"], fetcher=None, stdin=io.BytesIO(payload)):
        assert isinstance(result, Reading | SourceError)


@given(payload=st.text(alphabet='<>/p html{}[]":,textsrbody!?-=\n', max_size=200))
def test_no_text_breaks_the_readers(payload: str) -> None:
    for result in read_sources(["-"], fetcher=None, stdin=io.BytesIO(payload.encode())):
        assert isinstance(result, Reading | SourceError)
