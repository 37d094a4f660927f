"""URLs of articles in one canonical form, so that one article has one name however it was reached."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from hergang.corpus.lexica import lexicon

_DEFAULT_PORTS = {"http": 80, "https": 443}
_RESERVED = "/:@!$&'()*+,;=~-._%"  # of a path, RFC 3986, section 3.3; "%" since what is encoded already stays so


def is_url(source: str) -> bool:
    """Return whether a source is named by an http or https URL."""
    return re.match(r"https?://", source, re.IGNORECASE) is not None


def canonical(url: str) -> str:
    """Return the URL without tracking parameters, fragment, user name and default port, scheme and host in lower case.

    Normalised as RFC 3986, section 6.2 has it; the order of the parameters that are left stays. The result is its own
    canonical form.

    Raises:
        ValueError: it is no http or https URL with a host.

    >>> canonical("HTTPS://www.Example.org:443/a?id=7&utm_source=rss#top")
    'https://www.example.org/a?id=7'
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"no http or https URL: {url!r}")
    return urlunsplit(
        (parts.scheme, _host(parts.hostname, parts.port, parts.scheme), _path(parts.path), _query(parts.query), "")
    )


def canonical_or_none(url: str | None) -> str | None:
    """Return the canonical form of a URL, or None where it is missing or none of http or https."""
    try:
        return canonical(url) if url else None
    except ValueError:
        return None


def _host(name: str, port: int | None, scheme: str) -> str:
    try:
        name = name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = name.lower()
    host = f"[{name}]" if ":" in name else name
    return host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _path(path: str) -> str:
    encoded = quote(path or "/", safe=_RESERVED)
    return re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), re.sub(r"%(?![0-9a-fA-F]{2})", "%25", encoded))


def _query(query: str) -> str:
    pieces = [
        piece for piece in query.split("&") if piece and not _tracking().fullmatch(unquote_plus(piece.split("=")[0]))
    ]
    return quote("&".join(pieces), safe=_RESERVED + "?")


@cache
def _tracking() -> re.Pattern[str]:
    names = [re.escape(name).replace(r"\*", ".*") for name in lexicon("tracking")["tracking"]["parameters"]]
    return re.compile("|".join(names), re.IGNORECASE)
