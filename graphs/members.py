"""The things that an article speaks of, as identity looks at them: its *locals*.

A local is one entity of an article, the article's revisions taken together: what bears the same type and name in two of
them is one, and so is what they leave unnamed alike. Authors are locals too: a reporter who is named as author here may
be quoted there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hergang.extract.records import Annotations, Entity
from hergang.graphs.fields import find_fields
from hergang.graphs.iris import Iris
from hergang.graphs.naming import canonical, fold
from hergang.graphs.revised import Revised
from hergang.graphs.sentences import Sentences, find_sentences

Key = tuple[str, str]  # digest of the revision, entity id (or "author:0")
Spelling = tuple[str, str, str, int, int]  # type, name, language, whether it is a mere alias, whether it is a name
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
    handle: str | None = None  # of an account, folded, with its @
    owner: Key | None = None  # of an account
    platform: str | None = None  # of an account, folded
    traits: tuple[str, ...] = ()  # of a person: fields in which it is known


@dataclass
class Local:
    """One entity of an article over its revisions."""

    id: str  # the article's place and a number: ids sort in the one order
    article: str
    type: str
    name: str  # canonical
    named: bool
    ordinal: int  # among the locals of its article with equal type and name
    iri: str  # that its node has where this is the first that speaks of it
    german: bool = False
    handle: str | None = None
    platform: str | None = None
    owner: str | None = None  # local id
    aliases: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    spellings: Counter[tuple[Spelling, bool]] = field(default_factory=Counter)  # with whether the revision stands

    @cached_property
    def words(self) -> list[str]:
        """Return the words of the name."""
        return self.name.split()


@dataclass(frozen=True)
class Locals:
    """The locals of an article, and the one that each entity of a revision is."""

    all: tuple[Local, ...]
    by_key: Mapping[Key, str]


def find_locals(revisions: Sequence[Revised], place: str, iris: Iris) -> Locals:
    """Return the locals of an article in order of their first mention; its revisions are in order."""
    groups: dict[tuple[str, str, bool, int], list[Member]] = defaultdict(list)
    for revised in revisions:
        seen: Counter[tuple[str, str, bool]] = Counter()
        for member in find_members(revised):
            kind = (member.type, member.folded, member.named)
            seen[kind] += 1
            groups[(*kind, seen[kind])].append(member)
    by_key: dict[Key, str] = {}
    taken: set[str] = set()
    found = []
    for number, ((_, _, _, ordinal), members) in enumerate(groups.items()):
        found.append(_local(members, f"{place} {number:04d}", ordinal, revisions[0].article.id, iris, taken))
        by_key.update((member.key, found[-1].id) for member in members)
    for local, members in zip(found, groups.values(), strict=True):
        local.owner = next((by_key[m.owner] for m in members if m.owner in by_key), None)
    return Locals(tuple(found), by_key)


def find_members(revised: Revised) -> list[Member]:
    """Return the members of a revision by first mention, authors last."""
    return [*sorted(_of_entities(revised), key=lambda member: (member.start, member.end)), *_of_authors(revised)]


def _local(members: Sequence[Member], id_: str, ordinal: int, article: str, iris: Iris, taken: set[str]) -> Local:
    first = members[0]
    place = ("author", first.folded) if first.start < 0 else (first.start, first.end)
    iri = iris.entity(article, *place)
    if iri in taken:  # two entities whose first mention is one span: told apart by the name
        iri = iris.entity(iri, first.type, first.name, first.named, ordinal)
    taken.add(iri)
    spellings: Counter[tuple[Spelling, bool]] = Counter()
    for member in members:
        spellings[(member.type, member.name, member.language, 0, int(member.named)), member.standing] += 1
        for alias in member.aliases if member.named else ():
            spellings[(member.type, alias, member.language, 1, 1), member.standing] += 1
    return Local(
        id=id_,
        article=article,
        type=first.type,
        name=first.folded,
        named=first.named,
        ordinal=ordinal,
        iri=iri,
        german=any(member.language == "de" for member in members),
        handle=next((member.handle for member in members if member.handle), None),
        platform=next((member.platform for member in members if member.platform), None),
        aliases=tuple(dict.fromkeys(alias for member in members for alias in (member.name, *member.aliases))),
        traits=tuple(dict.fromkeys(trait for member in members for trait in member.traits)),
        spellings=spellings,
    )


def author_key(revised: Revised, position: int) -> Key:
    """Return the key of the author at a position of the article's list."""
    return revised.digest, f"author:{position}"


def _of_entities(revised: Revised) -> Iterator[Member]:
    annotations = revised.annotations
    owners, platforms = _holdings(annotations)
    sentences = find_sentences(annotations.article.text, revised.language)
    for entity in annotations.entities:
        first = entity.mentions[0] if entity.mentions else None
        aliases = _aliases(entity, annotations)
        account = entity.type == "Account"
        yield Member(
            key=(revised.digest, entity.id),
            type=entity.type,
            name=entity.name,
            folded=canonical(entity.type, entity.name),
            named=entity.named,
            aliases=aliases,
            start=first.start if first else -1,
            end=first.end if first else -1,
            language=revised.language,
            standing=revised.standing,
            handle=_handle(entity.name, *aliases) if account else None,
            owner=(revised.digest, owners[entity.id]) if account and entity.id in owners else None,
            platform=platforms.get(entity.id) if account else None,
            traits=_traits(entity, sentences, revised.language) if entity.type == "Person" else (),
        )


def _traits(entity: Entity, sentences: Sentences, language: str) -> tuple[str, ...]:
    """Return the fields that the sentences speak of in which a person is named."""
    around = dict.fromkeys(sentences.around(m.start, m.end) for m in entity.mentions if m.kind == "name")
    return tuple(sorted({field for sentence in around for field in find_fields(sentence, language)}))


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


def _of_authors(revised: Revised) -> Iterator[Member]:
    for position, name in enumerate(revised.article.authors):
        yield Member(
            key=author_key(revised, position),
            type="Person",
            name=name,
            folded=canonical("Person", name),
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
    found: Iterable[str] = dict.fromkeys(text[m.start : m.end] for m in entity.mentions if m.kind == "name")
    found = dict.fromkeys(" ".join(form.removesuffix("'s").removesuffix("’s").split()) for form in found)
    known = {entity.name, *entity.name.split(), *found}
    return tuple(form for form in found if form and not (form.endswith("s") and form[:-1].rstrip("'’") in known))


def _handle(*forms: str) -> str | None:
    matches = [match.group().casefold() for form in forms if (match := _HANDLE.search(form))]
    return matches[0] if matches else None
