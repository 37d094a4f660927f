"""Pages as publishers build them: boxes within the text, lost paragraphs, pages that hold no article, live tickers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hergang.corpus.article import article_id
from hergang.corpus.errors import NoArticleError
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.html import read_html
from hergang.corpus.reading import Reading

URL = "https://bote.example/a"


def page(body: str, *, head: str = "", data: Any = None) -> bytes:
    """Return a page with a body, elements of the head and JSON-LD."""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    head = f"<head><meta charset='utf-8'>{head}{script}</head>"
    return f"<!DOCTYPE html><html lang='de'>{head}<body>{body}</body></html>".encode()


def draft(body: str, **parts: Any) -> Draft:
    """Return what is read from a page."""
    return read_html(page(body, **parts), Origin("a.html", url=URL))


def article(text: str, between: str) -> str:
    """Return an article with something between its paragraphs."""
    before, after = f"<p>{text} Eins.</p><p>{text} Zwei.</p>", f"<p>{text} Drei.</p>"
    return f"<main><article><h1>Neustadt baut eine Brücke</h1>{before}{between}{after}</article></main>"


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        (
            "<figure><img src='x.jpg'><figcaption>Die Aue im Mai. Foto: Max Muster</figcaption></figure>",
            "image-caption",
        ),
        (
            "<div class='article-image-box'><img src='x.jpg'><p>Die Bürgermeisterin am Ufer der Aue.</p></div>",
            "image-caption",
        ),
        (
            "<a href='/b'><div><h3>Was die Brücke kostet</h3><p>Ein Blick in die Bücher der Stadt.</p></div></a>",
            "read-more",
        ),
        ("<p>Mehr zum Thema:</p><ul><li><a href='/b'>Was die Brücke kostet</a></li></ul>", "read-more"),
        (
            "<div><h3>Weitere Artikel</h3><p><a href='/b'>Was die neue Brücke kostet</a> Ein Blick voraus.</p></div>",
            "read-more",
        ),
        (
            "<section><h3>Die Woche in Neustadt</h3><p>Jeden Freitag im Postfach.</p><input type='email'></section>",
            "newsletter",
        ),
        ("<div class='c-newsletter-box'><p>Jeden Freitag das Beste aus Neustadt.</p></div>", "newsletter"),
        (
            "<div class='author-bio'><p>Max Muster schreibt seit zehn Jahren über Bau und Verkehr.</p></div>",
            "author-box",
        ),
        (
            "<ul><li><a href='#eins'>Der Beschluss</a></li><li><a href='#zwei'>Die Kosten</a></li></ul>",
            "table-of-contents",
        ),
        ("<div class='umfrage'><p>Braucht Neustadt eine Brücke?</p></div>", "poll"),
    ],
)
def test_boxes_are_taken_out_and_kept_as_cuts(between: str, reason: str, german: str) -> None:
    found = draft(article(german, between))
    assert found.article.text == f"{german} Eins.\n\n{german} Zwei.\n\n{german} Drei."
    assert {(cut.reason, cut.place) for cut in found.cuts if cut.reason != "metadata"} == {(reason, 2)}


@pytest.mark.parametrize(
    "between",
    [
        "<p class='paragraph--image-text'>Der Rat stimmte ab.</p>",
        "<blockquote><p>„Wir bauen, und wir bauen zügig“, sagte die Bürgermeisterin im Rat.</p></blockquote>",
        "<ul><li>Die Brücke wird 120 Meter lang.</li><li>Sie kostet <a href='/b'>neun Millionen</a> Euro.</li></ul>",
        "<h2>Der Streit geht weiter</h2>",
    ],
)
def test_what_is_the_articles_stays(between: str, german: str) -> None:
    text = draft(article(german, between)).article.text
    words = " ".join(text.split())
    for line in ("Der Rat stimmte ab.", "und wir bauen zügig", "neun Millionen Euro.", "Der Streit geht weiter"):
        assert (line in words) == (line in between.replace("<a href='/b'>", "").replace("</a>", ""))


def test_text_between_line_breaks_becomes_paragraphs_and_no_words_are_glued(german: str) -> None:
    loose = (
        f"<div class='x'>{german} <a href='/b'>Ein Verweis</a> und mehr.<br>"
        f"{german} Zwei.<br><br>{german} <i>Drei</i>.</div>"
    )
    text = draft(f"<main><article><h1>Neustadt baut eine Brücke</h1>{loose}</article></main>").article.text
    assert text == f"{german} Ein Verweis und mehr.\n\n{german} Zwei.\n\n{german} Drei."


def test_notes_for_those_who_do_not_see_the_page_go_without_a_trace_in_the_text(german: str) -> None:
    noted = (
        "<p>Auf der <a href='/b'>Seite<span class='sr-only'>Link öffnet im neuen Fenster</span></a> der Stadt "
        "steht mehr dazu.</p>"
    )
    assert "Auf der Seite der Stadt steht mehr dazu." in draft(article(german, noted)).article.text


# --- pages that hold no article --------------------------------------------------------------------------------------

CONSENT = (
    "<div><h2>Mit Werbung weiterlesen</h2><p>Wir und unsere Partner setzen Cookies und verarbeiten personenbezogene "
    "Daten.</p>"
    "<button>Alle akzeptieren</button><button>Oder werbefrei mit dem Pur-Abo</button></div>"
)
INDEX = "".join(
    f"<div><h2><a href='/{n}'>Der Rat von Neustadt berät über Brücke Nummer {n}</a></h2>"
    f"<p>Es geht um viel Geld für {n}.</p></div>"
    for n in range(20)
)
CLOSED = {"@type": "NewsArticle", "headline": "Neustadt baut eine Brücke", "isAccessibleForFree": "False"}


@pytest.mark.parametrize(
    ("body", "head", "message"),
    [
        ("<h1>404</h1><p>Die gewünschte Seite wurde leider nicht gefunden.</p>", "", "an error page"),
        ("<h1>Page not found</h1><p>Sorry, we can't find that page.</p>", "", "an error page"),
        ("<p>Please wait while we check.</p>", "<title>Just a moment...</title>", "a check for robots"),
        ("<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>", "", "a check for robots"),
        ("<p>One second.</p><script src='https://geo.captcha-delivery.com/c.js'></script>", "", "a check for robots"),
        (CONSENT, "", "a consent wall"),
        (
            "<p>We value your privacy. Our partners use cookies.</p><button>Accept all</button><a>Reject all</a>",
            "",
            "a consent wall",
        ),
        (INDEX, "", "an index page"),
        ("<p>Nichts.</p>", "", "no article text"),
    ],
)
def test_a_page_without_an_article_says_what_it_is(body: str, head: str, message: str) -> None:
    with pytest.raises(NoArticleError, match=rf"^a\.html: {message}.*\. \w.+\.$"):
        draft(body, head=head)


WALL = (
    "<div class='offer'><h3>Jetzt weiterlesen mit dem Digital-Abo</h3>"
    "<p>Sie haben bereits ein Abo? Hier anmelden.</p></div>"
)


def test_a_stub_behind_a_paywall_is_refused(german: str) -> None:
    with pytest.raises(NoArticleError, match="the stub of an article behind a paywall"):
        draft(f"<article><h1>Neustadt baut eine Brücke</h1><p>{german}</p></article>{WALL}", data=CLOSED)


def test_a_long_beginning_is_kept_as_a_preview(german: str) -> None:
    paragraphs = "".join(f"<p>{german} {number}.</p>" for number in range(4))
    body = f"<article><h1>Neustadt baut eine Brücke</h1>{paragraphs}</article>"
    assert draft(body + WALL, data=CLOSED).article.access == "preview"
    assert draft(body, data=CLOSED).article.access is None  # nothing asks for money: its reader had it open
    assert draft(body + WALL, data={**CLOSED, "wordCount": 130}).article.access is None  # it is all there


def test_an_article_about_errors_and_cookies_is_one(german: str) -> None:
    paragraphs = "".join(f"<p>{german} {number}.</p>" for number in range(9))
    body = f"<article><h1>Seite nicht gefunden: Warum Adressen sterben</h1>{paragraphs}</article>"
    assert draft(body).article.title == "Seite nicht gefunden: Warum Adressen sterben"


# --- live tickers ----------------------------------------------------------------------------------------------------

TICKER = "<title>Neustadt im Liveblog</title>"


def entries(found: Draft) -> list[tuple[str | None, str | None, str | None, str]]:
    """Return title, day, moment and text of each entry."""
    return [(e.article.title, e.article.published, e.article.published_at, e.article.text) for e in found.entries]


def test_declared_entries_are_articles_of_their_own(german: str) -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Meldung {n}",
            "datePublished": f"2024-05-03T1{n}:30:00+02:00",
            "articleBody": f"<p>{german} {n}.</p><p>Ende {n}.</p>",
            "url": f"{URL}#m{n}",
        }
        for n in range(3)
    ]
    posting = {"@type": "LiveBlogPosting", "headline": "Neustadt im Liveblog", "liveBlogUpdate": updates}
    found = draft(f"<article><h1>Neustadt im Liveblog</h1><p>{german} Alles.</p></article>", data=posting)
    assert found.article.text == f"{german} Alles."
    assert entries(found)[1] == ("Meldung 1", "2024-05-03", "2024-05-03T09:30:00Z", f"{german} 1.\n\nEnde 1.")
    first = found.entries[0].article
    assert (first.part_of, first.url, first.id) == (article_id(url=URL), f"{URL}#m0", article_id(guid=f"{URL}#m0"))


def test_elements_with_times_are_entries(german: str) -> None:
    items = "".join(
        f"<li class='entry' id='e{n}'><time datetime='2024-05-03T1{n}:30:00+02:00'>1{n}.30 Uhr</time>"
        f"<h2>Meldung {n}</h2><p>{german} {n}.</p></li>"
        for n in range(4)
    )
    found = draft(
        f"<article><h1>Neustadt im Liveblog</h1><p>{german} Alles.</p><ol>{items}</ol></article>", head=TICKER
    )
    assert entries(found)[3] == ("Meldung 3", "2024-05-03", "2024-05-03T11:30:00Z", f"{german} 3.")
    assert [entry.article.url for entry in found.entries] == [f"{URL}#e{n}" for n in range(4)]


def test_lines_with_times_are_entries_and_nights_part_days(german: str) -> None:
    lines = "".join(
        f"<h2>{time} Meldung {n}</h2><p>{german} {n}.</p>"
        for n, time in enumerate(("10.15 Uhr:", "00.10 Uhr:", "23.40 Uhr:", "21.05 Uhr:"))
    )
    head = '<meta property="article:published_time" content="2024-05-03">'
    found = draft(f"<article><h1>Neustadt im Liveblog</h1><p>{german}</p>{lines}</article>", head=head)
    assert [(title, day) for title, day, _, _ in entries(found)] == [
        ("Meldung 0", "2024-05-03"),
        ("Meldung 1", "2024-05-03"),
        ("Meldung 2", "2024-05-02"),
        ("Meldung 3", "2024-05-02"),
    ]
    assert found.article.text == german


def test_an_article_that_tells_of_hours_is_no_ticker(german: str) -> None:
    lines = "".join(f"<h2>{hour}.15 Uhr: Der Alarm</h2><p>{german} {hour}.</p>" for hour in (10, 11, 12, 13))
    found = draft(f"<article><h1>Protokoll einer Nacht</h1><p>{german}</p>{lines}</article>")
    assert (found.entries, "13.15 Uhr: Der Alarm" in found.article.text) == ((), True)


def test_entries_become_readings_that_say_what_they_are_part_of(read: Callable[..., Any], german: str) -> None:
    lines = "".join(f"<h2>1{n}.15 Uhr: Meldung {n}</h2><p>{german} {n}.</p>" for n in range(3))
    readings = read("ticker.html", page(f"<article><h1>Neustadt im Liveblog</h1><p>{german}</p>{lines}</article>"))
    assert all(isinstance(reading, Reading) and reading.article.language == "de" for reading in readings)
    whole, *parts = (reading.article for reading in readings)
    assert {part.part_of for part in parts} == {whole.id}
    assert len({article.id for article in (whole, *parts)}) == 4
