"""However the articles come, the graph is that of projecting all of them from nothing; a write is the difference."""

import random
from itertools import pairwise

import pytest

from hergang.corpus.archive import Decision
from hergang.graphs.judgements import claim_key, entity_key
from hergang.graphs.projection import Projection, project
from hergang.graphs.state import State

NAMES = [
    ("Person", "Anna Kern"),
    ("Person", "Kern"),
    ("Person", "Anna Maria Kern"),
    ("Person", "Kerns"),
    ("Person", "Jan Kern"),
    ("Person", "Jan"),
    ("Organization", "World Health Organization"),
    ("Organization", "WHO"),
    ("Organization", "Bahn AG"),
    ("Thing", "Bahn"),
    ("Thing", "Bahns"),
    ("Place", "Kassel"),
    ("Account", "@kern"),
    ("Account", "das Konto"),
]
DEEDS = [("sperren", "sperrte die Strecke nach Kassel"), ("räumen", "räumte den ganzen Bahnhof in der Nacht")]
HOURS = [("elf Minuten", "PT11M"), ("zehn Minuten", "PT10M"), ("", "")]


class Newsroom:
    """Writes articles by lot; an article can be revised, back-dated and taken back."""

    def __init__(self, telling, seed):
        self.telling, self.lot = telling, random.Random(seed)
        self.articles = {}

    def write(self, number):
        """Return the revisions of an article: all it had, and a new one."""
        known = self.articles.get(number, [])
        day = f"2020-0{self.lot.choice([1, 1, 1, 4])}-0{self.lot.randint(1, 5)}"
        fresh = self._article(number, len(known) + 1, day)
        new = fresh.revised(len(known) + 1, previous=known[-1] if known else None)
        if any(new.digest == old.digest for old in known):
            return known
        for old in known:
            object.__setattr__(old, "standing", False)
            object.__setattr__(old, "replaced_at", f"{day}T12:00:00Z")
        return [*known, new]

    def _article(self, number, edition, day):
        cast = self.lot.sample(NAMES, 4)
        (lemma, deed), (words, length) = self.lot.choice(DEEDS), self.lot.choice(HOURS)
        clause = f"{cast[0][1]} {deed} {words}".strip()
        text = f"{clause}. Dabei waren {', '.join(name for _, name in cast)} an Tag {edition}."
        told = self.telling(
            self.lot.choice(["de", "en"]),
            self.lot.choice(["Nord", "Süd"]),
            day,
            text,
            title=self.lot.choice(["Strecke gesperrt", "Bahnhof geräumt"]),
            url=f"https://news.example/{number}",
        )
        ids = [told.entity(kind, name) for kind, name in cast]
        event = told.event(deed, deed)
        arguments = [("duration", told.time(words, "DURATION", length))] if words else []
        negative = self.lot.random() < 0.2
        told.claim(
            clause,
            lemma,
            subject=ids[0],
            object=ids[1],
            event=event,
            arguments=arguments,
            polarity="negative" if negative else "positive",
        )
        told.relation("worksFor", ids[0], ids[2], clause)
        for account, (kind, _) in zip(ids, cast, strict=True):
            if kind == "Account":
                told.relation("hasAccount", ids[0], account, clause, platform=self.lot.choice(["X", "Y"]))
        return told

    def decide(self, number):
        """Return a decision about two entities that there are, or a claim."""
        told = [one[-1].annotations for one in self.articles.values() if one]
        first, second = self.lot.choice(told), self.lot.choice(told)
        kind = self.lot.choice(["merge", "split", "split", "reject"])
        if kind == "reject":
            subject, thing = claim_key(first.claims[0], first), None
        else:
            one = self.lot.choice(first.entities)
            alike = [entity for entity in second.entities if entity.name == one.name] or list(second.entities)
            other = self.lot.choice(alike)
            subject = entity_key(first.article.id, one.type, one.name)
            thing = entity_key(second.article.id, other.type, other.name)
        return Decision(number, kind, subject, thing, "eva", "2020-06-01T00:00:00Z", "")


@pytest.mark.parametrize("seed", range(16))
def test_any_order_of_ingest_and_decisions_gives_the_graph_of_rebuild(telling, base, seed):
    room, held, decisions = Newsroom(telling, seed), set(), []
    with State() as state:
        for step in range(12):
            changed = {}
            for number in room.lot.sample(range(12), room.lot.choice([0, 1, 1, 2, 5])):
                article = room.write(number)
                gone = number in room.articles and room.lot.random() < 0.2
                room.articles[number] = [] if gone else article
                changed[article[0].article.id] = room.articles[number]
            by_id = {one[0].article.id: one for one in room.articles.values() if one}
            if by_id and room.lot.random() < 0.5:
                decisions.append(room.decide(step))
            if decisions and room.lot.random() < 0.2:
                decisions.pop(room.lot.randrange(len(decisions)))
            projection = Projection(state, base, by_id.__getitem__, decisions=decisions)
            delta = projection.update(changed)
            assert not held & set(delta.added)
            assert held >= set(delta.removed)
            held = held - set(delta.removed) | set(delta.added)
            assert held == set(projection.quads())
        revisions = [revised for one in room.articles.values() for revised in one]
        assert list(projection.quads()) == list(project(revisions, base, decisions))


def test_an_update_that_changes_nothing_writes_nothing(story, base):
    with State() as state:
        articles = {}
        for revised in story:
            articles.setdefault(revised.article.id, []).append(revised)
        projection = Projection(state, base, articles.__getitem__)
        projection.update(articles)
        delta = projection.update(articles)
        assert (delta.added, delta.removed) == ([], [])


def test_a_new_article_rewrites_only_what_it_touches(telling, base):
    def article(number, name, place):
        told = telling("de", "Nord", f"2020-01-0{number}", f"{name} kam nach {place}.", title=f"Nr. {number}")
        told.claim(
            f"{name} kam nach {place}",
            "kommen",
            subject=told.entity("Person", name),
            object=told.entity("Place", place),
        )
        return told.revised()

    first, second, third = (
        article(1, "Anna Kern", "Kassel"),
        article(2, "Jan Ohm", "Jena"),
        article(3, "Eva Au", "Jena"),
    )
    articles = {one.article.id: [one] for one in (first, second, third)}
    with State() as state:
        projection = Projection(state, base, articles.__getitem__)
        deltas = [projection.update({one.article.id: [one]}) for one in (first, second, third)]
    touched = {quad.subject.value for quad in [*deltas[2].added, *deltas[2].removed]}
    assert not any(first.article.id in subject or second.article.id in subject for subject in touched)
    assert not deltas[2].removed
    assert all(len(later.added) <= len(earlier.added) for earlier, later in pairwise(deltas))
