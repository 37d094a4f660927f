"""The sample articles are read whole, with their metadata, and without what stands around them on their pages."""

from importlib.resources import files
from pathlib import Path

import pytest

from hergang.corpus.sources import read_sources

ARTICLES = {  # file: (language, day, outlet) of each article in it
    "bay-ledger-last-day.txt": [("en", "2017-11-03", "Bay Ledger")],
    "depesche-netz.rss": [("de", "2017-11-04", "Abend-Depesche"), ("de", "2017-11-29", "Abend-Depesche")],
    "harbor-courier-outage.html": [("en", "2017-11-02", "The Harbor Courier")],
    "kurier-am-strom-letzter-tag.txt": [("de", "2017-11-03", "Kurier am Strom")],
    "metro-dispatch-duysak.md": [("en", "2017-11-29", "Metro Dispatch")],
    "nordblatt-konto-1.html": [("de", "2017-11-03", "Nordblatt")],
    "nordblatt-konto-2.html": [("de", "2017-11-03", "Nordblatt")],
    "open-wire-one-month.json": [("en", "2017-12-02", "Open Wire")],
    "rheinwarte-duysak.html": [("de", "2017-11-30", "Rheinwarte")],
    "suedfunk-versehen.md": [("de", "2017-12-01", "Südfunk Netzwelt")],
}
SAMPLES = Path(str(files("hergang.corpus").joinpath("samples")))
#: Words of consent notices, placeholders, navigation and teasers, none of them of an article.
AROUND = ("Instagram", "Cookies", "Datenschutz", "Startseite", "Mehr zum Thema", "privacy", "Most read", "newsletter")


def read(name):
    readings = list(read_sources([str(SAMPLES / name)], fetcher=None))
    assert not any(isinstance(reading, Exception) for reading in readings), readings
    return [reading.article for reading in readings]


def test_the_table_names_every_sample():
    assert {path.name for path in SAMPLES.iterdir()} == {*ARTICLES, "LICENSE", "README.md"}


@pytest.mark.parametrize("name", ARTICLES)
def test_samples_have_language_day_and_outlet(name):
    assert [(a.language, a.published, a.publisher) for a in read(name)] == ARTICLES[name]


@pytest.mark.parametrize("name", ARTICLES)
def test_samples_are_text_alone(name):
    for article in read(name):
        assert article.title
        assert article.authors
        assert article.url.split("/")[2].endswith(".example")
        assert 100 <= len(article.text.split()) <= 320
        assert [word for word in AROUND if word in article.text] == []


def test_the_revised_article_is_one_article():
    first, second = (article for name in ("nordblatt-konto-1.html", "nordblatt-konto-2.html") for article in read(name))
    assert first.id == second.id
    assert first.digest != second.digest
    assert "gehackt" in first.text
    assert "Korrektur" in second.text
