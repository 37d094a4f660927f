"""Sources into the store, each accounted for; what is interrupted is completed by the next writer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import hergang
from hergang import library
from hergang.corpus.archive import Archive
from hergang.corpus.errors import StoreError
from hergang.corpus.fetch import Fetcher, Limits
from hergang.extract import pipeline
from hergang.extract.errors import ExtractError
from hergang.extract.records import Annotations
from hergang.graphs.store import GraphStore, canonical_nquads, open_reader

TEXT = "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am {day} in Kiel.\n"


@pytest.fixture
def read(monkeypatch):
    """Put a reader of articles in the place of the pipeline that finds nothing; return the texts that it was given."""
    seen = []

    def annotate(article, nlp=None, *, setup=None):
        seen.append(article.text)
        return Annotations(article=article, extractor="test")

    monkeypatch.setattr(pipeline, "annotate", annotate)
    return seen


@pytest.fixture
def store(tmp_path):
    """Return a store that is not yet made, with a clock that stands."""
    return hergang.open(tmp_path / "store")


def write(tmp_path, name, day="Montag"):
    """Write an article and return its path."""
    path = tmp_path / name
    path.write_text(TEXT.format(day=day), encoding="utf-8")
    return str(path)


def statuses(report):
    """Return what became of each source."""
    return [outcome.status for outcome in report.outcomes]


def graph(store):
    """Return the graph as N-Quads."""
    with open_reader(store.paths.root) as reader:
        return list(canonical_nquads(reader))


def test_report_tells_new_revised_unchanged_and_failed(tmp_path, store, read):
    first, second = write(tmp_path, "a.txt"), write(tmp_path, "b.txt", "Dienstag")
    assert statuses(store.ingest([first, second, str(tmp_path / "none.txt")])) == ["new", "new", "failed"]
    write(tmp_path, "a.txt", "Mittwoch")
    report = store.ingest([first, second])
    assert statuses(report) == ["revised", "unchanged"]
    assert [outcome.source for outcome in report.revised] == [first]
    assert len(read) == 3


def test_files_of_a_folder_that_are_no_articles_are_skipped(tmp_path, store, read):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "a.txt")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    report = store.ingest([str(folder)])
    assert sorted(statuses(report)) == ["new", "skipped"]
    assert report.failed == ()


def test_ingesting_twice_writes_nothing(tmp_path, store, read):
    sources = [write(tmp_path, "a.txt")]
    store.ingest(sources)
    before, checkpoint = graph(store), (store.paths.root / "graph" / "current").read_text()
    store.ingest(sources)
    assert graph(store) == before
    assert (store.paths.root / "graph" / "current").read_text() == checkpoint
    assert len(read) == 1


def test_interruption_between_archive_and_annotations_is_completed(tmp_path, store, read, monkeypatch):
    source = write(tmp_path, "a.txt")
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "annotate", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.ingest([source])
    assert statuses(store.ingest([])) == ["unchanged"]  # the source was not struck off yet
    assert statuses(store.ingest([])) == []
    assert len(read) == 1
    assert store.show(source).annotations.extractor == "test"


def test_interruption_between_annotations_and_graph_is_completed(tmp_path, store, read, monkeypatch):
    sources = [write(tmp_path, "a.txt"), write(tmp_path, "b.txt", "Dienstag")]
    store.ingest(sources[:1])
    with monkeypatch.context() as broken:
        broken.setattr("hergang.library.write_graph", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.ingest(sources)
    incomplete = graph(store)
    store.ingest([])
    assert len(graph(store)) > len(incomplete)


def interrupt(*_, **__):
    """Do what Ctrl-C does."""
    raise KeyboardInterrupt


def test_article_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path, store, read, monkeypatch):
    good, annotate = write(tmp_path, "b.txt", "Dienstag"), pipeline.annotate

    def choosy(article, nlp=None, *, setup=None):
        if "Montag" in article.text:
            raise ExtractError("no sentence found")
        return annotate(article)

    monkeypatch.setattr(pipeline, "annotate", choosy)
    report = store.ingest([write(tmp_path, "a.txt"), good])
    assert statuses(report) == ["failed", "new"]
    assert report.failed[0].reason.endswith("a.txt: no sentence found")


def test_graph_is_written_on_the_way(tmp_path, store, read, monkeypatch):
    monkeypatch.setattr("hergang.library.BATCH", 2)
    written = []
    sources = [write(tmp_path, f"{n}.txt", f"Montag, dem {n}. Mai,") for n in range(1, 8)]
    store.ingest(sources, on_outcome=lambda _: written.append((store.paths.root / "graph" / "current").exists()))
    assert written == [False, False, True, True, True, True, True]


def test_base_is_settled_when_the_store_is_made(tmp_path, read):
    source = write(tmp_path, "a.txt")
    store = hergang.open(tmp_path / "store", base="https://example.org/data/")
    store.ingest([source])
    assert any("<https://example.org/data/a/" in line for line in graph(store))
    assert statuses(hergang.open(tmp_path / "store").ingest([source])) == ["unchanged"]
    with pytest.raises(StoreError, match=r"begin with https://example\.org/data/, not https://other\.org/"):
        hergang.open(tmp_path / "store", base="https://other.org/").ingest([source])


def test_rebuild_gives_the_same_graph(tmp_path, store, read):
    store.ingest([write(tmp_path, "a.txt"), write(tmp_path, "b.txt", "Dienstag")])
    before = graph(store)
    report, change = store.rebuild()
    assert (report.outcomes, change.added, change.removed) == ((), 0, 0)
    assert graph(store) == before


def test_show_tells_what_is_not_yet_read(tmp_path, store, read):
    source = write(tmp_path, "a.txt")
    store.ingest([source])
    with Archive.open(store.paths.archive, write=True) as archive:
        archive.database.execute("DELETE FROM annotation")
    with pytest.raises(StoreError, match="'hergang rebuild' completes it"):
        store.show(source)


def test_two_saved_states_of_one_page_can_be_read_twice(tmp_path, store, read):
    page = '{{"url": "https://blatt.example/a", "published": "2024-05-0{day}", "text": "{text}"}}\n'
    states = []
    for day in (1, 2):
        states.append(str(tmp_path / f"state-{day}.jsonl"))
        text = TEXT.format(day=f"{day}. Mai").strip()
        (tmp_path / f"state-{day}.jsonl").write_text(page.format(day=day, text=text), encoding="utf-8")
    assert statuses(store.ingest(states)) == ["new", "revised"]
    before = graph(store)
    assert statuses(store.ingest(states)) == ["unchanged", "unchanged"]
    assert graph(store) == before


def test_what_was_asked_of_servers_is_logged(store, read):
    page = f"<html><body><article><p>{TEXT.format(day='Montag') * 4}</p></article></body></html>".encode()
    answers = {"/a": (200, {"Content-Type": "text/html", "ETag": '"v1"'}, page)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        fetcher = Fetcher(allow_private=True, proxies={}, limits=Limits(pause=0))
        report = store.ingest([f"{base}/a", f"{base}/b"], fetcher=fetcher, clock=lambda: "2024-05-01T10:00:00Z")
        server.shutdown()
    assert statuses(report) == ["new", "failed"]
    with Archive.open(store.paths.archive, write=False) as archive:
        whole, missing = archive.requests.last(f"{base}/a"), archive.requests.of(f"{base}/b")[0]
    assert (whole.asked, whole.status, whole.size, whole.etag) == ("2024-05-01T10:00:00Z", 200, len(page), '"v1"')
    assert (missing.status, "404" in missing.reason) == (404, True)


def test_graph_is_filled_where_it_doubles_and_else_changed(tmp_path, store, read, monkeypatch):
    ways = []
    for name in ("fill", "apply"):
        action = getattr(GraphStore, name)
        monkeypatch.setattr(GraphStore, name, noting(ways, name, action))
    for day in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"):
        store.ingest([write(tmp_path, f"{day}.txt", day)])
    assert ways == ["fill", "fill", "apply", "fill", "apply"]
    before = graph(store)
    _, change = store.rebuild()
    assert (change.added, change.removed, graph(store)) == (0, 0, before)


def noting(ways, name, action):
    """Return an action that notes its name."""

    def noted(*arguments):
        ways.append(name)
        return action(*arguments)

    return noted


def test_graph_is_written_within_a_long_ingest(tmp_path, store, read, monkeypatch):
    monkeypatch.setattr(library, "BATCH", 2)
    seen = []
    files = [write(tmp_path, f"{number:02}.txt", f"{number}. Mai") for number in range(10)]
    articles = "SELECT DISTINCT ?a { ?a a schema:NewsArticle }"

    def told(_):
        seen.append(len(store.query(articles)) if (store.paths.root / "graph" / "current").exists() else 0)

    store.ingest(files, on_outcome=told)
    assert seen == [0, 0, *[2] * 6, 8, 8]
    assert len(store.query(articles)) == 10
