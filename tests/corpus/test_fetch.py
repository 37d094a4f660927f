import gzip
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Answer, Clock, Fetcher, Limits

QUICK = Limits(max_bytes=10_000, pause=0)


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(allow_private=True, proxies={}, limits=QUICK, clock=Clock(sleep=lambda _: None))


def test_payload_comes_with_type_and_charset(serve: Callable[..., str], fetcher: Fetcher) -> None:
    base = serve({"/a": (200, {"Content-Type": "Text/HTML; charset=ISO-8859-1"}, b"<p>x</p>")})
    fetched = fetcher.fetch(f"{base}/a")
    assert (fetched.payload, fetched.media_type, fetched.charset) == (b"<p>x</p>", "text/html", "ISO-8859-1")


def test_redirects_are_followed(serve: Callable[..., str], fetcher: Fetcher) -> None:
    base = serve({"/a": (301, {"Location": "/b"}, b""), "/b": (200, {"Content-Type": "text/html"}, b"x")})
    assert fetcher.fetch(f"{base}/a").url == f"{base}/b"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/loop", "more than 5 redirects"),
        ("/file", "only http and https are fetched"),
        ("/missing", "the server answers 404"),
        ("/forbidden", "Open it in a browser, save the page"),
        ("/large", "larger than 0 MB"),
        ("/bomb", "larger than 0 MB"),
    ],
)
def test_what_cannot_be_fetched_is_named(path: str, message: str, serve: Callable[..., str], fetcher: Fetcher) -> None:
    base = serve(
        {
            "/loop": (302, {"Location": "/loop"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/forbidden": (403, {}, b""),
            "/large": (200, {}, b"x" * 20_000),
            "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 1_000_000)),
        }
    )
    with pytest.raises(SourceError, match=message) as caught:
        fetcher.fetch(base + path)
    assert base + path in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://192.168.1.1:8080/a", "http://169.254.169.254/latest",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://0.0.0.0/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceError, match="private network or this machine"):
        Fetcher(proxies={}).fetch(url)


def test_a_redirect_into_a_private_network_is_refused(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = serve({"/a": (302, {"Location": "http://10.0.0.1/"}, b"")})
    port = base.rpartition(":")[2]
    monkeypatch.setattr("hergang.corpus.fetch.addresses.is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(SourceError, match=r"10\.0\.0\.1 is in a private network"):
        Fetcher(proxies={}).fetch(f"http://127.0.0.1:{port}/a")


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(SourceError, match="private network"):
        Fetcher(proxies={}).fetch("http://news.example/")


def test_the_connection_goes_to_the_address_that_was_checked(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = serve({"/a": (200, {}, b"right")})
    port = int(base.rpartition(":")[2])
    asked: list[object] = []
    real = socket.getaddrinfo

    def resolve(host: str, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        return list(real("127.0.0.1" if host == "news.example" else host, *args, **kwargs))  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert (
        Fetcher(allow_private=True, proxies={}, limits=QUICK).fetch(f"http://news.example:{port}/a").payload == b"right"
    )
    assert asked.count("news.example") == 1


def test_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch, fetcher: Fetcher) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(SourceError, match=r"the host nowhere\.example is not known"):
        fetcher.fetch("http://nowhere.example/")


def test_a_closed_port_is_named(fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match="cannot be reached"):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


def test_what_came_of_each_request_is_told(serve: Callable[..., str], fetcher: Fetcher) -> None:
    told: list[Answer] = []
    fetcher.on_answer = told.append
    headers = {
        "Content-Type": "Text/HTML; charset=utf-8",
        "ETag": '"v1"',
        "Last-Modified": "Wed, 01 May 2024 10:00:00 GMT",
    }
    base = serve({"/a": (301, {"Location": "/b"}, b""), "/b": (200, headers, b"<p>x</p>")})
    fetcher.fetch(f"{base}/a")
    for url in (f"{base}/missing", "https://nowhere.invalid/a"):
        with pytest.raises(SourceError):
            fetcher.fetch(url)
    rules = [answer for answer in told if answer.url in (f"{base}/robots.txt", f"{base}/.well-known/tdmrep.json")]
    whole, missing, unknown = (answer for answer in told if answer not in rules)
    assert [answer.status for answer in rules] == [404, 404]
    assert whole == Answer(f"{base}/a", f"{base}/b", 200, 8, "text/html", '"v1"', headers["Last-Modified"])
    assert (missing.url, missing.status, missing.size) == (f"{base}/missing", 404, None)
    assert "the server answers 404" in str(missing.reason)
    assert (unknown.status, unknown.answered) == (None, None)
    assert "not known" in str(unknown.reason)


def test_the_page_on_fetching_tells_the_limits_in_force(root: Path) -> None:
    page = (root / "docs" / "fetching.md").read_text(encoding="utf-8")
    limits = Limits()
    for words in (
        f"more than {limits.redirects} redirects", f"more than {limits.max_bytes // 1024**2} MB",
        f"{limits.connect:.0f} seconds for a name",
        f"{limits.read:.0f} between two packets", f"{limits.transfer:.0f} for one request",
        f"{limits.whole:.0f} for one URL",
    ):  # fmt: skip
        assert words in page.replace("\n", " ").replace("  ", " ")
