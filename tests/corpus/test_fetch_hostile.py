"""What a hostile server, feed or redirect may try, each against a server on this machine."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import requests

from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Clock, Fetcher, Limits
from hergang.corpus.fetch.transport import BoundedAdapter

Script = bytes | Callable[[socket.socket], None]

LIMIT = 20_000
HTML = b"Content-Type: text/html\r\n"
ZEROS = b"\0" * 5_000_000


def whole(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, lines, len(body), body)


def endless(start: bytes, again: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    def send(client: socket.socket) -> None:
        client.sendall(start)
        while True:
            client.sendall(again)
            time.sleep(pause)

    return send


def silent(client: socket.socket) -> None:
    client.recv(1)


def redirect(target: bytes) -> bytes:
    return whole(b"", b"Location: " + target, status=b"302 Found")


@pytest.fixture
def serve_raw() -> Iterator[Callable[[dict[str, Script]], str]]:
    """Return a function that serves bytes as they are by path, and gives the server's address."""
    listeners: list[socket.socket] = []
    clients: list[socket.socket] = []

    def answer(client: socket.socket, scripts: dict[str, Script]) -> None:
        with client, suppress(OSError):
            head = client.recv(65536).decode("latin-1")
            script = scripts.get(head.split(" ")[1], whole(b"", status=b"404 Not Found"))
            script(client) if callable(script) else client.sendall(script)

    def accept(listener: socket.socket, scripts: dict[str, Script]) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            clients.append(client)
            threading.Thread(target=answer, args=(client, scripts), daemon=True).start()

    def serve(scripts: dict[str, Script]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=accept, args=(listener, scripts), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    for one in (*listeners, *clients):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@pytest.fixture
def fetcher() -> Fetcher:
    limits = Limits(max_bytes=LIMIT, read=0.6, transfer=1.0, connect=0.5, tries=1, pause=0)
    return Fetcher(allow_private=True, proxies={}, limits=limits, clock=Clock(sleep=lambda _: None))


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = b"Content-Encoding: gzip"
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(b"<p>raw</p>") + RAW.flush()

REFUSED: dict[str, tuple[Script, str]] = {
    "redirect to itself": (redirect(b"/x"), "more than 5 redirects"),
    "redirect to a file": (redirect(b"file:///etc/passwd"), "only http and https"),
    "redirect to ftp": (redirect(b"ftp://127.0.0.1/a"), "only http and https"),
    "redirect to data": (redirect(b"data:text/html,x"), "only http and https"),
    "redirect to javascript": (redirect(b"javascript:alert(1)"), "only http and https"),
    "redirect with a password": (redirect(b"http://user:secret@127.0.0.1/a"), "user name or password"),
    "redirect to a port beyond the last": (redirect(b"http://127.0.0.1:99999/a"), "no valid URL"),
    "redirect to half an address": (redirect(b"http://[::1/a"), "no valid URL"),
    "redirect in no encoding": (redirect(b"/\xff\xfe"), "no valid URL"),
    "redirect to a URL without end": (redirect(b"/" + b"a" * 9000), "no valid URL"),
    "larger than its bound": (whole(b"x" * (LIMIT + 1)), "larger than"),
    "chunks without end": (endless(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), "larger than"),
    "no length and no end": (endless(OK + HTML + b"\r\n", b"x" * 1024), "larger than"),
    "chunk of a size that is none": (CHUNKED + b"zz\r\nxx\r\n", "broke off"),
    "chunk of a negative size": (CHUNKED + b"-5\r\nxx\r\n", "broke off"),
    "chunk longer than all memory": (CHUNKED + b"ffffffffffffff\r\nxx", "broke off"),
    "chunk sizes without line end": (endless(CHUNKED, b"0" * 1024), "broke off|larger than"),
    "length above what comes": (OK + b"Content-Length: 500\r\n\r\nshort", "broke off"),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello", "broke off"),
    "header without end": (endless(OK + b"X-A: ", b"x" * 1024), "broke off"),
    "headers without end": (endless(OK, b"X-A: b\r\n"), "broke off"),
    "interim answers without end": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "larger than|not whole"),
    "trailers without end": (endless(CHUNKED + b"0\r\n", b"X-A: " + b"b" * 1000 + b"\r\n"), "larger than"),
    "headers byte by byte": (endless(OK, b"X", pause=0.02), "not whole after"),
    "payload byte by byte": (endless(OK + HTML + b"\r\n", b"x", pause=0.02), "not whole after"),
    "silence": (silent, "does not answer"),
    "nothing at all": (b"", "broke off"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "broke off"),
    "bomb of gzip": (whole(gzip.compress(ZEROS), GZIP), "larger than"),
    "bomb of deflate": (whole(zlib.compress(ZEROS), b"Content-Encoding: deflate"), "larger than"),
    "bomb of two layers": (
        whole(gzip.compress(gzip.compress(ZEROS)), b"Content-Encoding: gzip, gzip"),
        "larger than",
    ),
    "bomb of many members": (whole(gzip.compress(b"\0" * 5000) * 100, GZIP), "larger than"),
    "layers without end": (whole(b"x", b"Content-Encoding: " + b", ".join([b"gzip"] * 50)), "50 codings"),
    "coding that was not asked for": (whole(b"x", b"Content-Encoding: br"), "packed as br"),
    "gzip that breaks off": (whole(gzip.compress(b"x" * 900)[:-9], GZIP), "breaks off"),
    "gzip that is none": (whole(b"<p>x</p>", GZIP), "cannot be unpacked"),
    "not modified without being asked": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "answers 304"),
    "part of a page": (whole(b"x", status=b"206 Partial Content"), "answers 206"),
    "reason for a terminal": (whole(b"", status=b"404 \x1b[31mred"), r"answers 404 \?\[31mred"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_answer_is_refused_with_its_reason_and_in_time(
    case: str, serve_raw: Callable[[dict[str, Script]], str], fetcher: Fetcher
) -> None:
    script, message = REFUSED[case]
    url = serve_raw({"/x": script}) + "/x"
    started = time.monotonic()
    with pytest.raises(SourceError, match=message) as caught:
        fetcher.fetch(url)
    assert str(caught.value).startswith(f"{url}: ")
    assert time.monotonic() - started < 5


TAKEN: dict[str, tuple[bytes, bytes]] = {
    "gzip": (whole(gzip.compress(b"<p>x</p>"), GZIP), b"<p>x</p>"),
    "members and filling": (whole(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", GZIP), b"ab"),
    "deflate without header": (whole(DEFLATED, b"Content-Encoding: deflate"), b"<p>raw</p>"),
    "gzip of nothing": (whole(b"", GZIP), b""),
    "identity": (whole(b"x", b"Content-Encoding: identity"), b"x"),
    "negative length": (OK + b"Content-Length: -1\r\n\r\nx", b"x"),
    "length that is no number": (OK + b"Content-Length: many\r\n\r\nx", b"x"),
    "line ends of Unix": (b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", b"x"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_odd_but_clear_is_taken(
    case: str, serve_raw: Callable[[dict[str, Script]], str], fetcher: Fetcher
) -> None:
    script, payload = TAKEN[case]
    assert fetcher.fetch(serve_raw({"/x": script}) + "/x").payload == payload


def test_a_name_that_is_never_resolved_is_given_up(monkeypatch: pytest.MonkeyPatch, fetcher: Fetcher) -> None:
    hold = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [hold.wait(5)][1:])
    with pytest.raises(SourceError, match=r"slow\.example is not resolved within 0\.5 s"):
        fetcher.fetch("http://slow.example/")
    hold.set()


def test_the_payload_of_a_redirect_is_not_read(serve_raw: Callable[[dict[str, Script]], str], fetcher: Fetcher) -> None:
    start = b"HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Encoding: gzip\r\n\r\n"
    base = serve_raw({"/x": endless(start + gzip.compress(ZEROS), b"x" * 1024), "/y": whole(b"y")})
    assert fetcher.fetch(f"{base}/x").payload == b"y"


def test_cookies_of_one_fetch_are_not_sent_in_the_next(
    serve_raw: Callable[[dict[str, Script]], str], fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = serve_raw({"/x": whole(b"x", b"Set-Cookie: who=you")})
    sent: list[str | None] = []
    send = BoundedAdapter.send

    def watch(self: BoundedAdapter, request: requests.PreparedRequest, **options: object) -> requests.Response:
        sent.append(request.headers.get("Cookie"))
        return send(self, request, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(BoundedAdapter, "send", watch)
    fetcher.fetch(f"{base}/x")
    fetcher.fetch(f"{base}/x")
    assert set(sent) == {None}


def test_a_password_in_a_url_is_not_sent(serve_raw: Callable[[dict[str, Script]], str], fetcher: Fetcher) -> None:
    base = serve_raw({"/x": whole(b"x")})
    with pytest.raises(SourceError, match="user name or password is not fetched"):
        fetcher.fetch(base.replace("//", "//me:secret@") + "/x")
