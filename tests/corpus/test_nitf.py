from collections.abc import Callable
from typing import Any

import pytest

from hergang.corpus.errors import NoArticleError

NITF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><title>w0503</title><docdata management-status="{status}"><doc-id regsrc="wire.example" id-string="w0503"/>
<date.issue norm="20240504T061500Z"/><ed-msg info="Adds the mayor's words"/>
<correction info="Name of the mayor"/></docdata>
<pubdata name="Newtown Herald" position.section="Local" date.publication="20240503T181500Z"/></head><body><body.head>
<hedline><hl1>Council approves bridge</hl1><hl2>Work to start in spring</hl2></hedline>
<byline>By <person>Jane Roe</person> and <person>John Doe</person>, <byttl>Staff Writers</byttl></byline>
<dateline><location>NEWTOWN</location>, <story.date>May 3</story.date></dateline></body.head><body.content>
<p lede="true">{text}</p><media media-type="image"><media-reference source="a.jpg"/><media-caption>The bridge, caf\xe9
</media-caption></media><hl2>Costs</hl2><p>It costs <money>3&nbsp;million</money> pounds.</p>
<nitf-table><table><tr><td>Yes
</td><td>12</td></tr></table></nitf-table><ul><li>One</li><li>Two</li></ul></body.content><body.end>
<tagline>Jane Roe reports
from Newtown.</tagline></body.end></body></nitf>"""


def test_a_file_gives_text_and_metadata(read: Callable[..., Any], english: str) -> None:
    (reading,) = read("a.xml", NITF.format(text=english, status="usable").encode("latin-1"))
    article = reading.article
    assert article.text.split("\n\n") == [
        "Work to start in spring",
        f"NEWTOWN, May 3 – {english}",
        "Costs",
        "It costs 3 million pounds.",
        "One",
        "Two",
    ]
    assert (article.title, article.standfirst) == ("Council approves bridge", "Work to start in spring")
    assert (article.authors, article.publisher, article.section) == (
        ("Jane Roe", "John Doe"),
        "Newtown Herald",
        "Local",
    )
    assert (article.published, article.published_at) == ("2024-05-03", "2024-05-03T18:15:00Z")
    assert article.modified == "2024-05-04"
    assert [(cut.text, cut.reason) for cut in reading.cuts] == [
        ("Adds the mayor's words", "editors-note"),
        ("Name of the mayor", "correction"),
        ("Jane Roe reports from Newtown.", "metadata"),
        ("The bridge, café", "media"),
        ("Yes 12", "table"),
    ]


def test_a_corrected_file_is_the_same_article(read: Callable[..., Any], english: str) -> None:
    first, second = (
        read(name, NITF.format(text=text, status="usable").encode("latin-1"))[0]
        for name, text in (("a.xml", english), ("b.xml", f"{english} It is made of steel."))
    )
    assert first.article.id == second.article.id


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_what_is_held_or_taken_back_is_no_article(status: str, read: Callable[..., Any], english: str) -> None:
    (error,) = read("a.xml", NITF.format(text=english, status=status).encode("latin-1"))
    assert isinstance(error, NoArticleError)
    assert f"a.xml: {status} by its publisher" in str(error)


def test_a_dateline_in_the_text_is_not_repeated(read: Callable[..., Any], english: str) -> None:
    (reading,) = read("a.xml", NITF.format(text=f"NEWTOWN (AP) - {english}", status="").encode("latin-1"))
    assert reading.article.text.count("NEWTOWN") == 1


def test_a_file_without_text_is_named(read: Callable[..., Any]) -> None:
    (error,) = read("a.xml", "<nitf><body><body.head/></body></nitf>")
    assert "a.xml: a NITF document without text in its body" in str(error)


def test_other_files_are_not_included(read: Callable[..., Any], english: str, tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    (reading,) = read("a.xml", f"<nitf><body><body.content><p>{english}{include}</p></body.content></body></nitf>")
    assert reading.article.text == english
    entity = f'<!DOCTYPE nitf SYSTEM "{secret.as_uri()}">'
    (reading,) = read("a.xml", f"{entity}<nitf><body><body.content><p>{english}&x;</p></body.content></body></nitf>")
    assert "secret" not in reading.article.text
