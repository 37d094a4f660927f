"""Entities of an article: names corrected and completed, accounts, groups, people and bodies left unnamed.

The component ``hergang_entities`` keeps the mentions it found (``doc._.candidates``) and groups those of one name and
type (``doc._.entities``); `hergang.extract.coreference` joins short names, descriptions and pronouns to them.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from hergang.extract.accounts import find_accounts
from hergang.extract.extensions import text_of
from hergang.extract.frozen import freeze
from hergang.extract.mention_candidate import Candidate
from hergang.extract.mentions import find_mentions
from hergang.extract.records import Entity, Mention


@Language.factory(
    "hergang_entities", requires=["doc.ents", "token.pos", "token.dep"], assigns=["doc._.entities", "doc._.candidates"]
)
def make_entities(nlp: Language, name: str) -> EntityFinder:
    """Return the component; it takes names from any component that fills ``doc.ents``."""
    return EntityFinder(str(nlp.lang))


class EntityFinder:
    """Fill ``doc._.candidates`` and ``doc._.entities``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        doc._.candidates = find_candidates(freeze(doc), self.language)
        doc._.entities = group_by_name(text_of(doc), doc._.candidates)
        return doc


def find_candidates(doc: Any, language: str) -> list[Candidate]:
    """Return all mentions but pronouns, in text order; spans may nest, no span stands twice."""
    accounts = [account.candidate for account in find_accounts(doc, language)]
    taken = {(account.start, account.end) for account in accounts}
    others = [
        c for c in find_mentions(doc, language) if (c.start, c.end) not in taken and not _is_account_word(c, accounts)
    ]
    return sorted([*accounts, *others], key=lambda c: (c.start, -c.end))


def _is_account_word(candidate: Candidate, accounts: list[Candidate]) -> bool:
    """Tell a name that the model took from an account's own words ("Twitter Account") from a name inside it."""
    return any(account.head == candidate.head and account.start <= candidate.start for account in accounts) and (
        candidate.by != "entities/compound"
    )


def group_by_name(text: str, candidates: list[Candidate]) -> list[Entity]:
    """Return one entity for each name and type, and one for each description, in text order."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        name = text[candidate.start : candidate.end]
        key = (candidate.type, name) if candidate.kind == "name" else (candidate.type, f"{name}\0{candidate.start}")
        groups.setdefault(key, []).append(candidate)
    return [
        Entity(
            id=f"e{number}",
            type=members[0].type,
            name=text[members[0].start : members[0].end],
            named=members[0].named,
            mentions=tuple(Mention(c.start, c.end, c.kind) for c in members),
            confidence=max(c.confidence for c in members),
            by=members[0].by,
        )
        for number, members in enumerate(groups.values(), 1)
    ]
