"""Relations that a verb shows: "arbeitete bei Y", "X, owned by Y", "Ihm wird vorgeworfen, ..."."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity
from hergang.extract.relation_view import Found, RelationView, body_in_phrase, entity_of_phrase
from hergang.extract.syntax import children, finite_verb, particle_of, phrase_range, subject_of

#: Relations that a past event founds for good ("gründete", "übernahm"), and those that tell the past themselves.
_LASTING = frozenset({"acquired", "founderOf", "bornIn", "diedIn", "participatedIn", "accusedOf", "formerlyWorkedFor"})


#: Relations that bodies do not have: "the company has come under criticism from Paris".
_OF_PEOPLE = frozenset({"bornIn", "diedIn", "origin", "residence"})


@cache
def _verb_patterns(language: str) -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = {}
    for pattern in lexicon(language, "relations")["verbs"]:
        table.setdefault(pattern["lemma"], []).append(pattern)
    return table


def find_verbs(view: RelationView) -> Iterator[Found]:
    """Read a verb with a body as its object: "arbeitete bei Y", "founded Y", "X, owned by Y"."""
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


def _verb_found(view: RelationView, verb: Any, pattern: dict[str, Any]) -> Iterator[Found]:
    subject_head = subject_of(verb)
    if subject_head is None and verb.dep_ in ("acl", "acl:relcl"):
        subject_head = verb.head
    if _is_by_passive(verb):
        yield from _passive_found(view, verb, subject_head, pattern)
        return
    subject = entity_of_phrase(view, subject_head, "Person", "Organization", "Group")
    if (
        subject is None
        and subject_head is not None
        and subject_head.lower_ in lexicon(view.language, "grammar")["pronouns"]["relative"]
    ):
        subject = entity_of_phrase(view, verb.head, "Person", "Organization")
    if subject is None or (pattern["relation"] in _OF_PEOPLE and subject.type == "Organization"):
        return
    for child in verb.children:
        case = next((c.lower_ for c in children(child, "case")), "")
        if (
            child.dep_ not in ("obj", "obl", "obl:arg", "iobj", "nmod", "nsubj:pass")
            or case not in pattern["prepositions"]
            or child == subject_head
        ):
            continue
        entity = body_in_phrase(view, child, pattern["types"])
        if entity is None or entity is subject or _is_apart(view, child, entity) or _is_department(view, entity):
            continue
        relation = pattern["relation"]
        if relation == "worksFor" and _is_past(verb):
            relation = "formerlyWorkedFor"
        yield Found(
            relation,
            subject.id,
            entity.id,
            view.evidence(subject_head.i if subject_head is not None else verb.i, max(child.i, verb.i)),
            _department(view, verb, relation) or (() if relation in _LASTING else past_qualifier(verb)),
            0.75,
            "verb",
        )


def _is_apart(view: RelationView, head: Any, entity: Entity) -> bool:
    """Tell a body that only what the object is about: "leitet ein Verfahren gegen Aliexpress"."""
    ties = view.words["ties"]["prepositions"]
    return any(
        view.at(child.i) is entity and any(c.lower_ not in ties for c in children(child, "case"))
        for child in children(head, "nmod")
    )


def _is_by_passive(verb: Any) -> bool:
    """Tell "X, owned by Y" and "X wurde von Y gegründet"."""
    return verb.tag_ in ("VBN", "VVPP") and _agent(verb) is not None


def _agent(verb: Any) -> Any | None:
    agents = children(verb, "obl:agent", "obl")
    return next((a for a in agents if any(c.lower_ in ("by", "von", "vom") for c in children(a, "case"))), None)


def _passive_found(view: RelationView, verb: Any, theme: Any | None, pattern: dict[str, Any]) -> Iterator[Found]:
    """Read a passive: its agent is the relation's subject, what it is about the object."""
    agent = _agent(verb)
    if "" not in pattern["prepositions"] or theme is None or agent is None:
        return
    subject = entity_of_phrase(view, agent, "Person", "Organization")
    entity = body_in_phrase(view, theme, pattern["types"])
    if subject is not None and entity is not None and subject is not entity:
        evidence = view.evidence(theme.i, max(agent.i, verb.i))
        yield Found(pattern["relation"], subject.id, entity.id, evidence, (), 0.75, "passive")


def past_qualifier(token: Any) -> tuple[tuple[str, str], ...]:
    """Return a qualifier for what held in the past by the verb of its clause: it is no fact of today."""
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return (("tense", "past"),) if token.pos_ in ("VERB", "AUX") and _is_past(token) else ()


def _is_department(view: RelationView, entity: Entity) -> bool:
    """Tell a part of an employer ("im Kundendienst"), which qualifies the relation rather than being its object."""
    return not entity.named and entity.name.lower().endswith(tuple(view.words["departments"]["nouns"]))


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


def _department(view: RelationView, verb: Any, relation: str) -> tuple[tuple[str, str], ...]:
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


def find_accusations(view: RelationView) -> Iterator[Found]:
    """Read "X is accused of ...", "Ihm wird vorgeworfen, ...": the clause or phrase is the object."""
    verbs = view.words["accusations"]["verbs"]
    for verb in view.doc:
        if verb.pos_ != "VERB" or verb_lemma(verb, view.language) not in verbs:
            continue
        passive = any(c.dep_ in ("aux:pass", "nsubj:pass") for c in verb.children) or verb.tag_ in ("VBN", "VVPP")
        accused = children(verb, "iobj", "obl:arg", "nsubj:pass") or (
            children(verb, "nsubj") if passive else children(verb, "obj")
        )
        persons = _accused_entities(view, accused)
        charge = _charge(view, verb, accused)
        if not persons or charge is None or charge.i < verb.i:
            continue
        low, high = charge.left_edge.i, charge.right_edge.i + 1
        while low < high and (view.doc[low].is_punct or view.doc[low].dep_ == "case"):
            low += 1
        span = view.evidence(low, high - 1)
        for person in persons:
            yield Found("accusedOf", person.id, span, view.evidence(verb.i, high - 1), (), 0.65, "accusation")


def _charge(view: RelationView, verb: Any, accused: list[Any]) -> Any | None:
    """Return the head of what somebody is accused of; English marks it by "of" or "with"."""
    marks = view.words["accusations"]["marks"]
    found = children(verb, "xcomp", "ccomp", "advcl", "obl", "csubj:pass")
    if marks:
        found += [child for head in accused for child in children(head, "acl", "nmod")]
        found = [c for c in found if any(m.lower_ in marks for m in children(c, "case", "mark"))]
    return next(iter(found), None)


def _accused_entities(view: RelationView, heads: list[Any]) -> list[Entity]:
    """Return who is accused, all of "X and Y"; a country may be."""
    joined = [token for head in heads for token in (head, *head.conjuncts)]
    found = (entity_of_phrase(view, token, "Person", "Organization", "Place", "Group") for token in joined)
    return list({entity.id: entity for entity in found if entity is not None}.values())


def find_dismissals(view: RelationView) -> Iterator[Found]:
    """Read "Y hat X entlassen", "Y has sacked its coach X": X worked for Y before."""
    for verb in view.doc:
        if verb.pos_ != "VERB" or verb_lemma(verb, view.language) not in view.words["dismissals"]["verbs"]:
            continue
        body = entity_of_phrase(view, subject_of(verb), "Organization")
        person = next((e for e in (entity_of_phrase(view, o, "Person") for o in children(verb, "obj")) if e), None)
        if body is not None and person is not None and finite_verb(verb) is not None and _is_past(verb):
            evidence = view.evidence(verb.left_edge.i, verb.i)
            yield Found("formerlyWorkedFor", person.id, body.id, evidence, (), 0.7, "dismissal")
