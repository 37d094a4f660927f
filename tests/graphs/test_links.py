"""Who repeats, confirms, refines, contradicts, doubts, corrects whom."""

from dataclasses import dataclass

import pytest

from hergang.graphs.amounts import are_compatible, is_finer
from hergang.graphs.claims import Amount, Resolved
from hergang.graphs.iris import Iris
from hergang.graphs.packing import unpack
from hergang.graphs.statements import find_statements, statement_key


@dataclass(frozen=True)
class Drawn:
    """A link between two claims."""

    type: str
    later: Resolved
    earlier: Resolved
    reason: str


@pytest.fixture
def read(projected):
    """Return a function: revisions to (claims, statements, links)."""

    def all_of(revisions):
        state = projected(revisions).state
        claims = [Resolved.from_json(unpack(record)) for record in state.column("SELECT record FROM claim ORDER BY id")]
        by_iri = {claim.iri: claim for claim in claims}
        links = {}
        for later, kind, earlier, reason in state.rows(
            "SELECT later, type, earlier, reason FROM link ORDER BY rank, block"
        ):
            links.setdefault((later, kind, earlier), Drawn(kind, by_iri[later], by_iri[earlier], reason))
        ordered = sorted(links.values(), key=lambda link: (link.later.order, link.type, link.earlier.order))
        groups = {}
        for claim in claims:
            groups.setdefault(statement_key(claim), []).append(claim)
        statements = [one for group in groups.values() for one in find_statements(group, Iris("x/"))]
        return claims, statements, ordered

    return all_of


@pytest.fixture
def told(telling):
    """Return a function: an article in which a minister says one sentence of a company."""

    def make(outlet, day, text, predicate, *, minutes=None, mod=None, people=None, by=None, phase=None, **rest):
        article = telling("de", outlet, day, text, title=text, url=f"https://{outlet}.example/{day}")
        subject = article.entity("Organization", "Bahn AG", "Bahn")
        place = article.entity("Place", "Köln")
        arguments = []
        if minutes:
            arguments.append(("duration", article.time(f"{minutes} Minuten", "DURATION", f"PT{minutes}M", mod=mod)))
        if people:
            arguments.append(("number", article.quantity(str(people), people, "person", mod=mod)))
        voice = {"voice": "speaker", "source": article.entity("Person", by)} if by else {}
        article.claim(
            text.rstrip("."),
            predicate,
            subject=subject,
            object=place,
            arguments=arguments,
            phase=phase,
            **voice,
            **rest,
        )
        return article

    return make


def drawn(links):
    return [(link.type, link.later.clause, link.earlier.clause, link.reason) for link in links]


def test_seed_like_story_has_its_links(read, story):
    _, _, links = read(story)
    assert [(link.type, link.reason) for link in links] == [
        ("refines", "rund zehn Minuten -> elf Minuten"),
        ("refines", "ein Mitarbeiter -> Bahtiyar Duysak"),
        ("confirms", "says the same on another word"),
        ("confirms", "says the same on another word"),
        ("refines", "ein Mitarbeiter -> Bahtiyar Duysak"),
        ("refines", "ein Mitarbeiter -> Bahtiyar Duysak"),
        ("doubts", "glauben: Das glaube ich ihm nicht"),
    ]
    assert all(link.later.order > link.earlier.order for link in links)
    doubt = links[-1]
    assert (doubt.later.subject.text, doubt.earlier.clause) == ("Christian Schmitt", "Er habe das nicht gewollt")


def test_another_outlet_confirms_and_a_copy_repeats(read, told):
    text = "Die Bahn sperrte in Köln die Strecke."
    _, statements, links = read(
        [
            told("A", "2020-01-01", text, "sperren").revised(),
            told("B", "2020-01-02", text, "sperren").revised(),
            told("C", "2020-01-02", "In Köln sperrte die Bahn alles.", "sperren").revised(),
        ]
    )
    assert [len(statement.claims) for statement in statements] == [3]
    assert [(link.type, link.later.outlet[-1]) for link in links] == [("repeats", "b"), ("confirms", "c")]


def test_the_same_speaker_in_another_outlet_repeats(read, told):
    _, _, links = read(
        [
            told("A", "2020-01-01", "Die Bahn sperrt Köln, sagt Eva Kern.", "sperren", by="Eva Kern").revised(),
            told("B", "2020-01-02", "Eva Kern: Die Bahn sperrt Köln.", "sperren", by="Eva Kern").revised(),
        ]
    )
    assert [link.type for link in links] == ["repeats"]


@pytest.mark.parametrize("rest", [{"certainty": "possible"}, {"certainty": "intended"}, {"polarity": "negative"}])
def test_other_certainty_or_polarity_is_another_statement(read, told, rest):
    _, statements, links = read(
        [
            told("A", "2020-01-01", "Die Bahn sperrt Köln.", "sperren").revised(),
            told("B", "2020-01-02", "Die Bahn sperrt also Köln.", "sperren", **rest).revised(),
        ]
    )
    assert len(statements) == 2
    assert "confirms" not in [link.type for link in links]


def test_the_same_words_a_year_later_are_another_statement(read, told):
    _, statements, links = read(
        [
            told("A", "2020-01-01", "Die Bahn sperrt Köln.", "sperren").revised(),
            told("B", "2021-01-01", "Die Bahn sperrt Köln.", "sperren").revised(),
        ]
    )
    assert (len(statements), links) == (2, [])


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ({"minutes": 11}, {"minutes": 15}, ["contradicts"]),
        ({"minutes": 10, "mod": "APPROX"}, {"minutes": 11}, ["refines"]),
        ({"minutes": 11}, {"minutes": 10, "mod": "APPROX"}, []),
        ({"people": 12}, {"people": 15}, ["contradicts"]),
        ({"polarity": "positive"}, {"polarity": "negative"}, ["contradicts"]),
        ({"polarity": "positive"}, {"polarity": "negative", "certainty": "possible"}, []),
        ({"minutes": 11}, {"minutes": 15, "certainty": "questioned"}, []),
    ],
)
def test_versions_of_two_outlets(read, told, first, second, kind):
    def text(words, values):
        number = f"{values['minutes']} Minuten " if "minutes" in values else values.get("people", "")
        return f"Die Bahn sperrte {words} {number} Köln."

    articles = [
        told("A", "2020-01-01", text("gestern", first), "sperren", **first),
        told("B", "2020-01-02", text("am Montag", second), "sperren", **second),
    ]
    _, _, links = read([article.revised() for article in articles])
    assert [link.type for link in links] == kind


def test_counts_may_grow_over_days(read, told):
    articles = [
        told("A", "2020-01-01", "Die Bahn zählte 12 in Köln.", "zählen", people=12),
        told("B", "2020-01-09", "Die Bahn zählte 15 in Köln.", "zählen", people=15),
    ]
    assert read([article.revised() for article in articles])[2] == []


def test_later_revision_corrects_the_superseded_one(read, told):
    first = told("A", "2020-01-01", "Die Bahn sperrte 11 Minuten Köln.", "sperren", minutes=11)
    second = told("A", "2020-01-01", "Die Bahn sperrte 15 Minuten Köln.", "sperren", minutes=15)
    revisions = [first.revised(1, standing=False), second.revised(2)]
    _, _, links = read(revisions)
    assert [(link.type, link.reason) for link in links] == [("corrects", "11 Minuten -> 15 Minuten")]
    assert read(revisions[:1])[2] == []


@pytest.mark.parametrize(
    ("before", "after", "mod", "kind"),
    [(10, 15, None, "corrects"), (10, 11, "APPROX", "refines"), (10, 10, None, None)],
)
def test_revision_in_the_same_words_but_for_a_number(read, telling, before, after, mod, kind):
    revisions = []
    for number, minutes in enumerate((before, after), 1):
        rough = "etwa " if mod and number == 1 else ""
        text = f"Nach {rough}{minutes} Minuten war es wieder da. Stand {number}."
        article = telling("de", "A", "2020-01-01", text, title="x")
        words = f"{rough}{minutes} Minuten"
        length = article.time(words, "DURATION", f"PT{minutes}M", mod=mod if number == 1 else None)
        article.claim(text.partition(".")[0], "da", arguments=[("duration", length)])
        revisions.append(article.revised(number, standing=number == 2))
    expected = [(kind, f"{'etwa ' if mod else ''}{before} Minuten -> {after} Minuten")] if kind else []
    assert [(link.type, link.reason) for link in read(revisions)[2]] == expected


def test_later_phase_of_one_article_corrects(read, telling):
    article = telling("de", "A", "2020-01-01", "Erst sperrte die Bahn Köln. Jetzt sperrt die Bahn Köln nicht.")
    bahn, place = article.entity("Organization", "Bahn"), article.entity("Place", "Köln")
    article.claim("Erst sperrte die Bahn Köln", "sperren", subject=bahn, object=place, phase=1, voice="hearsay")
    article.claim(
        "Jetzt sperrt die Bahn Köln nicht", "sperren", subject=bahn, object=place, phase=2, polarity="negative"
    )
    assert [link.type for link in read([article.revised()])[2]] == ["corrects"]


def test_two_names_for_one_unnamed_subject_refine_nothing(read, telling):
    article = telling("de", "A", "2020-01-01", "Erst hieß es, ein Mann war es. Jetzt waren es Eva Kern und Jan Ohm.")
    man = article.entity("Person", "ein Mann", named=False)
    names = [article.entity("Person", name) for name in ("Eva Kern", "Jan Ohm")]
    event = article.event("Tat begangen", "war es")
    article.claim("ein Mann war es", "sein", subject=man, event=event, phase=1, voice="hearsay")
    for name, words in zip(names, ("Jetzt waren es Eva Kern", "und Jan Ohm"), strict=True):
        article.claim(words, "sein", subject=name, event=event, phase=2)
    assert read([article.revised()])[2] == []


def amount(value, mod=None):
    return Amount("duration", "seconds", value, mod)


@pytest.mark.parametrize(
    ("one", "other", "compatible", "finer"),
    [
        (amount(660), amount(660), True, False),
        (amount(660), amount(600), False, False),
        (amount(660), amount(600, "APPROX"), True, True),
        (amount(900), amount(600, "APPROX"), False, False),
        (amount(43_000_000), amount(43_200_000), True, False),
        (amount(43_000_000), amount(41_000_000), False, False),
        (amount(95), amount(100, "LESS_THAN"), True, True),
        (amount(105), amount(100, "LESS_THAN"), False, False),
        (amount(110), amount(100, "MORE_THAN"), True, True),
    ],
)
def test_amounts(one, other, compatible, finer):
    assert (are_compatible(one, other), are_compatible(other, one), is_finer(one, other)) == (
        compatible,
        compatible,
        finer,
    )


def test_every_claim_is_in_one_statement(read, story):
    claims, statements, _ = read(story)
    assert sorted(c.iri for s in statements for c in s.claims) == sorted(c.iri for c in claims)
