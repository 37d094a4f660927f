"""A builder of annotations by words instead of offsets, and a small story told with it.

The story is the seed's: an account gone for eleven minutes, first a worker, then a name. Three outlets tell it, two in
German and one in English; one German article is revised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from hergang.corpus.article import Article, article_id
from hergang.extract.records import (
    Annotations,
    Argument,
    Claim,
    Entity,
    Event,
    Mention,
    Quantity,
    Quotation,
    Relation,
    Timex,
)
from hergang.graphs.projection import Projection
from hergang.graphs.revised import Revised
from hergang.graphs.state import State

BASE = "https://example.org/data/"


class Telling:
    """One article in the making: every method takes words of the text and returns the id of the record it made."""

    def __init__(self, language: str, publisher: str | None, published: str | None, text: str, **article: Any) -> None:
        url = article.pop("url", f"https://{publisher or 'nowhere'}.example/{published}/{article.get('title', '')}")
        self.article = Article(
            id=article_id(url=url),
            text=text,
            url=url,
            language=language,
            publisher=publisher,
            published=published,
            **article,
        )
        self.layers: dict[str, list[Any]] = {}

    def span(self, words: str, occurrence: int = 1) -> tuple[int, int]:
        """Return the span of the n-th place at which the words stand."""
        start = -1
        for _ in range(occurrence):
            start = self.article.text.index(words, start + 1)
        return start, start + len(words)

    def entity(self, kind: Any, name: str, *mentions: str, named: bool = True, nominal: Sequence[str] = ()) -> str:
        """Add an entity whose name mentions are the words given (else its name, wherever it stands)."""
        found = [Mention(*self.span(words), "name" if named else "nominal") for words in mentions or (name,)]
        found += [Mention(*self.span(words), "nominal") for words in nominal]
        return self._add("entities", "e", lambda i: Entity(i, kind, name, named, tuple(sorted(found, key=_start))))

    def time(self, words: str, kind: Any, value: str, **rest: Any) -> str:
        """Add a time expression."""
        return self._add("times", "t", lambda i: Timex(i, *self.span(words), kind, value, **rest))

    def quantity(self, words: str, value: float, unit: str | None = None, **rest: Any) -> str:
        """Add a number."""
        return self._add("quantities", "n", lambda i: Quantity(i, *self.span(words), value, unit, **rest))

    def quotation(self, kind: Any, words: str, cue: str = "", source: str = "", **rest: Any) -> str:
        """Add a quotation."""
        spans = {name: (self.span(part),) for name, part in (("cue", cue), ("source", source)) if part}
        return self._add("quotations", "q", lambda i: Quotation(i, kind, (self.span(words),), **spans, **rest))

    def event(self, label: str, trigger: str) -> str:
        """Add an event."""
        return self._add("events", "v", lambda i: Event(i, label, self.span(trigger)))

    def claim(self, words: str, predicate: str, *, arguments: Sequence[tuple[str, Any]] = (), **rest: Any) -> str:
        """Add a claim; ``arguments`` are pairs of role and reference."""
        told = tuple(Argument(role, value) for role, value in arguments)
        return self._add("claims", "c", lambda i: Claim(i, self.span(words), predicate, arguments=told, **rest))

    def relation(self, kind: str, subject: Any, thing: Any, words: str, claim: str | None = None, **rest: str) -> str:
        """Add a relation; what is left over are its qualifiers."""
        qualifiers = tuple(sorted(rest.items()))
        return self._add(
            "relations", "r", lambda i: Relation(i, kind, subject, thing, self.span(words), qualifiers, claim)
        )

    def revised(self, number: int = 1, *, standing: bool = True, previous: Revised | None = None) -> Revised:
        """Return the article as the archive would hand it over."""
        layers = {layer: tuple(records) for layer, records in self.layers.items()}
        return Revised(
            annotations=Annotations(self.article, "hergang 0.1.0 by-hand", **layers),
            digest=self.article.digest,
            number=number,
            fetched=f"{self.article.published or '2017-12-05'}T10:00:0{number}Z",
            standing=standing,
            replaced_at=None if standing else f"{self.article.published}T12:00:00Z",
            previous=previous.digest if previous else None,
        )

    def _add(self, layer: str, letter: str, make: Any) -> str:
        records = self.layers.setdefault(layer, [])
        records.append(make(f"{letter}{len(records) + 1}"))
        return str(records[-1].id)


def _start(mention: Mention) -> int:
    return mention.start


def first_report() -> Telling:
    """Return a German first report: cause unclear, ten minutes."""
    told = Telling(
        "de",
        "Nordblatt",
        "2017-11-03",
        "Das Twitter-Konto von Donald Trump war rund zehn Minuten lang abgeschaltet. "
        "Hacker hätten das Konto abgeschaltet, hieß es zuerst.",
        title="Trumps Konto verschwunden",
        url="https://nordblatt.example/konto",
    )
    trump = told.entity("Person", "Donald Trump")
    twitter = told.entity("Organization", "Twitter")
    account = told.entity("Account", "Twitter-Konto von Donald Trump")
    event = told.event("Trumps Twitter-Konto abgeschaltet", "abgeschaltet")
    length = told.time("rund zehn Minuten", "DURATION", "PT10M", mod="APPROX")
    told.claim(
        "Das Twitter-Konto von Donald Trump war rund zehn Minuten lang abgeschaltet",
        "abschalten",
        object=account,
        event=event,
        arguments=[("duration", length)],
    )
    told.relation("hasAccount", trump, account, "Twitter-Konto von Donald Trump", platform="Twitter")
    assert twitter
    return told


def revised_report() -> Telling:
    """Return the same article, revised: eleven minutes, a worker."""
    told = Telling(
        "de",
        "Nordblatt",
        "2017-11-03",
        "Das Twitter-Konto von Donald Trump war elf Minuten lang abgeschaltet. "
        "Ein Mitarbeiter hat das Konto abgeschaltet, teilte Twitter mit.",
        title="Trumps Konto verschwunden",
        url="https://nordblatt.example/konto",
        authors=("Jana Petersen",),
    )
    trump = told.entity("Person", "Donald Trump")
    twitter = told.entity("Organization", "Twitter", "Twitter", "Twitter mit"[:7])
    account = told.entity("Account", "Twitter-Konto von Donald Trump")
    worker = told.entity("Person", "ein Mitarbeiter", "Ein Mitarbeiter", named=False)
    event = told.event("Trumps Twitter-Konto abgeschaltet", "abgeschaltet")
    length = told.time("elf Minuten", "DURATION", "PT11M")
    told.claim(
        "Das Twitter-Konto von Donald Trump war elf Minuten lang abgeschaltet",
        "abschalten",
        object=account,
        event=event,
        arguments=[("duration", length)],
    )
    words = "Ein Mitarbeiter hat das Konto abgeschaltet"
    quotation = told.quotation("indirect", words, "teilte", "Twitter mit"[:7], speaker=twitter, attribution="explicit")
    told.claim(
        words,
        "abschalten",
        subject=worker,
        object=account,
        event=event,
        voice="speaker",
        source=twitter,
        quotation=quotation,
    )
    told.relation("hasAccount", trump, account, "Twitter-Konto von Donald Trump", platform="Twitter")
    return told


def english_report() -> Telling:
    """Return an English article with the name."""
    told = Telling(
        "en",
        "Bay Ledger",
        "2017-11-29",
        "The man who took down Trump's Twitter account was Bahtiyar Duysak. The account with 43 million followers was "
        "down for 11 minutes. Duysak worked for Twitter in San Francisco. “It was a mistake,” Duysak told TechCrunch.",
        title="Man who took down Trump's account named",
        published_at="2017-11-29T18:00:00Z",
    )
    trump = told.entity("Person", "Trump")
    duysak = told.entity("Person", "Bahtiyar Duysak", "Bahtiyar Duysak", "Duysak told"[:6], nominal=["The man"])
    twitter = told.entity("Organization", "Twitter", "Twitter in"[:7])
    place = told.entity("Place", "San Francisco")
    medium = told.entity("Organization", "TechCrunch")
    account = told.entity("Account", "Trump's Twitter account")
    event = told.event("Trump's Twitter account taken down", "took down")
    length = told.time("11 minutes", "DURATION", "PT11M")
    followers = told.quantity("43 million followers", 43_000_000, "follower")
    told.claim(
        "The man who took down Trump's Twitter account was Bahtiyar Duysak",
        "take down",
        subject=duysak,
        object=account,
        event=event,
    )
    told.claim(
        "The account with 43 million followers was down for 11 minutes",
        "be down",
        object=account,
        event=event,
        arguments=[("duration", length), ("attribute", followers)],
    )
    works = told.claim("Duysak worked for Twitter in San Francisco", "work", subject=duysak, object=twitter)
    quotation = told.quotation(
        "direct", "It was a mistake", "told", "Duysak told"[:6], speaker=duysak, medium=medium, attribution="explicit"
    )
    told.claim("It was a mistake", "be", subject=told.span("It"), voice="speaker", source=duysak, quotation=quotation)
    told.relation("worksFor", duysak, twitter, "Duysak worked for Twitter", works, department="support", tense="past")
    told.relation("locatedIn", twitter, place, "Twitter in San Francisco")
    told.relation("hasAccount", trump, account, "Trump's Twitter account", platform="Twitter", followers="43000000")
    return told


def doubting_report() -> Telling:
    """Return a German article that names the man, tells the phases and doubts him."""
    told = Telling(
        "de",
        "Südfunk",
        "2017-11-30",
        "Elf Minuten war der Twitter-Account von Donald Trump abgeschaltet. Erst hieß es, schuld sei ein Mitarbeiter. "
        "Jetzt ist klar: Bahtiyar Duysak hat den Account abgeschaltet. Er habe das nicht gewollt, sagt Duysak. "
        "Reporter Christian Schmitt sagt: „Das glaube ich ihm nicht.“ Duysak ist Deutscher.",
        title="Deutscher schaltete Trumps Account ab",
    )
    trump = told.entity("Person", "Donald Trump")
    duysak = told.entity("Person", "Bahtiyar Duysak", "Bahtiyar Duysak", "Duysak ist"[:6])
    schmitt = told.entity("Person", "Christian Schmitt")
    worker = told.entity("Person", "ein Mitarbeiter", named=False)
    account = told.entity("Account", "Twitter-Account von Donald Trump")
    german = told.entity("Group", "Deutscher", "Deutscher.")
    told.entity("Organization", "Twitter")
    event = told.event("Trumps Twitter-Konto abgeschaltet", "abgeschaltet")
    length = told.time("Elf Minuten", "DURATION", "PT11M")
    told.claim(
        "Elf Minuten war der Twitter-Account von Donald Trump abgeschaltet",
        "abschalten",
        object=account,
        event=event,
        arguments=[("duration", length)],
    )
    told.claim("schuld sei ein Mitarbeiter", "sein", subject=worker, event=event, phase=1, voice="hearsay")
    told.claim(
        "Bahtiyar Duysak hat den Account abgeschaltet",
        "abschalten",
        subject=duysak,
        object=account,
        event=event,
        phase=2,
    )
    denial = told.quotation("indirect", "Er habe das nicht gewollt", "sagt", speaker=duysak, attribution="explicit")
    told.claim(
        "Er habe das nicht gewollt",
        "wollen",
        subject=duysak,
        object=told.span("das nicht")[:2],
        polarity="negative",
        voice="speaker",
        source=duysak,
        quotation=denial,
    )
    doubt = told.quotation("direct", "Das glaube ich ihm nicht.", "sagt: ", speaker=schmitt, attribution="explicit")
    told.claim(
        "Das glaube ich ihm nicht",
        "glauben",
        subject=schmitt,
        object=told.span("Das glaube"),
        arguments=[("recipient", duysak)],
        polarity="negative",
        voice="speaker",
        source=schmitt,
        quotation=doubt,
    )
    told.relation("nationality", duysak, german, "Duysak ist Deutscher")
    told.relation("hasAccount", trump, account, "Twitter-Account von Donald Trump", platform="Twitter")
    return told


@pytest.fixture
def base() -> str:
    """Return the base of the data IRIs in tests."""
    return BASE


@pytest.fixture
def projected(base: str) -> Iterator[Callable[[Sequence[Revised]], Projection]]:
    """Return a function: revisions, in any order, to their projection."""
    with ExitStack() as states:

        def make(revisions: Sequence[Revised]) -> Projection:
            articles: dict[str, list[Revised]] = {}
            for revised in revisions:
                articles.setdefault(revised.article.id, []).append(revised)
            projection = Projection(states.enter_context(State()), base, articles.__getitem__)
            projection.update(articles)
            return projection

        yield make


@pytest.fixture
def telling() -> type[Telling]:
    """Return the builder."""
    return Telling


@pytest.fixture
def story() -> list[Revised]:
    """Return the four articles of the story, one in two revisions, in order."""
    first = first_report().revised(1, standing=False)
    return [
        first,
        revised_report().revised(2, previous=first),
        english_report().revised(),
        doubting_report().revised(),
    ]
