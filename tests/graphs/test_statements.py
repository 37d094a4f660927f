"""What claims must share to say the same."""

import pytest

from hergang.graphs.projection import project
from hergang.graphs.vocabulary import HG, node


@pytest.fixture
def statements(telling, base):
    """Return a function: pairs of claims (predicate, subject, object, place, words) to the number of statements."""

    def count(*claims):
        revisions = []
        for number, (predicate, subject, thing, place, words) in enumerate(claims):
            text = f"{words} {subject} {thing} {place}."
            told = telling("de", f"Outlet {number}", "2020-01-01", text, title=str(number))
            one, other = told.entity("Person", subject), told.entity("Organization", thing)
            where = [("place", told.entity("Place", place))] if place else []
            told.claim(text, predicate, subject=one, object=other, arguments=where)
            revisions.append(told.revised())
        return len({q.subject for q in project(revisions, base) if q.predicate == node(HG.claim)})

    return count


SAME = ("leiten", "Eva Kern", "Acme", "Köln", "Es leitet")


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (SAME, 1),
        (("leiten", "Eva Kern", "Acme GmbH", "Köln", "Laut Zeitung leitet"), 1),
        (("verlassen", "Eva Kern", "Acme", "Köln", "Es verlässt"), 2),
        (("leiten", "Jan Ohm", "Acme", "Köln", "Es leitet"), 2),
        (("leiten", "Eva Kern", "Beta", "Köln", "Es leitet"), 2),
        (("leiten", "Eva Kern", "Acme", "Bonn", "Es leitet"), 2),
        (("leiten", "Eva Kern", "Acme", "", "Es leitet"), 2),
    ],
)
def test_claims_say_the_same(statements, other, number):
    assert statements(SAME, other) == number


@pytest.mark.parametrize(("words", "number"), [("Das kam sehr plötzlich und ganz unerwartet", 1), ("Das kam", 2)])
def test_claims_without_names_say_the_same_in_the_same_words_only(telling, base, words, number):
    revisions = []
    for outlet in ("A", "B"):
        told = telling("de", outlet, "2020-01-01", f"{words}. Neues von {outlet}.", title=outlet)
        told.claim(words, "kommen")
        revisions.append(told.revised())
    assert len({q.subject for q in project(revisions, base) if q.predicate == node(HG.claim)}) == number
