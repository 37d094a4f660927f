from collections.abc import Callable
from typing import Any

import pytest

from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Fetcher, Limits
from hergang.corpus.sources import read_sources

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Neustädter Bote</title><link>https://bote.example/</link>{items}</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Newtown Herald</title>
<entry><title>Bridge approved</title><id>tag:news.example,2024:1</id><link href="https://news.example/a?utm_source=feed"/>
<published>2024-05-03T00:20:00+02:00</published><updated>2024-05-04T08:00:00+02:00</updated>
<author><name>Jane Roe</name></author><content type="html">
&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;{text}&lt;/p&gt;</content></entry></feed>"""


def item(text: str, link: str = "https://bote.example/a") -> str:
    """Return an RSS item with its whole text."""
    return (
        f"<item><title>Neue Brücke</title><link>{link}</link><guid>bote-1</guid><dc:creator>Max Muster</dc:creator>"
        "<pubDate>Fri, 03 May 2024 00:20:00 +0200</pubDate><description>Der Rat hat entschieden.</description>"
        f"<content:encoded><![CDATA[<p>{text}</p><p>Lesen Sie auch: Die Kosten</p><p>{text}</p>]]></content:encoded>"
        "</item>"
    )


def test_rss_entries_hold_their_text(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.rss", RSS.format(items=item(german)))
    article = reading.article
    assert article.text == f"{german}\n\n{german}"
    assert (article.title, article.publisher, article.authors) == ("Neue Brücke", "Neustädter Bote", ("Max Muster",))
    assert (article.published, article.published_at) == ("2024-05-03", "2024-05-02T22:20:00Z")
    assert [cut.reason for cut in reading.cuts] == ["read-more"]


def test_atom_entries_hold_their_text(read: Callable[..., Any], english: str) -> None:
    (reading,) = read("a.xml", ATOM.format(text=english))
    article = reading.article
    assert (article.text, article.url) == (f"{english}\n\n{english}", "https://news.example/a")
    assert (article.published, article.modified, article.authors) == ("2024-05-03", "2024-05-04", ("Jane Roe",))


def test_feed_and_page_name_the_same_article(read: Callable[..., Any], german: str) -> None:
    (tracked,) = read("a.rss", RSS.format(items=item(german, "https://bote.example/a?utm_source=rss")))
    (plain,) = read("b.rss", RSS.format(items=item(german)))
    assert tracked.article.id == plain.article.id


def test_a_teaser_alone_is_no_article(read: Callable[..., Any]) -> None:
    teaser = "<item><title>T</title><link>https://bote.example/a</link><description>Kurz.</description></item>"
    (error,) = read("a.rss", RSS.format(items=teaser))
    assert "a.rss, entry 1: only 1 words of https://bote.example/a" in str(error)


def test_teasers_lead_to_their_pages(serve: Callable[..., str], german: str) -> None:
    page = f"<html><body><article><h1>Neue Brücke</h1><p>{german}</p><p>{german} Ende.</p></article></body></html>"
    answers: dict[str, Any] = {"/a": (200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())}
    base = serve(answers)
    teasers = "".join(
        f"<item><title>Brücke</title><link>{base}/{name}</link><description>Kurz.</description></item>" for name in "ab"
    )
    answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, RSS.format(items=teasers).encode())
    first, second = read_sources(
        [f"{base}/feed"], fetcher=Fetcher(allow_private=True, proxies={}, limits=Limits(pause=0))
    )
    assert not isinstance(first, SourceError)
    assert (first.article.text, first.article.publisher) == (f"{german}\n\n{german} Ende.", "Neustädter Bote")
    assert "404" in str(second)


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB, "declares XML entities"),
        (RSS.format(items=""), "a feed without entries"),
        ('<?xml version="1.0"?><note><to>x</to></note>', "XML of a kind that is not read (<note>)"),
        ("<rss><channel><item>", "feed"),
        ("", "empty"),
    ],
)
def test_what_is_no_feed_is_named(content: str, message: str, read: Callable[..., Any]) -> None:
    (error,) = read("a.xml", content)
    assert isinstance(error, SourceError)
    assert message in str(error)
