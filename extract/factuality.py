"""How a clause is meant: polarity, certainty, voice, phase, and whether it says that a matter is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.embedding import embedding_of
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mood import konjunktiv
from hergang.extract.records import Certainty, Polarity, Quotation, Voice
from hergang.extract.syntax import children, finite_verb, is_finite, subject_of

_OPENING = 8  # words in which a phrase of hearsay opens its sentence


@dataclass(frozen=True)
class Stance:
    """The manner of a claim; ``phase`` is 1 for what was said at first, 2 for what is known now, None where untold."""

    polarity: Polarity
    certainty: Certainty
    voice: Voice
    phase: int | None
    open: bool
    confidence: float
    denied_by: Any | None = None  # the head of who denies it, where no quotation tells


def stance_of(doc: Any, head: Any, quotation: Quotation | None, language: str) -> Stance:
    """Return how the clause of a predicate is meant, inside the quotation it stands in (None: in none)."""
    over = embedding_of(head, language)
    effect = over.effect if over is not None else None
    negated = _is_negated(head, language) != (effect in ("negative", "denied"))  # "did not refuse" is no refusal
    return Stance(
        polarity="negative" if negated else "positive",
        certainty=_certainty(doc, head, quotation, language, effect),
        voice=_voice(doc, head, quotation, language, effect),
        phase=_phase(doc, head, quotation, language),
        open=_is_open(head, language),
        confidence=0.7 if quotation is None else round(0.5 + 0.25 * quotation.confidence, 3),
        denied_by=subject_of(over.matrix) if over is not None and effect == "denied" else None,
    )


def _clause_words(head: Any) -> list[Any]:
    """Return the predicate, its direct dependents and theirs, clauses left out."""
    words = [head]
    for child in head.children:
        if child.dep_ in ("ccomp", "advcl", "acl:relcl", "acl", "parataxis", "conj", "csubj"):
            continue
        words.append(child)
        words.extend(c for c in child.children if c.dep_ in ("det", "advmod", "neg", "cc", "cc:preconj"))
    return words


def _is_negated(head: Any, language: str) -> bool:
    negation = lexicon(language, "grammar")["negation"]["words"]
    openers = lexicon(language, "embedding")["openers"]["negative"]  # of "without paying", see `embedding`
    words = [t for t in _clause_words(head) if t.lower_ not in openers]
    return any(t.lower_ in negation for t in words + _inner_determiners(head))


def _inner_determiners(head: Any) -> list[Any]:
    """Return determiners and adverbs deeper in the phrases of a clause: "not all guests", "weder das eine noch ..."."""
    phrases = [c for c in head.children if c.dep_ in ("obj", "obl", "obl:arg", "nsubj", "nsubj:pass", "xcomp")]
    inner = [c for phrase in phrases for c in phrase.children if c.dep_ in ("nmod", "obj", "appos", "conj")]
    own = [c for token in (*phrases, *inner) for c in token.children if c.dep_ in ("det", "advmod", "cc:preconj", "cc")]
    return [*own, *(c for token in own for c in token.children)]  # "not all guests"


def _voice(doc: Any, head: Any, quotation: Quotation | None, language: str, effect: str | None) -> Voice:
    adverbs = lexicon(language, "claims")["adverbs"]["hearsay"]
    passed_on = effect == "hearsay" or _has_hearsay_phrase(head, language) or _is_hearsay_modal(head, language)
    if passed_on or any(t.lower_ in adverbs for t in _clause_words(head)):
        # In direct speech it is the speaker who passes on what others say; elsewhere the writer keeps a distance.
        return "speaker" if quotation is not None and quotation.speaker and quotation.kind == "direct" else "hearsay"
    if quotation is None:
        return "speaker" if effect == "denied" else "article"
    return "hearsay" if _is_anonymous(doc, quotation, language) else "speaker"


def _has_hearsay_phrase(head: Any, language: str) -> bool:
    """Tell a sentence that begins by saying that it passes on what is heard ("Dem Vernehmen nach ...")."""
    opening = " ".join(t.lower_ for t in head.sent[:_OPENING])
    phrases = lexicon(language, "embedding")["hearsay"]["phrases"]
    return any(phrase in opening for phrase in phrases)


def _is_anonymous(doc: Any, quotation: Quotation, language: str) -> bool:
    """Tell words on nobody's account: no source, mere reports ("Medienberichten zufolge"), "es hieß"."""
    words = lexicon(language, "cues")["hearsay"]
    cues = {text_of(doc)[start:end].lower() for start, end in quotation.cue}
    if quotation.attribution != "carried" and cues & set(words["cues"]):
        return True
    if quotation.speaker is not None:
        return False
    source = " ".join(text_of(doc)[start:end].lower() for start, end in quotation.source)
    return not source or source.split()[-1].endswith(tuple(words["sources"]))


def _is_hearsay_modal(head: Any, language: str) -> bool:
    """Tell "soll ... gesagt haben": a past infinitive under "sollen" is what others say."""
    if language != "de":
        return False
    modal = any(c.dep_ == "aux" and c.lower_ in lexicon("de", "grammar")["modals"]["hearsay"] for c in head.children)
    perfect = any(c.lower_ in ("haben", "sein", "worden") for c in head.children) and head.tag_ == "VVPP"
    return modal and perfect


def _certainty(doc: Any, head: Any, quotation: Quotation | None, language: str, effect: str | None) -> Certainty:
    modals = lexicon(language, "grammar")["modals"]
    if is_condition(head, language) or _is_under_condition(head, language) or _is_hedged(head, quotation, language):
        return "conditional"
    if _is_question(head, language) or _is_asked(head, language):
        return "questioned"
    if any(
        child.dep_ in ("advcl", "ccomp", "csubj", "parataxis") and is_condition(child, language)
        for child in head.children
    ):
        return "conditional"
    if _is_unreal_past(head, quotation, language):
        return "conditional"
    finite = finite_verb(head)
    helpers = _helpers(head)
    words = {c.lower_ for c in helpers} | {c.lemma_.lower() for c in helpers}
    if {c.lower_ for c in helpers} & set(modals["wishes"]):
        return "intended"
    if words & set(modals["possible"]) or any(t.lower_ in modals["possible_adverbs"] for t in _clause_words(head)):
        return "possible"
    if effect in ("intended", "possible") and not _is_hearsay_modal(head, language):
        return "intended" if effect == "intended" else "possible"
    if _is_ahead(head, helpers, language):
        return "intended"
    if (words & set(modals["intended"]) or _is_intended(head, language)) and not _is_hearsay_modal(head, language):
        return "intended"
    if language == "de" and quotation is None and finite is not None and konjunktiv(finite) == "II":
        return "possible"
    return "certain"


def _helpers(head: Any) -> list[Any]:
    """Return the auxiliaries of a predicate; one joined to another shares its own ("will binden und gewinnen")."""
    while head.dep_ == "conj" and finite_verb(head) is None and head.head.pos_ in ("VERB", "AUX", "ADJ"):
        head = head.head
    return [c for c in head.children if c.dep_ in ("aux", "aux:pass", "cop")]


def _asks_if(head: Any, language: str) -> bool:
    """Tell an English question under "if": "asked if he knew", "wanted to know if"."""
    asking = head.dep_ in ("ccomp", "xcomp") and head.head.i < head.i
    verbs = lexicon(language, "grammar")["questions"]["verbs"]
    return language == "en" and asking and verb_lemma(head.head, language) in (*verbs, "know", "say", "see", "tell")


def _is_ahead(head: Any, helpers: list[Any], language: str) -> bool:
    """Tell what is yet to come: "wird veröffentlichen", "are to receive", "the aim is to replant"."""
    if language == "de":
        return head.tag_ in ("VVINF", "VAINF") and any(c.lower_ in ("wird", "werden") for c in helpers)
    verb = any(mark.lower_ == "to" for mark in children(head, "mark")) and head.pos_ in ("VERB", "AUX")
    return verb and head.dep_ in ("ROOT", "conj", "ccomp", "parataxis") and any(c.lemma_ == "be" for c in helpers)


def _is_hedged(head: Any, quotation: Quotation | None, language: str) -> bool:
    """Tell what hangs on a condition that its own clause does not mark: "Kommt X, geht Y", "with a veto it would"."""
    words = lexicon(language, "grammar")["conditional"]
    sentence = f" {head.sent.text.lower()} "
    if any(f" {phrase}" in sentence for phrase in words["phrases"]):
        return True
    comma = _first_clause_end(head.sent, language)
    if comma is not None:
        return True
    helpers = {c.lower_ for c in children(head, "aux", "aux:pass", "cop")}
    after = {t.lower_ for t in _clause_words(head)}
    return quotation is None and bool(helpers & set(words["would"])) and not after & set(words["would_later"])


def _first_clause_end(sent: Any, language: str) -> int | None:
    """Return the comma after a conditional clause that opens its sentence by its verb, or "wer" (None: there is none).

    "Stimmt der Rat zu, beginnt der Bau", "Had he gone, ...": the verb stands first, and no question mark ends it.
    """
    words = lexicon(language, "grammar")["conditional"]
    first = next((t for t in sent if not t.is_space), None)
    if first is None or not first.text[:1].isupper() or sent.text.rstrip().endswith("?"):
        return None
    verb = language == "de" and is_finite(first) and first.tag_ != "VVIMP"
    if not (verb or first.lower_ in words["openers"]):
        return None
    comma = next((t for t in sent if t.text == ","), None)
    if comma is None or comma.i + 1 >= sent.end:
        return None
    following = list(sent.doc[comma.i + 1 : min(comma.i + 3, sent.end)])
    if language == "de":
        opens = is_finite(following[0]) or (following[0].lower_ in ("dann", "so") and is_finite(following[-1]))
        return int(comma.i) if opens else None
    return int(comma.i)


def _is_unreal_past(head: Any, quotation: Quotation | None, language: str) -> bool:
    """Tell what would have been: "would have yielded"; in German in the article's own words alone.

    In reported speech "hätte gesagt" may mean no more than "habe gesagt".
    """
    helpers = {c.lower_ for c in children(head, "aux", "aux:pass", "cop")}
    if language == "en":
        return "would" in helpers and "have" in helpers
    return (
        quotation is None
        and head.tag_ == "VVPP"
        and bool(helpers & set(lexicon("de", "grammar")["conditional"]["unreal"]))
    )


def is_condition(head: Any, language: str) -> bool:
    """Tell a conditional clause: opened by "wenn", "falls", "if", or by its verb ("Sollte er zugeben, ...")."""
    markers = lexicon(language, "grammar")["conditional"]["markers"]
    if any(mark.lower_ in markers for mark in children(head, "mark")):
        return not _asks_if(head, language)
    first = next((t for t in head.subtree if not t.is_punct and not t.is_space), head)
    if language == "de" and head.dep_ == "advcl" and is_finite(first) and first in (head, finite_verb(head)):
        return True  # "Gelingt das nicht, ...": a German clause under another that opens with its verb
    inverted = language == "en" and first.lower_ in ("should", "had", "were") and first.i < head.i
    if inverted and head.dep_ in ("advcl", "ccomp", "parataxis", "ROOT") and not head.sent.text.rstrip().endswith("?"):
        return bool(children(head, "nsubj", "nsubj:pass")) and head.dep_ != "ROOT"
    # A verb in Konjunktiv II that opens its clause: "Sollte er zugeben, ...", "Gäbe es Beweise, ..."
    opens = (
        language == "de"
        and first.pos_ in ("VERB", "AUX")
        and (first.lower_ in lexicon("de", "mood")["opening"]["forms"] or konjunktiv(first) == "II")
    )
    return opens and not head.sent.text.rstrip().endswith("?")


def _is_intended(head: Any, language: str) -> bool:
    """Tell what is wanted or planned: a verb of wanting with an infinitive, or that infinitive ("is to leave")."""
    verbs = lexicon(language, "grammar")["modals"]["intended_verbs"]
    over = head.head if head.dep_ == "xcomp" else None
    wants = any(c.dep_ == "xcomp" for c in head.children)
    if language == "en" and any(v is not None and v.lemma_ == "be" for v in (over, head if wants else None)):
        infinitive = head if over is not None else next(c for c in head.children if c.dep_ == "xcomp")
        if any(mark.lower_ == "to" for mark in children(infinitive, "mark")):
            return True
    return (wants and head.lemma_.lower() in verbs) or (over is not None and over.lemma_.lower() in verbs)


def _is_under_condition(head: Any, language: str) -> bool:
    """Tell a clause that a conditional clause says ("sollte er zugeben, dass ..."): it holds no more than that one."""
    return head.dep_ in ("ccomp", "xcomp") and is_condition(head.head, language)


def _is_question(head: Any, language: str) -> bool:
    """Tell a direct question, and an indirect one under "ob" or "whether"."""
    if any(mark.lower_ in ("ob", "whether") for mark in children(head, "mark")) or (
        any(mark.lower_ == "if" for mark in children(head, "mark")) and _asks_if(head, language)
    ):
        return True
    end = head.sent[-1]
    while end.i > head.sent.start and (end.is_space or end.text in '“”"»«’'):
        end = head.doc[end.i - 1]
    return bool(end.text.endswith("?")) and head.dep_ in ("ROOT", "conj", "parataxis", "ccomp")


def is_revealing(verb: Any, language: str) -> bool:
    """Tell verbs that say that something came to be known ("kommt raus", "it emerged")."""
    return (
        verb.pos_ in ("VERB", "AUX")
        and verb_lemma(verb, language) in lexicon(language, "grammar")["phases"]["revealing"]
    )


def _phase(doc: Any, head: Any, quotation: Quotation | None, language: str) -> int | None:
    """Return 1 where the article says that this was held first, 2 where it says that it is known now."""
    phases = lexicon(language, "grammar")["phases"]
    scope = _clause_words(head)
    matrix = head
    while matrix.dep_ in ("ccomp", "acl:relcl", "acl", "parataxis", "csubj") and matrix.head != matrix:
        matrix = matrix.head
        scope += _clause_words(matrix)
        if is_revealing(matrix, language):
            return 2
    words = {t.lower_ for t in scope} | {doc[head.sent.start].lower_}
    # "erst" and "then" order what happened; only beside a verb of saying do they order what was known.
    said = quotation is not None and quotation.kind != "direct" and bool(quotation.cue)
    if words & set(phases["first"]) or (said and words & set(phases["first_said"])):
        return 1
    return 2 if words & set(phases["later"]) or (said and words & set(phases["later_said"])) else None


def _asks(head: Any, language: str) -> bool:
    """Tell an embedded question: opened by "ob", "whether" or a question word, which the parse may hang on the verb."""
    words = lexicon(language, "grammar")["questions"]["words"]
    first = next((t for t in head.subtree if not t.is_punct and not t.is_space), head)
    before = head.doc[first.i - 1] if first.i > head.sent.start else None
    hung = before is not None and before.head == head.head and before.dep_ in ("advmod", "mark", "obj")
    return first.lower_ in words or (hung and before is not None and before.lower_ in words)


def _is_asked(head: Any, language: str) -> bool:
    """Tell what is asked or looked into: "fragte, wer ...", "asked what steps they take", "unklar ist, wie ..."."""
    questions = lexicon(language, "grammar")["questions"]
    top = head
    while top.dep_ == "conj" and top.head != top:
        top = top.head
    asked = top.head if top.dep_ in ("acl", "acl:relcl") else None  # "what steps the FBI is taking"
    if asked is not None and any(c.lower_ in questions["words"] for c in children(asked, "det")):
        over = asked.head
    elif (top.dep_ not in ("ROOT", "acl", "acl:relcl") or top.head.pos_ == "VERB") and _asks(top, language):
        over = top.head
    else:
        return False
    return verb_lemma(over, language) in questions["verbs"] or _is_open_matrix(over, language)


def _has_question(head: Any, language: str) -> bool:
    return any(c.dep_ in ("ccomp", "csubj", "advcl", "csubj:pass", "acl") and _asks(c, language) for c in head.children)


def _is_open_matrix(head: Any, language: str) -> bool:
    """Tell the clause over an embedded question that leaves it unanswered ("ist offen", "prüft eine Kommission")."""
    words = lexicon(language, "grammar")["open"]
    near = [t.lower_ for t in sorted(_clause_words(head), key=lambda t: t.i)]
    finite = finite_verb(head)
    present = finite is None or "Past" not in finite.morph.get("Tense")
    clause = f" {' '.join(near)} "
    return (head.lemma_.lower() in words["verbs"] and present) or any(f" {p} " in clause for p in words["phrases"])


def _is_open(head: Any, language: str) -> bool:
    """Tell that a matter is not settled: "untersucht den Fall noch", "is still investigating", "unklar ist"."""
    words = lexicon(language, "grammar")["open"]
    lemmas = {head.lemma_.lower(), *(c.lemma_.lower() for c in head.children if c.dep_ == "xcomp")}
    near = {t.lower_ for t in _clause_words(head)}
    finite = finite_verb(head)
    present = finite is None or "Past" not in finite.morph.get("Tense")
    if lemmas & set(words["verbs"]) and present and (near & set(words["still"]) or _has_question(head, language)):
        return True
    if _asks(head, language) and head.dep_ != "ROOT" and _is_open_matrix(head.head, language):
        return True
    clause = f" {' '.join(t.lower_ for t in _clause_words(head))} "
    return any(f" {phrase} " in clause for phrase in words["phrases"])
