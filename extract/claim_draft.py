"""A claim while its parts are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from hergang.extract.factuality import Stance
from hergang.extract.records import Argument, Quotation, Reference, Span


@dataclass
class Draft:
    """A claim while its parts are gathered; heads are token indexes."""

    head: int
    sent: int
    text: Span
    predicate: str
    nominal: bool
    turned: bool
    subject: Reference | None
    object: Reference | None
    stance: Stance
    quotation: Quotation | None
    arguments: list[Argument] = field(default_factory=list)
    happened: str | None = None
    known: str | None = None
    denier: str | None = None  # entity that denies it, where no quotation tells
    condition: int | None = None  # head of the condition's clause
    event: int | None = None
