"""Rules and encoder together: one list of quotations out of two readings of an article.

The marks tell direct speech better than any model, and the rules know the frames that they were written for; the
encoder sees what no rule foresees, and where contents end. `docs/quality.md` has what each adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from hergang.extract.attribution import Frame
from hergang.extract.buckets import Buckets
from hergang.extract.items import Item, length, likeness, overlap
from hergang.extract.lexica import lexicon
from hergang.extract.records import QuotationKind

ALIKE = 0.5  # of the longer content: from here on two readings are of one quotation
#: Rules that read the source right beside the cue; elsewhere the encoder's pointer is the righter one (on dev).
SURE_SOURCES = frozenset(
    {"direct/adjacent", "direct/adjacent-particle", "indirect/parenthesis", "indirect/as", "indirect/so"}
)
#: Rules that read the frame of rendered speech within its sentence, whatever the verb's mood.
FRAMED = frozenset({"indirect/as", "indirect/nach", "indirect/preposition", "indirect/postposition", "indirect/so"})
Tokens = tuple[int, int]
MORE_NAME = 2  # tokens of a name that a shorter reading of a source may lack
AT_COLON = 0.85  # confidence of a cue before a colon
LEAST_WORDS = 2  # of rendered speech; a shorter finding is a slip


@dataclass(frozen=True)
class Thresholds:
    """What of one reading alone is believed.

    ``least``: probability from which the encoder's own findings are taken, by kind. ``trusted``: rules whose findings
    of rendered speech stand though the encoder has none like them.
    """

    least: Mapping[QuotationKind, float]
    trusted: frozenset[str]


@cache
def thresholds(language: str) -> Thresholds:
    """Return the thresholds of a language: data that ``tests/quality/tune_quotations.py`` chooses and writes."""
    words = lexicon(language, "quotations")
    return Thresholds(MappingProxyType(words["least"]), frozenset(words["trusted"]["rules"]))


def merged(
    rules: Sequence[Item], learned: Sequence[Item] | None, text: str, limits: Thresholds, *, kinds: bool = True
) -> list[Item]:
    """Return the quotations of both readings, each once; without an encoder (None) those of the rules as they are.

    ``kinds``: whether the encoder was taught the kinds of rendered speech; else the rules' kind is taken.
    """
    if learned is None:
        return list(rules)
    spoken = spread(item for item in rules if item.kind == "direct")
    near = spread(learned)
    partner = partners(rules, near, spoken, text)
    result = []
    for number, item in enumerate(rules):
        if number in partner:
            result.append(joined(item, partner[number], kinds=kinds))
        elif item.kind == "direct" or _stands(item, near, spoken, limits):
            result.append(replace(item, confidence=item.confidence / 2))
    used = {id(item) for item in partner.values()}
    alone = [item for item in _sure(learned, limits) if id(item) not in used and not is_spoken(item, spoken)]
    return [item for item in result + alone if item.kind == "direct" or word_count(item, text) >= LEAST_WORDS]


def _stands(item: Item, learned: Buckets[Item], spoken: Buckets[Item], limits: Thresholds) -> bool:
    """Tell whether a rule's finding of rendered speech is believed though the encoder has none like it."""
    if item.rule not in limits.trusted or _is_part(item, _sure(learned.near(item.content), limits)):
        return False
    return not any(_cuts(item, other) for other in spoken.near(item.content))


def _cuts(item: Item, spoken: Item) -> bool:
    """Tell rendered speech that is, by half and more, of direct words and yet leaves some of them out."""
    shared = overlap(item, spoken)
    return 2 * shared >= length(item.content) and shared + LEAST_WORDS < length(spoken.content)


def is_spoken(item: Item, spoken: Buckets[Item]) -> bool:
    """Tell direct words of the encoder's that lie in words between marks: these are already told."""
    return item.kind == "direct" and _is_part(item, spoken.near(item.content))


def spread(items: Iterable[Item]) -> Buckets[Item]:
    table: Buckets[Item] = Buckets()
    for item in items:
        table.add(item.content, item)
    return table


def _sure(items: Iterable[Item], limits: Thresholds) -> list[Item]:
    return [item for item in items if item.confidence >= limits.least[item.kind]]


def partners(rules: Sequence[Item], learned: Buckets[Item], spoken: Buckets[Item], text: str) -> dict[int, Item]:
    """Return the encoder's reading of each rule's finding (by number), the likest first, each once."""
    pairs = [
        (-likeness(item, other), number, order, other)
        for number, item in enumerate(rules)
        for order, other in enumerate(learned.near(item.content))
        if likeness(item, other) >= ALIKE
        and not _is_within(item, other, text)
        and not (item.kind != "direct" and is_spoken(other, spoken))
    ]
    found: dict[int, Item] = {}
    used: set[int] = set()
    for _, number, _, other in sorted(pairs, key=lambda pair: pair[:3]):
        if number not in found and id(other) not in used:
            found[number] = other
            used.add(id(other))
    return found


def _is_within(rule: Item, learned: Item, text: str) -> bool:
    """Tell words in marks that stand in rendered speech with words of its own: two quotations, not one."""
    if rule.kind != "direct" or learned.kind == "direct":
        return False
    return word_count(learned, text) - word_count(rule, text) >= LEAST_WORDS


def _is_part(item: Item, others: Iterable[Item]) -> bool:
    """Tell a finding whose words lie, by half and more, in another: it is the same, cut otherwise."""
    return 2 * max((overlap(item, other) for other in others), default=0) >= length(item.content)


def word_count(item: Item, text: str) -> int:
    return sum(len(text[start:end].split()) for start, end in item.content)


def joined(rule: Item, learned: Item, *, kinds: bool) -> Item:
    """Return one item of two readings: direct words as the marks have them, else the encoder's content and kind."""
    confidence = 1 - (1 - rule.confidence) * (1 - learned.confidence)
    by, frame = f"{rule.rule}+learned", _joined_frame(rule.frame, learned.frame, sure=_is_sure(rule))
    if rule.kind == "direct":
        return Item(rule.content, "direct", frame, by, confidence, rule.standalone)
    kind = _joined_kind(rule, learned) if kinds or learned.kind == "direct" else rule.kind
    return Item(learned.content, kind, frame, by, confidence, learned.standalone)


def _joined_kind(rule: Item, learned: Item) -> QuotationKind:
    """Return the encoder's kind; what a rule found a frame for is none that runs on without one."""
    return "indirect" if learned.kind == "unframed" and rule.rule in FRAMED else learned.kind


def _is_sure(rule: Item) -> bool:
    """Tell that a rule has the source: a cue right beside the words, or before a colon right before them."""
    colon = rule.rule == "direct/before" and rule.confidence >= AT_COLON
    return rule.rule in SURE_SOURCES or colon


def _joined_frame(rule: Frame | None, learned: Frame | None, *, sure: bool) -> Frame | None:
    """Return the rule's cue, addressee and medium with the encoder's source (``sure``: the rule's own)."""
    if rule is None or learned is None:
        return rule or learned
    return replace(
        rule,
        cue=rule.cue or learned.cue,
        source=_joined_source(rule.source, learned.source, sure=sure),
        subject=rule.source,
        addressee=rule.addressee or learned.addressee,
    )


def _joined_source(rule: Tokens | None, learned: Tokens | None, *, sure: bool) -> Tokens | None:
    """Return one source: of two that hold each other the longer ("das Land Tirol"), else the surer one."""
    if rule is None or learned is None:
        return rule or learned
    if rule[0] <= learned[0] and learned[1] <= rule[1] <= learned[1] + MORE_NAME:
        return rule
    return rule if sure else learned
