"""Mentions of entities in a parsed article: names, parts of hyphenated compounds, groups, descriptions.

`find_mentions` is pure: a `Doc` with names (``doc.ents``), tags and a parse goes in, candidates come out in text order.
Pronouns are found by `hergang.extract.coreference`, accounts by `hergang.extract.accounts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hergang.extract.descriptions import find_descriptions
from hergang.extract.extensions import text_of
from hergang.extract.mention_candidate import Candidate
from hergang.extract.name_compounds import find_compound_parts, find_compounds
from hergang.extract.names import find_model_names, find_repeats, find_written_large
from hergang.extract.nations import find_groups
from hergang.extract.works import find_works


def find_mentions(doc: Any, language: str) -> list[Candidate]:
    """Return the names, groups and descriptions of an article in text order; spans may nest, none is given twice."""
    labelled = [*find_model_names(doc, language), *find_written_large(doc, language)]
    groups = [group for group in find_groups(doc, language) if not _is_part(group, labelled)]
    names = _unique([*find_works(doc, language), *groups, *labelled])
    known = {text_of(doc)[name.start : name.end] for name in names if name.type in ("Person", "Organization", "Place")}
    names = _unique([*names, *find_compound_parts(doc, language, known), *find_repeats(doc, names)])
    wholes = list(find_compounds(doc, language, names))
    bodies = {whole.head for whole in wholes if whole.type == "Organization"}
    names = [*wholes, *(name for name in names if name.by != "entities/compound" or name.head not in bodies)]
    taken = {(name.start, name.end) for name in names}
    descriptions = [d for d in find_descriptions(doc, language, names) if (d.start, d.end) not in taken]
    return sorted([*names, *descriptions], key=lambda c: (c.start, -c.end))


def _is_part(group: Candidate, names: Iterable[Candidate]) -> bool:
    """Tell a nationality or party that is a part of a longer name ("Deutsche Zentrum für Luft- und Raumfahrt")."""
    return any(
        name.start <= group.start and group.end <= name.end and name.end - name.start > group.end - group.start
        for name in names
    )


def _unique(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that overlap none before them in the list."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in candidates:
        span = range(candidate.start, candidate.end)
        if not taken.intersection(span):
            kept.append(candidate)
            taken.update(span)
    return kept
