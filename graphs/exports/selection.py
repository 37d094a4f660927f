"""What an export is made of: the resources of the standing view, all of them or those of one story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pyoxigraph as ox

from hergang.graphs.errors import QueryError
from hergang.graphs.store import Reader
from hergang.graphs.vocabulary import HG, RDF, RDFS, SCHEMA

Properties = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]

ARTICLE = str(SCHEMA.NewsArticle)
_IN_TEXT = frozenset(str(term) for term in (ARTICLE, SCHEMA.Claim, HG.Relation, SCHEMA.Quotation))
_OPEN = frozenset([*_IN_TEXT, *(str(term) for term in (HG.Argument, SCHEMA.QuantitativeValue))])
_REVISION = re.compile(r"/rev/(\w+)-")


@dataclass(frozen=True)
class Selection:
    """Resources of the standing view by IRI, and by which quads of any graph belong to them."""

    resources: Mapping[str, Properties]
    others: frozenset[str]  # resources of the standing view that are left out
    articles: frozenset[str] | None  # ids of the articles of the story; None where everything is wanted

    def keeps(self, quad: ox.Quad) -> bool:
        """Say whether a quad speaks of what is selected, and of nothing that is left out."""
        if self.articles is None:
            return True
        return self._keeps(name(quad.subject)) and not self._drops(quad.object)

    def classes(self, iri: str) -> set[str]:
        """Return the classes of a resource; none where it is not among the selected."""
        return iris(self.resources.get(iri, {}), str(RDF.type))

    def _keeps(self, iri: str) -> bool:
        found = _REVISION.search(iri)
        if found:
            return self.articles is None or found.group(1) in self.articles
        return iri in self.resources

    def _drops(self, term: object) -> bool:
        if not isinstance(term, ox.NamedNode):
            return False
        return term.value in self.others or (_REVISION.search(term.value) is not None and not self._keeps(term.value))


def select(reader: Reader, story: str | None) -> Selection:
    """Return what to export; QueryError where no story, or several, fit the words given."""
    resources = _resources(reader.quads(ox.DefaultGraph()))
    if story is None:
        return Selection(resources, frozenset(), None)
    wanted = _story(resources, story)
    articles = {iri for iri, found in resources.items() if wanted in iris(found, str(HG.story))}
    articles = {iri for iri in articles if ARTICLE in iris(resources[iri], str(RDF.type))}
    kept = _closure(resources, articles)
    ids = frozenset(re.split(r"[/#]", iri)[-1] for iri in articles)
    return Selection({iri: resources[iri] for iri in kept}, frozenset(resources.keys() - kept), ids)


def iris(properties: Properties, predicate: str) -> set[str]:
    """Return the IRIs that stand at a property."""
    return {term.value for term in properties.get(predicate, ()) if isinstance(term, ox.NamedNode)}


def name(subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    """Return the IRI of a subject (there are no blank nodes and no quoted triples in our graphs)."""
    return str(subject) if isinstance(subject, ox.Triple) else subject.value


def label(properties: Properties) -> str | None:
    """Return the label of a resource."""
    labels = sorted(term.value for term in properties.get(str(RDFS.label), ()) if isinstance(term, ox.Literal))
    return labels[0] if labels else None


def literal(properties: Properties, predicate: str) -> str | None:
    """Return the literal that stands at a property; of several the first by the alphabet."""
    values = sorted(term.value for term in properties.get(predicate, ()) if isinstance(term, ox.Literal))
    return values[0] if values else None


def _resources(quads: Iterable[ox.Quad]) -> dict[str, Properties]:
    resources: dict[str, Properties] = {}
    for quad in quads:
        properties = resources.setdefault(name(quad.subject), {})
        properties.setdefault(quad.predicate.value, []).append(quad.object)
    return resources


def _story(resources: Mapping[str, Properties], wanted: str) -> str:
    """Return the IRI of the one story that is wanted: by IRI, id, beginning of the id, or words of its label."""
    stories = {
        iri: label(found) or "" for iri, found in resources.items() if str(HG.Story) in iris(found, str(RDF.type))
    }
    tails = {iri: re.split(r"[/#]", iri)[-1] for iri in stories}
    low = wanted.casefold()
    fits = [iri for iri in stories if low in (iri.casefold(), tails[iri].casefold(), stories[iri].casefold())]
    fits = fits or [
        iri
        for iri in stories
        if (len(low) >= 4 and tails[iri].casefold().startswith(low)) or low in stories[iri].casefold()
    ]
    if len(fits) == 1:
        return fits[0]
    if fits:
        listed = ", ".join(sorted(f"{tails[iri]} ({stories[iri]})" for iri in fits)[:5])
        raise QueryError(f'story "{wanted}": {len(fits)} fit it: {listed}. Give the id of one.')
    near = get_close_matches(wanted, [*tails.values(), *stories.values()], n=1, cutoff=0.5)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    raise QueryError(f'No story "{wanted}".{hint} "hergang stories" lists all {len(stories)}.')


def _closure(resources: Mapping[str, Properties], articles: set[str]) -> set[str]:
    """Return what belongs to the articles: all that stands in them, and what that speaks of, but not what lies beyond.

    From an entity or event nothing is followed: its other articles belong to other stories.
    """
    kept = set(articles)
    kept |= {iri for iri, found in resources.items() if iris(found, str(SCHEMA.appearance)) & articles}
    waiting = sorted(kept)
    while waiting:
        for iri in _followed(resources, waiting.pop()):
            if iri not in kept:
                kept.add(iri)
                waiting.append(iri)
    return kept | set(_links(resources, kept))


def _followed(resources: Mapping[str, Properties], iri: str) -> Iterator[str]:
    properties = resources[iri]
    if not iris(properties, str(RDF.type)) & _OPEN:
        return
    for predicate in properties:
        for found in iris(properties, predicate):
            if found in resources and not iris(resources[found], str(RDF.type)) & _IN_TEXT:
                yield found


def _links(resources: Mapping[str, Properties], kept: set[str]) -> Iterator[str]:
    for iri, found in resources.items():
        ends = iris(found, str(HG["from"])) | iris(found, str(HG.to))
        if ends and ends <= kept:
            yield iri
