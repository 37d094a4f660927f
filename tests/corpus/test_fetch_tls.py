"""Over TLS the connection goes to the address that was checked, and certificate and SNI are the name's."""

import datetime
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
import trustme

from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Clock, Fetcher, Limits

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def answer(client: socket.socket, context: ssl.SSLContext, pause: float) -> None:
    """Answer one request, byte by byte where there is a pause."""
    with suppress(OSError), context.wrap_socket(client, server_side=True) as secure:
        if secure.recv(65536).split(b" ")[1] != b"/a":
            secure.sendall(NOT_FOUND)
        elif not pause:
            secure.sendall(ANSWER)
        else:
            for byte in ANSWER:
                secure.sendall(bytes([byte]))
                time.sleep(pause)


def pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def forward(proxy: socket.socket) -> None:
    """Serve as a proxy that opens tunnels (CONNECT) to ports of this machine, one after the other."""
    with suppress(OSError):
        while True:
            client, _ = proxy.accept()
            port = int(client.recv(65536).split(b" ")[1].rpartition(b":")[2])
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = Thread(target=pipe, args=(server, client), daemon=True)
                back.start()
                pipe(client, server)
                back.join()


@pytest.fixture
def serve_tls(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Return a function that serves with a certificate and gives the port; every name resolves to this machine."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    real, listeners = socket.getaddrinfo, list[socket.socket]()
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **kwargs: real("127.0.0.1", *args, **kwargs))

    def accept(listener: socket.socket, context: ssl.SSLContext, pause: float) -> None:
        with suppress(OSError):
            while True:
                answer(listener.accept()[0], context, pause)

    def serve(certificate: trustme.LeafCert, seen: list[str | None], *, pause: float = 0.0) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        context.sni_callback = lambda _, asked, __: seen.append(asked)
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        Thread(target=accept, args=(listener, context, pause), daemon=True).start()
        return int(listener.getsockname()[1])

    yield serve
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def fetcher() -> Fetcher:
    limits = Limits(pause=0, tries=1, transfer=1.0)
    return Fetcher(allow_private=True, proxies={}, limits=limits, clock=Clock(sleep=lambda _: None))


def test_name_and_certificate_are_those_of_the_url(
    serve_tls: Callable[..., int], authority: trustme.CA, fetcher: Fetcher
) -> None:
    seen: list[str | None] = []
    port = serve_tls(authority.issue_cert("news.example"), seen)
    assert fetcher.fetch(f"https://news.example:{port}/a").payload == b"secret"
    assert set(seen) == {"news.example"}


def test_the_connection_goes_to_the_address_that_was_checked(
    serve_tls: Callable[..., int], authority: trustme.CA, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = serve_tls(authority.issue_cert("news.example"), [])
    resolve, asked = socket.getaddrinfo, list[object]()

    def log(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return resolve(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", log)
    fetcher.fetch(f"https://news.example:{port}/a")
    assert asked == ["news.example"]


@pytest.mark.parametrize("kind", ["another name", "the address alone", "another authority", "a day past"])
def test_a_certificate_that_proves_nothing_is_refused(
    kind: str, serve_tls: Callable[..., int], authority: trustme.CA, fetcher: Fetcher
) -> None:
    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificate = {
        "another name": lambda: authority.issue_cert("other.example"),
        "the address alone": lambda: authority.issue_cert("127.0.0.1"),
        "another authority": lambda: trustme.CA().issue_cert("news.example"),
        "a day past": lambda: authority.issue_cert("news.example", not_after=yesterday),
    }[kind]()
    port = serve_tls(certificate, [])
    with pytest.raises(SourceError, match=r"news\.example shows no valid certificate"):
        fetcher.fetch(f"https://news.example:{port}/a")


def test_a_slow_answer_is_ended_under_tls_too(
    serve_tls: Callable[..., int], authority: trustme.CA, fetcher: Fetcher
) -> None:
    port = serve_tls(authority.issue_cert("news.example"), [], pause=0.05)
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"not whole after 1 seconds"):
        fetcher.fetch(f"https://news.example:{port}/a")
    assert time.monotonic() - started < 5


def test_a_proxy_gives_a_tunnel_through_which_the_certificate_is_checked(
    serve_tls: Callable[..., int], authority: trustme.CA
) -> None:
    seen: list[str | None] = []
    good, bad = (serve_tls(authority.issue_cert(name), seen) for name in ("news.example", "other.example"))
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        Thread(target=forward, args=(proxy,), daemon=True).start()
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        fetcher = Fetcher(
            proxies={"https": address}, limits=Limits(pause=0, tries=1), clock=Clock(sleep=lambda _: None)
        )
        assert fetcher.fetch(f"https://news.example:{good}/a").payload == b"secret"
        with pytest.raises(SourceError, match="no valid certificate"):
            fetcher.fetch(f"https://news.example:{bad}/a")
        proxy.shutdown(socket.SHUT_RDWR)
    assert set(seen) == {"news.example"}


def test_a_server_without_tls_is_named(serve: Callable[..., str], fetcher: Fetcher) -> None:
    base = serve({})
    with pytest.raises(SourceError, match=r"no valid certificate|broke off"):
        fetcher.fetch(base.replace("http:", "https:") + "/a")
