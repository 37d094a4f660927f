"""Make docs/graph.md from the ontology, with one worked example; with --check, say whether it is stale.

Every term of hg: is on the page, since the page is made of the Turtle; the property of each relation's facts, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Claim, Entity, Event, Mention, Quotation, Relation
from hergang.graphs.iris import digest
from hergang.graphs.projection import Revised, project
from hergang.graphs.vocabulary import HG, PREFIXES, ontology, relation_types

PAGE = Path(__file__).resolve().parent / "graph.md"
BASE = "https://w3id.org/hergang/data/"
HEAD = """# The graph

Made from `graphs/ontology.ttl` by `python docs/generate_graph.py`; do not edit.

Known vocabularies come first: schema.org (`https://schema.org/`), PROV-O, NIF 2.0 with itsrdf, SEM, SIOC, W3C org,
SKOS, Dublin Core terms. What they lack is in `hg:` (`https://w3id.org/hergang/ns#`). These prefixes are preset in every
query:

{prefixes}

## Where what stands

- **The default graph is the standing view**: what the revisions tell that stand now, each entity, event, outlet once,
  and what is derived over all articles: statements, links, stories, facts. A plain query reads it and counts right.
- **A named graph a revision** (`rev/ARTICLE-DIGEST`) keeps what was read from it, with text and mentions. A superseded
  one is marked `prov:invalidatedAtTime`, and its claims are tied to those of its successor by `prov:wasRevisionOf`.
- **`identity`** says which IRIs a node's IRI replaces (`dcterms:replaces`): those that its mentions in other articles
  would have given it. **`derived`** holds links, stories and the statements that several claims make once more.
  **`activities`** holds the ingests (`prov:Activity`) and fetch times, which alone may differ between two rebuilds.
- There are no blank nodes. Every claim, quotation and relation carries its sentence, day and article.

## IRIs

Under the base (default `{base}`):

| what | IRI |
|---|---|
| article | `a/` and its id: a digest of the canonical URL, else of guid, path or text |
| revision, and its graph | `rev/` and the article's id, `-`, the digest of the text |
| claim, quotation, relation, quantity | the revision's, `#claim=START,END`; `;2` for the second of equal spans |
| mention | the revision's, `#char=START,END` (RFC 5147) |
| entity, event | `e/`, `v/` and a digest of article, start and end of the first mention or trigger |
| statement, story, link | `st/`, `s/`, `l/` and a digest of the first claim, first article, or both ends and the type |
| outlet | `o/` and the name in lower-case ASCII letters |

## How things are made one

- **Entities** (`graphs/identity.py`, [identity.md](identity.md)): names of one type and spelling (umlauts and accents
  folded) are one thing, and so are the German and the English name of a place or body; two different full names stay
  two. Two people of one full name stay two where they are known in different fields. A surname alone joins the one full
  name in an article of the same matter; where two could be meant, it stays alone. An acronym joins the name that an
  article uses it for. An account is one by its handle, or by owner and platform. What is unnamed is never merged across
  articles. Decisions by hand (`hergang merge`, `split`) come first.
- **Events** (`graphs/events.py`) of two articles are one where they share a participant, nothing dates them apart, and
  their clauses mean nearly the same in German and English, or something alike with one duration, number or deed.
- **Statements** (`graphs/statements.py`) gather claims with the same subject, object, predicate (at an event, the
  event), polarity, certainty and numbers, told within 45 days.
- **Origin** (`hg:origin`) of a claim is the named speaker, lacking one the medium, lacking both the outlet. One speaker
  in two media is one origin, so that a word told twice confirms nothing. An article that has the text of an earlier one
  ([store.md](store.md)) is `prov:wasDerivedFrom` the earliest of these, and what stands in the text that both have
  has the earliest one's outlet for its origin: ten prints of one agency text are one origin.
- **Links** (`graphs/links.py`) are drawn where the annotations say enough, each with reason and confidence. Claims that
  name alike within some days are compared by what they name, count and say (`graphs/versions.py`): words within a
  language, likeness of meaning across. A denial or another number contradicts where it stands on another word and is
  near in time; counts that grow and states that change do not. An article that tells of its earlier version corrects
  it (`graphs/within.py`), and who withdraws a statement takes back what they said last (`graphs/withdrawals.py`). The
  signs in the words around a claim are data: `extract/lexica/*/development.toml`.
- **Facts** (`graphs/facts.py`) are plain triples from relations that the article itself asserts, positively and for
  certain, between two that have names, and that nothing corrects.
- **Stories** (`graphs/stories.py`): an article joins the story whose articles it is most like, in the last 45 days, by
  meaning of title and opening and by names, of which those that lead to many stories tell less; it stays there as
  more arrive.
"""


def main(arguments: list[str]) -> int:
    """Write the page, or with --check return 1 where it is stale."""
    text = graph_page()
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print("docs/graph.md is stale. Run 'python docs/generate_graph.py' and commit the page.", file=sys.stderr)
        return 1
    return 0


def graph_page() -> str:
    """Return the whole page."""
    graph = Graph().parse(data=ontology(), format="turtle")
    prefixes = "\n".join(f"    PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    head = HEAD.format(prefixes=prefixes, base=BASE)
    return "\n".join([head, _classes(graph), _properties(graph), _relations(graph), _example()])


def short(iri: str) -> str:
    """Return an IRI with its prefix ("schema:worksFor")."""
    for name, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{name}:{iri.removeprefix(start)}"
    return f"<{iri}>"


def _terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind) if str(term).startswith(PREFIXES["hg"])}
    return sorted((term for term in found if isinstance(term, URIRef)), key=lambda term: (str(term).lower(), term))


def _classes(graph: Graph) -> str:
    rows = ["## Classes", "", "| class | under | meaning |", "|---|---|---|"]
    for term in _terms(graph, OWL.Class):
        above = ", ".join(f"`{short(str(o))}`" for o in sorted(graph.objects(term, RDFS.subClassOf)))
        rows.append(f"| `{short(str(term))}` | {above} | {graph.value(term, RDFS.comment)} |")
    return "\n".join([*rows, ""])


def _properties(graph: Graph) -> str:
    rows = ["## Properties", "", "| property | value | meaning |", "|---|---|---|"]
    for term in _terms(graph, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property):
        value = graph.value(term, RDFS.range)
        kind = f"`{short(str(value))}`" if value else ""
        rows.append(f"| `{short(str(term))}` | {kind} | {graph.value(term, RDFS.comment)} |")
    return "\n".join([*rows, ""])


def _relations(graph: Graph) -> str:
    rows = [
        "## Relations and their facts",
        "",
        "| `hg:relationType` | meaning | fact | former fact |",
        "|---|---|---|---|",
    ]
    meanings = {
        str(graph.value(t, URIRef(PREFIXES["skos"] + "notation"))): graph.value(t, RDFS.comment)
        for t in _terms(graph, HG.RelationType)
    }
    for kind in relation_types().values():
        fact = f"`{short(kind.property)}`" if kind.property else "none"
        direction = " (object to subject)" if kind.inverse else ""
        former = f"`{short(kind.former)}`" if kind.former else ""
        rows.append(f"| {kind.name} | {meanings[kind.name]} | {fact}{direction} | {former} |")
    return "\n".join([*rows, ""])


def _example() -> str:
    text = "“I made a mistake,” Eva Kern told Wired. Kern works for Acme."
    intro = f"## An example\n\nThe article, published on 3 November 2017:\n\n> {text}\n"
    triples = [
        quad.triple for quad in project([_annotated(text)], BASE) if isinstance(quad.graph_name, ox.DefaultGraph)
    ]
    used = {name: iri for name, iri in PREFIXES.items() if any(iri in str(triple) for triple in triples)}
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used).decode()
    lines = [line for line in turtle.splitlines() if not line.startswith("@prefix")]
    body = "\n".join(lines).replace(f"<{BASE}", "<")
    return f"{intro}\nIts standing view, IRIs relative to the base:\n\n```turtle\n{body}\n```\n"


def _annotated(text: str) -> Revised:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    def entity(name: str, kind: str, *words: str) -> Entity:
        mentions = tuple(Mention(*span(part), "name") for part in words)
        return Entity(f"e{len(words)}{name}", kind, name, True, mentions)  # type: ignore[arg-type]

    kern = entity("Eva Kern", "Person", "Eva Kern", "Kern works"[:4])
    wired, acme = entity("Wired", "Organization", "Wired"), entity("Acme", "Organization", "Acme")
    told = Quotation(
        "q1",
        "direct",
        (span("I made a mistake,"),),
        (span("told"),),
        (span("Eva Kern"),),
        speaker=kern.id,
        medium=wired.id,
        attribution="explicit",
    )
    claims = (
        Claim(
            "c1",
            span("I made a mistake"),
            "make",
            event="v1",
            subject=kern.id,
            object=span("a mistake"),
            voice="speaker",
            source=kern.id,
            quotation="q1",
        ),
        Claim("c2", span("Kern works for Acme"), "work", subject=kern.id, object=acme.id),
    )
    annotations = Annotations(
        article=Article(
            id=digest("example"),
            text=text,
            title="Kern admits mistake",
            language="en",
            published="2017-11-03",
            publisher="Bay Ledger",
        ),
        extractor="hergang by hand",
        entities=(kern, wired, acme),
        quotations=(told,),
        relations=(Relation("r1", "worksFor", kern.id, acme.id, span("Kern works for Acme"), claim="c2"),),
        events=(Event("v1", "Kern makes a mistake", span("made a mistake")),),
        claims=claims,
    )
    return Revised(annotations, annotations.article.digest, 1, "2017-11-03T12:00:00Z", True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
