"""Claims on one matter in other words: what contradicts, corrects, takes back, and what only looks so."""

import pytest


@pytest.fixture
def links(projected):
    """Return a function: articles in the making to (type, reason) of the links between their claims."""

    def drawn(*articles):
        state = projected([article.revised() for article in articles]).state
        return sorted({(kind, reason) for kind, reason in state.rows("SELECT type, reason FROM link")})

    return drawn


@pytest.fixture
def said(telling):
    """Return a function: an article with one sentence that somebody says of Köln."""

    def make(outlet, day, text, predicate, *, subject, by=None, people=None, place="Köln", **rest):
        article = telling("en", outlet, day, text, title=text, url=f"https://{outlet}.example/{day}")
        article.entity("Place", place)
        if people:
            article.quantity(str(people), people, "person")
        voice = {"voice": "speaker", "source": article.entity("Person", by)} if by else {}
        clause = text.rstrip(".").rpartition(" said ")[2]
        article.claim(clause, predicate, subject=article.span(subject), **voice, **rest)
        return article

    return make


def test_a_denial_on_another_word_contradicts(links, said):
    first = said(
        "A", "2020-01-01", "Ann Lee said the mayor sold the bridge in Köln.", "sell", subject="mayor", by="Ann Lee"
    )
    second = said(
        "B",
        "2020-01-02",
        "Bob Roe said the mayor never sold the bridge in Köln.",
        "sell",
        subject="mayor",
        by="Bob Roe",
        polarity="negative",
    )
    assert links(first, second) == [("contradicts", "denies it")]


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Bonn", "text": "Bob Roe said the mayor never sold the bridge in Bonn."},  # another place
        {"text": "Bob Roe said the mayor never sold the tower in Köln."},  # another thing
        {"by": "Ann Lee", "text": "Ann Lee said the mayor never sold the bridge in Köln."},  # the same word
        {"day": "2020-01-20"},  # so late that it may have changed
        {"text": "Bob Roe said the mayor should never sold the bridge in Köln."},  # what is to be, not what is
    ],
)
def test_a_denial_of_something_else_does_not(links, said, changes):
    first = said(
        "A", "2020-01-01", "Ann Lee said the mayor sold the bridge in Köln.", "sell", subject="mayor", by="Ann Lee"
    )
    denial = {"outlet": "B", "day": "2020-01-02", "text": "Bob Roe said the mayor never sold the bridge in Köln."}
    denial |= {"predicate": "sell", "subject": "mayor", "by": "Bob Roe", "polarity": "negative"}
    assert "contradicts" not in [kind for kind, _ in links(first, said(**(denial | changes)))]


@pytest.mark.parametrize(("people", "kinds"), [(40, ["contradicts"]), (12, ["confirms"])])
def test_counts_of_two_speakers(links, said, people, kinds):
    articles = [
        said(
            outlet,
            "2020-01-01",
            f"{by} said {count} people marched through Köln.",
            "march",
            subject=f"{count} people",
            by=by,
            people=count,
        )
        for outlet, by, count in (("A", "Ann Lee", 12), ("B", "Bob Roe", people))
    ]
    assert [kind for kind, _ in links(*articles)] == kinds


def test_who_takes_back_a_statement_takes_back_what_they_said(links, telling):
    first = telling("en", "A", "2020-01-01", "Ann Lee said the mayor took the money.", title="a")
    first.claim("the mayor took the money", "take", voice="speaker", source=first.entity("Person", "Ann Lee"))
    second = telling(
        "en", "B", "2020-01-09", "Ann Lee withdrew her statement. The army withdrew its troops.", title="b"
    )
    second.claim("Ann Lee withdrew her statement", "withdraw", subject=second.entity("Person", "Ann Lee"))
    second.claim("The army withdrew its troops", "withdraw", subject=second.span("The army"))
    assert links(first, second) == [("retracts", "takes back what was said: Ann Lee withdrew her statement")]


def test_a_notice_corrects_what_stood_in_an_earlier_version(links, telling):
    text = "Correction: An earlier version of this article said the bridge cost four million. It cost forty million."
    article = telling("en", "A", "2020-01-01", text, title="a")
    article.claim("the bridge cost four million", "cost", voice="hearsay")
    article.claim("It cost forty million", "cost")
    assert links(article) == [("corrects", "tells what is right instead")]


def test_a_name_is_told_of_somebody_left_unnamed(links, telling):
    article = telling("de", "A", "2020-01-01", "Der Mann ist gefunden. Er heißt Bahtiyar Duysak.", title="a")
    man = article.entity("Person", "Der Mann", named=False)
    name = article.entity("Person", "Bahtiyar Duysak")
    article.claim("Der Mann ist gefunden", "finden", subject=man)
    article.claim("Er heißt Bahtiyar Duysak", "heißen", subject=man, object=name)
    assert links(article) == [("refines", "Der Mann -> Bahtiyar Duysak")]
