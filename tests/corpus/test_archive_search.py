"""Full-text search: what words find, and that the index is in step with the archive whatever happens."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.archive import Archive
from hergang.corpus.archive.words import to_fts5
from hergang.corpus.errors import SearchError
from hergang.corpus.reading import Reading

Make = Callable[..., Reading]
DAY = "2024-05-09T10:00:00Z"
ARTICLES = {
    "a": ("Brücke gesperrt", "Die Brücke an der Großen Straße ist gesperrt. „Das dauert“, sagte Anna Krüger.", "de"),
    "b": (
        "Neuer Haushalt",
        "Der Rat beschließt den neuen Haushalt. Trumps Sprecher schweigt zur Brückensperrung.",
        "de",
    ),
    "c": ("Bridge closed", "The bridge is closed. The AfD-Politiker spoke of a café on fire.", "en"),
    "d": ("Überweisung", "Er wohnt in der Wasserstrasse, nicht am Haushaltsplatz, Herr Müller.", "de"),
}
IDS = {name: name * 16 for name in ARTICLES}
OUTLETS = {"a": "Nordblatt", "b": "Kurier", "c": "Harbor Post", "d": "Kurier"}


@pytest.fixture
def filled(archive: Archive, make_reading: Make) -> Archive:
    """Return an archive of four articles."""
    for day, (name, (title, text, language)) in enumerate(ARTICLES.items(), 1):
        fields = {"title": title, "published": f"2024-05-0{day}", "publisher": OUTLETS[name]}
        reading = make_reading(IDS[name], text, url=f"https://www.{name}.example/x", **fields)
        archive.add(Reading(reading.article.with_language(language), b"raw", "text/plain", name), DAY)
    return archive


def names(archive: Archive, words: str, **options: object) -> str:
    """Return the letters of the articles that are found, in the order of the alphabet."""
    return "".join(sorted(hit.article.id[0] for hit in archive.index.find(words, **options).hits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Brücke", "a"),
        ("brucke", "a"),
        ("BRÜCKE", "a"),
        ("Brücke*", "ab"),
        ("bridge closed", "c"),
        ("closed bridge", "c"),
        ('"bridge is closed"', "c"),
        ('"closed is bridge"', ""),
        ("„bridge is closed“", "c"),
        ('"neuen Haus"*', "b"),
        ("Brücke OR bridge", "ac"),
        ("Haushalt* NOT Rat", "d"),
        ("(Brücke OR bridge) gesperrt", "a"),
        ("Brücke AND gesperrt", "a"),
        ("Straße", "a"),
        ("STRASSE", "a"),
        ("Wasserstraße", "d"),
        ('"großen strasse"', "a"),
        ("AfD-Politiker", "c"),
        ("cafe", "c"),
        ("title:Haushalt", "b"),
        ("title:(Brücke OR bridge)", "ac"),
        ('text:"neuen Haushalt"', "b"),
        ("title:sperrung", ""),
        ("and", ""),
        ("x' OR 1=1 --", None),
        ("Tunnel", ""),
    ],
)
def test_words_find(filled: Archive, words: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(SearchError, match="no word in"):
            filled.index.find(words)
    else:
        assert names(filled, words) == found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "nothing to search for"),
        ("  ", "nothing to search for"),
        ("...", "no word in"),
        ('"Brücke', "a quotation mark is not closed"),
        ("(Brücke", r'a "\(" without its "\)"'),
        ("Brücke)", r'a "\)" without its "\("'),
        ("Brücke OR", "a word is missing"),
        ("NOT Brücke", "a word is missing before NOT"),
        ("title:", "a word is missing"),
        ("(" * 200 + "a", "more than 30 parentheses"),
    ],
)
def test_words_that_cannot_be_understood_are_told(filled: Archive, words: str, message: str) -> None:
    with pytest.raises(SearchError, match=message):
        filled.index.find(words)


@given(words=st.text(alphabet='ab "()*:ßs-ORNTAD\u0000\ud800„', max_size=20))
def test_whatever_is_typed_is_a_query_or_an_error_of_ours(words: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, names, quotations)")
    try:
        query = to_fts5(words)
    except SearchError:
        query = '"a"'
    connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"since": "2024-05-03"}, "cd"),
        ({"until": "2024-05-02"}, "ab"),
        ({"since": "2024-05-02", "until": "2024-05-03"}, "bc"),
        ({"outlet": "kurier"}, "bd"),
        ({"outlet": "c.example"}, "c"),
        ({"language": "en"}, "c"),
        ({"outlet": "Kurier", "language": "en"}, ""),
        ({"limit": 1}, 1),
    ],
)
def test_articles_are_chosen_by_date_outlet_and_language(
    filled: Archive, options: dict[str, str], found: object
) -> None:
    result = names(filled, "d* OR e* OR t*", **options)
    assert (len(result) if isinstance(found, int) else result) == found


def test_the_title_counts_most_and_the_latest_may_come_first(filled: Archive) -> None:
    found = filled.index.find("Haushalt*")
    assert [hit.article.id[0] for hit in found.hits] == ["b", "d"]
    assert [hit.article.id[0] for hit in filled.index.find("Haushalt*", order="date").hits] == ["d", "b"]
    assert filled.index.find("Haushalt*", limit=1).total == 2


def test_snippets_mark_what_was_found(filled: Archive) -> None:
    (hit,) = filled.index.find("gesperrt Krüger").hits
    assert hit.marked("<", ">") == (
        "Die Brücke an der Großen Straße ist <gesperrt>. „Das dauert“, sagte Anna <Krüger>."
    )
    (hit,) = filled.index.find("title:Brücke").hits
    assert hit.marked("*", "*") == "*Brücke* gesperrt"


def line(archive: Archive, name: str, **layers: object) -> str:
    """Return stand-off JSON of an article."""
    return json.dumps({"article": archive.find(IDS[name]).article.to_json(), **layers})


def test_names_and_quotations_are_found_once_they_are_read(filled: Archive) -> None:
    digest = filled.find(IDS["b"]).digest
    assert names(filled, "Trump") == ""
    start = ARTICLES["b"][1].index("neuen")
    read = line(
        filled,
        "b",
        entities=[{"name": "Trump", "named": True}, {"name": "ein Sprecher", "named": False}],
        quotations=[{"content": [[start, start + len("neuen Haushalt")]]}],
    )
    filled.put_annotations(IDS["b"], digest, "test", read)
    assert names(filled, "Trump") == "b"
    assert names(filled, "names:Sprecher") == ""
    assert (names(filled, "quotations:Haushalt"), names(filled, "quotations:Rat")) == ("b", "")
    (hit,) = filled.index.find("Trump").hits
    assert hit.marked("[", "]") == "[Trump]"
    assert list(filled.index.stale()) == []


def test_only_what_stands_is_found(filled: Archive, make_reading: Make) -> None:
    filled.add(make_reading(IDS["a"], "Der Tunnel ist offen.", published="2024-05-01"), DAY)
    assert (names(filled, "Brücke"), names(filled, "Tunnel")) == ("", "a")
    assert list(filled.index.stale()) == []


def test_changed_metadata_is_found(filled: Archive, make_reading: Make) -> None:
    filled.add(make_reading(IDS["a"], ARTICLES["a"][1], title="Sperrung", published="2024-06-01"), DAY)
    assert names(filled, "title:Sperrung") == "a"
    assert names(filled, "gesperrt", since="2024-06-01") == "a"


def test_an_index_out_of_step_is_seen_and_made_anew(filled: Archive) -> None:
    database = filled.database
    database.execute("UPDATE searched SET made_of = '' WHERE article = ?", IDS["a"])
    database.execute("DELETE FROM searched WHERE article = ?", IDS["b"])
    database.execute("DELETE FROM search WHERE rowid = (SELECT id FROM searched WHERE article = ?)", IDS["c"])
    assert list(filled.index.stale()) == [IDS["a"], IDS["b"], IDS["c"]]
    filled.index.make_anew()
    assert (list(filled.index.stale()), filled.index.damage()) == ([], None)


def test_damage_within_the_index_is_seen(filled: Archive) -> None:
    filled.database.execute("UPDATE search_content SET c1 = 'etwas anderes' WHERE id = 1")
    assert "malformed" in str(filled.index.damage())
    filled.index.make_anew()
    assert filled.index.damage() is None


def test_a_reader_searches_while_another_writes(filled: Archive, tmp_path: Path, make_reading: Make) -> None:
    with Archive.open(tmp_path / "archive.db", write=False) as reader:
        with filled.database.transaction():
            filled.add(make_reading("e" * 16, "Brücke zwei"), DAY)
            assert names(reader, "Brücke") == "a"
        assert names(reader, "Brücke") == "ae"
