"""The body that a role belongs to: beside the role, in its compound, told before in the article, or its portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simplemma import is_known

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Span
from hergang.extract.relation_view import RelationView, named_span
from hergang.extract.syntax import is_plural, phrase_range

#: A body (or the span of one that is no entity) and the token that tells it.
Body = tuple[Entity | Span, int]

_QUOTES = frozenset("\"'„“”»«‚‘’")
_REACH = 6  # tokens from an English role to the place that it is held for
_NARROW = 3  # tokens between a body's noun and its name: an opening quotation mark, "der"


def body_of_role(view: RelationView, first: int, index: int, end: int) -> Body | None:
    """Return the body that a role belongs to: in the compound, before it ("Apple CEO"), after it ("Chef der Bahn")."""
    doc = view.doc
    end = next((t.i for t in doc[index + 1 : end] if t.text == "("), end)  # "Vizekanzler (ÖVP)"
    inner = view.inside_token(doc[index])
    if inner is not None and person_noun(doc[index].text, view.language) in view.words["roles"]["envoys"]:
        return None  # "der russische UN-Botschafter" is Russia's
    if inner is not None:
        return inner, index
    seats = view.words["seat"]["compounds"]
    # "a Beijing-based researcher at X", "der in Chicago geborene Kardinal"
    beside = [t for t in doc[first:index] if not _in_seat(t, seats) and not _in_participle(t)]
    beside = [t for t in beside if not _is_office(view, t)]
    before = view.among([t for t in beside if not view.shares(t.i, index)], "Organization", "Place", "Group")
    after = _body_after(view, index, end)
    own = organization_part(doc[index], view.language)
    if own is not None and before is not None and before[0].type == "Place":
        return own, index  # "Hamburgs Polizeipräsident"
    if before is not None and not (after is not None and before[0].type == "Place" and after[0].type != "Place"):
        return whole_body(view, before, index)
    if after is not None and after[0].type == "Place" and own is not None:
        return own, index  # "Feuerwehrmann in Essen"
    if after is not None:
        named = _named(view, after, end)
        return whole_body(view, after, end) if named == after else named
    part = organization_part(doc[index], view.language) or _unknown_part(view, doc[index])
    return (part, index) if part is not None else None


def whole_body(view: RelationView, body: tuple[Entity, int], end: int) -> Body:
    """Return the body to whose name a place belongs: "US-Außenministerium", "Außenstelle Magdeburg", "Durban court".

    ``end`` is the token that ends the phrase: the role behind it, or what follows.
    """
    entity, index = body
    if entity.type not in ("Place", "Group"):
        return body
    wider = [r for r in view.by_token.get(index, ()) if r[2].type == "Organization" and r[1] - r[0] > len(entity.name)]
    if wider:
        return max(wider, key=lambda r: r[1] - r[0])[2], index
    token = view.doc[index]
    if view.language == "de":
        before = view.doc[index - 1] if index else None
        if (
            view.inside_token(token) is entity
            and token.pos_ in ("NOUN", "PROPN")
            and person_noun(token.text, "de") is None
        ):
            return (token.idx, token.idx + len(token)), index
        bare = before is not None and before.pos_ == "NOUN" and view.at(index - 1, "Organization", "Place") is None
        branch = bare and _is_branch(view, before)
        return (view.evidence(index - 1, index), index) if branch else body
    head = token.head
    compound = token.dep_ == "compound" and head.pos_ == "NOUN" and head.i > index
    if compound and person_noun(head.text, "en") is None and view.at(head.i, "Person") is None:
        return view.evidence(index, head.i), index  # "Torbay fire service"
    last = None
    for following in view.doc[index + 1 : end]:
        if following.pos_ not in ("NOUN", "PROPN", "ADJ", "PART") or view.at(following.i, "Person") is not None:
            break
        last = following if organization_noun(following.text, "en") not in (None, "state") else last
    return (view.evidence(index, last.i), index) if last is not None else body


def _is_branch(view: RelationView, token: Any) -> bool:
    """Tell a noun for a body or for a part of one that is called by its place ("Außenstelle Magdeburg")."""
    branches = tuple(view.words["bodies"]["branches"])
    return organization_noun(token.text, view.language) is not None or token.lower_.endswith(branches)


def _unknown_part(view: RelationView, token: Any) -> Span | None:
    """Return the first part of a hyphenated role where it is no word but a name: "Velmer" of "Velmer-Chefin"."""
    part, hyphen, _ = token.text.rpartition("-")
    if view.language != "de" or not hyphen or len(part) < 3 or not part[0].isupper():
        return None
    if part in view.words["heads"]["fields"]:
        return None  # "HNO-Ärztin"
    common = part.lower() in view.words["heads"]["whole"] or part + "-" in view.words["former"]["prefixes"]
    return None if common or (is_known(part, "de") and not part.isupper()) else (token.idx, token.idx + len(part))


def _body_after(view: RelationView, index: int, end: int) -> tuple[Entity, int] | None:
    """Return the body after a role; an English place counts as one only behind "of" or "for"."""
    after = view.among([t for t in view.doc[index + 1 : end] if not _is_other_role(view, t)], "Organization", "Place")
    if after is not None and _is_ours(view, after[1]):
        return None
    behind_at = next((t.i + 1 for t in view.doc[index + 1 : end - 1] if t.lower_ == "at"), None)
    stated = view.at(behind_at, "Organization", "Place") if view.language == "en" and behind_at is not None else None
    if stated is not None and after is not None and behind_at is not None:
        return stated, behind_at  # "Head of Sales and Services at X"
    if after is None or after[0].type != "Place" or view.language != "en":
        return after
    ties = view.words["offices"]["ties"]
    return after if view.doc[index + 1].lower_ in ties and after[1] <= index + _REACH else None


def _is_ours(view: RelationView, index: int) -> bool:
    """Tell what the writer's own: "sagte ein Gewerkschafter unserer Redaktion" names whom he told."""
    ours = view.words["bodies"]["ours"]
    return any(t.lower_ in ours for t in view.doc[max(index - 1, 0) : index + 1])


def _is_other_role(view: RelationView, token: Any) -> bool:
    """Tell a role with a body of its own: "der Arbeitsminister und EU-Kommissar"."""
    return view.inside_token(token) is not None and person_noun(token.text, view.language) is not None


def _is_office(view: RelationView, token: Any) -> bool:
    """Tell an office, which is no body: "der aus dem Amt scheidende Chef"."""
    office = view.words["bodies"]["office"]
    return token.lower_ in office or (token.i + 1 < len(view.doc) and view.doc[token.i + 1].lower_ in office)


def _in_seat(token: Any, endings: list[str]) -> bool:
    """Tell the place of "Beijing-based", whether it is one token or three."""
    following = "".join(t.lower_ for t in token.doc[token.i : token.i + 3])
    return any(ending in following and following.index(ending) <= len(token) for ending in endings if "-" in ending)


def _in_participle(token: Any) -> bool:
    """Tell a phrase of a participle before a noun."""
    return token.head.dep_ == "amod" and token.dep_ in ("obl", "obj", "obl:arg")


def _named(view: RelationView, body: tuple[Entity, int], end: int) -> Body:
    """Return the name right behind a body's noun: "die Partei „Georgischer Traum“", "the airline Condor"."""
    entity, index = body
    if view.kind_at(index, entity) == "name":
        return body
    for place in range(index + 1, min(index + 1 + _NARROW, end, len(view.doc))):
        named = view.at(place, "Organization")
        if view.doc[place].pos_ == "DET":
            break  # "des Verbands der Winzer"
        if named is not None and named.named:
            return named, place
        if named is None and view.doc[place].text not in _QUOTES:
            break
    return body


def organization_part(token: Any, language: str) -> Span | None:
    """Return the span of the body's noun in a closed compound ("Polizei" of "Polizeisprecher")."""
    for part in _first_parts(token, language):
        if organization_noun(part, language):
            return token.idx, token.idx + len(part)
    return None


def _first_parts(token: Any, language: str) -> Iterator[str]:
    """Yield the first parts of a closed compound whose second part is a noun for people, without a linking -s."""
    if language != "de":
        return
    for end in range(4, len(token.text) - 3):
        if person_noun(token.lower_[end:], language):
            part = token.text[:end]
            yield part.removesuffix("es") if part.endswith("es") else part.removesuffix("s")


def own_body(view: RelationView, index: int) -> Span | None:
    """Return the span of a role's own body that is no entity ("Sprecherin des Zweckverbands"), or None."""
    token = view.doc[index]
    if index + 1 >= len(view.doc) or view.doc[index + 1].lower_ not in view.words["offices"]["ties"]:
        return None
    head = next((c for c in token.children if c.dep_ == "nmod" and c.i > index), None)
    if head is None or head.pos_ not in ("NOUN", "PROPN") or person_noun(head.text, view.language):
        return None
    low, high = phrase_range(head)
    while low < high and view.doc[low].pos_ in ("DET", "ADP"):
        low += 1
    named = named_span(view, head)
    territory = head.lemma_.lower() in view.words["bodies"]["territories"]
    if named is not None or not (territory or organization_noun(head.text, view.language)):
        return named  # "der Autor des Berichts" has no body
    return (view.doc[low].idx, view.doc[high - 1].idx + len(view.doc[high - 1])) if low < high else None


def portfolio(view: RelationView, role: str, first: int, index: int) -> Span | None:
    """Return what an office is for, where no body is named: "Finanz" of "Finanzminister", "Economy" before "Minister".

    A seat that is called as its body ("Nationalrat Thomas Matter") is that body.
    """
    offices = view.words["offices"]
    token = view.doc[index]
    if role in offices["bodies"]:
        if not any(t.pos_ == "PROPN" for t in view.doc[index + 1 : index + 3]):
            return None  # "der Gemeinderat" is the body itself
        return token.idx, token.idx + len(token)
    if role not in offices["portfolios"]:
        return None
    if view.language == "de":
        part = next(_first_parts(token, "de"), "")
        former = next((p for p in view.words["former"]["prefixes"] if part.startswith(p)), "")
        start = token.idx + len(former)
        return (start, token.idx + len(part)) if len(part) > len(former) else None
    low = index
    while low > first and view.doc[low - 1].pos_ in ("NOUN", "PROPN", "ADJ") and view.at(low - 1) is None:
        low -= 1
    if view.doc[low].lower_ in offices["ranks"]:
        low += 1
    return (view.doc[low].idx, view.doc[index - 1].idx + len(view.doc[index - 1])) if low < index else None


def context_body(view: RelationView, role: str, token: Any, before: int) -> Body | None:
    """Return the body spoken of last before a token: whose chief executive "chief executive Hans Vogt" is.

    Only roles in bodies are taken so (a company's chief, a spokeswoman), not those of states or trades. Where two
    bodies are told of close by, nothing tells which it is.
    """
    if role not in view.words["context"]["roles"] or nation_of(token.text, view.language) or is_plural(token):
        return None
    if any(child.dep_ == "nmod:poss" and view.at(child.i) is None for child in token.children):
        return None  # somebody else's: "the campaign's director"
    if view.language == "de" and not _is_plain_role(view, role, token):
        return None  # "BKA-Chef", "Kremlsprecher" tell their own
    sentences = 0
    found: Body | None = None
    for index in range(before - 1, -1, -1):
        sentences += int(bool(view.doc[index + 1].is_sent_start))
        entity = view.at(index, "Organization")
        if entity is None or not entity.named or view.inside_token(view.doc[index]) is entity:
            continue
        if _is_told(view, index):
            continue
        if found is not None and found[0] is not entity:
            return None if sentences <= view.words["context"]["sentences"] else found
        found = entity, index
    return found


def _is_plain_role(view: RelationView, role: str, token: Any) -> bool:
    """Tell "Sprecher", "Vorstandschef", "Pressesprecherin" from roles whose first part names another body."""
    part = token.lower_[: token.lower_.rfind(role[:4])] if role[:4] in token.lower_ else ""
    return not part or part.strip("-") in (*view.words["heads"]["whole"], *view.words["context"]["parts"])


def _is_told(view: RelationView, index: int) -> bool:
    """Tell a medium that something was told to ("told BBC Radio on Monday", "sagte er der dpa")."""
    doc = view.doc
    low = index
    while low > 0 and view.at(low - 1) is view.at(index):
        low -= 1
    words = [t.lower_ for t in doc[max(0, low - 4) : low]]
    return bool(set(words) & set(view.words["context"]["told"]))


def in_parties(entity: Entity, language: str) -> bool:
    """Tell a party by the lexicon."""
    return entity.name in lexicon(language, "groups")["parties"]["names"]
