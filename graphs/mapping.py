"""One revision as triples: the article, its text and mentions, and what was read from it (design section 5).

`text_triples` goes into the revision's named graph alone; `told_triples` into the standing view too, where the revision
stands. What is derived over several articles (labels, statements, links, stories, facts) is in
`hergang.graphs.derived`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hergang.extract.records import Argument, Claim, Quantity, Quotation, Reference, Relation, Timex
from hergang.graphs.claims import Attribution, Resolver
from hergang.graphs.days import iso_day
from hergang.graphs.durations import seconds, xsd_duration
from hergang.graphs.iris import outlet_label
from hergang.graphs.members import author_key
from hergang.graphs.naming import fold
from hergang.graphs.revised import Revised
from hergang.graphs.sentences import Sentences, find_sentences
from hergang.graphs.terms import Subject, Triple, boolean, date, decimal, duration, integer, moment, number, text
from hergang.graphs.vocabulary import DCTERMS, HG, ITSRDF, NIF, PROV, RDFS, SCHEMA, SEM, SIOC

#: The class of each entity type of the stand-off format.
CLASSES: dict[str, str] = {
    "Person": SCHEMA.Person,
    "Organization": SCHEMA.Organization,
    "Place": SCHEMA.Place,
    "Account": SIOC.UserAccount,
    "Work": SCHEMA.CreativeWork,
    "Event": SEM.Event,
    "Group": HG.Group,
    "Thing": SCHEMA.Thing,
}
#: Qualifiers of relations that have a property of their own; `followers` and `age` are whole numbers.
QUALIFIERS: dict[str, str] = {
    "age": HG.age,
    "department": HG.department,
    "followers": HG.followers,
    "kind": HG.kind,
    "platform": HG.platform,
    "role": HG.role,
    "since": HG.since,
    "until": HG.until,
}
_WHOLE = ("age", "followers")


class Mapper:
    """Turns what was read from one revision into triples."""

    def __init__(self, resolver: Resolver, previous: Resolver | None = None) -> None:
        self.resolver, self.previous = resolver, previous
        self.revised: Revised = resolver.revised
        self.article = self.revised.article
        self.sentences: Sentences = find_sentences(self.article.text, self.revised.language)

    # --- the revision, its text and mentions -------------------------------------------------------------------

    def revision_triples(self) -> Iterator[Triple]:
        """Yield what is known of the revision itself; fetch times stand in the graph of activities."""
        revised, iris = self.revised, self.resolver.iris
        graph = Subject(self.resolver.graph, HG.Revision)
        graph.to(PROV.specializationOf, self.resolver.article)
        graph.add(HG.number, integer(revised.number)).say(HG.digest, revised.digest)
        graph.say(HG.extractor, revised.annotations.extractor)
        if revised.previous:
            graph.to(PROV.wasRevisionOf, f"{iris.base}rev/{self.article.id}-{revised.previous}")
        if not revised.standing and revised.replaced_at:
            graph.add(PROV.invalidatedAtTime, moment(revised.replaced_at))
        yield from graph

    def text_triples(self) -> Iterator[Triple]:
        """Yield the text and every mention in it (NIF 2.0; spans by RFC 5147, in code points).

        Offsets are ``xsd:integer``: the store gives NIF's ``xsd:nonNegativeInteger`` back as that.
        """
        whole = f"{self.resolver.graph}#char=0,{len(self.article.text)}"
        context = Subject(whole, NIF.Context)
        context.add(NIF.isString, text(self.article.text))
        context.add(NIF.beginIndex, integer(0)).add(NIF.endIndex, integer(len(self.article.text)))
        yield from context.to(DCTERMS.source, self.resolver.graph)
        for entity in self.revised.annotations.entities:
            for mention in entity.mentions:
                yield from self._mention(mention.start, mention.end, mention.kind, entity.id, whole)

    def _mention(self, start: int, end: int, kind: str, entity_id: str, whole: str) -> Subject:
        node = self.resolver.ref(entity_id)
        span = Subject(f"{self.resolver.graph}#char={start},{end}", NIF.RFC5147String)
        span.say(NIF.anchorOf, self.article.text[start:end])
        span.add(NIF.beginIndex, integer(start)).add(NIF.endIndex, integer(end)).to(NIF.referenceContext, whole)
        return span.say(HG.mentionKind, kind).to(ITSRDF.taIdentRef, node.iri if node else None)

    # --- what the article is and tells -------------------------------------------------------------------------

    def told_triples(self) -> Iterator[Triple]:
        """Yield the article, and its quotations, claims and relations."""
        yield from self._article()
        annotations = self.revised.annotations
        for quantity in annotations.quantities:
            yield from self._quantity(quantity)
        for quotation in annotations.quotations:
            yield from self._quotation(quotation)
        for claim in annotations.claims:
            yield from self._claim(claim)
        for relation in annotations.relations:
            yield from self._relation(relation)

    def shared_triples(self) -> Iterator[Triple]:
        """Yield outlet, entities and events as this revision names them (the standing view has labels of its own)."""
        yield from self._outlet()
        written: set[str] = set()
        authors = [(author_key(self.revised, i)[1], "Person", n, True) for i, n in enumerate(self.article.authors)]
        entities = [(entity.id, entity.type, entity.name, entity.named) for entity in self.revised.annotations.entities]
        for entity_id, kind, name, named in [*authors, *entities]:
            node = self.resolver.ref(entity_id)
            if node and node.iri not in written:
                written.add(node.iri)
                yield from Subject(node.iri, CLASSES[kind]).say(RDFS.label, name).add(HG.named, boolean(named))
        for event in self.revised.annotations.events:
            iri = self.resolver.events.get(event.id)
            if iri and iri not in written:
                written.add(iri)
                yield from Subject(iri, SEM.Event).say(RDFS.label, event.label)

    def _article(self) -> Iterator[Triple]:
        article = self.article
        subject = Subject(self.resolver.article, SCHEMA.NewsArticle)
        subject.say(SCHEMA.headline, article.title).say(SCHEMA.url, article.url)
        subject.say(SCHEMA.inLanguage, article.language).say(SCHEMA.articleSection, article.section)
        subject.say(SCHEMA.alternativeHeadline, article.kicker)
        subject.to(SCHEMA.isPartOf, self.resolver.iris.article(article.part_of) if article.part_of else None)
        subject.add(SCHEMA.isAccessibleForFree, boolean(False) if article.access == "preview" else None)
        subject.to(SCHEMA.publisher, self.resolver.outlet)
        for copied in self.revised.copies[:1]:
            subject.to(PROV.wasDerivedFrom, self.resolver.iris.article(copied.article.id))
        subject.add(HG.reportedOn, date(self.revised.reported))
        subject.add(HG.reportedAt, moment(article.published_at) if article.published_at else None)
        modified = iso_day(article.modified)
        subject.add(SCHEMA.dateModified, date(modified) if modified else None)
        subject.add(HG.undated, None if iso_day(article.published) else boolean(True))
        for position in range(len(article.authors)):
            node = self.resolver.ref(author_key(self.revised, position)[1])
            subject.to(SCHEMA.author, node.iri if node else None)
        yield from subject

    def _outlet(self) -> Iterator[Triple]:
        if self.resolver.outlet:
            outlet = Subject(self.resolver.outlet, SCHEMA.NewsMediaOrganization)
            yield from outlet.say(RDFS.label, outlet_label(self.article))

    def _stands_in(self, subject: Subject, start: int, end: int) -> None:
        """Add what claims, quotations and relations share, so that the common questions need no detour."""
        subject.say(HG.sentence, self.sentences.around(start, end))
        subject.add(HG.reportedOn, date(self.revised.reported))
        subject.to(SCHEMA.appearance, self.resolver.article)

    def _made(self, subject: Subject, record: Claim | Quotation | Relation) -> None:
        subject.add(HG.confidence, decimal(record.confidence)).say(HG.by, record.by)

    # --- quotations ---------------------------------------------------------------------------------------------

    def _quotation(self, quotation: Quotation) -> Iterator[Triple]:
        resolver = self.resolver
        subject = Subject(resolver.quotation_iris[quotation.id], SCHEMA.Quotation)
        subject.say(SCHEMA.text, self._words(quotation.content))
        subject.say(SCHEMA.inLanguage, quotation.language or self.article.language)
        subject.say(HG.kind, quotation.kind).say(HG.attribution, quotation.attribution)
        subject.say(HG.cue, self._words(quotation.cue)).say(HG.addressee, self._words(quotation.addressee))
        speaker, medium = resolver.ref(quotation.speaker), resolver.ref(quotation.medium)
        subject.to(HG.speaker, speaker.iri if speaker else None).to(HG.medium, medium.iri if medium else None)
        subject.say(HG.speakerText, None if speaker else self._words(quotation.source))
        subject.to(HG.within, resolver.quotation_iris.get(quotation.within or ""))
        spans = [*quotation.content, *quotation.cue] if quotation.cue else list(quotation.content)
        self._stands_in(subject, min(s for s, _ in spans), max(e for _, e in spans))
        self._made(subject, quotation)
        yield from subject

    def _words(self, found: Iterable[tuple[int, int]]) -> str:
        return " … ".join(" ".join(self.article.text[start:end].split()) for start, end in found)

    # --- claims -------------------------------------------------------------------------------------------------

    def _claim(self, claim: Claim) -> Iterator[Triple]:
        resolver = self.resolver
        subject = Subject(resolver.claim_iris[claim.id], SCHEMA.Claim)
        self._participants(subject, claim)
        subject.say(HG.predicate, claim.predicate).to(HG.event, resolver.events.get(claim.event or ""))
        subject.add(HG.phase, integer(claim.phase) if claim.phase is not None else None)
        subject.say(HG.status, claim.status).to(HG.condition, resolver.claim_iris.get(claim.condition or ""))
        self._attribution(subject, resolver.attribution(claim), claim.text)
        self._time(subject, resolver.times.get(claim.happened or ""), "happened")
        self._time(subject, resolver.times.get(claim.known or ""), "known")
        subject.say(HG.clause, self._words([claim.text]))
        self._stands_in(subject, *claim.text)
        self._made(subject, claim)
        for position, argument in enumerate(claim.arguments, 1):
            yield from self._argument(subject, argument, position)
        yield from subject

    def _participants(self, subject: Subject, record: Claim | Relation) -> None:
        for role, node_property, text_property in (
            (record.subject, HG.subject, HG.subjectText),
            (record.object, HG.object, HG.objectText),
        ):
            actor = self.resolver.actor(role)
            if actor:
                subject.to(node_property, actor.iri).say(text_property, None if actor.iri else actor.text)
            if isinstance(role, str):
                subject.to(HG.quantity, self.resolver.quantity_iris.get(role))

    def _attribution(self, subject: Subject, told: Attribution, span: tuple[int, int]) -> None:
        speaker = self.resolver.ref(told.speaker)
        subject.say(HG.polarity, told.polarity).say(HG.certainty, told.certainty).say(HG.voice, told.voice)
        subject.to(HG.speaker, speaker.iri if speaker else None)
        subject.to(HG.quotation, self.resolver.quotation_iris.get(told.quotation or ""))
        subject.to(HG.origin, self.resolver.origin(told, span))

    def _time(self, subject: Subject, time: Timex | None, name: str) -> None:
        if time is None:
            return
        if time.type != "DURATION":  # "two days after the vote" tells when, but its value is no day
            subject.say(HG[name], time.value).say(HG[f"{name}Mod"], time.mod)
        for end, found in (("Earliest", iso_day(time.earliest)), ("Latest", iso_day(time.latest))):
            subject.add(HG[f"{name}{end}"], date(found) if found else None)

    def _argument(self, subject: Subject, argument: Argument, position: int) -> Iterator[Triple]:
        """Write an argument by its own property where it has one, else as a node under ``hg:argument``."""
        resolver, value = self.resolver, argument.value
        time = resolver.times.get(value) if isinstance(value, str) else None
        node = resolver.ref(value)
        if time and time.type == "DURATION" and argument.role == "duration" and seconds(time.value) is not None:
            self._duration(subject, time)
        elif node and argument.role == "place":
            subject.to(HG.place, node.iri)
        elif isinstance(value, str) and value in resolver.quantity_iris:
            subject.to(HG.quantity, resolver.quantity_iris[value])
        else:
            yield from self._argument_node(subject, argument.role, value, position)

    def _duration(self, subject: Subject, time: Timex) -> None:
        length, valid = seconds(time.value), xsd_duration(time.value)
        subject.add(HG.duration, duration(valid) if valid else None)
        subject.add(HG.seconds, integer(length) if length is not None else None).say(HG.mod, time.mod)

    def _argument_node(self, subject: Subject, role: str, value: Reference, position: int) -> Iterator[Triple]:
        time = self.resolver.times.get(value) if isinstance(value, str) else None
        node = self.resolver.ref(value)
        words = time.value if time else self.resolver.words(value)
        if not node and not words:
            return
        iri = f"{subject.iri}&argument={position}"
        subject.to(HG.argument, iri)
        argument = Subject(iri, HG.Argument).say(HG.role, role).to(HG.value, node.iri if node else None)
        yield from argument.say(HG.value, None if node else words)

    def _quantity(self, quantity: Quantity) -> Subject:
        subject = Subject(self.resolver.quantity_iris[quantity.id], SCHEMA.QuantitativeValue)
        subject.add(SCHEMA.value, number(quantity.value)).say(SCHEMA.unitText, quantity.unit)
        return subject.say(HG.mod, quantity.mod).say(RDFS.label, self._words([(quantity.start, quantity.end)]))

    # --- relations ----------------------------------------------------------------------------------------------

    def _relation(self, relation: Relation) -> Iterator[Triple]:
        subject = Subject(self.resolver.relation_iris[relation.id], HG.Relation)
        subject.say(HG.relationType, relation.type)
        self._participants(subject, relation)
        for position, (name, value) in enumerate(relation.qualifiers, 1):
            yield from self._qualifier(subject, name, value, position)
        if relation.type == "age" and not dict(relation.qualifiers).get("age"):
            quantity = self.resolver.quantities.get(str(relation.object))
            subject.add(HG.age, integer(int(quantity.value)) if quantity else None)
        self._attribution(subject, self.resolver.attribution(relation), relation.evidence)
        subject.say(HG.clause, self._words([relation.evidence]))
        self._stands_in(subject, *relation.evidence)
        self._made(subject, relation)
        yield from subject

    def _qualifier(self, subject: Subject, name: str, value: str, position: int) -> Iterator[Triple]:
        if name in _WHOLE and value.isdecimal():
            subject.add(QUALIFIERS[name], integer(int(value)))
        elif name in QUALIFIERS and name not in _WHOLE:
            subject.say(QUALIFIERS[name], value)
        else:
            iri = f"{subject.iri}&argument={position}"
            subject.to(HG.argument, iri)
            yield from Subject(iri, HG.Argument).say(HG.role, name).say(HG.value, value)

    # --- history ------------------------------------------------------------------------------------------------

    def history_triples(self) -> Iterator[Triple]:
        """Tie quotations, claims and relations to those of the same words in the previous revision."""
        if self.previous is None:
            return
        earlier = {words: iri for iri, words in reversed(_records(self.previous))}
        for iri, words in _records(self.resolver):
            yield from Subject(iri).to(PROV.wasRevisionOf, earlier.get(words))


def _records(resolver: Resolver) -> list[tuple[str, tuple[str, str]]]:
    """Return (IRI, (kind, folded words)) of every quotation, claim and relation of a revision."""
    source, annotations = resolver.revised.article.text, resolver.revised.annotations
    found = [
        (resolver.quotation_iris[q.id], ("quotation", fold(" ".join(source[s:e] for s, e in q.content))))
        for q in annotations.quotations
    ]
    found += [
        (resolver.claim_iris[c.id], (f"claim {c.predicate}", fold(source[c.text[0] : c.text[1]])))
        for c in annotations.claims
    ]
    return found + [
        (resolver.relation_iris[r.id], (f"relation {r.type}", fold(source[r.evidence[0] : r.evidence[1]])))
        for r in annotations.relations
    ]
