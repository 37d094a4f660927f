"""Pauses, tries and conditional requests, by a clock of the tests: nothing here waits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from hergang.corpus.errors import NotModifiedError, SourceError, UnavailableError
from hergang.corpus.fetch import Answer, Clock, Fetcher, Limits, Validators
from hergang.corpus.fetch.pacing import fresh_for, retry_after

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
Reply = tuple[int, dict[str, str], bytes]


class Time:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))

    @property
    def clock(self) -> Clock:
        """Return it as fetching has it."""
        return Clock(monotonic=lambda: sum(self.slept), sleep=self.sleep, now=lambda: NOW)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def fetcher(time: Time) -> Fetcher:
    return Fetcher(allow_private=True, proxies={}, clock=time.clock, contact="desk@news.example")


class Script:
    """A server that gives one answer after the other, and keeps the headers of each request."""

    def __init__(self, *replies: Reply, robots: str = "") -> None:
        self.seen: list[dict[str, str]] = []
        left = iter(replies)
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                rules = (200, {}, robots.encode()) if self.path == "/robots.txt" else (404, {}, b"")
                if self.path.startswith(("/robots", "/.well-known")):
                    status, headers, body = rules
                else:
                    seen.append({name.lower(): value for name, value in self.headers.items()})
                    status, headers, body = next(left)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/a"


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    made: list[Script] = []

    def make(*replies: Reply, robots: str = "") -> Script:
        made.append(Script(*replies, robots=robots))
        return made[-1]

    yield make
    for one in made:
        one.server.shutdown()
        one.server.server_close()


OK: Reply = (200, {}, b"x")


def test_a_request_says_who_asks(script: Callable[..., Script], fetcher: Fetcher) -> None:
    server = script(OK)
    fetcher.fetch(server.url)
    (headers,) = server.seen
    assert headers["user-agent"].startswith("hergang/")
    assert headers["user-agent"].endswith("(news reader; +desk@news.example)")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert not {"cookie", "authorization", "referer"} & set(headers)


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "ü", "a(b"])
def test_a_contact_that_no_header_can_hold_is_refused(contact: str) -> None:
    with pytest.raises(SourceError, match="contact"):
        Fetcher(contact=contact)


def test_requests_to_a_host_keep_a_pause(script: Callable[..., Script], fetcher: Fetcher, time: Time) -> None:
    server = script(OK, OK, OK)
    for _ in range(3):
        fetcher.fetch(server.url)
    assert time.slept == [1.0, 1.0]


@pytest.mark.parametrize("rule", ["Crawl-delay: 7", "Request-rate: 1/7"])
def test_the_pause_is_as_long_as_the_host_asks(
    rule: str, script: Callable[..., Script], fetcher: Fetcher, time: Time
) -> None:
    server = script(OK, OK, robots=f"User-agent: *\n{rule}\n")
    fetcher.fetch(server.url)
    fetcher.fetch(server.url)
    assert time.slept == [7.0]


def test_a_pause_too_long_to_wait_for_is_a_failure_for_now(script: Callable[..., Script], fetcher: Fetcher) -> None:
    server = script(OK, robots="User-agent: *\nCrawl-delay: 600\n")
    fetcher.fetch(server.url)
    with pytest.raises(UnavailableError, match="asks for a pause of 600 s") as caught:
        fetcher.fetch(server.url)
    assert caught.value.retry_after == 600.0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_fails_for_a_while_is_tried_again(
    status: int, script: Callable[..., Script], fetcher: Fetcher, time: Time
) -> None:
    told: list[Answer] = []
    fetcher.on_answer = told.append
    server = script((status, {}, b""), (status, {}, b""), OK)
    assert fetcher.fetch(server.url).payload == b"x"
    assert time.slept == [1.0, 2.0]
    assert [answer.status for answer in told if answer.url == server.url] == [status, status, 200]


def test_tries_are_bounded(script: Callable[..., Script], fetcher: Fetcher) -> None:
    server = script(*[(503, {}, b"")] * 9)
    with pytest.raises(UnavailableError, match="answers 503"):
        fetcher.fetch(server.url)
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_fails_for_good_is_not_tried_again(status: int, script: Callable[..., Script], fetcher: Fetcher) -> None:
    server = script((status, {}, b""), OK)
    with pytest.raises(SourceError, match=f"answers {status}") as caught:
        fetcher.fetch(server.url)
    assert not isinstance(caught.value, UnavailableError)
    assert len(server.seen) == 1


def test_a_server_says_when_to_come_again(script: Callable[..., Script], fetcher: Fetcher, time: Time) -> None:
    server = script((503, {"Retry-After": "30"}, b""), OK)
    fetcher.fetch(server.url)
    assert time.slept == [30.0]


def test_a_host_that_wants_to_be_left_alone_is_not_asked_again(
    script: Callable[..., Script], fetcher: Fetcher, time: Time
) -> None:
    server = script((429, {"Retry-After": "3600"}, b""), OK)
    for _ in range(2):
        with pytest.raises(UnavailableError) as caught:
            fetcher.fetch(server.url)
        assert caught.value.retry_after == 3600.0
    assert len(server.seen) == 1
    assert time.slept == []


def test_one_url_has_a_deadline_over_all_its_tries(script: Callable[..., Script], time: Time) -> None:
    limits = Limits(whole=50, tries=9, pause=0)
    server = script(*[(503, {"Retry-After": "20"}, b"")] * 9)
    with pytest.raises(UnavailableError):
        Fetcher(allow_private=True, proxies={}, clock=time.clock, limits=limits).fetch(server.url)
    assert time.slept == [20.0, 20.0]


def test_what_is_held_already_is_asked_for_with_conditions(script: Callable[..., Script], fetcher: Fetcher) -> None:
    told: list[Answer] = []
    server = script((304, {"Cache-Control": "max-age=90", "ETag": '"v1"'}, b""))
    fetcher.on_answer = told.append
    fetcher.known = lambda url: Validators('"v1"', "Wed, 01 May 2024 10:00:00 GMT", url)
    with pytest.raises(NotModifiedError, match="unchanged") as caught:
        fetcher.fetch(server.url)
    assert (caught.value.fresh_for, caught.value.exit_code) == (90.0, 0)
    (headers,) = server.seen
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Wed, 01 May 2024 10:00:00 GMT"
    assert (told[-1].status, told[-1].etag, told[-1].size) == (304, '"v1"', None)


def test_conditions_go_only_to_who_gave_them(script: Callable[..., Script], fetcher: Fetcher) -> None:
    target = script(OK)
    server = script((302, {"Location": target.url}, b""))
    fetcher.known = lambda url: Validators('"v1"', None, "https://elsewhere.example/a")
    assert fetcher.fetch(server.url).payload == b"x"
    assert "if-none-match" not in server.seen[0] | target.seen[0]


def test_validators_that_no_header_can_hold_are_left_out(script: Callable[..., Script], fetcher: Fetcher) -> None:
    server = script(OK)
    fetcher.known = lambda url: Validators('"v\r\nX-Evil: 1"', None, url)
    fetcher.fetch(server.url)
    assert not {"if-none-match", "x-evil"} & set(server.seen[0])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), ("Tue, 24 Nov 2026 12:02:00 GMT", 120.0), ("Tue, 24 Nov 2020 12:00:00 GMT", 0.0),
        ("99999999", 86400.0), ("Tue, 24 Nov 2099 12:00:00 GMT", 86400.0), ("-5", None), ("soon", None), ("", None),
        (None, None), ("1e9", None), ("9" * 400, None), ("Tue, 99 Nov 2026 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600.0), ({"cache-control": "max-age=600", "age": "100"}, 500.0),
        ({"cache-control": "no-cache, max-age=600"}, 0.0), ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, 3600.0),
        ({"expires": "0"}, None), ({"cache-control": "max-age=soon"}, None), ({}, None),
        ({"cache-control": "max-age=999999999"}, 86400.0), ({"cache-control": "s-maxage=7"}, None),
    ],
)  # fmt: skip
def test_freshness_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_for(headers, NOW) == seconds
