"""A verb that names somebody reports nothing, however the parse takes it."""

from __future__ import annotations

import pytest

from hergang.corpus.article import Article
from hergang.extract.pipeline import annotate

SENTENCES = [
    "Der Mann, der den Zug mit 43 Fahrgästen angehalten hat, heißt Ole Brandt, hat dänische Wurzeln und zwei Kinder.",
    "Die Frau, die das Konto gesperrt hat, heißt Miriam Vogt, ist 34 Jahre alt und lebt in Kiel.",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_heissen_names_and_does_not_report(pipelines, text):
    found = annotate(Article(id="a", text=text, language="de"), pipelines["de"])
    assert not found.quotations
    person = next(e for e in found.entities if e.type == "Person" and e.named)
    first = min(person.mentions, key=lambda m: m.start)
    assert text[first.start : first.end] in ("Der Mann", "Die Frau")


def test_es_heisst_reports(pipelines):
    text = "In der Mitteilung heißt es, die Strecke bleibe bis Montag gesperrt."
    found = annotate(Article(id="a", text=text, language="de"), pipelines["de"])
    assert [q.kind for q in found.quotations] == ["indirect"]
