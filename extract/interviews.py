"""Interviews: answers that stand without quotation marks, told by labels at the line's start or by bold questions.

Newspapers print "ZEIT: ..." and "Köller: ..." in turn, "Frage:" and "Antwort:", initials, or, behind a first exchange
or none, questions in bold with the answers below. Each answer is what somebody said in these words: a quotation of the
kind ``direct`` under the rule ``interview/...``. Questions of the outlet are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity, Span

LEAST_LABELS = 3  # labelled lines of an interview; two, where questions follow
LEAST_QUESTIONS = 3  # of an interview without labels
NEAR = 3  # lines between two labels of one interview at most
LONGEST_QUESTION = 400  # characters
INTRODUCTION = 6  # lines before the first question at most, in which the one who answers is named
_LABEL = re.compile(r"(?P<label>[A-ZÄÖÜ][\w.&'’-]*(?: [\w.&'’()-]+){0,4}) ?: *(?=[^\s/]|$)")
_MARKS = "„“”\"»«‚‘’›‹'"


@dataclass(frozen=True)
class Turn:
    """What one says until another does: a span a line; ``source``: the label or name that tells who, if any."""

    content: tuple[Span, ...]
    speaker: Entity | None
    source: Span | None
    rule: str


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    label: Span | None = None
    who: Entity | None = None
    asks: bool = False  # labelled as the one who asks
    unknown: re.Match[str] | None = None  # a label of nobody whom the article names otherwise


def find_turns(doc: Any, language: str) -> list[Turn]:
    """Return the answers of an interview in text order; none where the article is no interview."""
    text = text_of(doc)
    lines = _settled(text, [_read(doc, start, end, language) for start, end in _spans(text)])
    labelled = [number for number, line in enumerate(lines) if line.label is not None]
    labelled = labelled[next((n for n, (one, other) in enumerate(pairwise(labelled)) if other - one <= NEAR), 0) :]
    if not _is_labelled_interview(lines, labelled, text):
        return _unlabelled(doc, lines, language)
    words = lexicon(language, "quotations")["interview"]
    rest = _asked(text, lines[labelled[0] :])
    bare = sum(line.label is None and _is_question(text, line) for line in rest)
    who = next((line.who for line in rest if line.label and not line.asks and line.who), None)
    who = who or _interviewed(doc, lines, labelled[0], words)[0]
    alternates = bare >= LEAST_LABELS - 1 > len(labelled) - LEAST_LABELS + 1
    return _read_all(rest, _Talk(text, alternates, who, None, "interview/label"), words)


def _spans(text: str) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.start(), match.end()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


# -- labels ----------------------------------------------------------------------------------------------------------


def _read(doc: Any, start: int, end: int, language: str) -> _Line:
    """Return a line with its label, where this is a person, an outlet, or a word for question or answer."""
    match = _LABEL.match(text_of(doc), start, end)
    if match is None:
        return _Line(start, end)
    label, span = match["label"], (match.start("label"), match.end("label"))
    words = lexicon(language, "quotations")["interview"]
    body = match.end()
    if label.lower() in words["asks"]:
        return _Line(body, end, span, asks=True)
    if label.lower() in words["answers"]:
        return _Line(body, end, span)
    who = _called(doc, label)
    if who is not None and who.type == "Person":
        return _Line(body, end, span, who)
    if who is not None or label.isupper():
        return _Line(body, end, span, who, asks=True)
    return _Line(start, end, unknown=match)


def _settled(text: str, lines: list[_Line]) -> list[_Line]:
    """Return the lines with labels of nobody known taken for such where they recur, one to ask, one to answer."""
    shares: dict[str, list[bool]] = {}
    for line in lines:
        if line.unknown is not None:
            shares.setdefault(line.unknown["label"], []).append(_is_question(text, line))
    often = {label: 2 * sum(asked) > len(asked) for label, asked in shares.items() if len(asked) >= LEAST_LABELS}
    known = {line.asks for line in lines if line.label is not None}
    roles = {
        label: asks for label, asks in often.items() if asks not in known and (known or len(set(often.values())) == 2)
    }
    return [_labelled(line, roles) for line in lines]


def _labelled(line: _Line, roles: Mapping[str, bool]) -> _Line:
    match = line.unknown
    if match is None or match["label"] not in roles:
        return line
    return _Line(match.end(), line.end, (match.start("label"), match.end("label")), asks=roles[match["label"]])


def _called(doc: Any, label: str) -> Entity | None:
    """Return the entity that a label names: in full, by its last name, or by its initials."""
    entities: Sequence[Entity] = [e for e in doc._.entities if e.named and e.type in ("Person", "Organization")]
    text = text_of(doc)
    names = {e.id: {e.name, *(text[m.start : m.end] for m in e.mentions if m.kind == "name")} for e in entities}
    for same in (
        lambda name: name == label,
        lambda name: name.split()[-1:] == [label],
        lambda name: _initials(name, label),
    ):
        found = [e for e in entities if any(same(name) for name in names[e.id])]
        if found:
            return min(found, key=lambda e: e.type != "Person")
    return None


def _initials(name: str, label: str) -> bool:
    letters = re.sub(r"[.\s-]", "", label)
    parts = re.findall(r"\w+", name)
    return (
        2 <= len(letters) == len(parts)
        and letters.isupper()
        and all(p[0] == c for p, c in zip(parts, letters, strict=True))
    )


def _is_labelled_interview(lines: Sequence[_Line], labelled: Sequence[int], text: str) -> bool:
    """Tell an interview from other lines with a name and a colon: two and more speak in turn, and one asks."""
    if len({text[slice(*line.label)] for line in lines if line.label}) < 2:
        return False
    near = sum(later - one == 1 for one, later in pairwise(labelled))
    asked = sum(_is_question(text, line) for line in lines[labelled[0] :])
    spoken = [line for line in lines if line.label and text[line.start : line.start + 1] not in _MARKS]
    enough = len(spoken) >= LEAST_LABELS or (len(spoken) == LEAST_LABELS - 1 and asked >= LEAST_QUESTIONS - 1)
    return enough and near >= 1 and asked >= 1 and any(not line.asks for line in spoken)


def _asked(text: str, lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines with a question right above a labelled answer marked as asked, though it has no label."""
    asked = {
        number
        for number, (line, other) in enumerate(pairwise(lines))
        if line.label is None and _is_question(text, line) and other.label is not None and not other.asks
    }
    return [replace(line, asks=True) if number in asked else line for number, line in enumerate(lines)]


def _is_question(text: str, line: _Line) -> bool:
    return text[line.end - 1] == "?" and line.end - line.start <= LONGEST_QUESTION


# -- turns -----------------------------------------------------------------------------------------------------------


@dataclass
class _Talk:
    """An interview as it is read: whether a question or an answer stands, and what has been answered."""

    text: str
    alternates: bool  # questions without a label are to be expected
    speaker: Entity | None
    source: Span | None
    rule: str
    asked: bool | None = None  # None: nothing yet
    turns: list[list[Span]] = field(default_factory=list)
    told: list[tuple[Entity | None, Span | None, str]] = field(default_factory=list)

    def read(self, line: _Line) -> None:
        if line.label is not None and not line.asks:
            self.speaker, self.source, self.rule = line.who or self.speaker, line.label, "interview/label"
            self._answer(line)
        elif line.asks or (self.alternates and _is_question(self.text, line)):
            self.asked = True
        elif self.asked and self.alternates:
            self.rule = "interview/answer"
            self._answer(line)
        elif self.asked is False and _has_words(line, self.text):
            self.turns[-1].append((line.start, line.end))

    def _answer(self, line: _Line) -> None:
        self.asked = False
        self.turns.append([(line.start, line.end)] if _has_words(line, self.text) else [])
        self.told.append((self.speaker, self.source, self.rule))

    def answers(self, closing: Sequence[str]) -> list[Turn]:
        """Return the answers; behind the last one, what follows is no more of it where all others are one line long."""
        if self.turns and not any(len(turn) > 1 for turn in self.turns[:-1]):
            self.turns[-1] = self.turns[-1][:1]
        elif self.turns:
            ends = [
                n for n, span in enumerate(self.turns[-1]) if self.text[slice(*span)].lower().startswith(tuple(closing))
            ]
            self.turns[-1] = self.turns[-1][: ends[0]] if ends else self.turns[-1]
        pairs = zip(self.turns, self.told, strict=True)
        return [Turn(tuple(spans), *told) for spans, told in pairs if spans and not self._is_quoted(spans[0])]

    def _is_quoted(self, span: Span) -> bool:
        return self.text[span[0]] in _MARKS and self.text[span[1] - 1] in _MARKS + ".,"


def _has_words(line: _Line, text: str) -> bool:
    return any(c.isalpha() for c in text[line.start : line.end])


# -- bold questions --------------------------------------------------------------------------------------------------


def _unlabelled(doc: Any, lines: Sequence[_Line], language: str) -> list[Turn]:
    """Return the answers below questions without any label: somebody is addressed, and speaks of himself."""
    text, words = text_of(doc), lexicon(language, "quotations")["interview"]
    asked = [number for number, line in enumerate(lines[:-1]) if _is_question(text, line) and line.label is None]
    asked = [n for n in asked if not _is_question(text, lines[n + 1])]
    if len(asked) < LEAST_QUESTIONS:
        return []
    addressed = sum(_has_any(text, lines[n], words["addressed"]) for n in asked)
    personal = sum(_has_any(text, lines[n + 1], words["personal"]) for n in asked)
    least = len(asked) / 2
    if not (personal and _is_announced(text, lines[: asked[0]], words)) and min(addressed, personal) < least:
        return []
    who, source = _interviewed(doc, lines, asked[0], words)
    return _read_all(lines[asked[0] :], _Talk(text, True, who, source, "interview/answer"), words)


def _is_announced(text: str, before: Sequence[_Line], words: Any) -> bool:
    """Tell whether the introduction says that somebody was spoken to."""
    told = " ".join(text[line.start : line.end] for line in before[-INTRODUCTION:]).lower()
    return any(re.search(rf"\b{re.escape(word)}\b", told) for word in words["announced"])


def _read_all(lines: Sequence[_Line], talk: _Talk, words: Any) -> list[Turn]:
    for line in lines:
        talk.read(line)
    return talk.answers(words["closing"])


def _has_any(text: str, line: _Line, words: Sequence[str]) -> bool:
    return any(word in words for word in re.findall(r"[\w’']+", text[line.start : line.end]))


def _interviewed(doc: Any, lines: Sequence[_Line], first: int, words: Any) -> tuple[Entity | None, Span | None]:
    """Return who answers: the person whom the questions call by name, else the one whom the introduction names most."""
    text = text_of(doc)
    people = [e for e in doc._.entities if e.type == "Person" and e.named]
    before = (lines[max(0, first - INTRODUCTION)].start, lines[first].start)
    ranked = []
    for person in people:
        names = [(m.start, m.end) for m in person.mentions if m.kind == "name"]
        called = sum(text[:start].rstrip().endswith(tuple(words["titles"])) for start, _ in names if start >= before[1])
        shown = [span for span in names if before[0] <= span[0] < before[1]]
        if shown or called:
            ranked.append((called, len(shown), -(shown or names)[0][0], person, (shown or names)[0]))
    best = max(ranked, key=lambda entry: entry[:3], default=None)
    return (best[3], best[4]) if best is not None else (None, None)
