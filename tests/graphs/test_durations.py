"""TIMEX3 durations as RDF has them."""

import pyoxigraph as ox
import pytest

from hergang.graphs.durations import seconds, xsd_duration
from hergang.graphs.terms import duration


@pytest.mark.parametrize(
    ("timex", "valid", "length"),
    [
        ("PT11M", "PT11M", 660),
        ("PT90M", "PT1H30M", 5400),
        ("PT1H30M", "PT1H30M", 5400),
        ("PT1.5S", "PT1.5S", 2),
        ("P2W", "P14D", 1_209_600),
        ("P18M", "P1Y6M", 47_335_428),
        ("P1.5Y", "P1Y6M", 47_335_428),
        ("P1DE", "P10Y", 315_569_520),
        ("P0.5M", None, 1_314_873),
        ("PXM", None, None),
        ("P", None, None),
        ("2017-11", None, None),
    ],
)
def test_durations(timex, valid, length):
    assert (xsd_duration(timex), seconds(timex)) == (valid, length)
    if valid:
        store = ox.Store()
        triple = f"<urn:a> <urn:b> {duration(valid)}"
        store.load(f"{triple} .".encode(), format=ox.RdfFormat.N_TRIPLES)
        assert [str(quad) for quad in store] == [triple]  # canonical already: the store gives back what it was given
