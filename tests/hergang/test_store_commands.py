"""The commands that keep the store, through the console script."""

import json

import pytest

pytestmark = pytest.mark.slow

FIRST = "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am Dienstag in Kiel.\n"
LATER = FIRST.replace("neue Brücke", "neue Schleuse")


@pytest.fixture(scope="module")
def store(run, tmp_path_factory):
    """Return a store with an article in two revisions, and a second one; the tests share it, in order."""
    folder = tmp_path_factory.mktemp("keeping")
    (folder / "bonn.txt").write_text(FIRST.replace("Kiel", "Bonn"), encoding="utf-8")
    for text in (FIRST, LATER):
        (folder / "kiel.txt").write_text(text, encoding="utf-8")
        run(folder / "store", "ingest", folder / "kiel.txt", folder / "bonn.txt").ok()
    return folder / "store"


def test_search_finds_names_as_they_were_read(run, store):
    (hit,) = json.loads(run(store, "search", "names:Berg", "Schleuse").ok())
    assert hit["article"]["language"] == "de"
    assert "neue **Schleuse**" in hit["snippet"]
    assert "article" in run(store, "search", "Berg", "--format", "table").ok()
    ran = run(store, "search", "Berg", "--limit", "1")
    assert (ran.code, len(json.loads(ran.out))) == (0, 1)
    assert "1 more are left out; --limit 2 shows them" in ran.err
    assert "No article has that: Tunnel" in run(store, "search", "Tunnel").err


def test_changes_are_shown(run, store):
    told = run(store, "show", store.parent / "kiel.txt", "--changes").ok()
    assert "eine neue [-Brücke-]{+Schleuse+}." in told


def test_check_proves_and_mends(run, store):
    assert "The store is whole (articles: 2, revisions: 3)." in run(store, "check").err
    (store / "graph" / "current").write_text("{", encoding="utf-8")
    ran = run(store, "check")
    assert (ran.code, ran.out.startswith("graph: It cannot be read")) == (1, True)
    assert '"hergang check --mend" mends' in ran.err
    assert run(store, "check", "--mend").ok().rstrip().endswith("It is made anew. Mended.")
    assert run(store, "check").ok() == ""


def test_backup_and_restore_bring_the_store_over(run, store):
    file, other = store.parent / "news.backup", store.parent / "other"
    run(store, "backup", file).ok()
    run(other, "restore", file).ok()
    assert run(other, "stories").ok() == run(store, "stories").ok()
    ran = run(other, "restore", file)
    assert (ran.code, "--replace" in ran.err) == (1, True)
    run(other, "restore", file, "--replace").ok()


def test_forgotten_article_is_passed_over_and_taken_again_on_demand(run, store):
    source = store.parent / "bonn.txt"
    run(store, "forget", source, "--why", "asked for").ok()
    ran = run(store, "ingest", source)
    assert (ran.code, "(asked for), and not taken in" in ran.err) == (0, True)
    assert json.loads(run(store, "search", "Bonn").ok()) == []
    run(store, "rebuild").ok()
    assert "Bonn" not in run(store, "query", "-", stdin=b"SELECT ?o WHERE { ?s ?p ?o }").ok()
    assert "new" in run(store, "ingest", "--again", source).ok()
    run(store, "check").ok()


def test_ingest_without_a_source_goes_on_with_what_failed(run, store):
    source = store.parent / "trier.txt"
    assert run(store, "ingest", source).code == 1
    assert "failed: 1" in run(store, "check").err
    source.write_text(FIRST.replace("Kiel", "Trier"), encoding="utf-8")
    assert "trier.txt" in run(store, "ingest").ok()
    assert run(store, "ingest").code == 2
