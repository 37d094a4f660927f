"""Whatever the annotations hold, the projection is the same for any order, has no blank node and passes the store."""

from dataclasses import replace

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hergang.corpus.article import Article
from hergang.extract.records import (
    Annotations,
    Argument,
    Claim,
    Entity,
    Event,
    Mention,
    Quantity,
    Quotation,
    Relation,
    Timex,
)
from hergang.graphs.projection import Revised, project

TEXT = "Anna Kern und Jan Ohm, sagt Kern, waren elf Minuten weg. „Ach“ @kern"
BASE = "https://example.org/data/"

positions = st.integers(0, len(TEXT) - 1)
spans = st.tuples(positions, positions).map(lambda ends: (min(ends), max(ends) + 1))
ids = st.sampled_from(["e1", "e2", "t1", "n1", "gone"])
references = st.one_of(ids, spans)
types = st.sampled_from(["Person", "Organization", "Place", "Account", "Group", "Thing", "Work", "Event"])
names = st.sampled_from(["Anna Kern", "Kern", "Jan Ohm", "Ohm", "@kern", "§", "ein Mann", "Anna Maria Kern", "Kerns"])
days = st.sampled_from(["2020-01-01", "2020-01-03", "2021-05-05", "2020-13", None])
mods = st.sampled_from([None, "APPROX", "LESS_THAN"])
phases = st.sampled_from([None, 1, 2])


@st.composite
def annotations(draw, number):
    """Draw the annotations of one article; ids may point to nothing."""
    entities = tuple(
        Entity(f"e{i}", draw(types), draw(names), draw(st.booleans()), (Mention(*draw(spans), "name"),)) for i in (1, 2)
    )
    time = Timex("t1", 0, 4, "DURATION", draw(st.sampled_from(["PT11M", "PXM", "P2W"])), draw(mods), draw(days))
    claims = tuple(
        Claim(
            f"c{i}",
            draw(spans),
            draw(st.sampled_from(["sein", "glauben"])),
            draw(st.sampled_from([None, "v1", "gone"])),
            draw(st.none() | references),
            draw(st.none() | references),
            (Argument(draw(st.sampled_from(["duration", "place", "number"])), draw(references)),),
            happened="t1",
            phase=draw(phases),
            polarity=draw(st.sampled_from(["positive", "negative"])),
            voice=draw(st.sampled_from(["article", "speaker", "hearsay"])),
            source=draw(st.none() | ids),
            quotation="q1",
        )
        for i in (1, 2)
    )
    return Annotations(
        article=Article(
            f"{number:016x}", TEXT, language=draw(st.sampled_from(["de", "en", None])), published=draw(days)
        ),
        extractor="drawn",
        entities=entities,
        times=(time,),
        quantities=(Quantity("n1", 3, 9, draw(st.sampled_from([1.0, 2.5, 43_000_000.0])), "year", draw(mods)),),
        quotations=(Quotation("q1", "direct", (draw(spans),), speaker=draw(ids), medium=draw(ids), within="q1"),),
        relations=(
            Relation("r1", draw(st.sampled_from(["worksFor", "hasAccount", "age"])), "e1", draw(ids), draw(spans)),
        ),
        events=(Event("v1", "Etwas", draw(spans)),),
        claims=claims,
    )


@st.composite
def revisions(draw):
    """Draw two articles, and perhaps a first revision of the second."""
    found = [Revised(draw(annotations(n)), f"{n:016x}", 1, "2020-02-02T02:02:02Z", True) for n in (1, 2)]
    if draw(st.booleans()):
        before = replace(found[1], digest="f" * 16, standing=False, replaced_at="2020-02-03T02:02:02Z")
        found = [found[0], before, replace(found[1], number=2, previous="f" * 16)]
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(revisions())
def test_projection_keeps_its_promises(found):
    quads = list(project(found, BASE))
    assert quads == list(project(found[::-1], BASE))
    assert len(set(quads)) == len(quads)
    store = ox.Store()
    store.extend(quads)
    assert set(store) == set(quads)
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in quads)
