"""Links within one state of an article: an earlier version and the true one, and who is not believed.

An article that says "In an earlier version we wrote that ..." tells the false claim and right behind it the true one;
one that says "At first police said ..." tells later what replaced it. Who says "I do not believe him" speaks of what he
was quoted with before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hergang.graphs.claims import Actor, Resolved
from hergang.graphs.development import DOUBTS, FORMERLY, TOLD, WRONG, disbelieves, is_naming, points_back
from hergang.graphs.linking import Link, link
from hergang.graphs.naming import fold
from hergang.graphs.wording import is_pronoun

NEXT = 1  # sentences within which a notice tells what is right
LATER = 2  # sentences within which an article tells what replaced a first version
NEAR = 2  # sentences before a doubt in which that is said which is doubted


def find_within(claims: Sequence[Resolved]) -> Iterable[Link]:
    """Yield the links between the claims of one revision, which are in text order."""
    for position, claim in enumerate(claims):
        before = claims[:position]
        yield from _of_notice(claim, before)
        yield from _of_phases(claim, before)
        yield from _of_names(claim, before)
        if claim.standing and _doubts(claim):
            doubted = _doubted(claim, before)
            if doubted:
                yield link(claim, doubted, "doubts", f"{claim.predicate}: {claim.clause}", 0.7)


# --- an earlier version and the true one -------------------------------------------------------------------------


def _of_notice(claim: Resolved, before: Sequence[Resolved]) -> Iterable[Link]:
    """Link the first claim behind one of an earlier version: it corrects it, or says that it was wrong."""
    if FORMERLY in claim.wording.around or not before or FORMERLY in claim.wording.inside:
        return
    former = before[-1]
    told = FORMERLY in former.wording.around and former.voice != "article"
    told = told or (FORMERLY in former.wording.before and former.voice == "hearsay")
    behind = claim.wording.sentence - former.wording.sentence
    if told and 0 <= behind <= NEXT and claim.certainty == "certain":
        wrong = WRONG in claim.wording.inside
        reason = "says that it was wrong" if wrong else "tells what is right instead"
        yield link(claim, former, "retracts" if wrong else "corrects", reason, 0.7)


def _of_phases(claim: Resolved, before: Sequence[Resolved]) -> Iterable[Link]:
    """Link a claim to the first version that the article tells of the same deed, where one participant is another."""
    for first in before:
        behind = claim.wording.sentence - first.wording.sentence
        told = first.phase == 1 and first.voice != "article"
        if told and (claim.phase or 2) > 1 and 0 < behind <= LATER and _is_of_one_deed(claim, first):
            same_voice = claim.voice == first.voice
            roles = [(getattr(claim, role), getattr(first, role)) for role in ("subject", "object")]
            kinds = [_differ(*pair, same_voice=same_voice) for pair in roles]
            if True in kinds and False in kinds:
                yield link(claim, first, "corrects", "what was said first is told otherwise later", 0.7)


def _is_of_one_deed(claim: Resolved, first: Resolved) -> bool:
    same = claim.predicate == first.predicate and claim.polarity == first.polarity
    return same and claim.certainty == first.certainty == "certain" and claim.voice != "hearsay"


def _differ(one: Actor | None, other: Actor | None, *, same_voice: bool) -> bool | None:
    """Return whether two participants are different ones, None where that cannot be told; a pronoun is the same."""
    if one is None or other is None:
        return None
    if is_pronoun(one.text) or is_pronoun(other.text):
        return False if same_voice else None
    named = bool(one.iri and other.iri and (one.named or other.named))
    if one.named != other.named and named:
        return None  # the name of one left unnamed: refined, not corrected
    return one.key != other.key and fold(one.text) != fold(other.text)


# --- the name of one left unnamed --------------------------------------------------------------------------------


def _of_names(claim: Resolved, before: Sequence[Resolved]) -> Iterable[Link]:
    """Link a claim that tells a name ("Er heißt ...", "It is ...") to the last one of somebody unnamed before it."""
    who, name = claim.subject, claim.object
    if claim.polarity != "positive" or not (who and name and name.named and name.type == "Person"):
        return
    tells = is_naming(claim.predicate, claim.language) or claim.predicate in name.text.split()
    if not tells or who.named or not (who.iri or is_pronoun(who.text)):
        return
    for first in reversed(before):
        left = first.subject
        if claim.wording.sentence - first.wording.sentence > NEXT:
            return
        unnamed = left is not None and left.iri and not left.named and left.type == "Person"
        if left and unnamed and who.iri in (None, left.iri) and first.standing:
            yield link(claim, first, "refines", f"{left.text} -> {name.text}", 0.7)
            return


# --- doubts ------------------------------------------------------------------------------------------------------


def _doubts(claim: Resolved) -> bool:
    if TOLD in claim.wording.inside and not points_back(claim.clause, claim.language):
        return False
    return disbelieves(claim.predicate, claim.polarity, claim.language) or DOUBTS in claim.wording.inside


def _doubted(claim: Resolved, before: Sequence[Resolved]) -> Resolved | None:
    """Return what is doubted: the last that somebody said whom the claim names, else what another said just before."""
    own = {claim.speaker} if claim.speaker else {claim.subject.iri if claim.subject else None}
    said = [other for other in before if other.voice == "speaker" and other.iri != claim.iri and not _doubts(other)]
    named = {*claim.wording.nodes, *_others_in(claim)} - own
    pointed = points_back(claim.clause, claim.language)
    of_named = [other for other in said if other.speaker in named]
    if of_named and (pointed or disbelieves(claim.predicate, claim.polarity, claim.language)):
        return of_named[-1]
    near = [other for other in said if 0 <= claim.wording.sentence - other.wording.sentence <= NEAR]
    last = near[-1] if near and pointed else None
    return None if last is None or last.speaker in own else last


def _others_in(claim: Resolved) -> list[str]:
    """Return the persons a claim speaks of besides its speaker and subject."""
    actors = [claim.object, *(actor for _, actor in claim.others)]
    own = {claim.speaker, claim.subject.iri if claim.subject else None}
    return [actor.iri for actor in actors if actor and actor.iri and actor.iri not in own]
