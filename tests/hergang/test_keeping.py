"""A store is proved, mended, backed up, restored, searched and freed of what is to be forgotten."""

import json
import shutil
import zlib

import pytest

import hergang
from hergang.corpus.archive import MAX_TRIES, Archive
from hergang.corpus.errors import SourceError, StoreError
from hergang.extract import pipeline
from hergang.extract.errors import ExtractError
from hergang.extract.records import Annotations
from hergang.graphs.store import GraphStore, canonical_nquads, open_reader
from hergang.projecting import made_anew

TEXT = "Die Stadt {city} baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am Montag in {city}.\n"
CITIES = ("Kiel", "Bonn", "Trier")


def read_nothing(article, nlp=None, *, setup=None):
    """Stand in for the pipeline."""
    return Annotations(article=article, extractor="test")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a store of three articles, read by a pipeline that finds nothing."""
    monkeypatch.setattr(pipeline, "annotate", read_nothing)
    store = hergang.open(tmp_path / "store")
    store.ingest([write(tmp_path, city) for city in CITIES])
    return store


def write(folder, city):
    """Write an article and return its path."""
    path = folder / f"{city}.txt"
    path.write_text(TEXT.format(city=city), encoding="utf-8")
    return str(path)


def graph(store):
    """Return the graph as N-Quads."""
    with open_reader(store.paths.root) as reader:
        return list(canonical_nquads(reader))


def tampered(store, change):
    """Write something else into the graph, as a faulty program would, and let readers see it."""
    with (
        Archive.open(store.paths.archive, write=True) as archive,
        made_anew(store.paths, archive, hergang.library.BASE) as (quads, _),
        GraphStore.open(store.paths.root) as live,
    ):
        live.write(change(list(quads)))
        live.checkpoint("token")


def revision_graph(quads):
    """Return the name of the first revision's graph."""
    return next(q.graph_name for q in quads if "/rev/" in str(q.graph_name))


DAMAGES = {
    "a revision is missing": lambda quads: [q for q in quads if q.graph_name != revision_graph(quads)],
    "a statement is missing": lambda quads: quads[1:],
    "a graph is of no revision": lambda quads: [*quads, orphan(quads[0])],
}
TOLD = {
    "a revision is missing": "graph: 1 revisions are not in it: article ",
    "a statement is missing": "graph: It lacks 1 statements and has 0 too many, in the standing view. It is made anew.",
    "a graph is of no revision": "graph: 1 of its graphs are of no revision: https://w3id.org/hergang/data/rev/gone.",
}


def orphan(quad):
    """Return a statement in a graph of a revision that is not there."""
    return type(quad)(
        quad.subject, quad.predicate, quad.object, type(quad.predicate)(f"{hergang.library.BASE}rev/gone")
    )


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_graph_that_does_not_agree_is_told_and_mended(store, damage):
    before = graph(store)
    tampered(store, DAMAGES[damage])
    (finding,) = store.check().found
    assert str(finding).startswith(TOLD[damage])
    assert graph(store) != before
    checked = store.check(mend=True)
    assert (len(checked.found), checked.left) == (1, ())
    assert graph(store) == before
    assert store.check().found == ()


@pytest.mark.parametrize("part", ["graph", "graph/current", "graph/checkpoints", "graph/state.db"])
def test_a_graph_that_is_lost_is_made_anew(store, part):
    before = graph(store)
    lost = store.paths.root / part
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    store.check(mend=True)
    store.rebuild()
    assert graph(store) == before
    assert store.check().found == ()


def test_a_database_that_is_damaged_is_made_anew(store):
    before = graph(store)
    (checkpoint,) = (store.paths.root / "graph" / "checkpoints").iterdir()
    shutil.copytree(checkpoint, store.paths.root / "graph" / "live")  # as a writer leaves it that was killed
    for file in (store.paths.root / "graph" / "live").glob("MANIFEST*"):
        file.write_bytes(b"x")
    store.rebuild()
    assert graph(store) == before


def test_annotations_that_cannot_be_read_are_read_anew(store):
    with Archive.open(store.paths.archive, write=True) as archive:
        revision = next(archive.revisions())
        line = json.dumps({"article": revision.article.to_json(), "entities": "none"})
        archive.database.execute("UPDATE annotation SET line = ?", zlib.compress(line.encode()))
    checked = store.check(mend=True)
    assert checked.found
    assert checked.left == ()
    assert store.show(revision.article.id).annotations.extractor == "test"


def test_what_is_left_by_a_killed_command_is_deleted(store):
    (store.paths.root / "archive.db.77.new-wal").write_text("x")
    assert [str(finding) for finding in store.check().found] == [
        "archive: archive.db.77.new-wal was left by a command that was ended. It is deleted."
    ]
    store.check(mend=True)
    assert store.check().found == ()


def test_an_article_that_cannot_be_read_is_not_tried_for_ever(store, tmp_path, monkeypatch):
    tries = []

    def fail(article, nlp=None, *, setup=None):
        tries.append(article.id)
        raise ExtractError("no sentence found")

    monkeypatch.setattr(pipeline, "annotate", fail)
    source = write(tmp_path, "Ulm")
    store.ingest([source])
    for _ in range(MAX_TRIES + 2):
        store.ingest()
    assert len(tries) == MAX_TRIES
    assert [finding.part for finding in store.check().left] == ["reading"]
    assert store.ingest([source]).failed  # named, it is tried again
    monkeypatch.setattr(pipeline, "annotate", read_nothing)
    assert store.check(mend=True).left == ()


def test_sources_that_failed_are_read_again(store, tmp_path):
    missing = str(tmp_path / "Ulm.txt")
    assert store.ingest([missing]).failed
    assert store.check().failed == 1
    assert [outcome.source for outcome in store.ingest().failed] == [missing]
    write(tmp_path, "Ulm")
    assert [outcome.source for outcome in store.ingest().new] == [missing]
    assert (store.ingest().outcomes, store.check().failed) == ((), 0)


def test_of_a_folder_only_what_failed_is_read_again(store, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "Ulm")
    (folder / "empty.txt").write_text("")
    store.ingest([str(folder)])
    assert [outcome.source for outcome in store.ingest().outcomes] == [str(folder / "empty.txt")]


def test_a_forgotten_article_is_nowhere_in_the_store(store, tmp_path):
    with open_reader(store.paths.root) as reader:
        older = reader.checkpoint
        assert store.forget(str(tmp_path / "Bonn.txt"), who="eva", why="asked for").traces
        assert any("Bonn" in str(quad) for quad in reader.quads())
    assert (store.paths.root / "graph" / "checkpoints" / older).exists()
    assert [finding.part for finding in store.check(mend=True).found] == ["graph"]
    files = [path for path in store.paths.root.rglob("*") if path.is_file()]
    assert [path for path in files if b"Bonn" in path.read_bytes()] == []
    assert any(b"Trier" in path.read_bytes() for path in files)
    assert store.search("Bonn").total == 0
    store.rebuild()
    assert not any("Bonn" in line for line in graph(store))
    assert store.check().found == ()


def test_a_forgotten_article_comes_back_only_on_demand(store, tmp_path):
    source = str(tmp_path / "Bonn.txt")
    before = graph(store)
    assert not store.forget(source, who="eva", why="asked for").traces
    with pytest.raises(SourceError, match="no article"):
        store.forget(source)
    report = store.ingest([source])
    assert [outcome.status for outcome in report.outcomes] == ["skipped"]
    assert "(asked for), and not taken in" in report.skipped[0].reason
    assert store.ingest().outcomes == ()
    assert [outcome.status for outcome in store.ingest([source], again=True).outcomes] == ["new"]
    assert [line for line in graph(store) if "/x/" not in line and "generatedAt" not in line] == [
        line for line in before if "/x/" not in line and "generatedAt" not in line
    ]


def test_a_store_is_restored_with_its_graph(store, tmp_path):
    before = graph(store)
    store.backup(tmp_path / "backup")
    restored = hergang.open(tmp_path / "restored")
    assert restored.restore(tmp_path / "backup").articles == 3
    assert graph(restored) == before
    assert restored.check().found == ()
    with pytest.raises(StoreError, match="--replace"):
        restored.restore(tmp_path / "backup")


def test_what_is_no_backup_makes_no_store(tmp_path):
    (tmp_path / "notes.txt").write_text("notes")
    with pytest.raises(StoreError, match="no backup of Hergang"):
        hergang.open(tmp_path / "store").restore(tmp_path / "notes.txt")
    assert not (tmp_path / "store").exists()


def test_changes_of_an_article_are_told(store, tmp_path):
    (tmp_path / "Kiel.txt").write_text(TEXT.format(city="Lübeck"), encoding="utf-8")
    store.ingest([str(tmp_path / "Kiel.txt")])
    told = store.changes(str(tmp_path / "Kiel.txt")).text()
    assert "Die Stadt [-Kiel-]{+Lübeck+} baut" in told
    assert "stands: 1 rewritten." in told
