"""One URL in, one payload out, or the reason why not.

Every request, those for a host's rules and each redirect included, goes the same way: the URL is read, its host
resolved and checked, the pause of the host kept, and the very address connected to that was checked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

import requests
from requests.cookies import extract_cookies_to_jar
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError, ProtocolError

from hergang.corpus.errors import NotModifiedError, SourceError, UnavailableError
from hergang.corpus.fetch import addresses, pacing, unpacking
from hergang.corpus.fetch.addresses import Target
from hergang.corpus.fetch.records import Answer, Clock, Fetched, Limits, RefusalError, Validators
from hergang.corpus.fetch.reservations import Reservations
from hergang.corpus.fetch.robots import PRODUCT, Robots
from hergang.corpus.fetch.transport import BoundedAdapter, Budget

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 64 * 1024
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_HTML = ("text/html", "application/xhtml+xml", "")
_RULES_TRIES = 2  # of a file of rules


@dataclass(frozen=True)
class _Reply:
    """The answer at the end of the redirects, not yet read."""

    target: Target
    response: requests.Response
    budget: Budget


class Fetcher:
    """Fetches URLs; one object serves one thread.

    ``on_answer`` may be set to a function that is told what came of each request, and ``known`` to one that returns
    what the server said of the state of a URL that is held already (None: nothing is held).

    Args:
        allow_private: whether addresses of private networks and of this machine may be fetched.
        licensed: hosts whose robots.txt and reservations are set aside, those below them included.
        contact: an address or URL that the request names, so that a host can complain.
        limits: of bytes, time and tries.
        proxies: by scheme, as requests has them; None takes those of the environment. A proxy resolves names itself,
            so that only what a name tells can be checked there.
        clock: where the time comes from.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        licensed: Collection[str] = (),
        contact: str = "",
        limits: Limits | None = None,
        proxies: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.on_answer: Callable[[Answer], None] = lambda _: None
        self.known: Callable[[str], Validators | None] = lambda _: None
        self._allow_private = allow_private
        self._licensed = frozenset(host.strip().lower().strip(".") for host in licensed)
        self._limits = limits or Limits()
        self._proxies = proxies
        self._clock = clock or Clock()
        self._end = 0.0  # when the fetch at hand has to be done
        self._resolved: dict[tuple[str, int], list[addresses.Address]] = {}  # of the fetch at hand
        self._pacer = pacing.Pacer(self._limits, self._clock)
        self._robots = Robots(self._get_rules, self._clock.monotonic)
        self._reservations = Reservations(self._get_rules, self._clock.monotonic)
        self._session = _session(contact)

    def close(self) -> None:
        """Close the connections that are still open."""
        self._session.close()

    def fetch(self, url: str) -> Fetched:
        """Return what an http or https URL gives.

        Raises:
            NotModifiedError: the server says that it is as it was when it was fetched last.
            UnavailableError: it cannot be had for now.
            SourceError: it is refused, cannot be reached, too large or too slow, or the server reports an error.
        """
        self._session.cookies.clear()
        self._resolved.clear()
        self._end = self._clock.monotonic() + self._limits.whole
        try:
            return self._persist(url, self.known(url))
        except RefusalError as refusal:
            message = f"{url}: {refusal.reason}"
            if refusal.temporary:
                raise UnavailableError(message, retry_after=refusal.retry_after) from refusal
            raise SourceError(message) from refusal

    def _persist(self, url: str, known: Validators | None) -> Fetched:
        """Return what a URL gives; what fails for a while is tried again after a while."""
        for number in range(1, self._limits.tries + 1):
            try:
                return self._try(url, known)
            except RefusalError as refusal:
                wait = max(refusal.retry_after or 0.0, self._limits.backoff * 2 ** (number - 1))
                late = self._clock.monotonic() + wait >= self._end
                if not refusal.temporary or number == self._limits.tries or wait > self._limits.longest_wait or late:
                    raise
                self._clock.sleep(wait)
        raise AssertionError("at least one try is made")

    def _try(self, url: str, known: Validators | None) -> Fetched:
        answer = Answer(url)
        try:
            with self._following(url, known) as reply:
                answer = _answer(url, reply)
                if reply.response.status_code == 304 and known is not None:
                    self.on_answer(answer)
                    raise NotModifiedError(
                        f"{url}: unchanged since it was fetched last.", fresh_for=self._fresh_for(reply)
                    )
                fetched = self._take(reply)
        except RefusalError as refusal:
            self.on_answer(replace(answer, reason=f"{url}: {refusal.reason}"))
            raise
        self.on_answer(replace(answer, size=len(fetched.payload)))
        return fetched

    def _take(self, reply: _Reply) -> Fetched:
        response, limit = reply.response, self._limits.max_bytes
        self._refuse_failure(reply)
        codings = unpacking.layers(response.headers.get("content-encoding", ""))
        payload = self._read(reply, limit, whole=True)
        for coding in codings:
            payload = unpacking.unpack(payload, coding, limit)
        media_type, charset = _content_type(response)
        if not self._is_licensed(reply.target):
            page = payload if media_type in _HTML else None
            self._reservations.check(reply.target, response.raw.headers, page)
        return Fetched(reply.target.url, payload, media_type, charset, self._fresh_for(reply))

    def _refuse_failure(self, reply: _Reply) -> None:
        status, response = reply.response.status_code, reply.response
        if status == 200:
            return
        after = pacing.retry_after(response.headers.get("retry-after"), self._clock.now())
        if status in _TEMPORARY and after:
            self._pacer.put_off(reply.target.host, after)
        raise RefusalError(
            f"the server answers {status} {_printable(response.reason)}. {_advice(status)}",
            temporary=status in _TEMPORARY,
            retry_after=after,
        )

    def _get_rules(self, url: str, most: int) -> tuple[int, bytes]:
        """Return status and first bytes of a file of rules, which no rule stands before."""
        for number in range(1, _RULES_TRIES + 1):
            try:
                return self._get_rules_once(url, most)
            except RefusalError as refusal:
                self.on_answer(Answer(url, reason=f"{url}: {refusal.reason}"))
                if not refusal.temporary or number == _RULES_TRIES:
                    raise
                self._clock.sleep(self._limits.backoff)
        raise AssertionError("at least one try is made")

    def _get_rules_once(self, url: str, most: int) -> tuple[int, bytes]:
        with self._following(url, None, ruled=False) as reply:
            payload = self._read(reply, most, whole=False)
            for coding in unpacking.layers(reply.response.headers.get("content-encoding", "")):
                payload = unpacking.unpack(payload, coding, self._limits.max_bytes)[:most]
            status = reply.response.status_code
            self.on_answer(replace(_answer(url, reply), size=len(payload)))
            return status, payload

    @contextmanager
    def _following(self, url: str, known: Validators | None, *, ruled: bool = True) -> Iterator[_Reply]:
        """Give the answer behind all redirects; each is checked like the first URL."""
        current = url
        for _ in range(self._limits.redirects + 1):
            reply = self._ask(current, _conditions(known, url, current), ruled=ruled)
            with reply.response:
                location = self._location(reply.response)
                if location is None:
                    yield reply
                    return
            current = _join(current, location)
        raise RefusalError(f"more than {self._limits.redirects} redirects. Give the article's own URL.")

    def _location(self, response: requests.Response) -> str | None:
        try:
            return self._session.get_redirect_target(response)
        except UnicodeError as error:
            raise RefusalError("redirects to no valid URL (not UTF-8). Give the article's own URL.") from error

    def _ask(self, url: str, headers: Mapping[str, str], *, ruled: bool) -> _Reply:
        prepared = self._prepare(url, headers)
        target = addresses.read_target(str(prepared.url))
        proxies = get_environ_proxies(target.url) if self._proxies is None else dict(self._proxies)
        found = self._addresses(target, proxied=select_proxy(target.url, proxies) is not None)
        if ruled:
            self._obey(target)
        seconds = min(self._limits.transfer, self._end - self._clock.monotonic())
        budget = Budget(seconds, self._limits.max_bytes, self._clock.monotonic)
        return _Reply(target, self._send(prepared, found, budget, proxies), budget)

    def _obey(self, target: Target) -> None:
        """Refuse what a host's rules forbid, and wait for the turn that they allow."""
        if not self._is_licensed(target):
            self._robots.check(target)
            self._reservations.learn(target)
        self._pacer.take_turn(target.host, self._robots.delay(target))

    def _prepare(self, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
        try:
            return self._session.prepare_request(requests.Request("GET", url, headers=dict(headers)))
        except (requests.RequestException, ValueError) as error:
            raise RefusalError(f"no valid URL ({url[:200]}). Give the article's own URL.") from error

    def _addresses(self, target: Target, *, proxied: bool) -> list[addresses.Address]:
        if not self._allow_private:
            addresses.refuse_port(target)
        if proxied:
            if not self._allow_private:
                addresses.refuse_private_name(target)
            return []
        key = (target.host, target.port)
        if key not in self._resolved:
            self._resolved[key] = addresses.resolve(*key, self._limits.connect)
        if not self._allow_private:
            addresses.refuse_private(target, self._resolved[key])
        return self._resolved[key]

    def _send(
        self,
        prepared: requests.PreparedRequest,
        found: list[addresses.Address],
        budget: Budget,
        proxies: Mapping[str, str],
    ) -> requests.Response:
        target = addresses.read_target(str(prepared.url))
        adapter = BoundedAdapter(found, budget, self._limits.read)
        timeout = (self._limits.connect, self._limits.read)
        try:  # not by the session, which would unpack the whole payload of a redirect
            response = adapter.send(
                prepared, stream=True, timeout=timeout, verify=_certificates(), proxies=dict(proxies)
            )
            extract_cookies_to_jar(self._session.cookies, prepared, response.raw)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._explain(error, target.host, budget) from error
        return response

    def _read(self, reply: _Reply, limit: int, *, whole: bool) -> bytes:
        """Return the payload as it was sent; where not ``whole``, its first bytes do."""
        payload = bytearray()
        try:
            for chunk in reply.response.raw.stream(_CHUNK, decode_content=False):
                payload += chunk
                if len(payload) > limit:
                    if whole:
                        raise unpacking.too_large(limit)
                    break
        except (HTTPError, OSError, ValueError) as error:
            raise self._explain(error, reply.target.host, reply.budget) from error
        return bytes(payload[:limit])

    def _explain(self, error: Exception, host: str, budget: Budget) -> RefusalError:
        if budget.spent == "bytes":
            return unpacking.too_large(self._limits.max_bytes)
        if budget.spent == "seconds":
            return RefusalError(f"not whole after {self._limits.transfer:g} seconds. Try again later.", temporary=True)
        if isinstance(error, requests.exceptions.SSLError):
            return RefusalError(f"{host} shows no valid certificate. Check the URL.")
        if isinstance(error, requests.Timeout):
            return RefusalError(f"{host} does not answer. Try again later.", temporary=True)
        if isinstance(error, requests.exceptions.ProxyError):
            return RefusalError("the proxy cannot be reached. Check the settings of the network.", temporary=True)
        if _is_broken(error):
            return RefusalError(f"the transfer broke off ({_printable(str(error))}). Try again later.", temporary=True)
        return RefusalError(
            f"{host} cannot be reached ({type(error).__name__}). Check the URL, and that there is a network.",
            temporary=True,
        )

    def _fresh_for(self, reply: _Reply) -> float | None:
        return pacing.fresh_for(reply.response.headers, self._clock.now())

    def _is_licensed(self, target: Target) -> bool:
        return any(target.host == host or target.host.endswith(f".{host}") for host in self._licensed)


def _session(contact: str) -> requests.Session:
    if not re.fullmatch(r"[!-'*-~]*", contact):
        raise SourceError(f"the contact {contact!r} fits no header. Give a mail address or a URL.")
    session = requests.Session()
    session.trust_env = False  # no passwords from .netrc for whoever a feed links to
    whose = f"; +{contact}" if contact else ""
    session.headers.update(
        {
            "User-Agent": f"{PRODUCT}/{version('hergang')} (news reader{whose})",
            "Accept": _ACCEPT,
            "Accept-Encoding": unpacking.ACCEPTED,
            "Connection": "close",
        }
    )
    return session


def _is_broken(error: Exception) -> bool:
    """Say whether there was an answer, but none that is whole and well-formed."""
    cause = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else error
    known = isinstance(error, requests.RequestException) and not isinstance(error, requests.exceptions.InvalidHeader)
    return isinstance(cause, ProtocolError) or not known


def _certificates() -> str | bool:
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def _conditions(known: Validators | None, url: str, current: str) -> dict[str, str]:
    """Return the headers of a conditional request; only who gave the validators gets them back."""
    if known is None or urldefrag(current)[0] != urldefrag(known.answered or url)[0]:
        return {}
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in conditions.items() if value and value.isprintable()}


def _join(current: str, location: str) -> str:
    try:
        return urljoin(current, location)
    except ValueError as error:
        raise RefusalError(f"redirects to no valid URL ({location[:200]}). Give the article's own URL.") from error


def _answer(url: str, reply: _Reply) -> Answer:
    headers = reply.response.headers
    return Answer(
        *(url, reply.target.url, reply.response.status_code, None, _content_type(reply.response)[0] or None),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )


def _content_type(response: requests.Response) -> tuple[str, str | None]:
    media_type, _, parameters = response.headers.get("content-type", "").partition(";")
    return media_type.strip().lower(), parameters.partition("charset=")[2].strip(" \"';") or None


def _printable(words: Iterable[str] | None) -> str:
    """Return what a server wrote, fit for a terminal and no longer than a line."""
    return "".join(letter if letter.isprintable() else "?" for letter in words or "")[:120]


def _advice(status: int) -> str:
    if status in (401, 402, 403):
        return "Open it in a browser, save the page and give the file."
    if status in (404, 410):
        return "Check the URL."
    return "Try again later."
