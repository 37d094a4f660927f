import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.readers.draft import Origin
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.text import read_text, unwrap
from hergang.corpus.sources import read_sources


def test_seed_article_is_read_whole(test_data: Path) -> None:
    (reading,) = read_sources([str(test_data / "seed" / "elf-minuten.txt")], fetcher=None)
    article = reading.article  # type: ignore[union-attr]
    assert (article.published, article.language) == ("2017-11-30", "de")
    assert article.title == "Deutscher legt Trumps Twitter-Account still. Aus Versehen"
    assert article.text.startswith("Elf Minuten. Genau so lange")
    assert article.text.endswith("Twitter untersucht den Fall noch.")
    assert not any(
        word in article.text for word in ("Externer Inhalt", "Datenschutz", "Facebook", "Shownotes", "Orbach")
    )
    assert [cut.reason for cut in reading.cuts] == ["metadata"] + ["embed-placeholder"] * 4  # type: ignore[union-attr]


HEADS: list[tuple[str, dict[str, Any]]] = [
    (
        "Titel: Neue Brücke\nDatum: 3.5.2024\nQuelle: Neustädter Bote\nVon Max Muster und Eva Maria Roth\n",
        {
            "title": "Neue Brücke",
            "published": "2024-05-03",
            "publisher": "Neustädter Bote",
            "authors": ("Max Muster", "Eva Maria Roth"),
        },
    ),
    (
        "Council approves bridge\nBy Jane Roe, 3 May 2024\nSource: Newtown Herald\nURL: https://news.example/a?utm_source=x\n",
        {
            "title": "Council approves bridge",
            "published": "2024-05-03",
            "publisher": "Newtown Herald",
            "authors": ("Jane Roe",),
            "url": "https://news.example/a",
        },
    ),
    (
        "Neue Brücke beschlossen\n\nWien, 3. Mai 2024, 18:19 Uhr\n",
        {"title": "Neue Brücke beschlossen", "published": "2024-05-03"},
    ),
    (
        "Title: Bridge\nDate: May 3, 2024 | Updated May 4, 2024\n",
        {"title": "Bridge", "published": "2024-05-03", "modified": "2024-05-04"},
    ),
    (
        "Politik\n\nNeue Brücke beschlossen\n\nVon Max Muster, Neustadt | 3. Mai 2024, 18:30 Uhr | Update: 4.5.2024\n",
        {"title": "Neue Brücke beschlossen", "kicker": "Politik", "published": "2024-05-03", "modified": "2024-05-04"},
    ),
    (
        "Newtown Herald\nMay 3, 2024 6:30 PM ET\n\nCouncil approves new bridge\n\nJANE ROE and JOHN DOE\n",
        {"title": "Council approves new bridge", "published": "2024-05-03", "authors": ("Jane Roe", "John Doe")},
    ),
    (
        "03.05.24 | 18:30 Uhr | Lesezeit: 2 Min.\n\nNeue Brücke beschlossen\nEin Bericht von Eva Roth\n",
        {"title": "Neue Brücke beschlossen", "published": "2024-05-03", "authors": ("Eva Roth",)},
    ),
    (
        "Neustädter Bote, Nr. 103, 3. Mai 2024, S. 5\nRessort: Lokales\nUntertitel: Der Rat stimmt zu\n"
        "Kürzel: xyz\nAutor: Roth, Eva\nNeue Brücke beschlossen\nAlle Rechte vorbehalten - (c) Neustädter Bote\n",
        {
            "publisher": "Neustädter Bote",
            "published": "2024-05-03",
            "section": "Lokales",
            "standfirst": "Der Rat stimmt zu",
            "authors": ("Eva Roth",),
            "title": "Neue Brücke beschlossen",
        },
    ),
    (
        "Newtown Herald (England)\nMay 3, 2024 Friday\nCouncil approves bridge\nBYLINE: Jane Roe, Staff Writer\n"
        "SECTION: NEWS; Pg. 3\nLENGTH: 412 words\nDATELINE: NEWTOWN\n",
        {
            "title": "Council approves bridge",
            "publisher": "Newtown Herald (England)",
            "published": "2024-05-03",
            "authors": ("Jane Roe",),
        },
    ),
    (
        "Council approves bridge\nJane Roe and John Doe | Newtown Herald\nFri 3 May 2024 18.30 BST\n"
        "Last modified on Sat 4 May 2024 09.00 BST\n2 min read\n",
        {
            "title": "Council approves bridge",
            "authors": ("Jane Roe", "John Doe"),
            "published": "2024-05-03",
            "modified": "2024-05-04",
        },
    ),
    (
        "Council approves bridge\n\nBy Jane Roe for the Newtown Herald | jroe@herald.example | UPDATED: May 4, 2024\n"
        "Published 6:30 PM EDT, Fri May 3, 2024\n",
        {
            "title": "Council approves bridge",
            "authors": ("Jane Roe",),
            "published": "2024-05-03",
            "modified": "2024-05-04",
        },
    ),
    (
        "From: desk@herald.example\nSubject: Council approves bridge\nDate: Fri, 3 May 2024 18:30:00 +0100\n",
        {"title": "Council approves bridge", "published": "2024-05-03"},
    ),
    ("", {"title": None, "published": None, "authors": ()}),
]


@pytest.mark.parametrize(("head", "fields"), HEADS)
def test_lines_at_the_head_are_metadata(head: str, fields: dict[str, Any], german: str) -> None:
    draft = read_text(f"{head}\n{german}\n\n{german}\n".encode(), Origin("a.txt"))
    assert {name: getattr(draft.article, name) for name in fields} == fields
    assert draft.article.text == f"{german}\n\n{german}"
    assert [cut.reason for cut in draft.cuts] == (["metadata"] if head else [])


def test_the_first_line_of_a_wrapped_paragraph_is_no_headline(english: str) -> None:
    wrapped = textwrap.fill(english, 60)
    draft = read_text(f"By Jane Roe\n\n{wrapped}\n\n{wrapped}\n".encode(), Origin("a.txt"))
    assert (draft.article.title, draft.article.text) == (None, f"{english}\n\n{english}")


def test_lines_at_the_tail_are_metadata(english: str) -> None:
    draft = read_text(
        f"{english}\n\nSource: Newtown Herald\nPublished: 3 May 2024\nPresenter:\nJohn Doe\n".encode(), Origin("a.txt")
    )
    assert draft.article.text == english
    assert (draft.article.publisher, draft.article.published) == ("Newtown Herald", "2024-05-03")


@pytest.mark.parametrize(
    "line",
    [
        "Von der Leyen sagte am 3. Mai 2024 ab.",
        "Berlin: Die Lage ist ernst.",
        "By Monday, the bridge was closed.",
        "Am 3. Mai 2024 war alles anders, sagte der Minister.",
        "Er sagte: Ich gehe.",
        "Kein Hackerangriff",
        "Er kam um 18.30 Uhr am Montag an",
        "Seite 3 von 5 fehlt seit dem 3. Mai 2024.",
        "All rights reserved seats were sold out on May 3, 2024, the club said.",
    ],
)
def test_prose_is_no_metadata(line: str) -> None:
    assert not Labels().take(line)


@pytest.mark.parametrize("width", [60, 72, 80])
def test_hard_wrapped_text_is_unwrapped(width: int, german: str, english: str) -> None:
    for text in (german, english):
        wrapped = "\n\n".join([textwrap.fill(text, width, break_long_words=False)] * 3)
        assert unwrap(wrapped.split("\n")) == [text] * 3


def test_hyphens_at_the_break_go_where_they_part_a_word() -> None:
    lines = [
        "Die Bundesregierung hat am Mittwoch beschlossen, dass die Landesregie-",
        "rungen im kommenden Jahr deutlich mehr Geld für den Ausbau der Haupt-",
        "und Nebenstrecken erhalten sollen, und das gilt auch für das Twitter-",
        "Hauptquartier ebenso.",
    ]
    text = unwrap(lines)[0]
    assert "Landesregierungen" in text
    assert "Haupt- und Nebenstrecken" in text
    assert "Twitter-Hauptquartier" in text


def test_unwrapping_takes_time_in_proportion_to_the_text() -> None:
    block = [f"{'A' * 70}-"] * 20_000
    started = time.process_time()
    assert len(unwrap(block)) == 1
    assert time.process_time() - started < 5


def test_lines_that_were_not_wrapped_are_paragraphs(german: str) -> None:
    assert unwrap([german, german, "Kein Ende", german]) == [german, german, "Kein Ende", german]
    assert unwrap(["Der Rat tagt am Montag.", "Er stimmt ab."]) == ["Der Rat tagt am Montag.", "Er stimmt ab."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_told(encoding: str, german: str) -> None:
    assert read_text(german.encode(encoding), Origin("a.txt")).article.text == german


@given(st.lists(st.text(max_size=90), max_size=12))
def test_unwrapping_loses_no_word(lines: list[str]) -> None:
    lines = [" ".join(line.replace("-", "").split()) for line in lines]
    assert " ".join(unwrap(lines)).split() == " ".join(lines).split()


def test_path_names_an_article_without_url(read: Callable[..., Any], german: str) -> None:
    first, second = read("a.txt", german)[0], read("b.txt", german)[0]
    assert first.article.id != second.article.id
    assert first.article.id == read("a.txt", german + " Ende.")[0].article.id


def test_blank_lines_without_end_cost_no_more_than_their_number():
    sentence = "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."
    draft = read_text(f"{sentence}\n{' ' * 3}\n{chr(10) * 200_000}{sentence}\n".encode(), Origin("a.txt"))
    assert draft.article.text.count(sentence) == 2
