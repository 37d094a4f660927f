"""An article as the finders of claims ask it: entities, times, quantities and quotations by token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity, Reference, Span
from hergang.extract.syntax import char_span, children, is_finite, phrase_range

#: Relations of what belongs to a predicate noun, its clause left out.
_OF_NOUN = ("det", "det:poss", "amod", "nummod", "compound", "flat", "nmod", "nmod:poss", "nmod:desc", "case")


class ClaimView:
    """An article with its entities, times, quantities and quotations by token."""

    def __init__(self, doc: Any, language: str) -> None:
        self.doc = doc
        self.language = language
        self.words = lexicon(language, "claims")
        self.entities = self._by_token(doc, ((m.start, m.end, e) for e in doc._.entities for m in e.mentions))
        self.times = self._by_token(doc, ((t.start, t.end, t) for t in doc._.timexes))
        self.quantities = self._by_token(doc, ((q.start, q.end, q) for q in doc._.quantities))
        self.quotations = self._by_token(doc, ((s, e, q) for q in doc._.quotations for s, e in q.content))
        cues = {start for q in doc._.quotations if self._says_clause(q) for start, _ in q.cue}
        self.announcing = {t.i for t in doc if t.idx in cues and not self._is_reported_phrase(t)}

    @staticmethod
    def _by_token(doc: Any, spans: Iterator[tuple[int, int, Any]]) -> dict[int, list[tuple[int, Any]]]:
        table: dict[int, list[tuple[int, Any]]] = {}
        for start, end, record in spans:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                for token in span:
                    table.setdefault(token.i, []).append((end - start, record))
        return table

    def _says_clause(self, quotation: Any) -> bool:
        """Tell a quotation of a clause or words in marks; over a mere phrase ("found the men") the verb tells."""
        if quotation.kind == "direct":
            return True
        spans = [self.doc.char_span(*part, alignment_mode="expand") for part in quotation.content]
        return any(is_finite(t) or children(t, "mark") for span in spans if span is not None for t in span)

    def _is_reported_phrase(self, token: Any) -> bool:
        """Tell a verb that is itself part of what is reported ("Die Firma forderte ...")."""
        return any(q.kind == "reported" for _, q in self.quotations.get(token.i, ()))

    def narrowest(self, table: dict[int, list[tuple[int, Any]]], index: int) -> Any | None:
        """Return the record with the shortest span over a token."""
        records = table.get(index)
        return min(records, key=lambda r: r[0])[1] if records else None

    def entity(self, head: Any) -> Entity | None:
        """Return the entity that a phrase's head mentions, by the widest mention that does not leave the phrase."""
        records = self.entities.get(head.i)
        if not records:
            return None
        whole = [r for r in records if r[0] >= len(head)]
        return max(whole, key=lambda r: r[0])[1] if whole else None

    def _titled(self, head: Any) -> Entity | None:
        """Return the entity whose name follows its title at once ("Der Milliardär Dirk Sandholm")."""
        for token in self.doc[head.i + 1 : head.i + 3]:
            entity = self.entity(token)
            if entity is not None and entity.named and token.pos_ == "PROPN":
                return entity
            if token.pos_ != "PROPN":
                return None
        return None

    def reference(self, head: Any) -> Reference:
        """Return the id of the entity, quantity or time that a phrase is, else its span."""
        entity = (self._titled(head) if head.pos_ == "NOUN" else None) or self.entity(head) or self._titled(head)
        if entity is not None:
            return entity.id
        for table in (self.quantities, self.times):
            record = self.narrowest(table, head.i)
            if record is not None:
                return str(record.id)
        if children(head, "cop"):
            return self._predicated(head)
        low, high = phrase_range(head)
        return char_span(self.doc, low, high)

    def _predicated(self, head: Any) -> Span:
        """Return the phrase of a predicate noun, no subject in it."""
        own = [c for c in head.children if c.dep_ in _OF_NOUN and not c.is_space]
        low = min([head.i, *(c.left_edge.i for c in own if c.i < head.i)])
        high = max([head.i, *(phrase_range(c)[1] - 1 for c in own if c.i > head.i)])
        return char_span(self.doc, low, high + 1)
