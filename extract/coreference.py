"""Coreference: names to short names, acronyms, descriptions and pronouns of one entity, by rules.

A sieve, surest rules first (after Lee et al. 2013, Deterministic coreference resolution): equal names, short names,
acronyms in brackets, appositions and naming verbs, repeated descriptions, accounts, then pronouns from left to right.
An indefinite description opens an entity of its own: that the article names the person later is told by links between
claims, not here. Generic "man" and pronouns in the first and second person are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.language import Language

from hergang.extract.accounts import AccountMention, find_accounts
from hergang.extract.buckets import Buckets
from hergang.extract.cues import cue_verb
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.marks import find_quoted
from hergang.extract.mention_candidate import Candidate
from hergang.extract.nations import nation_of
from hergang.extract.nouns import gender_of, person_noun
from hergang.extract.records import Entity, EntityType, Mention
from hergang.extract.syntax import children, is_plural, subject_of

WINDOW = 3  # sentences that a pronoun or plain description may look back


@dataclass
class Cluster:
    """The mentions of one entity while they are gathered."""

    members: list[Candidate]
    type: EntityType
    genders: Counter[str] = field(default_factory=Counter)
    plural: bool = False
    owner: Cluster | None = None
    platform: str | None = None

    @property
    def gender(self) -> str | None:
        return self.genders.most_common(1)[0][0] if self.genders else None

    @property
    def named(self) -> bool:
        return any(member.named for member in self.members)

    def names(self, text: str) -> list[str]:
        return [text[m.start : m.end] for m in self.members if m.kind == "name"]

    def last_before(self, position: int) -> Candidate | None:
        """Return the last mention before a position; one inside a compound ("Trump-Gegner") is only in passing."""
        told = (m for m in self.members if m.end <= position and m.by != "entities/compound")
        return max(told, key=lambda m: m.end, default=None)


@Language.factory("hergang_coreference", requires=["doc._.candidates", "token.pos"], assigns=["doc._.entities"])
def make_coreference(nlp: Language, name: str) -> CoreferenceResolver:
    """Return the component; it follows ``hergang_entities``."""
    return CoreferenceResolver(str(nlp.lang))


class CoreferenceResolver:
    """Fill ``doc._.entities`` with every mention of each entity, pronouns included."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        doc._.entities = resolve(doc, self.language)
        return doc


def resolve(doc: Any, language: str) -> list[Entity]:
    """Return the entities of an article in the order of their first mention."""
    clusters = _initial(doc, language)
    for sieve in (_join_equal_names, _join_short_names, _join_acronyms, _join_copulas, _join_descriptions):
        clusters = sieve(doc, clusters, language)
    clusters = _join_accounts(doc, clusters, language)
    _add_pronouns(doc, clusters, language)
    clusters = _join_named_pronouns(doc, clusters, language)
    return _to_entities(text_of(doc), clusters)


def _initial(doc: Any, language: str) -> list[Cluster]:
    clusters = []
    for candidate in doc._.candidates:
        cluster = Cluster([candidate], candidate.type)
        head = doc[candidate.head]
        gender = (
            gender_of(candidate.noun, head.text, language)
            if candidate.noun
            else _title_gender(doc, candidate, language)
        )
        if gender:
            cluster.genders[gender] += 1
        cluster.plural = candidate.kind == "nominal" and is_plural(head)
        clusters.append(cluster)
    return clusters


def _title_gender(doc: Any, candidate: Candidate, language: str) -> str | None:
    """Return the gender that the word before a name tells ("Frau Merkel", "Sprecherin Ute Roth", "Mrs May")."""
    span = doc.char_span(candidate.start, candidate.end, alignment_mode="expand")
    if candidate.type != "Person" or span is None or span.start == 0:
        return None
    before = doc[span.start - 1]
    if before.text in ("Herr", "Herrn", "Mr", "Mr.", "Sir", "Lord"):
        return "m"
    if before.text in ("Frau", "Mrs", "Mrs.", "Ms", "Ms.", "Lady", "Dame", "Miss"):
        return "f"
    noun = person_noun(before.text, language)
    return gender_of(noun, before.text, language) if noun else None


def _merge(into: Cluster, other: Cluster) -> None:
    into.members.extend(other.members)
    into.members.sort(key=lambda m: (m.start, m.end))
    into.genders.update(other.genders)
    into.plural = into.plural and other.plural
    into.owner = into.owner or other.owner
    into.platform = into.platform or other.platform


# -- names -----------------------------------------------------------------------------------------------------------


def _join_equal_names(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join mentions of one name; the commonest type wins; a genitive -s is no part of a name that stands without."""
    spellings = Counter(name for cluster in clusters for name in cluster.names(text_of(doc)))
    by_name: dict[str, Cluster] = {}
    result = []
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "name" or member.type == "Account":
            result.append(cluster)
            continue
        name = _base_name(text_of(doc)[member.start : member.end], spellings, language, doc[member.head])
        nation = nation_of(name, language) if member.type == "Group" else None
        key = f"group of {nation}" if nation else name
        if key in by_name:
            _merge(by_name[key], cluster)
        else:
            by_name[key] = cluster
            result.append(cluster)
    for cluster in by_name.values():
        cluster.type = Counter(m.type for m in cluster.members).most_common(1)[0][0]
    return result


def _base_name(name: str, spellings: Counter[str], language: str, head: Any) -> str:
    compact = re.sub(r"\s+", " ", name)
    if language == "de" and compact.endswith("s") and len(compact) > 3:
        if compact[:-1] in spellings or (
            "Gen" in head.morph.get("Case") and not compact.endswith(("ss", "us", "is", "os", "as"))
        ):
            return compact[:-1]
        if any(other.endswith(" " + compact[:-1]) for other in spellings):
            return compact[:-1]
    return compact


def _join_short_names(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join "Trump" to "Donald Trump", "Apple" to "Apple Inc.": the only longer name, else the one named last."""
    fulls: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for name in set(cluster.names(text_of(doc))):
            words = _name_words(name, language)
            if len(name.split()) > 1 and cluster.type in ("Person", "Organization"):
                keys = {words[-1], words[0]} if cluster.type == "Person" else {words[0], " ".join(words)}
                for key in keys:
                    if cluster not in fulls.setdefault(key, []):
                        fulls[key].append(cluster)
    gone: set[int] = set()
    for cluster in clusters:
        names = cluster.names(text_of(doc))
        if not names or len(names[0].split()) != 1 or cluster.type in ("Group", "Account"):
            continue
        key = _name_words(names[0], language)[0]
        homes = [
            home for home in fulls.get(key, fulls.get(key[:-1], []) if key.endswith("s") else []) if home is not cluster
        ]
        if cluster.type == "Place":
            homes = [
                home for home in homes if home.type == "Person" and home.names(text_of(doc))[0].endswith(" " + key)
            ]
        home = _nearest(homes, cluster.members[0].start)
        if home is not None and (home.type != "Organization" or cluster.type != "Person"):
            _merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _name_words(name: str, language: str) -> list[str]:
    legal = lexicon(language, "persons")["organizations"]["legal_forms"]
    words = [word for word in name.split() if word not in legal and word not in ("Jr.", "Sr.", "III", "II")]
    return words or name.split()


def _nearest(homes: list[Cluster], position: int) -> Cluster | None:
    if len(homes) < 2:
        return homes[0] if homes else None
    before = [(home.last_before(position), home) for home in homes]
    told = [(mention.end, index) for index, (mention, _) in enumerate(before) if mention is not None]
    return before[max(told)[1]][1] if told else homes[0]


def _join_acronyms(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join "Deutsches Zentrum für Luft- und Raumfahrt (DLR)" and its acronym: in brackets, with fitting initials."""
    by_start = {m.start: c for c in clusters for m in c.members if m.kind == "name"}
    gone: set[int] = set()
    for cluster in clusters:
        if cluster.type not in ("Organization", "Thing", "Place", "Group"):
            continue
        for member in list(cluster.members):
            match = re.match(r"\s*[(]([A-ZÄÖÜ][\w-]{1,9})[)]", text_of(doc)[member.end : member.end + 14])
            other = by_start.get(member.end + match.start(1)) if match else None
            if match is None or other is None or other is cluster or id(other) in gone:
                continue
            if _has_initials(text_of(doc)[member.start : member.end], match.group(1)):
                _merge(cluster, other)
                gone.add(id(other))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _has_initials(name: str, acronym: str) -> bool:
    """Tell whether the capitals of an acronym stand in this order at starts of words or parts of compounds."""
    letters = iter(name.lower())
    return name[:1].lower() == acronym[:1].lower() and all(ch in letters for ch in acronym.lower() if ch.isalnum())


# -- descriptions ----------------------------------------------------------------------------------------------------


def _join_copulas(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join what a naming verb or an apposition equates: "Der Mann ... heißt X", "X, der Sprecher der Behörde,"."""
    naming = lexicon(language, "grammar")["responsibility"]["naming"]
    by_head = {m.head: c for c in clusters for m in c.members if c.type == "Person"}
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if member.kind != "nominal" or cluster.type != "Person":
            continue
        target = _named_by_verb(doc[member.head], by_head, naming) or _apposition(doc, member, by_head)
        if target is not None and target is not cluster and id(target) not in gone and target.named and member.definite:
            _merge(target, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _named_by_verb(head: Any, by_head: dict[int, Cluster], naming: list[str]) -> Cluster | None:
    verb = head.head
    if head.dep_ not in ("nsubj", "nsubj:pass") or verb == head:
        return None
    is_naming = verb.lemma_ in naming or verb.lower_ in ("heißt", "hieß", "heiße")
    if not is_naming and not children(verb, "cop"):
        return None
    pool = [verb, *verb.children] if not is_naming else list(verb.children)
    return next((by_head[t.i] for t in pool if t.i in by_head and t.i != head.i and by_head[t.i].named), None)


def _apposition(doc: Any, member: Candidate, by_head: dict[int, Cluster]) -> Cluster | None:
    head = doc[member.head]
    pairs = [child for child in head.children if child.dep_ in ("appos", "flat")]
    if head.dep_ in ("appos", "flat"):
        pairs.append(head.head)
    return next((by_head[t.i] for t in pairs if t.i in by_head and by_head[t.i].named), None)


def _join_descriptions(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join a description to the person titled so ("Präsident X ... der Präsident"), else to one described so."""
    titled = _titled_persons(doc, clusters, language)
    sentence = _sentence_index(doc)
    gone: set[int] = set()
    for cluster in clusters:
        member = cluster.members[0]
        if (
            member.kind != "nominal"
            or cluster.type == "Account"
            or not member.definite
            or cluster.plural
            or id(cluster) in gone
            or len(cluster.members) > 1
        ):
            continue
        open_clusters = [c for c in clusters if id(c) not in gone and c is not cluster]
        home = _home_of_description(doc, cluster, open_clusters, titled, sentence, language)
        if home is not None:
            _merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def _home_of_description(
    doc: Any,
    cluster: Cluster,
    others: list[Cluster],
    titled: dict[str, list[Cluster]],
    sentence: dict[int, int],
    language: str,
) -> Cluster | None:
    member = cluster.members[0]
    same_title = [c for c in titled.get(member.noun, []) if c in others and _first(c) < member.start]
    if same_title and cluster.type == "Person":
        return _nearest(same_title, member.start)
    same_noun = [
        c
        for c in others
        if c.type == cluster.type
        and not c.plural
        and any(m.noun == member.noun and m.start < member.start for m in c.members)
    ]
    if same_noun:
        return _nearest(same_noun, member.start)
    if cluster.type == "Organization" and member.noun in lexicon(language, "persons")["organizations"]["generic"]:
        return _body_spoken_of(cluster, others, sentence)
    if cluster.type == "Person" and member.noun in lexicon(language, "persons")["persons"]["plain"]:
        near = [
            c for c in others
            if c.type == "Person" and not c.plural and _agree(c.gender, cluster.gender)
            and (last := c.last_before(member.start)) is not None
            and sentence[member.head] - sentence[last.head] <= WINDOW
        ]  # fmt: skip
        named = [c for c in near if c.named]
        return _nearest(named or near, member.start)
    return None


def _body_spoken_of(cluster: Cluster, others: list[Cluster], sentence: dict[int, int]) -> Cluster | None:
    """Return the body that "das Unternehmen", "the company" stands for: of those near before, the one told of most."""
    member = cluster.members[0]
    scored = []
    for index, other in enumerate(others):
        last = other.last_before(member.start) if other.type == "Organization" and other.named else None
        if last is not None and sentence[member.head] - sentence[last.head] <= WINDOW + 1:
            told = sum(m.end <= member.start for m in other.members)
            scored.append((told, last.end, index))
    return others[max(scored)[2]] if scored else None


def _first(cluster: Cluster) -> int:
    return cluster.members[0].start


def _titled_persons(doc: Any, clusters: list[Cluster], language: str) -> dict[str, list[Cluster]]:
    """Return the named persons by the nouns that title them: the word before the name, or an apposition after it."""
    titled: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.type != "Person" or not cluster.named:
            continue
        for member in cluster.members:
            span = doc.char_span(member.start, member.end, alignment_mode="expand")
            if span is None or member.kind != "name":
                if member.noun:
                    titled.setdefault(member.noun, []).append(cluster)
                continue
            words = [doc[span.start - 1].text] if span.start else []
            words += [child.text for child in span.root.children if child.dep_ == "appos"]
            for word in words:
                noun = person_noun(word, language)
                if noun and cluster not in titled.setdefault(noun, []):
                    titled[noun].append(cluster)
    return titled


def _join_named_pronouns(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join whom a naming verb names by a pronoun: "Der Mann ist gefunden. Er heiße X.", "He was named as X"."""
    words = lexicon(language, "grammar")["responsibility"]["naming"]
    by_head = {m.head: c for c in clusters for m in c.members if c.type == "Person"}
    gone: set[int] = set()
    for token in doc:
        if token.pos_ != "VERB" or token.lemma_ not in words:
            continue
        heads = [t for t in token.children if t.i in by_head]
        told = next((by_head[t.i] for t in heads if t.pos_ == "PRON"), None)
        name = next((by_head[t.i] for t in heads if t.pos_ == "PROPN" and by_head[t.i].named), None)
        passive = language == "de" or any(t.dep_ in ("nsubj:pass", "aux:pass") for t in token.children)
        if told is None or name is None or told is name or not passive:
            continue
        # Who enters as "ein Mann" stays somebody of his own: that he was named later is for the links between claims.
        first = told.members[0]
        if not told.named and (first.definite or first.kind == "pronoun"):
            _merge(name, told)
            gone.add(id(told))
    return [cluster for cluster in clusters if id(cluster) not in gone]


# -- accounts --------------------------------------------------------------------------------------------------------


def _join_accounts(doc: Any, clusters: list[Cluster], language: str) -> list[Cluster]:
    """Join the mentions of one account: same platform, owners that do not differ; the owners are then one as well."""
    told = {(a.candidate.start, a.candidate.end): a for a in find_accounts(doc, language)}
    accounts = [c for c in clusters if c.type == "Account"]
    for cluster in accounts:
        mention = told.get((cluster.members[0].start, cluster.members[0].end))
        if mention is not None:
            cluster.platform = mention.platform
            cluster.owner = owner_cluster(mention, clusters)
    gone: set[int] = set()
    for index, cluster in enumerate(accounts):
        home = next(
            (a for a in accounts[:index] if id(a) not in gone and _same_account(a, cluster, text_of(doc))), None
        )
        if home is not None:
            gone |= _join_owners(home, cluster)
            _merge(home, cluster)
            gone.add(id(cluster))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def owner_cluster(mention: AccountMention, clusters: list[Cluster]) -> Cluster | None:
    """Return the cluster with a mention inside the owner's span: the widest, a person or body rather than a place."""
    if mention.owner is None:
        return None
    low, high = mention.owner
    inside = [
        (c.type in ("Person", "Organization"), m.end - m.start, -index)
        for index, c in enumerate(clusters)
        for m in c.members
        if low <= m.start and m.end <= high + 1 and c.type != "Account"
    ]
    return clusters[-max(inside)[2]] if inside else None


def _same_account(one: Cluster, other: Cluster, text: str) -> bool:
    handles = [set(re.findall(r"@\w+", " ".join(text[m.start : m.end] for m in c.members))) for c in (one, other)]
    if all(handles) and not handles[0] & handles[1]:
        return False
    if one.platform and other.platform and one.platform != other.platform:
        return False
    if one.owner is None or other.owner is None or one.owner is other.owner:
        return True
    return not (one.owner.named and other.owner.named)


def _join_owners(home: Cluster, other: Cluster) -> set[int]:
    """Join a described owner to the named one of the same account ("das Konto des Präsidenten"); return what went."""
    if home.owner is None or other.owner is None or home.owner is other.owner:
        return set()
    keep, drop = (home.owner, other.owner) if home.owner.named else (other.owner, home.owner)
    if drop.named or drop.type != keep.type:
        return set()
    _merge(keep, drop)
    home.owner = other.owner = keep
    return {id(drop)}


# -- pronouns --------------------------------------------------------------------------------------------------------


def _add_pronouns(doc: Any, clusters: list[Cluster], language: str) -> None:
    """Join third person singular pronouns to the best person before them, from left to right."""
    words = lexicon(language, "grammar")["pronouns"]
    sentence = _sentence_index(doc)
    people = [c for c in clusters if c.type == "Person" and not c.plural]
    bodies = [c for c in clusters if c.type == "Organization"]
    for token in doc:
        if language == "en" and token.lower_ == "it" and token.dep_ == "nsubj" and cue_verb(token.head, language):
            _join_speaking_body(token, bodies, sentence)
            continue
        gender = "m" if token.lower_ in words["masculine"] else "f" if token.lower_ in words["feminine"] else None
        if gender is None or not _is_pronoun(token, words) or _is_formal_or_plural(token, language):
            continue
        best = _antecedent(doc, token, gender, people, sentence)
        if best is not None:
            best.members.append(
                Candidate(
                    token.idx, token.idx + len(token), "Person", "pronoun", False, token.i, 0.6, "coreference/pronoun"
                )
            )
            best.genders[gender] += 1
    for cluster in clusters:
        cluster.members.sort(key=lambda m: (m.start, m.end))


def _join_speaking_body(token: Any, bodies: list[Cluster], sentence: dict[int, int]) -> None:
    """Join the "it" that says something to the body spoken of last."""
    near = [
        (last.end, index)
        for index, cluster in enumerate(bodies)
        if (last := cluster.last_before(token.idx)) is not None and sentence[token.i] - sentence[last.head] <= WINDOW
    ]
    if near:
        mention = Candidate(
            token.idx, token.idx + len(token), "Organization", "pronoun", False, token.i, 0.55, "coreference/body"
        )
        bodies[max(near)[1]].members.append(mention)


def _is_pronoun(token: Any, words: dict[str, list[str]]) -> bool:
    """Tell pronouns from the verb "sein" and from names: forms that can be nothing else need no tag."""
    return token.pos_ in ("PRON", "DET") or (token.lower_ in words["certain"] and token.pos_ != "PROPN")


def _is_formal_or_plural(token: Any, language: str) -> bool:
    """Leave out "Sie" (you), and "sie/ihr" beside a plural verb or feature: it stands for several."""
    if language != "de" or not token.lower_.startswith(("sie", "ihr")):
        return False
    if token.text[0].isupper() and not token.is_sent_start:
        return True
    if token.lower_ == "sie":
        verb = token.head
        finite = next((t for t in (verb, *verb.children) if t.pos_ in ("VERB", "AUX") and t.morph.get("Number")), None)
        return "Plur" in token.morph.get("Number") or (finite is not None and is_plural(finite))
    return False


def _antecedent(doc: Any, token: Any, gender: str, people: list[Cluster], sentence: dict[int, int]) -> Cluster | None:
    scored = []
    for index, cluster in enumerate(people):
        last = cluster.last_before(token.idx)
        if last is None or not _agree(cluster.gender, gender):
            continue
        distance = sentence[token.i] - sentence[last.head]
        if distance > WINDOW:
            continue
        head = doc[last.head]
        score = (
            -2.0 * distance + (2.0 if head.dep_ in ("nsubj", "nsubj:pass") else 0.0) + (1.0 if cluster.named else 0.0)
        )
        score += 0.5 * min(len(cluster.members), 4) + (0.5 if cluster.gender == gender else 0.0)
        if distance == 0 and _same_clause_subject(token, head):
            score -= 3.0
        scored.append((score, last.end, -index))
    return people[-max(scored)[2]] if scored else None


def _same_clause_subject(token: Any, head: Any) -> bool:
    """Tell an object pronoun beside the subject of its own verb: "Trump lobte ihn" is about somebody else."""
    return token.pos_ == "PRON" and token.dep_ in ("obj", "iobj", "obl", "obl:arg") and subject_of(token.head) == head


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _sentence_index(doc: Any) -> dict[int, int]:
    """Return the number of each token's sentence; sentences inside quotation marks are passed over in counting.

    What somebody says puts no distance between "er" after the quotation and the name before it.
    """
    quoted: Buckets[tuple[int, int]] = Buckets()
    for stretch in find_quoted(text_of(doc)):
        if stretch.closed:
            quoted.add([(stretch.start, stretch.end)], (stretch.start, stretch.end))
    index: dict[int, int] = {}
    number = 0
    for sent in doc.sents:
        near = quoted.near([(sent.start_char, sent.end_char)])
        inside = any(start <= sent.start_char + 1 and sent.end_char - 2 <= end for start, end in near)
        index.update(dict.fromkeys(range(sent.start, sent.end), number))
        number += 0 if inside or not sent.text.strip() else 1
    return index


def _to_entities(text: str, clusters: list[Cluster]) -> list[Entity]:
    ordered = sorted(clusters, key=lambda c: (c.members[0].start, -c.members[0].end))
    return [
        Entity(
            id=f"e{number}",
            type=cluster.type,
            name=_best_name(text, cluster),
            named=cluster.named,
            mentions=tuple(_distinct(cluster)),
            confidence=max(m.confidence for m in cluster.members),
            by=cluster.members[0].by,
        )
        for number, cluster in enumerate(ordered, 1)
    ]


def _best_name(text: str, cluster: Cluster) -> str:
    """Return the longest and commonest name; for an account the longest description; else the first words."""
    names = Counter(re.sub(r"\s+", " ", name) for name in cluster.names(text))
    if names and cluster.type != "Account":
        return max(names, key=lambda name: (len(name.split()), names[name], -len(name), name))
    spans = [re.sub(r"\s+", " ", text[m.start : m.end]) for m in cluster.members if m.kind == "nominal"]
    if cluster.type == "Account":
        owners = cluster.owner.names(text) if cluster.owner is not None else []
        told = [span for span in spans if any(owner in span for owner in owners)]
        return next(iter(names)) if names else max(told or spans, key=len)
    return spans[0] if spans else text[cluster.members[0].start : cluster.members[0].end]


def _distinct(cluster: Cluster) -> Iterator[Mention]:
    seen = set()
    for member in cluster.members:
        if (member.start, member.end) not in seen:
            seen.add((member.start, member.end))
            yield Mention(member.start, member.end, member.kind)
