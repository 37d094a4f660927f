"""Indirect speech: with a frame ("Er sagt, dass ...", "laut X", "..., said X"), and without one (German Konjunktiv).

The parse proposes a clause; commas, colons and the mood of the verb decide where it has none. After Helbig and Buscha
(Deutsche Grammatik, ch. 1.6) indirect speech stands in a clause with "dass" or "ob", in a verb-second clause in
Konjunktiv, in an infinitive with "zu", or around a parenthesis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hergang.extract.attribution import Frame, verb_frame
from hergang.extract.buckets import Buckets
from hergang.extract.cues import Cue, cue_noun, cue_verb, gives_name
from hergang.extract.direct import preposition_frame, so_source
from hergang.extract.factuality import is_condition
from hergang.extract.lexica import lexicon
from hergang.extract.mood import konjunktiv
from hergang.extract.records import QuotationKind, Span
from hergang.extract.syntax import char_span, children, finite_verb, is_finite, particle_of, subtree_span


@dataclass(frozen=True)
class Report:
    """Words rendered rather than quoted: content spans, kind, frame (None where nothing announces them)."""

    content: tuple[Span, ...]
    kind: QuotationKind
    frame: Frame | None
    rule: str
    confidence: float

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]


def find_reports(doc: Any, language: str, quoted: frozenset[int]) -> list[Report]:
    """Return the indirect and reported speech with a frame, in text order.

    Args:
        doc: parsed article.
        language: "de" or "en".
        quoted: indexes of the tokens inside direct quotations: what stands there is said already.
    """
    reports: list[Report] = []
    for sent in doc.sents:
        reports.extend(_of_sentence(doc, sent, language, quoted))
    return sorted(_outermost(reports), key=lambda r: (r.start, -r.end))


def _outermost(reports: list[Report]) -> list[Report]:
    """Keep the first of reports with nearly one content (a frame found twice)."""
    kept: list[Report] = []
    near: Buckets[Report] = Buckets()
    for report in sorted(reports, key=lambda r: -r.confidence):
        if not any(_overlap(report, other) > 0.6 for other in near.near(report.content)):
            kept.append(report)
            near.add(report.content, report)
    return kept


def _overlap(one: Report, other: Report) -> float:
    shared = sum(max(0, min(e, f) - max(s, t)) for s, e in one.content for t, f in other.content)
    return shared / max(1, max(_length(one.content), _length(other.content)))


def _length(spans: tuple[Span, ...]) -> int:
    return sum(end - start for start, end in spans)


def _of_sentence(doc: Any, sent: Any, language: str, quoted: frozenset[int]) -> Iterator[Report]:
    for token in sent:
        if token.i in quoted or token.is_space:
            continue
        frame = preposition_frame(doc, token, language) or _so_frame(doc, sent, token, language)
        if frame is not None:
            report = _around_phrase(doc, sent, frame, quoted)
            if report is not None:
                yield report
            continue
        cue = cue_verb(token, language)
        if cue is not None:
            report = _of_verb(doc, sent, token, cue, language, quoted)
        else:
            noun = cue_noun(token, language)
            report = _of_noun(doc, token, noun, language, quoted) if noun is not None else None
        if report is not None:
            yield report


# -- frames of a verb ------------------------------------------------------------------------------------------------


def _of_verb(doc: Any, sent: Any, verb: Any, cue: Cue, language: str, quoted: frozenset[int]) -> Report | None:
    """Return the content that a cue verb announces, by the surest reading."""
    if verb.dep_ in ("amod", "aux", "aux:pass") or is_condition(verb, language) or gives_name(verb, language):
        return None
    frame = verb_frame(doc, verb, language, particle_of(verb), "", 0.8)
    for read in (_as_clause, _parenthesis, _clause_under, _after_mark, _noun_phrase):
        report = read(doc, sent, verb, cue, frame, language)
        if report is not None:
            told = _is_quoted(doc, report, quoted) or _closes_quoted(doc, report, quoted)
            return None if told or is_remark(verb, report.frame, language) else report
    return None


def is_remark(verb: Any, frame: Frame | None, language: str) -> bool:
    """Tell the writer's own remark on nobody's word: "muss angemerkt werden", "it must be said"."""
    if frame is not None and frame.source is not None:
        return False
    if children(verb, "aux:pass"):
        modals = lexicon(language, "cues")["remarks"]["modals"]
        return any(token.lemma_.lower() in modals for token in children(verb, "aux", "aux:pass"))
    infinitive = any(t.lower_ in ("to", "zu") and t.i < verb.i for t in verb.children) or verb.tag_ == "VVIZU"
    cue = cue_verb(verb, language)
    joined = cue is not None and bool(cue.prefix) and verb.lower_.startswith(cue.prefix + "zu")
    return (infinitive or joined) and bool(children(verb, "cop", "expl"))


def _closes_quoted(doc: Any, report: Report, quoted: frozenset[int]) -> bool:
    """Tell a parenthesis behind a sentence in marks, which it announces ('So sei es: "Das ist ...", sagt X')."""
    if report.rule != "indirect/parenthesis":
        return False
    words = [t for t in _tokens(doc, *report.content[0]) if not t.is_punct and not t.is_space]
    last = next((place for place, token in enumerate(reversed(words)) if token.i not in quoted), len(words))
    return any(is_finite(token) for token in words[len(words) - last :])


def _is_quoted(doc: Any, report: Report, quoted: frozenset[int]) -> bool:
    """Tell whether the content is, but for a word or two, a direct quotation."""
    words = [t for s, e in report.content for t in _tokens(doc, s, e) if not t.is_punct and not t.is_space]
    if report.kind == "reported":
        return any(t.i in quoted for t in words)
    if any(is_finite(t) and t.i not in quoted for t in words):
        return False
    return bool(words) and sum(t.i in quoted for t in words) >= 0.6 * len(words)


def _tokens(doc: Any, start: int, end: int) -> Any:
    span = doc.char_span(start, end, alignment_mode="expand")
    return span if span is not None else []


def _report(
    frame: Frame, content: tuple[Span, ...], rule: str, confidence: float, kind: QuotationKind = "indirect"
) -> Report | None:
    spans = tuple(span for span in content if span[1] - span[0] > 2)
    return Report(spans, kind, frame, rule, confidence) if spans else None


def _as_clause(doc: Any, sent: Any, verb: Any, cue: Cue, frame: Frame, language: str) -> Report | None:
    """Read "wie X mitteilte", "as X said": the rest of the sentence is the content."""
    low, _ = subtree_span(verb)
    words = lexicon(language, "cues")["clauses"]["as"]
    start = next((t.i for t in doc[max(sent.start, low - 1) : verb.i] if t.lower_ in words), None)
    if start is None or cue.stance in ("demands",) or not (start == sent.start or doc[start - 1].is_punct):
        return None
    if (
        language == "de"
        and verb.i + 1 < sent.end
        and not (doc[verb.i + 1].is_punct or doc[verb.i + 1].pos_ in ("AUX", "VERB"))
    ):
        return None
    end = next((t.i for t in doc[verb.i : sent.end] if t.text in (",", ".", ":")), sent.end)
    before, after = char_span(doc, sent.start, start), char_span(doc, end, _sentence_end(doc, sent))
    return _report(frame, (before, after), "indirect/as", 0.8)


def _sentence_end(doc: Any, sent: Any) -> int:
    """Return the token after the last word of a sentence (its stop is no content)."""
    end = sent.end
    while end > sent.start and (doc[end - 1].is_space or doc[end - 1].text in ".!?…"):
        end -= 1
    return int(end)


def _clause_under(doc: Any, sent: Any, verb: Any, cue: Cue, frame: Frame, language: str) -> Report | None:
    """Read the clause that the parse hangs under the verb, where it looks like what is said."""
    for child in children(verb, "ccomp", "xcomp", "csubj", "parataxis", "advcl", "acl"):
        if abs(child.i - verb.i) > 60 or child.sent.start != sent.start:
            continue
        low, high = subtree_span(child)
        if low <= verb.i < high or not _looks_said(doc, child, low, high, verb, cue, language):
            continue
        if low < verb.i and cue.weak and _opens_with_question(doc, low):
            continue
        high = min(high, _sentence_end(doc, sent))
        return _report(frame, (char_span(doc, low, high),), "indirect/clause", 0.85)
    return None


def _opens_with_question(doc: Any, start: int) -> bool:
    """Tell a clause that may be an object as well: "Was so klingt, stellen sie anders dar"."""
    first = next((token for token in doc[start : start + 3] if not token.is_space and not token.is_punct), None)
    return first is not None and first.tag_ in ("PWS", "PWAV", "PWAT", "WP", "WRB")


def _looks_said(doc: Any, head: Any, low: int, high: int, verb: Any, cue: Cue, language: str) -> bool:
    first = next((t for t in doc[low:high] if not t.is_punct and not t.is_space), head)
    clauses = lexicon(language, "cues")["clauses"]
    introduced = first.lower_ in clauses["introducers"]
    if head.dep_ in ("parataxis", "advcl", "acl"):
        said = first.lower_ in clauses["conjunctions"] or _has_konjunktiv(head)
        return language == "de" and said and low > verb.i
    if language == "en":
        if head.dep_ == "xcomp":
            return (
                head.pos_ == "VERB"
                and cue.stance in ("demands", "thinks", "denies", "claims")
                and any(t.lower_ == "to" for t in doc[low : head.i + 1])
            )
        return introduced or finite_verb(head) is not None or bool(children(head, "nsubj", "nsubj:pass"))
    infinitive = any(t.tag_ in ("PTKZU", "VVIZU") for t in doc[low:high])
    return (
        introduced
        or _has_konjunktiv(head)
        or (infinitive and (low > verb.i) and doc[low - 1].text in (",",))
        or (
            head.dep_ == "ccomp"
            and finite_verb(head) is not None
            and not cue.weak
            and any(t.text == "," for t in doc[min(verb.i, low) : max(verb.i, low) + 1])
        )
    )


def _has_konjunktiv(head: Any) -> bool:
    return any(_mood(t) for t in (head, *head.children))


def kind_of(tokens: Any, language: str, *, framed: bool) -> QuotationKind:
    """Return the kind of words that are known to be rendered speech: a German main clause may tell it by mood alone."""
    alone = language == "de" and not framed and any(_mood(token) and _is_main(token) for token in tokens)
    return "unframed" if alone else "indirect"


def _mood(token: Any) -> str | None:
    """Return the Konjunktiv of a verb; a noun of the same form ("an dritter Stelle") has none."""
    return konjunktiv(token) if token.pos_ in ("VERB", "AUX") else None


def _parenthesis(doc: Any, sent: Any, verb: Any, cue: Cue, frame: Frame, language: str) -> Report | None:
    """Read "..., sagte er." and "..., he said.": the frame closes or interrupts what is said."""
    low = min([verb.i, *([frame.source[0]] if frame.source else [])])
    comma = low - 1
    if (
        comma <= sent.start
        or doc[comma].text not in (",", "–", "—", "-")
        or not (is_finite(verb) or children(verb, "aux") or (language == "de" and verb.i == comma + 1))
    ):
        return None
    if language == "de" and not (verb.i == comma + 1 and frame.source is not None):
        return None
    if language == "en" and (frame.source is None or verb.dep_ in ("acl:relcl", "advcl", "acl", "conj")):
        return None
    if cue.weak and cue.stance == "demands":
        return None
    if cue.weak and _opens_with_question(doc, sent.start):
        return None
    end = next(
        (
            t.i
            for t in doc[max(verb.i, (frame.source or (0, 0))[1] - 1) + 1 : sent.end]
            if t.text in (",", ":", ".", "–", ";")
        ),
        sent.end,
    )
    before = char_span(doc, sent.start, comma)
    after = char_span(doc, end, _sentence_end(doc, sent)) if end < _sentence_end(doc, sent) else (0, 0)
    if not any(is_finite(t) for t in doc[sent.start : comma]):
        return None
    if after != (0, 0) and not _goes_on(doc, end, sent, language):
        after = (0, 0)
    return _report(frame, (before, after), "indirect/parenthesis", 0.8)


def _goes_on(doc: Any, mark: int, sent: Any, language: str) -> bool:
    """Tell whether what follows a parenthesis is still said: a clause of its own, not the writer's next verb."""
    rest = [t for t in doc[mark + 1 : sent.end] if not t.is_space]
    if (
        len(rest) < 3
        or rest[0].pos_ in ("VERB", "AUX", "CCONJ")
        or rest[0].lower_ in lexicon(language, "cues")["clauses"]["writer"]
    ):
        return False
    if language == "de" and doc[mark].text == ":":
        return any(_mood(t) for t in rest)
    return any(is_finite(t) for t in rest)


def _after_mark(doc: Any, sent: Any, verb: Any, cue: Cue, frame: Frame, language: str) -> Report | None:
    """Read "X sagte, ..." and "X sagte: ..." where the parse has no clause: a Konjunktiv or "dass" after the mark."""
    mark = next((t for t in doc[verb.i + 1 : sent.end] if t.text in (",", ":")), None)
    if mark is None or mark.i - verb.i > 25:
        return None
    rest = [t for t in doc[mark.i + 1 : sent.end] if not t.is_space]
    if len(rest) < 3:
        return None
    if language == "de":
        early = [t for t in rest[:25] if _mood(t)]
        said = bool(early) and rest[0].pos_ not in ("SCONJ",) and rest[0].tag_ not in ("PRELS", "KON")
    else:
        said = mark.text == ":" and any(is_finite(t) for t in rest)
    if not said and rest[0].lower_ not in lexicon(language, "cues")["clauses"]["conjunctions"]:
        return None
    return _report(frame, (char_span(doc, mark.i + 1, _sentence_end(doc, sent)),), "indirect/mark", 0.75)


def _noun_phrase(doc: Any, sent: Any, verb: Any, cue: Cue, frame: Frame, language: str) -> Report | None:
    """Read "Die Firma forderte eine schnellere Entscheidung": speech named by its act; the clause is the content."""
    if cue.weak or cue.stance not in ("demands", "claims", "denies", "concedes") or frame.source is None:
        return None
    objects = children(verb, "obj", "obl", "obl:arg", "iobj")
    if not objects or verb.dep_ in ("acl:relcl", "acl", "advcl", "amod"):
        return None
    if language == "en":
        low = min(t.left_edge.i for t in objects if t.i > verb.i) if any(t.i > verb.i for t in objects) else None
        high = max(t.right_edge.i for t in objects) + 1
        content = char_span(doc, low, high) if low is not None else (0, 0)
    else:
        content = char_span(doc, *whole_clause(doc, verb))
    return _report(frame, (content,), "reported/phrase", 0.55, "reported")


def whole_clause(doc: Any, verb: Any) -> tuple[int, int]:
    """Return the tokens of a verb's clause, subject and all, up to the next verb that is joined to it."""
    low, high = subtree_span(verb)
    other = [t.left_edge.i for t in children(verb, "conj", "parataxis") if t.i > verb.i]
    low, high = max(low, verb.sent.start), min([high, _sentence_end(doc, verb.sent), *other])
    while high > verb.i + 1 and (doc[high - 1].pos_ == "CCONJ" or doc[high - 1].is_space):
        high -= 1
    return low, high


# -- frames of a noun, a preposition ---------------------------------------------------------------------------------


def _of_noun(doc: Any, noun: Any, cue: Cue, language: str, quoted: frozenset[int]) -> Report | None:
    """Read "die Aussage, dass ...", "his claim that ...": a clause under the noun; its possessor is the source."""
    for child in children(noun, "acl", "ccomp", "acl:relcl", "xcomp"):
        low, high = subtree_span(child)
        first = next((t for t in doc[low:high] if not t.is_punct and not t.is_space), child)
        if first.i <= noun.i or first.lower_ not in lexicon(language, "cues")["clauses"]["conjunctions"]:
            continue
        if child.dep_ == "acl:relcl" and language == "en" and not children(child, "nsubj", "nsubj:pass"):
            continue
        source = next(
            (
                (p.left_edge.i, p.right_edge.i + 1)
                for p in children(noun, "nmod:poss", "nmod", "det:poss")
                if p.i < first.i
            ),
            None,
        )
        frame = Frame(((noun.idx, noun.idx + len(noun)),), source, rule="indirect/noun", confidence=0.7)
        report = _report(frame, (char_span(doc, low, min(high, _sentence_end(doc, noun.sent))),), "indirect/noun", 0.7)
        return None if report is None or _is_quoted(doc, report, quoted) else report
    return None


def _around_phrase(doc: Any, sent: Any, frame: Frame, quoted: frozenset[int]) -> Report | None:
    """Read "laut X", "according to X": all of the sentence but the phrase is the content."""
    low = _token_at(doc, frame.cue[0][0])
    high = _token_at(doc, frame.cue[0][1] - 1) + 1
    if frame.source is not None:
        low, high = min(low, frame.source[0]), max(high, frame.source[1])
    spans = [char_span(doc, sent.start, low), char_span(doc, high, _sentence_end(doc, sent))]
    content = tuple(span for span in spans if span[1] - span[0] > 12)
    report = _report(frame, content, frame.rule, frame.confidence) if content else None
    return None if report is None or _is_quoted(doc, report, quoted) else report


def _token_at(doc: Any, position: int) -> int:
    return int(doc.char_span(position, position + 1, alignment_mode="expand").start)


def _so_frame(doc: Any, sent: Any, token: Any, language: str) -> Frame | None:
    """Read ", so X." after what X said."""
    particles = lexicon(language, "cues")["frames"]["particles"]
    if token.lower_ not in particles or token.i <= sent.start + 2 or doc[token.i - 1].text != ",":
        return None
    source = so_source(doc, token.i + 1)
    named = source is not None and any(t.pos_ in ("NOUN", "PROPN") for t in doc[source[0] : source[1]])
    cue = ((token.idx, token.idx + len(token)),)
    return Frame(cue, source, rule="indirect/so", confidence=0.85) if named else None


# -- no frame --------------------------------------------------------------------------------------------------------


def find_unframed(doc: Any, language: str, quoted: frozenset[int], reports: list[Report]) -> list[Report]:
    """Return clauses in Konjunktiv with no cue of their own ("Er habe das ja gar nicht gewollt."), in text order.

    Konjunktiv I tells reported speech by itself; Konjunktiv II only where the sentence before is reported too, for it
    may as well tell what is merely thought of.
    """
    if language != "de":
        return []
    covered = {t.i for r in reports for s, e in r.content for t in _tokens(doc, s, e)}
    found: list[Report] = []
    sents = list(doc.sents)
    reported = False
    for sent in sents:
        report = _unframed_sentence(doc, sent, quoted, covered, reported)
        if report is not None:
            found.append(report)
        reported = report is not None or any(t.i in covered or t.i in quoted for t in sent)
    return found


def _unframed_sentence(doc: Any, sent: Any, quoted: frozenset[int], covered: set[int], reported: bool) -> Report | None:
    free = [t for t in sent if t.i not in quoted and t.i not in covered]
    first = next((t for t in free if _mood(t) == "I" and _is_main(t) and not _is_fixed(t)), None)
    mood = "I"
    if first is None and reported:
        first = next((t for t in free if _mood(t) == "II" and _is_main(t)), None)
        mood = "II"
    if first is None or _under_condition(first) or _opens_with_condition(sent) or first.sent.start == first.i:
        return None
    low, high = _clause_bounds(doc, sent, first, quoted, covered)
    words = [t for t in doc[low:high] if t.is_alpha]
    if len(words) < 3:
        return None
    return Report((char_span(doc, low, high),), "unframed", None, f"unframed/{mood}", 0.75 if mood == "I" else 0.55)


def _is_fixed(token: Any) -> bool:
    """Tell set phrases: "es sei denn", "sei es", "seien Sie", "wie dem auch sei"."""
    near = token.doc[max(0, token.i - 3) : token.i + 3].text.lower()
    return any(phrase in near for phrase in lexicon("de", "mood")["fixed"]["phrases"])


def _is_main(token: Any) -> bool:
    """Tell the finite verb of a main clause: no subordinating word opens its clause."""
    head = token if token.dep_ not in ("aux", "aux:pass", "cop") else token.head
    return head.dep_ in ("ROOT", "conj", "parataxis", "ccomp") and not children(head, "mark")


def _opens_with_condition(sent: Any) -> bool:
    """Tell the article's own conditional ("Sollte sich herausstellen, ..., könnte ihm ... drohen")."""
    return any(
        is_condition(t, "de") for t in sent if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "aux:pass", "cop")
    )


def _under_condition(token: Any) -> bool:
    head = token if token.dep_ not in ("aux", "aux:pass", "cop") else token.head
    markers, words = lexicon("de", "grammar")["conditional"]["markers"], lexicon("de", "cues")["clauses"]
    return any(t.lower_ in (*markers, *words["condition_marks"]) for t in children(head, "mark")) or any(
        t.lower_ in words["condition"] for t in token.sent
    )


def _clause_bounds(doc: Any, sent: Any, verb: Any, quoted: frozenset[int], covered: set[int]) -> tuple[int, int]:
    """Return the token range of what is reported: the sentence, or what follows a dash or colon before the verb."""
    low, high = sent.start, _sentence_end(doc, sent)
    for index in range(verb.i - 1, sent.start, -1):
        if doc[index].text in (":", "–", "—", "-", ";") and any(is_finite(t) for t in doc[sent.start : index]):
            low = index + 1
            break
    while low < verb.i and (low in covered or low in quoted or doc[low].is_space):
        low += 1
    stop = next(
        (i for i in range(verb.i, high) if i in covered or (i in quoted and not _quote_inside(doc, i, high, quoted))),
        high,
    )
    return low, stop


def _quote_inside(doc: Any, index: int, high: int, quoted: frozenset[int]) -> bool:
    """Tell quoted words in the midst of a clause (it goes on, or they are few) from a quotation of their own."""
    return sum(i in quoted for i in range(index, high)) <= 12
