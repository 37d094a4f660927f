import gzip
import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Origin
from hergang.corpus.readers.html import html_to_text, read_html
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources

NEWS = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Neustädter Bote"},
        {
            "@type": "NewsArticle",
            "headline": "Neustadt baut eine Brücke &amp; zwei Rampen",
            "datePublished": "2024-05-03T00:20:00+02:00",
            "dateModified": "2024-05-04T08:00:00+02:00",
            "author": [{"@type": "Person", "name": "Max Muster"}, {"@type": "Person", "name": "Eva Roth"}],
            "publisher": {"@type": "Organization", "name": "Neustädter Bote"},
            "articleSection": "Lokales",
            "description": "Der Rat hat entschieden, doch der Streit über die Kosten geht weiter.",
        },
    ],
}


def page(body: str, *, data: Any = None, head: str = "") -> bytes:
    """Return a page with a body, JSON-LD and further elements of the head."""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}{script}</head><body>{body}</body></html>".encode()


def body(text: str, *, lead: str = "") -> str:
    """Return an article element with a headline, a lead and three paragraphs."""
    paragraphs = "".join(f"<p>{text} Absatz {number}.</p>" for number in range(3))
    return (
        "<nav><ul><li><a href='/'>Start</a></li><li><a href='/sport'>Sport</a></li></ul></nav><main><article>"
        f"<h1>Neustadt baut eine Brücke &amp; zwei Rampen</h1>{lead}{paragraphs}<h2>Streit über die Kosten</h2>"
        f"<p>{text}</p></article></main><footer><p>Impressum</p></footer>"
    )


def test_linked_data_gives_the_metadata(german: str) -> None:
    article = read_html(page(body(german), data=NEWS), Origin("a.html", url="https://bote.example/a")).article
    assert article.title == "Neustadt baut eine Brücke & zwei Rampen"
    assert (article.published, article.published_at) == ("2024-05-03", "2024-05-02T22:20:00Z")
    assert (article.modified, article.publisher, article.section) == ("2024-05-04", "Neustädter Bote", "Lokales")
    assert article.authors == ("Max Muster", "Eva Roth")
    assert article.url == "https://bote.example/a"


def test_text_is_paragraphs_without_headline_and_navigation(german: str) -> None:
    article = read_html(page(body(german), data=NEWS), Origin("a.html")).article
    paragraphs = article.text.split("\n\n")
    assert paragraphs == [f"{german} Absatz {number}." for number in range(3)] + ["Streit über die Kosten", german]
    assert article.standfirst is None  # the description is in the head alone: readers never saw it


def test_standfirst_that_readers_see_leads_the_text(german: str) -> None:
    shown = "Der Rat hat entschieden, doch der Streit über die Kosten geht weiter."
    lead = f"<header><div class='lead'>{shown}</div></header>"
    article = read_html(page(body(german, lead=lead), data=NEWS), Origin("a.html")).article
    assert article.standfirst == shown
    assert article.text.startswith(article.standfirst + "\n\n")
    assert article.text.count(article.standfirst) == 1


def test_open_graph_and_meta_stand_in(english: str) -> None:
    head = textwrap.dedent("""
        <title>Bridge approved - Newtown Herald</title>
        <meta property="og:title" content="Bridge approved - Newtown Herald">
        <meta property="og:site_name" content="Newtown Herald"><meta name="author" content="By Jane Roe and John Doe">
        <meta property="article:published_time" content="2024-05-03T09:00:00Z">
        <link rel="canonical" href="/news/bridge?utm_source=x">""")
    article = read_html(page(body(english), head=head), Origin("a.html", url="https://news.example/x")).article
    assert (article.title, article.publisher) == ("Bridge approved", "Newtown Herald")
    assert (article.authors, article.published) == (("Jane Roe", "John Doe"), "2024-05-03")
    assert article.url == "https://news.example/news/bridge"


def test_the_sites_own_address_is_no_articles(english: str) -> None:
    head = '<link rel="canonical" href="https://news.example/">'
    assert read_html(page(body(english), head=head), Origin("a.html")).article.url is None


def test_what_stands_between_the_paragraphs_is_cut(german: str) -> None:
    """A kicker with the headline, a by-line, a caption and a link to another article are none of the text."""
    between = (
        "<h1>Brückenbau: Neustadt baut eine Brücke &amp; zwei Rampen</h1><p>Von Max Muster und Eva Roth</p>"
        f"<p>{german}</p><img alt='Die Aue vor Neustadt im Mai 2024'><p>Die Aue vor Neustadt im Mai 2024</p>"
        f"<p><a href='/b'>Was die neue Brücke kostet</a></p><p>{german} Ende.</p>"
    )
    draft = read_html(page(f"<article>{between}</article>"), Origin("a.html"))
    assert draft.article.text == f"{german}\n\n{german} Ende."
    assert draft.article.authors == ("Max Muster", "Eva Roth")
    assert {cut.reason for cut in draft.cuts} <= {"metadata", "image-caption", "read-more"}


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"<html>\0\0\0</html>", "a binary file"),
        (page("<nav><a href='/'>Start</a> <a href='/b'>Sport</a> <a href='/c'>Politik</a></nav>"), "no article text"),
        (page(""), "no article text"),
        (page("<p>" + "Le gouvernement a annoncé hier soir une réforme des retraites. " * 10 + "</p>"), "French"),
    ],
)
def test_what_is_no_article_is_named(payload: bytes, message: str, read: Callable[..., Any]) -> None:
    (error,) = read("page.html", payload)
    assert isinstance(error, SourceError)
    assert "page.html: " in str(error)
    assert message in str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-15"])
def test_declared_encodings_are_read(encoding: str, german: str) -> None:
    payload = page(body(german)).decode().replace("charset='utf-8'", f"charset='{encoding}'").encode(encoding)
    assert german in read_html(payload, Origin("a.html")).article.text


def test_malformed_linked_data_is_passed_over(german: str) -> None:
    script = '<script type="application/ld+json">{"@type": "NewsArticle", oops</script>'
    head = script + '<meta name="author" content="Eva Roth">'
    assert read_html(page(body(german), head=head), Origin("a.html")).article.authors == ("Eva Roth",)


def test_fragments_become_paragraphs() -> None:
    fragment = "<p>Eins &amp; <b>zwei</b>.</p><script>alert(1)</script><div>Drei<br>vier</div><ul><li>fünf</li></ul>"
    assert html_to_text(fragment) == "Eins & zwei.\n\nDrei\n\nvier\n\nfünf"


@pytest.mark.slow
def test_real_pages_keep_their_quality(test_data: Path) -> None:
    """The full figures come from tests/quality/score_pages.py; here every page is read, nearly all with their day."""
    pages = test_data / "data" / "pages"
    rows = [json.loads(line) for line in (pages / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    right = 0
    for row in rows:
        draft = read_html(gzip.decompress((pages / row["file"]).read_bytes()), Origin(row["file"], url=row["url"]))
        right += draft.article.published == (row["publishing_date"] or "")[:10]
    assert right >= 0.95 * len(rows)


def test_packed_pages_are_unpacked(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("page.html.gz", gzip.compress(page(body(german), data=NEWS)))
    assert (reading.article.language, reading.media_type) == ("de", "text/html")


def test_sources_go_on_after_a_failure(tmp_path: Path, german: str) -> None:
    good = tmp_path / "good.html"
    good.write_bytes(page(body(german)))
    first, second = read_sources([str(tmp_path / "bad.html"), str(good)], fetcher=None)
    assert isinstance(first, SourceError)
    assert isinstance(second, Reading)
