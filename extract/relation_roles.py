"""Relations that a role shows: "Fed-Vizechef X", "X, spokesman for Y", "ein Twitter-Mitarbeiter", "X ist Chef der Y".

Past and former states give ``formerlyWorkedFor``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Reference, Span
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase
from hergang.extract.syntax import children, phrase_range, subject_of

_BRACKET = re.compile(r"\s?[(\[]([^()\[\]]{1,40})[)\]]")
_WORKS = frozenset({"worksFor", "headOf", "spokespersonFor"})


@cache
def _role_relations(language: str) -> dict[str, str]:
    roles = lexicon(language, "relations")["roles"]
    return {noun: relation for relation, nouns in roles.items() for noun in nouns}


def _relation_of(noun: str, token: Any, body: Entity | None, language: str) -> str | None:
    relation = _role_relations(language).get(noun, "worksFor")
    if (
        token.i
        and f"{token.doc[token.i - 1].lower_} {token.lower_}" in lexicon(language, "relations")["heads"]["phrases"]
    ):
        relation = "headOf"
    if relation == "none":
        return None
    parties = lexicon(language, "groups")["parties"]["names"]
    if body is not None and body.name in parties and relation == "worksFor":
        return "memberOf"
    return relation


def find_titles(view: RelationView) -> Iterator[Found]:
    """Read a role set before a name, or after it between commas: "Fed-Vizechef X", "X, spokesman for Y,"."""
    for span, person in view.persons():
        if not person.named:
            continue
        yield from _role_before(view, span, person)
        yield from _role_after(view, span, person)


def _role_before(view: RelationView, span: Any, person: Entity) -> Iterator[Found]:
    doc = view.doc
    index = span.start - 1
    if index < 0 or doc[index].is_punct or doc[index].is_space:
        return
    group = view.at(index, "Group") if doc[index].pos_ in ("NOUN", "PROPN") else None
    if group is not None and nation_of(doc[index].text, view.language):
        yield Found("nationality", person.id, group.id, view.evidence(index, span.end - 1), (), 0.75, "title")
        return
    role = person_noun(doc[index].text, view.language)
    if role is None and doc[index].ent_type_ and index > 0:
        role, index = _role_further(view, index)
    if role is None:
        return
    first = max(phrase_range(doc[index])[0], index - 6)
    while (
        first > 0
        and view.language == "en"
        and doc[first - 1].pos_ in ("PROPN", "ADJ", "NOUN", "ADP", "PART")
        and first > index - 8
        and view.at(first - 1)
    ):
        first -= 1
    body = _body_of_role(view, first, index, span.end)
    tokens = (min(first, index), span.end - 1)
    if body is None:
        yield from _role_in_context(view, role, doc[index], person, tokens)
    else:
        yield from _role_found(view, role, doc[index], person, body, tokens, "title")


def _role_in_context(
    view: RelationView, role: str, token: Any, person: Entity, tokens: tuple[int, int]
) -> Iterator[Found]:
    """Read a role with no body beside it ("chief executive Hans Vogt"): it belongs to the body spoken of last.

    Only roles in bodies are taken so (a company's chief, a spokeswoman), not those of states or trades.
    """
    if role not in view.words["context"]["roles"] or nation_of(token.text, view.language):
        return
    sents = 0
    for index in range(min(tokens) - 1, -1, -1):
        sents += int(bool(view.doc[index + 1].is_sent_start))
        entity = view.at(index, "Organization")
        if sents > view.words["context"]["sentences"]:
            return
        if entity is not None and entity.named and view.inside_token(view.doc[index]) is not entity:
            for found in _role_found(view, role, token, person, (entity, index), tokens, "context"):
                yield replace(found, confidence=0.55)
            return


def _role_further(view: RelationView, index: int) -> tuple[str | None, int]:
    """Read "Sprecher der Polizei Essen Max Muster": the role stands before the body's name."""
    low = view.doc[index].left_edge.i
    for position in range(index - 1, max(low - 4, -1), -1):
        token = view.doc[position]
        if token.pos_ in ("VERB", "AUX") or token.is_punct or token.is_space:
            break
        role = person_noun(token.text, view.language)
        if role is not None and token.pos_ == "NOUN":
            return role, position
    return None, index


def _body_of_role(view: RelationView, first: int, index: int, end: int) -> tuple[Entity | Span, int] | None:
    """Return the body that a role belongs to: in the compound, before it ("Apple CEO"), after it ("Chef der Bahn")."""
    doc = view.doc
    inner = view.inside_token(doc[index])
    if inner is not None:
        return inner, index
    found = view.among(doc[first:index], "Organization", "Place", "Group")
    if found is not None:
        return found
    after = view.among(doc[index + 1 : end], "Organization", "Place")
    if after is not None:
        return after
    part = _common_part(doc[index], view.language)
    return (part, index) if part is not None else None


def _common_part(token: Any, language: str) -> Span | None:
    """Return the span of the body's noun in a closed compound ("Polizei" of "Polizeisprecher")."""
    if language != "de":
        return None
    for end in range(4, len(token.text) - 3):
        if person_noun(token.text[end:].capitalize(), language) and organization_noun(
            token.text[:end].rstrip("s"), language
        ):
            return token.idx, token.idx + len(token.text[:end].rstrip("s")) if token.text[
                end - 1
            ] == "s" else token.idx + end
    return None


def _role_after(view: RelationView, span: Any, person: Entity) -> Iterator[Found]:
    doc = view.doc
    if span.end + 1 >= len(doc) or doc[span.end].text not in (",", "–", "-"):
        return
    stop = next(
        (t.i for t in doc[span.end + 1 : span.end + 22] if (t.is_punct and t.text not in ("-", "'")) or "\n" in t.text),
        span.end + 1,
    )
    for token in doc[span.end + 1 : stop]:
        if token.pos_ in ("VERB", "AUX", "SCONJ", "PRON") and token.tag_ not in ("VVPP", "VBN"):
            return
        role = person_noun(token.text, view.language)
        if role is None:
            continue
        body = _body_of_role(view, span.end + 1, token.i, stop)
        yield from _role_found(view, role, token, person, body, (span.start, stop - 1), "apposition")
        return


def _role_found(
    view: RelationView,
    role: str,
    token: Any,
    person: Entity,
    body: tuple[Entity | Span, int] | None,
    tokens: tuple[int, int],
    by: str,
) -> Iterator[Found]:
    if body is None or body[0] is person:
        return
    entity = body[0] if isinstance(body[0], Entity) else None
    relation = _relation_of(role, token, entity, view.language)
    if relation is None:
        return
    if entity is not None and entity.type == "Group" and relation not in ("headOf", "memberOf"):
        relation = "nationality"
    if entity is not None and entity.type == "Place" and relation == "worksFor":
        relation = "residence" if role in lexicon(view.language, "persons")["persons"]["plain"] else "worksFor"
    if _is_former(view, token, tokens) and relation in _WORKS:
        relation = "formerlyWorkedFor"
    reference: Reference = entity.id if entity is not None else body[0]  # type: ignore[assignment]
    qualifiers = (("role", _role_text(token, view)),) if relation != "nationality" else ()
    yield Found(relation, person.id, reference, view.evidence(*tokens), qualifiers, 0.8, by)


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
            and view.at(low - 1) is None
            and view.doc[low - 1].text[0].islower()
        ):
            low -= 1
        text = view.doc[low : token.i + 1].text
    return str(text)


def _is_former(view: RelationView, token: Any, tokens: tuple[int, int]) -> bool:
    former = view.words["former"]
    if token.text.startswith(tuple(former["prefixes"])):
        return True
    words = view.doc[min(tokens) : token.i + 1]
    return any(
        t.lower_.rstrip("ersnm").rstrip("e") in former["adjectives"] or t.lower_ in former["adjectives"] for t in words
    )


def find_brackets(view: RelationView) -> Iterator[Found]:
    """Read "X (SPD)" and "X (35)"."""
    doc = view.doc
    for span, person in view.persons():
        match = _BRACKET.match(text_of(doc), span.end_char)
        if match is None:
            continue
        inner = match.group(1).strip()
        evidence = (span.start_char, match.end())
        if re.fullmatch(r"\d{1,3}", inner):
            yield Found("age", person.id, (match.start(1), match.end(1)), evidence, (("age", inner),), 0.85, "bracket")
            continue
        token = doc.char_span(match.start(1), match.start(1) + 1, alignment_mode="expand")
        entity = view.at(token.start, "Organization", "Group") if token is not None else None
        if entity is not None and entity.name in lexicon(view.language, "groups")["parties"]["names"]:
            yield Found("memberOf", person.id, entity.id, evidence, (), 0.9, "bracket")


def find_employees(view: RelationView) -> Iterator[Found]:
    """Read a described person with a body: "ein Twitter-Mitarbeiter", "an employee of X", "Sprecherin der Polizei"."""
    doc = view.doc
    for span, person in view.persons():
        head = next((t for t in span if person_noun(t.text, view.language)), None)
        if head is None or (person.named and any(t.pos_ == "PROPN" and t.i > head.i for t in span)):
            continue
        role = person_noun(head.text, view.language) or ""
        body = _body_of_role(view, span.start, head.i, max(span.end, min(head.right_edge.i + 1, head.i + 8)))
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
            yield from _role_in_context(view, role, head, person, (span.start, head.i))
        elif not _is_preposition_between(doc, head.i, body[1], view.language):
            yield from _role_found(view, role, head, person, body, (span.start, max(head.i, body[1])), "description")


def _is_preposition_between(doc: Any, head: int, body: int, language: str) -> bool:
    """Tell whether a preposition other than "von", "of", "for", "at" parts the role from the body ("in the US")."""
    good = lexicon(language, "relations")["ties"]["prepositions"]
    return any(t.pos_ == "ADP" and t.lower_ not in good for t in doc[head + 1 : body]) or any(
        t.is_punct and t.text == "," for t in doc[head + 1 : body]
    )


def find_copulas(view: RelationView) -> Iterator[Found]:
    """Read "X ist Sprecher der Y", "X is the chief executive of Y", "X war Deutscher"."""
    for token in view.doc:
        if token.pos_ not in ("NOUN", "ADJ", "PROPN"):
            continue
        cop = children(token, "cop")
        subject = entity_of_phrase(view, subject_of(token), "Person") if cop else None
        if subject is None:
            continue
        past = "Past" in cop[0].morph.get("Tense")
        nation = nation_of(token.text, view.language)
        if nation is not None:
            group = view.at(token.i, "Group")
            if group is not None:
                yield Found("nationality", subject.id, group.id, view.evidence(cop[0].i, token.i), (), 0.75, "copula")
            continue
        role = person_noun(token.text, view.language)
        if role is None:
            continue
        body = _body_of_role(view, phrase_range(token)[0], token.i, token.right_edge.i + 1)
        for found in _role_found(view, role, token, subject, body, (cop[0].i, token.right_edge.i), "copula"):
            if past and found.type in _WORKS:
                yield Found("formerlyWorkedFor", *_after_type(found))
            else:
                yield found


def _after_type(found: Found) -> tuple[Any, ...]:
    return (found.subject, found.object, found.evidence, found.qualifiers, found.confidence, found.by)
