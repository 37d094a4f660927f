"""Relations of owners to their accounts, with platform and followers."""

from __future__ import annotations

from collections.abc import Iterator

from hergang.extract.accounts import find_accounts, follows
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase
from hergang.extract.syntax import subject_of


def find_owned(view: RelationView) -> Iterator[Found]:
    """Read an account's owner, platform and followers."""
    doc = view.doc
    by_span = {(m.start, m.end): e for e in doc._.entities for m in e.mentions if e.type == "Account"}
    owners: dict[str, Entity] = {}
    found = []
    for account in find_accounts(doc, view.language):
        entity = by_span.get((account.candidate.start, account.candidate.end))
        if entity is None:
            continue
        owner = _owner_in(view, account.owner) or _poster(view, account.candidate.head)
        if owner is not None and owner.name != account.platform:  # "sein Twitter-Konto" is not Twitter's
            owners.setdefault(entity.id, owner)
        found.append((account, entity))
    for account, entity in found:
        owner = owners.get(entity.id)
        if owner is None:
            continue
        qualifiers = {"platform": account.platform} if account.platform else {}
        followers = _followers(view, account.candidate.head)
        if followers:
            qualifiers["followers"] = followers
        if account.owner is not None or followers or _poster(view, account.candidate.head) is owner:
            start, end = account.candidate.start, account.candidate.end
            yield Found(
                "hasAccount", owner.id, entity.id, (start, end), tuple(sorted(qualifiers.items())), 0.8, "account"
            )


def _owner_in(view: RelationView, owner: tuple[int, int] | None) -> Entity | None:
    span = view.doc.char_span(*owner, alignment_mode="expand") if owner is not None else None
    if span is None:
        return None
    for types in (("Person",), ("Organization", "Group")):
        records = [r for t in span for r in view.by_token.get(t.i, ()) if r[2].type in types]
        if records:
            return max(records, key=lambda r: r[1] - r[0])[2]
    return None


def _poster(view: RelationView, head: int) -> Entity | None:
    """Return who is told to use an account: "in seinem Kanal verbreitete X ...", "postete X auf Y (@x)"."""
    token = view.doc[head]
    possessive = lexicon(view.language, "grammar")["pronouns"]["possessive"]
    own = any(child.lower_ in possessive for child in token.children)
    if not own and not token.text.startswith("@"):
        return None
    verb = token
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    if follows(verb, view.language):
        return None
    subject = subject_of(verb) or (subject_of(verb.head) if verb.head != verb else None)
    return entity_of_phrase(view, subject, "Person", "Organization")


def _followers(view: RelationView, head: int) -> str | None:
    """Return the number of followers told in the account's sentence."""
    sent = view.doc[head].sent
    entries = lexicon(view.language, "accounts")["accounts"]
    words = entries["followers"]
    follow = any(token.lemma_.lower() in entries["following"] for token in sent)
    for quantity in view.doc._.quantities:
        text = text_of(view.doc)[quantity.start : quantity.end].lower()
        counted = any(word == quantity.unit or word in text for word in words)
        people = follow and quantity.unit in entries["people"]
        if sent.start_char <= quantity.start < sent.end_char and (counted or people):
            return str(int(quantity.value))
    return None
