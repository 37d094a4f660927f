"""Quotations: direct, indirect, unframed and reported speech with cue, source, speaker and how the speaker was found.

The component ``hergang_quotations`` follows ``hergang_coreference``. Kinds as in the stand-off format; direct words
inside indirect speech carry ``within``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spacy.language import Language

from hergang.extract.attribution import Frame, SpeakerIndex, own_word, possessor_of, source_of, token_span
from hergang.extract.buckets import Buckets
from hergang.extract.coreference_first import with_first_persons
from hergang.extract.cues import cue_verb
from hergang.extract.direct import find_speech
from hergang.extract.extensions import text_of
from hergang.extract.frozen import freeze
from hergang.extract.indirect import find_reports, find_unframed, is_remark
from hergang.extract.interviews import Turn, find_turns
from hergang.extract.items import Item, covers, length, of_learned, of_report, of_speech, overlap, shared
from hergang.extract.lexica import lexicon
from hergang.extract.marks import Quoted, find_quoted, paragraphs
from hergang.extract.merging import Thresholds, merged, thresholds
from hergang.extract.pointing import point_back
from hergang.extract.records import Attribution, Quotation, Span
from hergang.extract.sources import UnnamedSources
from hergang.extract.spans import find_learned
from hergang.extract.survival import Weights, survivors, weights
from hergang.extract.syntax import is_finite
from hergang.extract.titles import is_labelled

ANSWER = 0.85  # confidence of a labelled answer in an interview
IN_TITLE = 0.9  # of what was found lies in a title: it is the title
UNSPOKEN = ("thinks", "doubts", "demands")  # stances of cues that make no link of a chain
LINK = 0.8  # of a quotation is what another says within it, at most
MAX_GAP = 4  # sentences between a quotation and the speaker carried on to it


@Language.factory(
    "hergang_quotations",
    requires=["doc._.entities", "token.pos", "token.dep"],
    assigns=["doc._.quotations", "doc._.entities"],
    default_config={"max_gap": MAX_GAP},
)
def make_quotations(nlp: Language, name: str, max_gap: int) -> QuotationFinder:
    """Return the component; ``max_gap`` is how many sentences a speaker may be carried on."""
    return QuotationFinder(str(nlp.lang), max_gap)


class QuotationFinder:
    """Fill ``doc._.quotations``, in text order."""

    def __init__(self, language: str, max_gap: int) -> None:
        self.language = language
        self.max_gap = max_gap

    def __call__(self, doc: Any) -> Any:
        doc._.quotations = find_quotations(freeze(doc), self.language, self.max_gap)
        doc._.entities = with_first_persons(doc, doc._.quotations, self.language)
        return doc


def find_quotations(doc: Any, language: str, max_gap: int = MAX_GAP) -> list[Quotation]:
    """Return the quotations of an article in text order, outer ones before those within them."""
    readings = read_twice(doc, language)
    items = merge_readings(doc, readings, thresholds(language), weights(language))
    point_back(doc, items, readings.rules, language)
    index, unnamed = SpeakerIndex(doc._.entities), UnnamedSources(doc, language)
    _attribute(doc, items, index, unnamed, max_gap, language)
    doc._.entities = sorted([*doc._.entities, *unnamed.added], key=lambda entity: entity.mentions[0].start)
    return _records(doc, items, index)


@dataclass(frozen=True)
class Readings:
    """What the rules and the encoder (None: there is none) found in an article, each by itself."""

    language: str
    quoted: list[Quoted]
    rules: list[Item]
    learned: list[Item] | None
    kinds: bool  # whether the encoder knows the kinds of rendered speech
    answers: list[Item] = field(default_factory=list)  # of an interview, with their speakers


def read_twice(doc: Any, language: str) -> Readings:
    """Return the quotations of an article by rules and by the encoder, not merged yet."""
    quoted = find_quoted(text_of(doc))
    speech = find_speech(doc, quoted, language)
    answers = [_of_turn(turn) for turn in find_turns(doc, language)]
    inside = _inside(
        doc, [span for s in speech for q in s.quoted for span in q.spans] + [s for a in answers for s in a.content]
    )
    reports = find_reports(doc, language, inside)
    reports += find_unframed(doc, language, inside, reports)
    spoken = _by_place(q for s in speech for q in s.quoted)
    heard = {q.spans for s in speech for q in s.quoted}
    silent = [q for q in quoted if q.closed and not q.depth and q.spans not in heard]
    marked = _by_place(quoted)
    items = [of_speech(s) for s in speech] + _outside([of_report(r) for r in reports], silent)
    encoder = doc._.encoder
    learned = None
    if encoder is not None:
        learned = [
            _beside(_unbroken(item, marked), spoken)
            for item in _outside(map(of_learned, find_learned(doc, language)), silent)
        ]
        learned = [item for item in learned if not _is_told(doc, item, answers, language)]
    return Readings(language, quoted, items, learned, encoder is None or encoder.kinds, answers)


def _of_turn(turn: Turn) -> Item:
    """Return the item of an answer: explicit where its line tells who speaks, else inferred, or on nobody's word."""
    named: Attribution = "explicit" if turn.rule == "interview/label" else "inferred"
    attribution: Attribution = "none" if turn.source is None and turn.speaker is None else named
    source = (turn.source,) if turn.source is not None else ()
    confidence = ANSWER if turn.rule == "interview/label" else ANSWER - 0.2
    return Item(turn.content, "direct", None, turn.rule, confidence, True, turn.speaker, attribution, source)


def _is_told(doc: Any, item: Item, answers: Sequence[Item], language: str) -> bool:
    """Tell what is no quotation of its own: a part of an interview's answer, the writer's own remark, what is known."""
    if item.kind == "direct":
        return _is_answer(item, answers)
    cue = _cue_token(doc, item.frame, language) if item.frame is not None else None
    return (cue is not None and is_remark(doc[cue], item.frame, language)) or _is_fact(doc, item, language)


def _is_fact(doc: Any, item: Item, language: str) -> bool:
    """Tell a clause that nobody in particular says and that is known: "inzwischen ist bekannt, dass ..."."""
    clause = doc.char_span(*item.content[0], alignment_mode="expand")
    if clause is None or (item.frame is not None and item.frame.source is not None):
        return False
    return clause.root.head.lower_ in lexicon(language, "cues")["remarks"]["facts"]


def _is_answer(item: Item, answers: Sequence[Item]) -> bool:
    return any(2 * overlap(item, answer) >= length(item.content) for answer in answers)


def _outside(items: Iterable[Item], silent: Iterable[Quoted]) -> list[Item]:
    """Leave out what is found within quoted words that are no speech: a title may read like it."""
    titles = _by_place(silent)
    return [item for item in items if not any(_fills(item, title) for title in titles.near(item.content))]


def _by_place(quoted: Iterable[Quoted]) -> Buckets[Quoted]:
    found: Buckets[Quoted] = Buckets()
    for one in quoted:
        found.add([one.outer], one)
    return found


def _fills(item: Item, title: Quoted) -> bool:
    return shared(item.content, title.spans) >= IN_TITLE * length(item.content)


def _beside(item: Item, spoken: Buckets[Quoted]) -> Item:
    """Return rendered words without what they share with a quotation that they cut."""
    if item.kind == "direct":
        return item
    content = item.content
    for quoted in spoken.near(item.content):
        for low, high in quoted.spans:
            content = tuple(_cut(span, low, quoted.outer[1] if high == quoted.end else high) for span in content)
    return replace(item, content=content) if content != item.content else item


def _cut(span: Span, low: int, high: int) -> Span:
    """Return a span without the part that another one overlaps at its edge, where it keeps more than it loses."""
    start, end = span
    if low < start < high < end and end - high > high - start:
        return high, end
    if start < low < end < high and low - start > end - low:
        return start, low
    return span


def _unbroken(item: Item, quoted: Buckets[Quoted]) -> Item:
    """Return words read as direct that cut quoted ones as what they are: rendered speech with these in it."""
    near = quoted.near(item.content) if item.kind == "direct" else ()
    cut = sorted((q for q in near if shared(item.content, [q.outer])), key=lambda q: q.outer)
    if not cut or shared(item.content, [q.outer for q in cut]) >= IN_TITLE * length(item.content):
        return item
    start, end = min(item.start, cut[0].outer[0]), max(item.end, *(q.outer[1] for q in cut))
    return replace(item, kind="indirect", content=((start, end),))


def merge_readings(doc: Any, readings: Readings, limits: Thresholds, given: Weights | None = None) -> list[Item]:
    """Return the quotations of both readings as one list in text order, no speaker given to them yet.

    What survives is told by the weights where ``given``, else by thresholds.
    """
    rules, learned, kinds = readings.rules, readings.learned, readings.kinds
    if given is not None and learned is not None:
        items = survivors(doc, (rules, learned), limits, given, kinds=kinds)
    else:
        items = merged(rules, learned, text_of(doc), limits, kinds=kinds)
    items = [item for item in items if not _is_said_by_none(doc, item, items, readings.language)]
    items += _chained(doc, rules, items, readings.language)
    items += _quoted_within(doc, readings.quoted, items, readings.language)
    items += [replace(answer) for answer in readings.answers]
    return sorted(items, key=lambda i: (i.start, -i.end))


def _is_said_by_none(doc: Any, item: Item, items: Sequence[Item], language: str) -> bool:
    """Tell what the writer puts to his reader or denies of all ("you know that ...", "no one wants to ...")."""
    source = item.frame.source if item.frame is not None and item.kind != "direct" else None
    words = lexicon(language, "cues")["persons"]
    if source is None or doc[slice(*source)].root.lower_ not in (*words["second"], *words["nobody"]):
        return False
    return not any(other.kind == "direct" and covers(other, item.content[0]) for other in items)


def _chained(doc: Any, rules: Sequence[Item], items: Sequence[Item], language: str) -> list[Item]:
    """Return what the rules found within rendered speech, said there by somebody else."""
    hosts: Buckets[Item] = Buckets()
    for item in items:
        if item.kind != "direct":
            hosts.add(item.content, item)
    taken = {item.content for item in items}
    chained = []
    for item in rules:
        frame = item.frame
        if item.kind != "indirect" or frame is None or frame.verb is None or item.content in taken:
            continue
        cue = cue_verb(doc[frame.verb], language)
        if cue is None or cue.stance in UNSPOKEN or frame.source is None or not _is_clause(doc, item):
            continue
        parts = [*item.content, *frame.cue, *token_span(doc, frame.source)]
        if any(
            length(item.content) <= LINK * length(host.content) and all(covers(host, part) for part in parts)
            for host in hosts.near(item.content)
        ):
            chained.append(replace(item, standalone=False))
    return chained


def _is_clause(doc: Any, item: Item) -> bool:
    return any(is_finite(t) for s, e in item.content for t in doc.char_span(s, e, alignment_mode="expand"))


def _inside(doc: Any, spans: Iterable[Span]) -> frozenset[int]:
    """Return the tokens of what is said in its own words."""
    tokens: set[int] = set()
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        tokens.update(range(span.start, span.end) if span is not None else ())
    return frozenset(tokens)


def _quoted_within(doc: Any, quoted: list[Quoted], items: list[Item], language: str) -> list[Item]:
    """Return the quoted words inside indirect speech that are no quotation yet: they are its speaker's very words."""
    taken = {span for item in items if item.kind == "direct" for span in item.content}
    rendered: Buckets[Item] = Buckets()
    for item in items:
        if item.kind != "direct":
            rendered.add(item.content, item)
    found = []
    for stretch in quoted:
        if stretch.depth or stretch.spans[0] in taken or not stretch.closed:
            continue
        host = next((i for i in rendered.near(stretch.spans[:1]) if covers(i, stretch.spans[0])), None)
        span = doc.char_span(*stretch.spans[0], alignment_mode="expand")
        if host is None or span is None or is_labelled(doc, (span.start - 1, span.end + 1), language):
            continue
        if all(t.ent_type_ or t.pos_ == "PROPN" for t in span if not t.is_punct):
            continue
        before = doc[span.start - 2] if span.start > 1 else None
        if before is not None and before.pos_ == "NOUN" and len(span) <= 3 and doc[span.start - 1].text in '„“"»«':
            continue
        found.append(Item(stretch.spans, "direct", host.frame, "direct/within", 0.6, standalone=False))
    return found


# -- speakers --------------------------------------------------------------------------------------------------------


def _attribute(
    doc: Any, items: list[Item], index: SpeakerIndex, unnamed: UnnamedSources, max_gap: int, language: str
) -> None:
    """Give each quotation its speaker: by its frame, carried on from the one before, or inferred."""
    sentence = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}
    breaks = [start for start, _ in paragraphs(text_of(doc))]
    last: Item | None = None
    for item in items:
        if item.rule.startswith("interview"):
            last = item if item.attribution != "none" else last
            continue
        if item.frame is not None:
            item.frame = _of_own_sentence(doc, item, item.frame)
        if _names_nobody(doc, item, language):
            item.frame = None
        silent = _announced_before(doc, item, language) if item.frame is None else None
        if silent is not None and (
            last is None or silent[0] >= doc.char_span(max(0, last.end - 1), last.end, alignment_mode="expand").start
        ):
            item.speaker, item.source, item.attribution = index.find(doc, silent), token_span(doc, silent), "carried"
        elif last is not None and _is_overtaken(doc, item, last) and _may_carry(doc, last, item, sentence, max_gap):
            item.speaker, item.source, item.attribution = last.speaker, last.source, "carried"
            item.frame = None
        elif item.frame is not None and item.frame.source is not None:
            item.speaker = (
                index.find(doc, item.frame.source)
                or index.find(doc, own_word(doc, item.frame, language))
                or index.find(doc, possessor_of(doc, item.frame.source))
                or unnamed.entity_of(item.frame.source, _cue_token(doc, item.frame, language))
            )
            item.source = token_span(doc, item.frame.source)
            item.attribution = "explicit" if _stands_near(doc, item, item.frame.source) else "carried"
            if item.attribution == "carried":  # what announced it belongs to a sentence before, and to its quotation
                item.frame = replace(item.frame, cue=())
        elif item.frame is None and last is not None and _may_carry(doc, last, item, sentence, max_gap):
            item.speaker, item.source, item.attribution = last.speaker, last.source, "carried"
        elif item.kind == "direct" and item.frame is None:
            _infer(doc, item, index, breaks, language)
        if item.attribution != "none" and (item.standalone or item.kind != "direct"):
            last = item


def _cue_token(doc: Any, frame: Frame, language: str) -> int | None:
    """Return the token of the cue verb, None where there is none."""
    words = (t for s, e in frame.cue for t in doc.char_span(s, e, alignment_mode="expand") or ())
    return next((t.i for t in words if cue_verb(t, language)), None)


def _of_own_sentence(doc: Any, item: Item, frame: Frame) -> Frame:
    """Return a frame with the cue's own subject where the encoder points to a sentence before, past a noun or name."""
    source, subject = frame.source, frame.subject
    if source is None or subject is None or doc[subject[0]].sent.start < source[1]:
        return frame
    head = doc[slice(*subject)].root
    told = any(start <= head.idx < end for start, end in item.content)
    return frame if told or head.pos_ in ("PRON", "DET") else replace(frame, source=subject)


def _names_nobody(doc: Any, item: Item, language: str) -> bool:
    """Tell a source that cannot be: a reflexive pronoun, or one of the quoted words themselves."""
    source = item.frame.source if item.frame is not None else None
    if source is None:
        return False
    alone = source[1] - source[0] == 1 and doc[source[0]].lower_ in lexicon(language, "cues")["beside"]["reflexive"]
    return alone or (item.kind == "direct" and any(s <= doc[source[0]].idx < e for s, e in item.content))


def _is_overtaken(doc: Any, item: Item, last: Item) -> bool:
    """Tell that the source which the encoder points to stands far off, and somebody else has spoken since."""
    frame = item.frame
    if frame is None or frame.source is None or _stands_near(doc, item, frame.source) or not last.source:
        return False
    cued = any(start >= last.start for start, _ in frame.cue)
    return not cued and bool(doc[frame.source[0]].idx < min(last.start, last.source[0][0]))


def _stands_near(doc: Any, item: Item, source: tuple[int, int]) -> bool:
    """Tell whether a source stands in a sentence that the content touches, or right before or after it."""
    first = doc.char_span(item.start, item.start + 1, alignment_mode="expand")
    last = doc.char_span(max(item.start, item.end - 1), item.end, alignment_mode="expand")
    if first is None or last is None:
        return True
    low, high = doc[first.start].sent, doc[last.end - 1].sent
    if item.kind == "direct":  # "X trat vor die Kameras. „...“": the sentence beside the marks announces
        low = doc[max(0, low.start - 1)].sent
        high = doc[min(len(doc) - 1, high.end)].sent
    return bool(low.start <= source[0] < high.end)


def _announced_before(doc: Any, item: Item, language: str) -> tuple[int, int] | None:
    """Return the source that the sentence before announces without any words ("Die Universität widerspricht.")."""
    token = doc.char_span(item.start, item.start + 1, alignment_mode="expand")
    if item.kind not in ("unframed", "direct") or token is None or doc[token.start].sent.start == 0:
        return None
    sent = doc[doc[token.start].sent.start - 1].sent
    if "\n\n" in text_of(doc)[sent.end_char : item.start] and item.kind == "unframed":
        return None
    root = sent.root
    cue = cue_verb(root, language)
    if cue is None or cue.weak or cue.stance == "thinks":
        return None
    return source_of(doc, root, language)


def _may_carry(doc: Any, last: Item, item: Item, sentence: dict[int, int], max_gap: int) -> bool:
    """Tell whether a speaker goes on: few sentences between, or the very next paragraph."""
    before = doc.char_span(max(0, last.end - 1), last.end, alignment_mode="expand")
    after = doc.char_span(item.start, item.start + 1, alignment_mode="expand")
    if before is None or after is None or (last.speaker is None and not last.source):
        return False
    return sentence[after.start] - sentence[before.start] <= max_gap


def _infer(doc: Any, item: Item, index: SpeakerIndex, breaks: list[int], language: str) -> None:
    """Take the subject of one of the two sentences before as the speaker, where it is a person."""
    token = doc.char_span(item.start, item.start + 1, alignment_mode="expand")
    if token is None:
        return
    sent = doc[token.start].sent
    for _ in range(2):
        if sent.start == 0:
            return
        sent = doc[sent.start - 1].sent
        subject = next((t for t in sent if t.dep_ == "nsubj"), None)
        entity = index.find(doc, (subject.i, subject.i + 1)) if subject is not None else None
        if subject is not None and entity is not None and entity.type == "Person":
            item.speaker, item.attribution = entity, "inferred"
            item.source = ((subject.idx, subject.idx + len(subject)),)
            item.confidence *= 0.7
            return


# -- records ---------------------------------------------------------------------------------------------------------


def _records(doc: Any, items: list[Item], index: SpeakerIndex) -> list[Quotation]:
    records = []
    for number, item in enumerate(items, 1):
        frame = item.frame
        medium = index.find(doc, frame.medium) if frame else None
        addressee = index.find(doc, frame.addressee) if frame else None
        if medium is None and addressee is not None and addressee.type == "Organization":
            medium = addressee
        records.append(
            Quotation(
                id=f"q{number}",
                kind=item.kind,
                content=item.content,
                cue=frame.cue if frame else (),
                source=item.source,
                addressee=token_span(doc, frame.addressee) if frame else (),
                speaker=item.speaker.id if item.speaker else None,
                medium=medium.id if medium and medium is not item.speaker else None,
                language=_other_language(doc, item),
                attribution=item.attribution,
                confidence=round(item.confidence, 3),
                by=f"quotations/{item.rule}",
            )
        )
    return _with_hosts(records, items)


def _with_hosts(records: list[Quotation], items: list[Item]) -> list[Quotation]:
    """Set ``within`` for direct words inside rendered ones, and for what stands inside a direct quotation."""
    around: Buckets[tuple[Quotation, Item]] = Buckets()
    for pair in zip(records, items, strict=True):
        around.add(pair[1].content, pair)
    result = []
    for record, item in zip(records, items, strict=True):
        hosts = [
            other
            for other, host in around.near(item.content)
            if _length(other) > _length(record) and all(covers(host, span) for span in item.content)
        ]
        host = min(hosts, key=_length, default=None)
        result.append(replace(record, within=host.id) if host is not None else record)
    return result


def _length(record: Quotation) -> int:
    return sum(end - start for start, end in record.content)


def _other_language(doc: Any, item: Item) -> str | None:
    """Return the other language where a direct quotation is plainly in it, by its commonest small words."""
    if item.kind != "direct":
        return None
    words = [w.lower() for s, e in item.content for w in text_of(doc)[s:e].split()]
    here, there = ("de", "en") if doc._.language == "de" else ("en", "de")
    count = {
        code: sum(w.strip(",.!?") in lexicon(code, "grammar")["common"]["words"] for w in words)
        for code in (here, there)
    }
    return there if len(words) >= 4 and count[there] >= 3 and count[there] > 2 * count[here] else None
