"""Clusters by what was said of them: nouns, nouns in their names, sentences; so that a long article takes no longer."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Set
from operator import itemgetter
from typing import Any

from hergang.extract.cluster import Cluster, merge, sentence_index
from hergang.extract.extensions import text_of
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import organization_noun

STEM = 4  # letters by which a noun is found in its forms ("rat" in "Bundesräten" is not)
LATELY = 60  # mentions, or places where a noun is said, that are looked back on: no reader has more in mind
CONTENT = ("ADJ", "NOUN", "PROPN", "VERB")


class Lookup:
    """The clusters of an article while descriptions are joined to them; ``gone`` are those that were merged away.

    ``titled`` are the named persons by the nouns that title them.
    """

    def __init__(
        self, doc: Any, clusters: Iterable[Cluster], titled: Mapping[str, list[Cluster]], language: str
    ) -> None:
        self.doc = doc
        self.language = language
        self.gone: set[int] = set()
        self._sentence = sentence_index(doc)
        self._titled = _Index()
        self._by_noun = _Index()
        self._by_name = _Index()
        self._by_sentence: dict[int, dict[int, Cluster]] = {}
        for noun, persons in titled.items():
            for person in persons:
                self._titled.note(noun, person.members[0].start, person)
        for cluster in clusters:
            self._note(cluster, cluster.members)

    def _note(self, cluster: Cluster, members: Iterable[Candidate]) -> None:
        for member in members:
            self._by_sentence.setdefault(self._sentence[member.head], {})[id(cluster)] = cluster
            if member.noun:
                self._by_noun.note(member.noun, member.start, cluster)
            if member.kind == "name" and cluster.type == "Organization":
                for word in text_of(self.doc)[member.start : member.end].split():
                    noun = organization_noun(word, self.language)
                    if noun:
                        self._by_name.note(noun, member.start, cluster)

    def join(self, home: Cluster, cluster: Cluster) -> None:
        """Move a cluster's mentions into another."""
        self._note(home, cluster.members)
        merge(home, cluster)
        self.gone.add(id(cluster))

    def described(self, nouns: Iterable[str], position: int) -> Iterator[Cluster]:
        """Yield the clusters that a description with one of the nouns, before a position, belongs to."""
        return self._by_noun.before(nouns, position, self.gone)

    def titles(self, nouns: Iterable[str], position: int) -> Iterator[Cluster]:
        """Yield the named persons told of before a position whom one of the nouns titles."""
        return self._titled.before(nouns, position, self.gone)

    def called(self, nouns: Iterable[str], position: int) -> Iterator[Cluster]:
        """Yield the bodies with one of the nouns in their name ("Supreme Court") before a position."""
        return self._by_name.before(nouns, position, self.gone)

    def near(self, member: Candidate, sentences: int) -> Iterator[Cluster]:
        """Yield the clusters spoken of in the sentence of a mention or those before it."""
        here = self._sentence[member.head]
        tables = (self._by_sentence.get(here - back, {}) for back in range(sentences + 1))
        found = {key: cluster for table in tables for key, cluster in table.items() if key not in self.gone}
        for cluster in found.values():
            last = cluster.last_before(member.start)
            if last is not None and here - self._sentence[last.head] <= sentences:
                yield cluster

    # -- comparing descriptions ---------------------------------------------------------------------------------------

    def says_the_same(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether a noun was said of a cluster before; German compounds with other first parts are other nouns."""
        told = (m for m in _lately(cluster, member) if m.noun == member.noun)
        own = self._first_part(member)
        return any(not own or self._first_part(m) in ("", own) for m in told)

    def _first_part(self, member: Candidate) -> str:
        """Return what stands before the noun in its word ("staats" of "Staatsdienst"), empty where nothing does."""
        word = str(self.doc[member.head].lower_)
        return word[: max(0, word.rfind(member.noun[:STEM]))]

    def adds_nothing(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether all that a description says was said before ("pregnant women" says more than "women")."""
        told = {word for m in _lately(cluster, member) for word in self._words(m)}
        return self._words(member) <= told

    def _words(self, member: Candidate) -> set[str]:
        span = self.doc.char_span(member.start, member.end, alignment_mode="expand")
        return {t.lemma_.lower() for t in span if t.pos_ in CONTENT and t.i != member.head}


class _Index:
    """Clusters by noun, in the order of the places where it is said of them."""

    def __init__(self) -> None:
        self._places: dict[str, list[tuple[int, Cluster]]] = {}

    def note(self, noun: str, start: int, cluster: Cluster) -> None:
        """Note that a noun is said of a cluster at a place."""
        insort(self._places.setdefault(noun, []), (start, cluster), key=itemgetter(0))

    def before(self, nouns: Iterable[str], position: int, gone: Set[int]) -> Iterator[Cluster]:
        """Yield each cluster once of which one of the nouns is said before a position, lately; not those gone."""
        found: dict[int, Cluster] = {}
        for noun in nouns:
            places = self._places.get(noun, [])
            end = bisect_left(places, position, key=itemgetter(0))
            found.update((id(cluster), cluster) for _, cluster in places[max(0, end - LATELY) : end])
        return (cluster for key, cluster in found.items() if key not in gone)


def _lately(cluster: Cluster, member: Candidate) -> list[Candidate]:
    """Return the last mentions of a cluster that begin before one."""
    end = cluster.told_before(member.start)
    return cluster.members[max(0, end - LATELY) : end]
