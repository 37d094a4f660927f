import gzip
from collections.abc import Callable
from typing import Any

import pytest


def warc(pages: dict[str, bytes], *, packed: bool = False, media_type: str = "text/html; charset=utf-8") -> bytes:
    """Return a WARC file with a response for each page, each record packed by itself."""
    records = []
    for url, body in pages.items():
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = head.encode() + body
        fields = f"WARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response"
        record = f"WARC/1.0\r\n{fields}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_every_page_of_a_warc_file_is_read(name: str, packed: bool, read: Callable[..., Any], german: str) -> None:
    page = f"<html><body><article><h1>Neue Brücke</h1><p>{german}</p><p>{german} Ende.</p></article></body></html>"
    pages = {
        "https://bote.example/a": page.encode(),
        "https://bote.example/": b"<html><body><a href='/a'>A</a></body></html>",
    }
    reading, error = read(name, warc(pages, packed=packed))
    assert (reading.article.url, reading.article.text) == ("https://bote.example/a", f"{german}\n\n{german} Ende.")
    assert "https://bote.example/: no article text" in str(error)


def test_a_warc_file_without_pages_is_named(read: Callable[..., Any]) -> None:
    (error,) = read("a.warc", warc({"https://a.example/x.png": b"x"}, media_type="image/png"))
    assert "a.warc: no HTML page among its responses" in str(error)


def test_a_damaged_warc_file_is_named(read: Callable[..., Any]) -> None:
    *_, error = read("a.warc", b"WARC/1.0\r\nnonsense")
    assert "a.warc: no HTML page" in str(error)
    (error,) = read("b.warc", b"no warc at all\n")
    assert "b.warc: the WARC file is damaged" in str(error)
