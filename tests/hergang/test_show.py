"""How an article is shown with what was read from it."""

import pytest

from hergang.corpus.article import Article
from hergang.corpus.reading import Cut
from hergang.extract.records import Annotations, Argument, Claim, Entity, Mention, Quantity, Quotation, Relation, Timex
from hergang.show import Mark, Shown, find_marks, mark_html, mark_text

TEXT = "Anna Berg kam 2024.\n\n„Es regnet & stürmt“, sagte sie."
QUOTED = TEXT.index("Es regnet"), TEXT.index("“")
CUE = TEXT.index("sagte"), TEXT.index("sagte") + 5
SHE = TEXT.index("sie")
ANNOTATIONS = Annotations(
    article=Article(id="0" * 16, text=TEXT, title="Wetter <heute>", published="2024-05-01", language="de"),
    extractor="test",
    entities=(Entity("e1", "Person", "Anna Berg", True, (Mention(0, 9, "name"), Mention(SHE, SHE + 3, "pronoun"))),),
    times=(Timex("t1", 14, 18, "DATE", "2024", earliest="2024-01-01", latest="2024-12-31"),),
    quantities=(Quantity("n1", 14, 18, 43_000_000.0, "follower"),),
    quotations=(Quotation("q1", "direct", (QUOTED,), cue=(CUE,), speaker="e1", attribution="explicit"),),
    relations=(Relation("r1", "worksFor", "e1", (10, 13), (0, 13), (("role", "Chefin"),), confidence=0.5),),
    claims=(Claim("c1", (0, 18), "kommen", subject="e1", arguments=(Argument("time", "t1"),), happened="t1"),),
)


def test_text_has_brackets_and_ids():
    assert mark_text(TEXT, find_marks(ANNOTATIONS)) == (
        "[Anna Berg]e1 kam {{2024}t1}n1.\n\n„‹Es regnet & stürmt›q1“, (sagte)q1 [sie]e1."
    )


def test_text_lists_what_was_read():
    shown = Shown(ANNOTATIONS, (Cut("Externer Inhalt", "embed-placeholder"),)).text()
    for line in (
        "e1  Person  Anna Berg  ×2",
        "t1  2024  DATE 2024  2024-01-01 to 2024-12-31",
        "n1  2024  43,000,000 follower",
        "q1  direct  Anna Berg (explicit): Es regnet & stürmt",
        "c1  Anna Berg  kommen  time: 2024 = 2024  (certain, article, happened 2024 = 2024)",
        "r1  Anna Berg  worksFor  kam  role: Chefin  50% sure",
        "embed-placeholder: Externer Inhalt",
    ):
        assert f"  {line}\n" in shown


def test_cuts_are_listed_with_reason_and_place():
    cuts = (Cut("Externer Inhalt", "embed-placeholder", 1), Cut("Anzeige\nhier", "page-furniture", 0), Cut("x", "y", 2))
    text = Shown(ANNOTATIONS, (*cuts, Cut("alt", "z"))).cut_text()
    assert text.split("\n\n")[1:] == [
        "4 cuts, 2 paragraphs kept",
        'after paragraph 1 ("Anna Berg kam 2024.")  embed-placeholder\n    Externer Inhalt',
        'before paragraph 1 ("Anna Berg kam 2024.")  page-furniture\n    Anzeige\n    hier',
        'after the last paragraph ("„Es regnet & stürmt“, sagte sie.")  y\n    x',
        "place not known  z\n    alt",
        "1 without a place: taken in by an older release.\n",
    ]


def test_quotation_without_a_speaker_says_so():
    quotation = Quotation("q1", "direct", (QUOTED,), attribution="none")
    shown = Shown(Annotations(article=ANNOTATIONS.article, extractor="test", quotations=(quotation,))).text()
    assert "q1  direct  speaker not found (none): Es regnet & stürmt\n" in shown


def test_html_marks_and_escapes():
    page = Shown(ANNOTATIONS).html()
    assert '<span class="entity" title="e1 Person: Anna Berg">Anna Berg</span> kam ' in page
    assert '<span class="quantity time" title=' in page
    assert "Es regnet &amp; stürmt</span>“" in page
    assert "<h1>Wetter &lt;heute&gt;</h1>" in page
    assert page.count("<p>") == page.count("</p>") - 2  # the two lines above the text carry a class


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Mark(0, 2, "entity", "e1", ""), Mark(1, 3, "time", "t1", "")], "[a{b]e1c}t1d"),
        ([Mark(0, 4, "quotation", "q1", ""), Mark(0, 1, "entity", "e1", "")], "‹[a]e1bcd›q1"),
        ([Mark(0, 1, "entity", "e1", ""), Mark(1, 2, "entity", "e2", "")], "[a]e1[b]e2cd"),
        ([], "abcd"),
    ],
)
def test_marks_may_nest_and_cross(marks, expected):
    assert mark_text("abcd", marks) == expected
    html = mark_html("abcd", marks)
    assert html.count("<span") == html.count("</span>")
