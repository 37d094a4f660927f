from collections.abc import Callable
from typing import Any

import pytest

from hergang.corpus.errors import NoArticleError, SkippedFileError, SourceError
from hergang.corpus.reading import Reading

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:depesche.example:1" version="{version}"
 standard="NewsML-G2" conformance="power" xml:lang="{language}"><itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="nprov:DPX"><name>Depesche</name></provider><versionCreated>2024-05-04T00:15:00+02:00</versionCreated>
<firstCreated>2024-05-03T18:15:00+02:00</firstCreated>{status}</itemMeta><contentMeta><creator qcode="x:DPX"/>
<by>Von Max Muster und Eva Roth</by><dateline>Neustadt (dpx)</dateline><headline>Rat beschließt Brücke</headline>
<subject qcode="medtop:1"><name>Politik</name></subject></contentMeta><contentSet>{content}</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>Rat beschließt Brücke</title></head><body><h1>Rat beschließt Brücke</h1><p>Von Max Muster</p><p>{text}</p>
<table><tr><td>Ja</td><td>12</td></tr></table>
<figure><img src="a.jpg" alt=""/><figcaption>Die Brücke</figcaption></figure>
<p>Danach <b>ging</b> es weiter.<br/>Bis zum Abend.</p></body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
<byline>Von <person>Eva Roth</person></byline></body.head><body.content><p>{text}</p></body.content></body></nitf>
</inlineXML>"""
PLAIN = '<inlineData contenttype="text/plain">{text}\n\nDanach ging es weiter.</inlineData>'


def item(text: str, content: str = XHTML, *, status: str = "", version: int = 1, language: str = "de-DE") -> str:
    """Return a news item with a text in one of the forms that it can have."""
    return ITEM.format(content=content.format(text=text), status=status, version=version, language=language)


def message(*items: str) -> str:
    """Return a message with items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header>'
        f"<sent>2024-05-04T00:16:00Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def test_an_item_gives_text_and_metadata(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.xml", item(german))
    article = reading.article
    assert article.text == f"Neustadt (dpx) – {german}\n\nDanach ging es weiter.\n\nBis zum Abend."
    assert (article.title, article.authors) == ("Rat beschließt Brücke", ("Max Muster", "Eva Roth"))
    assert (article.published, article.published_at) == ("2024-05-03", "2024-05-03T16:15:00Z")
    assert (article.modified, article.publisher, article.section) == ("2024-05-04", "Depesche", "Politik")
    assert [(cut.text, cut.reason) for cut in reading.cuts] == [
        ("Rat beschließt Brücke", "metadata"),
        ("Von Max Muster", "metadata"),
        ("Ja 12", "table"),
        ("Die Brücke", "media"),
    ]


@pytest.mark.parametrize("content", [NITF, PLAIN])
def test_other_forms_of_the_text_are_read(content: str, read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.xml", item(german, content))
    assert reading.article.text.startswith(f"Neustadt (dpx) – {german}")


def test_a_message_gives_its_items_and_skips_what_is_none(read: Callable[..., Any], german: str, english: str) -> None:
    picture = '<newsItem guid="urn:2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>'
    other = item(english, language="en").replace("example:1", "example:2").replace("Rat beschließt", "Bridge")
    first, skipped, second = read("a.xml", message(item(german), picture, other))
    assert (first.article.language, second.article.language) == ("de", "en")
    assert first.article.id != second.article.id
    assert second.payload.startswith(b"<?xml")
    assert b"example:1" not in second.payload
    assert isinstance(skipped, SkippedFileError)
    assert "a.xml, item urn:2: a NewsML-G2 picture without text" in str(skipped)


def test_versions_of_an_item_are_one_article_the_latest_last(read: Callable[..., Any], german: str) -> None:
    note = "<edNote>KORREKTUR: Name im 1. Absatz</edNote>"
    second, first = item(f"{german} Neu.", version=2, status=note), item(german, version=1)
    old, new = read("a.xml", message(second, first))
    assert old.article.id == new.article.id
    assert new.article.text.count("Neu.") == 1
    assert ("KORREKTUR: Name im 1. Absatz", "editors-note") in [(cut.text, cut.reason) for cut in new.cuts]


def test_an_embargo_is_when_it_was_published(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.xml", item(german, status="<embargoed>2024-05-06T06:00:00+02:00</embargoed>"))
    assert (reading.article.published, reading.article.published_at) == ("2024-05-06", "2024-05-06T04:00:00Z")


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_what_is_held_or_taken_back_is_no_article(status: str, read: Callable[..., Any], german: str) -> None:
    mark = f'<pubStatus qcode="stat:{status}"/><edNote>Bitte nicht verwenden</edNote>'
    (error,) = read("a.xml", item(german, status=mark))
    assert isinstance(error, NoArticleError)
    assert f"a.xml: {status} by its publisher (Bitte nicht verwenden)" in str(error)
    (reading,) = read("a.xml", item(german, status='<pubStatus qcode="stat:usable"/>'))
    assert isinstance(reading, Reading)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"><groupSet><group><itemRef/></group></groupSet>'
         "</packageItem>", "a package, which only refers to its 1 items"),
        ("<conceptItem/>", "no news in it, but concepts"),
        ("<newsMessage/>", "a news message without items"),
        ("<newsItem><itemMeta>", "no well-formed XML"),
        ('<newsItem><contentSet><remoteContent href="a"/></contentSet></newsItem>', "its content lies elsewhere"),
        ('<!DOCTYPE newsItem [<!ENTITY a "b">]><newsItem>&a;</newsItem>', "declares XML entities"),
        ("<NewsML><NewsItem/></NewsML>", "XML of a kind that is not read (<NewsML>)"),
    ],
)  # fmt: skip
def test_what_is_no_news_is_named(content: str, reason: str, read: Callable[..., Any]) -> None:
    (error,) = read("a.xml", content)
    assert isinstance(error, SourceError)
    assert reason in str(error)


def test_a_language_declared_wrongly_does_not_count(read: Callable[..., Any], german: str) -> None:
    (reading,) = read("a.xml", item(f"{german} {german}", language="en"))
    assert reading.article.language == "de"
