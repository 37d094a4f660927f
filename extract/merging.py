"""Rules and encoder together: one list of quotations out of two readings of an article.

The marks tell direct speech better than any model, and the rules know the frames that they were written for; the
encoder sees what no rule foresees, and where contents end. `docs/quality.md` has what each adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hergang.extract.attribution import Frame
from hergang.extract.buckets import Buckets
from hergang.extract.items import Item, length, likeness, overlap

ALIKE = 0.5  # of the longer content: from here on two readings are of one quotation
#: Probability from which the encoder's own findings are taken, by kind (chosen on dev; how: docs/quality.md).
LEAST = {"direct": 0.6, "indirect": 0.6, "unframed": 0.5, "free-indirect": 0.6, "reported": 0.5}
#: Rules whose findings of rendered speech stand though the encoder has none like them: on dev two in five are right,
#: of the other rules' fewer, and one that is right more often than half the F1 lifts it.
TRUSTED = frozenset(
    {"indirect/clause", "indirect/mark", "indirect/as", "indirect/so", "indirect/parenthesis", "unframed/I"}
)
#: Rules that read the source right beside the cue; elsewhere the encoder's pointer is the righter one (on dev).
SURE_SOURCES = frozenset(
    {"direct/adjacent", "direct/adjacent-particle", "indirect/parenthesis", "indirect/as", "indirect/so"}
)
LEAST_WORDS = 2  # of rendered speech; a shorter finding is a slip


def merged(rules: Sequence[Item], learned: Sequence[Item] | None, text: str) -> list[Item]:
    """Return the quotations of both readings, each once; without an encoder (None) those of the rules as they are."""
    if learned is None:
        return list(rules)
    table: Buckets[Item] = Buckets()
    for item in learned:
        table.add(item.content, item)
    used: set[int] = set()
    result = []
    for item in rules:
        alike = [
            other for other in table.near(item.content) if id(other) not in used and likeness(item, other) >= ALIKE
        ]
        best = max(alike, key=lambda other: likeness(item, other), default=None)
        if best is not None:
            used.add(id(best))
            result.append(_joined(item, best))
        elif item.kind == "direct" or (item.rule in TRUSTED and not _is_part(item, table.near(item.content))):
            result.append(replace(item, confidence=item.confidence / 2))
    alone = [item for item in learned if id(item) not in used and item.confidence >= LEAST[item.kind]]
    return [item for item in result + alone if item.kind == "direct" or _words(item, text) >= LEAST_WORDS]


def _is_part(item: Item, others: Iterable[Item]) -> bool:
    """Tell a finding whose words lie, by half and more, in what the encoder found: it saw them and cut otherwise."""
    shared = max((overlap(item, other) for other in others if other.confidence >= LEAST[other.kind]), default=0)
    return 2 * shared >= length(item.content)


def _words(item: Item, text: str) -> int:
    return sum(len(text[start:end].split()) for start, end in item.content)


def _joined(rule: Item, learned: Item) -> Item:
    """Return one item of two readings: direct words as the marks have them, else the encoder's content and kind."""
    confidence = 1 - (1 - rule.confidence) * (1 - learned.confidence)
    by, frame = f"{rule.rule}+learned", _joined_frame(rule.frame, learned.frame, sure=rule.rule in SURE_SOURCES)
    if rule.kind == "direct":
        return Item(rule.content, "direct", frame, by, confidence, rule.standalone)
    return Item(learned.content, learned.kind, frame, by, confidence, learned.standalone)


def _joined_frame(rule: Frame | None, learned: Frame | None, *, sure: bool) -> Frame | None:
    """Return the rule's cue, addressee and medium with the encoder's source (``sure``: the rule's own)."""
    if rule is None or learned is None:
        return rule or learned
    return replace(
        rule,
        cue=rule.cue or learned.cue,
        source=(rule.source or learned.source) if sure else (learned.source or rule.source),
        addressee=rule.addressee or learned.addressee,
    )
