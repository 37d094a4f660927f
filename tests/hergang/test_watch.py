"""Feeds and pages polled: what is asked, what is stored, when it is asked again, and what an interruption leaves."""

import itertools
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import hergang
from hergang import watching
from hergang.corpus.archive import Archive, Request
from hergang.corpus.errors import NotModifiedError, SourceError, UnavailableError
from hergang.corpus.fetch import Answer, Clock, Fetched, Fetcher
from hergang.extract import pipeline
from hergang.extract.records import Annotations
from hergang.locks import writing
from hergang.watching import Hints, read_hints

FEED = "https://blatt.example/feed.xml"
TEXT = "Die Stadt Kiel baut die Brücke {name}. Das sagte Bürgermeisterin Anna Berg am Montag in Kiel. " * 3


class Time:
    """A clock that only sleep moves; after some sleeps it ends what waits."""

    def __init__(self, sleeps=1000):
        self.slept = []
        self.left = sleeps
        self.started = datetime.now(UTC)

    def sleep(self, seconds):
        self.slept.append(round(seconds))
        if len(self.slept) > self.left:
            raise KeyboardInterrupt

    @property
    def clock(self):
        """Return it as watching has it."""
        return Clock(
            lambda: float(sum(self.slept)), self.sleep, lambda: self.started + timedelta(seconds=sum(self.slept))
        )


class Site(Fetcher):
    """A site in memory, which counts what it is asked for and knows conditional requests."""

    def __init__(self):
        super().__init__()
        self.pages = {}
        self.fresh_for = None
        self.asked = []
        self.during = lambda: None

    def feed(self, *names, head=""):
        """Put a feed of teasers that lead to pages."""
        items = "".join(
            f"<item><title>{n}</title><link>/{n}.html</link><description>{n}</description></item>" for n in names
        )
        self.pages[FEED] = f"<rss version='2.0'><channel><title>Blatt</title>{head}{items}</channel></rss>"

    def page(self, name, text=TEXT):
        """Put a page."""
        body = "".join(f"<p>{part}.</p>" for part in text.format(name=name).split(". ") if part.strip())
        self.pages[f"https://blatt.example/{name}.html"] = f"<html><article><h1>{name}</h1>{body}</article></html>"

    def fetch(self, url):
        self.during()
        self.asked.append(url.removeprefix("https://blatt.example/"))
        found = self.pages.get(url, SourceError(f"{url}: the server answers 404 Not Found. Check the URL."))
        if isinstance(found, Exception):
            self.on_answer(Answer(url, url, 410 if "410" in str(found) else 404, reason=str(found)))
            raise found
        etag, known = str(hash(found)), self.known(url)
        if known and known.etag == etag:
            self.on_answer(Answer(url, url, 304, etag=etag))
            raise NotModifiedError(f"{url}: unchanged.", fresh_for=self.fresh_for)
        self.on_answer(Answer(url, url, 200, len(found), "text/html", etag))
        kind = "application/rss+xml" if url == FEED else "text/html"
        return Fetched(url, found.encode(), kind, "utf-8", self.fresh_for)


@pytest.fixture(autouse=True)
def read(monkeypatch):
    """Put a reader that finds nothing in the place of the pipeline."""
    monkeypatch.setattr(
        pipeline,
        "annotate",
        lambda article, nlp=None, *, setup=None: Annotations(article=article, extractor="test"),
    )


@pytest.fixture
def store(tmp_path):
    return hergang.open(tmp_path / "store")


@pytest.fixture
def site():
    return Site()


def watch(store, site, *sources, rounds=1, time=None, **options):
    """Return the first polls of a watch."""
    found = store.watch(sources or [FEED], fetcher=site, clock=(time or Time()).clock, **options)
    return list(itertools.islice(found, rounds))


def counts(round_):
    """Return how many outcomes there are of each status."""
    return {status: sum(o.status == status for o in round_.outcomes) for status in {o.status for o in round_.outcomes}}


def titles(store):
    """Return the titles that are archived."""
    with Archive.open(store.paths.archive, write=False) as archive:
        return sorted(revision.article.title for revision in archive.revisions())


def test_only_what_is_new_is_fetched(store, site):
    site.feed("eins", "zwei")
    for name in ("eins", "zwei", "drei"):
        site.page(name)
    assert counts(watch(store, site)[0]) == {"new": 2}
    assert site.asked == ["feed.xml", "eins.html", "zwei.html"]
    site.asked.clear()
    assert counts(watch(store, site)[0]) == {"unchanged": 1}
    site.feed("drei", "eins", "zwei")
    assert counts(watch(store, site)[0]) == {"new": 1, "unchanged": 2}
    assert site.asked == ["feed.xml", "feed.xml", "drei.html"]
    assert titles(store) == ["drei", "eins", "zwei"]


def test_a_page_is_watched_for_changes(store, site):
    site.page("eins")
    url = "https://blatt.example/eins.html"
    assert counts(watch(store, site, url)[0]) == {"new": 1}
    assert counts(watch(store, site, url)[0]) == {"unchanged": 1}
    site.page("eins", TEXT.replace("Montag", "Dienstag"))
    assert counts(watch(store, site, url)[0]) == {"revised": 1}
    with Archive.open(store.paths.archive, write=False) as archive:
        assert [request.status for request in archive.requests.of(url)] == [200, 304, 200]


def test_what_failed_is_tried_again_ever_later_and_then_left_alone(store, site):
    site.feed("eins")
    rounds = watch(store, site, rounds=40, every=600)
    assert [counts(one).get("failed", 0) for one in rounds[:8]] == [1, 0, 1, 0, 0, 0, 1, 0]
    assert site.asked.count("eins.html") == 5


def test_what_failed_is_stored_when_it_can_be_had_though_the_feed_is_unchanged(store, site):
    site.feed("eins")
    watch(store, site)
    site.page("eins")
    rounds = watch(store, site, rounds=5)
    assert sum(counts(one).get("new", 0) for one in rounds) == 1
    assert site.asked.count("eins.html") == 2
    assert store.unfinished() == []


def test_a_page_that_cannot_be_had_where_the_feed_has_text_is_asked_once(store, site):
    text = TEXT.format(name="lang")
    item = (
        f"<item><title>lang</title><link>https://blatt.example/lang.html</link><description>{text}</description></item>"
    )
    site.pages[FEED] = f"<rss version='2.0'><channel><title>Blatt</title>{item}</channel></rss>"
    assert counts(watch(store, site)[0]) == {"new": 1}
    site.pages[FEED] += "<!-- changed -->"
    assert counts(watch(store, site)[0]) == {"unchanged": 1}
    assert site.asked.count("lang.html") == 1


def test_an_outage_puts_no_teaser_in_the_place_of_the_page(store, site):
    text = TEXT.format(name="lang")
    url = "https://blatt.example/lang.html"
    item = f"<item><title>lang</title><link>{url}</link><description>{text}</description></item>"
    site.pages[FEED] = f"<rss version='2.0'><channel><title>Blatt</title>{item}</channel></rss>"
    site.pages[url] = UnavailableError(f"{url}: the server answers 503. Try again later.")
    assert counts(watch(store, site)[0]) == {"failed": 1}
    assert [task.source for task in store.unfinished()] == [url]


@pytest.mark.parametrize("stored", [1, 2, 3, 4])
def test_an_interruption_anywhere_loses_nothing(stored, store, site, monkeypatch):
    monkeypatch.setattr(watching, "_BATCH", 2)
    names = ["a", "b", "c", "d", "e"]
    site.feed(*names)
    for name in names:
        site.page(name)
    seen = []

    def stop(outcome):
        seen.append(outcome)
        if len([one for one in seen if one.status == "new"]) == stored:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(store, site, on_outcome=stop)
    watch(store, site)
    assert titles(store) == names
    assert counts(watch(store, site)[0]) == {"unchanged": 1}


def test_the_lock_is_free_while_a_server_is_asked(store, site):
    free = []

    def take():
        with writing(store.paths, "test", wait=0):
            free.append(True)

    site.feed("eins")
    site.page("eins")
    site.during = take
    watch(store, site)
    assert free == [True, True]


def test_a_round_takes_so_many_pages_and_the_next_ones_the_rest(store, site, monkeypatch):
    monkeypatch.setattr(watching, "MOST_PAGES", 2)
    site.feed("a", "b", "c")
    for name in ("a", "b", "c"):
        site.page(name)
    assert counts(watch(store, site)[0]) == {"new": 2, "failed": 1}
    rounds = watch(store, site, rounds=4)
    assert sum(counts(one).get("new", 0) for one in rounds) == 1


def test_the_pause_is_the_longest_that_anybody_asks_for(store, site):
    site.page("eins")
    for head, fresh_for, pause in (
        ("", None, 900), ("<ttl>60</ttl>", None, 3600), ("<ttl>60</ttl>", 7200.0, 7200),
        ("<ttl>99999</ttl>", None, 86400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", None, 1800),
    ):  # fmt: skip
        site.feed("eins", head=head)
        site.fresh_for = fresh_for
        assert watch(store, site)[0].wait == pause


def test_failures_are_answered_with_ever_longer_pauses(store, site):
    time = Time(sleeps=5)
    with pytest.raises(KeyboardInterrupt):
        watch(store, site, rounds=9, time=time, every=1800)
    assert time.slept == [3600, 7200, 14400, 28800, 57600, 86400]


def test_a_server_that_says_when_is_asked_then(store, site):
    site.pages[FEED] = UnavailableError(f"{FEED}: the server answers 503.", retry_after=5000.0)
    (round_,) = watch(store, site)
    assert round_.wait == 5000.0
    assert round_.failure.startswith(FEED)


def test_a_feed_that_is_gone_is_not_polled_again(store, site):
    site.pages[FEED] = SourceError(f"{FEED}: the server answers 410 Gone.")
    (round_,) = watch(store, site, rounds=9)
    assert round_.wait is None


def test_each_source_is_polled_once_or_for_some_time(store, site):
    site.page("eins")
    site.feed("eins")
    page = "https://blatt.example/eins.html"
    assert [one.source for one in watch(store, site, page, FEED, page, rounds=9, once=True)] == [page, FEED]
    assert len(watch(store, site, rounds=99, every=600, until=3000)) == 6


@pytest.mark.parametrize(
    ("head", "hints"),
    [
        ("", Hints()),
        ("<ttl> 30 </ttl>", Hints(1800.0)),
        ("<ttl>soon</ttl>", Hints()),
        ("<skipHours><hour>23</hour><hour>24</hour></skipHours>", Hints(hours=frozenset({23, 0}))),
        ("<skipDays><day>Sunday</day><day>Someday</day></skipDays>", Hints(days=frozenset({6}))),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", Hints(86400.0)),
        ("<sy:updatePeriod>never</sy:updatePeriod>", Hints()),
    ],
)
def test_feeds_say_when_to_come(head, hints):
    assert read_hints(f"<rss><channel>{head}<item/></channel></rss>".encode()) == hints


def test_hours_and_days_to_be_skipped_are_skipped():
    saturday = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert Hints(hours=frozenset({22, 23}), days=frozenset({6})).put_off(saturday) == datetime(2026, 11, 23, tzinfo=UTC)
    assert Hints(hours=frozenset(range(24))).put_off(saturday) == saturday


@pytest.fixture
def served():
    """Return the address of a feed that has nothing in it yet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"<rss version='2.0'><channel><title>Blatt</title></channel></rss>"
            self.send_response(200 if self.path == "/feed" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feed"
        server.shutdown()


def test_the_command_refuses_what_is_no_url_and_private_addresses(run, tmp_path, served):
    done = run(tmp_path / "store", "watch", "feed.xml")
    assert (done.code, "no http or https URL" in done.err) == (2, True)
    done = run(tmp_path / "store", "watch", "--once", served)
    assert (done.code, "--allow-private" in done.err) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process with SIGTERM without asking it")
def test_the_command_stops_when_it_is_asked_to(script, environment, tmp_path, served):
    store = {"HERGANG_STORE": str(tmp_path / "store")}
    words = [script, "watch", "--allow-private", served]
    with subprocess.Popen(words, env={**environment, **store}, stderr=subprocess.PIPE, text=True) as process:
        lines = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert "a feed without entries" in lines[0]
    assert "1 failed; next at" in lines[1]
    assert (process.returncode, rest) == (0, "Stopped. What was found is in the store; the same command goes on.\n")


def test_an_ingest_too_asks_with_conditions_for_what_is_archived(store, site):
    site.feed("eins", "zwei")
    site.page("eins")
    urls = [FEED, "https://blatt.example/eins.html"]
    first = store.ingest(urls, fetcher=site)
    second = store.ingest(urls, fetcher=site)
    assert [(o.status, o.title) for o in second.outcomes] == [("unchanged", None), ("unchanged", "eins")]
    assert second.unchanged[1].article == first.new[0].article
    assert [task.source for task in store.unfinished()] == ["https://blatt.example/zwei.html"]
    with Archive.open(store.paths.archive, write=False) as archive:
        assert archive.requests.of(FEED)[-1].status == 304


def test_what_was_answered_but_not_stored_is_asked_for_again(store, site):
    site.page("eins")
    url = "https://blatt.example/eins.html"
    store.ingest([url], fetcher=site)
    with Archive.open(store.paths.archive, write=True) as archive:
        assert archive.requests.held(url) == archive.requests.last(url)
        later = archive.requests.last(url).asked.replace("20", "21", 1)
        archive.requests.log(Request(url, later, url, 200, 9, "text/html", '"v2"'))
        assert archive.requests.held(url) is None


def test_what_was_forgotten_is_taken_again_without_conditions(store, site):
    site.page("eins")
    url = "https://blatt.example/eins.html"
    store.ingest([url], fetcher=site)
    store.forget(url)
    assert [o.status for o in store.ingest([url], fetcher=site).outcomes] == ["skipped"]
    assert [o.status for o in store.ingest([url], fetcher=site, again=True).outcomes] == ["new"]
