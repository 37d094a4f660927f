"""Attribution: who speaks. From a cue to its source, from the source to an entity (terms as in citron)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hergang.extract.buckets import Buckets
from hergang.extract.cues import cue_noun, cue_verb
from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity, Span
from hergang.extract.syntax import children, phrase_range, subject_of

_NOMINAL = ("PROPN", "NOUN", "PRON")
_RANK = {"Person": 0, "Organization": 1, "Group": 2, "Account": 3, "Place": 4}


@dataclass(frozen=True)
class Frame:
    """What announces a quotation: cue spans, the source's token range, addressee and medium, where found.

    ``subject`` is the source as the rules read it, where the encoder's was taken.
    """

    cue: tuple[Span, ...]
    source: tuple[int, int] | None = None  # tokens
    addressee: tuple[int, int] | None = None
    medium: tuple[int, int] | None = None
    verb: int | None = None
    subject: tuple[int, int] | None = None
    rule: str = ""
    confidence: float = 0.7


def token_span(doc: Any, tokens: tuple[int, int] | None) -> tuple[Span, ...]:
    """Return the character span of a token range, no blanks or marks at its edges, as a tuple of spans (or none)."""
    words = [token for token in doc[slice(*tokens)] if not token.is_space] if tokens is not None else []
    while words and words[0].is_quote:
        del words[0]
    while words and words[-1].is_quote and not any(token.is_quote for token in words[:-1]):
        del words[-1]
    return ((words[0].idx, words[-1].idx + len(words[-1])),) if words else ()


def verb_frame(doc: Any, verb: Any, language: str, particle: Any | None, rule: str, confidence: float) -> Frame:
    """Return the frame of a cue verb: its subject is the source; addressee and medium hang on it."""
    cue = [(verb.idx, verb.idx + len(verb))]
    if particle is not None:
        cue.append((particle.idx, particle.idx + len(particle)))
    return Frame(
        cue=tuple(sorted(cue)),
        source=source_of(doc, verb, language),
        addressee=addressee_of(doc, verb, language),
        medium=medium_of(doc, verb, language),
        verb=verb.i,
        rule=rule,
        confidence=confidence,
    )


def source_of(doc: Any, verb: Any, language: str) -> tuple[int, int] | None:
    """Return the token range of a cue verb's subject; where the parse has none, the noun phrase beside the verb."""
    subject = subject_of(_governing(verb, language))
    if (
        subject is not None
        and subject.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X", "DET")
        and subject.lower_ not in lexicon(language, "cues")["beside"]["nobody"]
    ):
        if subject.lower_ in lexicon(language, "grammar")["pronouns"]["relative"] and verb.dep_ == "acl:relcl":
            return widened(doc, verb.head)
        return widened(doc, subject)
    return _document_of(doc, verb, language) or _phrase_beside(doc, verb)


def _governing(verb: Any, language: str) -> Any:
    """Return the verb whose subject a cue has: of a participle ("..., saying prices rose") the next cue above it."""
    if verb.tag_ != "VBG" or verb.dep_ != "advcl":
        return verb
    return next((token for token in verb.ancestors if cue_verb(token, language)), verb.head)


def _document_of(doc: Any, verb: Any, language: str) -> tuple[int, int] | None:
    """Return what an impersonal cue quotes from: "in dem Schreiben heißt es", "hieß es aus dem Ministerium"."""
    words = lexicon(language, "cues")["beside"]
    around = doc[max(verb.sent.start, verb.i - 2) : verb.i + 3]
    if not any(token.lower_ in words["nobody"] for token in around):
        return None
    for child in children(verb, "obl", "nmod"):
        if any(case.lower_ in words["document_prepositions"] for case in children(child, "case")):
            first, end = antecedent(doc, widened(doc, child))
            return first, end
    return None


def antecedent(doc: Any, tokens: tuple[int, int]) -> tuple[int, int]:
    """Return the phrase that a relative pronoun stands for ("the senator, who said ..."); other tokens as they are."""
    pronoun = doc[tokens[0]]
    relative = lexicon(doc.lang_, "grammar")["pronouns"]["relative"]
    if tokens[1] - tokens[0] != 1 or pronoun.lower_ not in relative:
        return tokens
    clause = next((t for t in (pronoun.head, *pronoun.head.ancestors) if t.dep_ == "acl:relcl"), None)
    noun = clause.head if clause is not None else None
    if noun is None or noun.i >= pronoun.i:
        return tokens
    first, end = widened(doc, noun)
    return first, max(noun.i + 1, min(end, pronoun.i))


def own_word(doc: Any, frame: Frame, language: str) -> tuple[int, int] | None:
    """Return the subject whose own word a frame names ("Die Bahn hat nach eigenen Angaben ..."), or None."""
    if frame.source is None:
        return None
    words = lexicon(language, "cues")["frames"]["own"]
    source = doc[frame.source[0] : frame.source[1]]
    if not any(token.lower_ in words for token in source):
        return None
    head = source.root
    for _ in range(3):
        subject = subject_of(head)
        if subject is not None and subject.i not in range(*frame.source):
            return widened(doc, subject)
        if head.head == head:
            break
        head = head.head
    return None


def possessor_of(doc: Any, tokens: tuple[int, int]) -> tuple[int, int] | None:
    """Return the word that tells whose a source is ("nach seinen Berechnungen", "in its forecast"), or None."""
    found = next(
        (t for t in doc[slice(*tokens)] if t.dep_ in ("det:poss", "nmod:poss") and t.pos_ in ("DET", "PRON")), None
    )
    return (found.i, found.i + 1) if found is not None else None


def _phrase_beside(doc: Any, verb: Any) -> tuple[int, int] | None:
    """Return the phrase right after a verb that opens its clause ("..., sagte der Sprecher"), else before it."""
    index = verb.i + 1
    start = index
    while index < len(doc) and index < start + 8 and doc[index].pos_ in ("DET", "ADJ", "PROPN", "NOUN", "PRON", "NUM"):
        if doc[index].pos_ == "DET" and index > start and doc[index - 1].pos_ not in ("DET", "ADJ"):
            break
        index += 1
        if doc[index - 1].pos_ == "PRON":
            break
    nominal = index > start and (doc[index - 1].pos_ in _NOMINAL or doc[index - 1].tag_ in ("NN", "NNS"))
    if nominal and _follows_mark(doc, verb.i):
        return start, index
    index = verb.i - 1
    while index >= 0 and index > verb.i - 8 and doc[index].pos_ in ("DET", "ADJ", "PROPN", "NOUN", "PRON"):
        index -= 1
    if index < verb.i - 1 and doc[verb.i - 1].pos_ in ("PROPN", "NOUN", "PRON"):
        return index + 1, verb.i
    return None


def _follows_mark(doc: Any, index: int) -> bool:
    before = index - 1
    while before >= 0 and doc[before].is_space:
        before -= 1
    return before < 0 or doc[before].is_punct


def widened(doc: Any, head: Any) -> tuple[int, int]:
    """Return the phrase of a head with names set against it without a comma ("Reporter Christian Schmitt")."""
    first, end = phrase_range(head)
    end = _second_role(doc, head, end)
    while end < len(doc) and end < head.i + 12:
        token = doc[end]
        if (
            token.pos_ == "PROPN"
            and not token.is_space
            and (token.head.i in range(first, end) or token.ent_iob_ == "I")
        ):
            end = max(end + 1, min(phrase_range(token)[1], end + 5))
        else:
            break
    return first, end


def _second_role(doc: Any, head: Any, end: int) -> int:
    """Return the end of a phrase with a second role before the name ("Beraterin und Autorin Rhiannon Lambert")."""
    more = doc[end : end + 3]
    two = len(more) == 3 and [token.pos_ for token in more] == ["CCONJ", "NOUN", "PROPN"]
    return end + 3 if two and head.pos_ == "NOUN" and head.i == end - 1 and not children(head, "det") else end


def addressee_of(doc: Any, verb: Any, language: str) -> tuple[int, int] | None:
    """Return whom a cue verb addresses: "told X", "sagte der Zeitung", "gegenüber X"."""
    words = lexicon(language, "cues")["beside"]
    if verb.lemma_ in words["addressing_verbs"]:
        found = children(verb, "iobj", "obj")
        return widened(doc, found[0]) if found and found[0].pos_ in _NOMINAL else None
    found = [c for c in children(verb, "iobj", "obl:arg") if not children(c, "case")] if language == "de" else []
    found += [
        child
        for child in children(verb, "obl")
        if any(case.lower_ in words["addressee_prepositions"] for case in children(child, "case"))
    ]
    return widened(doc, found[0]) if found and (language == "en" or found[0].pos_ in _NOMINAL) else None


def medium_of(doc: Any, verb: Any, language: str) -> tuple[int, int] | None:
    """Return the outlet spoken to: "im Interview mit X", "in an interview with X"."""
    words = lexicon(language, "cues")["beside"]
    for token in doc[max(verb.sent.start, verb.i - 12) : min(verb.sent.end, verb.i + 14)]:
        if token.lower_.endswith(tuple(words["medium_endings"])) and token.pos_ in ("NOUN", "PROPN"):
            for child in token.subtree:
                if child.i > token.i and child.dep_ == "case" and child.lower_ in words["medium_prepositions"]:
                    return widened(doc, child.head)
    return None


def _is_told_apart(doc: Any, start: int, end: int, head: Any) -> bool:
    """Tell a mention in the phrase of another: an owner, a nationality, a part of a word.

    "Trump's lawyer", "der Anwalt von Anna Weber", "the Finnish guidance", "die Klitschko-Brüder". What somebody says
    or reckons is his own ("Merkels Ansicht").
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    root = span.root if span is not None else head
    if span is None or head.pos_ not in ("NOUN", "PROPN") or _is_saying(head):
        return False
    if start > span.start_char or end < span.end_char:
        return True
    if root == head or root.head != head:
        return False
    owner = root.dep_ in ("nmod", "nmod:poss") and (bool(children(root, "case")) or "Gen" in root.morph.get("Case"))
    return owner or (root.dep_ == "amod" and root.pos_ == "ADJ")


def _is_saying(noun: Any) -> bool:
    """Tell a noun for what is said or thought ("Ansicht", "Polizeiangaben", "claim")."""
    frames = lexicon(noun.doc.lang_, "cues")["frames"]
    listed = noun.text in frames["nouns"] or noun.lower_.endswith(tuple(frames["endings"]) or ("\0",))
    return listed or cue_noun(noun, noun.doc.lang_) is not None


class SpeakerIndex:
    """Finds the entity behind a token range."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities = list(entities)
        self._mentions: Buckets[tuple[int, int, str, int]] = Buckets()
        for index, entity in enumerate(self._entities):
            for m in entity.mentions:
                self._mentions.add([(m.start, m.end)], (m.start, m.end, m.kind, index))

    def find(self, doc: Any, tokens: tuple[int, int] | None) -> Entity | None:
        """Return the entity whose mention best fills the range.

        A person named in it comes first ("Sprecherin Ute Roth"), unless as the owner of its head; then what the
        phrase's head mentions ("ein Sprecher des Ministeriums" is the spokesman), then a person before a body before a
        place; of equals the widest.
        """
        if tokens is None:
            return None
        tokens = antecedent(doc, tokens)
        low, high = doc[tokens[0]].idx, doc[tokens[1] - 1].idx + len(doc[tokens[1] - 1])
        head = doc[tokens[0] : tokens[1]].root
        ranked = []
        for start, end, kind, index in self._mentions.near([(low, high)]):
            entity = self._entities[index]
            inside = low <= start and end <= high + 1
            covering = start <= low and high <= end
            over_head = start <= head.idx < end
            if not (inside or covering) or (kind == "pronoun" and not over_head):
                continue
            if _is_told_apart(doc, start, end, head):
                continue
            named = entity.named and entity.type == "Person" and kind == "name"
            ranked.append((not named, not over_head, _RANK.get(entity.type, 5), -(end - start), index))
        return self._entities[min(ranked)[-1]] if ranked else None
