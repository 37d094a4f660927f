"""Fixtures for the tests of `corpus`: a reader of bytes, a web server on this machine, an archive."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hergang.corpus.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import SourceError
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources

Answer = tuple[int, dict[str, str], bytes]
Read = Callable[[str, str | bytes], list[Reading | SourceError]]

DE = (
    "Der Stadtrat von Neustadt hat am Montag den Bau einer neuen Brücke über die Aue beschlossen. Die Arbeiten sollen "
    "im Frühjahr beginnen und zwei Jahre dauern, sagte Bürgermeisterin Anna Krüger nach der Sitzung."
)
EN = (
    "The council of Newtown voted on Monday to build a new bridge across the river. Work is due to begin in spring and "
    "to take two years, the mayor, Anna Clarke, told reporters after the meeting."
)


@pytest.fixture(scope="session")
def german() -> str:
    """Return a paragraph of German news."""
    return DE


@pytest.fixture(scope="session")
def english() -> str:
    """Return a paragraph of English news."""
    return EN


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a file of a name and content and reads it as a source."""

    def read(name: str, content: str | bytes) -> list[Reading | SourceError]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_sources([str(path)], fetcher=None))

    return read


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, Answer]], str]]:
    """Return a function that serves answers by path on this machine, and gives the server's address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answers: dict[str, Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Return an empty archive, open for writing."""
    with Archive.open(tmp_path / "archive.db", write=True) as archive:
        yield archive


@pytest.fixture(scope="session")
def make_reading() -> Callable[..., Reading]:
    """Return a function that makes a reading of an id and a text, further fields of the article by keyword."""

    def make(article: str, text: str, *, source: str = "a.txt", payload: bytes = b"raw", **fields: str) -> Reading:
        return Reading(Article(id=article, text=text, language="de", **fields), payload, "text/plain", source)  # type: ignore[arg-type]

    return make
