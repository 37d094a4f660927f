"""Relations that a role shows without a name beside it: "ein Twitter-Mitarbeiter", "X (SPD)".

Past and former states give ``formerlyWorkedFor``. Roles beside names are in `relation_titles`, those of a predicate in
`relation_copulas`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Reference
from hergang.extract.relation_bodies import Body, body_of_role, context_body, in_parties, own_body, portfolio
from hergang.extract.relation_view import Found, RelationView
from hergang.extract.syntax import children, is_plural

_BRACKET = r"\s?[(\[]([^()\[\]]{1,40})[)\]]"
WORKS = frozenset({"worksFor", "headOf", "spokespersonFor"})


@cache
def _role_relations(language: str) -> dict[str, str]:
    roles = lexicon(language, "relations")["roles"]
    sets = ("envoys", "plain_members", "players", "seats")
    return {noun: relation for relation, nouns in roles.items() if relation not in sets for noun in nouns}


def relation_of(noun: str, token: Any, body: Entity | None, language: str) -> str | None:
    relation = _role_relations(language).get(noun, "worksFor")
    words = f"{token.doc[token.i - 1].lower_} {token.lower_}" if token.i else ""
    if words in _heads(language)["phrases"]:
        relation = "headOf"
    elif words in _heads(language)["speaking"]:
        relation = "spokespersonFor"
    elif relation == "headOf" and _heads_a_part(noun, token, language):
        relation = "worksFor"
    if noun in lexicon(language, "relations")["residents"]["nouns"] and body is not None and body.type == "Place":
        return "residence"
    if relation == "none":
        return "worksFor" if _is_expert_of(noun, token, body, language) else None
    if body is not None and relation in ("headOf", "worksFor") and in_parties(body, language):
        return "memberOf" if relation == "worksFor" else relation
    if body is not None and body.name in lexicon(language, "relations")["brackets"]["adjectives"]:
        return "memberOf"  # "the first Republican president"
    if relation == "memberOf" and body is not None and body.type == "Place":
        seats = lexicon(language, "relations")["roles"]["seats"]
        return "worksFor" if noun in seats else relation if noun in _players(language) else "origin"
    return relation


def _players(language: str) -> Sequence[str]:
    """Return the roles in a team, which is called by its town."""
    players: Sequence[str] = lexicon(language, "relations")["roles"]["players"]
    return players


def _is_expert_of(noun: str, token: Any, body: Entity | None, language: str) -> bool:
    """Tell an expert who is a body's and not one on it: "DLR-Meteoritenexperte" has a field of his own."""
    _, hyphen, rest = token.text.partition("-")
    field = rest.lower()[: rest.lower().rfind(noun[:6])]
    return language == "de" and noun == "experte" and bool(hyphen) and body is not None and len(field.strip("-")) > 2


def _heads(language: str) -> Any:
    return lexicon(language, "relations")["heads"]


def _heads_a_part(noun: str, token: Any, language: str) -> bool:
    """Tell who heads a part of a body alone: "Sportdirektorin", "research director"; not "Vorstandschefin"."""
    heads = _heads(language)
    if noun not in heads["of_parts"]:
        return False
    if language == "de" and _is_of_department(token):
        return True  # "Leiter der Abteilung Klima bei X"
    if language == "de":
        part = token.lower_.rpartition("-")[2]
        part = part[: part.rfind(noun[:4])]
        return len(part) > 2 and not part.startswith(tuple(heads["whole"])) and not organization_noun(part, "de")
    following = token.doc[token.i + 1 : token.i + 3]
    of_part = len(following) == 2 and following[0].lower_ == "of" and following[1].text[0].islower()
    at = any(t.lower_ == "at" for t in token.doc[token.i + 3 : token.i + 7])
    if of_part and following[1].pos_ in ("NOUN", "ADJ") and (at or not organization_noun(following[1].text, language)):
        return True  # "director of research", "director of business development at X"
    before = token.nbor(-1) if token.i else None
    if before is None or before.pos_ not in ("NOUN", "ADJ") or before.lower_ in heads["whole"]:
        return False
    return not before.ent_type_ and not organization_noun(before.text, language)


def _is_of_department(token: Any) -> bool:
    departments = tuple(lexicon("de", "relations")["departments"]["nouns"])
    return any(c.i > token.i and c.lower_.endswith(departments) for c in children(token, "nmod"))


def role_found(
    view: RelationView,
    role: str,
    token: Any,
    person: Entity,
    body: Body | None,
    tokens: tuple[int, int],
    by: str,
) -> Iterator[Found]:
    """Yield the relation of a person to the body of a role, if there is one; ``tokens`` are the evidence."""
    if body is None or body[0] is person:
        return
    entity = body[0] if isinstance(body[0], Entity) else None
    relation = relation_of(role, token, entity, view.language)
    if relation is None:
        return
    if entity is not None and entity.type == "Group" and relation not in ("headOf", "memberOf"):
        relation = "nationality"
    if relation == "worksFor" and role in lexicon(view.language, "persons")["persons"]["plain"]:
        if entity is None or entity.type != "Place":
            return  # "the mother of two", "a girl of the club": no work
        relation = "residence"
    former = _is_former(view, token, tokens)
    if former and relation in WORKS:
        relation = "formerlyWorkedFor"
    elif relation == "worksFor" and entity is not None and entity.type == "Place" and not _is_public(view, role):
        relation = "origin"  # "Durban author X", "South Africa's most successful writer"
    reference: Reference = entity.id if entity is not None else body[0]  # type: ignore[assignment]
    qualifiers = (("role", _role_text(token, view)),) if relation not in ("nationality", "origin") else ()
    if former and relation == "memberOf":
        qualifiers = (*qualifiers, ("tense", "past"))
    yield Found(relation, person.id, reference, view.evidence(*tokens), qualifiers, 0.8, by)


def _is_public(view: RelationView, role: str) -> bool:
    """Tell an office of a state or town, which one may hold for a place."""
    offices = view.words["offices"]
    return role in (*offices["public"], *offices["portfolios"], *view.words["roles"]["seats"])


def role_alone(
    view: RelationView, role: str, token: Any, person: Entity, tokens: tuple[int, int], first: int
) -> Iterator[Found]:
    """Yield the relation of a role with no entity beside it for its body.

    The body is what the role's phrase calls it, else the one spoken of last, else what the office is for.
    """
    for body, confidence, by in _bodies_alone(view, role, token, person, min(tokens), first):
        if body is not None:
            for found in role_found(view, role, token, person, body, tokens, by):
                yield replace(found, confidence=confidence, qualifiers=_whole_role(found, body, token, view))
            return


def _bodies_alone(
    view: RelationView, role: str, token: Any, person: Entity, before: int, first: int
) -> Iterator[tuple[Body | None, float, str]]:
    own = own_body(view, token.i)
    if own is not None:
        yield (own, token.i), 0.6, "phrase"
        return
    if not person.named or _has_own_phrase(view, token):  # "der Chef" may be anybody's
        return
    ways: dict[str, Callable[[], Body | None]] = {
        "context": lambda: context_body(view, role, token, before),
        "portfolio": lambda: (span := portfolio(view, role, first, token.i)) and (span, token.i),
    }
    for by in view.words["offices"]["order"]:
        yield ways[by](), 0.55, by


def _has_own_phrase(view: RelationView, token: Any) -> bool:
    """Tell "Leiter der IT-Abteilung", whose phrase tells what is led, though that is no body: it is not the firm."""
    following = view.doc[token.i + 1] if token.i + 1 < len(view.doc) else None
    tied = following is not None and following.lower_ in view.words["offices"]["ties"]
    return view.language == "de" and tied and any(c.dep_ == "nmod" and c.i > token.i for c in token.children)


def _whole_role(found: Found, body: Body, token: Any, view: RelationView) -> tuple[tuple[str, str], ...]:
    """Return the qualifiers with an English portfolio in the role: "Finance Minister"."""
    if isinstance(body[0], Entity) or body[0][0] >= token.idx:
        return found.qualifiers
    return (("role", text_of(view.doc)[body[0][0] : token.idx + len(token)]),)


def _role_text(token: Any, view: RelationView) -> str:
    inner = view.inside_token(token)
    text = token.text
    if inner is not None:
        text = next(
            (
                text[m[1] - token.idx :].lstrip("-")
                for m in view.by_token[token.i]
                if m[0] == token.idx and m[1] < token.idx + len(token)
            ),
            text,
        )
    if view.language == "en":
        low = token.i
        while (
            low > token.sent.start
            and view.doc[low - 1].pos_ in ("NOUN", "ADJ")
            and not _is_named(view, low - 1)
            and view.doc[low - 1].text[0].islower()
        ):
            low -= 1
        text = view.doc[low : _role_end(view, token)].text
    return str(text)


def _is_named(view: RelationView, index: int) -> bool:
    entity = view.at(index)
    return entity is not None and entity.named


def _role_end(view: RelationView, token: Any) -> int:
    """Return where an English role ends: "Minister of Justice", "director of research at X"; not before a body."""
    doc: Any = view.doc
    end: int = token.i + 1
    if end + 1 >= len(doc) or doc[end].lower_ != "of" or view.at(end + 1) or doc[end + 1].pos_ == "DET":
        return end
    stop = end + 1
    while stop < len(doc) and doc[stop].pos_ in ("NOUN", "PROPN", "ADJ") and view.at(stop) is None:
        stop += 1
    return stop if stop > end + 1 else end


def _is_former(view: RelationView, token: Any, tokens: tuple[int, int]) -> bool:
    former = view.words["former"]
    if token.text.startswith(tuple(former["prefixes"])):
        return True
    words = view.doc[max(min(tokens) - 1, token.sent.start) : token.i + 1]
    return any(
        t.lower_.rstrip("ersnm").rstrip("e") in former["adjectives"] or t.lower_ in former["adjectives"] for t in words
    )


@cache
def _bracket(language: str) -> re.Pattern[str]:
    """Return what may stand right behind a name: brackets, and an abbreviated party behind a comma ("X, R-Wis.")."""
    behind = lexicon(language, "relations")["brackets"]["behind_comma"]
    return re.compile(_BRACKET + (rf"|,\s({behind})(?=[\s,.;])" if behind else ""))


def find_brackets(view: RelationView) -> Iterator[Found]:
    """Read "X (SPD)", "X (35)" and "X, R-Wis."."""
    doc = view.doc
    bracket = _bracket(view.language)
    for span, person in view.persons():
        match = bracket.match(text_of(doc), span.end_char)
        if match is None:
            continue
        inner = match[match.lastindex or 1].strip()
        evidence = (span.start_char, match.end())
        if re.fullmatch(r"\d{1,3}", inner):
            yield Found(
                "age",
                person.id,
                (match.start(match.lastindex or 1), match.end(match.lastindex or 1)),
                evidence,
                (("age", inner),),
                0.85,
                "bracket",
            )
            continue
        party = re.match(view.words["brackets"]["parties"], inner) if view.words["brackets"]["parties"] else None
        if party is not None:
            letter = (match.start(match.lastindex or 1), match.start(match.lastindex or 1) + 1)
            yield Found("memberOf", person.id, letter, evidence, (), 0.85, "bracket")
            continue
        token = doc.char_span(
            match.start(match.lastindex or 1), match.start(match.lastindex or 1) + 1, alignment_mode="expand"
        )
        entity = view.at(token.start, "Organization", "Group") if token is not None else None
        if entity is not None and person.named and entity.name in lexicon(view.language, "groups")["parties"]["names"]:
            yield Found("memberOf", person.id, entity.id, evidence, (), 0.9, "bracket")


def find_employees(view: RelationView) -> Iterator[Found]:
    """Read a described person with a body: "ein Twitter-Mitarbeiter", "an employee of X", "Sprecherin der Polizei"."""
    doc = view.doc
    for span, person in view.persons():
        head = _role_noun(span, view.language)
        if head is None or (person.named and any(t.pos_ == "PROPN" and t.i > head.i for t in span)):
            continue
        role = person_noun(head.text, view.language) or ""
        if (not person.named and children(head, "cop")) or (person.named and view.language == "en" and is_plural(head)):
            continue  # whose role it is tells the subject; "heads of governments" are nobody's alone
        if _is_to_be(view, span) or (not person.named and role in view.words["roles"]["plain_members"]):
            continue  # "the next president"; "a member of Nato" may be a country
        body = body_of_role(view, span.start, head.i, max(span.end, min(head.right_edge.i + 1, head.i + 8)))
        if (
            body is not None
            and isinstance(body[0], Entity)
            and body[0].type == "Group"
            and role in lexicon(view.language, "persons")["persons"]["plain"]
        ):
            yield Found(
                "nationality", person.id, body[0].id, view.evidence(span.start, span.end - 1), (), 0.75, "description"
            )
        elif body is None:
            yield from role_alone(view, role, head, person, (span.start, head.i), span.start)
        elif not _is_preposition_between(doc, head.i, body[1], view.language):
            yield from role_found(view, role, head, person, body, (span.start, max(head.i, body[1])), "description")


def _is_to_be(view: RelationView, span: Any) -> bool:
    """Tell a description of who is to hold a role, or may."""
    return any(token.lower_ in view.words["future"]["adjectives"] for token in span)


def _role_noun(span: Any, language: str) -> Any | None:
    """Return the noun for a person in a description: of two in a row the last ("chief executive")."""
    if language == "en" and person_noun(span.root.text, language):
        return span.root  # "chief financial officer"
    head = next((t for t in span if person_noun(t.text, language)), None)
    while head is not None and head.i + 1 < span.end and person_noun(span.doc[head.i + 1].text, language):
        head = span.doc[head.i + 1]
    return head


def _is_preposition_between(doc: Any, head: int, body: int, language: str) -> bool:
    """Tell whether a preposition other than "von", "of", "for", "at" parts the role from the body ("in the US")."""
    good = lexicon(language, "relations")["ties"]["prepositions"]
    return any(t.pos_ == "ADP" and t.lower_ not in good for t in doc[head + 1 : body]) or any(
        t.is_punct and t.text == "," for t in doc[head + 1 : body]
    )
