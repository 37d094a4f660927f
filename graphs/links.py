"""Links between claims, within an article and across: repeats, confirms, refines, contradicts, doubts, corrects.

The later claim is the subject of a link: later by revision, by phase of the article's own telling, or by day of report.
Precision first: a link is drawn only where the annotations say enough, each with a reason in words and a confidence
that is never above those of its claims. Claims are compared within a statement, a slot or an event, never all with all.
`retracts` is not drawn: nothing in the annotations tells a retraction yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hergang.extract.errors import LexiconError
from hergang.extract.lexica import lexicon
from hergang.graphs.amounts import are_compatible, is_finer
from hergang.graphs.claims import Amount, Resolved
from hergang.graphs.iris import Iris
from hergang.graphs.naming import fold
from hergang.graphs.statements import COPIED, WINDOW, Slot, find_statements, slot, statement_key

GROWING = 2  # days within which two counts of one thing must agree; later ones may have grown
SLOT, DURATION, REVISION = "slot", "duration", "revision"  # the last only an article and its own revisions share
VERSIONS = 8  # differing versions of one slot that a claim is compared with


@dataclass(frozen=True)
class Link:
    """A later claim, what it does to an earlier one, and why we say so."""

    later: Resolved
    earlier: Resolved
    type: str  # the local name of the property: "confirms"
    reason: str
    confidence: float


def find_links(kind: str, claims: Sequence[Resolved], iris: Iris) -> list[Link]:
    """Return the links that the claims of one block give, each pair and type once.

    Args:
        kind: of the block, one of `KINDS`.
        claims: all of the block, in order.
        iris: makes the IRIs of statements.
    """
    unique: dict[tuple[str, str, str], Link] = {}
    for link in _FINDERS[kind](claims, iris):
        unique.setdefault((link.later.iri, link.type, link.earlier.iri), link)
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
    if (claim.speaker and claim.voice == "speaker") or _disbelieves(claim):
        yield "doubts", claim.revision


def _link(later: Resolved, earlier: Resolved, kind: str, reason: str, sure: float) -> Link:
    confidence = min(sure, later.confidence, earlier.confidence)
    return Link(later, earlier, kind, reason, round(confidence, 3))


# --- claims that say the same ------------------------------------------------------------------------------------


def _same(claims: Sequence[Resolved], iris: Iris) -> Iterable[Link]:
    for statement in find_statements(claims, iris):
        first_of: dict[str, Resolved] = {}  # of each origin
        for claim in statement.standing:
            link = _repeats_or_confirms(claim, first_of)
            first_of.setdefault(claim.origin, claim)
            if link:
                yield link


def _repeats_or_confirms(claim: Resolved, first_of: dict[str, Resolved]) -> Link | None:
    if not first_of:
        return None
    known = first_of.get(claim.origin)
    if known is not None:
        return _link(claim, known, "repeats", "says the same on the same word", 0.9)
    first = next(iter(first_of.values()))
    if first.article == claim.article:
        return _link(claim, first, "repeats", "says the same in the same article", 0.8)
    words = fold(claim.clause)
    if words == fold(first.clause) and words.count(" ") + 1 >= COPIED:
        return _link(claim, first, "repeats", "says the same in the same words", 0.9)
    if claim.certainty == "certain" and claim.voice != "hearsay":
        return _link(claim, first, "confirms", "says the same on another word", 0.8)
    return None


def _retold(claims: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    """Link claims of another origin that tell the same of one event, one of them with a number that the other lacks."""
    told: dict[str, Resolved] = {}  # first of each origin
    for claim in claims:
        first = next(iter(told.values()), None)
        told.setdefault(claim.origin, claim)
        if first is None or first.origin == claim.origin or first.article == claim.article:
            continue
        if claim.voice != "hearsay" and claim.amounts != first.amounts and not (claim.amounts and first.amounts):
            yield _link(claim, first, "confirms", "tells the same of the event on another word", 0.7)


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
        if claim.is_apart(other, WINDOW) or not (later.standing and (history or earlier.standing)):
            continue
        reason = _difference(later, earlier)
        if reason:
            kind = "corrects" if _corrects(later, earlier) else "contradicts"
            if kind == "corrects" or _stand_side_by_side(later, earlier):
                yield _link(later, earlier, kind, reason, 0.8)
        elif finer := _finer(later, earlier):
            yield _link(later, earlier, "refines", finer, 0.8)


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
        if len(mine[key]) == 1 == len(theirs[key]):
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
    """Return whether both claims stand, and not in one voice of one article (there, one may have been read wrong)."""
    if not (later.standing and earlier.standing):
        return False
    same_voice = (later.voice, later.speaker) == (earlier.voice, earlier.speaker)
    return later.article != earlier.article or not same_voice


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
            yield _link(later, earlier, "refines", f"{described} -> {name}", 0.7 if others else 0.8)


def _is_later(claim: Resolved, other: Resolved) -> bool:
    if claim.phase and other.phase:
        return claim.phase > other.phase
    return other.voice == "hearsay" and claim.voice == "article"


# --- doubts ------------------------------------------------------------------------------------------------------


def _doubts(claims: Sequence[Resolved], _: Iris) -> Iterable[Link]:
    """Link a claim of disbelief to the last claim before it of the one who is not believed."""
    last: dict[str, Resolved] = {}  # by speaker
    for claim in claims:
        if claim.standing and _disbelieves(claim):
            for whom in _others_in(claim):
                target = last.get(whom)
                if target and target.iri != claim.iri:
                    yield _link(claim, target, "doubts", f"{claim.predicate}: {claim.clause}", 0.7)
                    break
        if claim.speaker and claim.voice == "speaker":
            last[claim.speaker] = claim


def _disbelieves(claim: Resolved) -> bool:
    doubts, believes = _stances(claim.language)
    predicate, polarity = claim.predicate, claim.polarity
    return (predicate in doubts and polarity == "positive") or (predicate in believes and polarity == "negative")


def _others_in(claim: Resolved) -> list[str]:
    """Return the persons a claim speaks of besides its speaker and subject."""
    actors = [claim.object, *(actor for _, actor in claim.others)]
    own = {claim.speaker, claim.subject.iri if claim.subject else None}
    return [actor.iri for actor in actors if actor and actor.iri and actor.iri not in own]


def _stances(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the verbs of doubt and those of belief, by lemma."""
    try:
        verbs = lexicon(language, "cues")["verbs"]
        believed = lexicon(language, "belief")["verbs"]["believes"]
    except LexiconError:
        return frozenset(), frozenset()
    return frozenset(verb.replace("|", "") for verb in verbs["doubts"]), frozenset(believed)


_FINDERS: Mapping[str, Callable[[Sequence[Resolved], Iris], Iterable[Link]]] = {
    "same": _same,
    "retold": _retold,
    SLOT: _versions,
    DURATION: _versions,
    REVISION: _revised,
    "names": _refined_subjects,
    "doubts": _doubts,
}
KINDS = tuple(_FINDERS)  # where two blocks give one link, the reason of the first of these stands
