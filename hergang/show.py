"""An article with what was read from it marked: as text for a terminal, as one HTML page that needs nothing else.

Pure: annotations in, text out. Marks may overlap and cross (a name within a quotation that runs over two paragraphs);
in the text each is a pair of brackets with its id behind it, in HTML each stretch carries the ids that cover it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from textwrap import indent

from hergang.corpus.article import Article
from hergang.corpus.clean import paragraphs as split_paragraphs
from hergang.corpus.reading import Cut
from hergang.extract.records import Annotations, Claim, Quotation, Reference, Relation, Span
from hergang.notebook import framed
from hergang.story import standing

BRACKETS = {"entity": "[]", "time": "{}", "quantity": "{}", "quotation": "‹›", "cue": "()"}


@dataclass(frozen=True)
class Mark:
    """A span of the text and what was read in it."""

    start: int
    end: int
    layer: str  # entity, time, quantity, quotation, cue
    id: str
    label: str


@dataclass(frozen=True)
class Shown:
    """An article as it is shown: what was read from it and what cleaning cut out of it."""

    annotations: Annotations
    cuts: tuple[Cut, ...] = ()

    def text(self) -> str:
        """Return the marked text, a blank line, and the list of what was read."""
        article = self.annotations.article
        parts = [heading(article), mark_text(article.text, find_marks(self.annotations)), *self._listed()]
        return "\n\n".join(part for part in parts if part) + "\n"

    def cut_text(self) -> str:
        """Return each cut with its reason and place, and the words between which it stood, a paragraph each."""
        article = self.annotations.article
        around = ["", *split_paragraphs(article.text), ""]
        lines = [f"{self._where(cut, around)}  {cut.reason}\n{_indented(cut.text)}" for cut in self.cuts]
        paragraphs = len(around) - 2
        told = f"{len(self.cuts)} cut{'' if len(self.cuts) == 1 else 's'}, {paragraphs} paragraphs kept"
        unknown = sum(cut.place is None for cut in self.cuts)
        note = f"{unknown} without a place: taken in by an older release." if unknown else ""
        return "\n\n".join(part for part in (heading(article), told, *lines, note) if part) + "\n"

    def _where(self, cut: Cut, around: list[str]) -> str:
        if cut.place is None or cut.place > len(around) - 2:
            return "place not known"
        before, after = around[cut.place], around[cut.place + 1]
        if not before:
            return f"before paragraph 1 ({opening(after)})"
        if not after:
            return f"after the last paragraph ({opening(before)})"
        return f"after paragraph {cut.place} ({opening(before)})"

    def html(self) -> str:
        """Return a whole HTML page; styles are inside, nothing is loaded from anywhere."""
        article = self.annotations.article
        template = files("hergang").joinpath("templates/show.html").read_text(encoding="utf-8")
        return Template(template).substitute(
            language=article.language or "en",
            title=escape(article.title or article.id),
            about=escape(_about(article)),
            body=mark_html(article.text, find_marks(self.annotations)),
            tables="\n".join(_table(name, lines) for name, lines in self._layers()),
        )

    def _repr_html_(self) -> str:
        return framed(self.html())

    def _layers(self) -> Iterator[tuple[str, list[str]]]:
        lines = Lines(self.annotations)
        yield "Entities", lines.entities()
        yield "Times", lines.times()
        yield "Quantities", lines.quantities()
        yield "Quotations", lines.quotations()
        yield "Claims", lines.claims()
        yield "Relations", lines.relations()
        yield "Left out", [f"{cut.reason}: {shorten(cut.text)}" for cut in self.cuts]

    def _listed(self) -> Iterator[str]:
        for name, lines in self._layers():
            if lines:
                yield "\n".join([name.upper(), *(f"  {line}" for line in lines)])


def heading(article: Article) -> str:
    """Return title, and the line that says when, where and under which id."""
    return "\n".join(part for part in (article.kicker, article.title, _about(article), article.standfirst) if part)


def find_marks(annotations: Annotations) -> list[Mark]:
    """Return the marks of all layers in text order, the longer before the shorter."""
    marks = [
        Mark(m.start, m.end, "entity", entity.id, f"{entity.type}: {entity.name}")
        for entity in annotations.entities
        for m in entity.mentions
    ]
    marks += [Mark(t.start, t.end, "time", t.id, f"{t.type} {t.value}") for t in annotations.times]
    marks += [Mark(n.start, n.end, "quantity", n.id, _amount(n.value, n.unit)) for n in annotations.quantities]
    for quotation in annotations.quotations:
        label = f"{quotation.kind} speech"
        marks += [Mark(*span, "quotation", quotation.id, label) for span in quotation.content]
        marks += [Mark(*span, "cue", quotation.id, "cue") for span in quotation.cue]
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.layer, mark.id))


def mark_text(text: str, marks: list[Mark]) -> str:
    """Return the text with brackets around each mark and its id after the closing one."""
    opened: dict[int, list[str]] = defaultdict(list)
    closed: dict[int, list[str]] = defaultdict(list)
    for mark in marks:
        brackets = BRACKETS[mark.layer]
        opened[mark.start].append(brackets[0])
        closed[mark.end].insert(0, f"{brackets[1]}{mark.id}")
    at = sorted({0, len(text), *opened, *closed})
    pieces = [
        "".join(closed[start]) + "".join(opened[start]) + text[start:end]
        for start, end in zip(at, [*at[1:], len(text)], strict=True)
    ]
    return "".join(pieces)


def mark_html(text: str, marks: list[Mark]) -> str:
    """Return the paragraphs of the text as HTML; each stretch is in a ``span`` with all that covers it."""
    bounds = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks), *_paragraph_bounds(text)})
    html = ["<p>"]
    for start, end in itertools.pairwise(bounds):
        if not text[start:end].strip("\n") and end - start > 1:
            html.append("</p>\n<p>")
            continue
        html.append(_stretch(text[start:end], [m for m in marks if m.start <= start and end <= m.end]))
    return "".join(html) + "</p>"


def shorten(text: str, limit: int = 160) -> str:
    """Return the text on one line, cut at a word where it is longer than ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + " …"


def opening(text: str, limit: int = 48) -> str:
    """Return the first words of a text in quotation marks."""
    return f'"{shorten(text, limit)}"'


def _indented(text: str) -> str:
    return indent(text, "    ")


class Lines:
    """One line for each record, with names and words in the place of ids and offsets."""

    def __init__(self, annotations: Annotations) -> None:
        """Index what the records refer to."""
        self.annotations = annotations
        self.text = annotations.article.text
        self.names = {entity.id: entity.name for entity in annotations.entities}
        self.names |= {time.id: f"{self._at((time.start, time.end))} = {time.value}" for time in annotations.times}
        self.names |= {n.id: _amount(n.value, n.unit) for n in annotations.quantities}

    def entities(self) -> list[str]:
        """Id, type, name, and in how many places."""
        return [
            f"{e.id}  {e.type}  {e.name}{'' if e.named else ' (unnamed)'}  ×{len(e.mentions)}{_sure(e.confidence)}"
            for e in self.annotations.entities
        ]

    def times(self) -> list[str]:
        """Id, words, type, value with its modifier, and the days it may be."""
        return [
            f"{t.id}  {self._at((t.start, t.end))}  {t.type} {t.value}{f' {t.mod}' if t.mod else ''}"
            f"{f'  {t.earliest} to {t.latest}' if t.earliest and t.latest else ''}{_sure(t.confidence)}"
            for t in self.annotations.times
        ]

    def quantities(self) -> list[str]:
        """Id, words, value and unit."""
        return [
            f"{n.id}  {self._at((n.start, n.end))}  {_amount(n.value, n.unit)}{f' {n.mod}' if n.mod else ''}"
            for n in self.annotations.quantities
        ]

    def quotations(self) -> list[str]:
        """Id, kind, who, and the words."""
        return [self._quotation(quotation) for quotation in self.annotations.quotations]

    def claims(self) -> list[str]:
        """Id, who did what to whom, and on whose word."""
        return [self._claim(claim) for claim in self.annotations.claims]

    def relations(self) -> list[str]:
        """Id, subject, type, object and qualifiers."""
        return [self._relation(relation) for relation in self.annotations.relations]

    def _quotation(self, quotation: Quotation) -> str:
        named = self.names.get(quotation.speaker or "") or " ".join(self._at(span) for span in quotation.source)
        words = " … ".join(self._at(span) for span in quotation.content)
        who = named or "speaker not found"
        return (
            f"{quotation.id}  {quotation.kind}  {who} ({quotation.attribution}): {words}{_sure(quotation.confidence)}"
        )

    def _claim(self, claim: Claim) -> str:
        parts = [self._reference(claim.subject) or "–", claim.predicate, self._reference(claim.object)]
        parts += [f"{argument.role}: {self._reference(argument.value)}" for argument in claim.arguments]
        return f"{claim.id}  {'  '.join(p for p in parts if p)}  ({', '.join(self._standing(claim))})"

    def _standing(self, claim: Claim) -> Iterator[str]:
        yield standing(claim.certainty, claim.polarity, claim.voice)
        yield f"says {self.names.get(claim.source or '', 'a speaker')}" if claim.voice == "speaker" else claim.voice
        if claim.happened:
            yield f"happened {self.names.get(claim.happened, claim.happened)}"
        if claim.phase:
            yield f"phase {claim.phase}"
        if claim.status:
            yield claim.status

    def _relation(self, relation: Relation) -> str:
        qualifiers = "".join(f"  {key}: {value}" for key, value in relation.qualifiers)
        ends = f"{self._reference(relation.subject)}  {relation.type}  {self._reference(relation.object)}"
        return f"{relation.id}  {ends}{qualifiers}{_sure(relation.confidence)}"

    def _reference(self, reference: Reference | None) -> str:
        if reference is None:
            return ""
        return self._at(reference) if isinstance(reference, tuple) else self.names.get(reference, reference)

    def _at(self, span: Span) -> str:
        return shorten(self.text[slice(*span)])


def _about(article: Article) -> str:
    parts = [
        article.published,
        article.publisher,
        ", ".join(article.authors),
        article.language,
        "preview: the rest is behind a paywall" if article.access == "preview" else None,
        f"part of {article.part_of}" if article.part_of else None,
        article.url,
        article.id,
    ]
    return " · ".join(part for part in parts if part)


def _amount(value: float, unit: str | None) -> str:
    return f"{value:g} {unit or ''}".strip() if abs(value) < 1e6 else f"{value:,.0f} {unit or ''}".strip()


def _sure(confidence: float) -> str:
    return "" if confidence >= 0.995 else f"  {confidence:.0%} sure"


def _paragraph_bounds(text: str) -> Iterator[int]:
    at = text.find("\n\n")
    while at >= 0:
        yield at
        yield at + 2
        at = text.find("\n\n", at + 2)


def _stretch(text: str, covering: list[Mark]) -> str:
    if not covering:
        return escape(text).replace("\n", "<br>")
    classes = " ".join(sorted({mark.layer for mark in covering}))
    title = escape("; ".join(f"{mark.id} {mark.label}" for mark in covering), quote=True)
    return f'<span class="{classes}" title="{title}">{escape(text)}</span>'


def _table(name: str, lines: list[str]) -> str:
    if not lines:
        return ""
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<section><h2>{name}</h2><ul>{rows}</ul></section>"
