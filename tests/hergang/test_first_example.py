"""The first example: each question of the mission, answered by the store from the article itself."""

import csv
import io
from functools import cache
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="module")
def ask(run, test_data, tmp_path_factory):
    """Return a function that asks the article a named question and gives its rows."""
    article = test_data / "seed" / "elf-minuten.txt"
    if not article.is_file():
        pytest.skip(f"{article} is not there")
    store = tmp_path_factory.mktemp("seed") / "store"
    run(store, "ingest", article).ok()

    @cache
    def rows(name: str) -> list[SimpleNamespace]:
        found = csv.DictReader(io.StringIO(run(store, "ask", name).ok()))
        return [SimpleNamespace(**{key: value or "" for key, value in row.items()}) for row in found]

    return rows


def test_whose_account_on_which_platform_with_how_many_followers(ask):
    assert any(
        (r.owner_name, r.platform, r.followers) == ("Donald Trump", "Twitter", "43000000") for r in ask("accounts")
    )


def test_for_how_long_and_when(ask):
    assert any((r.duration, r.happened, r.happened_mod) == ("PT11M", "2017-11", "START") for r in ask("durations"))


def test_who_was_first_said_to_be_behind_it(ask):
    assert any(r.who == "ein Mitarbeiter" and r.voice == "hearsay" and r.step == "1" for r in ask("first-version"))


def test_who_it_was_as_revealed(ask):
    assert any((r.who, r.instead_of) == ("Bahtiyar Duysak", "ein Mitarbeiter") for r in ask("revealed"))


def test_where_he_comes_from(ask):
    told = {(r.who, r.relation, r.what) for r in ask("background")}
    assert {("Bahtiyar Duysak", "nationality", "Deutscher"), ("Bahtiyar Duysak", "origin", "türkische")} <= told
    assert ("Bahtiyar Duysak", "residence", "San Francisco") in told
    assert ("Bahtiyar Duysak", "nationality", "türkische") not in told


def test_for_whom_he_worked_and_where(ask):
    found = [r for r in ask("employers") if (r.who, r.works_for) == ("Bahtiyar Duysak", "Twitter")]
    assert any(r.department == "Kundendienst" and r.status == "former" for r in found)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("direct", "I had a wild time in America. I was tired sometimes. And I did a mistake."),
        ("indirect", "alles sei ein Versehen gewesen"),
        ("indirect", "Er wollte gar nichts Böses"),
        ("indirect", "den ganzen Fame habe er doch gar nicht verdient"),
        ("unframed", "Er habe das ja gar nicht gewollt"),
    ],
)
def test_what_he_said(ask, kind, words):
    assert any((r.said_by, r.kind_of) == ("Bahtiyar Duysak", kind) and words in r.words for r in ask("who-said"))


def test_whom_he_told(ask):
    assert any(r.said_by == "Bahtiyar Duysak" and r.medium == "Techcrunch" for r in ask("who-said"))


def test_who_doubts_him_and_in_which_words(ask):
    assert any(r.doubted_by == "Christian Schmitt" and "Das glaube ich ihm nicht" in r.words for r in ask("doubts"))


def test_what_is_only_conditional(ask):
    assert any("Sollte Bahtiyar zugeben" in r.sentence and "Konsequenzen" in r.sentence for r in ask("conditional"))


def test_what_is_still_open(ask):
    assert any(r.who == "Twitter" and "untersucht den Fall noch" in r.clause for r in ask("open"))


def test_placeholders_say_nothing(ask):
    rows = [vars(row) for name in ("accounts", "who-said", "timeline", "relations") for row in ask(name)]
    assert rows
    assert not any(word in str(rows) for word in ("Facebook", "Instagram", "Datenschutz"))
