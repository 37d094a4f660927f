"""Fetching over http and https, within bounds and never from private networks unless that is allowed.

A host name is resolved once for each request; every address that it has must be public, and the connection goes to
one of those very addresses, so that a second answer of the name server cannot lead elsewhere. Redirects are followed
by hand, each checked like the first URL.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy

from hergang.corpus.errors import SourceError
from hergang.corpus.urls import canonical, is_url

MAX_BYTES = 32 * 1024 * 1024  # of one payload, unpacked
MAX_REDIRECTS = 5

_TIMEOUT = (10.0, 20.0)  # seconds to connect, and between two packets
_DEADLINE = 60.0  # seconds for one payload altogether
_CHUNK = 64 * 1024
_MAX_ADDRESSES = 3  # of one host, tried one after the other
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"


@dataclass(frozen=True)
class Fetched:
    """A payload with what the server says of it."""

    url: str  # after all redirects
    payload: bytes
    media_type: str  # without parameters, lower case ("text/html"); empty where the server gives none
    charset: str | None  # as the server gives it


@dataclass(frozen=True)
class Answer:
    """What came of one request, for a log."""

    url: str  # as asked
    answered: str | None = None  # URL after redirects
    status: int | None = None  # of HTTP; None: there was no answer
    size: int | None = None  # bytes, unpacked
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None  # as the server gives it
    reason: str | None = None  # why it failed


class Fetcher:
    """Fetches URLs; one object serves one thread.

    ``on_answer`` may be set to a function that is told what came of each request.

    Args:
        allow_private: whether addresses of private networks and of this machine may be fetched.
        max_bytes: size of a payload, unpacked, above which it is refused.
        proxies: by scheme, as requests has them; None takes those of the environment. A proxy resolves names itself,
            so that only addresses in the URL can be checked there.
    """

    def __init__(
        self, *, allow_private: bool = False, max_bytes: int = MAX_BYTES, proxies: Mapping[str, str] | None = None
    ) -> None:
        self.on_answer: Callable[[Answer], None] = lambda _: None
        self._allow_private = allow_private
        self._max_bytes = max_bytes
        self._proxies = proxies
        self._session = requests.Session()
        self._session.trust_env = False  # no passwords from .netrc for whoever a feed links to
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self._session.headers.update({"User-Agent": f"hergang/{version('hergang')} (news reader)", "Accept": _ACCEPT})

    def close(self) -> None:
        """Close the connections that are still open."""
        self._session.close()

    def fetch(self, url: str) -> Fetched:
        """Return what an http or https URL gives.

        Raises:
            SourceError: it is refused, cannot be reached, too large or too slow, or the server reports an error.
        """
        answer = Answer(url)
        try:
            with self._follow(url) as response:
                answer = _answer(url, response)
                fetched = self._read(url, str(response.url), response)
        except SourceError as error:
            self.on_answer(replace(answer, reason=str(error)))
            raise
        self.on_answer(replace(answer, size=len(fetched.payload)))
        return fetched

    def _follow(self, url: str) -> requests.Response:
        """Return the answer behind all redirects."""
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            response = self._request(url, current)
            target = response.headers.get("location")
            if not (response.is_redirect and target):
                return response
            response.close()
            current = urljoin(current, target)
        raise SourceError(f"{url}: more than {MAX_REDIRECTS} redirects. Give the article's own URL.")

    def _request(self, url: str, current: str) -> requests.Response:
        host = _host(url, current)
        proxies = get_environ_proxies(current) if self._proxies is None else dict(self._proxies)
        proxied = select_proxy(current, proxies) is not None
        addresses = [host] if proxied else _resolve(url, host)
        if not self._allow_private:
            _refuse_private(url, host, addresses)
        adapters = [HTTPAdapter()] if proxied else [_PinnedAdapter(address) for address in addresses[:_MAX_ADDRESSES]]
        for adapter in adapters[:-1]:
            with suppress(requests.ConnectionError):
                return self._get(current, adapter, proxies)
        try:
            return self._get(current, adapters[-1], proxies)
        except (requests.RequestException, ValueError) as error:
            raise SourceError(f"{url}: {_explain(error, host)}") from error

    def _get(self, url: str, adapter: HTTPAdapter, proxies: Mapping[str, str]) -> requests.Response:
        self._session.close()
        self._session.mount(url[: url.index(":")].lower() + "://", adapter)
        return self._session.get(url, timeout=_TIMEOUT, stream=True, allow_redirects=False, proxies=dict(proxies))

    def _read(self, url: str, current: str, response: requests.Response) -> Fetched:
        if response.status_code != 200:
            raise SourceError(
                f"{url}: the server answers {response.status_code} {response.reason}. {_advice(response.status_code)}"
            )
        media_type, _, parameters = response.headers.get("content-type", "").partition(";")
        charset = parameters.partition("charset=")[2].strip(" \"';") or None
        return Fetched(current, self._payload(url, response), media_type.strip().lower(), charset)

    def _payload(self, url: str, response: requests.Response) -> bytes:
        started = time.monotonic()
        payload = bytearray()
        try:
            for chunk in response.iter_content(_CHUNK):
                payload += chunk
                if len(payload) > self._max_bytes:
                    raise SourceError(
                        f"{url}: larger than {self._max_bytes // 1024**2} MB. Save the article alone and give the file."
                    )
                if time.monotonic() - started > _DEADLINE:
                    raise SourceError(f"{url}: not whole after {_DEADLINE:.0f} seconds. Try again later.")
        except requests.RequestException as error:
            raise SourceError(f"{url}: the transfer broke off ({error}). Try again later.") from error
        return bytes(payload)


def _answer(url: str, response: requests.Response) -> Answer:
    headers = response.headers
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower() or None
    return Answer(
        *(url, str(response.url), response.status_code, None, media_type),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )


class _PinnedAdapter(HTTPAdapter):
    """Connects to one address, whatever the host's name resolves to; the certificate is still checked for the name."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            pool = {**pool, "server_hostname": host["host"], "assert_hostname": host["host"]}
        return {**host, "host": self._address}, pool

    def add_headers(self, request: requests.PreparedRequest, **kwargs: Any) -> None:
        request.headers["Host"] = urlsplit(str(request.url)).netloc.rpartition("@")[2]


def _host(url: str, current: str) -> str:
    """Return the host of a URL about to be requested; ``url`` is the one that the user gave, for messages."""
    try:
        canonical(current)
    except ValueError as error:
        reason = "no valid URL" if is_url(current) else "only http and https are fetched"
        raise SourceError(f"{url}: {reason} ({current}). Give the article's own URL.") from error
    return str(urlsplit(current).hostname)


def _resolve(url: str, host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(
            f"{url}: the host {host} is not known. Check the spelling, and that there is a network."
        ) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _refuse_private(url: str, host: str, addresses: list[str]) -> None:
    for address in addresses:
        if not _is_public(address):
            raise SourceError(
                f"{url}: {host} is in a private network or this machine itself, which is not fetched unless allowed."
            )


def _is_public(address: str) -> bool:
    """Return whether an address is public; a name (behind a proxy) counts as public, save those of this machine."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.lower() not in ("localhost", "localhost.localdomain")
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or _is_public(str(inner)))


def _explain(error: Exception, host: str) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host} shows no valid certificate. Check the URL."
    if isinstance(error, requests.Timeout):
        return f"{host} does not answer. Try again later."
    return f"{host} cannot be reached ({type(error).__name__}). Check the URL, and that there is a network."


def _advice(status: int) -> str:
    if status in (401, 402, 403):
        return "Open it in a browser, save the page and give the file."
    if status in (404, 410):
        return "Check the URL."
    return "Try again later."
