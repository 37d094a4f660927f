"""Mentions of entities in a parsed article: names, parts of hyphenated compounds, groups, descriptions.

`find_mentions` is pure: a `Doc` with names (``doc.ents``), tags and a parse goes in, candidates come out in text order.
Pronouns are found by `hergang.extract.coreference`, accounts by `hergang.extract.accounts`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import EntityType, MentionKind
from hergang.extract.syntax import children, is_plural, phrase_range

MODEL_TYPES: dict[str, EntityType] = {
    "PER": "Person", "PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place", "FAC": "Place",
    "NORP": "Group", "WORK_OF_ART": "Work", "EVENT": "Event", "MISC": "Thing", "PRODUCT": "Thing", "LAW": "Work",
}  # fmt: skip
_TRIM = " \t\n\u00a0,.;:!?()[]\"'„“”»«‚‘’–—-"
_POSSESSIVE = re.compile(r"['’]s?$")
_PLAIN_NAME = re.compile(r"[A-ZÄÖÜ0-9][\w.&+’'-]*$")


@dataclass(frozen=True)
class Candidate:
    """A mention before coreference; ``head`` is the index of its head token, ``noun`` its lower-cased head noun."""

    start: int
    end: int
    type: EntityType
    kind: MentionKind
    named: bool
    head: int
    confidence: float
    by: str
    noun: str = ""
    definite: bool = False

    def overlaps(self, other: Candidate) -> bool:
        """Tell whether the spans share a character."""
        return self.start < other.end and other.start < self.end


def find_mentions(doc: Any, language: str) -> list[Candidate]:
    """Return the names, groups and descriptions of an article in text order; spans may nest, none is given twice."""
    names = _unique([*find_groups(doc, language), *find_model_names(doc, language)])
    known = {text_of(doc)[name.start : name.end] for name in names if name.type in ("Person", "Organization", "Place")}
    names = _unique(
        [*names, *find_unlabelled(doc, language), *find_compound_parts(doc, language, known), *find_repeats(doc, names)]
    )
    descriptions = [d for d in find_descriptions(doc, language, names) if not any(_same(d, n) for n in names)]
    return sorted([*names, *descriptions], key=lambda c: (c.start, -c.end))


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _unique(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that overlap none before them in the list."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in candidates:
        span = range(candidate.start, candidate.end)
        if not taken.intersection(span):
            kept.append(candidate)
            taken.update(span)
    return kept


# -- names -----------------------------------------------------------------------------------------------------------


def find_model_names(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield the names that the model found, their edges cleaned and their types mended."""
    for ent in doc.ents:
        for start, end in _clean_spans(doc, ent, language):
            end = _with_surname(doc, ent, end)
            text = text_of(doc)[start:end]
            kind = MODEL_TYPES.get(ent.label_, "Thing")
            if _is_compound_noun(text, language):
                continue
            if _is_plausible(text, kind, language):
                kind = _by_noun_before(doc, ent, kind, language)
                yield Candidate(start, end, kind, "name", True, ent.root.i, 0.8, "entities/model")


def _clean_spans(doc: Any, ent: Any, language: str) -> Iterator[tuple[int, int]]:
    """Yield the span of a name without article, title, possessive ending and marks; none across a paragraph's end."""
    text = text_of(doc)
    start, end = ent.start_char, ent.end_char
    if "\n\n" in text[start:end]:
        end = start + text[start:end].index("\n\n")
    determiners = lexicon(language, "grammar")["determiners"]["words"]
    titles = set(lexicon(language, "persons")["titles"]["words"]) if ent.label_ in ("PER", "PERSON") else set()
    for token in ent:
        leads = token.lower_ in determiners or token.text in titles or _is_role_before(ent, token, language)
        if token.i >= ent.end - 1 or not leads:
            break
        start = doc[token.i + 1].idx
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM and not _ends_abbreviation(text, start, end):
        end -= 1
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive:
        end = start + possessive.start()
    if start < end:
        yield start, end


def _by_noun_before(doc: Any, ent: Any, kind: EntityType, language: str) -> EntityType:
    """Return the type that a common noun before a name of one word tells: "die Seite Techcrunch", "newspaper Bild"."""
    if ent.start == 0:
        return kind
    before = doc[ent.start - 1]
    if kind == "Organization" and len(ent) > 1 and before.pos_ == "NOUN" and person_noun(before.text, language):
        return "Person"
    if len(ent) > 1 or kind not in ("Person", "Thing", "Place"):
        return kind
    if before.pos_ != "NOUN" or before.ent_type_:
        return kind
    nouns = lexicon(language, "persons")["organizations"]
    known = organization_noun(before.text, language) or before.lower_ in nouns["media"]
    return "Organization" if known and not person_noun(before.text, language) else kind


def _with_surname(doc: Any, ent: Any, end: int) -> int:
    """Return the end of a person's name with the surname that the model left out but the parse ties to it."""
    following = doc[ent.end] if ent.end < len(doc) else None
    if ent.label_ not in ("PER", "PERSON") or end != ent.end_char or following is None or following.ent_type_:
        return end
    tied = following.dep_ == "flat" and following.head.i in range(ent.start, ent.end)
    if (
        tied
        and following.pos_ == "PROPN"
        and following.text[0].isupper()
        and "\n" not in text_of(doc)[end : following.idx]
    ):
        return int(following.idx + len(following))
    return end


def _is_compound_noun(text: str, language: str) -> bool:
    """Tell a common noun with a name in front ("SPD-Politikerin", "Tagesschau-Reporter") from a name with a hyphen."""
    _, hyphen, last = text.rpartition("-")
    return (
        bool(hyphen)
        and " " not in text
        and (person_noun(last, language) is not None or organization_noun(last, language) is not None)
    )


def _is_role_before(ent: Any, token: Any, language: str) -> bool:
    """Tell a common noun that the model took into a name ("Biologin Hanna Feldkamp", "Portal BuzzFeed")."""
    if ent.label_ == "ORG":
        return token.pos_ == "NOUN" and token.lower_ in lexicon(language, "persons")["organizations"]["media"]
    if ent.label_ not in ("PER", "PERSON") or (token.pos_ == "PROPN" and language == "de" and len(ent) < 3):
        return False
    return person_noun(token.text, language) is not None


def _ends_abbreviation(text: str, start: int, end: int) -> bool:
    """Keep the stop of "U.S." and "Inc." and the bracket that closes one inside the name."""
    if text[end - 1] == ")":
        return "(" in text[start:end]
    return text[end - 1] == "." and bool(re.search(r"(\b[A-Z]\.){2,}$|\b(Inc|Ltd|Corp|Co|Jr|Sr|V)\.$", text[start:end]))


def _is_plausible(text: str, kind: EntityType, language: str) -> bool:
    """Refuse what no name looks like: no letter, lower-cased words alone, weekdays and months, single letters."""
    if len(text) < 2 or not any(ch.isalpha() for ch in text) or text.lower() in _calendar_words(language):
        return False
    if not any(ch.isupper() for ch in text):
        return False
    return not (kind == "Person" and any(ch.isdigit() for ch in text))


@cache
def _calendar_words(language: str) -> frozenset[str]:
    return frozenset(word.lower() for word in lexicon(language, "grammar")["calendar"]["words"])


def find_repeats(doc: Any, names: list[Candidate]) -> Iterator[Candidate]:
    """Yield further occurrences of names of two and more words, and of last names, that the model passed over."""
    kinds: dict[str, Counter[EntityType]] = {}
    for name in names:
        text = text_of(doc)[name.start : name.end]
        keys = [text]
        if name.type == "Person" and " " in text:
            keys.append(text.split()[-1])
        for key in keys:
            if len(key) > 3 and _PLAIN_NAME.match(key.split()[-1]):
                kinds.setdefault(key, Counter())[name.type] += 1
    by_start = {token.idx: token for token in doc}
    for key, counts in kinds.items():
        for match in re.finditer(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text_of(doc)):
            token = by_start.get(match.start())
            if token is not None:
                yield Candidate(
                    match.start(),
                    match.end(),
                    counts.most_common(1)[0][0],
                    "name",
                    True,
                    token.i,
                    0.75,
                    "entities/repeat",
                )


def find_unlabelled(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield two or three proper nouns tied as one name ("flat") that the model gave no label: people, mostly."""
    for token in doc:
        parts = [c for c in token.children if c.dep_ == "flat" and c.i > token.i]
        run = doc[token.i : parts[-1].i + 1] if parts else None
        if run is None or len(run) != len(parts) + 1 or len(run) > 3:
            continue
        proper = all(t.pos_ == "PROPN" and t.text[:1].isupper() and t.is_alpha and not t.ent_type_ for t in run)
        if proper and not any(person_noun(t.text, language) or t.lower_ in _calendar_words(language) for t in run):
            yield Candidate(
                run.start_char, run.end_char, "Person", "name", True, token.i, 0.55, "entities/proper-nouns"
            )


# -- compounds and groups --------------------------------------------------------------------------------------------


def find_compound_parts(doc: Any, language: str, known: set[str]) -> Iterator[Candidate]:
    """Yield the name inside a hyphenated compound: Twitter in "Twitter-Account", Trump in "Trump-Gegner".

    A part counts where it is a name of the article, a platform, a party or an abbreviation of a country.
    """
    table = _compound_names(language)
    tokens = {name.split()[-1] for name in known} | known
    for token in doc:
        if "-" not in token.text or not token.text[0].isalnum():
            continue
        for length in range(token.text.count("-"), 0, -1):
            prefix = "-".join(token.text.split("-")[:length])
            spoken = prefix.replace("-", " ")
            kind = table.get(prefix) or table.get(spoken)
            if kind is None and (prefix in tokens or spoken in tokens):
                kind = _known_type(doc, prefix, spoken)
            if (
                kind is None
                and token.ent_type_
                and _is_compound_noun(token.text, language)
                and length == token.text.count("-")
            ):
                kind = "Organization"
            if kind is not None:
                start = token.idx
                yield Candidate(start, start + len(prefix), kind, "name", True, token.i, 0.85, "entities/compound")
                break


def _known_type(doc: Any, *names: str) -> EntityType:
    counts: Counter[str] = Counter(
        ent.label_ for ent in doc.ents if any(ent.text == name or ent.text.split()[-1] == name for name in names)
    )
    return MODEL_TYPES.get(counts.most_common(1)[0][0], "Thing") if counts else "Thing"


@cache
def _compound_names(language: str) -> dict[str, EntityType]:
    groups = lexicon(language, "groups")
    table: dict[str, EntityType] = dict.fromkeys(lexicon(language, "accounts")["accounts"]["platforms"], "Organization")
    table.update(dict.fromkeys(groups["parties"]["names"], "Organization"))
    for short, full in groups["nations"]["abbreviations"].items():
        table[short] = "Organization" if full in ("UN", "EU", "United Nations", "European Union") else "Place"
    return table


def find_groups(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield nationalities (nouns and adjectives), religions and parties by lexicon."""
    table = _group_forms(language)
    for token in doc:
        if token.text in table and not _inside_longer_name(token):
            yield Candidate(
                token.idx, token.idx + len(token), table[token.text], "name", True, token.i, 0.9, "entities/lexicon"
            )


def _inside_longer_name(token: Any) -> bool:
    """Leave "Deutsche Bank", "British Airways", "Deutscher Bundestag" to the model."""
    if not token.ent_type_ or not token.text[0].isupper():
        return False
    neighbour_after = token.i + 1 < len(token.doc) and token.doc[token.i + 1].ent_iob_ == "I"
    return bool(neighbour_after or token.ent_iob_ == "I")


@cache
def _group_forms(language: str) -> dict[str, EntityType]:
    groups = lexicon(language, "groups")
    forms: dict[str, EntityType] = {}
    for row in groups["nations"]["table"]:
        for form in _nation_forms(row, language):
            forms[form] = "Group"
    forms.update(dict.fromkeys(groups["religions"]["people"], "Group"))
    forms.update({name: "Organization" for name in groups["parties"]["names"] if " " not in name})
    for short, full in groups["nations"]["abbreviations"].items():
        forms[short] = "Organization" if full in ("UN", "EU", "United Nations", "European Union") else "Place"
    return forms


def _nation_forms(row: list[str], language: str) -> Iterator[str]:
    if language == "en":
        _, adjective, person = row
        plural = (
            person
            if person.endswith(("ese", "ss", "sh", "ch"))
            else person[:-3] + "men"
            if person.endswith(("chman", "shman"))
            else person + "s"
        )
        yield from (adjective, person, plural)
        return
    _, adjective, man, woman = row
    yield from (adjective + ending for ending in ("", "e", "en", "er", "es", "em"))
    yield from (man, woman, woman + "nen" if woman.endswith("in") else woman + "n")
    yield from (man + ending for ending in ("n", "en", "s")) if not man.endswith("er") else iter((man + "n", man + "s"))
    if man.endswith("scher"):
        yield man[:-1]
        yield man[:-1] + "n"


def nation_of(word: str, language: str) -> str | None:
    """Return the country of a nationality's form ("deutschen" -> "Deutschland"), or None."""
    return _nations(language).get(word) or _nations(language).get(word[:1].lower() + word[1:])


@cache
def _nations(language: str) -> dict[str, str]:
    return {
        form: row[0] for row in lexicon(language, "groups")["nations"]["table"] for form in _nation_forms(row, language)
    }


# -- descriptions ----------------------------------------------------------------------------------------------------


def find_descriptions(doc: Any, language: str, names: list[Candidate]) -> Iterator[Candidate]:
    """Yield noun phrases whose head is a noun for people or for a body of people, unless they only title a name."""
    named_tokens = {index for name in names for index in _token_indexes(doc, name)}
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            continue
        if token.i in named_tokens:
            if is_national(token, language):
                yield _description(
                    doc, token, "Person", "deutscher" if language == "de" else "citizen", named_tokens, language
                )
            continue
        noun = person_noun(token.text, language)
        kind: EntityType | None = "Person" if noun else None
        if kind is None:
            noun = organization_noun(token.text, language)
            kind = "Organization" if noun else None
        if (
            kind is None
            or _titles_a_name(token, named_tokens)
            or (token.pos_ == "ADJ" and not token.text[0].isupper() and language == "de")
        ):
            continue
        if _is_role_alone(token):
            continue
        collective = noun in lexicon(language, "persons")["persons"]["collective"]
        if kind == "Person" and (collective or is_plural(token)) and not children(token, "nummod"):
            kind = "Group"
        yield _description(doc, token, kind, noun or "", named_tokens, language)


def is_national(token: Any, language: str) -> bool:
    """Tell a noun for somebody of a nation with an article of its own ("ein Deutscher", "a German", "the Syrian")."""
    if token.pos_ not in ("NOUN", "PROPN") or nation_of(token.text, language) is None or not token.text[0].isupper():
        return False
    if token.i + 1 < len(token.doc) and token.doc[token.i + 1].pos_ in ("NOUN", "PROPN", "ADJ"):
        return False
    return any(c.dep_ == "det" and c.i < token.i for c in token.children)


def _description(doc: Any, token: Any, kind: EntityType, noun: str, named: set[int], language: str) -> Candidate:
    first, end = phrase_range(token)
    first = max(first, _after_names(doc, first, token.i, named))
    end = next((t.i for t in doc[token.i + 1 : end] if t.pos_ == "ADP" and not _belongs(t)), end)
    start, stop = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
    definite = any(t.lower_ in lexicon(language, "grammar")["determiners"]["definite"] for t in doc[first : token.i])
    return Candidate(start, stop, kind, "nominal", False, token.i, 0.75, "entities/description", noun, definite)


def _belongs(case: Any) -> bool:
    """Tell a preposition that ties a possessor to a description: "of", or "von" before a name."""
    return case.lower_ == "of" or (case.lower_ in ("von", "vom") and case.head.pos_ == "PROPN")


def _is_role_alone(token: Any) -> bool:
    """Tell a noun for people that names a role, not somebody: singular, with no article ("als Kind", "customer")."""
    if token.dep_ == "compound" or (
        token.i and token.doc[token.i - 1].lower_ in ("als", "as") and not _determined(token)
    ):
        return True
    return not is_plural(token) and not _determined(token)


def _determined(token: Any) -> bool:
    return any(c.dep_ in ("det", "det:poss", "nmod:poss", "nummod") and c.i < token.i for c in token.children)


def _after_names(doc: Any, first: int, head: int, named: set[int]) -> int:
    """Return where the phrase starts when names before its article crept in ("Twitter der Mann")."""
    for index in range(head - 1, first - 1, -1):
        if doc[index].pos_ in ("VERB", "AUX", "SCONJ", "PRON") or doc[index].is_space:
            return index + 1
        if doc[index].pos_ == "DET":
            return index
    return first


def _token_indexes(doc: Any, candidate: Candidate) -> range:
    """Return the tokens that lie wholly inside a candidate (a part of a compound holds none)."""
    span = doc.char_span(candidate.start, candidate.end, alignment_mode="contract")
    return range(span.start, span.end) if span is not None else range(0)


def _titles_a_name(token: Any, named: set[int]) -> bool:
    """Tell a title ("Reporter Christian Schmitt", "Mr Smith") from a description: the name follows at once."""
    return token.i + 1 in named and token.pos_ != "VERB" and token.doc[token.i + 1].ent_type_ in ("PER", "PERSON")


@cache
def person_noun(word: str, language: str) -> str | None:
    """Return the masculine dictionary form of a noun for people ("Sprecherinnen" -> "sprecher"), or None.

    German compounds count by their last part ("Regierungssprecherin" -> "sprecher"), and so do "35-Jährige" and
    "19-year-old".
    """
    lower = word.lower()
    if lower.endswith(("-jährige", "-jährigen", "-jähriger", "-jährigem")) or lower.endswith(("year-old", "year-olds")):
        return "jährige" if language == "de" else "year-old"
    forms = _person_forms(language)
    if lower in forms:
        return forms[lower]
    if language == "de" and word[:1].isupper():
        return _by_last_part(lower, forms)
    last = lower.rpartition("-")[2]
    return forms.get(last)


def _by_last_part(word: str, forms: dict[str, str]) -> str | None:
    """Return the entry whose form ends a German compound: the longest, of five letters and more, after two and more."""
    for start in range(2, len(word) - 3):
        part = word[start:]
        if part in forms and (len(part) >= 5 or word[start - 1] == "-"):
            return forms[part]
    return None


@cache
def _person_forms(language: str) -> dict[str, str]:
    words = lexicon(language, "persons")["persons"]
    table: dict[str, str] = {}
    for group in ("plain", "roles", "offices"):
        for noun in words[group]:
            build = _german_person_forms if language == "de" else _english_plural_forms
            for form in build(noun):
                table.setdefault(form, noun)
    return table


def _german_person_forms(noun: str) -> Iterator[str]:
    yield noun
    if noun.endswith(("eter", "gter", "nder", "tzter", "ndter", "ter", "her", "ner", "ser")) and _is_adjectival(noun):
        yield from (noun[:-1], noun[:-1] + "n", noun[:-1] + "m")
        return
    stem = noun.removesuffix("e")
    yield from (noun + "s", noun + "n", noun + "en", noun + "es", noun + "e")
    yield from (stem + "in", stem + "innen")
    if noun.endswith("mann"):
        yield from (noun[:-4] + "frau", noun[:-4] + "leute", noun[:-4] + "männer")
    umlauts = {
        "arzt": "ärzt",
        "anwalt": "anwält",
        "bauer": "bäuer",
        "koch": "köch",
        "gast": "gäst",
        "rat": "rät",
        "vorstand": "vorständ",
        "sohn": "söhn",
    }
    for plain, umlaut in umlauts.items():
        if noun.endswith(plain):
            base = noun[: -len(plain)] + umlaut
            yield from (base + "e", base + "en", base + "in", base + "innen")


#: Adjectives used as nouns decline like adjectives ("ein Abgeordneter", "der Abgeordnete").
_ADJECTIVAL = re.compile(
    r"(abgeordneter|angeklagter|angestellter|beamter|beauftragter|betroffener|gefangener|geflüchteter|gesandter|jugendlicher|erwachsener|deutscher|toter|kranker|beschuldigter|beschäftigter|vorsitzender|unbekannter|bevollmächtigter|minderjähriger|obdachloser|schwerverletzter|verdächtiger|verletzter|verwandter|bekannter|reisender|jähriger)$"
)


def _is_adjectival(noun: str) -> bool:
    return bool(_ADJECTIVAL.search(noun))


def _english_plural_forms(noun: str) -> Iterator[str]:
    yield noun
    if noun.endswith("man"):
        yield noun[:-3] + "men"
    elif noun.endswith("y") and noun[-2] not in "aeiou":
        yield noun[:-1] + "ies"
    elif noun.endswith(("s", "ch", "sh", "x")):
        yield noun + "es"
    else:
        yield noun + "s"


@cache
def organization_noun(word: str, language: str) -> str | None:
    """Return the dictionary form of a noun for a body of people ("Behörden" -> "behörde"), or None."""
    nouns = lexicon(language, "persons")["organizations"]["nouns"]
    forms = _organization_forms(language, tuple(nouns))
    lower = word.lower()
    if lower in forms:
        return forms[lower]
    return _by_last_part(lower, forms) if language == "de" and word[:1].isupper() else None


@cache
def _organization_forms(language: str, nouns: tuple[str, ...]) -> dict[str, str]:
    endings = ("", "s", "n", "en", "es", "e") if language == "de" else ("", "s", "es")
    forms = {noun + ending: noun for noun in nouns for ending in endings}
    if language == "en":
        forms.update({noun[:-1] + "ies": noun for noun in nouns if noun.endswith("y")})
    return forms


def gender_of(noun: str, word: str, language: str) -> str | None:
    """Return "m" or "f" where the description tells it ("Sprecherin", "der Mann"), else None."""
    words = lexicon(language, "persons")["persons"]
    if noun in words["feminine"]:
        return "f"
    if noun in words["masculine"]:
        return "m"
    if language == "de":
        lower = word.lower()
        if lower.endswith(("in", "innen")) and not noun.endswith("in"):
            return "f"
        if noun in words["roles"] or noun in words["offices"]:
            return (
                "m"
                if not _is_adjectival(noun) and not lower.endswith(("kind", "mitglied", "opfer", "geisel"))
                else None
            )
    return None
