"""Coreference of names: equal names, short names, acronyms in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.cluster import Cluster, merge, nearest
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nations import nation_of
from hergang.extract.records import EntityType

ALIASED = ("Place", "Organization")
_ADJECTIVE = re.compile(r"(\w{3,}?)(?:e|en|er|es|em)$")
_STYLED = re.compile(r"(?:(?:[A-Z][\w’']+ )*(?:Republic|Kingdom|State|Commonwealth) of|(?:\w+ )?Republik) ([A-Z]\w+)")


def join_equal_names(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join mentions of one name; the commonest type wins; a genitive -s is no part of a name that stands without."""
    spellings = Counter(name for cluster in clusters for name in cluster.names(text_of(doc)))
    by_name: dict[str, Cluster] = {}
    types: dict[str, EntityType] = {}
    result = []
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "name" or member.type == "Account":
            result.append(cluster)
            continue
        name = _base_name(text_of(doc)[member.start : member.end], spellings, language, doc[member.head])
        nation = nation_of(name, language) if member.type == "Group" else None
        known = _aliases(language).get(name.replace("’", "'")) if member.type in ALIASED else None
        key = f"group of {nation}" if nation else known[0] if known else _inflected_key(name, member, language)
        if known:
            types[key] = known[1]
        if key in by_name:
            merge(by_name[key], cluster)
        else:
            by_name[key] = cluster
            result.append(cluster)
    for key, cluster in by_name.items():
        cluster.type = types.get(key) or Counter(m.type for m in cluster.members).most_common(1)[0][0]
    return result


def _inflected_key(name: str, member: Candidate, language: str) -> str:
    """Return what the forms of a German name with adjectives share ("Weiße Haus", "Weißen Hauses"); else the name.

    The style of a state goes in both languages: "People's Republic of China" is China.
    """
    if member.type == "Place" and (state := _STYLED.fullmatch(name)):
        name = state.group(1)
    first, *others = name.split(" ")
    if language != "de" or not others or member.type == "Person":
        return name
    *middle, last = others
    stems = [_ADJECTIVE.sub(r"\1", word) if word[:1].isupper() else word for word in (first, *middle)]
    return " ".join([*stems, last.removesuffix("es") if len(last) > 5 else last])


def _base_name(name: str, spellings: Counter[str], language: str, head: Any) -> str:
    compact = re.sub(r"\s+", " ", name)
    if language == "de" and compact.endswith("s") and len(compact) > 3:
        if compact[:-1] in spellings or (
            "Gen" in head.morph.get("Case") and not compact.endswith(("ss", "us", "is", "os", "as"))
        ):
            return compact[:-1]
        if any(other.endswith(" " + compact[:-1]) for other in spellings):
            return compact[:-1]
    return compact


@cache
def _aliases(language: str) -> dict[str, tuple[str, EntityType]]:
    """Return what countries and bodies are called in full, with their type ("U.S." -> "United States", a place)."""
    table = lexicon(language, "aliases")
    kinds: tuple[tuple[str, EntityType], ...] = (("places", "Place"), ("bodies", "Organization"))
    return {
        name: (full, kind) for part, kind in kinds for full, aliases in table[part].items() for name in (full, *aliases)
    }


def join_short_names(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join "Trump" to "Donald Trump", "Apple" to "Apple Inc.": the only longer name, else the one named last."""
    fulls: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for name in set(cluster.names(text_of(doc))):
            words = _name_words(name, language)
            if len(name.split()) > 1 and cluster.type in ("Person", "Organization", "Place"):
                keys = _short_names(cluster.type, words, language)
                for key in keys:
                    if cluster not in fulls.setdefault(key, []):
                        fulls[key].append(cluster)
    gone: set[int] = set()
    for cluster in clusters:
        names = cluster.names(text_of(doc))
        if not names or cluster.type in ("Group", "Account"):
            continue
        key = names[0] if names[0] in fulls else _name_words(names[0], language)[0]
        if len(names[0].split()) != 1 and key != names[0]:
            continue
        homes = [
            home for home in fulls.get(key, fulls.get(key[:-1], []) if key.endswith("s") else []) if home is not cluster
        ]
        if cluster.type == "Place":
            homes = [
                home
                for home in homes
                if home.type == "Place" or (home.type == "Person" and home.names(text_of(doc))[0].endswith(" " + key))
            ]
        home = nearest(homes, cluster.members[0].start)
        if home is not None and (home.type != "Organization" or cluster.type != "Person") and id(home) not in gone:
            merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _short_names(kind: EntityType, words: list[str], language: str) -> set[str]:
    """Return what a name of several words may be cut to: "Trump", "Apple", "Thitu" (Island), "300 Slater" (Street)."""
    if kind == "Person":
        return {words[-1], words[0]}
    if kind == "Organization":
        return {words[0], " ".join(words)}
    places = lexicon(language, "names")["places"]
    if words[-1] in places["kinds"] or (words[0][0].isdigit() and words[-1] in places["streets"]):
        return {" ".join(words[:-1])}
    return {" ".join(words[1:])} if words[0] in places["kinds"] else set()


def _name_words(name: str, language: str) -> list[str]:
    lists = lexicon(language, "persons")
    loose = {*lists["organizations"]["legal_forms"], *lists["titles"]["suffixes"]}
    words = [word for word in name.split() if word not in loose]
    return words or name.split()


def join_acronyms(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join "Deutsches Zentrum für Luft- und Raumfahrt (DLR)" and its acronym: in brackets, with fitting initials."""
    by_start = {m.start: c for c in clusters for m in c.members if m.kind == "name"}
    articles = lexicon(language, "grammar")["determiners"]["words"]
    gone: set[int] = set()
    for cluster in clusters:
        if cluster.type not in ("Organization", "Thing", "Place", "Group"):
            continue
        for member in list(cluster.members):
            match = re.match(r"\s*[(]([A-ZÄÖÜ][\w-]{1,9})[)]", text_of(doc)[member.end : member.end + 14])
            other = by_start.get(member.end + match.start(1)) if match else None
            if match is None or other is None or other is cluster or id(other) in gone:
                continue
            words = text_of(doc)[member.start : member.end].split()
            named = " ".join(words[1:] if words[0].lower() in articles else words)
            if _has_initials(named, match.group(1)):
                merge(cluster, other)
                gone.add(id(other))
    clusters = [cluster for cluster in clusters if id(cluster) not in gone]
    return _join_initials(text_of(doc), clusters, language)


def _join_initials(text: str, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join "Federal Bureau of Investigation" and "FBI": all initials, and nothing else, wherever they stand.

    Initials may be the first word of a longer name ("FINRA Foundation").
    """
    ties = set(lexicon(language, "names")["inside"]["ties"])
    bodies = [c for c in clusters if c.type == "Organization"]
    by_initials: dict[str, Cluster] = {}
    for cluster in bodies:
        for name in set(cluster.names(text)):
            for short in _shortened(name, ties):
                by_initials.setdefault(short, cluster)
    gone: set[int] = set()
    for cluster in bodies:
        homes = (by_initials.get(name) for name in cluster.names(text))
        home = next((home for home in homes if home is not None and home is not cluster and id(home) not in gone), None)
        if home is not None and id(cluster) not in gone:
            merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _shortened(name: str, ties: set[str]) -> Iterator[str]:
    """Yield a name with its first words, or all of them, as their initials: three letters and more."""
    words = [part for part in re.split(r"[\s-]+", name) if part not in ties and part[:1].isalpha()]
    if not all(word[0].isupper() for word in words):
        return
    for count in range(3, len(words) + 1):
        yield " ".join(["".join(word[0] for word in words[:count]), *words[count:]])


def _has_initials(name: str, acronym: str) -> bool:
    """Tell whether the capitals of an acronym stand in this order at starts of words or parts of compounds."""
    letters = iter(name.lower())
    return name[:1].lower() == acronym[:1].lower() and all(ch in letters for ch in acronym.lower() if ch.isalnum())
