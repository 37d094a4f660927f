"""Links of a claim that somebody takes back what they said to what they said: `retracts`.

Of what somebody said, that is taken back which names whom the retraction names; where it names nobody, what they said
last, if they said no more than a few things there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hergang.graphs.claims import Resolved
from hergang.graphs.development import RETRACTS, TOLD
from hergang.graphs.linking import Link, link

WINDOW = 60  # days after which a retraction is no more of what was said
FEW = 3  # claims of one article among which the last is meant


def find_retractions(claims: Sequence[Resolved]) -> Iterable[Link]:
    """Yield the links of the retractions among the claims of one speaker, in order."""
    for position, claim in enumerate(claims):
        if claim.standing and is_retraction(claim):
            said = [other for other in claims[:position] if _can_be_meant(other, claim)]
            found = _meant(claim, said)
            if found:
                yield link(claim, found, "retracts", f"takes back what was said: {claim.clause}", 0.65)


def is_retraction(claim: Resolved) -> bool:
    """Return whether a claim tells that something is taken back, and not what: that would be a claim of its own."""
    inside = claim.wording.inside
    return RETRACTS in inside and TOLD not in inside and claim.polarity == "positive" and claim.certainty == "certain"


def takes_back(claim: Resolved) -> str | None:
    """Return the IRI of who takes something back: the subject, where that is a pronoun the speaker."""
    return claim.subject.iri if claim.subject and claim.subject.iri else claim.speaker


def _can_be_meant(claim: Resolved, retraction: Resolved) -> bool:
    own = (claim.revision, claim.wording.sentence) == (retraction.revision, retraction.wording.sentence)
    days = (retraction.day - claim.day).days
    standing = claim.standing and 0 <= days <= WINDOW
    return standing and not own and RETRACTS not in (*claim.wording.inside, *claim.wording.around)


def _meant(retraction: Resolved, said: Sequence[Resolved]) -> Resolved | None:
    whom = set(retraction.wording.nodes) - {takes_back(retraction)}
    about = [claim for claim in said if whom & set(claim.wording.nodes)]
    if about:
        return about[-1]
    last = [claim for claim in said if claim.article == said[-1].article]
    return last[-1] if last and len(last) <= FEW else None
