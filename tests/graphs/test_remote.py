"""The same graph on any server that speaks SPARQL 1.1: a small one of our own, and Virtuoso where it is installed."""

import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import requests

from hergang.corpus.errors import StoreError
from hergang.graphs.questions import questions
from hergang.graphs.remote import Addresses, Server
from hergang.graphs.store import GraphStore, open_reader
from hergang.graphs.vocabulary import HG, PREFIXES, SCHEMA

BASE = "https://w3id.org/hergang/data/"
ELSEWHERE = "https://elsewhere.example/"
LONG = " and so it went on, as the papers of the valley had it" * 3
INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
NumberOfBuffers = 4000
MaxDirtyBuffers = 2000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
MaxClientConnections = 4
"""


@dataclass
class Running:
    """A server that listens, and who may write there."""

    addresses: Addresses
    login: tuple[str, str] | None = None

    def server(self, base=BASE):
        return Server(self.addresses, base, self.login)


def handler(store):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body, path = self.body(), urlsplit(self.path).path
            if path == "/graphs":
                return self.load(body)
            form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            try:
                if path == "/update":
                    store.update(form["update"])
                    return self.answer(204)
                graph = form.get("default-graph-uri")
                solutions = store.query(form["query"], default_graph=[ox.NamedNode(graph)] if graph else None)
                return self.answer(200, solutions.serialize(format=ox.QueryResultsFormat.JSON))
            except SyntaxError as error:
                return self.answer(400, str(error).encode())

        def do_PUT(self):
            store.remove_graph(self.graph)
            self.load(self.body())

        def do_DELETE(self):
            known = store.contains_named_graph(self.graph)
            store.remove_graph(self.graph)
            self.answer(204 if known else 404)

        @property
        def graph(self):
            return ox.NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])

        def load(self, body):
            store.load(body, format=ox.RdfFormat.TURTLE, to_graph=self.graph)
            self.answer(201)

        def body(self):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def answer(self, status, payload=b""):
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def small():
    """Serve a store in memory by the three protocols."""
    running = Running(Addresses("", "", ""))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(ox.Store())) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{web.server_port}"
        running.addresses = Addresses(f"{url}/query", f"{url}/update", f"{url}/graphs")
        yield running
        web.shutdown()


@contextmanager
def virtuoso(folder):
    """Run Virtuoso on a database of its own; its user dba logs in by HTTP Digest."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    port, web = _free_port(), _free_port()
    (folder / "v.ini").write_text(INI.format(folder=folder, port=port, web=web), encoding="utf-8")
    process = subprocess.Popen([program, "+foreground", "+configfile", str(folder / "v.ini")], cwd=folder)
    url = f"http://127.0.0.1:{web}"
    try:
        _wait_for(f"{url}/sparql?query=ASK+%7B%7D", process)
        addresses = Addresses(f"{url}/sparql-auth", f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth")
        yield Running(addresses, ("dba", "dba"))
    finally:
        process.terminate()
        process.wait(60)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(url, process):
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    pytest.fail(f"Virtuoso did not start ({process.poll()})")


@pytest.fixture(scope="module", params=["small", "virtuoso"])
def running(request, tmp_path_factory):
    with small() if request.param == "small" else virtuoso(tmp_path_factory.mktemp("virtuoso")) as found:
        yield found


@pytest.fixture
def reader(root, tmp_path):
    """Return a function: the sample graph as a store, changed."""
    quads = list(ox.parse(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG))

    def make(name="store", keep=lambda quad: True, change=lambda quad: quad):
        with GraphStore.open(tmp_path / name) as graph:
            graph.write(change(quad) for quad in quads if keep(quad))
            graph.checkpoint("sample")
        return open_reader(tmp_path / name)

    return make


def plain(quad):
    return isinstance(quad.graph_name, ox.DefaultGraph)


def test_a_server_has_the_graph_of_the_store_and_is_sent_what_changed(running, reader):
    with reader() as whole, reader("less", lambda quad: plain(quad) and "label" not in quad.predicate.value) as less:
        graphs = 1 + len(list(whole.store.named_graphs()))
        running.server(ELSEWHERE).publish(less)
        first, again = (running.server().publish(whole, with_text=True) for _ in range(2))
        assert (first.sent, first.triples, again.sent, again.unchanged) == (graphs, len(whole), 0, graphs)
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        assert running.server().query(count).rows == [(str(len(list(whole.quads(ox.DefaultGraph())))),)]
        fewer = running.server().publish(less)
        assert (fewer.sent, fewer.removed) == (1, graphs - 1)
        assert running.server().query(count).rows == [(str(len(less)),)]
        assert running.server(ELSEWHERE).publish(less).unchanged == 1
        assert running.server().publish(whole).sent == graphs  # texts are left out


def rows_of(reader, sparql):
    solutions = reader.store.query(sparql, prefixes=PREFIXES)
    names = [variable.value for variable in solutions.variables]
    return [tuple(None if row[name] is None else row[name].value for name in names) for row in solutions]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?name ?kind WHERE { ?thing a ?kind ; rdfs:label ?name } ORDER BY ?name ?kind",
        "SELECT ?sentence WHERE { ?claim a schema:Claim ; hg:sentence ?sentence } ORDER BY ?sentence",
    ],
)
def test_a_query_has_the_same_rows_on_a_server(running, reader, sparql):
    with reader() as whole:
        running.server().publish(whole)
        assert running.server().query(sparql).rows == rows_of(whole, sparql) != []


def with_long_words(quad):
    """Make sentences and headlines as long as real ones, which Virtuoso keeps apart from short texts."""
    if isinstance(quad.object, ox.Literal) and quad.predicate.value in (str(HG.sentence), str(SCHEMA.headline)):
        return ox.Quad(quad.subject, quad.predicate, ox.Literal(quad.object.value + LONG), quad.graph_name)
    return quad


def test_questions_have_the_same_rows_on_a_server(running, reader):
    with reader(change=with_long_words) as whole:
        running.server().publish(whole)
        for question in questions():
            # Virtuoso keeps a duration as a number of seconds or months
            sparql = question.fill({}).replace(" ?duration ?seconds ", " ?seconds ")
            assert running.server().query(sparql).rows == rows_of(whole, sparql) != [], question.name


def test_a_query_that_a_server_refuses_is_named(running):
    with pytest.raises(StoreError, match=r"refuses POST \(400\)"):
        running.server().query("SELECT ?x WHERE { ?x ")


def test_a_server_that_is_not_there_is_named(reader):
    nowhere = f"http://127.0.0.1:{_free_port()}/query"
    with reader() as whole, pytest.raises(StoreError, match=f"{nowhere}: cannot be reached"):
        Server(Addresses(nowhere, nowhere, nowhere), BASE).publish(whole)
