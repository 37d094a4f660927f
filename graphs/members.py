"""The things that single articles speak of, as identity looks at them: one member an entity and revision.

Authors are members too: a reporter who is named as author here may be quoted there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hergang.extract.records import Annotations, Entity
from hergang.graphs.naming import fold, fold_organisation
from hergang.graphs.revised import Revised

Key = tuple[str, str, str]  # article id, digest, entity id (or "author:0")
_HANDLE = re.compile(r"@\w{2,}")


@dataclass(frozen=True)
class Member:
    """One entity of one revision."""

    key: Key
    type: str
    name: str
    folded: str
    named: bool
    aliases: tuple[str, ...]  # the texts of its name mentions, genitive endings cut, in text order
    start: int  # first mention; -1 for an author, who is no part of the text
    end: int
    language: str
    standing: bool
    ordinal: int = 1  # among the members of its revision with equal type and name
    handle: str | None = None  # of an account, folded, with its @
    owner: Key | None = None  # of an account
    platform: str | None = None  # of an account, folded

    @property
    def words(self) -> list[str]:
        """Return the words of the folded name."""
        return self.folded.split()


def author_key(revised: Revised, position: int) -> Key:
    """Return the key of the author at a position of the article's list."""
    return (*revised.key, f"author:{position}")


def find_members(revisions: Sequence[Revised]) -> list[Member]:
    """Return all members in the order of the revisions, in each by first mention."""
    members: list[Member] = []
    for revised in revisions:
        found = sorted(_of_entities(revised), key=lambda member: (member.start, member.end))
        members += _numbered([*found, *_of_authors(revised)])
    return members


def fold_for(entity_type: str, name: str) -> str:
    """Return the form of a name that is compared."""
    return fold_organisation(name) if entity_type in ("Organization", "Work", "Thing", "Event") else fold(name)


def _of_entities(revised: Revised) -> Iterable[Member]:
    annotations = revised.annotations
    owners, platforms = _holdings(annotations)
    for entity in annotations.entities:
        first = entity.mentions[0] if entity.mentions else None
        member = Member(
            key=(*revised.key, entity.id),
            type=entity.type,
            name=entity.name,
            folded=fold_for(entity.type, entity.name),
            named=entity.named,
            aliases=_aliases(entity, annotations),
            start=first.start if first else -1,
            end=first.end if first else -1,
            language=revised.language,
            standing=revised.standing,
        )
        if entity.type == "Account":
            member = replace(
                member,
                handle=_handle(member),
                owner=(*revised.key, owners[entity.id]) if entity.id in owners else None,
                platform=platforms.get(entity.id),
            )
        yield member


def _holdings(annotations: Annotations) -> tuple[dict[str, str], dict[str, str]]:
    """Return the owner of each account, and its platform (folded), as the first relations that tell them do."""
    owners: dict[str, str] = {}
    platforms: dict[str, str] = {}
    for relation in annotations.relations:
        if relation.type == "hasAccount" and isinstance(relation.subject, str) and isinstance(relation.object, str):
            owners.setdefault(relation.object, relation.subject)
            platform = dict(relation.qualifiers).get("platform")
            if platform:
                platforms.setdefault(relation.object, fold(platform))
    return owners, platforms


def _of_authors(revised: Revised) -> Iterable[Member]:
    for position, name in enumerate(revised.article.authors):
        yield Member(
            key=author_key(revised, position),
            type="Person",
            name=name,
            folded=fold(name),
            named=True,
            aliases=(name,),
            start=-1,
            end=-1,
            language=revised.language,
            standing=revised.standing,
        )


def _aliases(entity: Entity, annotations: Annotations) -> tuple[str, ...]:
    """Return the spellings of the name mentions; a form that is another one with a genitive s is left out."""
    text = annotations.article.text
    found = dict.fromkeys(text[m.start : m.end] for m in entity.mentions if m.kind == "name")
    found = dict.fromkeys(" ".join(form.removesuffix("'s").removesuffix("’s").split()) for form in found)
    known = {entity.name, *entity.name.split(), *found}
    return tuple(form for form in found if form and not (form.endswith("s") and form[:-1].rstrip("'’") in known))


def _handle(member: Member) -> str | None:
    for form in (member.name, *member.aliases):
        match = _HANDLE.search(form)
        if match:
            return match.group().casefold()
    return None


def _numbered(members: Iterable[Member]) -> Iterable[Member]:
    seen: Counter[tuple[str, str, bool]] = Counter()
    for member in members:
        kind = (member.type, member.folded, member.named)
        seen[kind] += 1
        yield replace(member, ordinal=seen[kind])
