"""Quotations as the encoder sees them: its spans of content, source and cue put together, one record a quotation.

The rules of `direct` and `indirect` find what the marks and the syntax announce; the encoder finds what reads like
reported speech. `find_learned` gives its findings in the terms of the rules (`Frame`, `Report`), so that both can be
merged. Nothing here looks at the rules' results, and a text that no encoder has read has none of these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Any, get_args

from hergang.extract.attribution import Frame
from hergang.extract.candidates import Candidates, SpanScore
from hergang.extract.cues import gives_name
from hergang.extract.extensions import text_of
from hergang.extract.indirect import Report, kind_of, whole_clause
from hergang.extract.records import QuotationKind, Span

MARKS = "„“”\"»«‚‘’›‹‟‛`'"
EDGES = ",;:–—- \t\n\u00a0"
DANGLING = ("DET", "ADP", "PART", "PRON", "ADJ", "NUM", "SCONJ", "AUX")  # end no phrase of which they are not the head
HYPHENS = "-–/"
UNITS = "%€$"
LEAST_TOKENS = 2  # of a content that is completed by its verb: less is a slip
_OPENING = ("ART", "APPR", "APPRART", "DT", "IN")  # tags of words that open a phrase and end none
MAX_REACH = 40  # tokens between a content and a cue that is not in the source's sentence
MAX_GAP = 25  # tokens of a frame that interrupts a quotation
RULE = "learned"
TINY = 1e-9  # stands for a probability of nothing
Link = tuple[int | None, float]  # a source's place (None: there is none), and the probability
NO_LINK: Link = (None, 0.0)
_PARTICLES = {"de": "PTKVZ", "en": "RP"}  # tags of verbs' particles


@dataclass(frozen=True)
class LearnedQuotation:
    """A quotation by the encoder: content and cue as character spans, source and addressee as token ranges."""

    content: tuple[Span, ...]
    kind: QuotationKind
    cue: tuple[Span, ...]
    source: tuple[int, int] | None
    addressee: tuple[int, int] | None
    tokens: tuple[int, int]  # from the first token of the content to behind its last
    probability: float  # of the content
    source_probability: float  # of the source, or of there being none
    inside: bool = False  # direct words within rendered ones

    @property
    def frame(self) -> Frame | None:
        """What announces it, as the rules tell it; None where neither cue nor source was found."""
        if not self.cue and self.source is None:
            return None
        return Frame(self.cue, self.source, self.addressee, rule=f"{RULE}/{self.kind}", confidence=self.probability)

    @property
    def report(self) -> Report:
        """The quotation as the rules tell rendered speech (direct words too keep their kind)."""
        rule = f"{RULE}/{self.kind}" + ("-within" if self.inside else "")
        return Report(self.content, self.kind, self.frame, rule, self.probability)


def find_learned(doc: Any, language: str, *, least: float = 0.0) -> list[LearnedQuotation]:
    """Return the quotations that the encoder found, in text order, outer ones before those within them.

    Args:
        doc: an article read by ``hergang_encoder``; without its candidates nothing is found.
        language: "de" or "en".
        least: probability of a content below which it is left out.
    """
    found: Candidates | None = doc._.encoder
    if found is None:
        return []
    starts = _sentence_starts(doc)
    single = [
        learned
        for content, link in _adjoined(doc, _completed(doc, found), found.links, starts)
        if content.probability >= least
        and (learned := _learned(doc, found, content, link, starts, language))
        and not _only_names(doc, learned, language)
    ]
    whole = _joined(doc, single, found, starts, language)
    inner = [item for span in found.inner if span.probability >= least for item in _inside(doc, span, whole)]
    return sorted([*whole, *inner], key=lambda q: (q.content[0][0], -q.content[-1][1], q.inside))


def _learned(
    doc: Any, found: Candidates, content: SpanScore, link: Link, starts: Sequence[int], language: str
) -> LearnedQuotation | None:
    place, sure = link
    source = _source(doc, found.source[place]) if place is not None else None
    cues = _cues(found.cue, content, source, starts)
    kind = _kind(content.kind)
    if not found.kinds and kind != "direct":
        homes = {_sentence(starts, content.start), _sentence(starts, content.end - 1)}
        framed = any(_sentence(starts, cue.start) in homes for cue in cues)
        kind = kind_of(doc[content.start : content.end], language, framed=framed)
    if kind == "reported" and language == "de":
        content = _with_verb(doc, content)
    span = _trimmed(doc, content, direct=kind == "direct")
    if kind is None or span is None:
        return None
    cues += _particles(doc, found.cue, cues, _PARTICLES[language])
    addressee = _nearest(found.addressee, content, cues[0] if cues else None, starts)
    return LearnedQuotation(
        content=(span,),
        kind=kind,
        cue=tuple(sorted(_characters(doc, cue.start, cue.end) for cue in cues)),
        source=source,
        addressee=(addressee.start, addressee.end) if addressee is not None else None,
        tokens=(content.start, content.end),
        probability=content.probability,
        source_probability=sure,
    )


def _only_names(doc: Any, learned: LearnedQuotation, language: str) -> bool:
    """Tell a cue that only names somebody ("Der Mann heißt X, ist 35")."""
    cue = doc.char_span(*learned.cue[0]) if len(learned.cue) == 1 else None
    return cue is not None and len(cue) == 1 and gives_name(cue[0], language)


def _kind(name: str) -> QuotationKind | None:
    return next((kind for kind in get_args(QuotationKind) if kind == name), None)


def _sentence_starts(doc: Any) -> list[int]:
    return [sent.start for sent in doc.sents] if doc.has_annotation("SENT_START") else [0]


def _sentence(starts: Sequence[int], token: int) -> int:
    return bisect_left(starts, token + 1) - 1


# -- spans of characters -------------------------------------------------------------------------------------------


def _characters(doc: Any, start: int, end: int) -> Span:
    last = doc[end - 1]
    return doc[start].idx, last.idx + len(last)


def _trimmed(doc: Any, span: SpanScore, *, direct: bool) -> Span | None:
    """Return the characters of a content without white space, commas and, around direct words, marks at its edges."""
    low, high = _characters(doc, span.start, span.end)
    text = text_of(doc)[low:high]
    edges = EDGES + MARKS if direct else EDGES
    left, right = len(text) - len(text.lstrip(edges)), len(text.rstrip(edges))
    return (low + left, low + right) if left < right else None


def _completed(doc: Any, found: Candidates) -> list[SpanScore]:
    """Return the contents with what their last word cannot do without ("the" of "the senator's statement")."""
    edges = [*(span.start for span in found.content[1:]), len(doc)][: len(found.content)]
    frames = sorted(span.start for span in (*found.cue, *found.source))
    return [
        _whole_phrase(doc, _whole_words(doc, span), edge, frames)
        for span, edge in zip(found.content, edges, strict=True)
    ]


def _whole_phrase(doc: Any, content: SpanScore, edge: int, frames: Sequence[int]) -> SpanScore:
    last = doc[content.end - 1]
    if content.end - content.start == 1 and last.pos_ == "PRON":  # "das habe ich gesagt": it stands for what was said
        return content
    place = bisect_left(frames, content.end)
    stop = min(edge, frames[place] if place < len(frames) else len(doc), last.sent.end)
    is_open = last.pos_ in DANGLING or (last.dep_.startswith("nsubj") and content.kind != "direct")
    head = last.head if last.head.i >= content.end and is_open else last
    end = min(head.right_edge.i + 1, stop)
    while end > content.end and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return replace(content, end=end) if end > content.end and not last.is_punct else content


def _whole_words(doc: Any, content: SpanScore) -> SpanScore:
    """Return a content that does not end within a word of several tokens ("coal" of "coal-fired", "32" of "32%")."""
    end = content.end
    while end < len(doc) and not doc[end - 1].whitespace_ and _is_glued(doc, end):
        end += 1
    return replace(content, end=end) if end > content.end else content


def _is_glued(doc: Any, index: int) -> bool:
    """Tell a token that goes on a word: a unit, a letter after a hyphen, a hyphen between letters."""
    token = doc[index]
    if token.text in HYPHENS:
        return index + 1 < len(doc) and not token.whitespace_ and doc[index + 1].is_alpha
    return token.text in UNITS or (doc[index - 1].text in HYPHENS and token.is_alpha)


def _with_verb(doc: Any, content: SpanScore) -> SpanScore:
    """Return the clause of speech that is told by its act, where the encoder saw the verb's object alone.

    "Er kündigte einen Ausbau an" is reported as a whole: the verb tells what was said, not that it was.
    """
    verb = doc[content.start : content.end].root.head
    if (
        content.end - content.start < LEAST_TOKENS
        or verb.pos_ != "VERB"
        or content.start <= verb.i < content.end
        or verb.dep_ in ("amod", "advcl")
    ):
        return content
    low, high = whole_clause(doc, verb)
    return replace(content, start=min(low, content.start), end=max(high, content.end))


def _source(doc: Any, span: SpanScore) -> tuple[int, int] | None:
    """Return the tokens of a source without marks, commas and the article of another phrase at its edges."""
    start, end = span.start, span.end
    while start < end and (doc[start].is_punct or doc[start].is_space):
        start += 1
    while end > start and (
        doc[end - 1].is_punct or doc[end - 1].is_space or (end - start > 1 and doc[end - 1].tag_ in _OPENING)
    ):
        end -= 1
    return (start, end) if start < end else None


# -- cues and addressees -------------------------------------------------------------------------------------------


def _cues(
    cues: Sequence[SpanScore], content: SpanScore, source: tuple[int, int] | None, starts: Sequence[int]
) -> list[SpanScore]:
    """Return the cue of a content as a list of one, empty where there is none.

    It stands in the sentence of the source, or, where there is no source, in one that the content touches; of several
    the one nearest to both.
    """
    anchor = source or (content.start, content.end)
    homes = {_sentence(starts, anchor[0]), _sentence(starts, anchor[1] - 1)}
    near = [
        cue
        for cue in _around(cues, min(anchor[0], content.start), max(anchor[1], content.end))
        if not (content.start <= cue.start and cue.end <= content.end) and _sentence(starts, cue.start) in homes
    ]
    return sorted(near, key=lambda cue: (_gap(cue, *anchor) + _gap(cue, content.start, content.end), cue.start))[:1]


def _particles(doc: Any, cues: Sequence[SpanScore], chosen: Sequence[SpanScore], tag: str) -> list[SpanScore]:
    """Return the separable particles of a chosen cue's verb that are cues by themselves ("räumte ... ein")."""
    return [
        cue
        for verb in chosen
        for cue in _around(cues, verb.start, verb.end)
        if cue is not verb and cue.end - cue.start == 1 and verb.start <= doc[cue.start].head.i < verb.end
        and (doc[cue.start].dep_ == "compound:prt" or doc[cue.start].tag_ == tag)
    ]  # fmt: skip


def _around(spans: Sequence[SpanScore], start: int, end: int) -> Iterator[SpanScore]:
    """Yield the spans (which are in order) that lie within reach of a stretch of tokens."""
    first = bisect_left(spans, start - MAX_REACH, key=lambda span: span.start)
    for span in spans[first:]:
        if span.start > end + MAX_REACH:
            return
        yield span


def _gap(span: SpanScore, start: int, end: int) -> int:
    return max(0, span.start - end, start - span.end)


def _nearest(
    spans: Sequence[SpanScore], content: SpanScore, cue: SpanScore | None, starts: Sequence[int]
) -> SpanScore | None:
    """Return the addressee in the sentence of the cue that is nearest to it."""
    if cue is None:
        return None
    home = _sentence(starts, cue.start)
    near = [
        span
        for span in _around(spans, cue.start, cue.end)
        if _sentence(starts, span.start) == home and not (content.start <= span.start and span.end <= content.end)
    ]
    return min(near, key=lambda span: (_gap(span, cue.start, cue.end), span.start), default=None)


# -- quotations in parts -------------------------------------------------------------------------------------------


def _adjoined(
    doc: Any, contents: Sequence[SpanScore], links: Mapping[int, Link], starts: Sequence[int]
) -> list[tuple[SpanScore, Link]]:
    """Return the contents with their links; those that only marks part within a sentence are one.

    The encoder's labels tell kinds, so that its span ends where the kind changes: "that it was" is rendered and "a
    disgrace" said in these words, yet the sentence says one thing.
    """
    whole: list[tuple[SpanScore, Link]] = []
    for number, content in enumerate(contents):
        link = links.get(number, NO_LINK)
        if whole and _adjoins(doc, whole[-1][0], content, starts):
            one, other = whole[-1]
            whole[-1] = (_both(one, content), max(other, link, key=lambda own: own[1]))
        else:
            whole.append((content, link))
    return whole


def _adjoins(doc: Any, one: SpanScore, other: SpanScore, starts: Sequence[int]) -> bool:
    between = doc[one.end : other.start]
    return _sentence(starts, one.end - 1) == _sentence(starts, other.start) and not any(_is_word(t) for t in between)


def _is_word(token: Any) -> bool:
    return not (token.is_punct or token.is_space or token.text in MARKS)


def _both(one: SpanScore, other: SpanScore) -> SpanScore:
    """Return one span over two; it is rendered speech where either is, of the kind that has more words."""
    rendered = [span for span in (one, other) if span.kind != "direct"]
    kind = max(rendered or [one], key=lambda span: span.end - span.start).kind
    sizes = one.end - one.start, other.end - other.start
    logs = sizes[0] * log(max(one.probability, TINY)) + sizes[1] * log(max(other.probability, TINY))
    return SpanScore(one.start, other.end, kind, exp(logs / sum(sizes)))


def _joined(
    doc: Any, items: Sequence[LearnedQuotation], found: Candidates, starts: Sequence[int], language: str
) -> list[LearnedQuotation]:
    """Join what a frame interrupts: "A", said X, "B" is one quotation of two spans."""
    whole: list[LearnedQuotation] = []
    for item in items:
        if whole and _goes_on(doc, whole[-1], item, found.cue, starts, language):
            one = whole[-1]
            whole[-1] = replace(
                one,
                content=one.content + item.content,
                cue=one.cue or item.cue,
                addressee=one.addressee or item.addressee,
                tokens=(one.tokens[0], item.tokens[1]),
                probability=min(one.probability, item.probability),
            )
        else:
            whole.append(item)
    return whole


def _goes_on(
    doc: Any,
    one: LearnedQuotation,
    other: LearnedQuotation,
    cues: Sequence[SpanScore],
    starts: Sequence[int],
    language: str,
) -> bool:
    """Tell whether a quotation goes on behind what interrupts it, with at most one cue, and none before it."""
    low, high = one.tokens[1], other.tokens[0]
    if (one.kind == "direct") != (other.kind == "direct") or one.source != other.source:
        return False
    if not 0 < high - low <= MAX_GAP or "\n" in doc[low:high].text:
        return False
    home, next_home = _sentence(starts, low - 1), _sentence(starts, high)
    near = list(_around(cues, one.tokens[0], other.tokens[1]))
    between = sum(low <= cue.start < high for cue in near)
    before = any(_sentence(starts, cue.start) == home and cue.end <= one.tokens[0] for cue in near)
    if between > 1 or (between and before):
        return False
    if next_home == home:
        return all(token.text not in ".!?:" for token in doc[low:high])
    last = _sentence(starts, other.tokens[1] - 1)
    after = any(_sentence(starts, cue.start) == last and cue.start >= other.tokens[1] for cue in near)
    return language == "en" and bool(between) and one.kind == "direct" and next_home == home + 1 and not after


def _inside(doc: Any, span: SpanScore, whole: Sequence[LearnedQuotation]) -> Iterator[LearnedQuotation]:
    """Yield the direct words of a span that stand within a rendered quotation, whose frame is theirs."""
    text = _trimmed(doc, span, direct=True)
    after = bisect_left(whole, span.start + 1, key=lambda item: item.tokens[0])
    host = whole[after - 1] if after else None
    if text is not None and host is not None and host.kind != "direct" and span.end <= host.tokens[1]:
        probability = min(span.probability, host.probability)
        yield replace(
            host, content=(text,), kind="direct", tokens=(span.start, span.end), probability=probability, inside=True
        )
