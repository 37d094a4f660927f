"""One node for one real thing, and two for two."""

import pytest

from hergang.graphs.iris import Iris


@pytest.fixture
def labels(telling, projected):
    """Return a function: articles as (language, day, [(type, name, ...)]) to their nodes' sorted name sets."""

    def find(*articles):
        revisions = []
        for number, (language, day, entities) in enumerate(articles):
            names = [name for _, name, *_ in entities]
            told = telling(language, f"Outlet {number}", day, ". ".join(names), title=f"No {number}")
            for kind, name, *rest in entities:
                told.entity(kind, name, named=not rest)
            revisions.append(told.revised())
        return sorted(sorted(local.aliases[0] for local in one) for one in projected(revisions).identity.all().values())

    return find


TWITTER = ("Organization", "Twitter")
LIEU = ("Person", "Ted Lieu")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Person", "Donald Trump"), ("Person", "Donald Trump"), True),
        (("Person", "Donald Trump"), ("Person", "Donald J. Trump"), True),
        (("Person", "Donald Trump"), ("Person", "Trump"), True),
        (("Person", "Trump"), ("Person", "Donald Trump"), True),
        (("Person", "Donald Trump"), ("Person", "Melania Trump"), False),
        (("Person", "Donald Trump"), ("Person", "Donald Trumps"), True),
        (("Person", "Ursula von der Leyen"), ("Person", "von der Leyen"), True),
        (("Person", "Bahtiyar Duysak"), ("Person", "Bahtiyar"), True),
        (("Person", "Jürgen Müller"), ("Person", "Juergen Mueller"), True),
        (("Organization", "Deutsche Bahn AG"), ("Organization", "Deutsche Bahn"), True),
        (("Organization", "Apple"), ("Organization", "Apple Inc."), True),
        (("Organization", "Apple Inc."), ("Organization", "Apple Incorporated"), True),
        (("Organization", "Vereinten Nationen"), ("Organization", "United Nations"), True),
        (("Organization", "WHO"), ("Organization", "Weltgesundheitsorganisation"), True),
        (("Organization", "Deutsche Fußball-Liga"), ("Organization", "Deutschen Fußball-Liga"), True),
        (("Organization", "Institut der Wirtschaft"), ("Organization", "Instituts der Wirtschaft"), True),
        (("Organization", "Deutscher Sängerbund"), ("Organization", "Deutscher Sängerbundes"), True),
        (("Organization", "Grünen"), ("Organization", "Bündnis 90/Die Grünen"), True),
        (("Organization", "Junge Union"), ("Organization", "Union"), False),
        (("Group", "deutschen"), ("Group", "Deutscher"), True),
        (("Group", "US-amerikanische"), ("Group", "Americans"), True),
        (("Group", "Franzosen"), ("Group", "French"), True),
        (("Group", "Franzosen"), ("Group", "Finnen"), False),
        (("Place", "Kassel"), ("Place", "Kasseler"), False),  # which the commoner is, cannot be told
        (("Place", "München"), ("Place", "Munich"), True),
        (("Place", "Schweiz"), ("Place", "Switzerland"), True),
        (("Place", "USA"), ("Place", "Vereinigten Staaten"), True),
        (("Place", "Georgien"), ("Place", "Georgia"), False),
        (("Place", "Wien"), ("Place", "Vienna"), True),
        (("Place", "Nice"), ("Person", "Nizza"), False),
        (("Organization", "the New York Times"), ("Organization", "New York Times"), True),
        (("Thing", "Facebook"), ("Organization", "Facebook"), True),
        (("Place", "Weiße Haus"), ("Organization", "Weiße Haus"), False),
        (("Person", "ein Mitarbeiter", "unnamed"), ("Person", "ein Mitarbeiter", "unnamed"), False),
        (("Person", "Trump"), ("Account", "@Trump"), False),
        (("Account", "@realDonaldTrump"), ("Account", "@realdonaldtrump"), True),
        (("Account", "@realDonaldTrump"), ("Account", "@POTUS"), False),
    ],
)
def test_pairs_of_names_in_articles_about_one_thing(labels, one, other, same):
    found = labels(("de", "2017-11-03", [one, TWITTER, LIEU]), ("de", "2017-11-04", [other, TWITTER, LIEU]))
    assert (sorted([one[1], other[1]]) in found) is same


def test_surname_alone_joins_nobody_in_an_article_about_other_things(labels):
    found = labels(
        ("de", "2017-11-03", [("Person", "Thomas Müller"), ("Organization", "FC Bayern")]),
        ("de", "2017-11-04", [("Person", "Müller"), ("Organization", "Bundestag")]),
    )
    assert ["Müller"] in found


def test_surname_that_two_could_bear_stays_alone(labels):
    found = labels(
        ("en", "2017-11-03", [("Person", "Donald Trump"), ("Person", "Melania Trump"), TWITTER]),
        ("en", "2017-11-04", [("Person", "Trump"), TWITTER]),
    )
    assert ["Trump"] in found


def test_surname_beside_a_full_name_of_another_is_not_hers(labels):
    found = labels(
        ("en", "2017-11-03", [("Person", "Donald Trump"), TWITTER]),
        ("en", "2017-11-04", [("Person", "Melania Trump"), ("Person", "Trump"), TWITTER]),
    )
    assert ["Trump"] in found


@pytest.mark.parametrize(
    ("long", "letters", "joined"),
    [
        ("Nordic Wind Council", "NWC", True),
        ("Seattle Police Department", "SPD", False),  # letters that are known to stand for something else
    ],
)
def test_acronym_joins_the_name_that_an_article_uses_it_for(telling, projected, long, letters, joined):
    spelt = telling("en", "A", "2020-01-01", f"The {long} ({letters}) warned.", title="one")
    spelt.entity("Organization", long, long, letters)
    short = telling("de", "B", "2020-01-02", f"{letters} warnte.", title="two")
    short.entity("Organization", letters)
    nodes = projected([spelt.revised(), short.revised()]).identity.all().values()
    assert (len(nodes) == 1) is joined


def test_what_is_of_a_place_is_the_place_where_that_is_commoner(labels):
    once = [("de", f"2020-01-0{day}", [("Place", "Kassel")]) for day in (1, 2)]
    assert labels(*once, ("de", "2020-01-03", [("Place", "Kasseler")])) == [["Kassel", "Kassel", "Kasseler"]]


def test_account_of_one_owner_on_one_platform_is_one(story, projected):
    nodes = projected(story).identity.all().values()
    assert [len(one) for one in nodes if one[0].type == "Account"] == [3]


def test_two_platforms_are_two_accounts(telling, projected):
    revisions = []
    for platform in ("Twitter", "Facebook"):
        told = telling("en", platform, "2017-11-03", f"Donald Trump's {platform} account", title=platform)
        owner = told.entity("Person", "Donald Trump")
        account = told.entity("Account", f"{platform} account")
        told.relation("hasAccount", owner, account, "Donald Trump", platform=platform)
        revisions.append(told.revised())
    assert sorted(map(len, projected(revisions).identity.all().values())) == [1, 1, 2]


def test_unnamed_entity_is_one_over_the_revisions_of_its_article(telling, projected):
    told = telling("de", "A", "2017-11-03", "Ein Mann kam.", title="x")
    told.entity("Person", "ein Mann", "Ein Mann", named=False)
    later = telling("de", "A", "2017-11-03", "Ein Mann kam. Er ging.", title="x")
    later.entity("Person", "ein Mann", "Ein Mann", named=False)
    revisions = [told.revised(1, standing=False), later.revised(2)]
    assert len(projected(revisions).identity.all()) == 1


def test_label_is_the_commonest_full_name_and_iri_that_of_the_first_mention(story, base, projected):
    identity = projected(story).identity
    first = story[0].annotations.entities[0].mentions[0]
    iri = Iris(base).entity(story[0].article.id, first.start, first.end)
    assert [local.aliases[0] for local in identity.all()[iri]] == ["Donald Trump", "Trump", "Donald Trump"]
    assert identity.node(iri).label == "Donald Trump"


def article(telling, day, name, text):
    told = telling("de", "A", day, text, title=text.partition(".")[0])
    told.entity("Person", name)
    return told.revised()


def test_two_of_one_name_in_different_fields_stay_two_and_each_finds_himself_again(telling, projected):
    texts = [
        ("2020-01-01", "Stürmer Thomas Müller schoss das Tor zum Sieg im Pokal gegen Wolfsburg."),
        ("2020-01-02", "Der Kriminalpsychologe Thomas Müller sprach vor Polizisten über Serienmörder."),
        ("2020-01-03", "Thomas Müller fehlt im Pokal verletzt, sagte der Trainer nach dem Spiel."),
        ("2020-01-04", "Profiler Thomas Müller zweifelt an den Aussagen der Polizei zu den Morden."),
    ]
    nodes = projected([article(telling, day, "Thomas Müller", text) for day, text in texts]).identity.all().values()
    assert sorted(sorted(local.id[9:10] for local in one) for one in nodes) == [["1", "3"], ["2", "4"]]


def test_one_who_is_known_in_two_fields_is_one(telling, projected):
    texts = [
        ("2020-01-01", "Kanzlerin Anna Kern sprach im Parlament über die Steuern."),
        ("2020-01-02", "Kanzlerin Anna Kern gratulierte der Nationalmannschaft zum Sieg im Pokal."),
        ("2020-01-03", "Anna Kern jubelte der Mannschaft und dem Trainer im Pokal zu."),
    ]
    assert len(projected([article(telling, day, "Anna Kern", text) for day, text in texts]).identity.all()) == 1


@pytest.mark.parametrize(("before", "persons"), [("der Rede im Parlament", 1), ("dem Tor im Pokal", 2)])
def test_persons_begun_apart_are_one_where_they_are_known_in_one_field(telling, projected, before, persons):
    """The first two articles have nothing in common, and the second tells no field; the third is like the second."""
    texts = [
        ("2020-01-01", "Die Abgeordnete Anna Kern sprach im Parlament über die Steuern."),
        ("2020-01-02", "Am See blühen die Kirschen. Ein Hund bellt. Anna Kern sitzt auf der Bank und liest."),
        ("2020-01-03", f"Am See blühen die Kirschen. Ein Hund bellt. Anna Kern sitzt nach {before} auf der Bank."),
    ]
    assert len(projected([article(telling, day, "Anna Kern", text) for day, text in texts]).identity.all()) == persons
