"""Which URLs and addresses are asked at all; nothing leaves this machine."""

import socket
from collections.abc import Callable

import pytest

from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Clock, Fetcher, Limits
from hergang.corpus.fetch.addresses import is_public

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fec0::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1", "::10.0.0.1", "2002:7f00:1::", "2002:a00:1::1",
    "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8", "2001::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_carried_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every connection fail the test: what is refused is refused before."""

    def connect(self: socket.socket, address: object) -> None:
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr("hergang.corpus.fetch.transport._BoundedSocket.connect", connect, raising=False)


@pytest.mark.usefixtures("no_connection")
@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/",
        "http://localhost./", "http://127.0.0.1.:8000/", "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/", "HTTP://LOCALHOST/",
    ],
)  # fmt: skip
def test_odd_spellings_of_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceError, match="private network or this machine"):
        Fetcher(proxies={}).fetch(url)


@pytest.mark.usefixtures("no_connection")
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/a", "only http and https"),
        ("gopher://news.example/a", "only http and https"),
        ("httpx://news.example/a", "only http and https"),
        ("http://93.184.215.14:25/", "port 25 is no web server's"),
        ("http://news.example:99999/", "no valid URL"),
        ("http://news.example:abc/", "no valid URL"),
        ("http://", "no valid URL"),
        ("http://.", "no valid URL"),
        ("http://[::1", "no valid URL"),
        ("http://[fe80::1%25eth0]/", "no valid URL|private network"),
        ("http://me@news.example/", "user name or password"),
        ("http://me:secret@news.example/", "user name or password"),
        ("http://news.example\\@127.0.0.1/", "the host news.example is not known"),
        ("http://127.0.0.1\\.news.example/", "no valid URL|private"),
        ("http://news.example" + "/a" * 5000, "no valid URL"),
        ("http://" + "a" * 300 + ".example/", "no valid URL|not known"),
        ("http://xn--a.example\x00.b/", "no valid URL"),
        ("http://a b.example/", "no valid URL"),
        ("http://１２７.０.０.１/", "no valid URL|private network"),
        ("http://-.example../", "no valid URL|not known"),
    ],
)
def test_urls_that_are_none_are_refused(url: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: object) -> list[object]:
        if host.startswith("127."):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(SourceError, match=message) as caught:
        Fetcher(proxies={}).fetch(url)
    assert len(str(caught.value)) < len(url) + 400


@pytest.mark.usefixtures("no_connection")
@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://intranet/", "http://wiki.local/", "http://db.internal./", "http://2130706433/",
        "http://0x7f.1/", "http://[::1]/", "http://10.1.2.3/", "http://nas.home.arpa/", "http://box.lan/",
    ],
)  # fmt: skip
def test_behind_a_proxy_a_name_that_tells_of_itself_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match="private network or this machine"):
        Fetcher(proxies={"http": "http://proxy.example:3128"}).fetch(url)


def test_a_proxy_is_asked_for_what_is_public(serve: Callable[..., str]) -> None:
    proxy = serve({"http://news.example/a": (200, {"Content-Type": "text/html"}, b"by proxy")})
    limits = Limits(pause=0)
    fetched = Fetcher(proxies={"http": proxy}, limits=limits).fetch("http://news.example/a")
    assert fetched.payload == b"by proxy"


def test_the_next_address_is_tried_where_one_does_not_answer(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(serve({"/a": (200, {}, b"second")}).rpartition(":")[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", one)) for one in (closed, port)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    fetcher = Fetcher(allow_private=True, proxies={}, limits=Limits(pause=0), clock=Clock(sleep=lambda _: None))
    assert fetcher.fetch(f"http://news.example:{port}/a").payload == b"second"
