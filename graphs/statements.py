"""Statements: claims of any articles that say the same.

Two claims say the same where, after identity, subject, object, predicate (or, at an event's own trigger, the event),
polarity, certainty and every number agree. Claims that share less are left apart: what one outlet says of "a worker" is
not yet what another says of the named one (a link says that). Across languages only an event that both tell is the
same, since predicates are told by lemma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hergang.graphs.claims import Actor, Resolved
from hergang.graphs.iris import Iris
from hergang.graphs.naming import fold

WINDOW = 45  # days between two reports of one occasion: "the chancellor visits Kyiv" of next year says another thing
COPIED = 6  # words of a clause from which on equal wording is no accident


@dataclass(frozen=True)
class Statement:
    """One statement with its claims in order."""

    iri: str
    claims: tuple[Resolved, ...]

    @property
    def standing(self) -> tuple[Resolved, ...]:
        """Return the claims of standing revisions."""
        return tuple(claim for claim in self.claims if claim.standing)


Slot = tuple[str, ...]


def slot(claim: Resolved) -> Slot | None:
    """Return what a claim is about, polarity and numbers left out; None where that is too little to compare.

    An amount in the place of subject or object is the value of the slot, not a part of it.
    """
    valued = {amount.role for amount in claim.amounts}
    subject = "" if "subject" in valued or not claim.subject else claim.subject.key
    thing = "" if "object" in valued or not claim.object else claim.object.key
    lasts = any(amount.role == "duration" for amount in claim.amounts)  # how long it lasted tells the event, too
    if claim.event and (claim.at_trigger or lasts) and (thing or subject):
        # "The account vanished" and "somebody took the account down" place the one participant differently.
        return ("event", claim.event, subject, thing) if subject and thing else ("event", claim.event, subject or thing)
    named = [actor for actor in (claim.subject, claim.object) if actor and actor.iri and actor.named]
    if not named or not (thing or claim.amounts):
        return None
    return ("predicate", claim.language, claim.predicate, subject, thing, _places(claim))


def find_statements(claims: Sequence[Resolved], iris: Iris) -> list[Statement]:
    """Return the statements of all claims of one key (`statement_key`), which are in order."""
    occasions: list[list[Resolved]] = []
    for claim in claims:
        if not occasions or claim.is_apart(occasions[-1][-1], WINDOW):
            occasions.append([])
        occasions[-1].append(claim)
    return [Statement(iris.statement(group[0].iri), tuple(group)) for group in occasions]


def statement_key(claim: Resolved) -> tuple[object, ...]:
    """Return what claims must share to say the same."""
    amounts = tuple((a.role, a.unit, a.value) for a in claim.amounts)
    about = slot(claim) or _words(claim)
    return (*about, claim.polarity, claim.certainty, claim.conditional, amounts)


def _words(claim: Resolved) -> Slot:
    """Return the very words of a claim with those named in it, as copies of one text share them."""
    words = fold(claim.clause)
    if words.count(" ") + 1 < COPIED:
        return ("alone", claim.iri)
    return ("words", claim.language, words, _named(claim.subject), _named(claim.object))


def _named(actor: Actor | None) -> str:
    return actor.key if actor and actor.iri and actor.named else ""


def _places(claim: Resolved) -> str:
    """Return the other arguments, so that claims about different places or instruments stay apart."""
    return " ".join(sorted(f"{role}:{actor.key}" for role, actor in claim.others if role != "time"))
