"""Articles on one course of events, German and English together, stable as more arrive."""

from dataclasses import dataclass

import pytest

from hergang.graphs.revised import Revised

ACCOUNT = "Trumps Twitter-Konto war elf Minuten lang verschwunden. Twitter untersucht, wie es dazu kam."
ACCOUNT_EN = "Trump's Twitter account vanished for eleven minutes. Twitter investigates how it could happen."
STORM = "Ein Sturm hat in Hamburg Dächer abgedeckt. Der Hafen blieb gesperrt, sagte die Polizei Hamburg."


@pytest.fixture
def article(telling):
    """Return a function that makes an article with its named entities."""

    def make(language, outlet, day, title, text, *entities):
        told = telling(language, outlet, day, text, title=title)
        for kind, name in entities:
            told.entity(kind, name)
        return told.revised()

    return make


@pytest.fixture
def articles(article):
    """Return five articles of two stories and one of a third."""
    trump, twitter = ("Person", "Trump"), ("Organization", "Twitter")
    hamburg, police = ("Place", "Hamburg"), ("Organization", "Polizei Hamburg")
    return [
        article("de", "A", "2017-11-03", "Trumps Twitter-Konto verschwunden", ACCOUNT, trump, twitter),
        article("en", "B", "2017-11-04", "President's Twitter account vanishes", ACCOUNT_EN, trump, twitter),
        article("de", "C", "2017-11-04", "Sturm deckt Dächer in Hamburg ab", STORM, hamburg, police),
        article("de", "D", "2017-11-05", "Trump: Twitter-Konto kurz gelöscht", ACCOUNT, trump, twitter),
        article("de", "E", "2017-11-05", "Hamburg räumt nach dem Sturm auf", STORM, hamburg, police),
        article("en", "F", "2019-11-05", "Trump's Twitter account vanishes again", ACCOUNT_EN, trump, twitter),
    ]


@dataclass(frozen=True)
class Told:
    """A story with its articles."""

    iri: str
    label: str
    articles: tuple[Revised, ...]


@pytest.fixture
def grouped(projected):
    """Return a function: revisions to their stories."""

    def find(revisions):
        stories, groups = projected(revisions).stories, {}
        for revised in sorted(revisions, key=lambda revised: (revised.reported, revised.article.id)):
            groups.setdefault(stories.of(revised.article.id), []).append(revised)
        firsts = [f"{group[0].reported} {group[0].article.id}" for group in groups.values()]
        assert [stories.story(first).iri for first in firsts] == list(groups)
        return [
            Told(iri, stories.story(first).label, tuple(group))
            for first, (iri, group) in zip(firsts, groups.items(), strict=True)
        ]

    return find


def outlets(stories):
    return ["".join(revised.article.publisher for revised in story.articles) for story in stories]


def test_articles_on_one_course_of_events_are_one_story(grouped, articles):
    stories = grouped(articles)
    assert outlets(stories) == ["ABD", "CE", "F"]
    assert stories[0].label == "Trumps Twitter-Konto verschwunden"


def test_stories_stay_as_more_articles_arrive(grouped, articles):
    whole = {revised.key: story.iri for story in grouped(articles) for revised in story.articles}
    for count in range(1, len(articles)):
        for story in grouped(articles[:count]):
            assert {whole[revised.key] for revised in story.articles} == {story.iri}


def test_order_of_input_changes_nothing(grouped, articles):
    assert grouped(articles) == grouped(articles[::-1])


def test_likeness_without_shared_names_makes_no_story(grouped, article):
    stories = grouped(
        [
            article("de", "A", "2020-01-01", "Zug entgleist", "Ein Zug ist bei Kassel entgleist.", ("Place", "Kassel")),
            article("de", "B", "2020-01-02", "Bus verunglückt", "Ein Bus ist bei Jena verunglückt.", ("Place", "Jena")),
        ]
    )
    assert outlets(stories) == ["A", "B"]


def test_story_without_any_headline_is_named_by_its_opening(grouped, telling):
    told = telling("de", "A", "2020-01-01", "Am Morgen hat es in Kassel und in vielen anderen Städten stark geregnet.")
    assert grouped([told.revised()])[0].label == "Am Morgen hat es in Kassel und in vielen anderen …"


KERN, HAMBURG = ("Person", "Anna Kern"), ("Place", "Hamburg")
SPEECH = "Anna Kern hat im Rathaus über die Zukunft des Theaters gesprochen. Das Haus soll im Herbst schließen."
PROTEST = "Hunderte haben gegen Anna Kern demonstriert. Sie fordern, dass die Bühne bleibt."
MATTERS = [
    "Ilse Rau baut eine Brücke über den Main, sagt Anna Kern.",
    "Am Montag lernt die Klasse von Udo Voss wieder rechnen. Anna Kern kam auch.",
    "Gegen Grippe impft Olga Lenz. Anna Kern war die erste.",
    "Der Dackel von Emil Thal hat Anna Kern gebissen.",
    "Die Zinsen steigen, warnt Kurt Bach. Anna Kern hört zu.",
]


@pytest.mark.parametrize(("day", "stories"), [("2020-03-02", ["AB"]), ("2020-04-10", ["A", "B"])])
def test_the_more_days_between_the_less_alike(grouped, article, day, stories):
    first = article("de", "A", "2020-03-01", "Theater vor dem Aus", SPEECH, KERN)
    later = article("de", "B", day, "Protest vor dem Rathaus", PROTEST, KERN)
    assert outlets(grouped([first, later])) == stories


def test_a_name_that_leads_to_many_stories_tells_less(grouped, article):
    first = article("de", "A", "2020-03-02", "Theater vor dem Aus", SPEECH, KERN)
    later = article("de", "B", "2020-03-03", "Protest vor dem Rathaus", PROTEST, KERN)
    people = ["Ilse Rau", "Udo Voss", "Olga Lenz", "Emil Thal", "Kurt Bach"]
    others = [
        article("de", "C", f"2020-02-2{n}", None, text, KERN, ("Person", person))
        for n, (text, person) in enumerate(zip(MATTERS, people, strict=True))
    ]
    assert outlets(grouped([first, later])) == ["AB"]
    assert outlets(grouped([*others, first, later])) == ["C"] * len(others) + ["A", "B"]


def test_a_story_does_not_drift_into_the_next(grouped, article):
    """The last article is like the one before, which is about both, but not like those with which it all began."""
    both = "Anna Kern hat im Rathaus über das Theater gesprochen. Ein Sturm hat in Hamburg das Dach abgedeckt."
    theatre = article("de", "A", "2020-03-01", "Theater vor dem Aus", SPEECH, KERN)
    bridge = article("de", "B", "2020-03-02", "Theater in Hamburg nach Sturm geschlossen", both, KERN, HAMBURG)
    storm = article("de", "C", "2020-03-03", "Sturm deckt Dächer ab", STORM, HAMBURG)
    assert outlets(grouped([bridge, storm])) == ["BC"]
    assert outlets(grouped([theatre, bridge, storm])) == ["AB", "C"]
