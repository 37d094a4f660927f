"""How a clause is meant: polarity, certainty, voice, phase, and whether it says that a matter is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from hergang.extract.claim_questions import (
    asks,
    asks_if,
    clause_words,
    has_question,
    is_asked,
    is_open_matrix,
    is_question,
)
from hergang.extract.cues import verb_lemma
from hergang.extract.embedding import embedding_of
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.mood import konjunktiv
from hergang.extract.records import Certainty, Polarity, Quotation, Voice
from hergang.extract.syntax import SUBJECTS, children, finite_verb, is_finite, subject_of

ONE = frozenset({"a", "an", "any", "ein", "eine", "einem", "einen", "einer"})
_OPENING = 12  # words in which a phrase of hearsay opens its sentence


@dataclass(frozen=True)
class Stance:
    """The manner of a claim; ``phase`` is 1 for what was said at first, 2 for what is known now, None where untold."""

    polarity: Polarity
    certainty: Certainty
    voice: Voice
    phase: int | None
    open: bool
    confidence: float
    told_by: Any | None = None  # the head of who says or denies it, where no quotation tells


def stance_of(doc: Any, head: Any, quotation: Quotation | None, language: str) -> Stance:
    """Return how the clause of a predicate is meant, inside the quotation it stands in (None: in none)."""
    over = embedding_of(head, language)
    effect = over.effect if over is not None else None
    negated = _is_negated(head, language) != (effect in ("negative", "denied"))  # "did not refuse" is no refusal
    certainty = _certainty(doc, head, quotation, language, effect)
    voice = _voice(doc, head, quotation, language, effect)
    if certainty == "questioned" and voice == "hearsay":
        voice = "article"  # what is asked is nobody's word: "Asked whether he would go"
    return Stance(
        polarity="negative" if negated else "positive",
        certainty=certainty,
        voice=voice,
        phase=_phase(doc, head, quotation, language),
        open=_is_open(head, language),
        confidence=0.7 if quotation is None else round(0.5 + 0.25 * quotation.confidence, 3),
        told_by=subject_of(over.matrix) if over is not None and effect == "denied" else _told_by(head, language),
    )


def _own_words(head: Any, words: Collection[str]) -> bool:
    """Tell whether one of the words belongs to a predicate, or to the one it is joined to and shares its subject."""
    found = [t for t in head.sent if t.lower_ in words and not (t.head.dep_ == "conj" and t.head.pos_ == "NOUN")]
    if not found:
        return False
    heads = [head]
    while head.dep_ == "conj" and not children(head, *SUBJECTS) and head.head != head:
        head = head.head
        heads.append(head)
    return any(_predicate_over(token) in heads for token in found)


def _predicate_over(token: Any) -> Any:
    """Return the predicate in whose clause a word stands, the word itself where it is one."""
    while token.head != token:
        verbal = token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "aux:pass", "cop", "amod")
        if verbal or children(token, "cop"):
            return token
        token = token.head
    return token


def _is_negated(head: Any, language: str) -> bool:
    negation = lexicon(language, "grammar")["negation"]["words"]
    openers = lexicon(language, "embedding")["openers"]["negative"]  # of "without paying", see `embedding`
    over = [head.head] if _is_carried(head) else []
    words = [t for predicate in (head, *over) for t in clause_words(predicate) if t.lower_ not in openers]
    if any(t.lower_ in negation and not _is_only(t, language) for t in words + _inner_determiners(head)):
        return True
    clause = " ".join(t.lower_ for t in head.doc[max(head.i - 3, head.sent.start) : head.i + 2])
    return any(phrase in clause for phrase in lexicon(language, "grammar")["negation"]["phrases"])


def _is_carried(head: Any) -> bool:
    """Tell the verb under "is not going to" and "lässt sich nicht", whose negation stands with the verb above."""
    over = head.head
    going = over.lower_ == "going" and any(c.lemma_ == "be" for c in over.children)
    return head.dep_ in ("xcomp", "ccomp") and (going or over.lemma_ == "lassen")


def _is_only(token: Any, language: str) -> bool:
    """Tell "nicht nur", "not only": more is so, not less."""
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return following in lexicon(language, "grammar")["negation"]["only"]


def _inner_determiners(head: Any) -> list[Any]:
    """Return determiners and adverbs deeper in the phrases of a clause: "not all guests", "weder das eine noch ..."."""
    phrases = [c for c in head.children if c.dep_ in ("obj", "obl", "obl:arg", "nsubj", "nsubj:pass", "xcomp")]
    inner = [c for phrase in phrases for c in phrase.children if c.dep_ in ("nmod", "obj", "appos", "conj")]
    own = [c for token in (*phrases, *inner) for c in token.children if c.dep_ in ("det", "advmod", "cc:preconj", "cc")]
    return [*own, *(c for token in own for c in token.children)]  # "not all guests"


def _voice(doc: Any, head: Any, quotation: Quotation | None, language: str, effect: str | None) -> Voice:
    adverbs = lexicon(language, "claims")["adverbs"]["hearsay"]
    passed_on = effect == "hearsay" or _has_hearsay_phrase(head, language) or _is_hearsay_modal(head, language)
    if passed_on or _own_words(head, adverbs):
        # In direct speech it is the speaker who passes on what others say; elsewhere the writer keeps a distance.
        return "speaker" if quotation is not None and quotation.speaker and quotation.kind == "direct" else "hearsay"
    if quotation is None:
        return "speaker" if effect == "denied" or _told_by(head, language) is not None else "article"
    return "hearsay" if _is_anonymous(doc, quotation, language) else "speaker"


def _told_by(head: Any, language: str) -> Any | None:
    """Return the head of "laut X", "X zufolge", "according to X" in a predicate's clause, None where it has none."""
    cases = lexicon(language, "embedding")["hearsay"]["cases"]
    for token in head.sent:
        if token.lower_ in cases and token.head != token:
            phrase = token.head
            if phrase.pos_ in ("NOUN", "PROPN", "PRON") and _predicate_over(phrase) == head:
                return phrase
    return None


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
    """Tell "soll ... gesagt haben", "soll 30 Jahre alt sein": under "sollen", past and state are what others say.

    An infinitive of what one does is a plan ("soll 2026 öffnen"), and so is a state that a future time stands beside.
    """
    if language != "de":
        return False
    helpers = _helpers(head)
    modals = lexicon("de", "grammar")["modals"]
    if not any(c.lower_ in modals["hearsay"] for c in helpers):
        return False
    if head.tag_ == "VVPP" and any(c.lower_ in ("haben", "sein", "worden") for c in (*head.children, *helpers)):
        return True
    state = verb_lemma(head, "de") if head.pos_ in ("VERB", "AUX") else "sein"
    if state not in modals["states"] or subject_of(head) is None:
        return False
    words = {t.lower_ for t in head.subtree}
    lasting = bool(words & set(lexicon("de", "relations")["lasting"]["words"]))  # "seit Juni"
    return lasting or (not words & set(modals["ahead"]) and not any(_is_coming_year(t) for t in head.subtree))


def _is_coming_year(token: Any) -> bool:
    """Tell a year from that of the article on: what is said to be then is a plan."""
    published = token.doc._.published
    return len(token) == 4 and token.is_digit and published is not None and int(token.text) >= published.year


def _certainty(doc: Any, head: Any, quotation: Quotation | None, language: str, effect: str | None) -> Certainty:
    modals = lexicon(language, "grammar")["modals"]
    under = _is_under_condition(head, language) or _is_said_under_condition(head, quotation, language)
    if under or is_condition(head, language) or _is_hedged(head, quotation, language):
        return "conditional"
    if is_question(head, language) or is_asked(head, language):
        return "questioned"
    if _is_anyone(head, language) or _is_pending(head, language):
        return "conditional"
    if _has_condition(head, language):
        return "conditional"
    if _is_unreal_past(head, quotation, language):
        return "conditional"
    finite = finite_verb(head)
    helpers = _helpers(head)
    words = {c.lower_ for c in helpers} | {c.lemma_.lower() for c in helpers}
    if {c.lower_ for c in helpers} & set(modals["wishes"]) or _is_order(head, helpers, language):
        return "intended"
    if words & set(modals["possible"]) or _own_words(head, modals["possible_adverbs"]):
        return "possible"
    if effect in ("intended", "possible") and not _is_hearsay_modal(head, language):
        return "intended" if effect == "intended" else "possible"
    if _is_ahead(head, helpers, language):
        return "intended"
    if (words & set(modals["intended"]) or _is_intended(head, language)) and not _is_hearsay_modal(head, language):
        return "intended"
    if words & set(modals["obliged"]) and not _is_past_duty(head, helpers):
        return "intended"
    spoken = quotation is None or quotation.kind == "direct"
    if language == "de" and spoken and finite is not None and konjunktiv(finite) == "II":
        return "possible"
    return _inherited(doc, head, quotation, language)


def _is_past_duty(head: Any, helpers: list[Any]) -> bool:
    """Tell "musste zahlen", "muss gezahlt haben": what had to be has been, and what must have been is held for so."""
    past = any("Past" in c.morph.get("Tense") or c.lemma_ in ("haben", "have") for c in helpers)
    return past or (head.tag_ == "VVPP" and any(c.lower_ == "haben" for c in (*head.children, *helpers)))


def _inherited(doc: Any, head: Any, quotation: Quotation | None, language: str) -> Certainty:
    """Return the certainty of the clause over an infinitive that says no more than that one, else "certain".

    "will continue to examine", "would have to be rushed"; and of a noun with an indefinite article, what a relative
    clause says of it: "needs a leader who can", "will ein Herkules sein, der ausmistet".
    """
    over = None
    if head.dep_ == "xcomp" and finite_verb(head) is None:
        over = head.head
    elif head.dep_ == "acl:relcl" and any(c.lower_ in ONE for c in children(head.head, "det")):
        noun = head.head
        over = noun if children(noun, "cop") else None
        if noun.dep_ == "obj" and verb_lemma(noun.head, language) in lexicon(language, "embedding")["seeking"]["words"]:
            return "intended"
    if over is None or over.pos_ not in ("VERB", "AUX", "NOUN", "PROPN", "ADJ") or over.sent.start != head.sent.start:
        return "certain"
    above = embedding_of(over, language)
    return _certainty(doc, over, quotation, language, above.effect if above is not None else None)


def _has_condition(head: Any, language: str) -> bool:
    """Tell a predicate under which, or under whose own complement, stands a condition."""
    if any(_is_condition_noun(child, language) and children(child, "acl", "ccomp") for child in children(head, "obl")):
        return True
    return any(
        child.dep_ in ("advcl", "ccomp", "csubj", "parataxis") and is_condition(child, language)
        for over in (head, *children(head, "xcomp"))
        for child in over.children
    )


def _helpers(head: Any) -> list[Any]:
    """Return the auxiliaries of a predicate; one joined to another shares its own ("will binden und gewinnen")."""
    while head.dep_ == "conj" and head.head.pos_ in ("VERB", "AUX", "ADJ") and _shares_helpers(head):
        head = head.head
    return [c for c in head.children if c.dep_ in ("aux", "aux:pass", "cop")]


def _shares_helpers(head: Any) -> bool:
    """Tell a joined predicate without a finite verb; a German infinitive may be tagged as one ("kann X und Y tun")."""
    if finite_verb(head) is None:
        return {head.tag_, head.head.tag_} != {"VVINF", "VVPP"}  # "diskriminiert werden oder sich diskriminiert fühlen"
    infinitive = head.tag_ in ("VVFIN", "VVINF") and head.lower_.endswith("n") and head.head.tag_ == "VVINF"
    return infinitive and not children(head, *SUBJECTS, "aux", "aux:pass", "cop")


def _is_order(head: Any, helpers: list[Any], language: str) -> bool:
    """Tell an imperative: a bare verb that opens its clause with no subject ("Choose milk", "Achte auf Zink")."""
    while head.dep_ == "conj" and head.head.pos_ == "VERB" and head.head.tag_ == head.tag_:
        head = head.head
    if head.pos_ != "VERB" or head.dep_ not in ("ROOT", "parataxis", "ccomp") or children(head, "mark", "expl"):
        return False
    first = next((t for t in head.subtree if not t.is_punct and t.pos_ not in ("SPACE", "INTJ", "CCONJ")), head)
    if language == "en":
        opens = first in (head, head.doc[max(head.i - 1, 0)]) or first.lower_ in ("do", "please", "let")
        bare = head.tag_ in ("VB", "VBP") and head.lower_ == head.lemma_.lower() and not children(head, *SUBJECTS)
        return opens and bare and all(c.lower_ == "do" for c in helpers)
    subject = next(iter(children(head, *SUBJECTS)), None)
    polite = subject is not None and subject.text == "Sie" and subject.i == head.i + 1
    bare = subject is None and (head.tag_ == "VVIMP" or not head.lower_.endswith("en"))
    plain = (
        first == head
        and not helpers
        and "Past" not in head.morph.get("Tense")
        and (is_finite(head) or head.tag_ == "VVIMP")
    )
    return plain and (polite or bare) and not head.sent.text.rstrip().endswith("?")


def _is_ahead(head: Any, helpers: list[Any], language: str) -> bool:
    """Tell what is yet to come: "wird veröffentlichen", "are to receive", "the aim is to replant"."""
    if language == "de":
        return head.tag_ in ("VVINF", "VAINF") and any(c.lower_ in ("wird", "werden") for c in helpers)
    if head.lower_ == "going" and any(c.pos_ == "VERB" for c in children(head, "xcomp")):
        return any(c.lemma_ == "be" or c.lower_ in ("'s", "’s", "'re", "’re", "'m", "’m") for c in helpers)
    verb = any(mark.lower_ == "to" for mark in children(head, "mark")) and head.pos_ in ("VERB", "AUX")
    own = head.dep_ in ("ROOT", "conj", "ccomp", "parataxis", "acl:relcl", "advcl")
    verb = verb or any(c.lower_ == "due" and c.tag_ == "JJ" for c in children(head, "case"))
    return verb and own and any(c.lemma_ == "be" for c in helpers)


def _is_hedged(head: Any, quotation: Quotation | None, language: str) -> bool:
    """Tell what hangs on a condition that its own clause does not mark: "Kommt X, geht Y", "with a veto it would"."""
    words = lexicon(language, "grammar")["conditional"]
    sentence = f" {head.sent.text.lower()} "
    if not _is_relative(head):
        if sentence.startswith(tuple(f" {phrase}" for phrase in words["opening"])):
            return True
        if any(f" {phrase}" in sentence for phrase in words["phrases"]):
            return True
        if _first_clause_end(head.sent, language) is not None:
            return True
    helpers = {c.lower_ for c in children(head, "aux", "aux:pass", "cop")}
    own = quotation is None or quotation.kind == "direct"
    after = {t.lower_ for t in clause_words(head) if t != head}
    if head.lower_ == "go" and any(t.lower_ == "on" for t in children(head, "advmod", "compound:prt", "obl")):
        return False  # "would go on to win": what came later
    return own and bool(helpers & set(words["would"])) and not after & set(words["would_later"])


def _is_relative(head: Any) -> bool:
    """Tell a relative clause or a clause within one: it says what is so, whatever its sentence hangs on."""
    while head.head != head:
        if head.dep_ == "acl:relcl":
            return True
        head = head.head
    return False


def _first_clause_end(sent: Any, language: str) -> int | None:
    """Return the comma after a conditional clause that opens its sentence by its verb, or "wer" (None: there is none).

    "Stimmt der Rat zu, beginnt der Bau", "Had he gone, ...": the verb stands first, and no question mark ends it.
    """
    words = lexicon(language, "grammar")["conditional"]
    first = next((t for t in sent if not t.is_space), None)
    if first is None or not first.text[:1].isupper() or sent.text.rstrip().endswith("?"):
        return None
    verb = language == "de" and is_finite(first) and first.tag_ != "VVIMP" and not _is_told(first)
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


def _is_told(verb: Any) -> bool:
    """Tell a verb in the past indicative: "Waren die Tage kühl, galt es nun ..." sets two things side by side."""
    return "Past" in verb.morph.get("Tense") and konjunktiv(verb) != "II" and "Sub" not in verb.morph.get("Mood")


def _is_unreal_past(head: Any, quotation: Quotation | None, language: str) -> bool:
    """Tell what would have been: "would have yielded"; in German in the article's own words alone.

    In reported speech "hätte gesagt" may mean no more than "habe gesagt".
    """
    helpers = {c.lower_ for c in children(head, "aux", "aux:pass", "cop")}
    if language == "en":
        return "would" in helpers and "have" in helpers
    return (
        (quotation is None or quotation.kind == "direct")
        and head.tag_ == "VVPP"
        and bool(helpers & set(lexicon("de", "grammar")["conditional"]["unreal"]))
    )


def is_condition(head: Any, language: str) -> bool:
    """Tell a conditional clause: opened by "wenn", "falls", "if", or by its verb ("Sollte er zugeben, ...")."""
    markers = lexicon(language, "grammar")["conditional"]["markers"]
    if any(mark.lower_ in markers for mark in children(head, "mark")):
        return not asks_if(head, language)
    first = next((t for t in head.subtree if not t.is_punct and not t.is_space), head)
    if first.dep_ in ("case", "advmod") and first.lower_ in lexicon(language, "grammar")["conditional"]["conjunctions"]:
        return True  # the parse takes "unless" for a preposition, "sofern" for an adverb
    if _is_condition_noun(head.head, language) and head.dep_ in ("acl", "ccomp"):
        return True
    opening = head.dep_ == "advcl" and is_finite(first) and first in (head, finite_verb(head))
    if language == "de" and opening and not _is_told(first):
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


def _is_condition_noun(noun: Any, language: str) -> bool:
    """Tell "unter der Bedingung, dass ...", "on condition that ...", "für den Fall, dass ..."."""
    nouns = lexicon(language, "grammar")["conditional"]["nouns"]
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in nouns and bool(children(noun, "case"))


def _is_pending(head: Any, language: str) -> bool:
    """Tell what is waited for: "once the vote is over", "bis der Rat entscheidet"; told as past, it has come."""
    pending = lexicon(language, "grammar")["conditional"]["pending"]
    if not any(mark.lower_ in pending for mark in children(head, "mark", "advmod")) or head.dep_ != "advcl":
        return False
    finite = finite_verb(head)
    return finite is not None and "Past" not in finite.morph.get("Tense") and finite.tag_ != "VBD"


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


def _is_anyone(head: Any, language: str) -> bool:
    """Tell what is said of anybody: "wer allein unterwegs ist, kann ...", "those who invest now will benefit"."""
    words = lexicon(language, "grammar")["conditional"]
    first = next((t for t in head.subtree if not t.is_punct), head)
    if (first.lower_ in words["anyone"] and first != head) or head.head.lower_ in words["anyone"]:
        return head.dep_ in ("csubj", "csubj:pass", "acl:relcl", "advcl")
    subject = next((c for c in children(head, *SUBJECTS) if children(c, "acl:relcl")), None)
    noun = head.head if head.dep_ == "acl:relcl" else subject
    if noun is None or noun.lower_ not in words["those"] or noun.dep_ not in SUBJECTS:
        return False
    verb = finite_verb(noun.head)
    modals = lexicon(language, "grammar")["modals"]
    looks_ahead = {c.lower_ for c in _helpers(noun.head)} & {*modals["future"], *modals["possible"], *modals["obliged"]}
    present = language == "de" and verb is not None and "Past" not in verb.morph.get("Tense")
    return bool(looks_ahead) or (present and verb == noun.head)


def _is_under_condition(head: Any, language: str) -> bool:
    """Tell a clause that a conditional clause says ("sollte er zugeben, dass ..."): it holds no more than that one."""
    return head.dep_ in ("ccomp", "xcomp") and is_condition(head.head, language)


def _is_said_under_condition(head: Any, quotation: Quotation | None, language: str) -> bool:
    """Tell words that a verb of saying announces under a condition, wherever the parse hangs them."""
    if quotation is None or quotation.kind == "direct":
        return False
    cues = (t for t in head.sent if any(start <= t.idx < end for start, end in quotation.cue))
    return any(is_condition(cue, language) for cue in cues)


def is_revealing(verb: Any, language: str) -> bool:
    """Tell verbs that say that something came to be known ("kommt raus", "it emerged")."""
    return (
        verb.pos_ in ("VERB", "AUX")
        and verb_lemma(verb, language) in lexicon(language, "grammar")["phases"]["revealing"]
    )


def _phase(doc: Any, head: Any, quotation: Quotation | None, language: str) -> int | None:
    """Return 1 where the article says that this was held first, 2 where it says that it is known now."""
    phases = lexicon(language, "grammar")["phases"]
    scope = clause_words(head)
    matrix = head
    while matrix.dep_ in ("ccomp", "acl:relcl", "acl", "parataxis", "csubj") and matrix.head != matrix:
        matrix = matrix.head
        scope += clause_words(matrix)
        if is_revealing(matrix, language):
            return 2
    words = {t.lower_ for t in scope} | {doc[head.sent.start].lower_}
    # "erst" and "then" order what happened; only beside a verb of saying do they order what was known.
    said = quotation is not None and quotation.kind != "direct" and bool(quotation.cue)
    if words & set(phases["first"]) or (said and words & set(phases["first_said"])):
        return 1
    return 2 if words & set(phases["later"]) or (said and words & set(phases["later_said"])) else None


def _is_open(head: Any, language: str) -> bool:
    """Tell that a matter is not settled: "untersucht den Fall noch", "is still investigating", "unklar ist"."""
    words = lexicon(language, "grammar")["open"]
    lemmas = {head.lemma_.lower(), *(c.lemma_.lower() for c in head.children if c.dep_ == "xcomp")}
    near = {t.lower_ for t in clause_words(head)}
    finite = finite_verb(head)
    present = finite is None or "Past" not in finite.morph.get("Tense")
    if lemmas & set(words["verbs"]) and present and (near & set(words["still"]) or has_question(head, language)):
        return True
    if asks(head, language) and head.dep_ != "ROOT" and is_open_matrix(head.head, language):
        return True
    clause = f" {' '.join(t.lower_ for t in clause_words(head))} "
    return any(f" {phrase} " in clause for phrase in words["phrases"])
