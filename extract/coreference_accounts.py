"""Coreference of accounts: one platform, one owner, one account."""

from __future__ import annotations

import re
from typing import Any

from hergang.extract.accounts import AccountMention, find_accounts
from hergang.extract.cluster import Cluster, merge
from hergang.extract.extensions import text_of


def join_accounts(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join the mentions of one account: same platform, owners that do not differ; the owners are then one as well."""
    told = {(a.candidate.start, a.candidate.end): a for a in find_accounts(doc, language)}
    accounts = [c for c in clusters if c.type == "Account"]
    for cluster in accounts:
        mention = told.get((cluster.members[0].start, cluster.members[0].end))
        if mention is not None:
            cluster.platform = mention.platform
            cluster.owner = owner_cluster(mention, clusters)
    gone: set[int] = set()
    for index, cluster in enumerate(accounts):
        home = next(
            (a for a in accounts[:index] if id(a) not in gone and _same_account(a, cluster, text_of(doc))), None
        )
        if home is not None:
            gone |= _join_owners(home, cluster)
            merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def owner_cluster(mention: AccountMention, clusters: list[Cluster]) -> Cluster | None:
    """Return the cluster with a mention inside the owner's span: the widest, a person or body rather than a place."""
    if mention.owner is None:
        return None
    low, high = mention.owner
    inside = [
        (c.type in ("Person", "Organization"), m.end - m.start, -index)
        for index, c in enumerate(clusters)
        for m in c.members
        if low <= m.start and m.end <= high + 1 and c.type != "Account"
    ]
    return clusters[-max(inside)[2]] if inside else None


def _same_account(one: Cluster, other: Cluster, text: str) -> bool:
    handles = [set(re.findall(r"@\w+", " ".join(text[m.start : m.end] for m in c.members))) for c in (one, other)]
    if all(handles) and not handles[0] & handles[1]:
        return False
    if one.platform and other.platform and one.platform != other.platform:
        return False
    if one.owner is None or other.owner is None or one.owner is other.owner:
        return True
    return not (one.owner.named and other.owner.named)


def _join_owners(home: Cluster, other: Cluster) -> set[int]:
    """Join a described owner to the named one of the same account ("das Konto des Präsidenten"); return what went."""
    if home.owner is None or other.owner is None or home.owner is other.owner:
        return set()
    keep, drop = (home.owner, other.owner) if home.owner.named else (other.owner, home.owner)
    if drop.named or drop.type != keep.type:
        return set()
    merge(keep, drop)
    home.owner = other.owner = keep
    return {id(drop)}
