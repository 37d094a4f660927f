"""Claims: who did what to whom, when, and on whose word; one for each clause that says something.

A claim takes its voice from the quotation that its clause stands in, its certainty from mood, modal verbs and
conditions, its polarity from negation, its phase from what the article says was known first and later. Claims on one
course of events share an event. (The distinctions follow FactBank, Saurí and Pustejovsky 2009.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from spacy.language import Language

from hergang.extract.cues import verb_lemma
from hergang.extract.extensions import text_of
from hergang.extract.factuality import Stance, is_condition, is_revealing, stance_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import Argument, Claim, Entity, Event, Quotation, Reference, Relation, Span, Timex
from hergang.extract.syntax import (
    SUBJECTS,
    char_span,
    children,
    particle_of,
    phrase_range,
    predicates,
    subject_of,
)

_EMBEDDED = frozenset({"ccomp", "advcl", "acl:relcl", "acl", "parataxis", "csubj", "csubj:pass", "conj"})


@dataclass
class _Draft:
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
    condition: int | None = None  # head of the condition's clause
    event: int | None = None


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
        drafts = find_drafts(doc, self.language)
        doc._.events = find_events(doc, drafts, self.language)
        doc._.claims = _records(drafts, doc._.events)
        doc._.relations = [_tied(relation, doc._.claims) for relation in doc._.relations]
        return doc


def _tied(relation: Relation, claims: list[Claim]) -> Relation:
    """Return the relation with the narrowest claim whose clause holds its evidence."""
    start, end = relation.evidence
    around = [c for c in claims if c.text[0] <= start and end <= c.text[1]]
    home = min(around, key=lambda c: c.text[1] - c.text[0], default=None)
    return replace(relation, claim=home.id) if home is not None else relation


# -- clauses ---------------------------------------------------------------------------------------------------------


def find_drafts(doc: Any, language: str) -> list[_Draft]:
    """Return what each clause says, in text order; a clause that only announces speech is left to its quotation."""
    view = _View(doc, language)
    drafts: list[_Draft] = []
    for number, sent in enumerate(doc.sents):
        for head in predicates(sent):
            if head.i in view.announcing or _is_fragment(head):
                continue
            drafts.append(_draft(view, head, number))
    _resolve_lengths(view, drafts)
    return [
        d
        for d in drafts
        if d.text[1] > d.text[0] and (d.subject is not None or d.object is not None or d.arguments or d.happened)
    ]


def _is_fragment(head: Any) -> bool:
    """Tell infinitives under a modal ("will gehen") and verbs without anything of their own."""
    return head.dep_ == "xcomp" and not any(c.dep_ not in ("punct", "mark", "aux") for c in head.children)


class _View:
    """An article with its entities, times, quantities and quotations by token."""

    def __init__(self, doc: Any, language: str) -> None:
        self.doc = doc
        self.language = language
        self.words = lexicon(language, "claims")
        self.entities = self._by_token(doc, ((m.start, m.end, e) for e in doc._.entities for m in e.mentions))
        self.times = self._by_token(doc, ((t.start, t.end, t) for t in doc._.timexes))
        self.quantities = self._by_token(doc, ((q.start, q.end, q) for q in doc._.quantities))
        self.quotations = self._by_token(doc, ((s, e, q) for q in doc._.quotations for s, e in q.content))
        cues = {start for q in doc._.quotations for start, _ in q.cue}
        self.announcing = {t.i for t in doc if t.idx in cues and not self._is_reported_phrase(t)}

    @staticmethod
    def _by_token(doc: Any, spans: Iterator[tuple[int, int, Any]]) -> dict[int, list[tuple[int, Any]]]:
        table: dict[int, list[tuple[int, Any]]] = {}
        for start, end, record in spans:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                for token in span:
                    table.setdefault(token.i, []).append((end - start, record))
        return table

    def _is_reported_phrase(self, token: Any) -> bool:
        """Tell a verb that is itself part of what is reported ("Die Firma forderte ...")."""
        return any(q.kind == "reported" for _, q in self.quotations.get(token.i, ()))

    def narrowest(self, table: dict[int, list[tuple[int, Any]]], index: int) -> Any | None:
        """Return the record with the shortest span over a token."""
        records = table.get(index)
        return min(records, key=lambda r: r[0])[1] if records else None

    def entity(self, head: Any) -> Entity | None:
        """Return the entity that a phrase's head mentions, by the widest mention that does not leave the phrase."""
        records = self.entities.get(head.i)
        if not records:
            return None
        whole = [r for r in records if r[0] >= len(head)]
        return max(whole, key=lambda r: r[0])[1] if whole else None

    def _titled(self, head: Any) -> Entity | None:
        """Return the entity whose name follows its title at once ("Der Milliardär Dirk Sandholm")."""
        for token in self.doc[head.i + 1 : head.i + 3]:
            entity = self.entity(token)
            if entity is not None and entity.named and token.pos_ == "PROPN":
                return entity
            if token.pos_ != "PROPN":
                return None
        return None

    def reference(self, head: Any) -> Reference:
        """Return the id of the entity, quantity or time that a phrase is, else its span."""
        entity = self.entity(head) or self._titled(head)
        if entity is not None:
            return entity.id
        for table in (self.quantities, self.times):
            record = self.narrowest(table, head.i)
            if record is not None:
                return str(record.id)
        low, high = phrase_range(head)
        return char_span(self.doc, low, high)


@cache
def _blame_words(language: str) -> frozenset[str]:
    """Return the nouns and adjectives that name who is behind something ("schuld", "responsible")."""
    words = lexicon(language, "grammar")["responsibility"]
    return frozenset((*words["nouns"], *words["adjectives"]))


def _turned(head: Any, language: str) -> tuple[Any, Any | None]:
    """Return predicate and subject of a copula clause that stands the wrong way round (None: it does not).

    Either the parse hangs the copula on the subject ("Schuld sei er"), or the clause names who it was by "es" or "it"
    under a verb of revealing ("it emerged that it was an employee").
    """
    subject = subject_of(head)
    if subject is not None and subject.lower_ in ("es", "it") and is_revealing(head.head, language):
        named = (
            head
            if children(head, "cop")
            else next(iter(children(head, "obj", "xcomp", "obl:arg", "nsubj")[:2][-1:]), head)
        )
        return (head, named) if head.lemma_ in ("sein", "be") or named == head else (head, None)
    if subject is not None and children(head, "cop") and subject.lower_ in _blame_words(language):
        return subject, head
    nominal = head.head.pos_ in ("NOUN", "PROPN", "ADJ") and not head.head.is_space and not children(head.head, "cop")
    return (head.head, head) if head.dep_ in SUBJECTS and nominal and children(head, "cop") else (head, None)


def _draft(view: _View, head: Any, number: int) -> _Draft:
    doc, language = view.doc, view.language
    quotation = _quotation_at(view, head.i)
    whole = _clause_span(doc, head)
    head, turned = _turned(head, language)
    subject_head, object_head = (h if h is None or not h.is_space else None for h in _participants(view, head))
    subject_head = turned if turned is not None else subject_head
    if subject_head is not None and _is_time(view, subject_head):
        subject_head = None  # "Anfang des Monats" is no actor, whatever the parse says
    nominal = turned is not None or (bool(children(head, "cop")) and head.pos_ != "VERB")
    draft = _Draft(
        head=head.i,
        sent=number,
        text=whole if turned is not None else _clause_span(doc, head),
        predicate=_predicate(head, language, view),
        nominal=nominal,
        turned=turned is not None,
        subject=view.reference(subject_head) if subject_head is not None else None,
        object=view.reference(object_head) if object_head is not None else None,
        stance=stance_of(doc, head, quotation, language),
        quotation=quotation,
    )
    if nominal and turned is None and head.pos_ in ("NOUN", "PROPN") and draft.object is None:
        draft.object = view.reference(head)
    draft.condition = _condition_head(head, language)
    _add_arguments(view, head, draft, {t.i for t in (subject_head, object_head) if t is not None})
    return draft


def _is_time(view: _View, head: Any) -> bool:
    timex: Timex | None = view.narrowest(view.times, head.i)
    return timex is not None and timex.type in ("DATE", "TIME") and not children(head.head, "cop")


def _quotation_at(view: _View, index: int) -> Quotation | None:
    """Return the innermost quotation over a token; that somebody demands something is itself told by the article."""
    records = [r for r in view.quotations.get(index, ()) if r[1].kind != "reported"]
    return min(records, key=lambda r: r[0])[1] if records else None


def _participants(view: _View, head: Any) -> tuple[Any | None, Any | None]:
    """Return the heads of who acts and what is acted on; a passive's subject is acted on, its agent acts."""
    subject = subject_of(head)
    relative = lexicon(view.language, "grammar")["pronouns"]["relative"]
    if subject is None and head.dep_ in ("acl", "xcomp") and head.head.pos_ in ("NOUN", "PROPN"):
        subject = head.head
    elif subject is None and head.dep_ == "xcomp":
        subject = subject_of(head.head)
    if (
        subject is not None
        and subject.lower_ in relative
        and subject.pos_ in ("PRON", "DET")
        and head.dep_ in ("acl:relcl", "acl")
    ):
        subject = head.head
    objects = children(head, "obj", "iobj", "obl:arg")
    target = objects[0] if objects else None
    if (
        target is not None
        and target.lower_ in relative
        and target.pos_ in ("PRON", "DET")
        and head.dep_ in ("acl:relcl", "acl")
    ):
        target = head.head
    if _is_passive(view, head):
        agent = next(
            (
                c
                for c in children(head, "obl:agent", "obl", "nmod")
                if any(k.lower_ in ("von", "vom", "durch", "by") for k in children(c, "case"))
            ),
            None,
        )
        return agent, subject or target
    return subject, target


def _is_passive(view: _View, head: Any) -> bool:
    if view.language == "de" and verb_lemma(head, "de") in view.words["verbs"]["sein_perfect"]:
        return False
    if any(c.dep_ in ("nsubj:pass", "aux:pass", "csubj:pass") for c in head.children):
        return True
    if head.tag_ != "VVPP" or view.language != "de":
        return False
    helpers = [c for c in head.children if c.dep_ in ("aux", "cop")]
    return bool(helpers) and all(c.lemma_ == "sein" for c in helpers)


def _predicate(head: Any, language: str, view: _View) -> str:
    """Return the lemma of the predicate: the verb with its particle, or the nominal or adjective of a copula."""
    if head.pos_ in ("VERB", "AUX"):
        return verb_lemma(head, language)
    return str(head.lemma_.lower() if head.pos_ == "ADJ" or language == "en" else head.lemma_)


def _clause_span(doc: Any, head: Any) -> Span:
    """Return the characters from the first to the last word of a clause, clauses under it left out at the edges."""
    low = high = head.i
    stack = list(head.children)
    while stack:
        token = stack.pop()
        if token.dep_ in _EMBEDDED and (token.pos_ in ("VERB", "AUX") or children(token, "cop", "nsubj", "nsubj:pass")):
            continue
        if token.dep_ == "punct" or token.is_space or token.sent.start != head.sent.start:
            continue
        low, high = min(low, token.i), max(high, token.i)
        stack.extend(token.children)
    return char_span(doc, low, high + 1)


def _condition_head(head: Any, language: str) -> int | None:
    """Return the head of the clause that makes this one conditional ("wenn ...", "sollte ...", "if ...")."""
    for child in head.children:
        if child.dep_ in ("advcl", "ccomp", "csubj", "parataxis") and is_condition(child, language):
            return int(child.i)
    return None


# -- arguments -------------------------------------------------------------------------------------------------------


def _add_arguments(view: _View, head: Any, draft: _Draft, taken: set[int]) -> None:
    """Add place, time, duration, instrument and companions from the phrases of a clause."""
    seen: set[str] = set()
    for token in _own_tokens(view.doc, head):
        timex: Timex | None = view.narrowest(view.times, token.i)
        if timex is not None and timex.id not in seen:
            seen.add(timex.id)
            _add_time(draft, timex)
    for child in children(head, "obl", "obl:tmod", "obl:arg", "obl:agent", "iobj", "nmod", "advmod"):
        if child.i in taken or view.narrowest(view.times, child.i) is not None or child.pos_ == "ADV":
            continue
        case = next((c.lower_ for c in children(child, "case")), "")
        role = _role(view, child, case)
        if role is not None:
            draft.arguments.append(Argument(role, view.reference(child)))
    _add_places(view, head, draft, taken)
    for child in children(head, "obj", "obl:arg", "iobj")[1:]:
        if child.i not in taken and child.pos_ in ("NOUN", "PROPN", "PRON"):
            draft.arguments.append(Argument("participant", view.reference(child)))


def _add_places(view: _View, head: Any, draft: _Draft, taken: set[int]) -> None:
    """Add the places of a clause that hang deeper in its phrases ("mit einem Visum nach San Francisco")."""
    told = {a.value for a in draft.arguments}
    for token in _own_tokens(view.doc, head):
        entity = view.entity(token)
        placed = (
            entity is not None and entity.type == "Place" and bool(children(token, "case")) and token.i not in taken
        )
        if placed and entity is not None and entity.id not in told and entity.id not in (draft.subject, draft.object):
            told.add(entity.id)
            draft.arguments.append(Argument("place", entity.id))


def _add_time(draft: _Draft, timex: Timex) -> None:
    if timex.type == "DURATION":
        draft.arguments.append(Argument("duration", timex.id))
    elif timex.type == "SET":
        draft.arguments.append(Argument("frequency", timex.id))
    elif draft.happened is None:
        draft.happened = timex.id


def _own_tokens(doc: Any, head: Any) -> Iterator[Any]:
    """Yield the tokens of a clause in text order without those of clauses under it."""
    found = []
    stack = [head]
    while stack:
        token = stack.pop()
        found.append(token)
        stack.extend(
            c
            for c in token.children
            if not (c.dep_ in _EMBEDDED and (c.pos_ in ("VERB", "AUX") or children(c, "cop", "nsubj", "nsubj:pass")))
        )
    yield from sorted(found, key=lambda t: t.i)


def _role(view: _View, child: Any, case: str) -> str | None:
    entity = view.entity(child)
    if entity is not None and entity.type == "Place":
        return "place"
    if case in ("mit", "with"):
        return "with"
    if case in ("wegen", "because", "aufgrund"):
        return "cause"
    if child.pos_ in ("NOUN", "PROPN") and case:
        return (
            "place" if case in ("in", "im", "at") and entity is not None and entity.type == "Organization" else "other"
        )
    return "participant" if entity is not None else None


def _resolve_lengths(view: _View, drafts: list[_Draft]) -> None:
    """Give "so lange" the duration told last before it ("Elf Minuten. Genau so lange war ...")."""
    durations = [t for t in view.doc._.timexes if t.type == "DURATION"]
    for draft in drafts:
        clause = text_of(view.doc)[draft.text[0] : draft.text[1]].lower()
        if not any(phrase in clause for phrase in view.words["length"]["anaphors"]) or any(
            a.role == "duration" for a in draft.arguments
        ):
            continue
        before = [t for t in durations if t.end <= draft.text[1] and draft.text[0] - t.end < 200]
        if before:
            draft.arguments.append(Argument("duration", before[-1].id))


# -- events ----------------------------------------------------------------------------------------------------------


@cache
def _same_as(language: str) -> dict[str, int]:
    groups = lexicon(language, "claims")["same"]["groups"]
    return {word: number for number, group in enumerate(groups) for word in group}


def find_events(doc: Any, drafts: list[_Draft], language: str) -> list[Event]:
    """Return the events that the claims speak of and set ``event`` on each draft that speaks of one.

    Claims share an event where their predicates say the same of one object (or, with none, of one subject). A claim of
    who is to blame that names no event of its own speaks of the one that the article told last before it.
    """
    stative = set(lexicon(language, "claims")["verbs"]["stative"])
    same = _same_as(language)
    numbers: dict[tuple[Any, ...], int] = {}
    firsts: list[_Draft] = []
    last: int | None = None
    for draft in drafts:
        if _blames(doc, draft, language):
            draft.event = last
            continue
        if (draft.nominal and draft.predicate not in same) or draft.predicate in stative:
            continue
        key = _event_key(draft, same)
        if key not in numbers:
            numbers[key] = len(firsts)
            firsts.append(draft)
        draft.event = numbers[key]
        if last is None or draft.predicate in same:
            last = draft.event
    return [_event(doc, number, draft) for number, draft in enumerate(firsts, 1)]


def _event_key(draft: _Draft, same: dict[str, int]) -> tuple[Any, ...]:
    theme = draft.object if draft.object is not None else draft.subject
    group = same.get(draft.predicate)
    if isinstance(theme, str):
        return (group if group is not None else draft.predicate, theme)
    return (draft.head,)


def _blames(doc: Any, draft: _Draft, language: str) -> bool:
    """Tell claims of who is behind something: "Schuld sei ein Mitarbeiter", "X is responsible"."""
    words = lexicon(language, "grammar")["responsibility"]
    head = doc[draft.head]
    if draft.turned and draft.predicate not in words["nouns"]:
        return True
    if (
        head.lower_ in words["adjectives"]
        or head.lemma_.lower() in words["adjectives"]
        or head.lower_ in words["nouns"]
    ):
        return True
    subject = subject_of(head)
    return draft.predicate in words["verbs"] or (subject is not None and subject.lower_ in words["nouns"])


def _event(doc: Any, number: int, draft: _Draft) -> Event:
    head = doc[draft.head]
    entity = {e.id: e.name for e in doc._.entities}
    theme = draft.object if draft.object is not None else draft.subject
    name = entity.get(theme, "") if isinstance(theme, str) else (text_of(doc)[theme[0] : theme[1]] if theme else "")
    label = f"{' '.join(name.split())}: {draft.predicate}" if name else draft.predicate
    particle = particle_of(head)
    end = max(
        head.idx + len(head), particle.idx + len(particle) if particle is not None and particle.i == head.i + 1 else 0
    )
    return Event(f"v{number}", label, (head.idx, end), 0.6, "claims/event")


# -- records ---------------------------------------------------------------------------------------------------------


def _records(drafts: list[_Draft], events: list[Event]) -> list[Claim]:
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
            source=d.quotation.speaker if d.quotation is not None and d.stance.voice == "speaker" else None,
            quotation=d.quotation.id if d.quotation is not None else None,
            condition=by_head.get(d.condition) if d.condition is not None else None,
            status="open" if d.stance.open else None,
            confidence=d.stance.confidence,
            by="claims/clause",
        )
        for d in drafts
    ]
