"""Whether two claims speak of the same matter, told by their words: who is named, what is counted, what they share.

Within a language two claims are compared by their content words, across languages by the likeness of their clauses.
What either names besides has to be named by the other too, or it alone names more: a fire in Siegen is none in Celle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hergang.graphs.amounts import Amount, are_compatible, is_finer
from hergang.graphs.claims import Resolved
from hergang.graphs.development import is_light
from hergang.graphs.likeness import likeness
from hergang.graphs.naming import fold
from hergang.graphs.statements import COPIED
from hergang.graphs.wording import is_pronoun

WINDOW = 30  # days between two reports of one matter
SHARED = 0.6  # share of content words that two claims of one language need
UNNAMED = 0.8  # the same where neither names anybody
LEAST = 3  # content words that each needs then
NEAR = 3  # days between two such reports
ALIKE = 0.66  # likeness of clauses in two languages
COUNTED = 0.5  # the same where both count the same number, beside a shared name
ROOT = 4  # letters by which a word is taken for a form of the verb
MEASURES = frozenset(["seconds", "percent"])  # units that are no counts of things


@dataclass(frozen=True)
class Numbers:
    """How the numbers of two claims go together, in words where they tell them apart."""

    conflict: str | None = None  # "12 Tote -> 15 Tote"
    finer: str | None = None
    equal: bool = False  # both count, and a number is the same
    rough: bool = False  # both can be true, and neither is the finer one
    grown: bool = False  # the later one is greater

    @property
    def tell_apart(self) -> bool:
        """Return whether the numbers are not the same."""
        return bool(self.conflict or self.finer or self.rough)


def may_be_of_one_matter(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims are near enough in time and name nobody apart."""
    if abs((later.day - earlier.day).days) > WINDOW or are_dated_apart(later, earlier):
        return False
    return _names_agree(later, earlier)


def is_same_matter(later: Resolved, earlier: Resolved, numbers: Numbers) -> bool:
    """Return whether two claims that may be of one matter are; their polarity and their numbers may differ."""
    if later.language != earlier.language:
        return likeness(later.clause, earlier.clause) >= (COUNTED if numbers.equal or numbers.conflict else ALIKE)
    return _words_agree(later, earlier)


def compare_numbers(later: Resolved, earlier: Resolved) -> Numbers:
    """Return how the numbers of two claims go together, numbers that both have left out."""
    mine, theirs = list(later.wording.counts), list(earlier.wording.counts)
    same = [one for one in mine if any(_same(one, other) for other in theirs)]
    mine = [one for one in mine if one not in same]
    theirs = [other for other in theirs if not any(_same(one, other) for one in same)]
    pair = _only_pair(mine, theirs, cross=later.language != earlier.language)
    if pair is None:
        return Numbers(equal=bool(same))
    one, other = pair
    told = f"{other.text} -> {one.text}"
    over = one.unit != "seconds" and one.mod is None and other.mod in ("MORE_THAN", "EQUAL_OR_MORE")
    if one.value != other.value and (is_finer(one, other) or (over and one.value > other.value)):
        return Numbers(finer=told)
    if are_compatible(one, other):
        return Numbers(equal=one.value == other.value, rough=one.value != other.value)
    return Numbers(conflict=told, grown=one.value > other.value)


def covers(later: Resolved, earlier: Resolved) -> bool:
    """Return whether a claim says all of an earlier one on the same matter: its number, and who does it."""
    if earlier.wording.counts and not later.wording.counts:
        return False
    if later.language != earlier.language:
        both = len(later.wording.names) == len(earlier.wording.names)
        return both and bool(later.wording.counts) == bool(earlier.wording.counts)
    left = set(earlier.wording.subject) - set(later.wording.stems)
    names = [word for name in later.wording.names for word in name.split()]
    return not left or any(word.startswith(stem) for word in names for stem in left)


def have_one_subject(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims tell of one subject: one entity, equal words, or the first person who speaks."""
    mine, theirs = later.subject, earlier.subject
    if mine is None or theirs is None:
        return mine is theirs and _have_one_object(later, earlier)
    if mine.iri and mine.iri == theirs.iri:
        return True
    if is_pronoun(mine.text) or is_pronoun(theirs.text):
        return False
    stems = set(later.wording.subject) & set(earlier.wording.subject)
    named = {name for name in later.wording.names if fold(theirs.text).endswith(name)}
    return bool(stems or named) or fold(mine.text) == fold(theirs.text)


def _have_one_object(later: Resolved, earlier: Resolved) -> bool:
    mine, theirs = later.object, earlier.object
    if mine is None or theirs is None:
        return False
    return mine.key == theirs.key or fold(mine.text) == fold(theirs.text)


def are_copies(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims of one language have many content words, and the same."""
    mine, theirs = later.wording.stems, earlier.wording.stems
    return later.language == earlier.language and mine == theirs and len(mine) >= COPIED


def have_words_in_common(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims of one language share a verb or a content word at all."""
    return later.predicate == earlier.predicate or not set(later.wording.stems).isdisjoint(earlier.wording.stems)


def words_besides_verb(claim: Resolved) -> set[str]:
    """Return the content words of a claim but for forms of its verb that begin as the verb does."""
    root = fold(claim.predicate)[:ROOT]
    return {word for word in claim.wording.stems if word[:ROOT] != root}


def shared(later: Resolved, earlier: Resolved, names: int = 0) -> float:
    """Return the share of content words that two claims of one language have in common (Dice, 0 to 1).

    An equal verb counts as a word more, and each of the ``names`` that both have.
    """
    more = (later.predicate == earlier.predicate) + names
    mine, theirs = set(later.wording.stems), set(earlier.wording.stems)
    total = len(mine) + len(theirs) + 2 * more
    return 2 * (len(mine & theirs) + more) / total if total else 0.0


def differ_on_both_sides(later: Resolved, earlier: Resolved) -> bool:
    """Return whether each of two claims of one language has content words that the other lacks.

    Of two claims with one verb two words may differ that begin alike: "fell" and "fall".
    """
    if later.language != earlier.language:
        return False
    mine, theirs = words_besides_verb(later), words_besides_verb(earlier)
    left, lacking = mine - theirs, theirs - mine
    if later.predicate == earlier.predicate and len(left) == 1 == len(lacking):
        return next(iter(left))[0] != next(iter(lacking))[0]
    return bool(left and lacking)


def tells_of_one_deed(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims of one language have one verb and something more in common, or say nothing more."""
    if later.predicate != earlier.predicate:
        return False
    mine, theirs = words_besides_verb(later), words_besides_verb(earlier)
    subjects = [set(one.wording.subject) for one in (later, earlier)]
    more = [words - subject for words, subject in zip((mine, theirs), subjects, strict=True)]
    names = set(later.wording.names) & set(earlier.wording.names)
    if more[0] & more[1] or len(names) > 1:
        return True
    return not any(more) and not is_light(later.predicate, later.language)


def _same(one: Amount, other: Amount) -> bool:
    return one.value == other.value and one.mod == other.mod and (one.unit == other.unit or _are_things(one, other))


def _are_things(one: Amount, other: Amount) -> bool:
    return not {one.unit, other.unit} & MEASURES and not (one.unit.isupper() or other.unit.isupper())


def _only_pair(mine: Sequence[Amount], theirs: Sequence[Amount], *, cross: bool) -> tuple[Amount, Amount] | None:
    """Return the one number of each that are of one unit; across languages things are not told apart."""
    units = Counter(one.unit for one in mine), Counter(other.unit for other in theirs)
    pairs = [
        (one, other)
        for one in mine
        for other in theirs
        if (one.unit == other.unit and units[0][one.unit] == 1 == units[1][one.unit])
        or (cross and len(mine) == 1 == len(theirs) and _are_things(one, other))
    ]
    return pairs[0] if len(pairs) == 1 else None


def are_dated_apart(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims say of what they tell that it happened on other days."""
    if not (later.earliest and later.latest and earlier.earliest and earlier.latest):
        return False
    first, last = sorted([(later.earliest, later.latest), (earlier.earliest, earlier.latest)])
    return date.fromisoformat(last[0]) > date.fromisoformat(first[1])


def _names_agree(later: Resolved, earlier: Resolved) -> bool:
    """Return whether two claims name one at least alike, and one of them nobody besides."""
    mine, theirs = _named(later, earlier), _named(earlier, later)
    if not mine and not theirs:
        return _unnamed_agree(later, earlier)
    common = sum(any(_is_one(name, other) for other in theirs) for name in mine)
    return common > 0 and common >= min(len(mine), len(theirs))


def _named(claim: Resolved, other: Resolved) -> list[tuple[str, str]]:
    """Return names and IRIs; of a claim that names nobody those of its sentence, and one speaker of both."""
    said = claim.wording
    found = list(zip(said.names, said.nodes, strict=True)) or [(name, "") for name in said.beside]
    if claim.speaker and claim.speaker == other.speaker:
        found.append(("", claim.speaker))
    return found


def _is_one(name: tuple[str, str], other: tuple[str, str]) -> bool:
    if name[1] and name[1] == other[1]:
        return True
    longer, shorter = sorted((name[0], other[0]), key=len, reverse=True)
    return bool(shorter) and (longer == shorter or longer.endswith(f" {shorter}"))


def _unnamed_agree(later: Resolved, earlier: Resolved) -> bool:
    if later.language != earlier.language:
        return False
    if later.revision == earlier.revision:
        return shared(later, earlier) >= SHARED
    near = abs((later.day - earlier.day).days) <= NEAR
    fewest = min(len(later.wording.stems), len(earlier.wording.stems))
    return near and fewest >= LEAST and shared(later, earlier) >= UNNAMED


def _words_agree(later: Resolved, earlier: Resolved) -> bool:
    words = words_besides_verb(later) & words_besides_verb(earlier)
    return shared(later, earlier) >= SHARED and (bool(words) or later.predicate == earlier.predicate)
