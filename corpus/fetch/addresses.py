"""Which URL may be asked, and which addresses its host may have.

A name is resolved once; all of its addresses have to be public, and those very addresses are what is connected to.
An address that carries another one (IPv4-mapped, 6to4, NAT64) is only as public as the one inside.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from urllib3.util import parse_url

from hergang.corpus.fetch.records import RefusalError
from hergang.corpus.urls import is_url

Address = tuple[int, tuple[Any, ...]]  # family and socket address, as socket.connect takes them

_LONGEST = 8192  # characters of a URL
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that is assigned of IPv6 (IANA, IPv6 Address Space)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_INSIDE = ("localhost", "local", "internal", "lan", "home.arpa")  # RFC 6761, 6762, 8375 and what routers give out
_FIRST_FREE_PORT = 1024
_WEB_PORTS = (80, 443)
_PRIVATE = "is in a private network or this machine itself, which is not fetched unless allowed (--allow-private)."


@dataclass(frozen=True)
class Target:
    """Where a URL leads."""

    url: str  # as it is requested
    scheme: str
    host: str  # name or address without brackets, lower case, no dot at the end
    port: int

    @property
    def origin(self) -> str:
        """Return scheme, host and port as the beginning of a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def read_target(url: str) -> Target:
    """Return where a URL leads; a RefusalError says why it is not one to be asked."""
    if not is_url(url):
        raise RefusalError(f"only http and https are fetched ({_shortened(url)}). Give the article's own URL.")
    try:
        parts, other = urlsplit(url), parse_url(url)
        port = parts.port
    except ValueError as error:
        raise _invalid(url) from error
    host = (parts.hostname or "").rstrip(".")
    if len(url) > _LONGEST or not host or not re.fullmatch(r"[^\s\\\x00-\x1f\x7f]+", parts.netloc):
        raise _invalid(url)
    if "@" in parts.netloc:
        raise RefusalError("a URL with a user name or password is not fetched. Save the page and give the file.")
    if (other.host or "").strip("[]").rstrip(".").lower() != host:  # two readers of URLs have to agree on the host
        raise _invalid(url)
    return Target(url, parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def resolve(host: str, port: int, timeout: float) -> list[Address]:
    """Return the addresses of a host; RefusalError where there is none, or none within ``timeout`` seconds.

    A system's resolver cannot be told how long to take, so that it works in a thread that is left behind.
    """
    found: list[Address] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys((entry[0], entry[4]) for entry in answers))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise RefusalError(f"the name {host} is not resolved within {timeout:g} s. Try again later.", temporary=True)
    if not found:
        raise RefusalError(
            f"the host {host} is not known. Check the spelling, and that there is a network."
        ) from failed[0]
    return found


def refuse_private(target: Target, addresses: list[Address]) -> None:
    """Raise RefusalError where one of a host's addresses is not public."""
    for _, address in addresses:
        if not is_public(str(address[0])):
            raise RefusalError(f"{target.host} {_PRIVATE}")


def refuse_port(target: Target) -> None:
    """Raise RefusalError where a port is another protocol's, which a request must not be smuggled into."""
    if target.port < _FIRST_FREE_PORT and target.port not in _WEB_PORTS:
        raise RefusalError(f"port {target.port} is no web server's. Give the article's own URL.")


def refuse_private_name(target: Target) -> None:
    """Raise RefusalError where a name that a proxy will resolve tells of itself that it is inside."""
    host = target.host.partition("%")[0]
    try:
        inside = not is_public(_as_address(host))
    except ValueError:
        inside = "." not in host or host.endswith(tuple(f".{name}" for name in _INSIDE))
    if inside:
        raise RefusalError(f"{target.host} {_PRIVATE}")


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet; ValueError where it is none."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = ip.ipv4_mapped or ip.sixtofour
    if ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip in _GLOBAL_UNICAST and ip.is_global


def _as_address(host: str) -> str:
    """Return a host as an address, also one in the short, octal and hexadecimal forms that inet_aton takes."""
    with suppress(OSError, UnicodeError):
        return socket.inet_ntoa(socket.inet_aton(host))
    return str(ipaddress.ip_address(host))


def _invalid(url: str) -> RefusalError:
    return RefusalError(f"no valid URL ({_shortened(url)}). Give the article's own URL.")


def _shortened(url: str) -> str:
    return url if len(url) <= 200 else f"{url[:200]}…"
