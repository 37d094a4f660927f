"""Rules and encoder together: one list of quotations out of two readings of an article.

The marks tell direct speech better than any model, and the rules know the frames that they were written for; the
encoder sees what no rule foresees, and where contents end. `docs/quality.md` has what each adds.
"""

from __future__ import annotations

from collections.abc import Sequence

from hergang.extract.buckets import Buckets
from hergang.extract.items import Item, likeness

ALIKE = 0.5  # of the longer content: from here on two readings are of one quotation
#: Probability from which the encoder's own findings are taken, by kind (chosen on dev; how: docs/quality.md).
LEAST = {"direct": 0.5, "indirect": 0.5, "unframed": 0.5, "free-indirect": 0.5, "reported": 0.5}
#: Confidence from which a rule's finding stands where the encoder has read the text and found nothing like it.
TRUSTED = 0.7


def merged(rules: Sequence[Item], learned: Sequence[Item] | None) -> list[Item]:
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
        elif item.confidence >= TRUSTED or item.kind == "direct":
            result.append(item)
    return result + [item for item in learned if id(item) not in used and item.confidence >= LEAST[item.kind]]


def _joined(rule: Item, learned: Item) -> Item:
    """Return one item of two readings: direct words as the marks have them, else the encoder's content and kind."""
    confidence = 1 - (1 - rule.confidence) * (1 - learned.confidence)
    frame = rule.frame if rule.frame is not None and rule.frame.source is not None else learned.frame or rule.frame
    if rule.kind == "direct":
        return Item(rule.content, "direct", frame, f"{rule.rule}+learned", confidence, rule.standalone)
    return Item(learned.content, learned.kind, frame, f"{rule.rule}+learned", confidence, learned.standalone)
