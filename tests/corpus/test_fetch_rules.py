"""What a host's robots.txt and its reservations forbid, and who may set them aside."""

import socket
from collections.abc import Callable

import pytest

from hergang.corpus.errors import SourceError, UnavailableError
from hergang.corpus.fetch import Answer, Clock, Fetcher, Limits
from hergang.corpus.fetch.reservations import fits, read_meta, read_rules, refuses_ai

PAGE = (200, {"Content-Type": "text/html"}, b"<p>x</p>")
QUICK = Limits(pause=0)


@pytest.fixture
def fetch(serve: Callable[..., str]) -> Callable[..., str]:
    """Return a function that fetches "/a" of a server with some answers; it gives the reason, or "" for no refusal."""

    def fetch(answers: dict[str, object], *, licensed: tuple[str, ...] = ()) -> str:
        base = serve({"/a": PAGE, **answers})
        clock = Clock(sleep=lambda _: None)
        fetcher = Fetcher(allow_private=True, proxies={}, limits=QUICK, clock=clock, licensed=licensed)
        try:
            fetcher.fetch(f"{base}/a")
        except SourceError as error:
            return str(error)
        return ""

    return fetch


def robots(text: str, status: int = 200) -> dict[str, object]:
    return {"/robots.txt": (status, {"Content-Type": "text/plain"}, text.encode())}


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: hergang\nDisallow: /a",
        "User-agent: other\nUser-agent: Hergang\nDisallow: /*a$",
        "\ufeffUser-agent: *\nDisallow: /\nAllow: /b",
        "User-agent: *\nAllow: /\nDisallow: /a",  # the longest match, not the first
    ],
)
def test_what_robots_txt_forbids_is_not_fetched(text: str, fetch: Callable[..., str]) -> None:
    assert "the robots.txt of 127.0.0.1 forbids it" in fetch(robots(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "User-agent: *\nDisallow:", "User-agent: gang\nDisallow: /", "User-agent: *\nDisallow: /\n\n"
        "User-agent: hergang\nAllow: /", "User-agent: *\nDisallow: /\nAllow: /a$", "<html>no rules</html>",
    ],
)  # fmt: skip
def test_what_robots_txt_allows_is_fetched(text: str, fetch: Callable[..., str]) -> None:
    assert fetch(robots(text)) == ""


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_txt_allows_all(status: int, fetch: Callable[..., str]) -> None:
    assert fetch(robots("User-agent: *\nDisallow: /", status)) == ""


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_cannot_be_had_allows_nothing(status: int, fetch: Callable[..., str]) -> None:
    assert f"cannot be had ({status})" in fetch(robots("", status))


def test_a_redirect_is_subject_to_the_rules_of_where_it_leads(serve: Callable[..., str]) -> None:
    strict = serve({"/b": PAGE, "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /")})
    base = serve({"/a": (301, {"Location": f"{strict}/b"}, b"")})
    with pytest.raises(SourceError, match="forbids it"):
        Fetcher(allow_private=True, proxies={}, limits=QUICK).fetch(f"{base}/a")


def test_rules_are_fetched_once_a_day(serve: Callable[..., str]) -> None:
    base, told, time = serve({"/a": PAGE}), list[Answer](), [0.0]
    fetcher = Fetcher(allow_private=True, proxies={}, limits=QUICK, clock=Clock(monotonic=lambda: time[0]))
    fetcher.on_answer = told.append
    fetcher.fetch(f"{base}/a")
    fetcher.fetch(f"{base}/a")
    time[0] = 25 * 3600.0
    fetcher.fetch(f"{base}/a")
    paths = [answer.url.removeprefix(base) for answer in told]
    rules = ["/robots.txt", "/.well-known/tdmrep.json"]
    assert paths == [*rules, "/a", "/a", *rules, "/a"]


def test_a_huge_robots_txt_is_read_to_its_bound(fetch: Callable[..., str]) -> None:
    assert "forbids it" in fetch(robots("User-agent: *\nDisallow: /a\n" + "# filling\n" * 100_000))


def tdmrep(text: str) -> dict[str, object]:
    return {"/.well-known/tdmrep.json": (200, {"Content-Type": "application/json"}, text.encode())}


def page(*, header: str | None = None, robots: str | None = None, head: str = "") -> dict[str, object]:
    headers = {"Content-Type": "text/html"}
    headers |= {"tdm-reservation": header} if header else {}
    headers |= {"X-Robots-Tag": robots} if robots else {}
    return {"/a": (200, headers, f"<html><head>{head}</head><body><p>x</p></body></html>".encode())}


ALL = tdmrep('[{"location": "/", "tdm-reservation": 1}]')
META_0, META_1 = '<meta name="tdm-reservation" content="0">', "<META content=1 NAME='TDM-Reservation'>"

RESERVED = {
    "file": ALL,
    "file, first match": tdmrep('[{"location":"/a$","tdm-reservation":1},{"location":"/","tdm-reservation":0}]'),
    "file of numbers in quotes": tdmrep('[{"location": "/", "tdm-reservation": "1"}]'),
    "header": page(header="1"),
    "header twice": page(header="0, 1"),
    "header over file": {**tdmrep('[{"location": "/", "tdm-reservation": 0}]'), **page(header="1")},
    "meta": page(head=META_1),
    "meta over header": page(header="0", head=META_1),
    "noai in the header": page(robots="noindex, noai"),
    "noai for this program": page(robots="hergang: noai"),
    "noai in the page": page(head='<meta name="robots" content="index, NOAI">'),
    "noai beside a reservation that is none": page(robots="noai", head=META_0),
}
FREE = {
    "nothing": page(),
    "header over file": {**ALL, **page(header="0")},
    "meta over header": page(header="1", head=META_0),
    "meta over all": {**ALL, **page(header="1", head=META_0)},
    "file of elsewhere": tdmrep('[{"location": "/b", "tdm-reservation": 1}]'),
    "file that is no list": tdmrep('{"location": "/", "tdm-reservation": 1}'),
    "file that is no JSON": tdmrep("<html>"),
    "file of depth without end": tdmrep("[" * 100_000),
    "value that is none": page(header="2"),
    "meta in a comment": page(head=f"<!-- {META_1} -->"),
    "meta in a script": page(head=f"<script>var a = '{META_1}'</script>"),
    "noai for another": page(robots="otherbot: noai, noindex"),
    "images alone": page(robots="noimageai, noindex, max-snippet: 0"),
}


@pytest.mark.parametrize("case", RESERVED)
def test_what_is_reserved_is_not_read(case: str, fetch: Callable[..., str]) -> None:
    assert "reserves the use for text and data mining" in fetch(RESERVED[case])


@pytest.mark.parametrize("case", FREE)
def test_what_is_not_reserved_is_read(case: str, fetch: Callable[..., str]) -> None:
    assert fetch(FREE[case]) == ""


@pytest.mark.parametrize("answers", [ALL, page(header="1"), page(robots="noai"), robots("User-agent: *\nDisallow: /")])
def test_a_licence_sets_aside_what_its_host_forbids(answers: dict[str, object], fetch: Callable[..., str]) -> None:
    assert fetch(answers, licensed=("127.0.0.1",)) == ""
    assert fetch(answers, licensed=("127.0.0.2", "news.example")) != ""


def test_a_licence_is_for_a_host_and_those_below_it(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(serve({**ALL, "/a": PAGE}).rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    fetcher = Fetcher(allow_private=True, proxies={}, limits=QUICK, licensed=("News.example.",))
    for host in ("news.example", "www.news.example"):
        assert fetcher.fetch(f"http://{host}:{port}/a").payload == b"<p>x</p>"
    for host in ("oldnews.example", "example"):
        with pytest.raises(SourceError, match="reserves the use"):
            fetcher.fetch(f"http://{host}:{port}/a")


def test_a_failing_robots_txt_is_for_now(serve: Callable[..., str]) -> None:
    base = serve({"/a": PAGE, **robots("", 503)})
    with pytest.raises(UnavailableError) as caught:
        Fetcher(allow_private=True, proxies={}, limits=QUICK, clock=Clock(sleep=lambda _: None)).fetch(f"{base}/a")
    assert caught.value.retry_after == 300.0


@pytest.mark.parametrize(
    ("pattern", "path", "fitting"),
    [
        ("/", "/a", True), ("/a/", "/a", False), ("/a*c", "/abbbcd", True), ("/a*c$", "/abbbcd", False),
        ("/a$", "/ab", False), ("/a$", "/a", True), ("/*/then", "/this/a/then/b", True), ("*", "/a", True),
        ("/foo-%24", "/foo-$", True), ("/%C3%BC", "/ü", True), ("/ab*bc$", "/abc", False),
        ("/*a" * 30, "/" + "a" * 999, False),
    ],
)  # fmt: skip
def test_patterns_fit_the_beginnings_of_paths(pattern: str, path: str, fitting: bool) -> None:
    assert fits(pattern, path) is fitting


def test_malformed_rules_are_left_out() -> None:
    text = (
        b'[1, {"location": 2, "tdm-reservation": 1}, {"location": "/a"}, {"location": "/b", "tdm-reservation": true}]'
    )
    assert read_rules(text) == []


def test_directives_are_read_robot_by_robot() -> None:
    assert refuses_ai("unavailable_after: 1 Jan 2030, noai")
    assert not refuses_ai("a: noai, noindex, b: noai")
    assert refuses_ai("a: noindex, hergang: nofollow, noai")


def test_meta_elements_are_read_from_any_encoding() -> None:
    assert read_meta('<meta name="tdm-reservation" content="1">'.encode("utf-16")) == [("tdm-reservation", "1")]
