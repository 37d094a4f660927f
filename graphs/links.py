"""Links between claims: repeats, confirms, refines, contradicts, doubts, corrects, retracts.

The later claim is the subject of a link: later by revision, by phase of the article's own telling, or by day of report.
Precision first: a link is drawn only where the annotations say enough, each with a reason in words and a confidence
that is never above those of its claims. Claims are compared within a statement, a slot, an event, a revision, or among
those of some days that share a name and more (`hergang.graphs.versions`), never all with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from hergang.graphs.amounts import Amount, are_compatible, are_of_one_kind, is_finer
from hergang.graphs.claims import Resolved
from hergang.graphs.development import is_saying
from hergang.graphs.iris import Iris
from hergang.graphs.linking import Link, link
from hergang.graphs.matter import are_dated_apart
from hergang.graphs.naming import fold
from hergang.graphs.statements import COPIED, WINDOW, Slot, find_statements, slot, statement_key
from hergang.graphs.versions import SETTLED, find_across, find_versions, is_disputed, said_again
from hergang.graphs.withdrawals import find_retractions, is_retraction, takes_back
from hergang.graphs.within import find_within

GROWING = 2  # days within which two counts of one thing must agree; later ones may have grown
SLOT, DURATION, REVISION = "slot", "duration", "revision"  # the last only an article and its own revisions share
WEEK, MONTH = 7, 30  # days of a block of all that names one; of what shares more
NAMES = 4  # names of a claim that it is found by
VERSIONS = 8  # differing versions of one slot that a claim is compared with


def find_links(kind: str, claims: Sequence[Resolved], iris: Iris) -> list[Link]:
    """Return the links that the claims of one block give, each pair and type once.

    Args:
        kind: of the block, one of `KINDS`.
        claims: all of the block, in order.
        iris: makes the IRIs of statements.
    """
    unique: dict[tuple[str, str, str], Link] = {}
    for found in _FINDERS[kind](claims, iris):
        unique.setdefault((found.later.iri, found.type, found.earlier.iri), found)
    return list(unique.values())


def blocks(claim: Resolved) -> Iterator[tuple[str, object]]:
    """Yield the blocks in which a claim is compared with others: kind and key."""
    yield "same", statement_key(claim)
    about = slot(claim)
    if about and about[0] == "event" and claim.certainty == "certain" and claim.standing:
        yield "retold", (about, claim.polarity)
    if claim.certainty == "certain" and not claim.conditional:
        for key in _slots(claim):
            yield key[0] if key[0] in (DURATION, REVISION) else SLOT, key
    if claim.event and claim.subject and claim.subject.iri and claim.polarity == "positive":
        yield "names", claim.event
    yield "within", claim.revision
    yield from _wording_blocks(claim)


def _wording_blocks(claim: Resolved) -> Iterator[tuple[str, object]]:
    """Yield the blocks in which claims are compared by their words, each of some days."""
    if not claim.conditional and (claim.certainty in SETTLED or is_disputed(claim)):
        for month in _periods(claim, MONTH):
            yield from (("told", (month, *key)) for key in _told_keys(claim))
        for week in _periods(claim, WEEK):
            yield from (("across", (week, name)) for name in _found_by(claim))
    who = _said_by(claim)
    if who:
        yield from (("said", (who, month)) for month in _periods(claim, MONTH))


def _told_keys(claim: Resolved) -> Iterator[tuple[object, ...]]:
    """Yield what claims on one matter share: a name beside the verb, two names, or a name beside a number."""
    said, names = claim.wording, _found_by(claim)
    yield from ((claim.language, claim.predicate, name) for name in names)
    yield from combinations(sorted(names), 2)
    if said.counts:
        yield from ((name, "number") for name in names)
    if not said.names and said.stems:
        yield (claim.language, claim.predicate, *said.subject[:1])


def _said_by(claim: Resolved) -> str | None:
    """Return the IRI of who says a claim, or takes something back; None where that is nobody we know."""
    if is_retraction(claim):
        return takes_back(claim)
    if claim.voice == "speaker":
        return claim.speaker
    says = is_saying(claim.predicate, claim.language)
    return claim.subject.iri if says and claim.subject else None


def _found_by(claim: Resolved) -> list[str]:
    """Return the last words of the first names in a claim, lacking one in its sentence."""
    return [name.rpartition(" ")[2] for name in claim.wording.names or claim.wording.beside][:NAMES]


def _periods(claim: Resolved, days: int) -> Iterator[int]:
    """Yield the period of so many days in which a claim is reported; in its second half the next one, too."""
    period, day = divmod(claim.day.toordinal(), days)
    yield period
    if 2 * day >= days:
        yield period + 1


# --- claims that say the same ------------------------------------------------------------------------------------


def _same(claims: Sequence[Resolved], iris: Iris) -> Iterable[Link]:
    for statement in find_statements(claims, iris):
        first_of: dict[str, Resolved] = {}  # of each origin
        for claim in statement.standing:
            again = _repeats_or_confirms(claim, first_of)
            first_of.setdefault(claim.origin, claim)
            if again:
                yield again


def _repeats_or_confirms(claim: Resolved, first_of: dict[str, Resolved]) -> Link | None:
    first = first_of.get(claim.origin) or next(iter(first_of.values()), None)
    if first is None:
        return None
    if first.article == claim.article:
        return link(claim, first, "repeats", "says the same in the same article", 0.8)
    words = fold(claim.clause)
    if words == fold(first.clause) and words.count(" ") + 1 >= COPIED:
        return link(claim, first, "repeats", "says the same in the same words", 0.9)
    return said_again(claim, first)


def _retold(claims: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    """Link claims of another origin that tell the same of one event, one of them with a number that the other lacks."""
    told: dict[str, Resolved] = {}  # first of each origin
    for claim in claims:
        first = next(iter(told.values()), None)
        told.setdefault(claim.origin, claim)
        if first is None or first.origin == claim.origin or first.article == claim.article:
            continue
        if claim.amounts != first.amounts and not (claim.amounts and first.amounts):
            again = said_again(claim, first)
            if again:
                yield again


# --- versions of one slot ----------------------------------------------------------------------------------------


def _versions(claims: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    return _compared(claims, lambda claim, other: True)


def _revised(claims: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    return _compared(claims, lambda claim, other: claim.revision != other.revision)


def _compared(claims: Sequence[Resolved], fits: Callable[[Resolved, Resolved], bool]) -> Iterable[Link]:
    others: list[Resolved] = []
    for claim in claims:
        yield from _against(claim, [other for other in others if fits(claim, other)])
        if all(_version(claim) != _version(other) for other in others):
            others.append(claim)
            del others[:-VERSIONS]


def _slots(claim: Resolved) -> list[Slot]:
    keys = []
    about = slot(claim)
    if about:
        keys.append(about)
    if claim.event and claim.at_trigger:
        keys += [(DURATION, claim.event) for amount in claim.amounts if amount.unit == "seconds"]
    if claim.amounts:  # what an article and its revision say in the same words but for a number
        keys.append((REVISION, claim.article, claim.predicate, _without_amounts(claim)))
    return keys


def _without_amounts(claim: Resolved) -> str:
    words = claim.clause
    for amount in claim.amounts:
        words = words.replace(amount.text, "#")
    return fold(words)


def _version(claim: Resolved) -> tuple[object, ...]:
    return (claim.polarity, claim.amounts, claim.revision)


def _against(claim: Resolved, others: Sequence[Resolved]) -> Iterable[Link]:
    for other in others:
        later, earlier = _in_time(claim, other)
        history = later.article == earlier.article  # what was superseded is compared with its own successors alone
        standing = later.standing and (history or earlier.standing)
        if not standing or claim.is_apart(other, WINDOW) or are_dated_apart(claim, other):
            continue
        reason = _difference(later, earlier)
        if reason:
            kind = "corrects" if _corrects(later, earlier) else "contradicts"
            if kind == "corrects" or _stand_side_by_side(later, earlier):
                yield link(later, earlier, kind, reason, 0.8)
        elif finer := _finer(later, earlier):
            yield link(later, earlier, "refines", finer, 0.8)


def _in_time(one: Resolved, other: Resolved) -> tuple[Resolved, Resolved]:
    """Return (later, earlier): by phase within one revision, else by order."""
    if one.revision == other.revision and one.phase and other.phase:
        first, second = sorted((one, other), key=lambda c: (c.phase or 0, c.order))
    else:
        first, second = sorted((one, other), key=lambda c: c.order)
    return second, first


def _difference(later: Resolved, earlier: Resolved) -> str | None:
    """Return in words why two claims of one slot cannot both be true, None where they can."""
    for one, other in _comparable(later, earlier):
        growing = one.unit != "seconds" and abs((later.day - earlier.day).days) > GROWING
        if not growing and not are_compatible(one, other):
            return f"{other.text} -> {one.text}"
    about = slot(later)
    denied = later.polarity != earlier.polarity and about is not None and about == slot(earlier)
    if denied and not _disagreeing(later, earlier):
        return "denies it" if later.polarity == "negative" else "affirms what was denied"
    return None


def _disagreeing(later: Resolved, earlier: Resolved) -> bool:
    """Return whether a denial is of another number: "not 12" does not contradict "11"."""
    return {(a.role, a.value) for a in later.amounts} != {(a.role, a.value) for a in earlier.amounts}


def _comparable(later: Resolved, earlier: Resolved) -> Iterable[tuple[Amount, Amount]]:
    """Pair the amounts of one role and unit, where each claim has one and both affirm it."""
    if later.polarity != "positive" or earlier.polarity != "positive":
        return
    mine, theirs = _by_role(later), _by_role(earlier)
    for key in sorted(mine.keys() & theirs.keys()):
        if len(mine[key]) == 1 == len(theirs[key]) and are_of_one_kind(mine[key][0], theirs[key][0]):
            yield mine[key][0], theirs[key][0]


def _by_role(claim: Resolved) -> dict[tuple[str, str], list[Amount]]:
    found: dict[tuple[str, str], list[Amount]] = defaultdict(list)
    for amount in claim.amounts:
        found[amount.role, amount.unit].append(amount)
    return found


def _finer(later: Resolved, earlier: Resolved) -> str | None:
    for one, other in _comparable(later, earlier):
        if is_finer(one, other):
            return f"{other.text} -> {one.text}"
    return None


def _corrects(later: Resolved, earlier: Resolved) -> bool:
    if later.article != earlier.article:
        return False
    if later.revision != earlier.revision:
        return later.standing and not earlier.standing
    return bool(later.phase and earlier.phase and later.phase > earlier.phase)


def _stand_side_by_side(later: Resolved, earlier: Resolved) -> bool:
    """Return whether both claims stand, in one article on the words of two (else one may have been read wrong)."""
    if not (later.standing and earlier.standing):
        return False
    of_two = bool(later.speaker and earlier.speaker and later.speaker != earlier.speaker)
    return later.article != earlier.article or (later.voice == earlier.voice == "speaker" and of_two)


# --- an unnamed subject gets its name ----------------------------------------------------------------------------


def _refined_subjects(told: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    core = _core(told)
    named = [c for c in told if _names_subject(c) and c.iri in core and c.standing]
    unnamed = [c for c in told if _leaves_unnamed(c, core) and c.standing]
    if unnamed and len({c.subject.iri for c in named if c.subject}) == 1:
        yield from _named_later(named, unnamed)


def _core(told: Sequence[Resolved]) -> set[str]:
    """Return the claims that tell the event itself: at its trigger, or of the same predicate or object as one there."""
    at_trigger = [claim for claim in told if claim.at_trigger]
    predicates = {(claim.language, claim.predicate) for claim in at_trigger}
    objects = {claim.object.iri for claim in at_trigger if claim.object and claim.object.iri}
    return {
        claim.iri
        for claim in told
        if claim.at_trigger
        or (claim.language, claim.predicate) in predicates
        or (claim.object and claim.object.iri in objects)
    }


def _names_subject(claim: Resolved) -> bool:
    who = claim.subject
    return bool(who and who.iri and who.named and who.type == "Person" and claim.certainty == "certain")


def _leaves_unnamed(claim: Resolved, core: set[str]) -> bool:
    who = claim.subject
    tells = claim.iri in core or claim.voice == "hearsay" or claim.phase is not None
    return bool(who and who.iri and not who.named and who.type == "Person" and tells)


def _named_later(named: Sequence[Resolved], unnamed: Sequence[Resolved]) -> Iterable[Link]:
    """Link the first claim with the name to all without it before; in other articles to those of the same article."""
    for earlier in unnamed:
        own = [claim for claim in named if claim.article == earlier.article and _is_later(claim, earlier)]
        others = [claim for claim in named[:1] if claim.article != earlier.article and claim.day > earlier.day]
        for later in [*own[:1], *others]:
            name = later.subject.text if later.subject else ""
            described = earlier.subject.text if earlier.subject else ""
            yield link(later, earlier, "refines", f"{described} -> {name}", 0.7 if others else 0.8)


def _is_later(claim: Resolved, other: Resolved) -> bool:
    if claim.phase and other.phase:
        return claim.phase > other.phase
    return other.voice == "hearsay" and claim.voice == "article"


_FINDERS: Mapping[str, Callable[[Sequence[Resolved], Iris], Iterable[Link]]] = {
    "same": _same,
    "retold": _retold,
    SLOT: _versions,
    DURATION: _versions,
    REVISION: _revised,
    "names": _refined_subjects,
    "within": lambda claims, _: find_within(claims),
    "told": lambda claims, _: find_versions(claims),
    "across": lambda claims, _: find_across(claims),
    "said": lambda claims, _: [*find_versions(claims), *find_retractions(claims)],
}
KINDS = tuple(_FINDERS)  # where two blocks give one link, the reason of the first of these stands
