"""The name of a story is a headline that tells what happened."""

import pytest

from hergang.graphs.headlines import Titled, story_name
from hergang.graphs.likeness import look

OPENING = "Die Stadt Kassel schließt im Herbst ihr Theater, wie die Bürgermeisterin mitteilt."


def titled(*titles, language="de"):
    return [Titled(title, OPENING, language, look(OPENING), look(title) if title else None) for title in titles]


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Was wird aus dem Theater in Kassel?", "Kassel schließt sein Theater"], "Kassel schließt sein Theater"),
        (["„Das Theater in Kassel schließt“", "Das Theater in Kassel schließt"], "Das Theater in Kassel schließt"),
        (["Aus", "Kassel schließt sein Theater im Herbst"], "Kassel schließt sein Theater im Herbst"),
        ([None, "Kassel schließt sein Theater"], "Kassel schließt sein Theater"),
        ([None], OPENING),
    ],
)
def test_a_story_has_the_headline_that_tells_what_happened(titles, name):
    assert story_name(titled(*titles)) == name


def test_words_that_other_articles_have_count():
    bodies = titled("Theater in Kassel schließt im Herbst", "Kassel: Theater schließt", "Vorhang zu auf Dauer")
    assert story_name(bodies) != "Vorhang zu auf Dauer"


def test_a_story_has_a_name_in_the_language_of_most_of_its_articles():
    english = titled("Kassel closes its theatre", "Theatre in Kassel to close in autumn", language="en")
    assert story_name([*titled("Kassel schließt sein Theater"), *english]) in {one.title for one in english}
