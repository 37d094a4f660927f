"""The records of the stand-off format, version 1 (`docs/format.md`).

Offsets are Unicode code points into the article's text, end exclusive. Every record carries ``confidence`` (0 to 1) and
``by``, the component and rule or model that made it. `hergang.extract.standoff` turns records into JSON and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hergang.corpus.article import Article

FORMAT = "hergang/1"

Span = tuple[int, int]
EntityType = Literal["Person", "Organization", "Place", "Account", "Work", "Event", "Group", "Thing"]
MentionKind = Literal["name", "nominal", "pronoun"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
QuotationKind = Literal["direct", "indirect", "unframed", "free-indirect", "reported"]
Attribution = Literal["explicit", "carried", "inferred", "none"]
Certainty = Literal["certain", "possible", "conditional", "intended", "questioned"]
Voice = Literal["article", "speaker", "hearsay"]
Polarity = Literal["positive", "negative"]
#: A claim's or relation's participant: the id of an entity, quantity or timex, or a span of the text where it is none.
Reference = str | Span


@dataclass(frozen=True)
class Mention:
    """A span that names, describes or stands for an entity."""

    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True)
class Entity:
    """A thing the article speaks of, with every mention of it in text order."""

    id: str
    type: EntityType
    name: str  # the fullest name, or for one left unnamed its first description ("ein Mitarbeiter")
    named: bool
    mentions: tuple[Mention, ...]
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Timex:
    """A time expression (TIMEX3, TimeML 1.2.1) with the interval it denotes (ISO days, both inclusive)."""

    id: str
    start: int
    end: int
    type: TimexType
    value: str  # ISO 8601 as TIMEX3 writes it: "2017-11", "PT11M", "PAST_REF"
    mod: str | None = None  # START, MID, END, APPROX, LESS_THAN, MORE_THAN, ...
    earliest: str | None = None
    latest: str | None = None
    confidence: float = 1.0
    by: str = ""
    measures: Span | None = None  # of a DURATION: the word whose length it tells, a verb or a noun


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts: ``unit`` is a lemma ("follower"), a currency code ("EUR"), "percent" or "year"."""

    id: str
    start: int
    end: int
    value: float  # whole numbers are written as such in the JSON
    unit: str | None = None
    mod: str | None = None  # APPROX, LESS_THAN, MORE_THAN, as for times
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Quotation:
    """Words or thoughts of somebody, as said or as rendered; ``speaker``, ``addressee_entity`` are entity ids."""

    id: str
    kind: QuotationKind
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    addressee: tuple[Span, ...] = ()
    speaker: str | None = None
    language: str | None = None  # where it differs from the article's
    medium: str | None = None  # an entity id
    within: str | None = None  # id of the quotation that this one stands in
    attribution: Attribution = "none"
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Relation:
    """A typed relation (design section 6) with the span that shows it; ``claim`` is the claim it belongs to."""

    id: str
    type: str
    subject: Reference
    object: Reference
    evidence: Span
    qualifiers: tuple[tuple[str, str], ...] = ()  # sorted pairs: ("role", "Kundendienst")
    claim: str | None = None
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Event:
    """What several claims of the article speak of."""

    id: str
    label: str
    trigger: Span
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Argument:
    """A further participant of a claim: place, time, duration, instrument, ... ``value`` as for subject and object."""

    role: str
    value: Reference


@dataclass(frozen=True)
class Claim:
    """Who did what to whom, when, and on whose word (fields as in `docs/format.md`)."""

    id: str
    text: Span  # the clause
    predicate: str  # lemma
    event: str | None = None
    subject: Reference | None = None
    object: Reference | None = None
    arguments: tuple[Argument, ...] = ()
    happened: str | None = None  # timex id
    known: str | None = None  # timex id; absent: the article's date
    phase: int | None = None
    polarity: Polarity = "positive"
    certainty: Certainty = "certain"
    voice: Voice = "article"
    source: str | None = None  # entity id, with voice "speaker"
    quotation: str | None = None
    condition: str | None = None  # claim id
    status: Literal["open"] | None = None
    confidence: float = 1.0
    by: str = ""


@dataclass(frozen=True)
class Annotations:
    """One article with all that was read from it."""

    article: Article
    extractor: str  # "hergang 0.1.0 news-1"
    entities: tuple[Entity, ...] = ()
    times: tuple[Timex, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    format: str = field(default=FORMAT)
