"""Clusters by what was said of them: nouns, nouns in their names, sentences; so that a long article takes no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hergang.extract.cluster import Cluster, merge, sentence_index
from hergang.extract.extensions import text_of
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nouns import organization_noun

STEM = 4  # letters by which a noun is found in its forms ("rat" in "Bundesräten" is not)
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
        self._titled = titled
        self.gone: set[int] = set()
        self._sentence = sentence_index(doc)
        self._by_noun: dict[str, dict[int, Cluster]] = {}
        self._by_name: dict[str, dict[int, Cluster]] = {}
        self._by_sentence: dict[int, dict[int, Cluster]] = {}
        for cluster in clusters:
            self._note(cluster, cluster.members)

    def _note(self, cluster: Cluster, members: Iterable[Candidate]) -> None:
        for member in members:
            self._by_sentence.setdefault(self._sentence[member.head], {})[id(cluster)] = cluster
            if member.noun:
                self._by_noun.setdefault(member.noun, {})[id(cluster)] = cluster
            if member.kind == "name" and cluster.type == "Organization":
                for word in text_of(self.doc)[member.start : member.end].split():
                    noun = organization_noun(word, self.language)
                    self._by_name.setdefault(noun or "", {})[id(cluster)] = cluster

    def join(self, home: Cluster, cluster: Cluster) -> None:
        """Move a cluster's mentions into another."""
        self._note(home, cluster.members)
        merge(home, cluster)
        self.gone.add(id(cluster))

    def described(self, nouns: Iterable[str]) -> Iterator[Cluster]:
        """Yield the clusters that a description with one of the nouns belongs to."""
        yield from self._distinct(self._by_noun.get(noun, {}) for noun in nouns)

    def titles(self, nouns: Iterable[str]) -> Iterator[Cluster]:
        """Yield the named persons whom one of the nouns titles."""
        yield from (c for noun in nouns for c in self._titled.get(noun, ()) if id(c) not in self.gone)

    def called(self, nouns: Iterable[str]) -> Iterator[Cluster]:
        """Yield the bodies with one of the nouns in their name ("Supreme Court")."""
        yield from self._distinct(self._by_name.get(noun, {}) for noun in nouns)

    def near(self, member: Candidate, sentences: int) -> Iterator[Cluster]:
        """Yield the clusters spoken of in the sentence of a mention or those before it."""
        here = self._sentence[member.head]
        for cluster in self._distinct(self._by_sentence.get(here - back, {}) for back in range(sentences + 1)):
            last = cluster.last_before(member.start)
            if last is not None and here - self._sentence[last.head] <= sentences:
                yield cluster

    def _distinct(self, tables: Iterable[Mapping[int, Cluster]]) -> Iterator[Cluster]:
        found = {key: cluster for table in tables for key, cluster in table.items()}
        return (cluster for key, cluster in found.items() if key not in self.gone)

    # -- comparing descriptions ---------------------------------------------------------------------------------------

    def says_the_same(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether a noun was said of a cluster before; German compounds with other first parts are other nouns."""
        told = (m for m in cluster.members if m.noun == member.noun and m.start < member.start)
        own = self._first_part(member)
        return any(not own or self._first_part(m) in ("", own) for m in told)

    def _first_part(self, member: Candidate) -> str:
        """Return what stands before the noun in its word ("staats" of "Staatsdienst"), empty where nothing does."""
        word = str(self.doc[member.head].lower_)
        return word[: max(0, word.rfind(member.noun[:STEM]))]

    def adds_nothing(self, member: Candidate, cluster: Cluster) -> bool:
        """Tell whether all that a description says was said before ("pregnant women" says more than "women")."""
        told = {word for m in cluster.members if m.start < member.start for word in self._words(m)}
        return self._words(member) <= told

    def _words(self, member: Candidate) -> set[str]:
        span = self.doc.char_span(member.start, member.end, alignment_mode="expand")
        return {t.lemma_.lower() for t in span if t.pos_ in CONTENT and t.i != member.head}
