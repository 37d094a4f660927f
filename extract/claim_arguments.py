"""Arguments of claims: place, time, duration, companions and cause, from the phrases of a clause."""

from __future__ import annotations

from typing import Any

from hergang.extract.claim_draft import Draft
from hergang.extract.claim_view import ClaimView
from hergang.extract.clauses import own_tokens
from hergang.extract.durations import tie
from hergang.extract.extensions import text_of
from hergang.extract.records import Argument, Timex
from hergang.extract.syntax import children, preposition_of


def add_arguments(view: ClaimView, head: Any, draft: Draft, taken: set[int]) -> None:
    """Add place, time, duration, instrument and companions from the phrases of a clause."""
    seen: set[str] = set()
    for token in own_tokens(view.doc, head):
        timex: Timex | None = view.narrowest(view.times, token.i)
        if timex is not None and timex.id not in seen:
            seen.add(timex.id)
            _add_time(view, draft, timex)
    for child in children(head, "obl", "obl:tmod", "obl:arg", "obl:agent", "iobj", "nmod", "advmod"):
        if child.i in taken or view.narrowest(view.times, child.i) is not None or child.pos_ == "ADV":
            continue
        case = preposition_of(child)
        role = _role(view, child, case)
        if role is not None:
            draft.arguments.append(Argument(role, view.reference(child)))
    _add_places(view, head, draft, taken)
    for child in children(head, "obj", "obl:arg", "iobj")[1:]:
        if child.i not in taken and child.pos_ in ("NOUN", "PROPN", "PRON"):
            draft.arguments.append(Argument("participant", view.reference(child)))


def _add_places(view: ClaimView, head: Any, draft: Draft, taken: set[int]) -> None:
    """Add the places of a clause that hang deeper in its phrases ("mit einem Visum nach San Francisco")."""
    told = {a.value for a in draft.arguments}
    for token in own_tokens(view.doc, head):
        entity = view.entity(token)
        placed = (
            entity is not None and entity.type == "Place" and bool(children(token, "case")) and token.i not in taken
        )
        if placed and entity is not None and entity.id not in told and entity.id not in (draft.subject, draft.object):
            told.add(entity.id)
            draft.arguments.append(Argument("place", entity.id))


def _add_time(view: ClaimView, draft: Draft, timex: Timex) -> None:
    told = tie(view.doc, timex, view.language).tells
    if told == "clause":
        draft.arguments.append(Argument("duration", timex.id))
    elif timex.type == "SET":
        draft.arguments.append(Argument("frequency", timex.id))
    elif draft.happened is None and (timex.type != "DURATION" or told == "when"):
        draft.happened = timex.id


def _role(view: ClaimView, child: Any, case: str) -> str | None:
    entity = view.entity(child)
    if entity is not None and entity.type == "Place":
        return "place"
    cases = view.words["cases"]
    if case in cases["with"]:
        return "with"
    if case in cases["cause"]:
        return "cause"
    if child.pos_ in ("NOUN", "PROPN") and case:
        return "place" if case in cases["place"] and entity is not None and entity.type == "Organization" else "other"
    return "participant" if entity is not None else None


def resolve_lengths(view: ClaimView, drafts: list[Draft]) -> None:
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
