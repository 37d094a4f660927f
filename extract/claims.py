"""Claims: who did what to whom, when, and on whose word; one for each clause that says something.

A claim takes its voice from the quotation that its clause stands in, its certainty from mood, modal verbs and
conditions, its polarity from negation, its phase from what the article says was known first and later. Claims on one
course of events share an event. (The distinctions follow FactBank, Saurí and Pustejovsky 2009.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from spacy.language import Language

from hergang.extract.buckets import Buckets
from hergang.extract.claim_arguments import add_arguments, resolve_lengths
from hergang.extract.claim_draft import Draft
from hergang.extract.claim_view import ClaimView
from hergang.extract.clauses import (
    carried,
    clause_span,
    condition_head,
    is_fragment,
    participants,
    predicate,
    turned_copula,
)
from hergang.extract.events import find_events
from hergang.extract.factuality import is_condition, stance_of
from hergang.extract.frozen import freeze
from hergang.extract.lexica import lexicon
from hergang.extract.records import Claim, Event, Quotation, Relation, Span, Timex
from hergang.extract.syntax import children, predicates

#: Rules of relations that read a clause's own predicate; the others read what a noun phrase takes for granted.
STATED = frozenset({"verb", "copula", "capacity", "accusation", "papers", "permit", "account"})


@Language.factory(
    "hergang_claims",
    requires=["doc._.quotations", "doc._.entities", "token.dep"],
    assigns=["doc._.claims", "doc._.events"],
)
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """Return the component; it follows all others and ties relations to the claims they stand in."""
    return ClaimFinder(str(nlp.lang))


class ClaimFinder:
    """Fill ``doc._.claims`` and ``doc._.events``, and set ``claim`` on ``doc._.relations``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        words = freeze(doc)
        drafts = find_drafts(words, self.language)
        doc._.events = find_events(words, drafts, self.language)
        doc._.claims = _records(drafts, doc._.events)
        near: Buckets[Claim] = Buckets()
        for claim in doc._.claims:
            near.add([claim.text], claim)
        doc._.relations = [_tied(relation, near) for relation in doc._.relations]
        return doc


def _tied(relation: Relation, near: Buckets[Claim]) -> Relation:
    """Return the relation with the narrowest claim whose clause holds its evidence.

    What a noun phrase takes for granted holds however its clause is meant: "Y's owner X wants to sell" says that X owns
    Y. Such a relation belongs to a claim only where this is a plain one.
    """
    start, end = relation.evidence
    around = [c for c in near.near([(start, end)]) if c.text[0] <= start and end <= c.text[1]]
    home = min(around, key=lambda c: c.text[1] - c.text[0], default=None)
    if home is not None and relation.by.removeprefix("relations/") not in STATED and not _is_plain(home):
        return relation
    return replace(relation, claim=home.id) if home is not None else relation


def _is_plain(claim: Claim) -> bool:
    return (claim.voice, claim.polarity, claim.certainty) == ("article", "positive", "certain")


def find_drafts(doc: Any, language: str) -> list[Draft]:
    """Return what each clause says, in text order; a clause that only announces speech is left to its quotation."""
    view = ClaimView(doc, language)
    drafts: list[Draft] = []
    for number, sent in enumerate(doc.sents):
        for head in predicates(sent):
            announces = head.i in view.announcing and not is_condition(head, language)  # "should he admit that ..."
            if announces or is_fragment(head, language):
                continue
            drafts.append(_draft(view, head, number))
    resolve_lengths(view, drafts)
    return [
        d
        for d in _without_twins(drafts)
        if d.text[1] > d.text[0] and (d.subject is not None or d.object is not None or d.arguments or d.happened)
    ]


def _without_twins(drafts: list[Draft]) -> Iterator[Draft]:
    """Yield each draft but those that say of the same words what another says, with another voice or certainty."""
    seen: set[tuple[Any, ...]] = set()
    for draft in drafts:
        key = (draft.text, draft.predicate, draft.subject, draft.object)
        if key not in seen:
            seen.add(key)
            yield draft


def _draft(view: ClaimView, head: Any, number: int) -> Draft:
    doc, language = view.doc, view.language
    quotation = _quotation_at(view, head.i)
    whole = clause_span(doc, head)
    head, turned = turned_copula(head, language)
    subject_head, object_head = (h if h is None or not h.is_space else None for h in participants(view, head))
    subject_head = turned if turned is not None else subject_head
    if subject_head is not None and _is_time(view, subject_head):
        subject_head = None  # "Anfang des Monats" is no actor, whatever the parse says
    nominal = turned is not None or (bool(children(head, "cop")) and head.pos_ != "VERB")
    draft = Draft(
        head=head.i,
        sent=number,
        text=whole if turned is not None else _text(doc, head, language),
        predicate=predicate(head, language, view),
        nominal=nominal,
        turned=turned is not None,
        subject=view.reference(subject_head) if subject_head is not None else None,
        object=view.reference(object_head) if object_head is not None else None,
        stance=stance_of(doc, head, quotation, language),
        quotation=quotation,
    )
    if quotation is not None and quotation.kind == "direct" and quotation.speaker is not None:
        draft.subject = _said_of(view, subject_head, quotation, draft.subject)
        draft.object = _said_of(view, object_head, quotation, draft.object)
    if nominal and turned is None and head.pos_ in ("NOUN", "PROPN") and draft.object is None:
        draft.object = view.reference(head)
    if draft.stance.told_by is not None:
        denier = view.reference(draft.stance.told_by)
        draft.denier = denier if isinstance(denier, str) else None
    draft.condition = condition_head(head, language)
    add_arguments(view, head, draft, {t.i for t in (subject_head, object_head) if t is not None})
    return draft


def _text(doc: Any, head: Any, language: str) -> Span:
    """Return the characters of a clause, those of a verb that only carries its predicate with them."""
    return clause_span(doc, head.head if carried(head.head, language) == head else head)


def _said_of(view: ClaimView, head: Any | None, quotation: Quotation, otherwise: Any) -> Any:
    """Return the speaker for "ich" and "I" in direct speech, else what was found."""
    first = lexicon(view.language, "grammar")["pronouns"]["self"]
    return quotation.speaker if head is not None and head.lower_ in first else otherwise


def _is_time(view: ClaimView, head: Any) -> bool:
    timex: Timex | None = view.narrowest(view.times, head.i)
    return timex is not None and timex.type in ("DATE", "TIME") and not children(head.head, "cop")


def _quotation_at(view: ClaimView, index: int) -> Quotation | None:
    """Return the innermost quotation over a token; that somebody demands something is itself told by the article."""
    records = [r for r in view.quotations.get(index, ()) if r[1].kind != "reported"]
    return min(records, key=lambda r: r[0])[1] if records else None


def _source(draft: Draft) -> str | None:
    """Return on whose word a claim stands, where it is a speaker's."""
    if draft.stance.voice != "speaker":
        return None
    return draft.quotation.speaker if draft.quotation is not None else draft.denier


def _records(drafts: list[Draft], events: list[Event]) -> list[Claim]:
    by_head = {draft.head: f"c{number}" for number, draft in enumerate(drafts, 1)}
    return [
        Claim(
            id=by_head[d.head],
            text=d.text,
            predicate=d.predicate,
            event=events[d.event].id if d.event is not None else None,
            subject=d.subject,
            object=d.object,
            arguments=tuple(d.arguments),
            happened=d.happened,
            known=d.known,
            phase=d.stance.phase,
            polarity=d.stance.polarity,
            certainty=d.stance.certainty,
            voice=d.stance.voice,
            source=_source(d),
            quotation=d.quotation.id if d.quotation is not None else None,
            condition=by_head.get(d.condition) if d.condition is not None else None,
            status="open" if d.stance.open else None,
            confidence=d.stance.confidence,
            by="claims/clause",
        )
        for d in drafts
    ]
