"""Links between claims on the same matter: said again, confirmed, told more exactly, disputed, doubted, corrected.

Precision first. Numbers may grow from day to day, a state may change: only reports that are near enough in time and on
different words contradict each other, and only an outlet or speaker that says so, or a revision, corrects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hergang.graphs.claims import Actor, Resolved
from hergang.graphs.development import (
    CONFIRMS,
    CORRECTS,
    DOUBTS,
    FORMERLY,
    FUTURE,
    MODAL,
    MORE,
    RETRACTS,
    YET,
    is_question,
)
from hergang.graphs.likeness import likeness
from hergang.graphs.linking import Link, link
from hergang.graphs.matter import (
    ALIKE,
    Numbers,
    are_copies,
    compare_numbers,
    covers,
    differ_on_both_sides,
    have_one_subject,
    have_words_in_common,
    is_same_matter,
    may_be_of_one_matter,
    shared,
    tells_of_one_deed,
    words_besides_verb,
)
from hergang.graphs.naming import fold
from hergang.graphs.statements import statement_key

LATEST = 24  # claims of a block that a claim is compared with
COMMON = 60  # claims of a few days that name one; more are too many to be compared by likeness alone
DENIED = 7  # days within which a denial is of what was said, and not of what has changed since
AFFIRMED = 1  # days within which saying what was denied contradicts
GROWING = 2  # days within which two counts of one thing must agree
MOST = 0.7  # share of words and names that a denial shares with what it denies
MANY = 3  # content words, the verb left out, that are enough without one verb
WEAK = 2  # the same beside names that only the rest of a sentence has
SURE = 0.7  # likeness of clauses in two languages that cannot both be true
PARTLY = 0.4  # likeness, or share of words, of what somebody said and of what they say instead
SETTLED = ("certain", "intended")
ONCE = frozenset(["confirms", "corrects", "refines", "repeats"])  # the first such claim is enough
DISPUTED = frozenset([DOUBTS, FORMERLY, RETRACTS])


def find_versions(claims: Sequence[Resolved]) -> Iterable[Link]:
    """Yield the links between claims of a block, each compared with the last before it."""
    for position, claim in enumerate(claims):
        drawn: set[str] = set()
        for other in claims[max(0, position - LATEST) : position]:
            found = _between(claim, other)
            if found and found.type not in drawn:
                drawn |= ONCE & {found.type}
                yield found


def find_across(claims: Sequence[Resolved]) -> Iterable[Link]:
    """Yield the links between claims of two languages that name one."""
    if len(claims) > COMMON or len({claim.language for claim in claims}) < 2:
        return
    for position, claim in enumerate(claims):
        for other in claims[max(0, position - LATEST) : position]:
            if claim.language != other.language and (found := _between(claim, other)):
                yield found


def _between(claim: Resolved, other: Resolved) -> Link | None:
    if not claim.standing or not (other.standing or claim.article == other.article) or is_disputed(other):
        return None
    if claim.revision == other.revision and not (_are_of_two_speakers(claim, other) or is_disputed(claim)):
        return None
    if claim.language == other.language and not have_words_in_common(claim, other):
        return None
    if not may_be_of_one_matter(claim, other):
        return _refined_subject(claim, other)
    numbers = compare_numbers(claim, other)
    if _corrects_itself(claim, other, numbers):
        return link(claim, other, "corrects", numbers.conflict or "corrects itself", 0.7)
    if not is_same_matter(claim, other, numbers):
        return _refined_subject(claim, other)
    return _of_disputed(claim, other) if is_disputed(claim) else _of_one_matter(claim, other, numbers)


def is_disputed(claim: Resolved) -> bool:
    """Return whether a claim's own sentence doubts it, takes it back or tells it of an earlier version."""
    return bool(DISPUTED & set(claim.wording.around))


def _are_of_two_speakers(claim: Resolved, other: Resolved) -> bool:
    return bool(claim.speaker and other.speaker and claim.speaker != other.speaker)


def _of_disputed(claim: Resolved, other: Resolved) -> Link | None:
    """Return the link of a claim that its sentence doubts or takes back to the claim that says it."""
    around = claim.wording.around
    if DOUBTS in around and claim.polarity == other.polarity and not _on_the_same_word(claim, other):
        return link(claim, other, "doubts", "doubts that it is so", 0.75)
    if RETRACTS in around and claim.polarity == other.polarity:
        return link(claim, other, "retracts", "takes it back", 0.75)
    return None


def _of_one_matter(claim: Resolved, other: Resolved, numbers: Numbers) -> Link | None:
    if claim.certainty not in SETTLED or other.certainty not in SETTLED:
        return None
    reason = numbers.conflict if claim.polarity == other.polarity else _denial(claim)
    if reason:
        return _disputed(claim, other, numbers, reason)
    if claim.polarity != "positive" != other.polarity or numbers.finer is None:
        return _refined_subject(claim, other) or _told_again(claim, other, numbers)
    return link(claim, other, "refines", numbers.finer, 0.8)


def _denial(claim: Resolved) -> str:
    return "denies it" if claim.polarity == "negative" else "affirms what was denied"


# --- what cannot both be true ------------------------------------------------------------------------------------


def _disputed(claim: Resolved, other: Resolved, numbers: Numbers, reason: str) -> Link | None:
    if _corrects(claim, other):
        return link(claim, other, "corrects", reason, 0.8)
    if claim.article == other.article and claim.revision != other.revision:
        return None
    if differ_on_both_sides(claim, other) or _on_the_same_word(claim, other) or _are_of_two_moods(claim, other):
        return None
    fits = _numbers_contradict(claim, other, numbers) if numbers.conflict else _denials_contradict(claim, other)
    return link(claim, other, "contradicts", reason, 0.75) if fits else None


def _corrects(claim: Resolved, other: Resolved) -> bool:
    if claim.article == other.article:
        return claim.revision != other.revision and claim.standing and not other.standing
    return _gives_notice(claim) and (_same_outlet(claim, other) or _on_the_same_word(claim, other))


def _gives_notice(claim: Resolved) -> bool:
    said = claim.wording
    return CORRECTS in (*said.around, *said.before, *said.inside)


def _same_outlet(claim: Resolved, other: Resolved) -> bool:
    return claim.outlet is not None and claim.outlet == other.outlet


def _are_of_two_moods(claim: Resolved, other: Resolved) -> bool:
    """Return whether one tells what is to be and the other what is, or either what has not happened yet."""
    moods = [{MODAL, FUTURE, MORE} & set(one.wording.inside) for one in (claim, other)]
    return moods[0] != moods[1] or YET in (*claim.wording.inside, *other.wording.inside)


def _numbers_contradict(claim: Resolved, other: Resolved, numbers: Numbers) -> bool:
    if abs((claim.day - other.day).days) > GROWING:
        return False
    across = claim.language != other.language
    if likeness(claim.clause, other.clause) < SURE if across else claim.predicate != other.predicate:
        return False
    attributed = [one.voice != "article" for one in (claim, other)]
    return all(attributed) or (any(attributed) and not numbers.grown)


def _denials_contradict(claim: Resolved, other: Resolved) -> bool:
    days = abs((claim.day - other.day).days)
    if claim.voice == other.voice == "article" or not have_one_subject(claim, other):
        return False
    if claim.language != other.language and likeness(claim.clause, other.clause) < SURE:
        return False
    names = len(set(claim.wording.names) & set(other.wording.names))
    if claim.language == other.language and not (
        tells_of_one_deed(claim, other) and shared(claim, other, names) >= MOST
    ):
        return False
    if claim.polarity == "negative":
        return days <= DENIED
    return days <= AFFIRMED and claim.voice == other.voice == "speaker" and claim.article != other.article


def _corrects_itself(claim: Resolved, other: Resolved, numbers: Numbers) -> bool:
    """Return whether somebody who gives notice of a correction says otherwise what they said before."""
    if claim.article == other.article or not (claim.speaker and claim.speaker == other.speaker):
        return False
    told = CORRECTS in (*claim.wording.around, *claim.wording.before)
    near = abs((claim.day - other.day).days) <= DENIED
    sure = claim.certainty == other.certainty == "certain" and claim.polarity == other.polarity
    return told and near and sure and (numbers.conflict is not None or _have_much_in_common(claim, other))


def _have_much_in_common(claim: Resolved, other: Resolved) -> bool:
    """Return whether a claim says partly what another says: not the same, and something of it."""
    if is_question(other.clause, other.language):
        return False
    if claim.language != other.language:
        return PARTLY <= likeness(claim.clause, other.clause) < ALIKE
    return PARTLY <= shared(claim, other) < 1.0 and bool(words_besides_verb(claim) & words_besides_verb(other))


# --- an unnamed subject gets its name ----------------------------------------------------------------------------


def _refined_subject(claim: Resolved, other: Resolved) -> Link | None:
    """Return the link of a claim with a person's name to one that tells the same of somebody it leaves unnamed."""
    who, somebody = claim.subject, other.subject
    if not (who and who.named and who.type == "Person" and somebody and claim.article != other.article):
        return None
    if who.text.split()[-1] not in claim.clause or not _is_left_unnamed(somebody, who, other):
        return None
    if claim.polarity != other.polarity or not claim.certainty == other.certainty == "certain":
        return None
    numbers, (bare, bare_other) = compare_numbers(claim, other), map(_without_subject, (claim, other))
    if numbers.conflict or not may_be_of_one_matter(bare, bare_other):
        return None
    if is_same_matter(bare, bare_other, numbers):
        return link(claim, other, "refines", f"{somebody.text} -> {who.text}", 0.7)
    return None


def _is_left_unnamed(somebody: Actor, who: Actor, claim: Resolved) -> bool:
    """Return whether a claim tells in its own words of somebody whom it does not name."""
    described = somebody.type == "Person" if somebody.iri else somebody.text in claim.clause
    name = fold(who.text).rpartition(" ")[2]
    return described and not somebody.named and bool(claim.wording.subject) and name not in fold(somebody.text).split()


def _without_subject(claim: Resolved) -> Resolved:
    said = claim.wording
    own = claim.subject.iri if claim.subject else None
    left = [(name, node) for name, node in zip(said.names, said.nodes, strict=True) if node != own]
    return claim.with_wording(
        names=tuple(name for name, _ in left),
        nodes=tuple(node for _, node in left),
        stems=tuple(stem for stem in said.stems if stem not in said.subject),
    )


# --- claims that say the same ------------------------------------------------------------------------------------


def said_again(claim: Resolved, other: Resolved) -> Link | None:
    """Return the link of a claim to one that says the same: confirmed on a word of its own, else repeated."""
    if is_disputed(claim) or is_disputed(other) or claim.voice == "hearsay":
        return None
    if _on_the_same_word(claim, other):
        return link(claim, other, "repeats", "says the same on the same word", 0.8)
    if _has_no_word(claim) and CONFIRMS not in claim.wording.around:
        return link(claim, other, "repeats", "says the same", 0.7)
    return link(claim, other, "confirms", "says the same on another word", 0.75)


def _told_again(claim: Resolved, other: Resolved, numbers: Numbers) -> Link | None:
    if claim.article == other.article or numbers.tell_apart or not covers(claim, other):
        return None
    if statement_key(claim) == statement_key(other) or not _is_enough(claim, other):
        return None  # the first are compared where all are that say the same
    if are_copies(claim, other) and not _are_of_two_speakers(claim, other):
        return link(claim, other, "repeats", "says the same in the same words", 0.8)
    differ = _is_ahead(claim) != _is_ahead(other)  # what was intended and is done now
    return (
        None if differ and (claim.voice != "speaker" or _on_the_same_word(claim, other)) else said_again(claim, other)
    )


def _is_enough(claim: Resolved, other: Resolved) -> bool:
    """Return whether two claims share so much that they say the same: more than a verb, or the verb of one subject."""
    if claim.language != other.language:
        return True
    words = words_besides_verb(claim) & words_besides_verb(other)
    one_speaker = claim.speaker is not None and claim.speaker == other.speaker
    if not (one_speaker or (claim.wording.names and other.wording.names)) and len(words) < WEAK:
        return False
    names = set(claim.wording.names) & set(other.wording.names)
    told = bool(words) or len(names) > 1 or have_one_subject(claim, other)
    return len(words) >= MANY or (told and tells_of_one_deed(claim, other))


def _is_ahead(claim: Resolved) -> bool:
    return claim.certainty == "intended" or FUTURE in claim.wording.inside


def _has_no_word(claim: Resolved) -> bool:
    return claim.voice == "speaker" and claim.speaker is None


def _on_the_same_word(claim: Resolved, other: Resolved) -> bool:
    """Return whether two claims stand on the word of one speaker, or of one outlet that says them itself."""
    if claim.voice == other.voice == "article":
        return claim.origin == other.origin
    if _names_the_source_of(claim, other) or _names_the_source_of(other, claim):
        return True
    one, two = claim.wording.source.split(), other.wording.source.split()
    same = bool(one and two) and one[-1] == two[-1]
    spoken = claim.voice == other.voice and bool(claim.speaker and other.speaker)
    return spoken and (same or claim.speaker == other.speaker)


def _names_the_source_of(claim: Resolved, other: Resolved) -> bool:
    """Return whether a claim's sentence names, beside the clause, whom the other's sentence says it by."""
    beside = set(claim.wording.beside)
    both = claim.voice == other.voice and bool(beside & set(other.wording.beside))
    return both or bool(beside & set(other.wording.source.split()))
