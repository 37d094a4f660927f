"""Typed relations between entities (`docs/graph.md` lists them), each with the span that shows it and its qualifiers.

Shown by: a role before or after a name ("Fed-Vizechef X", "X, spokesman for Y"), a bracket ("X (SPD)"), a compound
("Twitter-Mitarbeiter"), a verb with its object ("arbeitete bei Y"), a noun beside a nationality ("deutscher Pass"),
an account's owner. Past and former states give ``formerlyWorkedFor``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.language import Language

from hergang.extract.accounts import find_accounts
from hergang.extract.cues import verb_lemma
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Reference, Relation, Span
from hergang.extract.syntax import children, finite_verb, particle_of, phrase_range, subject_of

_BRACKET = re.compile(r"\s?[(\[]([^()\[\]]{1,40})[)\]]")
#: Relations that a past event founds for good ("gründete", "übernahm"), and those that tell the past themselves.
_LASTING = frozenset({"acquired", "founderOf", "bornIn", "diedIn", "participatedIn", "accusedOf", "formerlyWorkedFor"})
_WORKS = frozenset({"worksFor", "headOf", "spokespersonFor"})


@dataclass(frozen=True)
class _Found:
    type: str
    subject: Reference
    object: Reference
    evidence: Span
    qualifiers: tuple[tuple[str, str], ...]
    confidence: float
    by: str


@Language.factory("hergang_relations", requires=["doc._.entities", "token.dep"], assigns=["doc._.relations"])
def make_relations(nlp: Language, name: str) -> RelationFinder:
    """Return the component; it follows ``hergang_coreference`` and ``hergang_quantities``."""
    return RelationFinder(str(nlp.lang))


class RelationFinder:
    """Fill ``doc._.relations``, in text order."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        doc._.relations = find_relations(doc, self.language)
        return doc


def find_relations(doc: Any, language: str) -> list[Relation]:
    """Return the relations of an article in the order of their evidence, each once in a sentence."""
    view = _View(doc, language)
    found: list[_Found] = []
    for finder in (
        _titles, _brackets, _employees, _verbs, _copulas, _papers, _kin, _seats, _accounts, _ages, _origins,
        _accusations, _permits,
    ):  # fmt: skip
        found.extend(finder(view))
    unique: dict[tuple[Any, ...], _Found] = {}
    for item in sorted(found, key=lambda f: (f.evidence, -f.confidence)):
        key = (item.type, item.subject, item.object, _sentence_start(doc, item.evidence[0]))
        unique.setdefault(key, item)
    return [
        Relation(
            f"r{number}", f.type, f.subject, f.object, f.evidence, f.qualifiers, None, f.confidence, f"relations/{f.by}"
        )
        for number, f in enumerate(unique.values(), 1)
    ]


def _sentence_start(doc: Any, position: int) -> int:
    return int(doc.char_span(position, position + 1, alignment_mode="expand").sent.start)


class _View:
    """An article with its entities by token: what all finders ask."""

    def __init__(self, doc: Any, language: str) -> None:
        self.doc = doc
        self.language = language
        self.words = lexicon(language, "relations")
        self.by_token: dict[int, list[tuple[int, int, Entity, str]]] = {}
        for entity in doc._.entities:
            for mention in entity.mentions:
                span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                if span is not None:
                    record = (mention.start, mention.end, entity, mention.kind)
                    for token in span:
                        self.by_token.setdefault(token.i, []).append(record)

    def at(self, index: int, *types: str) -> Entity | None:
        """Return the entity with the narrowest mention over a token, of one of the types (any where none is given)."""
        records = [r for r in self.by_token.get(index, ()) if not types or r[2].type in types]
        return min(records, key=lambda r: r[1] - r[0])[2] if records else None

    def mention_at(self, index: int, *types: str) -> tuple[int, int, Entity, str] | None:
        """Return the widest mention over a token, of one of the types."""
        records = [r for r in self.by_token.get(index, ()) if not types or r[2].type in types]
        return max(records, key=lambda r: (r[3] == "name", r[1] - r[0])) if records else None

    def inside_token(self, token: Any) -> Entity | None:
        """Return the entity named by the first part of a compound ("Twitter" of "Twitter-Mitarbeiter")."""
        for start, end, entity, _ in self.by_token.get(token.i, ()):
            if start == token.idx and end < token.idx + len(token):
                return entity
        return None

    def among(self, tokens: Any, *types: str) -> tuple[Entity, int] | None:
        """Return the first entity of the types whose mention lies among the tokens, with its token's index."""
        for token in tokens:
            entity = self.at(token.i, *types)
            if entity is not None:
                return entity, token.i
        return None

    def evidence(self, first: int, last: int) -> Span:
        """Return the character span from one token to another, in either order."""
        low, high = min(first, last), max(first, last)
        return self.doc[low].idx, self.doc[high].idx + len(self.doc[high])

    def persons(self) -> Iterator[tuple[Any, Entity]]:
        """Yield the span and entity of each name or description of a person."""
        for entity in self.doc._.entities:
            if entity.type != "Person":
                continue
            for mention in entity.mentions:
                span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
                if span is not None and mention.kind != "pronoun":
                    yield span, entity


# -- roles -----------------------------------------------------------------------------------------------------------


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


def _titles(view: _View) -> Iterator[_Found]:
    """Read a role set before a name, or after it between commas: "Fed-Vizechef X", "X, spokesman for Y,"."""
    for span, person in view.persons():
        if not person.named:
            continue
        yield from _role_before(view, span, person)
        yield from _role_after(view, span, person)


def _role_before(view: _View, span: Any, person: Entity) -> Iterator[_Found]:
    doc = view.doc
    index = span.start - 1
    if index < 0 or doc[index].is_punct or doc[index].is_space:
        return
    group = view.at(index, "Group") if doc[index].pos_ in ("NOUN", "PROPN") else None
    if group is not None and nation_of(doc[index].text, view.language):
        yield _Found("nationality", person.id, group.id, view.evidence(index, span.end - 1), (), 0.75, "title")
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


def _role_in_context(view: _View, role: str, token: Any, person: Entity, tokens: tuple[int, int]) -> Iterator[_Found]:
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


def _role_further(view: _View, index: int) -> tuple[str | None, int]:
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


def _body_of_role(view: _View, first: int, index: int, end: int) -> tuple[Entity | Span, int] | None:
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


def _role_after(view: _View, span: Any, person: Entity) -> Iterator[_Found]:
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
    view: _View,
    role: str,
    token: Any,
    person: Entity,
    body: tuple[Entity | Span, int] | None,
    tokens: tuple[int, int],
    by: str,
) -> Iterator[_Found]:
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
    yield _Found(relation, person.id, reference, view.evidence(*tokens), qualifiers, 0.8, by)


def _role_text(token: Any, view: _View) -> str:
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


def _is_former(view: _View, token: Any, tokens: tuple[int, int]) -> bool:
    former = view.words["former"]
    if token.text.startswith(tuple(former["prefixes"])):
        return True
    words = view.doc[min(tokens) : token.i + 1]
    return any(
        t.lower_.rstrip("ersnm").rstrip("e") in former["adjectives"] or t.lower_ in former["adjectives"] for t in words
    )


def _brackets(view: _View) -> Iterator[_Found]:
    """Read "X (SPD)" and "X (35)"."""
    doc = view.doc
    for span, person in view.persons():
        match = _BRACKET.match(text_of(doc), span.end_char)
        if match is None:
            continue
        inner = match.group(1).strip()
        evidence = (span.start_char, match.end())
        if re.fullmatch(r"\d{1,3}", inner):
            yield _Found("age", person.id, (match.start(1), match.end(1)), evidence, (("age", inner),), 0.85, "bracket")
            continue
        token = doc.char_span(match.start(1), match.start(1) + 1, alignment_mode="expand")
        entity = view.at(token.start, "Organization", "Group") if token is not None else None
        if entity is not None and entity.name in lexicon(view.language, "groups")["parties"]["names"]:
            yield _Found("memberOf", person.id, entity.id, evidence, (), 0.9, "bracket")


def _employees(view: _View) -> Iterator[_Found]:
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
            yield _Found(
                "nationality", person.id, body[0].id, view.evidence(span.start, span.end - 1), (), 0.75, "description"
            )
        elif body is None:
            yield from _role_in_context(view, role, head, person, (span.start, head.i))
        elif not _is_preposition_between(doc, head.i, body[1], view.language):
            yield from _role_found(view, role, head, person, body, (span.start, max(head.i, body[1])), "description")


def _is_preposition_between(doc: Any, head: int, body: int, language: str) -> bool:
    """Tell whether a preposition other than "von", "of", "for", "at" parts the role from the body ("in the US")."""
    good = ("von", "vom", "bei", "beim", "der", "des", "of", "for", "at", "with", "from")
    return any(t.pos_ == "ADP" and t.lower_ not in good for t in doc[head + 1 : body]) or any(
        t.is_punct and t.text == "," for t in doc[head + 1 : body]
    )


# -- verbs -----------------------------------------------------------------------------------------------------------


@cache
def _verb_patterns(language: str) -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = {}
    for pattern in lexicon(language, "relations")["verbs"]:
        table.setdefault(pattern["lemma"], []).append(pattern)
    return table


def _verbs(view: _View) -> Iterator[_Found]:
    patterns = _verb_patterns(view.language)
    for token in view.doc:
        if token.pos_ not in ("VERB", "AUX"):
            continue
        particle = particle_of(token)
        lemma = verb_lemma(token, view.language)
        names = {lemma, token.lemma_.lower(), (particle.lower_ if particle is not None else "") + token.lemma_.lower()}
        for name in sorted(names & patterns.keys()):
            for pattern in patterns[name]:
                yield from _verb_found(view, token, pattern)


def _verb_found(view: _View, verb: Any, pattern: dict[str, Any]) -> Iterator[_Found]:
    subject_head = subject_of(verb)
    if subject_head is None and verb.dep_ in ("acl", "acl:relcl"):
        subject_head = verb.head
    if _is_by_passive(verb):
        yield from _passive_found(view, verb, subject_head, pattern)
        return
    subject = _entity_of_phrase(view, subject_head, "Person", "Organization", "Group")
    if (
        subject is None
        and subject_head is not None
        and subject_head.lower_ in lexicon(view.language, "grammar")["pronouns"]["relative"]
    ):
        subject = _entity_of_phrase(view, verb.head, "Person", "Organization")
    if subject is None:
        return
    for child in verb.children:
        case = next((c.lower_ for c in children(child, "case")), "")
        if (
            child.dep_ not in ("obj", "obl", "obl:arg", "iobj", "nmod", "nsubj:pass")
            or case not in pattern["prepositions"]
            or child == subject_head
        ):
            continue
        entity = _body_in_phrase(view, child, pattern["types"])
        if entity is None or entity is subject or _is_department(view, entity):
            continue
        relation = pattern["relation"]
        if relation == "worksFor" and _is_past(verb):
            relation = "formerlyWorkedFor"
        yield _Found(
            relation,
            subject.id,
            entity.id,
            view.evidence(subject_head.i if subject_head is not None else verb.i, max(child.i, verb.i)),
            _department(view, verb, relation) or (() if relation in _LASTING else _tense(verb)),
            0.75,
            "verb",
        )


def _is_by_passive(verb: Any) -> bool:
    """Tell "X, owned by Y" and "X wurde von Y gegründet"."""
    return verb.tag_ in ("VBN", "VVPP") and _agent(verb) is not None


def _agent(verb: Any) -> Any | None:
    agents = children(verb, "obl:agent", "obl")
    return next((a for a in agents if any(c.lower_ in ("by", "von", "vom") for c in children(a, "case"))), None)


def _passive_found(view: _View, verb: Any, theme: Any | None, pattern: dict[str, Any]) -> Iterator[_Found]:
    """Read a passive: its agent is the relation's subject, what it is about the object."""
    agent = _agent(verb)
    if "" not in pattern["prepositions"] or theme is None or agent is None:
        return
    subject = _entity_of_phrase(view, agent, "Person", "Organization")
    entity = _body_in_phrase(view, theme, pattern["types"])
    if subject is not None and entity is not None and subject is not entity:
        evidence = view.evidence(theme.i, max(agent.i, verb.i))
        yield _Found(pattern["relation"], subject.id, entity.id, evidence, (), 0.75, "passive")


def _tense(token: Any) -> tuple[tuple[str, str], ...]:
    """Return a qualifier for what held in the past by the verb of its clause: it is no fact of today."""
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return (("tense", "past"),) if token.pos_ in ("VERB", "AUX") and _is_past(token) else ()


def _is_department(view: _View, entity: Entity) -> bool:
    """Tell a part of an employer ("im Kundendienst"), which qualifies the relation rather than being its object."""
    return not entity.named and entity.name.lower().endswith(tuple(view.words["departments"]["nouns"]))


def _entity_of_phrase(view: _View, head: Any | None, *types: str) -> Entity | None:
    if head is None:
        return None
    entity = view.at(head.i, *types)
    if entity is not None:
        return entity
    low, high = phrase_range(head)
    found = view.among(view.doc[low:high], *types)
    return found[0] if found else None


def _body_in_phrase(view: _View, head: Any, types: list[str]) -> Entity | None:
    """Return the entity that a phrase names: its head, the first part of a compound head, or a name beside the head."""
    entity = view.at(head.i, *types)
    if entity is not None:
        return entity
    inner = view.inside_token(head)
    if inner is not None and inner.type in types:
        return inner
    low, high = phrase_range(head)
    found = view.among(view.doc[low:high], *types)
    return found[0] if found else None


def _is_past(verb: Any) -> bool:
    """Tell past tense and perfect: what somebody did rather than does."""
    finite = finite_verb(verb)
    if finite is None:
        return "Past" in verb.morph.get("Tense") and "Fin" in verb.morph.get("VerbForm")
    if finite == verb:
        return "Past" in verb.morph.get("Tense") or verb.tag_ == "VBD"
    return (finite.lemma_ in ("haben", "have", "sein") and verb.tag_ in ("VVPP", "VBN")) or "Past" in finite.morph.get(
        "Tense"
    )


def _department(view: _View, verb: Any, relation: str) -> tuple[tuple[str, str], ...]:
    """Return the department told beside the verb ("im Kundendienst") as a qualifier."""
    if relation not in ("worksFor", "formerlyWorkedFor"):
        return ()
    nouns = tuple(view.words["departments"]["nouns"])
    found = [
        t
        for t in verb.subtree
        if t.pos_ in ("NOUN", "PROPN") and t.lower_.endswith(nouns) and view.inside_token(t) is None
    ]
    if not found:
        return ()
    text = found[0].text
    if view.language == "en":
        low, high = phrase_range(found[0])
        text = " ".join(t.text for t in view.doc[low:high] if t.pos_ != "DET")
    return (("department", text),)


def _copulas(view: _View) -> Iterator[_Found]:
    """Read "X ist Sprecher der Y", "X is the chief executive of Y", "X war Deutscher"."""
    for token in view.doc:
        if token.pos_ not in ("NOUN", "ADJ", "PROPN"):
            continue
        cop = children(token, "cop")
        subject = _entity_of_phrase(view, subject_of(token), "Person") if cop else None
        if subject is None:
            continue
        past = "Past" in cop[0].morph.get("Tense")
        nation = nation_of(token.text, view.language)
        if nation is not None:
            group = view.at(token.i, "Group")
            if group is not None:
                yield _Found("nationality", subject.id, group.id, view.evidence(cop[0].i, token.i), (), 0.75, "copula")
            continue
        role = person_noun(token.text, view.language)
        if role is None:
            continue
        body = _body_of_role(view, phrase_range(token)[0], token.i, token.right_edge.i + 1)
        for found in _role_found(view, role, token, subject, body, (cop[0].i, token.right_edge.i), "copula"):
            if past and found.type in _WORKS:
                yield _Found("formerlyWorkedFor", *_after_type(found))
            else:
                yield found


def _after_type(found: _Found) -> tuple[Any, ...]:
    return (found.subject, found.object, found.evidence, found.qualifiers, found.confidence, found.by)


# -- nouns -----------------------------------------------------------------------------------------------------------


def _papers(view: _View) -> Iterator[_Found]:
    """Read "einen deutschen Pass", "türkische Wurzeln", "als Deutscher": nationality and descent."""
    for token in view.doc:
        relation = next(
            (
                kind
                for kind in ("nationality", "origin")
                if token.lower_ in view.words["papers"][kind] or token.lemma_.lower() in view.words["papers"][kind]
            ),
            None,
        )
        if relation is not None:
            before = next(
                (
                    t
                    for t in reversed(view.doc[max(token.sent.start, token.i - 3) : token.i])
                    if nation_of(t.text, view.language)
                ),
                None,
            )
            group = view.at(before.i, "Group") if before is not None else None
            person = _holder(view, token)
            if before is not None and group is not None and person is not None:
                yield _Found(relation, person.id, group.id, view.evidence(before.i, token.i), (), 0.75, "papers")
        elif (
            nation_of(token.text, view.language)
            and token.i
            and view.doc[token.i - 1].lower_ in ("als", "as")
            and token.pos_ in ("NOUN", "PROPN", "ADJ")
        ):
            group, person = view.at(token.i, "Group"), _holder(view, token)
            if group is not None and person is not None:
                yield _Found("nationality", person.id, group.id, view.evidence(token.i - 1, token.i), (), 0.7, "papers")


def _permits(view: _View) -> Iterator[_Found]:
    """Read "mit einem Arbeitsvisum nach San Francisco", "on a work visa in Berlin": a permit tells the residence."""
    nouns = tuple(view.words["papers"]["permits"])
    for token in view.doc:
        if token.pos_ not in ("NOUN", "PROPN") or not token.lower_.endswith(nouns):
            continue
        near = view.doc[max(token.sent.start, token.i - 10) : min(token.sent.end, token.i + 8)]
        place = next((view.at(t.i, "Place") for t in near if view.at(t.i, "Place") and children(t, "case")), None)
        person = _holder(view, token)
        if place is not None and person is not None:
            low, _ = phrase_range(token)
            basis = " ".join(t.text for t in view.doc[low : token.i + 1] if t.pos_ not in ("DET", "ADP"))
            found = [t.i for t in near if view.at(t.i, "Place") is place]
            qualifiers = (("basis", basis), *_tense(token))
            yield _Found("residence", person.id, place.id, view.evidence(low, max(found)), qualifiers, 0.6, "permit")


def _holder(view: _View, token: Any) -> Entity | None:
    """Return the person that the clause around a token is about: its subject, else the one named last before."""
    head = token
    for _ in range(5):
        subject = subject_of(head)
        if subject is not None:
            entity = _entity_of_phrase(view, subject, "Person")
            if entity is not None:
                return entity
        if head.head == head:
            break
        head = head.head
    before = [view.at(t.i, "Person") for t in view.doc[token.sent.start : token.i]]
    return next((e for e in reversed(before) if e is not None), None)


def _kin(view: _View) -> Iterator[_Found]:
    """Read "seine Frau Anna", "X's brother Y", "die Tochter von X"."""
    for token in view.doc:
        noun = person_noun(token.text, view.language)
        if noun is None or noun not in view.words["kin"]["nouns"]:
            continue
        owner = next(
            (
                view.at(c.i, "Person")
                for c in token.children
                if c.dep_ in ("nmod:poss", "det:poss", "nmod") and view.at(c.i, "Person")
            ),
            None,
        )
        if owner is None and token.i:
            owner = (
                view.at(token.i - 1, "Person")
                if view.doc[token.i - 1].lower_ in lexicon(view.language, "grammar")["pronouns"]["possessive"]
                else None
            )
        kin = (
            view.at(token.i + 1, "Person")
            if token.i + 1 < len(view.doc) and not view.doc[token.i + 1].is_punct
            else view.at(token.i, "Person")
        )
        kin = kin or view.at(token.i, "Person")
        if owner is not None and kin is not None and owner is not kin:
            yield _Found(
                "relative",
                kin.id,
                owner.id,
                view.evidence(token.i - 1, token.i + int(kin.named)),
                (("kind", noun),),
                0.7,
                "kin",
            )


def _seats(view: _View) -> Iterator[_Found]:
    """Read "die Universität in Bremen", "X, based in Atlanta": a body or place directly before its place."""
    doc = view.doc
    for entity in doc._.entities:
        if entity.type != "Organization":
            continue
        for mention in entity.mentions:
            span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is None or mention.kind == "pronoun":
                continue
            found = _seat_after(view, span)
            if found is not None and found[0] is not entity:
                yield _Found("locatedIn", entity.id, found[0].id, view.evidence(span.start, found[1]), (), 0.65, "seat")


def _seat_after(view: _View, span: Any) -> tuple[Entity, int] | None:
    doc = view.doc
    for phrase in view.words["seat"]["phrases"]:
        words = phrase.split()
        start = span.end + (1 if span.end < len(doc) and doc[span.end].text == "," and len(words) > 1 else 0)
        if start + len(words) < len(doc) and [t.lower_ for t in doc[start : start + len(words)]] == [
            w.lower() for w in words
        ]:
            case = doc[start + len(words) - 1]
            place = view.at(start + len(words), "Place")
            # "in" after a body tells its seat only where the two stand in one phrase.
            if place is not None and (
                len(words) > 1
                or words[0] == "aus"
                or (case.head.dep_ == "nmod" and case.head.head.i in range(span.start, span.end))
            ):
                return place, start + len(words)
    return None


def _ages(view: _View) -> Iterator[_Found]:
    """Read "X, 44,", "der 58-Jährige", "the 39-year-old", "im Alter von 91 Jahren", "He was 88"."""
    doc = view.doc
    for span, person in view.persons():
        match = re.match(r"\s?,\s(\d{1,3})(?=[,.;])", text_of(doc)[span.end_char : span.end_char + 8])
        if match is not None:
            start = span.end_char + match.start(1)
            yield _age(
                view, person, (start, span.end_char + match.end(1)), (span.start_char, span.end_char + match.end())
            )
    for quantity in doc._.quantities:
        token = doc.char_span(quantity.start, quantity.start + 1, alignment_mode="expand")
        if quantity.unit not in ("year", "jahr") or token is None:
            continue
        aged = _aged(view, token.start, text_of(doc)[quantity.start : quantity.end])
        if aged is not None:
            yield _age(view, aged, (quantity.start, quantity.end), (quantity.start, quantity.end))


def _age(view: _View, person: Entity, span: Span, evidence: Span) -> _Found:
    quantity = next((q for q in view.doc._.quantities if q.start < span[1] and span[0] < q.end), None)
    number = re.search(r"\d+", text_of(view.doc)[span[0] : span[1]])
    age = str(int(quantity.value)) if quantity is not None else number.group() if number else ""
    return _Found(
        "age", person.id, quantity.id if quantity is not None else span, evidence, (("age", age),), 0.8, "age"
    )


def _aged(view: _View, index: int, text: str) -> Entity | None:
    """Return the person that an age is told of: in one phrase with it, else the holder of the clause."""
    words = view.words["ages"]
    if any(part in text.lower() for part in words["compounds"]):
        for near in (index, index + 1, index + 2, index + 3):
            entity = view.at(near, "Person") if near < len(view.doc) else None
            if entity is not None:
                return entity
        return None
    before = [t.lower_ for t in view.doc[max(0, index - 3) : index]]
    if any(word in before for word in words["phrases"]):
        return _holder(view, view.doc[index])
    return None


def _origins(view: _View) -> Iterator[_Found]:
    """Read "die Abgeordnete aus Bochum", "two brothers from Kraków", "Kenji Morita of Kyoto University"."""
    doc = view.doc
    for span, person in view.persons():
        if span.end + 1 >= len(doc):
            continue
        case, after = doc[span.end], doc[span.end + 1]
        place = view.at(after.i, "Place")
        body = view.at(after.i, "Organization") or view.at(min(after.i + 1, len(doc) - 1), "Organization")
        if case.lower_ in view.words["origins"]["prepositions"] and place is not None:
            yield _Found("origin", person.id, place.id, view.evidence(span.start, after.i), (), 0.6, "origin")
        elif (
            person.named
            and case.lower_ in view.words["origins"]["bodies"]
            and case.head.dep_ != "obl"  # "met Paul at Acme" tells where they met
            and body is not None
            and body is not person
        ):
            yield _Found("worksFor", person.id, body.id, view.evidence(span.start, after.i), (), 0.65, "origin")


def _accusations(view: _View) -> Iterator[_Found]:
    """Read "X is accused of ...", "Ihm wird vorgeworfen, ...": the clause or phrase is the object."""
    verbs = view.words["accusations"]["verbs"]
    for verb in view.doc:
        if verb.pos_ != "VERB" or verb_lemma(verb, view.language) not in verbs:
            continue
        passive = any(c.dep_ in ("aux:pass", "nsubj:pass") for c in verb.children) or verb.tag_ in ("VBN", "VVPP")
        accused = children(verb, "iobj", "obl:arg", "nsubj:pass") or (
            children(verb, "nsubj") if passive else children(verb, "obj")
        )
        person = next(
            (e for e in (_entity_of_phrase(view, head, "Person", "Organization") for head in accused) if e), None
        )
        charge = next(iter(children(verb, "xcomp", "ccomp", "advcl", "obl", "csubj:pass")), None)
        if person is None or charge is None or charge.i < verb.i:
            continue
        low, high = charge.left_edge.i, charge.right_edge.i + 1
        while low < high and (view.doc[low].is_punct or view.doc[low].dep_ == "case"):
            low += 1
        span = view.evidence(low, high - 1)
        yield _Found("accusedOf", person.id, span, view.evidence(verb.i, high - 1), (), 0.65, "accusation")


def _accounts(view: _View) -> Iterator[_Found]:
    """Read an account's owner, platform and followers."""
    doc = view.doc
    by_span = {(m.start, m.end): e for e in doc._.entities for m in e.mentions if e.type == "Account"}
    owners: dict[str, Entity] = {}
    found = []
    for account in find_accounts(doc, view.language):
        entity = by_span.get((account.candidate.start, account.candidate.end))
        if entity is None:
            continue
        owner = _owner_in(view, account.owner)
        if owner is not None:
            owners.setdefault(entity.id, owner)
        found.append((account, entity))
    for account, entity in found:
        owner = owners.get(entity.id)
        if owner is None:
            continue
        qualifiers = {"platform": account.platform} if account.platform else {}
        followers = _followers(view, account.candidate.head)
        if followers:
            qualifiers["followers"] = followers
        if account.owner is not None or followers:
            start, end = account.candidate.start, account.candidate.end
            yield _Found(
                "hasAccount", owner.id, entity.id, (start, end), tuple(sorted(qualifiers.items())), 0.8, "account"
            )


def _owner_in(view: _View, owner: tuple[int, int] | None) -> Entity | None:
    span = view.doc.char_span(*owner, alignment_mode="expand") if owner is not None else None
    if span is None:
        return None
    for types in (("Person",), ("Organization", "Group")):
        records = [r for t in span for r in view.by_token.get(t.i, ()) if r[2].type in types]
        if records:
            return max(records, key=lambda r: r[1] - r[0])[2]
    return None


def _followers(view: _View, head: int) -> str | None:
    """Return the number of followers told in the account's sentence."""
    sent = view.doc[head].sent
    words = lexicon(view.language, "accounts")["accounts"]["followers"]
    for quantity in view.doc._.quantities:
        text = text_of(view.doc)[quantity.start : quantity.end].lower()
        if sent.start_char <= quantity.start < sent.end_char and (
            quantity.unit in words or any(word in text for word in words)
        ):
            return str(int(quantity.value))
    return None
