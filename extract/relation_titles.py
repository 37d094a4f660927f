"""Roles that stand beside a name: "Fed-Vizechef X", "X, spokesman for Y", "die Vorsitzende des Beirats, X,"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import person_noun
from hergang.extract.records import Entity
from hergang.extract.relation_bodies import Body, body_of_role
from hergang.extract.relation_roles import role_alone, role_found
from hergang.extract.relation_view import Found, RelationView
from hergang.extract.syntax import is_finite, phrase_range

_REACH = 8  # tokens that a role's phrase may take before the next comma or name
_AFTER = 22  # tokens that an apposition may take
_IN_APPOSITION = frozenset("-'\"„“”»«‘’")  # punctuation that does not end an apposition
_STOPPING = ("VERB", "AUX", "PRON", "SCONJ")


def find_titles(view: RelationView) -> Iterator[Found]:
    """Read a role set before a name, or after it between commas: "Fed-Vizechef X", "X, spokesman for Y"."""
    for span, person in view.persons():
        if person.named:
            yield from _before(view, span, person)
            yield from _after(view, span, person)


# -- before the name --------------------------------------------------------------------------------------------------


def _before(view: RelationView, span: Any, person: Entity) -> Iterator[Found]:
    doc = view.doc
    index = _over_ranks(view, span.start - 1)
    if index < 0 or doc[index].is_space:
        return
    if doc[index].text == ",":
        if _closes_apposition(view, span):
            yield from _phrase_before(view, index, span, person)
        return
    if nation_of(doc[index].text.rpartition("-")[2], view.language) and "-" in doc[index].text.strip("-"):
        token = doc[index]
        whole = (token.idx, token.idx + len(token))
        yield Found("nationality", person.id, whole, view.evidence(index, span.end - 1), (), 0.7, "title")
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
    first = _phrase_start(view, index)
    tokens = (min(first, index), span.end - 1)
    body = body_of_role(view, first, index, span.end) or _body_behind(view, role, span) or _party(view, index)
    if body is None:
        yield from role_alone(view, role, doc[index], person, tokens, first)
    else:
        yield from role_found(view, role, doc[index], person, body, tokens, "title")
    # "Der Wahlkampfleiter der SVP, Nationalrat X", "President and CEO X"
    if first > 1 and doc[first - 1].text == "," and _closes_apposition(view, span):
        yield from _phrase_before(view, first - 1, span, person)
    elif first > 1 and doc[first - 1].lower_ in view.words["titles"]["conjunctions"]:
        other = person_noun(doc[first - 2].text, view.language)
        if other is not None:
            apart = other in view.words["offices"]["portfolios"] and view.language == "de"
            shared = (None if apart else body) or body_of_role(
                view, _phrase_start(view, first - 2), first - 2, first - 1
            )
            yield from role_found(view, other, doc[first - 2], person, shared, (first - 2, span.end - 1), "title")


def _body_behind(view: RelationView, role: str, span: Any) -> Body | None:
    """Return the body or place behind the name of who heads it: "King Alfonso of Spain"."""
    if role not in view.words["roles"]["headOf"] or span.end + 1 >= len(view.doc):
        return None
    if view.doc[span.end].lower_ not in ("of", "von"):
        return None
    return view.among(view.doc[span.end + 1 : span.end + 3], "Organization", "Place")


def _party(view: RelationView, index: int) -> Body | None:
    """Return the party told before a seat: "Conservative MP X"."""
    before = view.doc[index - 1] if index else None
    if before is None or before.text not in view.words["brackets"]["adjectives"]:
        return None
    if person_noun(view.doc[index].text, view.language) not in view.words["roles"]["memberOf"]:
        return None
    return (before.idx, before.idx + len(before)), before.i


def _over_ranks(view: RelationView, index: int) -> int:
    """Return the token before ranks and forms of address ("Commandant Major General X", "Sprecherin Dr. X")."""
    ranks = view.words["titles"]["ranks"]
    while index >= 0 and view.doc[index].text in ranks:
        index -= 1
    return index


def _phrase_start(view: RelationView, index: int) -> int:
    """Return the first token of the phrase of a role before a name; names of bodies before it belong to it."""
    doc = view.doc
    first = max(phrase_range(doc[index])[0], index - 6)
    while (
        first > max(0, index - _REACH)
        and view.language == "en"
        and doc[first - 1].pos_ in ("PROPN", "ADJ", "NOUN", "ADP", "PART")
        and (view.at(first - 1) or doc[first - 1].pos_ in ("NOUN", "PROPN"))
    ):
        first -= 1
    return min(first, index)


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


def _closes_apposition(view: RelationView, span: Any) -> bool:
    """Tell whether what follows a name lets it be the apposition of the phrase before the comma.

    "sagte der Chef der Bahn, X sei krank" is indirect speech: before a verb, only what opens its clause counts.
    """
    doc = view.doc
    if span.end >= len(doc):
        return True
    after = doc[span.end]
    if after.text in (",", "(", ".", ":"):
        return True
    sentence = doc[span.start].sent
    return after.pos_ in ("VERB", "AUX") and not any(is_finite(t) for t in doc[sentence.start : span.start])


def _phrase_before(view: RelationView, comma: int, span: Any, person: Entity) -> Iterator[Found]:
    """Read a definite phrase before a comma: "Die Vorsitzende des Beirats, X,", "Sweden's Minister of Justice, X,"."""
    doc = view.doc
    low = comma
    while low > max(0, comma - _REACH, doc[comma].sent.start) and not _ends_phrase(doc[low - 1]):
        low -= 1
    for index in range(low, comma):
        role = person_noun(doc[index].text, view.language)
        if role is not None and doc[index].pos_ in ("NOUN", "PROPN"):
            first = max(low, _phrase_start(view, index))
            if _is_definite(view, first, index):
                body = body_of_role(view, first, index, comma)
                tokens = (first, span.end - 1)
                if body is None:
                    yield from role_alone(view, role, doc[index], person, tokens, first)
                else:
                    yield from role_found(view, role, doc[index], person, body, tokens, "apposition")
            return


def _ends_phrase(token: Any) -> bool:
    return token.pos_ in _STOPPING or is_finite(token) or (token.is_punct and token.text not in _IN_APPOSITION)


def _is_definite(view: RelationView, first: int, index: int) -> bool:
    """Tell a phrase that names one person: with a definite article or a possessor, or opening its sentence."""
    doc = view.doc
    grammar = lexicon(view.language, "grammar")
    words = {token.lower_ for token in doc[max(0, first - 1) : index]}
    if words & set(grammar["determiners"]["definite"]) or words & set(grammar["pronouns"]["possessive"]):
        return True
    return "'s" in words or "’s" in words or first == doc[index].sent.start


# -- after the name ---------------------------------------------------------------------------------------------------


def _after(view: RelationView, span: Any, person: Entity) -> Iterator[Found]:
    """Read an apposition; of several roles each has its own body, or that of the next ("Gründer und Chef der Y")."""
    doc = view.doc
    if span.end + 1 >= len(doc) or doc[span.end].text not in (",", "–", "-"):
        return
    stop = next((t.i for t in doc[span.end + 1 : span.end + _AFTER] if _ends_apposition(t)), span.end + 1)
    roles = list(_roles_between(view, span.end + 1, stop))
    bounds = [span.end + 1, *(_boundary(view, index) for _, index in roles[1:]), stop]
    bodies = [body_of_role(view, bounds[n], index, bounds[n + 1]) for n, (_, index) in enumerate(roles)]
    for number, (role, index) in enumerate(roles):
        body = next((own for own in bodies[number:] if own is not None), None)
        tokens = (span.start, stop - 1)
        if body is None:
            yield from role_alone(view, role, doc[index], person, tokens, bounds[number])
        else:
            yield from role_found(view, role, doc[index], person, body, tokens, "apposition")


def _ends_apposition(token: Any) -> bool:
    return (token.is_punct and token.text not in _IN_APPOSITION) or "\n" in token.text


def _roles_between(view: RelationView, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield the first role of an apposition and those joined to it by "and"."""
    conjunctions = view.words["titles"]["conjunctions"]
    joined = True
    for token in view.doc[first:stop] if view.doc[first].lower_ not in conjunctions else ():
        if token.pos_ in _STOPPING and token.tag_ not in ("VVPP", "VBN") and not _may_be_article(token, first):
            return
        joined = joined or token.lower_ in conjunctions
        role = person_noun(token.text, view.language) if joined else None
        if (
            role is not None
            and view.at(token.i, "Organization") is None
            and not (view.language == "en" and _modifies(token))
            and not _names_another(view, token.i + 1, stop)
            and not _says(view, token.i + 1, stop)
        ):
            yield role, token.i
            joined = False


def _says(view: RelationView, index: int, stop: int) -> bool:
    """Tell a role that is the subject of the next verb: "Mark Rutte, the US President said"."""
    for token in view.doc[index:stop]:
        if token.pos_ in ("PRON", "SCONJ") or token.lower_ in view.words["titles"]["conjunctions"]:
            return False
        if is_finite(token) and token.tag_ not in ("VBN", "VVPP"):
            return True
    return False


def _may_be_article(token: Any, first: int) -> bool:
    """Tell the article of an apposition that the parse takes for a relative pronoun ("X, die frühere Sprecherin")."""
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return token.i == first and token.tag_ == "PRELS" and following is not None and following.pos_ in ("ADJ", "NOUN")


def _modifies(token: Any) -> bool:
    """Tell a noun that only modifies the next one ("influencer" of "influencer partnership manager")."""
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return following is not None and following.pos_ == "NOUN"


def _names_another(view: RelationView, index: int, stop: int) -> bool:
    """Tell a role that belongs to the name after it: "X, Sprecherin Y", "X, and Google founder Y"."""
    person = view.at(index, "Person") if index < stop else None
    return person is not None and person.named


def _boundary(view: RelationView, index: int) -> int:
    """Return the token after the "and" before a role."""
    while view.doc[index - 1].lower_ not in view.words["titles"]["conjunctions"]:
        index -= 1
    return index
